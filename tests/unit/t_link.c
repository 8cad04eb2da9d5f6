/* SPDX-License-Identifier: MIT */
/*
 * The safety law of glance.c: what the first look calls sound, the full reading and the full plan would not change. Tried on random lines, and on random
 * response files shown in pieces of every size, both made of what matters: rpaths, options that take operands, quotes, files.
 * Then the reader of link lines itself, on lines whose meaning is written down by hand.
 */
#include "tap.h"

#include "glance.h"
#include "link.h"
#include "opts.h"
#include "plan.h"
#include "rpath.h"
#include "rsp.h"
#include "settings.h"

enum { FILES = 4, WORDS = 24, DEPTH = 3, MARGIN = 64 };

/* The files that an @word may name: @0 to @3. */
static struct span files[FILES];

/* What the machine says; anything, as it must not matter. */
struct machine {
	int file, folder, meson;
	unsigned linker;
};

static int
machine_file(void *ctx, struct span path)
{
	(void)path;
	return ((struct machine *)ctx)->file;
}

static int
machine_folder(void *ctx, struct span path)
{
	(void)path;
	return ((struct machine *)ctx)->folder;
}

static int
machine_meson(void *ctx)
{
	return ((struct machine *)ctx)->meson;
}

static int
machine_cmake(void *ctx, struct span value)
{
	(void)ctx;
	(void)value;
	return 0;
}

static unsigned
machine_linker(void *ctx)
{
	return ((struct machine *)ctx)->linker;
}

static struct span *
named_file(struct span word)
{
	if (word.n != 2 || word.p[0] != '@' || word.p[1] < '0' || word.p[1] >= '0' + FILES)
		return NULL;
	return &files[word.p[1] - '0'];
}

/* Feeds a word, or the words of the file it names, as feed.c does it on a disk. */
static void
feed(struct link *l, struct span word, struct link_place place, unsigned depth)
{
	struct span *file = depth < DEPTH ? named_file(word) : NULL;
	struct text buffer = text_in(l->arena);
	struct rsp r;
	struct rsp_word w;

	if (!file || !file->n) {
		if (!file)
			link_word(l, word, place, depth == 0);
		return;
	}
	memset(&r, 0, sizeof r);
	r.raw = *file;
	place.file = file;
	while (rsp_next(&r, &buffer, &w) > 0) {
		place.at = w.at;
		place.locked = w.contested;
		if (w.dropped)
			link_maybe_word(l, w.text, place);
		else
			feed(l, w.text, place, depth + 1);
	}
	if (r.opaque)
		link_lost(l);
}

static int
machine_cmake_folder(void *ctx)
{
	(void)ctx;
	return 0;
}

static int
plan_changes(struct arena *a, struct link *l)
{
	static const char *const values_of_o[] = {NULL, NULL, "O", "/tmp/out", "x", "-rpath", "$", "/a:/b", "lib"};
	static const unsigned bits[] = {0, LINKER_BFD, LINKER_GOLD, LINKER_LLD, LINKER_MOLD};
	struct machine machine = {one_in(8), one_in(8), one_in(2), PICK(bits)};
	struct plan_host host = {&machine, machine_file, machine_folder, machine_meson, machine_cmake_folder, machine_cmake, machine_linker, NULL};
	struct settings s;
	struct plan p;

	memset(&s, 0, sizeof s);
	s.make_o = PICK(values_of_o);
	if (plan_make(&p, a, l, &s, &host) != 0)
		exit(2);
	return p.changed;
}

static const char *const values[] = {
    "$ORIGIN", "$ORIGIN/../lib", "${ORIGIN}/lib", "/usr/lib", "/a:/b", "/a:$ORIGIN", "$ORIGIN:$ORIGIN", "/opt/RIGIN", "/opt/ORIGIN/lib", "lib", ".", "..", "../lib",
    ":", "::", "/a:", "", "XXXX", "$FOO", "$LIB", "@rpath", "/__ORIGIN__", "/__ORIGIN", "/_", "/..", "/../lib", "/.", "/...", "RIGIN/../lib", "ORIGIN", "IGIN/x", "RIGIN",
    "$$ORIGIN", "\\$ORIGIN", "'$ORIGIN'", "\"$ORIGIN\"", "/a:RIGIN", "/tmp/outRIGIN/x", "/a:/bRIGIN", "xRIGIN", "libRIGIN/x", "-rpathRIGIN", "$RIGIN/l", "4711ORIGIN",
    "{ORIGIN}", "(ORIGIN)/x", "$(ORIGIN)", "$/../lib", "$/", "4/..", "\\/../lib", "ORIGINAL", "RIGINAL/lib", "$ORIGIN/../IB", "$ORIGINX", "$origin", "O/x", "R", "I", "{", "(",
};
static const char *const options[] = {
    "-rpath", "--rpath", "-R", "-rpath-link", "--just-symbols", "-just-symbols", "--just", "-soname", "-o", "-G", "--threads", "--unique", "-z", "-L", "-m", "-audit",
    "-rpath=", "--rpath=", "-rp", "--sonam", "--", "-T", "--dynamic-linker", "-Y", "-oformat", "--oformat", "-plugin-opt", "-mllvm", "--R", "---rpath", "-rpathx",
};
static const char *const others[] = {
    "a.o", "-lc", "@0", "@1", "@2", "@3", "@none", "@", "-", "", "-static", "-r", "--version", "-version", "-v", "-melf_x86_64", "i386pep", "-m", "x", "-E", "--help", "--vers",
};

static void
put_rpath(struct text *t, const char **second)
{
	static const char *const joined[] = {"-rpath=", "--rpath=", "-R", "-rpath-link=", "--just-symbols=", "-R="};

	if (one_in(2)) {
		text_puts(t, PICK(options));
		*second = PICK(values);
	} else {
		text_puts(t, PICK(joined));
		text_puts(t, PICK(values));
	}
}

/* A line of words; returns how many. */
static size_t
random_line(struct arena *a, char **argv)
{
	size_t n = 1, want = 1 + random_below(WORDS - 4);
	const char *second;
	struct text t;

	argv[0] = arena_string(a, span_of("ld"));
	while (n <= want) {
		second = NULL;
		t = text_in(a);
		switch (random_below(8)) {
		case 0: case 1: case 2: put_rpath(&t, &second); break;
		case 3: text_puts(&t, PICK(options)); break;
		case 4: text_puts(&t, PICK(values)); break;
		default: text_puts(&t, PICK(others)); break;
		}
		argv[n++] = text_string(&t);
		if (second && !one_in(10))
			argv[n++] = arena_string(a, span_of(second));
	}
	argv[n] = NULL;
	return n;
}

/* Text of a response file, rich in what linkers read differently. */
static struct span
random_file(struct arena *a, unsigned most)
{
	static const char *const blanks[] = {" ", "\n", "\t", "\r\n", "  ", "\n\n", " \n"};
	static const char *const odd[] = {"'", "\"", "\\", "''", "\"\"", "\\\n", "\v", "\f", "\\\\", "\\-", "\\r", "\"-", "'-", "-'", "-\"", "\xef\xbb\xbf", "\\@", "@"};
	struct text t = text_in(a);
	unsigned n = random_below(most);
	const char *second, *quote;

	while (n--) {
		/* a pair of quotes around a word now and then, one alone more seldom */
		quote = one_in(6) ? "\"" : one_in(12) ? "'" : "";
		second = NULL;
		text_puts(&t, quote);
		switch (random_below(8)) {
		case 0: case 1: case 2: put_rpath(&t, &second); break;
		case 3: text_puts(&t, PICK(options)); break;
		case 4: text_puts(&t, PICK(values)); break;
		case 5: if (one_in(6)) text_puts(&t, PICK(odd)); break;
		case 6: if (one_in(50)) text_putc(&t, '\0'); break;
		default: text_puts(&t, PICK(others)); break;
		}
		text_puts(&t, quote);
		if (second) {
			text_puts(&t, PICK(blanks));
			quote = one_in(6) ? "\"" : one_in(12) ? "'" : "";
			text_puts(&t, quote);
			text_puts(&t, second);
			text_puts(&t, quote);
		}
		if (one_in(40))
			text_puts(&t, PICK(odd));
		if (!one_in(60))
			text_puts(&t, PICK(blanks));
	}
	/* most files end with a newline, but not all */
	if (one_in(4) && t.n)
		t.n--;
	/* one byte changed at times */
	if (t.n && one_in(4))
		t.p[random_below((unsigned)t.n)] = "'\"\\ -rR$@=\nx"[random_below(12)];
	return text_span(&t);
}

/* Shows a file in pieces; a piece is grown to `size` bytes (0: a random number for each). Returns whether it has to be read in full. */
static int
glance_pieces(struct arena *a, struct span file, size_t size, unsigned *origins)
{
	struct glance_bytes look = {' ', 0};
	char *room = arena_take(a, file.n + 2 * MARGIN);
	size_t shown = 0, from = 0, step;
	long done;

	look.origins = *origins;
	for (;;) {
		step = size ? size : 1 + random_below(40);
		if (step > file.n - shown)
			step = file.n - shown;
		shown += step;
		/* what stands around the piece must not matter */
		memset(room, one_in(2) ? '-' : '"', file.n + 2 * MARGIN);
		memcpy(room + MARGIN, file.p + from, shown - from);
		done = glance_at_bytes(&look, room + MARGIN, shown - from, step == 0);
		if (done < 0)
			return 1;
		from += (size_t)done;
		if (step == 0)
			break;
	}
	*origins = look.origins;
	return 0;
}

/* As wrap.c puts it together. */
static int
line_is_sound(struct arena *a, char **argv)
{
	struct glance g;
	size_t i;

	glance_words(&g, argv);
	if (g.doubt)
		return 0;
	for (i = 1; argv[i]; i++) {
		struct span *file = named_file(span_of(argv[i]));

		if (file && file->n && glance_pieces(a, *file, 0, &g.origins))
			return 0;
	}
	return g.origins < 2;
}

static void
show_files(void)
{
	int i;

	for (i = 0; i < FILES; i++) {
		if (files[i].n)
			show("file", files[i]);
	}
}

static void
test_lines(int with_files)
{
	static const unsigned known[] = {LINKER_ANY, LINKER_BFD, LINKER_GOLD, LINKER_LLD, LINKER_MOLD};
	struct link_place place = {NULL, 0, 0, 0};
	char *argv[WORDS + 8];
	struct arena a;
	struct link l;
	size_t i;
	int round, bad = 0, sound = 0, changed;

	for (round = 0; round < 400000; round++) {
		arena_again(&a);
		for (i = 0; i < FILES; i++) {
			files[i].n = 0;
			if (with_files)
				files[i] = random_file(&a, 6);
		}
		random_line(&a, argv);
		if (!line_is_sound(&a, argv))
			continue;
		sound++;
		link_begin(&l, &a, PICK(known));
		for (i = 1; argv[i]; i++) {
			place.at = i;
			feed(&l, span_of(argv[i]), place, 0);
		}
		changed = plan_changes(&a, &l);
		if (changed && bad++ < 5) {
			for (i = 1; argv[i]; i++)
				show("word", span_of(argv[i]));
			show_files();
		}
	}
	ok(bad == 0 && sound > round / 100, "of %d random lines%s the %d that the first look calls sound would not be changed", round,
	    with_files ? " with response files" : "", sound);
}

static void
test_pieces(void)
{
	struct link_place place = {NULL, 0, 0, 0};
	struct span file;
	struct arena a;
	struct link l;
	size_t size;
	unsigned origins;
	int round, bad = 0, sound = 0, readings = 0, any;

	for (round = 0; round < 60000; round++) {
		arena_again(&a);
		file = random_file(&a, 5);
		if (!file.n)
			continue;
		for (any = 0, size = 0; size <= file.n; size++) {
			origins = 0;
			readings++;
			any |= !glance_pieces(&a, file, size, &origins) && origins < 2;
		}
		if (!any)
			continue;
		sound++;
		files[0] = file;
		files[1].n = files[2].n = files[3].n = 0;
		link_begin(&l, &a, LINKER_ANY);
		place.at = 1;
		feed(&l, span_of("@0"), place, 0);
		if (plan_changes(&a, &l) && bad++ < 5)
			show("file", file);
	}
	ok(bad == 0 && sound > round / 100, "of %d random files the %d that look sound in pieces of some size (%d readings) would not be changed", round, sound, readings);
}

/*
 * By hand: a line, words ended by a blank, and what is to be known about it: values of rpaths, each with R or J in front where the option
 * was -R or --just-symbols, then facts.
 */
static const struct {
	const char *line;
	unsigned linkers;
	const char *want;
} lines[] = {
    {"a.o -rpath /a -o x", LINKER_ANY, "/a; output=x inputs=1"},
    {"-rpath /a --rpath=/b -R /c -R/d", LINKER_ANY, "/a /b R/c R/d; inputs=0"},
    {"-rpath= -rpath", LINKER_ANY, "<>; inputs=0 open"},
    {"-soname -rpath /a", LINKER_ANY, "; inputs=1"},
    {"-soname=-rpath /a", LINKER_ANY, "; inputs=1"},
    {"-o -rpath a.o", LINKER_ANY, "; output=-rpath inputs=1"},
    {"-rpath -soname -rpath /a", LINKER_ANY, "-soname /a; inputs=0"},
    {"-G -rpath /a", LINKER_ANY, "; inputs=1"},
    {"-G -rpath /a", LINKER_LLD, "; inputs=1"},
    {"-G -rpath /a", LINKER_GOLD, "/a; inputs=0"},
    {"-G x -rpath /a", LINKER_ANY, "/a; inputs=1"},
    {"--audit -rpath /a -rpath /b", LINKER_BFD, "/b; inputs=1"},
    {"--threads -rpath /a -rpath /b", LINKER_ANY, "/b; inputs=1"},
    {"--just-symbols /a", LINKER_BFD, "J/a; inputs=0"},
    {"--just-symbols=/a", LINKER_BFD, "J/a; inputs=0"},
    {"a.o -- -rpath /a", LINKER_ANY, "; inputs=1 end"},
    {"-soname -- -rpath /a", LINKER_ANY, "/a; inputs=0"},
    {"-r a.o", LINKER_ANY, "; inputs=1 relocatable"},
    {"-Bstatic a.o", LINKER_ANY, "; inputs=1 static"},
    {"-Bstatic a.o -Bdynamic", LINKER_ANY, "; inputs=1"},
    {"-static-pie -lc", LINKER_ANY, "; inputs=1 static-pie"},
    {"-pie --no-dynamic-linker -lc", LINKER_ANY, "; inputs=1 static-pie"},
    {"--version", LINKER_ANY, "; inputs=0 query"},
    {"-m i386pep", LINKER_ANY, "; emulation=i386pep inputs=0"},
    {"-mi386pep", LINKER_ANY, "; emulation=i386pep inputs=0"},
    {"-dynamic-linker /lib/ld-musl-x86_64.so.1 a.o", LINKER_ANY, "; inputs=1 musl"},
    {"-z", LINKER_ANY, "; inputs=0 open"},
    {"-z origin a.o", LINKER_ANY, "; inputs=1 z-origin"},
    {"-zorigin a.o", LINKER_ANY, "; inputs=1 z-origin"},
    {"-z original -z a.o -soname -zorigin", LINKER_ANY, "; inputs=0"},
    {"-G -zorigin a.o", LINKER_ANY, "; inputs=1"},
    {"--enable-new-dtags a.o", LINKER_ANY, "; inputs=1 new"},
    {"-disable-new-dtags --enable-new-dtags -disable-new-dtags", LINKER_ANY, "; inputs=0 old"},
    {"--enable-new-dtags -G --disable-new-dtags", LINKER_ANY, "; inputs=0"},
    {"-soname --enable-new-dtags a.o", LINKER_ANY, "; inputs=1"},
    {"-m elf_x86_64_fbsd a.o", LINKER_ANY, "; emulation=elf_x86_64_fbsd inputs=1 bsd"},
    {"-maarch64fbsdb", LINKER_ANY, "; emulation=aarch64fbsdb inputs=0 bsd"},
    {"-dynamic-linker /libexec/ld-elf.so.1", LINKER_ANY, "; inputs=0 bsd"},
    {"--dynamic-linker=/usr/libexec/ld.so", LINKER_ANY, "; inputs=0 bsd"},
    {"-I/libexec/ld.elf_so a.o", LINKER_BFD, "; inputs=1 bsd"},
    {"-dynamic-linker /lib64/ld-linux-x86-64.so.2 -L/libexec/ld-elf.so.1 -o my_fbsd", LINKER_ANY, "; output=my_fbsd inputs=0"},
    {"a.o -l", LINKER_ANY, "; inputs=1 open"},
    {"/usr/lib/x86_64-linux-musl/crt1.o -Lx86_64-linux-musl", LINKER_ANY, "; inputs=1 musl"},
    {"-m elf_x86_64_dragonfly -dragonfly", LINKER_ANY, "; emulation=elf_x86_64_dragonfly inputs=0"},
};

static void
describe(struct text *t, const struct link *l)
{
	static const char *const before[] = {"", "R", "J"};
	const struct link_rpath *r;

	for (r = l->rpaths; r; r = r->next) {
		if (r != l->rpaths)
			text_putc(t, ' ');
		text_puts(t, before[r->spelling]);
		if (r->value.n)
			text_put(t, r->value);
		else
			text_puts(t, "<>");
	}
	text_putc(t, ';');
	if (l->output.n) {
		text_puts(t, " output=");
		text_put(t, l->output);
	}
	if (l->emulation.n) {
		text_puts(t, " emulation=");
		text_put(t, l->emulation);
	}
	text_puts(t, " inputs=");
	text_number(t, l->inputs);
	text_puts(t, l->relocatable ? " relocatable" : "");
	text_puts(t, l->is_static ? " static" : "");
	text_puts(t, l->static_pie ? " static-pie" : "");
	text_puts(t, l->query ? " query" : "");
	text_puts(t, l->musl ? " musl" : "");
	text_puts(t, l->bsd ? " bsd" : "");
	text_puts(t, l->z_origin ? " z-origin" : "");
	text_puts(t, l->dtags == ROLE_NEW_DTAGS ? " new" : l->dtags == ROLE_OLD_DTAGS ? " old" : "");
	text_puts(t, l->ended ? " end" : "");
	text_puts(t, link_is_complete(l) ? "" : " open");
}

static void
test_by_hand(void)
{
	struct link_place place = {NULL, 0, 0, 0};
	struct span rest, word;
	struct arena a;
	struct link l;
	struct text t;
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		arena_again(&a);
		link_begin(&l, &a, lines[i].linkers);
		place.at = 1;
		for (rest = span_of(lines[i].line);; rest = span_from(rest, word.n + 1)) {
			word = span_head(rest, span_find(rest, ' '));
			link_word(&l, word, place, 1);
			place.at++;
			if (word.n == rest.n)
				break;
		}
		t = text_in(&a);
		describe(&t, &l);
		if (!ok(span_is(text_span(&t), lines[i].want), "'%s' is read as it should be by %s", lines[i].line,
		        lines[i].linkers == LINKER_ANY ? "whatever linker" : "its linker"))
			printf("#   read: %s\n#   want: %s\n", text_string(&t), lines[i].want);
	}
}

/* Names of targets, loaders and emulations. */
static void
test_names(void)
{
	static const char *const bsd[] = {"x86_64-unknown-freebsd13", "elf_x86_64_fbsd", "bsd", "i386-openbsd", "x86_64-unknown-dragonfly", "/libexec/ld-elf.so.1", "/usr/libexec/ld.so"};
	static const char *const gnu[] = {"", "x86_64-linux-gnu", "bs", "dragonfly", "-dragon", "elf_x86_64", "/lib/bsd/ld.so", "/lib64/ld-linux-x86-64.so.2", "/opt/libexec/ld.so", "b-s-d", "bsx"};
	static const char *const pe[] = {"i386pe", "i386pep", "i386pe_posix", "arm64pe", "pe"};
	static const char *const elf[] = {"", "elf_x86_64", "aarch64linux", "elf_pe", "linuxpep", "i386pex", "armelf_pe_posix"};
	size_t i, bad = 0;

	for (i = 0; i < sizeof bsd / sizeof *bsd; i++)
		bad += link_is_bsd(span_of(bsd[i])) != 1;
	for (i = 0; i < sizeof gnu / sizeof *gnu; i++)
		bad += link_is_bsd(span_of(gnu[i])) != 0;
	ok(bad == 0, "the BSDs are known by their targets, emulations and loaders");
	for (i = bad = 0; i < sizeof pe / sizeof *pe; i++)
		bad += !link_is_pe(span_of(pe[i]));
	for (i = 0; i < sizeof elf / sizeof *elf; i++)
		bad += link_is_pe(span_of(elf[i])) != 0;
	ok(bad == 0, "emulations that make PE files are known");
	ok(link_may_take(span_of("-rpath"), LINKER_ANY) && link_may_take(span_of("-G"), LINKER_ANY) && !link_may_take(span_of("-rpath=x"), LINKER_ANY) &&
	    !link_may_take(span_of("-shared"), LINKER_ANY) && !link_may_take(span_of("a.o"), LINKER_ANY), "what may take the next word is known");
}

int
main(void)
{
	test_by_hand();
	test_names();
	test_lines(0);
	test_lines(1);
	test_pieces();
	return done();
}

/* SPDX-License-Identifier: MIT */
/*
 * The reader of compilers' lines: on lines whose meaning is written down by hand, and by laws that hold for any line. The first look at such a line
 * (glance_compiles) must not pass over what the reader would find, nor take a line for a link that the reader takes for a compile; and where the compiler is
 * not known, or a word may not be there, what counts as certain has to be so in every reading.
 */
#include "tap.h"

#include "driver.h"
#include "driver_opts.h"
#include "glance.h"
#include "link.h"
#include "opts.h"

enum { GCC = DRIVER_GCC, CLANG = DRIVER_CLANG, ANY = DRIVER_ANY, WORDS = 24 };

/*
 * By hand: words ended by a blank, whose line it is, and what is to be known about it. First the rpath values, each with the offset in its word where it
 * begins, and in front R for a linker's -R, D for a compiler's -R, L where it cannot be edited; then facts.
 */
static const struct {
	const char *line;
	unsigned drivers;
	const char *want;
} lines[] = {
    {"a.o -Wl,-rpath,/a -o x", ANY, "/a@11; output=x inputs=1"},
    {"-Wl,-rpath=/a,-R,/b,-R/c,--rpath -Wl,/d", ANY, "/a@11 R/b@17 R/c@22 /d@4; inputs=0"},
    {"-Xlinker -rpath -Xlinker /a,b", ANY, "/a,b@0; inputs=0"},
    {"-Xlinker -rpath=/a", ANY, "/a@7; inputs=0"},
    {"--for-linker=-rpath --for-linker=/a", ANY, "/a@13; inputs=0"},
    {"--for-linker=-rpath=/a", ANY, "/a@20; inputs=0"},
    {"-Wl,-rpath -O2 -I x -Wl,/a", ANY, "/a@4; inputs=0"},
    {"-Wl,-soname,-rpath,/a", ANY, "; inputs=1"},
    {"-Xlinker -Wl,-rpath,/a", ANY, "; inputs=0"},
    {"-o -Wl,-rpath,/a b.o", ANY, "; output=-Wl,-rpath,/a inputs=1"},
    {"-Wa,-rpath,/a -Wp,-rpath,/b -Xassembler -Wl,-rpath,/c", ANY, "; inputs=0"},

    /* what stands between an option and its value */
    {"-Wl,-rpath a.o -Wl,/a", ANY, "; inputs=2"},
    {"-Wl,-rpath -lm -Wl,/a", ANY, "; inputs=2"},
    {"-Wl,-rpath -l m -Wl,/a", ANY, "; inputs=2"},
    {"-Wl,-rpath foo.h -Wl,/a", GCC, "/a@4; inputs=0 header"},

    /* empty parts */
    {"-Wl,-rpath,,/a", GCC, "<>@11; inputs=1"},
    {"-Wl,-rpath,,/a", CLANG, "/a@12; inputs=0"},
    {"-Wl,-rpath,,/a", ANY, "; inputs=2"},
    {"-Wl,-rpath,", GCC, "<>@11; inputs=0"},
    {"-Wl,-rpath,", CLANG, "; inputs=0 open"},

    /* what only one of them knows */
    {"-rpath /a", CLANG, "/a@0; inputs=0"},
    {"-rpath /a", GCC, "; inputs=1"},
    {"-rpath=/a", ANY, "; inputs=0"},
    {"-R /a b.o", GCC, "D/a@0; inputs=1"},
    {"-R/a b.o", GCC, "D/a@2; inputs=1"},
    {"-R/a b.o", CLANG, "; inputs=1"},
    {"-R /a b.o", ANY, "; inputs=2"},

    /* what is a file only where the linker opens it */
    {"-Wl,@f,-rpath,/a", ANY, "; inputs=1"},
    {"-Xlinker @f a.o -Wl,-rpath,/a", ANY, "; inputs=2"},

    /* facts about the line */
    {"-c a.c", ANY, "; inputs=1 no-link"},
    {"-c -Wl,-rpath,/a", ANY, "/a@11; inputs=0 no-link"},
    {"-o -c a.o", ANY, "; output=-c inputs=1"},
    {"-MD -MF -M a.c", ANY, "; inputs=1"},
    {"-x c++-header x", ANY, "; inputs=0 header"},
    {"-xc-header x", ANY, "; inputs=0 header"},
    {"-x c x.h", ANY, "; inputs=1"},
    {"-x c x.c -x none x.h", ANY, "; inputs=1 header"},
    {"x.hpp", ANY, "; inputs=0 header"},
    {"-### a.o", ANY, "; inputs=1 no-link"},
    {"a.o --version", ANY, "; inputs=1 no-link"},
    {"-cc1 a.c", CLANG, "; inputs=1 no-link"},
    {"a.c -cc1", CLANG, "; inputs=1"},
    {"-r a.o", ANY, "; inputs=1 relocatable"},
    {"-static -lc", ANY, "; inputs=1 static"},
    {"-static-pie -lc", ANY, "; inputs=1 static-pie"},
    {"-Wl,-r,a.o", ANY, "; inputs=1 relocatable"},
    {"-Wl,--version a.o", ANY, "; inputs=1 query"},
    {"-B/x a.o", ANY, "; inputs=1 bypass"},
    {"-B /x a.o", ANY, "; inputs=1 bypass"},
    {"-o -B a.o", ANY, "; output=-B inputs=1"},
    {"--ld-path=/x a.o", CLANG, "; inputs=1 bypass"},
    {"-fuse-ld=/x a.o", CLANG, "; inputs=1 bypass"},
    {"-fuse-ld=gold a.o", ANY, "; inputs=1"},
    {"--target=x86_64-w64-mingw32 a.o", CLANG, "; inputs=1 foreign"},
    {"-target arm64-apple-macos a.o", CLANG, "; inputs=1 foreign"},
    {"--target=aarch64-linux-gnu a.o", CLANG, "; inputs=1"},
    {"-target x86_64-linux-musl a.o", CLANG, "; inputs=1 musl"},
    {"/usr/lib/x86_64-linux-musl/crt1.o", ANY, "; inputs=1 musl"},
    {"-output", ANY, "; output=utput inputs=0"},
    {"--output=x -o y", ANY, "; output=y inputs=0"},

    /* lines that go on */
    {"a.o -o", ANY, "; inputs=1 open"},
    {"a.o -Xlinker", ANY, "; inputs=1 open"},
    {"a.o -Xlinker -rpath", ANY, "; inputs=1 open"},
    {"a.o -Wl,-soname", ANY, "; inputs=1 open"},
    {"a.o -Wl,-soname,x", ANY, "; inputs=1"},
    {"a.o -- -Wl,-rpath,/a", CLANG, "; inputs=2 end"},
    {"-o -- a.o -Wl,-rpath,/a", CLANG, "/a@11; output=-- inputs=1"},
};

static void
begin(struct arena *a, struct link *l, struct driver_line *d, unsigned drivers)
{
	link_begin(l, a, LINKER_ANY);
	driver_begin(d, l, drivers);
}

static void
describe(struct text *t, const struct link *l, const struct driver_line *d)
{
	static const char *const before[] = {"", "R", "J", "D"};
	const struct link_rpath *r;

	for (r = l->rpaths; r; r = r->next) {
		if (r != l->rpaths)
			text_putc(t, ' ');
		text_puts(t, before[r->spelling]);
		text_puts(t, r->place.locked ? "L" : "");
		if (r->value.n)
			text_put(t, r->value);
		else
			text_puts(t, "<>");
		text_putc(t, '@');
		text_number(t, r->place.part + r->skip);
	}
	text_putc(t, ';');
	if (l->output.n) {
		text_puts(t, " output=");
		text_put(t, l->output);
	}
	text_puts(t, " inputs=");
	text_number(t, l->inputs);
	text_puts(t, l->relocatable ? " relocatable" : "");
	text_puts(t, l->is_static ? " static" : "");
	text_puts(t, l->static_pie ? " static-pie" : "");
	text_puts(t, l->query ? " query" : "");
	text_puts(t, l->musl ? " musl" : "");
	text_puts(t, d->no_link ? " no-link" : "");
	text_puts(t, d->headers ? " header" : "");
	text_puts(t, d->foreign ? " foreign" : "");
	text_puts(t, d->bypass ? " bypass" : "");
	text_puts(t, d->ended ? " end" : "");
	text_puts(t, link_is_complete(l) ? "" : " open");
}

static void
test_by_hand(void)
{
	struct link_place place = {NULL, 0, 0, 0};
	struct driver_line d;
	struct span rest, word;
	struct arena a;
	struct link l;
	struct text t;
	size_t i;
	int keep;

	for (i = 0; i < 2 * sizeof lines / sizeof *lines; i++) {
		/* once with words that stay where they are, once as from a file */
		keep = i % 2;
		arena_again(&a);
		begin(&a, &l, &d, lines[i / 2].drivers);
		place.at = 1;
		for (rest = span_of(lines[i / 2].line);; rest = span_from(rest, word.n + 1)) {
			word = span_head(rest, span_find(rest, ' '));
			driver_word(&d, word, place, keep);
			place.at++;
			if (word.n == rest.n)
				break;
		}
		driver_finish(&d);
		t = text_in(&a);
		describe(&t, &l, &d);
		if (!span_is(text_span(&t), lines[i / 2].want) || keep) {
			if (!ok(span_is(text_span(&t), lines[i / 2].want), "'%s' is read as it should be by %s", lines[i / 2].line,
			        lines[i / 2].drivers == GCC ? "gcc" : lines[i / 2].drivers == CLANG ? "clang" : "any compiler"))
				printf("#   read: %s\n#   want: %s\n", text_string(&t), lines[i / 2].want);
		}
	}
}

/* Random lines. */

static const char *const words[] = {
    "-Wl,-rpath,/a", "-Wl,-rpath=/b", "-Wl,-rpath", "-Wl,/c", "-Wl,-R,/d", "-Wl,-rpath,/e,-soname,x,-rpath", "-Wl,-soname", "-Wl,-soname,-rpath", "-Wl,", "-Wl,,",
    "-Wl,-rpath,,/f", "-Wl,-z,now", "-Wl,--as-needed,-rpath,/g", "-Wl,@x", "-Xlinker", "-rpath", "-rpath=/h", "/i", "--for-linker=-rpath", "--for-linker=/j",
    "--for-linker=-rpath=/k", "-o", "-I", "-L", "-l", "-lm", "-D", "-include", "-MF", "-x", "c", "none", "a.o", "b.c", "x.h", "", "-", "-O2", "-g", "-v", "-shared", "-s",
    "-Wa,-rpath,/l", "-Xassembler", "-Xpreprocessor", "-isystem", "--param", "-T", "-u", "-fPIC", "-Wall", "-B", "-B/x", "-static", "-r", "-fuse-ld=gold", "-MT", "-idirafter",
};
static const char *const apart[] = { /* what the compilers disagree about, or what stops a line */
    "-R", "-R/m", "--for-linker", "-target", "-mllvm", "-Xclang", "-G", "-h", "-wrapper", "-c", "-E", "-S", "-M", "-MM", "-fsyntax-only", "-###", "--version", "--", "-cc1",
    "c++-header", "-xc-header", "-print-prog-name=ld", "-dumpmachine", "--help", "-target-cpu", "-arch", "--preprocess", "-rpath-link", "--analyze",
};

static size_t
random_line(struct arena *a, char **argv, int all)
{
	size_t n = 0, want = 1 + random_below(WORDS - 4);

	argv[n++] = arena_string(a, span_of("cc"));
	while (n <= want)
		argv[n++] = arena_string(a, span_of(all && one_in(5) ? PICK(apart) : PICK(words)));
	argv[n] = NULL;
	return n;
}

/* Reads the line; word number maybe (0: none) is one that only some see, word number without is left out. */
static void
read_line(struct arena *a, struct link *l, struct driver_line *d, char **argv, unsigned drivers, size_t maybe, size_t without)
{
	struct link_place place = {NULL, 0, 0, 0};

	begin(a, l, d, drivers);
	for (place.at = 1; argv[place.at]; place.at++) {
		if (place.at == without)
			continue;
		if (place.at == maybe)
			driver_maybe_word(d, span_of(argv[place.at]), place);
		else
			driver_word(d, span_of(argv[place.at]), place, 1);
	}
	driver_finish(d);
}

static void
show_line(char **argv)
{
	for (argv++; *argv; argv++)
		show("word", span_of(*argv));
}

/* Whether the rpath r is one of l's, too. */
static int
has(const struct link *l, const struct link_rpath *r)
{
	const struct link_rpath *x;

	for (x = l->rpaths; x; x = x->next) {
		if (x->place.at == r->place.at && x->place.part == r->place.part && x->skip == r->skip && x->spelling == r->spelling)
			return 1;
	}
	return 0;
}

/* How many rpaths of l are missing in other. */
static unsigned
missing(const struct link *l, const struct link *other)
{
	const struct link_rpath *r;
	unsigned n = 0;

	for (r = l->rpaths; r; r = r->next)
		n += !has(other, r);
	return n;
}

static void
test_glance(void)
{
	static const unsigned known[] = {GCC, CLANG, ANY};
	int round, bad = 0, compiles = 0, look;
	char *argv[WORDS + 1];
	struct driver_line d;
	struct arena a;
	struct link l;
	size_t n, counted;

	for (round = 0; round < 300000; round++) {
		arena_again(&a);
		n = random_line(&a, argv, 1);
		look = glance_compiles(argv, &counted);
		read_line(&a, &l, &d, argv, PICK(known), 0, 0);
		compiles += look;
		if (((look && l.rpaths) || counted != n) && bad++ < 5)
			show_line(argv);
	}
	ok(bad == 0 && compiles > round / 100, "of %d random lines the first look takes %d for compiles, and none of them holds an rpath", round, compiles);
}

static int
holds(char **argv, const char *word)
{
	while (*argv && strcmp(*argv, word) != 0)
		argv++;
	return *argv != NULL;
}

static void
test_any(void)
{
	int round, bad = 0;
	unsigned found = 0;
	char *argv[WORDS + 1];
	struct driver_line d, one;
	struct arena a;
	struct link l, gcc, clang;

	for (round = 0; round < 200000; round++) {
		arena_again(&a);
		random_line(&a, argv, 0);
		read_line(&a, &l, &d, argv, ANY, 0, 0);
		read_line(&a, &gcc, &one, argv, GCC, 0, 0);
		read_line(&a, &clang, &one, argv, CLANG, 0, 0);
		found += l.rpaths != NULL;
		if (missing(&l, &clang) > 0 && bad++ < 5)
			show_line(argv);
		/* clang's own -rpath is an error to gcc, whatever follows */
		if (!holds(argv, "-rpath") && missing(&l, &gcc) > 0 && bad++ < 5)
			show_line(argv);
	}
	ok(bad == 0 && found > (unsigned)round / 10, "of %d random lines, what is an rpath to an unknown compiler (%u lines) is one to gcc and to clang", round, found);
}

/* An empty word in quotes in a response file is a word to gcc, and none to clang. */
static void
test_maybe(void)
{
	static const unsigned known[] = {GCC, CLANG, ANY};
	int round, bad = 0, sees;
	unsigned found = 0, drivers;
	char *argv[WORDS + 1];
	struct driver_line d, one;
	struct arena a;
	struct link l, other;
	size_t n, at;

	for (round = 0; round < 200000; round++) {
		arena_again(&a);
		n = random_line(&a, argv, 1);
		at = 1 + random_below((unsigned)n - 1);
		argv[at] = arena_string(&a, span_of(""));
		drivers = PICK(known);
		read_line(&a, &l, &d, argv, drivers, at, 0);
		found += l.rpaths != NULL;
		for (sees = 0; sees < 2; sees++) {
			read_line(&a, &other, &one, argv, drivers, 0, sees ? 0 : at);
			if ((missing(&l, &other) || (one.no_link && !d.no_link)) && bad++ < 5) {
				printf("#   to %s, which %s the empty word %u, this is %s\n", drivers == ANY ? "any" : drivers == GCC ? "gcc" : "clang",
				    sees ? "sees" : "does not see", (unsigned)at, missing(&l, &other) ? "no rpath" : "no link");
				show_line(argv);
			}
		}
	}
	ok(bad == 0 && found > (unsigned)round / 10,
	    "of %d random lines with an empty word that may not be there, what is an rpath (%u lines) is one with and without it", round, found);
}

static void
test_linker(void)
{
	static const struct {
		const char *line[4];
		unsigned linker;
	} facts[] = {
	    {{"cc", "a.o"}, 0},
	    {{"cc", "-fuse-ld=bfd"}, LINKER_BFD},
	    {{"cc", "-fuse-ld=gold", "a.o"}, LINKER_GOLD},
	    {{"cc", "-fuse-ld=lld"}, LINKER_LLD},
	    {{"cc", "-fuse-ld=mold"}, LINKER_MOLD},
	    {{"cc", "-fuse-ld=gold", "-fuse-ld=bfd"}, LINKER_BFD},
	    {{"cc", "-fuse-ld=/usr/bin/ld.lld"}, LINKER_LLD},
	    {{"cc", "--ld-path=/opt/bin/x86_64-linux-gnu-ld.gold"}, LINKER_GOLD},
	    {{"cc", "--ld-path=/opt/bin/ld"}, 0},
	    {{"cc", "-fuse-ld="}, 0},
	    {{"cc", "-fuse-ld=other"}, 0},
	    {{"cc", "--ld-path=/opt/bin/ld.bfd", "-fuse-ld=gold"}, LINKER_BFD},
	};
	struct arena a;
	char *argv[4];
	size_t i, k;

	for (i = 0; i < sizeof facts / sizeof *facts; i++) {
		arena_again(&a);
		for (k = 0; k < 4; k++)
			argv[k] = facts[i].line[k] ? arena_string(&a, span_of(facts[i].line[k])) : NULL;
		ok(driver_linker(argv) == facts[i].linker, "'%s %s' names the linker that it should", argv[1], argv[2] ? argv[2] : "");
	}
}

int
main(void)
{
	test_by_hand();
	test_linker();
	test_glance();
	test_any();
	test_maybe();
	return done();
}

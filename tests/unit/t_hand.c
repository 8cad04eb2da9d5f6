/* SPDX-License-Identifier: MIT */
/*
 * How a plan is carried out, and how response files get to who reads them: real files in a folder of their own, read by feed.c, and the line that hand.c makes of
 * them. What the memory files hold is told in its place. With less and less memory the line is the same or there is none, and nothing is left open.
 */
#define _POSIX_C_SOURCE 200809L
#include "tap.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver.h"
#include "driver_opts.h"
#include "feed.h"
#include "hand.h"
#include "link.h"
#include "opts.h"
#include "os.h"
#include "plan.h"
#include "scarce.h"
#include "settings.h"
#include "words.h"

enum { WORDS = 32, FIRST_FD = 64, LAST_FD = 1100 };

/* The folder; the files that rows name, a name and its bytes by turns. */
static char place[] = "/tmp/originld-hand-XXXXXX";

static const char *const files[] = {
    "sound", "a.o -rpath /opt/a\n",
    "a", "x.o -rpath RIGIN/a\ny.o",
    "two", "-rpath RIGIN/a -rpath /b -rpath=RIGIN/c\n",
    "quoted", "\"-rpath\" \"RIGIN/a b\" '-rpath' 'x'",
    "outer", "-L. @a -rpath RIGIN/o @sound @two",
    "opener", "a.o -rpath",
    "value", "RIGIN/v b.o",
    "dropped", "-R RIGIN/a a.o -R\nRIGIN/b",
    "commas", "-Wl,-rpath,RIGIN/a,-rpath,RIGIN/b a.o",
    "ended", "a.o --",
    "empty", "",
    "swallows", "a.o -rpath -lfoo",
    "odd", "a.o x\vy",
    "hollow", "a.o \"\" b.o",
};

/* Variables, words, and what comes of them: a file's text stands in brackets behind its @. A line that stays is told as =, one that cannot be made as -. */
static const struct row {
	const char *given, *line, *want;
} rows[] = {
    {"", "a.o -rpath /opt/a @sound", "="},
    {"", "a.o -rpath RIGIN/a -rpath=/b:RIGIN/c", "a.o -rpath $ORIGIN/a -rpath=/b:$ORIGIN/c"},
    {"", "@a", "@[x.o -rpath $ORIGIN/a\ny.o]"},
    {"", "@two @sound", "@[-rpath $ORIGIN/a -rpath /b -rpath=$ORIGIN/c\n] @sound"},
    {"", "-rpath RIGIN/0 @a b.o @a -rpath RIGIN/1", "-rpath $ORIGIN/0 @[x.o -rpath $ORIGIN/a\ny.o] b.o @[x.o -rpath $ORIGIN/a\ny.o] -rpath $ORIGIN/1"},
    {"", "@quoted", "@[\"-rpath\" \"$ORIGIN/a b\" '-rpath' 'x']"},
    {"", "@outer", "@[-L. @[x.o -rpath $ORIGIN/a\ny.o] -rpath $ORIGIN/o @sound @[-rpath $ORIGIN/a -rpath /b -rpath=$ORIGIN/c\n]]"},
    {"", "@opener @value", "@opener @[$ORIGIN/v b.o]"},
    {"", "@empty @none @sound", "="},
    /* what is added */
    {"ORIGINLD_RPATH=/x", "a.o @sound", "a.o @sound -rpath /x"},
    {"ORIGINLD_RPATH=/x", "@a -- b.o", "@[x.o -rpath $ORIGIN/a\ny.o] -rpath /x -- b.o"},
    {"ORIGINLD_RPATH=/x first", "a.o -rpath /a", "a.o -rpath /x -rpath /a"},
    {"ORIGINLD_RPATH=/x first", "a.o @outer", "a.o -rpath /x @[-L. @[x.o -rpath $ORIGIN/a\ny.o] -rpath $ORIGIN/o @sound @[-rpath $ORIGIN/a -rpath /b -rpath=$ORIGIN/c\n]]"},
    {"ORIGINLD_RPATH=/x first", "@sound", "-rpath /x @sound"},
    {"ORIGINLD_RPATH=/x first", "a.o b.o", "a.o b.o -rpath /x"},
    {"ORIGINLD_RPATH=/x first", "a.o -soname @sound", "a.o -soname @sound -rpath /x"},
    {"ORIGINLD_RPATH=/x bfd LD_RUN_PATH=/r", "a.o", "a.o -rpath /r -rpath /x"},
    {"ORIGINLD_RPATH=/x bfd LD_RUN_PATH=/r first", "a.o", "a.o -rpath /x -rpath /r"},
    {"ORIGINLD_DTAGS=rpath", "a.o -rpath RIGIN/a -- b.o", "a.o -rpath $ORIGIN/a --disable-new-dtags -- b.o"},
    {"ORIGINLD_DTAGS=rpath ORIGINLD_RPATH=/x", "-m elf_x86_64_fbsd a.o -rpath $ORIGIN", "-m elf_x86_64_fbsd a.o -rpath $ORIGIN -rpath /x --disable-new-dtags -z origin"},
    {"ORIGINLD_RPATH=/x", "@ended", "="},
    {"ORIGINLD_PREFIX=/opt", "@sound", "@[a.o -rpath $ORIGIN/../a:/opt/a\n] -rpath $ORIGIN/../lib"},
    /* what was lost comes back */
    {"lost", "a.o -rpath -lfoo b.o", "a.o -rpath $ORIGIN -lfoo b.o"},
    {"lost", "@swallows", "@[a.o -rpath $ORIGIN -lfoo]"},
    /* a compiler's line */
    {"cc", "a.o -Wl,-rpath,RIGIN/a,-rpath,RIGIN/b", "a.o -Wl,-rpath,$ORIGIN/a,-rpath,$ORIGIN/b"},
    {"cc", "@commas", "@[-Wl,-rpath,$ORIGIN/a,-rpath,$ORIGIN/b a.o]"},
    {"cc", "a.o -R RIGIN/a -RRIGIN/b", "a.o -Xlinker -rpath -Xlinker $ORIGIN/a -Xlinker -rpath -Xlinker $ORIGIN/b"},
    {"cc", "@dropped", "@[-Xlinker -rpath -Xlinker \"$ORIGIN/a\" a.o -Xlinker -rpath -Xlinker \"$ORIGIN/b\"]"},
    {"cc ORIGINLD_RPATH=/x,y", "a.o", "a.o -Xlinker -rpath -Xlinker /x,y"},
    {"cc first ORIGINLD_RPATH=/x", "a.o -Wl,-rpath,/a", "-Xlinker -rpath -Xlinker /x a.o -Wl,-rpath,/a"},
    {"cc ORIGINLD_DTAGS=rpath", "a.o -Wl,-rpath,/a", "a.o -Wl,-rpath,/a -Xlinker --disable-new-dtags"},
    /* a file that linkers read differently is not followed to its end */
    {"", "-rpath RIGIN/a @odd -rpath RIGIN/b", "-rpath $ORIGIN/a @odd -rpath RIGIN/b"},
};

static int
has(const char *given, const char *word)
{
	return span_has(span_of(given), word);
}

/* ----------------------------------------------------------------- one line */

static int
nothing_there(void *ctx, struct span path)
{
	(void)ctx, (void)path;
	return 0;
}

static int
nowhere(void *ctx)
{
	(void)ctx;
	return 0;
}

static unsigned
linker(void *ctx)
{
	return has(ctx, "bfd") ? LINKER_BFD : 0;
}

static void
evidence(void *ctx, struct span suffix, unsigned at, struct plan_evidence *out)
{
	(void)at;
	if (!suffix.n && has(ctx, "lost"))
		out->says = SAYS_ORIGIN;
}

/* A line that is read, with its plan; all that hand_over wants. */
struct read {
	char *argv[WORDS];
	struct link link;
	struct driver_line driver;
	struct feed feed;
	struct plan plan;
	struct hand_line line;
};

static size_t
split(struct arena *a, const char *words, char **out)
{
	struct span rest = span_of(words), word;
	size_t n = 0;

	while (next_word(&rest, &word))
		out[n++] = arena_string(a, word);
	out[n] = NULL;
	return n;
}

/* Returns what plan_make does; a is the memory of what is read and planned. */
static int
read_line(struct read *r, struct arena *args, struct arena *a, const char *given, const char *line)
{
	struct plan_host host = {NULL, nothing_there, nothing_there, nowhere, nowhere, nothing_there, linker, evidence};
	static char ld[] = "ld";
	struct settings s;
	char *env[WORDS];

	memset(r, 0, sizeof *r);
	host.ctx = arena_string(args, span_of(given));
	r->argv[0] = ld;
	r->line.argc = 1 + split(args, line, r->argv + 1);
	split(args, given, env);
	memset(&s, 0, sizeof s);
	settings_find(&s, env);
	settings_understand(&s, 0);
	link_begin(&r->link, a, LINKER_ANY);
	driver_begin(&r->driver, &r->link, DRIVER_GCC);
	r->line.driver = has(given, "cc");
	r->feed.arena = a;
	r->feed.sink = r->line.driver ? &feed_to_driver : &feed_to_link;
	r->feed.ctx = r->line.driver ? (void *)&r->driver : (void *)&r->link;
	feed_words(&r->feed, r->argv, 1, r->line.argc);
	if (r->line.driver)
		driver_finish(&r->driver);
	r->line.argv = r->argv;
	r->line.link = &r->link;
	r->line.feed = &r->feed;
	r->line.plan = &r->plan;
	r->line.at_first = has(given, "first");
	return plan_make(&r->plan, a, &r->link, &s, &host);
}

/* ------------------------------------------------------------ what came out */

static int
is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* How many descriptors are open where memory files are put; they are closed. */
static unsigned
close_all(void)
{
	unsigned n = 0;
	int fd;

	for (fd = FIRST_FD; fd < LAST_FD; fd++) {
		if (is_open(fd)) {
			close(fd);
			n++;
		}
	}
	return n;
}

static void put_words(struct text *t, struct span words);

static void
put_word(struct text *t, struct span word)
{
	static const char before[] = "@/proc/self/fd/";
	char bytes[4096];
	ssize_t n;
	int fd;

	if (!span_begins(word, before)) {
		text_put(t, word);
		return;
	}
	fd = open(arena_string(t->a, span_from(word, 1)), O_RDONLY);
	n = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
	if (fd >= 0)
		close(fd);
	text_puts(t, "@[");
	if (n < 0)
		text_puts(t, "a file that cannot be read");
	else
		put_words(t, (struct span){bytes, (size_t)n});
	text_putc(t, ']');
}

/* Text with blanks, in which a file may be named. */
static void
put_words(struct text *t, struct span words)
{
	struct span word;

	for (;; words = span_from(words, word.n + 1)) {
		word = span_head(words, span_find(words, ' '));
		put_word(t, word);
		if (word.n == words.n)
			return;
		text_putc(t, ' ');
	}
}

static struct span
told(struct arena *a, char **argv)
{
	struct text t = text_in(a);
	size_t i;

	for (i = 1; argv && argv[i]; i++) {
		if (i > 1)
			text_putc(&t, ' ');
		put_word(&t, span_of(argv[i]));
	}
	return text_span(&t);
}

static const char *
wanted(const struct row *row)
{
	return strcmp(row->want, "=") == 0 ? row->line : row->want;
}

static void
test_row(const struct row *row)
{
	int no_memfd = 0, good;
	struct span is;
	struct read r;
	struct arena a;
	char **argv;

	arena_again(&a);
	good = read_line(&r, &a, &a, row->given, row->line) == 0 && (strcmp(row->want, "=") != 0) == r.plan.changed;
	argv = hand_over(&a, &r.line, &no_memfd);
	is = told(&a, argv);
	if (!ok(good && argv && argv[0] == r.argv[0] && span_is(is, wanted(row)), "'%s' with '%s' is handed over as it should be", row->line, row->given))
		show("is", is);
	close_all();
}

/* Each row with so little memory that it ends at every place in turn, while the line is read and planned, and while it is handed over. */
static void
test_scarce(void)
{
	size_t i, pieces, bad = 0, left = 0, count = 0;
	struct arena a, few, *reading, *handing;
	int phase, no_memfd = 0, made;
	struct read r;
	char **argv;

	for (i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		phase = i % 2;
		for (made = 0, pieces = 0; !made && pieces < 400; pieces++, count++) {
			arena_again(&a);
			few = scarce_arena(pieces);
			reading = phase ? &a : &few;
			handing = phase ? &few : &a;
			argv = NULL;
			if (read_line(&r, &a, reading, rows[i / 2].given, rows[i / 2].line) == 0 && !reading->failed)
				argv = hand_over(handing, &r.line, &no_memfd);
			made = argv != NULL;
			bad += made && !span_is(told(&a, argv), wanted(&rows[i / 2]));
			bad += !made && !few.failed;
			bad += !scarce_whole();
			left += close_all() && !made;
		}
		bad += !made;
	}
	ok(bad == 0, "where memory ends there is no line, and never half of one (%zu times)", count);
	ok(left == 0, "then no memory file is left open");
}

/* A line that is too long for exec. */
static void
test_long(void)
{
	static const char want[] = "@[\"a.o\"\n\"-rpath\"\n\"$ORIGIN/a\\\\\\\"b c\"\n]";
	static char ld[] = "ld", object[] = "a.o", option[] = "-rpath", value[] = "$ORIGIN/a\\\"b c", newline[] = "a\nb", empty[] = "", file[] = "@sound", at[] = "@";
	char *argv[] = {ld, object, option, value, NULL}, *no[3] = {ld, NULL, NULL}, **out;
	size_t pieces, bad = 0;
	struct arena a, few;

	arena_again(&a);
	out = hand_over_as_file(&a, argv);
	ok(out && out[0] == ld && out[1] && !out[2] && span_is(told(&a, out), want), "a line becomes one file, a word quoted on each line");
	close_all();
	no[1] = newline;
	ok(!hand_over_as_file(&a, no), "a word with a newline cannot be told in a file");
	no[1] = empty;
	ok(!hand_over_as_file(&a, no), "nor can an empty one");
	no[1] = file;
	ok(!hand_over_as_file(&a, no), "nor a file's name");
	no[1] = at;
	out = hand_over_as_file(&a, no);
	ok(out && span_is(told(&a, out), "@[\"@\"\n]"), "an @ alone is none");
	ok(close_all() == 1, "nothing but that file was left open");
	for (out = NULL, pieces = 0; !out && pieces < 100; pieces++) {
		few = scarce_arena(pieces);
		out = hand_over_as_file(&few, argv);
		bad += out ? !span_is(told(&a, out), want) : !few.failed;
		bad += close_all() != (out != NULL);
	}
	ok(out && bad == 0, "where memory ends there is none, and nothing is left open");
}

static void
limit(int what, rlim_t most)
{
	struct rlimit r;

	if (getrlimit(what, &r) != 0)
		exit(2);
	r.rlim_cur = most < r.rlim_max ? most : r.rlim_max;
	if (setrlimit(what, &r) != 0)
		exit(2);
}

static void
test_limits(void)
{
	struct rlimit was, size;
	int no_memfd = 0, bad;
	struct arena a;
	struct read r;

	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &was) != 0 || getrlimit(RLIMIT_FSIZE, &size) != 0)
		exit(2);
	arena_again(&a);
	if (read_line(&r, &a, &a, "", "@a") != 0)
		exit(2);
	limit(RLIMIT_NOFILE, 10);
	bad = hand_over(&a, &r.line, &no_memfd) != NULL || !no_memfd;
	limit(RLIMIT_NOFILE, was.rlim_cur);
	ok(!bad, "where there is no number for a memory file there is no line, and it is said why");
	/* nothing is printed in the meantime */
	fflush(stdout);
	no_memfd = 0;
	limit(RLIMIT_FSIZE, 10);
	bad = hand_over(&a, &r.line, &no_memfd) != NULL || !no_memfd;
	limit(RLIMIT_FSIZE, size.rlim_cur);
	ok(!bad && close_all() == 0, "where a memory file cannot be written in full, too, and it is closed");
}

/* ---------------------------------------------------------------- files */

static void
spew(const char *name, const char *text, size_t n)
{
	FILE *f = fopen(name, "wb");

	if (!f || fwrite(text, 1, n, f) != n || fclose(f) != 0)
		exit(2);
}

/* Feeds one word; tells what is known of the line afterwards. */
static struct feed
fed(struct arena *a, struct link *l, const char *word)
{
	struct feed f = {a, &feed_to_link, l, NULL, NULL, 0, 0, 0};
	char *argv[3] = {NULL, NULL, NULL};

	arena_again(a);
	link_begin(l, a, LINKER_ANY);
	argv[1] = arena_string(a, span_of(word));
	feed_words(&f, argv, 1, 5);
	return f;
}

static void
test_kinds(void)
{
	struct arena a;
	struct link l;
	struct feed f = fed(&a, &l, "@sound");

	ok(f.count == 1 && !f.opaque && l.inputs == 1 && l.rpaths, "a file's words are fed");
	f = fed(&a, &l, "@none");
	ok(f.count == 0 && !f.opaque && l.inputs == 1, "a file that is not there is a word");
	f = fed(&a, &l, "@");
	ok(f.count == 0 && l.inputs == 1, "so is an @ alone");
	f = fed(&a, &l, "@empty");
	ok(f.count == 0 && !f.opaque && l.inputs == 0 && link_is_complete(&l), "an empty file is none");
	f = fed(&a, &l, "@.");
	ok(f.count == 0 && f.opaque && !link_is_complete(&l), "what a folder would say is not known");
	mkfifo("fifo", 0600);
	f = fed(&a, &l, "@fifo");
	ok(f.count == 0 && f.opaque && !link_is_complete(&l), "nor what a FIFO would, and nobody waits for it");
	f = fed(&a, &l, "@/dev/null");
	ok(f.opaque, "nor what a device would");
	f = fed(&a, &l, "@hollow");
	ok(f.count == 1 && !f.opaque && link_is_complete(&l), "a word that only some readers see is fed as such");
	spew("big", "a.o", 3);
	if (truncate("big", (off_t)1 << 30) != 0)
		exit(2);
	f = fed(&a, &l, "@big");
	ok(f.count == 0 && f.opaque && !link_is_complete(&l), "a file that is very big is not read");
	unlink("big");
	f = fed(&a, &l, "@odd");
	ok(f.count == 1 && f.opaque && l.inputs, "a file is read up to where its readers disagree");
}

/* A line may be fed by parts. */
static void
test_parts(void)
{
	static char first[] = "@sound", second[] = "@a", third[] = "b.o";
	char *argv[] = {NULL, first, second, third, NULL};
	struct feed f = {NULL, &feed_to_link, NULL, NULL, NULL, 0, 0, 0};
	struct arena a;
	struct link l;

	arena_again(&a);
	link_begin(&l, &a, LINKER_ANY);
	f.arena = &a;
	f.ctx = &l;
	feed_words(&f, argv, 1, 2);
	feed_words(&f, argv, 2, 3);
	ok(f.count == 2 && f.files && f.files->next && !f.files->next->next && l.inputs == 3, "what is fed by parts is put together");
}

static unsigned
glance(const char *name)
{
	unsigned origins = 0;

	return (unsigned)feed_glance(name, &origins) * 100 + origins;
}

static void
test_glance(void)
{
	enum { LONG = 3 * 16384 };
	static char text[LONG];
	size_t at, bad = 0;

	ok(glance("sound") == 0 && glance("a") == 100 && glance("none") == 0 && glance("empty") == 0 && glance(".") == 0 && glance("fifo") == 0, "the first look reads regular files");
	spew("long", "-rpath $ORIGIN/a a.o", 20);
	ok(glance("long") == 1, "and counts what is $ORIGIN already");
	for (at = 16384 - 20; at < 16384 + 20; at++) {
		memset(text, 'x', LONG);
		memcpy(text + at, " -rpath RIGIN/x ", 16);
		spew("long", text, LONG);
		bad += glance("long") != 100;
		memcpy(text + at, " -rpath /opt/x/ ", 16);
		spew("long", text, LONG);
		bad += glance("long") != 0;
	}
	ok(bad == 0, "what lies across the border of two pieces is seen");
	memset(text, 'x', LONG);
	memcpy(text, "-rpath /opt/", 12);
	spew("long", text, LONG);
	ok(glance("long") == 100, "a value that is longer than a piece is left to the full reader");
	unlink("long");
}

/* Files in files: as deep as anybody goes, and then no further. */
static void
test_depth(void)
{
	struct arena a;
	struct link l;
	struct feed f;
	char name[16], text[32];
	int i;

	for (i = 0; i < 40; i++) {
		sprintf(name, "d%d", i);
		spew(name, text, (size_t)sprintf(text, "x%d.o @d%d y%d.o", i, i + 1, i));
	}
	f = fed(&a, &l, "@d8");
	ok(f.endless && f.count == 32 && f.opaque, "32 files within one another are read, and then it is said that there are more");
	f = fed(&a, &l, "@d9");
	ok(!f.endless && f.count == 31 && l.inputs == 63 && link_is_complete(&l), "31, with a last one that is not there, are read to their end");
	spew("self", "a.o @self", 9);
	f = fed(&a, &l, "@self");
	ok(f.endless && f.count == 32, "a file that names itself comes to an end");
	spew("many", "@sound @sound @sound @sound @sound @sound @sound @sound @sound @sound @sound @sound", 83);
	spew("more", "@many @many @many @many @many @many @many @many @many @many @many @many @many @many", 83);
	spew("most", "@more @more @more @more @more @more @more @more @more @more @more @more @more @more", 83);
	f = fed(&a, &l, "@more");
	ok(!f.endless && f.count == 1 + 14 + 14 * 12, "many files are read");
	f = fed(&a, &l, "@most");
	ok(f.endless && f.count == 2000, "but not without end");
	for (i = 0; i < 40; i++) {
		sprintf(name, "d%d", i);
		unlink(name);
	}
}

static void
clean(void)
{
	static const char *const more[] = {"fifo", "self", "many", "more", "most", "long"};
	size_t i;

	for (i = 0; i < sizeof files / sizeof *files; i += 2)
		unlink(files[i]);
	for (i = 0; i < sizeof more / sizeof *more; i++)
		unlink(more[i]);
	if (chdir("/") == 0)
		rmdir(place);
}

int
main(void)
{
	size_t i;

	if (!mkdtemp(place) || chdir(place) != 0)
		return 2;
	atexit(clean);
	for (i = 0; i < sizeof files / sizeof *files; i += 2)
		spew(files[i], files[i + 1], strlen(files[i + 1]));
	close_all();
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		test_row(&rows[i]);
	test_scarce();
	test_long();
	test_limits();
	test_kinds();
	test_parts();
	test_glance();
	test_depth();
	return done();
}

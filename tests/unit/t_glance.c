/* SPDX-License-Identifier: MIT */
/*
 * The first look: what it notes of a line, and that it misses nothing in a response file, wherever in the file it stands and in whatever pieces the file
 * passes by; nor doubts what is in order, since then every such link would have to be read in full. That it is never wrong on the other side is t_link.c's.
 */
#include "tap.h"

#include "glance.h"

enum { WORDS = 64 };

static char ld[] = "ld", end[] = "--", file_name[] = "x";

/* Words, each ended by a blank; which of them are noted, and what is said of all. */
static const struct {
	const char *line, *noted;
	unsigned files, origins;
	int doubt;
} lines[] = {
    {"a.o -lc -Lx -o y -m elf -z now -soname z", "", 0, 0, 0},
    {"-rpath /opt/a a.o", "1", 0, 0, 0},
    {"a.o -rpath=/opt/a --rpath=/opt/b --rpath /opt/c", "2 3 4", 0, 0, 0},
    {"-R /opt/a -R/opt/b", "1 3", 0, 0, 0},
    {"-rpath RIGIN/x", "1", 0, 0, 1},
    {"-rpath=RIGIN/x", "1", 0, 0, 1},
    {"--rpath RIGIN/x", "1", 0, 0, 1},
    {"--rpath=RIGIN/x", "1", 0, 0, 1},
    {"-R RIGIN/x", "1", 0, 0, 1},
    {"-RRIGIN/x", "1", 0, 0, 1},
    {"-rpath", "1", 0, 0, 0},
    {"-R", "1", 0, 0, 0},
    {"-rpath=", "1", 0, 0, 1},
    {"-rpathx RIGIN -rpath-link RIGIN --rpath-link=RIGIN -r -rp -rpa -rpat -rpax -rpatx -rpx -rx -rpxth -rpaxh -rxath -rpatx=", "", 0, 0, 0},
    {"RIGIN/x rpath R ORIGIN/x.o", "", 0, 0, 0},
    {"- -- -- x", "2 3", 0, 0, 0},
    {"--R RIGIN/x ---rpath RIGIN/x", "", 0, 0, 0},
    {"-rpath $ORIGIN/../lib", "1", 0, 1, 0},
    {"-rpath ${ORIGIN} -R /opt/a:$ORIGIN/x", "1 3", 0, 2, 1},
    {"-rpath $ORIGIN:$ORIGIN", "1", 0, 2, 1},
    /* files, and what only a file tells */
    {"@a a.o @b @ a@b", "1 3", 2, 0, 0},
    {"-rpath @a", "1 2", 1, 0, 1},
    {"-R @a", "1 2", 1, 0, 1},
    {"--just-symbols=x a.o", "1", 0, 0, 1},
    {"--just-symbols x", "1", 0, 0, 1},
    {"-just-symbols x", "1", 0, 0, 1},
    {"-just=x", "1", 0, 0, 1},
    {"-j -joke --join", "", 0, 0, 0},
    /* questions */
    {"--version", "1", 0, 0, 0},
    {"-version x --help -help", "1 3 4", 0, 0, 0},
    {"-v -V -h -hx -hash-style=gnu --hash-style=gnu -e -vx", "", 0, 0, 0},
};

static size_t
split(char **argv, char *text)
{
	size_t n = 0;

	argv[n++] = ld;
	for (text = strtok(text, " "); text; text = strtok(NULL, " "))
		argv[n++] = text;
	argv[n] = NULL;
	return n;
}

static void
test_words(void)
{
	char *argv[WORDS], copy[400];
	struct glance g;
	struct arena a;
	struct text t;
	size_t i, k, n;

	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		arena_again(&a);
		n = split(argv, strcpy(copy, lines[i].line));
		memset(&g, 0xff, sizeof g);
		glance_words(&g, argv);
		t = text_in(&a);
		for (k = 0; k < g.count; k++) {
			text_puts(&t, k ? " " : "");
			text_number(&t, g.noted[k]);
		}
		if (!ok(span_is(text_span(&t), lines[i].noted) && g.files == lines[i].files && g.origins == lines[i].origins && g.doubt == lines[i].doubt && !g.full &&
		        g.words == n, "'%s' is %s at first sight", lines[i].line, lines[i].doubt ? "in doubt" : "in order"))
			printf("#   notes '%s', %u files, %u origins, doubt %d\n", text_string(&t), g.files, g.origins, g.doubt);
	}
}

static void
test_full(void)
{
	char *argv[GLANCE_NOTED + 3] = {ld};
	struct glance g;
	size_t i;

	for (i = 1; i <= GLANCE_NOTED + 1; i++)
		argv[i] = end;
	argv[GLANCE_NOTED + 1] = file_name;
	glance_words(&g, argv);
	ok(!g.full && g.count == GLANCE_NOTED && g.noted[0] == 1 && g.noted[GLANCE_NOTED - 1] == GLANCE_NOTED, "so many words can be noted");
	argv[GLANCE_NOTED + 1] = end;
	glance_words(&g, argv);
	ok(g.full, "one more is said to be too many");
}

/* A compiler's line. */
static const struct {
	const char *line;
	int compiles;
} compiles[] = {
    {"a.o -o -S", 0}, {"a.o -I -c", 0}, {"a.o -include -E", 0}, {"a.o -MF -M", 0}, {"-o x -c x.c", 1}, {"-g -c x.c", 1}, {"-ox -S x.c", 1},
    {"-c a.c", 1}, {"a.c -S", 1}, {"-E a.c", 1}, {"-M a.c", 1}, {"-MM a.c", 1}, {"-c -o a.o -Wall -W -O2 -g -MD -MF x -Xclang y a.c", 1}, {"-c - @ --std=c99 -", 1},
    {"a.c", 0}, {"a.c -MD -MMD -Sx -Ex -cx -MMx -o -", 0},
    {"-c -Wl,x", 0}, {"-Wl, -c", 0}, {"-c -Xlinker", 0}, {"-c -R x", 0}, {"-c -R/x", 0}, {"-c -rpath x", 0}, {"-c --for-linker=x", 0}, {"-c @x", 0}, {"@x -c", 0},
    {"-c -Wlogical-op -Wa,-x -rdynamic -r", 1}, {"-- a.o -c", 0}, {"a.o -- -S", 0},
};

static void
test_compiles(void)
{
	char *argv[WORDS], copy[200];
	size_t i, n, words;
	int is;

	for (i = 0; i < sizeof compiles / sizeof *compiles; i++) {
		n = split(argv, strcpy(copy, compiles[i].line));
		is = glance_compiles(argv, &words);
		ok(is == compiles[i].compiles && words == n, "'%s' %s at first sight", compiles[i].line, is ? "only compiles" : "may link");
	}
}

/* What stands in a file between two blanks. */
static const char *const sound[] = {
    "-rpath /opt/x", "-rpath=/opt/x", "--rpath /opt/a:/opt/b", "--rpath=$ORIGIN/../lib", "-R/opt/x", "-R /opt/x", "\"-rpath\" \"/opt/x\"", "\"-rpath=/opt/x\"", "-rpath \"/opt/x\"",
    "\"-R/opt/x\"", "\"-R\" /opt/x", "-rpath\n/opt/x", "-rpath\t\"/opt/x\"", "-rpath-link RIGIN/x", "--rpath-link=RIGIN/x", "-r", "-rp", "-rpat x", "\"-rpa\"", "\"-r\"", "-lfoo", "-Lx",
    "-soname x", "--version", "@", "a\\ b.o", "a\\b", "-", "--", "\"-\"", "-j", "--join", "x-rpath=RIGIN/x", "x@y", "--R RIGIN/x", "/opt/RIGIN/x", "RIGIN", "-rx",
};
static const char *const doubtful[] = {
    "-rpath RIGIN/x", "-rpath=RIGIN/x", "--rpath RIGIN/x", "--rpath=RIGIN/x", "-RRIGIN/x", "-R RIGIN/x", "\"-rpath\" RIGIN/x", "'-rpath' RIGIN/x", "\"-rpath=RIGIN/x\"",
    "-rpath 'RIGIN/x'", "-rpath \"RIGIN/x\"", "-rp\"ath\" RIGIN/x", "-\"rpath\" RIGIN/x", "--\"rpath\" RIGIN/x", "-rpath\"\" RIGIN/x", "-r\\path RIGIN/x", "\\-rpath RIGIN/x",
    "\"-rpath\"=RIGIN/x", "-R\"RIGIN/x\"", "\"-R\" RIGIN/x", "-'R' RIGIN/x", "\"\"-rpath=RIGIN/x", "''-rpath=RIGIN/x", "@file", "\"@file\"", "\\@file", "--just-symbols=x",
    "-just-symbols x", "-j'ust-symbols' x", "-rpath= /opt/x", "-rpath \"/opt/a b\"", "\"-rpath=/opt/a b\"", "\"-R/opt/a b\"", "-rpath /opt/\\x", "-rpath /opt/'x'",
    "-rpath \"/opt/x\"y", "-rpath /opt/x\"y\"", "-rpath\v/opt/x", "-rpath /opt/x\f", "-rpath @x", "-R @x", "-rpath $ORIGIN/a -rpath $ORIGIN/b", "a\\\nb",
    "-rpath $ORIGIN:$ORIGIN",
};

enum { FILE_SIZE = 900, MARGIN = 32 };

/* One file. What stands behind it, and around a piece of it, must not matter. */
static struct {
	char room[MARGIN + FILE_SIZE + MARGIN];
	size_t n;
	const char *behind;
} file = {{0}, 0, "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\""};

static void
make_file(const char *words, size_t at, char filler)
{
	char *p = file.room + MARGIN;

	memset(file.room, '-', sizeof file.room);
	memset(p, filler, FILE_SIZE);
	if (at)
		p[at - 1] = '\n';
	memcpy(p + at, words, strlen(words));
	p[at + strlen(words)] = '\n';
	file.n = FILE_SIZE;
	p[file.n - 1] = '\n';
}

/* Shows the file in pieces of a size. Returns 1 for doubt, 0 for none, -1 where the look comes to no end. */
static int
look(size_t size, unsigned *origins)
{
	static char room[MARGIN + FILE_SIZE + MARGIN];
	struct glance_bytes g = {' ', 0};
	size_t from = 0, shown = 0, n;
	long done;

	for (;;) {
		n = shown + size < file.n ? shown + size : file.n;
		memset(room, '"', sizeof room);
		memcpy(room + MARGIN, file.room + MARGIN + from, n - from);
		memcpy(room + MARGIN + n - from, file.behind, 16);
		done = glance_at_bytes(&g, room + MARGIN, n - from, n == file.n);
		if (done < 0)
			return 1;
		if ((size_t)done > n - from || (n == file.n && (size_t)done != n - from) || (done == 0 && n > from + 64))
			return -1;
		from += (size_t)done;
		if (n == file.n)
			return *origins = g.origins, 0;
		shown = n;
	}
}

static void
show_place(const char *words, size_t at, size_t size)
{
	show("words", span_of(words));
	printf("#   at %zu, in pieces of %zu\n", at, size);
}

static void
test_file(const char *const *list, size_t count, int doubt)
{
	static const size_t sizes[] = {FILE_SIZE, FILE_SIZE, 1, 2, 7, 16, 17, 61, 256, 300};
	size_t i, at, bad = 0, tried = 0, size;
	unsigned origins = 0;

	for (i = 0; i < count; i++) {
		for (at = 0; at < FILE_SIZE - 100; at++, tried++) {
			make_file(list[i], at, "x/"[at % 2]);
			/* in one piece everywhere, in small ones at some places */
			size = at % 37 == i % 37 ? PICK(sizes) : FILE_SIZE;
			if ((look(size, &origins) != doubt || (!doubt && origins != (strchr(list[i], '$') != NULL))) && bad++ < 5)
				show_place(list[i], at, size);
		}
	}
	ok(bad == 0, "%zu times something in a file is %s, wherever it stands", tried, doubt ? "doubted" : "not doubted");
}

/* A file that ends where it should not. */
static void
test_ends(void)
{
	static const char *const ends[] = {"-rpath RIGIN/x", "-rpath=RIGIN", "-RRIGIN", "-R RIGIN", "-rpath", "\"-rpath\"", "@x", "-just", "\\", "-rpath=", "-rpath \"/opt/x"};
	static const char *const behind[] = {"h=RIGIN/x        ", "-rpath RIGIN/x  ", "path RIGIN/x    ", "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"", "RIGIN RIGIN RIGIN", "                "};
	static const char *const good[] = {"-", "--", "-r", "-rpat", "@ ", "a.o", "-lx", "-rpath /opt/x\n", "-R/opt/x ", "-rpath \"/opt/x\"", "-j"};
	enum { BEHIND = sizeof behind / sizeof *behind };
	size_t i, bad = 0;
	unsigned origins;

	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		make_file(ends[i], 400, 'x');
		file.n = 400 + strlen(ends[i]);
		/* a lone backslash, a lone option and an open quote are for the full reader to weigh; what may be a value is not sound */
		bad += strcmp(ends[i], "\\") != 0 && look(FILE_SIZE, &origins) != 1;
		bad += look(5, &origins) < 0;
	}
	ok(bad == 0, "what stands at a file's end without a newline is doubted, too");
	for (i = bad = 0; i < sizeof good / sizeof *good * BEHIND; i++) {
		make_file(good[i / BEHIND], 400, 'x');
		file.n = 400 + strlen(good[i / BEHIND]);
		file.behind = behind[i % BEHIND];
		bad += look(FILE_SIZE, &origins) != 0 || look(3, &origins) != 0;
	}
	ok(bad == 0, "what is in order there is not");
	file.n = 0;
	ok(look(1, &origins) == 0, "an empty file is in order");
}

/* As much as can be is done with at once: what is shown again is at most the last words. */
static void
test_done(void)
{
	struct glance_bytes g = {' ', 0};
	long done;

	make_file("-rpath /opt/x", FILE_SIZE - 20, 'x');
	done = glance_at_bytes(&g, file.room + MARGIN, FILE_SIZE - 10, 0);
	ok(done == FILE_SIZE - 20, "a word whose end is not there yet is shown again, and nothing before it");
	done = glance_at_bytes(&g, file.room + MARGIN + done, FILE_SIZE - (size_t)done, 1);
	ok(done == 20 && g.before == '\n', "when it is there as a whole all is done");
	/* the byte before a piece counts */
	g.before = 'x';
	ok(glance_at_bytes(&g, file.room + MARGIN + FILE_SIZE - 20, 20, 1) == 20, "a word that has begun in the piece before is no option");
	make_file("-rpath RIGIN", FILE_SIZE - 20, 'x');
	g.before = 'x';
	ok(glance_at_bytes(&g, file.room + MARGIN + FILE_SIZE - 20, 20, 1) == 20, "whatever follows");
	g.before = '\n';
	ok(glance_at_bytes(&g, file.room + MARGIN + FILE_SIZE - 20, 20, 1) == -1, "one that begins with the piece is");
}

int
main(void)
{
	test_words();
	test_full();
	test_compiles();
	test_file(sound, sizeof sound / sizeof *sound, 0);
	test_file(doubtful, sizeof doubtful / sizeof *doubtful, 1);
	test_ends();
	test_done();
	return done();
}

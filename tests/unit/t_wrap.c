/* SPDX-License-Identifier: MIT */
/*
 * The shim whole, in made-up systems: which program runs, with which words and which new variables, what is said. And the rule that whatever goes wrong, the
 * real program runs with the line as it came, or as it should be: each call of the system fails once, and memory ends after each of its blocks.
 */
#include "tap.h"

#include <sys/wait.h>
#include <unistd.h>

#include "made_os.h"
#include "shim.h"
#include "words.h"
#include "wrap.h"

enum { IN_A_WORLD = 8, WORDS = 24, ANSWER = 8192, PROGRAM_SIZE = 8 << 20, MANY = 200 };

/* What a file of the world is. */
enum kind { END, PROGRAM, FORBIDDEN, SCRIPT, LINK, TEXT, FIFO };

#define LD {PROGRAM, "/usr/bin/ld", ""}
#define GCC {PROGRAM, "/usr/bin/gcc", ""}
#define REACHED {LINK, "/proc/self/exe", "/o/libexec/shim"}, {PROGRAM, "/o/libexec/ld/ld", ""}
#define PATH "PATH=/usr/bin "

/*
 * The environment and the line are words between blanks; a line of "-" is an empty argv. answers: what exec answers, one after another, 0 as a rule. The wanted text
 * is "PROGRAM: WORDS", with the text of a memory file as {TEXT}; behind it +VARIABLE=VALUE for each that is new, "open N" where descriptors stay open; and
 * "exit STATUS" where nothing runs. What is said on stderr follows behind " | ".
 */
static const struct row {
	const char *name;
	struct {
		enum kind kind;
		const char *path, *text;
	} file[IN_A_WORLD];
	const char *environment, *line;
	int answers[3];
	const char *want; /* where it ends with ": ", what was said goes on */
} rows[] = {
    {"a sound link runs as it is", {LD}, PATH, "ld -o x x.o -rpath $ORIGIN/../lib", {0}, "/usr/bin/ld: /usr/bin/ld -o x x.o -rpath $ORIGIN/../lib"},
    {"a mangled rpath is repaired", {LD}, PATH, "ld -o x x.o -rpath RIGIN/../lib", {0}, "/usr/bin/ld: /usr/bin/ld -o x x.o -rpath $ORIGIN/../lib"},
    {"and told, where that is wished", {LD}, PATH "ORIGINLD_VERBOSE=1", "ld -o x x.o -rpath RIGIN/../lib", {0},
        "/usr/bin/ld: /usr/bin/ld -o x x.o -rpath $ORIGIN/../lib | originld: x: rpath RIGIN/../lib -> '$ORIGIN/../lib' (make-ate-dollar: make took $O for a variable and left RIGIN)"},
    {"an rpath is added", {LD}, PATH "ORIGINLD_RPATH=$ORIGIN/../l", "ld -o x x.o", {0}, "/usr/bin/ld: /usr/bin/ld -o x x.o -rpath $ORIGIN/../l"},
    {"mode off", {LD}, PATH "ORIGINLD_MODE=off", "ld -rpath RIGIN/../lib", {0}, "/usr/bin/ld: /usr/bin/ld -rpath RIGIN/../lib"},
    {"Mach-O passes", {{PROGRAM, "/usr/bin/ld64.lld", ""}}, PATH, "ld64.lld -rpath RIGIN/../lib", {0}, "/usr/bin/ld64.lld: /usr/bin/ld64.lld -rpath RIGIN/../lib"},
    {"other names of eight letters do not", {{PROGRAM, "/usr/bin/ldxx.lld", ""}}, PATH, "ldxx.lld -rpath RIGIN/../lib", {0}, "/usr/bin/ldxx.lld: /usr/bin/ldxx.lld -rpath $ORIGIN/../lib"},
    {"mold -run passes", {{PROGRAM, "/usr/bin/mold", ""}}, PATH, "mold -run x -rpath RIGIN/../lib", {0}, "/usr/bin/mold: /usr/bin/mold -run x -rpath RIGIN/../lib"},
    {"ld -r does not", {LD}, PATH, "ld -run -rpath RIGIN/../lib", {0}, "/usr/bin/ld: /usr/bin/ld -run -rpath $ORIGIN/../lib"},
    {"strict mode refuses what it cannot be sure of", {LD}, PATH "ORIGINLD_MODE=strict", "ld -o x x.o -rpath a", {0},
        "exit 125 | originld: x: rpath element a (relative-element): "},
    {"a variable ORIGIN stands where the name was", {LD, {LINK, "/proc/self", "100"}, {TEXT, "/proc/50/cmdline", "make"}, {LINK, "/proc/50/cwd", "/s"}, {TEXT, "/s/Makefile", "A=-Wl,-rpath,$(ORIGIN)/../lib"}}, PATH "ORIGIN=/else", "ld -o x x.o -rpath /else/../lib", {0}, "/usr/bin/ld: /usr/bin/ld -o x x.o -rpath $ORIGIN/../lib"},
    {"one that is empty does not", {LD}, PATH "ORIGIN=", "ld -o x x.o -rpath /else/lib", {0}, "/usr/bin/ld: /usr/bin/ld -o x x.o -rpath /else/lib"},
    {"LD_RUN_PATH is repaired in an rpath, where bfd is the linker", {{PROGRAM, "/usr/bin/ld.bfd", ""}}, PATH "LD_RUN_PATH=RIGIN/../lib", "ld.bfd -o x x.o", {0}, "/usr/bin/ld.bfd: /usr/bin/ld.bfd -o x x.o -rpath $ORIGIN/../lib"},

    /* names and places */
    {"an argv without a word gets the name of the file", {LD}, PATH "self=/o/ld/ld", "-", {0}, "/usr/bin/ld: /usr/bin/ld"},
    {"or ld", {LD}, PATH, "-", {0}, "/usr/bin/ld: /usr/bin/ld"},
    {"a relative one gets the current folder", {{PROGRAM, "g/ld", ""}}, "COMPILER_PATH=g", "ld x.o", {0}, "g/ld: /w/g/ld x.o"},
    {"a linker that may lead back to us is noted", {{SCRIPT, "/usr/bin/ld", "#!/bin/sh\n"}}, PATH, "ld x.o", {0}, "/usr/bin/ld: /usr/bin/ld x.o +ORIGINLD_TRIED=1:1,"},
    {"behind those before it", {{SCRIPT, "/usr/bin/ld", "#!/bin/sh\n"}}, PATH "ORIGINLD_TRIED=7:7,", "ld x.o", {0}, "/usr/bin/ld: /usr/bin/ld x.o +ORIGINLD_TRIED=7:7,1:1,"},
    {"which are gone where it does not", {LD}, PATH "ORIGINLD_TRIED=7:7,", "ld x.o", {0}, "/usr/bin/ld: /usr/bin/ld x.o"},
    {"none is found", {{LINK, "/x", "y"}}, PATH, "ld x.o", {0},
        "exit 127 | originld: ld: no other program of that name in COMPILER_PATH and PATH; install the linker, or set ORIGINLD_LD to its absolute path"},
    {"one that nobody may execute", {{TEXT, "/usr/bin/ld", ""}}, PATH, "ld x.o", {0},
        "exit 126 | originld: ld: the linker of that name may not be executed; make it executable, or set ORIGINLD_LD to another one's absolute path"},

    /* exec */
    {"the mode bits promised too much, and there is another", {{FORBIDDEN, "/a/ld", ""}, LD}, "PATH=/a:/usr/bin", "ld x.o", {-EACCES, 0}, "/usr/bin/ld: /usr/bin/ld x.o"},
    {"and there is none", {{FORBIDDEN, "/usr/bin/ld", ""}}, PATH, "ld x.o", {-EACCES, 0},
        "exit 126 | originld: ld: cannot run /usr/bin/ld; make it executable, or name another one in ORIGINLD_LD or ORIGINLD_CC"},
    {"and the other cannot be run either", {{FORBIDDEN, "/a/ld", ""}, LD}, "PATH=/a:/usr/bin", "ld x.o", {-EACCES, -EACCES},
        "exit 126 | originld: ld: cannot run /usr/bin/ld; make it executable, or name another one in ORIGINLD_LD or ORIGINLD_CC"},
    {"a compiler, too", {{FORBIDDEN, "/a/gcc", ""}, GCC}, "PATH=/a:/usr/bin", "gcc -c x.c", {-EACCES, 0}, "/usr/bin/gcc: /usr/bin/gcc -c x.c"},
    {"a script without its interpreter", {{SCRIPT, "/usr/bin/ld", "#!/x\n"}}, PATH, "ld x.o", {-ENOENT},
        "exit 127 | originld: ld: cannot run /usr/bin/ld; it, or the interpreter it names, does not exist"},
    {"a program of another machine", {LD}, PATH, "ld x.o", {-ENOEXEC}, "exit 126 | originld: ld: cannot run /usr/bin/ld; it is no program of this machine and no script with #!"},
    {"a line that got too long goes by a file", {LD}, PATH, "ld -o x x.o -rpath RIGIN/../lib", {-E2BIG, 0}, "/usr/bin/ld: /usr/bin/ld @{\"-o\"\n\"x\"\n\"x.o\"\n\"-rpath\"\n\"$ORIGIN/../lib\"\n} open 1"},
    {"or as it came, where that is too long, too", {LD}, PATH, "ld -o x x.o -rpath RIGIN/../lib", {-E2BIG, -E2BIG, 0}, "/usr/bin/ld: ld -o x x.o -rpath RIGIN/../lib open 1"},
    {"one that came too long does not go", {LD}, PATH, "ld -o x x.o", {-E2BIG, -E2BIG},
        "exit 126 | originld: ld: cannot run /usr/bin/ld; make it executable, or name another one in ORIGINLD_LD or ORIGINLD_CC"},
    {"nor one without a word", {LD}, PATH, "-", {-E2BIG, -ENOENT}, "exit 127 | originld: ld: cannot run /usr/bin/ld; it, or the interpreter it names, does not exist"},

    /* response files */
    {"a response file that is sound", {LD, {TEXT, "r", "-o x -rpath $ORIGIN/../lib"}}, PATH, "ld @r x.o", {0}, "/usr/bin/ld: /usr/bin/ld @r x.o"},
    {"one with two elements, too", {LD, {TEXT, "r", "-o x -rpath $ORIGIN/../lib:$ORIGIN/x"}}, PATH, "ld @r x.o", {0}, "/usr/bin/ld: /usr/bin/ld @r x.o"},
    {"a response file is repaired in a copy", {LD, {TEXT, "r", "-o x -rpath RIGIN/../lib"}}, PATH, "ld @r x.o", {0}, "/usr/bin/ld: /usr/bin/ld @{-o x -rpath $ORIGIN/../lib} x.o open 1"},
    {"and where it names another, in two", {LD, {TEXT, "r", "-o x @s"}, {TEXT, "s", "-rpath RIGIN/../lib"}}, PATH, "ld @r x.o", {0}, "/usr/bin/ld: /usr/bin/ld @{-o x @/proc/self/fd/100} x.o open 2"},
    {"a pipe is not read", {LD, {FIFO, "r", "-rpath RIGIN/../lib"}}, PATH, "ld @r x.o -rpath RIGIN/lib", {0}, "/usr/bin/ld: /usr/bin/ld @r x.o -rpath $ORIGIN/lib"},
    {"an empty file is no word", {LD, {TEXT, "r", ""}}, PATH, "ld -rpath @r RIGIN/../lib", {0}, "/usr/bin/ld: /usr/bin/ld -rpath @r $ORIGIN/../lib"},
    {"one that is not there is one", {LD}, PATH, "ld -rpath @r RIGIN/../lib", {0}, "/usr/bin/ld: /usr/bin/ld -rpath @r RIGIN/../lib"},

    /* the log */
    {"a link is noted in the log", {LD, {TEXT, "/log", ""}}, PATH "ORIGINLD_LOG=/log", "ld -o x x.o", {0},
        "/usr/bin/ld: /usr/bin/ld -o x x.o, {\"time\":\"1970-01-01T00:00:00.000Z\",\"pid\":100,\"as\":\"ld\",\"cwd\":\"/w\",\"output\":\"x\",\"linker\":\"/usr/bin/ld\",\"mode\":\"repair\",\"elements\":[],\"injected\":[]}"},
    {"a pipe is no log", {LD, {FIFO, "/log", ""}}, PATH "ORIGINLD_LOG=/log", "ld -o x x.o", {0}, "/usr/bin/ld: /usr/bin/ld -o x x.o"},

    /* compilers */
    {"a compile passes", {GCC, REACHED}, PATH, "gcc -c x.c", {0}, "/usr/bin/gcc: /usr/bin/gcc -c x.c"},
    {"a link reaches the linker names", {GCC, REACHED}, PATH, "gcc x.o", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o +COMPILER_PATH=/o/libexec/ld"},
    {"before others", {GCC, REACHED}, PATH "COMPILER_PATH=/c:/o/libexec", "gcc x.o", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o +COMPILER_PATH=/o/libexec/ld:/c:/o/libexec"},
    {"where they are reached already it stays", {GCC, REACHED}, PATH "COMPILER_PATH=/c:/o/libexec/ld", "gcc x.o", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o"},
    {"without /proc they are not", {GCC}, PATH, "gcc x.o", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o"},
    {"nor from a folder with a colon", {GCC, {LINK, "/proc/self/exe", "/o:/shim"}, {PROGRAM, "/o:/ld/ld", ""}}, PATH, "gcc x.o", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o"},
    {"nor without the names", {GCC, {LINK, "/proc/self/exe", "/o/shim"}}, PATH, "gcc x.o", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o"},
    {"nor in a secure process", {GCC, REACHED}, PATH "secure", "gcc x.o", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o"},
    {"a compiler's line is repaired", {GCC, REACHED}, PATH, "gcc x.o -Wl,-rpath,RIGIN/../lib", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o -Wl,-rpath,$ORIGIN/../lib +COMPILER_PATH=/o/libexec/ld"},
    {"one that got too long goes by a file", {GCC, REACHED}, PATH, "gcc x.o -Wl,-rpath,RIGIN/../lib", {-E2BIG, 0},
        "/usr/bin/gcc: /usr/bin/gcc @{\"x.o\"\n\"-Wl,-rpath,$ORIGIN/../lib\"\n} +COMPILER_PATH=/o/libexec/ld open 1"},
    {"a BSD's compiler gets what its loader needs, where the line leads past us", {{LINK, "/usr/bin/gcc", "x86_64-unknown-openbsd7-gcc"}, {PROGRAM, "/usr/bin/x86_64-unknown-openbsd7-gcc", ""}}, PATH,
        "gcc -B/x x.o -Wl,-rpath,$ORIGIN/../lib", {0}, "/usr/bin/gcc: /usr/bin/gcc -B/x x.o -Wl,-rpath,$ORIGIN/../lib -Xlinker -z -Xlinker origin"},
    {"what is added stands before the end of the linker's options, and not between that and its -Xlinker", {GCC}, PATH "ORIGINLD_RPATH=$ORIGIN/../l", "gcc -B/x a.o -Xlinker -- b.o", {0},
        "/usr/bin/gcc: /usr/bin/gcc -B/x a.o -Xlinker -rpath -Xlinker $ORIGIN/../l -Xlinker -- b.o"},
    {"nor within a list", {GCC}, PATH "ORIGINLD_RPATH=$ORIGIN/../l", "gcc -B/x a.o -Wl,-x,-- b.o", {0}, "/usr/bin/gcc: /usr/bin/gcc -B/x a.o -Xlinker -rpath -Xlinker $ORIGIN/../l -Wl,-x,-- b.o"},
    {"also by its own name", {{PROGRAM, "/usr/bin/x86_64-unknown-openbsd7-gcc", ""}}, PATH, "x86_64-unknown-openbsd7-gcc -B/x x.o -Wl,-rpath,$ORIGIN/../lib", {0},
        "/usr/bin/x86_64-unknown-openbsd7-gcc: /usr/bin/x86_64-unknown-openbsd7-gcc -B/x x.o -Wl,-rpath,$ORIGIN/../lib -Xlinker -z -Xlinker origin"},
    {"a wrapper gets no file of ours", {{LINK, "/usr/bin/gcc", "ccache"}, {PROGRAM, "/usr/bin/ccache", ""}, {TEXT, "r", "-Wl,-rpath,RIGIN/../lib"}}, PATH, "gcc x.o @r -Wl,-rpath,RIGIN/../a", {0},
        "/usr/bin/gcc: /usr/bin/gcc x.o @r -Wl,-rpath,$ORIGIN/../a +CCACHE_PATH=/usr/bin +ORIGINLD_TRIED=1:2,"},
    {"and nothing of ours is all that it gets", {{LINK, "/usr/bin/gcc", "ccache"}, {PROGRAM, "/usr/bin/ccache", ""}, {TEXT, "r", "-Wl,-rpath,RIGIN/../lib"}}, PATH, "gcc x.o @r", {0},
        "/usr/bin/gcc: /usr/bin/gcc x.o @r +CCACHE_PATH=/usr/bin +ORIGINLD_TRIED=1:2,"},
    {"nor one for a line that got too long", {{LINK, "/usr/bin/gcc", "ccache"}, {PROGRAM, "/usr/bin/ccache", ""}}, PATH, "gcc x.o -Wl,-rpath,RIGIN/../a", {-E2BIG, 0}, "/usr/bin/gcc: gcc x.o -Wl,-rpath,RIGIN/../a"},
    {"a PATH of its own it has already", {{LINK, "/usr/bin/gcc", "ccache"}, {PROGRAM, "/usr/bin/ccache", ""}}, PATH "CCACHE_PATH=/c", "gcc -c x.c", {0}, "/usr/bin/gcc: /usr/bin/gcc -c x.c +ORIGINLD_TRIED=1:2,"},
    {"without PATH there is none to give", {{LINK, "/usr/bin/gcc", "ccache"}, {PROGRAM, "/usr/bin/ccache", ""}}, "X=y", "gcc -c x.c", {0}, "/usr/bin/gcc: /usr/bin/gcc -c x.c +ORIGINLD_TRIED=1:2,"},
    {"and none in a secure process", {{LINK, "/usr/bin/gcc", "ccache"}, {PROGRAM, "/usr/bin/ccache", ""}}, PATH "secure", "gcc -c x.c", {0}, "/usr/bin/gcc: /usr/bin/gcc -c x.c +ORIGINLD_TRIED=1:2,"},
    {"it does not see our folders", {{LINK, "/usr/bin/gcc", "ccache"}, {PROGRAM, "/usr/bin/ccache", ""}, {PROGRAM, "/self", ""}, {LINK, "/o/gcc", "/self"}}, "PATH=/o:/usr/bin: self=/self", "gcc -c x.c", {0},
        "/usr/bin/gcc: /usr/bin/gcc -c x.c +CCACHE_PATH=/usr/bin: +ORIGINLD_TRIED=1:2,"},
    {"no compiler is found", {{LINK, "/x", "y"}}, PATH, "gcc x.o", {0}, "exit 127 | originld: gcc: no other program of that name in PATH; install the compiler, or set ORIGINLD_CC to its absolute path"},
    {"one that nobody may execute, either", {{TEXT, "/usr/bin/gcc", ""}}, PATH, "gcc x.o", {0},
        "exit 126 | originld: gcc: the compiler of that name may not be executed; make it executable, or set ORIGINLD_CC to another one's absolute path"},
    {"what is hidden from us goes as it came", {GCC, {FIFO, "r", ""}}, PATH, "gcc x.o @r -Wl,-rpath,RIGIN/../lib", {0}, "/usr/bin/gcc: /usr/bin/gcc x.o @r -Wl,-rpath,RIGIN/../lib"},
};

/* A case made ready, and what came of it. */
static struct {
	char text[4096];
	size_t used, variables;
	char *env[WORDS], *argv[WORDS];
	struct shim_start start;
} now;

static char *
copy(struct span s)
{
	char *to = now.text + now.used;

	memcpy(to, s.p, s.n);
	to[s.n] = '\0';
	now.used += s.n + 1;
	return to;
}

static void
make_world(const struct row *row)
{
	static const unsigned modes[] = {0, S_IFREG | 0755, S_IFREG | 0755, S_IFREG | 0755, S_IFLNK | 0777, S_IFREG | 0644, S_IFIFO | 0644};
	struct span rest, word;
	struct made_file *f;
	size_t i;

	made_begin();
	memset(&now, 0, sizeof now);
	for (i = 0; i < IN_A_WORLD && row->file[i].kind != END; i++) {
		f = made_file(row->file[i].path, modes[row->file[i].kind], span_of(row->file[i].text));
		f->refused = row->file[i].kind == FORBIDDEN;
		if (row->file[i].kind == PROGRAM || row->file[i].kind == FORBIDDEN)
			f->size = PROGRAM_SIZE;
	}
	memcpy(made.answer, row->answers, sizeof row->answers);
	for (rest = span_of(row->environment); next_word(&rest, &word);) {
		if (span_is(word, "secure"))
			now.start.secure = 1;
		else if (span_begins(word, "self="))
			now.start.self = copy(span_from(word, 5));
		else
			now.env[now.variables++] = copy(word);
	}
	for (i = 0, rest = span_of(row->line); !span_is(rest, "-") && next_word(&rest, &word);)
		now.argv[i++] = copy(word);
	now.start.argv = now.argv;
	now.start.env = now.env;
}

static int
is_new(const char *variable)
{
	size_t i;

	for (i = 0; i < now.variables; i++) {
		if (now.env[i] == variable)
			return 0;
	}
	return 1;
}

/* status: 1 where a program ran. */
static void
answer(struct text *t, int status)
{
	struct span kept = {made.kept, made.kept_n};
	int last = made.execs - 1, i;

	if (status != 1) {
		text_puts(t, "exit ");
		text_number(t, (unsigned long)made.status);
	} else {
		text_puts(t, made.exec[last].path);
		text_putc(t, ':');
		for (i = 0; made.exec[last].argv[i]; i++) {
			text_putc(t, ' ');
			if (strcmp(made.exec[last].argv[i], "@/proc/self/fd/100") == 0) {
				text_puts(t, "@{");
				text_put(t, kept);
				text_putc(t, '}');
			} else {
				text_puts(t, made.exec[last].argv[i]);
			}
		}
		for (i = 0; made.exec[last].env[i]; i++) {
			if (!is_new(made.exec[last].env[i]))
				continue;
			text_puts(t, " +");
			text_puts(t, made.exec[last].env[i]);
		}
		if (made.opened) {
			text_puts(t, " open ");
			text_number(t, (unsigned long)made.opened);
		}
	}
	text_puts(t, *made.logged ? ", " : "");
	text_put(t, span_head(span_of(made.logged), strlen(made.logged) - (*made.logged != '\0')));
	text_puts(t, *made.said ? " | " : "");
	text_put(t, span_head(span_of(made.said), strlen(made.said) - (*made.said != '\0')));
}

/* Runs the shim in a process of its own, as a run leaves much behind. wrong says what fails; blocks, of how many memory consists. */
static struct span
run(struct arena *a, const struct row *row, enum made_call call, int at, long blocks)
{
	static const struct wrap_config config = {"/usr/lib/ld", "/usr/lib/cc", "x86_64-linux-gnu"};
	static char got[ANSWER];
	struct span s = {got, 0};
	struct text t;
	int to[2], status;
	ssize_t n;
	pid_t pid;

	fflush(stdout);
	if (pipe(to) != 0 || (pid = fork()) < 0)
		exit(puts("Bail out! no process can be had"));
	if (pid == 0) {
		make_world(row);
		made.wrong.call = call;
		made.wrong.from = made.wrong.to = at;
		made.wrong.error = EIO;
		made.blocks = blocks;
		status = setjmp(made.end);
		if (status == 0)
			wrap(&now.start, &config);
		t = text_in(a);
		/* whether it came to what was to fail */
		text_putc(&t, (call != MADE_NOTHING && made.wrong.count >= at) || (blocks >= 0 && made.blocks == 0) ? '!' : ' ');
		answer(&t, status);
		exit(write(to[1], t.p, t.n) != (ssize_t)t.n);
	}
	close(to[1]);
	while ((n = read(to[0], got + s.n, sizeof got - s.n)) > 0)
		s.n += (size_t)n;
	close(to[0]);
	if (waitpid(pid, &status, 0) != pid || status != 0)
		s.n = 0;
	return s;
}

/* The words of an answer behind the program's name, or of a line. */
static struct span
words_of(struct span s)
{
	static const char *const ends[] = {" +", " open ", " | ", ", {"};
	size_t i, k;

	s = span_from(s, span_find(s, ' '));
	for (i = 0; i < s.n; i++) {
		for (k = 0; k < sizeof ends / sizeof *ends; k++) {
			if (span_begins(span_from(s, i), ends[k]))
				return span_head(s, i);
		}
	}
	return s;
}

/* Whether the program that should run has run, with the line that it should get or the one that came. */
static int
is_sound(const struct row *row, struct span got)
{
	struct span want = span_of(row->want), program = span_head(want, span_find(want, ' ')), words;

	got = span_from(got, 1);
	if (!span_equal(span_head(got, span_find(got, ' ')), program))
		return 0;
	words = words_of(span_from(got, program.n + 1));
	return span_equal(words, words_of(span_from(want, program.n + 1))) || span_equal(words, words_of(span_of(row->line)));
}

/* Each call of these kinds fails once; those by which a program is found are not among them, see t_find.c. And memory ends after each block. */
static void
test_trouble(const struct row *row)
{
	static const enum made_call calls[] = {MADE_FSTAT, MADE_GETCWD, MADE_OPEN_FILE, MADE_READ, MADE_WRITE, MADE_MEMFD, MADE_MORE};
	struct arena a;
	struct span got;
	long blocks;
	size_t i;
	int at, bad = 0, more;

	for (i = 0; i < sizeof calls / sizeof *calls; i++) {
		for (more = at = 1; more && at < MANY; at++) {
			arena_again(&a);
			got = run(&a, row, calls[i], at, -1);
			more = got.n && got.p[0] == '!';
			if (!is_sound(row, got) && !bad++)
				show(calls[i] == MADE_MORE ? "without a block" : "with a call that fails", got);
		}
	}
	for (more = 1, blocks = 0; more && blocks < MANY; blocks++) {
		arena_again(&a);
		got = run(&a, row, MADE_NOTHING, 0, blocks);
		more = got.n && got.p[0] == '!';
		if (!is_sound(row, got) && !bad++)
			show("without memory", got);
	}
	ok(!bad, "also where something fails: %s", row->name);
}

int
main(void)
{
	const struct row *row;
	struct arena a;
	struct span got;

	for (row = rows; row < rows + sizeof rows / sizeof *rows; row++) {
		arena_again(&a);
		got = run(&a, row, MADE_NOTHING, 0, -1);
		if (!ok(got.n && span_begins(span_from(got, 1), row->want) && (span_ends(span_of(row->want), ": ") || got.n == 1 + strlen(row->want)), "%s", row->name)) {
			show("got", span_from(got, 1));
			show("wanted", span_of(row->want));
		}
		/* where exec refuses more than once, or a second search is made, there may be nothing left that could run */
		if (strncmp(row->want, "exit", 4) != 0 && row->answers[0] != -EACCES && row->answers[1] == 0)
			test_trouble(row);
	}
	return done();
}

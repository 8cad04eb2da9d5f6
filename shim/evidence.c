/* SPDX-License-Identifier: MIT */
/*
 * Where an rpath was written, before make and shells read it: MAKEFLAGS, LDFLAGS, the words of our ancestors (a shell that is still there has its
 * whole command among them), and what an ancestor make, ninja or scons reads in the folder where it stands. clue.c says what a text tells.
 *
 * Nothing here is certain to be readable (hidepid, other namespaces, a shell that became its last command), so "no evidence" is an answer.
 */
#include "evidence.h"

#include <stddef.h>

#include "arena.h"
#include "clue.h"
#include "os.h"
#include "path.h"
#include "settings.h"
#include "slurp.h"

enum { ANCESTORS = 32, BYTES = 4 * 1024 * 1024, MILLISECONDS = 50, WORDS = 256 * 1024 };

/* Who reads a text, and so takes variables from it. */
enum reader { READER_UNKNOWN, READER_SHELL, READER_MAKE, READER_NINJA, READER_SCONS };

struct evidence_text {
	struct evidence_text *next;
	struct span text;
	enum reader reader;
	const char *place;
	int is_file;
	int is_near; /* the command of a shell below every make: it is this link's own */
};

/* Programs that read files of their working folder. */
static const struct {
	const char *program;
	enum reader reader;
	const char *files[4];
} readers[] = {
    {"make", READER_MAKE, {"GNUmakefile", "makefile", "Makefile", "config.status"}},
    {"gmake", READER_MAKE, {"GNUmakefile", "makefile", "Makefile", "config.status"}},
    {"bmake", READER_MAKE, {"BSDmakefile", "makefile", "Makefile", "config.status"}},
    {"ninja", READER_NINJA, {"build.ninja", NULL, NULL, NULL}},
    {"ninja-build", READER_NINJA, {"build.ninja", NULL, NULL, NULL}},
    {"samu", READER_NINJA, {"build.ninja", NULL, NULL, NULL}},
    {"scons", READER_SCONS, {"SConstruct", "Sconstruct", "sconstruct", NULL}},
};

enum { READERS = sizeof readers / sizeof readers[0], FILES = 4 };

static long long
now(void)
{
	long long seconds;
	long nanoseconds;

	os_now(&seconds, &nanoseconds);
	return seconds * 1000 + nanoseconds / 1000000;
}

static void
add(struct evidence *e, struct span text, enum reader reader, const char *place, int is_file, int is_near)
{
	struct evidence_text *t = text.n && place ? arena_array(e->arena, 1, sizeof *t) : NULL;

	if (!t)
		return;
	t->text = text;
	t->reader = reader;
	t->place = place;
	t->is_file = is_file;
	t->is_near = is_near;
	*e->last = t;
	e->last = &t->next;
	e->bytes += text.n;
}

static int
is_late(const struct evidence *e)
{
	return e->bytes >= BYTES || now() > e->until;
}

static char *
proc_path(struct evidence *e, unsigned long pid, const char *what)
{
	struct text t = text_in(e->arena);

	text_puts(&t, "/proc/");
	text_number(&t, pid);
	text_puts(&t, what);
	return text_string(&t);
}

/* The parent of a process, or 0. The second field of stat is the name, which may hold anything, in brackets; the fourth is the parent. */
static unsigned long
parent_of(struct evidence *e, unsigned long pid)
{
	char *path = proc_path(e, pid, "/stat");
	struct span s = slurp(e->arena, path ? path : "", 4096);
	unsigned long parent = 0;
	size_t i = s.n;

	while (i > 0 && s.p[i - 1] != ')')
		i--;
	/* ") S 4711 " */
	for (i += 3; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		parent = parent * 10 + (unsigned long)(s.p[i] - '0');
	return parent;
}

/* Reads a file of the folder in which a process stands. */
static void
add_file(struct evidence *e, unsigned long pid, struct span name, enum reader reader)
{
	enum { ROOM = 4096 };
	char *link = proc_path(e, pid, "/cwd"), *folder = arena_take(e->arena, ROOM);
	struct text t = text_in(e->arena);
	long n = link && folder ? os_readlink(link, folder, ROOM) : -1;
	struct span s = {folder, n > 0 && n < ROOM ? (size_t)n : 0};

	if (!name.n || is_late(e))
		return;
	if (name.p[0] != '/') {
		if (!s.n)
			return;
		text_put(&t, s);
		text_putc(&t, '/');
	}
	text_put(&t, name);
	if (text_string(&t))
		add(e, slurp(e->arena, t.p, BYTES - e->bytes), reader, t.p, 1, 0);
}

static struct span
word_at(struct span words, size_t at)
{
	struct span w = span_from(words, at);

	return span_head(w, span_find(w, '\0'));
}

/* The files that a make or its like reads: those named by -f, else the usual ones. */
static void
add_files(struct evidence *e, unsigned long pid, struct span words, size_t row)
{
	struct span word;
	size_t at, i;
	int takes = 0, named = 0;

	for (at = 0; at < words.n; at += word.n + 1) {
		word = word_at(words, at);
		if (takes)
			add_file(e, pid, word, readers[row].reader);
		takes = span_is(word, "-f");
		named |= takes;
		if (!takes && span_begins(word, "-f") && word.n > 2) {
			add_file(e, pid, span_from(word, 2), readers[row].reader);
			named = 1;
		}
	}
	for (i = 0; i < FILES && readers[row].files[i]; i++) {
		if (!named || span_is(span_of(readers[row].files[i]), "config.status"))
			add_file(e, pid, span_of(readers[row].files[i]), readers[row].reader);
	}
}

/* The row of a program that reads files, by its first word or, for a script, its second; or -1. */
static int
row_of(struct span words)
{
	struct span first = path_base(word_at(words, 0)), second = {NULL, 0};
	size_t n = span_find(words, '\0') + 1;
	int i;

	if (n < words.n)
		second = path_base(word_at(words, n));
	for (i = 0; i < READERS; i++) {
		if (span_is(first, readers[i].program) || span_is(second, readers[i].program))
			return i;
	}
	return -1;
}

/* The command of "sh -c COMMAND", or nothing. */
static struct span
shell_command(struct span words)
{
	static const char *const shells[] = {"sh", "dash", "bash", "ksh", "ksh93", "mksh", "zsh", "ash", "busybox"};
	struct span word = path_base(word_at(words, 0)), none = {NULL, 0};
	size_t at = span_find(words, '\0') + 1, i;

	if (word.n && word.p[0] == '-')
		word = span_from(word, 1);
	for (i = 0; i < sizeof shells / sizeof shells[0] && !span_is(word, shells[i]); i++)
		;
	if (i == sizeof shells / sizeof shells[0])
		return none;
	for (; at < words.n; at += word.n + 1) {
		word = word_at(words, at);
		if (word.n > 1 && word.p[0] == '-' && span_find(word, 'c') < word.n) {
			at += word.n + 1;
			return at < words.n ? word_at(words, at) : none;
		}
		/* busybox sh -c */
		if (!word.n || (word.p[0] != '-' && !span_is(word, "sh") && !span_is(word, "ash")))
			return none;
	}
	return none;
}

static void
read_ancestors(struct evidence *e)
{
	unsigned long pid = (unsigned long)os_getppid();
	struct span words, command;
	int i, row, below = 1; /* no make was met yet */
	char *path;

	for (i = 0; i < ANCESTORS && pid > 1 && !is_late(e); i++, pid = parent_of(e, pid)) {
		path = proc_path(e, pid, "/cmdline");
		words = slurp(e->arena, path ? path : "", WORDS);
		row = row_of(words);
		command = shell_command(words);
		if (command.n) {
			add(e, command, READER_SHELL, "the command of a shell", 0, below);
		} else if (row >= 0) {
			below = 0;
			add(e, words, readers[row].reader, readers[row].reader == READER_MAKE ? "the command line of make" : "the command line", 0, 0);
			add_files(e, pid, words, (size_t)row);
		} else {
			add(e, words, READER_UNKNOWN, "the words of a caller", 0, 0);
		}
	}
}

static void
read_all(struct evidence *e)
{
	e->read = 1;
	e->last = &e->texts;
	e->until = now() + MILLISECONDS;
	if (e->settings->makeflags)
		add(e, span_of(e->settings->makeflags), READER_MAKE, "MAKEFLAGS", 0, 0);
	if (e->settings->ldflags)
		add(e, span_of(e->settings->ldflags), READER_UNKNOWN, "the variable LDFLAGS", 0, 0);
	read_ancestors(e);
	/* what there was no memory for is not there */
	e->arena->failed = 0;
}

/* Who took the variable, by how it is spelled for its first reader: make and ninja leave one $ of two to the shell. */
static const char *
layer_of(enum reader reader, struct span spelled)
{
	size_t i, dollars = 0;

	for (i = 0; i < spelled.n && (spelled.p[i] == '\\' || spelled.p[i] == '$' || spelled.p[i] == '\'' || spelled.p[i] == '"'); i++)
		dollars += spelled.p[i] == '$';
	switch (reader) {
	case READER_SHELL: return "sh";
	case READER_MAKE: return dollars == 1 ? "make" : "sh";
	case READER_NINJA: return dollars == 1 ? "ninja" : "sh";
	case READER_SCONS: return dollars == 1 ? "scons" : "sh";
	default: return NULL;
	}
}

/* FILE:LINE, if one line alone holds it. */
static const char *
place_of(struct evidence *e, const struct evidence_text *t, const struct clue *c)
{
	struct text s = text_in(e->arena);

	if (!t->is_file || c->lines != 1)
		return t->place;
	text_puts(&s, t->place);
	text_putc(&s, ':');
	text_number(&s, c->line);
	return text_string(&s);
}

void
evidence_ask(struct evidence *e, struct span suffix, unsigned at, struct plan_evidence *out)
{
	const struct evidence_text *t, *best = NULL;
	struct clue best_clue = {0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}}, c;
	unsigned others = 0, explained = 0;
	int near = 0;

	out->says = SAYS_NOTHING;
	out->meant = suffix;
	out->layer = out->place = NULL;
	if (!e->read)
		read_all(e);
	for (t = e->texts; t; t = t->next) {
		c = (struct clue){0, 0, 0, 0, 0, 0, {NULL, 0}, {NULL, 0}};
		clue_search(&c, t->text, suffix, at, t->is_file);
		others += c.others;
		/* in a command, the text itself is what a layer further out has left */
		if (t->is_file)
			explained += c.literals;
		if (t->is_file || t->is_near)
			explained += c.opaque;
		if (!c.origins)
			continue;
		near |= t->is_near && !c.others && !c.literals && !c.opaque;
		/* a file is where it can be mended; else who is farthest away from us */
		if (!best || t->is_file >= best->is_file) {
			if (best && best->is_file && t->is_file)
				continue;
			best = t;
			best_clue = c;
		}
	}
	if (others && !near) {
		out->says = SAYS_OTHER;
		return;
	}
	if (!best || (at != CLUE_ANYWHERE && explained && !near))
		return;
	out->says = SAYS_ORIGIN;
	out->meant = clue_meant(e->arena, &best_clue);
	out->layer = layer_of(best->reader, best_clue.spelled);
	out->place = place_of(e, best, &best_clue);
}

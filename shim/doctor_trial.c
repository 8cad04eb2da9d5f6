/* SPDX-License-Identifier: MIT */
/*
 * Tries every compiler with every linker: which of the ways leads to us?
 *
 * The rpath that is handed over is one that make has mangled, and the way is good if the file holds it mended. A first link without us shows whether the
 * compiler works at all. The log tells which linker ran.
 */
#define _XOPEN_SOURCE 700
#include "doctor_trial.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"
#include "farm.h"
#include "json_read.h"
#include "os.h"
#include "path.h"
#include "doctor_probe.h"
#include "doctor_subject.h"
#include "tools.h"

extern char **environ;

static const char *const linkers[] = {NULL, "bfd", "gold", "lld", "mold"};

enum { LINKERS = sizeof linkers / sizeof linkers[0], QUESTIONS = 2, PIECE = 65536 };

struct work {
	struct arena *a;
	const struct command *c;
	trial_progress *progress;
	unsigned seconds;
	char *folder;
	char *piece; /* what is read of a file, PIECE bytes */
	char **env[WAYS];
	const char *whole; /* the folder in COMPILER_PATH */
	struct subjects subjects;
	struct trials *trials;
	struct probe *probe; /* WAYS for each trial, then the questions */
	size_t probes;
};

static char *
concat(struct work *w, const char *x, const char *y)
{
	struct text t = text_in(w->a);

	text_puts(&t, x);
	text_puts(&t, y);
	return text_string(&t);
}

/* A file of the probe with that number. */
static char *
file_of(struct work *w, const char *what, size_t number)
{
	struct text t = text_in(w->a);

	text_puts(&t, w->folder);
	text_putc(&t, '/');
	text_puts(&t, what);
	text_number(&t, number);
	return text_string(&t);
}

/* ----------------------------------------------------------- the ways */

/* The variables that a way sets itself, or that would disturb it. */
static int
is_dropped(const char *variable)
{
	static const char *const names[] = {"PATH=", "COMPILER_PATH=", "TMPDIR=", "CCACHE_", "CGO_", "LD_RUN_PATH=", "MAKEFLAGS=", "ORIGINLD_"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (span_begins(span_of(variable), names[i]))
			return 1;
	}
	return 0;
}

/* The environment with these variables instead, and one more. compiler_path may be NULL. */
static char **
make_env(struct work *w, const char *path, const char *compiler_path)
{
	enum { MORE = 16 };
	size_t i, n = 0, count = 0;
	char **env;

	while (environ[count])
		count++;
	env = arena_array(w->a, count + MORE, sizeof *env);
	for (i = 0; i < count; i++) {
		if (!is_dropped(environ[i]))
			env[n++] = environ[i];
	}
	env[n++] = concat(w, "PATH=", path);
	if (compiler_path)
		env[n++] = concat(w, "COMPILER_PATH=", compiler_path);
	env[n++] = concat(w, "TMPDIR=", w->folder);
	env[n++] = concat(w, "CCACHE_DISABLE=", "1");
	for (i = 0; subjects_setting[i]; i++)
		env[n++] = concat(w, subjects_setting[i], "");
	return env;
}

static char *
in_front(struct work *w, const char *folder, const char *list)
{
	return list ? concat(w, folder, concat(w, ":", list)) : concat(w, folder, "");
}

static int
make_ways(struct work *w, const struct tools *tools)
{
	const char *ld = farm_make(w->a, w->c, TOOL_LD, tools), *cc = ld ? farm_make(w->a, w->c, TOOL_CC, tools) : NULL;
	const char *rest, *old = getenv("COMPILER_PATH");
	unsigned ignored;

	w->whole = cc ? farm_whole(w->a, w->c, TOOL_LD) : NULL;
	if (!w->whole)
		return -1;
	rest = tools_without_ours(w->a, w->c, tools_path(w->a), &ignored);
	old = old && *old ? tools_without_ours(w->a, w->c, old, &ignored) : NULL;
	w->env[WAY_NONE] = make_env(w, rest, old);
	w->env[WAY_PATH] = make_env(w, in_front(w, ld, rest), old);
	w->env[WAY_COMPILER_PATH] = make_env(w, rest, in_front(w, w->whole, old));
	w->env[WAY_DRIVER] = make_env(w, in_front(w, cc, rest), old);
	return 0;
}

static char **
with_log(struct work *w, char **env, const char *log)
{
	char **copy;
	size_t n = 0;

	while (env[n])
		n++;
	copy = arena_array(w->a, n + 2, sizeof *copy);
	memcpy(copy, env, n * sizeof *copy);
	copy[n] = concat(w, "ORIGINLD_LOG=", log);
	return copy;
}

/* ----------------------------------------------------------- what is run */

static struct probe *
add_probe(struct work *w, const struct probe *after, char **argv, char **env)
{
	struct probe *p = &w->probe[w->probes];

	p->after = after;
	p->argv = argv;
	p->env = env;
	p->folder = w->folder;
	p->said = file_of(w, "said", w->probes++);
	return p;
}

/* The trials of one compiler. All come after its first link without us, and those of a linker after the first with that. */
static void
add_trials(struct work *w, const struct subject *s)
{
	const struct probe *first = NULL, *plain = NULL, *p;
	struct trial *t;
	char *out, *log;
	int i, way;

	for (i = 0; i < (s->other < 0 ? LINKERS : 1); i++) {
		t = &w->trials->trial[w->trials->count++];
		t->subject = s;
		t->fuse_ld = linkers[i];
		for (way = 0; way < WAYS; way++) {
			out = file_of(w, "out", w->probes);
			log = file_of(w, "log", w->probes);
			p = add_probe(w, way == WAY_NONE ? first : plain, subject_link(w->a, s, t->fuse_ld, out), with_log(w, w->env[way], log));
			if (way == WAY_NONE)
				plain = p;
		}
		if (!first)
			first = plain;
	}
}

static void
show_progress(void *ctx, size_t number)
{
	struct work *w = ctx;
	size_t links = w->trials->count * WAYS;

	if (number < links)
		w->progress(&w->trials->trial[number / WAYS], number, links);
}

static int
run_probes(struct work *w)
{
	return probe_all(w->probe, w->probes, w->seconds, show_progress, w);
}

/* ----------------------------------------------------------- what came of it */

/* Reads a file on, behind the last `keep` bytes that were read before. */
struct reader {
	char *piece;
	size_t n, keep;
	int fd;
};

static int
read_on(struct reader *r)
{
	size_t kept = r->n < r->keep ? r->n : r->keep;
	long got;

	memmove(r->piece, r->piece + r->n - kept, kept);
	got = r->fd < 0 ? 0 : os_read(r->fd, r->piece + kept, PIECE - kept);
	r->n = kept + (got > 0 ? (size_t)got : 0);
	return got > 0;
}

static int
file_has(struct work *w, const char *path, const char *text)
{
	struct reader r = {w->piece, 0, strlen(text) - 1, os_open(path)};
	struct span s;
	int has = 0;

	while (!has && read_on(&r)) {
		s.p = r.piece;
		s.n = r.n;
		has = span_has(s, text);
	}
	if (r.fd >= 0)
		os_close(r.fd);
	return has;
}

/* The beginning of a file; it stands there until the next one is read. */
static struct span
head_of(struct work *w, const char *path)
{
	struct reader r = {w->piece, 0, 0, os_open(path)};
	struct span s = {r.piece, 0};

	if (read_on(&r))
		s.n = r.n;
	if (r.fd >= 0)
		os_close(r.fd);
	return s;
}

/* The first line that has anything on it, or NULL; go begins with a comment. */
static const char *
first_line(struct work *w, const char *path)
{
	struct span s = head_of(w, path), line;

	for (; s.n; s = span_from(s, line.n + (line.n < s.n))) {
		line = span_head(s, span_find(s, '\n'));
		if (line.n && line.p[0] != '#')
			return arena_string(w->a, line);
	}
	return NULL;
}

/* The first number with a dot in it, or NULL. What stands in brackets is of the package. */
static const char *
version_in(struct work *w, const char *line)
{
	size_t n, dot;

	for (; line && *line; line += n ? n : 1) {
		n = *line == '(' ? bytes_until(line, ')') : 0;
		if (n)
			continue;
		n = strspn(line, "0123456789.");
		dot = bytes_until(line, '.');
		if (dot && dot + 1 < n)
			return arena_string(w->a, span_head(span_of(line), line[n - 1] == '.' ? n - 1 : n));
	}
	return NULL;
}

/* gcc calls its linker by a path full of "..". */
static const char *
without_dots(struct work *w, const char *path)
{
	char *folder = realpath(arena_string(w->a, path_folder(span_of(path))), NULL);
	const char *plain = folder ? concat(w, folder, concat(w, "/", arena_string(w->a, path_base(span_of(path))))) : path;

	free(folder);
	return plain;
}

/* The linker in a log, or NULL. See docs/originld-ld.1, FILES. */
static const char *
linker_in(struct work *w, const char *path)
{
	struct span s = head_of(w, path), line, name;
	struct json_value v;

	for (; s.n; s = span_from(s, line.n + (line.n < s.n))) {
		line = span_head(s, span_find(s, '\n'));
		if (json_read(line, &v) != 0)
			continue;
		v = json_get(&v, "linker");
		name = json_text(w->a, &v);
		if (name.n)
			return without_dots(w, arena_string(w->a, name));
	}
	return NULL;
}

static void
judge(struct work *w, size_t number)
{
	struct trial *t = &w->trials->trial[number];
	size_t plain = number * WAYS;
	const struct probe *p = &w->probe[plain];
	int way, late = 0, any = 0;

	if (p->end != PROBE_GOOD) {
		t->end = t->fuse_ld ? TRIAL_UNKNOWN : p->end == PROBE_TIMEOUT ? TRIAL_TIMEOUT : TRIAL_FAILS;
		t->complaint = first_line(w, p->said);
		return;
	}
	t->end = file_has(w, file_of(w, "out", plain), SUBJECT_MANGLED) ? TRIAL_LINKS : TRIAL_NO_RPATH;
	for (way = WAY_PATH; t->end == TRIAL_LINKS && way < WAYS; way++) {
		t->reached[way] = p[way].end == PROBE_GOOD && file_has(w, file_of(w, "out", plain + (size_t)way), SUBJECT_MENDED);
		any |= t->reached[way];
		late |= p[way].end == PROBE_TIMEOUT;
		if (!t->linker)
			t->linker = linker_in(w, file_of(w, "log", plain + (size_t)way));
	}
	if (late && !any)
		t->end = TRIAL_TIMEOUT;
}

/* Asks each compiler that works for its version, and those that look nowhere for their linker for that. */
static int
ask(struct work *w)
{
	struct probe **version = arena_array(w->a, w->trials->count + 1, sizeof(struct probe *));
	struct probe **linker = arena_array(w->a, w->trials->count + 1, sizeof(struct probe *));
	struct trial *t;
	const char *line;
	char **words;
	size_t i;
	int end;

	for (i = 0; i < w->trials->count; i++) {
		t = &w->trials->trial[i];
		if (t->fuse_ld || (t->end != TRIAL_LINKS && t->end != TRIAL_NO_RPATH))
			continue;
		version[i] = add_probe(w, NULL, subject_version(w->a, t->subject), w->env[WAY_NONE]);
		if (t->end == TRIAL_NO_RPATH || t->subject->other >= 0 || t->reached[WAY_PATH] || t->reached[WAY_COMPILER_PATH])
			continue;
		words = subject_version(w->a, t->subject);
		words[1] = concat(w, "-print-prog-name=", "ld");
		linker[i] = add_probe(w, NULL, words, w->env[WAY_COMPILER_PATH]);
	}
	end = run_probes(w);
	for (i = 0; i < w->trials->count; i++) {
		t = &w->trials->trial[i];
		if (version[i])
			t->version = version_in(w, first_line(w, version[i]->said));
		else if (t->fuse_ld)
			t->version = t[-1].version;
		line = linker[i] && linker[i]->end == PROBE_GOOD ? first_line(w, linker[i]->said) : NULL;
		if (line && line[0] == '/' && !span_begins(span_of(line), w->whole))
			t->fixed = line;
	}
	return end;
}

/* ----------------------------------------------------------- all of it */

static int
make_folder(struct work *w)
{
	const char *tmp = getenv("TMPDIR");
	char *folder = concat(w, tmp && tmp[0] == '/' ? tmp : "/tmp", "/originld-doctor.XXXXXX");

	if (!mkdtemp(folder))
		return trouble(folder, concat(w, strerror(errno), "; set TMPDIR to a folder that you can write to")), -1;
	w->folder = folder;
	return subjects_write(w->a, folder);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	remove(path);
	return 0;
}

static int
try_them(struct work *w, const struct tools *tools)
{
	size_t i;
	int end;

	if (make_ways(w, tools) != 0)
		return -1;
	w->trials->trial = arena_array(w->a, w->subjects.count * LINKERS, sizeof *w->trials->trial);
	w->probe = arena_array(w->a, w->subjects.count * (LINKERS * WAYS + QUESTIONS), sizeof *w->probe);
	for (i = 0; i < w->subjects.count; i++)
		add_trials(w, &w->subjects.subject[i]);
	end = run_probes(w);
	for (i = 0; end == 0 && i < w->trials->count; i++)
		judge(w, i);
	return end == 0 ? ask(w) : end;
}

int
trial_all(struct arena *a, const struct command *c, unsigned seconds, trial_progress *progress, struct trials *out)
{
	struct work w;
	struct tools tools;
	int end = -1;

	memset(&w, 0, sizeof w);
	w.a = a;
	w.c = c;
	w.seconds = seconds;
	w.progress = progress;
	w.trials = out;
	w.piece = arena_take(a, PIECE);
	out->count = 0;
	if (tools_find(a, c, TOOL_LD | TOOL_CC, &tools) != 0)
		return -1;
	subjects_find(a, c, &tools, &w.subjects);
	if (w.subjects.count == 0)
		return trouble(c->verb, "there is no compiler on PATH; install one, or put its folder there"), -1;
	if (make_folder(&w) == 0)
		end = try_them(&w, &tools);
	if (w.folder)
		nftw(w.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return end;
}

/* SPDX-License-Identifier: MIT */
/* originld doctor: which compilers reach us here, by which way, and what to do about those that do not. */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"
#include "flags.h"
#include "json.h"
#include "quote.h"
#include "doctor_subject.h"
#include "tools.h"
#include "doctor_trial.h"

struct wish {
	int json;
	const char *timeout;
};

static const struct flag flags[] = {
    {"--json", NULL, "print one JSON object a line for each compiler and linker, instead of the table", offsetof(struct wish, json), 1},
    {"--timeout", "SECONDS", "how long one link may take (10)", offsetof(struct wish, timeout), 0},
    {NULL, NULL, NULL, 0, 0},
};

const struct flag *const doctor_flags[] = {flags, NULL};

/* ----------------------------------------------------------- advice */

static int
is_reached(const struct trial *t)
{
	return t->reached[WAY_PATH] || t->reached[WAY_COMPILER_PATH] || t->reached[WAY_DRIVER];
}

static char *
two_texts(struct arena *a, const char *x, const char *y)
{
	struct text t = text_in(a);

	text_puts(&t, x);
	text_puts(&t, y);
	return text_string(&t);
}

/* What to do where no way leads to us. */
static const char *
remedy(struct arena *a, const struct trial *t)
{
	static const struct {
		const char *name, *text;
	} known[] = {
	    {"tcc", "none reaches it: its linker is part of itself; link with another compiler"},
	    {"rustc", "none reaches it: it brings its own linker; add -C linker-features=-lld"},
	    {"go", "none reaches it: it links by itself; add -ldflags '-linkmode external'"},
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(t->subject->name, known[i].name) == 0)
			return known[i].text;
	}
	if (t->fixed)
		return two_texts(a, "none reaches it: it was built for one linker (--with-ld); ask for another by -fuse-ld, it has ", t->fixed);
	return two_texts(a, "none reaches it; see which linker it runs: ", two_texts(a, t->subject->name, " -v"));
}

static const char *
advice(struct arena *a, const struct trial *t)
{
	switch (t->end) {
	case TRIAL_FAILS:
		return two_texts(a, "it does not link: ", t->complaint ? t->complaint : "and does not say why");
	case TRIAL_TIMEOUT:
		return "it takes too long to link; see why, or give it more by --timeout";
	case TRIAL_NO_RPATH:
		return "nothing: what it links holds no rpath";
	default:
		break;
	}
	if (t->reached[WAY_PATH])
		return "nothing: PATH is enough";
	if (t->reached[WAY_COMPILER_PATH])
		return "COMPILER_PATH (originld run)";
	if (t->reached[WAY_DRIVER])
		return t->fixed ? two_texts(a, "originld run --cc, as it was built for one linker: ", t->fixed) : "originld run --cc";
	return remedy(a, t);
}

/* ----------------------------------------------------------- hints */

static const char *
is_absolute(const char *variable)
{
	const char *value = getenv(variable);

	return value && value[0] == '/' ? value : NULL;
}

/* The word of a list of flags that begins so, or NULL. */
static const char *
has_flag(const char *variable, const char *flag)
{
	const char *value = getenv(variable), *at;

	for (at = value ? strstr(value, flag) : NULL; at; at = strstr(at + 1, flag)) {
		if (at == value || at[-1] == ' ' || at[-1] == '\t')
			return at;
	}
	return NULL;
}

static const char *
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value ? value : NULL;
}

static const char *
is_unset(const char *variable)
{
	return is_set(variable) ? NULL : variable;
}

static const char *
is_mold_run(const char *variable)
{
	const char *value = getenv(variable);

	return value && strstr(value, "mold-wrapper") ? value : NULL;
}

/* What can be seen in the environment that keeps builds from us. */
static const struct {
	const char *variable;
	const char *(*is)(const char *variable);
	const char *text;
} hints[] = {
    {"LD", is_absolute, "LD is an absolute path: what calls $(LD) goes there; unset it, or LD=ld"},
    {"CC", is_absolute, "CC is an absolute path, so --cc does not show it another one; COMPILER_PATH reaches it still"},
    {"CXX", is_absolute, "CXX is an absolute path, so --cc does not show it another one; COMPILER_PATH reaches it still"},
    {"NIX_CC", is_set, "NIX_CC is set: nixpkgs' compilers look for their linker by -B first; use originld run --cc"},
    {"LD_PRELOAD", is_mold_run, "mold -run is at work: it puts mold in the place of any linker called ld; leave it out, and use -fuse-ld=mold"},
    {"TEST_SRCDIR", is_set, "bazel gives its actions an environment of their own; pass ours on by --action_env=PATH --action_env=COMPILER_PATH"},
    {"BAZEL_VERSION", is_set, "bazel gives its actions an environment of their own; pass ours on by --action_env=PATH --action_env=COMPILER_PATH"},
    {"BUILD_WORKSPACE_DIRECTORY", is_set,
        "bazel gives its actions an environment of their own; pass ours on by --action_env=PATH --action_env=COMPILER_PATH"},
    {"COMPILER_PATH", is_unset, "COMPILER_PATH is not set here: originld run sets it, and originld env prints it for a shell"},
};

static void
put_hint(struct text *t, const char *hint)
{
	text_puts(t, "- ");
	text_puts(t, hint);
	text_putc(t, '\n');
}

static void
put_hints(struct text *t, struct arena *a, const struct command *c)
{
	static const char *const variables[] = {"CFLAGS", "CXXFLAGS", "LDFLAGS"};
	const char *last = NULL;
	size_t i;

	for (i = 0; i < sizeof hints / sizeof hints[0]; i++) {
		if (!hints[i].is(hints[i].variable) || (last && strcmp(last, hints[i].text) == 0))
			continue;
		last = hints[i].text;
		put_hint(t, last);
	}
	for (i = 0; i < sizeof variables / sizeof variables[0]; i++) {
		if (has_flag(variables[i], "-B"))
			put_hint(t, two_texts(a, variables[i], " has a -B: a linker in that folder comes before all others; use originld run --cc"));
		if (has_flag(variables[i], "--ld-path"))
			put_hint(t, two_texts(a, variables[i], " has a --ld-path: no other linker is looked for; use originld run --cc"));
	}
	if (tools_program(a, c, "zig"))
		put_hint(t, "zig cc links by itself, where no name of ours is asked for; link with another compiler");
	if (tools_program(a, c, "go"))
		put_hint(t, "a Go program without cgo is linked by go itself, and has no rpath");
}

/* ----------------------------------------------------------- output */

enum { COLUMNS = 7 };

/* The cells of a row; row NULL: the headings. */
static void
make_row(struct arena *a, const struct trial *t, const char **cell)
{
	static const char *const heading[COLUMNS] = {"compiler", "-fuse-ld", "linker", "PATH", "COMPILER_PATH", "driver", "what to do"};
	static const enum way column[] = {WAY_PATH, WAY_COMPILER_PATH, WAY_DRIVER};
	size_t i;

	if (!t) {
		memcpy(cell, heading, sizeof heading);
		return;
	}
	cell[0] = t->subject->name;
	cell[1] = t->fuse_ld ? t->fuse_ld : "default";
	cell[2] = t->linker ? t->linker : "-";
	for (i = 0; i < 3; i++)
		cell[3 + i] = t->end != TRIAL_LINKS ? "-" : t->reached[column[i]] ? "yes" : "no";
	cell[6] = advice(a, t);
}

/* What others have written goes to a terminal without control bytes. */
static void
put_cell(struct text *t, const char *s, size_t width)
{
	struct span rest = span_of(s);
	size_t n, shown;

	for (n = 0; n < rest.n; n += shown ? shown : 1) {
		shown = quote_shown(span_from(rest, n));
		if (shown)
			text_put(t, span_head(span_from(rest, n), shown));
		else
			text_putc(t, '?');
	}
	for (; n < width; n++)
		text_putc(t, ' ');
}

static void
put_table(struct text *out, struct arena *a, const struct trials *trials)
{
	const char **cell = arena_array(a, (trials->count + 1) * COLUMNS, sizeof *cell);
	size_t width[COLUMNS] = {0}, rows = 0, i, k;

	make_row(a, NULL, cell);
	for (i = 0; i < trials->count; i++) {
		if (trials->trial[i].end != TRIAL_UNKNOWN)
			make_row(a, &trials->trial[i], cell + ++rows * COLUMNS);
	}
	for (i = 0; i <= rows; i++) {
		for (k = 0; k < COLUMNS - 1; k++)
			width[k] = strlen(cell[i * COLUMNS + k]) > width[k] ? strlen(cell[i * COLUMNS + k]) : width[k];
	}
	for (i = 0; i <= rows; i++) {
		for (k = 0; k < COLUMNS; k++)
			put_cell(out, cell[i * COLUMNS + k], k < COLUMNS - 1 ? width[k] + 2 : 0);
		text_putc(out, '\n');
	}
}

static void
put_json(struct text *t, struct arena *a, const struct trial *trial)
{
	json_open(t, NULL, '{');
	json_member(t, "compiler", trial->subject->path);
	json_member(t, "version", trial->version);
	json_member(t, "fuse_ld", trial->fuse_ld);
	json_member(t, "linker", trial->linker);
	if (trial->end == TRIAL_LINKS) {
		json_bool(t, "path", trial->reached[WAY_PATH]);
		json_bool(t, "compiler_path", trial->reached[WAY_COMPILER_PATH]);
		json_bool(t, "driver", trial->reached[WAY_DRIVER]);
		json_bool(t, "reached", is_reached(trial));
	}
	json_member(t, "advice", advice(a, trial));
	text_puts(t, "}\n");
}

/* ----------------------------------------------------------- the verb */

static int progress_shown;

static void
show_progress(const struct trial *t, size_t done, size_t all)
{
	progress_shown = isatty(2);
	if (progress_shown)
		fprintf(stderr, "\r\033[K%zu of %zu: %s%s%s", done, all, t->subject->name, t->fuse_ld ? " -fuse-ld=" : "",
		    t->fuse_ld ? t->fuse_ld : "");
}

static void
hide_progress(void)
{
	if (progress_shown)
		fputs("\r\033[K", stderr);
}

/* A number of seconds, or 0. */
static unsigned
read_seconds(const char *s)
{
	unsigned n = 0;

	for (; *s >= '0' && *s <= '9' && n < 100000; s++)
		n = n * 10 + (unsigned)(*s - '0');
	return *s ? 0 : n;
}

int
cmd_doctor(const struct command *c, char **argv)
{
	struct arena a = command_arena();
	struct wish wish = {0, "10"};
	struct text t = text_in(&a);
	struct trials trials;
	size_t i;
	int end, status = STATUS_FINE;

	argv = flags_take(doctor_flags, argv, &wish);
	if (!argv)
		return STATUS_TROUBLE;
	if (argv[0])
		return trouble(argv[0], "doctor takes no operand; see originld doctor --help");
	if (!read_seconds(wish.timeout))
		return trouble("--timeout", "takes a number of seconds, such as 10");
	end = trial_all(&a, c, read_seconds(wish.timeout), show_progress, &trials);
	hide_progress();
	if (end > 0)
		raise(end);
	if (end != 0)
		return STATUS_TROUBLE;
	for (i = 0; i < trials.count; i++) {
		if (trials.trial[i].end == TRIAL_LINKS && !is_reached(&trials.trial[i]))
			status = STATUS_FINDINGS;
		if (wish.json && trials.trial[i].end != TRIAL_UNKNOWN)
			put_json(&t, &a, &trials.trial[i]);
	}
	if (!wish.json) {
		put_table(&t, &a, &trials);
		text_putc(&t, '\n');
		put_hints(&t, &a, c);
	}
	fwrite(t.p, 1, t.n, stdout);
	return status;
}

/* SPDX-License-Identifier: MIT */
/*
 * The search of those who call us and leave no word of their own: clang, of which /proc tells, and scripts that have asked a gcc for the name of its linker.
 */
#include "find.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "find_own.h"
#include "path.h"
#include "settings.h"
#include "slurp.h"
#include "target.h"

static char *
proc_of_parent(struct find *f, const char *what)
{
	struct text t = text_in(f->arena);

	text_puts(&t, "/proc/");
	text_number(&t, (unsigned long)os_getppid());
	text_puts(&t, what);
	return text_string(&t);
}

/* Whether a program of that name searches as clang does. */
static int
is_clang_like(struct span name)
{
	static const char *const parts[] = {"clang", "flang", "icx", "icpx", "ifx"};
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (span_has(name, parts[i]))
			return 1;
	}
	return span_is(name, "cc") || span_is(name, "c++") || span_ends(name, "-cc") || span_ends(name, "-c++");
}

/* The folder in which clang was called: argv[0]'s own, or where PATH has it. */
static struct span
called_folder(struct find *f, struct span called)
{
	const struct span none = {NULL, 0};
	size_t n = 0;
	char *suffix, *at;

	if (span_find(called, '/') < called.n)
		return path_folder(called);
	suffix = find_suffix(f->arena, none, called, &n);
	if (!suffix || !f->settings->path ||
	    !find_in_list(f, f->settings->path, suffix, n, PURPOSE_CALLED, 0))
		return none;
	/* a copy, as the next candidates are put together there */
	at = arena_string(f->arena, span_of(f->room));
	return at ? path_folder(span_of(at)) : none;
}

/*
 * The folder of programs that belongs to the gcc whose files clang links with: .../lib/gcc/TRIPLE/VERSION/crtbegin.o stands on the line,
 * and clang looks in that folder's ../../../../TRIPLE/bin. Empty if there is none.
 */
static struct span
gcc_folder(struct find *f)
{
	struct text t = text_in(f->arena);
	struct span folder;
	size_t i;

	for (i = 1; f->argv[i]; i++) {
		if (f->argv[i][0] != '/' || !span_begins(path_base(span_of(f->argv[i])), "crtbegin"))
			continue;
		folder = path_folder(span_of(f->argv[i]));
		text_put(&t, folder);
		text_puts(&t, "/../../../../");
		text_put(&t, path_base(path_folder(folder)));
		text_puts(&t, "/bin");
		break;
	}
	return text_span(&t);
}

/* Looks as clang does: both names in its folders and in PATH. */
static enum verdict
try_as_clang(struct find *f, struct span called, struct span real, struct span target)
{
	const struct span none = {NULL, 0};
	struct span folders[3];
	int round, i;

	folders[0] = called;
	folders[1] = real;
	folders[2] = gcc_folder(f);
	for (round = target.n ? 0 : 1; round < 2; round++) {
		if (round)
			target = none;
		for (i = 0; i < 3; i++) {
			if (folders[i].n && find_in_folder(f, folders[i], target) == ACCEPT)
				return ACCEPT;
		}
		if (find_by_path(f, target) == ACCEPT)
			return ACCEPT;
	}
	return REJECT;
}

enum verdict
find_as_parent(struct find *f, int *known)
{
	enum { ROOM = 4096, WORDS = 2 * 1024 * 1024 };
	const struct span none = {NULL, 0};
	char *path = proc_of_parent(f, "/exe"), *to = arena_take(f->arena, ROOM);
	struct span exe, words, called, target;
	long n;

	*known = 0;
	n = path && to ? os_readlink(path, to, ROOM) : -1;
	if (n <= 0 || n >= ROOM) {
		if (n == -ENOENT || n == -EACCES) {
			target = target_of_emulation(f->argv);
			if (target.n && find_by_path(f, target) == ACCEPT)
				return *known = 1, ACCEPT;
		}
		return REJECT;
	}
	exe.p = to;
	exe.n = (size_t)n;
	path = proc_of_parent(f, "/cmdline");
	words = slurp(f->arena, path ? path : "", WORDS);
	called = span_head(words, span_find(words, '\0'));
	if (!is_clang_like(path_base(exe)) && !is_clang_like(path_base(called)))
		return REJECT;
	*known = 1;
	target = f->target = target_of_clang(words);
	if (!target.n)
		target = target_if_foreign(target_of_emulation(f->argv), f->native);
	return try_as_clang(f, called.n ? called_folder(f, called) : none, path_folder(exe), target);
}

/* A cross gcc's own tools stand in PREFIX/TARGET/bin, where PREFIX/bin is in PATH. */
static enum verdict
try_tools_of(struct find *f, struct span target)
{
	struct text t = text_in(f->arena);

	text_puts(&t, "/../");
	text_put(&t, target);
	text_puts(&t, "/bin/");
	text_put(&t, f->name);
	/* find_in_list copies it in whole steps */
	do
		text_putc(&t, '\0');
	while (t.n % SUFFIX_STEP);
	return f->settings->path && !f->arena->failed && find_in_list(f, f->settings->path, t.p, t.n, PURPOSE_RUN, 0) ? ACCEPT : REJECT;
}

enum verdict
find_as_asked(struct find *f)
{
	const struct span none = {NULL, 0};
	struct span called = span_of(f->argv[0]), target, name = f->name;
	size_t n = f->native ? strlen(f->native) : 0;
	enum verdict v = REJECT;

	if (!span_is(path_base(path_folder(called)), "ld"))
		return REJECT;
	target = target_if_foreign(target_of_line(f->argv), f->native);
	if (target.n)
		return try_tools_of(f, target) == ACCEPT ? ACCEPT : find_by_path(f, target);
	if (n && name.n > n && memcmp(name.p, f->native, n) == 0 && name.p[n] == '-') {
		f->name = span_from(name, n + 1);
		v = find_by_path(f, none);
		f->name = name;
	}
	return v;
}

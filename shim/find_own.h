/* SPDX-License-Identifier: MIT */
#ifndef FIND_OWN_H
#define FIND_OWN_H

#include <stddef.h> /* for size_t */
#include <string.h> /* for memcpy */

#include "arena.h" /* for arena_take */
#include "bytes.h" /* for struct span */

struct find;

/* For the files find*.c alone. An answer leaves the program's path in the search. */
enum verdict { REJECT, ACCEPT };

/* What is sought in a list of folders. */
enum purpose {
	PURPOSE_RUN,   /* the first program that may run */
	PURPOSE_PATH,  /* the same; one that may be a wrapper only behind the folder in which we stand, if there is one */
	PURPOSE_CALLED /* what a shell would have run, were it not for us */
};

/*
 * What is put behind a folder: /[TARGET-]NAME and a NUL, n bytes. It is copied in steps of a fixed size, which compiles to a move
 * or two, so there is room for a whole step at its end.
 */
enum { SUFFIX_STEP = 16 };

/* Here because a healthy link asks for it. In the arena; NULL when memory ran out. */
static inline char *
find_suffix(struct arena *a, struct span target, struct span name, size_t *n)
{
	char *suffix, *p;

	*n = target.n + name.n + 2 + (target.n != 0);
	p = suffix = arena_take(a, *n + SUFFIX_STEP);
	if (!suffix)
		return NULL;
	*p++ = '/';
	if (target.n) {
		memcpy(p, target.p, target.n);
		p += target.n;
		*p++ = '-';
	}
	memcpy(p, name.p, name.n);
	p[name.n] = '\0';
	return suffix;
}

/*
 * Goes through a list of folders separated by ':', with FOLDER + suffix (n bytes with the NUL) as candidates, until the purpose is
 * served; returns whether it is. relative says what becomes of empty and relative elements: taken as they stand (an empty one is
 * the current folder), or passed over.
 */
int find_in_list(struct find *f, const char *list, const char *suffix, size_t n, enum purpose purpose, int relative);

/* In one folder, or by PATH, [TARGET-]NAME. */
enum verdict find_in_folder(struct find *f, struct span folder, struct span target);
enum verdict find_by_path(struct find *f, struct span target);

/*
 * The caller is not gcc. If it is clang, looks as clang does. known says whether that was so; without /proc it stays 0 and only -m can
 * tell.
 */
enum verdict find_as_parent(struct find *f, int *known);

/*
 * Called by its path in the folder for COMPILER_PATH, and not by a compiler: a script has asked gcc for its linker (-print-prog-name=ld), as libtool
 * does. Without us gcc had named the one of its own target, or for the machine's own just "ld".
 */
enum verdict find_as_asked(struct find *f);

#endif

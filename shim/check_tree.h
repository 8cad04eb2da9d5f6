/* SPDX-License-Identifier: MIT */
#ifndef CHECK_TREE_H
#define CHECK_TREE_H

#include <stddef.h> /* for size_t */

#include "arena.h" /* for struct arena */
#include "bytes.h" /* for struct span */
#include "walk.h"  /* for WALK_MAX_THREADS */

struct check;
struct check_kept;
struct check_complaint;

/* What a thread found. */
struct check_hand {
	struct arena a;
	struct check_kept *first;
	size_t count;
	struct check_complaints {
		struct check_complaint *list;
		size_t count, room;
	} complaints;
	/* threads write here often; none should share a line of cache with another */
	char gap[128];
};

/* The operands of check, and what was found below them. Begun by check_tree_begin(); strings live in the arenas. */
struct check_tree {
	struct arena *a;
	struct check_hand hand[WALK_MAX_THREADS];
	const char **operand;
	size_t operands, operand_room;
	char *root; /* the deepest folder with all operands in it; NULL: there is none to move */
	struct span spelling[2]; /* its path, and as it was given if that has links in it */
	size_t spellings;
	int programs_only; /* neither scripts nor texts are wanted */
	void (*tick)(void *ctx, size_t files); /* is told how many files were seen so far */
	void *ctx;
	size_t files, binaries, texts; /* how many were found */
};

void check_tree_begin(struct check_tree *t, struct arena *a);

void check_tree_add(struct check_tree *t, const char *path);

/* The paths of a list; a NUL in it says that NULs end them. Returns -1 with errno set. */
int check_tree_add_list(struct check_tree *t, const char *name);

/*
 * Drops operands that are another one's, or lie in it, and finds the root of the others. Of a lone file nothing is known beyond itself. What is part of
 * the system is not going to move: then there is no root either, unless move says that it was asked for.
 */
void check_tree_find(struct check_tree *t, int move);

/* Reads what is there, by several threads. Returns 0, or -1 when memory ran out. What could not be read is kept for check_tree_tell(). */
int check_tree_read(struct check_tree *t, unsigned threads);

/* Names on stderr what could not be read, in order. Returns how many there were. */
size_t check_tree_tell(struct check_tree *t);

/* All that the threads have found as the items of c, in the order of paths, hard links once. */
void check_tree_gather(struct check_tree *t, struct check *c);

#endif

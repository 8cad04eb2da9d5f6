/* SPDX-License-Identifier: MIT */
/* Memory that runs out. Each piece is a block of its own with a fence behind it, so that a byte too far is noticed, too. */
#ifndef SCARCE_H
#define SCARCE_H

#include <string.h>

#include "arena.h"

enum { SCARCE_ROOM = 1 << 22, SCARCE_PIECES = 4000, SCARCE_FENCE = 2 * ARENA_ALIGN };

static struct {
	char room[SCARCE_ROOM];
	char *end[SCARCE_PIECES];
	size_t used, given, left;
} scarce;

static inline int
scarce_more(struct arena *a, size_t need)
{
	/* what is asked for has room for a block that is not aligned; this one is */
	size_t n = need - ARENA_ALIGN, gap = -(uintptr_t)(scarce.room + scarce.used) & (ARENA_ALIGN - 1);

	if (!scarce.left || scarce.given == SCARCE_PIECES || SCARCE_ROOM - scarce.used < gap + n + SCARCE_FENCE)
		return -1;
	scarce.left--;
	a->at = scarce.room + scarce.used + gap;
	a->end = a->at + n;
	memset(a->end, 0x5a, SCARCE_FENCE);
	scarce.end[scarce.given++] = a->end;
	scarce.used += gap + n + SCARCE_FENCE;
	return 0;
}

/* An arena that has this many pieces to give. It is good until the next one. */
static inline struct arena
scarce_arena(size_t pieces)
{
	struct arena a = {NULL, NULL, scarce_more, 0};

	scarce.used = scarce.given = 0;
	scarce.left = pieces;
	return a;
}

/* Whether nothing was written behind a piece. */
static inline int
scarce_whole(void)
{
	size_t i, k;

	for (i = 0; i < scarce.given; i++) {
		for (k = 0; k < SCARCE_FENCE; k++) {
			if (scarce.end[i][k] != 0x5a)
				return 0;
		}
	}
	return 1;
}

/*
 * Tries it with no piece of memory, with one, and so on, until it has enough and returns 0; before, it has to return -1. Returns with how many it was done,
 * or 0 where it returned something else or wrote too far.
 */
static inline size_t
scarce_pieces(int (*attempt)(struct arena *a, void *ctx), void *ctx)
{
	struct arena a;
	size_t pieces;
	int result;

	for (pieces = 0;; pieces++) {
		a = scarce_arena(pieces);
		result = attempt(&a, ctx);
		if ((result != 0 && result != -1) || !scarce_whole())
			return 0;
		if (result == 0)
			return pieces;
	}
}

#endif

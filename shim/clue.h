/* SPDX-License-Identifier: MIT */
#ifndef CLUE_H
#define CLUE_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct arena;

/*
 * What a text (a shell's command, a makefile, a word) holds that could have become what arrived as an rpath element: counts of places, and the
 * first of those where ORIGIN was meant.
 */
struct clue {
	unsigned origins;  /* ORIGIN stands there, before the very text that arrived */
	unsigned in_rpath; /* of these, those that stand in an rpath for certain */
	unsigned others;   /* another variable stands there in an rpath, before the very text that arrived */
	unsigned literals; /* the text itself stands in an rpath */
	unsigned opaque;   /* a variable alone stands in an rpath, and may hold anything */
	unsigned lines;    /* different lines that hold origins */
	unsigned line;     /* of the first, from 1 */
	size_t counted;      /* how far the text's lines are counted, and how many that are */
	unsigned counted_lines;
	struct span spelled; /* the variable as it is written there, with what quotes it */
	struct span rest;    /* what is written behind it */
};

/*
 * Where in its list the element stands that is looked for; CLUE_ANYWHERE where that does not matter. CLUE_VERBATIM is for evidence.c: nobody has taken
 * anything of the element.
 */
enum clue_at { CLUE_ANYWHERE = 0, CLUE_INSIDE = 1, CLUE_FIRST = 2, CLUE_LAST = 4, CLUE_VERBATIM = 8 };

/*
 * Looks for what may have become `suffix`, an element without what stood for $ORIGIN ("/../lib", "/lib", nothing). A line that
 * begins with '#' counts as no line if comments is set. at is made of enum clue_at: unless it is CLUE_ANYWHERE, a place of ORIGIN has to stand there in
 * its list, too. Adds to *c, which begins all zero.
 */
void clue_search(struct clue *c, struct span text, struct span suffix, unsigned at, int comments);

/*
 * The rest of a clue as it was meant: dollars of $LIB and $PLATFORM once, and no other escapes. In the arena; n is 0 when there is nothing
 * or no memory.
 */
struct span clue_meant(struct arena *a, const struct clue *c);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef TRAIL_H
#define TRAIL_H

#include "bytes.h" /* for struct span */

struct arena;
struct settings;

/* Who reads a text, and so takes variables from it. */
enum trail_reader { READER_UNKNOWN, READER_SHELL, READER_MAKE, READER_NINJA, READER_SCONS, READER_CMAKE, READER_MESON, READER_QMAKE };

/*
 * What kind of place a text has: of those that hold the same, the highest is where it was typed. A compiler's own words are no place; a script may
 * hold much that is not of this link; and what a generator has made was typed elsewhere.
 */
enum trail_rank { RANK_NONE, RANK_SCRIPT, RANK_COMMAND, RANK_MADE, RANK_VARIABLE, RANK_WORDS, RANK_FILE, RANK_CACHE, RANK_SOURCE };

/* A text of the way that a line came. In the arena; of one reader's stage, a file follows the words that name it. */
struct trail_text {
	struct trail_text *next;
	struct span text;
	const char *place;
	enum trail_reader reader;
	enum trail_rank rank;
	int is_file;   /* '#' begins a comment in it */
	int is_near;   /* the command of a shell below every make: it is this link's own */
	int is_variable; /* of the environment, as some ancestor has set it */
	int is_aside;    /* a script in another language than a shell's, where it may stand for any reason */
	int is_doubtful; /* and there are both a make and, below it, a shell with a script that may have read it */
};

/* What could be read, from the nearest to the farthest, but for the environment, which comes first. All zero to begin with. */
struct trail {
	struct arena *arena;
	struct trail_text *texts, **last;
	size_t bytes; /* read so far */
	unsigned files;
	enum trail_reader closest; /* the nearest ancestor that builds, or runs a script of a shell */
	long long until; /* milliseconds; what is not read by then counts as not there */
};

/* Reads the environment, the words of our ancestors, and what makes and the like read in their folders. */
void trail_read(struct trail *t, const struct settings *s);

#endif

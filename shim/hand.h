/* SPDX-License-Identifier: MIT */
#ifndef HAND_H
#define HAND_H

#include <stddef.h> /* for size_t */

struct arena;
struct feed;
struct link;
struct plan;

/* A line as it came, what was read of it, and what is to become of it. */
struct hand_line {
	char **argv;
	size_t argc;
	const struct link *link;
	const struct feed *feed;
	const struct plan *plan;
	int driver;   /* it is a compiler's: words for the linker go behind -Xlinker */
	int at_first; /* rpaths that are added go before the line's own */
};

/*
 * Carries a plan out: makes the argv that the program gets, with rewritten response files as memory files. Returns a new argv in the arena
 * (argv[0] the old one), or NULL; *no_memfd is then set if that is because no memory file could be handed over.
 */
char **hand_over(struct arena *a, const struct hand_line *line, int *no_memfd);

/* argv as { argv[0], @file } with all words in one memory file, for a line that is too long for exec; or NULL. */
char **hand_over_as_file(struct arena *a, char **argv);

#endif

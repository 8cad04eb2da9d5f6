/* SPDX-License-Identifier: MIT */
#ifndef HAND_H
#define HAND_H

#include <stddef.h> /* for size_t */

struct arena;
struct feed;
struct link;
struct plan;

/*
 * Carries a plan out: makes the argv that the linker gets, with rewritten response files as memory files. at_first puts
 * injected words before the first rpath. Returns a new argv in the arena (argv[0] the old one), or NULL; *no_memfd is then set if that is because no
 * memory file could be handed over.
 */
char **hand_over(struct arena *a, char **argv, size_t argc, const struct link *l, const struct feed *f, const struct plan *p,
    int at_first, int *no_memfd);

/* argv as { argv[0], @file } with all words in one memory file, for a line that is too long for exec; or NULL. */
char **hand_over_as_file(struct arena *a, char **argv);

#endif

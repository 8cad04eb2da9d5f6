/* SPDX-License-Identifier: MIT */
#ifndef REACH_H
#define REACH_H

#include <stddef.h> /* for size_t */

#include "flags.h" /* for struct flag */

struct arena;
struct command;

/* What the user asked of run or env; the options are its flags (flags.h). */
struct reach_wish {
	int cc, strict, make_o, no_origin;
	const char *rpath, *prefix, *dtags, *log;
};

extern const struct flag reach_flags[];

/*
 * The environment in which every build tool reaches our names: the variables that have to be set, in the order in which they were
 * put. All strings live in the arena or in the environment.
 */
struct reach {
	struct {
		const char *name, *value;
	} setting[16];
	size_t count;
};

/* Returns 0, or -1 with the reason on stderr. Made in an environment that was made so, it is the same again. */
int reach_make(struct arena *a, const struct command *c, const struct reach_wish *wish, struct reach *r);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef DOCTOR_TRIAL_H
#define DOCTOR_TRIAL_H

#include <stddef.h> /* for size_t */

struct arena;
struct command;
struct subject;

/* The ways by which a link can come to us, each tried alone. WAY_NONE is without us. */
enum way { WAY_NONE, WAY_PATH, WAY_COMPILER_PATH, WAY_DRIVER, WAYS };

enum trial_end {
	TRIAL_LINKS,    /* it does its work; reached says by which ways that came to us */
	TRIAL_FAILS,    /* it cannot link, not even without us */
	TRIAL_TIMEOUT,  /* nor does it give up */
	TRIAL_NO_RPATH, /* what it makes holds no rpath */
	TRIAL_UNKNOWN   /* this linker is not there for it */
};

/* One compiler with one linker. Strings that are not known are NULL; all live in the arena. */
struct trial {
	const struct subject *subject;
	const char *fuse_ld; /* NULL: the linker that it takes by itself */
	enum trial_end end;
	int reached[WAYS];
	const char *version;
	const char *linker;    /* that ran in the end */
	const char *complaint; /* the first line of what it said when it failed */
	const char *fixed;     /* a linker built into the compiler, which neither PATH nor COMPILER_PATH changes */
};

struct trials {
	struct trial *trial;
	size_t count;
};

/* Shows the work while it lasts: the compiler that is tried, and how much of all is done. */
typedef void trial_progress(const struct trial *t, size_t done, size_t all);

/*
 * Links a small program with every compiler on PATH and every linker that it knows, in a folder that is gone afterwards.
 * Returns 0, the number of the signal that stopped it, or -1 with the reason on stderr.
 */
int trial_all(struct arena *a, const struct command *c, unsigned seconds, trial_progress *progress, struct trials *out);

#endif

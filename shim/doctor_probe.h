/* SPDX-License-Identifier: MIT */
#ifndef DOCTOR_PROBE_H
#define DOCTOR_PROBE_H

#include <stddef.h> /* for size_t */

enum probe_end {
	PROBE_WAITS,
	PROBE_RUNS,
	PROBE_GOOD,    /* it ended with status 0 */
	PROBE_BAD,     /* it ended in another way, or could not be started */
	PROBE_TIMEOUT, /* it was killed for taking too long */
	PROBE_SKIPPED  /* the one that it comes after was not good */
};

/*
 * A program to run beside others, with nothing to read, and a process group of its own.
 */
struct probe {
	const struct probe *after; /* one before it in the list, or NULL */
	char **argv, **env;        /* argv[0] is sought along the PATH of env */
	const char *folder;        /* where it runs */
	const char *said;          /* path of the file for its output, messages included */

	enum probe_end end;
	long pid, deadline;
};

/*
 * Runs all that wait, two at a time, each for so many seconds at most. progress is called with the one that starts and its number, once before each.
 * Returns 0, or the number of the signal that put an end to it; then none of them runs any more.
 */
int probe_all(struct probe *list, size_t count, unsigned seconds, void (*progress)(void *ctx, size_t number), void *ctx);

#endif

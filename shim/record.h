/* SPDX-License-Identifier: MIT */
#ifndef RECORD_H
#define RECORD_H

struct arena;
struct plan;
struct span;

/* What there is to say of one link, beside its plan. Strings may be NULL. */
struct record {
	const char *as;      /* the name we were called by */
	const char *program; /* what runs */
	int driver;         /* it is a compiler, no linker */
	const char *mode;
	struct span *output;
	const struct plan *plan;
};

/*
 * Appends one line to the log (docs/originld-ld.1, FILES), with one write. A log that cannot be written is no reason to disturb the link: only a
 * regular file is written to, nothing is waited for, and failure goes unreported.
 */
void record_link(struct arena *a, const char *log, const struct record *r);

/* Writes a message to stderr with one write, a newline behind it. */
void record_say(struct span message);

#endif

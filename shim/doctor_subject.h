/* SPDX-License-Identifier: MIT */
#ifndef DOCTOR_SUBJECT_H
#define DOCTOR_SUBJECT_H

#include <stddef.h> /* for size_t */

struct arena;
struct command;
struct tools;

/* A compiler that doctor tries. */
struct subject {
	const char *name, *path;
	int other; /* it is called in a way of its own: which; -1: as gcc is */
	unsigned long long dev, ino;
};

struct subjects {
	struct subject *subject;
	size_t count;
};

/* The rpath that each is given, and what becomes of it where we are reached. */
#define SUBJECT_MANGLED "RIGIN/../originld-probe"
#define SUBJECT_MENDED "$ORIGIN/../originld-probe"

/*
 * The compilers among the tools, one name for each, by which it is best known; and those that are no drivers like gcc. No two are the same
 * program, but where a wrapper stands behind their names.
 */
void subjects_find(struct arena *a, const struct command *c, const struct tools *tools, struct subjects *out);

/* Writes what there is to compile into a folder. Returns 0, or -1 with the reason on stderr. */
int subjects_write(struct arena *a, const char *folder);

/* The words that link a program, in that folder; fuse_ld may be NULL. What words cannot say stands in subjects_setting. */
char **subject_link(struct arena *a, const struct subject *s, const char *fuse_ld, const char *out);

/* The words that ask for its version. */
char **subject_version(struct arena *a, const struct subject *s);

/* Variables that are set for all of them, "NAME=VALUE", up to a NULL. */
extern const char *const subjects_setting[];

#endif

/* SPDX-License-Identifier: MIT */
#ifndef PCFILE_H
#define PCFILE_H

#include "bytes.h" /* for struct span */

struct arena;

/* A place where the old prefix stands and stays: line counts from 1, text is the line, a part of the file. */
struct pcfile_left {
	size_t line;
	struct span text;
};

/* text is the file itself if nothing changed, else it lives in the arena, as left does. */
struct pcfile {
	struct span text;
	size_t changed; /* places where the old prefix gave way */
	struct pcfile_left *left;
	size_t lefts;
};

/*
 * Makes a .pc file of pkg-config movable: prefix, an absolute path without a slash at its end, gives way to ${pcfiledir}/up, where up is the
 * path from the file's folder to the tree's root, such as "../..", or "." for the root itself; behind a line prefix=PREFIX it gives way to
 * ${prefix}. Returns 0, or -1 when memory ran out.
 */
int pcfile_relative(struct pcfile *out, struct arena *a, struct span file, struct span prefix, struct span up);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef CMAKE_H
#define CMAKE_H

#include "bytes.h" /* for struct span */

struct arena;

/* What the CMake build around the working folder says; all zero to begin with. The values are in the arena of the first question. */
struct cmake {
	int read; /* whether the scripts have been read */
	struct cmake_value {
		struct cmake_value *next;
		struct span text;
	} *values;
};

/*
 * Whether the working folder belongs to a CMake build whose installer expects this very rpath value in a file (OLD_RPATH). The scripts are read
 * once, with the first question. Bounded in files, bytes and time; what lies beyond the bounds counts as no.
 */
int cmake_owns(struct cmake *c, struct arena *a, struct span value);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef CMAKE_H
#define CMAKE_H

struct arena;
struct span;

/*
 * Whether the working folder belongs to a CMake build whose installer expects this very rpath value in a file (OLD_RPATH). Bounded in
 * files, bytes and time; what lies beyond the bounds counts as no.
 */
int cmake_owns(struct arena *a, struct span value);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef PATH_H
#define PATH_H

#include "bytes.h" /* for struct span */

struct arena;
struct text;

/* The last component: what stands behind the last '/'. */
struct span path_base(struct span path);

/* All before the last component, without the '/' but for the root; empty if there is no '/'. */
struct span path_folder(struct span path);

/*
 * Puts a path as it is seen from a folder: ../lib, or nothing for the folder itself. Both are absolute and normal, without '/' at their end but for
 * the root.
 */
void path_from(struct text *t, struct span folder, struct span path);

/*
 * "." and ".." and double slashes taken out of an absolute path, by its text alone; in the arena, with a NUL behind it. Empty when memory ran out, and never
 * else.
 */
struct span path_normal(struct arena *a, struct span path);

/* Whether a path is the folder or lies below it; both are normal. An empty folder holds nothing. */
int path_is_below(struct span path, struct span folder);

#endif

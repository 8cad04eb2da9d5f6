/* SPDX-License-Identifier: MIT */
#ifndef PATH_H
#define PATH_H

#include "bytes.h" /* for struct span */

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

#endif

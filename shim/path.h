/* SPDX-License-Identifier: MIT */
#ifndef PATH_H
#define PATH_H

#include "bytes.h" /* for struct span */

/* The last component: what stands behind the last '/'. */
struct span path_base(struct span path);

/* All before the last component, without the '/' but for the root; empty if there is no '/'. */
struct span path_folder(struct span path);

#endif

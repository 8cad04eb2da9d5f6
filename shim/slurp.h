/* SPDX-License-Identifier: MIT */
#ifndef SLURP_H
#define SLURP_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct arena;

/*
 * The bytes of a file, at most `most` of them, in the arena; nothing where it cannot be read. Files of /proc have no size and are read to their end.
 * Folders, pipes and devices count as not there.
 */
struct span slurp(struct arena *a, const char *path, size_t most);

#endif

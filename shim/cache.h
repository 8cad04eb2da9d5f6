/* SPDX-License-Identifier: MIT */
#ifndef CACHE_H
#define CACHE_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct arena;
struct elf;

/* glibc's ld.so.cache, as a whole in memory, which the caller owns. */
struct cache {
	struct span bytes; /* from the header of the new format on */
	size_t count;
	int big;
	size_t names, name_count; /* where the offsets of the subfolders' names are, and how many */
};

/* Returns 0, or -1 if these bytes are no cache that glibc 2.2 or later wrote. */
int cache_open(struct cache *c, struct span bytes);

/*
 * The path for a name and programs like this one; p is NULL if there is none. The bytes have a NUL behind them. subfolder is as
 * in struct loader_world: only what stands in the first of them that has the name, or in none, is found.
 */
struct span cache_find(const struct cache *c, struct span name, const struct elf *program, const struct span *subfolder, size_t subfolders);

/*
 * What glibc's loader has built in, found in its file's bytes: the standard folders, in their order and without '/' at the end, and the value of
 * $LIB. Returns how many folders there are, 0 if this is no such file; *folder and *lib point into the file or the arena.
 */
size_t cache_standard(struct arena *a, struct span loader, struct span **folder, struct span *lib);

#endif

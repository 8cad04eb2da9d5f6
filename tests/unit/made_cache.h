/* SPDX-License-Identifier: MIT */
/* Makes an ld.so.cache of glibc's for programs of x86-64, with nothing in it but names and paths. */
#ifndef MADE_CACHE_H
#define MADE_CACHE_H

#include <stddef.h>
#include <string.h>

static inline void
made_cache_put(unsigned char *to, unsigned long v)
{
	int i;

	for (i = 0; i < 4; i++)
		to[i] = (unsigned char)(v >> (8 * i));
}

/* Puts it there, where there must be room and zeros; names come in descending order. Returns how long it is. */
static inline size_t
made_cache(unsigned char *to, const char *const *names, const char *const *paths, size_t count)
{
	enum { HEADER = 48, ENTRY = 24 };
	size_t at = HEADER + count * ENTRY, i;

	memcpy(to, "glibc-ld.so.cache1.1", 20);
	made_cache_put(to + 20, (unsigned long)count);
	/* little endian */
	to[28] = 2;
	for (i = 0; i < count; i++) {
		/* a library of 64 bit for x86-64 */
		made_cache_put(to + HEADER + i * ENTRY, 0x303);
		made_cache_put(to + HEADER + i * ENTRY + 4, (unsigned long)at);
		at += strlen(strcpy((char *)to + at, names[i])) + 1;
		made_cache_put(to + HEADER + i * ENTRY + 8, (unsigned long)at);
		at += strlen(strcpy((char *)to + at, paths[i])) + 1;
	}
	return at;
}

#endif

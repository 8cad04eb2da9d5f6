/* SPDX-License-Identifier: MIT */
#ifndef ELF_ROOM_H
#define ELF_ROOM_H

#include <stddef.h> /* for size_t */

struct elf_map;

/*
 * Whether n more bytes, not none, can be had behind a segment, as zeros in the file that belong to nobody and at addresses that nobody has: behind one that is only
 * read, and has no memory that the file has not.
 */
int elf_room_behind(const struct elf_map *m, size_t segment, unsigned long long n);

/* A segment with so much room, first one that is not executed; or the number of segments. */
size_t elf_room_find(const struct elf_map *m, unsigned long long n);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef ELF_MAP_H
#define ELF_MAP_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct elf;

/*
 * An ELF file that is in memory as a whole, for those who want more of it than a loader's search does. Its tables lie inside the file; of what they
 * say nothing is checked, but elf_map_at and those that use it give no byte outside.
 */
struct elf_map {
	const struct elf *e;
	struct span file;
	unsigned long long segment_at, section_at;
	size_t segment_size, section_size;
	size_t segments, sections;
};

/* A program header. `here` is where it stands itself. */
struct elf_segment {
	unsigned type, flags;
	unsigned long long at, address, size, memory, align, here;
};

/* A section header. */
struct elf_section {
	unsigned type, link;
	unsigned long long flags, address, at, size, entry, here;
};

/* Returns 0, or -1 if tables reach out of the file, or there are more than a half can count. */
int elf_map_open(struct elf_map *m, const struct elf *e, struct span file);

struct elf_segment elf_map_segment(const struct elf_map *m, size_t i);
struct elf_section elf_map_section(const struct elf_map *m, size_t i);

/* n bytes at an offset, or NULL if they are not all there. */
const unsigned char *elf_map_at(const struct elf_map *m, unsigned long long at, unsigned long long n);

/* The bytes at an address, and how many of them its segment has in the file; NULL if there are none. */
const unsigned char *elf_map_address(const struct elf_map *m, unsigned long long address, unsigned long long *n);

/* Where the file ends as far as its headers speak of it. What is behind that was appended by somebody, as self-extracting programs have it. */
unsigned long long elf_map_end(const struct elf_map *m);

/* An entry of the dynamic section. */
struct elf_slot {
	unsigned long long tag, value;
};

/* How many entries there are up to and with the first DT_NULL, or fewer if the file ends before; and entry number i, which may be a spare one behind. */
size_t elf_map_slots(const struct elf_map *m);
struct elf_slot elf_map_slot(const struct elf_map *m, size_t i);

/* How many entries have a tag; the last one's value, which is not touched if there is none. */
size_t elf_map_find(const struct elf_map *m, unsigned long long tag, unsigned long long *value);

/* Whether two ranges have a byte in common. */
static inline int
elf_ranges_meet(unsigned long long a, unsigned long long a_size, unsigned long long b, unsigned long long b_size)
{
	return a_size != 0 && b_size != 0 && (a < b ? b - a < a_size : a - b < b_size);
}

#endif

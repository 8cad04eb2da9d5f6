/* SPDX-License-Identifier: MIT */
/*
 * Padding. Segments begin at a page of their own in memory, and so does what a linker writes for them in the file, unless it packs them closely as lld and mold do. Behind
 * the end of a segment are zeros then, up to the next one, which the system maps together with its last page anyway.
 */
#include "elf_room.h"

#include "elf.h"
#include "elf_map.h"

/* The smallest page that any system has. */
enum { LEAST_PAGE = 4096 };

#define NOWHERE (~0ULL)

/* Cuts the range from `start` on, of *n bytes, where another range begins; one that covers its start leaves nothing. */
static void
cut(unsigned long long start, unsigned long long *n, unsigned long long at, unsigned long long size)
{
	if (size == 0 || (at < start && start - at >= size))
		return;
	if (at <= start)
		*n = 0;
	else if (at - start < *n)
		*n = at - start;
}

/*
 * How many bytes behind a segment belong to nobody in the file. What is behind the last thing that the headers know may be another file that
 * was put there, so it is not counted.
 */
static unsigned long long
free_in_file(const struct elf_map *m, const struct elf_segment *g)
{
	unsigned long long start = g->at + g->size, n = NOWHERE;
	struct elf_segment other;
	struct elf_section s;
	size_t i;

	for (i = 0; i < m->segments; i++) {
		other = elf_map_segment(m, i);
		cut(start, &n, other.at, other.size);
	}
	for (i = 1; i < m->sections; i++) {
		s = elf_map_section(m, i);
		cut(start, &n, s.at, s.type == 0 || s.type == ELF_NO_BITS ? 0 : s.size);
	}
	cut(start, &n, m->segment_at, (unsigned long long)m->segment_size * m->segments);
	cut(start, &n, m->section_at, (unsigned long long)m->section_size * m->sections);
	return n == NOWHERE || !elf_map_at(m, start, n) ? 0 : n;
}

static unsigned long long
page_of(const struct elf_segment *a, const struct elf_segment *b)
{
	unsigned long long page = a->align > b->align ? a->align : b->align;

	return page > LEAST_PAGE ? page : LEAST_PAGE;
}

/* Whether a segment may reach up to `end`, an address, without sharing a page with another one or reaching into a section. */
static int
is_free_in_memory(const struct elf_map *m, size_t segment, unsigned long long end)
{
	struct elf_segment g = elf_map_segment(m, segment), other;
	struct elf_section s;
	unsigned long long start = g.address + g.memory, page;
	size_t i;

	for (i = 0; i < m->segments; i++) {
		other = elf_map_segment(m, i);
		if (i == segment || other.type != ELF_LOAD || other.memory == 0)
			continue;
		page = page_of(&g, &other);
		if (page & (page - 1))
			return 0;
		if (other.address < start ? other.memory > start - other.address : ((end - 1) | (page - 1)) >= (other.address & ~(page - 1)))
			return 0;
	}
	for (i = 1; i < m->sections; i++) {
		s = elf_map_section(m, i);
		/* .tbss takes no addresses */
		if (!(s.flags & ELF_SECTION_ALLOCATED) || (s.type == ELF_NO_BITS && (s.flags & ELF_SECTION_TLS)))
			continue;
		if (elf_ranges_meet(s.address, s.size, start, end - start))
			return 0;
	}
	return 1;
}

static int
is_zero(const unsigned char *p, unsigned long long n)
{
	for (; n > 0; n--) {
		if (*p++ != 0)
			return 0;
	}
	return 1;
}

int
elf_room_behind(const struct elf_map *m, size_t segment, unsigned long long n)
{
	struct elf_segment g = elf_map_segment(m, segment);
	unsigned long long most = m->e->bits == 64 ? NOWHERE / 2 : 0xffffffff;
	const unsigned char *p;

	if (g.type != ELF_LOAD || (g.flags & ELF_SEGMENT_WRITE) || g.memory != g.size || g.size == 0)
		return 0;
	if (g.at > m->file.n || g.size > m->file.n - g.at || g.address > most - g.size || n > most - g.size - g.address)
		return 0;
	if (n == 0 || n > free_in_file(m, &g) || !is_free_in_memory(m, segment, g.address + g.size + n))
		return 0;
	p = elf_map_at(m, g.at + g.size, n);
	return p && is_zero(p, n);
}

size_t
elf_room_find(const struct elf_map *m, unsigned long long n)
{
	unsigned execute;
	size_t i;

	for (execute = 0; execute <= ELF_SEGMENT_EXECUTE; execute++) {
		for (i = 0; i < m->segments; i++) {
			if ((elf_map_segment(m, i).flags & ELF_SEGMENT_EXECUTE) == execute && elf_room_behind(m, i, n))
				return i;
		}
	}
	return m->segments;
}

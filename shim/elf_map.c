/* SPDX-License-Identifier: MIT */
/*
 * The tables of an ELF file. The offsets of the fields are those of elf.c, and these:
 *
 *	header          32 bit  64 bit          program header  32 bit  64 bit          section header  32 bit  64 bit
 *	e_phoff             28      32          p_flags             24       4          sh_offset           16      24
 *	e_shoff             32      40          p_align             28      48          sh_link             24      40
 *	e_phentsize         42      54                                                  sh_entsize          36      56
 *	e_phnum             44      56
 *	e_shentsize         46      58
 *	e_shnum             48      60
 */
#include "elf_map.h"

#include "elf.h"

const unsigned char *
elf_map_at(const struct elf_map *m, unsigned long long at, unsigned long long n)
{
	if (at > m->file.n || n > m->file.n - at)
		return NULL;
	return (const unsigned char *)m->file.p + at;
}

/* Where a table of the header is, and of how many records. Returns 0, or -1 if it is not all inside. */
static int
locate(const struct elf_map *m, const unsigned char *header, const size_t field[3], size_t least, unsigned long long *at, size_t *size, size_t *count)
{
	*at = elf_address(m->e, header + field[0]);
	*size = elf_half(m->e, header + field[1]);
	*count = elf_half(m->e, header + field[2]);
	if (*at == 0)
		*count = 0;
	if (*count != 0 && *size < least)
		return -1;
	return elf_map_at(m, *at, (unsigned long long)*size * *count) ? 0 : -1;
}

int
elf_map_open(struct elf_map *m, const struct elf *e, struct span file)
{
	static const size_t fields[2][2][3] = {{{28, 42, 44}, {32, 46, 48}}, {{32, 54, 56}, {40, 58, 60}}};
	const size_t(*field)[3] = fields[e->bits == 64];
	const unsigned char *header;

	m->e = e;
	m->file = file;
	header = elf_map_at(m, 0, elf_by_class(e, 52, 64));
	if (!header || e->bits == 0)
		return -1;
	if (locate(m, header, field[0], elf_by_class(e, 32, 56), &m->segment_at, &m->segment_size, &m->segments) != 0 ||
	    locate(m, header, field[1], elf_by_class(e, 40, 64), &m->section_at, &m->section_size, &m->sections) != 0)
		return -1;
	/* too many for the header: section 0 counts them */
	if (m->segments == 0xffff || (m->section_at != 0 && m->sections == 0 && elf_map_section(m, 0).size != 0))
		return -1;
	return 0;
}

struct elf_segment
elf_map_segment(const struct elf_map *m, size_t i)
{
	static const struct elf_segment none;
	const struct elf *e = m->e;
	const unsigned char *p = elf_map_at(m, m->segment_at + i * m->segment_size, elf_by_class(e, 32, 56));
	struct elf_segment s;

	if (!p)
		return none;
	s.type = elf_word(e, p);
	s.flags = elf_word(e, p + elf_by_class(e, 24, 4));
	s.at = elf_address(e, p + elf_by_class(e, 4, 8));
	s.address = elf_address(e, p + elf_by_class(e, 8, 16));
	s.size = elf_address(e, p + elf_by_class(e, 16, 32));
	s.memory = elf_address(e, p + elf_by_class(e, 20, 40));
	s.align = elf_address(e, p + elf_by_class(e, 28, 48));
	s.here = m->segment_at + i * m->segment_size;
	return s;
}

struct elf_section
elf_map_section(const struct elf_map *m, size_t i)
{
	static const struct elf_section none;
	const struct elf *e = m->e;
	const unsigned char *p = elf_map_at(m, m->section_at + i * m->section_size, elf_by_class(e, 40, 64));
	struct elf_section s;

	if (!p)
		return none;
	s.type = elf_word(e, p + 4);
	s.flags = elf_address(e, p + 8);
	s.address = elf_address(e, p + elf_by_class(e, 12, 16));
	s.at = elf_address(e, p + elf_by_class(e, 16, 24));
	s.size = elf_address(e, p + elf_by_class(e, 20, 32));
	s.link = elf_word(e, p + elf_by_class(e, 24, 40));
	s.entry = elf_address(e, p + elf_by_class(e, 36, 56));
	s.here = m->section_at + i * m->section_size;
	return s;
}

/* Of segments that overlap, the one that is mapped last covers the others. */
const unsigned char *
elf_map_address(const struct elf_map *m, unsigned long long address, unsigned long long *n)
{
	struct elf_segment s;
	size_t i;

	for (i = m->segments; i > 0; i--) {
		s = elf_map_segment(m, i - 1);
		if (s.type != ELF_LOAD || address < s.address || address - s.address >= s.size)
			continue;
		if (s.at > m->file.n || address - s.address >= m->file.n - s.at)
			return NULL;
		*n = s.size - (address - s.address);
		if (*n > m->file.n - s.at - (address - s.address))
			*n = m->file.n - s.at - (address - s.address);
		return elf_map_at(m, s.at + (address - s.address), *n);
	}
	return NULL;
}

/* The greater of an end and that of a range; a range that has none ends nowhere. */
static unsigned long long
later(unsigned long long end, unsigned long long at, unsigned long long size)
{
	return at + size >= at && at + size > end ? at + size : end;
}

unsigned long long
elf_map_end(const struct elf_map *m)
{
	unsigned long long end = later(0, m->section_at, (unsigned long long)m->sections * m->section_size);
	struct elf_segment segment;
	struct elf_section section;
	size_t i;

	for (i = 0; i < m->segments; i++) {
		segment = elf_map_segment(m, i);
		end = later(end, segment.at, segment.size);
	}
	for (i = 0; i < m->sections; i++) {
		section = elf_map_section(m, i);
		if (section.type != ELF_NO_BITS)
			end = later(end, section.at, section.size);
	}
	return end;
}

size_t
elf_map_slots(const struct elf_map *m)
{
	unsigned long long n = m->e->dynamic_size;

	return elf_map_at(m, m->e->dynamic_at, n) ? (size_t)n / elf_by_class(m->e, 8, 16) : 0;
}

struct elf_slot
elf_map_slot(const struct elf_map *m, size_t i)
{
	size_t size = elf_by_class(m->e, 8, 16);
	const unsigned char *p = elf_map_at(m, m->e->dynamic_at + i * size, size);
	struct elf_slot s = {0, 0};

	if (p) {
		s.tag = elf_address(m->e, p);
		s.value = elf_address(m->e, p + size / 2);
	}
	return s;
}

size_t
elf_map_find(const struct elf_map *m, unsigned long long tag, unsigned long long *value)
{
	size_t i, n = elf_map_slots(m), found = 0;
	struct elf_slot s;

	for (i = 0; i < n; i++) {
		s = elf_map_slot(m, i);
		if (s.tag != tag)
			continue;
		*value = s.value;
		found++;
	}
	return found;
}

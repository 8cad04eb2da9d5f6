/* SPDX-License-Identifier: MIT */
/*
 * Makes small ELF files in memory, for 32 and 64 bit and both byte orders, and remembers where each field is. They have what a linked program has as far
 * as elf.c cares: program headers, a loader's name, a string table and a dynamic section at addresses that are not file offsets, and section headers.
 */
#ifndef ELF_MAKER_H
#define ELF_MAKER_H

#include <stdint.h>
#include <string.h>

#include "bytes.h"

enum { MAKER_ROOM = 16384, MAKER_FIELDS = 400, MAKER_BASE = 0x400000, MAKER_SHIFT = 0x1000 };

/* A field: where it is, how wide, and whether a loader's search depends on it. */
struct maker_field {
	const char *name;
	size_t at, width;
	int matters;
};

struct maker {
	int wide, big;
	unsigned type;
	unsigned char byte[MAKER_ROOM];
	size_t n;
	struct maker_field field[MAKER_FIELDS];
	size_t fields;
	/* where things came to stand */
	size_t phdr, dynamic, dynamic_n, strings, strings_n, interp, sections;
};

static inline void
maker_put(struct maker *m, size_t at, size_t width, uint64_t value)
{
	size_t i;

	for (i = 0; i < width; i++)
		m->byte[at + (m->big ? width - 1 - i : i)] = (unsigned char)(value >> (8 * i));
}

static inline uint64_t
maker_get(const struct maker *m, size_t at, size_t width)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < width; i++)
		v |= (uint64_t)m->byte[at + (m->big ? width - 1 - i : i)] << (8 * i);
	return v;
}

static inline size_t
maker_field(struct maker *m, const char *name, size_t at, size_t width, uint64_t value, int matters)
{
	struct maker_field *f = &m->field[m->fields++];

	f->name = name;
	f->at = at;
	f->width = width;
	f->matters = matters;
	maker_put(m, at, width, value);
	return at + width;
}

static inline size_t
maker_word(const struct maker *m)
{
	return m->wide ? 8 : 4;
}

static inline void
maker_phdr(struct maker *m, size_t i, uint64_t type, uint64_t at, uint64_t address, uint64_t size, int matters)
{
	size_t w = maker_word(m), p = m->phdr + i * (m->wide ? 56 : 32);

	p = maker_field(m, "p_type", p, 4, type, matters);
	if (m->wide)
		p = maker_field(m, "p_flags", p, 4, 5, 0);
	p = maker_field(m, "p_offset", p, w, at, matters);
	p = maker_field(m, "p_vaddr", p, w, address, matters);
	p = maker_field(m, "p_paddr", p, w, address, 0);
	p = maker_field(m, "p_filesz", p, w, size, matters);
	p = maker_field(m, "p_memsz", p, w, size, 0);
	if (!m->wide)
		p = maker_field(m, "p_flags", p, 4, 5, 0);
	maker_field(m, "p_align", p, w, 0x1000, 0);
}

/* Adds a string to the table and returns its offset. */
static inline size_t
maker_string(struct maker *m, const char *s)
{
	size_t at = m->strings_n, n = strlen(s) + 1;

	memcpy(m->byte + m->strings + at, s, n);
	m->strings_n += n;
	return at;
}

static inline void
maker_dynamic(struct maker *m, uint64_t tag, uint64_t value, int matters)
{
	size_t w = maker_word(m), at = m->dynamic + m->dynamic_n * 2 * w;

	at = maker_field(m, "d_tag", at, w, tag, 1);
	maker_field(m, "d_val", at, w, value, matters);
	m->dynamic_n++;
}

/* Entry number i of the dynamic section gets another tag and value. */
static inline void
maker_entry(struct maker *m, size_t i, uint64_t tag, uint64_t value)
{
	size_t w = maker_word(m);

	maker_put(m, m->dynamic + i * 2 * w, w, tag);
	maker_put(m, m->dynamic + (i * 2 + 1) * w, w, value);
}

static inline uint64_t
maker_address(size_t at)
{
	return MAKER_BASE + MAKER_SHIFT + at;
}

static inline void
maker_header(struct maker *m)
{
	size_t w = maker_word(m), p;

	memcpy(m->byte, "\177ELF", 4);
	m->byte[4] = m->wide ? 2 : 1;
	m->byte[5] = m->big ? 2 : 1;
	m->byte[6] = 1;
	for (p = 0; p < 16; p++)
		maker_field(m, "e_ident", p, 1, m->byte[p], p < 6);
	p = maker_field(m, "e_type", 16, 2, m->type, 1);
	p = maker_field(m, "e_machine", p, 2, m->wide ? 62 : 3, 1);
	p = maker_field(m, "e_version", p, 4, 1, 0);
	p = maker_field(m, "e_entry", p, w, MAKER_BASE, 0);
	p = maker_field(m, "e_phoff", p, w, m->phdr, 1);
	p = maker_field(m, "e_shoff", p, w, m->sections, 0);
	p = maker_field(m, "e_flags", p, 4, 0, 1);
	p = maker_field(m, "e_ehsize", p, 2, m->wide ? 64 : 52, 0);
	p = maker_field(m, "e_phentsize", p, 2, m->wide ? 56 : 32, 1);
	p = maker_field(m, "e_phnum", p, 2, 6, 1);
	p = maker_field(m, "e_shentsize", p, 2, m->wide ? 64 : 40, 0);
	p = maker_field(m, "e_shnum", p, 2, 3, 0);
	maker_field(m, "e_shstrndx", p, 2, 2, 0);
}

static inline void
maker_section(struct maker *m, size_t i, uint64_t type, uint64_t address, uint64_t at, uint64_t size)
{
	size_t w = maker_word(m), p = m->sections + i * (m->wide ? 64 : 40);

	p = maker_field(m, "sh_name", p, 4, 0, 0);
	p = maker_field(m, "sh_type", p, 4, type, 0);
	p = maker_field(m, "sh_flags", p, w, address ? 2 : 0, 0);
	p = maker_field(m, "sh_addr", p, w, address, 0);
	p = maker_field(m, "sh_offset", p, w, at, 0);
	p = maker_field(m, "sh_size", p, w, size, 0);
	p = maker_field(m, "sh_link", p, 4, 0, 0);
	p = maker_field(m, "sh_info", p, 4, 0, 0);
	p = maker_field(m, "sh_addralign", p, w, 1, 0);
	maker_field(m, "sh_entsize", p, w, 0, 0);
}

/*
 * A position independent program that needs liby.so and libz.so.1, with a soname, both tags, and flags. Two PT_LOADs: all is in the second, at another
 * address than its offset.
 */
static inline void
maker_make(struct maker *m, int wide, int big)
{
	size_t w, need1, need2, soname, rpath, runpath;

	memset(m, 0, sizeof *m);
	m->wide = wide;
	m->big = big;
	m->type = 3;
	w = maker_word(m);
	m->phdr = wide ? 64 : 52;
	m->interp = 0x200;
	m->strings = 0x300;
	m->dynamic = 0x400;
	m->sections = 0x600;
	m->n = m->sections + 3 * (wide ? 64U : 40U);
	maker_header(m);
	strcpy((char *)m->byte + m->interp, "/lib/ld.so.1");
	maker_string(m, "");
	need1 = maker_string(m, "liby.so");
	need2 = maker_string(m, "libz.so.1");
	soname = maker_string(m, "prog.so");
	rpath = maker_string(m, "/opt/lib");
	runpath = maker_string(m, "$ORIGIN/../lib");
	maker_dynamic(m, 1, need1, 1);
	maker_dynamic(m, 1, need2, 1);
	maker_dynamic(m, 14, soname, 1);
	maker_dynamic(m, 15, rpath, 1);
	maker_dynamic(m, 29, runpath, 1);
	maker_dynamic(m, 4, maker_address(0x500), 0);
	maker_dynamic(m, 5, maker_address(m->strings), 1);
	maker_dynamic(m, 6, maker_address(0x480), 0);
	maker_dynamic(m, 10, m->strings_n, 1);
	maker_dynamic(m, 11, 24, 0);
	maker_dynamic(m, 21, 0, 0);
	maker_dynamic(m, 0x6ffffffb, 0x8000081, 1);
	maker_dynamic(m, 0, 0, 0);
	maker_dynamic(m, 0, 0, 0);
	maker_dynamic(m, 0, 0, 0);
	maker_phdr(m, 0, 6, m->phdr, MAKER_BASE + m->phdr, 6 * (wide ? 56 : 32), 0);
	maker_phdr(m, 1, 3, m->interp, maker_address(m->interp), 13, 1);
	maker_phdr(m, 2, 1, 0, MAKER_BASE, 0x200, 0);
	maker_phdr(m, 3, 1, 0x200, maker_address(0x200), 0x400, 1);
	maker_phdr(m, 4, 2, m->dynamic, maker_address(m->dynamic), m->dynamic_n * 2 * w, 1);
	maker_phdr(m, 5, 0x6474e551, 0, 0, 0, 0);
	maker_section(m, 0, 0, 0, 0, 0);
	maker_section(m, 1, 6, maker_address(m->dynamic), m->dynamic, m->dynamic_n * 2 * w);
	maker_section(m, 2, 3, 0, 0, 0);
}

/* Where field number `which` of that name is. */
static inline size_t
maker_find(const struct maker *m, const char *name, size_t which)
{
	size_t i;

	for (i = 0; i < m->fields; i++) {
		if (strcmp(m->field[i].name, name) == 0 && which-- == 0)
			return i;
	}
	return 0;
}

static inline void
maker_set(struct maker *m, const char *name, size_t which, uint64_t value)
{
	const struct maker_field *f = &m->field[maker_find(m, name, which)];

	maker_put(m, f->at, f->width, value);
}

static inline struct span
maker_span(const struct maker *m)
{
	struct span s = {(const char *)m->byte, m->n};

	return s;
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * References to the dynamic string table.
 *
 * Nothing in a file says how many dynamic symbols there are, since loaders need not know. DT_HASH has as many chains as symbols. DT_GNU_HASH begins with four
 * words, the number of buckets, the first symbol that it knows, the number of words of the filter and a shift; behind the filter are the buckets, each
 * with the first symbol of its chain, and behind them a word for each symbol from the first one on, whose lowest bit ends the chain. So the symbol behind the
 * end of the highest chain is the first that is not there; but where no chain is, symbols may be all the same, imported ones. The section
 * header of .dynsym has the size. Believed is the highest number of all: one that is too high makes strings of bytes that are none, and the
 * worst that comes of it is a refusal.
 *
 *	Verneed    vn_version 0   vn_cnt 2   vn_file 4   vn_aux 8   vn_next 12          Vernaux  vna_name 8   vna_next 12
 *	Verdef     vd_version 0   vd_cnt 6   vd_aux 12   vd_next 16                     Verdaux  vda_name 0   vda_next 4
 */
#include "elf_refs.h"

#include "elf.h"
#include "elf_map.h"

enum { TYPE_VERDEF = 0x6ffffffd, TYPE_VERNEED = 0x6ffffffe, TYPE_LIBLIST = 0x6ffffff7, TYPE_DYNAMIC = 6 };

/* Versions are lists that may lead anywhere; no file has so many. */
enum { LIBLIST_ENTRY = 20, MAX_VERSIONS = 1 << 20 };

struct seer {
	const struct elf_map *m;
	void (*see)(void *ctx, unsigned long long offset);
	void *ctx;
	size_t versions;
};

/* A run of bytes in memory. */
struct run {
	const unsigned char *p;
	unsigned long long n;
};

static struct run
run_at(const struct elf_map *m, unsigned long long address)
{
	struct run r = {NULL, 0};

	r.p = elf_map_address(m, address, &r.n);
	return r;
}

/* --------------------------------------------------------------- how many symbols */

/* Numbers of DT_HASH have eight bytes on two machines. Returns 0 or -1, as all that count. */
static int
count_by_hash(const struct elf_map *m, unsigned long long address, unsigned long long *count)
{
	const struct elf *e = m->e;
	size_t w = e->machine == ELF_MACHINE_ALPHA || (e->machine == ELF_MACHINE_S390 && e->bits == 64) ? 8 : 4;
	struct run r = run_at(m, address);
	unsigned long long n;

	if (!r.p || r.n < 2 * w)
		return -1;
	n = elf_number(r.p + w, w, e->big);
	*count = n > *count ? n : *count;
	return 0;
}

static int
count_by_gnu_hash(const struct elf_map *m, unsigned long long address, unsigned long long *count)
{
	const struct elf *e = m->e;
	struct run r = run_at(m, address);
	unsigned long long buckets, first, filter, i, last = 0, chain;

	if (!r.p || r.n < 16)
		return -1;
	buckets = elf_word(e, r.p);
	first = elf_word(e, r.p + 4);
	filter = (unsigned long long)elf_word(e, r.p + 8) * (e->bits / 8);
	if (filter > r.n - 16 || buckets > (r.n - 16 - filter) / 4)
		return -1;
	chain = 16 + filter + 4 * buckets;
	for (i = 0; i < buckets; i++)
		last = elf_word(e, r.p + 16 + filter + 4 * i) > last ? elf_word(e, r.p + 16 + filter + 4 * i) : last;
	if (last < first || last == 0)
		return -1;
	for (i = last - first; i < (r.n - chain) / 4; i++) {
		if (elf_word(e, r.p + chain + 4 * i) & 1) {
			*count = first + i + 1 > *count ? first + i + 1 : *count;
			return 0;
		}
	}
	return -1;
}

static int
count_by_section(const struct elf_map *m, unsigned long long address, unsigned long long *count)
{
	struct elf_section s;
	size_t i;

	for (i = 0; i < m->sections; i++) {
		s = elf_map_section(m, i);
		if (s.type != ELF_DYNAMIC_SYMBOLS || s.address != address || s.entry == 0)
			continue;
		*count = s.size / s.entry > *count ? s.size / s.entry : *count;
		return 0;
	}
	return -1;
}

/* The number of symbols of the table at an address. */
static int
count_symbols(const struct elf_map *m, unsigned long long address, unsigned long long *count)
{
	unsigned long long at;
	int known = 0;

	*count = 0;
	if (elf_map_find(m, ELF_DT_HASH, &at))
		known |= count_by_hash(m, at, count) == 0;
	if (elf_map_find(m, ELF_DT_GNU_HASH, &at))
		known |= count_by_gnu_hash(m, at, count) == 0;
	known |= count_by_section(m, address, count) == 0;
	if (m->e->machine == ELF_MACHINE_MIPS && elf_map_find(m, ELF_DT_MIPS_SYMTABNO, &at)) {
		*count = at > *count ? at : *count;
		known = 1;
	}
	return known ? 0 : -1;
}

static int
see_symbols(const struct seer *s)
{
	const struct elf *e = s->m->e;
	unsigned long long address, size = elf_by_class(e, 16, 24), count, i;
	struct run r;

	if (!elf_map_find(s->m, ELF_DT_SYMTAB, &address))
		return 0;
	elf_map_find(s->m, ELF_DT_SYMENT, &size);
	r = run_at(s->m, address);
	if (count_symbols(s->m, address, &count) != 0 || !r.p || size < elf_by_class(e, 16, 24) || count > r.n / size)
		return -1;
	for (i = 0; i < count; i++)
		s->see(s->ctx, elf_word(e, r.p + i * size));
	return 0;
}

/* ----------------------------------------------------------------------- versions */

/* Where a kind of version record has what; first is the file's name in the record itself, and 0 if it has none. */
struct version_form {
	size_t size, count, first, aux, next;
	size_t aux_size, aux_name, aux_next;
};

/* The names that hang on one record. */
static int
see_version(struct seer *s, struct run r, const struct version_form *f)
{
	const struct elf *e = s->m->e;
	unsigned left = elf_half(e, r.p + f->count);
	unsigned long long at = elf_word(e, r.p + f->aux), next;

	for (; left > 0; left--) {
		if (at > r.n || r.n - at < f->aux_size || s->versions++ == MAX_VERSIONS)
			return -1;
		s->see(s->ctx, elf_word(e, r.p + at + f->aux_name));
		next = elf_word(e, r.p + at + f->aux_next);
		if (next == 0)
			break;
		at += next;
	}
	return 0;
}

/* Each step leads further on, so the walk ends. */
static int
see_versions(struct seer *s, unsigned long long tag, unsigned long long number_tag, const struct version_form *f)
{
	const struct elf *e = s->m->e;
	unsigned long long address, left = 0, next;
	struct run r;

	if (!elf_map_find(s->m, tag, &address))
		return 0;
	elf_map_find(s->m, number_tag, &left);
	r = run_at(s->m, address);
	for (; left > 0; left--) {
		if (!r.p || r.n < f->size || s->versions++ == MAX_VERSIONS || see_version(s, r, f) != 0)
			return -1;
		if (f->first)
			s->see(s->ctx, elf_word(e, r.p + f->first));
		next = elf_word(e, r.p + f->next);
		if (next == 0)
			break;
		if (next > r.n)
			return -1;
		r.p += next;
		r.n -= next;
	}
	return 0;
}

/* -------------------------------------------------------------------- all the rest */

/* Entries whose value is a string; those that are one on one system only are harmless on the others. */
static void
see_entries(const struct seer *s)
{
	static const unsigned tags[] = {
	    ELF_DT_NEEDED, ELF_DT_SONAME, ELF_DT_SUN_AUXILIARY, ELF_DT_SUN_FILTER, ELF_DT_CONFIG, ELF_DT_DEPAUDIT, ELF_DT_AUDIT,
	    ELF_DT_MIPS_IVERSION, ELF_DT_AUXILIARY, ELF_DT_USED, ELF_DT_FILTER,
	};
	size_t i, k, n = elf_map_slots(s->m);
	struct elf_slot slot;

	for (i = 0; i < n; i++) {
		slot = elf_map_slot(s->m, i);
		for (k = 0; k < sizeof tags / sizeof *tags; k++) {
			if (slot.tag == tags[k])
				s->see(s->ctx, slot.value);
		}
	}
}

static int
see_liblist(const struct seer *s)
{
	unsigned long long address, size = 0, i;
	struct run r;

	if (!elf_map_find(s->m, ELF_DT_GNU_LIBLIST, &address))
		return 0;
	elf_map_find(s->m, ELF_DT_GNU_LIBLISTSZ, &size);
	r = run_at(s->m, address);
	if (!r.p || size > r.n)
		return -1;
	for (i = 0; i + LIBLIST_ENTRY <= size; i += LIBLIST_ENTRY)
		s->see(s->ctx, elf_word(s->m->e, r.p + i));
	return 0;
}

/* Whether the dynamic section leads to all sections that have their strings in this one. */
static int
sections_are_known(const struct elf_map *m)
{
	unsigned long long strings, symbols = 0;
	struct elf_section s, table;
	size_t i;

	if (!elf_map_find(m, ELF_DT_STRTAB, &strings))
		return 0;
	elf_map_find(m, ELF_DT_SYMTAB, &symbols);
	for (i = 0; i < m->sections; i++) {
		s = elf_map_section(m, i);
		if (s.type == 0 || s.link == 0 || s.link >= m->sections)
			continue;
		table = elf_map_section(m, s.link);
		if (table.type != ELF_STRINGS || table.address != strings)
			continue;
		if (s.type == TYPE_DYNAMIC || s.type == TYPE_VERDEF || s.type == TYPE_VERNEED || s.type == TYPE_LIBLIST)
			continue;
		if (s.type != ELF_DYNAMIC_SYMBOLS || s.address != symbols)
			return 0;
	}
	return 1;
}

int
elf_refs(const struct elf_map *m, void (*see)(void *ctx, unsigned long long offset), void *ctx)
{
	static const struct version_form need = {16, 2, 4, 8, 12, 16, 8, 12}, def = {20, 6, 0, 12, 16, 8, 0, 4};
	struct seer s;
	int result = 0;

	s.m = m;
	s.see = see;
	s.ctx = ctx;
	s.versions = 0;
	see_entries(&s);
	result |= see_symbols(&s);
	result |= see_versions(&s, ELF_DT_VERNEED, ELF_DT_VERNEEDNUM, &need);
	result |= see_versions(&s, ELF_DT_VERDEF, ELF_DT_VERDEFNUM, &def);
	result |= see_liblist(&s);
	if (!sections_are_known(m))
		result = -1;
	return result;
}

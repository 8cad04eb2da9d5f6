/* SPDX-License-Identifier: MIT */
/*
 * The file ld.so.cache, which ldconfig writes, and what else of a system's own is compiled into glibc's loader. Pure.
 *
 * The cache may begin with one of the old format (ld.so-1.7.0, 12 bytes an entry), which is skipped; what is read is this, in the byte order
 * of the machine, offsets of strings counting from its first byte:
 *
 *	 0  glibc-ld.so.cache1.1
 *	20  number of entries; length of the strings; 1 byte: & 3 is 2 for little, 3 for big endian, else unknown
 *	32  offset of an extension, or 0
 *	48  entries of 24 bytes: flags, name, path, os version, capabilities (8 bytes)
 *
 * Entries descend by name, digits compared as numbers. Those whose capabilities have 1 << 62 belong to a subfolder of glibc-hwcaps, whose number
 * is in the lower half; its name is in the extension, as is any other's.
 *
 *	 0  EAA42174, number of parts, then for each: tag (1: the subfolders' names), flags, offset, size
 */
#include "cache.h"

#include <string.h>

#include "arena.h"
#include "elf.h"

static const char magic[] = "glibc-ld.so.cache1.1", old_magic[] = "ld.so-1.7.0";

enum { OLD_HEADER = 16, OLD_ENTRY = 12, HEADER = 48, ENTRY = 24, PART = 16 };

static unsigned long
word(const struct cache *c, size_t at)
{
	const unsigned char *p = (const unsigned char *)c->bytes.p + at;

	return c->big ? (unsigned long)p[0] << 24 | (unsigned long)p[1] << 16 | (unsigned long)p[2] << 8 | p[3]
		      : (unsigned long)p[3] << 24 | (unsigned long)p[2] << 16 | (unsigned long)p[1] << 8 | p[0];
}

/* The string at an offset; p is NULL if the file ends before its NUL. */
static struct span
string(const struct cache *c, size_t at)
{
	struct span s = {NULL, 0};
	size_t n;

	if (at >= c->bytes.n)
		return s;
	s = span_from(c->bytes, at);
	n = span_find(s, '\0');
	if (n == s.n)
		s.p = NULL;
	s.n = s.p ? n : 0;
	return s;
}

/* Finds the names of the subfolders, if there are any. */
static void
read_extension(struct cache *c)
{
	size_t at = word(c, 32), parts, size, i;

	if (at == 0 || at > c->bytes.n || c->bytes.n - at < 8 || word(c, at) != 0xeaa42174)
		return;
	parts = word(c, at + 4);
	at += 8;
	for (i = 0; i < parts && c->bytes.n - at >= PART; i++, at += PART) {
		if (word(c, at) != 1)
			continue;
		c->names = word(c, at + 8);
		size = word(c, at + 12);
		if (c->names <= c->bytes.n && size <= c->bytes.n - c->names)
			c->name_count = size / 4;
		return;
	}
}

int
cache_open(struct cache *c, struct span bytes)
{
	size_t skip, k;

	memset(c, 0, sizeof *c);
	c->bytes = bytes;
	if (span_begins(bytes, old_magic) && bytes.n >= OLD_HEADER) {
		/* its number of entries is in the same byte order, which is not known yet */
		for (k = 0; k < 2; k++) {
			c->big = (int)k;
			skip = word(c, 12);
			if (skip > (bytes.n - OLD_HEADER) / OLD_ENTRY)
				continue;
			skip = (OLD_HEADER + skip * OLD_ENTRY + 7) / 8 * 8;
			if (skip <= bytes.n && span_begins(span_from(bytes, skip), magic)) {
				c->bytes = span_from(bytes, skip);
				break;
			}
		}
	}
	if (c->bytes.n < HEADER || !span_begins(c->bytes, magic))
		return -1;
	/* what does not say its byte order is this machine's; a count that does not fit is in the other one */
	c->big = (c->bytes.p[28] & 3) == 3;
	c->count = word(c, 20);
	if ((c->bytes.p[28] & 3) < 2 && c->count > (c->bytes.n - HEADER) / ENTRY) {
		c->big = 1;
		c->count = word(c, 20);
	}
	if (c->count > (c->bytes.n - HEADER) / ENTRY)
		return -1;
	read_extension(c);
	return 0;
}

/* The number at s, whose digits are skipped; it wraps as glibc's does not, which no name of a library comes near. */
static unsigned
digits(struct span *s)
{
	unsigned n = 0;

	for (; s->n && *s->p >= '0' && *s->p <= '9'; *s = span_from(*s, 1))
		n = n * 10 + (unsigned)(*s->p - '0');
	return n;
}

static int
is_digit(struct span s)
{
	return s.n && *s.p >= '0' && *s.p <= '9';
}

/* The order of entries: bytes, but numbers by their value, and a number after anything else. */
static int
compare(struct span a, struct span b)
{
	unsigned m, n;

	while (a.n) {
		if (is_digit(a) != is_digit(b))
			return is_digit(a) ? 1 : -1;
		if (is_digit(a)) {
			m = digits(&a);
			n = digits(&b);
			if (m != n)
				return m < n ? -1 : 1;
			continue;
		}
		if (!b.n || *a.p != *b.p)
			return !b.n || (unsigned char)*a.p > (unsigned char)*b.p ? 1 : -1;
		a = span_from(a, 1);
		b = span_from(b, 1);
	}
	return b.n ? -1 : 0;
}

/* What ldconfig writes into an entry's flags for libraries that such a program can use. */
static unsigned long
wanted_flags(const struct elf *e)
{
	static const struct {
		unsigned machine, bits;
		unsigned long flags;
	} known[] = {
	    {ELF_MACHINE_386, 32, 0x0003}, {ELF_MACHINE_PPC64, 64, 0x0503}, {ELF_MACHINE_S390, 64, 0x0403}, {ELF_MACHINE_SPARCV9, 64, 0x0103},
	    {ELF_MACHINE_X86_64, 32, 0x0803}, {ELF_MACHINE_X86_64, 64, 0x0303}, {ELF_MACHINE_AARCH64, 64, 0x0a03},
	};
	size_t i;

	if (e->machine == ELF_MACHINE_ARM)
		return e->header_flags & 0x400 ? 0x0903 : e->header_flags & 0x200 ? 0x0b03 : 0x0003;
	if (e->machine == ELF_MACHINE_RISCV)
		return (e->header_flags & 6) == 4 ? 0x1003 : 0x0f03;
	if (e->machine == ELF_MACHINE_LOONGARCH)
		return (e->header_flags & 7) == 3 ? 0x1203 : 0x1103;
	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i].machine == e->machine && known[i].bits == e->bits)
			return known[i].flags;
	}
	return 0x0003;
}

/* Which of the subfolders an entry belongs to: their number for none, more if the entry is not for this processor. */
static size_t
rank(const struct cache *c, size_t entry, const struct span *subfolder, size_t subfolders)
{
	unsigned long low = word(c, entry + (c->big ? 20 : 16)), high = word(c, entry + (c->big ? 16 : 20));
	static const char front[] = "glibc-hwcaps/";
	struct span name;
	size_t i;

	/* the highest bit says nothing but "tls" */
	if (low == 0 && (high & 0x7fffffff) == 0)
		return subfolders;
	if (high != 0x40000000 || low >= c->name_count)
		return subfolders + 1;
	name = string(c, word(c, c->names + 4 * low));
	for (i = 0; i < subfolders; i++) {
		if (name.p && span_begins(subfolder[i], front) && span_equal(span_from(subfolder[i], sizeof front - 1), name))
			return i;
	}
	return subfolders + 1;
}

/* The first of the entries with that name, or their number. */
static size_t
first_entry(const struct cache *c, struct span name)
{
	size_t low = 0, high = c->count, middle;

	/* in [0, low) names are greater, from high on they are not */
	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare(string(c, word(c, HEADER + middle * ENTRY + 4)), name) > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct span
cache_find(const struct cache *c, struct span name, const struct elf *program, const struct span *subfolder, size_t subfolders)
{
	struct span best = {NULL, 0}, key;
	unsigned long flags = program ? wanted_flags(program) : 0;
	size_t i, at, r, best_rank = subfolders + 1;

	for (i = first_entry(c, name); i < c->count; i++) {
		at = HEADER + i * ENTRY;
		key = string(c, word(c, at + 4));
		if (!key.p || compare(key, name) != 0)
			break;
		if (word(c, at) != flags)
			continue;
		r = rank(c, at, subfolder, subfolders);
		if (r < best_rank) {
			best_rank = r;
			best = string(c, word(c, at + 8));
		}
	}
	return best;
}

/*
 * The folders stand in the loader's file as strings one behind the other, each from '/' to '/', such as /lib64/ and /usr/lib64/. $LIB is where
 * the first of them leads, without a /usr in front.
 */
size_t
cache_standard(struct arena *a, struct span loader, struct span **folder, struct span *lib)
{
	struct span s, list[16];
	size_t at, n, count;
	int usr;

	for (at = 0; at < loader.n; at += 1 + span_find(span_from(loader, at), '\0')) {
		count = 0;
		usr = 0;
		for (n = at; n < loader.n && count < 16; n += s.n + 2) {
			s = span_from(loader, n);
			s.n = span_find(s, '\0');
			if (s.n < 5 || s.n > 200 || s.p[0] != '/' || s.p[s.n - 1] != '/' || !span_has(s, "/lib"))
				break;
			s.n--;
			usr += span_begins(s, "/usr/lib");
			list[count++] = s;
		}
		if (usr == 0)
			continue;
		*folder = arena_array(a, count, sizeof **folder);
		if (!*folder)
			return 0;
		memcpy(*folder, list, count * sizeof *list);
		*lib = span_from(list[0], span_begins(list[0], "/usr/") ? 5 : 1);
		return count;
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * What the editor of rpaths stands on: the tables of an ELF file that is in memory, who refers to its strings, and where it has padding. Each file is made
 * here with what the test asks about and nothing else, and ends where memory ends.
 */
#include "tap.h"

#include "elf.h"
#include "elf_maker.h"
#include "elf_map.h"
#include "elf_refs.h"
#include "elf_room.h"
#include "fence.h"

/* Where a file of these tests has what; all is in one segment, of which the test says where it ends. */
enum { HASH = 0x400, SYMBOLS = 0x600, RECORDS = 0x800, STRINGS = 0xa00, DYNAMIC = 0xb00, SECTIONS = 0xe00 };

enum { PHDR = 6, LOAD = 1, NOTHING = 0, MIPS = 8, ALPHA = 0x9026, S390 = 22 };

static struct maker m;
static struct elf e;
static struct elf_map map;
static const char *kind;
static size_t behind; /* entries that stand behind the end of the dynamic section */

/* A file without segments, sections and entries; what is put into it comes before mapped() is called. */
static void
begin(int wide, int big)
{
	memset(&m, 0, sizeof m);
	memset(&e, 0, sizeof e);
	m.wide = wide;
	m.big = big;
	m.type = 3;
	m.phdr = wide ? 64 : 52;
	m.strings = STRINGS;
	m.dynamic = DYNAMIC;
	m.n = SECTIONS;
	maker_header(&m);
	maker_set(&m, "e_phnum", 0, 0);
	maker_set(&m, "e_shnum", 0, 0);
	e.bits = wide ? 64 : 32;
	e.big = big;
	e.machine = wide ? 62 : 3;
	e.dynamic_at = DYNAMIC;
	kind = wide ? "64 bit" : "32 bit";
	behind = 0;
}

static void
segment(size_t i, unsigned type, unsigned flags, uint64_t at, uint64_t address, uint64_t size, uint64_t memory, uint64_t align)
{
	size_t p = m.phdr + i * (m.wide ? 56 : 32), w = maker_word(&m);

	maker_phdr(&m, i, type, at, address, size, 0);
	maker_put(&m, p + (m.wide ? 4 : 24), 4, flags);
	maker_put(&m, p + (m.wide ? 40 : 20), w, memory);
	maker_put(&m, p + (m.wide ? 48 : 28), w, align);
	if (maker_get(&m, m.wide ? 56 : 44, 2) <= i)
		maker_set(&m, "e_phnum", 0, i + 1);
}

static void
section(size_t i, unsigned type, unsigned flags, uint64_t address, uint64_t at, uint64_t size)
{
	size_t entry = m.wide ? 64 : 40;

	if (i == 0)
		m.sections = (m.n + 7) / 8 * 8;
	maker_section(&m, i, type, address, at, size);
	maker_set(&m, "sh_flags", i, flags);
	maker_set(&m, "e_shoff", 0, m.sections);
	maker_set(&m, "e_shnum", 0, i + 1);
	m.n = m.sections + (i + 1) * entry;
}

static int
mapped(void)
{
	e.dynamic_size = (m.dynamic_n - behind) * 2 * maker_word(&m);
	return elf_map_open(&map, &e, fenced(maker_span(&m)));
}

/* ------------------------------------------------------------------- the tables */

static void
opening(int wide, int big)
{
	size_t entry = wide ? 64 : 40;
	struct span cut;

	begin(wide, big);
	segment(0, LOAD, 4, 1, 2, 3, 4, 5);
	section(0, 0, 0, 0, 0, 0);
	section(1, 3, 2, 0x1111, 0x2222, 0x3333);
	ok(mapped() == 0 && map.segments == 1 && map.sections == 2, "%s: a file whose section headers end with it is opened", kind);
	m.n--;
	ok(mapped() == -1, "%s: one byte less and it is not", kind);
	m.n++;
	maker_set(&m, "e_shentsize", 0, entry - 1);
	ok(mapped() == -1, "%s: nor with section headers that are too small", kind);
	maker_set(&m, "e_shentsize", 0, entry);
	maker_set(&m, "e_phentsize", 0, (wide ? 56 : 32) - 1);
	ok(mapped() == -1, "%s: or program headers", kind);
	maker_set(&m, "e_phnum", 0, 0);
	ok(mapped() == 0 && map.segments == 0, "%s: the size of what is not there does not matter", kind);
	maker_set(&m, "e_phentsize", 0, wide ? 56 : 32);
	maker_set(&m, "e_shnum", 0, 0);
	ok(mapped() == 0 && map.sections == 0, "%s: no sections are in order", kind);
	maker_set(&m, "sh_size", 0, 2);
	ok(mapped() == -1, "%s: so many that section 0 has to count them are too many", kind);
	maker_set(&m, "e_shoff", 0, 0);
	maker_set(&m, "e_shnum", 0, 7);
	ok(mapped() == 0 && map.sections == 0, "%s: without a place there are no sections, whatever their number", kind);
	maker_set(&m, "e_phoff", 0, m.n);
	maker_set(&m, "e_phnum", 0, 1);
	ok(mapped() == -1, "%s: program headers behind the end are not there", kind);

	begin(wide, big);
	e.bits = 0;
	ok(mapped() == -1, "%s: what is no ELF file is not opened", kind);
	begin(wide, big);
	cut = fenced(span_head(maker_span(&m), wide ? 64 : 52));
	maker_set(&m, "e_phoff", 0, 0);
	ok(elf_map_open(&map, &e, cut) == 0, "%s: a header alone is a file", kind);
	cut = fenced(span_head(maker_span(&m), (wide ? 64 : 52) - 1));
	ok(elf_map_open(&map, &e, cut) == -1, "%s: a part of one is none", kind);
}

/* 0xffff program headers mean that section 0 counts them; here the file is long enough for all of them. */
static void
too_many(void)
{
	size_t n = 52 + 32UL * 0xffff;
	struct span s = {calloc(1, n), n};
	char *head = (char *)(uintptr_t)s.p;

	if (!head)
		exit(2);
	begin(0, 0);
	maker_set(&m, "e_phnum", 0, 0xffff);
	memcpy(head, m.byte, 52);
	ok(elf_map_open(&map, &e, s) == -1, "more program headers than the header can count");
	maker_set(&m, "e_phnum", 0, 0xfffe);
	memcpy(head, m.byte, 52);
	ok(elf_map_open(&map, &e, s) == 0 && map.segments == 0xfffe, "one less are read");
	free(head);
}

static void
fields(int wide, int big)
{
	struct elf_segment g;
	struct elf_section s;
	size_t w, p;

	begin(wide, big);
	w = maker_word(&m);
	segment(0, LOAD, 4, 1, 2, 3, 4, 5);
	segment(1, 0x70000001, 0x90000006, 0x101, 0x102, 0x103, 0x104, 0x105);
	section(0, 0, 0, 0, 0, 0);
	section(1, 0x60000001, 0x301, 0x302, 0x303, 0x304);
	p = m.sections + (wide ? 64 : 40);
	maker_put(&m, p + (wide ? 40 : 24), 4, 0x305);
	maker_put(&m, p + (wide ? 56 : 36), w, 0x306);
	if (!ok(mapped() == 0, "%s: a file with everything", kind))
		return;
	g = elf_map_segment(&map, 1);
	ok(g.type == 0x70000001 && g.flags == 0x90000006 && g.at == 0x101 && g.address == 0x102 && g.size == 0x103 && g.memory == 0x104 && g.align == 0x105 &&
	    g.here == m.phdr + (wide ? 56 : 32), "%s: all fields of a program header", kind);
	s = elf_map_section(&map, 1);
	ok(s.type == 0x60000001 && s.flags == 0x301 && s.address == 0x302 && s.at == 0x303 && s.size == 0x304 && s.link == 0x305 && s.entry == 0x306 &&
	    s.here == p, "%s: all fields of a section header", kind);
	s = elf_map_section(&map, 2);
	g = elf_map_segment(&map, 1000);
	ok(s.type == 0 && s.size == 0 && s.here == 0 && g.type == 0 && g.size == 0 && g.here == 0, "%s: none behind the end of the file", kind);
	ok(elf_map_at(&map, m.n - 4, 4) && !elf_map_at(&map, m.n - 4, 5) && elf_map_at(&map, m.n, 0) && !elf_map_at(&map, m.n + 1, 0) &&
	    !elf_map_at(&map, ~0ULL, 2), "%s: bytes are given up to the end and not behind it", kind);
}

/* Which offset an address has, and how many bytes are there; 0 if none. */
static unsigned long long
offset_of(unsigned long long address, unsigned long long *n)
{
	const unsigned char *p;

	*n = 0;
	p = elf_map_address(&map, address, n);
	return p ? (unsigned long long)(p - (const unsigned char *)map.file.p) : 0;
}

static void
addresses(int wide, int big)
{
	unsigned long long n;

	begin(wide, big);
	segment(0, LOAD, 4, 0x400, 0x10000, 0x200, 0x200, 0x1000);
	segment(1, LOAD, 4, 0x500, 0x10100, 0x10, 0x10, 0x1000);
	segment(2, LOAD, 4, SECTIONS - 0x10, 0x20000, 0x40, 0x40, 0x1000);
	segment(3, LOAD, 4, SECTIONS + 1, 0x30000, 0x40, 0x40, 0x1000);
	segment(4, NOTHING, 4, 0x600, 0x40000, 0x40, 0x40, 0x1000);
	ok(mapped() == 0, "%s: segments of all sorts", kind);
	ok(offset_of(0x10000, &n) == 0x400 && n == 0x200 && offset_of(0x101ff, &n) == 0x5ff && n == 1, "%s: addresses from a segment's first to its last", kind);
	ok(offset_of(0xffff, &n) == 0 && n == 0 && offset_of(0x10200, &n) == 0, "%s: none before it and none behind it", kind);
	ok(offset_of(0x10104, &n) == 0x504 && n == 0xc, "%s: of segments that overlap the last covers the others", kind);
	ok(offset_of(0x20004, &n) == SECTIONS - 0xc && n == 0xc, "%s: no more bytes than the file has", kind);
	ok(offset_of(0x2000f, &n) == SECTIONS - 1 && n == 1 && offset_of(0x20010, &n) == 0, "%s: and no byte behind its end", kind);
	ok(offset_of(0x30000, &n) == 0 && offset_of(0x40000, &n) == 0, "%s: nothing of a segment that is outside, or not loaded", kind);
}

/* Where a file ends as far as its headers say. */
static void
ends(int wide, int big)
{
	begin(wide, big);
	ok(mapped() == 0 && elf_map_end(&map) == 0, "%s: without tables there is no end", kind);
	segment(0, LOAD, 4, 0x400, 0x10000, 0x200, 0x5000, 0x1000);
	segment(1, NOTHING, 4, 0x500, 0x10100, 0x10, 0x10, 0x1000);
	/* behind the last header stands what looks like one more */
	segment(2, LOAD, 4, 0x500, 0x20000, 0x800, 0x800, 0x1000);
	maker_set(&m, "e_phnum", 0, 2);
	mapped();
	ok(elf_map_end(&map) == 0x600, "%s: the end of a segment's bytes", kind);
	section(0, 0, 0, 0, 0, 0);
	section(1, 1, 0, 0, 0x4000, 0x33);
	section(2, 8, 0, 0, 0x9000, 0x33);
	mapped();
	ok(elf_map_end(&map) == 0x4033, "%s: that of a section which has bytes", kind);
	maker_set(&m, "sh_size", 1, wide ? ~0ULL : 0xffffffff);
	mapped();
	ok(elf_map_end(&map) == (wide ? m.n : 0xffffffffULL + 0x4000), "%s: a range that wraps ends nowhere, so the section headers are last", kind);
	maker_set(&m, "sh_size", 1, 0);
	maker_set(&m, "sh_offset", 1, 0);
	mapped();
	ok(elf_map_end(&map) == m.n, "%s: the end of the section headers", kind);
}

static void
slots(int wide, int big)
{
	unsigned long long value = 77;

	begin(wide, big);
	maker_dynamic(&m, 29, 0x123, 0);
	maker_dynamic(&m, 15, 0x124, 0);
	maker_dynamic(&m, 29, 0x125, 0);
	maker_dynamic(&m, 0, 0, 0);
	maker_dynamic(&m, 29, 0x126, 0);
	behind = 1;
	mapped();
	ok(elf_map_slots(&map) == 4 && elf_map_slot(&map, 1).tag == 15 && elf_map_slot(&map, 1).value == 0x124, "%s: entries of the dynamic section", kind);
	ok(elf_map_find(&map, 29, &value) == 2 && value == 0x125, "%s: of several the last one's value", kind);
	ok(elf_map_find(&map, 30, &value) == 0 && value == 0x125, "%s: a value that is not there leaves the old one", kind);
	e.dynamic_at = m.n - 3 * 2 * maker_word(&m);
	ok(elf_map_slots(&map) == 0 && elf_map_slot(&map, 3).tag == 0 && elf_map_slot(&map, 3).value == 0, "%s: no entry of a section that ends outside", kind);
}

/* --------------------------------------------------------------------- references */

static char seen[1000];
static unsigned long long offsets[64];
static size_t seen_n;

static void
see(void *ctx, unsigned long long offset)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < seen_n && offsets[i] < offset; i++)
		;
	if (seen_n == 64 || (i < seen_n && offsets[i] == offset))
		return;
	memmove(offsets + i + 1, offsets + i, (seen_n++ - i) * sizeof *offsets);
	offsets[i] = offset;
}

/* Whether these are the offsets that somebody refers to, in order and each once, and whether all are known. */
static void
refer(const char *name, int result, const char *want)
{
	int opened = mapped(), is;
	size_t i, n = 0;

	seen_n = 0;
	is = opened == 0 ? elf_refs(&map, see, NULL) : -2;
	seen[0] = '\0';
	for (i = 0; i < seen_n; i++)
		n += (size_t)sprintf(seen + n, "%s%llu", i ? " " : "", offsets[i]);
	if (!ok(is == result && strcmp(seen, want) == 0, "%s: %s", kind, name))
		printf("#   %d, and these: %s\n", is, seen);
}

/* A file with a table of six symbols whose names are 100 to 105. The segment ends at `end`. */
static void
symbols(int wide, int big, size_t end)
{
	size_t size = wide ? 24 : 16, i;

	begin(wide, big);
	segment(0, LOAD, 4, 0, maker_address(0), end, end, 0x1000);
	for (i = 0; i < 6; i++)
		maker_put(&m, SYMBOLS + i * size, 4, 100 + i);
	maker_dynamic(&m, 6, maker_address(SYMBOLS), 0);
	maker_dynamic(&m, 11, size, 0);
	maker_dynamic(&m, 5, maker_address(STRINGS), 0);
}

/* A hash table of so many chains, whose numbers have w bytes. */
static void
hash(size_t at, size_t w, uint64_t chains)
{
	maker_put(&m, at, w, 99);
	maker_put(&m, at + w, w, chains);
	maker_dynamic(&m, 4, maker_address(at), 0);
}

/* Words of a GNU hash table. */
static void
gnu_hash(size_t at, const uint32_t *word, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		maker_put(&m, at + 4 * i, 4, word[i]);
	maker_dynamic(&m, 0x6ffffef5, maker_address(at), 0);
}

static void
counted_by_hash(int wide, int big)
{
	size_t size = wide ? 24 : 16;

	symbols(wide, big, SECTIONS);
	refer("symbols that nobody counts", -1, "");
	hash(HASH, 4, 3);
	refer("as many symbols as DT_HASH has chains", 0, "100 101 102");
	section(0, 0, 0, 0, 0, 0);
	section(1, 11, 2, maker_address(SYMBOLS), SYMBOLS, 4 * size);
	maker_set(&m, "sh_entsize", 1, size);
	refer("or as the section has, if that is more", 0, "100 101 102 103");
	maker_set(&m, "sh_size", 1, 2 * size);
	refer("and not if it is less", 0, "100 101 102");
	maker_set(&m, "sh_size", 1, 4 * size);
	maker_set(&m, "sh_entsize", 1, 0);
	refer("nor if its entries have no size", 0, "100 101 102");

	symbols(wide, big, SECTIONS);
	section(0, 11, 2, maker_address(SYMBOLS), SYMBOLS, 4 * size);
	maker_set(&m, "sh_entsize", 0, size);
	refer("a section alone is enough", 0, "100 101 102 103");
	section(1, 11, 2, maker_address(SYMBOLS), SYMBOLS, 5 * size);
	maker_set(&m, "sh_entsize", 1, size);
	maker_set(&m, "e_shnum", 0, 1);
	refer("one behind the last is none", 0, "100 101 102 103");
	maker_set(&m, "sh_addr", 0, maker_address(SYMBOLS) + 1);
	refer("nor is that of another table", -1, "");

	symbols(wide, big, SYMBOLS + 6 * size);
	hash(HASH, 4, 6);
	refer("a table that ends with its segment", 0, "100 101 102 103 104 105");
	maker_put(&m, HASH + 4, 4, 7);
	refer("or is said to go on behind it", -1, "");
	symbols(wide, big, SECTIONS);
	hash(HASH, 4, 3);
	maker_entry(&m, 1, 11, size - 1);
	refer("symbols that are too small", -1, "");
	maker_entry(&m, 1, 11, 2 * size);
	refer("and larger ones", 0, "100 102 104");
	symbols(wide, big, SECTIONS);
	hash(SECTIONS - 8, 4, 2);
	refer("a hash table of eight bytes", 0, "100 101");
	maker_entry(&m, 3, 4, maker_address(SECTIONS - 7));
	refer("and of seven", -1, "");
	begin(wide, big);
	refer("strings that are nowhere", -1, "");
	maker_dynamic(&m, 5, maker_address(STRINGS), 0);
	refer("strings, and no symbols", 0, "");
}

static void
counted_by_machine(int wide, int big)
{
	static const struct {
		unsigned machine;
		int wide;
		size_t w;
	} machines[] = {{ALPHA, 1, 8}, {S390, 1, 8}, {S390, 0, 4}, {62, 1, 4}, {3, 0, 4}};
	size_t i;

	for (i = 0; i < sizeof machines / sizeof *machines; i++) {
		if (machines[i].wide != wide)
			continue;
		symbols(wide, big, SECTIONS);
		e.machine = machines[i].machine;
		hash(HASH, machines[i].w, 2);
		refer(machines[i].w == 8 ? "a hash table of numbers of eight bytes" : "a hash table of numbers of four", 0, "100 101");
	}
	symbols(wide, big, SECTIONS);
	e.machine = MIPS;
	maker_dynamic(&m, 0x70000011, 4, 0);
	refer("MIPS counts by an entry", 0, "100 101 102 103");
	hash(HASH, 4, 5);
	refer("which does not count where it is less", 0, "100 101 102 103 104");
	symbols(wide, big, SECTIONS);
	maker_dynamic(&m, 0x70000011, 4, 0);
	refer("other machines do not", -1, "");
}

static void
counted_by_gnu_hash(int wide, int big)
{
	/* three buckets, the first symbol that it knows, words of the filter, shift; filter (one word of the class); buckets; chains */
	uint32_t word[] = {3, 2, 1, 6, 0, 0, 4, 0, 2, 11, 12, 22, 15, 22, 17};
	size_t skip = wide ? 0 : 1, n = sizeof word / sizeof *word;

	/* the filter has two words of four bytes for 64 bit, and one for 32 */
	if (skip)
		memmove(word + 5, word + 6, (n - 6) * sizeof *word);
	n -= skip;
	symbols(wide, big, SECTIONS);
	gnu_hash(HASH, word, n);
	refer("GNU hash: up to the end of the highest chain", 0, "100 101 102 103 104 105");
	hash(SECTIONS - 8, 4, 5);
	refer("GNU hash: it has more than the other one", 0, "100 101 102 103 104 105");
	maker_put(&m, HASH + 4 * (6 - skip), 4, 0);
	maker_put(&m, HASH + 4 * (7 - skip), 4, 4);
	maker_put(&m, HASH + 4 * (8 - skip), 4, 0);
	refer("GNU hash: which has it in the second bucket", 0, "100 101 102 103 104 105");
	symbols(wide, big, HASH + 4 * (n - 2));
	maker_entry(&m, 0, 6, maker_address(0x200));
	gnu_hash(HASH, word, n);
	refer("GNU hash: the end is the segment's last word", 0, "0");
	maker_put(&m, m.phdr + (wide ? 32 : 16), maker_word(&m), HASH + 4 * (n - 3));
	refer("GNU hash: a chain without an end", -1, "");

	symbols(wide, big, SECTIONS);
	gnu_hash(HASH, word, n);
	maker_put(&m, HASH + 4, 4, 4);
	refer("GNU hash: it knows no more than the highest", 0, "100 101 102 103 104");
	maker_put(&m, HASH + 4, 4, 5);
	refer("GNU hash: a chain that begins before the first", -1, "");
	maker_put(&m, HASH + 4, 4, 0);
	memset(m.byte + HASH + 4 * (6 - skip), 0, 12);
	refer("GNU hash: no chain", -1, "");

	symbols(wide, big, SECTIONS);
	word[2] = 0x10000000;
	gnu_hash(HASH, word, n);
	refer("GNU hash: a filter that goes on behind the segment", -1, "");
	maker_put(&m, HASH + 8, 4, (SECTIONS - HASH - 8) / (wide ? 8 : 4));
	refer("GNU hash: a filter that goes on for eight bytes", -1, "");
	word[2] = 1;
	word[0] = 0x10000000;
	gnu_hash(HASH, word, n);
	refer("GNU hash: buckets that do", -1, "");
	/* header, filter, eight buckets and one chain end with the file, and then a bucket less is there than it says */
	symbols(wide, big, SECTIONS);
	memset(word, 0, sizeof word);
	word[0] = 8;
	word[1] = word[2] = 1;
	word[6 - skip] = 1;
	word[14 - skip] = 1;
	gnu_hash(SECTIONS - 4 * (15 - skip), word, 15 - skip);
	refer("GNU hash: up to the end of the file", 0, "100 101");
	maker_put(&m, SECTIONS - 4 * (15 - skip), 4, 10);
	refer("GNU hash: one bucket more", -1, "");
	symbols(wide, big, SECTIONS);
	word[0] = 0;
	gnu_hash(SECTIONS - 15, word, 3);
	refer("GNU hash: one of fifteen bytes", -1, "");
}

/* Records of versions, of both kinds: two with two names each, then one with none that the list does not count. */
static void
versions(int wide, int big)
{
	static const struct {
		const char *name;
		uint64_t tag;
		size_t size, count, file, aux, next, aux_size, aux_name, aux_next;
		const char *all, *one, *two;
	} forms[] = {
	    {"needed versions", 0x6ffffffe, 16, 2, 4, 8, 12, 16, 8, 12, "200 201 210 211 220 221", "200 210 211", "200 201 210 220 221"},
	    {"defined versions", 0x6ffffffc, 20, 6, 0, 12, 16, 8, 0, 4, "200 201 210 211", "200 201", "200 210 211"},
	};
	size_t f, i, at, w = wide ? 8 : 4, aux;
	char name[100];

	for (f = 0; f < 2; f++) {
		begin(wide, big);
		segment(0, LOAD, 4, 0, maker_address(0), SECTIONS, SECTIONS, 0x1000);
		maker_dynamic(&m, 5, maker_address(STRINGS), 0);
		maker_dynamic(&m, forms[f].tag, maker_address(RECORDS), 0);
		maker_dynamic(&m, forms[f].tag + 1, 2, 0);
		for (i = 0; i < 3; i++) {
			at = RECORDS + i * 0x40;
			aux = forms[f].size;
			maker_put(&m, at + forms[f].count, 2, 2);
			maker_put(&m, at + forms[f].aux, 4, aux);
			maker_put(&m, at + forms[f].next, 4, i < 2 ? 0x40 : 0);
			maker_put(&m, at + aux + forms[f].aux_name, 4, 200 + 10 * i);
			maker_put(&m, at + aux + forms[f].aux_next, 4, forms[f].aux_size);
			maker_put(&m, at + aux + forms[f].aux_size + forms[f].aux_name, 4, 201 + 10 * i);
			/* it leads to rubbish, but the count says that it is the last */
			maker_put(&m, at + aux + forms[f].aux_size + forms[f].aux_next, 4, 4);
			if (forms[f].file)
				maker_put(&m, at + forms[f].file, 4, i == 2 ? 999 : 220 + i);
		}
		sprintf(name, "%s: names in two records", forms[f].name);
		refer(name, 0, forms[f].all);
		at = RECORDS;
		maker_put(&m, at + forms[f].next, 4, 0);
		sprintf(name, "%s: a record that says it is the last", forms[f].name);
		refer(name, 0, forms[f].file ? "200 201 220" : "200 201");
		maker_put(&m, at + forms[f].next, 4, 0x40);
		maker_put(&m, at + 0x40 + forms[f].count, 2, 0);
		sprintf(name, "%s: a record without names", forms[f].name);
		refer(name, 0, forms[f].file ? "200 201 220 221" : "200 201");
		maker_put(&m, at + 0x40 + forms[f].count, 2, 2);
		maker_put(&m, at + forms[f].size + forms[f].aux_next, 4, 0);
		sprintf(name, "%s: a name that says it is the last", forms[f].name);
		refer(name, 0, forms[f].file ? "200 210 211 220 221" : "200 210 211");

		/* the last name of the last record ends with the segment, and then one byte behind it */
		aux = 0x40 + forms[f].size + 2 * forms[f].aux_size;
		maker_put(&m, RECORDS + 0x40 + forms[f].next, 4, aux - 0x40);
		maker_entry(&m, 1, forms[f].tag, maker_address(SECTIONS - aux));
		memmove(m.byte + SECTIONS - aux, m.byte + RECORDS, aux);
		sprintf(name, "%s: up to the end of the segment", forms[f].name);
		refer(name, 0, forms[f].file ? "200 210 211 220 221" : "200 210 211");
		maker_put(&m, m.phdr + (wide ? 32 : 16), w, SECTIONS - 1);
		sprintf(name, "%s: one byte behind it", forms[f].name);
		refer(name, -1, forms[f].file ? "200 210 220" : "200 210");
		maker_put(&m, m.phdr + (wide ? 32 : 16), w, SECTIONS - 2 * forms[f].aux_size - 1);
		maker_put(&m, SECTIONS - aux + 0x40 + forms[f].count, 2, 0);
		sprintf(name, "%s: a record of which a byte is missing", forms[f].name);
		refer(name, -1, forms[f].file ? "200 220" : "200");
		maker_put(&m, SECTIONS - aux + forms[f].next, 4, 0x7fffffff);
		sprintf(name, "%s: a record that is somewhere else", forms[f].name);
		refer(name, -1, forms[f].file ? "200 220" : "200");
		maker_entry(&m, 1, forms[f].tag, 1);
		sprintf(name, "%s: records that nobody has loaded", forms[f].name);
		refer(name, -1, "");
	}
}

/* Each of 1500 records says that its names begin with itself and go on through all that follow, which is more than a million steps. */
static void
endless(void)
{
	enum { COUNT = 1500, FROM = MAKER_ROOM };
	static char file[FROM + COUNT * 16];
	struct span s = {file, sizeof file};
	size_t i;

	begin(1, 0);
	segment(0, LOAD, 4, 0, maker_address(0), sizeof file, sizeof file, 0x1000);
	maker_dynamic(&m, 5, maker_address(STRINGS), 0);
	maker_dynamic(&m, 0x6ffffffe, maker_address(FROM), 0);
	maker_dynamic(&m, 0x6fffffff, COUNT, 0);
	memcpy(file, m.byte, sizeof m.byte);
	for (i = 0; i < COUNT; i++) {
		file[FROM + i * 16 + 2] = file[FROM + i * 16 + 3] = '\xff';
		file[FROM + i * 16 + 12] = i + 1 < COUNT ? 16 : 0;
	}
	mapped();
	ok(elf_map_open(&map, &e, s) == 0 && elf_refs(&map, see, NULL) == -1, "a walk over versions ends, and is not believed, when it is too long");
	for (i = 0; i < COUNT; i++)
		file[FROM + i * 16 + 2] = file[FROM + i * 16 + 3] = 0;
	ok(elf_refs(&map, see, NULL) == 0, "as many records without names are in order");
}

static void
others(int wide, int big)
{
	static const uint64_t tags[] = {
	    1, 14, 0x6000000d, 0x6000000f, 0x6ffffefa, 0x6ffffefb, 0x6ffffefc, 0x70000004, 0x7ffffffd, 0x7ffffffe, 0x7fffffff,
	};
	size_t i;

	begin(wide, big);
	for (i = 0; i < sizeof tags / sizeof *tags; i++)
		maker_dynamic(&m, tags[i], 10 + i, 0);
	maker_dynamic(&m, 5, maker_address(STRINGS), 0);
	maker_dynamic(&m, 15, 90, 0);
	maker_dynamic(&m, 29, 91, 0);
	maker_dynamic(&m, 21, 92, 0);
	maker_dynamic(&m, 0, 0, 0);
	maker_dynamic(&m, 14, 93, 0);
	behind = 1;
	refer("each entry that is a string, but for the rpaths", 0, "10 11 12 13 14 15 16 17 18 19 20");

	begin(wide, big);
	segment(0, LOAD, 4, 0, maker_address(0), SECTIONS, SECTIONS, 0x1000);
	maker_dynamic(&m, 5, maker_address(STRINGS), 0);
	maker_dynamic(&m, 0x6ffffef9, maker_address(SECTIONS - 40), 0);
	maker_put(&m, SECTIONS - 40, 4, 400);
	maker_put(&m, SECTIONS - 20, 4, 401);
	refer("prelink's list, of no size", 0, "");
	maker_dynamic(&m, 0x6ffffdf7, 40, 0);
	refer("prelink's list", 0, "400 401");
	maker_entry(&m, 2, 0x6ffffdf7, 39);
	refer("half an entry of it is none", 0, "400");
	maker_entry(&m, 2, 0x6ffffdf7, 41);
	refer("a list that goes on behind the segment", -1, "");
	maker_entry(&m, 1, 0x6ffffef9, 3);
	refer("a list that nobody has loaded", -1, "");
}

/* Sections that have their strings in the table: some kinds are known, of which the dynamic section tells. */
static void
sections(int wide, int big)
{
	static const struct {
		unsigned type, link;
		uint64_t strings, address;
		int known;
	} kinds[] = {
	    {6, 1, 0, 0, 1}, {0x6ffffffd, 1, 0, 0, 1}, {0x6ffffffe, 1, 0, 0, 1}, {0x6ffffff7, 1, 0, 0, 1}, {11, 1, 0, 0, 1},
	    {11, 1, 0, 8, 0}, {2, 1, 0, 0, 0}, {0x6fff4c0b, 1, 0, 0, 0}, {0, 1, 0, 0, 1},
	    /* those of others do not matter */
	    {2, 1, 8, 0, 1}, {2, 0, 0, 0, 1}, {2, 2, 0, 0, 1}, {2, 3, 0, 0, 1}, {2, 99, 0, 0, 1},
	};
	char name[100];
	size_t i, size = wide ? 24 : 16;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		symbols(wide, big, SECTIONS);
		hash(HASH, 4, 1);
		section(0, 0, 0, 0, 0, 0);
		section(1, 3, 2, maker_address(STRINGS) + kinds[i].strings, STRINGS, 8);
		section(2, kinds[i].type, 2, maker_address(SYMBOLS) + kinds[i].address, SYMBOLS, size);
		maker_put(&m, m.sections + 2 * (wide ? 64U : 40U) + (wide ? 40 : 24), 4, kinds[i].link);
		/* behind the last header stands what looks like one more */
		section(3, 3, 2, maker_address(STRINGS), STRINGS, 8);
		maker_put(&m, m.sections + 3 * (wide ? 64U : 40U) + (wide ? 40 : 24), 4, 1);
		maker_set(&m, "e_shnum", 0, 3);
		sprintf(name, "a section of type %x, with its strings in %u", kinds[i].type, kinds[i].link);
		refer(name, kinds[i].known ? 0 : -1, "100");
	}
	symbols(wide, big, SECTIONS);
	hash(HASH, 4, 0);
	refer("no symbol at all", 0, "");
}

/* ------------------------------------------------------------------------ padding */

/* A file of two segments: one that is only read and ends in the middle of a page, and one two pages further on. */
enum { END = 0x480, NEXT = 0xc00, PAGE = 0x1000 };

static uint64_t
base_of(void)
{
	return 0x10000;
}

static void
pages(int wide, int big, unsigned flags)
{
	begin(wide, big);
	segment(0, LOAD, flags, 0, base_of(), END, END, PAGE);
	segment(1, LOAD, 6, NEXT, base_of() + 2 * PAGE + NEXT, 0x100, 0x200, PAGE);
	/* behind the last header stands what looks like one more */
	segment(2, LOAD, 6, END, base_of() + END, 0x10, 0x10, PAGE);
	maker_set(&m, "e_phnum", 0, 2);
	mapped();
}

/* The most bytes that can be had behind segment 0; they are asked for one by one, as less must do where more does. */
static unsigned long long
room(void)
{
	unsigned long long n = 0;

	mapped();
	while (n < 0x2000 && elf_room_behind(&map, 0, n + 1))
		n++;
	return n;
}

static void
padding_in_file(int wide, int big)
{
	unsigned entry = wide ? 64 : 40;

	pages(wide, big, 4);
	ok(room() == NEXT - END && !elf_room_behind(&map, 0, 0) && !elf_room_behind(&map, 0, NEXT), "%s: padding up to the next segment", kind);
	ok(elf_room_find(&map, NEXT - END) == 0 && elf_room_find(&map, NEXT - END + 1) == 2, "%s: it is found, if it is enough", kind);
	m.byte[END + 0x80] = 1;
	ok(room() == 0x80, "%s: up to a byte that is not zero", kind);
	m.byte[END + 0x80] = 0;
	segment(2, 4, 4, END + 0x70, 0, 1, 1, 4);
	ok(room() == 0x70, "%s: up to a segment of another kind", kind);
	segment(2, 4, 4, END - 0x10, 0, 0x11, 0x11, 4);
	ok(room() == 0, "%s: none where another reaches over the end", kind);
	segment(2, 4, 4, END - 0x10, 0, 0x10, 0x10, 4);
	ok(room() == NEXT - END, "%s: but if it ends there", kind);
	segment(2, 4, 4, END, 0, 1, 1, 4);
	ok(room() == 0, "%s: none where another begins", kind);
	segment(2, 4, 4, END + 4, 0, 0, 0, 4);
	ok(room() == NEXT - END, "%s: an empty one is in nobody's way", kind);

	pages(wide, big, 4);
	section(0, 1, 0, 0, END + 0x10, 1);
	section(1, 1, 0, 0, END + 0x60, 1);
	section(2, 1, 2, base_of() + END, END, 1);
	maker_set(&m, "e_shnum", 0, 2);
	ok(room() == 0x60, "%s: up to a section; the first one is none", kind);
	maker_set(&m, "sh_type", 1, 8);
	ok(room() == NEXT - END, "%s: one without bytes is in nobody's way", kind);
	maker_set(&m, "sh_type", 1, 0);
	ok(room() == NEXT - END, "%s: nor is one that is none", kind);

	/* the tables of the header themselves */
	pages(wide, big, 4);
	m.sections = END + 0x50;
	maker_set(&m, "e_shoff", 0, m.sections);
	maker_set(&m, "e_shnum", 0, 1);
	maker_put(&m, m.sections + (wide ? 32 : 20), maker_word(&m), 0);
	ok(room() == 0x50, "%s: up to the section headers, be they zeros", kind);
	maker_set(&m, "e_shoff", 0, END - entry);
	ok(room() == NEXT - END, "%s: which may end where the padding begins", kind);
	maker_set(&m, "e_shoff", 0, END - entry + 1);
	ok(room() == 0, "%s: and not behind that", kind);
	pages(wide, big, 4);
	memcpy(m.byte + END + 0x40, m.byte + m.phdr, 2 * (wide ? 56 : 32));
	maker_set(&m, "e_phoff", 0, END + 0x40);
	ok(room() == 0x40, "%s: up to the program headers", kind);

	pages(wide, big, 4);
	segment(1, LOAD, 6, m.n + 0x100, base_of() + 2 * PAGE, 0x100, 0x100, PAGE);
	ok(room() == 0, "%s: none in a file that was cut off before the next segment", kind);

	/* nothing behind: what is there may be another file */
	pages(wide, big, 4);
	maker_put(&m, m.phdr + (wide ? 56 : 32), 4, 0);
	maker_put(&m, m.phdr + (wide ? 56 + 32 : 32 + 16), maker_word(&m), 0);
	ok(room() == 0, "%s: none behind the last thing that is known", kind);
}

static void
padding_in_memory(int wide, int big)
{
	uint64_t base = base_of(), start = base + END;

	pages(wide, big, 4);
	segment(1, LOAD, 6, NEXT, base + PAGE + NEXT, 0x100, 0x200, PAGE);
	ok(room() == NEXT - END, "%s: memory up to the page of the next segment", kind);
	segment(1, LOAD, 6, NEXT, base + NEXT, 0x100, 0x200, 0x400);
	ok(room() == 0, "%s: a page has 4096 bytes at least", kind);
	segment(0, LOAD, 4, 0, base + PAGE - END - 0x20, END, END, PAGE);
	segment(1, LOAD, 6, NEXT, base + PAGE, 0x100, 0x200, PAGE);
	ok(room() == 0x20, "%s: up to the beginning of the page where the next one begins", kind);
	segment(1, LOAD, 6, NEXT, base + PAGE + 0x800, 0x100, 0x200, PAGE);
	ok(room() == 0x20, "%s: also if it begins in the middle", kind);
	segment(1, LOAD, 6, NEXT, base + PAGE + 0x800, 0x100, 0, PAGE);
	ok(room() == NEXT - END, "%s: one that takes no memory does not count", kind);
	segment(1, LOAD, 6, NEXT, base + PAGE, 0x100, 0x200, 3 * PAGE);
	ok(room() == 0, "%s: nobody knows pages that are no power of two", kind);
	segment(0, LOAD, 4, 0, base, END, END, 0x10000);
	segment(1, LOAD, 6, NEXT, base + 4 * PAGE, 0x100, 0x200, PAGE);
	ok(room() == 0, "%s: the larger alignment of the two is the page", kind);
	segment(0, LOAD, 4, 0, base, END, END, PAGE);
	segment(1, LOAD, 6, NEXT, base + 4 * PAGE, 0x100, 0x200, 0x10000);
	ok(room() == 0, "%s: whosoever it is", kind);
	segment(1, LOAD, 6, NEXT, base - 0x100, 0x100, 0x101, PAGE);
	ok(room() == NEXT - END, "%s: what is mapped before it is in nobody's way", kind);
	segment(1, LOAD, 6, NEXT, base - 0x100, 0x100, 0x100 + END + 1, PAGE);
	ok(room() == 0, "%s: but if it reaches over the end", kind);
	segment(1, LOAD, 6, NEXT, base - 0x100, 0x100, 0x100 + END, PAGE);
	ok(room() == NEXT - END, "%s: and not if it ends there", kind);

	pages(wide, big, 4);
	segment(2, 4, 4, 0, start + 4, 4, 4, 4);
	ok(room() == NEXT - END, "%s: what is not loaded takes no memory", kind);
	/* the same with the two in the other order */
	segment(0, LOAD, 6, NEXT, base + PAGE, 0x100, 0x200, PAGE);
	segment(1, LOAD, 4, 0, base + PAGE - END - 0x20, END, END, PAGE);
	mapped();
	ok(elf_room_behind(&map, 1, 0x20) && !elf_room_behind(&map, 1, 0x21), "%s: the first segment is asked, too", kind);
	segment(0, LOAD, 6, END + 0x10, base + 4 * PAGE, 0x100, 0x200, PAGE);
	mapped();
	ok(elf_room_behind(&map, 1, 0x10) && !elf_room_behind(&map, 1, 0x11), "%s: also in the file", kind);

	pages(wide, big, 4);
	section(0, 1, 2, start + 1, 0, 9);
	section(1, 8, 2, start + 0x30, 0, 9);
	section(2, 1, 2, start, 0, 9);
	maker_set(&m, "e_shnum", 0, 2);
	ok(room() == 0x30, "%s: up to a section in memory", kind);
	maker_set(&m, "sh_flags", 1, 2 | 0x400);
	ok(room() == NEXT - END, "%s: .tbss takes no memory", kind);
	maker_set(&m, "sh_type", 1, 1);
	maker_set(&m, "sh_offset", 1, 0x100);
	ok(room() == 0x30, "%s: .tdata does", kind);
	maker_set(&m, "sh_flags", 1, 0x400);
	ok(room() == NEXT - END, "%s: what is not loaded does not", kind);
	maker_set(&m, "sh_flags", 1, 2);
	maker_set(&m, "sh_addr", 1, start - 9);
	ok(room() == NEXT - END, "%s: a section that ends with the segment is in nobody's way", kind);
}

/* Which segments are asked at all. */
static void
padding_of_segments(int wide, int big)
{
	uint64_t most = wide ? ~0ULL / 2 : 0xffffffff;

	pages(wide, big, 4);
	ok(room() > 0, "%s: padding behind what is only read", kind);
	segment(0, LOAD, 5, 0, base_of(), END, END, PAGE);
	ok(room() > 0, "%s: or executed", kind);
	segment(0, LOAD, 6, 0, base_of(), END, END, PAGE);
	ok(room() == 0, "%s: not behind what is written to", kind);
	segment(0, 4, 4, 0, base_of(), END, END, PAGE);
	ok(room() == 0, "%s: nor what is not loaded", kind);
	segment(0, LOAD, 4, 0, base_of(), END, END + 1, PAGE);
	ok(room() == 0, "%s: nor what has more memory than bytes", kind);
	segment(0, LOAD, 4, END, base_of(), 0, 0, PAGE);
	ok(room() == 0, "%s: nor nothing", kind);
	segment(0, LOAD, 4, m.n + 1, base_of(), END, END, PAGE);
	ok(room() == 0, "%s: nor what is outside of the file", kind);
	segment(0, LOAD, 4, 1, base_of(), m.n, m.n, PAGE);
	ok(room() == 0, "%s: or ends there", kind);
	segment(0, LOAD, 4, 0, most - END - 0x10, END, END, PAGE);
	segment(1, LOAD, 6, NEXT, 0, 0x100, 0x100, PAGE);
	ok(room() == 0x10, "%s: up to the end of all addresses", kind);
	segment(0, LOAD, 4, 0, most - END + 1, END, END, PAGE);
	ok(room() == 0, "%s: and not behind it", kind);

	/* behind both of the segments there is room */
	begin(wide, big);
	segment(0, LOAD, 5, 0, base_of(), END, END, PAGE);
	segment(1, LOAD, 4, 0x800, base_of() + 4 * PAGE, 0x80, 0x80, PAGE);
	segment(2, LOAD, 6, NEXT, base_of() + 8 * PAGE, 0x80, 0x80, PAGE);
	mapped();
	ok(elf_room_find(&map, 0x10) == 1 && elf_room_find(&map, NEXT - 0x880) == 1, "%s: padding behind what is not executed comes first", kind);
	m.byte[0x880] = 1;
	mapped();
	ok(elf_room_find(&map, 0x10) == 0 && elf_room_find(&map, 0x800 - END + 1) == 3, "%s: and then that behind what is", kind);
}

int
main(void)
{
	int i;

	for (i = 0; i < 4; i++) {
		opening(i / 2, i % 2);
		fields(i / 2, i % 2);
		addresses(i / 2, i % 2);
		ends(i / 2, i % 2);
		slots(i / 2, i % 2);
		counted_by_hash(i / 2, i % 2);
		counted_by_machine(i / 2, i % 2);
		counted_by_gnu_hash(i / 2, i % 2);
		versions(i / 2, i % 2);
		others(i / 2, i % 2);
		sections(i / 2, i % 2);
		padding_in_file(i / 2, i % 2);
		padding_in_memory(i / 2, i % 2);
		padding_of_segments(i / 2, i % 2);
	}
	too_many();
	endless();
	return done();
}

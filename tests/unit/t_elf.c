/* SPDX-License-Identifier: MIT */
/* The reader of ELF files: what it finds, in files of both classes and byte orders, and by how many reads. */
#include "tap.h"

#include "elf.h"
#include "elf_maker.h"

static struct arena a;
static struct maker m;
static struct elf e;

/* A file of which only some bytes are not zero: those of m, from `at` on. Counts the reads. */
static unsigned long long far_at;
static size_t reads, bytes_read;

static long
read_far(void *ctx, unsigned long long at, void *to, size_t n)
{
	const struct maker *file = ctx;
	unsigned long long end = far_at + file->n;
	unsigned char *p = to;
	size_t i;

	reads++;
	bytes_read += n;
	for (i = 0; i < n && at + i < end; i++)
		p[i] = at + i < 64 ? file->byte[at + i] : at + i >= far_at ? file->byte[at + i - far_at] : 0;
	return (long)i;
}

static void
read_it(void)
{
	arena_again(&a);
	if (elf_read_span(&e, &a, maker_span(&m)) != 0)
		printf("# no memory\n");
}

static int
is(struct span s, const char *t)
{
	return s.p && span_is(s, t) && s.p[s.n] == '\0';
}

/* Whether all that the maker put there was found. */
static int
is_whole(void)
{
	return e.kind == ELF_PIE && e.bits == (m.wide ? 64 : 32) && e.big == m.big && e.needs == 2 && e.entries == 3 &&
	    is(e.needed[0].text, "liby.so") && is(e.needed[1].text, "libz.so.1") && is(e.soname, "prog.so") && is(e.rpath, "/opt/lib") &&
	    is(e.runpath, "$ORIGIN/../lib") && is(e.interp, "/lib/ld.so.1") && is(elf_search_path(&e), "$ORIGIN/../lib");
}

static void
good_files(const char *name, int wide, int big)
{
	struct span cut;
	size_t i, w;
	int good;

	maker_make(&m, wide, big);
	w = maker_word(&m);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "%s: everything is found", name);
	ok(e.flags == (ELF_FLAG_ORIGIN | ELF_FLAG_PIE | ELF_FLAG_DEBUG) && e.machine == (wide ? 62 : 3) && e.type == 3, "%s: flags and machine", name);
	ok(e.spare == 2, "%s: two entries are free", name);
	ok(e.dynamic_at == m.dynamic && e.dynamic_size == 13 * 2 * w && e.strtab_at == m.strings && e.strtab_size == m.strings_n,
	    "%s: the tables are where they are", name);
	good = 1;
	for (i = 0; i < e.needs + e.entries; i++)
		good &= memcmp(m.byte + e.needed[i].at, e.needed[i].text.p, e.needed[i].text.n + 1) == 0 && e.needed[i].slot == m.dynamic + i * 2 * w;
	ok(good, "%s: strings and entries are at the offsets that are told", name);
	ok(elf_is_candidate(maker_span(&m)), "%s: is worth reading", name);
	cut = maker_span(&m);
	cut.n = wide ? 64 : 52;
	ok(elf_is_candidate(cut) && (cut.n--, !elf_is_candidate(cut)), "%s: its header is enough to know, and not less", name);

	memset(m.byte + m.sections, 0xff, m.n - m.sections);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "%s: section headers of rubbish change nothing", name);
	m.n = m.sections;
	maker_set(&m, "e_shoff", 0, 0);
	maker_set(&m, "e_shnum", 0, 0);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "%s: neither does their absence", name);
}

/* By pieces, with a head of any length, the same is found. */
static void
pieces(const char *name, int wide, int big)
{
	struct elf_source from;
	size_t head;
	int good = 1;

	maker_make(&m, wide, big);
	for (head = 0; head < m.n; head++) {
		arena_again(&a);
		far_at = 0;
		from.head = span_head(maker_span(&m), head);
		from.ctx = &m;
		from.read_at = read_far;
		good &= elf_read(&e, &a, &from) == 0 && e.error == ELF_GOOD && is_whole();
	}
	ok(good, "%s: the same by pieces, whatever was read before", name);
}

/* The second PT_LOAD, with all that matters, is moved to 5 GB; 32 bit cannot have that. */
static void
huge_file(void)
{
	struct elf_source from;
	unsigned long long giga = 5ULL << 30;

	maker_make(&m, 1, 0);
	maker_set(&m, "e_phoff", 0, giga + m.phdr);
	maker_set(&m, "p_offset", 1, giga + m.interp);
	maker_set(&m, "p_offset", 3, giga + 0x200);
	maker_set(&m, "p_offset", 4, giga + m.dynamic);
	far_at = giga;
	reads = bytes_read = 0;
	from.head = span_head(maker_span(&m), 64);
	from.ctx = &m;
	from.read_at = read_far;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_GOOD && is_whole() && e.strtab_at == giga + m.strings, "a file of 5 GB is read");
	ok(reads <= 3 && bytes_read <= 3 * 4096, "by three reads at most");
	/* the first string that is wanted is not the first in the table */
	maker_entry(&m, 0, 1, 9);
	maker_entry(&m, 1, 1, 1);
	reads = 0;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && is(e.needed[0].text, "libz.so.1") && is(e.needed[1].text, "liby.so") && reads <= 3, "also if its strings stand in another order");
	maker_entry(&m, 0, 14, 17);
	reads = 0;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && is(e.soname, "prog.so") && is(e.needed[0].text, "liby.so") && reads <= 3, "or those of other entries do");
}

/* The kinds that files can be of. */
static void
kinds(void)
{
	struct span ar = span_of("!<arch>\n"), text = span_of("#!/bin/sh\n"), none = {NULL, 0};

	arena_again(&a);
	elf_read_span(&e, &a, ar);
	ok(e.kind == ELF_ARCHIVE && e.error == ELF_GOOD && !elf_is_candidate(ar), "an archive");
	elf_read_span(&e, &a, text);
	ok(e.kind == ELF_NONE && e.error == ELF_GOOD && !elf_is_candidate(text), "a script");
	elf_read_span(&e, &a, none);
	ok(e.kind == ELF_NONE && e.error == ELF_GOOD && !elf_is_candidate(none), "an empty file");

	maker_make(&m, 1, 0);
	maker_set(&m, "e_type", 0, 1);
	read_it();
	ok(e.kind == ELF_RELOCATABLE && !elf_is_candidate(maker_span(&m)), "a relocatable file");
	maker_set(&m, "e_type", 0, 4);
	read_it();
	ok(e.kind == ELF_CORE && !elf_is_candidate(maker_span(&m)), "a core");
	maker_set(&m, "e_type", 0, 0xfe00);
	read_it();
	ok(e.kind == ELF_STRANGE && !elf_is_candidate(maker_span(&m)), "a file of another type");
	maker_set(&m, "e_type", 0, 2);
	read_it();
	ok(e.kind == ELF_PROGRAM && elf_is_dynamic(&e), "a program at a fixed address");
	maker_set(&m, "p_type", 1, 0);
	read_it();
	ok(e.kind == ELF_STATIC && !elf_is_dynamic(&e), "one that no loader is asked for");
	maker_set(&m, "e_type", 0, 3);
	read_it();
	ok(e.kind == ELF_STATIC_PIE, "a static-pie");
	maker_entry(&m, 10, 100, 0);
	maker_entry(&m, 11, 100, 0);
	read_it();
	ok(e.kind == ELF_LIBRARY && elf_is_dynamic(&e), "a library");
	maker_set(&m, "p_type", 1, 3);
	read_it();
	ok(e.kind == ELF_LIBRARY && is(e.interp, "/lib/ld.so.1"), "a library that can be run");
	maker_entry(&m, 10, 21, 0);
	read_it();
	ok(e.kind == ELF_PIE, "an old program without DF_1_PIE, by its DT_DEBUG");
	maker_entry(&m, 10, 100, 0);
	maker_entry(&m, 11, 0x6ffffdf5, 0);
	read_it();
	ok(e.flags == ELF_FLAG_PRELINKED, "a prelinked library");
	maker_entry(&m, 11, 0x6ffffffb, 0x800);
	read_it();
	ok(e.flags == ELF_FLAG_NODEFLIB, "one without default folders");
	maker_set(&m, "p_type", 4, 0);
	read_it();
	ok(e.kind == ELF_STATIC && e.needs == 0, "no dynamic section at all");
}

/* Debug files: objcopy empties the segments, eu-strip leaves them as they were and empties the sections. */
static void
debug_files(int wide, int big)
{
	maker_make(&m, wide, big);
	maker_set(&m, "p_filesz", 4, 0);
	maker_set(&m, "p_filesz", 3, 0);
	memset(m.byte + m.interp, 'x', m.sections - m.interp);
	read_it();
	ok(e.kind == ELF_DEBUG && e.error == ELF_GOOD && e.needs == 0 && !e.interp.p && e.flags == 0, "a debug file of objcopy");
	maker_make(&m, wide, big);
	maker_set(&m, "sh_type", 1, 8);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "a section header that lies is not believed");
	memset(m.byte + m.dynamic, 0xa5, m.dynamic_n * 2 * maker_word(&m));
	read_it();
	ok(e.kind == ELF_DEBUG && e.error == ELF_GOOD && e.needs == 0 && !e.runpath.p, "a debug file of eu-strip");
	memset(m.byte + m.dynamic, 0, m.dynamic_n * 2 * maker_word(&m));
	read_it();
	ok(e.kind == ELF_DEBUG && e.error == ELF_GOOD, "the same with zeros where the dynamic section was");
}

/* Of several entries the last one counts. */
static void
several(int wide, int big)
{
	maker_make(&m, wide, big);
	maker_entry(&m, 3, 29, 19);
	read_it();
	ok(e.entries == 3 && is(e.runpath, "$ORIGIN/../lib") && !e.rpath.p, "the last of two RUNPATHs counts");
	maker_entry(&m, 4, 15, maker_get(&m, m.dynamic + 9 * maker_word(&m), maker_word(&m)));
	maker_entry(&m, 3, 15, 1);
	read_it();
	ok(is(e.rpath, "$ORIGIN/../lib") && !e.runpath.p && is(elf_search_path(&e), "$ORIGIN/../lib"), "so does the last of two RPATHs");
	maker_entry(&m, 2, 14, 1);
	maker_entry(&m, 3, 14, 9);
	read_it();
	ok(is(e.soname, "libz.so.1"), "and the last of two sonames");
	maker_entry(&m, 2, 0x7ffffffd, 1);
	maker_entry(&m, 3, 0x7fffffff, 9);
	maker_entry(&m, 5, 0x6ffffefc, 1);
	maker_entry(&m, 7, 0x6ffffefb, 1);
	maker_entry(&m, 9, 0x6ffffefa, 1);
	read_it();
	ok(e.entries == 6 && e.entry[0].tag == ELF_AUXILIARY && e.entry[1].tag == ELF_FILTER && e.entry[3].tag == ELF_AUDIT && e.entry[4].tag == ELF_DEPAUDIT &&
	    e.entry[5].tag == ELF_CONFIG && is(e.entry[1].text, "libz.so.1"), "auxiliary, filter and audit names are found");
	maker_entry(&m, 1, 0, 0);
	read_it();
	ok(e.needs == 1 && e.entries == 0, "nothing behind the first DT_NULL counts");
}

/* What is broken, and is told. */
static void
broken(int wide, int big)
{
	size_t w, i;

	maker_make(&m, wide, big);
	w = maker_word(&m);
	maker_set(&m, "p_filesz", 4, 12 * 2 * w);
	read_it();
	ok(e.error == ELF_DYNAMIC_UNENDED && is_whole() && e.dynamic_size == 12 * 2 * w, "a dynamic section without DT_NULL ends with its segment");
	maker_make(&m, wide, big);
	m.n = m.dynamic + 3 * 2 * w;
	read_it();
	ok(e.error == ELF_DYNAMIC_OUTSIDE && e.needs == 2, "one that the file ends in, too");
	maker_make(&m, wide, big);
	maker_entry(&m, 6, 100, 0);
	read_it();
	ok(e.error == ELF_NO_STRTAB && e.needs == 2 && !e.needed[0].text.p && e.needed[0].at == 0, "no DT_STRTAB");
	maker_make(&m, wide, big);
	maker_entry(&m, 6, 5, 0x300);
	read_it();
	ok(e.error == ELF_STRTAB_UNMAPPED, "DT_STRTAB is no file offset");
	maker_entry(&m, 6, 5, MAKER_BASE);
	read_it();
	ok(e.error == ELF_STRTAB_UNMAPPED && e.strtab_at == 0, "and leads to no file's first byte");
	maker_make(&m, wide, big);
	maker_entry(&m, 8, 10, 9);
	read_it();
	ok(e.error == ELF_STRING_OUTSIDE && is(e.needed[0].text, "liby.so") && !e.needed[1].text.p && !e.soname.p, "strings at DT_STRSZ and behind it");
	maker_entry(&m, 8, 10, 12);
	read_it();
	ok(e.error == ELF_STRING_UNENDED && is(e.needed[0].text, "liby.so") && !e.needed[1].text.p, "a string that DT_STRSZ cuts");
	maker_entry(&m, 8, 100, 0);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "no DT_STRSZ: the segment's end");
	memset(m.byte + m.strings + 17, 'x', m.n - m.strings - 17);
	maker_make(&m, wide, big);
	maker_set(&m, "p_filesz", 1, 12);
	read_it();
	ok(e.error == ELF_INTERP_UNENDED && !e.interp.p && e.kind == ELF_PIE && e.needs == 2, "the loader's name without NUL");
	maker_set(&m, "p_offset", 1, 0x7fffffff);
	read_it();
	ok(e.error == ELF_INTERP_OUTSIDE, "the loader's name outside");
	maker_make(&m, wide, big);
	maker_set(&m, "p_offset", 4, 0x200);
	read_it();
	ok(e.error == ELF_DYNAMIC_ASTRAY && is_whole(), "of a dynamic section in two places the one that loaders see");
	maker_make(&m, wide, big);
	maker_set(&m, "e_phentsize", 0, 31);
	read_it();
	ok(e.error == ELF_BAD_PHENTSIZE, "program headers that are too small");
	maker_make(&m, wide, big);
	maker_set(&m, "e_phoff", 0, m.n - 40);
	read_it();
	ok(e.error == ELF_PHDRS_OUTSIDE, "program headers that the file ends in");
	maker_make(&m, wide, big);
	m.n = 40;
	read_it();
	ok(e.error == ELF_SHORT && e.kind == ELF_NONE, "a file that ends in its header");

	/* program headers further apart, behind all else */
	maker_make(&m, wide, big);
	for (i = 0; i < 6; i++)
		memcpy(m.byte + m.n + 8 + i * 77, m.byte + m.phdr + i * (wide ? 56 : 32), wide ? 56 : 32);
	maker_set(&m, "e_phoff", 0, m.n + 8);
	maker_set(&m, "e_phentsize", 0, 77);
	m.n += 8 + 6 * 77;
	read_it();
	ok(e.error == ELF_ODD_PHENTSIZE && is_whole(), "larger and unaligned program headers are read and told");

	maker_make(&m, wide, big);
	maker_set(&m, "e_phnum", 0, 0xffff);
	maker_set(&m, "sh_info", 0, 6);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "PN_XNUM: section header 0 has the number of program headers");
	maker_set(&m, "sh_info", 0, 0xffffffff);
	read_it();
	ok((e.error == ELF_MANY_PHDRS || e.error == ELF_PHDRS_OUTSIDE) && is_whole(), "PN_XNUM with a number beyond reason");
}

/* A reader whose file ends, or fails, behind so many bytes. */
static struct {
	size_t n;
	int fails, far; /* far: it was asked for an offset that no file has */
} edge;

static long
read_up_to(void *ctx, unsigned long long at, void *to, size_t n)
{
	const struct maker *file = ctx;

	edge.far |= at >> 63 != 0;
	if (at >= edge.n)
		return edge.fails ? -1 : 0;
	if (n > edge.n - at)
		n = edge.n - (size_t)at;
	memcpy(to, file->byte + at, n);
	return (long)n;
}

/* Files that cannot be read to their end. */
static void
unreadable(int wide, int big)
{
	struct elf_source from;
	size_t w;

	maker_make(&m, wide, big);
	w = maker_word(&m);
	from.head = span_head(maker_span(&m), 0);
	from.ctx = &m;
	from.read_at = read_up_to;
	edge.fails = 1;
	edge.n = m.sections;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_GOOD && is_whole(), "what is behind the last table need not be readable");
	edge.n = m.dynamic;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_READ_FAILED && e.needs == 0, "a dynamic section that cannot be read");
	edge.n = 0;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_READ_FAILED && e.kind == ELF_NONE, "a file that cannot be read");
	edge.fails = 0;
	edge.n = wide ? 63 : 51;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_SHORT && e.bits == 0, "a header that lacks one byte");
	edge.n++;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_PHDRS_OUTSIDE && e.bits == (wide ? 64 : 32), "a header alone");
	from.head.n = 10;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_PHDRS_OUTSIDE && e.bits == (wide ? 64 : 32), "the same where a part of it was read before");
	from.head.n = 0;
	edge.n = m.phdr + 6 * (wide ? 56 : 32) - 1;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_PHDRS_OUTSIDE, "program headers that lack one byte");
	edge.n = m.dynamic + 13 * 2 * w;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_GOOD && e.spare == 0 && e.needs == 2, "the end of the file is that of the dynamic section");
	edge.n--;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_DYNAMIC_OUTSIDE && e.needs == 2, "a dynamic section that lacks one byte");
}

/* Bytes of the header, one by one. */
static void
identification(int wide, int big)
{
	static const struct {
		size_t at;
		unsigned char byte;
		enum elf_error error;
		enum elf_kind kind;
	} bytes[] = {
	    {0, 0x7e, ELF_GOOD, ELF_NONE}, {3, 'G', ELF_GOOD, ELF_NONE}, {4, 0, ELF_BAD_CLASS, ELF_NONE}, {4, 3, ELF_BAD_CLASS, ELF_NONE},
	    {5, 0, ELF_BAD_ORDER, ELF_NONE}, {5, 3, ELF_BAD_ORDER, ELF_NONE}, {7, 9, ELF_GOOD, ELF_PIE},
	};
	size_t i;

	for (i = 0; i < sizeof bytes / sizeof *bytes; i++) {
		maker_make(&m, wide, big);
		m.byte[bytes[i].at] = bytes[i].byte;
		read_it();
		ok(e.error == bytes[i].error && e.kind == bytes[i].kind && elf_is_candidate(maker_span(&m)) == (e.kind == ELF_PIE) && e.osabi == (i == 6 ? 9 : 0),
		    "byte %zu of the header is %u", bytes[i].at, bytes[i].byte);
	}
	maker_make(&m, wide, big);
	maker_set(&m, "e_flags", 0, 0x5000400);
	maker_set(&m, "e_phnum", 0, 0);
	read_it();
	ok(e.kind == ELF_STRANGE && e.error == ELF_GOOD && !elf_is_candidate(maker_span(&m)) && e.header_flags == 0x5000400, "without program headers it is strange");
	arena_again(&a);
	elf_read_span(&e, &a, span_of("!<thin>\n/"));
	ok(e.kind == ELF_ARCHIVE && e.error == ELF_GOOD, "a thin archive");
	arena_again(&a);
	elf_read_span(&e, &a, span_of("!<arch>"));
	ok(e.kind == ELF_NONE && e.error == ELF_GOOD, "a part of an archive's head is none");
}

/* What single entries say. */
static void
entries(int wide, int big)
{
	static const struct {
		unsigned machine;
		uint64_t tag, value;
		unsigned flags;
	} facts[] = {
	    {62, 30, 1, ELF_FLAG_ORIGIN}, {62, 30, 2, 0}, {62, 30, 3, ELF_FLAG_ORIGIN}, {62, 0x6ffffffb, 0x80, ELF_FLAG_ORIGIN}, {62, 0x6ffffffb, 0x800, ELF_FLAG_NODEFLIB},
	    {62, 0x6ffffffb, 0x8000000, ELF_FLAG_PIE}, {62, 0x6ffffffb, 1, 0}, {62, 21, 0, ELF_FLAG_DEBUG}, {8, 0x70000016, 0, ELF_FLAG_DEBUG},
	    {8, 0x70000035, 0, ELF_FLAG_DEBUG}, {8, 0x70000017, 0, 0}, {62, 0x70000016, 0, 0}, {62, 0x70000035, 0, 0}, {62, 0x6ffffdf5, 0, ELF_FLAG_PRELINKED},
	    {62, 0x6ffffdf6, 0, 0},
	};
	size_t i;

	for (i = 0; i < sizeof facts / sizeof *facts; i++) {
		maker_make(&m, wide, big);
		maker_set(&m, "e_machine", 0, facts[i].machine);
		maker_entry(&m, 10, 100, 0);
		maker_entry(&m, 11, facts[i].tag, facts[i].value);
		read_it();
		ok(e.error == ELF_GOOD && e.flags == facts[i].flags && e.needs == 2, "machine %u, entry %lx: %lx", facts[i].machine, (unsigned long)facts[i].tag,
		    (unsigned long)facts[i].value);
	}
	maker_make(&m, wide, big);
	maker_entry(&m, 11, 30, 1);
	maker_entry(&m, 10, 0x6ffffffb, 0x800);
	read_it();
	ok(e.flags == (ELF_FLAG_ORIGIN | ELF_FLAG_NODEFLIB), "flags of two entries add up");
	/* two spare ones, and then something that is none */
	maker_entry(&m, 14, 77, 0);
	read_it();
	ok(e.spare == 1, "what is not DT_NULL is no spare entry");
	maker_entry(&m, 13, 77, 0);
	read_it();
	ok(e.spare == 0, "none at all");
}

/* Segments: which PT_DYNAMIC, PT_INTERP and PT_LOAD counts. */
static void
segments(int wide, int big)
{
	size_t w;

	maker_make(&m, wide, big);
	w = maker_word(&m);
	/* the last one takes the place of the stack's */
	maker_set(&m, "p_type", 5, 2);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "an empty PT_DYNAMIC does not count beside another");
	maker_set(&m, "p_type", 4, 0);
	read_it();
	ok(e.kind == ELF_DEBUG, "an empty one alone is debug information");
	maker_set(&m, "p_type", 4, 2);
	maker_set(&m, "p_offset", 5, m.dynamic + 2 * 2 * w);
	maker_set(&m, "p_vaddr", 5, maker_address(m.dynamic + 2 * 2 * w));
	maker_set(&m, "p_filesz", 5, 11 * 2 * w);
	read_it();
	ok(e.error == ELF_GOOD && e.needs == 0 && is(e.soname, "prog.so"), "the last PT_DYNAMIC counts");
	maker_make(&m, wide, big);
	maker_set(&m, "p_type", 5, 3);
	maker_set(&m, "p_offset", 5, m.interp + 4);
	maker_set(&m, "p_filesz", 5, 9);
	read_it();
	ok(is(e.interp, "/lib/ld.so.1"), "the first PT_INTERP counts");
	maker_make(&m, wide, big);
	maker_set(&m, "p_filesz", 1, 0);
	read_it();
	ok(e.error == ELF_INTERP_OUTSIDE && e.kind == ELF_PIE, "an empty PT_INTERP has no name");
	/* a later segment covers the address of the strings, with other bytes */
	maker_make(&m, wide, big);
	maker_set(&m, "p_type", 5, 1);
	maker_set(&m, "p_offset", 5, m.strings + 1);
	maker_set(&m, "p_vaddr", 5, maker_address(m.strings));
	maker_set(&m, "p_filesz", 5, 8);
	read_it();
	ok(e.strtab_at == m.strings + 1 && e.strtab_size == 8 && is(e.needed[0].text, "iby.so"), "of segments that overlap the last covers the others");
	maker_set(&m, "p_vaddr", 5, maker_address(m.strings) + 1);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "but not what is before it");
	maker_set(&m, "p_vaddr", 5, maker_address(m.strings) - 8);
	read_it();
	ok(e.error == ELF_GOOD && is_whole(), "nor what is behind it");
	/* the strings' address is the segment's last byte, and then one more */
	maker_make(&m, wide, big);
	maker_entry(&m, 6, 5, maker_address(0x200) + 0x400 - 1);
	read_it();
	ok(e.error == ELF_STRING_OUTSIDE && e.strtab_at == 0x5ff && e.strtab_size == 1, "strings in the last byte of a segment");
	maker_entry(&m, 6, 5, maker_address(0x200) + 0x400);
	read_it();
	ok(e.error == ELF_STRTAB_UNMAPPED && e.strtab_at == 0, "and behind it");
	/* nothing that has bytes: debug information without a PT_DYNAMIC */
	maker_make(&m, wide, big);
	maker_set(&m, "p_type", 4, 0);
	maker_set(&m, "p_filesz", 2, 0);
	maker_set(&m, "p_filesz", 3, 0);
	maker_set(&m, "p_memsz", 2, 0);
	maker_set(&m, "p_memsz", 3, 0);
	read_it();
	ok(e.kind == ELF_STATIC, "segments without memory are no sign of debug information");
	maker_set(&m, "p_memsz", 3, 1);
	read_it();
	ok(e.kind == ELF_DEBUG, "but memory without bytes is");
	maker_set(&m, "p_filesz", 2, 1);
	read_it();
	ok(e.kind == ELF_STATIC, "unless another one has bytes");
}

/* Offsets at the end of all numbers. */
static void
far_away(int big)
{
	uint64_t most = ~UINT64_C(0);
	struct elf_source from;

	maker_make(&m, 1, big);
	maker_set(&m, "p_offset", 1, most / 2 + 1);
	from.head = span_head(maker_span(&m), 0);
	from.ctx = &m;
	from.read_at = read_up_to;
	edge.n = m.n;
	edge.fails = edge.far = 0;
	arena_again(&a);
	ok(elf_read(&e, &a, &from) == 0 && e.error == ELF_INTERP_OUTSIDE && !edge.far, "nobody is asked for what is beyond all files");
	maker_make(&m, 1, big);
	maker_set(&m, "e_phoff", 0, most / 2 + 1);
	read_it();
	ok(e.error == ELF_PHDRS_OUTSIDE, "program headers beyond all files");
	maker_make(&m, 1, big);
	maker_set(&m, "p_offset", 4, most / 2 + 1);
	maker_set(&m, "p_vaddr", 4, 1);
	read_it();
	ok(e.error == ELF_DYNAMIC_ASTRAY && e.dynamic_at == 0 && e.needs == 0, "a dynamic section beyond them");
	maker_make(&m, 1, big);
	maker_set(&m, "p_offset", 3, most - 0x10);
	read_it();
	ok(e.error != ELF_GOOD && e.strtab_at == 0, "a segment that wraps has no bytes");
	maker_make(&m, 1, big);
	maker_set(&m, "p_type", 5, 1);
	maker_set(&m, "p_vaddr", 5, 0x77000000);
	maker_set(&m, "p_offset", 5, most / 2 + 1);
	maker_set(&m, "p_filesz", 5, 0x1000);
	maker_entry(&m, 6, 5, 0x77000000);
	read_it();
	ok(e.error == ELF_STRING_OUTSIDE && e.needs == 2 && !e.needed[0].text.p, "strings beyond them");
	maker_make(&m, 1, big);
	maker_set(&m, "p_filesz", 3, most);
	maker_entry(&m, 8, 10, most);
	maker_entry(&m, 0, 1, most / 2 + 1);
	read_it();
	ok(e.error == ELF_STRING_OUTSIDE && is(e.needed[1].text, "libz.so.1"), "a string beyond them");
	maker_make(&m, 1, big);
	maker_set(&m, "e_phnum", 0, 0xffff);
	maker_set(&m, "e_shoff", 0, m.n);
	read_it();
	ok(e.error == ELF_MANY_PHDRS && is_whole(), "PN_XNUM without a section header is a number");
	maker_set(&m, "e_shoff", 0, 0);
	read_it();
	ok(e.error == ELF_MANY_PHDRS && is_whole(), "also where there are none at all");
}

/* What is asked of section headers, where the rest makes no sense. */
static void
emptied(int wide, int big)
{
	static const struct {
		const char *field;
		uint64_t value;
	} changes[] = {{"sh_type", 1}, {"sh_flags", 1}, {"sh_addr", 1}, {"sh_size", 0}};
	size_t i, entry = wide ? 64 : 40;

	for (i = 0; i <= sizeof changes / sizeof *changes; i++) {
		maker_make(&m, wide, big);
		maker_set(&m, "sh_type", 1, 8);
		memset(m.byte + m.dynamic, 0xa5, m.dynamic_n * 2 * maker_word(&m));
		if (i)
			maker_set(&m, changes[i - 1].field, 1, changes[i - 1].value);
		read_it();
		ok(i ? e.kind != ELF_DEBUG && e.error != ELF_GOOD : e.kind == ELF_DEBUG, "an emptied dynamic section%s%s", i ? ", but for its " : "",
		    i ? changes[i - 1].field : "");
	}
	maker_make(&m, wide, big);
	maker_set(&m, "sh_type", 1, 8);
	memset(m.byte + m.dynamic, 0xa5, m.dynamic_n * 2 * maker_word(&m));
	memcpy(m.byte + m.sections, m.byte + m.sections + entry, entry);
	maker_set(&m, "e_shentsize", 0, entry - 1);
	read_it();
	ok(e.kind != ELF_DEBUG, "section headers that are too small say nothing");
	memset(m.byte + m.sections, 0, entry);
	maker_set(&m, "e_shentsize", 0, entry);
	maker_set(&m, "e_shnum", 0, 1);
	read_it();
	ok(e.kind != ELF_DEBUG, "nor do those behind the last");
	maker_set(&m, "e_shnum", 0, 2);
	read_it();
	ok(e.kind == ELF_DEBUG, "the last one does");
	m.n = m.sections + 2 * entry - 1;
	read_it();
	ok(e.kind != ELF_DEBUG, "but not if a byte of it is missing");
	maker_set(&m, "e_shoff", 0, 0);
	read_it();
	ok(e.kind != ELF_DEBUG, "nor where there are none");
	maker_set(&m, "e_shoff", 0, wide ? ~UINT64_C(0) - 1 : 0xffffffff);
	read_it();
	ok(e.kind != ELF_DEBUG, "nor where they are behind the end");
}

/* Limits: many entries with the same long string. */
static void
limits(void)
{
	static char file[1 << 21];
	static const size_t entries = 40000;
	struct span s = {file, sizeof file};
	size_t i;

	maker_make(&m, 1, 0);
	maker_set(&m, "p_filesz", 4, (entries + 8) * 16);
	maker_set(&m, "p_offset", 4, 0x100000);
	maker_set(&m, "p_vaddr", 4, 0x10000000);
	maker_set(&m, "p_offset", 2, 0x100000);
	maker_set(&m, "p_vaddr", 2, 0x10000000);
	maker_set(&m, "p_filesz", 2, (entries + 8) * 16);
	memset(file, 'x', sizeof file);
	memcpy(file, m.byte, m.n);
	memset(file + m.n, 'x', 0x80000 - m.n);
	for (i = 0; i < entries; i++) {
		memset(file + 0x100000 + i * 16, 0, 16);
		file[0x100000 + i * 16] = 1;
		file[0x100000 + i * 16 + 8] = (char)(1 + i % 3);
	}
	for (i = 0; i < 16; i++)
		file[0x100000 + 16 + i] = (char)(i == 0 ? 5 : i == 8 ? 0 : i == 9 ? 0x13 : i == 10 ? 0x40 : 0);
	arena_again(&a);
	ok(elf_read_span(&e, &a, s) == 0 && e.error == ELF_MANY_ENTRIES && e.needs == ELF_MAX_ENTRIES - 1, "entries beyond the limit are not read");
	/* a string of half a MB, wanted by all */
	maker_set(&m, "p_filesz", 3, 0x90000);
	memcpy(file, m.byte, m.n);
	memset(file + 0x300, 'x', 0x80000);
	file[0x80400] = '\0';
	arena_again(&a);
	ok(elf_read_span(&e, &a, s) == 0 && e.needed[0].text.p && e.needed[0].text.n > 500000 && !e.needed[5].text.p, "strings beyond the limit are not kept");
}

int
main(void)
{
	static const char *const name[] = {"ELF32 little endian", "ELF32 big endian", "ELF64 little endian", "ELF64 big endian"};
	int i;

	for (i = 0; i < 4; i++) {
		good_files(name[i], i / 2, i % 2);
		pieces(name[i], i / 2, i % 2);
		debug_files(i / 2, i % 2);
		several(i / 2, i % 2);
		unreadable(i / 2, i % 2);
		identification(i / 2, i % 2);
		entries(i / 2, i % 2);
		segments(i / 2, i % 2);
		emptied(i / 2, i % 2);
		broken(i / 2, i % 2);
	}
	far_away(0);
	far_away(1);
	huge_file();
	kinds();
	limits();
	for (i = 0; i < ELF_ERROR_COUNT; i++) {
		if (!elf_error_name((enum elf_error)i) || !elf_error_text((enum elf_error)i) || !*elf_error_text((enum elf_error)i) != (i == ELF_GOOD))
			break;
	}
	ok(i == ELF_ERROR_COUNT, "each error has a name and a text");
	return done();
}

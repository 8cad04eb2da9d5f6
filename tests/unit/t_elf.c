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

/* Entry number i of the dynamic section gets another tag and value. */
static void
set_entry(size_t i, uint64_t tag, uint64_t value)
{
	size_t w = maker_word(&m);

	maker_put(&m, m.dynamic + i * 2 * w, w, tag);
	maker_put(&m, m.dynamic + (i * 2 + 1) * w, w, value);
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
	set_entry(10, 100, 0);
	set_entry(11, 100, 0);
	read_it();
	ok(e.kind == ELF_LIBRARY && elf_is_dynamic(&e), "a library");
	maker_set(&m, "p_type", 1, 3);
	read_it();
	ok(e.kind == ELF_LIBRARY && is(e.interp, "/lib/ld.so.1"), "a library that can be run");
	set_entry(10, 21, 0);
	read_it();
	ok(e.kind == ELF_PIE, "an old program without DF_1_PIE, by its DT_DEBUG");
	set_entry(10, 100, 0);
	set_entry(11, 0x6ffffdf5, 0);
	read_it();
	ok(e.flags == ELF_FLAG_PRELINKED, "a prelinked library");
	set_entry(11, 0x6ffffffb, 0x800);
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
	ok(e.kind == ELF_DEBUG && e.error == ELF_GOOD && e.needs == 0 && !e.interp.p, "a debug file of objcopy");
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
	set_entry(3, 29, 19);
	read_it();
	ok(e.entries == 3 && is(e.runpath, "$ORIGIN/../lib") && !e.rpath.p, "the last of two RUNPATHs counts");
	set_entry(4, 15, maker_get(&m, m.dynamic + 9 * maker_word(&m), maker_word(&m)));
	set_entry(3, 15, 1);
	read_it();
	ok(is(e.rpath, "$ORIGIN/../lib") && !e.runpath.p && is(elf_search_path(&e), "$ORIGIN/../lib"), "so does the last of two RPATHs");
	set_entry(2, 14, 1);
	set_entry(3, 14, 9);
	read_it();
	ok(is(e.soname, "libz.so.1"), "and the last of two sonames");
	set_entry(2, 0x7ffffffd, 1);
	set_entry(3, 0x7fffffff, 9);
	set_entry(5, 0x6ffffefc, 1);
	set_entry(7, 0x6ffffefb, 1);
	set_entry(9, 0x6ffffefa, 1);
	read_it();
	ok(e.entries == 6 && e.entry[0].tag == ELF_AUXILIARY && e.entry[1].tag == ELF_FILTER && e.entry[3].tag == ELF_AUDIT && e.entry[4].tag == ELF_DEPAUDIT &&
	    e.entry[5].tag == ELF_CONFIG && is(e.entry[1].text, "libz.so.1"), "auxiliary, filter and audit names are found");
	set_entry(1, 0, 0);
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
	ok(e.error == ELF_DYNAMIC_UNENDED && is_whole(), "a dynamic section without DT_NULL ends with its segment");
	maker_make(&m, wide, big);
	m.n = m.dynamic + 3 * 2 * w;
	read_it();
	ok(e.error == ELF_DYNAMIC_OUTSIDE && e.needs == 2, "one that the file ends in, too");
	maker_make(&m, wide, big);
	set_entry(6, 100, 0);
	read_it();
	ok(e.error == ELF_NO_STRTAB && e.needs == 2 && !e.needed[0].text.p && e.needed[0].at == 0, "no DT_STRTAB");
	maker_make(&m, wide, big);
	set_entry(6, 5, 0x300);
	read_it();
	ok(e.error == ELF_STRTAB_UNMAPPED, "DT_STRTAB is no file offset");
	maker_make(&m, wide, big);
	set_entry(8, 10, 9);
	read_it();
	ok(e.error == ELF_STRING_OUTSIDE && is(e.needed[0].text, "liby.so") && !e.needed[1].text.p, "a string behind DT_STRSZ");
	set_entry(8, 10, 12);
	read_it();
	ok(e.error == ELF_STRING_UNENDED && is(e.needed[0].text, "liby.so") && !e.needed[1].text.p, "a string that DT_STRSZ cuts");
	set_entry(8, 100, 0);
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
		broken(i / 2, i % 2);
	}
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

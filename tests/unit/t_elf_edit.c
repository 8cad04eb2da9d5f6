/* SPDX-License-Identifier: MIT */
/*
 * The editor of rpaths, on files that are made here as a linker makes them: a read-only segment with symbols, hash table, versions and strings, and zeros
 * behind it up to the next page; a writable one with the dynamic section; section headers. What a test asks is the way that is taken; what
 * holds for each edit is asked by judge(), which knows all strings of the file from its making and reads them back.
 */
#include "tap.h"

#include <unistd.h>

#include "elf.h"
#include "elf_edit.h"
#include "elf_maker.h"

enum { HASH = 0x280, SYMBOLS = 0x300, NEED = 0x400, DEF = 0x440, STRINGS = 0x500, DYNAMIC = 0x1000, SECTIONS = 0x1400, SYMTAB = 0x1600 };
enum { PAGE = 0x1000, BEHIND = 16, MAX_REFS = 16, MEMORY = 4 << 20 };

/* What a file is to have. */
struct recipe {
	const char *rpath, *runpath; /* NULL: no such entry */
	const char *symbol;          /* the name of one more symbol, or NULL; */
	const char *behind;          /* if not NULL the name begins behind that many bytes of it, inside the rpath */
	size_t spare;
	int gnu_hash, no_hash, no_sections, no_padding, machine, packed;
	int last; /* the strings are the last thing in their segment */
};

/* Where a string's offset in the table stands, and the string. */
struct ref {
	size_t at, width;
	const char *text;
};

static struct maker m;
static struct ref ref[MAX_REFS];
static size_t refs;
static char *file; /* of exactly the file's size, so that a sanitizer sees every byte beyond */
static struct arena a;
static struct elf e;
static struct elf_edit plan;

static uint64_t
address_of(size_t at)
{
	return MAKER_BASE + at + (at >= DYNAMIC ? PAGE : 0);
}

static void
refer(size_t at, size_t width, size_t offset, const char *text)
{
	maker_field(&m, "reference", at, width, offset, 0);
	ref[refs].at = at;
	ref[refs].width = width;
	ref[refs++].text = text;
}

/* An entry of the dynamic section that holds a string, other than the rpath. */
static void
string_entry(uint64_t tag, const char *text)
{
	size_t w = maker_word(&m), at = m.dynamic + m.dynamic_n * 2 * w, offset = maker_string(&m, text);

	maker_dynamic(&m, tag, offset, 0);
	refer(at + w, w, offset, text);
}

static size_t
symbol_size(void)
{
	return m.wide ? 24 : 16;
}

/* The name of symbol i; its other fields do not matter here. */
static void
name_symbol(size_t i, size_t offset, const char *text)
{
	refer(SYMBOLS + i * symbol_size(), 4, offset, text);
}

/* DT_HASH of one bucket, or DT_GNU_HASH that knows the symbols from the second on. */
static void
put_hash(const struct recipe *r, size_t symbols)
{
	size_t p = HASH, i;

	if (r->no_hash)
		return;
	if (!r->gnu_hash) {
		p = maker_field(&m, "nbucket", p, 4, 1, 0);
		maker_field(&m, "nchain", p, 4, symbols, 0);
		maker_dynamic(&m, 4, address_of(HASH), 0);
		return;
	}
	p = maker_field(&m, "nbuckets", p, 4, 1, 0);
	p = maker_field(&m, "symoffset", p, 4, 1, 0);
	p = maker_field(&m, "bloom_size", p, 4, 1, 0);
	p = maker_field(&m, "bloom_shift", p, 4, 6, 0);
	p = maker_field(&m, "bloom", p, maker_word(&m), 0, 0);
	p = maker_field(&m, "bucket", p, 4, 1, 0);
	for (i = 1; i < symbols; i++)
		p = maker_field(&m, "chain", p, 4, 2 * i + (i + 1 == symbols), 0);
	maker_dynamic(&m, 0x6ffffef5, address_of(HASH), 0);
}

static void
put_versions(void)
{
	size_t file_at = maker_string(&m, "libz.so.1"), need_at = maker_string(&m, "Z_1.2"), def_at = maker_string(&m, "MINE_1");

	maker_field(&m, "vn_cnt", NEED + 2, 2, 1, 0);
	refer(NEED + 4, 4, file_at, "libz.so.1");
	maker_field(&m, "vn_aux", NEED + 8, 4, 16, 0);
	refer(NEED + 24, 4, need_at, "Z_1.2");
	maker_field(&m, "vd_cnt", DEF + 6, 2, 1, 0);
	maker_field(&m, "vd_aux", DEF + 12, 4, 20, 0);
	refer(DEF + 20, 4, def_at, "MINE_1");
	maker_dynamic(&m, 0x6ffffffe, address_of(NEED), 0);
	maker_dynamic(&m, 0x6fffffff, 1, 0);
	maker_dynamic(&m, 0x6ffffffc, address_of(DEF), 0);
	maker_dynamic(&m, 0x6ffffffd, 1, 0);
}

/* The rpath's string, and the symbol whose name is its tail. */
static size_t
put_rpath(const struct recipe *r, uint64_t tag, const char *text)
{
	size_t offset = maker_string(&m, text), symbols = 3;

	maker_dynamic(&m, tag, offset, 1);
	if (r->behind)
		name_symbol(symbols++, offset + strlen(r->behind), text + strlen(r->behind));
	return symbols;
}

/* Where the read-only segment ends. */
static size_t
end_of(const struct recipe *r)
{
	return m.strings + m.strings_n + (r->last ? 0 : BEHIND);
}

static void
put_headers(const struct recipe *r)
{
	size_t end = end_of(r), w = maker_word(&m), i;

	memset(m.byte + m.strings + m.strings_n, 0xee, end - m.strings - m.strings_n);

	m.n = r->no_sections ? SECTIONS : SYMTAB + 2 * symbol_size();
	maker_phdr(&m, 0, 6, m.phdr, address_of(m.phdr), 6 * (m.wide ? 56 : 32), 0);
	maker_phdr(&m, 1, 3, m.interp, address_of(m.interp), 13, 1);
	maker_phdr(&m, 2, 1, 0, address_of(0), r->no_padding ? PAGE : end, 1);
	maker_phdr(&m, 3, 1, DYNAMIC, address_of(DYNAMIC), 0x400, 1);
	maker_phdr(&m, 4, 2, DYNAMIC, address_of(DYNAMIC), m.dynamic_n * 2 * w, 1);
	maker_phdr(&m, 5, 0x6474e551, 0, 0, 0, 0);
	maker_put(&m, m.phdr + 3 * (m.wide ? 56U : 32U) + (m.wide ? 4 : 24), 4, 6); /* PF_R | PF_W */
	maker_put(&m, m.phdr + 2 * (m.wide ? 56U : 32U) + (m.wide ? 4 : 24), 4, 4);
	if (r->no_sections) {
		maker_set(&m, "e_shoff", 0, 0);
		maker_set(&m, "e_shnum", 0, 0);
		return;
	}
	maker_set(&m, "e_shnum", 0, 5);
	maker_section(&m, 0, 0, 0, 0, 0);
	maker_section(&m, 1, 3, address_of(m.strings), m.strings, m.strings_n);
	maker_section(&m, 2, 11, address_of(SYMBOLS), SYMBOLS, (r->behind || r->symbol ? 4 : 3) * symbol_size());
	maker_section(&m, 3, 6, address_of(DYNAMIC), DYNAMIC, m.dynamic_n * 2 * w);
	maker_section(&m, 4, 2, 0, SYMTAB, 2 * symbol_size());
	for (i = 2; i < 4; i++)
		maker_set(&m, "sh_link", i, 1);
	maker_set(&m, "sh_entsize", 2, symbol_size());
	maker_set(&m, "sh_entsize", 4, symbol_size());
	/* the string section's symbol */
	m.byte[SYMTAB + symbol_size() + (m.wide ? 4 : 12)] = 3;
	maker_field(&m, "st_shndx", SYMTAB + symbol_size() + (m.wide ? 6 : 14), 2, 1, 0);
	maker_field(&m, "st_value", SYMTAB + symbol_size() + (m.wide ? 8 : 4), w, address_of(m.strings), 0);
}

static void
make_file(const struct recipe *r, int wide, int big)
{
	size_t symbols = 3, strsz, i;

	memset(&m, 0, sizeof m);
	refs = 0;
	m.wide = wide;
	m.big = big;
	m.type = 3;
	m.phdr = wide ? 64 : 52;
	m.interp = 0x200;
	m.strings = STRINGS;
	m.dynamic = DYNAMIC;
	m.sections = SECTIONS;
	maker_header(&m);
	if (r->machine)
		maker_set(&m, "e_machine", 0, (uint64_t)r->machine);
	strcpy((char *)m.byte + m.interp, "/lib/ld.so.1");
	maker_string(&m, "");
	string_entry(1, "libz.so.1");
	string_entry(1, "libc.so.6");
	string_entry(14, "prog.so");
	name_symbol(0, 0, "");
	name_symbol(1, maker_string(&m, "first"), "first");
	name_symbol(2, maker_string(&m, "second"), "second");
	if (r->symbol)
		name_symbol(symbols++, maker_string(&m, r->symbol), r->symbol);
	if (r->rpath)
		symbols = put_rpath(r, 15, r->rpath);
	if (r->runpath)
		symbols = put_rpath(r, 29, r->runpath);
	symbols += r->symbol && !r->behind;
	if (!r->packed)
		put_versions();
	put_hash(r, symbols);
	maker_dynamic(&m, 5, address_of(m.strings), 1);
	strsz = m.fields + 1;
	maker_dynamic(&m, 10, 0, 1);
	maker_dynamic(&m, 6, address_of(SYMBOLS), 0);
	maker_dynamic(&m, 11, symbol_size(), 0);
	maker_dynamic(&m, 21, 0, 0);
	if (r->machine == 8)
		maker_dynamic(&m, 0x70000035, 0x40, 0);
	for (i = 0; i <= r->spare; i++)
		maker_dynamic(&m, 0, 0, 0);
	maker_put(&m, m.field[strsz].at, m.field[strsz].width, m.strings_n);
	put_headers(r);
	free(file);
	file = malloc(m.n);
	if (!file)
		exit(2);
	memcpy(file, m.byte, m.n);
}

/* ------------------------------------------------------------------------- judging */

static struct span
bytes_of(void)
{
	struct span s = {file, m.n};

	return s;
}

static uint64_t
value_at(size_t at, size_t width)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < width; i++)
		v |= (uint64_t)(unsigned char)file[at + (m.big ? width - 1 - i : i)] << (8 * i);
	return v;
}

/* A field of the file as it is now. */
static uint64_t
value_of(const char *name, size_t which)
{
	const struct maker_field *f = &m.field[maker_find(&m, name, which)];

	return value_at(f->at, f->width);
}

static int
is_inside(const struct elf_edit *p, size_t n)
{
	size_t i;

	for (i = 0; i < p->patches; i++) {
		if (p->patch[i].at > n || p->patch[i].bytes.n > n - p->patch[i].at)
			return 0;
	}
	return 1;
}

/* Whether every string that the file was made with is read back, through the table where it is now. An entry that moved up stands earlier. */
static const char *
read_refs(const struct elf *now)
{
	size_t w = maker_word(&m), i, offset, at;

	for (i = 0; i < refs; i++) {
		at = ref[i].at;
		offset = (size_t)value_at(at, ref[i].width);
		if (at >= DYNAMIC && at < SECTIONS)
			continue; /* they are asked by their tags */
		if (offset >= now->strtab_size || strcmp(file + now->strtab_at + offset, ref[i].text) != 0)
			return ref[i].text;
	}
	if (now->needs != 2 || !span_is(now->needed[0].text, "libz.so.1") || !span_is(now->needed[1].text, "libc.so.6") || !span_is(now->soname, "prog.so"))
		return "an entry of the dynamic section";
	return w ? NULL : "";
}

/* The bytes that no edit may change: all of the read-only segment up to its strings but the program headers. */
static int
is_untouched(void)
{
	size_t headers = m.phdr + 6 * (m.wide ? 56U : 32U);

	return memcmp(file, m.byte, m.phdr) == 0 && memcmp(file + headers, m.byte + headers, STRINGS - headers) == 0;
}

/* Edits the file; the result must be as wished, and everything else as before. Returns what is wrong, or NULL. */
static const char *
judge(const struct elf_wish *wish)
{
	struct elf now;
	struct span old_rpath, old_runpath, is;
	const char *lost;
	int has;

	arena_again(&a);
	if (elf_read_span(&e, &a, bytes_of()) != 0 || elf_edit(&plan, &a, &e, bytes_of(), wish) != 0)
		return "no memory";
	if (memcmp(file, m.byte, m.n) != 0)
		return "it wrote to the file itself";
	if (plan.refusal != ELF_ALLOWED)
		return plan.patches || plan.way != ELF_EDIT_NOTHING ? "a refusal with patches" : NULL;
	if (elf_tail_shared(&e, bytes_of()) != plan.shared)
		return "elf_tail_shared says something else";
	if (!is_inside(&plan, m.n))
		return "a patch outside of the file";
	old_rpath = e.rpath;
	old_runpath = e.runpath;
	elf_edit_apply(&plan, file);
	if (elf_read_span(&now, &a, bytes_of()) != 0 || now.error != ELF_GOOD)
		return "the new file makes no sense";
	lost = read_refs(&now);
	if (lost)
		return lost;
	if (!is_untouched())
		return "bytes that nobody should touch";
	if (m.n > SYMTAB && value_of("st_value", 0) != value_of("sh_addr", 1))
		return "the symbol of the string section";
	is = elf_search_path(&now);
	if (!span_equal(is, wish->text) || (wish->text.n == 0 && is.p))
		return "another rpath than wished";
	has = now.rpath.p ? 1 : 0;
	if (wish->convert && wish->text.n && (wish->tag == ELF_RPATH ? now.runpath.p || !has : has))
		return "another tag than wished";
	if (!wish->convert && wish->text.n && (old_rpath.p || old_runpath.p) && (!old_rpath.p != !now.rpath.p || !old_runpath.p != !now.runpath.p))
		return "an entry came or went";
	return NULL;
}

static struct elf_wish
wish_of(const char *text, enum elf_tag tag, int convert)
{
	struct elf_wish w;

	w.text = span_of(text);
	w.tag = tag;
	w.convert = convert;
	return w;
}

/* --------------------------------------------------------------------------- cases */

#define LONG "$ORIGIN/../lib:$ORIGIN/../lib/a/folder/that/is/longer/than/what/was/there"

static const struct {
	const char *name;
	struct recipe r;
	const char *text;
	enum elf_tag tag;
	int convert;
	enum elf_edit_way way;
	enum elf_refusal refusal;
	int shared;
} cases[] = {
    {"a shorter list", {.runpath = "/build/tree/lib"}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_IN_PLACE, 0, 0},
    {"a list as long", {.runpath = "/build/x"}, "/opt/x/y", ELF_RUNPATH, 0, ELF_EDIT_IN_PLACE, 0, 0},
    {"a list that is one byte longer", {.runpath = "/build/x"}, "/opt/x/yz", ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 0},
    {"a longer list", {.runpath = "/build/x"}, LONG, ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 0},
    {"a longer list, GNU hash", {.runpath = "/build/x", .gnu_hash = 1}, LONG, ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 0},
    {"a longer list, strings at the end", {.runpath = "/build/x", .last = 1}, LONG, ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 0},
    {"a longer list without section headers", {.runpath = "/build/x", .no_sections = 1}, LONG, ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 0},
    {"a longer list without padding", {.runpath = "/build/x", .no_padding = 1}, LONG, ELF_RUNPATH, 0, 0, ELF_NO_ROOM, 0},
    {"the same list", {.runpath = "$ORIGIN"}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_NOTHING, 0, 0},
    {"the same list in the other tag", {.rpath = "$ORIGIN"}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_NOTHING, 0, 0},
    {"conversion to DT_RUNPATH", {.rpath = "$ORIGIN"}, "$ORIGIN", ELF_RUNPATH, 1, ELF_EDIT_RETAGGED, 0, 0},
    {"conversion to DT_RPATH", {.runpath = "$ORIGIN"}, "$ORIGIN", ELF_RPATH, 1, ELF_EDIT_RETAGGED, 0, 0},
    {"conversion and a shorter list", {.rpath = "/build/tree"}, "$ORIGIN", ELF_RUNPATH, 1, ELF_EDIT_IN_PLACE, 0, 0},
    {"conversion of a shared string", {.rpath = "/x/lib", .behind = "/x/"}, "/x/lib", ELF_RUNPATH, 1, ELF_EDIT_RETAGGED, 0, 1},
    {"both tags", {.rpath = "/build/one", .runpath = "/build/two"}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_IN_PLACE, 0, 0},
    {"both tags, of which the second has room", {.rpath = "/b", .runpath = "/build/tree/two"}, "$ORIGIN/l", ELF_RUNPATH, 0, ELF_EDIT_IN_PLACE, 0, 0},
    {"both tags, of which one is right", {.rpath = "/build/one", .runpath = "$ORIGIN"}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_IN_PLACE, 0, 0},
    {"both tags, of which one shall stay", {.rpath = "/build/one", .runpath = "$ORIGIN"}, "$ORIGIN", ELF_RUNPATH, 1, ELF_EDIT_RETAGGED, 0, 0},
    {"both tags, of which the other shall stay", {.rpath = "/build/one", .runpath = "$ORIGIN"}, "$ORIGIN", ELF_RPATH, 1, ELF_EDIT_IN_PLACE, 0, 0},
    {"a tail that is a symbol's name, shorter", {.runpath = "$ORIGIN/../lib", .behind = "$ORIGIN/../"}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 1},
    {"the same, GNU hash", {.runpath = "$ORIGIN/../lib", .behind = "$ORIGIN/../", .gnu_hash = 1}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 1},
    {"the same without padding", {.runpath = "$ORIGIN/../lib", .behind = "$ORIGIN/../", .no_padding = 1}, "$ORIGIN", ELF_RUNPATH, 0, 0, ELF_SHARED, 1},
    {"the same, and the list is that tail", {.runpath = "$ORIGIN/../lib", .behind = "$ORIGIN/../", .no_padding = 1}, "lib", ELF_RUNPATH, 0,
	ELF_EDIT_POINTED, 0, 1},
    {"a symbol of the whole name", {.runpath = "lib", .behind = ""}, "x", ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 1},
    {"a symbol whose name is the NUL behind it", {.runpath = "/build/x", .behind = "/build/x"}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_IN_PLACE, 0, 0},
    {"a symbol that nobody can count", {.runpath = "$ORIGIN/../lib", .behind = "$ORIGIN/../", .no_hash = 1, .no_sections = 1}, "$ORIGIN", ELF_RUNPATH, 0,
	ELF_EDIT_MOVED, 0, -1},
    {"the same without padding", {.runpath = "$ORIGIN/../lib", .no_hash = 1, .no_sections = 1, .no_padding = 1}, "$ORIGIN", ELF_RUNPATH, 0, 0,
	ELF_REFERENCES_UNKNOWN, -1},
    {"a symbol that only the section header counts", {.runpath = "$ORIGIN/../lib", .behind = "$ORIGIN/../", .no_hash = 1}, "$ORIGIN", ELF_RUNPATH, 0,
	ELF_EDIT_MOVED, 0, 1},
    {"an rpath for a file without", {.spare = 1}, "$ORIGIN", ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 0},
    {"DT_RPATH for a file without", {.spare = 1}, "$ORIGIN", ELF_RPATH, 1, ELF_EDIT_MOVED, 0, 0},
    {"an rpath that is a string already, for a file without", {.spare = 1, .symbol = "a/lib"}, "lib", ELF_RUNPATH, 0, ELF_EDIT_POINTED, 0, 0},
    {"an rpath for a file without room for an entry", {.spare = 0}, "$ORIGIN", ELF_RUNPATH, 0, 0, ELF_NO_SPARE, 0},
    {"no rpath for a file without", {.spare = 0}, "", ELF_RUNPATH, 0, ELF_EDIT_NOTHING, 0, 0},
    {"removal", {.runpath = "/build/x"}, "", ELF_RUNPATH, 0, ELF_EDIT_REMOVED, 0, 0},
    {"removal of both tags", {.rpath = "/build/x", .runpath = "/build/y"}, "", ELF_RUNPATH, 0, ELF_EDIT_REMOVED, 0, 0},
    {"removal of a shared string", {.runpath = "$ORIGIN/../lib", .behind = "$ORIGIN/../"}, "", ELF_RUNPATH, 0, ELF_EDIT_REMOVED, 0, 1},
    {"removal without section headers and hash table", {.runpath = "/x", .no_hash = 1, .no_sections = 1}, "", ELF_RUNPATH, 0, ELF_EDIT_REMOVED, 0, -1},
    {"a file without versions", {.runpath = "/build/x", .packed = 1}, LONG, ELF_RUNPATH, 0, ELF_EDIT_MOVED, 0, 0},
};

static void
all_cases(const char *name, int wide, int big)
{
	size_t i, wrong = 0;
	struct elf_wish wish;
	const char *why;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		make_file(&cases[i].r, wide, big);
		wish = wish_of(cases[i].text, cases[i].tag, cases[i].convert);
		why = judge(&wish);
		if (!why && plan.refusal != cases[i].refusal)
			why = plan.refusal ? elf_refusal_name(plan.refusal) : "it should be refused";
		if (!why && plan.refusal && (plan.retagged || plan.patches))
			why = "nothing is done where it is refused";
		if (!why && plan.way != cases[i].way)
			why = elf_edit_way_name(plan.way);
		if (!why && plan.shared != cases[i].shared)
			why = "whether it is shared";
		if (!why)
			continue;
		wrong++;
		printf("#   %s: %s\n", cases[i].name, why);
	}
	ok(wrong == 0, "%s: %zu files are edited as they should be", name, sizeof cases / sizeof *cases);
}

/* ---------------------------------------------------------------- more than one edit */

/* The file that came out is the one that goes in. */
static const char *
again(const char *text)
{
	struct elf_wish wish = wish_of(text, ELF_RUNPATH, 0);

	memcpy(m.byte, file, m.n);
	return judge(&wish);
}

static int
has_text(const char *text)
{
	struct span s = bytes_of();
	size_t n = strlen(text), i;

	for (i = 0; i + n <= s.n; i++) {
		if (memcmp(s.p + i, text, n) == 0)
			return 1;
	}
	return 0;
}

static void
edits_in_a_row(int wide, int big)
{
	static const struct recipe r = {.runpath = "/build/tree/lib", .spare = 1};
	const char *why[6], *worst = NULL;
	unsigned long long at, size;
	size_t i;

	make_file(&r, wide, big);
	why[0] = again("$ORIGIN");
	ok(!why[0] && !has_text("/build/tree"), "no byte of the old list stays");
	why[1] = again("/build/tree/lib");
	ok(!why[1] && plan.way == ELF_EDIT_IN_PLACE, "a list that was made shorter can be made as long again in place");
	why[2] = again("$ORIGIN/" LONG);
	at = value_of("sh_offset", 1);
	ok(!why[2] && plan.way == ELF_EDIT_MOVED && at > m.strings && !has_text("/build/tree"), "a longer list moves the table and its section");
	size = value_of("sh_size", 1);
	why[3] = again("$ORIGIN/" LONG LONG);
	ok(!why[3] && plan.way == ELF_EDIT_MOVED && value_of("sh_offset", 1) == at && value_of("sh_size", 1) == size + strlen(LONG),
	    "an even longer one lets the moved table grow where it is, by what it is longer");
	why[4] = again("");
	ok(!why[4] && plan.way == ELF_EDIT_REMOVED && !has_text("$ORIGIN"), "removal after that leaves no byte of a list");
	why[5] = again("$ORIGIN");
	ok(!why[5] && plan.way == ELF_EDIT_IN_PLACE, "and an rpath can be had again, where the old one was");
	for (i = 0; i < 100 && !worst; i++) {
		worst = again(i % 2 ? "$ORIGIN/../some/list" : "$ORIGIN/" LONG);
		if (!worst && plan.refusal != ELF_ALLOWED)
			worst = elf_refusal_name(plan.refusal);
	}
	ok(!worst, "a list that changes often finds room each time");
}

/* ----------------------------------------------------------------------- the rest */

static void
mips(int wide)
{
	static const struct recipe r = {.runpath = "/build/x", .machine = 8};
	struct elf_wish wish = wish_of("", ELF_RUNPATH, 0);
	size_t w, i, before = 0, after = 0;

	make_file(&r, wide, 1);
	w = maker_word(&m);
	for (i = 0; i < m.dynamic_n; i++) {
		if (value_at(m.dynamic + i * 2 * w, w) == 0x70000035)
			before = m.dynamic + i * 2 * w + value_at(m.dynamic + i * 2 * w + w, w);
	}
	judge(&wish);
	for (i = 0; i < m.dynamic_n; i++) {
		if (value_at(m.dynamic + i * 2 * w, w) == 0x70000035)
			after = m.dynamic + i * 2 * w + value_at(m.dynamic + i * 2 * w + w, w);
	}
	ok(plan.way == ELF_EDIT_REMOVED && before == after && before, "DT_MIPS_RLD_MAP_REL leads to the same place when it moves up, %d bit", wide ? 64 : 32);
}

/* A byte of the padding that is needed and not zero; a section that claims it, in the file or in memory; and a segment. */
static void
padding_of_others(int wide, int big)
{
	static const struct recipe r = {.runpath = "/build/x"};
	static const char *const name[] = {"a byte that is not zero", "a section in the file", "a section in memory", "a segment in the file", "nothing"};
	struct elf_wish wish = wish_of(LONG, ELF_RUNPATH, 0);
	size_t i, end;
	enum elf_refusal should;

	for (i = 0; i < 5; i++) {
		make_file(&r, wide, big);
		end = end_of(&r);
		if (i == 0)
			m.byte[end + 100] = 1;
		if (i == 1 || i == 2) {
			maker_set(&m, "sh_type", 3, 1);
			maker_set(&m, "sh_flags", 3, i == 2 ? 2 : 0);
			maker_set(&m, "sh_addr", 3, i == 2 ? address_of(end + 8) : 0);
			maker_set(&m, "sh_offset", 3, i == 1 ? end + 8 : 0x1400);
			maker_set(&m, "sh_size", 3, 4);
		}
		if (i == 3) {
			maker_set(&m, "p_offset", 5, end + 8);
			maker_set(&m, "p_filesz", 5, 4);
		}
		memcpy(file, m.byte, m.n);
		judge(&wish);
		should = i == 4 ? ELF_ALLOWED : ELF_NO_ROOM;
		ok(plan.refusal == should, "padding with %s in it", name[i]);
	}
}

static void
refusals(void)
{
	static const struct recipe r = {.runpath = "/build/x"};
	static const char nul[] = {'a', '\0', 'b'};
	struct elf_wish wish = wish_of("$ORIGIN", ELF_RUNPATH, 0);
	size_t i;

	make_file(&r, 1, 0);
	maker_set(&m, "e_type", 0, 1);
	memcpy(file, m.byte, m.n);
	judge(&wish);
	ok(plan.refusal == ELF_NOT_DYNAMIC, "an object is not edited");
	make_file(&r, 1, 0);
	maker_set(&m, "p_filesz", 4, 0);
	memcpy(file, m.byte, m.n);
	judge(&wish);
	ok(plan.refusal == ELF_DETACHED_DEBUG, "a detached debug file is not edited");
	make_file(&r, 1, 0);
	maker_set(&m, "d_tag", m.dynamic_n - 1 - 1, 0x6ffffdf5);
	memcpy(file, m.byte, m.n);
	judge(&wish);
	ok(plan.refusal == ELF_PRELINKED, "a prelinked file is not edited");
	make_file(&r, 1, 0);
	maker_set(&m, "e_shoff", 0, m.n);
	memcpy(file, m.byte, m.n);
	judge(&wish);
	ok(plan.refusal == ELF_OUTSIDE, "a file that was cut off is not edited");
	make_file(&r, 1, 0);
	wish.text.p = nul;
	wish.text.n = sizeof nul;
	judge(&wish);
	ok(plan.refusal == ELF_BAD_TEXT, "a list with a NUL is refused");
	for (i = 1; i < ELF_REFUSAL_COUNT; i++) {
		if (!*elf_refusal_name((enum elf_refusal)i) || !*elf_refusal_text((enum elf_refusal)i) || !*elf_refusal_remedy((enum elf_refusal)i))
			break;
	}
	ok(i == ELF_REFUSAL_COUNT, "each refusal has a name, a reason and a remedy");
}

/* -------------------------------------------------------------------- odd files */

/* The number of the first entry with that tag. */
static size_t
slot_of(uint64_t tag)
{
	size_t w = maker_word(&m), i;

	for (i = 0; i < m.dynamic_n && maker_get(&m, m.dynamic + i * 2 * w, w) != tag; i++)
		;
	return i;
}

/* Wishes a list for the file as it was changed, and looks what is wrong with what comes of it. */
static void
expect(const char *name, const char *text, enum elf_refusal refusal, enum elf_edit_way way, int shared)
{
	struct elf_wish wish = wish_of(text, ELF_RUNPATH, 0);
	const char *why;

	memcpy(file, m.byte, m.n);
	why = judge(&wish);
	if (!ok(!why && plan.refusal == refusal && plan.way == way && (refusal != ELF_ALLOWED || plan.shared == shared), "%s", name))
		printf("#   %s, %s, %s, shared %d\n", why ? why : "", elf_refusal_name(plan.refusal), elf_edit_way_name(plan.way), plan.shared);
}

/* What does not belong together is not edited. */
static void
odd_files(int wide, int big)
{
	static const struct recipe r = {.runpath = "/build/x", .spare = 1};
	static const struct {
		const char *field;
		uint64_t value;
	} changes[] = {{"sh_size", 8}, {"sh_offset", 8}, {"sh_addr", 8}, {"sh_flags", 0}, {"sh_type", 1}};
	struct elf_wish wish = wish_of(LONG, ELF_RUNPATH, 0);
	size_t i, debug;

	for (i = 0; i < sizeof changes / sizeof *changes; i++) {
		make_file(&r, wide, big);
		maker_set(&m, changes[i].field, 1, changes[i].value);
		expect("a string section that is not where the strings are", "$ORIGIN", ELF_ODD, ELF_EDIT_NOTHING, 0);
	}
	make_file(&r, wide, big);
	m.byte[m.strings + m.strings_n - 1] = 'x';
	expect("strings of which the last has no end", "$ORIGIN", ELF_ODD, ELF_EDIT_NOTHING, 0);
	make_file(&r, wide, big);
	debug = slot_of(21);
	maker_entry(&m, debug, 5, address_of(m.strings));
	expect("two string tables", "$ORIGIN", ELF_ODD, ELF_EDIT_NOTHING, 0);
	make_file(&r, wide, big);
	maker_entry(&m, slot_of(5), 5, 1);
	expect("strings that no segment has", "$ORIGIN", ELF_BROKEN, ELF_EDIT_NOTHING, 0);

	/* what begins in the strings might be read as something else by somebody */
	make_file(&r, wide, big);
	maker_entry(&m, debug, 3, address_of(m.strings + 4));
	expect("a table that begins in the strings", "$ORIGIN", ELF_ALLOWED, ELF_EDIT_MOVED, -1);
	make_file(&r, wide, big);
	maker_entry(&m, debug, 3, address_of(m.strings + m.strings_n));
	expect("one that begins behind them", "$ORIGIN", ELF_ALLOWED, ELF_EDIT_IN_PLACE, 0);
	make_file(&r, wide, big);
	maker_entry(&m, debug, 3, address_of(m.strings - 1));
	expect("one that begins before them", "$ORIGIN", ELF_ALLOWED, ELF_EDIT_IN_PLACE, 0);
	make_file(&r, wide, big);
	maker_set(&m, "p_type", 5, 4);
	maker_set(&m, "p_offset", 5, m.strings + 4);
	maker_set(&m, "p_filesz", 5, 4);
	expect("a note in the strings", "$ORIGIN", ELF_ALLOWED, ELF_EDIT_MOVED, -1);
	maker_set(&m, "p_offset", 5, m.strings - 4);
	expect("a note before them", "$ORIGIN", ELF_ALLOWED, ELF_EDIT_IN_PLACE, 0);
	make_file(&r, wide, big);
	maker_set(&m, "sh_offset", 4, m.strings);
	maker_set(&m, "sh_type", 4, 1);
	expect("another section in the strings", "", ELF_ALLOWED, ELF_EDIT_REMOVED, -1);

	/* a symbol table in a segment belongs to whoever reads that; and one of odd symbols to nobody */
	for (i = 0; i < 2; i++) {
		make_file(&r, wide, big);
		memcpy(m.byte + 0x240, m.byte + SYMTAB + symbol_size(), symbol_size());
		maker_set(&m, "sh_offset", 4, i ? 0x240 : SYMTAB);
		maker_set(&m, "sh_size", 4, i ? symbol_size() : 2 * symbol_size());
		maker_set(&m, "sh_entsize", 4, i ? symbol_size() : symbol_size() + 1);
		memcpy(file, m.byte, m.n);
		judge(&wish);
		ok(plan.way == ELF_EDIT_MOVED && memcmp(file + (i ? 0x240 : SYMTAB), m.byte + (i ? 0x240 : SYMTAB), 2 * symbol_size()) == 0, "a symbol table %s is left alone",
		    i ? "in a segment" : "of odd symbols");
	}
}

/* More entries than one of each tag. */
static void
many_entries(int wide, int big)
{
	static const struct recipe both = {.rpath = "/build/x", .runpath = "/build/y"}, some = {.runpath = "/build/x", .symbol = "/build/longer", .spare = 9};
	size_t w, i, n;

	make_file(&both, wide, big);
	w = maker_word(&m);
	maker_entry(&m, slot_of(29), 29, maker_get(&m, m.dynamic + (slot_of(15) * 2 + 1) * w, w));
	expect("two entries with one string", "$ORIGIN", ELF_ALLOWED, ELF_EDIT_IN_PLACE, 0);
	make_file(&both, wide, big);
	maker_entry(&m, slot_of(29), 29, maker_get(&m, m.dynamic + (slot_of(15) * 2 + 1) * w, w));
	expect("the removal of two entries with one string", "", ELF_ALLOWED, ELF_EDIT_REMOVED, 0);
	/* of a longer string each byte may begin another one */
	for (n = 8; n <= 9; n++) {
		make_file(&some, wide, big);
		for (i = 1; i < n; i++)
			maker_entry(&m, m.dynamic_n - 10 + i - 1, 15, maker_get(&m, m.dynamic + (slot_of(29) * 2 + 1) * w, w) + i);
		expect("as many lists in one string as can be told apart", "$ORIGIN", n == 8 ? ELF_ALLOWED : ELF_ODD, n == 8 ? ELF_EDIT_IN_PLACE : ELF_EDIT_NOTHING, 0);
	}
}

/* Every amount of memory, from none to enough. */
static void
memory(void)
{
	static const struct recipe recipes[] = {
	    {.runpath = "/build/tree/lib"}, {.runpath = "/build/x"}, {.spare = 1}, {.rpath = "/build/one", .runpath = "/build/two"}, {.spare = 1, .symbol = "a/lib"},
	};
	static const char *const texts[] = {"$ORIGIN", LONG, LONG, "", "lib"};
	static char block[1 << 16];
	struct elf_wish wish;
	struct arena small;
	size_t i, n, failed = 0, wrong = 0;

	for (i = 0; i < sizeof recipes / sizeof *recipes; i++) {
		make_file(&recipes[i], 1, 0);
		arena_again(&a);
		elf_read_span(&e, &a, bytes_of());
		wish = wish_of(texts[i], ELF_RUNPATH, 0);
		for (n = 0; n < sizeof block; n += 16) {
			memset(&small, 0, sizeof small);
			small.at = block;
			small.end = block + n;
			if (elf_edit(&plan, &small, &e, bytes_of(), &wish) == 0)
				break;
			failed++;
		}
		wrong += n >= sizeof block || plan.refusal != ELF_ALLOWED || !is_inside(&plan, m.n) || memcmp(file, m.byte, m.n) != 0;
	}
	ok(failed > 100 && !wrong, "too little memory of any amount is told, and writes nothing");
}

/* A list may have less than a mebibyte. */
static void
long_list(void)
{
	static const struct recipe r = {.runpath = "/build/x"};
	static char text[ELF_MAX_STRINGS + 1];
	struct elf_wish wish;
	size_t n;

	memset(text, 'x', ELF_MAX_STRINGS);
	for (n = ELF_MAX_STRINGS - 1; n <= ELF_MAX_STRINGS; n++) {
		make_file(&r, 1, 0);
		wish = wish_of("", ELF_RUNPATH, 0);
		wish.text.p = text;
		wish.text.n = n;
		judge(&wish);
		ok(plan.refusal == (n < ELF_MAX_STRINGS ? ELF_NO_ROOM : ELF_BAD_TEXT), "a list of %zu bytes", n);
	}
}

/* A file whose strings end in eight zeros, of which the fifth is a symbol's name, if that is named. */
static void
zeros_behind(const struct recipe *r, int wide, int big, int named)
{
	make_file(r, wide, big);
	memset(m.byte + m.strings + m.strings_n, 0, 8);
	m.strings_n += 8;
	maker_set(&m, "sh_size", 1, m.strings_n);
	maker_entry(&m, slot_of(10), 10, m.strings_n);
	maker_set(&m, "p_filesz", 2, m.strings + m.strings_n);
	maker_set(&m, "p_memsz", 2, m.strings + m.strings_n);
	if (named)
		name_symbol(0, m.strings_n - 4, "");
}

/* Strings that begin with the same letters are others, and zeros that somebody refers to are no room. */
static void
neighbours(int wide, int big)
{
	static const struct recipe r = {.runpath = "/build/x", .symbol = "libz.so.7", .spare = 1};
	static const struct recipe last = {.runpath = "/build/x", .packed = 1, .last = 1};

	make_file(&r, wide, big);
	expect("a list like a string that is there already", "libz.so.1", ELF_ALLOWED, ELF_EDIT_POINTED, 0);
	make_file(&r, wide, big);
	expect("and like none", "libz.so.9", ELF_ALLOWED, ELF_EDIT_MOVED, 0);
	zeros_behind(&last, wide, big, 0);
	expect("zeros that are nobody's", "/build/longer12", ELF_ALLOWED, ELF_EDIT_IN_PLACE, 0);
	zeros_behind(&last, wide, big, 1);
	expect("zeros of which one is a symbol's name, which may be the list's end", "/build/longer", ELF_ALLOWED, ELF_EDIT_IN_PLACE, 0);
	zeros_behind(&last, wide, big, 1);
	expect("one byte more", "/build/longer1", ELF_ALLOWED, ELF_EDIT_MOVED, 0);
}

/* ---------------------------------------------------------------------- corruptions */

/* What must hold even for a file that no linker made: nothing outside, and the wish is fulfilled or refused. */
static const char *
survive(const char *text)
{
	struct elf_wish wish = wish_of(text, one_in(2) ? ELF_RPATH : ELF_RUNPATH, one_in(2));
	struct elf now;

	arena_again(&a);
	a.end = a.at + MEMORY;
	if (elf_read_span(&e, &a, bytes_of()) != 0 || elf_edit(&plan, &a, &e, bytes_of(), &wish) != 0)
		return "no memory";
	elf_tail_shared(&e, bytes_of());
	if (plan.refusal != ELF_ALLOWED)
		return plan.patches ? "a refusal with patches" : NULL;
	if (!is_inside(&plan, m.n))
		return "a patch outside of the file";
	elf_edit_apply(&plan, file);
	if (elf_read_span(&now, &a, bytes_of()) != 0 || now.error != ELF_GOOD)
		return "the new file makes no sense";
	if (now.needs != e.needs || !span_equal(now.soname, e.soname))
		return "entries changed";
	return span_equal(elf_search_path(&now), wish.text) ? NULL : "another rpath than wished";
}

/* Values that are wrong in the ways which hurt. */
static uint64_t
wrong_value(size_t width)
{
	uint64_t max = width == 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * width)) - 1;
	uint64_t some[12];

	some[0] = 0;
	some[1] = 1;
	some[2] = max;
	some[3] = max / 2;
	some[4] = max / 2 + 1;
	some[5] = max - 7;
	some[6] = address_of(m.strings + random_below((unsigned)m.strings_n));
	some[7] = m.strings + random_below((unsigned)m.strings_n);
	some[8] = random_below(0x2000);
	some[9] = address_of(random_below(0x1400));
	some[10] = random_below(64);
	some[11] = (uint64_t)random_below(0x7fffffff) << 33 ^ random_below(0x7fffffff);
	return some[random_below(12)] & max;
}

static void
corrupt(const char *name, int wide, int big)
{
	static const char *const texts[] = {"", "$ORIGIN", "lib", LONG};
	size_t i, k, wrong = 0, edited = 0;
	struct recipe r;
	const struct maker_field *f;
	const char *why;

	for (i = 0; i < 15000; i++) {
		r = cases[random_below(sizeof cases / sizeof *cases)].r;
		r.no_padding = 0;
		r.last = one_in(4);
		make_file(&r, wide, big);
		for (k = 1 + random_below(3); k; k--) {
			f = &m.field[random_below((unsigned)m.fields)];
			maker_put(&m, f->at, f->width, wrong_value(f->width));
		}
		memcpy(file, m.byte, m.n);
		why = survive(PICK(texts));
		edited += plan.patches != 0;
		if (why && wrong++ < 5)
			printf("#   number %zu: %s\n", i, why);
	}
	ok(wrong == 0 && edited > 1000, "%s: 15000 files with wrong fields, of which %zu are edited", name, edited);
}

int
main(void)
{
	static const char *const name[] = {"ELF32 little endian", "ELF32 big endian", "ELF64 little endian", "ELF64 big endian"};
	int i;

	alarm(120);
	for (i = 0; i < 4; i++) {
		all_cases(name[i], i / 2, i % 2);
		edits_in_a_row(i / 2, i % 2);
		odd_files(i / 2, i % 2);
		many_entries(i / 2, i % 2);
		neighbours(i / 2, i % 2);
		corrupt(name[i], i / 2, i % 2);
	}
	mips(0);
	mips(1);
	padding_of_others(1, 0);
	refusals();
	memory();
	long_list();
	return done();
}

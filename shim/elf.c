/* SPDX-License-Identifier: MIT */
/*
 * ELF files, as far as they say what a loader will look for. Pure: the bytes come from the caller, piece by piece.
 *
 * Nothing in a file is believed before it was checked, and the checks subtract instead of adding, so that no number can wrap. The size of the
 * file is never asked for: what is not there cannot be read.
 *
 *	header          32 bit  64 bit          program header  32 bit  64 bit
 *	e_ident              0       0          p_type               0       0
 *	e_type              16      16          p_offset             4       8
 *	e_machine           18      18          p_vaddr              8      16
 *	e_phoff             28      32          p_filesz            16      32
 *	e_shoff             32      40          p_memsz             20      40
 *	e_flags             36      48          (size)              32      56
 *	e_phentsize         42      54
 *	e_phnum             44      56          section header
 *	e_shentsize         46      58          sh_type              4       4
 *	e_shnum             48      60          sh_flags             8       8
 *	(size)              52      64          sh_addr             12      16
 *	                                        sh_size             20      32
 *	dynamic entry: d_tag, d_val;            sh_info             28      44
 *	(size)               8      16          (size)              40      64
 */
#include "elf.h"

#include <string.h>

#include "arena.h"

enum { WINDOW = 4096, MAX_SECTIONS = 8192, MAX_INTERP = 4096 };

enum { TYPE_RELOCATABLE = 1, TYPE_PROGRAM = 2, TYPE_SHARED = 3, TYPE_CORE = 4 };
enum { PHNUM_ELSEWHERE = 0xffff };

#define NO_ADDRESS (~0ULL)

/* A PT_LOAD: where the bytes of some addresses are. */
struct load {
	unsigned long long at, address, size;
};

/*
 * A file that is being read, with the piece of it that was read last. Beside the result there is what the program headers and the dynamic
 * section say and nobody else needs to know.
 */
struct reader {
	const struct elf_source *from;
	struct elf *e;
	struct arena *a;
	struct load *load;
	size_t loads;
	unsigned long long dynamic_address, dynamic_limit;
	unsigned long long interp_at, interp_size;
	int has_interp, has_dynamic, has_bytes, has_memory;
	unsigned long long strtab, strsz;
	size_t string_room; /* what ELF_MAX_STRINGS leaves */
	unsigned long long window_at;
	size_t window_n;
	unsigned char window[WINDOW];
};

static void
complain(struct reader *r, enum elf_error error)
{
	if (r->e->error == ELF_GOOD)
		r->e->error = error;
}

/* Moves the window to an offset, which may be anything: offsets are signed where they go. */
static void
window_move(struct reader *r, unsigned long long at)
{
	long got = at < ~0ULL / 2 - WINDOW ? r->from->read_at(r->from->ctx, at, r->window, WINDOW) : 0;

	if (got < 0)
		complain(r, ELF_READ_FAILED);
	r->window_at = at;
	r->window_n = got < 0 ? 0 : got < WINDOW ? (size_t)got : WINDOW;
}

/*
 * The bytes at an offset, as many as can be had without reading twice; *n is how many, and 0 behind the end of the file. They
 * stay until the next call.
 */
static const unsigned char *
bytes_at(struct reader *r, unsigned long long at, size_t *n)
{
	if (at < r->from->head.n) {
		*n = r->from->head.n - (size_t)at;
		return (const unsigned char *)r->from->head.p + at;
	}
	if (at < r->window_at || at - r->window_at >= r->window_n)
		window_move(r, at);
	*n = r->window_n - (size_t)(at - r->window_at);
	return r->window + (at - r->window_at);
}

/* n bytes at an offset, n being small; NULL if the file does not have them all. They stay until the next call. */
static const unsigned char *
record_at(struct reader *r, unsigned long long at, size_t n)
{
	size_t there;
	const unsigned char *p = bytes_at(r, at, &there);

	if (there >= n)
		return p;
	/* across the end of the head or the window */
	if (there > 0)
		window_move(r, at);
	return r->window_at == at && r->window_n >= n ? r->window : NULL;
}

static const struct {
	const char *name, *text;
} errors[ELF_ERROR_COUNT] = {
    [ELF_GOOD] = {"", ""},
    [ELF_READ_FAILED] = {"read-failed", "the file cannot be read"},
    [ELF_SHORT] = {"short-file", "the file ends in its ELF header"},
    [ELF_BAD_CLASS] = {"bad-class", "the ELF header says neither 32 nor 64 bit"},
    [ELF_BAD_ORDER] = {"bad-byte-order", "the ELF header says neither little nor big endian"},
    [ELF_BAD_PHENTSIZE] = {"bad-phentsize", "e_phentsize is smaller than a program header"},
    [ELF_ODD_PHENTSIZE] = {"odd-phentsize", "e_phentsize is larger than a program header, which no loader accepts"},
    [ELF_PHDRS_OUTSIDE] = {"program-headers-outside", "the program headers reach out of the file"},
    [ELF_MANY_PHDRS] = {"many-program-headers", "there are more program headers than any system loads"},
    [ELF_INTERP_OUTSIDE] = {"interpreter-outside", "PT_INTERP reaches out of the file"},
    [ELF_INTERP_UNENDED] = {"interpreter-unended", "the loader's name in PT_INTERP has no NUL"},
    [ELF_DYNAMIC_ASTRAY] = {"dynamic-astray",
	"address and file offset of PT_DYNAMIC lead to different places; loaders go by the address"},
    [ELF_DYNAMIC_OUTSIDE] = {"dynamic-outside", "the dynamic section reaches out of the file"},
    [ELF_DYNAMIC_UNENDED] = {"dynamic-unended", "the dynamic section has no DT_NULL before its segment ends"},
    [ELF_MANY_ENTRIES] = {"many-dynamic-entries", "the dynamic section has more entries than any linker makes"},
    [ELF_NO_STRTAB] = {"no-string-table", "the dynamic section has no DT_STRTAB"},
    [ELF_STRTAB_UNMAPPED] = {"string-table-unmapped", "no PT_LOAD holds the address in DT_STRTAB"},
    [ELF_STRING_OUTSIDE] = {"string-outside", "a string of the dynamic section begins outside of the string table"},
    [ELF_STRING_UNENDED] = {"string-unended", "a string of the dynamic section has no NUL before the string table ends"},
    [ELF_MANY_STRINGS] = {"long-strings", "the strings of the dynamic section are longer than any linker makes them"},
};

/* ------------------------------------------------------------------- headers */

int
elf_is_candidate(struct span head)
{
	const unsigned char *p = (const unsigned char *)head.p;
	unsigned type, phnum;
	int big;

	if (head.n < 52 || memcmp(p, "\177ELF", 4) != 0 || p[4] < 1 || p[4] > 2 || p[5] < 1 || p[5] > 2)
		return 0;
	if (p[4] == 2 && head.n < 64)
		return 0;
	big = p[5] == 2;
	type = (unsigned)elf_number(p + 16, 2, big);
	phnum = (unsigned)elf_number(p + (p[4] == 2 ? 56 : 44), 2, big);
	return (type == TYPE_PROGRAM || type == TYPE_SHARED) && phnum != 0;
}

/* What the header says, up to whether the file can be loaded; then kind is still ELF_NONE, and 1 is returned. */
static int
read_header(struct reader *r)
{
	struct elf *e = r->e;
	const unsigned char *p = record_at(r, 0, 8);

	if (!p || memcmp(p, "\177ELF", 4) != 0) {
		if (p && (memcmp(p, "!<arch>\n", 8) == 0 || memcmp(p, "!<thin>\n", 8) == 0))
			e->kind = ELF_ARCHIVE;
		return 0;
	}
	if (p[4] < 1 || p[4] > 2)
		return complain(r, ELF_BAD_CLASS), 0;
	if (p[5] < 1 || p[5] > 2)
		return complain(r, ELF_BAD_ORDER), 0;
	e->bits = p[4] == 2 ? 64 : 32;
	e->big = p[5] == 2;
	e->osabi = p[7];
	p = record_at(r, 0, elf_by_class(e, 52, 64));
	if (!p)
		return complain(r, ELF_SHORT), e->bits = 0, 0;
	e->type = elf_half(e, p + 16);
	e->machine = elf_half(e, p + 18);
	e->header_flags = elf_word(e, p + elf_by_class(e, 36, 48));
	switch (e->type) {
	case TYPE_RELOCATABLE:
		e->kind = ELF_RELOCATABLE;
		return 0;
	case TYPE_CORE:
		e->kind = ELF_CORE;
		return 0;
	case TYPE_PROGRAM:
	case TYPE_SHARED:
		if (elf_half(e, p + elf_by_class(e, 44, 56)) != 0)
			return 1;
	}
	e->kind = ELF_STRANGE;
	return 0;
}

/* One program header. A second PT_DYNAMIC takes the first one's place, as in the loaders; of PT_INTERP the kernel takes the first. */
static void
read_phdr(struct reader *r, const unsigned char *p)
{
	struct elf *e = r->e;
	unsigned type = elf_word(e, p);
	unsigned long long at = elf_address(e, p + elf_by_class(e, 4, 8)), vaddr = elf_address(e, p + elf_by_class(e, 8, 16)),
			   size = elf_address(e, p + elf_by_class(e, 16, 32)), memory = elf_address(e, p + elf_by_class(e, 20, 40));

	switch (type) {
	case ELF_LOAD:
		r->has_bytes |= size != 0;
		r->has_memory |= memory != 0;
		r->load[r->loads].at = at;
		r->load[r->loads].address = vaddr;
		r->load[r->loads++].size = size;
		break;
	case ELF_DYNAMIC:
		r->has_dynamic = 1;
		if (size == 0)
			break;
		e->dynamic_at = at;
		r->dynamic_address = vaddr;
		r->dynamic_limit = size;
		break;
	case ELF_INTERP:
		if (r->has_interp)
			break;
		r->has_interp = 1;
		r->interp_at = at;
		r->interp_size = size;
		break;
	}
}

/* How many program headers there are: where they are too many for the field, section header 0 has it. */
static size_t
count_phdrs(struct reader *r, const unsigned char *header)
{
	struct elf *e = r->e;
	size_t count = elf_half(e, header + elf_by_class(e, 44, 56));
	unsigned long long at = elf_address(e, header + elf_by_class(e, 32, 40));
	const unsigned char *p;

	if (count != PHNUM_ELSEWHERE || at == 0)
		return count;
	p = record_at(r, at, elf_by_class(e, 40, 64));
	return p ? elf_word(e, p + elf_by_class(e, 28, 44)) : count;
}

static void
read_phdrs(struct reader *r)
{
	struct elf *e = r->e;
	size_t size = elf_by_class(e, 32, 56), stride, count, i;
	const unsigned char *p = record_at(r, 0, elf_by_class(e, 52, 64));
	unsigned long long at = elf_address(e, p + elf_by_class(e, 28, 32));

	stride = elf_half(e, p + elf_by_class(e, 42, 54));
	count = count_phdrs(r, p);
	if (stride < size) {
		complain(r, ELF_BAD_PHENTSIZE);
		return;
	}
	if (stride > size)
		complain(r, ELF_ODD_PHENTSIZE);
	if (count > ELF_MAX_PHDRS) {
		complain(r, ELF_MANY_PHDRS);
		count = ELF_MAX_PHDRS;
	}
	if (at > ~0ULL / 2) {
		complain(r, ELF_PHDRS_OUTSIDE);
		return;
	}
	r->load = arena_take(r->a, (count ? count : 1) * sizeof *r->load);
	for (i = 0; r->load && i < count; i++) {
		p = record_at(r, at + i * stride, size);
		if (!p) {
			complain(r, ELF_PHDRS_OUTSIDE);
			return;
		}
		read_phdr(r, p);
	}
}

/*
 * Where the bytes of an address are in the file; *room is how many belong to the same segment. Returns NO_ADDRESS if none has it. Of
 * segments that overlap, the one that is mapped last covers the others.
 */
static unsigned long long
find_address(const struct reader *r, unsigned long long at, unsigned long long *room)
{
	const struct load *l;
	unsigned long long into;
	size_t i;

	for (i = r->loads; i > 0; i--) {
		l = &r->load[i - 1];
		if (at < l->address || at - l->address >= l->size)
			continue;
		into = at - l->address;
		*room = l->size - into;
		return l->at > NO_ADDRESS - 1 - into ? NO_ADDRESS : l->at + into;
	}
	return NO_ADDRESS;
}

/* ------------------------------------------------------------------- strings */

/*
 * A string of at most `room` bytes with its NUL. Returns a span whose p is NULL if there is none, and then complains by one of the two
 * errors, unless the file has too many.
 */
static struct span
read_string(struct reader *r, unsigned long long at, unsigned long long room, enum elf_error outside, enum elf_error unended)
{
	struct text t = text_in(r->a);
	struct span none = {NULL, 0}, piece;
	size_t n;

	if (room == 0)
		return complain(r, outside), none;
	for (;;) {
		piece.p = (const char *)bytes_at(r, at, &n);
		if (n == 0)
			return complain(r, t.n == 0 ? outside : unended), none;
		piece.n = n < room ? n : (size_t)room;
		n = piece.n;
		piece.n = span_find(piece, '\0');
		if (piece.n >= r->string_room)
			return complain(r, ELF_MANY_STRINGS), none;
		r->string_room -= piece.n;
		if (piece.n < n)
			break;
		text_put(&t, piece);
		at += n;
		room -= n;
		if (room == 0)
			return complain(r, unended), none;
	}
	r->string_room--;
	if (t.n == 0) {
		piece.p = arena_string(r->a, piece);
		return piece;
	}
	text_put(&t, piece);
	piece = text_span(&t);
	return text_string(&t) ? piece : none;
}

static void
read_interp(struct reader *r)
{
	unsigned long long size = r->interp_size < MAX_INTERP ? r->interp_size : MAX_INTERP;

	if (r->has_interp)
		r->e->interp = read_string(r, r->interp_at, size, ELF_INTERP_OUTSIDE, ELF_INTERP_UNENDED);
}

/* ----------------------------------------------------------- dynamic section */

enum role { ROLE_NONE, ROLE_END, ROLE_STRING, ROLE_STRTAB, ROLE_STRSZ, ROLE_FLAGS, ROLE_FLAGS_1, ROLE_DEBUG, ROLE_PRELINKED };

/* What an entry is for us; tag is set for those that hold a string. */
static enum role
role_of(const struct elf *e, unsigned long long d_tag, enum elf_tag *tag)
{
	static const struct {
		unsigned long d_tag;
		enum role role;
		enum elf_tag tag;
	} known[] = {
	    {ELF_DT_NULL, ROLE_END, 0}, {ELF_DT_NEEDED, ROLE_STRING, ELF_NEEDED}, {ELF_DT_STRTAB, ROLE_STRTAB, 0},
	    {ELF_DT_STRSZ, ROLE_STRSZ, 0}, {ELF_DT_SONAME, ROLE_STRING, ELF_SONAME}, {ELF_DT_RPATH, ROLE_STRING, ELF_RPATH},
	    {ELF_DT_DEBUG, ROLE_DEBUG, 0}, {ELF_DT_RUNPATH, ROLE_STRING, ELF_RUNPATH}, {ELF_DT_FLAGS, ROLE_FLAGS, 0},
	    {ELF_DT_GNU_PRELINKED, ROLE_PRELINKED, 0}, {ELF_DT_CONFIG, ROLE_STRING, ELF_CONFIG},
	    {ELF_DT_DEPAUDIT, ROLE_STRING, ELF_DEPAUDIT}, {ELF_DT_AUDIT, ROLE_STRING, ELF_AUDIT}, {ELF_DT_FLAGS_1, ROLE_FLAGS_1, 0},
	    {ELF_DT_AUXILIARY, ROLE_STRING, ELF_AUXILIARY}, {ELF_DT_FILTER, ROLE_STRING, ELF_FILTER},
	};
	size_t i;

	/* DT_MIPS_RLD_MAP and DT_MIPS_RLD_MAP_REL stand there for DT_DEBUG */
	if (e->machine == ELF_MACHINE_MIPS && (d_tag == ELF_DT_MIPS_RLD_MAP || d_tag == ELF_DT_MIPS_RLD_MAP_REL))
		return ROLE_DEBUG;
	for (i = 0; i < sizeof known / sizeof known[0] && known[i].d_tag <= d_tag; i++) {
		if (known[i].d_tag == d_tag) {
			*tag = known[i].tag;
			return known[i].role;
		}
	}
	return ROLE_NONE;
}

/* An entry that holds no string. Of several the last one counts, and flags add up. */
static void
note_fact(struct reader *r, enum role role, unsigned long long value)
{
	struct elf *e = r->e;

	if (role == ROLE_STRTAB)
		r->strtab = value;
	if (role == ROLE_STRSZ)
		r->strsz = value;
	if (role == ROLE_FLAGS && (value & 1))
		e->flags |= ELF_FLAG_ORIGIN;
	if (role == ROLE_FLAGS_1) {
		e->flags |= (value & 0x80 ? (unsigned)ELF_FLAG_ORIGIN : 0) | (value & 0x800 ? (unsigned)ELF_FLAG_NODEFLIB : 0) |
		    (value & 0x8000000 ? (unsigned)ELF_FLAG_PIE : 0);
	}
	if (role == ROLE_DEBUG)
		e->flags |= ELF_FLAG_DEBUG;
	if (role == ROLE_PRELINKED)
		e->flags |= ELF_FLAG_PRELINKED;
}

/* The entries behind the first DT_NULL that are DT_NULL as well: room for new ones. */
static void
count_spare(struct reader *r, unsigned long long at, unsigned long long left)
{
	struct elf *e = r->e;
	size_t size = elf_by_class(e, 8, 16);
	const unsigned char *p;

	for (; left >= size && e->spare < ELF_MAX_ENTRIES; left -= size, at += size) {
		p = record_at(r, at, size);
		if (!p || elf_address(e, p) != 0)
			return;
		e->spare++;
	}
}

/*
 * Goes through the entries. The first time counts those with strings and notes all else; the second time, when there are arrays for
 * them, puts them there, with the offset in the string table as `at`.
 */
static void
walk_entries(struct reader *r, int fill)
{
	struct elf *e = r->e;
	size_t size = elf_by_class(e, 8, 16), count;
	unsigned long long at = e->dynamic_at, left = r->dynamic_limit, value;
	const unsigned char *p;
	struct elf_entry entry;
	enum role role;

	memset(&entry, 0, sizeof entry);
	e->needs = e->entries = 0;
	for (count = 0; left >= size; count++, left -= size, at += size) {
		p = record_at(r, at, size);
		if (!p || count == ELF_MAX_ENTRIES) {
			complain(r, p ? ELF_MANY_ENTRIES : ELF_DYNAMIC_OUTSIDE);
			break;
		}
		value = elf_address(e, p + size / 2);
		role = role_of(e, elf_address(e, p), &entry.tag);
		if (role == ROLE_END) {
			e->dynamic_size = at - e->dynamic_at + size;
			if (!fill)
				count_spare(r, at + size, left - size);
			return;
		}
		if (role == ROLE_STRING) {
			entry.at = value;
			entry.slot = at;
			if (fill)
				*(entry.tag == ELF_NEEDED ? &e->needed[e->needs] : &e->entry[e->entries]) = entry;
			*(entry.tag == ELF_NEEDED ? &e->needs : &e->entries) += 1;
		} else {
			note_fact(r, role, value);
		}
	}
	if (left < size)
		complain(r, ELF_DYNAMIC_UNENDED);
	e->dynamic_size = at - e->dynamic_at;
}

/* Gives an entry its text; at becomes an offset in the file. */
static void
resolve(struct reader *r, struct elf_entry *entry)
{
	struct elf *e = r->e;
	unsigned long long offset = entry->at;

	entry->at = 0;
	if (e->strtab_at == 0 || offset >= e->strtab_size) {
		if (e->strtab_at != 0)
			complain(r, ELF_STRING_OUTSIDE);
		return;
	}
	/* an empty string table is possible, one at the end of all offsets is not */
	if (e->strtab_at > ~0ULL / 2 || offset > ~0ULL / 2) {
		complain(r, ELF_STRING_OUTSIDE);
		return;
	}
	entry->text = read_string(r, e->strtab_at + offset, e->strtab_size - offset, ELF_STRING_OUTSIDE, ELF_STRING_UNENDED);
	if (entry->text.p)
		entry->at = e->strtab_at + offset;
}

/* The strings stand close together, so the window is put where the first one is. */
static void
read_strings(struct reader *r)
{
	struct elf *e = r->e;
	unsigned long long low = NO_ADDRESS;
	size_t i, n;

	for (i = 0; i < e->needs; i++)
		low = e->needed[i].at < low ? e->needed[i].at : low;
	for (i = 0; i < e->entries; i++)
		low = e->entry[i].at < low ? e->entry[i].at : low;
	if (e->strtab_at != 0 && low < e->strtab_size && e->strtab_at < ~0ULL / 2 && low < ~0ULL / 2)
		bytes_at(r, e->strtab_at + low, &n);
	for (i = 0; i < e->needs; i++)
		resolve(r, &e->needed[i]);
	for (i = 0; i < e->entries; i++) {
		resolve(r, &e->entry[i]);
		if (e->entry[i].tag == ELF_SONAME)
			e->soname = e->entry[i].text;
		else if (e->entry[i].tag == ELF_RPATH)
			e->rpath = e->entry[i].text;
		else if (e->entry[i].tag == ELF_RUNPATH)
			e->runpath = e->entry[i].text;
	}
}

/* Where the string table is; both loaders know it by address, and neither reads DT_STRSZ. */
static void
locate_strings(struct reader *r)
{
	struct elf *e = r->e;
	unsigned long long room = 0, at;

	if (r->strtab == NO_ADDRESS) {
		complain(r, ELF_NO_STRTAB);
		return;
	}
	at = find_address(r, r->strtab, &room);
	if (at == NO_ADDRESS || at == 0) {
		complain(r, ELF_STRTAB_UNMAPPED);
		return;
	}
	e->strtab_at = at;
	e->strtab_size = r->strsz < room ? r->strsz : room;
}

static void
read_dynamic(struct reader *r)
{
	struct elf *e = r->e;
	unsigned long long room = 0, at = find_address(r, r->dynamic_address, &room);

	if (at != e->dynamic_at) {
		complain(r, ELF_DYNAMIC_ASTRAY);
		if (at != NO_ADDRESS)
			e->dynamic_at = at;
	}
	if (e->dynamic_at > ~0ULL / 2) {
		complain(r, ELF_DYNAMIC_OUTSIDE);
		e->dynamic_at = 0;
		return;
	}
	walk_entries(r, 0);
	e->needed = arena_array(r->a, e->needs + e->entries, sizeof *e->needed);
	if (!e->needed) {
		e->needs = e->entries = 0;
		return;
	}
	e->entry = e->needed + e->needs;
	walk_entries(r, 1);
	locate_strings(r);
	read_strings(r);
}

/*
 * eu-strip leaves the program headers of a debug file as they were, so that PT_DYNAMIC leads to bytes of something else. Its section headers say
 * that the dynamic section has none. Asked only where the bytes make no sense.
 */
static int
is_emptied(struct reader *r)
{
	struct elf *e = r->e;
	const unsigned char *p = record_at(r, 0, elf_by_class(e, 52, 64));
	unsigned long long at = elf_address(e, p + elf_by_class(e, 32, 40));
	size_t stride = elf_half(e, p + elf_by_class(e, 46, 58)), count = elf_half(e, p + elf_by_class(e, 48, 60)), size = elf_by_class(e, 40, 64), i;

	if (stride < size || at == 0 || at > ~0ULL / 2)
		return 0;
	for (i = 0; i < count && i < MAX_SECTIONS; i++) {
		p = record_at(r, at + i * stride, size);
		if (!p)
			return 0;
		if (elf_word(e, p + 4) == ELF_NO_BITS && (elf_address(e, p + 8) & ELF_SECTION_ALLOCATED) &&
		    elf_address(e, p + elf_by_class(e, 12, 16)) == r->dynamic_address && elf_address(e, p + elf_by_class(e, 20, 32)) != 0)
			return 1;
	}
	return 0;
}

/* ------------------------------------------------------------------ the whole */

static enum elf_kind
kind_of(const struct reader *r)
{
	const struct elf *e = r->e;

	if (r->has_dynamic && r->dynamic_limit == 0)
		return ELF_DEBUG;
	if (!r->has_dynamic)
		return r->has_memory && !r->has_bytes ? ELF_DEBUG : ELF_STATIC;
	if (e->type == TYPE_PROGRAM)
		return r->has_interp ? ELF_PROGRAM : ELF_STATIC;
	/* DF_1_PIE is from 2015; DT_DEBUG was always only for programs */
	if (e->flags & (ELF_FLAG_PIE | ELF_FLAG_DEBUG))
		return r->has_interp ? ELF_PIE : ELF_STATIC_PIE;
	return ELF_LIBRARY;
}

/* In a debug file, what seemed to be a string or an entry is something else, so nothing is wrong with it either. */
static void
forget_all(struct elf *e)
{
	struct span none = {NULL, 0};

	e->error = ELF_GOOD;
	e->flags = 0;
	e->interp = e->soname = e->rpath = e->runpath = none;
	e->needs = e->entries = e->spare = 0;
	e->dynamic_at = e->dynamic_size = e->strtab_at = e->strtab_size = 0;
}

int
elf_read(struct elf *e, struct arena *a, const struct elf_source *from)
{
	struct reader r;

	memset(e, 0, sizeof *e);
	/* all but the window, which is large */
	memset(&r, 0, offsetof(struct reader, window));
	r.from = from;
	r.e = e;
	r.a = a;
	r.strtab = r.strsz = NO_ADDRESS;
	r.string_room = ELF_MAX_STRINGS;
	if (!read_header(&r))
		return a->failed ? -1 : 0;
	read_phdrs(&r);
	read_interp(&r);
	if (r.dynamic_limit != 0)
		read_dynamic(&r);
	e->kind = kind_of(&r);
	if (r.dynamic_limit != 0 && e->error != ELF_GOOD && is_emptied(&r))
		e->kind = ELF_DEBUG;
	if (e->kind == ELF_DEBUG)
		forget_all(e);
	return a->failed ? -1 : 0;
}

/* The whole file is the head, so this is asked only for what reaches over its end. */
static long
read_from_span(void *ctx, unsigned long long at, void *to, size_t n)
{
	const struct span *file = ctx;

	if (at >= file->n)
		return 0;
	if (n > file->n - (size_t)at)
		n = file->n - (size_t)at;
	memcpy(to, file->p + at, n);
	return (long)n;
}

int
elf_read_span(struct elf *e, struct arena *a, struct span file)
{
	struct elf_source from;

	from.head = file;
	from.ctx = &file;
	from.read_at = read_from_span;
	return elf_read(e, a, &from);
}

struct span
elf_search_path(const struct elf *e)
{
	return e->runpath.p ? e->runpath : e->rpath;
}

int
elf_is_dynamic(const struct elf *e)
{
	return e->kind == ELF_PROGRAM || e->kind == ELF_PIE || e->kind == ELF_LIBRARY;
}

const char *
elf_error_name(enum elf_error error)
{
	return errors[error].name;
}

const char *
elf_error_text(enum elf_error error)
{
	return errors[error].text;
}

const char *
elf_kind_name(enum elf_kind kind)
{
	static const char *const names[] = {
	    [ELF_NONE] = "none", [ELF_ARCHIVE] = "archive", [ELF_RELOCATABLE] = "relocatable", [ELF_CORE] = "core",
	    [ELF_PROGRAM] = "program", [ELF_PIE] = "pie", [ELF_LIBRARY] = "library", [ELF_STATIC] = "static",
	    [ELF_STATIC_PIE] = "static-pie", [ELF_DEBUG] = "debug", [ELF_STRANGE] = "strange",
	};

	return names[kind];
}

const char *
elf_tag_name(enum elf_tag tag)
{
	static const char *const names[] = {
	    [ELF_NEEDED] = "NEEDED", [ELF_SONAME] = "SONAME", [ELF_RPATH] = "RPATH", [ELF_RUNPATH] = "RUNPATH",
	    [ELF_AUDIT] = "AUDIT", [ELF_DEPAUDIT] = "DEPAUDIT", [ELF_CONFIG] = "CONFIG", [ELF_AUXILIARY] = "AUXILIARY",
	    [ELF_FILTER] = "FILTER",
	};

	return names[tag];
}

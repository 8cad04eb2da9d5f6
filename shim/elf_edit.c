/* SPDX-License-Identifier: MIT */
/*
 * Another rpath for a built file, whose size and offsets stay.
 *
 * GNU ld and gold let a string of .dynstr end in another one, so that the rpath's bytes may be a symbol's name as well. They are written over only if
 * elf_refs finds nobody else between the first byte of the run that the string stands in and the string's end; zeros behind it that nobody refers to
 * are room for a longer one.
 *
 * Where that is impossible, the table as a whole goes to another place, with the new string behind it: into the padding with which a linker filled the file's
 * page behind a read-only segment. No other string changes its offset in the table, so nobody who refers to one has to know; what changes is
 * the segment's size, DT_STRTAB, DT_STRSZ, and the header and the symbol of .dynstr. A table that was moved before is at the end of its segment and
 * only grows.
 *
 *	what changes      32 bit  64 bit
 *	p_filesz              16      32
 *	p_memsz               20      40
 *	sh_addr               12      16
 *	sh_offset             16      24
 *	sh_size               20      32
 *	st_value               4       8, of the section's symbol (st_info at 12 or 4, st_shndx at 14 or 6)
 */
#include "elf_edit.h"

#include <string.h>

#include "arena.h"
#include "elf_map.h"
#include "elf_refs.h"
#include "elf_room.h"

/* More strings of rpaths than any file has. */
enum { MAX_SUBJECTS = 8 };

#define NOWHERE (~0ULL)

/*
 * A present string of DT_RPATH or DT_RUNPATH; all numbers are offsets in the table. head is where its run of bytes begins, and limit where the first
 * reference behind its first byte leads.
 */
struct subject {
	unsigned long long at, head, limit;
	size_t n;
	int met; /* somebody else refers to it, or to what is before it in the run */
};

/* The string table: in the file, in memory, and its section header, if the file has sections. */
struct strings {
	const char *p;
	unsigned long long at, address, n;
	size_t section, segment;
};

struct editing {
	struct elf_map m;
	struct arena *a;
	const struct elf_wish *wish;
	struct elf_edit *out;
	struct strings strings;
	struct subject subject[MAX_SUBJECTS];
	size_t subjects;
	unsigned long long highest; /* the last offset that somebody else refers to */
	int known;   /* all references are */
	int exposed; /* something else is where the string table is */
	struct elf_slot *slot;
	size_t slots, room; /* with the first DT_NULL; with the spare ones */
};

static const struct {
	const char *name, *text, *remedy;
} refusals[ELF_REFUSAL_COUNT] = {
    [ELF_ALLOWED] = {"", "", ""},
    [ELF_NOT_DYNAMIC] = {"not-dynamic", "no loader reads an rpath here", "nothing is to be done"},
    [ELF_DETACHED_DEBUG] = {"detached-debug", "the file holds the debug information of another one", "nothing is to be done"},
    [ELF_BROKEN] = {"broken-elf", "the ELF file makes no sense to a loader", "build or install it again"},
    [ELF_PRELINKED] = {"prelinked", "the file was prelinked", "undo that first, with prelink --undo"},
    [ELF_OUTSIDE] = {"tables-outside", "tables reach out of the file or of their segment", "build or install it again"},
    [ELF_ODD] = {"odd-elf", "its string tables are not as a linker makes them", "build it again, and do not let other tools edit it"},
    [ELF_BAD_TEXT] = {"bad-text", "no file can hold such an rpath", "give a shorter list without NUL"},
    [ELF_NO_SPARE] = {"no-spare-entry", "the file has no rpath, and its dynamic section no room for one",
	"link it again with any rpath, by another linker, or under originld run --prefix"},
    [ELF_NO_ROOM] = {"no-room", "the new rpath is longer than the old one, and the file has no padding for it",
	"link it again by GNU ld or gold, or under originld run --prefix, which leaves room"},
    [ELF_SHARED] = {"shared-string", "the old rpath's bytes are another string's, too, and the file has no padding for a new one",
	"link it again with the rpath that it shall have"},
    [ELF_REFERENCES_UNKNOWN] = {"references-unknown",
	"nobody can say who else uses the old rpath's bytes, and the file has no padding for a new one",
	"link it again with the rpath that it shall have"},
};

const char *
elf_refusal_name(enum elf_refusal refusal)
{
	return refusals[refusal].name;
}

const char *
elf_refusal_text(enum elf_refusal refusal)
{
	return refusals[refusal].text;
}

const char *
elf_refusal_remedy(enum elf_refusal refusal)
{
	return refusals[refusal].remedy;
}

const char *
elf_edit_way_name(enum elf_edit_way way)
{
	static const char *const names[] = {
	    [ELF_EDIT_NOTHING] = "nothing", [ELF_EDIT_RETAGGED] = "retagged", [ELF_EDIT_IN_PLACE] = "in-place",
	    [ELF_EDIT_POINTED] = "pointed", [ELF_EDIT_MOVED] = "moved", [ELF_EDIT_REMOVED] = "removed",
	};

	return names[way];
}

static int
is_rpath(unsigned long long tag)
{
	return tag == ELF_DT_RPATH || tag == ELF_DT_RUNPATH;
}

/* ---------------------------------------------------------------- what is there */

/* DT_STRTAB and DT_STRSZ, and the segment that has all of it. The last byte ends the last string. */
static enum elf_refusal
find_strings(struct editing *x)
{
	struct strings *t = &x->strings;
	struct elf_segment s;
	unsigned long long n;

	if (elf_map_find(&x->m, ELF_DT_STRTAB, &t->address) != 1 || elf_map_find(&x->m, ELF_DT_STRSZ, &t->n) != 1)
		return ELF_ODD;
	t->p = (const char *)elf_map_address(&x->m, t->address, &n);
	if (!t->p || t->n == 0 || t->n > n)
		return ELF_OUTSIDE;
	t->at = (unsigned long long)(t->p - x->m.file.p);
	for (t->segment = x->m.segments; t->segment > 0; t->segment--) {
		s = elf_map_segment(&x->m, t->segment - 1);
		if (s.type == ELF_LOAD && t->address >= s.address && t->address - s.address < s.size)
			break;
	}
	t->segment--;
	return t->p[t->n - 1] == '\0' ? ELF_ALLOWED : ELF_ODD;
}

/* Its section header, if there are sections; 0 says that there are none. */
static enum elf_refusal
find_string_section(struct editing *x)
{
	struct strings *t = &x->strings;
	struct elf_section s;
	size_t i;

	t->section = 0;
	for (i = 1; i < x->m.sections; i++) {
		s = elf_map_section(&x->m, i);
		if (s.type == ELF_STRINGS && s.address == t->address && (s.flags & ELF_SECTION_ALLOCATED))
			break;
	}
	if (x->m.sections == 0)
		return ELF_ALLOWED;
	if (i >= x->m.sections || s.at != t->at || s.size != t->n)
		return ELF_ODD;
	t->section = i;
	return ELF_ALLOWED;
}

/* Tables that the dynamic section knows by their addresses. */
static int
is_address(unsigned long long tag)
{
	static const unsigned tags[] = {
	    ELF_DT_PLTGOT, ELF_DT_HASH, ELF_DT_SYMTAB, ELF_DT_RELA, ELF_DT_REL, ELF_DT_JMPREL, ELF_DT_INIT_ARRAY, ELF_DT_FINI_ARRAY,
	    ELF_DT_PREINIT_ARRAY, ELF_DT_RELR, ELF_DT_GNU_HASH, ELF_DT_GNU_LIBLIST, ELF_DT_VERSYM, ELF_DT_VERDEF, ELF_DT_VERNEED,
	};
	size_t i;

	for (i = 0; i < sizeof tags / sizeof *tags; i++) {
		if (tag == tags[i])
			return 1;
	}
	return 0;
}

/* Whether tables that an edit changes lie in one another: then a change of one would be one of the other. */
static int
is_tangled(const struct editing *x)
{
	const struct elf_map *m = &x->m;
	const unsigned long long range[][2] = {
	    {0, elf_by_class(m->e, 52, 64)},
	    {m->segment_at, (unsigned long long)m->segment_size * m->segments},
	    {m->section_at, (unsigned long long)m->section_size * m->sections},
	    {m->e->dynamic_at, (elf_map_slots(m) + m->e->spare) * elf_by_class(m->e, 8, 16)},
	    {x->strings.at, x->strings.n},
	};
	size_t i, k, count = sizeof range / sizeof *range;

	for (i = 0; i < count; i++) {
		for (k = i + 1; k < count; k++) {
			if (elf_ranges_meet(range[i][0], range[i][1], range[k][0], range[k][1]))
				return 1;
		}
	}
	return 0;
}

/* Whether something else begins in the string table or reaches into it. */
static int
is_exposed(const struct editing *x)
{
	const struct elf_map *m = &x->m;
	const struct strings *t = &x->strings;
	struct elf_segment g;
	struct elf_section s;
	struct elf_slot slot;
	size_t i;

	for (i = 0; i < m->segments; i++) {
		g = elf_map_segment(m, i);
		if ((g.type == ELF_INTERP || g.type == ELF_NOTE) && elf_ranges_meet(g.at, g.size, t->at, t->n))
			return 1;
	}
	for (i = 1; i < m->sections; i++) {
		s = elf_map_section(m, i);
		if (i != t->section && s.type != 0 && s.type != ELF_NO_BITS && elf_ranges_meet(s.at, s.size, t->at, t->n))
			return 1;
	}
	for (i = 0; i < elf_map_slots(m); i++) {
		slot = elf_map_slot(m, i);
		if (is_address(slot.tag) && slot.value >= t->address && slot.value - t->address < t->n)
			return 1;
	}
	return 0;
}

/* Somebody refers to an offset of the string table. */
static void
see(void *ctx, unsigned long long at)
{
	struct editing *x = ctx;
	struct subject *s;

	if (at < x->strings.n && at > x->highest)
		x->highest = at;
	for (s = x->subject; s < x->subject + x->subjects; s++) {
		if (at >= s->head && at <= s->at)
			s->met = 1;
		else if (at > s->at && at < s->limit)
			s->limit = at;
	}
}

static int
is_shared(const struct subject *s)
{
	return s->met || s->limit < s->at + s->n;
}

/* The strings of the present entries, each once. */
static enum elf_refusal
find_subjects(struct editing *x)
{
	const struct strings *t = &x->strings;
	struct elf_slot slot;
	struct subject *s;
	size_t i, k;

	for (i = 0; i < elf_map_slots(&x->m); i++) {
		slot = elf_map_slot(&x->m, i);
		if (!is_rpath(slot.tag))
			continue;
		for (k = 0; k < x->subjects && x->subject[k].at != slot.value; k++)
			;
		if (k < x->subjects)
			continue;
		if (k == MAX_SUBJECTS)
			return ELF_ODD;
		s = &x->subject[x->subjects++];
		s->at = s->head = slot.value;
		s->limit = NOWHERE;
		s->met = 0;
		if (s->at >= t->n)
			return ELF_OUTSIDE;
		while (s->head > 0 && t->p[s->head - 1] != '\0')
			s->head--;
		s->n = strlen(t->p + s->at);
	}
	return ELF_ALLOWED;
}

/* What can be said of bytes that others have too. */
static int
shared_with_others(const struct editing *x)
{
	size_t i;

	for (i = 0; i < x->subjects; i++) {
		if (is_shared(&x->subject[i]))
			return 1;
	}
	return x->subjects && (!x->known || x->exposed) ? -1 : 0;
}

static enum elf_refusal
read_tables(struct editing *x)
{
	enum elf_refusal refusal = find_strings(x);

	if (refusal == ELF_ALLOWED)
		refusal = find_string_section(x);
	if (refusal == ELF_ALLOWED)
		refusal = find_subjects(x);
	if (refusal == ELF_ALLOWED && is_tangled(x))
		refusal = ELF_ODD;
	if (refusal != ELF_ALLOWED)
		return refusal;
	x->known = elf_refs(&x->m, see, x) == 0;
	x->exposed = is_exposed(x);
	return ELF_ALLOWED;
}

int
elf_tail_shared(const struct elf *e, struct span file)
{
	struct editing x;

	memset(&x, 0, sizeof x);
	if (!elf_is_dynamic(e) || !elf_search_path(e).p)
		return 0;
	if (e->error != ELF_GOOD || elf_map_open(&x.m, e, file) != 0)
		return -1;
	return read_tables(&x) == ELF_ALLOWED ? shared_with_others(&x) : -1;
}

/* ---------------------------------------------------------------------- patches */

enum { MAX_PATCHES = 2 * MAX_SUBJECTS + 8 };

/* Memory for the new bytes at an offset, cleared. */
static char *
patch(struct editing *x, unsigned long long at, unsigned long long n)
{
	char *p = arena_array(x->a, (size_t)n, 1);
	struct elf_patch *to = &x->out->patch[x->out->patches];

	if (!p)
		return NULL;
	to->at = at;
	to->bytes.p = p;
	to->bytes.n = (size_t)n;
	x->out->patches++;
	return p;
}

static void
patch_address(struct editing *x, unsigned long long at, unsigned long long value)
{
	char *p = patch(x, at, x->m.e->bits / 8);

	if (p)
		elf_put_address(x->m.e, (unsigned char *)p, value);
}

/* How much of an old string nobody else refers to, from its first byte on. */
static size_t
own_bytes(const struct editing *x, const struct subject *s)
{
	if (!x->known || x->exposed || s->met)
		return 0;
	return s->limit < s->at + s->n ? (size_t)(s->limit - s->at) : s->n;
}

static void
wipe_subjects(struct editing *x)
{
	const struct subject *s;

	for (s = x->subject; s < x->subject + x->subjects; s++) {
		if (own_bytes(x, s))
			patch(x, x->strings.at + s->at, own_bytes(x, s));
	}
}

/* ------------------------------------------------------------- a place for the text */

/* How long a string may be in the place of an old one. */
static size_t
room_of(const struct editing *x, const struct subject *s)
{
	const struct strings *t = &x->strings;
	unsigned long long end = s->at + s->n + 1;

	if (!x->known || x->exposed || is_shared(s))
		return 0;
	while (end < t->n && t->p[end] == '\0' && end <= s->limit)
		end++;
	return (size_t)(end - 1 - s->at);
}

/* Returns the text's offset in the string table, as the two that follow, or NOWHERE. */
static unsigned long long
put_in_place(struct editing *x)
{
	struct span text = x->wish->text;
	const struct subject *s;
	char *p;

	for (s = x->subject; s < x->subject + x->subjects; s++) {
		if (text.n > room_of(x, s))
			continue;
		wipe_subjects(x);
		p = patch(x, x->strings.at + s->at, text.n > s->n ? text.n : s->n);
		if (p)
			memcpy(p, text.p, text.n);
		x->out->way = ELF_EDIT_IN_PLACE;
		return s->at;
	}
	return NOWHERE;
}

static unsigned long long
find_text(const struct editing *x)
{
	struct span text = x->wish->text;
	const struct strings *t = &x->strings;
	const char *p = t->p, *end = t->p + t->n;

	while ((size_t)(end - p) > text.n && (p = memchr(p, text.p[0], (size_t)(end - p) - text.n))) {
		if (p[text.n] == '\0' && memcmp(p, text.p, text.n) == 0)
			return (unsigned long long)(p - t->p);
		p++;
	}
	return NOWHERE;
}

/* From now on the text is one of the strings that must stay. */
static unsigned long long
point_at_text(struct editing *x)
{
	unsigned long long at = x->exposed ? NOWHERE : find_text(x);

	if (at == NOWHERE)
		return at;
	see(x, at);
	wipe_subjects(x);
	x->out->way = ELF_EDIT_POINTED;
	return at;
}

/* ------------------------------------------------------------------- the table moves */

/* Whether a range of the file is none that is loaded, and no table of the header's. */
static int
is_apart(const struct editing *x, unsigned long long at, unsigned long long n)
{
	const struct elf_map *m = &x->m;
	struct elf_segment g;
	size_t i;

	for (i = 0; i < m->segments; i++) {
		g = elf_map_segment(m, i);
		if (elf_ranges_meet(g.at, g.size, at, n))
			return 0;
	}
	return at >= elf_by_class(m->e, 52, 64) && !elf_ranges_meet(m->segment_at, (unsigned long long)m->segment_size * m->segments, at, n) &&
	    !elf_ranges_meet(m->section_at, (unsigned long long)m->section_size * m->sections, at, n);
}

/* Linkers give each section a symbol, without a name, that has its address. */
static void
tell_symbol(struct editing *x, unsigned long long address)
{
	const struct elf *e = x->m.e;
	unsigned long long size = elf_by_class(e, 16, 24), at;
	const unsigned char *p;
	struct elf_section s;
	size_t i;

	for (i = 1; i < x->m.sections; i++) {
		s = elf_map_section(&x->m, i);
		if (s.type != ELF_SYMBOLS || s.entry != size || !elf_map_at(&x->m, s.at, s.size) || !is_apart(x, s.at, s.size))
			continue;
		for (at = s.at; at - s.at + size <= s.size; at += size) {
			p = elf_map_at(&x->m, at, size);
			if ((p[elf_by_class(e, 12, 4)] & 15) == ELF_SYMBOL_SECTION && elf_half(e, p + elf_by_class(e, 14, 6)) == x->strings.section) {
				patch_address(x, at + elf_by_class(e, 4, 8), address);
				return;
			}
		}
	}
}

/* The headers and entries that say where the table is. */
static void
tell_place(struct editing *x, const struct elf_segment *g, unsigned long long at, unsigned long long n)
{
	const struct elf *e = x->m.e;
	struct elf_section s = elf_map_section(&x->m, x->strings.section);
	unsigned long long address = g->address + (at - g->at), size = at + n - g->at;
	size_t i;

	patch_address(x, g->here + elf_by_class(e, 16, 32), size);
	patch_address(x, g->here + elf_by_class(e, 20, 40), size);
	if (x->strings.section) {
		patch_address(x, s.here + elf_by_class(e, 12, 16), address);
		patch_address(x, s.here + elf_by_class(e, 16, 24), at);
		patch_address(x, s.here + elf_by_class(e, 20, 32), n);
		tell_symbol(x, address);
	}
	for (i = 0; i < x->slots; i++) {
		if (x->slot[i].tag == ELF_DT_STRTAB)
			x->slot[i].value = address;
		if (x->slot[i].tag == ELF_DT_STRSZ)
			x->slot[i].value = n;
	}
}

/*
 * Where in the table the text may begin: behind the last string that is in use, if that is known. One that nobody needs any more is none, so
 * that a list which changes often does not fill the padding.
 */
static unsigned long long
end_of_use(const struct editing *x)
{
	const struct strings *t = &x->strings;
	unsigned long long end = t->n, last = NOWHERE;
	const struct subject *s;

	if (!x->known || x->exposed)
		return t->n;
	while (end != last) {
		last = end;
		while (end > 0 && t->p[end - 1] == '\0')
			end--;
		for (s = x->subject; s < x->subject + x->subjects; s++) {
			if (s->n && s->at + s->n == end && own_bytes(x, s) == s->n)
				end = s->at;
		}
	}
	/* the byte behind it ends the string */
	return x->highest > end ? t->n : end + 1;
}

/* A copy of the table, n bytes long, without the old strings and with the text at its offset. */
static void
copy_table(struct editing *x, unsigned long long to, unsigned long long n, unsigned long long at)
{
	const struct strings *t = &x->strings;
	const struct subject *s;
	char *p = patch(x, to, n);

	if (!p)
		return;
	memcpy(p, t->p, (size_t)t->n);
	for (s = x->subject; s < x->subject + x->subjects; s++)
		memset(p + s->at, 0, own_bytes(x, s));
	memcpy(p + at, x->wish->text.p, x->wish->text.n);
}

static void
put_text(struct editing *x, unsigned long long at)
{
	struct span text = x->wish->text;
	char *p = patch(x, x->strings.at + at, text.n + 1);

	if (p)
		memcpy(p, text.p, text.n);
}

/* The text comes last: where the table is if it has or gets the room there, or else somewhere else, with the table. */
static unsigned long long
put_at_end(struct editing *x)
{
	const struct strings *t = &x->strings;
	struct elf_segment g = elf_map_segment(&x->m, t->segment);
	unsigned long long at = end_of_use(x), end = at + x->wish->text.n + 1, n = end > t->n ? end : t->n;
	int grows = t->at + t->n == g.at + g.size && elf_room_behind(&x->m, t->segment, n - t->n), stays = n == t->n;
	size_t segment = stays || grows ? t->segment : elf_room_find(&x->m, n);

	if (segment == x->m.segments || (x->m.e->bits == 32 && n > 0xffffffff))
		return NOWHERE;
	g = elf_map_segment(&x->m, segment);
	wipe_subjects(x);
	if (stays || grows)
		put_text(x, at);
	else
		copy_table(x, g.at + g.size, n, at);
	if (!stays)
		tell_place(x, &g, grows ? t->at : g.at + g.size, n);
	x->out->way = stays ? ELF_EDIT_IN_PLACE : ELF_EDIT_MOVED;
	return at;
}

/* Why there was no place. */
static enum elf_refusal
no_place(const struct editing *x)
{
	size_t i;

	for (i = 0; i < x->subjects; i++) {
		if (x->wish->text.n <= x->subject[i].n)
			return x->out->shared == 1 ? ELF_SHARED : ELF_REFERENCES_UNKNOWN;
	}
	return ELF_NO_ROOM;
}

/* ----------------------------------------------------------------- dynamic section */

static int
read_slots(struct editing *x)
{
	size_t i, size = elf_by_class(x->m.e, 8, 16);

	x->slots = elf_map_slots(&x->m);
	x->room = x->slots + x->m.e->spare;
	if (x->slots == 0 || !elf_map_at(&x->m, x->m.e->dynamic_at, (unsigned long long)x->room * size))
		return -1;
	x->slot = arena_array(x->a, x->room, sizeof *x->slot);
	for (i = 0; x->slot && i < x->room; i++)
		x->slot[i] = elf_map_slot(&x->m, i);
	return 0;
}

/* Takes an entry out. Those behind it move up, and the value of one on MIPS counts from where the entry itself stands. */
static void
remove_slot(struct editing *x, size_t i)
{
	size_t size = elf_by_class(x->m.e, 8, 16);

	for (; i + 1 < x->slots; i++) {
		x->slot[i] = x->slot[i + 1];
		if (x->m.e->machine == ELF_MACHINE_MIPS && x->slot[i].tag == ELF_DT_MIPS_RLD_MAP_REL)
			x->slot[i].value += size;
	}
	memset(&x->slot[--x->slots], 0, sizeof *x->slot);
}

/* Gives the entries the tag that is wished, if it is. Returns how many there are then. */
static size_t
retag(struct editing *x)
{
	unsigned long long tag = x->wish->tag == ELF_RPATH ? ELF_DT_RPATH : ELF_DT_RUNPATH;
	size_t i, wished = 0, others = 0;

	for (i = 0; i < x->slots; i++) {
		wished += x->slot[i].tag == tag;
		others += is_rpath(x->slot[i].tag) && x->slot[i].tag != tag;
	}
	if (!x->wish->convert || others == 0)
		return wished + others;
	x->out->retagged = 1;
	for (i = x->slots; i > 0; i--) {
		if (!is_rpath(x->slot[i - 1].tag) || x->slot[i - 1].tag == tag)
			continue;
		if (wished)
			remove_slot(x, i - 1);
		else
			x->slot[i - 1].tag = tag;
	}
	return wished ? wished : others;
}

/* The changed part of the entries. */
static void
patch_slots(struct editing *x)
{
	const struct elf *e = x->m.e;
	size_t size = elf_by_class(e, 8, 16), n = x->room * size, i;
	const unsigned char *old = elf_map_at(&x->m, e->dynamic_at, n);
	unsigned char *p = arena_array(x->a, x->room, size);
	char *to;

	if (!p)
		return;
	for (i = 0; i < x->room; i++) {
		elf_put_address(e, p + i * size, x->slot[i].tag);
		elf_put_address(e, p + i * size + size / 2, x->slot[i].value);
	}
	for (; n > 0 && p[n - 1] == old[n - 1]; n--)
		;
	for (i = 0; i < n && p[i] == old[i]; i++)
		;
	to = i < n ? patch(x, e->dynamic_at + i, n - i) : NULL;
	if (to)
		memcpy(to, p + i, n - i);
}

/* --------------------------------------------------------------------- the wish */

static enum elf_refusal
remove_rpath(struct editing *x)
{
	size_t i;

	if (x->subjects == 0)
		return ELF_ALLOWED;
	for (i = x->slots; i > 0; i--) {
		if (is_rpath(x->slot[i - 1].tag))
			remove_slot(x, i - 1);
	}
	wipe_subjects(x);
	x->out->way = ELF_EDIT_REMOVED;
	return ELF_ALLOWED;
}

/* Whether all entries say so already. */
static int
is_text(const struct editing *x)
{
	size_t i;

	for (i = 0; i < x->slots; i++) {
		if (is_rpath(x->slot[i].tag) && !span_is(x->wish->text, x->strings.p + x->slot[i].value))
			return 0;
	}
	return 1;
}

/* Only tags changed; a string whose entry went is not kept. */
static enum elf_refusal
keep_text(struct editing *x)
{
	size_t i;

	if (!x->out->retagged)
		return ELF_ALLOWED;
	for (i = 0; i < x->slots; i++) {
		if (is_rpath(x->slot[i].tag))
			see(x, x->slot[i].value);
	}
	wipe_subjects(x);
	x->out->way = ELF_EDIT_RETAGGED;
	return ELF_ALLOWED;
}

static enum elf_refusal
set_rpath(struct editing *x)
{
	size_t i, entries = retag(x);
	unsigned long long at;

	if (entries == 0 && x->room == x->slots)
		return ELF_NO_SPARE;
	if (entries == 0) {
		x->slot[x->slots - 1].tag = x->wish->tag == ELF_RPATH ? ELF_DT_RPATH : ELF_DT_RUNPATH;
		x->slots++;
	} else if (is_text(x)) {
		return keep_text(x);
	}
	at = put_in_place(x);
	if (at == NOWHERE)
		at = point_at_text(x);
	if (at == NOWHERE)
		at = put_at_end(x);
	if (at == NOWHERE)
		return no_place(x);
	for (i = 0; i < x->slots; i++) {
		if (is_rpath(x->slot[i].tag))
			x->slot[i].value = at;
	}
	return ELF_ALLOWED;
}

static enum elf_refusal
judge(const struct elf *e, const struct elf_wish *wish)
{
	if (e->kind == ELF_DEBUG)
		return ELF_DETACHED_DEBUG;
	if (e->error != ELF_GOOD)
		return ELF_BROKEN;
	if (!elf_is_dynamic(e))
		return ELF_NOT_DYNAMIC;
	if (e->flags & ELF_FLAG_PRELINKED)
		return ELF_PRELINKED;
	if (span_find(wish->text, '\0') < wish->text.n || wish->text.n >= ELF_MAX_STRINGS)
		return ELF_BAD_TEXT;
	return ELF_ALLOWED;
}

static enum elf_refusal
edit(struct editing *x)
{
	enum elf_refusal refusal = judge(x->m.e, x->wish);

	if (refusal != ELF_ALLOWED)
		return refusal;
	if (elf_map_open(&x->m, x->m.e, x->m.file) != 0 || read_slots(x) != 0)
		return ELF_OUTSIDE;
	x->out->patch = arena_array(x->a, MAX_PATCHES, sizeof *x->out->patch);
	if (x->a->failed)
		return ELF_ALLOWED;
	refusal = read_tables(x);
	if (refusal != ELF_ALLOWED)
		return refusal;
	x->out->shared = shared_with_others(x);
	refusal = x->wish->text.n ? set_rpath(x) : remove_rpath(x);
	if (refusal == ELF_ALLOWED && x->out->way != ELF_EDIT_NOTHING)
		patch_slots(x);
	return refusal;
}

int
elf_edit(struct elf_edit *out, struct arena *a, const struct elf *e, struct span file, const struct elf_wish *wish)
{
	struct editing x;

	memset(out, 0, sizeof *out);
	memset(&x, 0, sizeof x);
	x.m.e = e;
	x.m.file = file;
	x.a = a;
	x.wish = wish;
	x.out = out;
	out->refusal = edit(&x);
	if (out->refusal != ELF_ALLOWED) {
		out->way = ELF_EDIT_NOTHING;
		out->patches = 0;
		out->retagged = 0;
	}
	return a->failed ? -1 : 0;
}

void
elf_edit_apply(const struct elf_edit *edit, char *file)
{
	size_t i;

	for (i = 0; i < edit->patches; i++)
		memcpy(file + edit->patch[i].at, edit->patch[i].bytes.p, edit->patch[i].bytes.n);
}

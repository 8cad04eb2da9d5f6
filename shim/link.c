/* SPDX-License-Identifier: MIT */
/*
 * Reads a linker's words one by one and notes the rpath values among them, with what else decides about a
 * change. Pure; files are opened by feed.c, which feeds their words here.
 *
 * The difficulty is to know whether a word is an option or another option's operand: in "-soname -rpath x" the
 * second is a name. Linkers disagree on some options (operands: opts.c), so the reader keeps the set of all readings: each
 * bit of `state` says what the next word may be. "-G" makes it {option, operand}; any word that is no option
 * leads every reading back to {option}.
 */
#include "link.h"

#include <string.h>

#include "arena.h"
#include "opts.h"

/* What the next word may be. */
enum {
	AT_OPTION = 1,
	AT_OPERAND = 2, /* of an option that does not matter */
	AT_RPATH = 4,
	AT_R = 8,
	AT_JUST_SYMBOLS = 16,
	AT_OUTPUT = 32,
	AT_EMULATION = 64,
	AT_LOADER = 128,
	AT_INPUT = 256,
	AT_KEYWORD = 512,
	AT_ANY = 1023
};

void
link_begin(struct link *l, struct arena *a, unsigned linkers)
{
	memset(l, 0, sizeof *l);
	l->arena = a;
	l->linkers = linkers;
	l->state = AT_OPTION;
	l->last = &l->rpaths;
}

static struct span
keep_span(struct link *l, struct span s, int keep)
{
	if (!keep)
		s.p = arena_string(l->arena, s);
	return s;
}

static struct link_rpath *
add_rpath(struct link *l, enum link_spelling spelling, struct span value, struct link_place place, size_t skip, int keep)
{
	struct link_rpath *r = arena_array(l->arena, 1, sizeof *r);

	if (!r)
		return NULL;
	r->spelling = spelling;
	r->value = keep_span(l, value, keep);
	r->place = place;
	r->skip = skip;
	*l->last = r;
	l->last = &r->next;
	return r;
}

static void
note_first(struct link *l, struct link_place place)
{
	l->has_rpath = 1;
	if (!l->first_known) {
		l->first_known = 1;
		l->first = place;
	}
}

static void
note_loader(struct link *l, struct span path)
{
	if (span_has(path, "ld-musl"))
		l->musl = 1;
	l->bsd |= link_is_bsd(path);
}

/* The word is the value of the only reading there is. */
static void
take_value(struct link *l, struct span word, size_t skip, unsigned what, struct link_place place, int keep)
{
	struct span value = span_from(word, skip);

	switch (what) {
	case AT_RPATH: add_rpath(l, SPELLING_RPATH, value, place, skip, keep); break;
	case AT_R: add_rpath(l, SPELLING_R, value, place, skip, keep); break;
	case AT_JUST_SYMBOLS: add_rpath(l, SPELLING_JUST_SYMBOLS, value, place, skip, keep); break;
	case AT_OUTPUT: l->output = keep_span(l, value, keep); break;
	case AT_EMULATION:
		l->emulation = keep_span(l, value, keep);
		l->bsd |= link_is_bsd(value);
		break;
	case AT_LOADER: note_loader(l, value); break;
	case AT_INPUT: l->inputs++; break;
	case AT_KEYWORD: l->z_origin |= span_is(value, "origin"); break;
	default: break;
	}
}

/* What an option's value is, by role. */
static unsigned
value_state(enum opt_role role)
{
	switch (role) {
	case ROLE_RPATH: return AT_RPATH;
	case ROLE_R: return AT_R;
	case ROLE_JUST_SYMBOLS: return AT_JUST_SYMBOLS;
	case ROLE_OUTPUT: return AT_OUTPUT;
	case ROLE_EMULATION: return AT_EMULATION;
	case ROLE_LOADER: return AT_LOADER;
	case ROLE_INPUT: return AT_INPUT;
	case ROLE_KEYWORD: return AT_KEYWORD;
	default: return AT_OPERAND;
	}
}

static void
note_role(struct link *l, enum opt_role role, struct link_place place, int certain)
{
	switch (role) {
	case ROLE_RPATH:
	case ROLE_R:
	case ROLE_JUST_SYMBOLS: note_first(l, place); break;
	case ROLE_RELOCATABLE: l->relocatable = 1; break;
	case ROLE_STATIC: l->is_static = 1; break;
	case ROLE_DYNAMIC: l->is_static = 0; break;
	case ROLE_STATIC_PIE: l->static_pie = 1; break;
	case ROLE_SHARED: l->is_shared = 1; break;
	case ROLE_QUERY: l->query = 1; break;
	case ROLE_NEW_DTAGS:
	case ROLE_OLD_DTAGS: l->dtags = certain ? role : ROLE_NONE; break;
	default: break;
	}
}

/* The word as an option or input file. Returns the states that follow. */
static unsigned
take_option(struct link *l, struct span word, struct link_place place, int keep)
{
	int certain = l->state == AT_OPTION;
	struct opt o;

	if (word.n < 2 || word.p[0] != '-') {
		l->inputs++;
		if (span_has(word, "-linux-musl"))
			l->musl = 1;
		return AT_OPTION;
	}
	o = opts_read(word, l->linkers);
	l->unsure |= o.role == ROLE_END && !certain;
	if (o.role == ROLE_END && certain) {
		l->ended = 1;
		l->end = place;
		return AT_OPTION;
	}
	note_role(l, o.role, place, certain);
	if (o.joined) {
		if (certain)
			take_value(l, word, o.joined, value_state(o.role), place, keep);
		return AT_OPTION;
	}
	switch (o.takes) {
	case TAKES_NOTHING: return AT_OPTION;
	case TAKES_NEXT: return value_state(o.role);
	/*
	 * Where the linkers disagree about -R, -rpath or --just-symbols itself, the word behind it is a value for
	 * some and a file for others; what that means is decided later, by spelling.
	 */
	case TAKES_MAYBE: return o.role == ROLE_JUST_SYMBOLS ? AT_JUST_SYMBOLS : value_state(o.role) | AT_OPTION;
	}
	return AT_OPTION;
}

void
link_word(struct link *l, struct span word, struct link_place place, int keep)
{
	unsigned next = 0, values;

	if (l->ended)
		return;
	if (l->unsure)
		l->state |= AT_OPTION | AT_OPERAND;
	values = l->state & ~(unsigned)AT_OPTION;
	if (values) {
		next |= AT_OPTION;
		if ((l->state & (l->state - 1)) == 0)
			take_value(l, word, 0, l->state, place, keep);
	}
	if (l->state & AT_OPTION)
		next |= take_option(l, word, place, keep);
	l->state = next;
}

void
link_maybe_word(struct link *l, struct span word, struct link_place place)
{
	unsigned before = l->state;

	/* two readings at once: nothing in this word may count as certain */
	l->state |= AT_OPTION | AT_OPERAND;
	link_word(l, word, place, 0);
	l->state |= before;
}

void
link_lost(struct link *l)
{
	l->state = AT_ANY;
}

void
link_skip(struct link *l)
{
	l->state = AT_OPTION;
}

void
link_dropped(struct link *l, struct span value, struct link_place place, size_t option, int keep)
{
	struct link_rpath *r = add_rpath(l, SPELLING_DROPPED, value, place, 0, keep);

	if (r)
		r->option = option;
}

int
link_is_complete(const struct link *l)
{
	return l->ended || (l->state == AT_OPTION && !l->unsure);
}

int
link_is_bsd(struct span name)
{
	size_t i;

	/* their loaders: /libexec/ld-elf.so.1, /usr/libexec/ld-elf.so.2, /libexec/ld.elf_so, /usr/libexec/ld.so */
	if (name.n && name.p[0] == '/')
		return span_begins(name, "/libexec/ld") || span_begins(name, "/usr/libexec/ld");
	for (i = 0; i + 3 <= name.n; i++) {
		if ((name.p[i] == 'b' && name.p[i + 1] == 's' && name.p[i + 2] == 'd') || (name.p[i] == '-' && span_begins(span_from(name, i), "-dragonfly")))
			return 1;
	}
	return 0;
}

int
link_is_pe(struct span m)
{
	return !span_has(m, "elf") && !span_has(m, "linux") &&
	    (span_ends(m, "pe") || span_ends(m, "pep") || span_ends(m, "pe_posix"));
}

int
link_may_take(struct span word, unsigned linkers)
{
	return opts_read(word, linkers).takes != TAKES_NOTHING;
}

/* SPDX-License-Identifier: MIT */
/*
 * Reads a compiler driver's words and hands those that are for the linker to link.c. Pure.
 *
 * Linker words come from -Wl,A,B (each part is one), -Xlinker A and --for-linker A. The driver passes them on in the order of
 * the line, with its input files and -l between them, so that an option may stand in one and its value in another: -Wl,-rpath -O2 -Wl,DIR. An
 * input file that lands behind an option which wants a value becomes that value; since a driver compiles some inputs first and passes another
 * name on, such a pair is never certain here. (gcc/gcc.c, the spec %o; clang, AddLinkerInputs.)
 *
 * -Wa, and -Wp, are for the assembler and the preprocessor, and words to us like any other.
 */
#include "driver.h"

#include <string.h>

#include "arena.h"
#include "driver_opts.h"
#include "names.h"
#include "opts.h"

/* What the next word may be. */
enum {
	AT_OPTION = 1,
	AT_OPERAND = 2, /* of an option that does not matter */
	AT_LINKER = 4,
	AT_RPATH = 8,
	AT_R = 16,
	AT_OUTPUT = 32,
	AT_LANGUAGE = 64,
	AT_FOLDER = 128,
	AT_TARGET = 256,
	AT_LIBRARY = 512,
	AT_ANY = 1023
};

void
driver_begin(struct driver_line *d, struct link *l, unsigned drivers)
{
	memset(d, 0, sizeof *d);
	d->link = l;
	d->drivers = drivers;
	d->state = AT_OPTION;
	d->first = 1;
}

/* One word for the linker, which begins at offset part of the word in question. */
static void
pass_on(struct driver_line *d, struct span word, size_t part, struct link_place place, int keep, int certain)
{
	place.part = part;
	if (word.n > 1 && word.p[0] == '@')
		link_lost(d->link); /* a file that only the linker opens */
	else if (certain)
		link_word(d->link, word, place, keep);
	else
		link_maybe_word(d->link, word, place);
}

/* An input file or library: the link has one more, and where a linker's option waits for a value it may take it. */
static void
pass_input(struct driver_line *d, struct span word, struct link_place place)
{
	static const char *const headers[] = {".h", ".hh", ".hpp", ".hxx", ".H", ".hp", ".h++", ".tcc"};
	struct span stands_for = span_of("input");
	size_t i;

	/* a header alone is compiled and not linked */
	for (i = 0; i < sizeof headers / sizeof headers[0] && !span_ends(word, headers[i]); i++)
		;
	if (d->vague) {
		link_maybe_word(d->link, stands_for, place);
		return;
	}
	if (d->header || (!d->source && i < sizeof headers / sizeof headers[0])) {
		d->headers = 1;
		return;
	}
	if (span_has(word, "-linux-musl"))
		d->link->musl = 1;
	/* the name itself is the driver's business: only that there is one matters */
	if (link_is_complete(d->link))
		link_word(d->link, stands_for, place, 1);
	else
		link_maybe_word(d->link, stands_for, place);
}

/* The parts of -Wl,A,B. gcc passes an empty one on, clang does not. */
static void
pass_parts(struct driver_line *d, struct span word, size_t at, struct link_place place, int keep, int certain)
{
	struct span part;

	for (;; at += part.n + 1) {
		part = span_from(word, at);
		part = span_head(part, span_find(part, ','));
		if (part.n)
			pass_on(d, part, at, place, keep, certain);
		else if (d->drivers != DRIVER_CLANG)
			pass_on(d, part, at, place, keep, certain && d->drivers == DRIVER_GCC);
		if (at + part.n >= word.n)
			break;
	}
}

/* An option that clang puts among the linker's words where it stands, so that an option before it may take it for its value. */
static int
is_linkers_for_clang(struct span word)
{
	static const char *const names[] = {"-z", "-e", "-r", "-framework", "-filelist", "-weak"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (span_begins(word, names[i]))
			return 1;
	}
	return 0;
}

static void
note_target(struct driver_line *d, struct span target)
{
	d->foreign |= names_foreign(target);
	d->link->bsd |= link_is_bsd(target);
	if (span_has(target, "-musl"))
		d->link->musl = 1;
}

/* The word's bytes from skip on are the value of the only reading there is. */
static void
take_value(struct driver_line *d, struct span word, size_t skip, unsigned what, struct link_place place, int keep)
{
	struct span value = span_from(word, skip), kept = value;

	if (!keep)
		kept.p = arena_string(d->link->arena, value);
	place.part = skip;
	switch (what) {
	case AT_LINKER: pass_on(d, value, skip, place, keep, 1); break;
	case AT_RPATH:
		/* clang passes both words on as they stand */
		link_word(d->link, span_of("-rpath"), d->option, 1);
		link_word(d->link, value, place, keep);
		break;
	case AT_R:
		if (d->drivers != DRIVER_GCC)
			break;
		/* made an rpath, both words are replaced, so they must stand together, and not between a linker's option and its value */
		if (d->option.file != place.file || (!place.file && place.at - d->option.at > 1) || !link_is_complete(d->link))
			place.locked = 1;
		link_dropped(d->link, value, place, d->option.at, keep);
		break;
	case AT_OUTPUT: d->link->output = kept; break;
	case AT_LANGUAGE:
		d->vague = 0;
		d->header = span_ends(value, "-header");
		d->source = !d->header && !span_is(value, "none");
		break;
	case AT_TARGET: note_target(d, value); break;
	case AT_LIBRARY: pass_input(d, span_of("-l"), place); break;
	default: break;
	}
}

static unsigned
value_state(enum driver_role role)
{
	switch (role) {
	case DRIVER_ROLE_LINKER: return AT_LINKER;
	case DRIVER_ROLE_RPATH: return AT_RPATH;
	case DRIVER_ROLE_R: return AT_R;
	case DRIVER_ROLE_OUTPUT: return AT_OUTPUT;
	case DRIVER_ROLE_LANGUAGE: return AT_LANGUAGE;
	case DRIVER_ROLE_FOLDER: return AT_FOLDER;
	case DRIVER_ROLE_TARGET: return AT_TARGET;
	case DRIVER_ROLE_LIBRARY: return AT_LIBRARY;
	default: return AT_OPERAND;
	}
}

static void
note_role(struct driver_line *d, enum driver_role role, struct span word, struct link_place place)
{
	switch (role) {
	case DRIVER_ROLE_NO_LINK:
	case DRIVER_ROLE_QUERY: d->no_link = 1; break;
	case DRIVER_ROLE_OTHER: d->no_link |= d->first; break;
	case DRIVER_ROLE_RELOCATABLE: d->link->relocatable = 1; break;
	case DRIVER_ROLE_STATIC: d->link->is_static = 1; break;
	case DRIVER_ROLE_STATIC_PIE: d->link->static_pie = 1; break;
	case DRIVER_ROLE_SHARED: d->link->is_shared = 1; break;
	case DRIVER_ROLE_FUSE_LD:
		d->bypass |= span_find(word, '/') < word.n;
		d->hidden |= place.file != NULL;
		break;
	case DRIVER_ROLE_LD_PATH:
		d->bypass = 1;
		d->hidden |= place.file != NULL;
		break;
	case DRIVER_ROLE_FOLDER: d->bypass = 1; break;
	default: break;
	}
}

/* The word as an option or an input. Returns the states that follow. */
static unsigned
take_option(struct driver_line *d, struct span word, struct link_place place, int keep)
{
	int certain = d->state == AT_OPTION && !d->unsure;
	struct driver_opt o;

	if (word.n < 2 || word.p[0] != '-' || d->ended) {
		pass_input(d, word, place);
		return AT_OPTION;
	}
	if (span_is(word, "--")) {
		d->ended = certain;
		d->unsure |= !certain;
		d->end = place;
		return AT_OPTION;
	}
	if (d->drivers != DRIVER_GCC && !link_is_complete(d->link) && is_linkers_for_clang(word))
		link_lost(d->link);
	o = driver_opts_read(word, d->drivers);
	note_role(d, o.role, word, place);
	if (o.role == DRIVER_ROLE_COMMA) {
		pass_parts(d, word, o.joined, place, keep, certain);
		return AT_OPTION;
	}
	d->option = place;
	if (o.joined) {
		if (certain)
			take_value(d, word, o.joined, value_state(o.role), place, keep);
		else if (o.role == DRIVER_ROLE_LANGUAGE)
			d->vague = 1;
		else if (o.role == DRIVER_ROLE_LINKER)
			pass_on(d, span_from(word, o.joined), o.joined, place, keep, 0);
		else if (o.role == DRIVER_ROLE_LIBRARY)
			pass_input(d, span_of("-l"), place);
		return AT_OPTION;
	}
	switch (o.takes) {
	case TAKES_NOTHING: return AT_OPTION;
	case TAKES_NEXT: return value_state(o.role);
	case TAKES_MAYBE: return value_state(o.role) | AT_OPTION;
	}
	return AT_OPTION;
}

void
driver_word(struct driver_line *d, struct span word, struct link_place place, int keep)
{
	unsigned next = 0, values = d->state & ~(unsigned)AT_OPTION;

	if (values) {
		next |= AT_OPTION;
		if ((d->state & (d->state - 1)) == 0 && !d->unsure)
			take_value(d, word, 0, d->state, place, keep);
		else if (values & AT_LINKER)
			pass_on(d, word, 0, place, keep, 0);
		if ((values & AT_LANGUAGE) && d->state != AT_LANGUAGE)
			d->vague = 1;
	}
	if (d->state & AT_OPTION)
		next |= take_option(d, word, place, keep);
	d->first = 0;
	d->state = next;
}

void
driver_maybe_word(struct driver_line *d, struct span word, struct link_place place)
{
	unsigned before = d->state;
	int first = d->first;

	d->state |= AT_OPTION | AT_OPERAND;
	driver_word(d, word, place, 0);
	d->state |= before;
	d->first = first;
}

void
driver_lost(struct driver_line *d)
{
	d->state = AT_ANY;
	link_lost(d->link);
}

void
driver_finish(struct driver_line *d)
{
	if (d->state != AT_OPTION || d->unsure) {
		link_lost(d->link);
	} else if (d->ended && link_is_complete(d->link)) {
		d->link->ended = 1;
		d->link->end = d->end;
	}
}

unsigned
driver_linker(char **argv)
{
	struct span word, name = {NULL, 0};
	int path = 0; /* --ld-path wins, wherever it stands */

	for (argv++; *argv; argv++) {
		word = span_of(*argv);
		if (span_begins(word, "--ld-path=")) {
			name = word;
			path = 1;
		} else if (!path && span_begins(word, "-fuse-ld=")) {
			name = word;
		}
	}
	name = span_from(name, span_find(name, '='));
	return span_is(name, "=bfd") ? (unsigned)LINKER_BFD : names_linker(name);
}

/* SPDX-License-Identifier: MIT */
/*
 * Policy: given a link line and the settings, which rpath values change, what is added, and what strict mode
 * refuses. Pure; questions about the machine go through struct plan_host. How a change is carried out is hand.c's business.
 */
#include "plan.h"

#include <string.h>

#include "arena.h"
#include "clue.h"
#include "link.h"
#include "opts.h"
#include "settings.h"

struct planner {
	struct plan *plan;
	struct arena *arena;
	const struct link *link;
	const struct settings *settings;
	const struct plan_host *host;
	struct rpath_world world;
	struct span prefix; /* ORIGINLD_PREFIX without '/' at its end; empty: none */
	int meson; /* -1: not asked yet */
};

void
plan_note(struct plan *p, enum code c)
{
	if (p->note_count < PLAN_NOTES)
		p->notes[p->note_count++] = c;
}

void
plan_drop(struct plan *p)
{
	struct plan_item *item;

	for (item = p->items; item; item = item->next)
		item->change = 0;
	p->run_path = p->inject = NULL;
	p->option[0] = NULL;
	p->changed = 0;
}

static int
in_meson(struct planner *p)
{
	if (p->meson < 0)
		p->meson = p->host->is_meson(p->host->ctx);
	return p->meson;
}

static const char *lost_suffix(struct planner *p, const struct rpath_verdict *v, size_t i, int *ambiguous);

/* Whether anything may become of a value, or be said of it: CMake's scripts are not read for one that is sound. */
static int
may_matter(struct planner *p, const struct rpath_verdict *v)
{
	int ambiguous;
	size_t i;

	if (v->changed || p->prefix.n || p->settings->log || p->settings->mode != MODE_REPAIR || in_meson(p))
		return 1;
	for (i = 0; i < v->elements; i++) {
		if (v->element[i].code != CODE_NONE || lost_suffix(p, v, i, &ambiguous))
			return 1;
	}
	return 0;
}

/* Why a value is to stay as it is, or CODE_NONE. */
static enum code
reason_to_leave(struct planner *p, const struct link_rpath *r, const struct rpath_verdict *v)
{
	int file;

	if (r->place.locked)
		return CODE_QUOTING_CONTESTED;
	if (r->spelling != SPELLING_RPATH) {
		file = p->host->is_file(p->host->ctx, r->value);
		/* for lld, -R is -rpath whatever is there; only bfd takes --just-symbols for an rpath */
		if (file && (r->spelling != SPELLING_R || p->host->linker(p->host->ctx) != LINKER_LLD))
			return CODE_JUST_SYMBOLS;
		if (r->spelling == SPELLING_JUST_SYMBOLS && p->host->linker(p->host->ctx) != LINKER_BFD)
			return CODE_JUST_SYMBOLS;
	}
	if (may_matter(p, v) && p->host->is_cmakes(p->host->ctx, r->value))
		return CODE_CMAKE_BUILD_RPATH;
	return CODE_NONE;
}

int
plan_item_changes(const struct plan_item *item, size_t i)
{
	const struct rpath_element *e = &item->verdict.element[i];

	if (!item->change)
		return 0;
	return e->edits || e->slash || e->front || e->instead || item->given || (item->made && rpath_is_origin(rpath_element_before(&item->verdict, i)));
}

struct span
plan_element_after(struct arena *a, const struct plan_item *item, size_t i)
{
	struct text t = text_in(a);

	if (!item->change)
		return rpath_element_before(&item->verdict, i);
	/* the word that was taken for the value is none any more */
	if (item->given)
		return span_of(item->given);
	if (item->verdict.element[i].front)
		text_puts(&t, item->verdict.element[i].front);
	text_put(&t, rpath_element_after(a, &item->verdict, i));
	return text_span(&t);
}

int
plan_needs_loader(const struct plan_item *item)
{
	const char *put;
	size_t i;

	for (i = 0; item->change && i < item->verdict.edits; i++) {
		put = item->verdict.edit[i].put;
		if (put[0] == '$' && (put[1] == 'L' || put[1] == 'P'))
			return 1;
	}
	return 0;
}

/* Text of element i as it will reach the linker, but for a twin's slash. */
static struct span
final_text(struct planner *p, const struct plan_item *item, size_t i)
{
	return item->change ? rpath_element_after(p->arena, &item->verdict, i) : rpath_element_before(&item->verdict, i);
}

/* A question about the final text of an element, but for a twin's slash, which slash tells. */
typedef int fits(struct planner *p, struct span element, int slash, struct span wanted);

static int
is_equal(struct planner *p, struct span element, int slash, struct span wanted)
{
	(void)p, (void)slash;
	return span_equal(element, wanted);
}

/* Whether one of the verdict's first n elements fits, or what was put in front of it. */
static int
verdict_has(struct planner *p, const struct rpath_verdict *v, size_t n, const struct plan_item *item, fits *f, struct span wanted)
{
	const struct rpath_element *e;
	struct span text;
	size_t i;

	for (i = 0; i < n; i++) {
		e = &v->element[i];
		if (item && item->rpath->spelling == SPELLING_DROPPED && !plan_item_changes(item, i))
			continue;
		text = item ? final_text(p, item, i) : rpath_element_after(p->arena, v, i);
		if ((!item || item->left != CODE_JUST_SYMBOLS) && f(p, text, e->slash, wanted))
			return 1;
		if (e->front && f(p, span_head(span_of(e->front), strlen(e->front) - 1), 0, wanted))
			return 1;
	}
	return 0;
}

/* Whether an element before number `until` of item `stop` fits; with NULL for that, any. */
static int
any_fits(struct planner *p, fits *f, struct span wanted, const struct plan_item *stop, size_t until)
{
	const struct plan_item *item;

	for (item = p->plan->items; item; item = item->next) {
		if (verdict_has(p, &item->verdict, item == stop ? until : item->verdict.elements, item, f, wanted))
			return 1;
		if (item == stop)
			return 0;
	}
	return verdict_has(p, &p->plan->run_path_verdict, p->plan->run_path_verdict.elements, NULL, f, wanted);
}

/*
 * Meson's installer removes every element that is byte-equal to one of its own build rpaths (mesonbuild/scripts/depfixer.py), and the user's $ORIGIN/../lib
 * often is. One '/' at the end makes it another text and the same folder.
 */
static void
part_twins(struct planner *p)
{
	struct plan_item *item;
	struct rpath_element *e;
	struct span text;
	size_t i;

	for (item = p->plan->items; item; item = item->next) {
		if (item->left != CODE_NONE || item->rpath->spelling == SPELLING_DROPPED)
			continue;
		for (i = 0; i < item->verdict.elements; i++) {
			e = &item->verdict.element[i];
			text = final_text(p, item, i);
			if (!rpath_is_origin(text) || text.p[text.n - 1] == '/')
				continue;
			if (!e->edits && !e->instead && !any_fits(p, is_equal, text, item, i))
				continue;
			e->slash = 1;
			if (e->code == CODE_NONE)
				e->code = CODE_MESON_TWIN;
			item->change = item->verdict.changed = 1;
		}
	}
}

static int
count_origins(const struct plan *plan)
{
	const struct plan_item *item;
	size_t i;
	int n = 0;

	for (item = plan->items; item; item = item->next) {
		for (i = 0; i < item->verdict.elements; i++)
			n += rpath_is_origin(rpath_element_before(&item->verdict, i));
	}
	return n;
}

/* Whether the output has a use for an rpath, and there is one. */
static int
is_dynamic(const struct link *l)
{
	return !l->relocatable && !l->is_static && !l->static_pie && l->inputs;
}

/*
 * What becomes of a list that gcc drops: an rpath of its $ORIGIN elements, if it has any. The others stay dropped: nobody has missed
 * them, and an old -R. would make programs search the current folder.
 */
static int
make_dropped(struct planner *p, struct plan_item *item)
{
	struct rpath_verdict *v = &item->verdict;
	struct text t = text_in(p->arena);
	struct span after;
	size_t i;

	item->left = CODE_GCC_DROPS_R;
	for (i = 0; i < v->elements; i++) {
		/* a guess stays one, for strict mode */
		if (v->element[i].code != CODE_LOST_NAME_GUESSED)
			v->element[i].code = CODE_GCC_DROPS_R;
		after = rpath_element_after(p->arena, v, i);
		if (!rpath_is_origin(after)) {
			v->element[i].edits = 0;
			continue;
		}
		if (t.n)
			text_putc(&t, ':');
		text_put(&t, after);
	}
	/* an rpath would silence LD_RUN_PATH; an existing file is not meant for one */
	if (!t.n || item->rpath->place.locked || !is_dynamic(p->link) || (p->settings->run_path && !p->link->has_rpath) ||
	    p->host->is_file(p->host->ctx, v->value))
		return p->arena->failed ? -1 : 0;
	item->left = CODE_NONE;
	item->change = 1;
	item->made = text_string(&t);
	return item->made ? 0 : -1;
}

/* Whether the text may be put into a response file without quoting. */
static int
is_bare(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] == '\'' || s.p[i] == '\\')
			return 0;
	}
	return 1;
}

/*
 * Gives each element below the prefix its relative twin: seen from bin or lib, PREFIX/x is $ORIGIN/../x. The element stays, for as
 * long as the tree stands where it was meant to. bare: the text lands in a response file.
 */
static void
add_twins(struct planner *p, struct rpath_verdict *v, int bare)
{
	struct rpath_element *e;
	struct span text, rest;
	struct text twin;
	size_t i;

	/* quotes that stay are part of the paths */
	if (!v->edits && rpath_is_enclosed(v))
		return;
	for (i = 0; i < v->elements; i++) {
		e = &v->element[i];
		text = rpath_element_after(p->arena, v, i);
		if (text.n < p->prefix.n || memcmp(text.p, p->prefix.p, p->prefix.n) != 0)
			continue;
		rest = span_from(text, p->prefix.n);
		if ((rest.n && rest.p[0] != '/') || (bare && !is_bare(rest)))
			continue;
		twin = text_in(p->arena);
		text_puts(&twin, "$ORIGIN/..");
		text_put(&twin, rest);
		/* not to be taken for Meson's own */
		if (in_meson(p) && twin.n && twin.p[twin.n - 1] != '/')
			text_putc(&twin, '/');
		if (any_fits(p, is_equal, text_span(&twin), NULL, 0))
			continue;
		text_putc(&twin, ':');
		e->front = text_string(&twin);
		e->code = e->code ? e->code : CODE_PREFIX_TWIN;
		v->changed = 1;
	}
}

/* One empty element at the end is padding only where CMake's installer takes it out; a run of them nobody types. */
static void
note_padding(struct planner *p, struct rpath_verdict *v)
{
	struct rpath_element *last = &v->element[v->elements - 1];

	if (last->code != CODE_PADDING || last->n || (v->elements > 1 && last[-1].code == CODE_PADDING && last[-1].n == 0))
		return;
	if (!p->host->is_cmake(p->host->ctx))
		last->code = CODE_EMPTY_ELEMENT;
}

/* What is known of the way of an element of which `suffix` arrived. */
static struct plan_evidence
ask(struct planner *p, struct span suffix, unsigned at)
{
	struct plan_evidence e = {SAYS_NOTHING, {NULL, 0}, NULL, NULL, 0};

	if (p->host->evidence)
		p->host->evidence(p->host->ctx, suffix, at, &e);
	return e;
}

/* $ORIGIN and what followed it, where that may go to the linker. */
static const char *
with_origin(struct planner *p, const struct plan_item *item, struct span meant)
{
	struct text t = text_in(p->arena);

	if (item->rpath->place.file && !is_bare(meant))
		return NULL;
	text_puts(&t, "$ORIGIN");
	text_put(&t, meant);
	return text_string(&t);
}

/* Whether an element that is sound by itself may be all that is left of $ORIGIN/lib: one component, or below /lib. */
static int
may_be_rest(struct span e)
{
	struct span rest = span_from(e, 1);

	return span_begins(rest, "lib") || span_find(rest, '/') + 1 >= rest.n;
}

/* Length of what shells leave of escapes and variables before the rest of an element: dollars, quotes, a process id. */
static size_t
junk_before_rest(struct span e)
{
	size_t n = rpath_junk(e);

	return n == e.n || e.p[n] == '/' ? n : 0;
}

/* Offset behind a RIGIN that something stands before, as make's O may; 0 if there is none. Behind 'O' or '/' it is another word. */
static size_t
behind_rigin(struct span e)
{
	size_t i;

	for (i = 1; i + 5 <= e.n; i++) {
		if (memcmp(e.p + i, "RIGIN", 5) == 0 && e.p[i - 1] != 'O' && e.p[i - 1] != '/')
			return i + 5 == e.n || e.p[i + 5] == '/' ? i + 5 : 0;
	}
	return 0;
}

/*
 * What an element's suffix is, if a variable before it may have been lost; *ambiguous then says whether it may as well be meant. NULL
 * if there is no reason to ask.
 */
static const char *
lost_suffix(struct planner *p, const struct rpath_verdict *v, size_t i, int *ambiguous)
{
	const struct rpath_element *e = &v->element[i];
	struct span before = rpath_element_before(v, i), after;
	struct text t = text_in(p->arena);
	size_t n;

	*ambiguous = 1;
	/* what is well formed has lost nothing, whatever stands further behind */
	if (rpath_is_origin(before))
		return NULL;
	if ((e->code == CODE_RELATIVE_ELEMENT || e->code == CODE_UNKNOWN_TOKEN || e->code == CODE_NONE) && (n = behind_rigin(before)) != 0) {
		*ambiguous = 0;
		return arena_string(p->arena, span_from(before, n));
	}
	if (e->code != CODE_LOST_NAME_GUESSED && (n = junk_before_rest(before)) != 0)
		return arena_string(p->arena, span_from(before, n));
	switch (e->code) {
	case CODE_LOST_NAME_GUESSED:
		after = rpath_element_after(p->arena, v, i);
		*ambiguous = 0;
		return arena_string(p->arena, span_from(after, strlen("$ORIGIN")));
	case CODE_EMPTY_ELEMENT: return "";
	case CODE_RELATIVE_ELEMENT:
		/* make takes $/ for a variable when a shell has taken ORIGIN */
		text_putc(&t, '/');
		text_put(&t, before);
		return text_string(&t);
	case CODE_NONE: return before.n && before.p[0] == '/' && may_be_rest(before) ? arena_string(p->arena, before) : NULL;
	default: return NULL;
	}
}

/* Settles what the text of an element alone does not tell. */
static void
weigh_element(struct planner *p, struct plan_item *item, size_t i)
{
	struct rpath_element *e = &item->verdict.element[i];
	struct span before = rpath_element_before(&item->verdict, i);
	struct plan_evidence says;
	const char *suffix;
	int ambiguous;

	suffix = lost_suffix(p, &item->verdict, i, &ambiguous);
	if (!suffix)
		return;
	says = ask(p, span_of(suffix), !ambiguous ? (unsigned)CLUE_ANYWHERE : CLUE_INSIDE | (i == 0 ? CLUE_FIRST : 0U) |
	    (i + 1 == item->verdict.elements ? CLUE_LAST : 0U));
	if (says.says == SAYS_OTHER && e->code == CODE_LOST_NAME_GUESSED) {
		e->edits = 0;
		e->code = CODE_LOST_OTHER_NAME;
	} else if (says.says == SAYS_ORIGIN) {
		e->instead = with_origin(p, item, says.meant);
		if (!e->instead)
			return;
		e->code = behind_rigin(before) ? CODE_MAKE_O_VALUE : CODE_LOST_NAME;
		e->layer = e->code == CODE_MAKE_O_VALUE ? "make" : says.layer;
		e->place = says.place;
	}
}

/* Whether a linker would know the word: it is given back only then. */
static int
is_linker_option(struct planner *p, struct span word)
{
	struct opt o = opts_read(word, p->link->linkers);

	/* not all that take nothing are in the table; to a compiler none of its own that may have come so far has two dashes */
	return o.role != ROLE_NONE || o.takes != TAKES_NOTHING || o.joined || (word.n > 2 && word.p[1] == '-' && word.p[2] >= 'a' && word.p[2] <= 'z');
}

/* Who has mangled an element that is mended for certain, for those who read it. */
static void
note_cause(struct planner *p, struct plan_item *item, size_t i)
{
	struct rpath_element *e = &item->verdict.element[i];
	struct span after = rpath_element_after(p->arena, &item->verdict, i);
	struct plan_evidence says;

	if (!e->edits || e->instead || !rpath_is_origin(after))
		return;
	says = ask(p, span_from(after, span_find(after, '/')), CLUE_ANYWHERE);
	if (says.says != SAYS_ORIGIN)
		return;
	e->place = says.place;
	if (says.quoted)
		e->layer = says.layer;
	else if (e->code == CODE_MAKE_ATE_DOLLAR || e->code == CODE_MAKE_ATE_TWICE || e->code == CODE_MAKE_O_VALUE)
		e->layer = "make";
	else if (e->code == CODE_PID_FOR_DOLLAR)
		e->layer = "sh";
	else if (e->code == CODE_ORIGIN_VALUE)
		e->layer = says.layer;
}

/*
 * An option whose value came out empty has taken the next word for it, another option or a file. If that is known, the value is given
 * to it, and the word is a word again.
 */
static void
weigh_swallowed(struct planner *p, struct plan_item *item)
{
	struct rpath_element *e = &item->verdict.element[0];
	const struct link_rpath *r = item->rpath;
	struct plan_evidence says;

	if (r->skip || r->place.part || item->verdict.elements != 1 || item->verdict.value.n < 2)
		return;
	/* -Wl,-soname,x is a word that a compiler has lost, and of no use to a linker */
	if (item->verdict.value.p[0] == '-' ? !is_linker_option(p, item->verdict.value)
					   : !p->host->is_file(p->host->ctx, item->verdict.value))
		return;
	says = ask(p, span_of(""), CLUE_INSIDE | CLUE_FIRST | CLUE_LAST);
	if (says.says != SAYS_ORIGIN || says.meant.n)
		return;
	item->given = arena_string(p->arena, span_of("$ORIGIN"));
	item->change = item->given != NULL;
	item->left = CODE_NONE;
	e->code = CODE_LOST_VALUE;
	e->edits = 0;
	e->layer = says.layer;
	e->place = says.place;
}

/*
 * Quotes around the whole list come off with the first repair in it. rpath_judge has left them where it knew of none; they belong to the first
 * element and the last.
 */
static void
drop_quotes(struct planner *p, struct rpath_verdict *v)
{
	struct rpath_element *ends[2] = {&v->element[0], &v->element[v->elements - 1]}, *e;
	size_t i, settled = 0;

	for (i = 0; i < v->elements; i++)
		settled += v->element[i].instead != NULL;
	if (!settled || v->edits || !rpath_is_enclosed(v))
		return;
	for (i = 0; i < 2; i++) {
		e = ends[i];
		if (!e->instead) {
			e->instead = arena_string(p->arena, rpath_element_before(v, i ? v->elements - 1 : 0));
			e->code = CODE_QUOTE_KEPT;
		}
	}
	ends[0]->n += ends[0]->at;
	ends[0]->at = 0;
	ends[1]->n = v->value.n - ends[1]->at;
}

/* Brings in what is known beside the text. */
static void
weigh_evidence(struct planner *p, struct plan_item *item)
{
	struct rpath_verdict *v = &item->verdict;
	size_t i;

	if (!p->host->evidence || item->rpath->place.locked || item->rpath->spelling == SPELLING_DROPPED)
		return;
	weigh_swallowed(p, item);
	if (item->given || item->left != CODE_NONE)
		return;
	for (i = 0; i < v->elements; i++) {
		weigh_element(p, item, i);
		if (p->settings->log || p->settings->verbose || p->settings->mode != MODE_REPAIR)
			note_cause(p, item, i);
	}
	drop_quotes(p, v);
	for (i = 0, v->changed = 0; i < v->elements; i++)
		v->changed |= v->element[i].edits || v->element[i].instead;
	item->change = v->changed;
}

/* Whether the list begins with the value of a variable ORIGIN, where $ORIGIN was written. */
static int
is_origin_value(struct planner *p, struct span value)
{
	struct span o = span_of(p->settings->origin ? p->settings->origin : ""), rest;

	if (o.n < 2 || value.n < o.n || memcmp(value.p, o.p, o.n) != 0 || rpath_is_origin(o))
		return 0;
	rest = span_from(value, o.n);
	rest = span_head(rest, span_find(rest, ':'));
	return (!rest.n || rest.p[0] == '/') && ask(p, rest, CLUE_ANYWHERE).says == SAYS_ORIGIN;
}

static int
plan_items(struct planner *p)
{
	struct link_rpath *r;
	struct plan_item *item;

	for (r = p->link->rpaths; r; r = r->next) {
		item = arena_array(p->arena, 1, sizeof *item);
		p->world.origin = span_of(is_origin_value(p, r->value) ? p->settings->origin : "");
		if (!item || rpath_judge(p->arena, r->value, &p->world, &item->verdict) != 0)
			return -1;
		p->world.origin.n = 0;
		item->rpath = r;
		if (r->spelling == SPELLING_DROPPED) {
			if (make_dropped(p, item) != 0)
				return -1;
		} else {
			item->left = reason_to_leave(p, r, &item->verdict);
			item->change = item->verdict.changed && item->left == CODE_NONE;
		}
		note_padding(p, &item->verdict);
		weigh_evidence(p, item);
		*p->plan->last = item;
		p->plan->last = &item->next;
	}
	for (item = p->plan->items; item; item = item->next) {
		if (p->prefix.n && item->left == CODE_NONE && item->rpath->spelling == SPELLING_RPATH && !item->rpath->place.locked) {
			add_twins(p, &item->verdict, item->rpath->place.file != NULL);
			item->change |= item->verdict.changed;
		}
		p->plan->changed |= item->change;
	}
	if ((p->plan->changed || count_origins(p->plan) > 1) && in_meson(p)) {
		part_twins(p);
		for (item = p->plan->items; item; item = item->next)
			p->plan->changed |= item->change;
	}
	return p->arena->failed ? -1 : 0;
}

/* Whether words may be added: a dynamic link, complete, with something to link. */
static int
may_inject(const struct link *l)
{
	return is_dynamic(l) && link_is_complete(l) && !(l->ended && l->end.file);
}

/* What stands behind the last ':'. */
static struct span
last_element(const struct text *t)
{
	struct span s = text_span(t);
	size_t n = s.n;

	while (n > 0 && s.p[n - 1] != ':')
		n--;
	return span_from(s, n);
}

static struct span
without_slashes(struct span folder)
{
	while (folder.n > 1 && folder.p[folder.n - 1] == '/')
		folder.n--;
	return folder;
}

/* Whether the element is that folder, and stays: Meson's installer may take out what has no slash at its end. */
static int
is_folder(struct planner *p, struct span element, int slash, struct span wanted)
{
	struct span bare = without_slashes(element);

	return span_equal(bare, without_slashes(wanted)) && (slash || bare.n < element.n || !rpath_is_origin(bare) || !in_meson(p));
}

/* Adds an element to what is injected, if it is not there already. */
static void
inject(struct planner *p, struct text *t, struct span e)
{
	struct span rest = text_span(t), there;

	if (any_fits(p, is_folder, e, NULL, 0))
		return;
	while (rest.n) {
		there = span_head(rest, span_find(rest, ':'));
		if (span_equal(without_slashes(there), without_slashes(e)))
			return;
		rest = span_from(rest, there.n + (there.n < rest.n));
	}
	if (t->n)
		text_putc(t, ':');
	text_put(t, e);
}

/* The elements of ORIGINLD_RPATH, repaired, if all are clean. */
static int
inject_setting(struct planner *p, struct text *t)
{
	struct rpath_verdict v;
	size_t i;

	if (rpath_judge(p->arena, span_of(p->settings->rpath), &p->world, &v) != 0)
		return -1;
	for (i = 0; i < v.elements; i++) {
		if (!rpath_is_clean(rpath_element_after(p->arena, &v, i))) {
			plan_note(p->plan, CODE_RPATH_SETTING_BAD);
			return 0;
		}
	}
	for (i = 0; i < v.elements; i++)
		inject(p, t, rpath_element_after(p->arena, &v, i));
	return 0;
}

/* The list with a slash behind each $ORIGIN element, so that none is taken for Meson's own. */
static struct text
part_from_mesons(struct planner *p, const struct text *list)
{
	struct text t = text_in(p->arena);
	size_t i;

	for (i = 0; i <= list->n; i++) {
		if ((i == list->n || list->p[i] == ':') && t.n && t.p[t.n - 1] != '/' && rpath_is_origin(last_element(&t)))
			text_putc(&t, '/');
		if (i < list->n)
			text_putc(&t, list->p[i]);
	}
	return t;
}

/*
 * Room in the file for a longer list, which originld fix may have to write when everything is where it belongs. bfd and gold leave some behind the
 * read-only segments of most files, lld and mold none. Slashes at an element's end harm nobody: loaders look into the same folder, once. An empty element, as
 * CMake has it, would be the current folder. There are not too many, since musl's loader joins element and name in 512 bytes.
 */
enum { ROOM = 64 };

static int
has_room(struct planner *p, struct span element, int slash, struct span wanted)
{
	(void)p, (void)slash, (void)wanted;
	return element.n - without_slashes(element).n >= ROOM;
}

static int
needs_room(struct planner *p)
{
	const struct span any = {NULL, 0};

	return (p->host->linker(p->host->ctx) & (LINKER_LLD | LINKER_MOLD)) && !any_fits(p, has_room, any, NULL, 0);
}

/* What ORIGINLD_RPATH and ORIGINLD_PREFIX ask for, less what is there already. */
static int
plan_injection(struct planner *p)
{
	/* where it will be installed is not known yet: bin and lib are the likeliest */
	const struct span general = span_of(p->link->is_shared ? "$ORIGIN" : "$ORIGIN/../lib");
	struct text t = text_in(p->arena);
	int room = 0, i;

	if (!may_inject(p->link))
		return 0;
	if (p->settings->rpath && inject_setting(p, &t) != 0)
		return -1;
	if (p->prefix.n) {
		inject(p, &t, general);
		room = needs_room(p);
		if (room && !t.n)
			text_put(&t, general);
	}
	if (t.n && in_meson(p))
		t = part_from_mesons(p, &t);
	for (i = 0; room && i < ROOM; i++)
		text_putc(&t, '/');
	p->plan->inject = t.n ? text_string(&t) : NULL;
	return p->arena->failed ? -1 : 0;
}

/*
 * LD_RUN_PATH: bfd records it when there is no -rpath. The other linkers do not know it.
 */
static int
judge_run_path(struct planner *p)
{
	struct rpath_verdict *v = &p->plan->run_path_verdict;
	const char *value = p->settings->run_path;

	if (!value || !*value || p->link->has_rpath || !may_inject(p->link) ||
	    p->host->linker(p->host->ctx) != LINKER_BFD)
		return 0;
	if (rpath_judge(p->arena, span_of(value), &p->world, v) != 0)
		return -1;
	if (p->prefix.n)
		add_twins(p, v, 0);
	return 0;
}

/* It is mended by giving a -rpath, and repeated when an injected one would silence it. */
static int
plan_run_path(struct planner *p)
{
	struct rpath_verdict *v = &p->plan->run_path_verdict;

	if (!v->elements || (!v->changed && !p->plan->inject))
		return 0;
	p->plan->run_path = rpath_render(p->arena, v);
	return p->plan->run_path ? 0 : -1;
}

static int
is_any(struct planner *p, struct span element, int slash, struct span wanted)
{
	(void)p, (void)element, (void)slash, (void)wanted;
	return 1;
}

static int
is_origin(struct planner *p, struct span element, int slash, struct span wanted)
{
	(void)p, (void)slash, (void)wanted;
	return rpath_is_origin(element);
}

/* Options that go with the rpath that the file will have, if it has one. The last of its kind counts, for all linkers. */
static void
plan_options(struct planner *p)
{
	const struct span any = {NULL, 0};
	const struct span added = span_of(p->plan->inject ? p->plan->inject : "");
	enum opt_role wanted = p->settings->dtags == DTAGS_RUNPATH ? ROLE_NEW_DTAGS : p->settings->dtags == DTAGS_RPATH ? ROLE_OLD_DTAGS : ROLE_NONE;
	const char **option = p->plan->option;

	if (!may_inject(p->link) || (!added.n && !any_fits(p, is_any, any, NULL, 0)))
		return;
	if (wanted && p->link->dtags != wanted) {
		*option++ = wanted == ROLE_NEW_DTAGS ? "--enable-new-dtags" : "--disable-new-dtags";
		plan_note(p->plan, CODE_DTAGS_POLICY);
	}
	if (p->link->bsd && !p->link->z_origin && (span_has(added, "$ORIGIN") || span_has(added, "${ORIGIN}") || any_fits(p, is_origin, any, NULL, 0))) {
		*option++ = "-z";
		*option++ = "origin";
		plan_note(p->plan, CODE_ORIGIN_FLAG);
	}
}

/* Whether strict mode has to refuse an element of the verdict; left says why its edits are not carried out. */
static int
refuses(struct planner *p, const struct rpath_verdict *v, enum code left)
{
	enum code code;
	size_t i;

	if (left == CODE_CMAKE_BUILD_RPATH || left == CODE_JUST_SYMBOLS || left == CODE_GCC_DROPS_R)
		return 0;
	for (i = 0; i < v->elements; i++) {
		code = left && v->element[i].edits ? left : v->element[i].code;
		if (code_kind(code) != KIND_WRONG && code_kind(code) != KIND_GUESSED)
			continue;
		p->plan->refuse = code;
		p->plan->refuse_element = rpath_element_before(v, i);
		p->plan->refuse_from = &v->element[i];
		return 1;
	}
	return 0;
}

/* The first element that would still be wrong, or that only a guess would mend. */
static void
plan_refusal(struct planner *p)
{
	struct plan_item *item;

	for (item = p->plan->items; item; item = item->next) {
		if (refuses(p, &item->verdict, item->left))
			return;
	}
	refuses(p, &p->plan->run_path_verdict, CODE_NONE);
}

static void
take_prefix(struct planner *p, struct span prefix)
{
	int good = prefix.p[0] == '/' && rpath_is_clean(prefix) && span_find(prefix, ':') == prefix.n;

	while (prefix.n > 0 && prefix.p[prefix.n - 1] == '/')
		prefix.n--;
	/* the root is no tree that moves: seen from its bin and from usr/bin, lib is not the same folder */
	if (good && prefix.n)
		p->prefix = prefix;
	else
		plan_note(p->plan, CODE_PREFIX_SETTING_BAD);
}

int
plan_make(struct plan *plan, struct arena *a, const struct link *l, const struct settings *s,
    const struct plan_host *host)
{
	struct planner p = {plan, a, l, s, host, {{NULL, 0}, 0, NULL, NULL, {NULL, 0}}, {NULL, 0}, -1};

	memset(plan, 0, sizeof *plan);
	plan->last = &plan->items;
	if (s->unknown)
		plan_note(plan, CODE_MODE_UNKNOWN);
	if (l->query || link_is_pe(l->emulation) || s->mode == MODE_OFF)
		return 0;
	p.world.make_o = settings_make_o(s, a);
	p.world.musl = l->musl;
	p.world.folder = host->is_folder;
	p.world.ctx = host->ctx;
	if (s->prefix)
		take_prefix(&p, span_of(s->prefix));
	if (s->dtags_unknown)
		plan_note(plan, CODE_DTAGS_SETTING_BAD);
	if (plan_items(&p) != 0 || judge_run_path(&p) != 0 || plan_injection(&p) != 0 || plan_run_path(&p) != 0)
		return -1;
	plan_options(&p);
	plan_refusal(&p);
	if (plan->inject || plan->run_path || plan->option[0])
		plan->changed = 1;
	return a->failed ? -1 : 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * What is known beside the text of a value: what stood before the rest that arrived, which word an empty value has taken, and who did it. Where nothing is
 * known, the values stay as rpath.c has judged them.
 */
#include "plan.h"

#include <string.h>

#include "arena.h"
#include "clue.h"
#include "link.h"
#include "opts.h"
#include "plan_own.h"
#include "rsp.h"
#include "settings.h"

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

	if (item->rpath->place.file && !rsp_is_bare(meant))
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

const char *
plan_lost_suffix(struct planner *p, const struct rpath_verdict *v, size_t i, int *ambiguous)
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

	suffix = plan_lost_suffix(p, &item->verdict, i, &ambiguous);
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

/* Who has taken what is missing, where the text alone tells; NULL where nothing is. */
static const char *
taker_of(enum code code)
{
	switch (code) {
	case CODE_MAKE_ATE_DOLLAR: case CODE_MAKE_ATE_TWICE: case CODE_MAKE_O_VALUE: return "make";
	case CODE_PID_FOR_DOLLAR: return "sh";
	default: return NULL;
	}
}

/* Who has mangled an element that is mended for certain, for those who read it. */
static void
note_cause(struct planner *p, struct plan_item *item, size_t i)
{
	struct rpath_element *e = &item->verdict.element[i];
	struct span after = rpath_element_after(p->arena, &item->verdict, i);
	const char *taker = taker_of(e->code);
	struct plan_evidence says;

	if (!e->edits || e->instead || !rpath_is_origin(after))
		return;
	says = ask(p, span_from(after, span_find(after, '/')), taker || e->code == CODE_ORIGIN_VALUE ? CLUE_ANYWHERE : CLUE_VERBATIM);
	if (says.says != SAYS_ORIGIN)
		return;
	e->place = says.place;
	e->layer = says.quoted || e->code == CODE_ORIGIN_VALUE ? says.layer : taker;
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

void
plan_weigh(struct planner *p, struct plan_item *item)
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

int
plan_is_origin_value(struct planner *p, struct span value)
{
	struct span o = span_of(p->settings->origin ? p->settings->origin : ""), rest;

	if (o.n < 2 || value.n < o.n || memcmp(value.p, o.p, o.n) != 0 || rpath_is_origin(o))
		return 0;
	rest = span_from(value, o.n);
	rest = span_head(rest, span_find(rest, ':'));
	return (!rest.n || rest.p[0] == '/') && ask(p, rest, CLUE_ANYWHERE).says == SAYS_ORIGIN;
}

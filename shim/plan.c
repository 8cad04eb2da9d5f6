/* SPDX-License-Identifier: MIT */
/*
 * Policy: given a link line and the settings, which rpath values change and what strict mode refuses; what evidence says comes from plan_weigh.c, and what is
 * added from plan_add.c. Pure; questions about the machine go through struct plan_host. How a change is carried out is hand.c's business.
 */
#include "plan.h"

#include <string.h>

#include "arena.h"
#include "link.h"
#include "opts.h"
#include "plan_own.h"
#include "rsp.h"
#include "settings.h"

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

int
plan_in_meson(struct planner *p)
{
	if (p->meson < 0)
		p->meson = p->host->is_meson(p->host->ctx);
	return p->meson;
}

/* Whether anything may become of a value, or be said of it: CMake's scripts are not read for one that is sound. */
static int
may_matter(struct planner *p, const struct rpath_verdict *v)
{
	int ambiguous;
	size_t i;

	if (v->changed || p->prefix.n || p->settings->log || p->settings->mode != MODE_REPAIR || plan_in_meson(p))
		return 1;
	for (i = 0; i < v->elements; i++) {
		if (v->element[i].code != CODE_NONE || plan_lost_suffix(p, v, i, &ambiguous))
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

int
plan_is_equal(struct planner *p, struct span element, int slash, struct span wanted)
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

int
plan_any_fits(struct planner *p, fits *f, struct span wanted, const struct plan_item *stop, size_t until)
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
			if (!e->edits && !e->instead && !plan_any_fits(p, plan_is_equal, text, item, i))
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

int
plan_is_dynamic(const struct link *l)
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
	if (!t.n || item->rpath->place.locked || !plan_is_dynamic(p->link) || (p->settings->run_path && !p->link->has_rpath) ||
	    p->host->is_file(p->host->ctx, v->value))
		return p->arena->failed ? -1 : 0;
	item->left = CODE_NONE;
	item->change = 1;
	item->made = text_string(&t);
	return item->made ? 0 : -1;
}

void
plan_add_twins(struct planner *p, struct rpath_verdict *v, int bare)
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
		if ((rest.n && rest.p[0] != '/') || (bare && !rsp_is_bare(rest)))
			continue;
		twin = text_in(p->arena);
		text_puts(&twin, "$ORIGIN/..");
		text_put(&twin, rest);
		/* not to be taken for Meson's own */
		if (plan_in_meson(p) && twin.n && twin.p[twin.n - 1] != '/')
			text_putc(&twin, '/');
		if (plan_any_fits(p, plan_is_equal, text_span(&twin), NULL, 0))
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

static int
plan_items(struct planner *p)
{
	struct link_rpath *r;
	struct plan_item *item;

	for (r = p->link->rpaths; r; r = r->next) {
		item = arena_array(p->arena, 1, sizeof *item);
		p->world.origin = span_of(plan_is_origin_value(p, r->value) ? p->settings->origin : "");
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
		plan_weigh(p, item);
		*p->plan->last = item;
		p->plan->last = &item->next;
	}
	for (item = p->plan->items; item; item = item->next) {
		if (p->prefix.n && item->left == CODE_NONE && item->rpath->spelling == SPELLING_RPATH && !item->rpath->place.locked) {
			plan_add_twins(p, &item->verdict, item->rpath->place.file != NULL);
			item->change |= item->verdict.changed;
		}
		p->plan->changed |= item->change;
	}
	if ((p->plan->changed || count_origins(p->plan) > 1) && plan_in_meson(p)) {
		part_twins(p);
		for (item = p->plan->items; item; item = item->next)
			p->plan->changed |= item->change;
	}
	return p->arena->failed ? -1 : 0;
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
	if (plan_items(&p) != 0 || plan_add(&p) != 0)
		return -1;
	plan_refusal(&p);
	if (plan->inject || plan->run_path || plan->option[0])
		plan->changed = 1;
	return a->failed ? -1 : 0;
}

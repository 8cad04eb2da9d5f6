/* SPDX-License-Identifier: MIT */
/*
 * What is added to a line: the rpaths that the settings ask for, LD_RUN_PATH where an rpath would silence it, and options that go with an rpath.
 */
#include "plan.h"

#include <string.h>

#include "arena.h"
#include "link.h"
#include "opts.h"
#include "plan_own.h"
#include "settings.h"

/* Whether words may be added: a dynamic link, complete, with something to link. */
static int
may_inject(const struct link *l)
{
	return plan_is_dynamic(l) && link_is_complete(l) && !(l->ended && l->end.file);
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

	return span_equal(bare, without_slashes(wanted)) && (slash || bare.n < element.n || !rpath_is_origin(bare) || !plan_in_meson(p));
}

/* Adds an element to what is injected, if it is not there already. */
static void
inject(struct planner *p, struct text *t, struct span e)
{
	struct span rest = text_span(t), there;

	if (plan_any_fits(p, is_folder, e, NULL, 0))
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

	return (p->host->linker(p->host->ctx) & (LINKER_LLD | LINKER_MOLD)) && !plan_any_fits(p, has_room, any, NULL, 0);
}

/* What ORIGINLD_RPATH and ORIGINLD_PREFIX ask for, less what is there already. */
static int
add_rpaths(struct planner *p)
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
	if (t.n && plan_in_meson(p))
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
		plan_add_twins(p, v, 0);
	return 0;
}

/* It is mended by giving a -rpath, and repeated when an injected one would silence it. */
static int
add_run_path(struct planner *p)
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
add_options(struct planner *p)
{
	const struct span any = {NULL, 0};
	const struct span added = span_of(p->plan->inject ? p->plan->inject : "");
	enum opt_role wanted = p->settings->dtags == DTAGS_RUNPATH ? ROLE_NEW_DTAGS : p->settings->dtags == DTAGS_RPATH ? ROLE_OLD_DTAGS : ROLE_NONE;
	const char **option = p->plan->option;

	if (!may_inject(p->link) || (!added.n && !plan_any_fits(p, is_any, any, NULL, 0)))
		return;
	if (wanted && p->link->dtags != wanted) {
		*option++ = wanted == ROLE_NEW_DTAGS ? "--enable-new-dtags" : "--disable-new-dtags";
		plan_note(p->plan, CODE_DTAGS_POLICY);
	}
	if (p->link->bsd && !p->link->z_origin && (span_has(added, "$ORIGIN") || span_has(added, "${ORIGIN}") || plan_any_fits(p, is_origin, any, NULL, 0))) {
		*option++ = "-z";
		*option++ = "origin";
		plan_note(p->plan, CODE_ORIGIN_FLAG);
	}
}

int
plan_add(struct planner *p)
{
	if (judge_run_path(p) != 0 || add_rpaths(p) != 0 || add_run_path(p) != 0)
		return -1;
	add_options(p);
	return 0;
}

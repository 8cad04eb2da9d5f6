/* SPDX-License-Identifier: MIT */
#ifndef PLAN_OWN_H
#define PLAN_OWN_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */
#include "rpath.h" /* for struct rpath_world */

struct arena;
struct link;
struct plan;
struct plan_host;
struct plan_item;
struct settings;

/* A plan in the making. For the files plan*.c alone. */
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

/* A question about the final text of an element, but for a twin's slash, which slash tells. */
typedef int fits(struct planner *p, struct span element, int slash, struct span wanted);

fits plan_is_equal;

/* Whether an element before number `until` of item `stop` fits; with NULL for that, any. */
int plan_any_fits(struct planner *p, fits *f, struct span wanted, const struct plan_item *stop, size_t until);

/* Whether Meson builds here, asked once. */
int plan_in_meson(struct planner *p);

/* Whether the output has a use for an rpath, and there is one. */
int plan_is_dynamic(const struct link *l);

/*
 * Gives each element below the prefix its relative twin: seen from bin or lib, PREFIX/x is $ORIGIN/../x. The element stays, for as
 * long as the tree stands where it was meant to. bare: the text lands in a response file.
 */
void plan_add_twins(struct planner *p, struct rpath_verdict *v, int bare);

/* plan_weigh.c: what evidence makes of values. */

/*
 * What an element's suffix is, if a variable before it may have been lost; *ambiguous then says whether it may as well be meant. NULL
 * if there is no reason to ask.
 */
const char *plan_lost_suffix(struct planner *p, const struct rpath_verdict *v, size_t i, int *ambiguous);

/* Brings in what is known beside the text. */
void plan_weigh(struct planner *p, struct plan_item *item);

/* Whether the list begins with the value of a variable ORIGIN, where $ORIGIN was written. */
int plan_is_origin_value(struct planner *p, struct span value);

/* plan_add.c: what is added to the line, once its values are settled. Returns -1 when memory ran out. */
int plan_add(struct planner *p);

#endif

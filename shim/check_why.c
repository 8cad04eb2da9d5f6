/* SPDX-License-Identifier: MIT */
/*
 * Why a library is not found: whether somebody's list has it, and by which of the loader's rules that list does not count. The list that would
 * need the least change comes first.
 */
#include "check.h"

#include "arena.h"
#include "elf.h"
#include "loader.h"
#include "path.h"

struct asking {
	const struct check *c;
	struct loader *l;
	struct loader_object *o;
	struct rules_need *n;
};

/* Whether a list finds the library, with the $ORIGIN of the object. */
static int
finds(struct asking *q, enum rules_why why, struct loader_object *o, struct span list)
{
	struct span path = list.p ? loader_try(q->l, o, list, q->n->name) : list;

	if (!path.n)
		return 0;
	q->n->why = why;
	q->n->why_of = o->path;
	q->n->why_path = path;
	return 1;
}

static struct span
runpath_of(const struct loader_object *o)
{
	struct span none = {NULL, 0};

	return o->file && o->file->elf ? o->file->elf->runpath : none;
}

static struct span
rpath_of(const struct loader_object *o)
{
	struct span none = {NULL, 0};

	return o->file && o->file->elf ? o->file->elf->rpath : none;
}

/* glibc's rules of who inherits what. */
static int
finds_above(struct asking *q)
{
	struct loader_object *p;
	int own = runpath_of(q->o).p != NULL;

	for (p = q->o->by; p && own; p = p->by) {
		if (!runpath_of(p).p && finds(q, WHY_OWN_RUNPATH, p, rpath_of(p)))
			return 1;
	}
	for (p = q->o; p; p = p->by) {
		if (runpath_of(p).p && finds(q, WHY_HIDDEN, p, rpath_of(p)))
			return 1;
	}
	for (p = q->o->by; p; p = p->by) {
		if (finds(q, WHY_RUNPATH_ABOVE, p, runpath_of(p)))
			return 1;
	}
	return 0;
}

/* With the $ORIGIN that the file would have if no link had led to it. */
static int
finds_without_link(struct asking *q, struct span real)
{
	struct loader_object there = *q->o;
	struct span folder = path_folder(real), list = runpath_of(q->o);

	if (!real.n || span_equal(folder, there.origin))
		return 0;
	there.origin = folder;
	if (!finds(q, WHY_LINK, &there, list.p ? list : rpath_of(q->o)))
		return 0;
	q->n->why_of = real;
	return 1;
}

static int
finds_standard(struct asking *q)
{
	const struct loader_world *w = q->l->world;
	struct text t = text_in(q->l->arena);
	size_t i;

	if (!q->o->file || !q->o->file->elf || !(q->o->file->elf->flags & ELF_FLAG_NODEFLIB))
		return 0;
	for (i = 0; i < w->standards; i++) {
		text_puts(&t, i ? ":" : "");
		text_put(&t, w->standard[i]);
	}
	return finds(q, WHY_NODEFLIB, q->o, text_span(&t));
}

void
check_why(const struct check *c, struct loader *l, struct loader_object *o, struct span real, struct rules_need *n)
{
	struct asking q = {c, l, o, n};

	if (span_find(n->name, '/') < n->name.n)
		return;
	if (l->world->libc == LOADER_GLIBC && (finds_above(&q) || finds_standard(&q)))
		return;
	if (finds_without_link(&q, real))
		return;
	if (c->library_path.n)
		finds(&q, WHY_ENVIRONMENT, o, c->library_path);
}

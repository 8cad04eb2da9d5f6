/* SPDX-License-Identifier: MIT */
/*
 * The rpath that one file of a tree should have, so that the tree can be moved anywhere: policy, asked of a tree that may be in memory.
 * It knows neither how the list gets into the file nor how the tree was found.
 *
 * Each element of the old list is mended as on a link line, followed to its folder, and stays if something in that folder is of use. Then
 * each needed library that no remaining folder has gets one. The order stays; only what would hide a library that is to be found elsewhere in the tree
 * goes to the end.
 */
#include "mend.h"

#include <string.h>

#include "arena.h"
#include "codes.h"
#include "elf.h"
#include "path.h"
#include "rpath.h"
#include "rules.h"

/* Where an element leads, before anything is decided. */
enum lead { LEADS_NOWHERE, LEADS_INTO, LEADS_OUT, LEADS_BY_TOKEN };

struct part {
	struct mend_element e;
	enum lead lead;
	int absolute, used, placed;
};

/* One file's work. */
struct work {
	struct arena *a;
	const struct mend_world *w;
	const struct mend_file *f;
	struct part *part;
	size_t parts;
	struct part **chosen; /* for each need, the part that is to find it; NULL: none */
	struct mend *out;
};

static const struct {
	int stays;
	const char *text;
} fates[MEND_FATES] = {
    [MEND_KEPT] = {1, ""},
    [MEND_REPAIRED] = {1, ""},
    [MEND_RELATIVE] = {1, ""},
    [MEND_ADDED] = {1, ""},
    [MEND_OUTSIDE] = {1, "leads out of the tree"},
    [MEND_CURRENT] = {0, "the folder in which the program is started"},
    [MEND_MISSING] = {0, "no such folder"},
    [MEND_BUILD] = {0, "a place of the building machine"},
    [MEND_NOT_NEEDED] = {0, "holds nothing that is needed"},
    [MEND_TWICE] = {0, "stands in the list before"},
};

int
mend_stays(enum mend_fate fate)
{
	return fates[fate].stays;
}

const char *
mend_text(enum mend_fate fate)
{
	return fates[fate].text;
}

/* ---------------------------------------------------------------------- elements */

static struct span
joined(struct arena *a, struct span folder, struct span rest)
{
	struct text t = text_in(a);

	text_put(&t, folder);
	text_put(&t, rest);
	return path_normal(a, text_span(&t));
}

static struct span
origin_to(const struct work *k, struct span folder)
{
	struct text t = text_in(k->a), steps = text_in(k->a);

	path_from(&steps, k->f->home, folder);
	text_puts(&t, steps.n ? "$ORIGIN/" : "$ORIGIN");
	text_put(&t, text_span(&steps));
	return text_span(&t);
}

struct span
mend_from_old(struct arena *a, const struct mend_world *w, struct span path)
{
	size_t i;

	path = path_normal(a, path);
	for (i = 0; i < w->froms && !path_is_below(path, w->tree); i++) {
		if (path_is_below(path, w->from[i]))
			path = joined(a, w->tree, span_from(path, w->from[i].n));
	}
	return path;
}

/* Follows an element to its folder. */
static void
follow(const struct work *k, struct part *p, struct span text)
{
	size_t token = span_begins(text, "${") ? strlen("${ORIGIN}") : strlen("$ORIGIN");
	struct span rest = rpath_is_origin(text) ? span_from(text, token) : text, path;

	p->absolute = rest.n == text.n;
	if (span_find(rest, '$') < rest.n) {
		p->lead = text.p[0] == '/' || !p->absolute ? LEADS_BY_TOKEN : LEADS_NOWHERE;
		return;
	}
	if (p->absolute && (!text.n || text.p[0] != '/'))
		return;
	path = p->absolute ? mend_from_old(k->a, k->w, text) : joined(k->a, k->f->home, rest);
	p->e.folder = k->w->folder(k->w->ctx, path);
	p->lead = path_is_below(p->e.folder.p ? p->e.folder : path, k->w->tree) ? LEADS_INTO : LEADS_OUT;
}

static int
read_parts(struct work *k)
{
	struct rpath_world world;
	struct rpath_verdict v;
	enum code_kind kind;
	struct part *p;
	size_t i;

	memset(&world, 0, sizeof world);
	if (rpath_judge(k->a, k->out->before, &world, &v) != 0)
		return -1;
	k->part = arena_array(k->a, v.elements + k->f->elf->needs + 1, sizeof *k->part);
	k->chosen = arena_array(k->a, k->f->elf->needs + 1, sizeof *k->chosen);
	if (!k->part || !k->chosen)
		return -1;
	for (i = 0; i < v.elements && k->out->before.n; i++) {
		p = &k->part[k->parts++];
		kind = code_kind(v.element[i].code);
		p->e.before = rpath_element_before(&v, i);
		p->e.after = rpath_element_after(k->a, &v, i);
		p->e.fate = kind == KIND_MENDED || kind == KIND_GUESSED ? MEND_REPAIRED : MEND_KEPT;
		follow(k, p, p->e.after);
	}
	return 0;
}

/* -------------------------------------------------------------------------- needs */

static int
holds(const struct work *k, const struct part *p, struct span name)
{
	return p->e.folder.p && name.p ? k->w->holds(k->w->ctx, p->e.folder, name, k->f->elf) : 0;
}

/* Chooses the first folder of the list, in or out of the tree, that has what need i wants. */
static int
found_in_list(struct work *k, enum lead lead, size_t i)
{
	struct part *p;

	for (p = k->part; p < k->part + k->parts && !k->chosen[i]; p++) {
		if (p->lead == lead && holds(k, p, k->f->elf->needed[i].text) == 1) {
			p->used = 1;
			k->chosen[i] = p;
		}
	}
	return k->chosen[i] != NULL;
}

static struct part *
add_part(struct work *k, struct span folder)
{
	struct part *p = &k->part[k->parts++];

	p->e.fate = MEND_ADDED;
	p->e.after = origin_to(k, folder);
	p->e.folder = folder;
	p->lead = LEADS_INTO;
	p->used = 1;
	return p;
}

static size_t
steps_to(const struct work *k, struct span folder)
{
	struct text t = text_in(k->a);
	size_t i, n = 0;

	path_from(&t, k->f->home, folder);
	for (i = 0; i < t.n; i++)
		n += t.p[i] == '/';
	return t.n ? n + 1 : 0;
}

static struct span
nearest(const struct work *k, const struct span *folder, size_t count)
{
	struct span best = folder[0];
	size_t i;

	for (i = 1; i < count; i++) {
		if (steps_to(k, folder[i]) < steps_to(k, best))
			best = folder[i];
	}
	return best;
}

/*
 * Finds a folder for each library that is needed. What only one folder has comes first: that folder may have what could be taken from
 * several.
 */
static void
place_needs(struct work *k)
{
	const struct elf *e = k->f->elf;
	const struct span *folder;
	struct span name;
	size_t i, count, turn;

	for (turn = 0; turn < 3; turn++) {
		for (i = 0; i < e->needs; i++) {
			name = e->needed[i].text;
			if (!name.p || span_find(name, '/') < name.n || found_in_list(k, LEADS_INTO, i))
				continue;
			count = turn ? k->w->holders(k->w->ctx, name, e, &folder) : 0;
			if (count == 1 || (turn == 2 && count)) {
				if (count > 1)
					k->out->twice = name;
				k->chosen[i] = add_part(k, nearest(k, folder, count));
			} else if (turn == 2) {
				found_in_list(k, LEADS_OUT, i);
			}
		}
	}
}

/* ------------------------------------------------------------------------- fates */

static int
is_build(const struct work *k, const struct part *p)
{
	return p->absolute && rules_is_private(p->e.before) && !path_is_below(p->e.before, k->w->tree);
}

static enum mend_fate
fate_inside(const struct work *k, const struct part *p)
{
	struct span any = {NULL, 0};

	if (!p->e.folder.p)
		return MEND_MISSING;
	if (!p->used && (k->w->minimal || !k->w->holds(k->w->ctx, p->e.folder, any, k->f->elf)))
		return MEND_NOT_NEEDED;
	return p->absolute ? MEND_RELATIVE : p->e.fate;
}

static enum mend_fate
fate_outside(const struct work *k, const struct part *p)
{
	if (p->used)
		return MEND_OUTSIDE;
	if (is_build(k, p))
		return MEND_BUILD;
	/* what was made for any place and leads to nothing here was not meant to */
	if (!p->absolute)
		return p->e.folder.p ? MEND_NOT_NEEDED : MEND_MISSING;
	return MEND_OUTSIDE;
}

static void
decide(struct work *k, struct part *p)
{
	struct span none = {NULL, 0};
	struct part *q;

	switch (p->lead) {
	case LEADS_NOWHERE: p->e.fate = MEND_CURRENT; break;
	case LEADS_INTO:
		p->e.fate = fate_inside(k, p);
		if (p->e.fate == MEND_RELATIVE)
			p->e.after = k->f->secure ? p->e.folder : origin_to(k, p->e.folder);
		break;
	case LEADS_OUT: p->e.fate = fate_outside(k, p); break;
	case LEADS_BY_TOKEN: break;
	}
	if (p->e.fate == MEND_RELATIVE && span_equal(p->e.before, p->e.after))
		p->e.fate = MEND_KEPT;
	for (q = k->part; q < p && mend_stays(p->e.fate); q++) {
		if (mend_stays(q->e.fate) && p->e.folder.p && q->e.folder.p && span_equal(q->e.folder, p->e.folder))
			p->e.fate = MEND_TWICE;
	}
	if (!mend_stays(p->e.fate))
		p->e.after = none;
}

/*
 * Whether a part would give the loader a library that it is to take from another one, which has no place in the list yet: from the tree instead of a
 * folder out of it, or under a link from whose folder that library's $ORIGIN would lead astray.
 */
static int
hides(const struct work *k, const struct part *p)
{
	const struct part *c;
	size_t i;

	for (i = 0; i < k->f->elf->needs; i++) {
		c = k->chosen[i];
		if (c && c != p && !c->placed && holds(k, p, k->f->elf->needed[i].text))
			return 1;
	}
	return 0;
}

/* ------------------------------------------------------------------------ the whole */

/*
 * A folder out of the tree whose last names are those of a folder in it with libraries: /old/place/lib, where the tree has lib. Then the
 * tree may have stood in /old/place.
 */
static void
guess_from(const struct work *k, const struct part *p)
{
	struct span any = {NULL, 0}, path = p->e.before, folder;
	size_t at;

	if (p->lead != LEADS_OUT || !p->absolute || k->out->was.n || is_build(k, p) || (p->e.folder.p && !hides(k, p)))
		return;
	path = path_normal(k->a, path);
	/* memory ran out */
	if (!path.n)
		return;
	for (at = 1 + span_find(span_from(path, 1), '/'); at < path.n; at += 1 + span_find(span_from(path, at + 1), '/')) {
		folder = k->w->folder(k->w->ctx, joined(k->a, k->w->tree, span_from(path, at)));
		if (folder.p && k->w->holds(k->w->ctx, folder, any, k->f->elf)) {
			k->out->was = span_head(path, at);
			return;
		}
	}
}

static void
put_element(struct mend *m, struct text *t, struct part *p)
{
	if (mend_stays(p->e.fate) && m->elements)
		text_putc(t, ':');
	text_put(t, p->e.after);
	m->element[m->elements++] = p->e;
	p->placed = 1;
}

/* The next element of the list: the first that hides nothing, or at least the first. NULL: no more. */
static struct part *
next_part(const struct work *k)
{
	struct part *p, *first = NULL;

	for (p = k->part; p < k->part + k->parts; p++) {
		if (p->placed || !mend_stays(p->e.fate))
			continue;
		if (!hides(k, p))
			return p;
		if (!first)
			first = p;
	}
	k->out->tangled |= first != NULL;
	return first;
}

static int
compose(struct work *k)
{
	struct text t = text_in(k->a);
	struct mend *m = k->out;
	struct part *p;

	m->element = arena_array(k->a, k->parts + 1, sizeof *m->element);
	if (!m->element)
		return -1;
	while ((p = next_part(k)) != NULL)
		put_element(m, &t, p);
	for (p = k->part; p < k->part + k->parts; p++) {
		if (!p->placed)
			put_element(m, &t, p);
	}
	m->after = text_span(&t);
	m->changed = !span_equal(m->before, m->after) || (k->f->elf->rpath.p && k->f->elf->runpath.p && !span_equal(k->f->elf->rpath, m->after));
	return k->a->failed ? -1 : 0;
}

int
mend_file(struct mend *out, struct arena *a, const struct mend_world *w, const struct mend_file *f)
{
	struct work k;
	size_t i;

	memset(out, 0, sizeof *out);
	memset(&k, 0, sizeof k);
	out->before = elf_search_path(f->elf);
	k.a = a;
	k.w = w;
	k.f = f;
	k.out = out;
	if (read_parts(&k) != 0)
		return -1;
	if (!f->secure)
		place_needs(&k);
	for (i = 0; i < k.parts; i++) {
		decide(&k, &k.part[i]);
		guess_from(&k, &k.part[i]);
	}
	return compose(&k);
}

/* SPDX-License-Identifier: MIT */
/*
 * Where the libraries of a tree's files come from. Each program is loaded, now and moved. A library that one of them loads is judged by
 * that, as it may inherit a folder or find a library loaded already; any other is loaded alone. What is wrong is said of the file
 * that needs, once, with the first program for which it is so.
 */
#include "check.h"

#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "elf.h"
#include "host.h"
#include "loader.h"
#include "path.h"
#include "quote.h"

/* The tree's libraries by name. */
struct name {
	struct name *next;
	struct span name;
	struct check_item *item;
};

struct names {
	struct name **bucket;
	size_t buckets;
};

/* What loads an item. */
enum { NOT_REACHED, REACHED_ALONE, REACHED_BY_PROGRAM };

/* One program, or library alone, being loaded in both worlds. */
struct run {
	struct check *c;
	struct names *names;
	struct check_item *item;
	struct arena *a;
	const struct host_libc *libc;
	struct loader now, then;
	int alone, has_then;
};

/* Puts findings behind those that an item has. */
static void
append(struct check_item *item, struct finding *first)
{
	struct finding **at = &item->first;

	while (*at)
		at = &(*at)->next;
	*at = first;
}

/* ----------------------------------------------------------------------- names */

static size_t
hash_of(struct span s)
{
	size_t h = 0, i;

	for (i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * (size_t)1099511628211U;
	return h ^ h >> 17;
}

static void
add_name(struct check *c, struct names *names, struct span s, struct check_item *item)
{
	struct name *n = arena_take(c->a, sizeof *n), **at;

	if (!n)
		return;
	n->name = s;
	n->item = item;
	n->next = NULL;
	/* the first stays in front */
	for (at = &names->bucket[hash_of(s) & (names->buckets - 1)]; *at; at = &(*at)->next)
		;
	*at = n;
}

static int
index_names(struct check *c, struct names *names)
{
	struct check_item *item;
	struct span base;
	size_t i;

	for (names->buckets = 256; names->buckets < c->items; names->buckets *= 2)
		;
	names->bucket = arena_array(c->a, names->buckets, sizeof(struct name *));
	if (!names->bucket)
		return -1;
	for (i = 0; i < c->items; i++) {
		item = &c->item[i];
		if (item->object.kind != OBJECT_ELF || item->object.elf.kind != ELF_LIBRARY)
			continue;
		base = path_base(span_of(item->real));
		add_name(c, names, base, item);
		if (item->object.elf.soname.p && !span_equal(base, item->object.elf.soname))
			add_name(c, names, item->object.elf.soname, item);
	}
	return 0;
}

static struct check_item *
find_name(const struct names *names, struct span s, const struct elf *program)
{
	const struct elf *e;
	struct name *n;

	for (n = names->bucket[hash_of(s) & (names->buckets - 1)]; n; n = n->next) {
		e = &n->item->object.elf;
		if (span_equal(n->name, s) && e->bits == program->bits && e->machine == program->machine && e->big == program->big)
			return n->item;
	}
	return NULL;
}

/* --------------------------------------------------------------------- sources */

static struct host_file *
host_file_of(const struct loader_object *o)
{
	/* loader.h gives back what host.c gave it */
	return o->file ? (struct host_file *)(uintptr_t)(const void *)o->file : NULL;
}

static int
is_system(const struct run *r, struct span path, enum loader_step step)
{
	static const char *const usual[] = {"/lib", "/usr/lib", "/lib32", "/lib64", "/libx32", "/usr/lib32", "/usr/lib64", "/usr/libx32"};
	size_t i;

	if (step == LOADER_CACHE || step == LOADER_DEFAULT)
		return 1;
	for (i = 0; i < sizeof usual / sizeof usual[0]; i++) {
		if (path_is_below(path, span_of(usual[i])))
			return 1;
	}
	for (i = 0; i < r->libc->standards; i++) {
		if (path_is_below(path, r->libc->standard[i]))
			return 1;
	}
	return 0;
}

/* Where what a need found comes from. own is the tree's library of that name, or NULL. */
static enum rules_source
source_of(const struct run *r, const struct loader_need *n, const struct check_item *own)
{
	struct host_file *f;
	struct span real;

	if (n->optional)
		return SOURCE_UNKNOWN;
	if (!n->to)
		return n->step == LOADER_ITSELF ? SOURCE_SYSTEM : n->fit == LOADER_UNFIT ? SOURCE_UNFIT : SOURCE_MISSING;
	f = host_file_of(n->to);
	if (!f || n->to->is_loader)
		return SOURCE_SYSTEM;
	if (n->to->path.n && n->to->path.p[0] != '/')
		return SOURCE_CURRENT;
	if (f->in_tree)
		return SOURCE_TREE;
	real = span_of(f->path);
	if (is_system(r, real, n->step))
		return SOURCE_SYSTEM;
	/* what is beside the file may be in /home as it is itself */
	if (rules_is_private(real) && (n->element ? !n->element->origin : !rules_is_private(span_of(r->item->real))))
		return SOURCE_BUILD;
	return own && own->file != f ? SOURCE_OLD : SOURCE_OTHER;
}

/* How much a need is worth telling of. */
static int
rank_of(const struct rules_need *n)
{
	static const unsigned char rank[SOURCE_COUNT] = {[SOURCE_MISSING] = 6, [SOURCE_UNFIT] = 6, [SOURCE_CURRENT] = 5, [SOURCE_BUILD] = 5,
	    [SOURCE_OLD] = 5, [SOURCE_SYSTEM] = 0};

	if (rank[n->now])
		return rank[n->now];
	if (n->then != SOURCE_UNKNOWN && n->then != n->now && (n->now == SOURCE_TREE || (n->now == SOURCE_OTHER && n->then == SOURCE_MISSING)))
		return n->then == SOURCE_MISSING ? 4 : 3;
	if (n->now == SOURCE_SYSTEM && n->own.n)
		return 2;
	return n->subfolder.n || n->configured;
}

/* ------------------------------------------------------------------------ one need */

/* The same need of the same file in the other world, or NULL if the file is not loaded there. */
static const struct loader_need *
in_other(const struct run *r, const struct loader_object *o, size_t i)
{
	const struct loader_object *p;

	if (!r->has_then)
		return NULL;
	for (p = r->then.objects; p; p = p->next) {
		if (p->file == o->file)
			return i < p->needs ? &p->need[i] : NULL;
	}
	return NULL;
}

static struct span
keep(struct check *c, struct span s)
{
	struct span copy = {s.n ? arena_string(c->a, s) : NULL, s.n};

	return copy.p ? copy : span_of("");
}

/* By which way it is found, where that depends on the machine. */
static void
fill_way(struct run *r, const struct loader_need *n, struct rules_need *to)
{
	const struct rules_world *w = &r->c->world;
	struct text t = text_in(r->a);
	struct span folder;
	size_t i;

	if (n->to && n->subfolder.n && n->element->folder.n && n->element->folder.p[0] == '/') {
		to->subfolder = n->subfolder;
		text_put(&t, n->element->folder);
		text_putc(&t, '/');
		text_put(&t, n->name);
		to->subfolder_alone = w->look && !(w->look(w->ctx, text_span(&t)) & RULES_EXISTS);
	}
	folder = path_folder(n->path);
	if (!n->to || n->step != LOADER_CACHE || to->now != SOURCE_SYSTEM || !w->tree.n || span_has(folder, "/glibc-hwcaps/"))
		return;
	for (i = 0; i < r->libc->standards && !span_equal(folder, r->libc->standard[i]); i++)
		;
	to->configured = i == r->libc->standards;
}

static void
fill(struct run *r, struct loader_object *o, size_t i, struct rules_need *to)
{
	const struct loader_need *n = &o->need[i], *then = in_other(r, o, i);
	const struct check_item *own = find_name(r->names, n->name, &r->item->object.elf);

	memset(to, 0, sizeof *to);
	to->name = n->name;
	to->now = source_of(r, n, own);
	to->now_path = n->to ? n->to->path : n->path;
	if (n->to && host_file_of(n->to))
		to->now_real = span_of(host_file_of(n->to)->path);
	if (to->now == SOURCE_MISSING && !r->libc->known)
		to->now = SOURCE_UNKNOWN;
	if (then) {
		to->then = source_of(r, then, own);
		to->then_path = then->to ? then->to->path : then->path;
		if (to->then == SOURCE_MISSING && !r->libc->known && to->now != SOURCE_TREE)
			to->then = SOURCE_UNKNOWN;
	}
	/* a copy of its own is worth a word only where it is not what was found, and the tree is known */
	if (own && n->step != LOADER_ITSELF && !(n->to && (n->to->is_loader || n->to->file == &own->file->file)) &&
	    (r->c->world.tree.n || to->now == SOURCE_MISSING))
		to->own = span_of(own->path);
	if (own)
		to->mend = span_of(own->real);
	fill_way(r, n, to);
	if (to->now == SOURCE_MISSING)
		check_why(r->c, &r->now, o, host_file_of(o) ? span_of(host_file_of(o)->path) : span_of(""), to);
	to->alone = r->alone;
	to->secure = object_is_secure(&r->item->object);
}

/* The model's strings do not stay. */
static void
keep_strings(struct check *c, struct rules_need *n)
{
	n->name = keep(c, n->name);
	n->now_path = keep(c, n->now_path);
	n->then_path = keep(c, n->then_path);
	n->why_of = keep(c, n->why_of);
	n->why_path = keep(c, n->why_path);
}

static void
note_need(struct run *r, struct loader_object *o, size_t i)
{
	struct host_file *f = host_file_of(o);
	struct check_item *item = f ? f->user : NULL;
	struct check *c = r->c;
	struct rules_need n, *old;
	struct rules rules;
	int rank;

	/* programs have told more of it */
	if (item && r->alone && item->reached == REACHED_BY_PROGRAM)
		return;
	fill(r, o, i, &n);
	rank = rank_of(&n);
	if (!item) {
		/* a library of the system that lacks something: nobody else will tell */
		if (n.now != SOURCE_MISSING && n.now != SOURCE_UNFIT)
			return;
		n.foreign = 1;
		n.program = keep(c, o->path);
		keep_strings(c, &n);
		rules_begin(&rules, c->a, &c->world);
		rules_need(&rules, &n);
		append(r->item, rules.first);
		return;
	}
	if (!rank && !c->all_needs)
		return;
	if (!item->need) {
		item->need = arena_array(c->a, o->needs, sizeof *item->need);
		item->needs = item->need ? o->needs : 0;
	}
	if (i >= item->needs)
		return;
	old = item->need[i];
	if (old && rank_of(old) >= rank)
		return;
	if (!old)
		old = item->need[i] = arena_take(c->a, sizeof *old);
	if (!old)
		return;
	*old = n;
	old->file = span_of(item->real);
	keep_strings(c, old);
	if (item != r->item)
		old->program = span_of(r->item->path);
}

/* ------------------------------------------------------------------------- one run */

enum loader_libc
check_libc(const struct check *c, const struct elf *e)
{
	return c->libc >= 0 ? (enum loader_libc)c->libc : loader_libc_of(e);
}

/* The path of an item when the tree has moved. */
static const char *
moved_path(struct run *r)
{
	struct text t = text_in(r->a);

	text_puts(&t, r->c->moved);
	text_puts(&t, r->item->real + (r->c->world.tree.n > 1 ? r->c->world.tree.n : 0));
	return text_string(&t);
}

static int
load(struct run *r, struct host *h, struct loader *l, const char *path)
{
	struct loader_world *w = arena_take(r->a, sizeof *w);

	if (!w || !path)
		return -1;
	host_world(h, r->libc, w);
	w->secure = object_is_secure(&r->item->object);
	return loader_run(l, r->a, w, path, &r->item->file->file);
}

static int
run_item(struct run *r)
{
	struct check *c = r->c;
	struct loader_object *o;
	struct host_file *f;
	struct span interp = r->item->object.elf.interp;
	enum loader_libc libc = check_libc(c, &r->item->object.elf);
	size_t i;

	if (!interp.p || r->item->object.elf.kind == ELF_LIBRARY)
		interp = host_interp(libc, &r->item->object.elf);
	r->libc = host_libc(c->now, interp, libc);
	if (!r->libc || load(r, c->now, &r->now, r->item->real) != 0)
		return -1;
	r->has_then = 0;
	if (c->then) {
		if (load(r, c->then, &r->then, moved_path(r)) != 0)
			return -1;
		r->has_then = 1;
	}
	for (o = r->now.objects; o; o = o->next) {
		for (i = 0; i < o->needs; i++)
			note_need(r, o, i);
	}
	for (o = r->now.objects; o; o = o->next) {
		f = host_file_of(o);
		if (f && f->user && (!r->alone || ((struct check_item *)f->user)->reached == NOT_REACHED))
			((struct check_item *)f->user)->reached = r->alone ? REACHED_ALONE : REACHED_BY_PROGRAM;
	}
	return 0;
}

/* ----------------------------------------------------------------------- the whole */

static int
is_program(const struct check_item *item)
{
	return item->object.kind == OBJECT_ELF && (item->object.elf.kind == ELF_PROGRAM || item->object.elf.kind == ELF_PIE);
}

/* Whether another file of the tree names this library. */
static void
mark_needed(struct check *c, const struct names *names, unsigned char *needed)
{
	const struct elf *e;
	struct check_item *item;
	size_t i, k;

	for (i = 0; i < c->items; i++) {
		e = &c->item[i].object.elf;
		for (k = 0; c->item[i].object.kind == OBJECT_ELF && k < e->needs; k++) {
			item = find_name(names, e->needed[k].text, e);
			if (item && item != &c->item[i])
				needed[item - c->item] = 1;
		}
	}
}

/* Blocks that the model has used are used again for the next file: what it found is kept elsewhere. */
struct scratch {
	struct arena arena;
	char *begin, *end;
};

static int
run_all(struct check *c, struct names *names, const unsigned char *needed)
{
	enum { PROGRAMS, ROOTS, OTHERS, TURNS, FIRST_BLOCK = 1 << 20 };
	struct scratch s;
	struct run r;
	size_t i, done = 0;
	int turn;

	memset(&s, 0, sizeof s);
	s.begin = arena_take(c->a, FIRST_BLOCK);
	s.end = s.begin ? s.begin + FIRST_BLOCK : NULL;
	memset(&r, 0, sizeof r);
	r.c = c;
	r.names = names;
	r.a = &s.arena;
	for (turn = PROGRAMS; turn < TURNS; turn++) {
		for (i = 0; i < c->items; i++) {
			r.item = &c->item[i];
			if (r.item->object.kind != OBJECT_ELF || !elf_is_dynamic(&r.item->object.elf) || is_program(r.item) != (turn == PROGRAMS))
				continue;
			if ((turn == ROOTS && needed[i]) || (turn == OTHERS && !needed[i]) || (turn != PROGRAMS && r.item->reached))
				continue;
			s.arena = *c->a;
			s.arena.at = s.begin;
			s.arena.end = s.end;
			r.alone = turn != PROGRAMS;
			if (!s.begin || run_item(&r) != 0)
				return -1;
			if (c->tick)
				c->tick(c->ctx, ++done, c->items);
		}
	}
	return 0;
}

static void
tell(struct check *c)
{
	struct rules rules;
	size_t i, k;

	for (i = 0; i < c->items; i++) {
		rules_begin(&rules, c->a, &c->world);
		for (k = 0; k < c->item[i].needs; k++) {
			if (!c->item[i].need[k])
				continue;
			rules_need(&rules, c->item[i].need[k]);
			if (c->all_needs)
				rules_need_note(&rules, c->item[i].need[k]);
		}
		append(&c->item[i], rules.first);
	}
}

int
check_needs(struct check *c)
{
	struct names names;
	unsigned char *needed = arena_array(c->a, c->items + 1, 1);

	if (!needed || index_names(c, &names) != 0)
		return -1;
	mark_needed(c, &names, needed);
	if (run_all(c, &names, needed) != 0)
		return -1;
	tell(c);
	return c->a->failed ? -1 : 0;
}

/* ------------------------------------------------------------------------- graph */

/* A string of dot's language, which knows \" and takes bytes as UTF-8. */
static void
put_quoted(struct text *t, struct span s)
{
	size_t n;

	text_putc(t, '"');
	for (; s.n; s = span_from(s, n)) {
		n = bytes_utf8(s);
		if (n == 0 || quote_shown(s) == 0) {
			text_putc(t, '?');
			n = 1;
			continue;
		}
		if (s.p[0] == '"' || s.p[0] == '\\')
			text_putc(t, '\\');
		text_put(t, span_head(s, n));
	}
	text_putc(t, '"');
}

static void
put_edge(struct text *t, const struct check_item *item, const struct rules_need *n)
{
	int lost = n->then != SOURCE_UNKNOWN && n->now == SOURCE_TREE && n->then != SOURCE_TREE;

	text_puts(t, "\t");
	put_quoted(t, span_of(item->real));
	text_puts(t, " -> ");
	put_quoted(t, n->now_real.n ? n->now_real : n->name);
	if (n->now == SOURCE_MISSING || n->now == SOURCE_UNFIT)
		text_puts(t, " [style=dashed, color=red]");
	else if (lost)
		text_puts(t, " [color=red]");
	text_puts(t, ";\n");
}

void
check_dot(const struct check *c, struct text *t)
{
	size_t i, k;

	text_puts(t, "digraph tree {\n\trankdir=LR;\n\tnode [shape=box];\n");
	for (i = 0; i < c->items; i++) {
		for (k = 0; k < c->item[i].needs; k++) {
			if (c->item[i].need[k] && c->item[i].need[k]->now != SOURCE_UNKNOWN)
				put_edge(t, &c->item[i], c->item[i].need[k]);
		}
	}
	text_puts(t, "}\n");
}

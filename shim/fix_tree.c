/* SPDX-License-Identifier: MIT */
/*
 * What lies in a tree: its programs, libraries and scripts, the names under which its folders have libraries, and the answers that mend.h
 * needs. It reads, and changes nothing.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"
#include "elf.h"
#include "fix.h"
#include "host.h"
#include "path.h"
#include "replace.h"
#include "walk.h"

/* What the walk leaves behind. */
struct kept {
	struct kept *next;
	struct fix_item item;
};

struct alias {
	struct alias *next;
	const char *real;
	unsigned long long dev, ino;
};

struct reading {
	struct fix_tree *t;
	size_t root; /* how long the tree's real path is */
	struct kept *first;
	size_t count, aliases;
	struct alias *alias;
	struct fix_item **by_file; /* each file once */
	size_t files;
};

/* --------------------------------------------------------------------------- walk */

static char *
real_path(struct reading *r, const struct walk_folder *folder, const char *name)
{
	struct text t = text_in(r->t->a);

	walk_path(&t, folder, name);
	return text_string(&t);
}

static const char *
told_path(struct reading *r, const char *real)
{
	struct text t = text_in(r->t->a);
	const char *rest = real + r->root;

	text_puts(&t, r->t->told);
	if (t.n && t.p[t.n - 1] == '/' && *rest == '/')
		rest++;
	text_puts(&t, rest);
	return text_string(&t);
}

static void
see_trouble(void *ctx, unsigned worker, const struct walk_folder *folder, const char *name, int error)
{
	struct reading *r = ctx;

	(void)worker;
	trouble(told_path(r, real_path(r, folder, name)), error ? error_text(r->t->a, error) : "is neither a file nor a folder");
	r->t->unread++;
}

/* Files that matter by their names. */
static struct fix_path **
list_for(struct fix_tree *t, struct span path)
{
	struct span name = path_base(path), folder = path_folder(path);

	if (replace_is_temporary(name.p))
		return &t->leftovers;
	if (span_is(name, "RECORD") && span_ends(folder, ".dist-info"))
		return &t->records;
	return span_ends(name, ".pc") && span_is(path_base(folder), "pkgconfig") ? &t->pkg_config : NULL;
}

static void
add_path(struct reading *r, struct fix_path **list, const char *real)
{
	struct fix_path *p = arena_array(r->t->a, 1, sizeof *p);

	p->real = real;
	p->path = told_path(r, real);
	p->next = *list;
	*list = p;
}

static void
add_item(struct reading *r, const struct object *o, const char *real)
{
	struct kept *k = arena_array(r->t->a, 1, sizeof *k);

	k->item.object = *o;
	k->item.real = real;
	k->item.path = told_path(r, real);
	k->next = r->first;
	r->first = k;
	r->count++;
}

static void
see_file(void *ctx, unsigned worker, const struct walk_file *f)
{
	struct reading *r = ctx;
	struct arena *a = r->t->a, before = *a;
	char *real = real_path(r, f->folder, f->name);
	struct fix_path **list = list_for(r->t, span_of(real));
	struct object o;
	int gone;

	if (list) {
		add_path(r, list, real);
		return;
	}
	gone = object_read(&o, a, f->at, f->name, 0, NULL, NULL);
	if (gone < 0)
		see_trouble(ctx, worker, f->folder, f->name, errno);
	else if (!gone && o.kind != OBJECT_OTHER)
		add_item(r, &o, real);
	else if (a->end == before.end)
		*a = before;
}

static void
see_link(void *ctx, unsigned worker, const struct walk_file *f)
{
	struct reading *r = ctx;
	struct alias *l;
	struct stat st;

	(void)worker;
	if (fstatat(f->at, f->name, &st, 0) != 0 || !S_ISREG(st.st_mode))
		return;
	l = arena_array(r->t->a, 1, sizeof *l);
	l->real = real_path(r, f->folder, f->name);
	l->dev = (unsigned long long)st.st_dev;
	l->ino = (unsigned long long)st.st_ino;
	l->next = r->alias;
	r->alias = l;
	r->aliases++;
}

/* -------------------------------------------------------------------------- order */

static int
by_path(const void *x, const void *y)
{
	return strcmp(((const struct fix_item *)x)->real, ((const struct fix_item *)y)->real);
}

static int
compare(struct span x, struct span y)
{
	int c = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);

	return c ? c : x.n < y.n ? -1 : x.n > y.n;
}

static int
by_name(const void *x, const void *y)
{
	const struct fix_name *a = x, *b = y;
	int c = compare(a->name, b->name);

	return c ? c : compare(a->folder, b->folder);
}

static int
by_folder(const void *x, const void *y)
{
	const struct fix_name *a = x, *b = y;
	int c = compare(a->folder, b->folder);

	return c ? c : compare(a->name, b->name);
}

static struct fix_path *
sorted_paths(struct fix_path *list)
{
	struct fix_path *sorted = NULL, **at, *p;

	for (; list; list = p) {
		p = list->next;
		for (at = &sorted; *at && strcmp((*at)->real, list->real) < 0; at = &(*at)->next)
			;
		list->next = *at;
		*at = list;
	}
	return sorted;
}

/* What loaders search by themselves below a folder, and what is there to be linked with and never to be loaded, is no folder for an rpath. */
static int
is_for_rpaths(struct span folder)
{
	return !span_has(folder, "/glibc-hwcaps/") && !span_ends(folder, "/stubs");
}

static void
add_name(struct fix_tree *t, const char *real, struct fix_item *item)
{
	struct fix_name *n = &t->by_name[t->names];

	if (item->object.kind != OBJECT_ELF || item->object.elf.kind != ELF_LIBRARY)
		return;
	n->name = path_base(span_of(real));
	n->folder = path_folder(span_of(real));
	n->item = item;
	t->names += is_for_rpaths(n->folder);
}

static int
compare_files(unsigned long long dev, unsigned long long ino, const struct fix_item *item)
{
	const struct object *o = &item->object;

	return dev != o->dev ? (dev < o->dev ? -1 : 1) : ino != o->ino ? (ino < o->ino ? -1 : 1) : 0;
}

static int
by_file(const void *x, const void *y)
{
	const struct fix_item *a = *(struct fix_item *const *)x, *b = *(struct fix_item *const *)y;
	int c = compare_files(a->object.dev, a->object.ino, b);

	return c ? c : strcmp(a->real, b->real);
}

static struct fix_item *
find_file(const struct reading *r, unsigned long long dev, unsigned long long ino)
{
	size_t low = 0, n = r->files, middle;

	while (low < n) {
		middle = low + (n - low) / 2;
		if (compare_files(dev, ino, r->by_file[middle]) > 0)
			low = middle + 1;
		else
			n = middle;
	}
	return low < r->files && compare_files(dev, ino, r->by_file[low]) == 0 ? r->by_file[low] : NULL;
}

/* Makes the first of several hard links lead to the others. */
static void
join_twins(struct reading *r)
{
	struct fix_item *last = NULL, *item;
	size_t i;

	for (i = 0; i < r->t->items; i++)
		r->by_file[i] = &r->t->item[i];
	qsort(r->by_file, r->t->items, sizeof(struct fix_item *), by_file);
	for (i = 0; i < r->t->items; i++) {
		item = r->by_file[i];
		if (last && compare_files(last->object.dev, last->object.ino, item) == 0) {
			last->twin = item;
			item->is_twin = 1;
		} else {
			r->by_file[r->files++] = item;
		}
		last = item;
	}
}

static const struct fix_name *
first_of(const struct fix_name *list, size_t n, const struct fix_name *key, int (*order)(const void *, const void *))
{
	size_t low = 0, middle;

	while (low < n) {
		middle = low + (n - low) / 2;
		if (order(&list[middle], key) < 0)
			low = middle + 1;
		else
			n = middle;
	}
	return list + low;
}

/* A library by its name and folder, or NULL. */
static const struct fix_name *
find_name(const struct fix_tree *t, struct span name, struct span folder)
{
	const struct fix_name key = {name, folder, NULL, 0}, *n = first_of(t->by_name, t->names, &key, by_name);

	return n < t->by_name + t->names && by_name(n, &key) == 0 ? n : NULL;
}

/*
 * Where a library is found: where it is, if it has its soname there; else in the first folder that has a link of that name.
 */
static void
settle_homes(struct fix_tree *t)
{
	struct fix_name *n;
	struct span home, soname;

	for (n = t->by_name; n < t->by_name + t->names; n++) {
		home = path_folder(span_of(n->item->real));
		soname = n->item->object.elf.soname;
		if (span_equal(n->folder, home))
			continue;
		if (soname.p && span_equal(n->name, soname) && !find_name(t, n->name, home) && span_equal(n->item->home, home))
			n->item->home = n->folder;
		n->away = find_name(t, n->name, home) || (soname.p && span_equal(n->name, soname) && !span_equal(n->folder, n->item->home));
	}
}

static void
index_items(struct reading *r, struct host_files *files)
{
	struct fix_tree *t = r->t;
	struct fix_item *item;
	struct alias *l;

	join_twins(r);
	for (item = t->item; item < t->item + t->items; item++) {
		item->home = path_folder(span_of(item->real));
		if (!item->is_twin)
			host_know(files, item->object.dev, item->object.ino, item->real, &item->object.elf);
		add_name(t, item->real, item);
	}
	for (l = r->alias; l; l = l->next) {
		item = find_file(r, l->dev, l->ino);
		if (item)
			add_name(t, l->real, item);
	}
	qsort(t->by_name, t->names, sizeof *t->by_name, by_name);
	settle_homes(t);
	memcpy(t->by_folder, t->by_name, t->names * sizeof *t->by_name);
	qsort(t->by_folder, t->names, sizeof *t->by_folder, by_folder);
}

/* ------------------------------------------------------------------- mend's questions */

static struct span
answer_folder(void *ctx, struct span path)
{
	struct fix_tree *t = ctx;
	struct span none = {NULL, 0};
	char to[PATH_MAX];
	struct stat st;
	char *real = realpath(arena_string(t->a, path), to);

	return real && stat(real, &st) == 0 && S_ISDIR(st.st_mode) ? span_of(arena_string(t->a, span_of(real))) : none;
}

static int
fits(const struct elf *e, const struct elf *like)
{
	return e && e->kind == ELF_LIBRARY && e->bits == like->bits && e->machine == like->machine && e->big == like->big;
}

static int
holds_any(const struct fix_tree *t, struct span folder, const struct elf *like)
{
	const struct fix_name key = {{"", 0}, folder, NULL, 0}, *end = t->by_folder + t->names, *n;

	for (n = first_of(t->by_folder, t->names, &key, by_folder); n < end && span_equal(n->folder, folder); n++) {
		if (fits(&n->item->object.elf, like))
			return 1;
	}
	return 0;
}

static int
answer_holds(void *ctx, struct span folder, struct span name, const struct elf *like)
{
	struct fix_tree *t = ctx;
	const struct loader_file *file;
	struct text path = text_in(t->a);
	const struct fix_name *n;

	if (!name.n)
		return holds_any(t, folder, like);
	n = find_name(t, name, folder);
	if (n && fits(&n->item->object.elf, like))
		return n->away ? 2 : 1;
	text_put(&path, folder);
	text_putc(&path, '/');
	text_put(&path, name);
	return host_open(t->host, text_string(&path), &file) == LOADER_OPENED && fits(file->elf, like);
}

static size_t
answer_holders(void *ctx, struct span name, const struct elf *like, const struct span **folder)
{
	struct fix_tree *t = ctx;
	const struct fix_name key = {name, {"", 0}, NULL, 0}, *end = t->by_name + t->names, *first, *n;
	struct span *to;
	size_t count = 0;

	first = first_of(t->by_name, t->names, &key, by_name);
	for (n = first; n < end && span_equal(n->name, name); n++)
		;
	to = arena_array(t->a, (size_t)(n - first) + 1, sizeof *to);
	for (n = first; n < end && span_equal(n->name, name); n++) {
		if (!n->away && fits(&n->item->object.elf, like))
			to[count++] = n->folder;
	}
	*folder = to;
	return count;
}

/* ------------------------------------------------------------------------ the whole */

static void
show_files(void *ctx, size_t files)
{
	struct reading *r = ctx;

	if (r->t->tick)
		r->t->tick(r->t->ctx, files);
}

int
fix_tree_read(struct fix_tree *t, const char *told, const char *real)
{
	struct reading r = {t, strlen(real), NULL, 0, 0, NULL, NULL, 0};
	struct walk walk = {&r, 1, see_file, see_trouble, show_files, see_link};
	struct host_files *files = arena_take(t->a, sizeof *files);
	struct kept *k;

	t->told = told;
	if (!files || walk_trees(&walk, &real, 1) < 0)
		return -1;
	t->item = arena_array(t->a, r.count + 1, sizeof *t->item);
	t->by_name = arena_array(t->a, r.count + r.aliases + 1, sizeof *t->by_name);
	t->by_folder = arena_array(t->a, r.count + r.aliases + 1, sizeof *t->by_folder);
	r.by_file = arena_array(t->a, r.count + 1, sizeof *r.by_file);
	if (!t->item || !t->by_name || !t->by_folder || !r.by_file)
		return -1;
	for (k = r.first; k; k = k->next)
		t->item[t->items++] = k->item;
	qsort(t->item, t->items, sizeof *t->item, by_path);
	*files = host_files_in(t->a);
	index_items(&r, files);
	t->pkg_config = sorted_paths(t->pkg_config);
	t->records = sorted_paths(t->records);
	t->host = host_new(files, real, NULL);
	t->world.ctx = t;
	t->world.tree = span_of(real);
	t->world.folder = answer_folder;
	t->world.holds = answer_holds;
	t->world.holders = answer_holders;
	return t->host && !t->a->failed ? 0 : -1;
}

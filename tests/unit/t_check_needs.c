/* SPDX-License-Identifier: MIT */
/*
 * Where the libraries of a tree come from, now and when it has moved, and why one is not found: a tree of real files, of which each shows one rule. What the
 * loaders have built in and configured is made up. All of it is asked again with memory that ends.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tap.h"

#include "check.h"
#include "elf.h"
#include "host.h"
#include "loader.h"
#include "made_cache.h"
#include "made_os.h"
#include "made_tree.h"
#include "scarce.h"

#define KNOWN "@ld.so"
#define UNKNOWN "/nowhere/ld.so"
#define OLD_GLIBC "@ld36.so"
#define MUSL "@musl/lib/ld-musl-t.so.1"
#define NO_MUSL "/nowhere/ld-musl-t.so.1"

/* The items, and what else there is for loaders to find. A name below app/ is an item's. */
static const struct {
	const char *name;
	struct tree_elf elf;
} files[] = {
    {"ld.so", {.type = 3, .soname = "ld.so"}},
    {"ld36.so", {.type = 3, .soname = "ld36.so"}},
    {"musl/lib/ld-musl-t.so.1", {.type = 3, .soname = "libc.so"}},

    {"app/bin/relative", {.type = 3, .interp = KNOWN, .need = {"liba.so"}, .runpath = "$ORIGIN/../lib"}},
    {"app/bin/absolute", {.type = 2, .interp = KNOWN, .need = {"liba.so"}, .runpath = "@app/lib"}},
    {"app/bin/alien", {.type = 3, .interp = UNKNOWN, .need = {"liba.so", "libnone.so"}, .runpath = "@app/lib"}},
    {"app/bin/beside", {.type = 3, .interp = KNOWN, .need = {"libo.so"}, .runpath = "$ORIGIN/../../out"}},
    {"app/bin/beside-alien", {.type = 3, .interp = UNKNOWN, .need = {"libo.so"}, .runpath = "$ORIGIN/../../out"}},
    {"app/bin/slash", {.type = 3, .interp = KNOWN, .need = {"@out/libo.so", "@none/libm.so"}}},
    {"app/bin/build", {.type = 3, .interp = KNOWN, .need = {"libb.so"}, .runpath = "@out/.libs"}},
    {"app/bin/other-copy", {.type = 3, .interp = KNOWN, .need = {"liba.so"}, .runpath = "$ORIGIN/../../out2"}},
    {"app/bin/lost", {.type = 3, .interp = KNOWN, .need = {"liba.so"}}},
    {"app/bin/narrow", {.type = 3, .interp = KNOWN, .need = {"liba.so"}, .narrow = 1, .machine = 3}},
    {"app/bin/big", {.type = 3, .interp = KNOWN, .need = {"liba.so"}, .big = 1}},
    {"app/bin/unfit", {.type = 3, .interp = KNOWN, .need = {"libtext.so"}, .runpath = "@out/text"}},
    {"app/bin/itself", {.type = 3, .interp = KNOWN, .need = {"ld.so"}, .runpath = "$ORIGIN/../lib"}},
    {"app/bin/musl-rpath", {.type = 3, .interp = MUSL, .need = {"libstd.so"}, .rpath = "@std"}},
    {"app/bin/musl-default", {.type = 3, .interp = MUSL, .need = {"libstd.so"}}},
    {"app/bin/musl-itself", {.type = 3, .interp = NO_MUSL, .need = {"libc.so"}, .runpath = "$ORIGIN/../lib"}},
    {"app/bin/current", {.type = 3, .interp = OLD_GLIBC, .need = {"libs.so", "libt.so"}, .runpath = "below:"}},
    {"app/bin/special", {.type = 3, .interp = OLD_GLIBC, .need = {"libu.so", "liba.so"}, .runpath = "@app/lib"}},
    {"app/bin/cached", {.type = 3, .interp = KNOWN, .need = {"libg.so", "libh.so", "libk.so"}}},
    {"app/bin/foreign", {.type = 3, .interp = KNOWN, .need = {"libf.so"}, .runpath = "$ORIGIN/../../out"}},
    {"app/bin/hidden", {.type = 3, .interp = KNOWN, .need = {"liba.so"}, .rpath = "$ORIGIN/../lib", .runpath = "$ORIGIN/none"}},
    {"app/bin/above", {.type = 3, .interp = KNOWN, .need = {"liby.so"}, .rpath = "$ORIGIN/../deep:$ORIGIN/../lib"}},
    {"app/bin/far", {.type = 3, .interp = KNOWN, .need = {"libfar.so"}, .runpath = "@out"}},
    {"app/bin/fallback", {.type = 3, .interp = KNOWN, .need = {"libg.so"}, .runpath = "$ORIGIN/../../out"}},
    {"app/bin/musl-file", {.type = 3, .interp = MUSL, .need = {"ld-musl-t.so.1"}, .rpath = "@musl/lib"}},
    {"app/bin/linked", {.type = 3, .interp = KNOWN, .need = {"libv.so", "libq.so"}, .runpath = "$ORIGIN/../links"}},
    {"app/bin/nodeflib", {.type = 3, .interp = KNOWN, .need = {"libd.so"}, .flags_1 = TREE_NODEFLIB}},
    {"app/bin/environment", {.type = 3, .interp = KNOWN, .need = {"libe.so"}}},

    {"app/lib/liba.so", {.type = 3, .soname = "liba.so.0"}},
    {"app/lib/ld.so", {.type = 3, .soname = "ld.so"}},
    {"app/lib/libc.so", {.type = 3, .soname = "libc.so"}},
    {"app/lib/libk.so", {.type = 3, .soname = "libk.so"}},
    {"app/lib/tls/libu.so", {.type = 3, .soname = "libu.so"}},
    {"app/lib/tls/liba.so", {.type = 3, .soname = "liba.so"}},
    {"app/lib/libself.so", {.type = 3, .soname = "libself.so", .need = {"libself.so"}}},
    {"app/lib/libroot.so", {.type = 3, .soname = "libroot.so", .need = {"libleaf.so"}, .runpath = "$ORIGIN"}},
    {"app/lib/libleaf.so", {.type = 3, .soname = "libleaf.so", .need = {"libnone.so"}}},
    {"app/lib/libv.so", {.type = 3, .soname = "libv.so", .need = {"libw.so", "libnone.so"}, .runpath = "$ORIGIN"}},
    {"app/lib/libq.so", {.type = 3, .soname = "libq.so", .need = {"libw.so"}, .rpath = "$ORIGIN"}},
    {"app/lib/libmips.so", {.type = 3, .soname = "libmips.so", .need = {"libc.so"}, .machine = 8}},
    {"app/lib/ld-musl-t.so.1", {.type = 3}},
    /* stands beside libnone.so in the table of names, where size_t has 64 bit */
    {"app/lib/libvg.so", {.type = 3}},
    {"app/lib/libw.so", {.type = 3, .soname = "libw.so"}},
    {"app/lib/libz.so", {.type = 3, .soname = "libz.so"}},
    {"app/deep/liby.so", {.type = 3, .soname = "liby.so", .need = {"libz.so", "libnone.so"}, .runpath = "$ORIGIN/none"}},
    {"app/lib32/liba.so", {.type = 3, .soname = "liba.so", .narrow = 1, .machine = 3}},

    {"out/libo.so", {.type = 3, .soname = "libo.so"}},
    {"out/libfar.so", {.type = 3, .soname = "libfar.so"}},
    {"out/libf.so", {.type = 3, .soname = "libf.so", .need = {"libtext.so", "libgone.so", "libo.so"}, .runpath = "$ORIGIN/text:$ORIGIN"}},
    {"out/libg.so", {.type = 3, .soname = "libg.so"}},
    {"out/glibc-hwcaps/x/libh.so", {.type = 3, .soname = "libh.so"}},
    {"out/.libs/libb.so", {.type = 3, .soname = "libb.so"}},
    {"out2/liba.so", {.type = 3, .soname = "liba.so"}},
    {"std/libstd.so", {.type = 3, .soname = "libstd.so"}},
    {"env/libe.so", {.type = 3, .soname = "libe.so"}},
    {"current/tls/libs.so", {.type = 3, .soname = "libs.so"}},
    {"current/below/tls/libt.so", {.type = 3, .soname = "libt.so"}},
};

enum { FILES = sizeof files / sizeof files[0] };

/* What has to be known of each need when all is asked for and the tree moves. */
static const struct answer {
	const char *file, *need;
	enum rules_source now, then;
	enum rules_why why;
	const char *own; /* below app/ */
	int subfolder, alone, configured;
} answers[] = {
    {"bin/relative", "liba.so", SOURCE_TREE, SOURCE_TREE, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/absolute", "liba.so", SOURCE_TREE, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/alien", "liba.so", SOURCE_TREE, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/alien", "libnone.so", SOURCE_UNKNOWN, SOURCE_UNKNOWN, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/beside", "libo.so", SOURCE_OTHER, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/beside-alien", "libo.so", SOURCE_OTHER, SOURCE_UNKNOWN, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/slash", "@out/libo.so", SOURCE_OTHER, SOURCE_OTHER, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/slash", "@none/libm.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/build", "libb.so", SOURCE_BUILD, SOURCE_BUILD, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/other-copy", "liba.so", SOURCE_OLD, SOURCE_MISSING, WHY_UNKNOWN, "lib/liba.so", 0, 0, 0},
    {"bin/lost", "liba.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, "lib/liba.so", 0, 0, 0},
    {"bin/narrow", "liba.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, "lib32/liba.so", 0, 0, 0},
    {"bin/big", "liba.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/unfit", "libtext.so", SOURCE_UNFIT, SOURCE_UNFIT, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/itself", "ld.so", SOURCE_SYSTEM, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/musl-rpath", "libstd.so", SOURCE_SYSTEM, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/musl-default", "libstd.so", SOURCE_SYSTEM, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/musl-itself", "libc.so", SOURCE_SYSTEM, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/current", "libs.so", SOURCE_CURRENT, SOURCE_CURRENT, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/current", "libt.so", SOURCE_CURRENT, SOURCE_CURRENT, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/special", "libu.so", SOURCE_TREE, SOURCE_MISSING, WHY_UNKNOWN, NULL, 1, 1, 0},
    {"bin/special", "liba.so", SOURCE_TREE, SOURCE_MISSING, WHY_UNKNOWN, "lib/liba.so", 1, 0, 0},
    {"bin/cached", "libg.so", SOURCE_SYSTEM, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 1},
    {"bin/cached", "libh.so", SOURCE_SYSTEM, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/cached", "libk.so", SOURCE_TREE, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/hidden", "liba.so", SOURCE_MISSING, SOURCE_MISSING, WHY_HIDDEN, "lib/liba.so", 0, 0, 0},
    {"bin/nodeflib", "libd.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/environment", "libe.so", SOURCE_MISSING, SOURCE_MISSING, WHY_ENVIRONMENT, NULL, 0, 0, 0},
    {"deep/liby.so", "libz.so", SOURCE_MISSING, SOURCE_MISSING, WHY_OWN_RUNPATH, "lib/libz.so", 0, 0, 0},
    {"deep/liby.so", "libnone.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"lib/libv.so", "libw.so", SOURCE_MISSING, SOURCE_MISSING, WHY_LINK, "lib/libw.so", 0, 0, 0},
    {"lib/libv.so", "libnone.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"lib/libq.so", "libw.so", SOURCE_MISSING, SOURCE_MISSING, WHY_LINK, "lib/libw.so", 0, 0, 0},
    {"lib/libmips.so", "libc.so", SOURCE_SYSTEM, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/far", "libfar.so", SOURCE_OTHER, SOURCE_OTHER, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/fallback", "libg.so", SOURCE_OTHER, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"bin/musl-file", "ld-musl-t.so.1", SOURCE_SYSTEM, SOURCE_SYSTEM, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"lib/libself.so", "libself.so", SOURCE_TREE, SOURCE_TREE, WHY_UNKNOWN, NULL, 0, 0, 0},
    {"lib/libroot.so", "libleaf.so", SOURCE_TREE, SOURCE_TREE, WHY_UNKNOWN, NULL, 0, 0, 0},
};

enum { ANSWERS = sizeof answers / sizeof answers[0] };

/* --------------------------------------------------------------- what loaders have */

/* glibc's cache of three names, in the descending order that it has. */
static void
make_loaders(void)
{
	static const char *const names[] = {"libk.so", "libh.so", "libg.so"};
	static unsigned char cache[4 * PATH_MAX];
	const char *const paths[] = {tree_path("app/lib/libk.so"), tree_path("out/glibc-hwcaps/x/libh.so"), tree_path("out/libg.so")};
	struct span bytes = {(const char *)cache, 0};

	made_begin();
	bytes.n = made_cache(cache, names, paths, 3);
	made_file("/etc/ld.so.cache", S_IFREG | 0644, bytes);
	made_file(tree_path("ld36.so"), S_IFREG | 0755, span_of("stable release version 2.36."));
	made_file(tree_path("musl/etc/ld-musl-t.path"), S_IFREG | 0644, span_of(tree_path("std")));
}

static void
make_tree(void)
{
	size_t i;

	for (i = 0; i < FILES; i++)
		tree_elf(files[i].name, &files[i].elf);
	tree_text("app/bin/script", "#!/bin/sh\n", 0755);
	tree_text("out/text/libtext.so", "this is no library", 0644);
	tree_link("app/links/libv.so", "../lib/libv.so");
	tree_link("app/links/libq.so", "../lib/libq.so");
	if (chdir(tree_path("current")) != 0)
		tree_fail("current");
	make_loaders();
}

/* ------------------------------------------------------------------------- one check */

/* How it is asked. */
struct asking {
	int no_tree, no_move, no_look, some_needs, libc;
	const char *only; /* these files of app alone, with a blank behind each; NULL: all */
	int (*judge)(const struct check *c);
	/* the check's */
	struct host_files all;
	struct host *now;
	size_t ticks;
	int ticking;
};

static int
look(void *ctx, struct span path)
{
	const struct asking *k = ctx;
	char text[PATH_MAX];

	if (path.n >= sizeof text)
		return 0;
	if (path.n)
		memcpy(text, path.p, path.n);
	text[path.n] = '\0';
	return host_look(k->now, text);
}

static void
tick(void *ctx, size_t done, size_t all)
{
	struct asking *k = ctx;

	if (done == k->ticks + 1 && done <= all)
		k->ticks = done;
}

static int
by_path(const void *x, const void *y)
{
	return strcmp(((const struct check_item *)x)->real, ((const struct check_item *)y)->real);
}

/* Reads one file of the tree as an item. */
static int
gather_one(struct arena *a, const char *name, struct check *c)
{
	struct check_item *item = &c->item[c->items];
	struct span path = span_of(name);

	item->path = arena_string(a, path);
	item->real = arena_string(a, span_of(tree_path(name)));
	if (!item->path || !item->real)
		return -1;
	c->items++;
	return object_read(&item->object, a, AT_FDCWD, item->real, 0, NULL, NULL);
}

/* A library that is known to stand in a folder of another package, wherever the test's own stand. */
static int
know_far(struct arena *a, struct asking *k)
{
	static struct object o;
	int result = object_read(&o, a, AT_FDCWD, tree_path("out/libfar.so"), 0, NULL, NULL);

	return result == 0 && host_know(&k->all, o.dev, o.ino, "/opt/far/libfar.so", &o.elf) ? 0 : -1;
}

static int
is_wanted(const struct asking *k, const char *name)
{
	char word[64];

	if (strncmp(name, "app/", 4) != 0)
		return 0;
	snprintf(word, sizeof word, "%s ", name + 4);
	return !k->only || strstr(k->only, word) != NULL;
}

static int
gather(struct arena *a, struct check *c, struct asking *k)
{
	struct check_item *item;
	size_t i;

	c->item = arena_array(a, FILES + 1, sizeof *c->item);
	for (i = 0; c->item && i < FILES; i++) {
		if (is_wanted(k, files[i].name) && gather_one(a, files[i].name, c) != 0)
			return -1;
	}
	if (!c->item || (!k->only && gather_one(a, "app/bin/script", c) != 0))
		return -1;
	qsort(c->item, c->items, sizeof *c->item, by_path);
	k->all = host_files_in(a);
	if (know_far(a, k) != 0)
		return -1;
	for (item = c->item; item < c->item + c->items; item++) {
		item->file = host_know(&k->all, item->object.dev, item->object.ino, item->real, item->object.kind == OBJECT_ELF ? &item->object.elf : NULL);
		if (!item->file)
			return -1;
		item->file->user = item;
		item->file->in_tree = !k->no_tree;
	}
	return 0;
}

/* What check does after it has read the tree. Returns 0, -1 when memory ran out, 1 where the judge does not like it. */
static int
check_all(struct arena *a, struct asking *k)
{
	static const char moved[] = "/originld-elsewhere";
	struct check c;
	const char *root = tree_path("app"), *path = tree_path("env");
	int result;

	memset(&c, 0, sizeof c);
	c.a = a;
	k->ticks = 0;
	if (gather(a, &c, k) != 0)
		return -1;
	c.now = k->now = host_new(&k->all, k->no_tree ? NULL : root, NULL);
	c.then = k->no_move || k->no_tree ? NULL : host_new(&k->all, root, moved);
	if (!c.now || (!c.then && !k->no_move && !k->no_tree))
		return -1;
	c.world.tree = span_of(k->no_tree ? "" : root);
	c.world.look = k->no_look ? NULL : look;
	c.world.ctx = k;
	c.files = &k->all;
	c.moved = moved;
	c.library_path = span_of(path);
	c.libc = k->libc;
	c.all_needs = !k->some_needs;
	c.tick = k->ticking ? tick : NULL;
	c.ctx = k;
	result = check_needs(&c);
	if (result != 0)
		return result == -1 ? -1 : 1;
	result = k->judge(&c);
	return a->failed ? 1 : result;
}

/* Paths that were put together for it are of no use afterwards. */
static int
check(struct arena *a, void *ctx)
{
	size_t before = tree.text_n;
	int result = check_all(a, ctx);

	tree.text_n = before;
	return result;
}

static const struct check_item *
item_of(const struct check *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->items; i++) {
		if (strcmp(c->item[i].path + 4, name) == 0)
			return &c->item[i];
	}
	return NULL;
}

static const struct rules_need *
need_of(const struct check *c, const struct answer *x)
{
	const struct check_item *item = item_of(c, x->file);
	size_t i;

	for (i = 0; item && i < item->needs; i++) {
		if (item->need[i] && span_is(item->need[i]->name, tree_told(x->need)))
			return item->need[i];
	}
	return NULL;
}

static int
is_answer(const struct rules_need *n, const struct answer *x)
{
	return n && n->now == x->now && n->then == x->then && n->why == x->why && (x->own ? span_ends(n->own, x->own) : !n->own.n) &&
	    (n->subfolder.n > 0) == x->subfolder && !n->subfolder_alone == !x->alone && !n->configured == !x->configured && n->file.n && (n->now == SOURCE_MISSING || n->now_path.n || n->now == SOURCE_UNKNOWN || n->now == SOURCE_SYSTEM);
}

/* Whether an item's findings have one about that library. */
static int
has_finding(const struct check *c, const char *name, const char *about)
{
	const struct check_item *item = item_of(c, name);
	const struct finding *f;

	for (f = item ? item->first : NULL; f; f = f->next) {
		if (span_is(f->element, about) && f->message.n)
			return 1;
	}
	return 0;
}

/* --------------------------------------------------------------------------- judges */

/* All answers, but for files that are not looked at. */
static int
judge_all(const struct check *c)
{
	size_t i;

	for (i = 0; i < ANSWERS; i++) {
		if (item_of(c, answers[i].file) && !is_answer(need_of(c, &answers[i]), &answers[i]))
			return 1;
	}
	return has_finding(c, "bin/foreign", "libtext.so") && has_finding(c, "bin/foreign", "libgone.so") && !has_finding(c, "bin/foreign", "libo.so") ? 0 : 1;
}

/* The same with a word on each, for whoever looks for a mistake. */
static int
tell_all(const struct check *c)
{
	const struct rules_need *n;
	size_t i;

	for (i = 0; i < ANSWERS; i++) {
		n = need_of(c, &answers[i]);
		if (!ok(is_answer(n, &answers[i]), "check_needs: %s needs %s", answers[i].file, answers[i].need) && n)
			printf("#   now %d, then %d, why %d, own %.*s, subfolder %d, alone %d, configured %d\n", (int)n->now, (int)n->then, (int)n->why,
			    (int)n->own.n, n->own.n ? n->own.p : "", n->subfolder.n > 0, n->subfolder_alone, n->configured);
	}
	return 0;
}

/* Where nothing is known of a tree that moves, only what is wrong as it is counts, and a copy of the tree only for what is missing. */
static int
judge_no_tree(const struct check *c)
{
	static const struct answer lost = {"bin/lost", "liba.so", SOURCE_MISSING, SOURCE_UNKNOWN, WHY_UNKNOWN, "lib/liba.so", 0, 0, 0};
	static const struct answer copy = {"bin/other-copy", "liba.so", SOURCE_OLD, SOURCE_UNKNOWN, WHY_UNKNOWN, NULL, 0, 0, 0};
	static const struct answer cached = {"bin/cached", "libg.so", SOURCE_SYSTEM, SOURCE_UNKNOWN, WHY_UNKNOWN, NULL, 0, 0, 0};

	return is_answer(need_of(c, &lost), &lost) && is_answer(need_of(c, &copy), &copy) && is_answer(need_of(c, &cached), &cached) ? 0 : 1;
}

static int
judge_no_look(const struct check *c)
{
	static const struct answer special = {"bin/special", "libu.so", SOURCE_TREE, SOURCE_MISSING, WHY_UNKNOWN, NULL, 1, 0, 0};

	return is_answer(need_of(c, &special), &special) ? 0 : 1;
}

/* What is in order is not kept. */
static int
judge_some(const struct check *c)
{
	static const struct answer good = {"bin/relative", "liba.so", SOURCE_TREE, SOURCE_TREE, WHY_UNKNOWN, NULL, 0, 0, 0}, bad = {"bin/lost", "liba.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, "lib/liba.so", 0, 0, 0};

	return !need_of(c, &good) && is_answer(need_of(c, &bad), &bad) && has_finding(c, "bin/lost", "liba.so") && !has_finding(c, "bin/relative", "liba.so") ? 0 : 1;
}

/* As musl's loader would find them: it has no cache, and inherits. */
static int
judge_musl(const struct check *c)
{
	static const struct answer hidden = {"bin/hidden", "liba.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, "lib/liba.so", 0, 0, 0};
	static const struct answer cached = {"bin/cached", "libg.so", SOURCE_MISSING, SOURCE_MISSING, WHY_UNKNOWN, NULL, 0, 0, 0};
	static const struct answer above = {"deep/liby.so", "libz.so", SOURCE_TREE, SOURCE_TREE, WHY_UNKNOWN, NULL, 0, 0, 0};

	return is_answer(need_of(c, &hidden), &hidden) && is_answer(need_of(c, &cached), &cached) && is_answer(need_of(c, &above), &above) ? 0 : 1;
}

static int
judge_dot(const struct check *c)
{
	struct text t = text_in(c->a);
	int good;

	check_dot(c, &t);
	good = span_begins(text_span(&t), "digraph") && span_has(text_span(&t), "/bin/absolute\" -> ") && span_has(text_span(&t), "/bin/lost\" -> \"liba.so\" [style=dashed, color=red];") &&
	    span_has(text_span(&t), "/bin/alien\" -> ") && !span_has(text_span(&t), "/bin/alien\" -> \"libnone.so\"") && span_ends(text_span(&t), "}\n");
	return good ? 0 : 1;
}

static int
judge_nothing(const struct check *c)
{
	return c->items == 1 && c->item[0].needs == 0 && !c->item[0].first ? 0 : 1;
}

int
main(void)
{
	static const struct {
		const char *what;
		struct asking asking;
	} rows[] = {
	    {"a tree that moves", {.libc = -1, .judge = judge_all}},
	    {"a tree that moves, told of as it goes on", {.libc = -1, .judge = judge_all, .ticking = 1}},
	    {"no tree that could move", {.libc = -1, .judge = judge_no_tree, .no_tree = 1}},
	    {"a tree that is not to move", {.libc = -1, .judge = judge_no_tree, .no_tree = 1, .no_move = 1}},
	    {"a world in which nobody can look", {.libc = -1, .judge = judge_no_look, .no_look = 1}},
	    {"only what is worth telling", {.libc = -1, .judge = judge_some, .some_needs = 1}},
	    {"all by musl's rules", {.libc = LOADER_MUSL, .judge = judge_musl}},
	    {"a tree as a graph", {.libc = -1, .judge = judge_dot}},
	    {"the same with what is worth telling", {.libc = -1, .judge = judge_dot, .some_needs = 1}},
	    {"a file that needs nothing", {.libc = -1, .judge = judge_nothing, .only = "lib/libw.so "}},
	    {"a few files", {.libc = -1, .judge = judge_all, .only = "bin/lost bin/absolute bin/special bin/foreign bin/above deep/liby.so lib/liba.so lib/libz.so "}},
	    {"a few files, and what is worth telling of them", {.libc = -1, .judge = judge_some, .some_needs = 1, .only = "bin/lost bin/relative lib/liba.so "}},
	};
	struct asking k;
	struct arena a;
	size_t i;
	int result;

	tree_begin();
	make_tree();
	memset(&k, 0, sizeof k);
	k.libc = -1;
	k.judge = tell_all;
	arena_again(&a);
	check(&a, &k);
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		k = rows[i].asking;
		arena_again(&a);
		result = check(&a, &k);
		ok(result == 0 && (!k.ticking || k.ticks > 20), "check_needs: %s", rows[i].what);
	}
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		k = rows[i].asking;
		if (k.only)
			ok(scarce_pieces(check, &k) > 10, "check_needs: %s, with memory that ends", rows[i].what);
	}
	if (chdir("/") != 0)
		return 2;
	ok(tree_end(), "check_needs: nothing was made in the tree");
	return done();
}

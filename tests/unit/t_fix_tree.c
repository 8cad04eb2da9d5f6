/* SPDX-License-Identifier: MIT */
/*
 * What `originld fix` reads of a tree, and the answers that mend.h gets of it: where a library is found, under which names, and by whom it can be loaded. The
 * calls by which files are opened and looked at are defined here, so that one may be gone, and the tree may lie on two file systems.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tap.h"

#include "elf.h"
#include "fix.h"
#include "fortified.h"
#include "made_tree.h"
#include "scarce.h"

static struct {
	const char *cannot; /* this name cannot be opened */
	int error;
	int two_systems;    /* every other file is on another one */
	const char *far;    /* and what this link leads to on one that comes behind all others */
} odd;

int
openat(int folder, const char *name, int flags, ...)
{
	va_list a;
	int fd;

	if (odd.cannot && strcmp(name, odd.cannot) == 0)
		return errno = odd.error, -1;
	va_start(a, flags);
	fd = (int)syscall(SYS_openat, folder, name, flags, flags & O_CREAT ? va_arg(a, unsigned) : 0U);
	va_end(a);
	return fd;
}

FORTIFIED_OPENAT

/* Where the kernel has a call of this layout, as machines of 64 bit do. */
#ifdef SYS_newfstatat
static int
ask(int folder, const char *name, struct stat *st, int flags)
{
	if (syscall(SYS_newfstatat, folder, name, st, flags) != 0)
		return -1;
	st->st_dev += (dev_t)odd.two_systems * (st->st_ino & 1);
	if (odd.far && strcmp(name, odd.far) == 0)
		st->st_dev += 1000;
	return 0;
}

int
fstat(int fd, struct stat *st)
{
	return ask(fd, "", st, AT_EMPTY_PATH);
}

int
fstatat(int folder, const char *name, struct stat *st, int flags)
{
	return ask(folder, name, st, flags);
}
#endif

/* ------------------------------------------------------------------------- the tree */

static const struct {
	const char *name;
	struct tree_elf elf;
} files[] = {
    {"app/bin/prog", {.type = 3, .interp = "/lib/ld.so.1", .need = {"liba.so.1"}}},
    {"app/lib/liba.so.1.0", {.type = 3, .soname = "liba.so.1"}},
    {"app/lib/impl/libb.so.1.0", {.type = 3, .soname = "libb.so.1"}},
    {"app/lib/libc1.so", {.type = 3, .soname = "libc1.so"}},
    {"app/lib/libn.so", {.type = 3}},
    {"app/lib/libs.so", {.type = 3, .soname = "libs.so.3"}},
    {"app/lib/libnarrow.so", {.type = 3, .narrow = 1, .machine = 3}},
    {"app/lib/libbig.so", {.type = 3, .big = 1}},
    {"app/lib/libarm.so", {.type = 3, .machine = ELF_MACHINE_AARCH64}},
    {"app/lib/glibc-hwcaps/x/libfast.so", {.type = 3, .soname = "libfast.so"}},
    {"app/lib/stubs/libstub.so", {.type = 3, .soname = "libstub.so"}},
    {"app/other/libarm2.so", {.type = 3, .machine = ELF_MACHINE_AARCH64}},
    {"out/libo.so", {.type = 3, .soname = "libo.so"}},
};

enum { FILES = sizeof files / sizeof files[0], ITEMS = FILES };

static void
make_tree(void)
{
	size_t i;

	for (i = 0; i < FILES; i++)
		tree_elf(files[i].name, &files[i].elf);
	tree_link("app/lib/liba.so.1", "liba.so.1.0");
	tree_link("app/lib/libb.so.1", "impl/libb.so.1.0");
	tree_link("app/lib2/libb.so.1", "../lib/impl/libb.so.1.0");
	tree_link("app/plug/libc1.so", "../lib/libc1.so");
	tree_link("app/plug/libn2.so", "../lib/libn.so");
	tree_link("app/plug/libs2.so", "../lib/libs.so");
	tree_link("app/plug/libs.so.3", "../lib/libs.so");
	tree_link("app/plug/libo.so", "../../out/libo.so");
	tree_link("app/plug/text", "../share/text");
	tree_link("app/plug/folder", "../lib");
	tree_link("app/plug/broken", "nowhere");
	tree_text("app/share/text", "no file for a loader", 0644);
	tree_text("app/share/script", "#!/bin/sh\n", 0755);
	tree_twin("app/share/twin", "app/share/script");
	tree_text("app/share/RECORD", "", 0644);
	tree_text("app/share/b.dist-info/RECORD", "", 0644);
	tree_text("app/share/a.dist-info/RECORD", "", 0644);
	tree_text("app/share/c.dist-info/RECORD", "", 0644);
	tree_text("app/share/x.pc", "", 0644);
	tree_text("app/share/pkgconfig/y.pc", "", 0644);
	tree_text("app/share/pkgconfig/y.txt", "", 0644);
	tree_text("app/share/.originld-0a1b2c", "", 0600);
	tree_text("out/libtext.so", "this is no library", 0644);
}

static struct fix_tree t;
static struct arena a;
static size_t ticks;

static void
tick(void *ctx, size_t count)
{
	(void)ctx;
	(void)count;
	ticks++;
}

static int
read_tree(const char *told, const char *name)
{
	arena_again(&a);
	memset(&t, 0, sizeof t);
	t.a = &a;
	return fix_tree_read(&t, told, tree_path(name));
}

/* An item by its path in the tree; an empty one where there is none. */
static const struct fix_item *
item_of(const char *name)
{
	static const struct fix_item none;
	size_t i;

	for (i = 0; i < t.items; i++) {
		if (strcmp(t.item[i].real, tree_path(name)) == 0)
			return &t.item[i];
	}
	return &none;
}

/* ---------------------------------------------------------------------- what is there */

static int
are_paths(const struct fix_path *p, const char *const *name)
{
	for (; p && *name; p = p->next, name++) {
		if (strcmp(p->path, *name) != 0)
			return 0;
	}
	return !p && !*name;
}

static void
test_items(void)
{
	static const char *const records[] = {"app/share/a.dist-info/RECORD", "app/share/b.dist-info/RECORD", "app/share/c.dist-info/RECORD", NULL};
	static const char *const packages[] = {"app/share/pkgconfig/y.pc", NULL}, *const leftovers[] = {"app/share/.originld-0a1b2c", NULL};
	size_t i;
	int good;

	ok(read_tree("app", "app") == 0 && t.items == ITEMS - 1 + 2 && t.unread == 0, "fix_tree_read: has programs, libraries and scripts");
	for (i = 1, good = 1; i < t.items; i++)
		good &= strcmp(t.item[i - 1].real, t.item[i].real) < 0;
	ok(good, "fix_tree_read: items are in the order of their paths");
	ok(are_paths(t.records, records) && are_paths(t.pkg_config, packages) && are_paths(t.leftovers, leftovers), "fix_tree_read: lists what matters by its name and folder");
	ok(item_of("app/share/script")->twin == item_of("app/share/twin") && item_of("app/share/twin")->is_twin && !item_of("app/share/script")->is_twin,
	    "fix_tree_read: the first of several hard links leads to the others");
	ok(read_tree("app/", "app") == 0 && are_paths(t.pkg_config, packages), "fix_tree_read: a '/' at the end of what was said is enough");
	ticks = 0;
	memset(&t, 0, sizeof t);
	t.a = &a;
	t.tick = tick;
	ok(fix_tree_read(&t, "app", tree_path("app")) == 0 && ticks > 5, "fix_tree_read: tells how far it is");
}

/* The homes and the names stay what they are if files are on two file systems. */
static void
test_homes(void)
{
	static const struct {
		const char *file, *home;
	} homes[] = {
	    {"app/bin/prog", "app/bin"},
	    {"app/lib/liba.so.1.0", "app/lib"},
	    {"app/lib/impl/libb.so.1.0", "app/lib"},
	    {"app/lib/libc1.so", "app/lib"},
	    {"app/lib/libn.so", "app/lib"},
	    {"app/lib/libs.so", "app/plug"},
	};
	size_t i;

	odd.far = "text";
	for (odd.two_systems = 0; odd.two_systems < 2; odd.two_systems++) {
		read_tree("app", "app");
		for (i = 0; i < sizeof homes / sizeof homes[0]; i++) {
			ok(span_is(item_of(homes[i].file)->home, tree_path(homes[i].home)), "fix_tree_read: %s is found in %s%s", homes[i].file,
			    homes[i].home, odd.two_systems ? ", on two file systems" : "");
		}
	}
	odd.two_systems = 0;
	odd.far = NULL;
}

/* ------------------------------------------------------------------- mend's questions */

static const struct {
	const char *folder, *name;
	unsigned machine, bits; /* 0: x86-64's */
	int big, answer;
} holds[] = {
    {"app/lib", "liba.so.1", 0, 0, 0, 1},
    {"app/lib", "liba.so.1.0", 0, 0, 0, 1},
    {"app/lib", "libb.so.1", 0, 0, 0, 1},
    {"app/lib/impl", "libb.so.1", 0, 0, 0, 0},
    {"app/lib/impl", "libb.so.1.0", 0, 0, 0, 1},
    {"app/lib2", "libb.so.1", 0, 0, 0, 2},
    {"app/plug", "libc1.so", 0, 0, 0, 2},
    {"app/plug", "libn2.so", 0, 0, 0, 1},
    {"app/plug", "libs2.so", 0, 0, 0, 1},
    {"app/plug", "libs.so.3", 0, 0, 0, 1},
    {"app/plug", "libo.so", 0, 0, 0, 1},
    {"app/plug", "text", 0, 0, 0, 0},
    {"app/plug", "broken", 0, 0, 0, 0},
    {"app/plug", "folder", 0, 0, 0, 0},
    {"app/lib", "none", 0, 0, 0, 0},
    {"app/bin", "prog", 0, 0, 0, 0},
    {"app/lib", "liba.so.1", ELF_MACHINE_AARCH64, 0, 0, 0},
    {"app/lib", "libarm.so", ELF_MACHINE_AARCH64, 0, 0, 1},
    {"app/lib", "libarm.so", 0, 0, 0, 0},
    {"app/lib", "libnarrow.so", ELF_MACHINE_386, 32, 0, 1},
    {"app/lib", "libnarrow.so", 0, 0, 0, 0},
    {"app/lib", "libbig.so", 0, 0, 1, 1},
    {"app/lib", "libbig.so", 0, 0, 0, 0},
    {"out", "libo.so", 0, 0, 0, 1},
    {"out", "libtext.so", 0, 0, 0, 0},
    {"out/libo.so", "x", 0, 0, 0, 0},
    {"app/lib", "", 0, 0, 0, 1},
    {"app/other", "", 0, 0, 0, 0},
    {"app/other", "", ELF_MACHINE_AARCH64, 0, 0, 1},
    {"app/bin", "", 0, 0, 0, 0},
    {"app/lib/stubs", "", 0, 0, 0, 0},
};

static void
test_answers(void)
{
	const struct span *folder;
	struct elf like;
	size_t i, n;

	read_tree("app", "app");
	for (i = 0; i < sizeof holds / sizeof holds[0]; i++) {
		memset(&like, 0, sizeof like);
		like.machine = holds[i].machine ? holds[i].machine : ELF_MACHINE_X86_64;
		like.bits = holds[i].bits ? holds[i].bits : 64;
		like.big = holds[i].big;
		n = (size_t)t.world.holds(t.world.ctx, span_of(tree_path(holds[i].folder)), span_of(holds[i].name), &like);
		if (!ok((int)n == holds[i].answer, "fix_tree: %s %s '%s' for machine %u", holds[i].folder, holds[i].answer ? "holds" : "does not hold", holds[i].name, like.machine))
			printf("#   answer %zu\n", n);
	}
	memset(&like, 0, sizeof like);
	like.machine = ELF_MACHINE_X86_64;
	like.bits = 64;
	n = t.world.holders(t.world.ctx, span_of("libb.so.1"), &like, &folder);
	ok(n == 1 && span_is(folder[0], tree_path("app/lib")), "fix_tree: a folder that has a link to what another has is no holder");
	n = t.world.holders(t.world.ctx, span_of("libarm.so"), &like, &folder);
	ok(n == 0, "fix_tree: nor is one whose library is for another machine");
	ok(t.world.holders(t.world.ctx, span_of("libfast.so"), &like, &folder) == 0, "fix_tree: nor one that loaders search by themselves");
	ok(span_is(t.world.folder(t.world.ctx, span_of(tree_path("app/plug/folder"))), tree_path("app/lib")) && !t.world.folder(t.world.ctx, span_of(tree_path("app/share/text"))).p &&
		!t.world.folder(t.world.ctx, span_of(tree_path("none"))).p,
	    "fix_tree: says which real folder is behind a path");
}

/* --------------------------------------------------------------------------- trouble */

/* Reads a tree with stderr going to a file; what was said is compared to the text. */
static int
reads_with(const char *told, const char *name, const char *said)
{
	const char *path = tree_path("said");
	int before = dup(2), fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), result;

	fflush(stderr);
	if (fd < 0 || dup2(fd, 2) < 0)
		tree_fail(path);
	result = read_tree(told, name);
	fflush(stderr);
	dup2(before, 2);
	close(before);
	close(fd);
	result = result == 0 && tree_has("said", span_of(said));
	remove(path);
	return result;
}

static void
test_trouble(void)
{
	odd.cannot = "liba.so.1.0";
	odd.error = ENOENT;
	ok(reads_with("app", "app", "") && !item_of("app/lib/liba.so.1.0")->real && t.unread == 0, "fix_tree_read: a file that is gone is none of the tree's");
	odd.error = EACCES;
	ok(reads_with("app", "app", "originld: app/lib/liba.so.1.0: Permission denied; run as a user who may, or see what ls -ld says of it and its folders\n") && t.unread == 1 &&
		!item_of("app/lib/liba.so.1.0")->real && item_of("app/lib/libn.so")->real,
	    "fix_tree_read: a file that may not be read is told of, and the others are read");
	odd.cannot = "lib2";
	ok(reads_with("app", "app", "originld: app/lib2: Permission denied; run as a user who may, or see what ls -ld says of it and its folders\n") && t.unread == 1,
	    "fix_tree_read: so is a folder");
	odd.cannot = NULL;
	if (mkfifo(tree_note(tree_path("fifo")), 0644) != 0)
		tree_fail("fifo");
	ok(reads_with("fifo/", "fifo", "originld: fifo/: is neither a file nor a folder\n") && t.unread == 1 && t.items == 0, "fix_tree_read: a tree that is none by now is told of");
}

/* ---------------------------------------------------------------------------- memory */

static int
read_empty(struct arena *arena, void *ctx)
{
	int result;

	(void)ctx;
	memset(&t, 0, sizeof t);
	t.a = arena;
	result = fix_tree_read(&t, "empty", tree_path("empty"));
	/* the arena knows what the result does not tell: that a part was left out */
	if (arena->failed)
		return -1;
	return result == 0 && t.items == 0 && t.host && t.world.holds ? 0 : 1;
}

/* The memory ends when the last folder was read. */
static size_t left;

static void
end_memory(void *ctx, size_t count)
{
	(void)ctx;
	if (count == 2)
		scarce.left = left;
}

static void
test_memory(void)
{
	struct arena scarcely;
	int result, good;

	/* paths that it makes at each turn stay */
	tree_folder("empty");
	ok(scarce_pieces(read_empty, NULL) > 5, "fix_tree_read: an empty tree is read whole, or memory ended");
	tree_text("one/file", "no file for a loader", 0644);
	ok(read_tree("one", "one") == 0 && t.items == 0, "fix_tree_read: what is no file of a loader leaves nothing behind");
	tree_elf("one/liba.so", &files[1].elf);
	for (left = 0, good = 1;; left++) {
		scarcely = scarce_arena(SCARCE_PIECES);
		memset(&t, 0, sizeof t);
		t.a = &scarcely;
		t.tick = end_memory;
		result = fix_tree_read(&t, "one", tree_path("one"));
		good &= scarce_whole() && (result == 0 || scarcely.failed);
		if (!scarcely.failed || !good)
			break;
	}
	ok(good && left > 5 && t.items == 1 && t.names == 1, "fix_tree_read: a tree of one file is indexed whole, or memory ended");
}

int
main(void)
{
	tree_begin();
	make_tree();
	test_items();
	test_homes();
	test_answers();
	test_trouble();
	test_memory();
	ok(tree_end(), "fix_tree: nothing was made in the tree");
	return done();
}

/* SPDX-License-Identifier: MIT */
/*
 * The system as the loader's model sees it: folders of this one, as they are and as if a tree of them had moved, over what is there. The loaders' own files, which
 * are read through os.h, are made up; so are some answers of the calls that host.c makes itself. What is asked of it is asked again with memory that ends.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tap.h"

#include "elf.h"
#include "fortified.h"
#include "host.h"
#include "loader.h"
#include "made_cache.h"
#include "made_os.h"
#include "made_tree.h"
#include "rules.h"
#include "scarce.h"

/* What the calls answer that are not as the system is: for one path, or in general. */
static struct {
	const char *path;
	int error, open_error, read_error;
	int group; /* owns every file */
	const char *cwd;
	int no_cwd, no_root;
	int nameless; /* the kernel has no name for the processor */
} odd;

static int
ask(const char *path, struct stat *st, int flags)
{
	if (odd.path && odd.error && strcmp(path, odd.path) == 0)
		return errno = odd.error, -1;
	if (odd.no_root && strcmp(path, "/") == 0)
		return errno = EACCES, -1;
	if (fstatat(AT_FDCWD, path, st, flags) != 0)
		return -1;
	st->st_gid = (gid_t)odd.group;
	return 0;
}

int
lstat(const char *path, struct stat *st)
{
	return ask(path, st, AT_SYMLINK_NOFOLLOW);
}

int
stat(const char *path, struct stat *st)
{
	return ask(path, st, 0);
}

int
open(const char *path, int flags, ...)
{
	va_list a;
	int fd;

	if (odd.path && odd.open_error && strcmp(path, odd.path) == 0)
		return errno = odd.open_error, -1;
	va_start(a, flags);
	fd = openat(AT_FDCWD, path, flags, flags & O_CREAT ? va_arg(a, unsigned) : 0);
	va_end(a);
	return fd;
}

ssize_t
pread(int fd, void *to, size_t n, off_t at)
{
	struct iovec v = {to, n};

	return odd.read_error ? (errno = odd.read_error, -1) : preadv(fd, &v, 1, at);
}

char *
getcwd(char *to, size_t room)
{
	if (odd.no_cwd)
		return errno = ENOENT, NULL;
	snprintf(to, room, "%s", odd.cwd);
	return to;
}

FORTIFIED_OPEN
FORTIFIED_PREAD
FORTIFIED_GETCWD

/* A sanitizer asks for what the kernel told before anything is set up. */
#ifndef BYTES_PLAIN
#define HAVE_AUXILIARY 1

unsigned long
getauxval(unsigned long type)
{
	unsigned long pair[2], value = 0;
	int fd;

	if (type == AT_PLATFORM && odd.nameless)
		return 0;
	fd = openat(AT_FDCWD, "/proc/self/auxv", O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && read(fd, pair, sizeof pair) == (ssize_t)sizeof pair) {
		if (pair[0] == type)
			value = pair[1];
	}
	if (fd >= 0)
		close(fd);
	return value;
}
#else
#define HAVE_AUXILIARY 0
#endif

static void
begin(void)
{
	memset(&odd, 0, sizeof odd);
	odd.cwd = tree.root;
	made_begin();
}

/* ------------------------------------------------------------------------- the tree */

static const struct tree_elf program = {.type = 3, .interp = "/lib/ld.so.1", .need = {"libx.so"}};
static const struct tree_elf library = {.type = 3, .soname = "libx.so"};

static void
make_tree(void)
{
	tree_elf("app/bin/prog", &program);
	tree_elf("app/lib/libx.so", &library);
	tree_link("app/lib/link.so", "libx.so");
	tree_link("app/lib/up.so", "../../outside.so");
	tree_text("app/.a", "", 0644);
	tree_elf("outside.so", &library);
	/* where it may move to */
	tree_text("over/lib", "a file, where the tree has a folder", 0644);
	tree_elf("over/bin/other", &program);
	tree_elf("over/extra/libe.so", &library);
	tree_text("plain", "", 0644);
	tree_text("ab/c/d", "", 0644);
	/* links */
	tree_link("loop", "loop");
	tree_link("broken", "nowhere");
	tree_link("to-app", "app");
	tree_link("absolute", tree_path("app/lib"));
	if (mkfifo(tree_note(tree_path("fifo")), 0644) != 0)
		tree_fail("fifo");
	if (chmod(tree_folder("open"), 0777) != 0 || chmod(tree_folder("group"), 0770) != 0)
		tree_fail("chmod");
	tree_link("to-open", "open");
}

/* ------------------------------------------------------------------ what is opened */

/* A file that only the place has to which a tree was moved is none of the tree, also in a folder of both. */
enum { NOT_IN_TREE, IN_TREE };

struct question {
	const char *path; /* in the tree's root, or with '=' before it as it stands */
	enum loader_open answer;
	const char *real; /* where the file really is */
	int in_tree, is_elf;
};

struct place {
	const char *what, *tree, *moved;
	struct question question[16];
};

static const struct place places[] = {
    {"this system", NULL, NULL,
	{{"app/bin/prog", LOADER_OPENED, "app/bin/prog", NOT_IN_TREE, 1},
	    {"app/lib/link.so", LOADER_OPENED, "app/lib/libx.so", NOT_IN_TREE, 1},
	    {"=app/lib/libx.so", LOADER_OPENED, "app/lib/libx.so", NOT_IN_TREE, 1},
	    {"app//./lib/../lib/up.so", LOADER_OPENED, "outside.so", NOT_IN_TREE, 1},
	    {"app/.a", LOADER_OPENED, "app/.a", NOT_IN_TREE, 0},
	    {"absolute/libx.so", LOADER_OPENED, "app/lib/libx.so", NOT_IN_TREE, 1},
	    {"app/lib", LOADER_OPENED, "app/lib", NOT_IN_TREE, 0},
	    {"fifo", LOADER_OPENED, "fifo", NOT_IN_TREE, 0},
	    {"app/bin/prog/x", LOADER_NOT_FOLDER, NULL, 0, 0},
	    {"app/none/x", LOADER_MISSING, NULL, 0, 0},
	    {"broken", LOADER_MISSING, NULL, 0, 0},
	    {"loop", LOADER_FAILED, NULL, 0, 0},
	    {"loop/x", LOADER_FAILED, NULL, 0, 0},
	    {"=/../..", LOADER_OPENED, "=/", NOT_IN_TREE, 0}}},
    {"the tree where it is", "app", NULL,
	{{"app/bin/prog", LOADER_OPENED, "app/bin/prog", IN_TREE, 1},
	    {"to-app/lib/link.so", LOADER_OPENED, "app/lib/libx.so", IN_TREE, 1},
	    {"app/lib/up.so", LOADER_OPENED, "outside.so", NOT_IN_TREE, 1}}},
    {"all of the system as a tree", "=/", NULL, {{"app/bin/prog", LOADER_OPENED, "app/bin/prog", IN_TREE, 1}, {"=/", LOADER_OPENED, "=/", IN_TREE, 0}}},
    {"a tree moved to where nothing is", "app", "new/deep/app",
	{{"app/bin/prog", LOADER_MISSING, NULL, 0, 0},
	    {"to-app/bin/prog", LOADER_MISSING, NULL, 0, 0},
	    {"absolute/libx.so", LOADER_MISSING, NULL, 0, 0},
	    {"new/deep/app/bin/prog", LOADER_OPENED, "app/bin/prog", IN_TREE, 1},
	    {"new/deep/app/lib/link.so", LOADER_OPENED, "app/lib/libx.so", IN_TREE, 1},
	    {"new/deep/app/lib/up.so", LOADER_MISSING, NULL, 0, 0},
	    {"new/deep/../deep/app/bin/prog", LOADER_OPENED, "app/bin/prog", IN_TREE, 1},
	    {"new", LOADER_MISSING, NULL, 0, 0},
	    {"new/deep", LOADER_MISSING, NULL, 0, 0},
	    {"new/other", LOADER_MISSING, NULL, 0, 0},
	    {"old", LOADER_MISSING, NULL, 0, 0},
	    {"old/deep", LOADER_MISSING, NULL, 0, 0},
	    {"outside.so", LOADER_OPENED, "outside.so", NOT_IN_TREE, 1}}},
    {"a tree moved over another", "app", "over",
	{{"over/bin/prog", LOADER_OPENED, "app/bin/prog", IN_TREE, 1},
	    {"over/bin/other", LOADER_OPENED, "over/bin/other", NOT_IN_TREE, 1},
	    {"over/lib/libx.so", LOADER_OPENED, "app/lib/libx.so", IN_TREE, 1},
	    {"over/extra/libe.so", LOADER_OPENED, "over/extra/libe.so", NOT_IN_TREE, 1},
	    {"over/none", LOADER_MISSING, NULL, 0, 0},
	    {"over/none/x", LOADER_MISSING, NULL, 0, 0},
	    {"app/bin/prog", LOADER_MISSING, NULL, 0, 0}}},
    {"a tree moved over a file", "app", "plain", {{"plain/bin/prog", LOADER_OPENED, "app/bin/prog", IN_TREE, 1}}},
    {"a tree moved to where it is", "app", "app",
	{{"app/bin/prog", LOADER_OPENED, "app/bin/prog", IN_TREE, 1}, {"app/none", LOADER_MISSING, NULL, 0, 0}}},
    {"a tree that is not there", "none", "new", {{"new", LOADER_MISSING, NULL, 0, 0}, {"new/x", LOADER_MISSING, NULL, 0, 0}, {"none", LOADER_MISSING, NULL, 0, 0}}},
    {"a tree moved to a name that is alike", "app", "abXc",
	{{"ab/c/d", LOADER_OPENED, "ab/c/d", NOT_IN_TREE, 0}, {"abXc/bin/prog", LOADER_OPENED, "app/bin/prog", IN_TREE, 1}}},
};

/* A path of the tables: '=' stands before one that is meant as it is. NULL stays. */
static const char *
full(const char *path)
{
	return !path || *path == '=' ? (path ? path + 1 : NULL) : tree_path(path);
}

/* Whether a question has its answer. */
static int
answers(struct host *h, const struct question *q, const char *path, const char *real)
{
	const struct loader_file *file = NULL;
	enum loader_open answer = host_open(h, path, &file);
	const struct host_file *f = (const struct host_file *)(const void *)file;

	if (answer != q->answer || (answer == LOADER_OPENED) != (file != NULL))
		return 0;
	if (!file)
		return 1;
	if ((file->elf && file->elf->error == ELF_GOOD && file->elf->needs + file->elf->soname.n > 0) != q->is_elf)
		return 0;
	return strcmp(f->path, real) == 0 && !f->in_tree == !q->in_tree;
}

/* The same questions, with memory that may end. */
struct asking {
	const char *tree, *moved, *path, *real;
	const struct question *question;
};

static int
ask_scarcely(struct arena *a, void *ctx)
{
	const struct asking *k = ctx;
	struct host_files all = host_files_in(a);
	struct host *h = host_new(&all, k->tree, k->moved);
	const struct loader_file *file = NULL;

	if (!h)
		return a->failed ? -1 : 1;
	if (answers(h, k->question, k->path, k->real))
		return a->failed ? -1 : 0;
	/* what is known of a file is known in full, or nothing is */
	if (host_open(h, k->path, &file) == LOADER_OPENED && file->elf && file->elf->error != ELF_GOOD)
		return 1;
	return a->failed ? -1 : 1;
}

static void
test_open(void)
{
	const struct place *p;
	const struct question *q;
	struct host_files all;
	struct asking k;
	struct host *h;
	struct arena a;
	size_t enough;

	for (p = places; p < places + sizeof places / sizeof places[0]; p++) {
		begin();
		for (q = p->question; q->path; q++) {
			k.tree = full(p->tree);
			k.moved = full(p->moved);
			k.path = full(q->path);
			k.real = full(q->real);
			k.question = q;
			arena_again(&a);
			all = host_files_in(&a);
			h = host_new(&all, k.tree, k.moved);
			/* what was asked is remembered */
			ok(h && answers(h, q, k.path, k.real) && answers(h, q, k.path, k.real), "host_open: %s: %s", p->what, q->path);
			enough = scarce_pieces(ask_scarcely, &k);
			ok(enough > 3, "host_open: %s: %s, with memory that ends", p->what, q->path);
		}
	}
}

static void
test_faults(void)
{
	static const struct {
		const char *what;
		int error, open_error, read_error;
		enum loader_open answer;
	} cases[] = {
	    {"there is", 0, 0, 0, LOADER_OPENED},
	    {"that is gone", ENOENT, 0, 0, LOADER_MISSING},
	    {"that may not be looked at", EACCES, 0, 0, LOADER_MISSING},
	    {"whose folder is none any more", ENOTDIR, 0, 0, LOADER_MISSING},
	    {"that the disk does not give", EIO, 0, 0, LOADER_FAILED},
	    {"that may not be read", 0, EACCES, 0, LOADER_OPENED},
	    {"that cannot be read", 0, 0, EIO, LOADER_OPENED},
	};
	const struct loader_file *file;
	struct host_files all;
	struct host *h;
	struct arena a;
	size_t i;
	enum loader_open answer;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		odd.path = tree_path("app/bin/prog");
		odd.error = cases[i].error;
		odd.open_error = cases[i].open_error;
		odd.read_error = cases[i].read_error;
		arena_again(&a);
		all = host_files_in(&a);
		file = NULL;
		h = host_new(&all, NULL, NULL);
		answer = host_open(h, odd.path, &file);
		ok(answer == cases[i].answer && (answer == LOADER_OPENED) == (file != NULL) && (i > 0 && file ? !file->elf : 1), "host_open: a file %s", cases[i].what);
	}
}

/* -------------------------------------------------------------------- long names */

static void
test_long(void)
{
	enum { DEEP = 3, NAME = 240 };
	char name[DEEP * (NAME + 1) + 8];
	const struct question there = {NULL, LOADER_OPENED, NULL, NOT_IN_TREE, 1}, gone = {NULL, LOADER_MISSING, NULL, 0, 0};
	struct asking k = {NULL, NULL, NULL, NULL, &there};
	size_t i;

	begin();
	memset(name, 'n', sizeof name);
	for (i = 1; i <= DEEP; i++)
		name[i * (NAME + 1) - 1] = '/';
	strcpy(name + DEEP * (NAME + 1), "libl.so");
	k.path = k.real = tree_elf(name, &library);
	ok(scarce_pieces(ask_scarcely, &k) > 5, "host_open: a path of more than 512 bytes");
	name[DEEP * (NAME + 1)] = 'x';
	k.path = tree_path(name);
	k.question = &gone;
	ok(scarce_pieces(ask_scarcely, &k) > 5, "host_open: a path of more than 512 bytes that leads nowhere");
}

/* ------------------------------------------------------------------------ who may */

static void
test_look(void)
{
	static const struct {
		const char *path;
		int group, bits;
	} cases[] = {
	    {"app", 0, RULES_EXISTS},
	    {"app/bin/prog", 0, RULES_EXISTS},
	    {"open", 0, RULES_EXISTS | RULES_OPEN},
	    {"to-open", 0, RULES_EXISTS | RULES_OPEN},
	    {"open", 100, RULES_EXISTS | RULES_OPEN | RULES_GROUP},
	    {"group", 100, RULES_EXISTS | RULES_GROUP},
	    {"group", 0, RULES_EXISTS},
	    {"open/none", 0, RULES_OPEN},
	    {"open/none/", 0, RULES_OPEN},
	    {"to-open//none/x", 0, RULES_OPEN},
	    {"group/none", 100, RULES_GROUP},
	    {"group/none", 0, 0},
	    {"app/none/x", 0, 0},
	    {"app/bin/prog/x", 0, 0},
	    {"loop/x", 0, 0},
	    {"broken", 0, 0},
	    {"=none/x", 0, 0},
	    {"=open", 0, RULES_EXISTS | RULES_OPEN},
	    {"=", 0, RULES_EXISTS},
	};
	struct host_files all;
	struct host *h;
	struct arena a;
	size_t i, pieces;
	int bits, good;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		odd.group = cases[i].group;
		for (pieces = 0, good = 1;; pieces++) {
			a = scarce_arena(pieces);
			all = host_files_in(&a);
			h = host_new(&all, NULL, NULL);
			bits = h ? host_look(h, full(cases[i].path)) : 0;
			good &= scarce_whole();
			if (!a.failed)
				break;
			/* nothing is there that is not, and nobody may what he may not */
			good &= !(bits & ~(cases[i].bits | RULES_OPEN | RULES_GROUP | (cases[i].bits & RULES_EXISTS)));
		}
		if (!ok(good && bits == cases[i].bits, "host_look: %s, of group %d", cases[i].path, cases[i].group))
			printf("#   bits %d\n", bits);
	}
}

/* ---------------------------------------------------------------- the current folder */

static void
test_cwd(void)
{
	static const struct {
		const char *what, *cwd;
		int no_cwd, no_root, known;
		enum loader_open answer;
	} cases[] = {
	    {"is", "", 0, 0, 1, LOADER_OPENED},
	    {"is gone", "", 1, 0, 0, LOADER_MISSING},
	    {"lies outside of what a process sees", "(unreachable)/x", 0, 0, 0, LOADER_MISSING},
	    {"is below a root that may not be looked at", "", 0, 1, 1, LOADER_OPENED},
	};
	const struct loader_file *file;
	const struct host_libc *libc;
	struct loader_world w;
	struct host_files all;
	struct host *h;
	struct arena a;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		odd.cwd = cases[i].cwd[0] ? cases[i].cwd : tree.root;
		odd.no_cwd = cases[i].no_cwd;
		odd.no_root = cases[i].no_root;
		arena_again(&a);
		all = host_files_in(&a);
		h = host_new(&all, NULL, NULL);
		libc = host_libc(h, span_of(""), LOADER_GLIBC);
		host_world(h, libc, &w);
		ok(host_open(h, "app/bin/prog", &file) == cases[i].answer && span_is(w.cwd, cases[i].known ? tree.root : "/"),
		    "host_new: the current folder %s", cases[i].what);
	}
}

/* ---------------------------------------------------------------------- many files */

/* Memory that has no large pieces. */
static int
small_more(struct arena *a, size_t need)
{
	static char room[1 << 20];
	static char *at = room;
	size_t n = (need + 15) / 16 * 16;

	if (need > 20000 || n > (size_t)(room + sizeof room - at))
		return -1;
	a->at = at;
	a->end = at += n;
	return 0;
}

static void
test_many(void)
{
	enum { MANY = 5000 };
	struct arena a, small = {NULL, NULL, small_more, 0};
	struct host_file **known, *f;
	struct host_files all;
	struct host *h;
	const struct loader_file *file;
	char name[32];
	unsigned i;
	int good;

	begin();
	arena_again(&a);
	all = host_files_in(&a);
	known = arena_array(&a, MANY, sizeof *known);
	for (i = 0, good = 1; i < MANY; i++) {
		known[i] = host_know(&all, i % 7, i / 7, "/x", NULL);
		good &= known[i] != NULL;
	}
	for (i = 0; i < MANY; i++)
		good &= host_know(&all, i % 7, i / 7, "/y", NULL) == known[i] && known[i]->file.dev == i % 7 && known[i]->file.ino == i / 7;
	ok(good && all.count == MANY, "host_know: each of many files is known once");
	all = host_files_in(&small);
	for (i = 0, good = 1; i < 1025 && good; i++) {
		/* once the table cannot grow, the arena has failed, and nothing more is known than was */
		f = host_know(&all, 1, i, "/x", NULL);
		good &= (f != NULL) == (i < 1024);
	}
	for (i = 0; i < 1024; i++)
		good &= host_know(&all, 1, i, "/y", NULL) != NULL;
	ok(good && small.failed && all.count == 1024, "host_know: without memory for a larger table all that was known still is");
	arena_again(&a);
	all = host_files_in(&a);
	h = host_new(&all, NULL, NULL);
	for (i = 0, good = 1; i < MANY; i++) {
		snprintf(name, sizeof name, "none%u", i);
		good &= host_open(h, name, &file) == LOADER_MISSING;
	}
	good &= host_open(h, "app/bin/prog", &file) == LOADER_OPENED;
	ok(good, "host_open: many names that are not there hide none that is");
	small.failed = 0;
	small.at = small.end = NULL;
	all = host_files_in(&small);
	h = host_new(&all, NULL, NULL);
	for (i = 0; h && i < 1100 && !small.failed; i++) {
		snprintf(name, sizeof name, "none%u", i);
		host_open(h, name, &file);
	}
	ok(h && small.failed && i > 1000 && host_open(h, "app/bin/prog", &file) == LOADER_FAILED, "host_open: without memory for a larger table nothing is told to be missing");
}

/* ---------------------------------------------------------------------- the loaders */

static const char musl_list[] = "/a/lib:/b/lib\n\n/c/lib::";
static char release_36[] = "GNU C Library stable release version 2.36.";
static char release_35[] = "GNU C Library stable release version 2.35x";
static char release_37[] = "this is stable release version 2.37";
static char release_many[] = "stable release version 2.12345678901234567890";
static char release_none[] = "sstable release version two";

/* How the list of standard folders begins, and how many older subfolders there are: none, or all choices of at least two names. */
static const struct {
	const char *what, *interp;
	enum loader_libc libc;
	const char *path; /* a file that the system has */
	const char *bytes;
	size_t standards;
	const char *first;
	int old;
} loaders[] = {
    {"musl's built-in ones", "/lib/ld-musl-x86_64.so.1", LOADER_MUSL, NULL, NULL, 3, "/lib", 0},
    {"musl's as they are configured", "/lib/ld-musl-x86_64.so.1", LOADER_MUSL, "/etc/ld-musl-x86_64.path", musl_list, 3, "/a/lib", 0},
    {"musl's, by an empty file", "/lib/ld-musl-x86_64.so.1", LOADER_MUSL, "/etc/ld-musl-x86_64.path", "", 3, "/lib", 0},
    {"musl's below a prefix", "/opt/musl/lib/ld-musl-x86_64.so.1", LOADER_MUSL, "/opt/musl/etc/ld-musl-x86_64.path", "/d/lib", 1, "/d/lib", 0},
    {"musl's by another name", "/lib/ld-other.so.1", LOADER_MUSL, NULL, NULL, 3, "/lib", 0},
    {"musl's without a folder", "ld-musl-x86_64.so.1", LOADER_MUSL, NULL, NULL, 3, "/lib", 0},
    {"musl's without a name", "", LOADER_MUSL, NULL, NULL, 3, "/lib", 0},
    {"glibc's without a file", "/lib/ld.so.9", LOADER_GLIBC, NULL, NULL, 4, "/lib", 0},
    {"glibc's 2.36", "/lib/ld.so.9", LOADER_GLIBC, "/lib/ld.so.9", release_36, 4, "/lib", 1},
    {"glibc's 2.35", "/lib/ld.so.9", LOADER_GLIBC, "/lib/ld.so.9", release_35, 4, "/lib", 1},
    {"glibc's 2.37", "/lib/ld.so.9", LOADER_GLIBC, "/lib/ld.so.9", release_37, 4, "/lib", 0},
    {"glibc's of a release with many digits", "/lib/ld.so.9", LOADER_GLIBC, "/lib/ld.so.9", release_many, 4, "/lib", 0},
    {"glibc's of no release", "/lib/ld.so.9", LOADER_GLIBC, "/lib/ld.so.9", release_none, 4, "/lib", 0},
};

static int
ask_loader(struct arena *a, void *ctx)
{
	const size_t i = *(const size_t *)ctx;
	struct host_files all = host_files_in(a);
	struct host *h = host_new(&all, NULL, NULL);
	const struct host_libc *l = h ? host_libc(h, span_of(loaders[i].interp), loaders[i].libc) : NULL;
	struct loader_world w;
	size_t new;

	if (a->failed)
		return -1;
	if (!h || !l || l != host_libc(h, span_of(loaders[i].interp), loaders[i].libc))
		return 1;
	host_world(h, l, &w);
	for (new = 0; new < w.subfolders && span_begins(w.subfolder[new], "glibc-hwcaps/"); new++)
		;
	if (w.standards != loaders[i].standards || !span_is(w.standard[0], loaders[i].first) || w.libc != loaders[i].libc)
		return 1;
	/* tls stands for itself last but one, of any two names or more */
	if (loaders[i].libc == LOADER_MUSL ? w.subfolders != 0 : loaders[i].old != (w.subfolders > new))
		return 1;
	return !loaders[i].old || (span_begins(w.subfolder[new], "tls") && (w.subfolders - new + 1) % 2 == 0) ? 0 : 1;
}

static void
test_loaders(void)
{
	const struct host_libc *l;
	struct loader_world w;
	struct host_files all;
	struct host *h;
	struct arena a;
	size_t i, before;

	for (i = 0; i < sizeof loaders / sizeof loaders[0]; i++) {
		begin();
		if (loaders[i].path)
			made_file(loaders[i].path, S_IFREG | 0644, span_of(loaders[i].bytes));
		ok(scarce_pieces(ask_loader, &i) > 3, "host_libc: %s", loaders[i].what);
	}
	begin();
	made_file("/lib/ld.so.9", S_IFREG | 0755, span_of(release_36));
	arena_again(&a);
	all = host_files_in(&a);
	h = host_new(&all, NULL, NULL);
	before = host_libc(h, span_of("/lib/ld.so.9"), LOADER_GLIBC)->subfolders;
	odd.nameless = 1;
	h = host_new(&all, NULL, NULL);
	l = host_libc(h, span_of("/lib/ld.so.9"), LOADER_GLIBC);
	host_world(h, l, &w);
	if (!HAVE_AUXILIARY || l->platform.n)
		ok(1, "host_world: a processor without a name # SKIP it has one by what it can do, or a sanitizer asks");
	else
		ok(!w.platform.n && l->subfolders < before, "host_world: a processor without a name has no folders by it");
	begin();
	arena_again(&a);
	all = host_files_in(&a);
	h = host_new(&all, NULL, NULL);
	ok(host_libc(h, span_of(tree_path("app/bin/prog")), LOADER_GLIBC)->known && !host_libc(h, span_of(tree_path("none")), LOADER_GLIBC)->known &&
		!host_libc(h, span_of("app/bin/prog"), LOADER_GLIBC)->known && !host_libc(h, span_of(""), LOADER_MUSL)->known,
	    "host_libc: knows whether a loader is here");
}

/* ---------------------------------------------------------------------- its cache */

static void
test_cache(void)
{
	static const char *const names[] = {"libc.so"}, *const paths[] = {"/lib/libc.so"};
	static unsigned char cache[256];
	const struct host_libc *libc;
	struct loader_world w;
	struct host_files all;
	struct span bytes = {(const char *)cache, 0};
	struct host *h;
	struct arena a;
	struct elf e;
	const char *path;
	int turn;

	bytes.n = made_cache(cache, names, paths, 1);
	memset(&e, 0, sizeof e);
	e.machine = ELF_MACHINE_X86_64;
	e.bits = 64;
	/* there is one, one that is none, none */
	for (turn = 0; turn < 3; turn++) {
		begin();
		if (turn < 2)
			made_file("/etc/ld.so.cache", S_IFREG | 0644, turn == 0 ? bytes : span_of("this is no cache"));
		arena_again(&a);
		all = host_files_in(&a);
		h = host_new(&all, NULL, NULL);
		libc = host_libc(h, span_of(""), LOADER_GLIBC);
		host_world(h, libc, &w);
		path = w.host->cached(w.host->ctx, "libc.so", &e);
		ok(turn == 0 ? path && strcmp(path, "/lib/libc.so") == 0 && !w.host->cached(w.host->ctx, "libd.so", &e) : !path, "host_world: a cache that is %s",
		    turn == 0 ? "one" : turn == 1 ? "none of glibc's" : "not there");
	}
}

int
main(void)
{
	odd.cwd = "/";
	tree_begin();
	begin();
	make_tree();
	test_open();
	test_faults();
	test_long();
	test_look();
	test_cwd();
	test_many();
	test_loaders();
	test_cache();
	begin();
	ok(tree_end(), "host: nothing was made in the tree");
	return done();
}

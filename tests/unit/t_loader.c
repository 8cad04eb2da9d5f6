/* SPDX-License-Identifier: MIT */
/*
 * The model of the loaders over trees that are only in memory, and the reader of ld.so.cache. That the model does what loaders do is the business of
 * 55-loader.bats; here it is what it says about the way, and that nothing can upset it.
 */
#include "tap.h"

#include "cache.h"
#include "elf.h"
#include "loader.h"

enum { FILES = 32, NEEDS = 4 };

/* A file of the tree: what it needs, and what it says of folders. Files with the same number are one file. */
struct entry {
	const char *path, *soname, *rpath, *runpath, *need[NEEDS];
	unsigned flags, bits, number;
};

/* The tree, as files that can be opened. */
static struct {
	const struct entry *entry;
	size_t n;
	struct elf elf[FILES];
	struct elf_entry need[FILES][NEEDS];
	struct loader_file file[FILES];
	const char *cached; /* the only path that ld.so.cache has */
	unsigned opened;
} tree;

static struct arena a;
static struct loader l;
static struct loader_world world;
static struct loader_host host;
static const struct span standard[] = {{"/lib", 4}, {"/usr/lib", 8}}, subfolder[] = {{"glibc-hwcaps/fast", 17}};

static struct span
maybe(const char *s)
{
	struct span none = {NULL, 0};

	return s ? span_of(s) : none;
}

static void
plant(const struct entry *entry, size_t n)
{
	size_t i, k;

	memset(&tree, 0, sizeof tree);
	tree.entry = entry;
	tree.n = n;
	for (i = 0; i < n; i++) {
		struct elf *e = &tree.elf[i];

		e->kind = i == 0 ? ELF_PIE : ELF_LIBRARY;
		e->bits = entry[i].bits ? entry[i].bits : 64;
		e->machine = 62;
		e->flags = entry[i].flags;
		e->soname = maybe(entry[i].soname);
		e->rpath = maybe(entry[i].rpath);
		e->runpath = maybe(entry[i].runpath);
		e->needed = tree.need[i];
		for (k = 0; k < NEEDS && entry[i].need[k]; k++) {
			e->needed[k].text = span_of(entry[i].need[k]);
			e->needs++;
		}
		tree.file[i].dev = 1;
		tree.file[i].ino = entry[i].number ? entry[i].number : 1000 + i;
		tree.file[i].elf = entry[i].bits == 1 ? NULL : e;
	}
}

static enum loader_open
open_path(void *ctx, const char *path, const struct loader_file **file)
{
	size_t i;

	(void)ctx;
	tree.opened++;
	for (i = 0; i < tree.n; i++) {
		if (strcmp(tree.entry[i].path, path) == 0) {
			*file = &tree.file[i];
			return LOADER_OPENED;
		}
	}
	return strncmp(path, "/loop/", 6) == 0 ? LOADER_FAILED : LOADER_MISSING;
}

static const char *
cached(void *ctx, const char *name, const struct elf *program)
{
	(void)ctx;
	(void)program;
	return tree.cached && strcmp(strrchr(tree.cached, '/') + 1, name) == 0 ? tree.cached : NULL;
}

static void
begin(enum loader_libc libc)
{
	memset(&world, 0, sizeof world);
	host.open = open_path;
	host.cached = cached;
	world.libc = libc;
	world.host = &host;
	world.cwd = span_of("/home");
	world.lib = span_of("lib64");
	world.standard = standard;
	world.standards = 2;
	world.interp = span_of("/lib/ld.so");
}

static int
load(void)
{
	arena_again(&a);
	return loader_run(&l, &a, &world, tree.entry[0].path, &tree.file[0]);
}

/* Whether need number i of object number o was found there, by that step. */
static int
found(size_t o, size_t i, const char *path, enum loader_step step)
{
	const struct loader_object *p = l.objects;

	while (o-- && p)
		p = p->next;
	if (!p || i >= p->needs || p->need[i].step != step)
		return 0;
	return path ? p->need[i].to && span_is(p->need[i].to->path, path) : !p->need[i].to;
}

/* The steps of the search of object number o, as "step:why ". */
static const char *
steps(size_t o)
{
	static char text[1000];
	struct loader_object *p = l.objects;
	const struct loader_stage *s;

	text[0] = '\0';
	while (o--)
		p = p->next;
	for (s = loader_search(&l, p); s; s = s->next)
		sprintf(text + strlen(text), "%s:%s ", loader_step_name(s->step), loader_why_name(s->why));
	return text;
}

static void
glibc(void)
{
	static const struct entry inherit[] = {
	    {"/app/bin/prog", NULL, "$ORIGIN/../lib:/dep", NULL, {"liby.so", "libz.so"}, 0, 0, 0},
	    {"/app/bin/../lib/liby.so", "liby.so", NULL, NULL, {"libx.so"}, 0, 0, 0},
	    {"/app/bin/../lib/libz.so", "libz.so", "/hidden", "/own", {"libx.so", "libw.so"}, 0, 0, 0},
	    {"/dep/libx.so", "libx.so", NULL, NULL, {"ld.so", "liby.so"}, 0, 0, 0},
	    {"/dep/libw.so", "libw.so", NULL, NULL, {NULL}, 0, 0, 0},
	};
	static const struct entry cache[] = {
	    {"/bin/prog", NULL, NULL, NULL, {"liba.so", "libb.so"}, 0, 0, 0},
	    {"/lib/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/lib/glibc-hwcaps/fast/libb.so", NULL, NULL, NULL, {"liba.so"}, ELF_FLAG_NODEFLIB, 0, 0},
	};
	static const struct entry one_file[] = {
	    {"/bin/prog", NULL, "/1:/2:/loop:/3", NULL, {"liba.so", "libb.so", "libc.so", "libd.so"}, 0, 0, 0},
	    {"/1/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 7},
	    {"/2/libb.so", NULL, NULL, NULL, {NULL}, 0, 0, 7},
	    {"/1/libc.so", NULL, NULL, NULL, {NULL}, 0, 32, 0},
	    {"/2/libc.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/3/libd.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/loop", NULL, NULL, NULL, {NULL}, 0, 1, 0},
	};
	static const struct entry unfit[] = {
	    {"/bin/prog", NULL, "/1:/2", NULL, {"liba.so", "libb.so"}, 0, 0, 0},
	    {"/1/liba.so", NULL, NULL, NULL, {NULL}, 0, 1, 0},
	    {"/2/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/2/libb.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};

	begin(LOADER_GLIBC);
	plant(inherit, 5);
	ok(load() == 0 && l.missing == 1 && !l.unfit, "one need of the tree is missing");
	ok(found(0, 0, "/app/bin/../lib/liby.so", LOADER_RPATH) && found(1, 0, "/dep/libx.so", LOADER_RPATH), "an RPATH is inherited");
	ok(l.objects->next->need[0].element && span_is(l.objects->next->need[0].element->text, "/dep") && l.objects->next->need[0].stage->of == l.objects,
	    "and it is told whose, and which element");
	ok(found(2, 0, "/dep/libx.so", LOADER_ALREADY) && found(2, 1, NULL, LOADER_NOWHERE), "not by what has a RUNPATH, but for what is loaded already");
	ok(found(3, 0, "/lib/ld.so", LOADER_ITSELF) && found(3, 1, "/app/bin/../lib/liby.so", LOADER_ALREADY), "the loader and the soname are known");
	ok(strcmp(steps(1), "rpath:counts cache:counts default:counts ") == 0, "the steps of one");
	ok(strcmp(steps(2), "rpath:hidden rpath:not-inherited runpath:counts cache:counts default:counts ") == 0, "the steps of the other");
	world.library_path = span_of("/env");
	world.secure = 1;
	load();
	ok(strcmp(steps(0), "rpath:counts library-path:secure-env cache:counts default:counts ") == 0 && l.missing == 2 &&
	    loader_search(&l, l.objects)->element[0].why == LOADER_SECURE_ORIGIN, "a set-id program loses $ORIGIN and LD_LIBRARY_PATH");

	begin(LOADER_GLIBC);
	plant(cache, 3);
	tree.cached = "/lib/liba.so";
	world.subfolder = subfolder;
	world.subfolders = 1;
	load();
	ok(found(0, 0, "/lib/liba.so", LOADER_CACHE) && found(0, 1, "/lib/glibc-hwcaps/fast/libb.so", LOADER_DEFAULT), "the cache comes before the standard folders");
	ok(span_is(l.objects->need[1].subfolder, "glibc-hwcaps/fast"), "a subfolder for the processor is told");
	tree.elf[0].flags = ELF_FLAG_NODEFLIB;
	load();
	ok(found(0, 0, NULL, LOADER_NOWHERE) && strcmp(steps(0), "cache:counts default:nodeflib ") == 0, "-z nodefaultlib forbids both");

	plant(one_file, 7);
	load();
	ok(found(0, 0, "/1/liba.so", LOADER_RPATH) && found(0, 1, "/1/liba.so", LOADER_RPATH) && span_is(l.objects->need[1].path, "/2/libb.so"),
	    "two paths of one file are one object");
	ok(found(0, 2, "/2/libc.so", LOADER_RPATH) && l.objects->need[2].passed_over, "a library of another class is passed over");
	ok(found(0, 3, NULL, LOADER_NOWHERE), "an error that is none of absence ends a list");
	plant(unfit, 4);
	load();
	ok(found(0, 0, NULL, LOADER_RPATH) && l.objects->need[0].fit == LOADER_UNFIT && span_is(l.objects->need[0].path, "/1/liba.so") && l.unfit == 1,
	    "what is no library ends the loader");
	ok(found(0, 1, "/2/libb.so", LOADER_RPATH) && l.missing == 1, "but not the model");
}

static void
musl(void)
{
	static const struct entry inherit[] = {
	    {"/app/prog", NULL, NULL, "$ORIGIN/a:\n$ORIGIN/b", {"liby.so", "libc.so.6"}, 0, 0, 0},
	    {"/app/b/liby.so", NULL, "$LIB:/x", NULL, {"libx.so", "libm.so.6", "/app/b/liby.so"}, 0, 0, 0},
	    {"/app/b/libx.so", NULL, NULL, "$ORIGIN", {"libw.so"}, 0, 0, 0},
	};

	begin(LOADER_MUSL);
	plant(inherit, 3);
	ok(load() == 0 && found(0, 0, "/app/b/liby.so", LOADER_RPATH) && found(1, 0, "/app/b/libx.so", LOADER_RPATH), "musl: a RUNPATH is inherited");
	ok(found(0, 1, "/lib/ld.so", LOADER_ITSELF) && found(1, 1, "/lib/ld.so", LOADER_ITSELF), "musl: the C library's names mean the loader");
	ok(found(1, 2, "/app/b/liby.so", LOADER_PATH), "musl: a path is opened, and then known");
	ok(strcmp(steps(1), "rpath:foreign-token rpath:counts default:counts ") == 0, "musl: $LIB spoils a whole list");
	ok(loader_search(&l, l.objects)->elements == 3 && loader_search(&l, l.objects)->element[1].why == LOADER_EMPTY_SKIPPED &&
	    span_is(loader_search(&l, l.objects)->element[2].text, "$ORIGIN/b"), "musl: elements are told as they are written");
	world.secure = 1;
	load();
	ok(found(0, 0, NULL, LOADER_NOWHERE) && strcmp(steps(0), "rpath:secure-list default:counts ") == 0, "musl: a set-id program loses its list");
}

/* Every amount of memory, from none to enough. */
static void
memory(void)
{
	static char block[1 << 16];
	static const struct entry some[] = {
	    {"/app/bin/prog", NULL, "$ORIGIN/../lib:/dep:/dep/", NULL, {"liby.so", "$ORIGIN/libz.so", "libq.so"}, 0, 0, 0},
	    {"/app/bin/../lib/liby.so", "liby.so", NULL, "$ORIGIN", {"libx.so"}, 0, 0, 0},
	    {"/app/bin/../lib/libx.so", "libx.so", NULL, NULL, {"liby.so", ""}, 0, 0, 0},
	};
	size_t n, failed = 0;
	int libc, last = 0;

	for (libc = 0; libc < 2; libc++) {
		begin(libc ? LOADER_MUSL : LOADER_GLIBC);
		world.secure = libc;
		plant(some, 3);
		for (n = 0; n < sizeof block; n += 8) {
			memset(&a, 0, sizeof a);
			a.at = block;
			a.end = block + n;
			last = loader_run(&l, &a, &world, some[0].path, &tree.file[0]);
			failed += last != 0;
			if (last == 0)
				break;
		}
	}
	ok(failed > 20 && last == 0, "too little memory of any amount is told, and does no harm");
}

/* --------------------------------------------------------------------- the cache */

static unsigned char bytes[2048];
static size_t bytes_n;

static void
put(int big, size_t at, unsigned long v)
{
	int i;

	for (i = 0; i < 4; i++)
		bytes[at + (size_t)(big ? 3 - i : i)] = (unsigned char)(v >> (8 * i));
}

/* Puts a cache there: names in descending order, one of them three times, once for a subfolder and once for 32 bit. */
static void
make_cache(int big, size_t from)
{
	static const struct {
		const char *name, *path;
		unsigned long flags, low, high;
	} entry[] = {
	    {"libz.so.10", "/lib/libz.so.10", 0x303, 0, 0},
	    {"libz.so.9", "/lib/libz.so.9", 0x303, 0, 0},
	    {"libx.so", "/lib32/libx.so", 0x003, 0, 0},
	    {"libx.so", "/lib/glibc-hwcaps/fast/libx.so", 0x303, 1, 0x40000000},
	    {"libx.so", "/lib/libx.so", 0x303, 0, 0},
	    {"liba.so", "/lib/glibc-hwcaps/slow/liba.so", 0x303, 0, 0x40000000},
	};
	size_t i, at, strings = from + 48 + 6 * 24, extension, n;

	memset(bytes, 0, sizeof bytes);
	if (from) {
		memcpy(bytes, "ld.so-1.7.0", 12);
		put(big, 12, (from - 16) / 12);
	}
	memcpy(bytes + from, "glibc-ld.so.cache1.1", 20);
	put(big, from + 20, 6);
	bytes[from + 28] = (unsigned char)(big ? 3 : 2);
	n = strings;
	for (i = 0; i < 6; i++) {
		at = from + 48 + i * 24;
		put(big, at, entry[i].flags);
		put(big, at + 4, n - from);
		strcpy((char *)bytes + n, entry[i].name);
		n += strlen(entry[i].name) + 1;
		put(big, at + 8, n - from);
		strcpy((char *)bytes + n, entry[i].path);
		n += strlen(entry[i].path) + 1;
		put(big, at + (big ? 20 : 16), entry[i].low);
		put(big, at + (big ? 16 : 20), entry[i].high);
	}
	extension = (n + 3) / 4 * 4;
	put(big, from + 32, extension - from);
	put(big, extension, 0xeaa42174);
	put(big, extension + 4, 1);
	put(big, extension + 8, 1);
	put(big, extension + 16, extension + 24 - from);
	put(big, extension + 20, 8);
	put(big, extension + 24, extension + 32 - from);
	put(big, extension + 28, extension + 37 - from);
	memcpy(bytes + extension + 32, "slow\0fast", 10);
	bytes_n = extension + 42;
}

static struct span
whole(void)
{
	struct span s = {(const char *)bytes, bytes_n};

	return s;
}

static int
finds(const struct cache *c, const char *name, const char *path, size_t subfolders)
{
	struct elf program;
	struct span s;

	memset(&program, 0, sizeof program);
	program.machine = 62;
	program.bits = 64;
	s = cache_find(c, span_of(name), &program, subfolder, subfolders);
	return path ? s.p && span_is(s, path) : !s.p;
}

static void
the_cache(int big, size_t from)
{
	struct cache c;
	char *copy;
	size_t i, n, sound = 0;
	static const char *const names[] = {"libz.so.10", "libz.so.9", "libx.so", "liba.so", "", "libzz"};

	make_cache(big, from);
	ok(cache_open(&c, whole()) == 0 && c.count == 6, "a cache is read");
	ok(finds(&c, "libz.so.10", "/lib/libz.so.10", 0) && finds(&c, "libz.so.9", "/lib/libz.so.9", 0), "numbers in names are numbers");
	ok(finds(&c, "libx.so", "/lib/libx.so", 0) && finds(&c, "libx.so", "/lib/glibc-hwcaps/fast/libx.so", 1), "subfolders are for those who have them");
	ok(finds(&c, "liba.so", NULL, 1) && finds(&c, "libzz.so", NULL, 1) && finds(&c, "", NULL, 1) && finds(&c, "lib", NULL, 1), "what is not there is not found");
	/* one byte changed, and cut off, in memory of exactly that size */
	for (i = 0; i < 40000; i++) {
		make_cache(big, from);
		n = one_in(3) ? random_below((unsigned)bytes_n) : bytes_n;
		if (n)
			bytes[random_below((unsigned)n)] = (unsigned char)(one_in(3) ? 255 : random_below(256));
		copy = malloc(n + 1);
		memcpy(copy, bytes, n);
		copy = realloc(copy, n ? n : 1);
		if (cache_open(&c, span_head(whole(), 0)) != -1)
			break;
		if (cache_open(&c, (struct span){copy, n}) == 0) {
			const char *name = PICK(names);
			struct elf program;
			struct span s;

			memset(&program, 0, sizeof program);
			program.machine = 62;
			program.bits = 64;
			s = cache_find(&c, span_of(name), &program, subfolder, 1);
			if (s.p && (s.p < copy || s.p + s.n >= copy + n || s.p[s.n] != '\0'))
				break;
			sound++;
		}
		free(copy);
	}
	ok(i == 40000 && sound > 1000, "40000 caches with a changed byte do no harm, %zu of which are still read", sound);
}

static void
built_in(void)
{
	static const char loader[] = "\177ELF\0/lib/\0/x/\0text\0/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0more";
	struct span *folder, lib;
	size_t n;

	arena_again(&a);
	n = cache_standard(&a, (struct span){loader, sizeof loader}, &folder, &lib);
	ok(n == 4 && span_is(folder[0], "/lib/x86_64-linux-gnu") && span_is(folder[3], "/usr/lib") && span_is(lib, "lib/x86_64-linux-gnu"),
	    "the folders that a loader has built in are found in its file");
	ok(cache_standard(&a, span_head((struct span){loader, sizeof loader}, 20), &folder, &lib) == 0, "and not in another");
}

int
main(void)
{
	glibc();
	musl();
	memory();
	the_cache(0, 0);
	the_cache(1, 0);
	the_cache(0, 16 + 2 * 12);
	built_in();
	return done();
}

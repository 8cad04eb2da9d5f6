/* SPDX-License-Identifier: MIT */
/*
 * The model of the loaders over trees that are only in memory. That the model does what loaders do is the business of 55-loader.bats; here it is what it
 * says about the way, and that nothing can upset it.
 */
#include "tap.h"

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
	struct elf_entry need[FILES][NEEDS], extra[FILES]; /* DT_AUXILIARY or DT_FILTER, if a test wants one */
	struct loader_file file[FILES];
	const char *cached; /* the only path that ld.so.cache has */
	unsigned opened;
} tree;

static struct arena a;
static struct loader l;
static struct loader_world world;
static struct loader_host host;
/* the last one is behind the end of what is told */
static const struct span standard[] = {{"/lib", 4}, {"/usr/lib", 8}, {"/libx", 5}}, subfolder[] = {{"glibc-hwcaps/fast", 17}};

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
			e->needed[k].slot = 10 * (k + 1);
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
	/* there, and yet nothing of it is told */
	if (strncmp(path, "/empty/", 7) == 0)
		return LOADER_OPENED;
	for (i = 0; i < tree.n; i++) {
		if (strcmp(tree.entry[i].path, path) == 0) {
			*file = &tree.file[i];
			return LOADER_OPENED;
		}
	}
	if (strncmp(path, "/loop/", 6) == 0 || strncmp(path, "loop/", 5) == 0 || strcmp(path, "/libloop.so") == 0 || strcmp(path, "libloop.so") == 0)
		return LOADER_FAILED;
	return strncmp(path, "/file/", 6) == 0 || strncmp(path, "file/", 5) == 0 ? LOADER_NOT_FOLDER : LOADER_MISSING;
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
	tree.file[2].dev = 2;
	load();
	ok(found(0, 1, "/2/libb.so", LOADER_RPATH), "but not if they are on two devices");
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

/* ------------------------------------------------------------------------- lists */

/* The elements of a search's first step as "folder=why ", with a * behind those that had $ORIGIN; or why the step as a whole is not taken. */
static const char *
elements(const struct loader_stage *s)
{
	static char text[2000];
	size_t i, n = 0;

	if (!s || s->why != LOADER_COUNTS)
		return s ? loader_why_name(s->why) : "";
	text[0] = '\0';
	for (i = 0; i < s->elements; i++)
		n += (size_t)sprintf(text + n, "%s%.*s=%s%s", i ? " " : "", (int)s->element[i].folder.n, s->element[i].folder.p,
		    loader_why_name(s->element[i].why), s->element[i].origin ? "*" : "");
	return text;
}

enum how { GLIBC, SECURE, MUSL, MUSL_SECURE };

static const struct {
	enum how how;
	const char *path, *list, *elements;
} lists[] = {
    {GLIBC, "/app/bin/prog", "$ORIGIN/../lib:/x", "/app/bin/../lib=counts* /x=counts"},
    {GLIBC, "/app/bin/prog", "${ORIGIN}:$ORIGIN/", "/app/bin=counts* /app/bin=twice*"},
    {GLIBC, "/prog", "$ORIGIN/lib:$ORIGIN", "//lib=counts* /=counts*"},
    {GLIBC, "bin/prog", "$ORIGIN/lib", "/home/bin/lib=counts*"},
    {GLIBC, "prog", "$ORIGIN/lib", "/home/lib=counts*"},
    {GLIBC, "/p", "/a//:/a:/:///", "/a=counts /a=twice /=counts /=twice"},
    {GLIBC, "/p", "::/a:", "=current-folder =twice /a=counts =twice"},
    {GLIBC, "/p", "a:a/:b;c", "a=relative a=twice b;c=relative"},
    {GLIBC, "/p", "", "empty-list"},

    /* a name without braces goes as far as letters, digits and _ do */
    {GLIBC, "/p", "/a/$LIB:/b/${LIB}x:/c/$LIB-x:/d/$LIB", "/a/lib64=counts /b/lib64x=counts /c/lib64-x=counts /d/lib64=counts"},
    {GLIBC, "/p", "/$LIBA:/$LIBZ:/$LIBa:/$LIBz:/$LIB0:/$LIB9:/$LIB_",
	"/$LIBA=literal-token /$LIBZ=literal-token /$LIBa=literal-token /$LIBz=literal-token /$LIB0=literal-token /$LIB9=literal-token /$LIB_=literal-token"},
    {GLIBC, "/p", "/$LIB@:/$LIB[:/$LIB`:/$LIB{:/$LIB/", "/lib64@=counts /lib64[=counts /lib64`=counts /lib64{=counts /lib64=counts"},
    {GLIBC, "/p", "/$:/${:/$L:/${LIB:/${LIBx}:$:x$x", "/$=literal-token /${=literal-token /$L=literal-token /${LIB=literal-token /${LIBx}=literal-token "
	"$=unknown-token x$x=unknown-token"},
    {GLIBC, "/p", "$LIB:$LIB/x:$ORIGINX", "lib64=relative lib64/x=relative $ORIGINX=unknown-token"},
    {GLIBC, "/p", "/a/$PLATFORM:/a/${PLATFORM}/b", "/a=no-value /a//b=no-value"},

    /* $ORIGIN of a set-id program: only at the beginning, and below a standard folder when all is worked out */
    {SECURE, "/usr/lib/app/prog", "$ORIGIN:$ORIGIN/x:${ORIGIN}/../y", "/usr/lib/app=counts* /usr/lib/app/x=counts* /usr/lib/app/../y=counts*"},
    {SECURE, "/usr/lib/app/prog", "$ORIGIN/..:$ORIGIN/../..:$ORIGIN/../../libx", "/usr/lib/app/..=counts* /usr/lib/app/../..=secure-origin* "
	"/usr/lib/app/../../libx=secure-origin*"},
    {SECURE, "/usr/lib/app/prog", "$ORIGIN/./../../../../lib//x/.:$ORIGIN/...", "/usr/lib/app/./../../../../lib//x/.=counts* /usr/lib/app/...=counts*"},
    {SECURE, "/usr/lib/app/prog", "${ORIGIN}x:/x$ORIGIN:/x/$LIB", "/usr/lib/appx=secure-origin* /x/usr/lib/app=secure-origin* /x/lib64=counts"},
    {SECURE, "/usr/lib/app/prog", "x$ORIGIN/$PLATFORM", "x/usr/lib/app=secure-origin*"},
    {SECURE, "/opt/prog", "$ORIGIN:/opt:$LIB", "/opt=secure-origin* /opt=counts lib64=relative"},
    {SECURE, "/prog", "$ORIGIN/lib:$ORIGIN", "//lib=counts* /=secure-origin*"},

    {MUSL, "/app/bin/prog", "$ORIGIN/../lib:/x", "/app/bin/../lib=counts* /x=counts"},
    {MUSL, "/app/bin/prog", "$ORIGINX:${ORIGIN}y\n:/z/", "/app/binX=counts* /app/biny=counts* =empty-skipped /z/=counts"},
    {MUSL, "/prog", "$ORIGIN/lib:$ORIGIN", "/lib=counts* =empty-skipped*"},
    {MUSL, "a/prog", "$ORIGIN/lib", "a/lib=relative*"},
    {MUSL, "prog", "$ORIGIN/lib:x", "./lib=relative* x=relative"},
    {MUSL, "/app/prog", "/a:/a/$LIB", "foreign-token"},
    {MUSL, "/app/prog", "/a:$ORIGIN:$", "foreign-token"},
    {MUSL, "/app/prog", "", "empty-list"},
    {MUSL, "/prog", "$ORIGIN", "empty-list"},
    {MUSL, "/a:b/prog", "$ORIGIN/lib:/x", "/a=counts b/lib=relative /x=counts"},
    {MUSL_SECURE, "/usr/lib/app/prog", "$ORIGIN/lib:/x", "secure-list"},
    {MUSL_SECURE, "/usr/lib/app/prog", "/x", "/x=counts"},
};

static void
all_lists(void)
{
	struct entry one[1];
	size_t i;

	for (i = 0; i < sizeof lists / sizeof *lists; i++) {
		memset(one, 0, sizeof one);
		one[0].path = lists[i].path;
		one[0].rpath = lists[i].list;
		begin(lists[i].how < MUSL ? LOADER_GLIBC : LOADER_MUSL);
		world.secure = lists[i].how == SECURE || lists[i].how == MUSL_SECURE;
		plant(one, 1);
		load();
		if (!ok(strcmp(elements(loader_search(&l, l.objects)), lists[i].elements) == 0, "%s of %s", lists[i].list, lists[i].path))
			printf("#   %s\n", elements(loader_search(&l, l.objects)));
	}
	ok(loader_counts(LOADER_COUNTS) && loader_counts(LOADER_LITERAL_TOKEN) && !loader_counts(LOADER_TWICE) && !loader_counts(LOADER_NODEFLIB),
	    "what is searched and what is not");
	begin(LOADER_GLIBC);
	memset(one, 0, sizeof one);
	one[0].path = "/p";
	one[0].runpath = "$LIB:x$LIB";
	plant(one, 1);
	world.lib = span_of("");
	load();
	ok(strcmp(elements(loader_search(&l, l.objects)), "=no-value x=relative") == 0, "an element of which nothing is left is not searched");
	world.cwd = span_of("/");
	one[0].path = "bin/p";
	one[0].runpath = "$ORIGIN";
	plant(one, 1);
	load();
	ok(strcmp(elements(loader_search(&l, l.objects)), "/bin=counts*") == 0, "$ORIGIN below the root");
}

/* musl has 512 bytes for a path, with its NUL. */
static void
long_paths(void)
{
	static char list[600], path[700], library[700];
	struct entry some[2];
	size_t n;

	memset(some, 0, sizeof some);
	memset(list, 'x', sizeof list);
	list[0] = '/';
	some[0].path = "/p";
	some[0].rpath = list;
	some[0].need[0] = "liba.so";
	some[1].path = library;
	for (n = 501; n <= 511; n++) {
		memset(list, 'x', 600);
		list[0] = '/';
		list[n] = '\0';
		sprintf(library, "%s/liba.so", list);
		begin(LOADER_MUSL);
		plant(some, 2);
		load();
		ok(found(0, 0, n + 8 < 512 ? library : NULL, n + 8 < 512 ? LOADER_RPATH : LOADER_NOWHERE) &&
		    loader_search(&l, l.objects)->element[0].why == (n < 510 ? LOADER_COUNTS : LOADER_TOO_LONG), "musl: a folder of %zu bytes", n);
		begin(LOADER_GLIBC);
		plant(some, 2);
		load();
		ok(found(0, 0, library, LOADER_RPATH), "glibc: the same, and it does not mind");
	}
	for (n = 511; n <= 512; n++) {
		memset(path, 'x', n);
		path[0] = path[3] = '/';
		path[n] = '\0';
		some[0].path = path;
		some[0].rpath = "/a:$ORIGIN";
		begin(LOADER_MUSL);
		plant(some, 1);
		load();
		ok(loader_search(&l, l.objects)->why == (n < 512 ? LOADER_COUNTS : LOADER_LONG_ORIGIN), "musl: $ORIGIN of a program whose path has %zu bytes", n);
	}
	memset(path, 'x', 300);
	path[255] = '\0';
	sprintf(library, "/1/%s", path);
	some[0].path = "/p";
	some[0].rpath = "/1";
	some[0].need[0] = path;
	begin(LOADER_MUSL);
	plant(some, 2);
	load();
	ok(found(0, 0, library, LOADER_RPATH), "musl: a name of 255 bytes is looked for");
	path[255] = 'x';
	path[256] = '\0';
	sprintf(library, "/1/%s", path);
	plant(some, 2);
	load();
	ok(found(0, 0, NULL, LOADER_NOWHERE), "musl: a longer one is not");
}

/* ------------------------------------------------------------------------- files */

/* What is found as a library, and what the loader says to it. */
static void
fits(void)
{
	static const struct entry some[] = {
	    {"/bin/prog", NULL, "/1:/2", NULL, {"liba.so"}, 0, 0, 0},
	    {"/1/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/2/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};
	/* G: it fits, P: passed over, U: the loader gives up */
	static const struct {
		const char *name;
		enum elf_kind kind;
		unsigned bits, machine, flags;
		int big;
		enum elf_error error;
		char glibc, musl;
	} files[] = {
	    {"a library", ELF_LIBRARY, 64, 62, 0, 0, ELF_GOOD, 'G', 'G'},
	    {"one of another class", ELF_LIBRARY, 32, 62, 0, 0, ELF_GOOD, 'P', 'U'},
	    {"one of another machine", ELF_LIBRARY, 64, 183, 0, 0, ELF_GOOD, 'P', 'U'},
	    {"one of another byte order", ELF_LIBRARY, 64, 62, 0, 1, ELF_GOOD, 'U', 'U'},
	    {"no ELF file", ELF_NONE, 0, 0, 0, 0, ELF_GOOD, 'U', 'U'},
	    {"one with small program headers", ELF_LIBRARY, 64, 62, 0, 0, ELF_BAD_PHENTSIZE, 'U', 'U'},
	    {"one with large program headers", ELF_LIBRARY, 64, 62, 0, 0, ELF_ODD_PHENTSIZE, 'U', 'U'},
	    {"one that is cut off", ELF_LIBRARY, 64, 62, 0, 0, ELF_PHDRS_OUTSIDE, 'U', 'U'},
	    {"one with another flaw", ELF_LIBRARY, 64, 62, 0, 0, ELF_STRING_OUTSIDE, 'G', 'G'},
	    {"a program that says it is one", ELF_PIE, 64, 62, ELF_FLAG_PIE, 0, ELF_GOOD, 'U', 'G'},
	    {"a program that does not", ELF_PIE, 64, 62, 0, 0, ELF_GOOD, 'G', 'G'},
	    {"a program at a fixed address", ELF_PROGRAM, 64, 62, 0, 0, ELF_GOOD, 'U', 'G'},
	    {"a static-pie", ELF_STATIC_PIE, 64, 62, 0, 0, ELF_GOOD, 'U', 'G'},
	    {"a static program", ELF_STATIC, 64, 62, 0, 0, ELF_GOOD, 'U', 'U'},
	    {"debug information", ELF_DEBUG, 64, 62, 0, 0, ELF_GOOD, 'U', 'U'},
	};
	const struct loader_need *n;
	int musl, is;
	size_t i;

	for (i = 0; i < sizeof files / sizeof *files; i++) {
		for (musl = 0; musl < 2; musl++) {
			begin(musl ? LOADER_MUSL : LOADER_GLIBC);
			plant(some, 3);
			tree.elf[1].kind = files[i].kind;
			tree.elf[1].bits = files[i].bits;
			tree.elf[1].machine = files[i].machine;
			tree.elf[1].flags = files[i].flags;
			tree.elf[1].big = files[i].big;
			tree.elf[1].error = files[i].error;
			load();
			n = &l.objects->need[0];
			is = n->fit == LOADER_UNFIT ? 'U' : n->passed_over ? 'P' : 'G';
			ok(is == (musl ? files[i].musl : files[i].glibc) && l.unfit == (is == 'U') && l.missing == (is == 'U') &&
			    span_is(n->path, is == 'P' ? "/2/liba.so" : "/1/liba.so"), "%s: %s", musl ? "musl" : "glibc", files[i].name);
		}
	}
	begin(LOADER_GLIBC);
	plant(some, 3);
	tree.file[0].elf = NULL;
	tree.elf[1].bits = 32;
	load();
	ok(l.objects->needs == 0 && l.missing == 0, "what asks for nothing needs nothing");
	ok(span_is(loader_try(&l, l.objects, span_of("/1:/2"), span_of("liba.so")), "/1/liba.so"), "and anything fits it");
}

/* What ends a list, and what ends the search. Each row has a list, and whether liba.so is found behind it in the list or then in /lib. */
static void
obstacles(void)
{
	static const struct {
		enum loader_libc libc;
		const char *list, *path;
		enum loader_step step;
	} rows[] = {
	    {LOADER_GLIBC, "/none:/1", "/1/liba.so", LOADER_RPATH},
	    {LOADER_GLIBC, "/file:/1", "/1/liba.so", LOADER_RPATH},
	    {LOADER_GLIBC, "/empty:/1", "/1/liba.so", LOADER_RPATH},
	    {LOADER_GLIBC, "file:/1", "/lib/liba.so", LOADER_DEFAULT},
	    {LOADER_GLIBC, "/loop:/1", "/1/liba.so", LOADER_RPATH}, /* there is no folder of that name */
	    {LOADER_GLIBC, "loop:/1", "/lib/liba.so", LOADER_DEFAULT},
	    {LOADER_GLIBC, "/:/1", "/1/liba.so", LOADER_RPATH},
	    {LOADER_MUSL, "/none:/1", "/1/liba.so", LOADER_RPATH},
	    {LOADER_MUSL, "/file:/1", "/1/liba.so", LOADER_RPATH},
	    {LOADER_MUSL, "file:/1", "/1/liba.so", LOADER_RPATH},
	    {LOADER_MUSL, "/loop:/1", NULL, LOADER_NOWHERE},
	    {LOADER_MUSL, "/:/1", "/1/liba.so", LOADER_RPATH},
	};
	struct entry some[] = {
	    {"/bin/prog", NULL, NULL, NULL, {"liba.so"}, 0, 0, 0},
	    {"/1/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/lib/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};
	static const struct entry root[] = {
	    {"/bin/prog", NULL, "/", NULL, {"liba.so", "libno.so", "libb.so"}, 0, 0, 0},
	    {"/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/libb.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		some[0].rpath = rows[i].list;
		begin(rows[i].libc);
		plant(some, 3);
		load();
		ok(found(0, 0, rows[i].path, rows[i].step), "%s: a library behind %s", rows[i].libc == LOADER_MUSL ? "musl" : "glibc", rows[i].list);
	}
	begin(LOADER_GLIBC);
	some[0].rpath = ":/1";
	some[0].need[0] = "libloop.so";
	some[1].path = "/1/libloop.so";
	plant(some, 2);
	load();
	ok(found(0, 0, NULL, LOADER_NOWHERE), "glibc: an error in the current folder ends the list");
	some[0].rpath = "/:/1";
	plant(some, 2);
	load();
	ok(found(0, 0, "/1/libloop.so", LOADER_RPATH), "glibc: one in the root does not, which is no folder of this tree");
	plant(root, 3);
	load();
	ok(found(0, 0, "/liba.so", LOADER_RPATH) && found(0, 2, NULL, LOADER_NOWHERE), "glibc: the root is searched until something is not found in it");
	begin(LOADER_MUSL);
	plant(root, 3);
	load();
	ok(found(0, 0, NULL, LOADER_NOWHERE), "musl: it asks for //liba.so, which this tree does not have");
}

/* ------------------------------------------------------------------------- steps */

static void
environment(void)
{
	static const struct entry some[] = {
	    {"/bin/prog", NULL, NULL, "/run", {"liba.so", "libb.so", "libq.so"}, 0, 0, 0},
	    {"/env/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/run/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/run/libb.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/semi/libq.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};

	begin(LOADER_GLIBC);
	world.library_path = span_of("/env;/semi:/env/:$ORIGIN");
	plant(some, 5);
	load();
	ok(found(0, 0, "/env/liba.so", LOADER_ENV) && found(0, 1, "/run/libb.so", LOADER_RUNPATH) && found(0, 2, "/semi/libq.so", LOADER_ENV),
	    "LD_LIBRARY_PATH comes before a RUNPATH, and a semicolon parts it as well");
	ok(strcmp(elements(loader_search(&l, l.objects)), "/env=counts /semi=counts /env=twice /bin=counts*") == 0, "$ORIGIN in it is the program's");
	ok(strcmp(steps(0), "library-path:counts runpath:counts cache:counts default:counts ") == 0, "the steps with it");
	host.cached = NULL;
	load();
	ok(strcmp(steps(0), "library-path:counts runpath:counts default:counts ") == 0, "the steps where there is no cache");

	begin(LOADER_MUSL);
	world.library_path = span_of("/env;/semi:/env\n/semi:$LIB");
	plant(some, 5);
	load();
	ok(found(0, 0, "/env/liba.so", LOADER_ENV) && found(0, 2, "/semi/libq.so", LOADER_ENV), "musl: it comes first");
	ok(strcmp(elements(loader_search(&l, l.objects)), "/env;/semi=counts /env=counts /semi=counts $LIB=relative") == 0,
	    "musl: a newline parts it, a semicolon does not, and nothing is replaced in it");
	world.secure = 1;
	load();
	ok(strcmp(steps(0), "library-path:secure-env rpath:counts default:counts ") == 0, "musl: a set-id program does not see it");
}

static void
cached_paths(void)
{
	static const struct entry some[] = {
	    {"/bin/prog", NULL, NULL, NULL, {"liba.so"}, ELF_FLAG_NODEFLIB, 0, 0},
	    {"/lib/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/libx/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/usr/lib/sub/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};
	static const struct {
		const char *cached;
		int counts;
	} paths[] = {{"/lib/liba.so", 0}, {"/usr/lib/sub/liba.so", 0}, {"/libx/liba.so", 1}};
	size_t i;

	for (i = 0; i < 3; i++) {
		begin(LOADER_GLIBC);
		plant(some, 4);
		tree.cached = paths[i].cached;
		load();
		ok(found(0, 0, paths[i].counts ? paths[i].cached : NULL, paths[i].counts ? LOADER_CACHE : LOADER_NOWHERE),
		    "-z nodefaultlib, and the cache has %s", paths[i].cached);
		tree.elf[0].flags = 0;
		load();
		ok(found(0, 0, paths[i].cached, LOADER_CACHE), "without it that is found");
	}
	/* another class in the cache: the search goes on */
	plant(some, 4);
	tree.cached = "/libx/liba.so";
	tree.elf[0].flags = 0;
	tree.elf[2].bits = 32;
	load();
	ok(found(0, 0, "/lib/liba.so", LOADER_DEFAULT) && l.objects->need[0].passed_over, "what the cache has does not fit: the search goes on");
}

static void
set_id_libraries(void)
{
	static const struct entry some[] = {
	    {"/bin/prog", NULL, "/dep", NULL, {"liby.so"}, 0, 0, 0},
	    {"/dep/liby.so", NULL, NULL, "$ORIGIN", {"libx.so", "$ORIGIN/libz.so"}, 0, 0, 0},
	    {"/dep/libx.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/dep/libz.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};
	static const struct entry root[] = {
	    {"/bin/prog", NULL, NULL, NULL, {"/liby.so"}, 0, 0, 0},
	    {"/liby.so", NULL, NULL, "$ORIGIN/lib", {"libx.so"}, 0, 0, 0},
	    {"/lib/libx.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};
	static const struct entry relative[] = {
	    {"/bin/prog", NULL, "dep", NULL, {"liby.so"}, 0, 0, 0},
	    {"dep/liby.so", NULL, NULL, "$ORIGIN", {"libx.so"}, 0, 0, 0},
	    {"dep/libx.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};

	begin(LOADER_GLIBC);
	world.secure = 1;
	plant(some, 4);
	load();
	ok(found(1, 0, "/dep/libx.so", LOADER_RUNPATH), "in a set-id program $ORIGIN of a library counts");
	ok(found(1, 1, NULL, LOADER_NOWHERE) && l.objects->next->need[1].fit == LOADER_UNFIT && l.unfit == 1, "but a needed path with a token ends it");
	begin(LOADER_MUSL);
	world.secure = 1;
	plant(some, 4);
	load();
	ok(found(1, 0, "/dep/libx.so", LOADER_RPATH), "musl: $ORIGIN of a library that was found by an absolute path counts");
	plant(root, 3);
	load();
	ok(found(0, 0, "/liby.so", LOADER_PATH) && strcmp(elements(loader_search(&l, l.objects->next)), "secure-list") == 0, "musl: that of one in the root does not");
	plant(relative, 3);
	load();
	ok(found(0, 0, "dep/liby.so", LOADER_RPATH) && strcmp(elements(loader_search(&l, l.objects->next)), "secure-list") == 0,
	    "musl: that of another does not");
}

/* ------------------------------------------------------------------------- names */

static void
names(void)
{
	static const struct entry some[] = {
	    {"/bin/prog", NULL, "/1", NULL, {"", "/bin/prog", "/1/liba.so", "liba.so"}, 0, 0, 0},
	    {"/1/liba.so", "libother.so", NULL, NULL, {"libother.so", "/1/liba.so", "ld-real.so", "libd.so"}, 0, 0, 0},
	    {"/lib/ld.so", "ld-real.so", NULL, NULL, {NULL}, 0, 0, 8},
	    {"/1/libd.so", NULL, NULL, NULL, {NULL}, 0, 0, 8},
	};
	static const struct entry tokens[] = {
	    {"/bin/prog", NULL, "/1", NULL, {"$ORIGIN/liba.so", "$LIB", "$PLATFORM/libb.so", "lib$x.so"}, 0, 0, 0},
	    {"/bin/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/1/lib64", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/1/lib$x.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};
	static const struct entry parts[] = {
	    {"/bin/prog", NULL, "/1", NULL, {"libc.so.6", "libcrypt.so.1", "libxnet.so", "libmvec.so"}, 0, 0, 0},
	    {"/1/libcrypt.so.1", NULL, NULL, NULL, {"/lib/ld.so", "libdl.so.2", ""}, 0, 0, 0},
	    {"/1/libmvec.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/1/x", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};

	begin(LOADER_GLIBC);
	plant(some, 4);
	load();
	ok(found(0, 0, "/bin/prog", LOADER_ALREADY) && found(0, 1, "/bin/prog", LOADER_ALREADY), "no name is the program's, and so is its path");
	ok(found(0, 2, "/1/liba.so", LOADER_PATH) && found(0, 3, "/1/liba.so", LOADER_RPATH), "a path is opened; the name alone is looked for and is that file");
	ok(found(1, 0, "/1/liba.so", LOADER_ALREADY) && found(1, 1, "/1/liba.so", LOADER_ALREADY), "a soname and a path are known");
	ok(found(1, 2, "/lib/ld.so", LOADER_ITSELF) && found(1, 3, "/1/libd.so", LOADER_RPATH), "so is the loader's soname, but not its file");
	begin(LOADER_MUSL);
	plant(some, 4);
	tree.elf[0].needed[1].text = span_of("prog");
	load();
	ok(found(0, 0, NULL, LOADER_NOWHERE) && found(0, 2, "/1/liba.so", LOADER_PATH) && found(0, 3, "/1/liba.so", LOADER_RPATH) && l.missing == 4,
	    "musl: no name is none, and a path is no name");
	ok(found(1, 0, NULL, LOADER_NOWHERE) && found(1, 3, "/lib/ld.so", LOADER_RPATH) && l.objects->next->need[3].to == l.itself,
	    "musl: neither is a soname, but the loader's file is known");
	tree.elf[1].needed[0].text = span_of("liba.so");
	load();
	ok(found(1, 0, "/1/liba.so", LOADER_ALREADY), "musl: what was looked for is known by its name");

	begin(LOADER_GLIBC);
	plant(tokens, 4);
	load();
	ok(found(0, 0, "/bin/liba.so", LOADER_PATH) && found(0, 1, "/1/lib64", LOADER_RPATH), "tokens in names are replaced");
	ok(found(0, 2, NULL, LOADER_NOWHERE) && l.objects->need[2].optional && l.missing == 0, "one without a value is not missed");
	ok(found(0, 3, "/1/lib$x.so", LOADER_RPATH) && !l.objects->need[3].optional, "what is no token is a name");

	begin(LOADER_MUSL);
	plant(parts, 3);
	load();
	ok(found(0, 0, "/lib/ld.so", LOADER_ITSELF) && found(0, 1, "/1/libcrypt.so.1", LOADER_RPATH) && found(0, 2, "/lib/ld.so", LOADER_ITSELF) &&
	    found(0, 3, "/1/libmvec.so", LOADER_RPATH), "musl: which names are its own");
	ok(found(1, 0, "/lib/ld.so", LOADER_ITSELF) && found(1, 1, "/lib/ld.so", LOADER_ITSELF), "musl: its path is, too");
	ok(!loader_search(&l, l.itself), "the loader has no search where its file is not there");
	plant(parts, 4);
	tree.elf[1].needed[2].text = span_of("x");
	load();
	ok(found(1, 2, "/1/x", LOADER_RPATH), "musl: a name may have one letter");
	plant(parts, 3);
	tree.file[2].dev = 7;
	world.interp = span_of("ld.so");
	load();
	ok(l.itself && span_is(l.itself->path, "ld.so") && found(0, 3, "/1/libmvec.so", LOADER_RPATH), "musl: its path may be its name");
	world.interp = span_of("");
	load();
	ok(!l.itself && found(0, 0, NULL, LOADER_ITSELF) && l.missing == 2, "musl: also where nobody knows where it is");
	begin(LOADER_GLIBC);
	plant(parts, 3);
	tree.elf[0].interp = span_of("/1/libmvec.so");
	load();
	ok(l.itself && span_is(l.itself->path, "/1/libmvec.so") && l.itself->is_loader && found(0, 3, "/1/libmvec.so", LOADER_ITSELF), "the program names its loader");
	tree.elf[0].needed[3].text.p = NULL;
	load();
	ok(found(0, 3, NULL, LOADER_NOWHERE) && l.objects->needs == 4, "a name that could not be read is missing");
}

/* DT_AUXILIARY and DT_FILTER: their libraries come in the place where they stand, and what these need comes before what others do. */
static void
extras(void)
{
	static const struct entry some[] = {
	    {"/bin/prog", NULL, "/1", NULL, {"liba.so", "libb.so"}, 0, 0, 0},
	    {"/1/liba.so", NULL, "/1", NULL, {"libz.so"}, 0, 0, 0},
	    {"/1/libb.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/1/libx.so", NULL, NULL, NULL, {"liby.so"}, 0, 0, 0},
	    {"/1/liby.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/1/libz.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	};
	static const char *const order[] = {"/bin/prog", "/1/liba.so", "/1/libx.so", "/1/libb.so", "/1/liby.so", "/1/libz.so"};
	const struct loader_object *o;
	size_t i;

	begin(LOADER_GLIBC);
	plant(some, 6);
	memset(tree.extra, 0, sizeof tree.extra);
	tree.elf[0].entry = tree.extra;
	tree.elf[0].entries = 3;
	tree.extra[0].tag = ELF_SONAME;
	tree.extra[1].tag = ELF_AUXILIARY;
	tree.extra[1].slot = 15;
	tree.extra[1].text = span_of("libx.so");
	tree.extra[2].tag = ELF_FILTER;
	tree.extra[2].slot = 30;
	tree.extra[2].text = span_of("libno.so");
	load();
	for (i = 0, o = l.objects; o && i < 6 && span_is(o->path, order[i]); i++)
		o = o->next;
	ok(!o && i == 6, "the order in which libraries are loaded");
	ok(l.objects->needs == 4 && found(0, 1, "/1/libx.so", LOADER_RPATH) && l.objects->need[1].optional && !l.objects->need[0].optional,
	    "an auxiliary library is one of the needs, and may be absent");
	ok(!l.objects->need[3].optional && found(0, 3, NULL, LOADER_NOWHERE) && l.missing == 1, "a filter may not");
	tree.extra[1].text = span_of("libno.so");
	tree.extra[2].text = span_of("libb.so");
	load();
	ok(l.missing == 0 && l.unfit == 0, "an auxiliary library that is absent is not missed");
	tree.extra[1].text = span_of("libx.so");
	tree.elf[3].kind = ELF_PROGRAM;
	load();
	ok(l.missing == 0 && l.unfit == 0 && l.objects->need[1].fit == LOADER_UNFIT, "nor one that is none");
	tree.elf[0].needs = 0;
	tree.elf[0].entries = 2;
	tree.elf[3].kind = ELF_LIBRARY;
	load();
	ok(found(0, 0, "/1/libx.so", LOADER_RPATH) && l.objects->next->needs == 1, "one that is the only need gets its turn");
	tree.elf[0].needs = 2;
	begin(LOADER_MUSL);
	load();
	ok(l.objects->needs == 2, "musl knows neither");
}

/* Lists that nobody has. */
static void
trying(void)
{
	static const struct entry some[] = {
	    {"/bin/prog", NULL, "/1:/2", NULL, {NULL}, 0, 0, 0},
	    {"/1/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/bin/sub/liba.so", NULL, NULL, NULL, {NULL}, 0, 0, 0},
	    {"/bad/liba.so", NULL, NULL, NULL, {NULL}, 0, 1, 0},
	};
	int musl;

	for (musl = 0; musl < 2; musl++) {
		begin(musl ? LOADER_MUSL : LOADER_GLIBC);
		plant(some, 4);
		load();
		ok(span_is(loader_try(&l, l.objects, span_of("/none:$ORIGIN/sub:/1"), span_of("liba.so")), "/bin/sub/liba.so"), "a list would find a library");
		ok(loader_try(&l, l.objects, span_of("/none:/lib"), span_of("liba.so")).n == 0, "another would not");
		ok(loader_try(&l, l.objects, span_of("/bad:/1"), span_of("liba.so")).n == 0, "nor one with something else in its way");
		ok(loader_try(&l, l.objects, span_of(musl ? "/loop:/1" : "loop:/1"), span_of("liba.so")).n == 0, "nor one that cannot be searched to its end");
	}
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
		world.library_path = span_of("/env:/dep");
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
	a.at = a.end = block;
	ok(!loader_try(&l, l.objects, span_of("/dep"), span_of("liby.so")).p, "a list without memory finds nothing");
	ok(failed > 20 && last == 0, "too little memory of any amount is told, and does no harm");
}

/* What a file tells by itself. */
static void
files(void)
{
	static const struct {
		const char *interp, *need;
		enum loader_libc libc;
	} rows[] = {
	    {"/lib64/ld-linux-x86-64.so.2", "libc.so.6", LOADER_GLIBC}, {"/lib/ld-musl-x86_64.so.1", "libc.so", LOADER_MUSL}, {"/lib64/ld-linux-x86-64.so.2", "libc.so", LOADER_GLIBC},
	    {NULL, "libc.so", LOADER_MUSL}, {NULL, "libc.musl-x86_64.so.1", LOADER_MUSL}, {NULL, "libc.so.6", LOADER_GLIBC}, {NULL, "libm.so", LOADER_GLIBC},
	};
	static const struct {
		const char *text;
		enum loader_token token;
		size_t n;
	} tokens[] = {
	    {"$ORIGIN", LOADER_ORIGIN, 7}, {"${ORIGIN}x", LOADER_ORIGIN, 9}, {"$LIB/a", LOADER_LIB, 4}, {"${LIB}", LOADER_LIB, 6}, {"$PLATFORM-", LOADER_PLATFORM, 9},
	    {"$ORIGINX", LOADER_NO_TOKEN, 0}, {"$LIB_", LOADER_NO_TOKEN, 0}, {"$LIB9", LOADER_NO_TOKEN, 0}, {"$origin", LOADER_NO_TOKEN, 0}, {"${LIB", LOADER_NO_TOKEN, 0},
	    {"${LIBx}", LOADER_NO_TOKEN, 0}, {"$", LOADER_NO_TOKEN, 0}, {"${", LOADER_NO_TOKEN, 0}, {"$$LIB", LOADER_NO_TOKEN, 0},
	};
	struct elf_entry need[2];
	struct elf e;
	size_t i, n;

	memset(&e, 0, sizeof e);
	memset(need, 0, sizeof need);
	e.needed = need;
	e.needs = 2;
	need[0].text = span_of("libz.so.1");
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		e.interp = maybe(rows[i].interp);
		need[1].text = span_of(rows[i].need);
		ok(loader_libc_of(&e) == rows[i].libc, "a file with the loader %s that needs %s is for %s", rows[i].interp ? rows[i].interp : "unknown", rows[i].need,
		    rows[i].libc == LOADER_MUSL ? "musl" : "glibc");
	}
	for (i = 0; i < sizeof tokens / sizeof *tokens; i++) {
		n = 0;
		ok(loader_token(span_of(tokens[i].text), &n) == tokens[i].token && n == tokens[i].n, "'%s' begins with %s", tokens[i].text, tokens[i].n ? "a token" : "no token");
	}
}

int
main(void)
{
	files();
	glibc();
	musl();
	all_lists();
	long_paths();
	fits();
	obstacles();
	environment();
	cached_paths();
	set_id_libraries();
	names();
	extras();
	trying();
	memory();
	return done();
}

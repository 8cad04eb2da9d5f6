/* SPDX-License-Identifier: MIT */
/*
 * Which compilers and linkers there are, the folders of our names for them, and the environment in which these are reached: tools, farm, subject and reach, in a
 * real folder that holds an installation, a cache, and folders for PATH.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#include <errno.h>

#include "tap.h"

#include "arena.h"
#include "bytes.h"
#include "capture.h"
#include "command.h"
#include "farm.h"
#include "folder.h"
#include "no_malloc.h"
#include "reach.h"
#include "doctor_subject.h"
#include "tools.h"

/* What the next call is to say, once. */
static struct {
	int lstat, access, fstat;
	const char *cwd;
} wrong;

int
lstat(const char *path, struct stat *st)
{
	if (wrong.lstat)
		return wrong.lstat = 0, errno = ENOENT, -1;
	return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int
access(const char *path, int mode)
{
	if (wrong.access)
		return wrong.access = 0, errno = EACCES, -1;
	return faccessat(AT_FDCWD, path, mode, 0);
}

int
fstat(int fd, struct stat *st)
{
	if (wrong.fstat)
		return wrong.fstat = 0, errno = EIO, -1;
	return fstatat(fd, "", st, AT_EMPTY_PATH);
}

char *
getcwd(char *to, size_t room)
{
	ssize_t n;

	if (wrong.cwd) {
		snprintf(to, room, "%s", wrong.cwd);
		return to;
	}
	n = readlink("/proc/self/cwd", to, room - 1);
	if (n < 0)
		return NULL;
	to[n] = '\0';
	return to;
}

static struct arena a;
static struct command command;
static char libexec[2 * FOLDER_PATH], shim[2 * FOLDER_PATH];

/* An installation, a compiler, a linker, and nothing in the cache. */
static void
begin(void)
{
	folder_remove("bin");
	folder_remove("cache");
	folder_remove("inst");
	folder_put("inst/originld/shim", "", 0755);
	folder_put("inst/originld/ld/ld", "", 0755);
	folder_put("inst/originld/cc/cc", "", 0755);
	folder_put("bin/ld", "", 0755);
	folder_put("bin/gcc", "", 0755);
	mkdir("cache", 0755);
	strcpy(libexec, folder_path("inst/originld"));
	strcpy(shim, folder_path("inst/originld/shim"));
	command.verb = "run";
	command.libexec = libexec;
	command.shim = shim;
	setenv("PATH", folder_path("bin"), 1);
	setenv("XDG_CACHE_HOME", folder_path("cache/"), 1);
	setenv("HOME", folder_path("home"), 1);
	setenv("TMPDIR", folder_path("tmp"), 1);
	unsetenv("COMPILER_PATH");
	unsetenv("CCACHE_PATH");
	unsetenv("ORIGIN");
	unsetenv("O");
	arena_again(&a);
}

/* ------------------------------------------------------------------------- tools */

static void
test_kinds(void)
{
	static const struct {
		const char *name;
		enum tool_kind kind;
	} cases[] = {
	    {"ld", TOOL_LD}, {"ld.bfd", TOOL_LD}, {"mold", TOOL_LD}, {"x86_64-linux-gnu-ld", TOOL_LD}, {"x86_64-linux-gnu-ld.gold", TOOL_LD},
	    {"gcc", TOOL_CC}, {"x86_64-linux-gnu-gcc-12", TOOL_CC}, {"clang++-19", TOOL_CC},
	    /* no target at all, half a one, one that is joined without a dash, and one before a name that has none */
	    {"-ld", TOOL_NONE}, {"-x-ld", TOOL_NONE}, {"x86-ld", TOOL_NONE}, {"x86--ld", TOOL_NONE}, {"x86_64-linuxld", TOOL_NONE}, {"x86_64-linux-gnu-mold", TOOL_NONE},
	    {"build", TOOL_NONE}, {"", TOOL_NONE}, {"x86_64-w64-mingw32-ld", TOOL_NONE}, {"x86_64-w64-mingw32-gcc", TOOL_NONE},
	};
	size_t i;
	int good = 1;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (tool_kind(span_of(cases[i].name)) == cases[i].kind)
			continue;
		printf("#   %s is %d\n", cases[i].name, tool_kind(span_of(cases[i].name)));
		good = 0;
	}
	ok(good, "tool_kind: linkers and compilers of ELF systems by their names");
}

/* Which folders are ours. A word that begins with a slash is one of the real folder. */
static void
test_ours(void)
{
	static const struct {
		const char *path;
		unsigned kinds;
	} cases[] = {
	    {"/inst/originld/ld", TOOL_LD}, {"/inst/originld/cc", TOOL_CC}, {"/inst/originld/cc///", TOOL_CC},
	    {"/cache/originld/ld-0123456789abcdef", TOOL_LD}, {"/cache/originld-1000/cc-0123456789abcdef", TOOL_CC},
	    /* as long, but another letter, another kind, another folder */
	    {"/cache/originld/ld-0123456789abcdeg", 0}, {"/cache/originld/xx-0123456789abcdef", 0}, {"/cache/other/ld-0123456789abcdef", 0},
	    {"/other/originld/ld", TOOL_LD}, /* of another installation */
	    {"/other/originld/bin", 0},      /* beside its program, but by another name */
	    {"/other/else/ld", 0}, {"/other/else/cc", 0}, /* beside a program of that name that is not ours */
	    {"/other/folder/ld", 0},         /* what stands beside it is a folder */
	    {"/inst/originld/by-another-name", TOOL_LD}, {"/bin", 0}, {"ld", 0}, {"", 0},
	};
	char path[2 * FOLDER_PATH], *rest;
	unsigned kinds;
	size_t i;
	int good = 1;

	begin();
	folder_put("other/originld/shim", "", 0755);
	folder_put("other/originld/ld/ld", "", 0755);
	folder_put("other/originld/bin/ld", "", 0755);
	folder_put("other/else/shim", "", 0755);
	folder_put("other/else/ld/ld", "", 0755);
	folder_put("other/else/cc/cc", "", 0755);
	folder_put("other/folder/shim/x", "", 0755);
	folder_put("other/folder/ld/ld", "", 0755);
	folder_put("inst/originld/by-another-name/ld", "", 0755);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		snprintf(path, sizeof path, "%s%s", cases[i].path[0] == '/' ? folder.real : "", cases[i].path);
		rest = tools_without_ours(&a, &command, path, &kinds);
		if (kinds == cases[i].kinds && (kinds ? !rest : rest && strcmp(rest, path) == 0))
			continue;
		printf("#   %s: kinds %u, left %s\n", path, kinds, rest ? rest : "nothing");
		good = 0;
	}
	ok(good, "tools_without_ours: only folders of an originld go");
	command.shim = "/nowhere/shim";
	ok(tools_without_ours(&a, &command, folder_path("inst/originld/by-another-name"), &kinds) != NULL && kinds == 0,
	    "tools_without_ours: where our own program is gone, a folder by another name stays");
	/* a file of another file system */
	command.shim = "/proc/version";
	ok(tools_without_ours(&a, &command, folder_path("inst/originld/by-another-name"), &kinds) != NULL && kinds == 0,
	    "tools_without_ours: a program with another device is not ours");
	folder_remove("other");
}

/* The tools that are found, by the ends of their paths from the real folder on, each with a blank behind it. */
static const char *
found(const char *path, unsigned kinds)
{
	static char text[FOLDER_PATH];
	struct tools t;
	size_t i;

	setenv("PATH", path, 1);
	text[0] = '\0';
	if (tools_find(&a, &command, kinds, &t) != 0)
		return "nothing";
	for (i = 0; i < t.count; i++) {
		if (strcmp(t.tool[i].name, strrchr(t.tool[i].path, '/') + 1) != 0)
			return "a name that is not the path's end";
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", t.tool[i].path + strlen(folder.real) + 1);
	}
	return text;
}

static void
test_find(void)
{
	const char *everywhere = "@/bin:@/again:more:::@/bin/gcc:/dev:@/nowhere:@/inst/originld/cc:@/more";
	char name[64];
	struct tools t;
	int i, good;

	begin();
	folder_remove("bin");
	folder_put("bin/gcc", "", 0755);
	folder_put("bin/no-compiler", "", 0755);
	folder_put("bin/clang", "", 0644);
	folder_put("bin/c99/x", "", 0755);
	folder_link("nowhere", "bin/c89");
	folder_link(shim, "bin/c++");
	folder_put("more/gcc", "", 0755);
	folder_put("more/cc", "", 0755);
	folder_put("more/ld", "", 0755);
	folder_link("bin", "again");
	good = strcmp(found(folder_text(everywhere), TOOL_CC), "bin/gcc more/cc ") == 0;
	ok(good, "tools_find: each name once, where it is a program, and in a folder that has not been searched");
	good = strcmp(found(folder_text(everywhere), TOOL_LD), "more/ld ") == 0;
	ok(good, "tools_find: only of the kind that is asked for");
	/* the program behind all names may be on another file system */
	command.shim = "/proc/version";
	ok(strstr(found(folder_path("bin"), TOOL_CC), "bin/c++ ") != NULL, "tools_find: a program on another device than ours is not ours");
	command.shim = "/nowhere/shim";
	capture_begin();
	good = strcmp(found(folder_text(everywhere), TOOL_CC), "nothing") == 0;
	capture_end();
	ok(good && captured(NULL, "/nowhere/shim: the program behind all names is missing"), "tools_find: says that our own program is missing");

	begin();
	folder_remove("bin");
	for (i = 0; i < 150; i++) {
		snprintf(name, sizeof name, "bin/gcc-%d", i);
		folder_put(name, "", 0755);
	}
	setenv("PATH", folder_path("bin"), 1);
	good = tools_find(&a, &command, TOOL_CC, &t) == 0 && t.count == 150;
	for (i = 0; good && i < 150; i++)
		good = t.tool[i].kind == TOOL_CC && t.tool[i].ino && access(t.tool[i].path, X_OK) == 0;
	ok(good, "tools_find: more of them than there was room for at first");
	folder_remove("more");
	unlink("again");
}

static void
test_program(void)
{
	char *p;

	begin();
	folder_put("a/rustc/x", "", 0755);
	folder_put("b/rustc", "", 0644);
	folder_put("c/rustc", "", 0755);
	folder_put("inst/originld/cc/rustc", "", 0755);
	setenv("PATH", folder_text("c:@/a:@/b:@/inst/originld/cc:@/nowhere:@/c"), 1);
	p = tools_program(&a, &command, "rustc");
	ok(p && strcmp(p, folder_path("c/rustc")) == 0, "tools_program: the first absolute one that is a program and not ours");
	ok(!tools_program(&a, &command, "tcc"), "tools_program: of what is not there");
	unsetenv("PATH");
	ok(strchr(tools_path(&a), '/') != NULL, "tools_path: without PATH that of the system");
	folder_remove("a");
	folder_remove("b");
	folder_remove("c");
}

/* -------------------------------------------------------------------------- farm */

/* Made for the tools that PATH has; NULL with what is said caught. */
static char *
make_farm(enum tool_kind kind)
{
	struct tools t;
	char *path;

	capture_begin();
	path = tools_find(&a, &command, TOOL_LD | TOOL_CC, &t) == 0 ? farm_make(&a, &command, kind, &t) : NULL;
	capture_end();
	return path;
}

/* Whether the folder has this name alone, leading to our program. */
static int
leads(const char *path, const char *name)
{
	char link[2 * FOLDER_PATH], to[FOLDER_PATH];
	struct stat st;
	ssize_t n;

	if (!path || stat(path, &st) != 0 || (st.st_mode & 07777) != 0755)
		return 0;
	snprintf(link, sizeof link, "%s/%s", path, name);
	n = readlink(link, to, sizeof to - 1);
	to[n > 0 ? n : 0] = '\0';
	return strcmp(to, shim) == 0;
}

static void
test_farm(void)
{
	char *path, *again, name[2 * FOLDER_PATH];
	int good;

	begin();
	path = make_farm(TOOL_LD);
	ok(leads(path, "ld") && !leads(path, "gcc") && strncmp(path, folder_path("cache/originld/ld-"), strlen(folder.real) + 18 + 1) == 0 && captured(NULL, NULL),
	    "farm_make: a folder in the cache, with names of its kind");
	snprintf(name, sizeof name, "%s", path);
	again = make_farm(TOOL_LD);
	ok(again && strcmp(again, name) == 0, "farm_make: the same tools have the same folder");
	snprintf(name, sizeof name, "%s/ld", path);
	shim[strlen(shim) - 1]++;
	folder_link(shim, name);
	shim[strlen(shim) - 1]--;
	ok(!leads(path, "ld"), "the link now leads to something else whose path is as long");
	ok(leads(make_farm(TOOL_LD), "ld"), "farm_make: a link that leads elsewhere is mended");
	unlink(name);
	folder_link("/short", name);
	ok(leads(make_farm(TOOL_LD), "ld"), "farm_make: a link that leads to a shorter path is mended");

	/* where there is a file of the folder's name */
	begin();
	path = make_farm(TOOL_CC);
	good = leads(path, "gcc");
	snprintf(name, sizeof name, "%s", path);
	folder_remove(name);
	folder_put(name, "not ours", 0644);
	ok(good && !make_farm(TOOL_CC) && captured(NULL, strrchr(name, '/') + 1) && unlink(name) == 0 && folder_is_empty("cache/originld"),
	    "farm_make: says that a file is in the way, and leaves nothing half done");
}

/* Which of the places is taken, from the first to the last. */
static void
test_cache(void)
{
	static const struct {
		const char *what, *xdg, *home, *tmp, *begins;
		int lstat, access;
	} cases[] = {
	    {"the user's cache", "cache", "home", "tmp", "cache/originld/ld-", 0, 0},
	    {"the cache at home where the other is relative", NULL, "home", "tmp", "home/.cache/originld/ld-", 0, 0},
	    {"the cache at home where the other is a file", "bin/ld", "home", "tmp", "home/.cache/originld/ld-", 0, 0},
	    {"the cache at home where the other has a colon", "ca:che", "home", "tmp", "home/.cache/originld/ld-", 0, 0},
	    {"the cache at home where the other is gone again", "cache", "home", "tmp", "home/.cache/originld/ld-", 1, 0},
	    {"the cache at home where the other may not be written", "cache", "home", "tmp", "home/.cache/originld/ld-", 0, 1},
	    {"the cache at home where the other's folder is a file", "full", "home", "tmp", "home/.cache/originld/ld-", 0, 0},
	    {"the cache at home where others may write to the other", "open", "home", "tmp", "home/.cache/originld/ld-", 0, 0},
	    {"the temporary folder where there is no home", NULL, NULL, "tmp", "tmp/originld-", 0, 0},
	    {"none where all are files", "bin/ld", "bin/ld", "bin/ld", NULL, 0, 0},
	};
	struct tools t;
	size_t i;
	char *path;
	int good;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		folder_put("full/originld", "", 0644);
		mkdir("open", 0755);
		mkdir("open/originld", 0777);
		chmod("open/originld", 0777);
		setenv("XDG_CACHE_HOME", cases[i].xdg ? folder_path(cases[i].xdg) : "cache", 1);
		setenv("HOME", cases[i].home ? folder_path(cases[i].home) : "home", 1);
		setenv("TMPDIR", folder_path(cases[i].tmp), 1);
		good = tools_find(&a, &command, TOOL_LD, &t) == 0;
		wrong.lstat = cases[i].lstat;
		wrong.access = cases[i].access;
		capture_begin();
		path = farm_make(&a, &command, TOOL_LD, &t);
		capture_end();
		if (cases[i].begins)
			good &= leads(path, "ld") && strncmp(path, folder_path(cases[i].begins), strlen(folder.real) + 1 + strlen(cases[i].begins)) == 0 && captured(NULL, NULL);
		else
			good &= !path && captured(NULL, "no folder of your own to keep links in; set XDG_CACHE_HOME");
		if (!ok(good, "farm_make: keeps its folders in %s", cases[i].what))
			printf("#   %s %s\n", path ? path : "none", capture.err);
		folder_remove("home");
		folder_remove("tmp");
		folder_remove("full");
		folder_remove("open");
		folder_remove("ca:che");
	}
	/* a relative one is no place for it; of the real one nothing is made, as another place is good */
	begin();
	setenv("TMPDIR", "tmp", 1);
	ok(leads(make_farm(TOOL_LD), "ld") && access("tmp", F_OK) != 0, "farm_make: makes nothing below a relative TMPDIR");
	command.libexec = "/nowhere";
	capture_begin();
	path = farm_whole(&a, &command, TOOL_CC);
	capture_end();
	ok(!path && captured(NULL, "/nowhere/cc: this folder of names is missing; install originld again"), "farm_whole: says that it is missing");
}

/* ----------------------------------------------------------------------- subjects */

static int
has(const struct subjects *s, const char *names)
{
	char text[1000] = "";
	size_t i;

	for (i = 0; i < s->count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", s->subject[i].name);
	if (strcmp(text, names) == 0)
		return 1;
	printf("#   %s\n", text);
	return 0;
}

static void
test_subjects(void)
{
	struct tool rows[] = {{NULL, "cc", TOOL_CC, 1, 10}, {NULL, "gcc-13", TOOL_CC, 1, 13}, {NULL, "ld", TOOL_LD, 1, 1}, {NULL, "gcc-12", TOOL_CC, 1, 12},
	    {NULL, "gcc", TOOL_CC, 1, 13}, {NULL, "c99", TOOL_CC, 2, 13}, {NULL, "clang", TOOL_CC, 1, 20}, {NULL, "clang++", TOOL_CC, 1, 20}};
	struct tools t = {rows, sizeof rows / sizeof rows[0], 0};
	struct subjects s;
	char paths[8][2 * FOLDER_PATH];
	size_t i;

	begin();
	folder_put("bin/gcc-13", "", 0755);
	folder_link("gcc-13", "bin/gcc");
	for (i = 0; i < t.count; i++) {
		snprintf(paths[i], sizeof paths[i], "%s/bin/%s", folder.real, rows[i].name);
		rows[i].path = paths[i];
	}
	/* of gcc-13, gcc is the best name; clang++ is the same file as clang, but gone by now, so nobody knows what it is */
	subjects_find(&a, &command, &t, &s);
	ok(has(&s, "gcc clang gcc-12 clang++ cc c99 "), "subjects_find: each compiler once by its best name, unless its file has no name of a compiler");
	folder_put("bin/rustc", "", 0755);
	subjects_find(&a, &command, &t, &s);
	ok(has(&s, "gcc clang gcc-12 clang++ cc c99 rustc ") && s.subject[6].other >= 0 && s.subject[0].other < 0, "subjects_find: compilers with a way of their own");
}

/* The words with a blank behind each. */
static int
says(char **words, const char *want)
{
	char text[1000] = "";

	for (; *words; words++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s ", *words);
	if (strcmp(text, want) == 0)
		return 1;
	printf("#   %s\n", text);
	return 0;
}

static void
test_words(void)
{
	static const struct {
		const char *name;
		int other;
		const char *fuse_ld, *link, *version;
	} cases[] = {
	    {"gcc", -1, NULL, "gcc -o OUT probe.c -Wl,-rpath,RIGIN/../originld-probe ", "gcc --version "},
	    {"g++-12", -1, "lld", "g++-12 -o OUT probe.cc -Wl,-rpath,RIGIN/../originld-probe -fuse-ld=lld ", "g++-12 --version "},
	    {"gfortran", -1, "bfd", "gfortran -o OUT probe.f90 -Wl,-rpath,RIGIN/../originld-probe -fuse-ld=bfd ", "gfortran --version "},
	    {"rustc", 0, NULL, "rustc -o OUT probe.rs -C link-arg=-Wl,-rpath,RIGIN/../originld-probe ", "rustc --version "},
	    {"go", 1, NULL, "go build -o OUT probe.go ", "go version "},
	    {"tcc", 2, NULL, "tcc -o OUT probe.c -Wl,-rpath=RIGIN/../originld-probe ", "tcc -v "},
	};
	struct subject s = {NULL, NULL, 0, 0, 0};
	size_t i;

	arena_again(&a);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		s.name = cases[i].name;
		s.other = cases[i].other;
		ok(says(subject_link(&a, &s, cases[i].fuse_ld, "OUT"), cases[i].link) && says(subject_version(&a, &s), cases[i].version), "subject_link: how %s is called", s.name);
	}
}

static void
test_sources(void)
{
	static const char *const names[] = {"probe.c", "probe.cc", "probe.f90", "probe.rs", "probe.go"};
	char name[64];
	struct stat st;
	size_t i;
	int good;

	begin();
	mkdir("sources", 0755);
	good = subjects_write(&a, folder_path("sources")) == 0;
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(name, sizeof name, "sources/%s", names[i]);
		good &= stat(name, &st) == 0 && st.st_size > 0;
	}
	ok(good, "subjects_write: a source of each language");
	folder_remove("sources");
	capture_begin();
	good = subjects_write(&a, folder_path("sources")) == -1;
	capture_end();
	ok(good && captured(NULL, "sources/probe.c: cannot be written; set TMPDIR"), "subjects_write: says that the folder is gone");
	if (access("/dev/full", W_OK) != 0) {
		ok(1, "subjects_write # SKIP needs /dev/full");
		return;
	}
	folder_link("/dev/full", "sources/probe.f90");
	capture_begin();
	good = subjects_write(&a, folder_path("sources")) == -1;
	capture_end();
	ok(good && captured(NULL, "sources/probe.f90: cannot be written"), "subjects_write: says that the disk is full");
	/* a stream without memory for a buffer, which is the second piece, tells it at once */
	folder_link("/dev/full", "sources/probe.c");
	capture_begin();
	no_malloc.refuse = 2;
	good = subjects_write(&a, folder_path("sources")) == -1;
	no_malloc.refuse = 0;
	capture_end();
	if (NO_MALLOC_WORKS)
		ok(good && captured(NULL, "sources/probe.c: cannot be written"), "subjects_write: says that the disk is full, without a buffer as well");
	folder_remove("sources");
}

/* -------------------------------------------------------------------------- reach */

static struct reach reached;

/* Returns what reach_make does, with what is said caught. */
static int
reach(const struct reach_wish *wish)
{
	int result;

	memset(&reached, 0, sizeof reached);
	capture_begin();
	result = reach_make(&a, &command, wish, &reached);
	capture_end();
	return result;
}

static const char *
setting(const char *name)
{
	size_t i;

	for (i = 0; i < reached.count; i++) {
		if (strcmp(reached.setting[i].name, name) == 0)
			return reached.setting[i].value;
	}
	return "unset";
}

static void
test_reach(void)
{
	struct reach_wish plain = {0, 0, 0, 0, NULL, NULL, NULL, NULL}, cc = {1, 0, 0, 0, NULL, NULL, NULL, NULL}, log = {0, 0, 0, 0, NULL, NULL, NULL, "log"},
	    rpath = {0, 0, 0, 0, "$ORIGIN/lib\177", NULL, NULL, NULL};
	char name[2 * FOLDER_PATH], *path;
	int good;

	begin();
	good = reach(&plain) == 0 && captured(NULL, NULL) && strcmp(setting("COMPILER_PATH"), folder_path("inst/originld/ld")) == 0;
	good &= strcmp(setting("ORIGIN"), "$ORIGIN") == 0 && strcmp(setting("CCACHE_PATH"), "unset") == 0 && strstr(setting("PATH"), "/bin") != NULL;
	ok(good, "reach_make: PATH, COMPILER_PATH and ORIGIN");
	good = reach(&cc) == 0 && strcmp(setting("CCACHE_PATH"), folder_path("bin")) == 0;
	ok(good, "reach_make: with compilers, ccache is told of the rest");
	/* nothing but ours is left */
	setenv("PATH", folder_path("inst/originld/ld"), 1);
	good = reach(&cc) == 0 && strcmp(setting("CCACHE_PATH"), "unset") == 0 && strstr(setting("PATH"), "/cc-") != NULL && !strstr(setting("PATH"), "inst");
	ok(good, "reach_make: where PATH has nothing but us there is no rest to tell of");

	begin();
	path = make_farm(TOOL_CC);
	snprintf(name, sizeof name, "%s", path ? path : "");
	folder_remove(name);
	folder_put(name, "not ours", 0644);
	good = reach(&plain) == 0;
	ok(good && reach(&cc) == -1 && captured(NULL, strrchr(name, '/') + 1), "reach_make: without a folder for compilers it is not made");
	begin();
	setenv("XDG_CACHE_HOME", folder_path("bin/ld"), 1);
	setenv("HOME", folder_path("bin/ld"), 1);
	setenv("TMPDIR", folder_path("bin/ld"), 1);
	ok(reach(&plain) == -1 && captured(NULL, "set XDG_CACHE_HOME"), "reach_make: without a folder for linkers it is not made");

	begin();
	ok(reach(&rpath) == -1 && captured(NULL, "holds a control byte; write '$ORIGIN/../lib'"), "reach_make: an element with a control byte is refused");
	ok(reach(&log) == 0 && strcmp(setting("ORIGINLD_LOG"), folder_path("log")) == 0, "reach_make: the log is absolute");
	wrong.fstat = 1;
	ok(reach(&log) == -1 && captured(NULL, "log: is no regular file"), "reach_make: a log that nobody knows is refused");
	wrong.cwd = "(unreachable)/x";
	good = reach(&log) == -1 && captured(NULL, "--log: the current folder has no name any more");
	wrong.cwd = NULL;
	ok(good, "reach_make: a log in a folder that cannot be reached from the root is refused");
	snprintf(name, sizeof name, "%s/log", folder.real + 1);
	log.log = name;
	wrong.cwd = "/";
	memset(&reached, 0, sizeof reached);
	good = chdir("/") == 0 && reach_make(&a, &command, &log, &reached) == 0 && chdir(folder.real) == 0;
	wrong.cwd = NULL;
	good &= strcmp(setting("ORIGINLD_LOG"), folder_path("log")) == 0;
	ok(good, "reach_make: the log of who stands in the root");
	unlink("log");
}

int
main(void)
{
	if (access("/proc/self/cwd", F_OK) != 0) {
		ok(1, "tools # SKIP needs /proc");
		return done();
	}
	umask(022);
	setenv("LC_ALL", "C", 1);
	folder_begin("tools");
	test_kinds();
	test_ours();
	test_find();
	test_program();
	test_farm();
	test_cache();
	test_subjects();
	test_words();
	test_sources();
	test_reach();
	folder_end();
	return done();
}

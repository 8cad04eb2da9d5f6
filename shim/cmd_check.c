/* SPDX-License-Identifier: MIT */
/*
 * originld check: what the loader will do with the programs and libraries of a tree, and what breaks when it moves. What check_tree.c has read is judged
 * here, in the order of paths.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "check.h"
#include "check_tree.h"
#include "command.h"
#include "elf.h"
#include "elf_edit.h"
#include "embedded.h"
#include "finding_say.h"
#include "flags.h"
#include "host.h"
#include "object.h"
#include "path.h"
#include "profile.h"
#include "replace.h"
#include "rules.h"
#include "walk.h"

struct wish {
	int json, dot, needs, no_loader;
	const char *moved, *profile, *loader, *files, *threads;
};

static const struct flag flags[] = {
    {"--json", NULL, "print one JSON object a line for each finding", offsetof(struct wish, json), 1},
    {"--moved-to", "DIR", "where the tree is to stand; by default, at a place where nothing else is", offsetof(struct wish, moved), 0},
    {"--profile", "NAME", "complain as another checker does: rpm, gentoo or lintian", offsetof(struct wish, profile), 0},
    {"--loader", "LIBC", "glibc or musl; by default, as each program names its loader", offsetof(struct wish, loader), 0},
    {"--no-loader", NULL, "do not look for the libraries that files need", offsetof(struct wish, no_loader), 1},
    {"--needs", NULL, "say of every library that is needed where it comes from, and which elements find none", offsetof(struct wish, needs), 1},
    {"--files-from", "FILE", "read PATHs from a file, one a line or with a NUL behind each; - is standard input", offsetof(struct wish, files), 0},
    {"--dot", NULL, "print who finds what, as a graph for dot(1); red is what a move breaks", offsetof(struct wish, dot), 1},
    {"--threads", "NUMBER", "how many threads read files (16, the most)", offsetof(struct wish, threads), 0},
    {NULL, NULL, NULL, 0, 0},
};

const struct flag *const check_flags[] = {flags, NULL};

/* Where a tree is moved to unless something else is asked for. */
static const char elsewhere[] = "/originld-moved-elsewhere";

/* The whole of it. */
struct job {
	struct wish wish;
	struct arena a;
	struct check_tree tree;
	struct check check;
	struct profile_world profile_world;
	enum profile profile;
	struct timespec begun;
	int progress; /* 1: may be shown, 2: is shown */
	size_t severities[SEVERITY_CRITICAL + 1];
};

static void
put_out(const struct text *t)
{
	if (t->n)
		fwrite(t->p, 1, t->n, stdout);
}

/* --------------------------------------------------------------------- progress */

static double
seconds_since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

static void
show_files(void *ctx, size_t files)
{
	struct job *j = ctx;

	if (j->progress && seconds_since(&j->begun) > 0.5) {
		j->progress = 2;
		fprintf(stderr, "\r\033[K%zu file%s", files, files == 1 ? "" : "s");
		clock_gettime(CLOCK_MONOTONIC, &j->begun);
	}
}

static void
show_loads(void *ctx, size_t done, size_t all)
{
	struct job *j = ctx;

	if (j->progress && seconds_since(&j->begun) > 0.5) {
		j->progress = 2;
		fprintf(stderr, "\r\033[K%zu of %zu programs and libraries", done, all);
		clock_gettime(CLOCK_MONOTONIC, &j->begun);
	}
}

static void
hide_progress(const struct job *j)
{
	if (j->progress == 2)
		fputs("\r\033[K", stderr);
}

/* ------------------------------------------------------------------------- rules */

static int
look(void *ctx, struct span path)
{
	struct job *j = ctx;
	char small[1024];

	if (path.n >= sizeof small)
		return host_look(j->check.now, arena_string(&j->a, path));
	memcpy(small, path.p, path.n);
	small[path.n] = '\0';
	return host_look(j->check.now, small);
}

/* Whether CMake or Meson works in a folder above. */
static int
in_build(void *ctx, struct span file)
{
	static const char *const signs[] = {"/CMakeCache.txt", "/meson-info"};
	struct job *j = ctx;
	struct text t = text_in(&j->a);
	size_t i, n = file.n;

	while (n > 0) {
		while (n > 0 && file.p[n - 1] != '/')
			n--;
		n -= n > 0;
		for (i = 0; n && i < 2; i++) {
			t.n = 0;
			text_put(&t, span_head(file, n));
			text_puts(&t, signs[i]);
			if (access(text_string(&t), F_OK) == 0)
				return 1;
		}
	}
	return 0;
}

/* Whether other strings have a part in a file's rpath. That takes all of the file to see, so it is asked where everything is. */
static int
is_shared(const struct job *j, const struct check_item *item)
{
	struct replace_copy copy;
	struct span file;
	int shared;

	if (!j->wish.needs || !elf_search_path(&item->object.elf).n || replace_read(&copy, AT_FDCWD, item->real) != 0)
		return 0;
	file.p = copy.p;
	file.n = copy.n;
	shared = elf_tail_shared(&item->object.elf, file) > 0;
	replace_free(&copy);
	return shared;
}

static void
judge(struct job *j, struct check_item *item)
{
	struct rules_file f = {span_of(item->real), &item->object.elf, object_is_secure(&item->object), LOADER_GLIBC, 0};
	struct rules r;

	rules_begin(&r, &j->a, &j->check.world);
	if (item->object.kind == OBJECT_SCRIPT) {
		rules_script(&r, item->object.script);
	} else if (item->object.kind == OBJECT_ELF) {
		f.libc = check_libc(&j->check, f.elf);
		f.shared = is_shared(j, item);
		if (j->profile)
			profile_elf(&r, j->profile, &f, &j->profile_world);
		else
			rules_elf(&r, &f);
	}
	if (item->embedded)
		embedded_add(&r, item->embedded, item->place, item->line);
	item->first = r.first;
}

/* The source package that is being built here, if it is Debian's. */
static struct span
source_package(struct job *j)
{
	struct span none = {NULL, 0}, s;
	char line[256];
	FILE *in = fopen("debian/control", "re");
	int got = in && fgets(line, sizeof line, in) && strncmp(line, "Source:", 7) == 0;

	if (in)
		fclose(in);
	if (!got)
		return none;
	s = span_from(span_of(line), 7);
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = span_from(s, 1);
	s.n = strcspn(s.p, " \t\r\n");
	s.p = arena_string(&j->a, s);
	return s;
}

static struct span
variable(const char *name)
{
	const char *value = getenv(name);

	return span_of(value ? value : "");
}

static int
prepare(struct job *j)
{
	struct check *c = &j->check;
	struct object self;
	const struct host_libc *libc;

	c->now = host_new(c->files, j->tree.root, NULL);
	if (!c->now)
		return -1;
	/* programs like this one run here */
	memset(&self, 0, sizeof self);
	if (object_read(&self, &j->a, AT_FDCWD, "/proc/self/exe", 1, NULL, NULL) != 0)
		self.elf.bits = 0;
	libc = host_libc(c->now, host_interp(LOADER_GLIBC, &self.elf), LOADER_GLIBC);
	if (!libc)
		return -1;
	c->world.tree = span_of(j->tree.root ? j->tree.root : "");
	c->world.standard = libc->standard;
	c->world.standards = libc->standards;
	c->world.machine = self.elf.machine;
	c->world.bits = self.elf.bits;
	c->world.look = look;
	c->world.in_build = in_build;
	c->world.ctx = j;
	if (j->tree.root) {
		c->moved = j->wish.moved ? j->wish.moved : elsewhere;
		c->then = host_new(c->files, j->tree.root, c->moved);
		if (!c->then)
			return -1;
	}
	c->all_needs = j->wish.needs || j->wish.dot;
	c->library_path = variable("LD_LIBRARY_PATH");
	c->world.all = j->wish.needs;
	c->tick = show_loads;
	c->ctx = j;
	if (j->profile) {
		j->profile_world.build_folder = variable("PORTAGE_BUILDDIR");
		j->profile_world.root = variable("ROOT");
		j->profile_world.source = source_package(j);
	}
	return 0;
}

/* ------------------------------------------------------------------------ output */

static void
print_item(struct job *j, struct text *t, const struct check_item *item, int colour)
{
	const struct finding *f;

	t->n = 0;
	for (f = item->first; f; f = f->next) {
		j->severities[f->severity]++;
		if (j->wish.json)
			finding_json(t, span_of(item->path), f);
		else if (!j->wish.dot) {
			if (f == item->first)
				finding_heading(t, span_of(item->path), colour);
			finding_text(t, f, colour);
		}
	}
	put_out(t);
}

static void
print_count(size_t n, const char *one, const char *many, const char *behind)
{
	printf("%zu %s%s", n, n == 1 ? one : many, behind);
}

static void
print_summary(const struct job *j)
{
	print_count(j->tree.files, "file", "files", ", ");
	print_count(j->tree.binaries, "program or library", "programs and libraries", "");
	if (j->tree.texts) {
		fputs(", ", stdout);
		print_count(j->tree.texts, "text with the tree's path", "texts with the tree's path", "");
	}
	fputs(": ", stdout);
	printf("%zu critical, ", j->severities[SEVERITY_CRITICAL]);
	print_count(j->severities[SEVERITY_ERROR], "error", "errors", ", ");
	print_count(j->severities[SEVERITY_WARNING], "warning", "warnings", ", ");
	print_count(j->severities[SEVERITY_NOTE], "note", "notes", "\n");
}

static void
print_all(struct job *j)
{
	struct text t = text_in(&j->a);
	int colour = finding_wants_colour();
	size_t i;

	for (i = 0; i < j->check.items; i++)
		print_item(j, &t, &j->check.item[i], colour);
	if (j->wish.dot) {
		t.n = 0;
		check_dot(&j->check, &t);
		put_out(&t);
	} else if (!j->wish.json) {
		print_summary(j);
	}
}

/* ---------------------------------------------------------------------- the verb */

/* A number of threads, or 0. */
static unsigned
read_threads(const char *s)
{
	unsigned n = 0;

	for (; *s >= '0' && *s <= '9' && n <= WALK_MAX_THREADS; s++)
		n = n * 10 + (unsigned)(*s - '0');
	return *s || n > WALK_MAX_THREADS ? 0 : n;
}

/* A path without links, as far as it is there. */
static const char *
without_links(struct arena *a, const char *path)
{
	struct span whole = path_normal(a, span_of(path)), s;
	char to[PATH_MAX];
	struct text t = text_in(a);

	for (s = whole; s.n > 1; s.n -= s.n > 1) {
		if (s.n == whole.n || whole.p[s.n] == '/') {
			if (realpath(arena_string(a, s), to)) {
				text_puts(&t, strcmp(to, "/") == 0 ? "" : to);
				break;
			}
		}
	}
	text_put(&t, s.n > 1 ? span_from(whole, s.n) : whole);
	return t.n ? text_string(&t) : "/";
}

static int
read_wish(struct job *j)
{
	static const char *const loaders[] = {"glibc", "musl"};
	struct wish *w = &j->wish;

	j->check.libc = -1;
	if (w->loader) {
		for (j->check.libc = 0; j->check.libc < 2 && strcmp(loaders[j->check.libc], w->loader) != 0; j->check.libc++)
			;
		if (j->check.libc == 2)
			return trouble("--loader", "takes glibc or musl");
	}
	if (w->profile && (j->profile = profile_named(w->profile)) == PROFILE_UNKNOWN)
		return trouble("--profile", "takes rpm, gentoo or lintian");
	if (w->threads && !read_threads(w->threads))
		return trouble("--threads", "takes a number from 1 to 16");
	if (w->moved) {
		if (w->moved[0] != '/')
			return trouble("--moved-to", "takes an absolute path");
		w->moved = without_links(&j->a, w->moved);
	}
	if (w->json && w->dot)
		return trouble("--dot", "is another output than --json; leave one of them out");
	return STATUS_FINE;
}

static int
run_job(struct job *j)
{
	size_t i, complaints;
	int failed = check_tree_read(&j->tree, j->wish.threads ? read_threads(j->wish.threads) : walk_threads());

	hide_progress(j);
	complaints = check_tree_tell(&j->tree);
	if (failed)
		return trouble(NULL, "out of memory");
	check_tree_gather(&j->tree, &j->check);
	if (prepare(j) != 0)
		return trouble(NULL, "out of memory");
	for (i = 0; i < j->check.items; i++)
		judge(j, &j->check.item[i]);
	failed = !j->profile && !j->wish.no_loader && check_needs(&j->check) != 0;
	hide_progress(j);
	if (failed)
		return trouble(NULL, "out of memory");
	print_all(j);
	if (complaints)
		return STATUS_TROUBLE;
	return j->severities[SEVERITY_WARNING] + j->severities[SEVERITY_ERROR] + j->severities[SEVERITY_CRITICAL] ? STATUS_FINDINGS : STATUS_FINE;
}

int
cmd_check(const struct command *c, char **argv)
{
	static struct job j;
	size_t i;

	(void)c;
	memset(&j, 0, sizeof j);
	j.a = command_arena();
	j.check.a = &j.a;
	check_tree_begin(&j.tree, &j.a);
	argv = flags_take(check_flags, argv, &j.wish);
	if (!argv || read_wish(&j) != STATUS_FINE)
		return STATUS_TROUBLE;
	for (; *argv; argv++)
		check_tree_add(&j.tree, *argv);
	if (j.wish.files && check_tree_add_list(&j.tree, j.wish.files) != 0)
		return trouble_errno(j.wish.files, errno);
	if (!j.tree.operands && !j.wish.files)
		return trouble("check", "say what to check: a folder or files");
	for (i = 0; i < j.tree.operands; i++) {
		if (!*j.tree.operand[i])
			return trouble("check", "a PATH is empty; leave it out");
	}
	j.tree.programs_only = j.profile != PROFILE_NONE;
	j.tree.tick = show_files;
	j.tree.ctx = &j;
	check_tree_find(&j.tree, j.wish.moved != NULL);
	clock_gettime(CLOCK_MONOTONIC, &j.begun);
	j.progress = isatty(2);
	return run_job(&j);
}

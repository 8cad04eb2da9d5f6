/* SPDX-License-Identifier: MIT */
/*
 * originld check: what the loader will do with the programs and libraries of a tree, and what breaks when it moves. Files are read by several
 * threads, each with an arena of its own; all else happens in one, in the order of paths.
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
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "check.h"
#include "command.h"
#include "elf.h"
#include "elf_edit.h"
#include "embedded.h"
#include "finding.h"
#include "flags.h"
#include "host.h"
#include "object.h"
#include "path.h"
#include "profile.h"
#include "quote.h"
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

/* What a thread found. */
struct kept {
	struct kept *next;
	int operand; /* it stands on the command line, and may be a link */
	struct check_item item;
};

struct complaint {
	const char *path, *what;
};

struct complaints {
	struct complaint *list;
	size_t count, room;
};

struct hand {
	struct arena a;
	struct kept *first;
	size_t count;
	struct complaints complaints;
	/* threads write here often; none should share a line of cache with another */
	char gap[128];
};

/* The whole of it. */
struct job {
	struct wish wish;
	struct arena a;
	struct hand hand[WALK_MAX_THREADS];
	const char **operand;
	size_t operands, operand_room;
	char *tree; /* the deepest folder with all operands in it; NULL: there is none to move */
	struct span spelling[2]; /* the tree's path, and as it was given if that has links in it */
	size_t spellings;
	struct check check;
	struct profile_world profile_world;
	enum profile profile;
	struct timespec begun;
	int progress; /* 1: may be shown, 2: is shown */
	size_t severities[SEVERITY_CRITICAL + 1], files, binaries, scripts, texts;
};

static void
put_out(const struct text *t, FILE *to)
{
	if (t->n)
		fwrite(t->p, 1, t->n, to);
}

/* ------------------------------------------------------------------- complaints */

static void
add_complaint(struct arena *a, struct complaints *c, const char *path, const char *what)
{
	struct complaint *more;

	if (c->count == c->room) {
		more = arena_array(a, 2 * c->room + 16, sizeof *more);
		if (c->count)
			memcpy(more, c->list, c->count * sizeof *more);
		c->list = more;
		c->room = 2 * c->room + 16;
	}
	c->list[c->count].path = path;
	c->list[c->count++].what = what;
}

static int
by_complaint(const void *x, const void *y)
{
	return strcmp(((const struct complaint *)x)->path, ((const struct complaint *)y)->path);
}

/* Names on stderr what could not be read, in order. Returns how many there were. */
static size_t
tell_complaints(struct job *j)
{
	struct complaints all = {NULL, 0, 0};
	struct text t = text_in(&j->a);
	size_t i, k;

	for (i = 0; i < WALK_MAX_THREADS; i++) {
		for (k = 0; k < j->hand[i].complaints.count; k++)
			add_complaint(&j->a, &all, j->hand[i].complaints.list[k].path, j->hand[i].complaints.list[k].what);
	}
	if (all.count)
		qsort(all.list, all.count, sizeof *all.list, by_complaint);
	for (i = 0; i < all.count; i++) {
		text_puts(&t, "originld: ");
		quote_word(&t, span_of(all.list[i].path));
		text_puts(&t, ": ");
		text_puts(&t, all.list[i].what);
		text_putc(&t, '\n');
	}
	put_out(&t, stderr);
	return all.count;
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
		fprintf(stderr, "\r\033[K%zu files", files);
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

/* --------------------------------------------------------------------- operands */

static void
add_operand(struct job *j, const char *path)
{
	const char **more;

	if (j->operands == j->operand_room) {
		j->operand_room = 2 * j->operand_room + 16;
		more = arena_array(&j->a, j->operand_room, sizeof *more);
		if (j->operands)
			memcpy(more, j->operand, j->operands * sizeof *more);
		j->operand = more;
	}
	j->operand[j->operands++] = path;
}

/* The paths of a list; a NUL in it says that NULs end them. Returns -1 with errno set. */
static int
read_list(struct job *j, const char *name)
{
	int fd = strcmp(name, "-") == 0 ? 0 : open(name, O_RDONLY | O_CLOEXEC);
	struct text t = text_in(&j->a);
	char buffer[16384], *p, *end, stop;
	ssize_t n;
	int error;

	if (fd < 0)
		return -1;
	while ((n = read(fd, buffer, sizeof buffer)) > 0) {
		struct span s = {buffer, (size_t)n};

		text_put(&t, s);
	}
	error = errno;
	if (fd)
		close(fd);
	errno = error;
	if (n < 0)
		return -1;
	p = text_string(&t);
	stop = span_find(text_span(&t), '\0') < t.n ? '\0' : '\n';
	for (end = p + t.n; p < end; p += n + 1) {
		n = (ssize_t)bytes_until(p, stop);
		p[n] = '\0';
		if (n)
			add_operand(j, p);
	}
	return 0;
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Operands that are another one's, or lie in it, would be judged twice. */
static void
drop_operands(struct job *j)
{
	struct span *real = arena_array(&j->a, j->operands + 1, sizeof *real), *folder = arena_array(&j->a, j->operands + 1, sizeof *folder);
	size_t folders = 0, n = 0, i, k;
	struct stat st;
	char *path;

	if (j->operands)
		qsort(j->operand, j->operands, sizeof *j->operand, by_text);
	for (i = 0; i < j->operands; i++) {
		path = realpath(j->operand[i], NULL);
		real[i] = span_of(path ? arena_string(&j->a, span_of(path)) : "");
		if (path && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			folder[folders++] = real[i];
		free(path);
	}
	for (i = 0; i < j->operands; i++) {
		for (k = 0; k < folders && (real[i].n == folder[k].n || !path_is_below(real[i], folder[k])); k++)
			;
		if (k == folders && (!n || strcmp(j->operand[i], j->operand[n - 1]) != 0))
			j->operand[n++] = j->operand[i];
	}
	j->operands = n;
}

/* A folder that was given by a path with links is named so by its files as well. */
static void
spell_tree(struct job *j)
{
	const char *cwd = getenv("PWD"), *given = j->operand[0];
	struct text t = text_in(&j->a);
	char real[PATH_MAX];
	struct span s;

	j->spelling[j->spellings++] = span_of(j->tree);
	if (j->operands != 1 || (*given != '/' && !(cwd && *cwd == '/')))
		return;
	if (*given != '/') {
		text_puts(&t, cwd);
		text_putc(&t, '/');
	}
	text_puts(&t, given);
	s = path_normal(&j->a, text_span(&t));
	if (s.n > 1 && !span_is(s, j->tree) && realpath(s.p, real) && strcmp(real, j->tree) == 0)
		j->spelling[j->spellings++] = s;
}

/*
 * The deepest folder that holds all operands. Of a lone file nothing is known beyond itself. What is part of the system is not going to
 * move: then there is no tree either, unless it was asked for.
 */
static void
find_tree(struct job *j)
{
	char real[PATH_MAX], *tree = NULL;
	struct stat st;
	size_t i, n, k;
	int folders = 0;

	for (i = 0; i < j->operands; i++) {
		if (!realpath(j->operand[i], real) || stat(real, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			folders = 1;
		else
			*(strrchr(real, '/') > real ? strrchr(real, '/') : real + 1) = '\0';
		if (!tree) {
			tree = arena_string(&j->a, span_of(real));
			continue;
		}
		for (n = k = 0; tree[n] && tree[n] == real[n]; n++) {
			if (real[n] == '/')
				k = n;
		}
		if ((!tree[n] || tree[n] == '/') && (!real[n] || real[n] == '/'))
			k = n;
		tree[k ? k : 1] = '\0';
	}
	if (!tree || (!j->wish.moved && (rules_is_system(span_of(tree)) || (!folders && j->operands < 2))))
		return;
	j->tree = tree;
	spell_tree(j);
}

/* ------------------------------------------------------------------------- files */

static void
see_trouble(void *ctx, unsigned worker, const struct walk_folder *folder, const char *name, int error)
{
	struct hand *h = &((struct job *)ctx)->hand[worker];
	struct text t = text_in(&h->a);

	walk_path(&t, folder, name);
	add_complaint(&h->a, &h->complaints, text_string(&t), error ? error_text(&h->a, error) : "is neither a file nor a folder");
}

/* A script matters only if its interpreter is in the tree, or was in the place where that was before. */
static int
wants_script(void *ctx, struct span interpreter)
{
	const struct job *j = ctx;

	if (!j->tree || j->profile || interpreter.p[0] != '/')
		return 0;
	return path_is_below(interpreter, span_of(j->tree)) ||
	    !(path_is_below(interpreter, span_of("/bin")) || path_is_below(interpreter, span_of("/usr/bin")));
}

/* A text that may hold the path of the tree, by its name. */
static int
see_text(struct job *j, struct arena *a, const struct walk_file *f, struct check_item *item)
{
	enum embedded kind;

	if (!j->spellings || j->profile || item->object.kind == OBJECT_ELF)
		return 0;
	kind = embedded_named(walk_name(f->folder), path_base(span_of(f->name)));
	return kind ? check_embedded(item, a, f, kind, j->spelling, j->spellings) : 0;
}

static void
see_file(void *ctx, unsigned worker, const struct walk_file *f)
{
	struct job *j = ctx;
	struct hand *h = &j->hand[worker];
	struct arena before = h->a;
	struct kept *k, found;
	struct text t;
	int gone;

	memset(&found, 0, sizeof found);
	gone = object_read(&found.item.object, &h->a, f->at, f->name, !f->folder, wants_script, j);

	if (gone == 0)
		gone = see_text(j, &h->a, f, &found.item);
	if (gone < 0) {
		see_trouble(ctx, worker, f->folder, f->name, errno);
		return;
	}
	if (gone || (found.item.object.kind == OBJECT_OTHER && !found.item.embedded)) {
		/* what was read of it is not needed; a block that it has begun stays */
		if (h->a.end == before.end)
			h->a = before;
		return;
	}
	k = arena_take(&h->a, sizeof *k);
	*k = found;
	k->operand = !f->folder;
	t = text_in(&h->a);
	walk_path(&t, f->folder, f->name);
	k->item.path = text_string(&t);
	k->next = h->first;
	h->first = k;
	h->count++;
}

static int
by_path(const void *x, const void *y)
{
	return strcmp(((const struct kept *const *)x)[0]->item.path, ((const struct kept *const *)y)[0]->item.path);
}

/* The absolute path with the links of its folder resolved. Those of one folder come after one another. */
static const char *
real_path(struct job *j, const struct kept *k, const char **folder, const char **real)
{
	const char *path = k->item.path, *slash = strrchr(path, '/');
	char to[PATH_MAX];
	struct text t;
	size_t n;

	if (k->operand)
		return realpath(path, to) ? arena_string(&j->a, span_of(to)) : path;
	n = slash ? (size_t)(slash - path) : 0;
	if (!*folder || strlen(*folder) != n || memcmp(*folder, path, n) != 0) {
		struct span s = {path, n};

		*folder = arena_string(&j->a, s);
		*real = realpath(n ? *folder : "/", to) ? arena_string(&j->a, span_of(to)) : *folder;
	}
	t = text_in(&j->a);
	text_puts(&t, strcmp(*real, "/") == 0 ? "" : *real);
	text_puts(&t, slash);
	return text_string(&t);
}

/* All that the threads have found as one list, in order, hard links once. */
static void
gather(struct job *j)
{
	const char *folder = NULL, *real = NULL;
	struct host_files *files = arena_take(&j->a, sizeof *files);
	struct check_item *item;
	struct host_file *file;
	struct kept **all, *k;
	size_t count = 0, i, n = 0;

	for (i = 0; i < WALK_MAX_THREADS; i++)
		count += j->hand[i].count;
	all = arena_array(&j->a, count + 1, sizeof(struct kept *));
	for (i = 0; i < WALK_MAX_THREADS; i++) {
		for (k = j->hand[i].first; k; k = k->next)
			all[n++] = k;
	}
	qsort(all, n, sizeof(struct kept *), by_path);
	*files = host_files_in(&j->a);
	j->check.files = files;
	j->check.item = arena_array(&j->a, count + 1, sizeof *j->check.item);
	for (i = 0; i < n; i++) {
		k = all[i];
		file = host_know(files, k->item.object.dev, k->item.object.ino, NULL, &k->item.object.elf);
		if (file->user)
			continue;
		item = &j->check.item[j->check.items++];
		*item = k->item;
		item->real = real_path(j, k, &folder, &real);
		item->file = file;
		file->user = item;
		file->path = item->real;
		file->file.elf = &item->object.elf;
		file->in_tree = j->tree && path_is_below(span_of(item->real), span_of(j->tree));
		j->scripts += item->object.kind == OBJECT_SCRIPT;
		j->binaries += item->object.kind == OBJECT_ELF;
		j->texts += item->embedded != EMBEDDED_NOT;
	}
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

	c->now = host_new(c->files, j->tree, NULL);
	if (!c->now)
		return -1;
	/* programs like this one run here */
	memset(&self, 0, sizeof self);
	if (object_read(&self, &j->a, AT_FDCWD, "/proc/self/exe", 1, NULL, NULL) != 0)
		self.elf.bits = 0;
	libc = host_libc(c->now, host_interp(LOADER_GLIBC, &self.elf), LOADER_GLIBC);
	if (!libc)
		return -1;
	c->world.tree = span_of(j->tree ? j->tree : "");
	c->world.standard = libc->standard;
	c->world.standards = libc->standards;
	c->world.machine = self.elf.machine;
	c->world.bits = self.elf.bits;
	c->world.look = look;
	c->world.in_build = in_build;
	c->world.ctx = j;
	if (j->tree) {
		c->moved = j->wish.moved ? j->wish.moved : elsewhere;
		c->then = host_new(c->files, j->tree, c->moved);
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
	put_out(t, stdout);
}

static void
print_count(size_t n, const char *one, const char *many, const char *behind)
{
	printf("%zu %s%s", n, n == 1 ? one : many, behind);
}

static void
print_summary(const struct job *j)
{
	print_count(j->files, "file", "files", ", ");
	print_count(j->binaries, "program or library", "programs and libraries", "");
	if (j->texts) {
		fputs(", ", stdout);
		print_count(j->texts, "text with the tree's path", "texts with the tree's path", "");
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
		put_out(&t, stdout);
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
	struct walk walk = {j, j->wish.threads ? read_threads(j->wish.threads) : walk_threads(), see_file, see_trouble, show_files, NULL};
	long files = walk_trees(&walk, j->operand, j->operands);
	size_t i, complaints;
	int failed;

	hide_progress(j);
	complaints = tell_complaints(j);
	if (files < 0)
		return trouble(NULL, "out of memory");
	j->files = (size_t)files;
	gather(j);
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
	for (i = 0; i < WALK_MAX_THREADS; i++)
		j.hand[i].a = command_arena();
	j.check.a = &j.a;
	argv = flags_take(check_flags, argv, &j.wish);
	if (!argv || read_wish(&j) != STATUS_FINE)
		return STATUS_TROUBLE;
	for (; *argv; argv++)
		add_operand(&j, *argv);
	if (j.wish.files && read_list(&j, j.wish.files) != 0)
		return trouble_errno(j.wish.files, errno);
	if (!j.operands && !j.wish.files)
		return trouble("check", "say what to check: a folder or files");
	for (i = 0; i < j.operands; i++) {
		if (!*j.operand[i])
			return trouble("check", "a PATH is empty; leave it out");
	}
	drop_operands(&j);
	find_tree(&j);
	clock_gettime(CLOCK_MONOTONIC, &j.begun);
	j.progress = isatty(2);
	return run_job(&j);
}

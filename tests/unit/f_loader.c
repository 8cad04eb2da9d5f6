/* SPDX-License-Identifier: MIT */
/*
 * What the model of the loaders predicts for files of the real file system. Run by tests/helpers/loader-trees.pl, which compares it with what the
 * loaders do.
 *
 * Each line is a word and, after a tab, its value. Most say how the processes begin that follow:
 *
 *	libc glibc|musl; secure 0|1; env LIST; interp FILE; standard FOLDER; subfolder NAME; lib TEXT; platform TEXT; cache FILE; cd FOLDER
 *
 * The values of standard and subfolder add up until the word clear, which also forgets interp. Without standard they are read from the program's
 * loader. These ask for an answer, which ends with a line "done":
 *
 *	run FILE      "try" for each path that is tried, "need" with by whom, for what, by which step, fit, and the path or -
 *	search FILE   "step" with the step, why, and its text; below it "element" with why, text and folder
 *	elf FILE      kind, error, and the strings of a file as tag and text
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "cache.h"
#include "elf.h"
#include "loader.h"
#include "os.h"

enum { MANY = 64, BLOCK = 16 << 20, BUCKETS = 4096 };

/* A file that was opened before, so that all its paths give the same one. */
struct seen {
	struct loader_file file;
	struct seen *next;
};

static char block[BLOCK];
static struct arena arena;
static struct seen *seen[BUCKETS];
static struct loader_world world;
static struct loader_host host;
static struct span standard[MANY], subfolder[MANY];
static struct cache cache;
static int has_cache, loud;

static long
read_at(void *ctx, unsigned long long at, void *to, size_t n)
{
	return (long)pread(*(int *)ctx, to, n, (off_t)at);
}

static const struct elf *
read_elf(int fd)
{
	struct elf *e = arena_take(&arena, sizeof *e);
	struct elf_source from = {{NULL, 0}, &fd, read_at};

	if (!e || elf_read(e, &arena, &from) != 0)
		exit(3);
	return e->error == ELF_READ_FAILED ? NULL : e;
}

static enum loader_open
open_path(void *ctx, const char *path, const struct loader_file **file)
{
	struct stat st;
	struct seen *s;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	(void)ctx;
	if (loud)
		printf("try\t%s\n", path);
	if (fd < 0)
		return errno == ENOTDIR ? LOADER_NOT_FOLDER : errno == ENOENT || errno == EACCES ? LOADER_MISSING : LOADER_FAILED;
	if (fstat(fd, &st) != 0)
		exit(3);
	for (s = seen[st.st_ino % BUCKETS]; s; s = s->next) {
		if (s->file.dev == (unsigned long long)st.st_dev && s->file.ino == (unsigned long long)st.st_ino)
			break;
	}
	if (!s) {
		s = arena_take(&arena, sizeof *s);
		if (!s)
			exit(3);
		s->file.dev = (unsigned long long)st.st_dev;
		s->file.ino = (unsigned long long)st.st_ino;
		s->file.elf = read_elf(fd);
		s->next = seen[st.st_ino % BUCKETS];
		seen[st.st_ino % BUCKETS] = s;
	}
	close(fd);
	*file = &s->file;
	return LOADER_OPENED;
}

static const char *
cached(void *ctx, const char *name, const struct elf *program)
{
	(void)ctx;
	return has_cache ? cache_find(&cache, span_of(name), program, subfolder, world.subfolders).p : NULL;
}

/* A whole file; the memory is never given back. */
static struct span
read_all(const char *path)
{
	struct span s = {NULL, 0};
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *p;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0 || !(p = malloc((size_t)st.st_size + 1)))
		return s;
	n = read(fd, p, (size_t)st.st_size);
	close(fd);
	s.p = p;
	s.n = n > 0 ? (size_t)n : 0;
	return s;
}

static void
begin(void)
{
	memset(&arena, 0, sizeof arena);
	arena.at = block;
	arena.end = block + sizeof block;
	arena.more = os_more;
	memset(seen, 0, sizeof seen);
}

static struct loader_object *
predict(struct loader *l, const char *path)
{
	static struct loader_world w;
	static char real[PATH_MAX], cwd[PATH_MAX], last[PATH_MAX];
	static struct span *folders, lib, bytes;
	static size_t count;
	const struct loader_file *file = NULL;
	struct span interp;
	int was = loud;

	loud = 0;
	w = world;
	if (!realpath(path, real) || !getcwd(cwd, sizeof cwd) || open_path(NULL, real, &file) != LOADER_OPENED || !file->elf)
		return NULL;
	w.cwd = span_of(cwd);
	w.host = &host;
	interp = file->elf->interp.p ? file->elf->interp : w.interp;
	if (w.standards == 0 && interp.p && strcmp(interp.p, last) != 0 && interp.n < sizeof last) {
		static struct arena keep;

		keep.more = os_more;
		if (!keep.at && os_more(&keep, 1) != 0)
			exit(3);
		memcpy(last, interp.p, interp.n + 1);
		bytes = read_all(last);
		count = cache_standard(&keep, bytes, &folders, &lib);
	}
	if (w.standards == 0) {
		w.standard = folders;
		w.standards = count;
	}
	if (!w.lib.p)
		w.lib = lib;
	loud = was;
	return loader_run(l, &arena, &w, real, file) == 0 ? l->objects : NULL;
}

static void
run(const char *path)
{
	static const char *const fits[] = {"fits", "other-class", "other-machine", "unfit"};
	struct loader l;
	struct loader_object *o;
	struct loader_need *n;
	size_t i;

	begin();
	loud = 1;
	o = predict(&l, path);
	loud = 0;
	for (; o; o = o->next) {
		for (i = 0; i < o->needs; i++) {
			n = &o->need[i];
			printf("need\t%s\t%.*s\t%s\t%s\t%s\n", o->path.p, (int)n->name.n, n->name.p ? n->name.p : "", loader_step_name(n->step),
			    n->optional ? "optional" : fits[n->fit], n->to ? n->to->path.p : n->path.p ? n->path.p : "-");
		}
	}
}

static void
search(const char *path)
{
	struct loader l;
	struct loader_object *o;
	const struct loader_stage *s;
	const struct loader_element *e;
	size_t i;

	begin();
	o = predict(&l, path);
	for (s = o ? loader_search(&l, o) : NULL; s; s = s->next) {
		printf("step\t%s\t%s\t%.*s\n", loader_step_name(s->step), loader_why_name(s->why), (int)s->text.n, s->text.n ? s->text.p : "");
		for (i = 0; i < s->elements; i++) {
			e = &s->element[i];
			printf("element\t%s\t%.*s\t%.*s\n", loader_why_name(e->why), (int)e->text.n, e->text.n ? e->text.p : "",
			    (int)e->folder.n, e->folder.n ? e->folder.p : "");
		}
	}
}

static void
elf(const char *path)
{
	const struct loader_file *file = NULL;
	const struct elf *e;
	size_t i;

	begin();
	if (open_path(NULL, path, &file) != LOADER_OPENED || !file->elf) {
		puts("unreadable");
		return;
	}
	e = file->elf;
	printf("%s\t%s\n", elf_kind_name(e->kind), e->error ? elf_error_name(e->error) : "good");
	for (i = 0; i < e->needs; i++)
		printf("NEEDED\t%s\n", e->needed[i].text.p ? e->needed[i].text.p : "?");
	for (i = 0; i < e->entries; i++)
		printf("%s\t%s\n", elf_tag_name(e->entry[i].tag), e->entry[i].text.p ? e->entry[i].text.p : "?");
}

/* A word that says how processes begin. Returns 0 if it is not known. */
static int
set(const char *what, struct span value)
{
	if (strcmp(what, "clear") == 0) {
		world.standards = world.subfolders = 0;
		world.interp.p = NULL;
		world.interp.n = 0;
	} else if (strcmp(what, "libc") == 0) {
		world.libc = span_is(value, "musl") ? LOADER_MUSL : LOADER_GLIBC;
	} else if (strcmp(what, "secure") == 0) {
		world.secure = value.p[0] == '1';
	} else if (strcmp(what, "env") == 0) {
		world.library_path = value;
	} else if (strcmp(what, "interp") == 0) {
		world.interp = value;
	} else if (strcmp(what, "lib") == 0) {
		world.lib = value;
	} else if (strcmp(what, "platform") == 0) {
		world.platform = value;
	} else if (strcmp(what, "standard") == 0 && world.standards < MANY) {
		standard[world.standards++] = value;
	} else if (strcmp(what, "subfolder") == 0 && world.subfolders < MANY) {
		subfolder[world.subfolders++] = value;
	} else if (strcmp(what, "cache") == 0) {
		has_cache = cache_open(&cache, read_all(value.p)) == 0;
	} else if (strcmp(what, "cd") == 0) {
		return chdir(value.p) == 0;
	} else {
		return 0;
	}
	return 1;
}

int
main(void)
{
	const char *platform = (const char *)getauxval(AT_PLATFORM);
	char *line = NULL, *value;
	size_t room = 0;
	ssize_t n;

	host.open = open_path;
	host.cached = cached;
	world.standard = standard;
	world.subfolder = subfolder;
	if (platform)
		world.platform = span_of(platform);
	while ((n = getline(&line, &room, stdin)) > 0) {
		line[n - 1] = '\0';
		value = strchr(line, '\t');
		if (value)
			*value++ = '\0';
		if (value && strcmp(line, "run") == 0) {
			run(value);
		} else if (value && strcmp(line, "search") == 0) {
			search(value);
		} else if (value && strcmp(line, "elf") == 0) {
			elf(value);
		} else if (set(line, span_of(strdup(value ? value : "")))) {
			continue;
		} else {
			printf("unknown\t%s\n", line);
		}
		puts("done");
		fflush(stdout);
	}
	return 0;
}

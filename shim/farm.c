/* SPDX-License-Identifier: MIT */
/* See farm.h. Folders are made beside their place and renamed to it, so that nobody ever sees half a one. */
#define _POSIX_C_SOURCE 200809L
#include "farm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"

/* What a folder holds: links of these names, sorted, to one program. */
struct names {
	const char **name;
	size_t count;
	const char *target;
};

static const char *
kind_name(enum tool_kind kind)
{
	return kind == TOOL_CC ? "cc" : "ld";
}

static char *
join(struct arena *a, const char *folder, const char *name)
{
	struct text t = text_in(a);

	text_puts(&t, folder);
	if (t.n && t.p[t.n - 1] != '/')
		text_putc(&t, '/');
	text_puts(&t, name);
	return text_string(&t);
}

char *
farm_whole(struct arena *a, const struct command *c, enum tool_kind kind)
{
	char *folder = join(a, c->libexec, kind_name(kind));

	if (access(folder, X_OK) == 0)
		return folder;
	trouble(folder, "this folder of names is missing; install originld again");
	return NULL;
}

static int
compare(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static void
list_names(struct arena *a, enum tool_kind kind, const struct tools *tools, struct names *n)
{
	size_t i;

	n->name = arena_array(a, tools->count + 1, sizeof *n->name);
	n->count = 0;
	for (i = 0; i < tools->count; i++) {
		if (tools->tool[i].kind == kind)
			n->name[n->count++] = tools->tool[i].name;
	}
	qsort(n->name, n->count, sizeof *n->name, compare);
}

/* FNV-1a, 64 bits: names a folder by what it holds. */
static unsigned long long
hash(unsigned long long h, const char *s)
{
	do {
		h ^= (unsigned char)*s;
		h *= 0x100000001b3ULL;
	} while (*s++);
	return h;
}

static char *
folder_name(struct arena *a, enum tool_kind kind, const struct names *n)
{
	unsigned long long h = hash(0xcbf29ce484222325ULL, n->target);
	struct text t = text_in(a);
	size_t i;

	for (i = 0; i < n->count; i++)
		h = hash(h, n->name[i]);
	text_puts(&t, kind_name(kind));
	text_putc(&t, '-');
	for (i = 0; i < 8; i++, h <<= 8)
		text_hex(&t, (unsigned char)(h >> 56));
	return text_string(&t);
}

/* Makes a folder with its parents, only for the user. Returns 0, or -1 with errno. */
static int
make_folders(char *path)
{
	char *p;

	for (p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			return *p = '/', -1;
		*p = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

/*
 * Where the folders are kept: the user's cache, else a folder of the user's own below the temporary one. What others could write
 * to is refused: PATH will lead there.
 */
static char *
cache_root(struct arena *a)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME"), *tmp = getenv("TMPDIR");
	char *tries[3] = {NULL, NULL, NULL};
	struct text t = text_in(a);
	struct stat st;
	size_t i;

	if (xdg && xdg[0] == '/')
		tries[0] = join(a, xdg, "originld");
	if (home && home[0] == '/')
		tries[1] = join(a, home, ".cache/originld");
	text_puts(&t, tmp && tmp[0] == '/' ? tmp : "/tmp");
	text_puts(&t, "/originld-");
	text_number(&t, (unsigned long)getuid());
	tries[2] = text_string(&t);
	for (i = 0; i < 3; i++) {
		/* PATH is to lead there */
		if (!tries[i] || strchr(tries[i], ':') || make_folders(tries[i]) != 0 || lstat(tries[i], &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode) && st.st_uid == getuid() && !(st.st_mode & 022) && access(tries[i], W_OK | X_OK) == 0)
			return tries[i];
	}
	return NULL;
}

/* Whether the folder is what its name says. */
static int
is_good(struct arena *a, const char *folder, const struct names *n)
{
	size_t length = strlen(n->target), i;
	char *to = arena_take(a, length + 1);
	ssize_t got;

	for (i = 0; i < n->count; i++) {
		got = readlink(join(a, folder, n->name[i]), to, length + 1);
		if (got < 0 || (size_t)got != length || memcmp(to, n->target, length) != 0)
			return 0;
	}
	return access(folder, X_OK) == 0;
}

static void
remove_folder(struct arena *a, const char *folder, const struct names *n)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		unlink(join(a, folder, n->name[i]));
	rmdir(folder);
}

static int
make_folder(struct arena *a, const char *folder, const struct names *n)
{
	struct text t = text_in(a);
	size_t i;
	int error;

	text_puts(&t, folder);
	text_puts(&t, ".XXXXXX");
	if (!mkdtemp(text_string(&t)))
		return -1;
	for (i = 0; i < n->count; i++) {
		if (symlink(n->target, join(a, t.p, n->name[i])) != 0)
			goto fail;
	}
	if (chmod(t.p, 0755) == 0 && rename(t.p, folder) == 0)
		return 0;
fail:
	error = errno;
	remove_folder(a, t.p, n);
	/* another one was quicker */
	if (is_good(a, folder, n))
		return 0;
	errno = error;
	return -1;
}

char *
farm_make(struct arena *a, const struct command *c, enum tool_kind kind, const struct tools *tools)
{
	struct names n;
	char *root = cache_root(a), *folder;

	if (!root) {
		trouble(c->verb, "no folder of your own to keep links in; set XDG_CACHE_HOME to one");
		return NULL;
	}
	n.target = c->shim;
	list_names(a, kind, tools, &n);
	folder = join(a, root, folder_name(a, kind, &n));
	if (is_good(a, folder, &n))
		return folder;
	remove_folder(a, folder, &n);
	if (make_folder(a, folder, &n) != 0) {
		trouble_errno(folder, errno);
		return NULL;
	}
	return folder;
}

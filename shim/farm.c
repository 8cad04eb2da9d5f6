/* SPDX-License-Identifier: MIT */
/* See farm.h. Folders are made beside their place and renamed to it, so that nobody ever sees half a one. */
#define _POSIX_C_SOURCE 200809L
#include "farm.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"

struct names {
	char **name;
	size_t count;
};

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

/* Whether PATH leads to a program of that name that is not `us`. */
static int
is_found(struct arena *a, const char *name, const struct stat *us)
{
	const char *s = getenv("PATH");
	struct text t;
	struct stat st;

	for (; s && *s; s += *s == ':') {
		t = text_in(a);
		while (*s && *s != ':')
			text_putc(&t, *s++);
		if (t.n == 0 || t.p[0] != '/')
			continue;
		text_putc(&t, '/');
		text_puts(&t, name);
		if (stat(text_string(&t), &st) == 0 && S_ISREG(st.st_mode) && access(t.p, X_OK) == 0 &&
		    (st.st_dev != us->st_dev || st.st_ino != us->st_ino))
			return 1;
	}
	return 0;
}

static int
compare(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* The names in `all` that exist, sorted. us is set to the program behind them. Returns 0, or -1 with errno. */
static int
list_names(struct arena *a, const char *all, struct names *n, struct stat *us)
{
	struct dirent *e;
	DIR *d = opendir(all);
	size_t room = 0;
	char **more;

	if (!d)
		return -1;
	n->name = NULL;
	n->count = 0;
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.' || stat(join(a, all, e->d_name), us) != 0 || !is_found(a, e->d_name, us))
			continue;
		if (n->count == room) {
			room = room ? room * 2 : 16;
			more = arena_array(a, room, sizeof *more);
			if (n->count)
				memcpy(more, n->name, n->count * sizeof *more);
			n->name = more;
		}
		n->name[n->count++] = arena_string(a, span_of(e->d_name));
	}
	closedir(d);
	if (n->count)
		qsort(n->name, n->count, sizeof *n->name, compare);
	return 0;
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
folder_name(struct arena *a, const char *all, const struct names *n)
{
	unsigned long long h = hash(0xcbf29ce484222325ULL, all);
	struct text t = text_in(a);
	size_t i;

	for (i = 0; i < n->count; i++)
		h = hash(h, n->name[i]);
	text_puts(&t, "ld-");
	for (i = 0; i < 16; i++, h <<= 4)
		text_putc(&t, "0123456789abcdef"[h >> 60]);
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
is_good(struct arena *a, const char *folder, const char *all, const struct names *n)
{
	char to[4096];
	const char *want;
	size_t i;
	ssize_t got;

	for (i = 0; i < n->count; i++) {
		want = join(a, all, n->name[i]);
		got = readlink(join(a, folder, n->name[i]), to, sizeof to);
		if (got < 0 || (size_t)got != strlen(want) || memcmp(to, want, (size_t)got) != 0)
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
make_folder(struct arena *a, const char *folder, const char *all, const struct names *n)
{
	struct text t = text_in(a);
	size_t i;
	int error;

	text_puts(&t, folder);
	text_puts(&t, ".XXXXXX");
	if (!mkdtemp(text_string(&t)))
		return -1;
	for (i = 0; i < n->count; i++) {
		if (symlink(join(a, all, n->name[i]), join(a, t.p, n->name[i])) != 0)
			goto fail;
	}
	if (chmod(t.p, 0755) == 0 && rename(t.p, folder) == 0)
		return 0;
fail:
	error = errno;
	remove_folder(a, t.p, n);
	/* another one was quicker */
	if (is_good(a, folder, all, n))
		return 0;
	errno = error;
	return -1;
}

const char *
farm_make(struct arena *a, const char *all)
{
	struct names n;
	struct stat us;
	char *root, *folder;

	if (list_names(a, all, &n, &us) != 0) {
		trouble(all, strerror(errno));
		return NULL;
	}
	root = cache_root(a);
	if (!root) {
		trouble("dir", "no folder of your own to keep links in; set XDG_CACHE_HOME to one, or use originld dir --all ld");
		return NULL;
	}
	folder = join(a, root, folder_name(a, all, &n));
	if (is_good(a, folder, all, &n))
		return folder;
	remove_folder(a, folder, &n);
	if (make_folder(a, folder, all, &n) != 0) {
		trouble(folder, strerror(errno));
		return NULL;
	}
	return folder;
}

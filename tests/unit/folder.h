/* SPDX-License-Identifier: MIT */
/*
 * A real folder in which a test stands, with files that come and go; in the end all goes that is in it. Names are seen from the folder. A test that includes this
 * defines _GNU_SOURCE. For one tree of files that stays as it was made there is made_tree.h.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_PATH = 4096 };

/* real: its path, links resolved. */
static struct {
	char real[FOLDER_PATH];
} folder;

static inline void
folder_fail(const char *what)
{
	printf("Bail out! cannot %s\n", what);
	exit(2);
}

static inline void
folder_begin(const char *name)
{
	const char *tmp = getenv("TMPDIR");
	char path[FOLDER_PATH];

	snprintf(path, sizeof path, "%s/originld-%s-XXXXXX", tmp && tmp[0] == '/' ? tmp : "/tmp", name);
	if (!mkdtemp(path) || chdir(path) != 0 || !getcwd(folder.real, sizeof folder.real))
		folder_fail("make a folder");
}

static inline int
folder_remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	remove(path);
	return 0;
}

static inline void
folder_remove(const char *path)
{
	nftw(path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void
folder_end(void)
{
	if (chdir("/") == 0)
		folder_remove(folder.real);
}

/* A path in the folder, absolute; four of them are good at a time. */
static inline char *
folder_path(const char *name)
{
	static char path[4][2 * FOLDER_PATH];
	static unsigned turn;
	char *p = path[turn++ % 4];

	snprintf(p, sizeof path[0], "%s/%s", folder.real, name);
	return p;
}

/* The same text with the folder's path in the place of each @; good until the next call. */
static inline const char *
folder_text(const char *with)
{
	static char text[8 * FOLDER_PATH];
	size_t n = 0, length = strlen(folder.real);

	for (; *with; with++) {
		if (n + length + 1 >= sizeof text)
			folder_fail("write so long a text");
		if (*with == '@') {
			memcpy(text + n, folder.real, length);
			n += length;
		} else {
			text[n++] = *with;
		}
	}
	text[n] = '\0';
	return text;
}

/* Makes the folders above a name. */
static inline void
folder_above(const char *name)
{
	char path[FOLDER_PATH], *p;

	snprintf(path, sizeof path, "%s", name);
	for (p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0755);
		*p = '/';
	}
}

/* A file with these bytes, and the folders above it. */
static inline void
folder_write(const char *name, const void *bytes, size_t n, unsigned mode)
{
	FILE *f;

	folder_above(name);
	f = fopen(name, "w");
	if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0 || chmod(name, mode) != 0)
		folder_fail(name);
}

static inline void
folder_put(const char *name, const char *text, unsigned mode)
{
	folder_write(name, text, strlen(text), mode);
}

static inline void
folder_link(const char *target, const char *name)
{
	folder_above(name);
	unlink(name);
	if (symlink(target, name) != 0)
		folder_fail(name);
}

static inline int
folder_is_empty(const char *name)
{
	return rmdir(name) == 0 && mkdir(name, 0755) == 0;
}

#endif

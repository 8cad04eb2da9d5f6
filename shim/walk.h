/* SPDX-License-Identifier: MIT */
#ifndef WALK_H
#define WALK_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct text;
struct walk_folder;

enum { WALK_MAX_THREADS = 16 };

/* A regular file. It was not opened, and may be gone by now. */
struct walk_file {
	int at;                           /* the folder, open; AT_FDCWD where name is an operand */
	const char *name;                 /* in that folder */
	const struct walk_folder *folder; /* NULL where name is an operand */
};

/*
 * How trees are walked. file and trouble are called by several threads at once, each with its own number below threads and WALK_MAX_THREADS; where they get
 * something to keep, they copy it.
 */
struct walk {
	void *ctx;
	unsigned threads;
	void (*file)(void *ctx, unsigned worker, const struct walk_file *f);

	/* a folder that cannot be read, or an operand that is nothing to look at (error 0) */
	void (*trouble)(void *ctx, unsigned worker, const struct walk_folder *folder, const char *name, int error);

	/* how many files were seen so far, now and then, from the thread that called walk_trees; may be NULL */
	void (*tick)(void *ctx, size_t files);

	/* a symbolic link in a folder; may be NULL */
	void (*link)(void *ctx, unsigned worker, const struct walk_file *f);
};

/*
 * Gives every regular file at or below the operands to file(), in no order. Symbolic links are not followed, but for operands; what is
 * no regular file and no folder is never opened. Returns how many files there were, or -1 when memory ran out.
 */
long walk_trees(const struct walk *w, const char *const *operands, size_t count);

/* The path of a name in a folder, as the operand begins it. */
void walk_path(struct text *t, const struct walk_folder *folder, const char *name);

/* The last component of a folder's path as the operand begins it, or of nothing for NULL. */
struct span walk_name(const struct walk_folder *folder);

/* How many threads are best where nothing else is asked for. */
unsigned walk_threads(void);

#endif

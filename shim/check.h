/* SPDX-License-Identifier: MIT */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h> /* for size_t */

#include "embedded.h" /* for enum embedded */
#include "object.h"   /* for struct object */
#include "rules.h"    /* for struct rules */

struct host;
struct host_file;
struct host_files;
struct loader;
struct loader_object;
struct text;
struct walk_file;

/* A program, library or script that is checked. */
struct check_item {
	const char *path, *real; /* as it is told of; absolute, links resolved */
	struct object object;
	enum embedded embedded; /* a text that holds the path of the tree: which kind, the path there and its line */
	struct span place;
	unsigned long line;
	struct finding *first;
	struct host_file *file;
	struct rules_need **need; /* what is known of each of its needs; NULL: nothing to tell */
	size_t needs;
	int reached; /* check_needs.c: what loads it */
};

/* What is checked and how. */
struct check {
	struct arena *a;
	struct check_item *item; /* sorted by path, each file once */
	size_t items;
	struct rules_world world;
	struct host_files *files;
	struct host *now, *then; /* then: NULL if nothing is to move */
	const char *moved;       /* where to */
	struct span library_path; /* LD_LIBRARY_PATH, which is not searched: it explains what is not found */
	int libc;                /* an enum loader_libc, or -1: by the interpreter */
	int all_needs;           /* keep what is known of every need */
	void (*tick)(void *ctx, size_t done, size_t all);
	void *ctx;
};

/* Lets the loader's model find what every item needs, and adds what is wrong with it to the items' findings. Returns 0, or -1. */
int check_needs(struct check *c);

/*
 * Looks whether a text file holds the path of the tree, which has `count` spellings, and notes it in the item. Its strings live in the arena. Of an
 * item that is neither program nor script, the object is filled in as well. Returns 0, or -1 with errno set where it cannot be read; a file that is gone
 * holds nothing.
 */
int check_embedded(struct check_item *item, struct arena *a, const struct walk_file *f, enum embedded kind, const struct span *tree, size_t count);

/* Puts who finds what, as a graph for dot(1): red where the move breaks it, dashed where nothing is found. */
void check_dot(const struct check *c, struct text *t);

/*
 * Looks why an object does not find what it needs, and notes it in n, whose name is set. real is where the object's file is. Strings are the
 * loader's.
 */
void check_why(const struct check *c, struct loader *l, struct loader_object *o, struct span real, struct rules_need *n);

/* Which loader a file is for. */
enum loader_libc check_libc(const struct check *c, const struct elf *e);

#endif

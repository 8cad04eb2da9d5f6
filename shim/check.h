/* SPDX-License-Identifier: MIT */
#ifndef CHECK_H
#define CHECK_H

#include <stddef.h> /* for size_t */

#include "object.h" /* for struct object */
#include "rules.h"  /* for struct rules */

struct host;
struct host_file;
struct host_files;
struct text;

/* A program, library or script that is checked. */
struct check_item {
	const char *path, *real; /* as it is told of; absolute, links resolved */
	struct object object;
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
	int libc;                /* an enum loader_libc, or -1: by the interpreter */
	int all_needs;           /* keep what is known of every need */
	void (*tick)(void *ctx, size_t done, size_t all);
	void *ctx;
};

/* Lets the loader's model find what every item needs, and adds what is wrong with it to the items' findings. Returns 0, or -1. */
int check_needs(struct check *c);

/* Puts who finds what, as a graph for dot(1): red where the move breaks it, dashed where nothing is found. */
void check_dot(const struct check *c, struct text *t);

/* Which loader a file is for. */
enum loader_libc check_libc(const struct check *c, const struct elf *e);

/* Puts findings behind those that an item has. */
void check_append(struct check_item *item, struct finding *first);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stddef.h> /* for size_t */

#include "arena.h" /* for struct text */

struct command;
struct plan_item;
struct rpath_verdict;

/* What one call of the verb explain has to say so far. For the files *explain*.c alone. */
struct explain {
	struct arena *arena;
	struct text out;
	int json;
	int wrong; /* something is mangled or wrong */
};

/* One rpath. Where it stands is said by what is not NULL or 0. */
struct explain_list {
	const struct rpath_verdict *verdict;
	const struct plan_item *item; /* on a link line: what the linker names make of it; NULL: all edits count */
	const char *path, *tag;       /* in an ELF file, and in which entry of it */
	size_t word;                  /* on a link line, counted from 1 */
	const char *response;         /* in a response file */
	const char *becomes;          /* the word before what an element would be */
};

/* Says of each element what it is and becomes, and how the mended list is spelled. */
void explain_list(struct explain *e, const struct explain_list *l);

/* A link line: the words behind --. Returns -1 with the reason on stderr. */
int explain_line(struct explain *e, const struct command *c, char **words);

/* A file. Returns -1 with the reason on stderr. */
int explain_file(struct explain *e, const char *path);

/* "  label    " */
void explain_label(struct text *t, const char *label);

#endif

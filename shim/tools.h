/* SPDX-License-Identifier: MIT */
#ifndef TOOLS_H
#define TOOLS_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct arena;
struct command;

enum tool_kind { TOOL_NONE, TOOL_LD = 1, TOOL_CC = 2 };

/*
 * What a program is by its name. A linker is [TARGET-]ld or [TARGET-]ld.NAME, or mold or ld64.lld; a compiler is a driver that
 * names.h knows. Where the TARGET's programs are not ELF, it is neither.
 */
enum tool_kind tool_kind(struct span name);

/* A program that PATH leads to, at its first place there: an absolute path, and the file behind it. */
struct tool {
	char *path;
	const char *name; /* the end of path */
	enum tool_kind kind;
	unsigned long long dev, ino;
};

/* All of them, in the order of PATH, those of one folder in no order. */
struct tools {
	struct tool *tool;
	size_t count, room;
};

/*
 * Finds the tools on PATH of the kinds that are wanted, without our names for them. Elements that are empty or relative are passed over.
 * Returns 0, or -1 with the reason on stderr.
 */
int tools_find(struct arena *a, const struct command *c, unsigned kinds, struct tools *t);

/* The first program of that name on PATH that is not ours, as an absolute path; NULL if there is none. */
char *tools_program(struct arena *a, const struct command *c, const char *name);

/* PATH, or what the system says where that is not set. */
const char *tools_path(struct arena *a);

/*
 * A list of folders without ours; all others stay as they are, empty and relative ones too. NULL if none is left, not even an
 * empty one. kinds is set to the kinds of those left out.
 */
char *tools_without_ours(struct arena *a, const struct command *c, const char *list, unsigned *kinds);

#endif

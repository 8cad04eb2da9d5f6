/* SPDX-License-Identifier: MIT */
/*
 * What the fuzz targets share. A target is one source with LLVMFuzzerTestOneInput(), which reads bytes of any kind and ends the process where a law
 * does not hold. world.c stands for the system: files that are in memory, and no others.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "bytes.h"
#include "link.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, with the law's name, unless it holds. */
void law(int holds, const char *name);

/*
 * An arena in which each block is one of malloc's and no larger than it has to be, so that a sanitizer sees what reaches out of it. All is freed by
 * the next call.
 */
struct arena *fuzz_arena(void);

/* From now on memory runs out after so many blocks; 0: it does not. */
void fuzz_limit(unsigned blocks);

/* Memory of the input's own for s with a NUL behind it, for as long as the arena. */
char *fuzz_copy(struct span s);

/* The input's next part, up to the separator or the end; *rest goes behind it. */
struct span fuzz_part(struct span *rest, const char *separator);

/* ------------------------------------------------------------------ files */

enum { WORLD_FILES = 64, WORLD_WORDS = 400 };

/* Forgets all files, and makes the parts of rest, between lines that hold a % alone, the files a, b, c and so on. */
void world_begin(struct span rest);

/* Whether the input names a memory file that was not made yet: what it means then depends on what was read before. */
int world_was_guessed(void);

/* ------------------------------------------------------------------ lines */

/* A line, of words separated by newlines; argv[0] is a program's name. */
struct fuzz_line {
	char *argv[WORLD_WORDS + 2];
	size_t argc;
};

void fuzz_line(struct fuzz_line *line, const char *program, struct span words);

/* All words of a line, those of its files included, in order, each with its place. */
struct fuzz_words {
	struct span word[WORLD_WORDS * 4];
	struct link_place place[WORLD_WORDS * 4];
	size_t n;
	int all; /* there were no more, and every file could be read */
};

void fuzz_words(struct fuzz_words *out, struct arena *a, char **argv);

/* Prints them: for who looks into a law that does not hold. */
void show_words(struct arena *a, char **argv);

/* Letters of the input's first line, each of which makes the world another one; see world.c. */
struct fuzz_world {
	struct settings *settings;
	struct plan_host *host;
	const char *linker; /* the name we are called by */
	unsigned drivers;
	unsigned blocks;
};

struct fuzz_world fuzz_world(struct span letters);

struct plan;
struct plan_item;

/*
 * Whether a second repair may do more than the first: a word that was given back may be an rpath option, whose value nobody has looked at yet; evidence is asked
 * about elements without the quotes around their list, which may come off only for what it has said; and a compiler's -R that became an
 * rpath is one only then: with LD_RUN_PATH beside it, and for Meson.
 */
int fuzz_may_go_on(const struct plan *plan);

/*
 * Holds the line that came out against the one that came in: the same words in the same order, but for the values that the plan
 * changes, and no empty element that was not there.
 */
void fuzz_compare(const struct fuzz_words *in, const struct fuzz_words *out, const struct plan *plan);

#endif

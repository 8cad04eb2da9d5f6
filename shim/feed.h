/* SPDX-License-Identifier: MIT */
#ifndef FEED_H
#define FEED_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */
#include "link.h"  /* for struct link_place */

struct arena;
struct glance;

/*
 * A response file that was read while feeding a link: where its @word stands, and its bytes. In the order in which they were
 * opened, so a file comes before those it names.
 */
struct feed_file {
	struct feed_file *next;
	struct link_place place; /* of the @word */
	struct span bytes;
};

/*
 * Where the words go. word: the next one; keep says that its bytes stay as long as the arena does. maybe: a word that some readers see
 * and others do not. lost: words follow that cannot be read.
 */
struct feed_sink {
	void (*word)(void *ctx, struct span word, struct link_place place, int keep);
	void (*maybe)(void *ctx, struct span word, struct link_place place);
	void (*lost)(void *ctx);
};

/* The sinks of a link line, whose ctx is a struct link, and of a compiler's, whose ctx is a struct driver_line. */
extern const struct feed_sink feed_to_link, feed_to_driver;

struct feed {
	struct arena *arena;
	const struct feed_sink *sink;
	void *ctx; /* the sink's */
	struct feed_file *files, **last;
	unsigned count;
	int opaque;  /* some file could not be followed to its end */
	int endless; /* files within files went on and on: nothing may be changed */
};

/* A response file's name, or NULL if the word is not an @ with something behind it. */
const char *feed_file_name(const char *word);

/*
 * Whether a response file may hold an rpath that would change; reads it in pieces and keeps nothing. A file that cannot be read, is
 * no regular file, or is empty holds none.
 */
int feed_glance(const char *path, unsigned *origins);

void feed_begin(struct feed *f, struct arena *a, const struct feed_sink *sink, void *ctx);

/* Feeds words from..to of argv to the sink, with the files they name. Trouble with memory is left in the arena. */
void feed_words(struct feed *f, char **argv, size_t from, size_t to);

#endif

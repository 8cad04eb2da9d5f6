/* SPDX-License-Identifier: MIT */
#ifndef GLANCE_H
#define GLANCE_H

#include <stddef.h> /* for size_t */

/*
 * A first look at a link line, which must be cheap and may err on one side only: what it calls sound would not be changed.
 *
 * noted holds the indexes of the argv words that can matter to a repair: rpath options, @files, --, and words that make the linker answer a
 * question. When there are more than fit, full is set and the list means nothing.
 */
enum { GLANCE_NOTED = 48 };

struct glance {
	size_t noted[GLANCE_NOTED];
	unsigned count, files, origins;
	int full;
	int doubt; /* some rpath value is not beyond suspicion */
	size_t words; /* argc */
};

/* Looks at argv[1] and on. Every argv ends in NULL. */
void glance_words(struct glance *g, char **argv);

/*
 * Looks at a compiler's argv: whether it stops before the link by -c or one of its like, and holds nothing that could be for the linker. *words is
 * set to argc.
 */
int glance_compiles(char **argv, size_t *words);

/*
 * A response file that passes by in pieces. before is the last byte of the piece before, or a blank at the file's start.
 */
struct glance_bytes {
	unsigned char before;
	unsigned origins;
};

/*
 * Looks at the next n bytes of a file; last says that they are its end. Returns how many bytes are done with, or -1 if
 * the file has to be read in full. When less than n are done the rest must be shown again with more bytes behind it. At least 16
 * bytes must be readable before p and after p + n.
 */
long glance_at_bytes(struct glance_bytes *g, const char *p, size_t n, int last);

#endif

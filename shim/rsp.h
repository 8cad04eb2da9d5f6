/* SPDX-License-Identifier: MIT */
#ifndef RSP_H
#define RSP_H

#include "bytes.h" /* for struct span */

struct text;

/* A reader of response-file text: raw is the whole file, at the place of the next word. */
struct rsp {
	struct span raw;
	size_t at;
	int opaque; /* set when linkers disagree from `at` on about where words begin and end */
};

/*
 * One word: the bytes at..end of the file, quotes included, which read as text. text is a part of the file where nothing is quoted,
 * else of the buffer that was given to rsp_next, where it stays until the next call.
 */
struct rsp_word {
	size_t at, end;
	struct span text;
	int contested; /* linkers disagree on the text, so it may not be edited */
	int dropped;   /* an empty quoted word, which lld drops and the others keep */
};

/* Reads the next word. Returns 1, 0 at the end or where the rest is opaque, -1 when memory ran out. */
int rsp_next(struct rsp *r, struct text *buffer, struct rsp_word *w);

/*
 * Puts the word's raw bytes with changes to its text: every byte outside the changes stays as it was written, quotes and escapes
 * included. Only for words that are not contested; what is put in must be free of quotes, backslashes and blanks.
 */
void rsp_splice(struct text *to, struct span raw, const struct rsp_word *w, const struct splice *change, size_t count);

/*
 * Writes s so that every linker, old and new, reads it back as one word. Returns -1 if that cannot be done: an empty word or one with
 * a newline or NUL reads differently among them.
 */
int rsp_quote(struct text *t, struct span s);

/* Whether the text may be put into a response file without quoting. */
int rsp_is_bare(struct span s);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h> /* for size_t */
#include <stdint.h> /* for uintptr_t */

struct span;
struct splice;

/*
 * Memory that only grows and is never given back: a link line is short-lived and ends in an exec.
 *
 * at..end is the room left in the current block. When it does not suffice, more() is asked for a new block
 * of at least `need` bytes and sets at and end; it returns 0, or -1 when there is no memory, and may be
 * NULL. failed is set by the first refusal and stays: callers may build on and look once at the end.
 */
struct arena {
	char *at, *end;
	int (*more)(struct arena *, size_t need);
	int failed;
};

/* arena_take where the current block does not suffice. */
void *arena_take_more(struct arena *a, size_t n);

enum { ARENA_ALIGN = 16 };

/* n bytes for any type, not cleared; NULL when there is no memory (a->failed is set then). */
static inline void *
arena_take(struct arena *a, size_t n)
{
	size_t gap = -(uintptr_t)a->at & (ARENA_ALIGN - 1);
	char *p;

	if (!a->at || (size_t)(a->end - a->at) < gap || (size_t)(a->end - a->at) - gap < n || a->failed)
		return arena_take_more(a, n);
	p = a->at + gap;
	a->at = p + n;
	return p;
}

/* count * size bytes, cleared; NULL when there is no memory or the product overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* A NUL-terminated copy of s, or NULL. */
char *arena_string(struct arena *a, struct span s);

/*
 * A growing run of bytes in an arena. p is NULL until something was put. A put that fails leaves what
 * was there and sets a->failed; putting NULL, the result of an earlier failure, puts nothing.
 */
struct text {
	struct arena *a;
	char *p;
	size_t n, room;
};

struct text text_in(struct arena *a);
void text_put(struct text *t, struct span s);
void text_puts(struct text *t, const char *s);
void text_putc(struct text *t, char c);
void text_number(struct text *t, unsigned long value);

/* A byte as two digits. */
void text_hex(struct text *t, unsigned char c);

/* Puts s from offset `from` on, with changes that lie there. */
void text_splice(struct text *t, struct span s, size_t from, const struct splice *change, size_t count);

/* The bytes put so far, and the same as a C string (NULL when memory failed). */
struct span text_span(const struct text *t);
char *text_string(struct text *t);

#endif

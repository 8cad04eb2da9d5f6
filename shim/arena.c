/* SPDX-License-Identifier: MIT */
/*
 * Bump memory and growing byte runs on top of it. Pure: where the blocks come from is the caller's business
 * (mmap in the shim, malloc in the command, a counter in the tests).
 */
#include "arena.h"

#include <stdint.h>
#include <string.h>

#include "bytes.h"

void *
arena_take_more(struct arena *a, size_t n)
{
	char *p;

	if (n > SIZE_MAX - ARENA_ALIGN)
		a->failed = 1;
	if (a->failed)
		return NULL;
	if (!a->more || a->more(a, n + ARENA_ALIGN) != 0)
		return a->failed = 1, NULL;
	p = a->at + (-(uintptr_t)a->at & (ARENA_ALIGN - 1));
	a->at = p + n;
	return p;
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	void *p;

	if (size && count > SIZE_MAX / size)
		return a->failed = 1, NULL;
	p = arena_take(a, count * size);
	return p ? memset(p, 0, count * size) : NULL;
}

char *
arena_string(struct arena *a, struct span s)
{
	char *p = s.n < SIZE_MAX ? arena_take(a, s.n + 1) : NULL;

	if (!p)
		return NULL;
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct text
text_in(struct arena *a)
{
	struct text t = {a, NULL, 0, 0};

	return t;
}

/* Room for n more bytes and a NUL; 0 or -1. */
static int
text_grow(struct text *t, size_t n)
{
	size_t want = t->room ? t->room : 64;
	char *p;

	if (n >= SIZE_MAX / 2 - t->n)
		return t->a->failed = 1, -1;
	if (t->n + n < t->room)
		return 0;
	while (want <= t->n + n)
		want *= 2;
	/* what was last taken from the arena can simply be made longer */
	if (t->p && t->p + t->room == t->a->at && (size_t)(t->a->end - t->a->at) >= want - t->room) {
		t->a->at += want - t->room;
		t->room = want;
		return 0;
	}
	p = arena_take(t->a, want);
	if (!p)
		return -1;
	if (t->n)
		memcpy(p, t->p, t->n);
	t->p = p;
	t->room = want;
	return 0;
}

void
text_put(struct text *t, struct span s)
{
	if (s.n == 0 || text_grow(t, s.n) != 0)
		return;
	memcpy(t->p + t->n, s.p, s.n);
	t->n += s.n;
}

void
text_puts(struct text *t, const char *s)
{
	if (s)
		text_put(t, span_of(s));
}

void
text_putc(struct text *t, char c)
{
	struct span s = {&c, 1};

	text_put(t, s);
}

void
text_number(struct text *t, unsigned long value)
{
	char digits[24];
	size_t i = sizeof digits;
	struct span s;

	do
		digits[--i] = (char)('0' + value % 10);
	while (value /= 10);
	s.p = digits + i;
	s.n = sizeof digits - i;
	text_put(t, s);
}

void
text_hex(struct text *t, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";

	text_putc(t, digits[c >> 4]);
	text_putc(t, digits[c & 15]);
}

void
text_splice(struct text *t, struct span s, size_t from, const struct splice *change, size_t count)
{
	size_t i, at = from;

	for (i = 0; i < count; i++) {
		text_put(t, span_head(span_from(s, at), change[i].at - at));
		text_puts(t, change[i].put);
		at = change[i].at + change[i].drop;
	}
	text_put(t, span_from(s, at));
}

struct span
text_span(const struct text *t)
{
	struct span s = {t->p, t->n};

	return s;
}

char *
text_string(struct text *t)
{
	if (t->a->failed || text_grow(t, 0) != 0)
		return NULL;
	t->p[t->n] = '\0';
	return t->p;
}

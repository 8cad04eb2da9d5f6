/* SPDX-License-Identifier: MIT */
/* What the unit tests share: TAP lines, random numbers, and bytes made printable. */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"

static int tap_count, tap_failed;

static inline int
ok(int good, const char *name, ...)
{
	va_list a;

	printf("%s %d - ", good ? "ok" : "not ok", ++tap_count);
	va_start(a, name);
	vprintf(name, a);
	va_end(a);
	putchar('\n');
	tap_failed += !good;
	return good;
}

static inline int
done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

/* A line of explanation: printable bytes as they are, others as %XX. */
static inline void
show(const char *title, struct span s)
{
	size_t i;

	printf("#   %s: ", title);
	for (i = 0; i < s.n && i < 2000; i++) {
		if (s.p[i] > ' ' && s.p[i] < 0x7f && s.p[i] != '%')
			putchar(s.p[i]);
		else
			printf("%%%02X", (unsigned char)s.p[i]);
	}
	putchar('\n');
}

/* The same numbers everywhere; xorshift64* (Vigna 2016). */
static uint64_t random_state = UINT64_C(0x9E3779B97F4A7C15);

static inline unsigned
random_below(unsigned n)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (unsigned)((random_state * UINT64_C(2685821657736338717)) >> 32) % n;
}

static inline int
one_in(unsigned n)
{
	return random_below(n) == 0;
}

#define PICK(list) (list)[random_below(sizeof(list) / sizeof *(list))]

/* Memory for one round of a test; begun anew by arena_again. */
static inline int
arena_refuse(struct arena *a, size_t need)
{
	(void)a;
	(void)need;
	fputs("Bail out! the test's arena is too small\n", stdout);
	exit(2);
}

static inline void
arena_again(struct arena *a)
{
	static char *block;
	enum { SIZE = 8 * 1024 * 1024 };

	if (!block && !(block = malloc(SIZE)))
		exit(2);
	memset(a, 0, sizeof *a);
	a->at = block;
	a->end = block + SIZE;
	a->more = arena_refuse;
}

#endif

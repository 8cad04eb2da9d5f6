/* SPDX-License-Identifier: MIT */
#ifndef BYTES_H
#define BYTES_H

#include <stddef.h> /* for size_t */
#include <stdint.h> /* for uintptr_t */
#include <string.h> /* for strlen, memcmp */

#if defined(__SANITIZE_ADDRESS__)
#define BYTES_PLAIN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define BYTES_PLAIN 1
#endif
#endif

#if defined(__SSE2__) && !defined(BYTES_PLAIN)
#define BYTES_SSE2 1
#include <emmintrin.h>
#elif defined(__aarch64__) && defined(__AARCH64EL__) && defined(__GNUC__) && !defined(BYTES_PLAIN)
#define BYTES_NEON 1
typedef unsigned char bytes_lanes __attribute__((vector_size(16)));
typedef uint64_t bytes_halves __attribute__((vector_size(16)));
#endif

/*
 * A run of n bytes at p, owned by somebody else. Any byte may stand in it, NUL included, and nothing
 * terminates it. p may be NULL only where n is 0.
 */
struct span {
	const char *p;
	size_t n;
};

/*
 * One change to a text: `drop` bytes at offset `at` give way to `put`, which is not owned. Lists of them are ordered by at and do not overlap.
 */
struct splice {
	size_t at, drop;
	const char *put;
};

/*
 * These are inline so that the length of a literal is known when the program is built.
 */

/* The bytes of a C string, without its NUL. */
static inline struct span
span_of(const char *s)
{
	struct span r;

	r.p = s;
	r.n = strlen(s);
	return r;
}

/* What is left of s from offset at on; at may not be greater than s.n. */
static inline struct span
span_from(struct span s, size_t at)
{
	if (s.n)
		s.p += at;
	s.n -= at;
	return s;
}

/* The first n bytes of s; n may not be greater than s.n. */
static inline struct span
span_head(struct span s, size_t n)
{
	s.n = n;
	return s;
}

static inline int
span_equal(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

/* Whether s is, begins with, or ends with the C string t. */
static inline int
span_is(struct span s, const char *t)
{
	size_t n = strlen(t);

	return s.n == n && (n == 0 || memcmp(s.p, t, n) == 0);
}

static inline int
span_begins(struct span s, const char *t)
{
	size_t n = strlen(t);

	return s.n >= n && (n == 0 || memcmp(s.p, t, n) == 0);
}

static inline int
span_ends(struct span s, const char *t)
{
	size_t n = strlen(t);

	return s.n >= n && (n == 0 || memcmp(s.p + (s.n - n), t, n) == 0);
}

/* Offset of the first byte c in s, or s.n. */
size_t span_find(struct span s, char c);

/* Whether t occurs anywhere in s. */
int span_has(struct span s, const char *t);

/* Offset of the first t in s, which is not empty; s.n where there is none. */
size_t span_search(struct span s, const char *t);

/* Length of the C string s up to its first byte stop, or up to its end. */
size_t bytes_until(const char *s, char stop);

/*
 * The same, copying what it passes to `to`, which has room for `room` bytes. Returns the length; one that is greater
 * than room means that not all was copied. Bytes of `to` behind the length may be overwritten.
 *
 * Every link walks PATH and COMPILER_PATH by this, so it stands here to be inlined and takes 32 bytes at a time where the machine can.
 * Bytes of one page are readable together, so reading past the string's end is harmless as long as the
 * load does not cross a page border; there it goes by single bytes. A sanitizer rightly objects, so its builds do so throughout.
 */
static inline size_t
bytes_copy_until(char *to, size_t room, const char *s, char stop)
{
	size_t n = 0;

#if defined(BYTES_SSE2)
	const __m128i want = _mm_set1_epi8(stop), zero = _mm_setzero_si128();
	unsigned mask;
	__m128i a, b;

	while (n + 32 <= room && ((uintptr_t)(s + n) & 4095) <= 4096 - 32) {
		a = _mm_loadu_si128((const __m128i *)(const void *)(s + n));
		b = _mm_loadu_si128((const __m128i *)(const void *)(s + n + 16));
		_mm_storeu_si128((__m128i *)(void *)(to + n), a);
		_mm_storeu_si128((__m128i *)(void *)(to + n + 16), b);
		a = _mm_or_si128(_mm_cmpeq_epi8(a, want), _mm_cmpeq_epi8(a, zero));
		b = _mm_or_si128(_mm_cmpeq_epi8(b, want), _mm_cmpeq_epi8(b, zero));
		mask = (unsigned)_mm_movemask_epi8(a) | (unsigned)_mm_movemask_epi8(b) << 16;
		if (mask)
			return n + (size_t)__builtin_ctz(mask);
		n += 32;
	}
#elif defined(BYTES_NEON)
	bytes_lanes v;
	bytes_halves hit;

	while (n + 16 <= room && ((uintptr_t)(s + n) & 4095) <= 4096 - 16) {
		memcpy(&v, s + n, 16);
		memcpy(to + n, &v, 16);
		hit = (bytes_halves)((v == (unsigned char)stop) | (v == 0));
		if (hit[0])
			return n + (size_t)__builtin_ctzll(hit[0]) / 8;
		if (hit[1])
			return n + 8 + (size_t)__builtin_ctzll(hit[1]) / 8;
		n += 16;
	}
#endif
	for (; s[n] != stop && s[n] != '\0'; n++) {
		if (n < room)
			to[n] = s[n];
	}
	return n;
}

/* What a hexadecimal digit stands for, or -1. */
int bytes_hex_value(int c);

/*
 * Length of a valid UTF-8 sequence at the beginning of s (RFC 3629: no overlong form, no surrogate,
 * nothing above U+10FFFF), or 0.
 */
size_t bytes_utf8(struct span s);

#endif

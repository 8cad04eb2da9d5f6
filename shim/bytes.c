/* SPDX-License-Identifier: MIT */
/*
 * Byte runs: comparing and searching. Pure; knows nothing of rpaths or linkers. The only imports are
 * mem* and strlen, which the shim brings along itself.
 */
#include "bytes.h"

#include <string.h>

size_t
span_find(struct span s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : s.n;
}

size_t
span_search(struct span s, const char *t)
{
	size_t n = strlen(t), at = 0;
	const char *hit;

	while (s.n - at >= n && (hit = memchr(s.p + at, t[0], s.n - at - n + 1)) != NULL) {
		at = (size_t)(hit - s.p);
		if (memcmp(hit, t, n) == 0)
			return at;
		at++;
	}
	return s.n;
}

int
span_has(struct span s, const char *t)
{
	return !*t || span_search(s, t) < s.n;
}

size_t
bytes_until(const char *s, char stop)
{
	size_t n = 0;

	while (s[n] != stop && s[n] != '\0')
		n++;
	return n;
}

int
bytes_hex_value(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

size_t
bytes_utf8(struct span s)
{
	/* first byte's range, number of bytes, range of the second byte; the rest are 80..BF */
	static const struct {
		unsigned char low, high, count, next_low, next_high;
	} form[] = {
	    {0x00, 0x7f, 1, 0x80, 0xbf}, {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
	    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
	    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
	};
	const unsigned char *u = (const unsigned char *)s.p;
	size_t i, k;

	for (i = 0; s.n > 0 && i < sizeof form / sizeof form[0]; i++) {
		if (u[0] < form[i].low || u[0] > form[i].high)
			continue;
		if (form[i].count > s.n)
			return 0;
		for (k = 1; k < form[i].count; k++) {
			if (u[k] < (k == 1 ? form[i].next_low : 0x80) ||
			    u[k] > (k == 1 ? form[i].next_high : 0xbf))
				return 0;
		}
		return form[i].count;
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * The first look: does this link need anything from us at all? Nearly all do not, and they pay for this file only: a handful of
 * instructions for an argument, under one for a byte of a response file. Pure. It does not know which words are
 * operands, but for what stops a compile; whatever looks like an rpath is one here.
 */
#include "glance.h"

#include <stdint.h>
#include <string.h>

#include "bytes.h"
#include "driver_opts.h"
#include "rpath.h"

static void
note(struct glance *g, size_t i)
{
	if (g->count == GLANCE_NOTED)
		g->full = 1;
	else
		g->noted[g->count++] = i;
}

/* A value that is a word of its own, or stands behind '='. */
static void
look_value(struct glance *g, const char *value)
{
	if (value && (value[0] == '@' || !rpath_is_plain(span_of(value), &g->origins)))
		g->doubt = 1;
}

/* An option whose second letter makes it worth a look; s is word i of argv. */
static void
look_option(struct glance *g, char **argv, size_t i)
{
	const char *s = argv[i] + 1;

	switch (*s) {
	case 'R':
		note(g, i);
		look_value(g, s[1] ? s + 1 : argv[i + 1]);
		return;
	case '\0':
		return;
	case '-':
		s++;
		break;
	default:
		break;
	}
	switch (*s) {
	case 'r':
		if (s[1] != 'p' || s[2] != 'a' || s[3] != 't' || s[4] != 'h' || (s[5] && s[5] != '='))
			return;
		note(g, i);
		look_value(g, s[5] ? s + 6 : argv[i + 1]);
		return;
	case 'j':
		if (s[1] == 'u') {
			g->doubt = 1;
			note(g, i);
		}
		return;
	case '\0':
		note(g, i);
		return;
	/* what may be --version or --help; whether it is, opts.c knows */
	case 'v':
	case 'h':
		if (s[1] == 'e' && (s[2] == 'r' || s[2] == 'l'))
			note(g, i);
		return;
	default:
		return;
	}
}

void
glance_words(struct glance *g, char **argv)
{
	/* letters that lead anywhere: 1 behind one dash, 2 behind two */
	static const unsigned char look[256] = {
	    ['R'] = 1, ['-'] = 1, ['r'] = 3, ['j'] = 3, ['v'] = 3, ['h'] = 3, ['\0'] = 2,
	};
	const char *s;
	char **at;

	g->count = g->files = g->origins = 0;
	g->full = g->doubt = 0;
	for (at = argv + 1; (s = *at) != NULL; at++) {
		if (s[0] == '-') {
			if ((look[(unsigned char)s[1]] & 1) && (s[1] != '-' || (look[(unsigned char)s[2]] & 2)))
				look_option(g, argv, (size_t)(at - argv));
		} else if (s[0] == '@' && s[1]) {
			g->files++;
			note(g, (size_t)(at - argv));
		}
	}
	g->words = (size_t)(at - argv);
	/* the same $ORIGIN element twice is Meson's trap: see plan.c */
	if (g->origins > 1)
		g->doubt = 1;
}

/* Whether a word may take the next one for its operand; asked for once in a compile. */
static int
may_take_next(const char *word)
{
	return word[0] == '-' && driver_opts_read(span_of(word), DRIVER_ANY).takes != TAKES_NOTHING;
}

int
glance_compiles(char **argv, size_t *words)
{
	int doubt = 0, stops = 0, stop;
	const char *s;
	char **at;

	for (at = argv + 1; (s = *at) != NULL; at++) {
		if (s[0] != '-') {
			doubt |= s[0] == '@' && s[1];
			continue;
		}
		stop = 0;
		switch (s[1]) {
		case 'c':
		case 'S':
		case 'E': stop = !s[2]; break;
		case 'M': stop = !s[2] || (s[2] == 'M' && !s[3]); break;
		case 'W': doubt |= s[2] == 'l' && s[3] == ','; break;
		case 'R': doubt = 1; break;
		case 'X': doubt |= s[2] == 'l'; break;
		case 'r': doubt |= s[2] == 'p'; break;
		case '-': doubt |= s[2] == 'f' || !s[2]; break; /* --for-linker; behind -- a -c is a file */
		default: break;
		}
		stops |= stop && !may_take_next(at[-1]);
	}
	*words = (size_t)(at - argv);
	return stops && !doubt;
}

/* A byte that may stand right before a word's first byte: blanks, control bytes, and the quotes. */
static int
is_before_word(unsigned char c)
{
	return c <= '\'';
}

static int
is_quoting(char c)
{
	return c == '\'' || c == '"' || c == '\\';
}

static int
is_blank(char c)
{
	return (unsigned char)c <= ' ';
}

/* The same for all readers; other control bytes are a word's own for some. */
static int
is_sure_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

enum look { LOOK_SOUND, LOOK_DOUBT, LOOK_MORE };

/*
 * The value at p[i]; joined says that it follows at once, so that it may be empty, and quoted that the option's word begins with a quote, within which
 * a blank is no end.
 */
static enum look
look_raw_value(struct glance_bytes *g, const char *p, size_t i, size_t n, int last, int joined, int quoted)
{
	struct span value;
	size_t end;

	if (!joined) {
		/* the option's own closing quote, then blanks, then perhaps an opening one */
		while (i < n && (is_sure_blank(p[i]) || p[i] == '"'))
			i++;
		quoted = p[i - 1] == '"';
	}
	for (end = i; end < n && !is_sure_blank(p[end]) && p[end] != '"'; end++) {
		if (is_quoting(p[end]) || is_blank(p[end]))
			return LOOK_DOUBT;
	}
	if (end == n)
		return last ? LOOK_DOUBT : LOOK_MORE;
	/* a quote in the middle of a word: leave that to a real reader */
	if (p[end] == '"' ? end + 1 < n && !is_blank(p[end + 1]) : quoted)
		return LOOK_DOUBT;
	value.p = p + i;
	value.n = end - i;
	if (value.n == 0 || value.p[0] == '@' || !rpath_is_plain(value, &g->origins) || g->origins > 1)
		return LOOK_DOUBT;
	return LOOK_SOUND;
}

/* What stands at p[i] may be the beginning of an rpath option or of an @file. */
static enum look
look_raw_word(struct glance_bytes *g, const char *p, size_t i, size_t n, int last)
{
	size_t k = i + 1;
	int quoted = (i ? (unsigned char)p[i - 1] : g->before) == '"';

	if (n - i < 16 && !last)
		return LOOK_MORE;
	if (p[i] == '@')
		return k < n && is_blank(p[k]) ? LOOK_SOUND : LOOK_DOUBT;
	if (p[i] == '\\')
		return k < n && (p[k] == '-' || p[k] == '@' || p[k] == '\n') ? LOOK_DOUBT : LOOK_SOUND;
	if (k < n && p[k] == '-')
		k++;
	if (k >= n)
		return LOOK_SOUND;
	if (is_quoting(p[k]))
		return k + 1 < n && is_blank(p[k + 1]) ? LOOK_SOUND : LOOK_DOUBT;
	if (p[k] == 'R' && k == i + 1)
		return look_raw_value(g, p, k + 1, n, last, k + 1 < n && !is_blank(p[k + 1]) && p[k + 1] != '"', quoted);
	if (p[k] == 'j')
		return n - k > 1 && (p[k + 1] == 'u' || is_quoting(p[k + 1])) ? LOOK_DOUBT : LOOK_SOUND;
	if (p[k] != 'r')
		return LOOK_SOUND;
	for (i = 0; i < 5; i++, k++) {
		if (k < n && is_quoting(p[k]))
			return p[k] == '"' && (k + 1 == n || is_blank(p[k + 1])) ? LOOK_SOUND : LOOK_DOUBT;
		if (k >= n || p[k] != "rpath"[i])
			return LOOK_SOUND;
	}
	if (k == n)
		return LOOK_DOUBT;
	if (p[k] == '=')
		return look_raw_value(g, p, k + 1, n, last, 1, quoted);
	if (is_blank(p[k]) || p[k] == '"')
		return look_raw_value(g, p, k, n, last, 0, 0);
	return p[k] == '-' ? LOOK_SOUND : LOOK_DOUBT;
}

/*
 * Whether any byte of p[0..16) or of p[0..BLOCK) is worth look_raw_word: a '-' or '@' where a word may begin, or a backslash.
 * Sixteen lanes at a time by the compiler's own vectors, where it has them.
 */
enum { STEP = 16, BLOCK = 16 * STEP };

#if defined(__GNUC__)
typedef unsigned char lanes __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

static inline lanes
lanes_at(const char *p)
{
	lanes v;

	memcpy(&v, p, sizeof v);
	return v;
}

static inline lanes
lanes_worth(const char *p)
{
	lanes v = lanes_at(p), before = lanes_at(p - 1);

	return (lanes)(((v == '-') | (v == '@')) & (before <= '\'')) | (lanes)(v == '\\');
}

static inline int
any_set(lanes v)
{
	halves h = (halves)v;

	return (h[0] | h[1]) != 0;
}

static inline int
step_worth(const char *p)
{
	return any_set(lanes_worth(p));
}

static inline int
block_worth(const char *p)
{
	lanes v = lanes_worth(p) | lanes_worth(p + STEP);

	v |= lanes_worth(p + 2 * STEP) | lanes_worth(p + 3 * STEP);
	v |= lanes_worth(p + 4 * STEP) | lanes_worth(p + 5 * STEP);
	v |= lanes_worth(p + 6 * STEP) | lanes_worth(p + 7 * STEP);
	v |= lanes_worth(p + 8 * STEP) | lanes_worth(p + 9 * STEP);
	v |= lanes_worth(p + 10 * STEP) | lanes_worth(p + 11 * STEP);
	v |= lanes_worth(p + 12 * STEP) | lanes_worth(p + 13 * STEP);
	v |= lanes_worth(p + 14 * STEP) | lanes_worth(p + 15 * STEP);
	return any_set(v);
}
#else
static int
step_worth(const char *p)
{
	(void)p;
	return 1;
}

static int
block_worth(const char *p)
{
	(void)p;
	return 1;
}
#endif

long
glance_at_bytes(struct glance_bytes *g, const char *p, size_t n, int last)
{
	size_t i = 0, stop, stepped = 0;
	unsigned char before = g->before;
	enum look look;

	while (i < n) {
		/* a block that is worth it goes by steps, without being asked again */
		if (i >= stepped) {
			while (i > 0 && n - i >= BLOCK && !block_worth(p + i))
				i += BLOCK;
			stepped = i + BLOCK;
		}
		if (i > 0 && n - i >= STEP && !step_worth(p + i)) {
			i += STEP;
			continue;
		}
		stop = n - i > STEP ? i + STEP : n;
		for (; i < stop; i++) {
			if (i > 0)
				before = (unsigned char)p[i - 1];
			if (p[i] != '\\' && ((p[i] != '-' && p[i] != '@') || !is_before_word(before)))
				continue;
			/* -l and -L are the most frequent */
			if (p[i] == '-' && n - i > 1 && (p[i + 1] == 'l' || p[i + 1] == 'L'))
				continue;
			look = look_raw_word(g, p, i, n, last);
			if (look == LOOK_DOUBT)
				return -1;
			if (look == LOOK_MORE) {
				g->before = before;
				return (long)i;
			}
		}
	}
	if (n)
		g->before = (unsigned char)p[n - 1];
	return (long)n;
}

/* SPDX-License-Identifier: MIT */
/*
 * Reads texts in which an rpath may have been written before layers of make, shells and generators took their part of it. Pure.
 *
 * The match rule: a variable is written at the beginning of an rpath element, and with it taken away, the rest of the element is the text that
 * arrived. If the variable is ORIGIN, this is where the element comes from; if it is another one ($(pwd)/../lib), then that was lost.
 *
 *	element   = { quote } variable { quote } rest
 *	variable  = { '\' | '$' } '$' ( NAME | '{' NAME '}' | '(' any ')' ) | '`' any '`'
 *	rest      = up to a blank, a quote, or one of  : , ; ) ] | &
 *
 * ORIGIN is also called RIGIN or IGIN, where make took $O or $R of it and a shell the rest.
 *
 * As one text is read by several layers, a '$' may be written as $$, \$, \$$ and so on; which of them does not matter here.
 */
#include "clue.h"

#include <string.h>

#include "arena.h"

static int
is_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static int
is_quote(char c)
{
	return c == '\'' || c == '"';
}

static int
ends_element(char c)
{
	return (unsigned char)c <= ' ' || is_quote(c) || memchr(":,;)]|&", c, 7) != NULL;
}

/* Offset behind the bracket that closes the one at `at`, not too far behind it, or 0. */
static size_t
behind_bracket(struct span s, size_t at)
{
	enum { FAR = 4096 };
	char open = s.p[at], close = open == '(' ? ')' : '}';
	size_t i, depth = 0;

	for (i = at; i < s.n && i - at < FAR && s.p[i] != '\n' && s.p[i] != '\0'; i++) {
		depth += s.p[i] == open;
		if (s.p[i] == close && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* A variable at `at`: offset behind it, or 0 if there is none. *origin says whether it is ORIGIN. */
static size_t
behind_variable(struct span s, size_t at, int *origin)
{
	size_t i = at, end, dollars = 0;
	struct span name;

	*origin = 0;
	if (i < s.n && s.p[i] == '`') {
		end = span_find(span_from(s, i + 1), '`') + i + 2;
		return end <= s.n ? end : 0;
	}
	while (i < s.n && (s.p[i] == '\\' || s.p[i] == '$')) {
		dollars += s.p[i] == '$';
		i++;
	}
	if (!dollars || i == s.n)
		return 0;
	if (s.p[i] == '{' || s.p[i] == '(') {
		end = behind_bracket(s, i);
		if (!end)
			return 0;
		name = span_head(span_from(s, i + 1), end - i - 2);
	} else {
		for (end = i; end < s.n && is_name(s.p[end]); end++)
			;
		/* digits are what a shell has made of $$, but for $1 */
		if (end == i || (end > i + 1 && s.p[i] >= '0' && s.p[i] <= '9'))
			return 0;
		name = span_head(span_from(s, i), end - i);
	}
	/* make may have taken a letter before */
	*origin = span_is(name, "ORIGIN") || span_is(name, "RIGIN") || span_is(name, "IGIN");
	return end;
}

/* Whether the element that begins at `at` is one of an rpath: what stands before says so, at most some bytes back on the line. */
static int
is_in_rpath(struct span s, size_t at)
{
	enum { BACK = 48 };
	struct span before;
	size_t i, from = at > BACK ? at - BACK : 0;

	for (i = at; i > from && s.p[i - 1] != '\n' && s.p[i - 1] != '\0'; i--)
		;
	before = span_head(span_from(s, i), at - i);
	/* a $ may be what is left of a variable */
	while (before.n && (is_quote(before.p[before.n - 1]) || before.p[before.n - 1] == '\\' || before.p[before.n - 1] == '$'))
		before.n--;
	/* -rpath X with a blank is libtool's option, too, and says nothing of the linker's */
	if (span_ends(before, "rpath,") || span_ends(before, "rpath=") || span_ends(before, "-R") || span_ends(before, "-R,") ||
	    span_ends(before, "rpath,-Wl,") || span_ends(before, "rpath -Wl,") || span_ends(before, "-rpath -Xlinker ") || span_ends(before, "RPATH=["))
		return 1;
	/* a later element of a list */
	return before.n && before.p[before.n - 1] == ':' && span_has(before, "rpath");
}

/* Whether an element may begin at `at`. */
static int
begins_element(struct span s, size_t at)
{
	while (at > 0 && (is_quote(s.p[at - 1]) || s.p[at - 1] == '\\'))
		at--;
	if (at == 0 || (unsigned char)s.p[at - 1] <= ' ' || memchr(",=:[", s.p[at - 1], 4))
		return 1;
	return at >= 2 && s.p[at - 1] == 'R' && s.p[at - 2] == '-';
}

/* Whether the rest, with its own variables taken away, is the suffix. */
static int
is_suffix(struct span rest, struct span suffix)
{
	size_t i = 0, k = 0, end;
	int origin;

	while (i < rest.n) {
		end = rest.p[i] == '$' || rest.p[i] == '\\' ? behind_variable(rest, i, &origin) : 0;
		if (end) {
			i = end;
			continue;
		}
		if (k == suffix.n || rest.p[i] != suffix.p[k])
			return 0;
		i++;
		k++;
	}
	return k == suffix.n;
}

static struct span
rest_at(struct span s, size_t at)
{
	size_t i = at;

	while (i < s.n && !ends_element(s.p[i]))
		i++;
	/* a backslash before a quote belongs to the quote */
	while (i > at && i < s.n && s.p[i - 1] == '\\')
		i--;
	return span_head(span_from(s, at), i - at);
}

static void
note_line(struct clue *c, struct span text, size_t at)
{
	unsigned line;

	for (; c->counted < at; c->counted++)
		c->counted_lines += text.p[c->counted] == '\n';
	line = c->counted_lines + 1;
	if (!c->line)
		c->line = line;
	else if (c->line == line)
		return;
	c->lines++;
}

/* Whether the element that begins at `from` and ends before `end` stands in its list where it should. */
static int
stands_at(struct span s, size_t from, size_t end, unsigned at)
{
	int first, last;

	while (from > 0 && (is_quote(s.p[from - 1]) || s.p[from - 1] == '\\'))
		from--;
	while (end < s.n && (is_quote(s.p[end]) || s.p[end] == '\\'))
		end++;
	first = from == 0 || s.p[from - 1] != ':';
	last = end >= s.n || s.p[end] != ':';
	return at == CLUE_ANYWHERE || (first == ((at & CLUE_FIRST) != 0) && last == ((at & CLUE_LAST) != 0));
}

/* The variable that begins at `from` and ends before `end`. */
static void
weigh_variable(struct clue *c, struct span text, struct span suffix, unsigned at, size_t from, size_t end, int origin)
{
	struct span rest;
	size_t behind = end;

	if (!begins_element(text, from))
		return;
	/* quotes around the variable alone */
	while (behind < text.n && (is_quote(text.p[behind]) || text.p[behind] == '\\'))
		behind++;
	if (behind > end && (behind == text.n || text.p[behind] != '/'))
		behind = end;
	rest = rest_at(text, behind);
	if (!origin) {
		if (!is_in_rpath(text, from))
			return;
		if (!rest.n)
			c->opaque++;
		else if (span_equal(rest, suffix) || is_suffix(rest, suffix))
			c->others++;
		return;
	}
	if ((!span_equal(rest, suffix) && !is_suffix(rest, suffix)) || !stands_at(text, from, behind + rest.n, at))
		return;
	if (!c->origins++) {
		c->spelled = span_head(span_from(text, from), behind - from);
		c->rest = rest;
	}
	c->in_rpath += (unsigned)is_in_rpath(text, from);
	note_line(c, text, from);
}

void
clue_search(struct clue *c, struct span text, struct span suffix, unsigned at, int comments)
{
	size_t i, end, first = 0;
	int origin, comment = 0;

	c->counted = c->counted_lines = 0;
	for (i = 0; i < text.n; i++) {
		if (i == first) {
			end = i;
			while (end < text.n && (text.p[end] == ' ' || text.p[end] == '\t'))
				end++;
			comment = comments && end < text.n && text.p[end] == '#';
		}
		if (text.p[i] == '\n') {
			first = i + 1;
			continue;
		}
		if (comment)
			continue;
		if (text.p[i] == '$' || text.p[i] == '`' || (text.p[i] == '\\' && i + 1 < text.n && (text.p[i + 1] == '$' || text.p[i + 1] == '\\'))) {
			end = behind_variable(text, i, &origin);
			if (end) {
				weigh_variable(c, text, suffix, at, i, end, origin);
				i = end - 1;
			}
			/* the rest of a run begins no variable either */
			while (!end && text.p[i] != '`' && i + 1 < text.n && (text.p[i + 1] == '\\' || text.p[i + 1] == '$'))
				i++;
			continue;
		}
		if (suffix.n && text.p[i] == suffix.p[0] && text.n - i >= suffix.n && memcmp(text.p + i, suffix.p, suffix.n) == 0 &&
		    (text.n - i == suffix.n || ends_element(text.p[i + suffix.n])) && is_in_rpath(text, i))
			c->literals++;
	}
}

struct span
clue_meant(struct arena *a, const struct clue *c)
{
	struct text t = text_in(a);
	size_t i, k;

	for (i = 0; i < c->rest.n; i++) {
		if (c->rest.p[i] != '$' && c->rest.p[i] != '\\') {
			text_putc(&t, c->rest.p[i]);
			continue;
		}
		for (k = i; k < c->rest.n && (c->rest.p[k] == '$' || c->rest.p[k] == '\\'); k++)
			;
		text_putc(&t, '$');
		i = k - 1;
	}
	return text_span(&t);
}

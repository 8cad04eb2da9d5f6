/* SPDX-License-Identifier: MIT */
/*
 * pkg-config's files, made movable. Pure.
 *
 * A line is NAME=VALUE, a variable, or KEYWORD: VALUE. A # begins a comment, and a backslash at a line's end joins the next one to it. ${NAME}
 * is the value of a variable that was set before, and ${pcfiledir} the folder in which the file was found, whose blanks are escaped; between
 * quotes that is once too often. A backslash in front of a byte, and quotes, keep a blank from ending a word.
 *
 * The old prefix is only sought where a path begins: at the beginning of a value, behind what ends a word or a part of one, and behind the letters
 * of an option such as -L. /usr/opt/app has no /opt/app in it.
 */
#include "pcfile.h"

#include "arena.h"

/* The work on one file; variable is set once a line prefix=PREFIX was seen. */
struct rewriting {
	struct pcfile *out;
	struct arena *a;
	struct text text;
	struct span prefix, up;
	size_t room; /* for out->left */
	int variable;
};

static int
is_one_of(char c, const char *list)
{
	return c != '\0' && span_find(span_of(list), c) < strlen(list);
}

static int
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the path in s ends at offset n, or goes on below it. */
static int
ends_component(struct span s, size_t n)
{
	return n == s.n || is_one_of(s.p[n], "/ \t\r\n\"':,;)\\");
}

/* Length of the prefix at the beginning of s, where any of its bytes may have a backslash in front, or 0. */
static size_t
match(struct span s, struct span prefix)
{
	size_t n = 0, i;

	for (i = 0; i < prefix.n; i++, n++) {
		if (n + 1 < s.n && s.p[n] == '\\' && s.p[n] != prefix.p[i])
			n++;
		if (n >= s.n || s.p[n] != prefix.p[i])
			return 0;
	}
	return ends_component(s, n) ? n : 0;
}

/* Whether a path may begin at offset at of a value: nothing stands before it in its word, or the letters of an option. */
static int
begins_path(struct span value, size_t at)
{
	size_t from = at;

	while (from > 0 && is_letter(value.p[from - 1]))
		from--;
	if (from < at && (from == 0 || value.p[--from] != '-'))
		return 0;
	return from == 0 || is_one_of(value.p[from - 1], " \t\"'=:,;(");
}

static void
put_root(struct rewriting *r)
{
	if (r->variable) {
		text_puts(&r->text, "${prefix}");
		return;
	}
	text_puts(&r->text, "${pcfiledir}");
	if (!span_is(r->up, ".")) {
		text_putc(&r->text, '/');
		text_put(&r->text, r->up);
	}
}

static void
leave(struct rewriting *r, size_t line, struct span text)
{
	struct pcfile *out = r->out;
	struct pcfile_left *more;

	if (out->lefts && out->left[out->lefts - 1].line == line)
		return;
	if (out->lefts == r->room) {
		more = arena_array(r->a, r->room * 2 + 4, sizeof *more);
		if (!more)
			return;
		if (out->lefts)
			memcpy(more, out->left, out->lefts * sizeof *more);
		out->left = more;
		r->room = r->room * 2 + 4;
	}
	out->left[out->lefts].line = line;
	out->left[out->lefts++].text = text;
}

/* Where the value of a line begins, or its length if it has none. A comment has none. */
static size_t
value_at(struct span line)
{
	size_t n = 0;

	while (n < line.n && !is_one_of(line.p[n], "=:#"))
		n++;
	if (n == line.n || line.p[n] == '#')
		return line.n;
	for (n++; n < line.n && is_one_of(line.p[n], " \t");)
		n++;
	return n;
}

/* Whether these are the bytes of a line in front of prefix's value. */
static int
names_prefix(struct span name)
{
	while (name.n && is_one_of(name.p[0], " \t"))
		name = span_from(name, 1);
	while (name.n && is_one_of(name.p[name.n - 1], " \t="))
		name.n--;
	return span_is(name, "prefix");
}

/* The bytes of line from its value on, written anew. */
static void
put_value(struct rewriting *r, struct span line, size_t from, size_t number)
{
	struct span value = span_from(line, from), raw = span_head(value, span_find(value, '#'));
	size_t i, n;

	for (i = 0; i < raw.n; i += n) {
		n = match(span_from(raw, i), r->prefix);
		if (n && begins_path(raw, i)) {
			put_root(r);
			r->out->changed++;
			continue;
		}
		if (n && i > 0 && raw.p[i - 1] == '}')
			leave(r, number, line);
		n = 1;
		text_putc(&r->text, raw.p[i]);
	}
	text_put(&r->text, span_from(value, raw.n));
	if (names_prefix(span_head(line, from)) && raw.n && match(raw, r->prefix) + (raw.p[raw.n - 1] == '/') == raw.n)
		r->variable = 1;
}

int
pcfile_relative(struct pcfile *out, struct arena *a, struct span file, struct span prefix, struct span up)
{
	struct rewriting r;
	struct span rest = file, line;
	size_t number, from, n;
	int joined = 0;

	memset(out, 0, sizeof *out);
	memset(&r, 0, sizeof r);
	r.out = out;
	r.a = a;
	r.text = text_in(a);
	r.prefix = prefix;
	r.up = up;
	for (number = 1; rest.n && prefix.n; number++, rest = span_from(rest, n)) {
		n = span_find(rest, '\n');
		line = span_head(rest, n);
		n += n < rest.n;
		from = joined ? 0 : value_at(line);
		joined = line.n && line.p[line.n - 1] == '\\' && (joined || from < line.n);
		text_put(&r.text, span_head(line, from));
		put_value(&r, line, from, number);
		text_put(&r.text, span_from(span_head(rest, n), line.n));
	}
	out->text = out->changed ? text_span(&r.text) : file;
	return a->failed ? -1 : 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Reads JSON. Pure. A text is checked once as a whole, without recursion; behind that a value is its bytes, and whoever wants a part of it walks over them
 * again, which may be simple then.
 */
#include "json_read.h"

#include <stddef.h>

#include "arena.h"

static const struct json_value nothing = {JSON_NOTHING, {NULL, 0}};

/* What is being read: at is how far. */
struct reader {
	struct span text;
	size_t at;
};

/* The next byte, or -1 at the end. */
static int
peek(const struct reader *r)
{
	return r->at < r->text.n ? (unsigned char)r->text.p[r->at] : -1;
}

static void
skip_blanks(struct reader *r)
{
	int c;

	while ((c = peek(r)) == ' ' || c == '\t' || c == '\n' || c == '\r')
		r->at++;
}

static int
take(struct reader *r, const char *word)
{
	if (!span_begins(span_from(r->text, r->at), word))
		return -1;
	r->at += strlen(word);
	return 0;
}

static int
check_escape(struct reader *r)
{
	static const char plain[] = "\"\\/bfnrt";
	int c, i;

	r->at++;
	c = peek(r);
	if (c < 0)
		return -1;
	r->at++;
	if (c != 'u')
		return c && span_find(span_of(plain), (char)c) < sizeof plain - 1 ? 0 : -1;
	for (i = 0; i < 4; i++, r->at++) {
		if (bytes_hex_value(peek(r)) < 0)
			return -1;
	}
	return 0;
}

/* The reader stands at the opening quote. */
static int
check_string(struct reader *r)
{
	size_t n;
	int c;

	for (r->at++; (c = peek(r)) != '"';) {
		if (c < ' ')
			return -1;
		if (c == '\\') {
			if (check_escape(r) != 0)
				return -1;
			continue;
		}
		n = c < 0x80 ? 1 : bytes_utf8(span_from(r->text, r->at));
		if (n == 0)
			return -1;
		r->at += n;
	}
	r->at++;
	return 0;
}

/* One digit or more. */
static int
check_digits(struct reader *r)
{
	size_t from = r->at;

	while (peek(r) >= '0' && peek(r) <= '9')
		r->at++;
	return r->at > from ? 0 : -1;
}

static int
check_number(struct reader *r)
{
	if (peek(r) == '-')
		r->at++;
	if (peek(r) == '0')
		r->at++;
	else if (check_digits(r) != 0)
		return -1;
	if (peek(r) == '.') {
		r->at++;
		if (check_digits(r) != 0)
			return -1;
	}
	if (peek(r) == 'e' || peek(r) == 'E') {
		r->at++;
		if (peek(r) == '+' || peek(r) == '-')
			r->at++;
		return check_digits(r);
	}
	return 0;
}

/* A value that is no array or object. */
static int
check_scalar(struct reader *r)
{
	switch (peek(r)) {
	case '"': return check_string(r);
	case 't': return take(r, "true");
	case 'f': return take(r, "false");
	case 'n': return take(r, "null");
	default: return check_number(r);
	}
}

/* "key": */
static int
check_key(struct reader *r)
{
	skip_blanks(r);
	if (peek(r) != '"' || check_string(r) != 0)
		return -1;
	skip_blanks(r);
	return take(r, ":");
}

/* A whole value, with all that is in it. closing has the brackets that are open. */
static int
check_value(struct reader *r)
{
	char closing[JSON_DEPTH];
	size_t depth = 0;
	int c;

	for (;;) {
		/* a value begins here */
		skip_blanks(r);
		c = peek(r);
		if (c == '[' || c == '{') {
			if (depth == JSON_DEPTH)
				return -1;
			r->at++;
			closing[depth++] = c == '[' ? ']' : '}';
			skip_blanks(r);
			if (peek(r) != closing[depth - 1]) {
				if (c == '{' && check_key(r) != 0)
					return -1;
				continue;
			}
		} else if (check_scalar(r) != 0) {
			return -1;
		}
		/* and has ended here, perhaps by the bracket that comes */
		for (;;) {
			if (depth == 0)
				return 0;
			skip_blanks(r);
			c = peek(r);
			if (c != closing[depth - 1])
				break;
			r->at++;
			depth--;
		}
		if (c != ',')
			return -1;
		r->at++;
		if (closing[depth - 1] == '}' && check_key(r) != 0)
			return -1;
	}
}

static enum json_kind
kind_of(int c)
{
	switch (c) {
	case '"': return JSON_STRING;
	case '[': return JSON_ARRAY;
	case '{': return JSON_OBJECT;
	case 't': return JSON_TRUE;
	case 'f': return JSON_FALSE;
	case 'n': return JSON_NULL;
	default: return JSON_NUMBER;
	}
}

int
json_read(struct span text, struct json_value *v)
{
	struct reader r = {text, 0};

	v->kind = JSON_NOTHING;
	v->raw = span_head(text, 0);
	skip_blanks(&r);
	v->raw = span_from(text, r.at);
	if (check_value(&r) != 0)
		return -1;
	v->raw = span_head(v->raw, v->raw.n - (text.n - r.at));
	skip_blanks(&r);
	if (r.at != text.n)
		return -1;
	v->kind = kind_of((unsigned char)v->raw.p[0]);
	return 0;
}

/* Behind a string, whose opening quote s begins with: the next quote with an even number of backslashes before it. */
static size_t
string_end(struct span s)
{
	size_t i = 0, back;

	do {
		i += 1 + span_find(span_from(s, i + 1), '"');
		for (back = 0; s.p[i - 1 - back] == '\\'; back++)
			;
	} while (back % 2);
	return i + 1;
}

/* How many bytes a value takes that has been checked. */
static size_t
value_end(struct span s)
{
	size_t i = 0, depth = 0;

	do {
		switch (s.p[i]) {
		case '"':
			i += string_end(span_from(s, i));
			continue;
		case '[':
		case '{':
			depth++;
			break;
		case ']':
		case '}':
			depth--;
			break;
		default:
			/* letters and digits of one value, or between those of many */
			while (depth == 0 && i < s.n && span_find(span_of(" \t\n\r,]}"), s.p[i]) == 7)
				i++;
			if (depth == 0)
				return i;
		}
		i++;
	} while (depth);
	return i;
}

/* One value, which is taken off the reader's text. */
static struct json_value
take_value(struct reader *r)
{
	struct json_value v;

	skip_blanks(r);
	v.raw = span_from(r->text, r->at);
	v.raw = span_head(v.raw, value_end(v.raw));
	v.kind = kind_of((unsigned char)v.raw.p[0]);
	r->at += v.raw.n;
	return v;
}

int
json_next(struct span *rest, struct json_value *key, struct json_value *part)
{
	struct reader r = {*rest, 0};
	struct json_value name;
	int object;

	if (!rest->n || (rest->p[0] != '[' && rest->p[0] != '{' && rest->p[0] != ','))
		return 0;
	object = rest->p[0] == '{' || rest->p[rest->n - 1] == '}';
	/* the opening bracket, or the comma before the next part */
	r.at = 1;
	skip_blanks(&r);
	if (peek(&r) == ']' || peek(&r) == '}')
		return 0;
	if (object) {
		name = take_value(&r);
		if (key)
			*key = name;
		skip_blanks(&r);
		r.at++;
	}
	*part = take_value(&r);
	skip_blanks(&r);
	*rest = span_from(*rest, r.at);
	return 1;
}

/* Whether a string's text is that, which has no byte that needs an escape: escaped or not. */
static int
is_key(const struct json_value *v, const char *key)
{
	char room[256];
	struct arena a = {room, room + sizeof room, NULL, 0};
	struct span raw = span_head(span_from(v->raw, 1), v->raw.n - 2);

	if (span_find(raw, '\\') == raw.n)
		return span_is(raw, key);
	return raw.n <= 96 && span_is(json_text(&a, v), key);
}

void
json_members(const struct json_value *v, const char *const *keys, struct json_value *out, size_t count)
{
	struct json_value name, part;
	struct span rest = v->raw;
	size_t i;

	for (i = 0; i < count; i++)
		out[i] = nothing;
	if (v->kind != JSON_OBJECT)
		return;
	while (json_next(&rest, &name, &part)) {
		for (i = 0; i < count; i++) {
			if (is_key(&name, keys[i])) {
				out[i] = part;
				break;
			}
		}
	}
}

struct json_value
json_get(const struct json_value *v, const char *key)
{
	struct json_value found;

	json_members(v, &key, &found, 1);
	return found;
}

static void
put_utf8(struct text *t, unsigned long c)
{
	if (c < 0x80) {
		text_putc(t, (char)c);
		return;
	}
	if (c < 0x800) {
		text_putc(t, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			text_putc(t, (char)(0xe0 | c >> 12));
		} else {
			text_putc(t, (char)(0xf0 | c >> 18));
			text_putc(t, (char)(0x80 | (c >> 12 & 63)));
		}
		text_putc(t, (char)(0x80 | (c >> 6 & 63)));
	}
	text_putc(t, (char)(0x80 | (c & 63)));
}

/* XXXX of the \uXXXX that s begins with, or 0 if it begins with none. */
static unsigned long
code_unit(struct span s)
{
	unsigned long c = 0;
	size_t i;

	if (s.n < 6 || s.p[0] != '\\' || s.p[1] != 'u')
		return 0;
	for (i = 2; i < 6; i++)
		c = c << 4 | (unsigned)bytes_hex_value((unsigned char)s.p[i]);
	return c;
}

/* Puts what the escape says that s begins with, and returns its length. */
static size_t
put_escape(struct text *t, struct span s)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	unsigned long c, low;
	size_t i;

	if (s.p[1] != 'u') {
		i = span_find(span_of(letters), s.p[1]);
		text_putc(t, i < sizeof letters - 1 ? meant[i] : s.p[1]);
		return 2;
	}
	c = code_unit(s);
	low = c >= 0xd800 && c < 0xdc00 ? code_unit(span_from(s, 6)) : 0;
	if (low >= 0xdc00 && low < 0xe000) {
		put_utf8(t, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
		return 12;
	}
	put_utf8(t, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	return 6;
}

struct span
json_text(struct arena *a, const struct json_value *v)
{
	struct text t = text_in(a);
	struct span rest, none = {NULL, 0};
	size_t n;

	if (v->kind != JSON_STRING)
		return none;
	rest = span_head(span_from(v->raw, 1), v->raw.n - 2);
	n = span_find(rest, '\\');
	if (n == rest.n)
		return rest;
	while (rest.n) {
		n = span_find(rest, '\\');
		text_put(&t, span_head(rest, n));
		rest = span_from(rest, n);
		if (rest.n)
			rest = span_from(rest, put_escape(&t, rest));
	}
	return a->failed ? none : text_span(&t);
}

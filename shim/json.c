/* SPDX-License-Identifier: MIT */
/* Writes JSON. Pure. */
#include "json.h"

#include <stddef.h>

#include "arena.h"
#include "bytes.h"

/* Returns whether any byte had to be replaced. */
static int
put_quoted(struct text *t, struct span s)
{
	size_t n;
	int bad = 0;
	unsigned char c;

	text_putc(t, '"');
	for (; s.n; s = span_from(s, n)) {
		c = (unsigned char)s.p[0];
		n = bytes_utf8(s);
		if (n == 0) {
			text_puts(t, "\\ufffd");
			bad = 1;
			n = 1;
		} else if (c < ' ' || c == 0x7f) {
			text_puts(t, "\\u00");
			text_hex(t, c);
		} else {
			if (c == '"' || c == '\\')
				text_putc(t, '\\');
			text_put(t, span_head(s, n));
		}
	}
	text_putc(t, '"');
	return bad;
}

static void
put_key(struct text *t, const char *key, const char *more)
{
	if (t->n && t->p[t->n - 1] != '{' && t->p[t->n - 1] != '[' && t->p[t->n - 1] != '\n')
		text_putc(t, ',');
	if (!key)
		return;
	text_putc(t, '"');
	text_puts(t, key);
	text_puts(t, more);
	text_puts(t, "\":");
}

void
json_string(struct text *t, const char *key, struct span value)
{
	size_t i;

	put_key(t, key, "");
	if (!put_quoted(t, value))
		return;
	put_key(t, key, "_bytes");
	text_putc(t, '"');
	for (i = 0; i < value.n; i++)
		text_hex(t, (unsigned char)value.p[i]);
	text_putc(t, '"');
}

void
json_number(struct text *t, const char *key, unsigned long value)
{
	put_key(t, key, "");
	text_number(t, value);
}

void
json_bool(struct text *t, const char *key, int value)
{
	put_key(t, key, "");
	text_puts(t, value ? "true" : "false");
}

void
json_member(struct text *t, const char *key, const char *value)
{
	if (value)
		json_string(t, key, span_of(value));
}

void
json_open(struct text *t, const char *key, char bracket)
{
	put_key(t, key, "");
	text_putc(t, bracket);
}

void
json_element(struct text *t, struct span value)
{
	put_key(t, NULL, "");
	put_quoted(t, value);
}

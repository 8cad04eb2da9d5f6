/* SPDX-License-Identifier: MIT */
/*
 * The RECORD of an installed Python package: which files it has, and what their bytes were. Pure.
 *
 * It is CSV with three fields, a path, sha256=DIGEST and a size; the digest is written in the URL-safe base64 alphabet without the padding. A field
 * may stand between double quotes, where a comma and a newline are its own and two quotes are one. Lines end in a newline, or, as pip
 * writes them, in a carriage return and a newline. A field that is not known is empty.
 */
#include "wheel.h"

#include "arena.h"

enum { DIGEST = 32 };

/* Length of the field at the beginning of s. */
static size_t
field_length(struct span s)
{
	size_t n = 0;
	int quoted = 0;

	for (; n < s.n && (quoted || (s.p[n] != ',' && s.p[n] != '\n')); n++) {
		if (s.p[n] == '"')
			quoted = !quoted;
	}
	return n > 0 && n < s.n && s.p[n] == '\n' && s.p[n - 1] == '\r' ? n - 1 : n;
}

/* What the field reads as. */
static struct span
unquoted(struct arena *a, struct span field)
{
	struct text t = text_in(a);
	size_t i;

	if (!span_begins(field, "\""))
		return field;
	for (i = 1; i < field.n; i++) {
		if (field.p[i] == '"' && ++i == field.n)
			break;
		text_putc(&t, field.p[i]);
	}
	return text_span(&t);
}

int
wheel_next(struct arena *a, struct span record, size_t *at, struct wheel_row *row)
{
	struct span field[3], rest;
	size_t fields;

	while (*at < record.n) {
		for (fields = 0; fields < 3;) {
			rest = span_from(record, *at);
			field[fields] = span_head(rest, field_length(rest));
			*at += field[fields++].n;
			if (*at == record.n || record.p[*at] != ',')
				break;
			++*at;
		}
		*at += span_find(span_from(record, *at), '\n');
		*at += *at < record.n;
		if (fields < 3)
			continue;
		row->path = unquoted(a, field[0]);
		row->hash = field[1];
		row->size = field[2];
		return a->failed ? -1 : 1;
	}
	return 0;
}

static void
put_hash(struct text *t, const unsigned char digest[DIGEST])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	uint32_t bits = 0;
	int i, held = 0;

	text_puts(t, "sha256=");
	for (i = 0; i < DIGEST; i++) {
		bits = bits << 8 | digest[i];
		for (held += 8; held >= 6; held -= 6)
			text_putc(t, alphabet[bits >> (held - 6) & 63]);
	}
	text_putc(t, alphabet[bits << (6 - held) & 63]);
}

static const struct wheel_file *
find_file(const struct wheel_file *file, size_t files, struct span path)
{
	size_t i;

	for (i = 0; i < files; i++) {
		if (span_equal(file[i].path, path))
			return &file[i];
	}
	return NULL;
}

int
wheel_update(struct arena *a, struct span record, const struct wheel_file *file, size_t files, struct span *out, size_t *rows)
{
	struct text t = text_in(a);
	const struct wheel_file *f;
	struct wheel_row row;
	size_t at = 0, done = 0;
	int more;

	*rows = 0;
	while ((more = wheel_next(a, record, &at, &row)) > 0) {
		f = row.hash.n ? find_file(file, files, row.path) : NULL;
		if (!f)
			continue;
		text_put(&t, span_head(span_from(record, done), (size_t)(row.hash.p - record.p) - done));
		put_hash(&t, f->sha256);
		text_putc(&t, ',');
		text_number(&t, f->size);
		done = (size_t)(row.size.p - record.p) + row.size.n;
		++*rows;
	}
	text_put(&t, span_from(record, done));
	*out = *rows ? text_span(&t) : record;
	return more < 0 || a->failed ? -1 : 0;
}

/* SPDX-License-Identifier: MIT */
/* The rows of a wheel's RECORD. That Python reads the same of them is for tests/61-shebang.bats. */
#include "tap.h"

#include "fence.h"
#include "scarce.h"
#include "wheel.h"

/* The digest whose bytes are 0xfb 0xff 0xbf ..., which needs both of the letters that the URL-safe alphabet has of its own. */
#define ODD "sha256=-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_8"

static const struct {
	const char *name, *record, *path, *out; /* out is NULL where nothing changes */
} table[] = {
    {"a row", "a,sha256=x,1\nb,sha256=y,2\nc,sha256=z,3\n", "b", "a,sha256=x,1\nb," ODD ",4711\nc,sha256=z,3\n"},
    {"the last one, without a newline", "a,sha256=x,1\nb,sha256=y,2", "b", "a,sha256=x,1\nb," ODD ",4711"},
    {"ends of lines that pip writes", "a,sha256=x,1\r\nb,sha256=y,2\r\nc,,\r\n", "b", "a,sha256=x,1\r\nb," ODD ",4711\r\nc,,\r\n"},
    {"a path outside", "../../../bin/x,sha384=x,1\n", "../../../bin/x", "../../../bin/x," ODD ",4711\n"},
    {"a quoted path", "a,sha256=x,1\n\"b,\"\"c\"\"\nd\",sha256=y,2\n", "b,\"c\"\nd", "a,sha256=x,1\n\"b,\"\"c\"\"\nd\"," ODD ",4711\n"},
    {"a path with text behind its quotes", "\"b\"c,sha256=y,2\n", "bc", "\"b\"c," ODD ",4711\n"},
    {"quoted fields", "\"b\",\"sha256=y\",\"2\"\r\n", "b", "\"b\"," ODD ",4711\r\n"},
    {"a size that is not known", "b,sha256=y,\n", "b", "b," ODD ",4711\n"},
    {"the same before an end that pip writes", "b,sha256=y,\r\n", "b", "b," ODD ",4711\r\n"},
    {"two rows of one path", "b,sha256=y,2\nb,sha256=y,2\n", "b", "b," ODD ",4711\nb," ODD ",4711\n"},
    {"a row without a digest", "b,,\n", "b", NULL},
    {"a row with too few fields", "b,sha256=y\nb\n\n", "b", NULL},
    {"a path that is not there", "bb,sha256=y,2\n,sha256=y,2\n", "b", NULL},
    {"a quote that does not end", "\"b,sha256=y,2\n", "b", NULL},
    {"nothing", "", "b", NULL},
};

static void
updates(void)
{
	unsigned char digest[32];
	struct wheel_file files[4];
	struct span record, out;
	struct arena a;
	size_t i, k, rows;

	memset(files, 0, sizeof files);
	for (i = 0; i < sizeof digest; i++)
		digest[i] = (unsigned char)"\xfb\xff\xbf"[i % 3];
	for (k = 0; k < 4; k++) {
		files[k].sha256 = digest;
		files[k].size = 4711;
		/* a and c are behind those that are given */
		files[k].path = span_of(k == 2 ? "a" : k == 3 ? "c" : "not there");
	}
	for (i = 0; i < 2 * (sizeof table / sizeof *table); i++) {
		arena_again(&a);
		k = i / 2;
		files[i % 2].path = span_of(table[k].path);
		files[!(i % 2)].path = span_of("not there");
		record = fenced(span_of(table[k].record));
		if (wheel_update(&a, record, files, 2, &out, &rows) != 0)
			rows = 99;
		if (!ok(table[k].out ? rows && span_is(out, table[k].out) : !rows && out.p == record.p && out.n == record.n, "wheel_update: %s", table[k].name))
			show("is", out);
	}
}

static size_t changed;

static int
attempt(struct arena *a, void *record)
{
	static const unsigned char digest[32] = {0};
	const struct wheel_file file = {span_of("b"), digest, 1};
	struct span out;

	return wheel_update(a, span_of(record), &file, 1, &out, &changed);
}

/* Wherever memory ends, it is said. */
static void
memory(void)
{
	static const char name[] = "a \"name\" that needs a piece of memory which is larger than the first that a text takes, and then some more";
	static const char record[] = "\"a \"\"name\"\" that needs a piece of memory which is larger than the first that a text takes, and then some more\",sha256=y,2\n";
	char text[] = "\"b\",sha256=y,2\n";
	struct wheel_row row;
	struct arena a;
	size_t pieces = scarce_pieces(attempt, text), at;

	ok(pieces > 1 && changed == 1, "wheel_update: says that memory ran out, after however many of %zu pieces", pieces);
	a = scarce_arena(0);
	at = 0;
	ok(wheel_next(&a, span_of(record), &at, &row) == -1, "wheel_next: says that memory ran out");
	a = scarce_arena(9);
	at = 0;
	ok(wheel_next(&a, span_of(record), &at, &row) == 1 && span_is(row.path, name), "wheel_next: says that there is a row");
}

/* Cut anywhere, a RECORD is read to its end, and no field lies outside. */
static void
cut(void)
{
	static const char whole[] = "\"a\"\"b\",sha256=x,1\r\nc,\"sha256=y\",2\n\"\n,\",,\n,,\nd";
	struct span record;
	struct wheel_row row;
	struct arena a;
	size_t at, n;
	int good = 1;

	for (n = 0; n < sizeof whole; n++) {
		arena_again(&a);
		record.p = whole;
		record.n = n;
		record = fenced(record);
		for (at = 0; wheel_next(&a, record, &at, &row) > 0;)
			good &= at <= n && (size_t)(row.hash.p - record.p) + row.hash.n <= (size_t)(row.size.p - record.p) && (size_t)(row.size.p - record.p) + row.size.n <= n;
		good &= at == n;
	}
	ok(good, "wheel_next: ends where the text ends");
}

int
main(void)
{
	updates();
	cut();
	memory();
	return done();
}

/* SPDX-License-Identifier: MIT */
/* The rows of a wheel's RECORD. That Python reads the same of them is for tests/61-shebang.bats. */
#include "tap.h"

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
    {"quoted fields", "\"b\",\"sha256=y\",\"2\"\r\n", "b", "\"b\"," ODD ",4711\r\n"},
    {"a size that is not known", "b,sha256=y,\n", "b", "b," ODD ",4711\n"},
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
	struct wheel_file files[2];
	struct span record, out;
	struct arena a;
	size_t i, rows;

	for (i = 0; i < sizeof digest; i++)
		digest[i] = (unsigned char)"\xfb\xff\xbf"[i % 3];
	files[0].path = span_of("not there");
	files[1].path = span_of("b");
	files[0].sha256 = files[1].sha256 = digest;
	files[0].size = files[1].size = 4711;
	for (i = 0; i < sizeof table / sizeof *table; i++) {
		arena_again(&a);
		files[1].path = span_of(table[i].path);
		record = span_of(table[i].record);
		if (wheel_update(&a, record, files, 2, &out, &rows) != 0)
			rows = 99;
		if (!ok(table[i].out ? rows && span_is(out, table[i].out) : !rows && out.p == record.p && out.n == record.n, "wheel_update: %s", table[i].name))
			show("is", out);
	}
}

/* Cut anywhere, a RECORD is read to its end, and no field lies outside. */
static void
cut(void)
{
	static const char whole[] = "\"a\"\"b\",sha256=x,1\r\nc,\"sha256=y\",2\n\"\n,\",,\n,,\nd";
	struct span record = {whole, 0};
	struct wheel_row row;
	struct arena a;
	size_t at;
	int good = 1;

	for (record.n = 0; record.n < sizeof whole; record.n++) {
		arena_again(&a);
		for (at = 0; wheel_next(&a, record, &at, &row) > 0;)
			good &= at <= record.n && (size_t)(row.hash.p - whole) + row.hash.n <= (size_t)(row.size.p - whole) && (size_t)(row.size.p - whole) + row.size.n <= record.n;
		good &= at == record.n;
	}
	ok(good, "wheel_next: ends where the text ends");
}

int
main(void)
{
	updates();
	cut();
	return done();
}

/* SPDX-License-Identifier: MIT */
/* The lowest layer: runs of bytes, paths as text, names in sorted tables. Where a plain way to the same answer exists, both are compared. */
#include "tap.h"

#include "fence.h"
#include "path.h"
#include "rows.h"
#include "scarce.h"

static void
test_spans(void)
{
	struct span s = span_of("/a/lib"), none = {NULL, 0};

	ok(span_find(s, 'l') == 3 && span_find(s, '/') == 0 && span_find(s, 'b') == 5, "span_find: tells the first place of a byte");
	ok(span_find(s, 'x') == 6 && span_find(span_head(s, 3), 'l') == 3 && span_find(none, 'x') == 0, "span_find: tells the length where there is none");
	ok(span_has(s, "lib") && span_has(s, "/a") && span_has(s, "/a/lib") && span_has(s, "b"), "span_has: finds a text at the beginning, within and at the end");
	ok(!span_has(s, "libx") && !span_has(s, "/b") && !span_has(span_head(s, 5), "lib") && !span_has(none, "a"), "span_has: does not look behind the end");
	ok(span_has(span_of("/a/a/lib"), "/a/l") && span_has(span_of("aab"), "ab"), "span_has: goes on where a beginning has led nowhere");
	ok(span_has(s, "") && span_has(none, ""), "span_has: nothing is in everything");
	ok(span_search(s, "lib") == 3 && span_search(s, "/a") == 0 && span_search(span_of("aab"), "ab") == 1 && span_search(span_of("xyxy"), "xy") == 0, "span_search: tells where the first is");
	ok(span_search(s, "libx") == s.n && span_search(span_head(s, 5), "lib") == 5 && span_search(none, "a") == 0, "span_search: where there is none, it is the length");
	ok(span_equal(none, span_of("")) && !span_equal(s, span_head(s, 5)) && !span_equal(s, span_of("/a/lic")), "span_equal: compares lengths and bytes");
}

/* By the definition, one byte after the other. */
static size_t
until(const char *s, char stop)
{
	size_t n = 0;

	while (s[n] && s[n] != stop)
		n++;
	return n;
}

/* From every place of a page, with the stop at every distance: the loads of many bytes must neither miss it nor take one that is not there. */
static void
test_until(void)
{
	enum { PAGE = 4096, MOST = 80 };
	static char text[3 * PAGE];
	char to[MOST + 32];
	size_t from, n, got, bad = 0, count = 0, room;

	memset(text, 'x', sizeof text - 1);
	for (from = PAGE - 100; from < PAGE + 40; from++) {
		for (n = 0; n < MOST; n++, count++) {
			text[from + n] = n % 3 ? ':' : '\0';
			memset(to, '-', sizeof to);
			got = bytes_copy_until(to, sizeof to, text + from, ':');
			bad += got != n || memcmp(to, text + from, n) != 0 || bytes_until(text + from, ':') != until(text + from, ':');
			/* too little room shows in the result, and is not overstepped */
			room = n / 2;
			memset(to, '-', sizeof to);
			got = bytes_copy_until(to, room, text + from, ':');
			bad += got != n || to[room] != '-';
			text[from + n] = 'x';
		}
	}
	ok(bad == 0, "bytes_copy_until, bytes_until: stop at the stop and at the end, from %zu places", count);
}

static size_t
encode(unsigned long c, unsigned char *u)
{
	if (c < 0x80)
		return u[0] = (unsigned char)c, 1;
	if (c < 0x800)
		return u[0] = (unsigned char)(0xc0 | c >> 6), u[1] = (unsigned char)(0x80 | (c & 63)), 2;
	if (c < 0x10000)
		return u[0] = (unsigned char)(0xe0 | c >> 12), u[1] = (unsigned char)(0x80 | (c >> 6 & 63)), u[2] = (unsigned char)(0x80 | (c & 63)), 3;
	u[0] = (unsigned char)(0xf0 | c >> 18);
	u[1] = (unsigned char)(0x80 | (c >> 12 & 63));
	u[2] = (unsigned char)(0x80 | (c >> 6 & 63));
	u[3] = (unsigned char)(0x80 | (c & 63));
	return 4;
}

static size_t
utf8(const unsigned char *u, size_t n)
{
	struct span s = {(const char *)u, n};

	return bytes_utf8(s);
}

/* All characters, and each of them cut short and with each of its bytes made another. */
static void
test_utf8(void)
{
	static const unsigned char not_next[] = {0x00, 0x2f, 0x7f, 0xc0, 0xff};
	unsigned long c, bad = 0, worse = 0;
	unsigned char u[8] = {0}, was;
	size_t n, i, k;

	for (c = 0; c < 0x110000; c++) {
		n = encode(c, u);
		bad += utf8(u, n) != (c >= 0xd800 && c < 0xe000 ? 0 : n) || utf8(u, n + 1) != utf8(u, n);
		for (i = 1; i < n; i++) {
			worse += utf8(u, i) != 0;
			for (was = u[i], k = 0; c % 61 == 0 && k < sizeof not_next; k++) {
				u[i] = not_next[k];
				worse += utf8(u, n) != 0;
			}
			u[i] = was;
		}
	}
	ok(bad == 0, "bytes_utf8: takes all characters but the surrogates");
	ok(worse == 0, "bytes_utf8: takes none that is cut short or goes on with another byte");
	ok(!utf8((const unsigned char *)"\xc0\xaf", 2) && !utf8((const unsigned char *)"\xc1\xbf", 2) && !utf8((const unsigned char *)"\xe0\x9f\xbf", 3) &&
	    !utf8((const unsigned char *)"\xf0\x8f\xbf\xbf", 4), "bytes_utf8: takes no form that is too long");
	ok(!utf8((const unsigned char *)"\xf4\x90\x80\x80", 4) && !utf8((const unsigned char *)"\xf5\x80\x80\x80", 4) && !utf8((const unsigned char *)"\x80", 1) &&
	    !utf8(NULL, 0), "bytes_utf8: takes nothing above U+10FFFF, no byte that cannot begin one, and not nothing");
}

/* Paths. */

static const struct {
	const char *path, *folder, *base;
} parts[] = {
    {"/usr/lib/x.so", "/usr/lib", "x.so"}, {"/x", "/", "x"}, {"/", "/", ""}, {"x", "", "x"}, {"", "", ""}, {"a/b", "a", "b"}, {"a/", "a", ""}, {"/a/b/", "/a/b", ""},
};

static const struct {
	const char *folder, *path, *seen;
} ways[] = {
    {"/usr/bin", "/usr/lib", "../lib"}, {"/usr/bin", "/usr/lib/x", "../lib/x"}, {"/usr/bin", "/usr/bin", ""}, {"/usr/bin", "/usr/bin/x", "x"},
    {"/usr/bin", "/usr", ".."}, {"/usr/bin", "/", "../.."}, {"/usr/bin", "/opt", "../../opt"}, {"/usr/bin", "/usr/binary", "../binary"},
    {"/usr/binary", "/usr/bin", "../bin"}, {"/usr/bin/deep/er", "/usr/lib", "../../../lib"}, {"/", "/usr/lib", "usr/lib"}, {"/", "/", ""}, {"/a", "/", ".."},
    {"/a", "/b", "../b"}, {"/", "/a", "a"}, {"/a/b", "/a/bc/d", "../bc/d"}, {"/a/bc", "/a/b/d", "../b/d"},
};

static void
test_paths(void)
{
	struct span path;
	struct arena a;
	struct text t;
	size_t i;

	for (i = 0; i < sizeof parts / sizeof *parts; i++) {
		path = span_of(parts[i].path);
		ok(span_is(path_folder(path), parts[i].folder) && span_is(path_base(path), parts[i].base), "'%s' is '%s' in '%s'", parts[i].path, parts[i].base,
		    parts[i].folder);
	}
	for (i = 0; i < sizeof ways / sizeof *ways; i++) {
		arena_again(&a);
		t = text_in(&a);
		path_from(&t, span_of(ways[i].folder), span_of(ways[i].path));
		if (!ok(span_is(text_span(&t), ways[i].seen), "%s, seen from %s, is '%s'", ways[i].path, ways[i].folder, ways[i].seen))
			show("is", text_span(&t));
	}
}

static const struct {
	const char *path, *normal;
} normals[] = {
    {"/", "/"}, {"//", "/"}, {"/a", "/a"}, {"/a/", "/a"}, {"/a//b", "/a/b"}, {"//a///b//", "/a/b"}, {"/a/./b", "/a/b"}, {"/./a", "/a"}, {"/a/.", "/a"}, {"/a/../b", "/b"},
    {"/..", "/"}, {"/../a", "/a"}, {"/a/b/../..", "/"}, {"/a/b/..", "/a"}, {"/a/b/../c/./../d", "/a/d"}, {"/a/../../b", "/b"}, {"/.a/..b/c.", "/.a/..b/c."}, {"/a/...", "/a/..."},
};

static void
test_normal(void)
{
	static const char *const below[][2] = {{"/a", "/a"}, {"/a/b", "/a"}, {"/a/b/c", "/a/b"}, {"/a", "/"}, {"/", "/"}};
	static const char *const beside[][2] = {{"/ab", "/a"}, {"/a", "/a/b"}, {"/", "/a"}, {"/b/a", "/a"}, {"/a", ""}, {"", ""}, {"", "/"}, {"a", "/"}, {"/b", "/a"}, {"/b/b", "/a"}};
	struct arena a;
	struct span is;
	size_t i, bad = 0;

	for (i = 0; i < sizeof normals / sizeof *normals; i++) {
		a = scarce_arena(1);
		is = path_normal(&a, fenced(span_of(normals[i].path)));
		if (!ok(span_is(is, normals[i].normal) && is.p[is.n] == '\0' && scarce_whole(), "'%s' is normally '%s'", normals[i].path, normals[i].normal))
			show("is", is);
		a = scarce_arena(0);
		bad += path_normal(&a, span_of(normals[i].path)).n != 0;
	}
	ok(bad == 0, "path_normal: without memory it is nothing");
	for (i = 0; i < sizeof below / sizeof *below; i++)
		bad += !path_is_below(fenced(span_of(below[i][0])), span_of(below[i][1]));
	for (i = 0; i < sizeof beside / sizeof *beside; i++)
		bad += path_is_below(fenced(span_of(beside[i][0])), span_of(beside[i][1])) != 0;
	ok(bad == 0, "path_is_below: a folder holds itself and what lies below, and no name that begins alike");
}

/* Tables. */

static const struct {
	const char *name;
	int more;
} table[] = {{"-", 0}, {"-a", 0}, {"-ab", 0}, {"-b", 0}, {"-rpath", 0}, {"-rpath-link", 0}, {"-\xc3", 0}};

enum { ROWS = sizeof table / sizeof *table };

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

static void
test_rows(void)
{
	static const char *const names[] = {"", "-", "-a", "-aa", "-ab", "-abc", "-b", "-c", "-r", "-rpath", "-rpath-", "-rpath-link", "-rpath-linx", "-\xc3", "-\xc3x", ".", "+"};
	size_t i, k, least, count, bad = 0, wrong = 0;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		for (k = 0; k < ROWS; k++)
			bad += sign(rows_compare(span_of(names[i]), table[k].name)) != sign(strcmp(names[i], table[k].name));
		for (count = 0; count <= ROWS; count++) {
			for (least = 0; least < count && strcmp(table[least].name, names[i]) < 0; least++)
				;
			wrong += rows_lower(span_of(names[i]), table, count, sizeof *table) != least;
		}
	}
	ok(bad == 0, "rows_compare: has the order of strcmp");
	ok(wrong == 0, "rows_lower: finds the first row that is not less, in tables of all lengths");
	ok(rows_compare(span_head(span_of("-rpath"), 2), "-r") == 0 && rows_compare((struct span){"-a\0b", 4}, "-a") > 0,
	    "rows_compare: a name ends where its length says, and may hold a NUL");
}

static void
test_hex(void)
{
	static const char digits[] = "0123456789abcdef", high[] = "ABCDEF";
	int c, wrong = 0, want;
	const char *at;

	for (c = -1; c < 256; c++) {
		at = c > 0 ? strchr(digits, c) : NULL;
		want = at ? (int)(at - digits) : -1;
		if (c > 0 && strchr(high, c))
			want = 10 + (int)(strchr(high, c) - high);
		wrong += bytes_hex_value(c) != want;
	}
	ok(wrong == 0, "bytes_hex_value: knows the digits, in both cases, and nothing else");
}

int
main(void)
{
	test_spans();
	test_until();
	test_utf8();
	test_hex();
	test_paths();
	test_normal();
	test_rows();
	return done();
}

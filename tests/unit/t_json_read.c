/* SPDX-License-Identifier: MIT */
/*
 * The JSON reader: what it takes and refuses by RFC 8259, what it makes of strings, and that nothing makes it look outside of a text. What is made
 * at random is written down by this test as it goes, so that it knows what has to come out.
 */
#include "tap.h"

#include "fence.h"
#include "json.h"
#include "json_read.h"

static struct arena a;

static const char *const good[] = {
    "{}", "[]", "0", "-0", "10", "-9", "90", "19.09", "9e9", "1.5", "1e5", "1E+5", "1e-05", "-1.25e10", "true", "false", "null", "\"\"", "\"a\"",
    " {} ", "\t[\n1\r,2 ]\n", "[[],{}]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "{\"\":[]}", "[null,true,false]", "\"\\u0000\"", "\"\\ud800\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\uAbCd\"", "\"\x7f\"", "\"\xc3\xbc\xe2\x82\xac\xf0\x9f\x98\x80\"", "{\"a\" : { \"b\" : [ { } ] } }",
};

static const char *const bad[] = {
    "", " ", "{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}",
    "{,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[}", "{]", "[1}", "{\"a\":1]", "[]]", "{}}", "[] []", "1 2", "01", "-", "+1", ".5",
    "1.", "1e", "1e+", "-a", "0x1", "00", "1.e5", "nul", "True", "truex", "nulll", "NaN", "Infinity", "'a'", "\"", "\"a", "\"\\\"", "\"\\", "\"\\x\"",
    "\"\\u12\"", "\"\\u123g\"", "\"\\u", "\"\n\"", "\"\t\"", "\"\x1f\"", "\"\x80\"", "\"\xc3\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"",
    "\"\xf4\x90\x80\x80\"", "\xef\xbb\xbf{}", "//\n{}", "{}//", "[1,/**/2]", "\f{}", "\v1", "[\"a\":1]", "{\"a\":1:2}", "{\"a\"::1}", ":", ",",
    "{\"a\":1,,\"b\":2}", "[1,,2]", "[true false]", "{\"a\",\"b\"}",
};

/* Walks over all that is in a value. Returns how many values there are, or 0 if one does not lie in the one that holds it. */
static size_t
walk(const struct json_value *v, unsigned depth)
{
	struct span rest = v->raw, text;
	struct json_value key, part;
	size_t count = 1, inner;

	if (v->kind == JSON_STRING) {
		text = json_text(&a, v);
		return text.n <= v->raw.n;
	}
	if (v->kind != JSON_ARRAY && v->kind != JSON_OBJECT)
		return v->raw.n > 0;
	while (json_next(&rest, &key, &part)) {
		if (part.raw.p < v->raw.p || part.raw.p + part.raw.n > v->raw.p + v->raw.n || depth > JSON_DEPTH)
			return 0;
		if (v->kind == JSON_OBJECT && !walk(&key, depth + 1))
			return 0;
		inner = walk(&part, depth + 1);
		if (!inner)
			return 0;
		count += inner;
	}
	return count;
}

/* Whether the text is taken, and then walked over. */
static int
takes(struct span text)
{
	struct span s = fenced(text);
	struct json_value v;
	int taken = json_read(s, &v) == 0;

	if (taken && !walk(&v, 0)) {
		show("walks out of", text);
		taken = -1;
	}
	if (!taken && (v.kind != JSON_NOTHING || json_get(&v, "a").kind != JSON_NOTHING))
		taken = -1;
	return taken;
}

static void
tables(void)
{
	size_t i, wrong = 0;

	arena_again(&a);
	for (i = 0; i < sizeof good / sizeof *good; i++) {
		if (takes(span_of(good[i])) != 1) {
			show("should be taken", span_of(good[i]));
			wrong++;
		}
	}
	ok(!wrong, "json_read: takes %zu texts that are JSON", sizeof good / sizeof *good);
	wrong = 0;
	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		if (takes(span_of(bad[i])) != 0) {
			show("should be refused", span_of(bad[i]));
			wrong++;
		}
	}
	ok(!wrong, "json_read: refuses %zu texts that are not", sizeof bad / sizeof *bad);
}

static int
says(const char *json, const char *text, size_t n)
{
	struct span s = fenced(span_of(json));
	struct json_value v;
	struct span is, want = {text, n};
	int same;

	same = json_read(s, &v) == 0 && (is = json_text(&a, &v)).n == n && span_equal(is, want);
	return same;
}

static void
strings(void)
{
	arena_again(&a);
	ok(says("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "a\"\\/\b\f\n\r\tz", 10), "json_text: resolves escapes");
	ok(says("\"\\u0041\\u00fc\\u20AC\\u0000\"", "A\xc3\xbc\xe2\x82\xac\0", 7), "json_text: resolves \\u, also of NUL");
	ok(says("\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", 4), "json_text: puts surrogate pairs together");
	ok(says("\"\\ud83d\"", "\xef\xbf\xbd", 3) && says("\"\\ude00x\"", "\xef\xbf\xbdx", 4) && says("\"\\ud83d\\u0041\"", "\xef\xbf\xbd" "A", 4) &&
	    says("\"\\ud83d\\n\"", "\xef\xbf\xbd\n", 4) && says("\"\\ud83d\\ud83d\\ude00\"", "\xef\xbf\xbd\xf0\x9f\x98\x80", 7),
	    "json_text: half a pair is U+FFFD");
	ok(says("\"\\ud800\"", "\xef\xbf\xbd", 3) && says("\"\\udfff\"", "\xef\xbf\xbd", 3) && says("\"\\ue000\"", "\xee\x80\x80", 3) &&
	    says("\"\\udc00\\udc00\"", "\xef\xbf\xbd\xef\xbf\xbd", 6) && says("\"\\u0041\\udc00\"", "A\xef\xbf\xbd", 4) &&
	    says("\"\\ud83d\\ue000\"", "\xef\xbf\xbd\xee\x80\x80", 6) && says("\"\\ud83dxude00\"", "\xef\xbf\xbdxude00", 9) && says("\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf", 4),
	    "json_text: which numbers are halves, and of which kind");
	ok(says("\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"", "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf", 11), "json_text: one, two and three bytes of UTF-8");
}

static int
number_is(const struct json_value *v, const char *key, const char *want)
{
	struct json_value part = json_get(v, key);

	return part.kind == JSON_NUMBER && span_is(part.raw, want);
}

static void
members(void)
{
	static const char text[] = " { \"a\" : 1 , \"b\\u0063\" : 2, \"d\":[ {\"a\":7} ], \"a\":3,\"e\\\\\":\"}\", \"\":4 } ";
	struct json_value v, d, part;
	struct span rest;

	arena_again(&a);
	ok(json_read(span_of(text), &v) == 0 && number_is(&v, "a", "3"), "json_get: of members with one name the last counts");
	ok(number_is(&v, "bc", "2") && number_is(&v, "", "4"), "json_get: a name may be escaped, or empty");
	ok(json_get(&v, "e\\").kind == JSON_STRING && json_get(&v, "e").kind == JSON_NOTHING && json_get(&v, "aa").kind == JSON_NOTHING,
	    "json_get: names are compared whole");
	d = json_get(&v, "d");
	rest = d.raw;
	ok(d.kind == JSON_ARRAY && json_next(&rest, NULL, &part) && part.kind == JSON_OBJECT && number_is(&part, "a", "7") &&
	    !json_next(&rest, NULL, &part), "json_next: gives the elements of an array and then no more");
	ok(!json_next(&rest, NULL, &part), "json_next: nor afterwards");
	rest = v.raw;
	ok(json_next(&rest, NULL, &part) && part.kind == JSON_NUMBER && span_is(part.raw, "1"), "json_next: gives a part without its name");
	rest = span_head(v.raw, 0);
	ok(!json_next(&rest, NULL, &part), "json_next: nothing has no parts");
	ok(json_get(&d, "a").kind == JSON_NOTHING && json_text(&a, &d).p == NULL, "json_get: of what is no object there is nothing");
}

static void
depth(void)
{
	static char deep[4000000];
	struct span s = {deep, sizeof deep};
	struct json_value v;

	memset(deep, '[', sizeof deep);
	memset(deep + JSON_DEPTH, ']', JSON_DEPTH);
	ok(takes(span_head(s, 2 * JSON_DEPTH)) == 1, "json_read: takes %d arrays in one another", JSON_DEPTH);
	deep[JSON_DEPTH] = '[';
	memset(deep + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	ok(takes(span_head(s, 2 * JSON_DEPTH + 2)) == 0, "json_read: refuses one more");
	memset(deep, '[', sizeof deep);
	ok(json_read(s, &v) != 0, "json_read: refuses millions of brackets at once");
	memset(deep, ' ', sizeof deep);
	ok(json_read(s, &v) != 0, "json_read: refuses millions of blanks");
}

static void
put_random(struct text *t, unsigned room, size_t *count)
{
	static const char *const scalars[] = {"0", "-1.5e3", "true", "null", "\"\"", "\"x\\\"]}\"", "\"\xc3\xbc\"", "\"\\\\\"", "\"\\u005d\"", "12"};
	static const char *const blanks[] = {"", "", "", " ", "\t\n"};
	unsigned n, i, object;

	*count += 1;
	text_puts(t, PICK(blanks));
	if (room == 0 || one_in(3)) {
		text_puts(t, PICK(scalars));
		text_puts(t, PICK(blanks));
		return;
	}
	object = random_below(2);
	n = random_below(4);
	text_putc(t, object ? '{' : '[');
	for (i = 0; i < n; i++) {
		if (i)
			text_putc(t, ',');
		text_puts(t, PICK(blanks));
		if (object)
			text_puts(t, one_in(2) ? "\"k\":" : "\"{\\\\\" :");
		put_random(t, room - 1, count);
	}
	if (!n)
		text_puts(t, PICK(blanks));
	text_putc(t, object ? '}' : ']');
	text_puts(t, PICK(blanks));
}

static void
at_random(void)
{
	enum { ROUNDS = 20000 };
	static const char bytes[] = "[]{},:\"\\ \t\nuae019-.tfn\xc3\x80\x01";
	unsigned i, taken = 0, wrong = 0;
	struct json_value v;
	struct text t;
	struct span s;
	size_t count;
	int result;

	for (i = 0; i < ROUNDS; i++) {
		arena_again(&a);
		t = text_in(&a);
		count = 0;
		put_random(&t, 6, &count);
		s = fenced(text_span(&t));
		if (json_read(s, &v) != 0 || walk(&v, 0) != count) {
			show("misread", s);
			wrong++;
		}
			/* one byte changed, gone, or the end cut off */
		count = random_below((unsigned)t.n);
		if (one_in(2))
			t.p[count] = PICK(bytes);
		else if (one_in(2))
			memmove(t.p + count, t.p + count + 1, --t.n - count);
		else
			t.n = count;
		result = takes(text_span(&t));
		taken += result == 1;
		wrong += result < 0;
	}
	ok(!wrong, "json_read, json_next: %d texts made at random, and each with a flaw", ROUNDS);
	ok(taken > ROUNDS / 100 && taken < ROUNDS, "of those with a flaw some are JSON still (%u)", taken);
}

static void
round_trip(void)
{
	enum { ROUNDS = 20000 };
	char bytes[40];
	unsigned i, n, wrong = 0;
	struct json_value v, part;
	struct span s, is;
	struct text t;

	for (i = 0; i < ROUNDS; i++) {
		arena_again(&a);
		s.p = bytes;
		s.n = random_below(sizeof bytes);
		for (n = 0; n < s.n; n++)
			bytes[n] = one_in(2) ? "\"\\\n\x7f\0/u$a"[random_below(9)] : (char)random_below(128);
		t = text_in(&a);
		json_open(&t, NULL, '{');
		json_string(&t, "k", s);
		json_open(&t, "list", '[');
		json_element(&t, s);
		text_puts(&t, "]}");
		if (json_read(text_span(&t), &v) != 0) {
			wrong++;
			continue;
		}
		part = json_get(&v, "k");
		is = json_text(&a, &part);
		wrong += !span_equal(is, s);
	}
	ok(!wrong, "json_text: gives back what json_string was given, %d times", ROUNDS);
}

int
main(void)
{
	tables();
	strings();
	members();
	depth();
	at_random();
	round_trip();
	return done();
}

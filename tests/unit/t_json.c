/* SPDX-License-Identifier: MIT */
/* How JSON is written, to the byte: the log and --json are interfaces. That it is read back is t_json_read.c's. */
#include "tap.h"

#include "json.h"

static struct arena a;

static int
is(struct text *t, const char *want)
{
	int good = span_is(text_span(t), want);

	if (!good)
		show("is", text_span(t));
	return good;
}

/* One string as a member of an object, without what stands around it. */
static int
writes(struct span value, const char *want)
{
	struct text t, w;

	arena_again(&a);
	t = text_in(&a);
	w = text_in(&a);
	json_open(&t, NULL, '{');
	json_string(&t, "k", value);
	text_puts(&w, "{\"k\":");
	text_puts(&w, want);
	return is(&t, text_string(&w));
}

static void
test_strings(void)
{
	ok(writes(span_of("$ORIGIN/../lib"), "\"$ORIGIN/../lib\"") && writes(span_of(""), "\"\""), "a string stands between quotes");
	ok(writes(span_of("\"a\\b\"/"), "\"\\\"a\\\\b\\\"/\""), "quotes and backslashes are escaped, slashes are not");
	ok(writes(span_of("a\tb\n\x01\x1f \x7f~"), "\"a\\u0009b\\u000a\\u0001\\u001f \\u007f~\""), "control bytes are written by number");
	ok(writes((struct span){"a\0b", 3}, "\"a\\u0000b\""), "so is a NUL");
	ok(writes(span_of("\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80"), "\"\xc3\xbc \xe2\x82\xac \xf0\x9f\x98\x80\""), "characters of UTF-8 stay as they are");
	ok(writes(span_of("a\xff""b\xc3"), "\"a\\ufffdb\\ufffd\",\"k_bytes\":\"61ff62c3\""), "bytes that are none become U+FFFD, and all bytes follow as numbers");
	ok(writes(span_of("\x0f\xf0"), "\"\\u000f\\ufffd\",\"k_bytes\":\"0ff0\""), "each by two digits, the high one first");
}

static void
test_commas(void)
{
	struct text t;

	arena_again(&a);
	t = text_in(&a);
	json_open(&t, NULL, '{');
	json_number(&t, "n", 0);
	json_number(&t, "big", 4294967295UL);
	json_string(&t, "s", span_of("x"));
	json_open(&t, "list", '[');
	json_element(&t, span_of("one"));
	json_element(&t, span_of("t\xfe"));
	json_open(&t, NULL, '{');
	text_puts(&t, "}]");
	json_open(&t, "o", '{');
	json_string(&t, "in", span_of(""));
	text_puts(&t, "}}\n");
	json_open(&t, NULL, '{');
	ok(is(&t, "{\"n\":0,\"big\":4294967295,\"s\":\"x\",\"list\":[\"one\",\"t\\ufffd\",{}],\"o\":{\"in\":\"\"}}\n{"),
	    "commas stand between members and elements, not behind a bracket that opens nor at a line's beginning");
}

static void
test_members(void)
{
	struct text t;

	arena_again(&a);
	t = text_in(&a);
	json_open(&t, NULL, '{');
	json_bool(&t, "yes", 2);
	json_member(&t, "nobody", NULL);
	json_bool(&t, "no", 0);
	json_member(&t, "empty", "");
	ok(is(&t, "{\"yes\":true,\"no\":false,\"empty\":\"\""), "a member without a value is left out, an empty one is not; the rest is true or false");
}

int
main(void)
{
	test_strings();
	test_commas();
	test_members();
	return done();
}

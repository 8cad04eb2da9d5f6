/* SPDX-License-Identifier: MIT */
/* A text that may be JSON, and the same text as a string that is written and read back. */
#include "fuzz.h"

#include "json.h"
#include "json_read.h"

static void
walk(struct arena *a, const struct json_value *v, unsigned depth)
{
	struct span rest = v->raw, text;
	struct json_value key, part, alone;

	law(depth <= JSON_DEPTH, "values do not lie deeper than is said");
	law(json_read(v->raw, &alone) == 0 && alone.kind == v->kind && span_equal(alone.raw, v->raw), "a part is a text of its own");
	if (v->kind == JSON_STRING) {
		text = json_text(a, v);
		/* \u0800 is six bytes, and three in UTF-8 */
		law(text.p && text.n <= v->raw.n, "a string says no more than is written");
	}
	if (v->kind != JSON_ARRAY && v->kind != JSON_OBJECT)
		return;
	while (json_next(&rest, &key, &part)) {
		law(part.raw.p > v->raw.p && part.raw.p + part.raw.n < v->raw.p + v->raw.n, "a part lies in its whole");
		if (v->kind == JSON_OBJECT)
			walk(a, &key, depth + 1);
		walk(a, &part, depth + 1);
	}
}

static int
is_utf8(struct span s)
{
	size_t n;

	for (; s.n; s = span_from(s, n)) {
		if (!(n = bytes_utf8(s)))
			return 0;
	}
	return 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = {(const char *)data, size}, back;
	struct arena *a = fuzz_arena();
	struct text t = text_in(a);
	struct json_value v, member;

	if (json_read(input, &v) == 0)
		walk(a, &v, 0);
	json_open(&t, NULL, '{');
	json_string(&t, "k", input);
	text_putc(&t, '}');
	law(json_read(text_span(&t), &v) == 0, "what we write can be read");
	walk(a, &v, 0);
	member = json_get(&v, "k");
	back = json_text(a, &member);
	law(back.p != NULL, "what we write is a string");
	law(is_utf8(input) == span_equal(back, input), "what is UTF-8 is read back");
	law(is_utf8(input) == (json_get(&v, "k_bytes").kind == JSON_NOTHING), "what is not has its bytes beside");
	return 0;
}

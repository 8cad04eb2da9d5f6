/* SPDX-License-Identifier: MIT */
/* One rpath value. Input: make's O, the variable ORIGIN and letters (d: folders exist, m: musl), a line each, and the value. */
#include "fuzz.h"

#include "codes.h"
#include "rpath.h"

static int
folder_exists(void *ctx, struct span name)
{
	(void)name;
	return *(int *)ctx;
}

static void
check_shape(const struct rpath_verdict *v)
{
	const struct rpath_element *e;
	size_t i, k, end = 0, edits = 0;

	law(v->elements > 0, "there is an element at least");
	for (i = 0; i < v->elements; i++) {
		e = &v->element[i];
		/* quotes around the whole list that stay are no element's */
		law(i == 0 ? e->at == 0 || !v->changed : e->at == end + 1, "elements follow one another");
		law(e->at + e->n <= v->value.n, "elements lie in the value");
		law(i == 0 || v->value.p[end] == ':', "a colon stands between them");
		end = e->at;
		for (k = e->edit; k < e->edit + e->edits; k++, edits++) {
			law(k == edits && v->edit[k].at >= end, "edits follow one another");
			end = v->edit[k].at + v->edit[k].drop;
		}
		law(end <= e->at + e->n, "an element's edits lie in it");
		end = e->at + e->n;
		law(code_name(e->code) != NULL, "an element has a code");
	}
	law(end == v->value.n || !v->changed, "elements are all there is");
	law(edits == v->edits, "each edit is an element's");
	law(v->changed == (edits != 0), "changed means edits");
}

static void
check_elements(struct arena *a, const struct rpath_verdict *v, struct span after)
{
	struct text t = text_in(a);
	size_t i, empty = 0;

	for (i = 0; i < v->elements; i++) {
		if (i)
			text_putc(&t, ':');
		text_put(&t, rpath_element_after(a, v, i));
		if (rpath_is_origin(rpath_element_before(v, i)))
			law(v->element[i].edits == 0 || v->element[i].code == CODE_QUOTE_KEPT || v->element[i].code == CODE_ORIGIN_VALUE, "what is well formed stays");
		empty += !rpath_element_after(a, v, i).n;
		empty -= !rpath_element_before(v, i).n;
	}
	law(!v->changed || span_equal(text_span(&t), after), "the value after is that of its elements");
	law(empty == 0, "no element becomes empty or stops being so");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = {(const char *)data, size}, after;
	struct arena *a = fuzz_arena();
	struct rpath_world world = {{NULL, 0}, 0, NULL, NULL, {NULL, 0}};
	struct rpath_verdict v, again;
	unsigned origins = 0;
	int plain, exists;
	char *text;

	world.make_o = fuzz_part(&input, "\n");
	world.origin = fuzz_part(&input, "\n");
	after = fuzz_part(&input, "\n");
	world.musl = span_has(after, "m");
	exists = span_has(after, "d");
	world.folder = folder_exists;
	world.ctx = &exists;
	/* rpaths come as C strings */
	input = span_of(fuzz_copy(span_head(input, span_find(input, '\0'))));

	law(rpath_judge(a, input, &world, &v) == 0, "memory suffices");
	plain = rpath_is_plain(input, &origins);
	law(!plain || world.origin.n || !v.changed, "what is plain does not change");
	check_shape(&v);
	text = rpath_render(a, &v);
	law(text != NULL, "memory suffices");
	after = span_of(text);
	law(v.changed || span_equal(after, input), "without edits the value stays");
	check_elements(a, &v, after);

	/* what was written for $ORIGIN once is not there any more */
	world.origin.n = 0;
	law(rpath_judge(a, after, &world, &again) == 0, "memory suffices");
	law(!again.changed, "repairing twice is repairing once");
	return 0;
}

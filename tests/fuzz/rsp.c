/* SPDX-License-Identifier: MIT */
/*
 * The text of a response file: its words, what a splice does to one of them, and what is written by rsp_quote. Input: where a splice begins and what it drops, as two
 * bytes, and the text.
 */
#include "fuzz.h"

#include "rsp.h"

enum { WORDS = 4096 };

struct list {
	struct rsp_word word[WORDS];
	size_t n;
	int opaque;
};

static void
read_all(struct list *out, struct arena *a, struct span raw)
{
	struct rsp r = {raw, 0, 0};
	struct text buffer = text_in(a);
	struct rsp_word w;
	size_t end = 0;

	for (out->n = 0; out->n < WORDS && rsp_next(&r, &buffer, &w) > 0; out->n++) {
		law(w.at >= end && w.end > w.at && w.end <= raw.n, "words follow one another");
		law(w.text.n <= w.end - w.at, "a word's text is no longer than the word");
		law(w.dropped == (w.text.n == 0), "only an empty word is dropped");
		end = w.end;
		out->word[out->n] = w;
		out->word[out->n].text.p = fuzz_copy(w.text);
	}
	out->opaque = r.opaque;
}

/* The file with a change to its word number i, read once more. */
static void
check_splice(struct arena *a, struct span raw, const struct list *before, size_t i, size_t at, size_t drop)
{
	static struct list after;
	const struct rsp_word *w = &before->word[i];
	struct splice change = {at, drop, "$ORIGIN"};
	struct text t = text_in(a), want = text_in(a);
	size_t k;

	text_put(&t, span_head(raw, w->at));
	rsp_splice(&t, raw, w, &change, 1);
	text_put(&t, span_from(raw, w->end));
	text_splice(&want, w->text, 0, &change, 1);
	read_all(&after, a, text_span(&t));
	law(after.n == before->n && after.opaque == before->opaque, "a splice leaves the number of words");
	for (k = 0; k < after.n; k++) {
		law(span_equal(after.word[k].text, k == i ? text_span(&want) : before->word[k].text), "a splice changes its word as it says, and no other");
		law(k == i || after.word[k].contested == before->word[k].contested, "other words stay as certain as they were");
	}
}

static void
check_quote(struct arena *a, struct span raw)
{
	static struct list one;
	struct text t = text_in(a);

	if (rsp_quote(&t, raw) != 0)
		return;
	read_all(&one, a, text_span(&t));
	law(one.n == 1 && !one.opaque && !one.word[0].contested && span_equal(one.word[0].text, raw), "what is quoted is read back");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct list all;
	struct span raw = {(const char *)data, size};
	struct arena *a = fuzz_arena();
	struct rsp_word *w;
	struct text t;
	size_t i, at, drop;

	if (size < 2)
		return 0;
	raw = span_from(raw, 2);
	read_all(&all, a, raw);
	for (i = 0; i < all.n && i < 20; i++) {
		w = &all.word[i];
		if (w->contested)
			continue;
		t = text_in(a);
		rsp_splice(&t, raw, w, NULL, 0);
		law(span_equal(text_span(&t), span_head(span_from(raw, w->at), w->end - w->at)), "no change, no other bytes");
		at = data[0] % (w->text.n + 1);
		drop = data[1] % (w->text.n - at + 1);
		/* a word that is one quote's inside may lose all its bytes, not one that would end */
		if (!w->dropped)
			check_splice(a, raw, &all, i, at, drop);
	}
	check_quote(a, raw);
	return 0;
}

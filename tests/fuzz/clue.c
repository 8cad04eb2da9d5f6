/* SPDX-License-Identifier: MIT */
/* A text that may tell what an element was. Input: a byte that says where in its list the element stands, the element's suffix up to a newline, the text. */
#include "fuzz.h"

#include "clue.h"

/* Whether s, if there is any, lies in the text. */
static int
lies_in(struct span s, struct span text)
{
	return !s.n || (s.p >= text.p && s.p + s.n <= text.p + text.n);
}

static unsigned
lines_in(struct span text)
{
	unsigned n = 1;
	size_t i;

	for (i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = {(const char *)data, size}, suffix, meant;
	struct arena *a = fuzz_arena();
	struct clue c, anywhere;
	unsigned at;

	if (!size)
		return 0;
	at = data[0] & (CLUE_INSIDE | CLUE_FIRST | CLUE_LAST);
	text = span_from(text, 1);
	suffix = fuzz_part(&text, "\n");
	memset(&c, 0, sizeof c);
	memset(&anywhere, 0, sizeof anywhere);
	clue_search(&c, text, suffix, at, data[0] & 8);
	law(lies_in(c.spelled, text) && lies_in(c.rest, text), "what is told lies in the text");
	law(c.lines <= c.origins && c.line <= lines_in(text), "there are no more lines than places, nor than the text has");
	law(!c.origins == !c.line && !c.origins == !c.lines, "a place has a line");
	meant = clue_meant(a, &c);
	law(meant.n <= c.rest.n, "what is meant is no longer than what is written");
	clue_search(&anywhere, text, suffix, CLUE_ANYWHERE, data[0] & 8);
	law(at || memcmp(&c, &anywhere, sizeof c) == 0, "the same question has the same answer");
	law(c.origins <= anywhere.origins, "to ask for less finds no less");
	return 0;
}

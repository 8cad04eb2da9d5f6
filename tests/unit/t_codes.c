/* SPDX-License-Identifier: MIT */
/* The table of codes: each has a name of its own that may stand anywhere, and the words that its kind needs. */
#include "tap.h"

#include "codes.h"

static int
is_kebab(const char *s)
{
	size_t i;

	for (i = 0; s[i]; i++) {
		if (s[i] == '-' ? !i || !s[i + 1] || s[i + 1] == '-' : (s[i] < 'a' || s[i] > 'z') && s[i] != 'R')
			return 0;
	}
	return i != 0;
}

/* One sentence, or a part of one, on one line. */
static int
is_sentence(const char *s)
{
	size_t n = strlen(s);

	return n && s[n - 1] != '.' && !strchr(s, '\n');
}

int
main(void)
{
	size_t i, k, names = 0, order = 0, words = 0, remedies = 0;
	enum code_kind kind;

	ok(code_kind(CODE_NONE) == KIND_NONE && !*code_name(CODE_NONE) && !*code_text(CODE_NONE) && !*code_remedy(CODE_NONE) && !*code_consequence(CODE_NONE),
	    "no code says nothing");
	for (i = 1; i < CODE_COUNT; i++) {
		kind = code_kind((enum code)i);
		names += !is_kebab(code_name((enum code)i));
		for (k = 1; k < i; k++)
			names += strcmp(code_name((enum code)i), code_name((enum code)k)) == 0;
		order += kind == KIND_NONE || (i > 1 && kind < code_kind((enum code)(i - 1)));
		words += !is_sentence(code_text((enum code)i)) || (*code_remedy((enum code)i) && !is_sentence(code_remedy((enum code)i))) ||
		    (*code_consequence((enum code)i) && !is_sentence(code_consequence((enum code)i)));
		/* who is told that something is wrong is told what follows and what to do */
		if (kind == KIND_WRONG || kind == KIND_GUESSED)
			remedies += !*code_remedy((enum code)i) || !*code_consequence((enum code)i);
	}
	ok(names == 0, "all others have names of their own, in kebab-case");
	ok(order == 0, "they stand by kind");
	ok(words == 0, "what they say is one sentence without a stop");
	ok(remedies == 0, "what is wrong or guessed has a consequence and a remedy");
	return done();
}

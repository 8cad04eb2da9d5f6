/* SPDX-License-Identifier: MIT */
/* Words of others in what we print: what a shell reads back, and what no terminal gets. */
#include "tap.h"

#include "quote.h"

static struct arena a;

static const struct {
	const char *word, *want, *name;
} rows[] = {
    {"$ORIGIN/../lib", "'$ORIGIN/../lib'", "what a shell would take stands between quotes"},
    {"/opt/a+b_c-1.2,x:y@z%=", "/opt/a+b_c-1.2,x:y@z%=", "what a shell leaves alone stands as it is"},
    {"", "''", "nothing is two quotes"},
    {"a b", "'a b'", "a blank is quoted"},
    {"it's", "'it'\\''s'", "a quote leaves the quotes for a moment"},
    {"a\\b", "'a\\b'", "a backslash is itself between quotes"},
    {"a\nb", "$'a\\x0ab'", "a control byte is a number between quotes of the other kind"},
    {"\x1b[31m'\\x", "$'\\x1b[31m\\'\\\\x'", "where quotes and backslashes have one of their own before them"},
    {"\x7f", "$'\\x7f'", "so is DEL"},
    {"\xc3\xbc", "'\xc3\xbc'", "a character of UTF-8 stays"},
    {"\xc2\x9b" "31m", "$'\\xc2\\x9b31m'", "but for those of C1"},
    {"\xc2\xa0", "'\xc2\xa0'", "the first behind which is U+00A0"},
    {"\x9b", "$'\\x9b'", "the bytes 80 to 9F are controls where they are no UTF-8"},
    {"\xa0\xff", "'\xa0\xff'", "the bytes above them are shown"},
};

static void
test_words(void)
{
	struct text t;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		arena_again(&a);
		t = text_in(&a);
		quote_word(&t, span_of(rows[i].word));
		if (!ok(span_is(text_span(&t), rows[i].want), "%s", rows[i].name))
			show("is", text_span(&t));
	}
}

static void
test_shown(void)
{
	ok(quote_shown(span_of("ab")) == 1 && quote_shown(span_of("\xe2\x82\xac")) == 3 && quote_shown(span_of("\xff")) == 1, "a character is shown whole");
	ok(quote_shown(span_of("\t")) == 0 && quote_shown(span_of("\xc2\x80")) == 0 && quote_shown(span_of("\x80")) == 0, "a control is not");
	/* the first byte of two, and no second */
	ok(quote_shown(span_head(span_of("\xc2\x80"), 1)) == 1, "nothing behind the end is looked at");
}

int
main(void)
{
	test_words();
	test_shown();
	return done();
}

/* SPDX-License-Identifier: MIT */
/*
 * The reader and writer of response files, against the three readers that linkers have. These are written down here once more, each as simply as it
 * can be said, and stand for the linkers: what rsp.c calls one word must be that word for all of them.
 */
#include "tap.h"

#include "fence.h"
#include "rsp.h"

enum { WORDS = 512 };

struct words {
	struct span word[WORDS];
	size_t n;
};

enum dialect { OLD, NEW, LLVM };

static int
blank_for(enum dialect d, char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (d != LLVM && (c == '\v' || c == '\f'));
}

/* Whether a backslash before `next` (0: nothing) is one that quotes. */
static int
backslash_quotes(enum dialect d, char quote, char next, int is_last)
{
	if (d == LLVM)
		return !is_last;
	if (d == OLD || quote == 0)
		return 1;
	return quote == '"' && (is_last || strchr("$`\"\\\n", next) != NULL);
}

/* All words of a text as one of the linkers' readers gives them. */
static void
read_as(enum dialect d, struct arena *a, struct span raw, struct words *out)
{
	struct text t;
	size_t i = 0;
	char quote;
	int begun;

	out->n = 0;
	if (d == LLVM && span_begins(raw, "\xef\xbb\xbf"))
		raw = span_from(raw, 3);
	/* libiberty has a C string */
	if (d != LLVM)
		raw = span_head(raw, span_find(raw, '\0'));
	for (;;) {
		while (i < raw.n && blank_for(d, raw.p[i]))
			i++;
		if (i == raw.n)
			return;
		t = text_in(a);
		quote = 0;
		begun = d != LLVM;
		for (; i < raw.n && (quote || !blank_for(d, raw.p[i])); i++) {
			if (raw.p[i] == '\\' && backslash_quotes(d, quote, i + 1 < raw.n ? raw.p[i + 1] : '\0', i + 1 == raw.n)) {
				if (++i == raw.n)
					break;
				if (d == NEW && raw.p[i] == '\n')
					continue;
				text_putc(&t, raw.p[i]);
			} else if (quote ? raw.p[i] == quote : (raw.p[i] == '"' || raw.p[i] == '\'')) {
				quote = quote ? 0 : raw.p[i];
			} else {
				text_putc(&t, raw.p[i]);
			}
		}
		/* LLVM does not know a word without bytes; and a C string ends at its NUL */
		if ((t.n || begun) && out->n < WORDS)
			out->word[out->n++] = span_head(text_span(&t), t.n ? span_find(text_span(&t), '\0') : 0);
	}
}

/*
 * By hand: a text, and what rsp.c is to make of it: words ended by |, with a mark before those that are c)ontested or d)ropped, and ... at
 * the end where the rest is opaque.
 */
static const struct {
	const char *raw;
	size_t n;
	const char *want;
} expected[] = {
#define ROW(raw, want) {raw, sizeof(raw) - 1, want}
    ROW("", ""),
    ROW(" \n\t\r\n", ""),
    ROW("a b", "a|b|"),
    ROW("-rpath\n$ORIGIN/../lib\n", "-rpath|$ORIGIN/../lib|"),
    ROW("-rpath\r\n$ORIGIN\r\n", "-rpath|$ORIGIN|"),
    ROW("\n\na", "a|"),
    ROW("'a b' \"c d\"", "a b|c d|"),
    ROW("a'b c'd", "ab cd|"),
    ROW("\"it's\"", "it's|"),
    ROW("'say \"x\"'", "say \"x\"|"),
    ROW("\"a\nb\"", "a\nb|"),
    ROW("a\\ b", "a b|"),
    ROW("\\$ORIGIN", "$ORIGIN|"),
    ROW("\"\\$ORIGIN\"", "$ORIGIN|"),
    ROW("\"a\\\"b\"", "a\"b|"),
    ROW("\"a\\\\b\"", "a\\b|"),
    ROW("\"a\\`b\"", "a`b|"),
    ROW("'\\$ORIGIN'", "c)$ORIGIN|"),
    ROW("\"\\x\"", "c)x|"),
    ROW("\"\\\n\"", "c)\n|"),
    ROW("'a\\nb' c", "c)anb|c|"),
    ROW("'a\\'b", "..."),
    ROW("a\\\nb c", "..."),
    ROW("x a\\\nb c", "x|..."),
    ROW("a\\", "c)a|"),
    ROW("'a\\", "c)a|"),
    ROW("'' a", "d)|a|"),
    ROW("\"\"", "d)|"),
    ROW("a''", "a|"),
    ROW("''a", "a|"),
    ROW("'''' b", "d)|b|"),
    ROW("'a b", "a b|"),
    ROW("\"a", "a|"),
    ROW("a'", "a|"),
    ROW("a\vb", "c)a|..."),
    ROW("a \vb", "a|..."),
    ROW("a\fb c", "c)a|..."),
    ROW("\"a\vb\" c", "a\vb|c|"),
    ROW("a\0b", "a|..."),
    ROW("a \0b", "a|..."),
    ROW("\0", "..."),
    ROW("\"a\0b\"", "a|..."),
    ROW("\xef\xbb\xbf-rpath x", "..."),
    ROW("a \xef\xbb\xbf", "a|\xef\xbb\xbf|"),
    ROW("# a", "#|a|"),
    ROW("@x '@y z' \\@w", "@x|@y z|@w|"),
    ROW("\xff\xfe\x01", "\xff\xfe\x01|"),
    ROW("=,;~*?[]{}()<>|&!^`$", "=,;~*?[]{}()<>|&!^`$|"),
#undef ROW
};

static void
test_by_hand(void)
{
	struct arena a;
	struct span raw;
	struct text t, buffer;
	struct rsp_word w;
	size_t i;

	for (i = 0; i < sizeof expected / sizeof *expected; i++) {
		struct rsp r;

		arena_again(&a);
		raw.p = expected[i].raw;
		raw.n = expected[i].n;
		raw = fenced(raw);
		memset(&r, 0, sizeof r);
		r.raw = raw;
		buffer = text_in(&a);
		t = text_in(&a);
		while (rsp_next(&r, &buffer, &w) > 0) {
			text_puts(&t, w.contested ? "c)" : w.dropped ? "d)" : "");
			text_put(&t, w.text);
			text_putc(&t, '|');
		}
		text_puts(&t, r.opaque ? "..." : "");
		if (!ok(span_is(text_span(&t), expected[i].want), "text %zu is read as it should be", i)) {
			show("text", raw);
			show("read", text_span(&t));
			show("want", span_of(expected[i].want));
		}
	}
}

/* Random texts: bytes that mean something, and some that do not. */
static struct span
random_text(struct arena *a, size_t longest)
{
	static const char bytes[] = "abR$/:@-    \n\n\t\r''\"\"\\\\\\\\`\v\f\xef\xff";
	struct text t = text_in(a);
	size_t n = random_below((unsigned)longest);

	while (n--) {
		if (one_in(80))
			text_putc(&t, '\0');
		else if (one_in(40))
			text_puts(&t, "\\\n");
		else
			text_putc(&t, bytes[random_below(sizeof bytes - 1)]);
	}
	return text_span(&t);
}

/* Whether the words that rsp.c is sure of are what each linker reads. */
static int
agrees(struct arena *a, struct span raw, size_t *sure)
{
	static struct words read[3];
	struct text buffer = text_in(a);
	struct rsp r = {raw, 0, 0};
	struct rsp_word w;
	size_t at[3] = {0, 0, 0}, end = 0;
	int d;

	for (d = OLD; d <= LLVM; d++)
		read_as((enum dialect)d, a, raw, &read[d]);
	while (rsp_next(&r, &buffer, &w) > 0) {
		if (w.at < end || w.end <= w.at || w.end > raw.n)
			return 0;
		end = w.end;
		/* a backslash alone at the end: no byte for some, one for LLVM; nothing follows */
		if (w.dropped && w.contested)
			return 1;
		for (d = OLD; d <= LLVM; d++) {
			if (w.dropped && d == LLVM)
				continue;
			if (at[d] >= read[d].n)
				return 0;
			if (!w.contested && !span_equal(read[d].word[at[d]], w.text))
				return 0;
			at[d]++;
		}
		/* the text given is always the first reader's; a border that is contested ends what can be said */
		if (!r.opaque && !span_equal(read[OLD].word[at[OLD] - 1], w.text))
			return 0;
		*sure += !w.contested;
	}
	for (d = OLD; d <= LLVM; d++) {
		if (!r.opaque && at[d] != read[d].n)
			return 0;
	}
	return 1;
}

static void
test_agreement(void)
{
	struct arena a;
	struct span raw;
	size_t sure = 0;
	int i, bad = 0;

	for (i = 0; i < 400000; i++) {
		arena_again(&a);
		raw = random_text(&a, one_in(10) ? 60 : 16);
		if (!agrees(&a, raw, &sure) && bad++ < 5)
			show("text", raw);
	}
	ok(bad == 0 && sure > 100000, "words of %d random texts that are not called contested are the same for all linkers (%zu such words)", i, sure);
}

/* Where byte i of a word's text stands in its raw bytes, and the word's end for the one behind the last. */
static size_t
raw_place(struct span raw, const struct rsp_word *w, size_t i)
{
	size_t at = w->at;
	char quote = 0;

	for (;; at++) {
		if (at >= w->end)
			return w->end;
		if (quote ? raw.p[at] == quote : (raw.p[at] == '"' || raw.p[at] == '\'')) {
			quote = quote ? 0 : raw.p[at];
			continue;
		}
		if (i-- == 0)
			return at;
		at += raw.p[at] == '\\';
	}
}

static size_t
random_changes(struct splice *change, size_t n)
{
	static const char *const puts[] = {"", "$ORIGIN", "${ORIGIN}", "/", "$LIB", "x", "$ORIGIN/../lib"};
	size_t at = 0, count = 0;

	while (count < 6) {
		at += random_below(4);
		if (at > n)
			break;
		change[count].at = at;
		change[count].drop = at < n ? random_below((unsigned)(n - at) + 1) % 5 : 0;
		change[count].put = PICK(puts);
		at += change[count].drop + (change[count].drop == 0);
		count++;
	}
	return count;
}

static struct span
change_text(struct arena *a, struct span s, const struct splice *change, size_t count)
{
	struct text t = text_in(a);
	size_t at = 0;

	for (; count--; change++) {
		text_put(&t, span_head(span_from(s, at), change->at - at));
		text_puts(&t, change->put);
		at = change->at + change->drop;
	}
	text_put(&t, span_from(s, at));
	return text_span(&t);
}

/* The laws of rsp_splice on the words of one text. */
static int
splices_well(struct arena *a, struct span raw, size_t *spliced)
{
	static struct words read;
	struct text buffer = text_in(a), out;
	struct rsp r = {raw, 0, 0};
	struct rsp_word w;
	struct splice change[8];
	struct span want, got;
	size_t count, from, to;
	int d;

	while (rsp_next(&r, &buffer, &w) > 0) {
		/* (that a NUL ends it all is tested above) */
		if (w.contested || w.dropped || memchr(raw.p, '\0', raw.n))
			continue;
		/* no change: no byte differs */
		out = text_in(a);
		rsp_splice(&out, raw, &w, change, 0);
		if (!span_equal(text_span(&out), span_head(span_from(raw, w.at), w.end - w.at)))
			return 0;
		count = random_changes(change, w.text.n);
		if (!count)
			continue;
		want = change_text(a, w.text, change, count);
		out = text_in(a);
		rsp_splice(&out, raw, &w, change, count);
		got = text_span(&out);
		/* bytes before the first change and behind the last one */
		from = raw_place(raw, &w, change[0].at) - w.at;
		to = raw_place(raw, &w, change[count - 1].at + change[count - 1].drop);
		/* a quote may stand on either side of a change, so it may move by those around */
		while (from && (raw.p[w.at + from - 1] == '"' || raw.p[w.at + from - 1] == '\''))
			from--;
		if (got.n < from || (from && memcmp(got.p, raw.p + w.at, from) != 0))
			return 0;
		if (got.n < w.end - to ||
		    (w.end > to && memcmp(got.p + got.n - (w.end - to), raw.p + to, w.end - to) != 0))
			return 0;
		/* and it reads as it should, if it is a word at all */
		for (d = OLD; d <= LLVM && want.n; d++) {
			read_as((enum dialect)d, a, got, &read);
			if (read.n != 1 || !span_equal(read.word[0], want)) {
				show("word", span_head(span_from(raw, w.at), w.end - w.at));
				show("became", got);
				show("should read as", want);
				return 0;
			}
		}
		++*spliced;
	}
	return 1;
}

static void
test_splice(void)
{
	struct arena a;
	struct span raw;
	size_t spliced = 0;
	int i, bad = 0;

	for (i = 0; i < 300000; i++) {
		arena_again(&a);
		raw = random_text(&a, 30);
		if (!splices_well(&a, raw, &spliced) && bad++ < 5)
			show("text", raw);
	}
	ok(bad == 0 && spliced > 100000, "%zu random changes of words leave every other byte and read back as the changed word", spliced);
}

static void
test_quote(void)
{
	static struct words read;
	struct arena a;
	struct text t;
	struct span s;
	int i, k, d, bad = 0, refused = 0, written = 0, result, hopeless;

	for (i = 0; i < 200000; i++) {
		arena_again(&a);
		s = random_text(&a, 24);
		t = text_in(&a);
		result = rsp_quote(&t, s);
		hopeless = s.n == 0;
		for (k = 0; k < (int)s.n; k++)
			hopeless |= s.p[k] == '\n' || s.p[k] == '\0';
		refused += result != 0;
		written += result == 0;
		if ((result != 0) != hopeless && bad++ < 5)
			show("wrongly refused or taken", s);
		for (d = OLD; result == 0 && d <= LLVM; d++) {
			read_as((enum dialect)d, &a, text_span(&t), &read);
			if ((read.n != 1 || !span_equal(read.word[0], s)) && bad++ < 5)
				show("does not come back", s);
		}
	}
	ok(bad == 0 && refused > 1000 && written > 1000, "%d words written by rsp_quote are the same word for all linkers, and the %d others are refused", written, refused);
}

int
main(void)
{
	test_by_hand();
	test_agreement();
	test_splice();
	test_quote();
	return done();
}

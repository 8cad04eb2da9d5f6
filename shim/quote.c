/* SPDX-License-Identifier: MIT */
/* Words of others in what we print: nothing in them may be obeyed by a terminal, and a shell shall read them back. Pure. */
#include "quote.h"

#include "arena.h"

static int
is_safe(char c)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./,:@%";

	return span_find(span_of(safe), c) < sizeof safe - 1;
}

size_t
quote_shown(struct span s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n;

	if (c < 0x80)
		return c >= ' ' && c != 0x7f;
	n = bytes_utf8(s);
	if (!n)
		return c >= 0xa0;
	return c == 0xc2 && (unsigned char)s.p[1] < 0xa0 ? 0 : n;
}

void
quote_word(struct text *t, struct span word)
{
	size_t i, n, safe = 0, control = 0;

	for (i = 0; i < word.n; i += n ? n : 1) {
		n = quote_shown(span_from(word, i));
		safe += is_safe(word.p[i]) != 0;
		control += n == 0;
	}
	if (word.n && safe == word.n) {
		text_put(t, word);
		return;
	}
	text_puts(t, control ? "$'" : "'");
	for (i = 0; i < word.n; i += n ? n : 1) {
		n = quote_shown(span_from(word, i));
		if (!n) {
			text_puts(t, "\\x");
			text_hex(t, (unsigned char)word.p[i]);
		} else if (word.p[i] == '\'') {
			text_puts(t, control ? "\\'" : "'\\''");
		} else {
			if (control && word.p[i] == '\\')
				text_putc(t, '\\');
			text_put(t, span_head(span_from(word, i), n));
		}
	}
	text_putc(t, '\'');
}

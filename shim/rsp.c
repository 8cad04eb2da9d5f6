/* SPDX-License-Identifier: MIT */
/*
 * The grammar of response files (@file). Pure; what the words mean is link.c's business.
 *
 * There are three readers in use, and they agree on ordinary text only:
 *   - libiberty's buildargv() up to binutils 2.42 (bfd, gold): blanks are isspace(); a backslash takes the next
 *     byte as it is, everywhere; the text ends at a NUL;
 *   - the newer libiberty, which follows the shell: between '...' a backslash is a backslash, between "..." it is one unless $ ` " \
 *     or a newline follows, and backslash-newline vanishes;
 *   - LLVM's TokenizeGNUCommandLine (lld; mold's is close): as the first, but vertical tab and form feed are no
 *     blanks, a NUL does not end the text, a leading byte-order mark is skipped, and an empty quoted word is dropped.
 *
 * So each word is read by the first rule, and what the others read differently is flagged: `contested` where only the
 * word's text differs, `opaque` where they part company about its borders. Neither is ever edited.
 */
#include "rsp.h"

#include "arena.h"

static int
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes at which one reader ends a word and another goes on. */
static int
is_border_contested(char c)
{
	return c == '\v' || c == '\f' || c == '\0';
}

/* What a backslash does, given the quote it stands in (0: none) and the byte behind it. */
enum escape {
	ESCAPE_PLAIN,     /* stands for the next byte, in all readers */
	ESCAPE_CONTESTED, /* stands for different texts */
	ESCAPE_OPAQUE     /* moves the word's border */
};

static enum escape
escape_of(char quote, char next)
{
	/* for some the text ends here, for others it goes on */
	if (next == '\0')
		return ESCAPE_OPAQUE;
	if (quote == '\'')
		return next == '\'' ? ESCAPE_OPAQUE : ESCAPE_CONTESTED;
	if (quote == '"')
		return next == '$' || next == '`' || next == '"' || next == '\\' ? ESCAPE_PLAIN : ESCAPE_CONTESTED;
	return next == '\n' ? ESCAPE_OPAQUE : ESCAPE_PLAIN;
}

/* Skips to the next word. Returns 0 at the end. */
static int
word_begin(struct rsp *r)
{
	while (r->at < r->raw.n && is_blank(r->raw.p[r->at]))
		r->at++;
	if (r->at >= r->raw.n)
		return 0;
	if (is_border_contested(r->raw.p[r->at]) || (r->at == 0 && span_begins(r->raw, "\xef\xbb\xbf"))) {
		r->opaque = 1;
		return 0;
	}
	return 1;
}

/* Whether a word ends there, but between quotes. */
static int
is_border(char c)
{
	return is_blank(c) || is_border_contested(c);
}

/*
 * The rest of a word, from its first quote or backslash on, which is at i; its text goes behind what the buffer has. Returns where the word ends; what
 * is opaque ends there, too.
 */
static size_t
read_quoted(struct rsp *r, size_t i, struct text *buffer, struct rsp_word *w)
{
	enum escape escape;
	char quote = 0, c;

	for (; i < r->raw.n; i++) {
		c = r->raw.p[i];
		if (c == '\0' || (!quote && is_border(c)))
			break;
		if (quote ? c == quote : (c == '\'' || c == '"')) {
			quote = quote ? 0 : c;
			continue;
		}
		if (c == '\\') {
			if (++i == r->raw.n) {
				w->contested = 1;
				break;
			}
			c = r->raw.p[i];
			escape = escape_of(quote, c);
			if (escape == ESCAPE_OPAQUE) {
				r->opaque = 1;
				break;
			}
			w->contested |= escape == ESCAPE_CONTESTED;
		}
		text_putc(buffer, c);
	}
	return i;
}

int
rsp_next(struct rsp *r, struct text *buffer, struct rsp_word *w)
{
	const char *raw = r->raw.p;
	size_t i;

	if (r->opaque || !word_begin(r))
		return 0;
	w->at = r->at;
	w->contested = w->dropped = 0;
	for (i = r->at; i < r->raw.n && !is_border(raw[i]); i++) {
		if (raw[i] == '\'' || raw[i] == '"' || raw[i] == '\\')
			break;
	}
	/* the part before the first quote is the text already, and mostly there is no more */
	w->text.p = raw + r->at;
	w->text.n = i - r->at;
	if (i < r->raw.n && !is_border(raw[i])) {
		buffer->n = 0;
		text_put(buffer, w->text);
		i = read_quoted(r, i, buffer, w);
		if (r->opaque)
			return 0;
		w->text = text_span(buffer);
		w->dropped = w->text.n == 0;
	}
	w->end = r->at = i;
	if (i < r->raw.n && is_border_contested(raw[i])) {
		r->opaque = 1;
		w->contested |= raw[i] != '\0';
	}
	return buffer->a->failed ? -1 : 1;
}

void
rsp_splice(struct text *to, struct span raw, const struct rsp_word *w, const struct splice *change, size_t count)
{
	size_t at, end, i = 0; /* i: offset in the text */
	char quote = 0, c;

	for (at = w->at; at < w->end; at = end) {
		c = raw.p[at];
		end = at + 1;
		if (quote ? c == quote : (c == '\'' || c == '"')) {
			quote = quote ? 0 : c;
			text_putc(to, c);
			continue;
		}
		end += c == '\\';
		/* changes without a drop put their text before the byte that stands there */
		for (; count && change->at == i && change->drop == 0; change++, count--)
			text_puts(to, change->put);
		if (count && change->at <= i) {
			if (change->at == i)
				text_puts(to, change->put);
			if (++i == change->at + change->drop) {
				change++;
				count--;
			}
		} else {
			text_put(to, span_head(span_from(raw, at), end - at));
			i++;
		}
		if (i == w->text.n) {
			for (; count; change++, count--)
				text_puts(to, change->put);
		}
	}
}

int
rsp_quote(struct text *t, struct span s)
{
	size_t i;

	if (s.n == 0)
		return -1;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '\n' || s.p[i] == '\0')
			return -1;
	}
	text_putc(t, '"');
	for (i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			text_putc(t, '\\');
		text_putc(t, s.p[i]);
	}
	text_putc(t, '"');
	return 0;
}

int
rsp_is_bare(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] == '\'' || s.p[i] == '\\')
			return 0;
	}
	return 1;
}

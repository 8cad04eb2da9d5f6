/* SPDX-License-Identifier: MIT */
/* A finding as people and as programs read it. What files contain goes out without control bytes. */
#define _POSIX_C_SOURCE 200809L
#include "finding_say.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "finding.h"
#include "json.h"
#include "quote.h"

void
finding_json(struct text *t, struct span path, const struct finding *f)
{
	json_open(t, NULL, '{');
	json_string(t, "path", path);
	json_string(t, "severity", span_of(finding_severity(f->severity)));
	json_string(t, "code", span_of(f->code));
	if (f->element.p)
		json_string(t, "element", f->element);
	json_string(t, "message", f->message);
	if (f->cause.p)
		json_string(t, "cause", f->cause);
	if (f->suggestion.p)
		json_string(t, "suggestion", f->suggestion);
	text_puts(t, "}\n");
}

/* Texts of ours with paths in them: all is as it should be but for what a terminal obeys, U+0080 to U+009F included, and what is no UTF-8. */
static void
put_plain(struct text *t, struct span s)
{
	size_t n;

	for (; s.n; s = span_from(s, n ? n : 1)) {
		n = bytes_utf8(s);
		if (n == 0 || quote_shown(s) == 0)
			text_putc(t, '?');
		else
			text_put(t, span_head(s, n));
	}
}

static void
put_colour(struct text *t, const char *escape, int colour)
{
	if (colour)
		text_puts(t, escape);
}

void
finding_heading(struct text *t, struct span path, int colour)
{
	put_colour(t, "\033[1m", colour);
	quote_word(t, path);
	put_colour(t, "\033[0m", colour);
	text_putc(t, '\n');
}

void
finding_text(struct text *t, const struct finding *f, int colour)
{
	static const char *const colours[] = {"\033[36m", "\033[33m", "\033[31m", "\033[1;31m"};
	const char *name = finding_severity(f->severity);
	size_t n = span_of(name).n;

	text_puts(t, "  ");
	put_colour(t, colours[f->severity], colour);
	text_puts(t, name);
	put_colour(t, "\033[0m", colour);
	for (; n < 10; n++)
		text_putc(t, ' ');
	if (f->element.p) {
		quote_word(t, f->element);
		text_puts(t, ": ");
	}
	put_plain(t, f->message);
	text_puts(t, " (");
	text_puts(t, f->code);
	text_puts(t, ")\n");
	if (f->cause.p) {
		text_puts(t, "    cause     ");
		put_plain(t, f->cause);
		text_putc(t, '\n');
	}
	if (f->suggestion.p) {
		text_puts(t, "    instead   ");
		if (f->is_text)
			quote_word(t, f->suggestion);
		else
			put_plain(t, f->suggestion);
		text_putc(t, '\n');
	}
}

int
finding_wants_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(1) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

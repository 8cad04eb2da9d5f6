/* SPDX-License-Identifier: MIT */
/* The shim's words on stderr. Each message is one line, written at once: who, about what, what happened, what to do. */
#include <stddef.h>

#include "bytes.h"
#include "codes.h"
#include "os.h"
#include "quote.h"
#include "record.h"
#include "rpath.h"
#include "wrap.h"
#include "wrap_own.h"

static struct text
message_begin(struct wrap *w, struct span about)
{
	struct text t = text_in(&w->arena);

	text_puts(&t, "originld: ");
	quote_word(&t, about);
	text_puts(&t, ": ");
	return t;
}

static void
message_end(struct text *t)
{
	text_putc(t, '\n');
	record_say(text_span(t));
}

struct span
wrap_output(const struct wrap *w)
{
	return w->link.output.n ? w->link.output : span_of("a.out");
}

void
wrap_fail(struct wrap *w, int status, const char *what, const char *about, const char *remedy)
{
	static char room[4096];
	struct text t;

	/* it may be for want of memory that we are here */
	w->arena.at = room;
	w->arena.end = room + sizeof room;
	w->arena.failed = 0;
	t = message_begin(w, w->find.name);
	text_puts(&t, what);
	if (*about)
		quote_word(&t, span_of(about));
	text_puts(&t, "; ");
	text_puts(&t, remedy);
	message_end(&t);
	os_exit(status);
}

static void
put_place(struct text *t, const char *before, const struct rpath_element *e)
{
	if (!e->place)
		return;
	text_puts(t, before);
	quote_word(t, span_of(e->place));
}

/*
 * Three lines on one element: what happened, what follows from it, what to do. become is what repair makes of it, with n 0 if it would stay;
 * end is put behind the last.
 */
static void
say_case(struct wrap *w, struct span before, struct span become, enum code code, const struct rpath_element *e, const char *end)
{
	struct text t = message_begin(w, wrap_output(w));

	text_puts(&t, "rpath element ");
	quote_word(&t, before);
	if (become.n) {
		text_puts(&t, " would become ");
		quote_word(&t, become);
	}
	text_puts(&t, " (");
	text_puts(&t, code_name(code));
	text_puts(&t, "): ");
	text_puts(&t, code_text(code));
	put_place(&t, ", in ", e);
	message_end(&t);
	if (*code_consequence(code)) {
		t = message_begin(w, wrap_output(w));
		text_puts(&t, "so ");
		text_puts(&t, code_consequence(code));
		message_end(&t);
	}
	if (*code_remedy(code)) {
		t = message_begin(w, wrap_output(w));
		text_puts(&t, code_remedy(code));
		put_place(&t, ", in ", e);
		text_puts(&t, end);
		message_end(&t);
	}
}

static void
put_options(struct text *t, const struct plan *p)
{
	size_t i;

	for (i = 0; p->option[i]; i++) {
		text_putc(t, ' ');
		text_puts(t, p->option[i]);
	}
}

void
wrap_say_warnings(struct wrap *w, int all)
{
	const struct plan_item *item;
	const struct span nothing = {NULL, 0};
	const struct rpath_element *e;
	struct text t;
	enum code code;
	size_t i;

	for (item = w->plan.items; item; item = item->next) {
		if (!all && item->rpath->spelling != SPELLING_DROPPED)
			continue;
		for (i = 0; i < item->verdict.elements; i++) {
			e = &item->verdict.element[i];
			code = item->left && e->edits ? item->left : e->code;
			if (plan_item_changes(item, i) || code_kind(code) == KIND_WRONG)
				say_case(w, rpath_element_before(&item->verdict, i),
				    plan_item_changes(item, i) ? plan_element_after(&w->arena, item, i) : nothing, code, e, "");
		}
	}
	for (i = 0; all && i < 2; i++) {
		const char *added = i ? w->plan.inject : w->plan.run_path;

		if (!added)
			continue;
		t = message_begin(w, wrap_output(w));
		text_puts(&t, "would add rpath ");
		quote_word(&t, span_of(added));
		message_end(&t);
	}
	if (all && w->plan.option[0]) {
		t = message_begin(w, wrap_output(w));
		text_puts(&t, "would add");
		put_options(&t, &w->plan);
		message_end(&t);
	}
}

void
wrap_say_elements(struct wrap *w)
{
	const struct plan_item *item;
	const struct rpath_element *e;
	struct text t = message_begin(w, wrap_output(w));
	size_t i, said = 0;

	for (item = w->plan.items; item; item = item->next) {
		for (i = 0; i < item->verdict.elements; i++) {
			e = &item->verdict.element[i];
			if (!plan_item_changes(item, i))
				continue;
			text_puts(&t, said++ ? "; rpath " : "rpath ");
			quote_word(&t, rpath_element_before(&item->verdict, i));
			text_puts(&t, " -> ");
			quote_word(&t, plan_element_after(&w->arena, item, i));
			text_puts(&t, " (");
			text_puts(&t, code_name(e->code));
			text_puts(&t, ": ");
			text_puts(&t, code_text(e->code));
			put_place(&t, ", in ", e);
			text_putc(&t, ')');
		}
	}
	for (i = 0; i < 2; i++) {
		const char *added = i ? w->plan.inject : w->plan.run_path;

		if (!added)
			continue;
		text_puts(&t, said++ ? "; added rpath " : "added rpath ");
		quote_word(&t, span_of(added));
	}
	if (w->plan.option[0]) {
		text_puts(&t, said++ ? "; added" : "added");
		put_options(&t, &w->plan);
	}
	if (said)
		message_end(&t);
}

void
wrap_say_words(struct wrap *w, const char *what, char **argv)
{
	struct text t = message_begin(w, span_of(what));
	size_t i;

	for (i = 0; argv[i]; i++) {
		if (i)
			text_putc(&t, ' ');
		quote_word(&t, span_of(argv[i]));
	}
	message_end(&t);
}

void
wrap_refuse(struct wrap *w)
{
	const struct span nothing = {NULL, 0};

	say_case(w, w->plan.refuse_element, nothing, w->plan.refuse, w->plan.refuse_from, ", or set ORIGINLD_MODE=repair");
	os_exit(EXIT_REFUSED);
}

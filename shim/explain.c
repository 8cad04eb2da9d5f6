/* SPDX-License-Identifier: MIT */
/* What explain has to say of one rpath: its elements, and how to write it. */
#include "explain.h"

#include "bytes.h"
#include "codes.h"
#include "json.h"
#include "plan.h"
#include "quote.h"
#include "rpath.h"
#include "spell.h"

/* Who must have read the text for it to look so, as far as that follows from the text. */
static const struct {
	enum code code;
	const char *who;
} layers[] = {
    {CODE_MAKE_O_VALUE, "make"},
    {CODE_MAKE_ATE_DOLLAR, "make"},
    {CODE_MAKE_ATE_TWICE, "make, in one makefile and in the next"},
    {CODE_PID_FOR_DOLLAR, "a shell"},
    {CODE_QUOTE_KEPT, "nobody: no shell read it, as in configure's own tests, Meson or setuptools"},
    {CODE_ESCAPE_KEPT, "nobody: fewer shells and makes read it than it was written for"},
    {CODE_LOST_NAME_GUESSED, "a shell or Ninja, for which $ORIGIN is a variable; or make, if it was $(ORIGIN)"},
};

static const char *
layer_of(enum code code)
{
	size_t i;

	for (i = 0; i < sizeof layers / sizeof layers[0]; i++) {
		if (layers[i].code == code)
			return layers[i].who;
	}
	return "";
}

void
explain_label(struct text *t, const char *label)
{
	size_t n;

	text_puts(t, "  ");
	text_puts(t, label);
	for (n = strlen(label); n < 9; n++)
		text_putc(t, ' ');
}

static void
put_row(struct text *t, const char *label, const char *value)
{
	if (!*value)
		return;
	explain_label(t, label);
	text_puts(t, value);
	text_putc(t, '\n');
}

static int
is_changed(const struct explain_list *l, size_t i)
{
	return l->item ? plan_item_changes(l->item, i) : l->verdict->element[i].edits != 0;
}

/* The code that counts: why a value is left alone goes before what is wrong with it. */
static enum code
code_of(const struct explain_list *l, size_t i)
{
	const struct rpath_element *e = &l->verdict->element[i];

	return l->item && l->item->left && (e->edits || e->code == CODE_NONE) ? l->item->left : e->code;
}

static struct span
element_after(struct explain *e, const struct explain_list *l, size_t i)
{
	struct text t = text_in(e->arena);

	if (!is_changed(l, i))
		return rpath_element_before(l->verdict, i);
	if (l->verdict->element[i].front)
		text_puts(&t, l->verdict->element[i].front);
	text_put(&t, rpath_element_after(e->arena, l->verdict, i));
	return text_span(&t);
}

/* The list that was meant, where it differs from what stands there or has to be written in another way; else n is 0. */
static struct span
mended(struct explain *e, const struct explain_list *l)
{
	static const struct span nothing = {NULL, 0};
	const struct plan_item *item = l->item;
	size_t i;

	if (item && item->made)
		return span_of(item->made);
	if (item && !item->change)
		return nothing;
	for (i = 0; i < l->verdict->elements; i++) {
		if (l->verdict->element[i].edits || l->verdict->element[i].instead)
			return span_of(rpath_render(e->arena, l->verdict));
	}
	return nothing;
}

static void
put_json(struct explain *e, const struct explain_list *l, size_t i, struct span list)
{
	struct text *t = &e->out, spelled;
	enum code code = code_of(l, i);
	int where;

	json_open(t, NULL, '{');
	if (l->path)
		json_string(t, "path", span_of(l->path));
	if (l->tag)
		json_string(t, "tag", span_of(l->tag));
	if (l->word)
		json_number(t, "word", (unsigned long)l->word);
	if (l->response)
		json_string(t, "file", span_of(l->response));
	json_string(t, "in", rpath_element_before(l->verdict, i));
	json_string(t, "out", element_after(e, l, i));
	if (code != CODE_NONE) {
		json_string(t, "code", span_of(code_name(code)));
		json_string(t, "message", span_of(code_text(code)));
		if (*layer_of(code))
			json_string(t, "cause", span_of(layer_of(code)));
		if (*code_remedy(code))
			json_string(t, "suggestion", span_of(code_remedy(code)));
	}
	if (list.n && is_changed(l, i)) {
		json_open(t, "spell", '{');
		for (where = 0; where < SPELL_COUNT; where++) {
			spelled = text_in(e->arena);
			if (spell(&spelled, (enum spell_for)where, list))
				json_string(t, spell_name((enum spell_for)where), text_span(&spelled));
		}
		text_putc(t, '}');
	}
	text_puts(t, "}\n");
}

static void
put_text(struct explain *e, const struct explain_list *l, size_t i)
{
	struct span before = rpath_element_before(l->verdict, i);
	enum code code = code_of(l, i);
	struct text *t = &e->out;

	quote_word(t, before);
	text_putc(t, '\n');
	if (code == CODE_NONE) {
		put_row(t, "is", rpath_is_origin(before) ? "as it should be: relative to the file that holds it" : "an absolute path");
		return;
	}
	explain_label(t, "is");
	text_puts(t, code_text(code));
	text_puts(t, " (");
	text_puts(t, code_name(code));
	text_puts(t, ")\n");
	put_row(t, "by", layer_of(code));
	if (is_changed(l, i)) {
		explain_label(t, l->becomes);
		quote_word(t, element_after(e, l, i));
		text_putc(t, '\n');
	}
	put_row(t, "instead", code_remedy(code));
}

static void
put_spellings(struct explain *e, struct span list)
{
	struct text *t = &e->out, spelled;
	const char *name;
	size_t n;
	int where;

	text_puts(t, "write\n");
	for (where = 0; where < SPELL_COUNT; where++) {
		spelled = text_in(e->arena);
		if (!spell(&spelled, (enum spell_for)where, list))
			continue;
		name = spell_name((enum spell_for)where);
		text_puts(t, "  ");
		text_puts(t, name);
		for (n = strlen(name); n < 11; n++)
			text_putc(t, ' ');
		text_put(t, text_span(&spelled));
		text_putc(t, '\n');
	}
}

/* Whether an element says nothing that the one before it does not: CMake pads by dozens. */
static int
is_more_padding(const struct explain_list *l, size_t i)
{
	return i && !rpath_element_before(l->verdict, i).n && !rpath_element_before(l->verdict, i - 1).n && code_of(l, i) == code_of(l, i - 1);
}

void
explain_list(struct explain *e, const struct explain_list *l)
{
	struct span list = mended(e, l);
	size_t i, more = 0;
	enum code_kind kind;

	for (i = 0; i < l->verdict->elements; i++) {
		kind = code_kind(code_of(l, i));
		if (kind == KIND_MENDED || kind == KIND_GUESSED || kind == KIND_WRONG)
			e->wrong = 1;
		if (e->json) {
			put_json(e, l, i, list);
			continue;
		}
		if (is_more_padding(l, i)) {
			more++;
			continue;
		}
		put_text(e, l, i);
	}
	if (e->json)
		return;
	if (more) {
		explain_label(&e->out, "and");
		text_number(&e->out, (unsigned long)more);
		text_puts(&e->out, more > 1 ? " more of these\n" : " more of this\n");
	}
	if (!list.n)
		return;
	if (l->verdict->elements > 1) {
		text_puts(&e->out, "whole      ");
		quote_word(&e->out, list);
		text_putc(&e->out, '\n');
	}
	put_spellings(e, list);
}

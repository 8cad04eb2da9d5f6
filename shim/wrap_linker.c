/* SPDX-License-Identifier: MIT */
/*
 * A linker's line that may need something. It is read as far as that takes: whole, or only around the words that were noted by the first
 * look.
 */
#include <stddef.h>

#include "bytes.h"
#include "names.h"
#include "opts.h"
#include "path.h"
#include "wrap_own.h"

/* By what was called. */
static int
is_called_for_bsd(const struct wrap *w)
{
	const char *gcc = w->settings.collect_gcc;

	return link_is_bsd(w->find.name) || link_is_bsd(w->find.target) || (gcc && link_is_bsd(path_base(span_of(gcc))));
}

int
wrap_is_for_bsd(const struct wrap *w)
{
	char **at = w->argv + 1;
	const char *s, *value;

	for (; (s = *at) != NULL; at++) {
		if (s[0] != '-')
			continue;
		s += 1 + (s[1] == '-');
		/* the loader tells, but a library has none; the emulation tells, but clang gives none */
		value = NULL;
		if (s[0] == 'd' && s[1] == 'y' && span_begins(span_of(s), "dynamic-linker"))
			value = s[14] == '=' ? s + 15 : at[1];
		else if (s[0] == 'm')
			value = s[1] ? s + 1 : at[1];
		if (value && link_is_bsd(span_of(value)))
			return 1;
	}
	return is_called_for_bsd(w);
}

/*
 * Feeds the words around one that was noted: from the last word before it that no other can take for its operand, to the end of
 * its own. done is how far feeding got. Returns how far it got now.
 */
static size_t
feed_around(struct wrap *w, size_t noted, size_t done)
{
	size_t from = noted, to = noted + 1;

	if (noted < done)
		return done;
	while (from > done && from > 1 && w->argv[from - 1][0] == '-' && link_may_take(span_of(w->argv[from - 1]), w->link.linkers))
		from--;
	if (from > done)
		link_skip(&w->link);
	feed_words(&w->feed, w->argv, from, to);
	for (; w->argv[to] && !link_is_complete(&w->link); to++)
		feed_words(&w->feed, w->argv, to, to + 1);
	return to;
}

/* Reads what has been noted, or all. */
static void
read_line(struct wrap *w, int whole)
{
	struct glance *g = &w->glance;
	unsigned linker = names_linker(w->find.name), i;
	size_t done = 1;

	link_begin(&w->link, &w->arena, linker ? linker : (unsigned)LINKER_ANY);
	w->link.bsd = is_called_for_bsd(w);
	feed_begin(&w->feed, &w->arena, &feed_to_link, &w->link);
	if (whole) {
		feed_words(&w->feed, w->argv, 1, (size_t)-1);
		return;
	}
	for (i = 0; i < g->count; i++)
		done = feed_around(w, g->noted[i], done);
}

/*
 * Whether the line may hold what forbids any repair, beside what was noted: a PE emulation, or an option by which the linker only
 * answers a question. Then it has to be read in order.
 */
static int
may_forbid(const struct wrap *w)
{
	const char *s, *value;
	size_t i;

	for (i = 1; (s = w->argv[i]) != NULL; i++) {
		if (s[0] != '-')
			continue;
		s += 1 + (s[1] == '-');
		if (s[0] != 'm' && s[0] != 't' && s[0] != 'p')
			continue;
		value = s[1] ? s + 1 : w->argv[i + 1];
		if (s[0] == 'm' && value && link_is_pe(span_of(value)))
			return 1;
		if (((s[0] == 't' && s[1] == 'a') || (s[0] == 'p' && s[1] == 'r')) &&
		    opts_read(span_of(w->argv[i]), LINKER_ANY).role == ROLE_QUERY)
			return 1;
	}
	return 0;
}

/* Whether a plan from parts of the line is not good enough: it needs to know what may stand anywhere. */
static int
needs_whole(const struct wrap *w)
{
	const struct plan_item *item;

	for (item = w->plan.items; item; item = item->next) {
		if (plan_needs_loader(item))
			return 1;
	}
	return 0;
}

char **
wrap_linker_line(struct wrap *w)
{
	int special = settings_are_special(&w->settings), whole;

	whole = special || wrap_is_for_bsd(w) || w->glance.full || w->glance.files || w->settings.run_path || may_forbid(w);
	read_line(w, whole);
	if (w->feed.endless || w->arena.failed || wrap_plan(w) != 0)
		return w->argv;
	if (!whole && needs_whole(w)) {
		read_line(w, 1);
		if (wrap_plan(w) != 0)
			return w->argv;
	}
	if (!w->plan.changed && !special)
		return w->argv;
	w->words = w->glance.words;
	return wrap_carry_out(w);
}

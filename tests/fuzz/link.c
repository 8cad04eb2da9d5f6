/* SPDX-License-Identifier: MIT */
/*
 * A link line with its response files, through all that the shim does with one: first look, reading, plan, new argv. Input: letters (world.c), the
 * words, one a line, and behind lines of % the files @a, @b and so on.
 */
#include "fuzz.h"

#include "glance.h"
#include "hand.h"
#include "names.h"
#include "plan.h"
#include "rpath.h"
#include "settings.h"
#include "wrap_own.h"

/* the shim's own, which asks for the two functions below */
#include "wrap_linker.c"

static struct fuzz_world world;
static struct fuzz_words before, after, whole;

/* What wrap_linker.c asks for, without a log or a word to the user. */
int
wrap_plan(struct wrap *w)
{
	return plan_make(&w->plan, &w->arena, &w->link, &w->settings, world.host);
}

char **
wrap_carry_out(struct wrap *w)
{
	struct hand_line line = {w->argv, w->words, &w->link, &w->feed, &w->plan, 0, w->settings.at_first};
	int no_memfd = 0;
	char **out = w->plan.changed ? hand_over(&w->arena, &line, &no_memfd) : NULL;

	if (!out)
		plan_drop(&w->plan);
	return out && !w->arena.failed ? out : w->argv;
}

static void
begin(struct wrap *w, char **argv, struct arena *a)
{
	memset(w, 0, sizeof *w);
	w->argv = argv;
	/* none of its blocks is another's */
	w->arena.more = a->more;
	w->settings = *world.settings;
	w->find.name = span_of(world.linker);
	glance_words(&w->glance, argv);
}

/* As wrap.c decides it. */
static int
is_sound(struct wrap *w)
{
	unsigned origins = 0;
	size_t i;

	if (settings_are_special(&w->settings) || w->glance.doubt || (w->settings.run_path && !rpath_is_plain(span_of(w->settings.run_path), &origins)))
		return 0;
	for (i = 1; w->argv[i]; i++) {
		if (feed_file_name(w->argv[i]) && feed_glance(feed_file_name(w->argv[i]), &w->glance.origins))
			return 0;
	}
	return w->glance.origins < 2 && (!w->glance.origins || !wrap_is_for_bsd(w));
}

static int
same_words(const struct fuzz_words *a, const struct fuzz_words *b)
{
	size_t i;

	for (i = 0; i < a->n && a->n == b->n; i++) {
		if (!span_equal(a->word[i], b->word[i]))
			return 0;
	}
	return a->n == b->n;
}

static void
repair_once_more(char **argv, struct arena *a)
{
	static struct wrap w;
	char **out;

	begin(&w, argv, a);
	w.glance.full = 1;
	out = wrap_linker_line(&w);
	if (out != argv) {
		show_words(a, argv);
		show_words(a, out);
	}
	law(out == argv, "repairing twice is repairing once");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_line line;
	static struct wrap w, all;
	struct span input = {(const char *)data, size}, words;
	struct arena *a;
	char **out;
	unsigned blocks;

	a = fuzz_arena();
	world = fuzz_world(fuzz_part(&input, "\n"));
	blocks = world.blocks;
	words = fuzz_part(&input, "\n%\n");
	world_begin(input);
	fuzz_line(&line, world.linker, words);
	fuzz_words(&before, a, line.argv);
	if (world_was_guessed())
		return 0;

	/* all of the line is read */
	begin(&all, line.argv, a);
	all.glance.full = 1;
	out = wrap_linker_line(&all);
	fuzz_words(&whole, a, out);
	if (before.all && whole.all && !all.feed.endless)
		fuzz_compare(&before, &whole, &all.plan);
	if (out != line.argv && whole.all && !fuzz_may_go_on(&all.plan))
		repair_once_more(out, a);

	/* the first look, which may leave at once, and else only what it noted is read */
	begin(&w, line.argv, a);
	if (is_sound(&w)) {
		law(out == line.argv, "what the first look calls sound does not change");
		return 0;
	}
	out = wrap_linker_line(&w);
	fuzz_words(&after, a, out);
	law(same_words(&whole, &after), "a line read in parts comes out as one read whole");

	/* and with too little memory, either the same comes out or the line as it came */
	if (blocks) {
		fuzz_limit(blocks);
		begin(&w, line.argv, a);
		is_sound(&w);
		out = wrap_linker_line(&w);
		fuzz_limit(0);
		if (out != line.argv) {
			fuzz_words(&after, a, out);
			law(same_words(&whole, &after), "what is changed with little memory is changed as with much");
		}
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* A compiler's line with its response files. Input as for link.c; letters v and w say whose it is. */
#include "fuzz.h"

#include "driver.h"
#include "feed.h"
#include "glance.h"
#include "hand.h"
#include "opts.h"
#include "plan.h"
#include "settings.h"

static struct fuzz_world world;

struct reading {
	struct link link;
	struct driver_line driver;
	struct feed feed;
	struct plan plan;
};

/* As wrap_driver.c does it. Returns whether a plan was made. */
static int
read_line(struct reading *r, struct arena *a, char **argv)
{
	struct settings settings = *world.settings;
	unsigned linker = driver_linker(argv);

	memset(r, 0, sizeof *r);
	link_begin(&r->link, a, linker ? linker : (unsigned)LINKER_ANY);
	driver_begin(&r->driver, &r->link, world.drivers);
	r->feed.arena = a;
	r->feed.sink = &feed_to_driver;
	r->feed.ctx = &r->driver;
	feed_words(&r->feed, argv, 1, (size_t)-1);
	driver_finish(&r->driver);
	if (r->driver.no_link || r->driver.foreign || r->driver.hidden || r->feed.endless || a->failed)
		return 0;
	if (!r->driver.bypass || !link_is_complete(&r->link) || (settings.run_path && !r->link.has_rpath))
		settings.rpath = settings.prefix = NULL;
	return plan_make(&r->plan, a, &r->link, &settings, world.host) == 0;
}

static void
check_twice(struct arena *a, char **argv, const struct plan *first)
{
	static struct reading again;

	if (fuzz_may_go_on(first) || !read_line(&again, a, argv) || !again.plan.changed)
		return;
	/* an rpath in the place of LD_RUN_PATH is one that others may stand beside */
	if (first->run_path && again.plan.inject)
		return;
	show_words(a, argv);
	law(0, "repairing twice is repairing once");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_line line;
	static struct reading r;
	static struct fuzz_words before, after;
	struct span input = {(const char *)data, size}, words;
	struct arena *a = fuzz_arena();
	struct hand_line in = {line.argv, 0, &r.link, &r.feed, &r.plan, 1, 0};
	int no_memfd = 0, planned;
	char **out;

	world = fuzz_world(fuzz_part(&input, "\n"));
	words = fuzz_part(&input, "\n%\n");
	world_begin(input);
	fuzz_line(&line, "gcc", words);
	fuzz_words(&before, a, line.argv);
	if (world_was_guessed())
		return 0;
	planned = read_line(&r, a, line.argv);
	law(!glance_compiles(line.argv, &in.argc) || !planned || !r.plan.changed || r.plan.inject, "what compiles by the first look does not change");
	in.argc = line.argc;
	in.at_first = world.settings->at_first;
	if (!planned || !r.plan.changed || !(out = hand_over(a, &in, &no_memfd)))
		return 0;
	fuzz_words(&after, a, out);
	if (before.all && after.all) {
		fuzz_compare(&before, &after, &r.plan);
		check_twice(a, out, &r.plan);
	}
	return 0;
}

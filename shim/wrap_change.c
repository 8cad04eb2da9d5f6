/* SPDX-License-Identifier: MIT */
/*
 * From a line that was read to the argv that runs: asks plan.c what to change, and does what the mode makes of the answer. The same for a
 * linker's line and a compiler's.
 */
#include <stddef.h>

#include "bytes.h"
#include "hand.h"
#include "machine.h"
#include "names.h"
#include "os.h"
#include "record.h"
#include "wrap_own.h"

/* Answers to plan.c's questions. */

static int
host_is_file(void *ctx, struct span path)
{
	struct wrap *w = ctx;

	return machine_is_file(&w->arena, path);
}

static int
host_is_folder(void *ctx, struct span path)
{
	struct wrap *w = ctx;

	return machine_is_folder(&w->arena, path);
}

static int
host_is_cmakes(void *ctx, struct span value)
{
	struct wrap *w = ctx;

	return cmake_owns(&w->cmake, &w->arena, value);
}

static unsigned
host_linker(void *ctx)
{
	struct wrap *w = ctx;

	if (w->linker < 0)
		w->linker = (int)find_linker(&w->find);
	return (unsigned)w->linker;
}

static void
host_evidence(void *ctx, struct span suffix, unsigned at, struct plan_evidence *out)
{
	struct wrap *w = ctx;

	w->evidence.arena = &w->arena;
	w->evidence.settings = &w->settings;
	evidence_ask(&w->evidence, suffix, at, out);
}

int
wrap_plan(struct wrap *w)
{
	struct plan_host host = {
	    w, host_is_file, host_is_folder, machine_is_meson, machine_is_cmake, host_is_cmakes, host_linker, host_evidence,
	};

	return plan_make(&w->plan, &w->arena, &w->link, &w->settings, &host);
}

void
wrap_log(struct wrap *w)
{
	static const char *const modes[] = {"repair", "warn", "strict", "off"};
	struct record r;

	if (!w->settings.log || w->link.query)
		return;
	r.as = w->find.name.p;
	r.program = w->find.path;
	r.driver = w->find.driver;
	r.mode = modes[w->settings.mode];
	r.output = &w->link.output;
	r.plan = &w->plan;
	record_link(&w->arena, w->settings.log, &r);
}

/*
 * Whether this link is a configure script's or a build system's question about the tool chain: it must be answered in silence.
 */
static int
is_probe(struct wrap *w)
{
	enum { ROOM = 4096 };
	struct span cwd = {NULL, 0};
	char *room = arena_take(&w->arena, ROOM);
	long n = room ? os_getcwd(room, ROOM) : 0;

	if (n > 0) {
		cwd.p = room;
		cwd.n = (size_t)n;
	}
	return names_probe(wrap_output(w)) || span_has(cwd, "meson-private");
}

/* Whether all warnings are ours to give: a compiler's line is seen once more by the linker names, unless it leads past them. */
static int
says_all(const struct wrap *w)
{
	return !w->find.driver || w->driver.bypass;
}

char **
wrap_carry_out(struct wrap *w)
{
	struct hand_line line = {w->argv, w->words, &w->link, &w->feed, &w->plan, w->find.driver, w->settings.at_first};
	int probe = w->settings.ours && is_probe(w), no_memfd = 0;
	char **out = NULL;

	if (w->find.bad_setting)
		plan_note(&w->plan, CODE_LD_SETTING_BAD);
	if (w->feed.opaque)
		plan_note(&w->plan, CODE_OPAQUE_FILE);
	if (w->settings.mode == MODE_WARN) {
		if (!probe)
			wrap_say_warnings(w, says_all(w));
		plan_drop(&w->plan);
		wrap_log(w);
		return w->argv;
	}
	if (w->settings.mode == MODE_STRICT && w->plan.refuse && !probe) {
		plan_drop(&w->plan);
		wrap_log(w);
		wrap_refuse(w);
	}
	if (w->plan.changed) {
		out = hand_over(&w->arena, &line, &no_memfd);
		if (no_memfd)
			plan_note(&w->plan, CODE_NO_MEMFD);
	}
	if (!out)
		plan_drop(&w->plan);
	if (out && w->settings.verbose && !probe) {
		wrap_say_elements(w);
		if (w->settings.verbose > 1) {
			wrap_say_words(w, "was", w->argv);
			wrap_say_words(w, "now", out);
		}
	}
	wrap_log(w);
	return out && !w->arena.failed ? out : w->argv;
}

/* SPDX-License-Identifier: MIT */
/*
 * The compiler names. A compile passes as it came. On a line that may link, what it holds for the linker is repaired where it stands, and
 * COMPILER_PATH is made to lead to the linker names, which do the rest; so what is done here has to be what they would do, or nothing.
 *
 * The driver's layer matters alone where it is told where its linker is (-B, --ld-path, -fuse-ld=/PATH: rustc does so), or where a daemon links in
 * an environment of its own.
 */
#include <stddef.h>

#include "bytes.h"
#include "names.h"
#include "opts.h"
#include "os.h"
#include "path.h"
#include "shim.h"
#include "wrap.h"
#include "wrap_own.h"

static void
read_line(struct wrap *w)
{
	unsigned linker = driver_linker(w->argv);

	link_begin(&w->link, &w->arena, linker ? linker : (unsigned)LINKER_ANY);
	driver_begin(&w->driver, &w->link, find_drivers(&w->find));
	w->linker = (int)linker;
	feed_begin(&w->feed, &w->arena, &feed_to_driver, &w->driver);
	feed_words(&w->feed, w->argv, 1, (size_t)-1);
	driver_finish(&w->driver);
	/* as for the name it was called by, or the one that leads to */
	w->link.bsd |= link_is_bsd(w->find.name) || link_is_bsd(w->find.real);
	w->link.musl |= span_has(w->find.name, "-musl") || span_has(w->find.real, "-musl") || (w->find.native && span_has(span_of(w->find.native), "-musl"));
}

/*
 * What ORIGINLD_RPATH, ORIGINLD_PREFIX, ORIGINLD_DTAGS and the target ask for is added by the linker names. Here it is only where the line may lead past them; and not where it would silence
 * LD_RUN_PATH, of which only they know what to make.
 */
static int
may_add(const struct wrap *w)
{
	return w->driver.bypass && link_is_complete(&w->link) && (!w->settings.run_path || w->link.has_rpath);
}

/* A wrapper may hand the line to a process that cannot read our memory files; what is in response files is left to the linker names then. */
static void
leave_files(struct wrap *w)
{
	struct plan_item *item;

	w->plan.changed = w->plan.inject || w->plan.option[0];
	for (item = w->plan.items; item; item = item->next) {
		if (item->rpath->place.file)
			item->change = 0;
		w->plan.changed |= item->change;
	}
}

/* Whether there is anything to do or to say that the linker names would not do and say again. */
static int
has_news(const struct wrap *w)
{
	const struct plan_item *item;

	for (item = w->plan.items; item; item = item->next) {
		if (item->left == CODE_GCC_DROPS_R)
			return 1;
	}
	return w->plan.changed || (w->plan.refuse && w->settings.mode != MODE_REPAIR);
}

/* The argv to run. *links is set where the line links something that concerns us. */
static char **
change_line(struct wrap *w, int *links)
{
	read_line(w);
	/* headers alone are compiled */
	if (w->driver.no_link || w->driver.foreign || (!w->link.inputs && (w->driver.headers || w->driver.header)))
		return w->argv;
	*links = 1;
	if (w->driver.hidden || w->feed.endless || w->arena.failed)
		return w->argv;
	if (!may_add(w)) {
		w->settings.rpath = w->settings.prefix = NULL;
		w->settings.dtags = DTAGS_ANY;
		w->link.bsd = 0;
	}
	if (wrap_plan(w) != 0)
		return w->argv;
	if (w->find.wrapper)
		leave_files(w);
	return has_news(w) ? wrap_carry_out(w) : w->argv;
}

/* Whether folder is an element of the list. */
static int
is_element(const char *list, struct span folder)
{
	struct span rest = span_of(list), element;

	for (;;) {
		element = span_head(rest, span_find(rest, ':'));
		if (span_equal(element, folder))
			return 1;
		if (element.n == rest.n)
			return 0;
		rest = span_from(rest, element.n + 1);
	}
}

static void
put_variable(struct wrap *w, struct text *t)
{
	size_t i = 0;

	while (i < WRAP_PUTS && w->put[i])
		i++;
	if (i < WRAP_PUTS && !w->arena.failed)
		w->put[i] = text_string(t);
}

/* Makes COMPILER_PATH lead to the linker names, which stand in ../ld, seen from the file that is run. Where that cannot be found out it stays. */
static void
reach_linker(struct wrap *w)
{
	enum { ROOM = 4096 };
	const char *list = w->settings.compiler_path;
	char *self = arena_take(&w->arena, ROOM);
	long n = self ? os_readlink("/proc/self/exe", self, ROOM) : -1;
	struct text name = text_in(&w->arena), value = text_in(&w->arena);
	struct span path = {self, n > 0 && n < ROOM ? (size_t)n : 0}, folder;

	if (!path.n)
		return;
	text_put(&name, path_folder(path));
	text_puts(&name, "/ld/ld");
	folder = span_head(text_span(&name), name.n - 3);
	if (w->arena.failed || span_find(folder, ':') < folder.n || os_exists(text_string(&name)) != 0 || (list && is_element(list, folder)))
		return;
	text_puts(&value, "COMPILER_PATH=");
	text_put(&value, folder);
	/* an empty list is the current folder, to gcc */
	if (list) {
		text_putc(&value, ':');
		text_puts(&value, list);
	}
	put_variable(w, &value);
}

/* Gives ccache a PATH of its own, without the folders where it would find us and take us for the compiler, which it watches for changes. */
static void
hide_from_ccache(struct wrap *w)
{
	struct span rest = span_of(w->settings.path ? w->settings.path : ""), element;
	struct text t = text_in(&w->arena), probe;
	size_t kept = 0;

	if (w->settings.ccache_path || !rest.n)
		return;
	text_puts(&t, "CCACHE_PATH=");
	for (;; rest = span_from(rest, element.n + 1)) {
		element = span_head(rest, span_find(rest, ':'));
		probe = text_in(&w->arena);
		text_put(&probe, element);
		text_putc(&probe, '/');
		text_put(&probe, w->find.name);
		if (text_string(&probe) && !find_is_self(&w->find, probe.p)) {
			if (kept++)
				text_putc(&t, ':');
			text_put(&t, element);
		}
		if (element.n == rest.n)
			break;
	}
	put_variable(w, &t);
}

void
wrap_driver(struct wrap *w)
{
	char **argv = w->argv;
	int links = 0;

	if (find_driver(&w->find) != 0) {
		if (w->find.denied)
			wrap_fail(w, EXIT_NOT_EXECUTABLE, "the compiler of that name may not be executed", "",
			    "make it executable, or set ORIGINLD_CC to another one's absolute path");
		wrap_fail(w, EXIT_NOT_FOUND, "no other program of that name in PATH", "",
		    "install the compiler, or set ORIGINLD_CC to its absolute path");
	}
	if (w->find.wrapper && !w->start->secure)
		hide_from_ccache(w);
	if (w->settings.mode != MODE_OFF && !names_foreign(w->find.name) && !glance_compiles(argv, &w->words))
		argv = change_line(w, &links);
	if (links && !w->start->secure)
		reach_linker(w);
	wrap_run(w, argv);
}

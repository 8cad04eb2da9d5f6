/* SPDX-License-Identifier: MIT */
/*
 * The shim's way from a line to the program that gets it. Under a linker's name it reads the link line, has plan.c decide, and hands
 * the result to the real linker; a compiler's line goes on in wrap_driver.c. The rule that holds these files together: whatever goes wrong in
 * here, the real program runs, with the original argv if need be; that rule lives nowhere else.
 *
 * Most links need nothing. For those the way is short: one look at the words (glance.c), the search for the linker, exec.
 */
#include "wrap.h"

#include <errno.h>
#include <stddef.h>

#include "bytes.h"
#include "hand.h"
#include "names.h"
#include "os.h"
#include "rpath.h"
#include "shim.h"
#include "wrap_own.h"

/*
 * Whether the first look finds nothing to do, which is so for nearly every link. Where the line is read whole in any case, response files
 * are not looked into before.
 */
static int
is_sound(struct wrap *w)
{
	struct glance *g = &w->glance;
	unsigned origins = 0;
	size_t i;

	glance_words(g, w->argv);
	if (settings_are_special(&w->settings) || g->doubt || (w->settings.run_path && !rpath_is_plain(span_of(w->settings.run_path), &origins)))
		return 0;
	/* the value of a variable ORIGIN, which stands where $ORIGIN was written, looks like any other folder */
	if (g->count && w->settings.origin && *w->settings.origin && !rpath_is_origin(span_of(w->settings.origin)))
		return 0;
	if (!g->files)
		return !g->origins || !wrap_is_for_bsd(w);
	for (i = 1; w->argv[i]; i++) {
		if (feed_file_name(w->argv[i]) && feed_glance(feed_file_name(w->argv[i]), &g->origins))
			return 0;
	}
	return g->origins < 2 && (!g->origins || !wrap_is_for_bsd(w));
}

/* The path found, which is relative, made absolute. */
static char *
absolute(struct wrap *w)
{
	enum { ROOM = 4096 };
	struct text t = text_in(&w->arena);
	struct span cwd = {NULL, 0};
	char *room;
	long n;

	room = arena_take(&w->arena, ROOM);
	n = room ? os_getcwd(room, ROOM) : -1;
	if (n <= 0)
		return w->find.path;
	cwd.p = room;
	cwd.n = (size_t)n;
	text_put(&t, cwd);
	text_putc(&t, '/');
	text_puts(&t, w->find.path);
	return text_string(&t) ? t.p : w->find.path;
}

/* Whether a variable is to be replaced: the names up to the '=' are the same. */
static int
is_replaced(const struct wrap *w, const char *variable)
{
	struct span name = span_of(variable), put;
	size_t i, n = span_find(name, '=');

	for (i = 0; i < WRAP_PUTS && w->put[i]; i++) {
		put = span_of(w->put[i]);
		if (n < name.n && put.n > n && span_equal(span_head(put, n + 1), span_head(name, n + 1)))
			return 1;
	}
	return 0;
}

/*
 * The environment for the program: ours with what is put in; and ORIGINLD_TRIED names the program if it may lead back to us, and is gone
 * otherwise.
 */
static char **
environment(struct wrap *w)
{
	struct text t = text_in(&w->arena);
	char **env = w->start->env, **out;
	size_t n = 0, i, k = 0;

	while (env[n])
		n++;
	out = arena_array(&w->arena, n + WRAP_PUTS + 2, sizeof *out);
	if (!out)
		return env;
	for (i = 0; i < n; i++) {
		if (&env[i] != w->settings.tried_at && !is_replaced(w, env[i]))
			out[k++] = env[i];
	}
	for (i = 0; i < WRAP_PUTS && w->put[i]; i++)
		out[k++] = w->put[i];
	if (!w->find.plain) {
		text_puts(&t, "ORIGINLD_TRIED=");
		text_puts(&t, w->settings.tried);
		find_put_tried(&t, &w->find.file);
		out[k++] = text_string(&t);
	}
	return w->arena.failed ? env : out;
}

/* As a rule neither needs anything. */
static inline char *
program_name(struct wrap *w)
{
	return w->find.path[0] == '/' ? w->find.path : absolute(w);
}

static inline char **
program_environment(struct wrap *w)
{
	return w->find.plain && !w->settings.tried && !w->put[0] ? w->start->env : environment(w);
}

void
wrap_run(struct wrap *w, char **argv)
{
	char **env = program_environment(w), **file, *called = w->start->argv[0], *first = w->find.path;
	int error;

	argv[0] = program_name(w);
	error = os_exec(w->find.path, argv, env);
	if (error == -EACCES) {
		/* the mode bits promised too much: what else is there? */
		w->find.careful = 1;
		if ((w->find.driver ? find_driver(&w->find) : find_program(&w->find)) == 0) {
			argv[0] = program_name(w);
			error = os_exec(w->find.path, argv, program_environment(w));
		} else {
			w->find.path = first; /* for the message */
		}
	}
	if (error == -E2BIG) {
		file = argv == w->argv || w->find.wrapper ? NULL : hand_over_as_file(&w->arena, argv);
		plan_note(&w->plan, CODE_TOO_LONG);
		if (!file)
			plan_drop(&w->plan);
		wrap_log(w);
		if (file)
			os_exec(w->find.path, file, env);
		/* the line we got did fit */
		if (called)
			w->argv[0] = called;
		error = os_exec(w->find.path, w->argv, w->start->env);
	}
	if (error == -ENOENT)
		wrap_fail(w, EXIT_NOT_FOUND, "cannot run ", w->find.path, "it, or the interpreter it names, does not exist");
	wrap_fail(w, EXIT_NOT_EXECUTABLE, "cannot run ", w->find.path,
	    error == -ENOEXEC ? "it is no program of this machine and no script with #!" : "make it executable, or name another one in ORIGINLD_LD or ORIGINLD_CC");
}

/* The last component of a path, which may be long: its end is found by the walk that is quickest. */
static struct span
base_name(const char *path)
{
	char passed[512];
	size_t end = bytes_copy_until(passed, sizeof passed, path, '\0'), n = end;
	struct span s;

	while (n > 0 && path[n - 1] != '/')
		n--;
	s.p = path + n;
	s.n = end - n;
	return s;
}

/* Whether the line is none of our business whatever it holds. */
static int
passes_as_it_is(const struct wrap *w)
{
	const char *first = w->argv[1];

	if (w->settings.mode == MODE_OFF)
		return 1;
	/* Mach-O has no $ORIGIN */
	if (w->find.name.n == 8 && span_is(w->find.name, "ld64.lld"))
		return 1;
	/* mold -run is a launcher, and what follows are not its options */
	return first && first[0] == '-' && (first[1] == 'r' || (first[1] == '-' && first[2] == 'r')) &&
	    span_is(w->find.name, "mold") && (span_is(span_of(first), "-run") || span_is(span_of(first), "--run"));
}

void
wrap(struct shim_start *s, const struct wrap_config *c)
{
	static char room[2048], candidates[512], nameless[1];
	static struct wrap w;

	w.start = s;
	w.arena.at = room;
	w.arena.end = room + sizeof room;
	w.arena.more = os_more;
	w.linker = -1;
	w.argv = s->argv;
	shim_origin(s, settings_find(&w.settings, s->env));
	settings_understand(&w.settings, s->secure);
	if (!w.argv[0]) {
		/* execve allows an empty argv; the linker at least gets a name */
		w.argv = arena_array(&w.arena, 2, sizeof *w.argv);
		if (!w.argv)
			os_exit(EXIT_REFUSED);
		w.argv[0] = nameless;
	}
	w.find.arena = &w.arena;
	w.find.settings = &w.settings;
	w.find.name = base_name(w.argv[0]);
	if (!w.find.name.n)
		w.find.name = base_name(s->self ? s->self : "ld");
	w.find.fallback = c->linker;
	w.find.native = c->native;
	w.find.self = s->self;
	w.find.argv = w.argv;
	w.find.room = candidates;
	w.find.room_size = sizeof candidates;
	/* no compiler's name begins as ld does */
	if (*w.find.name.p != 'l' && names_driver(w.find.name)) {
		w.find.fallback = c->compiler;
		wrap_driver(&w);
	}
	if (find_program(&w.find) != 0) {
		if (w.find.denied)
			wrap_fail(&w, EXIT_NOT_EXECUTABLE, "the linker of that name may not be executed", "",
			    "make it executable, or set ORIGINLD_LD to another one's absolute path");
		wrap_fail(&w, EXIT_NOT_FOUND, "no other program of that name in COMPILER_PATH and PATH", "",
		    "install the linker, or set ORIGINLD_LD to its absolute path");
	}
	if (passes_as_it_is(&w) || is_sound(&w))
		wrap_run(&w, w.argv);
	else
		wrap_run(&w, wrap_linker_line(&w));
}

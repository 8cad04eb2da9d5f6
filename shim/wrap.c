/* SPDX-License-Identifier: MIT */
/*
 * The linker names. Reads the link line, has plan.c decide, hands the result to the real linker. The rule that holds this file together: whatever
 * goes wrong in here, the real linker runs, with the original argv if need be; that rule lives nowhere else.
 *
 * Most links need nothing. For those the way is short: one look at the words (glance.c), the search for the linker, exec.
 */
#include "wrap.h"

#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "cmake.h"
#include "codes.h"
#include "feed.h"
#include "find.h"
#include "glance.h"
#include "hand.h"
#include "link.h"
#include "opts.h"
#include "os.h"
#include "path.h"
#include "plan.h"
#include "record.h"
#include "rpath.h"
#include "settings.h"
#include "shim.h"

struct wrap {
	const struct shim_start *start;
	char **argv; /* as we got it; argv[0] is never NULL */
	struct arena arena;
	struct settings settings;
	struct find find;
	struct glance glance;
	struct link link;
	struct feed feed;
	struct plan plan;
	int linker; /* enum linker bit of the program found; -1: not asked yet */
};

/* Answers to plan.c's questions. */

static int
host_kind(void *ctx, struct span path, struct os_file *file)
{
	struct wrap *w = ctx;
	char *p = arena_string(&w->arena, path);

	return p && os_stat(p, file) == 0;
}

static int
host_is_file(void *ctx, struct span path)
{
	struct os_file file;

	return host_kind(ctx, path, &file) && (file.mode & S_IFMT) != S_IFDIR;
}

static int
host_is_folder(void *ctx, struct span path)
{
	struct os_file file;

	return host_kind(ctx, path, &file) && (file.mode & S_IFMT) == S_IFDIR;
}

static int
host_is_meson(void *ctx)
{
	(void)ctx;
	return os_exists("meson-info") == 0;
}

static int
host_is_cmake(void *ctx)
{
	(void)ctx;
	return os_exists("cmake_install.cmake") == 0;
}

static int
host_is_cmakes(void *ctx, struct span value)
{
	struct wrap *w = ctx;

	return cmake_owns(&w->arena, value);
}

static unsigned
host_linker(void *ctx)
{
	struct wrap *w = ctx;

	if (w->linker < 0)
		w->linker = (int)find_linker(&w->find);
	return (unsigned)w->linker;
}

/* Messages. */

static struct text
message_begin(struct wrap *w, struct span about)
{
	struct text t = text_in(&w->arena);

	text_puts(&t, "originld: ");
	record_quote(&t, about);
	text_puts(&t, ": ");
	return t;
}

static void
message_end(struct text *t)
{
	text_putc(t, '\n');
	record_say(text_span(t));
}

static struct span
output_name(const struct wrap *w)
{
	return w->link.output.n ? w->link.output : span_of("a.out");
}

static void
fail(struct wrap *w, int status, const char *what, const char *about, const char *remedy)
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
		record_quote(&t, span_of(about));
	text_puts(&t, "; ");
	text_puts(&t, remedy);
	message_end(&t);
	os_exit(status);
}

/*
 * Whether this link is a configure script's or a build system's question about the tool chain: it must be answered in silence.
 */
static int
is_probe(struct wrap *w)
{
	enum { ROOM = 4096 };
	struct span output = output_name(w), base = path_base(output), cwd = {NULL, 0};
	char *room = arena_take(&w->arena, ROOM);
	long n = room ? os_getcwd(room, ROOM) : 0;

	if (n > 0) {
		cwd.p = room;
		cwd.n = (size_t)n;
	}
	return span_begins(base, "conftest") || span_begins(base, "cmTC_") || span_has(output, "meson-private") ||
	    span_has(cwd, "meson-private");
}

/* "was -> now (code); ..." for each element that changes or, with all set, is worth a word. */
static void
say_elements(struct wrap *w, const char *arrow, int all)
{
	const struct plan_item *item;
	const struct rpath_element *e;
	struct text t = message_begin(w, output_name(w));
	size_t i, said = 0;
	enum code code;

	for (item = w->plan.items; item; item = item->next) {
		for (i = 0; i < item->verdict.elements; i++) {
			e = &item->verdict.element[i];
			code = item->left && e->edits ? item->left : e->code;
			if (!(item->change && (e->edits || e->slash)) && !(all && code_kind(code) == KIND_WRONG))
				continue;
			if (said++)
				text_puts(&t, "; ");
			text_puts(&t, "rpath ");
			record_quote(&t, rpath_element_before(&item->verdict, i));
			if (item->change && (e->edits || e->slash)) {
				text_puts(&t, arrow);
				record_quote(&t, rpath_element_after(&w->arena, &item->verdict, i));
			}
			text_puts(&t, " (");
			text_puts(&t, code_name(code));
			text_puts(&t, ": ");
			text_puts(&t, code_text(code));
			text_putc(&t, ')');
		}
	}
	for (i = 0; i < 2; i++) {
		const char *added = i ? w->plan.inject : w->plan.run_path;

		if (!added)
			continue;
		if (said++)
			text_puts(&t, "; ");
		text_puts(&t, all ? "would add rpath " : "added rpath ");
		record_quote(&t, span_of(added));
	}
	if (said)
		message_end(&t);
}

static void
say_words(struct wrap *w, const char *what, char **argv)
{
	struct text t = message_begin(w, span_of(what));
	size_t i;

	for (i = 0; argv[i]; i++) {
		if (i)
			text_putc(&t, ' ');
		record_quote(&t, span_of(argv[i]));
	}
	message_end(&t);
}

static void
refuse(struct wrap *w)
{
	struct text t = message_begin(w, output_name(w));

	text_puts(&t, "rpath element ");
	record_quote(&t, w->plan.refuse_element);
	text_puts(&t, " (");
	text_puts(&t, code_name(w->plan.refuse));
	text_puts(&t, "): ");
	text_puts(&t, code_text(w->plan.refuse));
	text_puts(&t, "; ");
	text_puts(&t, code_remedy(w->plan.refuse));
	text_puts(&t, ", or set ORIGINLD_MODE=repair");
	message_end(&t);
	os_exit(EXIT_REFUSED);
}

/* Reading the line. */

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
	unsigned linker = find_linker_of_name(w->find.name), i;
	size_t done = 1;

	link_begin(&w->link, &w->arena, linker ? linker : (unsigned)LINKER_ANY);
	w->feed.arena = &w->arena;
	w->feed.link = &w->link;
	w->feed.files = NULL;
	w->feed.last = &w->feed.files;
	w->feed.count = 0;
	w->feed.opaque = w->feed.endless = 0;
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
	if (!g->files)
		return 1;
	for (i = 1; w->argv[i]; i++) {
		if (feed_file_name(w->argv[i]) && feed_glance(feed_file_name(w->argv[i]), &g->origins))
			return 0;
	}
	return g->origins < 2;
}

/* Whether a plan from parts of the line is good enough: what it needs to know is known. */
static int
needs_whole(const struct wrap *w)
{
	const struct plan_item *item;
	const char *put;
	size_t i;

	/* $LIB and $PLATFORM depend on the target's loader, which may be named anywhere */
	for (item = w->plan.items; item; item = item->next) {
		for (i = 0; item->change && i < item->verdict.edits; i++) {
			put = item->verdict.edit[i].put;
			if (put[0] == '$' && (put[1] == 'L' || put[1] == 'P'))
				return 1;
		}
	}
	return 0;
}

static void
write_log(struct wrap *w)
{
	static const char *const modes[] = {"repair", "warn", "strict", "off"};
	struct record r;

	if (!w->settings.log || w->link.query)
		return;
	r.as = w->find.name.p;
	r.linker = w->find.path;
	r.mode = modes[w->settings.mode];
	r.output = &w->link.output;
	r.plan = &w->plan;
	record_link(&w->arena, w->settings.log, &r);
}

/* The argv to run where there may be something to do: the original one, or one with what the plan changes. */
static char **
decide(struct wrap *w)
{
	struct plan_host host = {w, host_is_file, host_is_folder, host_is_meson, host_is_cmake, host_is_cmakes, host_linker};
	int special = settings_are_special(&w->settings), whole, no_memfd = 0, probe;
	char **out = NULL;

	whole = special || w->glance.full || w->glance.files || w->settings.run_path || may_forbid(w);
	read_line(w, whole);
	if (w->feed.endless || w->arena.failed || plan_make(&w->plan, &w->arena, &w->link, &w->settings, &host) != 0)
		return w->argv;
	if (!whole && needs_whole(w)) {
		read_line(w, 1);
		if (plan_make(&w->plan, &w->arena, &w->link, &w->settings, &host) != 0)
			return w->argv;
	}
	if (!w->plan.changed && !special)
		return w->argv;
	if (w->find.bad_setting)
		plan_note(&w->plan, CODE_LD_SETTING_BAD);
	if (w->feed.opaque)
		plan_note(&w->plan, CODE_OPAQUE_FILE);
	probe = w->settings.ours && is_probe(w);
	if (w->settings.mode == MODE_WARN) {
		if (!probe)
			say_elements(w, " would become ", 1);
		plan_drop(&w->plan);
		write_log(w);
		return w->argv;
	}
	if (w->settings.mode == MODE_STRICT && w->plan.refuse && !probe) {
		plan_drop(&w->plan);
		write_log(w);
		refuse(w);
	}
	if (w->plan.changed) {
		out = hand_over(&w->arena, w->argv, w->glance.words, &w->link, &w->feed, &w->plan, w->settings.at_first, &no_memfd);
		if (no_memfd)
			plan_note(&w->plan, CODE_NO_MEMFD);
	}
	if (!out)
		plan_drop(&w->plan);
	if (out && w->settings.verbose && !probe) {
		say_elements(w, " -> ", 0);
		if (w->settings.verbose > 1) {
			say_words(w, "was", w->argv);
			say_words(w, "now", out);
		}
	}
	write_log(w);
	return out && !w->arena.failed ? out : w->argv;
}

/* Becoming the linker. */

/* The path found, made absolute. */
static char *
absolute(struct wrap *w)
{
	enum { ROOM = 4096 };
	struct text t = text_in(&w->arena);
	struct span cwd = {NULL, 0};
	char *room;
	long n;

	if (w->find.path[0] == '/')
		return w->find.path;
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

/*
 * The environment for the program: ours, but ORIGINLD_TRIED names it if it may lead back to us, and is gone otherwise.
 */
static char **
environment(struct wrap *w)
{
	struct text t = text_in(&w->arena);
	char **env = w->start->env, **out;
	size_t n = 0, i, k = 0;

	if (w->find.plain && !w->settings.tried)
		return env;
	while (env[n])
		n++;
	out = arena_array(&w->arena, n + 2, sizeof *out);
	if (!out)
		return env;
	for (i = 0; i < n; i++) {
		if (&env[i] != w->settings.tried_at)
			out[k++] = env[i];
	}
	if (!w->find.plain) {
		text_puts(&t, "ORIGINLD_TRIED=");
		text_puts(&t, w->settings.tried);
		find_put_tried(&t, &w->find.file);
		out[k++] = text_string(&t);
	}
	return w->arena.failed ? env : out;
}

static void
run(struct wrap *w, char **argv)
{
	char **env = environment(w), **file, *called = w->start->argv[0];
	int error;

	argv[0] = absolute(w);
	error = os_exec(w->find.path, argv, env);
	if (error == -EACCES && !w->find.careful) {
		/* the mode bits promised too much: what else is there? */
		w->find.careful = 1;
		if (find_program(&w->find) == 0) {
			argv[0] = absolute(w);
			error = os_exec(w->find.path, argv, environment(w));
		}
	}
	if (error == -E2BIG) {
		file = argv == w->argv ? NULL : hand_over_as_file(&w->arena, argv);
		plan_note(&w->plan, CODE_TOO_LONG);
		if (!file)
			plan_drop(&w->plan);
		write_log(w);
		if (file)
			error = os_exec(w->find.path, file, env);
		/* the line we got did fit */
		if (called)
			w->argv[0] = called;
		error = os_exec(w->find.path, w->argv, w->start->env);
	}
	if (error == -ENOENT)
		fail(w, EXIT_NOT_FOUND, "cannot run ", w->find.path, "it, or the interpreter it names, does not exist");
	fail(w, EXIT_NOT_EXECUTABLE, "cannot run ", w->find.path,
	    error == -ENOEXEC ? "it is no program of this machine and no script with #!" : "make it executable, or name another one in ORIGINLD_LD");
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
wrap_linker(struct shim_start *s, const struct wrap_config *c)
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
	if (find_program(&w.find) != 0) {
		if (w.find.denied)
			fail(&w, EXIT_NOT_EXECUTABLE, "the linker of that name may not be executed", "",
			    "make it executable, or set ORIGINLD_LD to another one's absolute path");
		fail(&w, EXIT_NOT_FOUND, "no other program of that name in COMPILER_PATH and PATH", "",
		    "install the linker, or set ORIGINLD_LD to its absolute path");
	}
	if (passes_as_it_is(&w) || is_sound(&w))
		run(&w, w.argv);
	else
		run(&w, decide(&w));
}

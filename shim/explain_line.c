/* SPDX-License-Identifier: MIT */
/*
 * explain of a link line: it is read as the linker names read it, and what they would do is said instead of done. The evidence that they look for in the way that
 * a line came (evidence.h) is not there for a line that somebody has typed.
 */
#define _POSIX_C_SOURCE 200809L
#include "explain.h"

#include <string.h>

#include "bytes.h"
#include "cmake.h"
#include "codes.h"
#include "command.h"
#include "driver.h"
#include "feed.h"
#include "find.h"
#include "json.h"
#include "link.h"
#include "machine.h"
#include "names.h"
#include "opts.h"
#include "os.h"
#include "path.h"
#include "plan.h"
#include "quote.h"
#include "rsp.h"
#include "settings.h"
#include "tools.h"

extern char **environ;

/* A word that looks as if it held a $ORIGIN, and may be no rpath. */
struct suspect {
	struct suspect *next;
	struct span text;
	struct link_place place;
};

struct line {
	struct explain *explain;
	const struct command *command;
	struct arena *arena;
	char **argv;        /* the name, and the words behind it */
	struct span name;   /* its last component */
	unsigned drivers;   /* the name is a compiler's */
	int linker;         /* enum linker bit, 0: not known; -1: not looked up yet */
	struct settings settings;
	struct link link;
	struct driver_line driver;
	struct feed feed;
	struct cmake cmake;
	struct plan plan;
	struct suspect *suspects, **last;
};

/* ------------------------------------------------------------------- reading */

static void
sink_word(void *ctx, struct span word, struct link_place place, int keep)
{
	struct line *l = ctx;
	struct suspect *s;

	if (span_has(word, "RIGIN") && (s = arena_array(l->arena, 1, sizeof *s)) != NULL) {
		s->text = span_of(arena_string(l->arena, word));
		s->place = place;
		*l->last = s;
		l->last = &s->next;
	}
	if (l->drivers)
		driver_word(&l->driver, word, place, keep);
	else
		link_word(&l->link, word, place, keep);
}

static void
sink_maybe(void *ctx, struct span word, struct link_place place)
{
	struct line *l = ctx;

	if (l->drivers)
		driver_maybe_word(&l->driver, word, place);
	else
		link_maybe_word(&l->link, word, place);
}

static void
sink_lost(void *ctx)
{
	struct line *l = ctx;

	if (l->drivers)
		driver_lost(&l->driver);
	else
		link_lost(&l->link);
}

static const struct feed_sink feed_to_line = {sink_word, sink_maybe, sink_lost};

static int
is_name(const char *word)
{
	struct span base = path_base(span_of(word));

	return word[0] != '-' && word[0] != '@' && (names_driver(base) || tool_kind(base) == TOOL_LD || names_foreign(base));
}

/*
 * Finds the program's name. It is the first word, or stands behind a wrapper such as ccache or libtool --mode=link, so before any -o; a line that begins
 * with an option, a response file or an input of the linker has none, and ld is meant.
 */
static void
find_name(struct line *l, char **words)
{
	static char plain[] = "ld";
	char **w = words;
	size_t n = 0;

	while (*w && strcmp(*w, "-o") != 0 && !is_name(*w) && words[0][0] != '-' && words[0][0] != '@')
		w++;
	if (!*w || !is_name(*w)) {
		while (words[n])
			n++;
		l->argv = arena_array(l->arena, n + 2, sizeof *l->argv);
		l->argv[0] = plain;
		memcpy(l->argv + 1, words, n * sizeof *words);
	} else {
		l->argv = w;
	}
	l->name = path_base(span_of(l->argv[0]));
	l->drivers = names_driver(l->name);
}

static void
read_line(struct line *l)
{
	unsigned linker = l->drivers ? driver_linker(l->argv) : names_linker(l->name);

	l->linker = linker ? (int)linker : -1;
	link_begin(&l->link, l->arena, linker ? linker : (unsigned)LINKER_ANY);
	if (l->drivers)
		driver_begin(&l->driver, &l->link, l->drivers);
	l->last = &l->suspects;
	feed_begin(&l->feed, l->arena, &feed_to_line, l);
	feed_words(&l->feed, l->argv, 1, (size_t)-1);
}

/* -------------------------------------------------------- questions of the plan */

static int
host_is_file(void *ctx, struct span path)
{
	struct line *l = ctx;

	return machine_is_file(l->arena, path);
}

static int
host_is_folder(void *ctx, struct span path)
{
	struct line *l = ctx;

	return machine_is_folder(l->arena, path);
}

static int
host_is_cmakes(void *ctx, struct span value)
{
	struct line *l = ctx;

	return cmake_owns(&l->cmake, l->arena, value);
}

/* Which linker a plain ld is here: the one on PATH, for a compiler too. */
static unsigned
host_linker(void *ctx)
{
	struct line *l = ctx;
	struct find f;

	if (l->linker >= 0)
		return (unsigned)l->linker;
	memset(&f, 0, sizeof f);
	f.arena = l->arena;
	f.settings = &l->settings;
	f.name = l->drivers ? span_of("ld") : l->name;
	f.path = tools_program(l->arena, l->command, f.name.p);
	l->linker = f.path && os_stat(f.path, &f.file) == 0 ? (int)find_linker(&f) : 0;
	return (unsigned)l->linker;
}

static int
make_plan(struct line *l)
{
	struct plan_host host = {
	    l, host_is_file, host_is_folder, machine_is_meson, machine_is_cmake, host_is_cmakes, host_linker, NULL,
	};

	settings_find(&l->settings, environ);
	settings_understand(&l->settings, 0);
	/* what would be done is asked, whether or not it is switched off here */
	l->settings.mode = MODE_REPAIR;
	return plan_make(&l->plan, l->arena, &l->link, &l->settings, &host);
}

/* --------------------------------------------------------------------- saying */

/* Why nothing of the line is changed whatever it holds, or NULL. */
static const char *
why_not(const struct line *l)
{
	if (names_foreign(l->name) || (l->drivers && l->driver.foreign) || link_is_pe(l->link.emulation))
		return "it makes no ELF files, so it passes as it is";
	if (span_is(l->name, "ld64.lld"))
		return "it makes Mach-O files, so it passes as it is";
	if (l->drivers && l->driver.no_link)
		return "it links nothing, so it passes as it is";
	if (l->link.query)
		return "the linker is only asked something, so it passes as it is";
	if (l->feed.endless)
		return "its response files name one another without end, so it passes as it is";
	return NULL;
}

/* Where a word stands that argv itself has. */
static size_t
word_of(struct link_place place)
{
	const struct feed_file *file;

	while ((file = place.file) != NULL)
		place = file->place;
	return place.at;
}

/* The name of the response file that a place is in; NULL: none. */
static const char *
response_of(const struct line *l, struct link_place place)
{
	const struct feed_file *file = place.file;
	struct text buffer = text_in(l->arena);
	struct rsp words = {{NULL, 0}, 0, 0};
	struct rsp_word w;

	if (!file)
		return NULL;
	if (!file->place.file)
		return l->argv[file->place.at] + 1;
	/* a file that a file names: the word in that */
	words.raw = ((const struct feed_file *)file->place.file)->bytes;
	words.at = file->place.at;
	return rsp_next(&words, &buffer, &w) > 0 ? arena_string(l->arena, span_from(w.text, 1)) : NULL;
}

static void
put_words(struct text *t, char **from, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i)
			text_putc(t, ' ');
		quote_word(t, span_of(from[i]));
	}
}

static void
say_item(struct line *l, const struct plan_item *item)
{
	const struct link_place place = item->rpath->place;
	struct explain_list list = {&item->verdict, item, NULL, NULL, word_of(place), response_of(l, place), "becomes"};
	struct text *t = &l->explain->out;

	if (!l->explain->json) {
		text_puts(t, "word ");
		text_number(t, (unsigned long)list.word);
		text_puts(t, ": ");
		put_words(t, l->argv + list.word, 1);
		if (list.response && ((const struct feed_file *)place.file)->place.file) {
			text_puts(t, ", in it ");
			quote_word(t, span_of(list.response));
		}
		text_putc(t, '\n');
	}
	explain_list(l->explain, &list);
	if (!l->explain->json)
		text_putc(t, '\n');
}

/* The word as it becomes by all items that are for it; *item goes behind them. */
static struct span
changed_word(struct line *l, const struct plan_item **item)
{
	const struct plan_item *i = *item;
	size_t at = i->rpath->place.at, done = 0, n, count;
	struct span word = span_of(l->argv[at]);
	struct text t = text_in(l->arena);
	const struct splice *s;

	for (; i && !i->rpath->place.file && i->rpath->place.at == at; i = i->next) {
		s = i->change ? rpath_splices(l->arena, &i->verdict, i->rpath->place.part + i->rpath->skip, &count) : NULL;
		for (n = 0; s && n < count; n++) {
			text_put(&t, span_head(span_from(word, done), s[n].at - done));
			text_puts(&t, s[n].put);
			done = s[n].at + s[n].drop;
		}
	}
	text_put(&t, span_from(word, done));
	*item = i;
	return text_span(&t);
}

/* words: how many of the line give way to now. */
static void
say_change(struct line *l, size_t first, size_t words, struct span now, int quoted)
{
	struct text *t = &l->explain->out, was = text_in(l->arena);

	if (l->explain->json) {
		json_open(t, NULL, '{');
		json_number(t, "word", (unsigned long)first);
		if (words > 1)
			put_words(&was, l->argv + first, words);
		json_string(t, "was", words > 1 ? text_span(&was) : span_of(l->argv[first]));
		json_string(t, "now", now);
		text_puts(t, "}\n");
		return;
	}
	explain_label(t, "changes");
	put_words(t, l->argv + first, words);
	text_puts(t, " -> ");
	if (quoted)
		quote_word(t, now);
	else
		text_put(t, now);
	text_putc(t, '\n');
}

/* What becomes of the words of the line itself. Returns how many change. */
static size_t
say_changes(struct line *l)
{
	const struct plan_item *item = l->plan.items;
	size_t changed = 0, at, words;
	struct text now;
	struct span word;

	while (item) {
		at = item->rpath->place.at;
		if (item->rpath->place.file || !item->change) {
			item = item->next;
		} else if (item->made) {
			now = text_in(l->arena);
			text_puts(&now, "-Xlinker -rpath -Xlinker ");
			quote_word(&now, span_of(item->made));
			words = at + 1 - item->rpath->option;
			say_change(l, item->rpath->option, words, text_span(&now), 0);
			changed += words;
			item = item->next;
		} else {
			word = changed_word(l, &item);
			say_change(l, at, 1, word, 1);
			changed++;
		}
	}
	return changed;
}

/* Response files that are handed over with changes. Returns how many of them the line itself names. */
static size_t
say_files(struct line *l)
{
	const struct plan_item *item;
	struct text *t = &l->explain->out;
	const char *name, *before = NULL;
	size_t at = 0, files = 0;

	for (item = l->plan.items; item; item = item->next) {
		if (!item->change || !item->rpath->place.file)
			continue;
		name = response_of(l, item->rpath->place);
		if (word_of(item->rpath->place) != at)
			files++;
		at = word_of(item->rpath->place);
		if (before && strcmp(before, name) == 0)
			continue;
		before = name;
		if (l->explain->json)
			continue;
		explain_label(t, "changes");
		quote_word(t, span_of(name));
		text_puts(t, ": the linker gets a changed copy of this response file\n");
	}
	return files;
}

static void
say_added(struct line *l, const char *list)
{
	struct text *t = &l->explain->out;

	if (!list)
		return;
	if (l->explain->json) {
		json_open(t, NULL, '{');
		json_string(t, "injected", span_of(list));
		text_puts(t, "}\n");
		return;
	}
	explain_label(t, "adds");
	text_puts(t, "-rpath ");
	quote_word(t, span_of(list));
	text_putc(t, '\n');
}

static int
is_rpath(const struct line *l, struct link_place place)
{
	const struct plan_item *item;

	for (item = l->plan.items; item; item = item->next) {
		if (item->rpath->place.file == place.file && item->rpath->place.at == place.at)
			return 1;
	}
	return 0;
}

/* Words that name $ORIGIN, or what is left of it, and are no rpaths. */
static void
say_suspects(struct line *l)
{
	const struct suspect *s;
	struct text *t = &l->explain->out;

	for (s = l->suspects; s; s = s->next) {
		if (is_rpath(l, s->place))
			continue;
		if (l->explain->json) {
			json_open(t, NULL, '{');
			json_number(t, "word", (unsigned long)word_of(s->place));
			json_string(t, "stays", s->text);
			text_puts(t, "}\n");
			continue;
		}
		explain_label(t, "stays");
		quote_word(t, s->text);
		text_puts(t, ": it is no rpath of this line\n");
	}
}

static void
say_notes(struct line *l)
{
	struct text *t = &l->explain->out;
	unsigned i;

	for (i = 0; i < l->plan.note_count; i++) {
		if (l->explain->json) {
			json_open(t, NULL, '{');
			json_string(t, "code", span_of(code_name(l->plan.notes[i])));
			json_string(t, "message", span_of(code_text(l->plan.notes[i])));
			text_puts(t, "}\n");
			continue;
		}
		explain_label(t, "note");
		text_puts(t, code_text(l->plan.notes[i]));
		text_puts(t, " (");
		text_puts(t, code_name(l->plan.notes[i]));
		text_puts(t, ")\n");
	}
}

static void
say_line(struct line *l)
{
	struct text *t = &l->explain->out;
	const char *why = why_not(l);
	const struct plan_item *item;
	size_t words = 0, changed;

	while (l->argv[words + 1])
		words++;
	for (item = why ? NULL : l->plan.items; item; item = item->next)
		say_item(l, item);
	if (!l->explain->json) {
		text_puts(t, "the line of ");
		quote_word(t, l->name);
		text_putc(t, '\n');
	}
	if (why) {
		if (l->explain->json) {
			json_open(t, NULL, '{');
			json_string(t, "message", span_of(why));
			text_puts(t, "}\n");
		} else {
			explain_label(t, "is");
			text_puts(t, why);
			text_putc(t, '\n');
		}
		return;
	}
	changed = say_changes(l) + say_files(l);
	say_added(l, l->plan.run_path);
	say_added(l, l->plan.inject);
	say_suspects(l);
	say_notes(l);
	if (l->explain->json)
		return;
	explain_label(t, "stays");
	text_puts(t, changed ? "all else" : l->plan.items ? "every word" : "every word, and none is an rpath");
	text_puts(t, " (");
	text_number(t, (unsigned long)(words - changed));
	text_puts(t, words - changed == 1 ? " word)\n" : " words)\n");
}

int
explain_line(struct explain *e, const struct command *c, char **words)
{
	struct line *l = arena_array(e->arena, 1, sizeof *l);

	l->explain = e;
	l->command = c;
	l->arena = e->arena;
	find_name(l, words);
	read_line(l);
	if (!why_not(l) && make_plan(l) != 0)
		return trouble(NULL, "out of memory"), -1;
	if (l->feed.opaque)
		plan_note(&l->plan, CODE_OPAQUE_FILE);
	say_line(l);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Hands the changed link line over: a new argv, and for each changed response file a memory file whose name is /proc/self/fd/N. Bytes of a
 * response file outside the changed values stay as they are.
 *
 * A file that names a changed file changes itself, in that name. So files are rewritten last to first: one that is named comes later.
 */
#include "hand.h"

#include <string.h>

#include "arena.h"
#include "feed.h"
#include "link.h"
#include "os.h"
#include "plan.h"
#include "rsp.h"

/* A rewritten file: how it is called now. NULL where the original stays. */
struct renamed {
	const struct feed_file *file;
	char *name;
};

struct hand {
	struct arena *arena;
	const struct plan *plan;
	struct renamed *renamed; /* in the order of the feed's files */
	size_t files;
	int no_memfd;
};

/* The word at a place of a file, anew. */
static int
word_at(const struct feed_file *file, size_t at, struct text *buffer, struct rsp_word *w)
{
	struct rsp r = {file->bytes, at, 0};

	return rsp_next(&r, buffer, w) > 0 ? 0 : -1;
}

/* Copies the file's bytes from *done on, with the word at `at` changed. */
static int
copy_with_change(struct hand *h, const struct feed_file *file, struct text *to, size_t *done, size_t at,
    const struct splice *change, size_t count)
{
	struct text buffer = text_in(h->arena);
	struct rsp_word w;

	if (at < *done || word_at(file, at, &buffer, &w) != 0)
		return -1;
	text_put(to, span_head(span_from(file->bytes, *done), at - *done));
	rsp_splice(to, file->bytes, &w, change, count);
	*done = w.end;
	return 0;
}

static int
copy_with_name(struct hand *h, const struct renamed *inner, struct text *to, size_t *done)
{
	struct splice change = {1, 0, inner->name};
	struct text buffer = text_in(h->arena);
	struct rsp_word w;

	if (word_at(inner->file->place.file, inner->file->place.at, &buffer, &w) != 0)
		return -1;
	change.drop = w.text.n - 1;
	return copy_with_change(h, inner->file->place.file, to, done, inner->file->place.at, &change, 1);
}

static int
copy_with_item(struct hand *h, const struct plan_item *item, struct text *to, size_t *done)
{
	const struct link_rpath *r = item->rpath;
	size_t count = 0;
	struct splice *change = rpath_splices(h->arena, &item->verdict, r->skip, &count);

	return change ? copy_with_change(h, r->place.file, to, done, r->place.at, change, count) : -1;
}

/* The changed text of a file: items and renamed inner files, by their place. Returns whether anything changed, or -1. */
static int
rewrite(struct hand *h, const struct feed_file *file, struct text *to)
{
	const struct plan_item *item = h->plan->items;
	size_t inner = 0, done = 0;
	int changed = 0, result;

	for (;; changed = 1) {
		while (item && (!item->change || item->rpath->place.file != file))
			item = item->next;
		while (inner < h->files && (!h->renamed[inner].name || h->renamed[inner].file->place.file != file))
			inner++;
		if (!item && inner == h->files)
			break;
		if (inner == h->files || (item && item->rpath->place.at < h->renamed[inner].file->place.at)) {
			result = copy_with_item(h, item, to, &done);
			item = item->next;
		} else {
			result = copy_with_name(h, &h->renamed[inner], to, &done);
			inner++;
		}
		if (result != 0)
			return -1;
	}
	if (changed)
		text_put(to, span_from(file->bytes, done));
	return h->arena->failed ? -1 : changed;
}

/* A sealed memory file with that text; its name for an @, or NULL. */
static char *
memory_file(struct arena *a, struct span text)
{
	struct text name = text_in(a);
	int fd = os_memory_file("originld");
	long n;

	if (fd < 0)
		return NULL;
	while (text.n && (n = os_write(fd, text.p, text.n)) > 0)
		text = span_from(text, (size_t)n);
	os_seal(fd);
	text_puts(&name, "/proc/self/fd/");
	text_number(&name, (unsigned long)fd);
	if (text.n || !text_string(&name) || os_exists(name.p) != 0) {
		os_close(fd);
		return NULL;
	}
	return name.p;
}

static int
rename_files(struct hand *h, const struct feed *f)
{
	struct feed_file *file;
	struct text text;
	size_t i = 0;
	int changed;

	for (file = f->files; file; file = file->next)
		h->files++;
	h->renamed = arena_array(h->arena, h->files + 1, sizeof *h->renamed);
	if (!h->renamed)
		return -1;
	for (file = f->files; file; file = file->next)
		h->renamed[i++].file = file;
	while (i-- > 0) {
		text = text_in(h->arena);
		changed = rewrite(h, h->renamed[i].file, &text);
		if (changed < 0)
			return -1;
		if (!changed)
			continue;
		h->renamed[i].name = memory_file(h->arena, text_span(&text));
		if (!h->renamed[i].name)
			return h->no_memfd = 1, -1;
	}
	return 0;
}

/* Where injected words go: before --, or with at_first before the first rpath; else at the end. */
static size_t
injection_place(const struct link *l, char **argv, size_t argc, int at_first)
{
	struct link_place first = l->first;
	struct feed_file *file;

	if (at_first && l->first_known) {
		while ((file = first.file) != NULL)
			first = file->place;
		/* not between an option and its operand */
		if (first.at <= 1 || !link_may_take(span_of(argv[first.at - 1]), l->linkers))
			return first.at;
	}
	return l->ended ? l->end.at : argc;
}

char **
hand_over(struct arena *a, char **argv, size_t argc, const struct link *l, const struct feed *f, const struct plan *p, int at_first,
    int *no_memfd)
{
	struct hand h = {a, p, NULL, 0, 0};
	const struct plan_item *item;
	struct link_place place;
	size_t i, n, inject;
	struct text t;
	char **out;

	if (f->files && rename_files(&h, f) != 0)
		return *no_memfd = h.no_memfd, NULL;
	out = arena_take(a, (argc + 5) * sizeof *out);
	if (!out)
		return NULL;
	inject = argc;
	if (p->run_path || p->inject)
		inject = injection_place(l, argv, argc, at_first);
	memcpy(out, argv, inject * sizeof *out);
	n = inject;
	if (p->run_path) {
		out[n++] = arena_string(a, span_of("-rpath"));
		out[n++] = p->run_path;
	}
	if (p->inject) {
		out[n++] = arena_string(a, span_of("-rpath"));
		out[n++] = p->inject;
	}
	memcpy(out + n, argv + inject, (argc - inject + 1) * sizeof *out);
	/* words behind the injected ones have moved by this much */
	n = (size_t)2 * (p->run_path != NULL) + (size_t)2 * (p->inject != NULL);
	for (item = p->items; item; item = item->next) {
		place = item->rpath->place;
		if (!item->change || place.file)
			continue;
		t = text_in(a);
		text_put(&t, span_head(span_of(argv[place.at]), item->rpath->skip));
		text_puts(&t, rpath_render(a, &item->verdict));
		out[place.at + (place.at >= inject ? n : 0)] = text_string(&t);
	}
	for (i = 0; i < h.files; i++) {
		place = h.renamed[i].file->place;
		if (!h.renamed[i].name || place.file)
			continue;
		t = text_in(a);
		text_putc(&t, '@');
		text_puts(&t, h.renamed[i].name);
		out[place.at + (place.at >= inject ? n : 0)] = text_string(&t);
	}
	return a->failed ? NULL : out;
}

char **
hand_over_as_file(struct arena *a, char **argv)
{
	struct text t = text_in(a);
	char **out = arena_array(a, 3, sizeof *out), *name;
	size_t i;

	for (i = 1; out && argv[i]; i++) {
		/* an @word would be opened from within the file, which not every linker does */
		if (feed_file_name(argv[i]) || rsp_quote(&t, span_of(argv[i])) != 0)
			return NULL;
		text_putc(&t, '\n');
	}
	if (!out || a->failed || (name = memory_file(a, text_span(&t))) == NULL)
		return NULL;
	t = text_in(a);
	text_putc(&t, '@');
	text_puts(&t, name);
	out[0] = argv[0];
	out[1] = text_string(&t);
	return a->failed ? NULL : out;
}

/* SPDX-License-Identifier: MIT */
/*
 * Hands the changed link line over: a new argv, and for each changed response file a memory file whose name is /proc/self/fd/N. Bytes of a
 * response file outside the changed values stay as they are.
 *
 * A file that names a changed file changes itself, in that name. So files are rewritten last to first: one that is named comes later.
 */
#include "hand.h"

#include <stdint.h>
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
	int fd; /* where name is not NULL */
};

struct hand {
	struct arena *arena;
	const struct plan *plan;
	int driver;
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

/* The next item that changes a word of that file (NULL: of argv). */
static const struct plan_item *
next_change(const struct plan_item *item, const void *file)
{
	while (item && (!item->change || item->rpath->place.file != file))
		item = item->next;
	return item;
}

/* All that is to be done to the item's word, which may hold several values (-Wl,-rpath,A,-rpath,B); *item goes behind them. */
static struct splice *
changes_of_word(struct hand *h, const struct plan_item **item, size_t *count)
{
	const struct link_place *word = &(*item)->rpath->place;
	const struct plan_item *i = *item;
	struct splice *all = NULL, *some, *more;
	size_t n = 0;

	*count = 0;
	while (i && i->rpath->place.at == word->at && !i->made && !i->given) {
		some = rpath_splices(h->arena, &i->verdict, i->rpath->place.part + i->rpath->skip, &n);
		more = arena_array(h->arena, *count + n, sizeof *more);
		if (!some || !more)
			return NULL;
		if (*count)
			memcpy(more, all, *count * sizeof *more);
		if (n)
			memcpy(more + *count, some, n * sizeof *more);
		all = more;
		*count += n;
		i = next_change(i->next, word->file);
	}
	*item = i;
	return all;
}

/* A word for the linker in the line's own: for a compiler in such as keep commas and blanks. */
static size_t
put_word(struct hand *h, char **out, const char *word)
{
	size_t n = 0;

	if (h->driver)
		out[n++] = arena_string(h->arena, span_of("-Xlinker"));
	out[n++] = arena_string(h->arena, span_of(word));
	return n;
}

static size_t
put_rpath(struct hand *h, char **out, const char *value)
{
	size_t n = put_word(h, out, "-rpath");

	return n + put_word(h, out + n, value);
}

/* -R DIR in a file gives way to the words of put_rpath. */
static int
copy_with_made(struct hand *h, const struct plan_item *item, struct text *to, size_t *done)
{
	const struct link_rpath *r = item->rpath;
	const struct feed_file *file = r->place.file;
	struct text buffer = text_in(h->arena);
	struct rsp_word w;

	if (r->option < *done || word_at(file, r->place.at, &buffer, &w) != 0)
		return -1;
	text_put(to, span_head(span_from(file->bytes, *done), r->option - *done));
	text_puts(to, "-Xlinker -rpath -Xlinker ");
	*done = w.end;
	return rsp_quote(to, span_of(item->made));
}

/* The value that was lost goes before the word that was taken for it. */
static int
copy_with_given(const struct plan_item *item, const struct feed_file *file, struct text *to, size_t *done)
{
	size_t at = item->rpath->place.at;

	if (at < *done)
		return -1;
	text_put(to, span_head(span_from(file->bytes, *done), at - *done));
	text_puts(to, item->given);
	text_putc(to, ' ');
	*done = at;
	return 0;
}

static int
copy_with_item(struct hand *h, const struct plan_item **item, struct text *to, size_t *done)
{
	const struct link_place *place = &(*item)->rpath->place;
	struct splice *change;
	size_t count = 0;
	int result;

	if ((*item)->made || (*item)->given) {
		result = (*item)->made ? copy_with_made(h, *item, to, done) : copy_with_given(*item, place->file, to, done);
		*item = next_change((*item)->next, place->file);
		return result;
	}
	change = changes_of_word(h, item, &count);
	return change ? copy_with_change(h, place->file, to, done, place->at, change, count) : -1;
}

/* The changed text of a file: items and renamed inner files, by their place. Returns whether anything changed, or -1. */
static int
rewrite(struct hand *h, const struct feed_file *file, struct text *to)
{
	const struct plan_item *item = next_change(h->plan->items, file);
	size_t inner = 0, done = 0;
	int changed = 0, result;

	for (;; changed = 1) {
		while (inner < h->files && (!h->renamed[inner].name || h->renamed[inner].file->place.file != file))
			inner++;
		if (!item && inner == h->files)
			break;
		if (inner == h->files || (item && item->rpath->place.at < h->renamed[inner].file->place.at)) {
			result = copy_with_item(h, &item, to, &done);
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

/* A sealed memory file with that text, open at *fd; its name for an @, or NULL. */
static char *
memory_file(struct arena *a, struct span text, int *fd)
{
	struct text name = text_in(a);
	long n;

	*fd = os_memory_file("originld");
	if (*fd < 0)
		return NULL;
	while (text.n && (n = os_write(*fd, text.p, text.n)) > 0)
		text = span_from(text, (size_t)n);
	os_seal(*fd);
	text_puts(&name, "/proc/self/fd/");
	text_number(&name, (unsigned long)*fd);
	if (text.n || !text_string(&name) || os_exists(name.p) != 0) {
		os_close(*fd);
		return NULL;
	}
	return name.p;
}

/* The line goes as it came, with the descriptors that came. */
static void
close_files(struct hand *h)
{
	size_t i;

	for (i = 0; h->renamed && i < h->files; i++) {
		if (h->renamed[i].name)
			os_close(h->renamed[i].fd);
	}
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
		h->renamed[i].name = memory_file(h->arena, text_span(&text), &h->renamed[i].fd);
		if (!h->renamed[i].name)
			return h->no_memfd = 1, -1;
	}
	return 0;
}

/* Where added options go: before --, with the -Xlinker that a compiler wants before it, else at the end. */
static size_t
place_of_options(const struct hand_line *line)
{
	size_t at = line->link->end.at;
	struct span before;

	if (!line->link->ended || line->link->end.file)
		return line->argc;
	before = span_of(line->argv[at - 1]);
	return line->driver && (span_is(before, "-Xlinker") || span_is(before, "--for-linker")) ? at - 1 : at;
}

/* Where added rpaths go: there too, or with at_first before the first rpath. */
static size_t
place_to_add(const struct hand_line *line)
{
	const struct link *l = line->link;
	struct link_place first = l->first;
	struct feed_file *file;

	/* on a compiler's line the order matters among rpaths only, and no option stands before the first word */
	if (line->at_first && line->driver)
		return 1;
	if (line->at_first && l->first_known) {
		while ((file = first.file) != NULL)
			first = file->place;
		/* not between an option and its operand */
		if (first.at <= 1 || !link_may_take(span_of(line->argv[first.at - 1]), l->linkers))
			return first.at;
	}
	return place_of_options(line);
}

/* The word with the item's changes and those of the items behind it that are for the same word. */
static char *
changed_word(struct hand *h, const char *word, const struct plan_item **item)
{
	struct text t = text_in(h->arena);
	size_t count = 0;
	struct splice *change = changes_of_word(h, item, &count);

	if (!change)
		return NULL;
	text_splice(&t, span_of(word), 0, change, count);
	return text_string(&t);
}

static char *
renamed_word(struct hand *h, const struct renamed *r)
{
	struct text t = text_in(h->arena);

	text_putc(&t, '@');
	text_puts(&t, r->name);
	return text_string(&t);
}

/* The first renamed file from number i on that argv itself names. */
static size_t
next_file(const struct hand *h, size_t i)
{
	while (i < h->files && (!h->renamed[i].name || h->renamed[i].file->place.file))
		i++;
	return i;
}

/* The rpaths that are added, LD_RUN_PATH's being the user's own. */
static size_t
put_added(struct hand *h, char **out, const struct hand_line *line)
{
	const char *added[] = {line->plan->run_path, line->plan->inject};
	size_t n = 0, i;

	for (i = 0; i < 2; i++) {
		if (added[i ^ (size_t)line->at_first])
			n += put_rpath(h, out + n, added[i ^ (size_t)line->at_first]);
	}
	return n;
}

/* What stops the copying of words, in the order in which they take their turn at one place. */
enum stop { STOP_ADD, STOP_OPTIONS, STOP_END, STOP_ITEM, STOP_FILE, STOPS };

/* What comes next of each kind. */
struct next {
	const struct plan_item *item;
	size_t file, add, options;
};

/* The first of them; *at is its place in argv. */
static enum stop
next_stop(const struct hand *h, const struct hand_line *line, const struct next *next, size_t *at)
{
	const struct plan_item *item = next->item;
	size_t place[STOPS], i, first = STOP_ADD;

	place[STOP_ADD] = next->add;
	place[STOP_OPTIONS] = next->options;
	place[STOP_END] = line->argc;
	place[STOP_ITEM] = !item ? SIZE_MAX : item->made ? item->rpath->option : item->rpath->place.at;
	place[STOP_FILE] = next->file < h->files ? h->renamed[next->file].file->place.at : SIZE_MAX;
	for (i = 1; i < STOPS; i++) {
		if (place[i] < place[first])
			first = i;
	}
	*at = place[first];
	return (enum stop)first;
}

/* The words of *item, which stand at *i of argv; both go behind them. Returns how many became of them, 0 when memory ran out. */
static size_t
put_item(struct hand *h, char **out, char **argv, const struct plan_item **item, size_t *i)
{
	const struct plan_item *it = *item;
	size_t n = 0;

	if (!it->made && !it->given) {
		out[0] = changed_word(h, argv[(*i)++], item);
		return out[0] != NULL;
	}
	if (it->made) {
		n = put_rpath(h, out, it->made);
		*i = it->rpath->place.at + 1;
	} else {
		out[n++] = it->given;
		out[n++] = argv[(*i)++];
	}
	*item = next_change(it->next, NULL);
	return n;
}

/* argv with all changes; the words between them are copied in runs. */
static char **
change_words(struct hand *h, const struct hand_line *line)
{
	const struct plan *p = h->plan;
	struct next next = {next_change(p->items, NULL), next_file(h, 0), SIZE_MAX, SIZE_MAX};
	const struct plan_item *item;
	size_t i = 0, n = 0, room = line->argc + 9 + 2 * (size_t)PLAN_OPTIONS, at, got;
	const char *const *option;
	enum stop stop;
	char **out;

	if (p->run_path || p->inject)
		next.add = place_to_add(line);
	if (p->option[0])
		next.options = place_of_options(line);
	for (item = next.item; item; item = next_change(item->next, NULL))
		room += 4;
	out = room < SIZE_MAX / sizeof *out ? arena_take(h->arena, room * sizeof *out) : NULL;
	while (out) {
		stop = next_stop(h, line, &next, &at);
		memcpy(out + n, line->argv + i, (at - i) * sizeof *out);
		n += at - i;
		i = at;
		switch (stop) {
		case STOP_ADD:
			n += put_added(h, out + n, line);
			next.add = SIZE_MAX;
			break;
		case STOP_OPTIONS:
			for (option = p->option; *option; option++)
				n += put_word(h, out + n, *option);
			next.options = SIZE_MAX;
			break;
		case STOP_ITEM:
			got = put_item(h, out + n, line->argv, &next.item, &i);
			if (!got)
				return NULL;
			n += got;
			break;
		case STOP_FILE:
			out[n++] = renamed_word(h, &h->renamed[next.file]);
			next.file = next_file(h, next.file + 1);
			i++;
			break;
		default:
			out[n] = NULL;
			return h->arena->failed ? NULL : out;
		}
	}
	return NULL;
}

char **
hand_over(struct arena *a, const struct hand_line *line, int *no_memfd)
{
	struct hand h = {a, line->plan, line->driver, NULL, 0, 0};
	char **out = NULL;

	if (!line->feed->files || rename_files(&h, line->feed) == 0)
		out = change_words(&h, line);
	*no_memfd = h.no_memfd;
	if (!out)
		close_files(&h);
	return out;
}

char **
hand_over_as_file(struct arena *a, char **argv)
{
	struct text t = text_in(a);
	char **out = arena_array(a, 3, sizeof *out), *name;
	size_t i;
	int fd;

	for (i = 1; out && argv[i]; i++) {
		/* an @word would be opened from within the file, which not every linker does */
		if (feed_file_name(argv[i]) || rsp_quote(&t, span_of(argv[i])) != 0)
			return NULL;
		text_putc(&t, '\n');
	}
	if (!out || a->failed || (name = memory_file(a, text_span(&t), &fd)) == NULL)
		return NULL;
	t = text_in(a);
	text_putc(&t, '@');
	text_puts(&t, name);
	out[0] = argv[0];
	out[1] = text_string(&t);
	if (a->failed)
		return os_close(fd), NULL;
	return out;
}

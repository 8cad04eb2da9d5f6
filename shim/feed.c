/* SPDX-License-Identifier: MIT */
/*
 * Brings the words of a line to who reads them, response files opened. What linkers and compilers do, and so do we: an @word counts wherever it stands, also as
 * an operand; names in a file are relative to the working folder, not to the file; a file that cannot be read is an ordinary word.
 *
 * Only regular files are opened: to open a FIFO would wake its writer, and to read a pipe would empty it.
 */
#include "feed.h"

#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "driver.h"
#include "glance.h"
#include "os.h"
#include "rsp.h"

enum {
	DEPTH = 32,    /* of files within files; mold stops at 10, bfd and gold at 2000 files in all */
	FILES = 2000,
	PIECE = 16384, /* read at once by the first look: more would only touch more pages */
	MARGIN = 32    /* that glance_at_bytes may look beyond */
};

/* Files above this are not read whole; they pass as they are. */
#define BIG (1ULL << 30)

static void
link_sink_word(void *link, struct span word, struct link_place place, int keep)
{
	link_word(link, word, place, keep);
}

static void
link_sink_maybe(void *link, struct span word, struct link_place place)
{
	link_maybe_word(link, word, place);
}

static void
link_sink_lost(void *link)
{
	link_lost(link);
}

const struct feed_sink feed_to_link = {link_sink_word, link_sink_maybe, link_sink_lost};

static void
driver_sink_word(void *driver, struct span word, struct link_place place, int keep)
{
	driver_word(driver, word, place, keep);
}

static void
driver_sink_maybe(void *driver, struct span word, struct link_place place)
{
	driver_maybe_word(driver, word, place);
}

static void
driver_sink_lost(void *driver)
{
	driver_lost(driver);
}

const struct feed_sink feed_to_driver = {driver_sink_word, driver_sink_maybe, driver_sink_lost};

const char *
feed_file_name(const char *word)
{
	return word[0] == '@' && word[1] ? word + 1 : NULL;
}

/* Opens path if it is a regular file with something in it. Returns a descriptor, or a negative number. */
static int
open_regular(const char *path, struct os_file *file)
{
	struct os_file seen;
	int fd;

	if (os_stat(path, &seen) != 0 || (seen.mode & S_IFMT) != S_IFREG || seen.size == 0)
		return -1;
	fd = os_open(path);
	if (fd < 0)
		return -1;
	/* it may have become something else in between */
	if (os_fstat(fd, file) != 0 || (file->mode & S_IFMT) != S_IFREG || file->ino != seen.ino) {
		os_close(fd);
		return -1;
	}
	return fd;
}

int
feed_glance(const char *path, unsigned *origins)
{
	static char room[MARGIN + PIECE + MARGIN];
	char *const piece = room + MARGIN;
	struct glance_bytes look = {' ', *origins};
	struct os_file file;
	size_t have = 0;
	long got, done;
	int fd = open_regular(path, &file), doubt = 0;

	if (fd < 0)
		return 0;
	for (;;) {
		got = os_read(fd, piece + have, PIECE - have);
		if (got < 0)
			break;
		have += (size_t)got;
		done = glance_at_bytes(&look, piece, have, got == 0);
		/* a word that does not fit in the room is looked at properly */
		if (done < 0 || (done == 0 && have == PIECE)) {
			doubt = 1;
			break;
		}
		if (got == 0)
			break;
		have -= (size_t)done;
		memmove(piece, piece + done, have);
	}
	os_close(fd);
	*origins = look.origins;
	return doubt;
}

/* Reads a response file whole. Returns 0 if it is to be taken for an ordinary word. */
static int
read_whole(struct arena *a, const char *path, struct span *bytes)
{
	struct os_file file;
	int fd = open_regular(path, &file);
	size_t n = 0;
	long got = 0;
	char *p;

	if (fd < 0)
		return 0;
	p = file.size < BIG ? arena_take(a, (size_t)file.size + 1) : NULL;
	while (p && n < file.size && (got = os_read(fd, p + n, (size_t)file.size - n)) > 0)
		n += (size_t)got;
	os_close(fd);
	if (!p || got < 0)
		return -1;
	bytes->p = p;
	bytes->n = n;
	return 1;
}

static void feed_file(struct feed *f, const char *path, struct link_place place, unsigned depth);

/* The words of one file. */
static void
feed_bytes(struct feed *f, struct feed_file *file, unsigned depth)
{
	struct rsp r = {file->bytes, 0, 0};
	struct text buffer = text_in(f->arena);
	struct link_place place = {file, 0, 0, 0};
	struct rsp_word w;
	char *name;

	while (rsp_next(&r, &buffer, &w) > 0) {
		place.at = w.at;
		place.locked = w.contested;
		if (w.dropped) {
			f->sink->maybe(f->ctx, w.text, place);
		} else if (w.text.n > 1 && w.text.p[0] == '@') {
			name = arena_string(f->arena, w.text);
			if (!name)
				return;
			feed_file(f, name, place, depth + 1);
		} else {
			f->sink->word(f->ctx, w.text, place, 0);
		}
	}
	if (r.opaque) {
		f->opaque = 1;
		f->sink->lost(f->ctx);
	}
}

/* Word is an @word. */
static void
feed_file(struct feed *f, const char *word, struct link_place place, unsigned depth)
{
	struct feed_file *file;
	struct span bytes = {NULL, 0};
	struct os_file seen;
	int got = -1, there;

	if (depth >= DEPTH || f->count >= FILES)
		f->endless = 1;
	else
		got = read_whole(f->arena, word + 1, &bytes);

	if (got == 0) {
		/* not ours to follow; a regular file that is empty is no word at all, anything else an ordinary one */
		there = os_stat(word + 1, &seen) == 0;
		if (there && (seen.mode & S_IFMT) == S_IFREG && seen.size == 0)
			return;
		if (there) {
			f->opaque = 1;
			f->sink->lost(f->ctx);
			return;
		}
		f->sink->word(f->ctx, span_of(word), place, place.file == NULL);
		return;
	}
	file = got > 0 ? arena_array(f->arena, 1, sizeof *file) : NULL;
	if (!file) {
		f->opaque = 1;
		f->sink->lost(f->ctx);
		return;
	}
	f->count++;
	file->place = place;
	file->bytes = bytes;
	*f->last = file;
	f->last = &file->next;
	feed_bytes(f, file, depth);
}

void
feed_begin(struct feed *f, struct arena *a, const struct feed_sink *sink, void *ctx)
{
	memset(f, 0, sizeof *f);
	f->arena = a;
	f->sink = sink;
	f->ctx = ctx;
}

void
feed_words(struct feed *f, char **argv, size_t from, size_t to)
{
	struct link_place place = {NULL, 0, 0, 0};

	if (!f->last)
		f->last = &f->files;
	for (place.at = from; place.at < to && argv[place.at]; place.at++) {
		if (feed_file_name(argv[place.at]))
			feed_file(f, argv[place.at], place, 0);
		else
			f->sink->word(f->ctx, span_of(argv[place.at]), place, 1);
	}
}

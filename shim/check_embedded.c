/* SPDX-License-Identifier: MIT */
/* Reads what embedded.c wants to know of a text file: bounded, piece by piece, with as much of each piece kept for the next as a path may need. */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "walk.h"

/* A piece has room for a path of PATH_MAX bytes, what stands before it, and what is read then. */
enum { PIECE = 16384, SLACK = 512, KEEP = 4096 + SLACK, MOST = 1 << 20 };

/* A part of a file: n bytes, with so many lines before it. */
struct piece {
	char bytes[PIECE];
	size_t n;
	unsigned long lines;
};

static unsigned long
count_lines(struct span s)
{
	unsigned long n = 0;
	size_t at;

	for (at = span_find(s, '\n'); at < s.n; at += 1 + span_find(span_from(s, at + 1), '\n'))
		n++;
	return n;
}

/* Where the first of the spellings is, and which. */
static size_t
find_any(struct span text, const struct span *tree, size_t count, size_t *which)
{
	size_t first = text.n, at, i;

	*which = 0;
	for (i = 0; i < count; i++) {
		at = embedded_find(text, tree[i]);
		if (at < first) {
			first = at;
			*which = i;
		}
	}
	return first;
}

static void
forget(struct piece *p, size_t n)
{
	struct span gone = {p->bytes, n};

	p->lines += count_lines(gone);
	memmove(p->bytes, p->bytes + n, p->n - n);
	p->n -= n;
}

/* Reads on until a path is found and there as a whole, at offset *found of the piece. Returns 1, 0 if there is none, or -1 with errno set. */
static int
seek_path(struct piece *p, int fd, const struct span *tree, size_t count, size_t *found, size_t *which)
{
	size_t all = 0, at;
	ssize_t n;

	for (;;) {
		struct span text = {p->bytes, 0};

		n = all < MOST ? read(fd, p->bytes + p->n, PIECE - p->n) : 0;
		if (n < 0)
			return -1;
		all += (size_t)n;
		text.n = p->n += (size_t)n;
		at = find_any(text, tree, count, which);
		*found = at;
		if (at < text.n && (n == 0 || text.n - at >= tree[*which].n + SLACK))
			return 1;
		if (n == 0)
			return 0;
		if (at < text.n)
			forget(p, at > SLACK ? at - SLACK : 0);
		else if (text.n > KEEP)
			forget(p, text.n - KEEP);
	}
}

/* What gather() has to know of any file. */
static void
note_object(struct object *o, const struct stat *st)
{
	memset(o, 0, sizeof *o);
	o->kind = OBJECT_OTHER;
	o->dev = (unsigned long long)st->st_dev;
	o->ino = (unsigned long long)st->st_ino;
	o->mode = (unsigned)st->st_mode;
	o->links = (unsigned)st->st_nlink;
}

int
check_embedded(struct check_item *item, struct arena *a, const struct walk_file *f, enum embedded kind, const struct span *tree, size_t count)
{
	int fd = openat(f->at, f->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (f->folder ? O_NOFOLLOW : 0));
	struct span found = {NULL, 0};
	struct piece p;
	struct stat st;
	size_t which = 0, at = 0;
	int got, error;

	/* it may be another file by now */
	if (fd < 0)
		return errno == ENOENT || errno == ELOOP ? 0 : -1;
	p.n = 0;
	p.lines = 0;
	got = fstat(fd, &st);
	if (got == 0 && S_ISREG(st.st_mode))
		got = seek_path(&p, fd, tree, count, &at, &which);
	error = errno;
	close(fd);
	errno = error;
	if (got <= 0)
		return got;
	found.p = p.bytes + at;
	found.n = p.n - at;
	found.n = tree[which].n + embedded_length(span_from(found, tree[which].n));
	item->place.p = arena_string(a, found);
	if (!item->place.p)
		return 0;
	item->place.n = found.n;
	found.p = p.bytes;
	found.n = at;
	item->line = p.lines + count_lines(found) + 1;
	item->embedded = kind;
	if (item->object.kind == OBJECT_OTHER)
		note_object(&item->object, &st);
	return 0;
}

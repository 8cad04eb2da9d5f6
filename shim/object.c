/* SPDX-License-Identifier: MIT */
/* Reads files of a tree: most are none of ours, which their first 64 bytes tell. */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include "object.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "arena.h"

/* What the kernel reads of a script's first line (BINPRM_BUF_SIZE); older ones read half of it. */
enum { FIRST_LINE = 256 };

struct reading {
	int fd, error;
};

static long
read_at(void *ctx, unsigned long long at, void *to, size_t n)
{
	struct reading *r = ctx;
	ssize_t got;
	size_t all = 0;

	while (all < n) {
		got = pread(r->fd, (char *)to + all, n - all, (off_t)(at + all));
		if (got == 0)
			break;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			r->error = errno;
			return -1;
		}
		all += (size_t)got;
	}
	return (long)all;
}

int
object_elf(struct elf *e, struct arena *a, int fd)
{
	struct reading r = {fd, 0};
	struct elf_source from = {{NULL, 0}, &r, read_at};
	char head[ELF_GOOD_HEAD];
	long n = read_at(&r, 0, head, sizeof head);

	if (n < 0)
		return errno = r.error, -1;
	from.head.p = head;
	from.head.n = (size_t)n;
	if (elf_read(e, a, &from) != 0)
		return errno = ENOMEM, -1;
	/* strings do not point into the head: they are copies */
	if (e->error == ELF_READ_FAILED)
		return errno = r.error, -1;
	return 0;
}

int
object_is_secure(const struct object *o)
{
	/* set-gid without the right to execute is mandatory locking */
	return o->capable || (o->mode & S_ISUID) || ((o->mode & S_ISGID) && (o->mode & S_IXGRP));
}

/*
 * The interpreter's name in the first line: blanks before it do not count; a blank, the line's end or the file's is behind it. p is NULL where
 * there is none, or where `room` bytes did not suffice.
 */
static struct span
interpreter_in(struct span line, size_t room)
{
	struct span none = {NULL, 0};
	size_t n = 0, all = line.n;

	line = span_from(line, 2);
	while (line.n && (line.p[0] == ' ' || line.p[0] == '\t'))
		line = span_from(line, 1);
	while (n < line.n && line.p[n] != ' ' && line.p[n] != '\t' && line.p[n] != '\n' && line.p[n] != '\0')
		n++;
	if (n == 0 || (n == line.n && all == room))
		return none;
	return span_head(line, n);
}

static int
note_file(struct object *o, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return -1;
	if (!S_ISREG(st.st_mode))
		return 1;
	o->dev = (unsigned long long)st.st_dev;
	o->ino = (unsigned long long)st.st_ino;
	o->mode = (unsigned)st.st_mode;
	o->links = (unsigned)st.st_nlink;
	return 0;
}

static int
read_script(struct object *o, struct arena *a, int fd, struct span head, int (*wants)(void *ctx, struct span interpreter), void *ctx)
{
	struct span name = interpreter_in(head, ELF_HEAD);
	char line[FIRST_LINE];
	ssize_t n;
	int gone;

	if (!name.p && head.n == ELF_HEAD && span_find(head, '\n') == head.n) {
		n = pread(fd, line, sizeof line, 0);
		if (n <= 2)
			return n < 0 ? -1 : 0;
		head.p = line;
		head.n = (size_t)n;
		name = interpreter_in(head, sizeof line);
	}
	if (!name.p || (wants && !wants(ctx, name)))
		return 0;
	gone = note_file(o, fd);
	if (gone)
		return gone;
	memset(&o->elf, 0, sizeof o->elf);
	o->script.p = arena_string(a, name);
	o->script.n = name.n;
	if (!o->script.p)
		return errno = ENOMEM, -1;
	o->kind = OBJECT_SCRIPT;
	return 0;
}

/* Capabilities are for what the kernel starts, which has an interpreter or is static, and may be executed. */
static int
is_capable(const struct object *o, int fd)
{
	return (o->mode & 0111) && o->elf.kind != ELF_LIBRARY && fgetxattr(fd, "security.capability", NULL, 0) > 0;
}

static int
read_binary(struct object *o, struct arena *a, int fd)
{
	int gone = note_file(o, fd);

	if (gone)
		return gone;
	if (object_elf(&o->elf, a, fd) != 0)
		return -1;
	if (o->elf.kind == ELF_NONE || o->elf.kind == ELF_DEBUG || o->elf.kind == ELF_STRANGE)
		return 0;
	o->kind = OBJECT_ELF;
	o->capable = is_capable(o, fd);
	return 0;
}

int
object_read(struct object *o, struct arena *a, int at, const char *name, int follow, int (*wants_script)(void *ctx, struct span interpreter),
    void *ctx)
{
	int fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW)), result = 0, error;
	char bytes[ELF_HEAD];
	struct span head = {bytes, 0};
	ssize_t n;

	o->kind = OBJECT_OTHER;
	o->capable = 0;
	if (fd < 0)
		return errno == ENOENT || errno == ELOOP || errno == ENXIO || errno == ENODEV || errno == ENOTDIR ? 1 : -1;
	do {
		n = read(fd, bytes, sizeof bytes);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		result = errno == EISDIR || errno == EAGAIN ? 1 : -1;
	head.n = n > 0 ? (size_t)n : 0;
	if (head.n > 3 && bytes[0] == '#' && bytes[1] == '!')
		result = read_script(o, a, fd, head, wants_script, ctx);
	else if (head.n > 3 && bytes[0] == '\177' && elf_is_candidate(head))
		result = read_binary(o, a, fd);
	error = errno;
	close(fd);
	errno = error;
	return result;
}

/* SPDX-License-Identifier: MIT */
/*
 * A made-up system for tests of what asks for files and processes: all of os.h, over a handful of files in memory. A test that includes this is linked
 * without os_libc.c. What goes wrong is told beforehand; what the program under test does to the world can be read afterwards.
 */
#ifndef MADE_OS_H
#define MADE_OS_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "os.h"
#include "os_fd.h"
#include "shim.h"

enum { MADE_FILES = 48, MADE_OPEN = 16, MADE_FIRST_FD = 3, MADE_MEMORY_FD = 100, MADE_PATH = 8192, MADE_OUTPUT = 65536, MADE_EXECS = 4, MADE_LINKS = 40 };
enum made_call { MADE_NOTHING, MADE_STAT, MADE_FSTAT, MADE_ACCESS, MADE_READLINK, MADE_GETCWD, MADE_OPEN_FILE, MADE_READ, MADE_WRITE, MADE_MEMFD, MADE_MORE };

/* The bytes of a link are its target. Two names of one file have the same number. */
struct made_file {
	const char *path;
	unsigned mode;
	struct span bytes;
	unsigned long long dev, ino, size; /* size: what stat says, which may be more than there is */
	int refused;                       /* access says no, and so does open */
};

static struct made {
	struct made_file file[MADE_FILES];
	size_t files;
	struct {
		const struct made_file *file;
		size_t at;
	} open[MADE_OPEN];
	const char *cwd;
	unsigned long pid, parent;
	long long now, tick; /* milliseconds; how many pass with each look at the clock */
	size_t piece;        /* a read gives no more; 0: as asked */
	long blocks;         /* of memory that os_more has; below 0: enough */
	/* calls of this kind fail from number `from` to number `to` on, with this error; for a read, 0 is the end of the file */
	struct {
		enum made_call call;
		int from, to, error, count;
	} wrong;
	/* what exec answers, one after another: a negative errno, or 0 where the program runs */
	int answer[MADE_EXECS];
	struct {
		const char *path;
		char **argv, **env;
	} exec[MADE_EXECS];
	int execs, opened, status; /* opened: descriptors that are open */
	int remembered;            /* there is a memory file */
	char said[MADE_OUTPUT], logged[MADE_OUTPUT], kept[MADE_OUTPUT]; /* what was written to stderr, the log and the last memory file */
	size_t kept_n;
	jmp_buf end;
} made;

static inline void
made_begin(void)
{
	memset(&made, 0, sizeof made);
	made.cwd = "/w";
	made.pid = 100;
	made.parent = 50;
	made.blocks = -1;
}

/* A file of the world; the bytes stay the caller's. */
static inline struct made_file *
made_file(const char *path, unsigned mode, struct span bytes)
{
	struct made_file *f = &made.file[made.files++];

	if (made.files > MADE_FILES) {
		puts("Bail out! the made-up world is too small");
		exit(2);
	}
	f->path = path;
	f->mode = mode;
	f->bytes = bytes;
	f->size = bytes.n;
	f->dev = 1;
	f->ino = made.files;
	return f;
}

/* Whether this call is one that goes wrong. */
static inline int
made_wrong(enum made_call call)
{
	return call == made.wrong.call && ++made.wrong.count >= made.wrong.from && made.wrong.count <= made.wrong.to;
}

/* What a path names, links not followed; NULL if nothing. */
static inline struct made_file *
made_at(const char *path)
{
	size_t i;

	for (i = 0; i < made.files; i++) {
		if (strcmp(made.file[i].path, path) == 0)
			return &made.file[i];
	}
	return NULL;
}

/* What a path leads to, or a negative errno. The folders of a path are taken as they are written. */
static inline int
made_follow(const char *path, const struct made_file **to)
{
	char room[MADE_PATH], next[MADE_PATH];
	const char *slash;
	int i;

	if (strlen(path) >= sizeof room)
		return -ENAMETOOLONG;
	strcpy(room, path);
	for (i = 0; i < MADE_LINKS; i++) {
		*to = made_at(room);
		if (!*to)
			return -ENOENT;
		if (((*to)->mode & S_IFMT) != S_IFLNK)
			return 0;
		slash = (*to)->bytes.n && (*to)->bytes.p[0] == '/' ? NULL : strrchr(room, '/');
		snprintf(next, sizeof next, "%.*s%.*s", slash ? (int)(slash - room + 1) : 0, room, (int)(*to)->bytes.n, (*to)->bytes.p);
		strcpy(room, next);
	}
	return -ELOOP;
}

static inline void
made_status(const struct made_file *f, struct os_file *to)
{
	to->dev = f->dev;
	to->ino = f->ino;
	to->size = f->size;
	to->mode = f->mode;
}

int
os_stat(const char *path, struct os_file *f)
{
	const struct made_file *to;
	int result = made_follow(path, &to);

	if (made_wrong(MADE_STAT))
		return -made.wrong.error;
	if (result == 0)
		made_status(to, f);
	return result;
}

int
os_fstat(int fd, struct os_file *f)
{
	if (made_wrong(MADE_FSTAT))
		return -made.wrong.error;
	made_status(made.open[fd - MADE_FIRST_FD].file, f);
	return 0;
}

int
os_exists(const char *path)
{
	const struct made_file *to;

	if (strncmp(path, "/proc/self/fd/", 14) == 0)
		return atoi(path + 14) == MADE_MEMORY_FD && made.remembered ? 0 : -ENOENT;
	return made_follow(path, &to);
}

int
os_is_executable(const char *path)
{
	const struct made_file *to;
	int result = made_follow(path, &to);

	if (made_wrong(MADE_ACCESS))
		return -made.wrong.error;
	return result == 0 && (to->refused || !(to->mode & 0111)) ? -EACCES : result;
}

long
os_readlink(const char *path, char *to, size_t room)
{
	const struct made_file *f = made_at(path);

	if (made_wrong(MADE_READLINK))
		return -made.wrong.error;
	if (!f)
		return -ENOENT;
	if ((f->mode & S_IFMT) != S_IFLNK)
		return -EINVAL;
	if (f->bytes.n < room)
		room = f->bytes.n;
	memcpy(to, f->bytes.p, room);
	return (long)room;
}

long
os_getcwd(char *to, size_t room)
{
	if (made_wrong(MADE_GETCWD))
		return -made.wrong.error;
	snprintf(to, room, "%s", made.cwd);
	return (long)strlen(to);
}

static inline int
made_open(const struct made_file *file)
{
	int i;

	for (i = 0; i < MADE_OPEN; i++) {
		if (made.open[i].file)
			continue;
		made.open[i].file = file;
		made.open[i].at = 0;
		made.opened++;
		return MADE_FIRST_FD + i;
	}
	return -EMFILE;
}

int
os_open(const char *path)
{
	const struct made_file *f;
	int result = made_follow(path, &f);

	if (made_wrong(MADE_OPEN_FILE))
		return -made.wrong.error;
	if (result == 0 && f->refused)
		return -EACCES;
	return result == 0 ? made_open(f) : result;
}

/* Any file may be the log; it is there already. */
int
os_open_log(const char *path)
{
	return os_open(path);
}

long
os_read(int fd, void *to, size_t n)
{
	struct span rest = span_from(made.open[fd - MADE_FIRST_FD].file->bytes, made.open[fd - MADE_FIRST_FD].at);

	if (made_wrong(MADE_READ))
		return -made.wrong.error;
	if (made.piece && n > made.piece)
		n = made.piece;
	if (n > rest.n)
		n = rest.n;
	memcpy(to, rest.p, n);
	made.open[fd - MADE_FIRST_FD].at += n;
	return (long)n;
}

long
os_write(int fd, const void *from, size_t n)
{
	char *to = fd == 2 ? made.said : made.logged;
	size_t had = strlen(to);

	if (made_wrong(MADE_WRITE))
		return -made.wrong.error;
	if (made.piece && n > made.piece)
		n = made.piece;
	if (fd == MADE_MEMORY_FD) {
		to = made.kept;
		had = made.kept_n;
	}
	if (had + n >= MADE_OUTPUT)
		return -ENOSPC;
	if (!n)
		return 0;
	memcpy(to + had, from, n);
	if (fd == MADE_MEMORY_FD)
		made.kept_n += n;
	else
		to[had + n] = '\0';
	return (long)n;
}

void
os_close(int fd)
{
	if (fd == MADE_MEMORY_FD)
		made.remembered = 0;
	else
		made.open[fd - MADE_FIRST_FD].file = NULL;
	made.opened--;
}

int
os_fd_control(int fd, int what, long argument)
{
	(void)argument;
	return what == F_GETFD && fd != MADE_MEMORY_FD ? -EBADF : 0;
}

long
os_fd_limit(void)
{
	return 1024;
}

int
os_memory_file(const char *name)
{
	(void)name;
	if (made_wrong(MADE_MEMFD))
		return -made.wrong.error;
	made.opened++;
	made.remembered = 1;
	made.kept_n = 0;
	return MADE_MEMORY_FD;
}

int
os_exec(const char *path, char **argv, char **env)
{
	int i = made.execs++;

	if (i >= MADE_EXECS)
		longjmp(made.end, 2);
	made.exec[i].path = path;
	made.exec[i].argv = argv;
	made.exec[i].env = env;
	if (made.answer[i] == 0)
		longjmp(made.end, 1);
	return made.answer[i];
}

void
os_exit(int status)
{
	made.status = status;
	longjmp(made.end, 2);
}

long
os_getpid(void)
{
	return (long)made.pid;
}

long
os_getppid(void)
{
	return (long)made.parent;
}

void
os_now(long long *seconds, long *nanoseconds)
{
	made.now += made.tick;
	*seconds = made.now / 1000;
	*nanoseconds = (long)(made.now % 1000) * 1000000;
}

/* A start says who we are; here the test has said it. */
void
shim_origin(struct shim_start *s, char **env_end)
{
	(void)s;
	(void)env_end;
}

/* Blocks with nothing to spare, so that each piece asks. They stay: a test is short. */
int
os_more(struct arena *a, size_t need)
{
	if (made.blocks == 0 || made_wrong(MADE_MORE) || (a->at = malloc(need)) == NULL)
		return -1;
	if (made.blocks > 0)
		made.blocks--;
	a->end = a->at + need;
	return 0;
}

#endif

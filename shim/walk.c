/* SPDX-License-Identifier: MIT */
/*
 * Walks trees of files with several threads. Folders that wait to be read are a stack, which all threads share; the last found is read first, so
 * that few wait. A folder is opened below its parent, whose descriptor stays open as long as a folder in it waits. Where these become too
 * many, the descriptor is given up, and those in it are opened by path, in pieces that the kernel accepts.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arena.h"
#include "path.h"

/* glibc before 2.34 has threads in a library of their own, which we do not ask for: then there is one thread. */
#if defined(__GLIBC__)
#if !__GLIBC_PREREQ(2, 34)
#pragma weak pthread_create
#pragma weak pthread_join
#pragma weak pthread_sigmask
#pragma weak pthread_cond_init
#pragma weak pthread_cond_wait
#pragma weak pthread_cond_broadcast
#define HAVE_THREADS (pthread_create != NULL)
#endif
#endif
#ifndef HAVE_THREADS
#define HAVE_THREADS 1
#endif

enum { BUFFER = 32768, FDS_KEPT = 400, FDS_OTHERS = 64 };

/*
 * A folder, or an operand of any kind. alive counts itself and the folders in it that are in memory; waiting those of them that are not open yet.
 * Both belong to the lock, and so does fd as soon as others can see the folder.
 */
struct walk_folder {
	struct walk_folder *up, *next;
	size_t alive, waiting;
	int fd;
	char name[];
};

struct crew {
	const struct walk *w;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct walk_folder *stack;
	unsigned busy, idle;
	size_t files;
	long fds, fds_kept; /* how many are open, and may be */
	int failed;
};

struct worker {
	struct crew *crew;
	unsigned number;
	size_t files, all; /* seen and not told of yet; of all threads, as far as is known */
	struct walk_folder *found; /* in the folder that is being read */
	char *buffer;
};

/* The kernel's own: struct linux_dirent64. */
struct entry {
	uint64_t ino;
	int64_t off;
	uint16_t length;
	uint8_t type;
	char name[];
};

enum { TYPE_UNKNOWN = 0, TYPE_FOLDER = 4, TYPE_REGULAR = 8, TYPE_LINK = 10 };

static struct walk_folder *
new_folder(struct walk_folder *up, const char *name)
{
	size_t n = strlen(name);
	struct walk_folder *f = malloc(sizeof *f + n + 1);

	if (!f)
		return NULL;
	f->up = up;
	f->next = NULL;
	f->alive = 1;
	f->waiting = 0;
	f->fd = -1;
	memcpy(f->name, name, n + 1);
	return f;
}

/* --------------------------------------------------------------------- paths */

void
walk_path(struct text *t, const struct walk_folder *folder, const char *name)
{
	const struct walk_folder *f;
	size_t n = 0, at;
	char *to;

	/* from its end, as the folders know those above */
	for (f = folder; f; f = f->up)
		n += strlen(f->name) + 1;
	to = n ? arena_take(t->a, n) : NULL;
	for (at = n, f = folder; f && to; f = f->up) {
		size_t k = strlen(f->name);

		to[--at] = '/';
		/* an operand may end in '/' itself */
		while (!f->up && k > 0 && f->name[k - 1] == '/')
			k--;
		at -= k;
		memcpy(to + at, f->name, k);
	}
	if (to) {
		struct span s = {to + at, n - at};

		text_put(t, s);
	}
	text_puts(t, name);
}

static int
open_at(int at, const char *name, int operand)
{
	int how = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

	return openat(at, name, operand ? how : how | O_NOFOLLOW);
}

/* Opens a folder whose parent is not open any more: from the operand on, in pieces. */
static int
open_by_path(const struct walk_folder *folder)
{
	const struct walk_folder *f, **way;
	size_t depth = 0, i, n = 0, k;
	char piece[PATH_MAX];
	int fd, next, error;

	for (f = folder; f; f = f->up)
		depth++;
	way = malloc(depth * sizeof *way);
	if (!way)
		return errno = ENOMEM, -1;
	fd = -1;
	for (f = folder, i = depth; f; f = f->up) {
		way[--i] = f;
		if (!f->up)
			fd = open_at(AT_FDCWD, f->name, 1);
	}
	for (i = 1; i < depth && fd >= 0; i++) {
		k = strlen(way[i]->name);
		memcpy(piece + n, way[i]->name, k + 1);
		n += k;
		if (i + 1 < depth && n + 1 + strlen(way[i + 1]->name) < sizeof piece) {
			piece[n++] = '/';
			continue;
		}
		next = open_at(fd, piece, 0);
		error = errno;
		close(fd);
		errno = error;
		fd = next;
		n = 0;
	}
	free(way);
	return fd;
}

/* -------------------------------------------------------------- the one stack */

/* Lets go of a folder that is read, and of those above for which it was the last. The lock is held. */
static void
release(struct crew *c, struct walk_folder *f)
{
	struct walk_folder *up;

	for (; f && --f->alive == 0; f = up) {
		up = f->up;
		if (f->fd >= 0) {
			close(f->fd);
			c->fds--;
		}
		free(f);
	}
}

/* Lets go of what was not read when memory ran out. Nobody else is at work. */
static void
drop_rest(struct crew *c)
{
	struct walk_folder *f;

	while ((f = c->stack) != NULL) {
		c->stack = f->next;
		release(c, f);
	}
}

/* A folder is open, or cannot be opened: its parent's descriptor may have served its purpose. The lock is held. */
static void
opened(struct crew *c, struct walk_folder *f)
{
	struct walk_folder *up = f->up;

	if (--up->waiting == 0 && up->fd >= 0) {
		close(up->fd);
		up->fd = -1;
		c->fds--;
	}
}

/* The next folder to read; NULL when all is done. */
static struct walk_folder *
take(struct crew *c)
{
	struct walk_folder *f;

	pthread_mutex_lock(&c->lock);
	c->busy--;
	while (!c->stack && c->busy && !c->failed) {
		c->idle++;
		pthread_cond_wait(&c->more, &c->lock);
		c->idle--;
	}
	f = c->failed ? NULL : c->stack;
	if (f) {
		c->stack = f->next;
		c->busy++;
	} else if (c->idle) {
		pthread_cond_broadcast(&c->more);
	}
	pthread_mutex_unlock(&c->lock);
	return f;
}

/* Hands over what was found in a folder, and lets go of it. */
static void
give(struct worker *w, struct walk_folder *f, int fd)
{
	struct crew *c = w->crew;
	struct walk_folder *g, *last = NULL;

	pthread_mutex_lock(&c->lock);
	for (g = w->found; g; g = g->next) {
		f->waiting++;
		f->alive++;
		last = g;
	}
	if (fd >= 0 && (!last || c->fds >= c->fds_kept))
		close(fd);
	else if (fd >= 0) {
		f->fd = fd;
		c->fds++;
	}
	if (last) {
		last->next = c->stack;
		c->stack = w->found;
		if (c->idle)
			pthread_cond_broadcast(&c->more);
	}
	w->found = NULL;
	w->all = c->files += w->files;
	w->files = 0;
	release(c, f);
	pthread_mutex_unlock(&c->lock);
}

static void
fail(struct crew *c)
{
	pthread_mutex_lock(&c->lock);
	c->failed = 1;
	if (c->idle)
		pthread_cond_broadcast(&c->more);
	pthread_mutex_unlock(&c->lock);
}

/* ------------------------------------------------------------- one folder */

static void
see_file(struct worker *w, const struct walk_folder *folder, int at, const char *name)
{
	struct walk_file f;

	f.at = at;
	f.name = name;
	f.folder = folder;
	w->files++;
	w->crew->w->file(w->crew->w->ctx, w->number, &f);
}

static void
see_entry(struct worker *w, struct walk_folder *folder, int fd, const struct entry *e)
{
	unsigned type = e->type;
	struct walk_folder *f;
	struct stat st;

	if (e->name[0] == '.' && (!e->name[1] || (e->name[1] == '.' && !e->name[2])))
		return;
	if (type == TYPE_UNKNOWN && fstatat(fd, e->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		type = S_ISDIR(st.st_mode) ? TYPE_FOLDER : S_ISREG(st.st_mode) ? TYPE_REGULAR : S_ISLNK(st.st_mode) ? TYPE_LINK : TYPE_UNKNOWN;
	if (type == TYPE_LINK && w->crew->w->link) {
		struct walk_file found = {fd, e->name, folder};

		w->crew->w->link(w->crew->w->ctx, w->number, &found);
	} else if (type == TYPE_REGULAR) {
		see_file(w, folder, fd, e->name);
	} else if (type == TYPE_FOLDER) {
		f = new_folder(folder, e->name);
		if (!f) {
			fail(w->crew);
			return;
		}
		f->next = w->found;
		w->found = f;
	}
}

static void
complain(struct worker *w, const struct walk_folder *f, int error)
{
	w->crew->w->trouble(w->crew->w->ctx, w->number, f->up, f->name, error);
}

static void
read_folder(struct worker *w, struct walk_folder *folder, int fd)
{
	const struct entry *e;
	long n, at;

	for (;;) {
		n = syscall(SYS_getdents64, fd, w->buffer, BUFFER);
		if (n <= 0)
			break;
		for (at = 0; at < n; at += e->length) {
			e = (const struct entry *)(const void *)(w->buffer + at);
			see_entry(w, folder, fd, e);
		}
	}
	if (n < 0 && errno != ENOENT)
		complain(w, folder, errno);
}

/* An operand may be anything. Returns a descriptor if it is a folder. */
static int
see_operand(struct worker *w, const struct walk_folder *f)
{
	struct stat st;
	int fd;

	if (stat(f->name, &st) != 0) {
		complain(w, f, errno);
		return -1;
	}
	if (S_ISDIR(st.st_mode)) {
		fd = open_at(AT_FDCWD, f->name, 1);
		if (fd < 0)
			complain(w, f, errno);
		return fd;
	}
	if (S_ISREG(st.st_mode))
		see_file(w, NULL, AT_FDCWD, f->name);
	else
		complain(w, f, 0);
	return -1;
}

static int
enter(struct worker *w, struct walk_folder *f)
{
	struct crew *c = w->crew;
	int fd, at, error;

	if (!f->up)
		return see_operand(w, f);
	/* while this one waits nobody closes its parent */
	at = f->up->fd;
	fd = at >= 0 ? open_at(at, f->name, 0) : open_by_path(f);
	error = errno;
	pthread_mutex_lock(&c->lock);
	opened(c, f);
	pthread_mutex_unlock(&c->lock);
	/* gone, or something else by now */
	if (fd < 0 && error != ENOENT && error != ENOTDIR && error != ELOOP)
		complain(w, f, error);
	return fd;
}

static void *
work(void *ctx)
{
	struct worker *w = ctx;
	struct crew *c = w->crew;
	struct walk_folder *f;
	int fd;

	while ((f = take(c)) != NULL) {
		fd = enter(w, f);
		if (fd >= 0)
			read_folder(w, f, fd);
		give(w, f, fd);
		if (w->number == 0 && c->w->tick)
			c->w->tick(c->w->ctx, w->all);
	}
	return NULL;
}

/* ------------------------------------------------------------------ the whole */

struct span
walk_name(const struct walk_folder *folder)
{
	return path_base(span_of(folder ? folder->name : ""));
}

unsigned
walk_threads(void)
{
	struct rlimit limit;

	/*
	 * Many more than there are processors: what is not in memory yet keeps a disk busy only if much of it is asked for at once (a /usr of 160,000 files
	 * took 31 s with one thread, 14 with four, 8 with sixteen), and what is in memory costs no more by that. Each has a folder and a file open, and
	 * what reads the file may have a third.
	 */
	if (!HAVE_THREADS || getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < 8)
		return 1;
	return limit.rlim_cur < 4 * WALK_MAX_THREADS ? (unsigned)limit.rlim_cur / 4 : WALK_MAX_THREADS;
}

/* All threads but the one that we are; fewer if the system gives no more. No signal is for them. */
static unsigned
start_others(struct worker *worker, pthread_t *thread, unsigned count)
{
	unsigned n = 1;
	sigset_t all, before;

	if (count < 2 || !HAVE_THREADS)
		return 1;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	while (n < count && pthread_create(&thread[n], NULL, work, &worker[n]) == 0)
		n++;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return n;
}

static long
most_fds(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > FDS_KEPT + FDS_OTHERS)
		return FDS_KEPT;
	return limit.rlim_cur > FDS_OTHERS ? (long)limit.rlim_cur - FDS_OTHERS : 0;
}

long
walk_trees(const struct walk *w, const char *const *operands, size_t count)
{
	unsigned threads = w->threads < 1 ? 1 : w->threads > WALK_MAX_THREADS ? WALK_MAX_THREADS : w->threads, i;
	struct worker worker[WALK_MAX_THREADS];
	pthread_t thread[WALK_MAX_THREADS];
	struct walk_folder *f;
	struct crew c;
	char *buffers = malloc((size_t)threads * BUFFER);
	size_t k;

	if (!buffers)
		return -1;
	memset(&c, 0, sizeof c);
	c.w = w;
	c.fds_kept = most_fds();
	pthread_mutex_init(&c.lock, NULL);
	if (HAVE_THREADS)
		pthread_cond_init(&c.more, NULL);
	for (k = count; k > 0; k--) {
		f = new_folder(NULL, operands[k - 1]);
		if (!f)
			break;
		f->next = c.stack;
		c.stack = f;
	}
	if (k > 0) {
		drop_rest(&c);
		free(buffers);
		return -1;
	}
	for (i = 0; i < threads; i++) {
		memset(&worker[i], 0, sizeof worker[i]);
		worker[i].crew = &c;
		worker[i].number = i;
		worker[i].buffer = buffers + (size_t)i * BUFFER;
	}
	/* all count as busy before they begin, so that none thinks it is over */
	c.busy = threads;
	i = start_others(worker, thread, threads);
	pthread_mutex_lock(&c.lock);
	c.busy -= threads - i;
	pthread_mutex_unlock(&c.lock);
	work(&worker[0]);
	while (--i > 0)
		pthread_join(thread[i], NULL);
	drop_rest(&c);
	free(buffers);
	return c.failed ? -1 : (long)c.files;
}

/* SPDX-License-Identifier: MIT */
/*
 * Files with new content. The new one is made beside the old one under a name of its own, gets all that the old one has, goes to the disk, and takes the
 * old one's name. What a rename does not carry over is listed at the steps. The maker holds a lock (flock) on the file as long as it has the other name, by which
 * replace_clean knows the ones that nobody will finish.
 *
 * The order of the steps matters: a write and a change of owner take set-id bits and capabilities away, a change of mode changes what an inherited ACL
 * means, and all but the times change the times.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define PREFIX ".originld-"
#define ACL "system.posix_acl_access"
#define CAPABILITY "security.capability"

enum { SUFFIX = 6, TRIES = 100 };

/* From <linux/fs.h>, which not every libc has. */
#define GET_FLAGS _IOR('f', 1, long)
enum { FLAG_VERITY = 0x00100000 };

/* A replacement on its way. temp is a path as `name` is, and fd the file of that name. */
struct making {
	int folder, old, fd;
	const char *name;
	char *temp;
	struct stat st; /* the old file's */
	unsigned flags;
	struct replace_report *report;
};

static const struct {
	const char *name, *text, *remedy;
} results[REPLACE_RESULT_COUNT] = {
    [REPLACE_DONE] = {"", "", ""},
    [REPLACE_SET_ID] = {"set-id", "the file runs with the rights of its owner or group", "ask for such files expressly"},
    [REPLACE_CAPABLE] = {"file-capabilities", "the file has file capabilities", "ask for such files expressly"},
    [REPLACE_CHANGED] = {"changed-meanwhile", "somebody else changed the file", "try again when nobody writes there"},
    [REPLACE_FAILED] = {"not-replaced", "the file could not be replaced", "see to it that its folder has room and can be written"},
};

const char *
replace_result_name(enum replace_result result)
{
	return results[result].name;
}

const char *
replace_result_text(enum replace_result result)
{
	return results[result].text;
}

const char *
replace_result_remedy(enum replace_result result)
{
	return results[result].remedy;
}

/* ------------------------------------------------------------------- what is there */

static void
note(struct replace_stat *to, const struct stat *st)
{
	to->dev = (unsigned long long)st->st_dev;
	to->ino = (unsigned long long)st->st_ino;
	to->size = (unsigned long long)st->st_size;
	to->mtime = (long long)st->st_mtim.tv_sec;
	to->mtime_ns = (long long)st->st_mtim.tv_nsec;
	to->mode = (unsigned)st->st_mode;
	to->uid = (unsigned)st->st_uid;
	to->gid = (unsigned)st->st_gid;
	to->links = (unsigned)st->st_nlink;
}

static int
is_file(const struct stat *st, const struct replace_stat *is)
{
	return (unsigned long long)st->st_dev == is->dev && (unsigned long long)st->st_ino == is->ino;
}

/* Whether it is that file, with what it held then. */
static int
is_unchanged(const struct stat *st, const struct replace_stat *was)
{
	return is_file(st, was) && (unsigned long long)st->st_size == was->size && st->st_mtim.tv_sec == was->mtime &&
	    st->st_mtim.tv_nsec == was->mtime_ns;
}

/* Opens what a name leads to, if that is a regular file. Returns a descriptor, or -1 with errno set: ENOENT where there is none. */
static int
open_regular(int folder, const char *name, struct stat *st)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		if (errno == ELOOP || errno == ENXIO || errno == ENODEV || errno == ENOTDIR)
			errno = ENOENT;
		return -1;
	}
	if (fstat(fd, st) == 0 && S_ISREG(st->st_mode))
		return fd;
	close(fd);
	errno = ENOENT;
	return -1;
}

/* All bytes from the beginning; a file that is shorter or longer by now is another one. */
static int
read_all(int fd, char *p, size_t n)
{
	size_t all = 0;
	ssize_t got;
	char more;

	while (all < n) {
		got = pread(fd, p + all, n - all, (off_t)all);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -1 : (errno = ESTALE, -1);
		all += (size_t)got;
	}
	return pread(fd, &more, 1, (off_t)n) == 0 ? 0 : (errno = ESTALE, -1);
}

static int
read_open(struct replace_copy *c, int fd, const struct stat *st)
{
	struct stat now;

	if ((unsigned long long)st->st_size > (size_t)-1 / 2)
		return errno = EFBIG, -1;
	note(&c->stat, st);
	c->n = (size_t)st->st_size;
	if (c->n) {
		c->p = mmap(NULL, c->n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (c->p == MAP_FAILED)
			return c->p = NULL, -1;
	}
	if (read_all(fd, c->p, c->n) != 0 || fstat(fd, &now) != 0)
		return -1;
	return is_unchanged(&now, &c->stat) ? 0 : (errno = ESTALE, -1);
}

int
replace_read(struct replace_copy *c, int folder, const char *name)
{
	struct stat st;
	int fd = open_regular(folder, name, &st), result, error;

	memset(c, 0, sizeof *c);
	if (fd < 0)
		return errno == ENOENT ? 1 : -1;
	result = read_open(c, fd, &st);
	error = errno;
	close(fd);
	if (result != 0)
		replace_free(c);
	errno = error;
	return result;
}

void
replace_free(struct replace_copy *c)
{
	if (c->p)
		munmap(c->p, c->n);
	c->p = NULL;
	c->n = 0;
}

/* -------------------------------------------------------------------- the other name */

int
replace_is_temporary(const char *name)
{
	size_t n = strlen(PREFIX);

	return strncmp(name, PREFIX, n) == 0 && strspn(name + n, "0123456789abcdefghijklmnopqrstuvwxyz") == SUFFIX && name[n + SUFFIX] == '\0';
}

/* Room for a name in the folder of `name`; name_it fills in its end. */
static char *
room_for_name(const char *name)
{
	const char *slash = strrchr(name, '/');
	size_t n = slash ? (size_t)(slash - name) + 1 : 0;
	char *p = malloc(n + sizeof PREFIX + SUFFIX);

	if (p) {
		memcpy(p, name, n);
		memcpy(p + n, PREFIX, sizeof PREFIX);
	}
	return p;
}

static void
name_it(char *temp)
{
	static unsigned long long state;
	struct timespec now;
	char *p = strrchr(temp, '-') + 1;
	unsigned long long v;
	int i;

	clock_gettime(CLOCK_REALTIME, &now);
	state += (unsigned long long)now.tv_nsec ^ (unsigned long long)getpid() << 32;
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	v = state >> 24;
	for (i = 0; i < SUFFIX; i++, v /= 36)
		p[i] = "0123456789abcdefghijklmnopqrstuvwxyz"[v % 36];
	p[i] = '\0';
}

/* A new file of a new name, locked. Between its creation and the lock somebody may have taken it for left behind, so that it is tried again. */
static int
create(struct making *m)
{
	struct stat st;
	int i;

	for (i = 0; i < TRIES; i++) {
		name_it(m->temp);
		m->fd = openat(m->folder, m->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (m->fd < 0 && errno == EEXIST)
			continue;
		if (m->fd < 0)
			return -1;
		/* where files cannot be locked, nobody takes them away */
		(void)flock(m->fd, LOCK_EX | LOCK_NB);
		if (fstat(m->fd, &st) != 0)
			return -1;
		if (st.st_nlink != 0)
			return 0;
		close(m->fd);
		m->fd = -1;
	}
	errno = EEXIST;
	return -1;
}

static int
write_all(int fd, struct span bytes)
{
	ssize_t n;

	while (bytes.n) {
		n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -1 : (errno = ENOSPC, -1);
		bytes = span_from(bytes, (size_t)n);
	}
	return 0;
}

/* ------------------------------------------------------------- what the old file has */

static int
keep_owner(struct making *m)
{
	struct stat now;

	if (fstat(m->fd, &now) != 0)
		return -1;
	if (now.st_uid == m->st.st_uid && now.st_gid == m->st.st_gid)
		return 0;
	if (fchown(m->fd, m->st.st_uid, m->st.st_gid) == 0)
		return 0;
	if (now.st_uid != m->st.st_uid)
		m->report->lost |= REPLACE_LOST_OWNER;
	if (now.st_gid != m->st.st_gid && fchown(m->fd, (uid_t)-1, m->st.st_gid) != 0)
		m->report->lost |= REPLACE_LOST_GROUP;
	return 0;
}

/* A folder may give its files an ACL, which the old one need not have. */
static int
keep_mode(struct making *m)
{
	(void)fremovexattr(m->fd, ACL);
	return fchmod(m->fd, m->st.st_mode & 07777);
}

/* The names of a file's attributes, each with a NUL behind it, in memory to be freed; *n bytes. Returns -1 with errno set where nobody can say. */
static int
list_attributes(int fd, char **list, size_t *n)
{
	ssize_t got = flistxattr(fd, NULL, 0);

	*list = NULL;
	*n = 0;
	if (got <= 0)
		return got == 0 || errno == ENOTSUP || errno == ENOSYS ? 0 : -1;
	*list = malloc((size_t)got);
	got = *list ? flistxattr(fd, *list, (size_t)got) : -1;
	*n = got > 0 ? (size_t)got : 0;
	return got < 0 ? -1 : 0;
}

/* A file's attribute, in memory to be freed; NULL if there is none. */
static char *
get_attribute(int fd, const char *name, size_t *n)
{
	ssize_t room = fgetxattr(fd, name, NULL, 0), got;
	char *value = room >= 0 ? malloc((size_t)room + 1) : NULL;

	if (!value)
		return NULL;
	got = fgetxattr(fd, name, value, (size_t)room);
	if (got < 0) {
		free(value);
		return NULL;
	}
	*n = (size_t)got;
	return value;
}

/* Whether the new file has the same value by itself, as a label that the kernel gives. Leaves errno: why it could not be set matters more. */
static int
has_attribute(int fd, const char *name, struct span value)
{
	struct span is = {NULL, 0};
	int same, error = errno;
	char *p = get_attribute(fd, name, &is.n);

	is.p = p;
	same = p && span_equal(is, value);
	free(p);
	errno = error;
	return same;
}

/* An attribute that says something about the bytes is not true of others. Rights must not get lost or grow; of the rest it is told. */
static int
keep_attribute(struct making *m, const char *name)
{
	struct span value = {NULL, 0};
	char *p;
	int result = 0;

	if (strcmp(name, "security.ima") == 0 || strcmp(name, "security.evm") == 0) {
		m->report->stale |= strcmp(name, "security.ima") == 0 ? REPLACE_STALE_IMA : REPLACE_STALE_EVM;
		return 0;
	}
	p = get_attribute(m->old, name, &value.n);
	value.p = p;
	if (!p || (fsetxattr(m->fd, name, p, value.n, 0) != 0 && !has_attribute(m->fd, name, value))) {
		if (strcmp(name, ACL) == 0 || strcmp(name, CAPABILITY) == 0)
			result = -1;
		m->report->lost |= strncmp(name, "security.", 9) == 0 ? REPLACE_LOST_LABEL : REPLACE_LOST_OTHER;
	}
	free(p);
	return result;
}

static int
keep_attributes(struct making *m)
{
	char *list;
	size_t n, at;
	int result = list_attributes(m->old, &list, &n);
	long flags = 0;

	for (at = 0; at < n && result == 0; at += strlen(list + at) + 1)
		result = keep_attribute(m, list + at);
	free(list);
	if (result == 0 && ioctl(m->old, (int)GET_FLAGS, &flags) == 0 && (flags & FLAG_VERITY))
		m->report->stale |= REPLACE_STALE_VERITY;
	return result;
}

static int
keep_times(struct making *m)
{
	const struct timespec times[2] = {m->st.st_atim, m->st.st_mtim};

	if (futimens(m->fd, times) != 0)
		m->report->lost |= REPLACE_LOST_TIMES;
	return 0;
}

/* ------------------------------------------------------------------------- the order */

static enum replace_result
fail(struct making *m, const char *step)
{
	m->report->step = step;
	m->report->error = errno;
	return REPLACE_FAILED;
}

static int
is_set_id(const struct stat *st)
{
	/* set-gid without the right to execute is mandatory locking */
	return (st->st_mode & S_ISUID) || ((st->st_mode & S_ISGID) && (st->st_mode & S_IXGRP));
}

static enum replace_result
judge(const struct making *m, const struct replace_stat *was)
{
	if (!is_unchanged(&m->st, was))
		return REPLACE_CHANGED;
	if (m->flags & REPLACE_PRIVILEGED)
		return REPLACE_DONE;
	if (is_set_id(&m->st))
		return REPLACE_SET_ID;
	return fgetxattr(m->old, CAPABILITY, NULL, 0) > 0 ? REPLACE_CAPABLE : REPLACE_DONE;
}

/* The file itself; its name is still the other one. */
static enum replace_result
make(struct making *m, struct span bytes)
{
	static const struct {
		int (*keep)(struct making *m);
		const char *step;
	} steps[] = {
	    {keep_owner, "give the new file its owner"},
	    {keep_mode, "give the new file its mode"},
	    {keep_attributes, "give the new file its ACL or capabilities"},
	    {keep_times, "give the new file its times"},
	};
	struct stat st;
	size_t i;

	if (create(m) != 0)
		return fail(m, "create a file beside it");
	if (write_all(m->fd, bytes) != 0)
		return fail(m, "write the new file");
	for (i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (steps[i].keep(m) != 0)
			return fail(m, steps[i].step);
		if (is_set_id(&m->st) && (m->report->lost & (REPLACE_LOST_OWNER | REPLACE_LOST_GROUP)))
			return errno = EPERM, fail(m, steps[i].step);
	}
	if (fsync(m->fd) != 0)
		return fail(m, "sync the new file");
	if (fstat(m->fd, &st) != 0)
		return fail(m, "look at the new file");
	note(&m->report->now, &st);
	return REPLACE_DONE;
}

/* Whether a name still leads to a file as it was, for which a process that writes now would be too late anyway. */
static int
leads_to(int folder, const char *name, const struct replace_stat *was)
{
	struct stat st;

	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && is_unchanged(&st, was);
}

static enum replace_result
replace_open(struct making *m, const struct replace_stat *was, struct span bytes)
{
	enum replace_result result = judge(m, was);

	if (result == REPLACE_DONE)
		result = make(m, bytes);
	if (result == REPLACE_DONE && !leads_to(m->folder, m->name, was))
		result = REPLACE_CHANGED;
	if (result == REPLACE_DONE && renameat(m->folder, m->temp, m->folder, m->name) != 0)
		result = fail(m, "rename the new file");
	if (m->fd < 0)
		return result;
	if (result != REPLACE_DONE)
		(void)unlinkat(m->folder, m->temp, 0);
	close(m->fd);
	return result;
}

/* What all replacements begin with. */
static void
begin(struct making *m, int folder, const char *name, struct replace_report *report)
{
	memset(m, 0, sizeof *m);
	m->folder = folder;
	m->name = name;
	m->old = m->fd = -1;
	m->report = report;
	m->temp = room_for_name(name);
}

enum replace_result
replace(int folder, const char *name, const struct replace_stat *was, struct span bytes, unsigned flags, struct replace_report *report)
{
	struct making m;
	enum replace_result result;

	memset(report, 0, sizeof *report);
	begin(&m, folder, name, report);
	if (!m.temp)
		return fail(&m, "get memory");
	m.flags = flags;
	m.old = open_regular(folder, name, &m.st);
	if (m.old >= 0)
		result = replace_open(&m, was, bytes);
	else
		result = errno == ENOENT ? REPLACE_CHANGED : fail(&m, "open the old file");
	if (m.old >= 0)
		close(m.old);
	free(m.temp);
	return result;
}

/* A new name for the new file, beside the other one of the old file. The lock is on the file, whatever its name. */
static int
link_beside(struct making *m, int new_folder, const char *new_name)
{
	struct stat st;
	int i;

	(void)flock(m->fd, LOCK_EX | LOCK_NB);
	for (i = 0; i < TRIES; i++) {
		name_it(m->temp);
		if (linkat(new_folder, new_name, m->folder, m->temp, 0) == 0)
			break;
		if (errno != EEXIST)
			return -1;
	}
	if (i == TRIES)
		return -1;
	if (fstatat(m->folder, m->temp, &st, AT_SYMLINK_NOFOLLOW) == 0 && is_file(&st, &m->report->now))
		return 0;
	(void)unlinkat(m->folder, m->temp, 0);
	errno = ESTALE;
	return -1;
}

static enum replace_result
link_open(struct making *m, const struct replace_stat *was, int new_folder, const char *new_name)
{
	if (!is_file(&m->st, &m->report->now))
		return REPLACE_CHANGED;
	if (leads_to(m->folder, m->name, &m->report->now))
		return REPLACE_DONE;
	if (!leads_to(m->folder, m->name, was))
		return REPLACE_CHANGED;
	if (link_beside(m, new_folder, new_name) != 0)
		return fail(m, "link the new file");
	if (renameat(m->folder, m->temp, m->folder, m->name) == 0)
		return REPLACE_DONE;
	fail(m, "rename the new link");
	(void)unlinkat(m->folder, m->temp, 0);
	return REPLACE_FAILED;
}

enum replace_result
replace_link(int folder, const char *name, const struct replace_stat *was, int new_folder, const char *new_name, struct replace_report *report)
{
	struct making m;
	enum replace_result result;

	begin(&m, folder, name, report);
	report->step = NULL;
	report->error = 0;
	if (!m.temp)
		return fail(&m, "get memory");
	m.fd = open_regular(new_folder, new_name, &m.st);
	if (m.fd >= 0)
		result = link_open(&m, was, new_folder, new_name);
	else
		result = fail(&m, "open the new file");
	if (m.fd >= 0)
		close(m.fd);
	free(m.temp);
	return result;
}

int
replace_sync(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC), result, error;

	if (fd < 0)
		return -1;
	/* some file systems have nothing to wait for */
	result = fsync(fd) == 0 || errno == EINVAL ? 0 : -1;
	error = errno;
	close(fd);
	errno = error;
	return result;
}

/* Whoever has the lock and sees the name lead to the file knows that nobody else is at work on it. */
int
replace_clean(int folder, const char *name)
{
	const char *slash = strrchr(name, '/');
	struct stat st, now;
	int fd, result = 0, error;

	if (!replace_is_temporary(slash ? slash + 1 : name))
		return 0;
	fd = open_regular(folder, name, &st);
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstatat(folder, name, &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_dev == st.st_dev &&
	    now.st_ino == st.st_ino)
		result = unlinkat(folder, name, 0) == 0 ? 1 : -1;
	error = errno;
	close(fd);
	errno = error;
	return result;
}

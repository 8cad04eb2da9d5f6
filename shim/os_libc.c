/* SPDX-License-Identifier: MIT */
/*
 * The system calls of os.h through the libc: for the command, the tests, and the shim on machines that os_raw.c does not know.
 */
#define _GNU_SOURCE
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "os_fd.h"

static long
result(long r)
{
	return r < 0 ? -(long)errno : r;
}

static int
fill(struct os_file *f, const struct stat *st, int r)
{
	if (r < 0)
		return -errno;
	f->dev = (unsigned long long)st->st_dev;
	f->ino = (unsigned long long)st->st_ino;
	f->size = (unsigned long long)st->st_size;
	f->mode = (unsigned)st->st_mode;
	return 0;
}

int
os_stat(const char *path, struct os_file *f)
{
	struct stat st;

	return fill(f, &st, stat(path, &st));
}

int
os_fstat(int fd, struct os_file *f)
{
	struct stat st;

	return fill(f, &st, fstat(fd, &st));
}

int
os_is_executable(const char *path)
{
	return (int)result(access(path, X_OK));
}

int
os_exists(const char *path)
{
	return (int)result(access(path, F_OK));
}

long
os_readlink(const char *path, char *to, size_t room)
{
	return result(readlink(path, to, room));
}

long
os_getcwd(char *to, size_t room)
{
	size_t n = 0;

	if (!getcwd(to, room))
		return -(long)errno;
	while (to[n])
		n++;
	return (long)n;
}

int
os_open(const char *path)
{
	return os_fd_high((int)result(open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)));
}

int
os_open_log(const char *path)
{
	return os_fd_high((int)result(
	    open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666)));
}

long
os_read(int fd, void *to, size_t n)
{
	return result(read(fd, to, n));
}

long
os_write(int fd, const void *from, size_t n)
{
	return result(write(fd, from, n));
}

void
os_close(int fd)
{
	close(fd);
}

int
os_fd_control(int fd, int what, long argument)
{
	return (int)result(fcntl(fd, what, argument));
}

long
os_fd_limit(void)
{
	struct rlimit r;

	return getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < 1024 ? (long)r.rlim_cur : 1024;
}

int
os_memory_file(const char *name)
{
	return os_fd_for_child((int)result(memfd_create(name, MFD_ALLOW_SEALING | MFD_CLOEXEC)));
}

int
os_exec(const char *path, char **argv, char **env)
{
	return (int)result(execve(path, argv, env));
}

void
os_exit(int status)
{
#ifdef ORIGINLD_COUNTS
	/* a build with counts writes them down at the end */
	exit(status);
#else
	_exit(status);
#endif
}

long
os_getpid(void)
{
	return getpid();
}

long
os_getppid(void)
{
	return getppid();
}

void
os_now(long long *seconds, long *nanoseconds)
{
	struct timespec t = {0, 0};

	clock_gettime(CLOCK_REALTIME, &t);
	*seconds = t.tv_sec;
	*nanoseconds = t.tv_nsec;
}

int
os_more(struct arena *a, size_t need)
{
	size_t size = need < 65536 ? 65536 : need;
	char *p = malloc(size);

	if (!p)
		return -1;
	a->at = p;
	a->end = p + size;
	return 0;
}

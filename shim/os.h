/* SPDX-License-Identifier: MIT */
#ifndef OS_H
#define OS_H

#include <stddef.h> /* for size_t */

struct arena;

/*
 * The few system calls of the shim. Two files implement them: os_raw.c by the kernel's own interface, for the shim that has no
 * libc, and os_libc.c for everything else. Results are the kernel's: a value from 0 up, or a negative errno.
 * Every descriptor is close-on-exec and at least 3 unless said otherwise.
 */
struct os_file {
	unsigned long long dev, ino, size;
	unsigned mode; /* st_mode */
};

int os_stat(const char *path, struct os_file *f);
int os_fstat(int fd, struct os_file *f);
int os_is_executable(const char *path); /* access(X_OK): 0 or a negative errno */
int os_exists(const char *path);        /* access(F_OK): 0 or a negative errno */
long os_readlink(const char *path, char *to, size_t room);
long os_getcwd(char *to, size_t room); /* length without NUL */

/* Opens for reading, without waiting for anything and without becoming a terminal's owner. */
int os_open(const char *path);

/* Opens or creates a file for appending; a symbolic link is refused and nothing is waited for. */
int os_open_log(const char *path);

long os_read(int fd, void *to, size_t n);
long os_write(int fd, const void *from, size_t n);
void os_close(int fd);

/*
 * A memory file that stays open over exec, not on a number below 64 (make's jobserver may be expected there); or a
 * negative errno.
 */
int os_memory_file(const char *name);

/* Forbids any change of a memory file. Failure is harmless. */
void os_seal(int fd);

int os_exec(const char *path, char **argv, char **env); /* returns only a negative errno */
void os_exit(int status);
long os_getpid(void);
long os_getppid(void);
void os_now(long long *seconds, long *nanoseconds);

/* The same in milliseconds. */
static inline long long
os_milliseconds(void)
{
	long long seconds;
	long nanoseconds;

	os_now(&seconds, &nanoseconds);
	return seconds * 1000 + nanoseconds / 1000000;
}

/* An arena's more(): blocks of at least 64 KiB from the system. */
int os_more(struct arena *a, size_t need);

#endif

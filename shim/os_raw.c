/* SPDX-License-Identifier: MIT */
/*
 * System calls without a libc: Linux on x86-64 and aarch64. Both lack nothing of what the *at calls offer, so both use
 * those, and the headers' structures are the kernel's own on these two. See os.h.
 */
#define _GNU_SOURCE
#include "os.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "os_fd.h"

#if defined(__x86_64__) && !defined(__ILP32__)
static inline long
call4(long number, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result;

	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
	                 : "rcx", "r11", "memory");
	return result;
}

static long
call6(long number, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
	                 : "=a"(result)
	                 : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	                 : "rcx", "r11", "memory");
	return result;
}
#elif defined(__aarch64__)
static inline long
call4(long number, long a, long b, long c, long d)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory", "cc");
	return x0;
}

static long
call6(long number, long a, long b, long c, long d, long e, long f)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
	                 : "+r"(x0)
	                 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
	                 : "memory", "cc");
	return x0;
}
#else
#error "no raw system calls for this machine: build the shim with a libc"
#endif

#define CALL3(number, a, b, c) call4((number), (long)(a), (long)(b), (long)(c), 0)
#define CALL4(number, a, b, c, d) call4((number), (long)(a), (long)(b), (long)(c), (long)(d))

static inline int
fill(struct os_file *f, const struct stat *st, long result)
{
	if (result < 0)
		return (int)result;
	f->dev = (unsigned long long)st->st_dev;
	f->ino = (unsigned long long)st->st_ino;
	f->size = (unsigned long long)st->st_size;
	f->mode = st->st_mode;
	return 0;
}

int
os_stat(const char *path, struct os_file *f)
{
	struct stat st;

	return fill(f, &st, CALL4(SYS_newfstatat, AT_FDCWD, path, &st, 0));
}

int
os_fstat(int fd, struct os_file *f)
{
	struct stat st;

	return fill(f, &st, CALL3(SYS_fstat, fd, &st, 0));
}

int
os_is_executable(const char *path)
{
	return (int)CALL3(SYS_faccessat, AT_FDCWD, path, X_OK);
}

int
os_exists(const char *path)
{
	return (int)CALL3(SYS_faccessat, AT_FDCWD, path, F_OK);
}

long
os_readlink(const char *path, char *to, size_t room)
{
	return CALL4(SYS_readlinkat, AT_FDCWD, path, to, room);
}

long
os_getcwd(char *to, size_t room)
{
	long n = CALL3(SYS_getcwd, to, room, 0);

	return n > 0 ? n - 1 : n;
}

int
os_open(const char *path)
{
	return os_fd_high((int)CALL4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0));
}

int
os_open_log(const char *path)
{
	return os_fd_high((int)CALL4(SYS_openat, AT_FDCWD, path,
	    O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666));
}

long
os_read(int fd, void *to, size_t n)
{
	return CALL3(SYS_read, fd, to, n);
}

long
os_write(int fd, const void *from, size_t n)
{
	return CALL3(SYS_write, fd, from, n);
}

void
os_close(int fd)
{
	CALL3(SYS_close, fd, 0, 0);
}

int
os_fd_control(int fd, int what, long argument)
{
	return (int)CALL3(SYS_fcntl, fd, what, argument);
}

long
os_fd_limit(void)
{
	struct rlimit r;

	return CALL4(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, &r) == 0 && r.rlim_cur < 1024 ? (long)r.rlim_cur : 1024;
}

int
os_memory_file(const char *name)
{
	return os_fd_for_child((int)CALL3(SYS_memfd_create, name, MFD_ALLOW_SEALING | MFD_CLOEXEC, 0));
}

int
os_exec(const char *path, char **argv, char **env)
{
	return (int)CALL3(SYS_execve, path, argv, env);
}

void
os_exit(int status)
{
	for (;;)
		CALL3(SYS_exit_group, status, 0, 0);
}

long
os_getpid(void)
{
	return CALL3(SYS_getpid, 0, 0, 0);
}

long
os_getppid(void)
{
	return CALL3(SYS_getppid, 0, 0, 0);
}

void
os_now(long long *seconds, long *nanoseconds)
{
	struct timespec t = {0, 0};

	CALL3(SYS_clock_gettime, CLOCK_REALTIME, &t, 0);
	*seconds = t.tv_sec;
	*nanoseconds = t.tv_nsec;
}

int
os_more(struct arena *a, size_t need)
{
	size_t size = need < 65536 ? 65536 : (need + 4095) & ~(size_t)4095;
	long p;

	if (size < need)
		return -1;
	p = call6(SYS_mmap, 0, (long)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p < 0 && p > -4096)
		return -1;
	a->at = (char *)p;
	a->end = a->at + size;
	return 0;
}

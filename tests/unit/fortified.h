/* SPDX-License-Identifier: MIT */
/*
 * With _FORTIFY_SOURCE glibc calls some functions by another name wherever the compiler cannot see that a call is sound. A test that defines such a function
 * says so by these, so that it is asked then, too. All of it is for _FILE_OFFSET_BITS of 64, and behind what the test defines.
 */
#ifndef FORTIFIED_H
#define FORTIFIED_H

#include <sys/types.h>

#ifdef __GLIBC__
#define FORTIFIED_OPENAT \
	int __openat64_2(int folder, const char *name, int flags); \
	int __openat64_2(int folder, const char *name, int flags) { return openat(folder, name, flags); }
#define FORTIFIED_OPEN \
	int __open64_2(const char *name, int flags); \
	int __open64_2(const char *name, int flags) { return open(name, flags); }
#define FORTIFIED_READ \
	ssize_t __read_chk(int fd, void *to, size_t n, size_t room); \
	ssize_t __read_chk(int fd, void *to, size_t n, size_t room) { return read(fd, to, n < room ? n : room); }
#define FORTIFIED_PREAD \
	ssize_t __pread64_chk(int fd, void *to, size_t n, off_t at, size_t room); \
	ssize_t __pread64_chk(int fd, void *to, size_t n, off_t at, size_t room) { return pread(fd, to, n < room ? n : room, at); }
#define FORTIFIED_GETCWD \
	char *__getcwd_chk(char *to, size_t n, size_t room); \
	char *__getcwd_chk(char *to, size_t n, size_t room) { return getcwd(to, n < room ? n : room); }
#else
#define FORTIFIED_OPENAT
#define FORTIFIED_OPEN
#define FORTIFIED_READ
#define FORTIFIED_PREAD
#define FORTIFIED_GETCWD
#endif

#endif

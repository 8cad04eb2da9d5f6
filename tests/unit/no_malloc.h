/* SPDX-License-Identifier: MIT */
/* A heap that refuses one allocation, for the code that asks malloc and not an arena. A test that includes this defines _GNU_SOURCE. */
#ifndef NO_MALLOC_H
#define NO_MALLOC_H

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

/* refuse: which malloc or realloc from now on gets nothing, 1 is the next one; 0: none, or it has been refused. */
static struct {
	int refuse;
} no_malloc;

#ifdef __GLIBC__
enum { NO_MALLOC_WORKS = 1 };

/* Where what is not refused comes from: the sanitizers' own, from which the rest of their heap comes, too; else the library's by another name. */
extern void *__interceptor_malloc(size_t n) __attribute__((weak));
extern void *__interceptor_realloc(void *p, size_t n) __attribute__((weak));
extern void *__libc_malloc(size_t n);
extern void *__libc_realloc(void *p, size_t n);

static inline int
no_malloc_now(void)
{
	if (!no_malloc.refuse || --no_malloc.refuse)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t n)
{
	return no_malloc_now() ? NULL : __interceptor_malloc ? __interceptor_malloc(n) : __libc_malloc(n);
}

void *
realloc(void *p, size_t n)
{
	return no_malloc_now() ? NULL : __interceptor_realloc ? __interceptor_realloc(p, n) : __libc_realloc(p, n);
}
#else
/* Other libraries have no other name for theirs: nothing is refused. */
enum { NO_MALLOC_WORKS = 0 };
#endif

#endif

/* SPDX-License-Identifier: MIT */
/* To be preloaded: the allocation number $NOMEM fails, and with NOMEM=0 their count is written to $NOMEM_COUNT at the end. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static unsigned long wanted, count;

__attribute__((constructor)) static void
begin(void)
{
	const char *n = getenv("NOMEM");

	count = 0;
	wanted = n ? strtoul(n, NULL, 10) : 0;
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("NOMEM_COUNT");
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;

	if (fd >= 0) {
		dprintf(fd, "%lu", count);
		close(fd);
	}
}

static int
refuses(void)
{
	if (__atomic_add_fetch(&count, 1, __ATOMIC_RELAXED) != wanted)
		return 0;
	errno = ENOMEM;
	return 1;
}

void *
malloc(size_t n)
{
	static void *(*next)(size_t);

	if (!next)
		*(void **)&next = dlsym(RTLD_NEXT, "malloc");
	return refuses() ? NULL : next(n);
}

void *
realloc(void *p, size_t n)
{
	static void *(*next)(void *, size_t);

	if (!next)
		*(void **)&next = dlsym(RTLD_NEXT, "realloc");
	return refuses() ? NULL : next(p, n);
}

/* SPDX-License-Identifier: MIT */
/* Memory whose end is the end of what a process may touch, so that each step behind it ends the test, without a sanitizer, too. */
#ifndef FENCE_H
#define FENCE_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bytes.h"

/* A copy of at most 1 MiB that ends there. It stays until the next call. */
static inline struct span
fenced(struct span s)
{
	enum { ROOM = 1 << 20 };
	static char *end;
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *p;

	if (!end) {
		p = mmap(NULL, ROOM + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED || mprotect(p + ROOM, page, PROT_NONE) != 0)
			exit(2);
		end = p + ROOM;
	}
	if (s.n > ROOM)
		exit(2);
	if (s.n)
		memcpy(end - s.n, s.p, s.n);
	s.p = end - s.n;
	return s;
}

#endif

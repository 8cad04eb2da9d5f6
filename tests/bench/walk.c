/* SPDX-License-Identifier: MIT */
/*
 * walk FOLDER, the floor of every checker of trees: opens each regular file below a folder, reads 64 bytes, closes it, and prints how many
 * there were. One thread, no stat, nothing kept.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BUFFER = 32768 };

struct entry {
	uint64_t ino;
	int64_t off;
	uint16_t length;
	uint8_t type;
	char name[];
};

static unsigned long files;

static void
touch(int at, const char *name)
{
	char head[64];
	int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	files += read(fd, head, sizeof head) >= 0;
	close(fd);
}

static void
walk(int fd)
{
	char *buffer = malloc(BUFFER);
	const struct entry *e;
	long n, at;
	int below;

	while (buffer && (n = syscall(SYS_getdents64, fd, buffer, BUFFER)) > 0) {
		for (at = 0; at < n; at += e->length) {
			e = (const struct entry *)(const void *)(buffer + at);
			if (e->type == 8)
				touch(fd, e->name);
			if (e->type != 4 || strcmp(e->name, ".") == 0 || strcmp(e->name, "..") == 0)
				continue;
			below = openat(fd, e->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
			if (below >= 0)
				walk(below);
		}
	}
	free(buffer);
	close(fd);
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: walk FOLDER\n", stderr);
		return 2;
	}
	walk(open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	printf("%lu\n", files);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * The floor of every checker of trees: opens each regular file below a folder, reads 64 bytes, closes it. One thread, no stat, nothing kept.
 *
 *	walk FOLDER                      prints how many files there were
 *	walk ROUNDS FOLDER COMMAND...    runs floor and command in turns; prints the median ratio of their times, and the median of each in ms
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 32768, ROUNDS = 1000 };

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

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The time of a process: the command, or the floor if there is none. */
static double
time_of(const char *folder, char **command)
{
	double begun = now();
	pid_t pid = fork();

	if (pid == 0) {
		if (command) {
			int null = open("/dev/null", O_WRONLY);

			dup2(null, 1);
			dup2(null, 2);
			execvp(command[0], command);
			_exit(127);
		}
		walk(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	return now() - begun;
}

static int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static double
median(double *list, int n)
{
	qsort(list, (size_t)n, sizeof *list, by_size);
	return n % 2 ? list[n / 2] : (list[n / 2 - 1] + list[n / 2]) / 2;
}

int
main(int argc, char **argv)
{
	static double ratio[ROUNDS], floor_ms[ROUNDS], other_ms[ROUNDS];
	int rounds, i;

	if (argc == 2) {
		walk(open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC));
		printf("%lu\n", files);
		return 0;
	}
	if (argc < 4 || (rounds = atoi(argv[1])) < 1 || rounds > ROUNDS)
		return 2;
	/* once to have both in memory */
	time_of(argv[2], NULL);
	time_of(argv[2], argv + 3);
	for (i = 0; i < rounds; i++) {
		floor_ms[i] = time_of(argv[2], NULL);
		other_ms[i] = time_of(argv[2], argv + 3);
		ratio[i] = other_ms[i] / floor_ms[i];
	}
	printf("%.2f %.0f %.0f\n", median(ratio, rounds), median(floor_ms, rounds), median(other_ms, rounds));
	return 0;
}

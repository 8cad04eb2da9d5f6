/* SPDX-License-Identifier: MIT */
/*
 * pairs ROUNDS SECONDS PROGRAM NAME [WORD...] -- PROGRAM NAME [WORD...]: runs two commands in turns, ROUNDS times each or until the
 * SECONDS are over, and prints
 *
 *	the median of the second one's time over the first one's within each pair,
 *	the medians of both in microseconds,
 *	the most memory that the second one had resident, in KiB,
 *	the instructions of the second one over those of the first, in the program and in the kernel, or - where the machine does not count.
 *
 * At least LEAST pairs are run. The host's speed drifts, so only what is measured side by side can be compared. Which of a pair goes first
 * is left to chance. What the commands print is thrown away; they may end with 0 or 1.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/perf_event.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

enum { LEAST = 5, COUNTED = 5 };

struct command {
	const char *program;
	char **argv;
	double *us;
	long kib;
};

extern char **environ;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double
run(struct command *c)
{
	static posix_spawn_file_actions_t quiet;
	static int ready;
	struct rusage used;
	double from;
	int status;
	pid_t pid;

	if (!ready++) {
		posix_spawn_file_actions_init(&quiet);
		posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
		posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
	}
	from = now();
	status = posix_spawn(&pid, c->program, &quiet, NULL, c->argv, environ);
	if (status != 0) {
		fprintf(stderr, "pairs: %s: %s\n", c->program, strerror(status));
		exit(2);
	}
	wait4(pid, &status, 0, &used);
	from = now() - from;
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "pairs: %s: wait status %x\n", c->program, (unsigned)status);
		exit(2);
	}
	if (used.ru_maxrss > c->kib)
		c->kib = used.ru_maxrss;
	return from;
}

/* Counts events of our children from their exec on. Returns a descriptor, or -1 where the machine does not count. */
static int
open_counter(void)
{
	struct perf_event_attr a;

	memset(&a, 0, sizeof a);
	a.size = sizeof a;
	a.type = PERF_TYPE_HARDWARE;
	a.config = PERF_COUNT_HW_INSTRUCTIONS;
	a.disabled = 1;
	a.inherit = 1;
	a.enable_on_exec = 1;
	return (int)syscall(SYS_perf_event_open, &a, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* The fewest instructions of some runs, or 0 if they cannot be counted. */
static double
count(struct command *c)
{
	double least = 0;
	uint64_t n;
	int i, fd;

	for (i = 0; i < COUNTED; i++) {
		fd = open_counter();
		if (fd < 0)
			return 0;
		run(c);
		if (read(fd, &n, sizeof n) == sizeof n && n && (least == 0 || (double)n < least))
			least = (double)n;
		close(fd);
	}
	return least;
}

/* The kernel allows a quarter of the stack for words: there is to be room for 100,000. */
static void
make_room(void)
{
	struct rlimit stack;

	if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur < 64UL << 20) {
		stack.rlim_cur = stack.rlim_max < 64UL << 20 ? stack.rlim_max : 64UL << 20;
		setrlimit(RLIMIT_STACK, &stack);
	}
}

static struct command
command(char **from, size_t rounds)
{
	struct words w = words_read(from + 1);
	struct command c = {from[0], w.word, malloc(rounds * sizeof *c.us), 0};

	if (!w.count || !c.us)
		die("pairs");
	return c;
}

int
main(int argc, char **argv)
{
	struct command c[2];
	size_t rounds, i, first;
	double *ratio, until, floor;
	char **second = argv;

	while (*second && strcmp(*second, "--") != 0)
		second++;
	if (argc < 8 || !*second) {
		fputs("usage: pairs ROUNDS SECONDS PROGRAM NAME [WORD...] -- PROGRAM NAME [WORD...]\n", stderr);
		return 2;
	}
	rounds = strtoul(argv[1], NULL, 10);
	if (rounds < LEAST)
		rounds = LEAST;
	c[0] = command(argv + 3, rounds);
	c[1] = command(second + 1, rounds);
	ratio = malloc(rounds * sizeof *ratio);
	if (!ratio)
		die("pairs");
	make_room();
	/* once to have all files in memory */
	run(&c[0]);
	run(&c[1]);
	srand(1);
	until = now() + strtod(argv[2], NULL) * 1e6;
	for (i = 0; i < rounds && (i < LEAST || now() < until); i++) {
		first = (size_t)rand() & 1;
		c[first].us[i] = run(&c[first]);
		c[!first].us[i] = run(&c[!first]);
		ratio[i] = c[1].us[i] / c[0].us[i];
	}
	printf("%.4f %.1f %.1f %ld ", median(ratio, i), median(c[0].us, i), median(c[1].us, i), c[1].kib);
	floor = count(&c[0]);
	if (floor > 0)
		printf("%.4f\n", count(&c[1]) / floor);
	else
		puts("-");
	return 0;
}

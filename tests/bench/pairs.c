/* SPDX-License-Identifier: MIT */
/*
 * pairs ROUNDS A B NAME [WORD...]: runs the programs A and B in turn, both called NAME with the same words, and prints the median of B's
 * time over A's time within each pair, with the medians of both in microseconds. The host's speed drifts, so only what is
 * measured side by side can be compared. A word @N@ stands for N words like "some/dir/object17.o".
 */
#define _GNU_SOURCE
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double
run(const char *program, char **argv)
{
	struct timespec from, to;
	int status;
	pid_t pid;

	clock_gettime(CLOCK_MONOTONIC, &from);
	if (posix_spawn(&pid, program, NULL, NULL, argv, environ) != 0) {
		perror(program);
		exit(2);
	}
	waitpid(pid, &status, 0);
	clock_gettime(CLOCK_MONOTONIC, &to);
	if (status != 0) {
		fprintf(stderr, "%s: status %d\n", program, status);
		exit(2);
	}
	return (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
}

static int
compare(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static double
median(double *v, size_t n)
{
	qsort(v, n, sizeof *v, compare);
	return v[n / 2];
}

/* The words with each @N@ written out. */
static char **
expand(char **words)
{
	char **out, **w, *end;
	size_t n = 0, room = 16;
	unsigned long many, i;

	out = malloc(room * sizeof *out);
	for (w = words; *w && out; w++) {
		many = w[0][0] == '@' ? strtoul(*w + 1, &end, 10) : 0;
		if (!many || strcmp(end, "@") != 0)
			many = 0;
		if (n + many + 2 > room) {
			room = (n + many + 2) * 2;
			out = realloc(out, room * sizeof *out);
		}
		if (!many)
			out[n++] = *w;
		for (i = 0; i < many; i++) {
			if (asprintf(&out[n++], "some/dir/object%lu.o", i) < 0)
				exit(2);
		}
	}
	out[n] = NULL;
	return out;
}

int
main(int argc, char **argv)
{
	double *a, *b, *ratio;
	size_t rounds, i;
	char **words;

	if (argc < 5) {
		fputs("usage: pairs ROUNDS A B NAME [WORD...]\n", stderr);
		return 2;
	}
	rounds = strtoul(argv[1], NULL, 10);
	words = expand(argv + 4);
	a = malloc(rounds * sizeof *a);
	b = malloc(rounds * sizeof *b);
	ratio = malloc(rounds * sizeof *ratio);
	if (!rounds || !words || !a || !b || !ratio)
		return 2;
	srand(1);
	for (i = 0; i < rounds; i++) {
		int first = rand() & 1;

		if (first)
			a[i] = run(argv[2], words);
		b[i] = run(argv[3], words);
		if (!first)
			a[i] = run(argv[2], words);
		ratio[i] = b[i] / a[i];
	}
	printf("%.3f %.1f %.1f\n", median(ratio, rounds), median(a, rounds), median(b, rounds));
	return 0;
}

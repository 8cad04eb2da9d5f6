/* SPDX-License-Identifier: MIT */
/* What the measuring programs share: words of a command line written short, and medians. */
#ifndef BENCH_H
#define BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void
die(const char *what)
{
	perror(what);
	exit(2);
}

struct words {
	char **word; /* ends with NULL */
	size_t count, room;
};

static inline void
words_add(struct words *w, char *word)
{
	if (w->count + 2 > w->room) {
		w->room = w->room ? w->room * 2 : 64;
		w->word = realloc(w->word, w->room * sizeof *w->word);
		if (!w->word)
			die("realloc");
	}
	w->word[w->count++] = word;
	w->word[w->count] = NULL;
}

static inline void
words_of_file(struct words *w, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	if (!f)
		die(path);
	while ((n = getline(&line, &size, f)) > 0) {
		line[strcspn(line, "\n")] = '\0';
		words_add(w, strdup(line));
	}
	free(line);
	fclose(f);
}

/* Words as they stand, but "@N@" for N words like "some/dir/object17.o", and "@=FILE" for the lines of a file. Ends at NULL or "--". */
static inline struct words
words_read(char **from)
{
	struct words w = {NULL, 0, 0};
	char object[64], *end;
	unsigned long n, i;

	for (; *from && strcmp(*from, "--") != 0; from++) {
		n = from[0][0] == '@' ? strtoul(*from + 1, &end, 10) : 0;
		if (strncmp(*from, "@=", 2) == 0) {
			words_of_file(&w, *from + 2);
		} else if (n && strcmp(end, "@") == 0) {
			for (i = 0; i < n; i++) {
				snprintf(object, sizeof object, "some/dir/object%lu.o", i);
				words_add(&w, strdup(object));
			}
		} else {
			words_add(&w, *from);
		}
	}
	return w;
}

static inline int
by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

static inline double
median(double *list, size_t n)
{
	qsort(list, n, sizeof *list, by_size);
	return n % 2 ? list[n / 2] : (list[n / 2 - 1] + list[n / 2]) / 2;
}

#endif

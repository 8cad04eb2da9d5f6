/* SPDX-License-Identifier: MIT */
/* What code under test prints, on both outputs, so that a test can hold it against what it should say and no line of it gets among those of TAP. */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CAPTURE_ROOM = 1 << 18 };

/* What the last capture caught. */
static struct {
	char out[CAPTURE_ROOM], err[CAPTURE_ROOM];
	FILE *file[2];
	int kept[2];
} capture;

static inline void
capture_fail(void)
{
	puts("Bail out! cannot keep what is printed");
	exit(2);
}

/* From here on it is kept. */
static inline void
capture_begin(void)
{
	int i;

	fflush(stdout);
	for (i = 0; i < 2; i++) {
		capture.kept[i] = dup(i + 1);
		capture.file[i] = tmpfile();
		if (capture.kept[i] < 0 || !capture.file[i] || dup2(fileno(capture.file[i]), i + 1) < 0)
			capture_fail();
	}
}

static inline void
capture_end(void)
{
	char *to[] = {capture.out, capture.err};
	size_t n;
	int i;

	fflush(stdout);
	clearerr(stdout);
	for (i = 0; i < 2; i++) {
		if (dup2(capture.kept[i], i + 1) < 0)
			capture_fail();
		close(capture.kept[i]);
		rewind(capture.file[i]);
		n = fread(to[i], 1, CAPTURE_ROOM - 1, capture.file[i]);
		to[i][n] = '\0';
		fclose(capture.file[i]);
	}
}

/* Whether it has these words; NULL: whether there is nothing at all. */
static inline int
captured(const char *out, const char *err)
{
	return (out ? strstr(capture.out, out) != NULL : !capture.out[0]) && (err ? strstr(capture.err, err) != NULL : !capture.err[0]);
}

#endif

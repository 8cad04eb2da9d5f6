/* SPDX-License-Identifier: MIT */
/*
 * Repairs what it reads, for tests/judge: each line holds the value in hexadecimal, make's O (- for none), "musl" or -, and the
 * folders that exist, separated by commas (- for none), all with tabs between. Prints the result and the codes.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "codes.h"
#include "os.h"
#include "rpath.h"

static int
digit(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0';
}

/* Decodes a field in place. */
static struct span
unhex(char *field)
{
	struct span s = {field, 0};
	char *p;

	for (p = field; p[0] && p[1] && p[0] != '-' && p[0] != ','; p += 2)
		field[s.n++] = (char)(digit(p[0]) << 4 | digit(p[1]));
	return s;
}

static int
exists(void *ctx, struct span name)
{
	char *list = ctx, *copy, *p, *next;
	int found = 0;

	if (list[0] == '-')
		return 0;
	copy = strdup(list);
	for (p = copy; p && !found; p = next) {
		next = strchr(p, ',');
		if (next)
			*next++ = '\0';
		found = span_equal(unhex(p), name);
	}
	free(copy);
	return found;
}

int
main(void)
{
	static char block[1 << 20];
	struct arena a;
	struct rpath_world world;
	struct rpath_verdict v;
	struct span value, out;
	char *line = NULL, *field[4], *p;
	size_t room = 0, i, said;
	unsigned origins = 0;
	ssize_t n;

	while ((n = getline(&line, &room, stdin)) >= 0) {
		while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		for (i = 0, p = line; i < 4; i++) {
			field[i] = p;
			p = strchr(p, '\t');
			if (p)
				*p++ = '\0';
			else if (i < 3)
				return fprintf(stderr, "f_repair: a line with less than four fields\n"), 2;
		}
		memset(&a, 0, sizeof a);
		a.at = block;
		a.end = block + sizeof block;
		a.more = os_more;
		memset(&world, 0, sizeof world);
		world.make_o = unhex(field[1]);
		world.musl = field[2][0] == 'm';
		world.folder = exists;
		world.ctx = field[3];
		value = unhex(field[0]);
		if (rpath_judge(&a, value, &world, &v) != 0)
			return 2;
		if (v.changed && rpath_is_plain(value, &origins))
			return fprintf(stderr, "f_repair: called plain, yet changed: %.*s\n", (int)value.n, value.p), 2;
		p = rpath_render(&a, &v);
		out = span_of(p);
		for (i = 0; i < out.n; i++)
			printf("%02x", (unsigned char)out.p[i]);
		putchar('\t');
		for (i = said = 0; i < v.elements; i++) {
			if (v.element[i].edits)
				printf("%s%s", said++ ? "," : "", code_name(v.element[i].code));
		}
		puts(said ? "" : "-");
	}
	free(line);
	return 0;
}

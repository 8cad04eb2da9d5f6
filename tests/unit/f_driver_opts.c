/* SPDX-License-Identifier: MIT */
/*
 * How words are read as options of a compiler driver. Run by t_driver_operands.pl.
 *
 *	f_driver_opts gcc|clang <WORDS
 *
 * One word in each line. For each there is a line with the role's number, what it takes (0 nothing, 1 the next word, 2 maybe the
 * next word) and where its value begins, or 0.
 */
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "driver_opts.h"

int
main(int argc, char **argv)
{
	static char line[4096];
	unsigned driver;
	struct driver_opt o;

	if (argc != 2)
		return 2;
	driver = strcmp(argv[1], "gcc") == 0 ? DRIVER_GCC : DRIVER_CLANG;
	while (fgets(line, sizeof line, stdin)) {
		o = driver_opts_read(span_head(span_of(line), strcspn(line, "\n")), driver);
		printf("%d %d %zu\n", (int)o.role, o.takes == TAKES_MAYBE ? 2 : o.takes == TAKES_NEXT, o.joined);
	}
	return 0;
}

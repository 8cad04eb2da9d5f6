/* SPDX-License-Identifier: MIT */
/* originld dir: which folder to put on PATH. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "command.h"
#include "farm.h"

int
cmd_dir(const struct command *c, char **argv)
{
	struct arena a = command_arena();
	struct text all = text_in(&a);
	const char *folder;
	int whole = 0;

	for (argv++; *argv && argv[0][0] == '-'; argv++) {
		if (strcmp(*argv, "--all") != 0)
			return trouble(*argv, "no such option of dir; see originld --help");
		whole = 1;
	}
	if (!argv[0] || argv[1] || strcmp(argv[0], "ld") != 0)
		return trouble("dir", "say which folder: originld dir ld");
	text_puts(&all, c->libexec);
	text_puts(&all, "/ld");
	folder = text_string(&all);
	if (access(folder, X_OK) != 0)
		return trouble(folder, "the folder of linker names is missing; install originld again");
	if (!whole && (folder = farm_make(&a, folder)) == NULL)
		return STATUS_TROUBLE;
	puts(folder);
	return STATUS_FINE;
}

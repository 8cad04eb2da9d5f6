/* SPDX-License-Identifier: MIT */
/* originld dir: which folder to put on PATH. */
#define _POSIX_C_SOURCE 200809L
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "command.h"
#include "farm.h"
#include "flags.h"

struct wish {
	int whole;
};

static const struct flag flags[] = {
    {"--all", NULL, "the folder of the installation, with all names: for COMPILER_PATH", offsetof(struct wish, whole), 1},
    {NULL, NULL, NULL, 0, 0},
};

const struct flag *const dir_flags[] = {flags, NULL};

int
cmd_dir(const struct command *c, char **argv)
{
	struct arena a = command_arena();
	struct wish wish = {0};
	struct tools tools;
	enum tool_kind kind;
	char *folder;

	argv = flags_take(dir_flags, argv, &wish);
	if (!argv)
		return STATUS_TROUBLE;
	if (!argv[0] || argv[1] || (strcmp(argv[0], "ld") != 0 && strcmp(argv[0], "cc") != 0))
		return trouble("dir", "say which folder: originld dir ld, or originld dir cc");
	kind = argv[0][0] == 'c' ? TOOL_CC : TOOL_LD;
	folder = farm_whole(&a, c, kind);
	if (folder && !wish.whole)
		folder = tools_find(&a, c, kind, &tools) == 0 ? farm_make(&a, c, kind, &tools) : NULL;
	if (!folder)
		return STATUS_TROUBLE;
	puts(folder);
	return STATUS_FINE;
}

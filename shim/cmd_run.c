/* SPDX-License-Identifier: MIT */
/* originld run: becomes COMMAND, in an environment that reaches our names. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "command.h"
#include "flags.h"
#include "reach.h"

/* As shells have it. */
enum { STATUS_NOT_EXECUTABLE = 126, STATUS_NOT_FOUND = 127 };

const struct flag *const run_flags[] = {reach_flags, NULL};

/* exec has failed. */
static int
explain(struct arena *a, const char *command, int error)
{
	struct text t = text_in(a);
	int found = strchr(command, '/') && access(command, F_OK) == 0;

	if (error == ENOENT && found) {
		trouble(command, "the interpreter that it names is not there; install it, or mend the file's first line");
		return STATUS_NOT_EXECUTABLE;
	}
	if (error == ENOENT || error == ENOTDIR) {
		trouble(command, strchr(command, '/') ? "no such program; see whether the path is right"
		                                      : "no such program; see whether PATH leads to it");
		return STATUS_NOT_FOUND;
	}
	if (error == EACCES)
		trouble(command, "may not be executed; see whether it is a program, and what chmod +x does");
	else if (error == E2BIG)
		trouble(command, "words and environment are too long for it; give it less");
	else {
		text_puts(&t, strerror(error));
		text_puts(&t, "; see whether it is a program of this machine");
		trouble(command, text_string(&t));
	}
	return STATUS_NOT_EXECUTABLE;
}

int
cmd_run(const struct command *c, char **argv)
{
	struct arena a = command_arena();
	struct reach_wish wish = {0, 0, 0, 0, NULL, NULL, NULL, NULL};
	struct reach reach;
	size_t i;

	argv = flags_take(run_flags, argv, &wish);
	if (!argv)
		return STATUS_TROUBLE;
	if (!argv[0])
		return trouble("run", "say which command: originld run make");
	if (reach_make(&a, c, &wish, &reach) != 0)
		return STATUS_TROUBLE;
	for (i = 0; i < reach.count; i++) {
		if (setenv(reach.setting[i].name, reach.setting[i].value, 1) != 0)
			return trouble(NULL, "out of memory");
	}
	execvp(argv[0], argv);
	return explain(&a, argv[0], errno);
}

/* SPDX-License-Identifier: MIT */
/* originld env: the settings of run as text for a shell to read. */
#define _POSIX_C_SOURCE 200809L
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "command.h"
#include "flags.h"
#include "reach.h"

enum syntax { SYNTAX_SH, SYNTAX_CSH, SYNTAX_FISH };

struct wish {
	struct reach_wish reach; /* the first, so that reach_flags fit */
	int syntax;
};

static const struct flag flags[] = {
    {"--sh", NULL, "print it for sh and its relatives: eval \"$(originld env)\" (the default)", offsetof(struct wish, syntax), SYNTAX_SH},
    {"--csh", NULL, "print it for csh and tcsh: eval \"`originld env --csh`\"", offsetof(struct wish, syntax), SYNTAX_CSH},
    {"--fish", NULL, "print it for fish: originld env --fish | source", offsetof(struct wish, syntax), SYNTAX_FISH},
    {NULL, NULL, NULL, 0, 0},
};

const struct flag *const env_flags[] = {reach_flags, flags, NULL};

/*
 * How a shell sets a variable, and what single quotes do not take in. csh expands ! in them, and wants a \ before a newline.
 */
static const struct {
	const char *before, *between, *after;
	const char *special, *instead[3];
} shells[] = {
    [SYNTAX_SH] = {"export ", "='", "'\n", "'", {"'\\''"}},
    [SYNTAX_CSH] = {"setenv ", " '", "';\n", "'!\n", {"'\\''", "\\!", "\\\n"}},
    [SYNTAX_FISH] = {"set -gx ", " '", "';\n", "'\\", {"\\'", "\\\\"}},
};

static void
put_setting(struct text *t, enum syntax syntax, const char *name, const char *value)
{
	const char *special;

	text_puts(t, shells[syntax].before);
	text_puts(t, name);
	text_puts(t, shells[syntax].between);
	for (; *value; value++) {
		special = strchr(shells[syntax].special, *value);
		if (special)
			text_puts(t, shells[syntax].instead[special - shells[syntax].special]);
		else
			text_putc(t, *value);
	}
	text_puts(t, shells[syntax].after);
}

int
cmd_env(const struct command *c, char **argv)
{
	struct arena a = command_arena();
	struct wish wish = {{0, 0, 0, 0, NULL, NULL, NULL, NULL}, SYNTAX_SH};
	struct reach reach;
	struct text t = text_in(&a);
	size_t i;

	argv = flags_take(env_flags, argv, &wish);
	if (!argv)
		return STATUS_TROUBLE;
	if (argv[0])
		return trouble(argv[0], "env takes no command; for that there is originld run");
	if (reach_make(&a, c, &wish.reach, &reach) != 0)
		return STATUS_TROUBLE;
	for (i = 0; i < reach.count; i++)
		put_setting(&t, (enum syntax)wish.syntax, reach.setting[i].name, reach.setting[i].value);
	fwrite(t.p, 1, t.n, stdout);
	return STATUS_FINE;
}

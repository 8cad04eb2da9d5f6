/* SPDX-License-Identifier: MIT */
/* originld explain: one rpath, an ELF file or a link line, as the linker names and the loader see it. */
#define _POSIX_C_SOURCE 200809L
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"
#include "explain.h"
#include "flags.h"
#include "rpath.h"
#include "settings.h"

extern char **environ;

static const struct flag flags[] = {
    {"--json", NULL, "print one JSON object a line instead of text", offsetof(struct explain, json), 1},
    {NULL, NULL, NULL, 0, 0},
};

const struct flag *const explain_flags[] = {flags, NULL};

static int
is_folder(void *ctx, struct span name)
{
	struct arena *a = ctx;
	struct stat st;

	return stat(arena_string(a, name), &st) == 0 && S_ISDIR(st.st_mode);
}

static int
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static int
explain_text(struct explain *e, const char *text)
{
	struct rpath_world world = {{NULL, 0}, 0, is_folder, NULL, {NULL, 0}};
	struct settings settings;
	struct rpath_verdict v;
	struct explain_list list = {&v, NULL, NULL, NULL, 0, NULL, "becomes"};

	memset(&settings, 0, sizeof settings);
	settings_find(&settings, environ);
	world.ctx = e->arena;
	world.make_o = settings_make_o(&settings, e->arena);
	if (rpath_judge(e->arena, span_of(text), &world, &v) != 0)
		return trouble(NULL, "out of memory"), -1;
	explain_list(e, &list);
	return 0;
}

int
cmd_explain(const struct command *c, char **argv)
{
	struct arena a = command_arena();
	struct explain e;
	int line = 0, result;

	memset(&e, 0, sizeof e);
	e.arena = &a;
	e.out = text_in(&a);
	/* -Wl:../lib is an rpath that has been seen: one dash begins no option here */
	for (argv++; !line && *argv && argv[0][0] == '-' && argv[0][1] == '-'; argv++) {
		line = strcmp(*argv, "--") == 0;
		if (!line && strcmp(*argv, "--json") != 0)
			return trouble(*argv, "no such option of explain; see originld explain --help");
		e.json |= !line;
	}
	if (line && !argv[0])
		return trouble("explain", "the link line is missing behind --");
	if (!argv[0] || (!line && argv[1]))
		return trouble("explain", "takes one rpath or file, or a link line behind --; quote an rpath, so that your shell leaves $ORIGIN alone");
	if (line)
		result = explain_line(&e, c, argv);
	else if (is_file(*argv))
		result = explain_file(&e, *argv);
	else
		result = explain_text(&e, *argv);
	if (e.out.n)
		fwrite(e.out.p, 1, e.out.n, stdout);
	return result != 0 ? STATUS_TROUBLE : e.wrong ? STATUS_FINDINGS : STATUS_FINE;
}

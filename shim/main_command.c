/* SPDX-License-Identifier: MIT */
/*
 * The command originld: finds its own folders, picks the verb. Verbs parse their own options, one file each.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "config.h"
#include "flags.h"
#include "os.h"
#include "path.h"

static const struct {
	const char *name;
	verb *run;
	const char *usage, *summary;
	const struct flag *const *flags;
} verbs[] = {
    {"run", cmd_run, "run [OPTION...] COMMAND...", "run a command, such as make, with an ld that keeps $ORIGIN", run_flags},
    {"env", cmd_env, "env [OPTION...]", "print the settings of run for a shell's eval", env_flags},
    {"doctor", cmd_doctor, "doctor [OPTION...]", "try which compilers are reached here, and say what to do", doctor_flags},
    {"dir", cmd_dir, "dir [--all] ld|cc", "print the folder to put first on PATH", dir_flags},
    {"check", cmd_check, "check [OPTION...] PATH...", "say what loaders will do with a tree, and what breaks when it moves", check_flags},
    {"fix", cmd_fix, "fix [OPTION...] TREE", "make an installed tree movable: exact rpaths, relative #! lines", fix_flags},
    {"explain", cmd_explain, "explain TEXT|FILE|-- LINE...", "say of an rpath, a file, a link line what is wrong and what to write", explain_flags},
    {"log", cmd_log, "log [OPTION...] [FILE]", "say what happened in a build, from its ORIGINLD_LOG", log_flags},
};

enum { VERBS = sizeof verbs / sizeof verbs[0] };

static void
help(FILE *to)
{
	size_t i;

	fputs("usage: originld VERB [ARGUMENT...]\n\nAn ld that keeps $ORIGIN. Build with it:\n\n"
	      "    originld run make\n\nVerbs (each has a --help):\n", to);
	for (i = 0; i < VERBS; i++)
		fprintf(to, "  originld %-28s %s\n", verbs[i].usage, verbs[i].summary);
	fputs("  originld --help\n  originld --version\n\nSee originld(1), originld-ld(1) and originld-rpath(7).\n", to);
}

/* The absolute path of this program, by /proc or by searching PATH for argv[0]; NULL if neither tells. */
static char *
own_path(struct arena *a, const char *called)
{
	enum { ROOM = 65536 };
	char *to = arena_take(a, ROOM), *resolved;
	long n = os_readlink("/proc/self/exe", to, ROOM - 1);
	const char *s;
	struct text t;

	if (n > 0) {
		to[n] = '\0';
		return to;
	}
	if (strchr(called, '/'))
		return realpath(called, NULL);
	for (s = getenv("PATH"); s && *s; s += *s == ':') {
		t = text_in(a);
		while (*s && *s != ':')
			text_putc(&t, *s++);
		text_putc(&t, '/');
		text_puts(&t, called);
		if (access(text_string(&t), X_OK) == 0 && (resolved = realpath(t.p, NULL)) != NULL)
			return resolved;
	}
	return NULL;
}

static char *
own_libexec(struct arena *a, const char *called)
{
	struct text t = text_in(a);
	char *self = own_path(a, called), *resolved;

	if (BINDIR_TO_LIBEXEC[0] == '/')
		return arena_string(a, span_of(BINDIR_TO_LIBEXEC));
	if (!self)
		return arena_string(a, span_of(LIBEXECDIR));
	text_put(&t, path_folder(span_of(self)));
	text_putc(&t, '/');
	text_puts(&t, BINDIR_TO_LIBEXEC);
	resolved = realpath(text_string(&t), NULL);
	return resolved ? resolved : t.p;
}

static char *
in_folder(struct arena *a, const char *folder, const char *name)
{
	struct text t = text_in(a);

	text_puts(&t, folder);
	text_putc(&t, '/');
	text_puts(&t, name);
	return text_string(&t);
}

/* Output that did not arrive is trouble, whatever the verb thought of it. */
static int
finish(int status)
{
	if (fflush(stdout) != 0)
		return trouble_errno("standard output", errno);
	/* what an earlier write failed for is not known any more */
	if (ferror(stdout))
		return trouble("standard output", "a part of it could not be written; see whether there is room where it goes");
	return status;
}

int
main(int argc, char **argv)
{
	struct arena a = command_arena();
	struct command c;
	size_t i;

	if (argc < 2) {
		help(stderr);
		return STATUS_TROUBLE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		help(stdout);
		return finish(STATUS_FINE);
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("originld " VERSION);
		return finish(STATUS_FINE);
	}
	for (i = 0; i < VERBS; i++) {
		if (strcmp(argv[1], verbs[i].name) != 0)
			continue;
		if (argv[2] && strcmp(argv[2], "--help") == 0) {
			printf("usage: originld %s\n%s\n", verbs[i].usage, verbs[i].summary);
			puts("\nOptions:");
			flags_help(verbs[i].flags);
			return finish(STATUS_FINE);
		}
		c.verb = verbs[i].name;
		c.libexec = own_libexec(&a, argv[0]);
		c.shim = in_folder(&a, c.libexec, "shim");
		return finish(verbs[i].run(&c, argv + 1));
	}
	return trouble(argv[1], "no such verb; see originld --help");
}

/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_H
#define COMMAND_H

struct arena;
struct span;

/* Exit statuses of the command. */
enum { STATUS_FINE, STATUS_FINDINGS, STATUS_TROUBLE };

/*
 * What main settles and the verbs need. All strings live as long as the program.
 */
struct command {
	const char *libexec; /* our own folder of programs, absolute */
};

/* A verb: argv[0] is its name, options and operands follow, NULL ends. Returns the exit status. */
typedef int verb(const struct command *c, char **argv);

verb cmd_dir, cmd_explain;

/* "originld: about: what" with a newline, on stderr; about may be NULL. Returns STATUS_TROUBLE. */
int trouble(const char *about, const char *what);

/* An arena on the heap; running out of memory ends the program with STATUS_TROUBLE. */
struct arena command_arena(void);

#endif

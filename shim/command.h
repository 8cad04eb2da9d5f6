/* SPDX-License-Identifier: MIT */
#ifndef COMMAND_H
#define COMMAND_H

struct arena;
struct flag;

/* Exit statuses of the command. run has its own beside these: see cmd_run.c. */
enum { STATUS_FINE, STATUS_FINDINGS, STATUS_TROUBLE };

/*
 * What main settles and the verbs need. All strings live as long as the program.
 */
struct command {
	const char *verb;    /* the name of the one that runs */
	const char *libexec; /* our own folder of programs, absolute */
	const char *shim;    /* the program in it that stands behind all names */
};

/* A verb: argv[0] is its name, options and operands follow, NULL ends. Returns the exit status. */
typedef int verb(const struct command *c, char **argv);

verb cmd_check, cmd_dir, cmd_doctor, cmd_env, cmd_explain, cmd_fix, cmd_log, cmd_run;

/* The options of those that have a table of them (flags.h). */
extern const struct flag *const check_flags[], *const dir_flags[], *const doctor_flags[], *const env_flags[], *const explain_flags[],
    *const fix_flags[], *const log_flags[], *const run_flags[];

/*
 * "originld: about: what" with a newline, on stderr; about is put by quote_word, and may be NULL. The second has the text of a system's error. Both
 * return STATUS_TROUBLE.
 */
int trouble(const char *about, const char *what);
int trouble_errno(const char *about, int error);

/* The system's text of an error (errno), and what may be done about it, in the arena. */
const char *error_text(struct arena *a, int error);

/* An arena on the heap; running out of memory ends the program with STATUS_TROUBLE. */
struct arena command_arena(void);

#endif

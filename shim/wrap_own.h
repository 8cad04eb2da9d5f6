/* SPDX-License-Identifier: MIT */
#ifndef WRAP_OWN_H
#define WRAP_OWN_H

#include "arena.h"    /* for struct arena */
#include "cmake.h"    /* for struct cmake */
#include "driver.h"   /* for struct driver_line */
#include "evidence.h" /* for struct evidence */
#include "feed.h"     /* for struct feed */
#include "find.h"     /* for struct find */
#include "glance.h"   /* for struct glance */
#include "link.h"     /* for struct link */
#include "plan.h"     /* for struct plan */
#include "settings.h" /* for struct settings */

struct shim_start;

enum { WRAP_PUTS = 2 };

/*
 * One run of the shim, from a line to the program that gets it. For the files wrap*.c alone. find tells the program once it is found, and
 * whether it is a compiler (find.driver); driver is used then only. All zero to begin with, but for what wrap() sets.
 */
struct wrap {
	const struct shim_start *start;
	char **argv;  /* as we got it; argv[0] is never NULL */
	size_t words; /* argc, once the line was looked at */
	struct arena arena;
	struct settings settings;
	struct find find;
	struct glance glance;
	struct link link;
	struct driver_line driver;
	struct feed feed;
	struct plan plan;
	struct evidence evidence;
	struct cmake cmake;
	int linker; /* enum linker bit of the linker that will run, 0: not known; -1: not asked yet */
	char *put[WRAP_PUTS]; /* NAME=VALUE that the program's environment gets; put[0] is NULL where it gets none */
};

/* Becomes the program found, with argv[0] its absolute path. Does not return: a line that cannot be run is run as it came, or we end. */
void wrap_run(struct wrap *w, char **argv);

/* The argv to run for a linker's line that may need something: the original one, or one with what the plan changes. */
char **wrap_linker_line(struct wrap *w);

/* Whether a linker's line may be for a BSD, by its words, the linker's name, or what the compiler was told. Looks at argv alone. */
int wrap_is_for_bsd(const struct wrap *w);

/* A compiler's name: all from finding the compiler on. Does not return. */
void wrap_driver(struct wrap *w);

/* Makes the plan for a line that was read. Returns -1 when memory ran out. */
int wrap_plan(struct wrap *w);

/* Carries the plan out as the mode wants it: words on stderr, the log, refusal. Returns the argv to run. */
char **wrap_carry_out(struct wrap *w);

/* The log's line, if there is a log and the line links something. */
void wrap_log(struct wrap *w);

/* The name of what is linked. */
struct span wrap_output(const struct wrap *w);

/* Ends with a message that needs no memory: NAME: what about; remedy. */
void wrap_fail(struct wrap *w, int status, const char *what, const char *about, const char *remedy);

/* One line on stderr of what is changed: "was -> now (code); ..." */
void wrap_say_elements(struct wrap *w);

/*
 * Three lines on stderr for each element that would change or is wrong, as nothing is changed. Without all, only for what a compiler drops: the rest
 * is seen again by the linker names.
 */
void wrap_say_warnings(struct wrap *w, int all);

/* The line before and after. */
void wrap_say_words(struct wrap *w, const char *what, char **argv);

/* Ends with the reason why strict mode refuses. */
void wrap_refuse(struct wrap *w);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef DRIVER_OPTS_H
#define DRIVER_OPTS_H

#include <stddef.h> /* for size_t */

#include "opts.h" /* for enum opt_takes */

struct span;

/* The compiler drivers whose options are known, as bits: which of them may be the one that will run. */
enum driver { DRIVER_GCC = 1, DRIVER_CLANG = 2, DRIVER_ANY = 3 };

/* What a driver's option is to originld. */
enum driver_role {
	DRIVER_ROLE_NONE,
	DRIVER_ROLE_COMMA,       /* -Wl,A,B: words for the linker, between commas */
	DRIVER_ROLE_LINKER,      /* -Xlinker X, --for-linker X: one word for the linker */
	DRIVER_ROLE_RPATH,       /* clang's -rpath X */
	DRIVER_ROLE_R,           /* -R X, -RX: gcc on Linux accepts it and drops it */
	DRIVER_ROLE_OUTPUT,      /* -o */
	DRIVER_ROLE_LANGUAGE,    /* -x */
	DRIVER_ROLE_NO_LINK,     /* stops before the link: -c, -S, -E, -M, -fsyntax-only */
	DRIVER_ROLE_QUERY,       /* the driver answers, or says what it would do, and links nothing */
	DRIVER_ROLE_OTHER,       /* -cc1 as the first word: the line is another program's */
	DRIVER_ROLE_RELOCATABLE, /* -r */
	DRIVER_ROLE_STATIC,      /* -static */
	DRIVER_ROLE_STATIC_PIE,  /* -static-pie */
	DRIVER_ROLE_SHARED,      /* -shared */
	DRIVER_ROLE_FUSE_LD,     /* -fuse-ld=NAME: which linker */
	DRIVER_ROLE_LD_PATH,     /* clang's --ld-path=FILE: the same, by its place */
	DRIVER_ROLE_FOLDER,      /* -B: where programs, among them the linker, are looked for first */
	DRIVER_ROLE_TARGET,      /* what it is compiled for: clang's -target, -arch */
	DRIVER_ROLE_LIBRARY      /* -l: an input of the link */
};

struct driver_opt {
	enum driver_role role;
	enum opt_takes takes;
	size_t joined; /* offset of a value that stands in the same word; 0: there is none, or the option has no role */
};

/*
 * Reads one word that stands where a driver's option may stand. drivers says which drivers may run (enum driver
 * bits). A word that is no option, or an option that is not known, has no role and takes nothing.
 */
struct driver_opt driver_opts_read(struct span word, unsigned drivers);

/* NULL if the table is in order, else the name of the first bad row. For the tests. */
const char *driver_opts_check(void);

#endif

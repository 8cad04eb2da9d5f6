/* SPDX-License-Identifier: MIT */
#ifndef OPTS_H
#define OPTS_H

#include <stddef.h> /* for size_t */

struct span;

/* The linkers whose options are known, as bits: which of them may be the one that will run. */
enum linker { LINKER_BFD = 1, LINKER_GOLD = 2, LINKER_LLD = 4, LINKER_MOLD = 8, LINKER_ANY = 15 };

/* Whether an option takes the next word as its operand. */
enum opt_takes {
	TAKES_NOTHING,
	TAKES_NEXT,
	TAKES_MAYBE /* the linkers that may run disagree, or versions of one do */
};

/* What an option is to originld. */
enum opt_role {
	ROLE_NONE,
	ROLE_RPATH,        /* -rpath, --rpath */
	ROLE_R,            /* -R: an rpath, or for some linkers a file of symbols */
	ROLE_JUST_SYMBOLS, /* an rpath for bfd unless the file exists, a file for the others */
	ROLE_OUTPUT,
	ROLE_EMULATION,
	ROLE_LOADER, /* names the target's loader */
	ROLE_INPUT,
	ROLE_RELOCATABLE,
	ROLE_STATIC,
	ROLE_DYNAMIC,
	ROLE_STATIC_PIE,
	ROLE_SHARED,
	ROLE_KEYWORD,  /* -z */
	ROLE_NEW_DTAGS,
	ROLE_OLD_DTAGS,
	ROLE_QUERY, /* the linker answers and links nothing */
	ROLE_END    /* -- */
};

struct opt {
	enum opt_role role;
	enum opt_takes takes;
	size_t joined; /* offset of a value that stands in the same word; 0: there is none */
};

/*
 * Reads one word that stands where an option may stand. linkers says which linkers may run (enum linker bits). A
 * word that is no option, or an option that is not known, has no role and takes nothing.
 */
struct opt opts_read(struct span word, unsigned linkers);

/* NULL if the table is in order, else the name of the first bad row. For the tests. */
const char *opts_check(void);

#endif

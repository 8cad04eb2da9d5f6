/* SPDX-License-Identifier: MIT */
#ifndef FLAGS_H
#define FLAGS_H

#include <stddef.h> /* for size_t */

/*
 * An option of a verb. Lists of them end with a row without a name; a verb may have several, itself listed up to a NULL.
 */
struct flag {
	const char *name;  /* with its dashes */
	const char *value; /* what the help calls its value; NULL: it takes none */
	const char *help;
	size_t where; /* in the verb's own struct: of a const char *, which becomes the value; else of an int, */
	int set;      /* which becomes this */
};

/*
 * Takes the options off a verb's words (argv[0] is its name) and writes them to the verb's struct, which holds what counts without them. They end
 * at the first word that is none, or behind "--". Returns what follows, or NULL with the reason on stderr.
 */
char **flags_take(const struct flag *const *lists, char **argv, void *to);

/* Prints one line for each option on stdout. */
void flags_help(const struct flag *const *lists);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef DRIVER_H
#define DRIVER_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */
#include "link.h"  /* for struct link_place */

/*
 * A compiler's line as far as it has been read. What it holds for the linker goes to a struct link, with the place of each such word; what the
 * line says of the link as a whole (output, -static, inputs) is noted there too.
 *
 * As in struct link, state is a set of readings, since gcc and clang disagree on some options: only a word with one reading counts for certain.
 * A fact that forbids a change (no_link, ...) counts as soon as one reading has it.
 */
struct driver_line {
	struct link *link;
	unsigned drivers; /* enum driver bits */
	unsigned state;
	int first;    /* no word was read yet that is there for certain */
	int ended;    /* -- was seen: what follows are inputs */
	int unsure;   /* -- was perhaps seen */
	int header;   /* the inputs that follow are headers, by -x: they are compiled and not linked */
	int source;   /* they are of another language, by -x, whatever they are called */
	int vague;    /* what -x says of them is not certain */
	int headers;  /* there was an input that is a header */
	int no_link;  /* the line stops before the link, asks a question, or is another program's */
	int foreign;  /* the target's programs are not ELF */
	int bypass;   /* the line says where the linker is: our names may not be reached */
	int hidden;   /* a file says which linker it is, so driver_linker did not see it */
	struct link_place option; /* of the -R or -rpath whose value comes next */
	struct link_place end;    /* of -- */
};

void driver_begin(struct driver_line *d, struct link *l, unsigned drivers);

/* The next word; place and keep are as for link_word. */
void driver_word(struct driver_line *d, struct span word, struct link_place place, int keep);

/* A word that some drivers see and others do not. */
void driver_maybe_word(struct driver_line *d, struct span word, struct link_place place);

/* Words follow that cannot be read. */
void driver_lost(struct driver_line *d);

/*
 * To be called behind the last word. The link then is complete, as link_is_complete has it, only if neither the last word nor a linker's option on
 * the line lacks its value.
 */
void driver_finish(struct driver_line *d);

/*
 * The linker that the words name by -fuse-ld= or --ld-path=, as a bit of enum linker; 0: none, or one that is not known. Looks at argv alone, and
 * takes no heed of operands.
 */
unsigned driver_linker(char **argv);

#endif

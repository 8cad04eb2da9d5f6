/* SPDX-License-Identifier: MIT */
#ifndef FIND_H
#define FIND_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */
#include "os.h"    /* for struct os_file */

struct arena;
struct settings;
struct text;

/*
 * A search for the real program behind a name. The result is path, a C string that the caller may hand to exec; it may be relative where an element of
 * COMPILER_PATH was. plain says that it is no script and no small program, so it will not come back to us.
 */
struct find {
	struct arena *arena;
	const struct settings *settings;
	struct span name;     /* what is sought: the last component of argv[0], with a NUL behind it */
	const char *fallback; /* absolute path of a plain ld or cc, for when none else is found, or NULL */
	const char *native;   /* the build machine's own TARGET, or NULL */
	const char *self;     /* how we were executed, or NULL */
	char **argv;          /* argv[0] is never NULL */

	char *path;
	struct os_file file;
	int plain;
	int denied;       /* something of that name was there but could not be executed */
	int bad_setting;  /* ORIGINLD_LD or ORIGINLD_CC was set and could not be used */
	int careful;      /* ask the kernel who may execute what; else the mode bits are believed */
	int driver;       /* a compiler is sought, not a linker */
	struct span real; /* the name of the file that a compiler's name leads to; find_drivers sets it */
	struct span target; /* that clang was told, if it was asked */
	int wrapper;      /* a compiler's name led to a program that is none, such as ccache */
	int self_known;
	struct os_file self_file;
	char *room; /* buffer for candidates, made larger when need be; may start as the caller's, which the result then keeps */
	size_t room_size;
};

/*
 * Returns 0, or -1 if nothing was found or memory ran out (the arena says which). What was found may still be refused by exec for want of
 * permission; then call again with careful set.
 */
int find_program(struct find *f);

/* The same for a compiler's name: PATH alone counts. */
int find_driver(struct find *f);

/* Whether path leads to this very program. */
int find_is_self(struct find *f, const char *path);

/* Puts how ORIGINLD_TRIED names a file: device:inode and a comma. */
void find_put_tried(struct text *t, const struct os_file *file);

/* The bit of enum linker that the found program is, or 0 if its name does not tell. */
unsigned find_linker(struct find *f);

/* The bits of enum driver that the found program may be, by its name or that of the file it is a link to. */
unsigned find_drivers(struct find *f);

#endif

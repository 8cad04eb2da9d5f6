/* SPDX-License-Identifier: MIT */
#ifndef OBJECT_H
#define OBJECT_H

#include "bytes.h" /* for struct span */
#include "elf.h"   /* for struct elf */

struct arena;

enum object_kind {
	OBJECT_OTHER, /* nothing that a loader or the kernel starts or loads; of those only the kind is known */
	OBJECT_ELF,   /* a program or a library, static ones included */
	OBJECT_SCRIPT /* begins with #! and a name */
};

/* A file, as far as `check` cares. Its strings live in the arena. */
struct object {
	enum object_kind kind;
	unsigned long long dev, ino;
	unsigned mode, links;
	int capable;        /* it has file capabilities */
	struct elf elf;     /* OBJECT_ELF */
	struct span script; /* OBJECT_SCRIPT: the interpreter in its first line */
};

/* Whether what it starts runs with more rights than the user: set-id, or capabilities. */
int object_is_secure(const struct object *o);

/*
 * Opens a file by its name in an open folder and reads what struct object holds. `follow` says whether it may be a symbolic link.
 * Nothing but a regular file is opened for long, and none is waited for. wants_script may be NULL; else a script whose interpreter it does
 * not want is OBJECT_OTHER.
 *
 * Returns 0; 1 if the file is gone, or no file any more; -1 with errno set.
 */
int object_read(struct object *o, struct arena *a, int at, const char *name, int follow, int (*wants_script)(void *ctx, struct span interpreter),
    void *ctx);

/* elf_read of a file that is open. Returns 0, or -1 with errno set. */
int object_elf(struct elf *e, struct arena *a, int fd);

#endif

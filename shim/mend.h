/* SPDX-License-Identifier: MIT */
#ifndef MEND_H
#define MEND_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct arena;
struct elf;

/*
 * What is asked of a tree and of the places around it. Paths are absolute and normal. Folders that are given or received as `real` have no
 * symbolic link in them.
 */
struct mend_world {
	void *ctx;
	struct span tree;        /* real */
	const struct span *from; /* where the tree stood before */
	size_t froms;
	int minimal;             /* only folders that are needed stay */

	/* the real folder behind a path; p is NULL: there is none */
	struct span (*folder)(void *ctx, struct span path);

	/*
	 * Whether a real folder has a library that programs like this one can load, by this name; an empty name: any. 2: it has a symbolic
	 * link to one, while another folder has the library itself by that name.
	 */
	int (*holds)(void *ctx, struct span folder, struct span name, const struct elf *like);

	/* the tree's real folders that hold it, in the order of the alphabet, and no links of that kind */
	size_t (*holders)(void *ctx, struct span name, const struct elf *like, const struct span **folder);
};

/*
 * A program or library of the tree. home is what $ORIGIN stands for: the real folder of a program; that of a library is the one where loaders
 * find it, for they do not resolve a link in a library's name. So a library should be found in one folder alone, and by its own name if it can.
 */
struct mend_file {
	struct span home;
	const struct elf *elf;
	int secure; /* the loader ignores its $ORIGIN */
};

/* What becomes of an element. */
enum mend_fate {
	MEND_KEPT,
	MEND_REPAIRED,  /* its $ORIGIN was mangled */
	MEND_RELATIVE,  /* led into the tree by an absolute path */
	MEND_ADDED,     /* was not there */
	MEND_OUTSIDE,   /* kept, and leads out of the tree */

	/* these are left out */
	MEND_CURRENT,   /* empty or relative: the current folder is searched */
	MEND_MISSING,   /* there is no such folder */
	MEND_BUILD,     /* a place of the machine on which the file was built */
	MEND_NOT_NEEDED,/* there is nothing to find in it */
	MEND_TWICE,     /* the folder stands in the list before */
	MEND_FATES
};

struct mend_element {
	enum mend_fate fate;
	struct span before, after; /* before is empty where it was added, after where it is left out */
	struct span folder;        /* real, if it is known and there */
};

/*
 * The exact list of a file: each folder of the tree that holds a library which the file needs, and what else has a reason to stay.
 * before is the list that loaders use now, p NULL: none. element has the new list's in its order, then those that are left out.
 */
struct mend {
	struct span before, after;
	int changed; /* also where an RPATH beside the RUNPATH is another */
	struct mend_element *element;
	size_t elements;
	struct span was;   /* where the tree seems to have stood, though nobody said so; empty: nowhere */
	int tangled;       /* two folders each have a link that hides a library of the other: no order is right */
	struct span twice; /* a needed library that lies in several folders, none of which the file names; empty: none */
};

/* Returns 0, or -1 when memory ran out. */
int mend_file(struct mend *out, struct arena *a, const struct mend_world *w, const struct mend_file *f);

/* An absolute path as it would be had the tree always stood where it stands. What is in the tree already stays. */
struct span mend_from_old(struct arena *a, const struct mend_world *w, struct span path);

int mend_stays(enum mend_fate fate);

/* Why, a few words; "" where there is nothing to explain. */
const char *mend_text(enum mend_fate fate);

#endif

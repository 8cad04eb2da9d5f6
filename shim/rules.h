/* SPDX-License-Identifier: MIT */
#ifndef RULES_H
#define RULES_H

#include <stddef.h> /* for size_t */

#include "bytes.h"   /* for struct span */
#include "finding.h" /* for struct finding */
#include "loader.h"  /* for enum loader_libc */

struct arena;
struct elf;

/* Bits of what is known of a folder or a file. */
enum {
	RULES_EXISTS = 1,
	RULES_OPEN = 2, /* anybody can put a file there, or make the folder itself */
	RULES_GROUP = 4 /* so can a group that is not root's */
};

/* What the rules have to know beyond the file. Paths are absolute, and links in them resolved. */
struct rules_world {
	struct span tree; /* what would be moved as a whole; empty: nothing is known of such a thing */
	const struct span *standard;
	size_t standards;       /* the folders that the loader searches by itself */
	unsigned machine, bits; /* of programs that run here; bits 0: not known */
	int (*look)(void *ctx, struct span path); /* RULES_ bits */
	int (*in_build)(void *ctx, struct span file); /* whether the file lies in the working folder of a build system */
	void *ctx;
	int all; /* notes as well that are for who asks what there is to know */
};

/* A program or library. */
struct rules_file {
	struct span path; /* absolute, links resolved but for the last */
	const struct elf *elf;
	int secure;
	enum loader_libc libc;
	int shared; /* bytes of its rpath are another string's, too */
};

/* Where findings go: a list in the arena. */
struct rules {
	struct arena *a;
	const struct rules_world *world;
	struct finding *first, **last;
	struct finding lost; /* what is written to where there was no memory */
};

void rules_begin(struct rules *r, struct arena *a, const struct rules_world *world);

/* All that can be said of a file by itself: its rpath, tags, interpreter and names with a '/'. */
void rules_elf(struct rules *r, const struct rules_file *f);

/* A script. */
void rules_script(struct rules *r, struct span interpreter);

/* Where a library comes from. */
enum rules_source {
	SOURCE_UNKNOWN, /* the system that the program is for is not this one */
	SOURCE_MISSING,
	SOURCE_TREE,
	SOURCE_SYSTEM,  /* a folder that the loader searches by itself, or its cache */
	SOURCE_BUILD,   /* a place that only the building machine has */
	SOURCE_OLD,     /* somewhere else, although the tree has its own */
	SOURCE_CURRENT, /* found below the current folder */
	SOURCE_OTHER,   /* somewhere else */
	SOURCE_UNFIT,   /* a file is there at which the loader gives up */
	SOURCE_COUNT
};

/* Why a library is not found, although a list of somebody would find it. */
enum rules_why {
	WHY_UNKNOWN,
	WHY_OWN_RUNPATH,   /* an RPATH above would, and the file's own RUNPATH keeps it from that */
	WHY_RUNPATH_ABOVE, /* the RUNPATH of a file above would, which is not inherited */
	WHY_HIDDEN,        /* an RPATH would that stands beside a RUNPATH */
	WHY_LINK,          /* its own list would if the file were not loaded by a link in another folder */
	WHY_NODEFLIB,      /* a standard folder would */
	WHY_ENVIRONMENT,   /* LD_LIBRARY_PATH would, as it is now */
	WHY_COUNT
};

/* One library that a file needs, as it is found now and when the tree has moved. */
struct rules_need {
	struct span name;
	enum rules_source now, then; /* then: SOURCE_UNKNOWN if not asked */
	struct span now_path, then_path; /* as the loader has them */
	struct span now_real;            /* links resolved */
	struct span program; /* for which it was so, if not the file itself */
	struct span own;     /* where the tree has another library of that name, as it is told of; empty: nowhere */
	struct span file;    /* the file that needs it, absolute */
	struct span mend;    /* where in the tree a library of that name is, absolute; empty: nowhere */
	int alone;           /* nothing in the tree loads the file, so that another may have loaded the library before */
	int foreign;         /* the file is none of the tree: only the program can be mended */
	int secure;
	enum rules_why why;            /* WHY_UNKNOWN, or who has the list by which it would be which file */
	struct span why_of, why_path;
	struct span subfolder; /* for certain processors, in which it was found; empty: in none */
	int subfolder_alone;   /* the folder has no plain one */
	int configured;        /* only ld.so.cache leads to it: the folder is neither standard nor in an rpath */
};

void rules_need(struct rules *r, const struct rules_need *n);

/* Says where it comes from, whatever that is worth. */
void rules_need_note(struct rules *r, const struct rules_need *n);

/* Whether an element holds a token for which the loader has something else on each system: $LIB or $PLATFORM. */
int rules_has_local_token(struct span s);

/* Whether a path looks like one that only the machine has on which a thing was built: /home, /tmp, .libs and the like. */
int rules_is_private(struct span path);

/* Whether a real path is a folder of the system, which is not moved as a whole: /usr, /etc, the multiarch folders. */
int rules_is_system(struct span path);


/* Adds a finding by code and message of another table; never NULL. */
struct finding *rules_add(struct rules *r, enum severity severity, const char *code, struct span element, const char *message);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef PLAN_H
#define PLAN_H

#include "bytes.h" /* for struct span */
#include "codes.h" /* for enum code */
#include "rpath.h" /* for struct rpath_verdict */

struct arena;
struct link;
struct link_rpath;
struct settings;

enum plan_says { SAYS_NOTHING, SAYS_ORIGIN, SAYS_OTHER };

/*
 * What is known of an element's way to here. says: what stood before the text that arrived. meant is that text as it was written. layer is who
 * took the variable for its own, and place where it was written; NULL where that is not known. quoted: the layer took nothing, but has quoted it
 * once more than anybody unquotes it.
 */
struct plan_evidence {
	enum plan_says says;
	struct span meant;
	const char *layer, *place;
	int quoted;
};

/*
 * What a plan may ask of the machine it runs on. Each question is asked only when the answer matters.
 */
struct plan_host {
	void *ctx;
	int (*is_file)(void *ctx, struct span path);      /* exists and is no folder */
	int (*is_folder)(void *ctx, struct span path);
	int (*is_meson)(void *ctx);                       /* the working folder is a Meson build's */
	int (*is_cmake)(void *ctx);                       /* the working folder is a CMake build's */
	int (*is_cmakes)(void *ctx, struct span value);   /* CMake's installer will look for this value */
	unsigned (*linker)(void *ctx);                    /* enum linker bit of the program that will run; 0: unknown */
	void (*evidence)(void *ctx, struct span suffix, unsigned at, struct plan_evidence *out); /* see evidence.h; may be NULL */
};

/*
 * One rpath value of the line with its verdict. change says whether its edits are to be carried out; left says why not, where
 * the verdict has some.
 */
struct plan_item {
	struct plan_item *next;
	struct link_rpath *rpath;
	struct rpath_verdict verdict;
	int change;
	enum code left;
	char *given; /* a value that came out empty, so that its option took the next word: it goes before the word, which is given back */
	char *made; /* for SPELLING_DROPPED that changes: the rpath that it becomes, which holds its $ORIGIN elements */
};

enum { PLAN_NOTES = 10, PLAN_OPTIONS = 3 };

struct plan {
	struct plan_item *items, **last;
	int changed;

	/* words to add: "-rpath", VALUE for each; NULL: none */
	char *run_path; /* LD_RUN_PATH's value, which a -rpath would silence */
	struct rpath_verdict run_path_verdict; /* what LD_RUN_PATH holds, if the linker would record it */
	char *inject;
	const char *option[PLAN_OPTIONS + 1]; /* words to add behind all options of the line, that they count; ended by NULL */

	/* the first thing that strict mode cannot accept */
	enum code refuse;
	struct span refuse_element;
	const struct rpath_element *refuse_from; /* where its layer and place stand */

	enum code notes[PLAN_NOTES];
	unsigned note_count;
};

/* Decides what to do about a link that was read whole. Returns 0, or -1 when memory ran out. */
int plan_make(struct plan *p, struct arena *a, const struct link *l, const struct settings *s,
    const struct plan_host *host);

/* Whether the item's element i reaches the linker with another text than it came with, or reaches it at all only by our doing. */
int plan_item_changes(const struct plan_item *item, size_t i);

/* The item's element i as the linker gets it by the plan, with what is put in front of it, in the arena. */
struct span plan_element_after(struct arena *a, const struct plan_item *item, size_t i);

void plan_note(struct plan *p, enum code c);

/* Whether the item's edits put $LIB or $PLATFORM, of which the target's loader decides, which may be named anywhere on a link line. */
int plan_needs_loader(const struct plan_item *item);

/* Nothing of the plan was carried out: leaves what was found, and drops what was to be done. */
void plan_drop(struct plan *p);

#endif

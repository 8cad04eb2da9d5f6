/* SPDX-License-Identifier: MIT */
#ifndef RPATH_H
#define RPATH_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */
#include "codes.h" /* for enum code */

struct arena;

/*
 * What a repair may know of the world beyond the bytes of the value. All of it may be left zero.
 */
struct rpath_world {
	struct span make_o; /* the value of make's variable O; empty: not set */
	int musl;           /* the target's loader is musl's, which knows no $LIB */
	int (*folder)(void *ctx, struct span name); /* whether a folder of that name exists; NULL: none does */
	void *ctx;
	struct span origin; /* the value of the variable ORIGIN, where it is known that the list began with $ORIGIN; else empty */
};

/*
 * One ':'-element: n bytes of the value at `at`, what became of it, and its edits, which stand next to each
 * other in the verdict's list. What follows is asked for by plan.c: a slash at the element's end; front, another element with its
 * ':', before this one; instead, the element's whole new text, which makes its edits void. NULL where there is none. layer and place
 * say who took $ORIGIN for its own and where it was written, as far as that is known.
 */
struct rpath_element {
	size_t at, n;
	enum code code;
	size_t edit, edits;
	int slash;
	const char *front, *instead, *layer, *place;
};

/*
 * Elements and edits are ordered by their place and do not overlap; each edit belongs to an element. Quotes around the whole
 * list that come off belong to the first element and the last. Everything lives in the arena that was given to rpath_judge.
 */
struct rpath_verdict {
	struct span value;
	struct rpath_element *element;
	size_t elements;
	struct splice *edit;
	size_t edits;
	int changed;
};

/*
 * Judges one rpath value by the grammar of docs/repair.md. Each element gets a code: what was mended, what is
 * wrong with it, or CODE_NONE. Returns 0, or -1 when memory ran out.
 */
int rpath_judge(struct arena *a, struct span value, const struct rpath_world *w, struct rpath_verdict *out);

/*
 * All that is to be done to a text in which the value stands at offset skip: the fronts, the edits, and a '/' for each slash. *count is set;
 * NULL when memory ran out.
 */
struct splice *rpath_splices(struct arena *a, const struct rpath_verdict *v, size_t skip, size_t *count);

/* The value after its edits, as a C string in the arena; NULL when memory ran out. */
char *rpath_render(struct arena *a, const struct rpath_verdict *v);

/* One element before and after its edits; the latter lives in the arena. */
struct span rpath_element_before(const struct rpath_verdict *v, size_t i);
struct span rpath_element_after(struct arena *a, const struct rpath_verdict *v, size_t i);

/* Whether the element is $ORIGIN or ${ORIGIN}, alone or before a '/'. */
int rpath_is_origin(struct span element);

/* Whether an element may be added to an rpath: absolute or below $ORIGIN, without control bytes. */
int rpath_is_clean(struct span element);

/* Length of what shells and makes leave of escapes, quotes and variables at the beginning of s: \ $ ' " and digits. */
size_t rpath_junk(struct span s);

/* Whether the list stands in quotes, which are no part of its first element and its last. */
int rpath_is_enclosed(const struct rpath_verdict *v);

/*
 * Whether a value is beyond suspicion: rpath_judge would certainly change nothing in it, whatever the world is
 * like, but for its origin. Cheap, and wrong only on the safe side. *origins grows by the number of its $ORIGIN elements.
 */
int rpath_is_plain(struct span value, unsigned *origins);

#endif

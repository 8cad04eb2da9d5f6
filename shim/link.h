/* SPDX-License-Identifier: MIT */
#ifndef LINK_H
#define LINK_H

#include "bytes.h" /* for struct span */
#include "opts.h"  /* for enum opt_role */

struct arena;

/*
 * Where a word of the link line stands: word number `at` of argv if file is NULL, else at byte `at` of that response file, whose
 * type is the caller's business. locked: the linkers read the word differently, so it cannot be edited. part: on a compiler's line a
 * word may hold several for the linker (-Wl,A,B), and this one begins at that offset of its text.
 */
struct link_place {
	void *file;
	size_t at;
	int locked;
	size_t part;
};

/* How an rpath was spelled, which decides for whom it is one. */
enum link_spelling {
	SPELLING_RPATH,       /* -rpath and its like */
	SPELLING_R,           /* -R: for bfd and gold a file of symbols if it is an existing file */
	SPELLING_JUST_SYMBOLS, /* the same, and an rpath for bfd alone */
	SPELLING_DROPPED      /* -R to gcc, which drops it: no rpath of this link unless it is made one */
};

/*
 * One rpath value, in the order of the line. skip is its offset in its word (the text, not the raw bytes); the word begins at
 * place.part. option, of SPELLING_DROPPED alone, is place.at of the option word, which is the value's own or the one before it.
 */
struct link_rpath {
	struct link_rpath *next;
	enum link_spelling spelling;
	struct span value;
	struct link_place place;
	size_t skip, option;
};

/*
 * A link line as far as it has been read. Fields are facts about the words fed so far; rpath values live in the arena or in argv.
 *
 * state is a set of readings, since linkers disagree on a few options: see link.c. Only a word that has exactly
 * one reading counts as an rpath; a fact that forbids a change (relocatable, query, ...) counts as soon as one reading has it.
 */
struct link {
	struct arena *arena;
	unsigned linkers; /* enum linker bits */
	unsigned state;
	struct link_rpath *rpaths, **last;
	struct span output, emulation;
	size_t inputs;
	int relocatable, is_static, static_pie, is_shared, query, musl, bsd;
	int z_origin;          /* -z origin, for certain */
	enum opt_role dtags;   /* of --enable-new-dtags and its opposite the last; ROLE_NONE: none, or not certain */
	int has_rpath; /* -rpath or -R in any reading: silences LD_RUN_PATH */
	int ended;     /* -- was seen; end says where */
	int unsure;    /* -- was perhaps seen: nothing behind it is certain */
	struct link_place end;
	int first_known; /* place of the first rpath option */
	struct link_place first;
};

void link_begin(struct link *l, struct arena *a, unsigned linkers);

/*
 * Feeds the next word. keep says that its bytes stay as long as the arena does (argv); otherwise values are copied. Memory trouble is
 * left in the arena's failed.
 */
void link_word(struct link *l, struct span word, struct link_place place, int keep);

/* A list that gcc drops: it says nothing about the words around it. option is as in struct link_rpath, and keep as in link_word. */
void link_dropped(struct link *l, struct span value, struct link_place place, size_t option, int keep);

/* A word that some linkers see and others do not. */
void link_maybe_word(struct link *l, struct span word, struct link_place place);

/* Words follow that cannot be read: from here on any reading is possible. */
void link_lost(struct link *l);

/* Words were left out, up to a place where link_may_take is false of the word before. */
void link_skip(struct link *l);

/* Whether the line is complete: its last word is not an option that lacks its value. */
int link_is_complete(const struct link *l);

/*
 * Whether a target, an emulation (-m) or a loader's path is that of a BSD. Some of their loaders look for $ORIGIN only in files that were linked with
 * -z origin.
 */
int link_is_bsd(struct span name);

/* Whether an emulation (-m) makes PE files, in which $ORIGIN means nothing. */
int link_is_pe(struct span emulation);

/*
 * Whether a word may take the next one as its operand, in some reading. Between words of which this is not true, lines can
 * be cut: the state there is always the same.
 */
int link_may_take(struct span word, unsigned linkers);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef ELF_EDIT_H
#define ELF_EDIT_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */
#include "elf.h"   /* for enum elf_tag */

struct arena;

/* What a file's rpath shall be. */
struct elf_wish {
	struct span text; /* the list; n == 0: no rpath at all */
	enum elf_tag tag; /* ELF_RPATH or ELF_RUNPATH: which one a file gets that has none */
	int convert;      /* and a file that has the other one, or both */
};

/* How the wish is fulfilled. Whether a tag was changed, too, is said beside it. */
enum elf_edit_way {
	ELF_EDIT_NOTHING,  /* it is so already, or refused */
	ELF_EDIT_RETAGGED, /* only the tag changes */
	ELF_EDIT_IN_PLACE, /* the new string stands where the old one stood, or where another one did */
	ELF_EDIT_POINTED,  /* the entry leads to a string that was there already */
	ELF_EDIT_MOVED,    /* the string table grew: it stands in what was padding of a read-only segment */
	ELF_EDIT_REMOVED   /* the entries are gone */
};

/* Why a file cannot be edited. Only the first one is none. */
enum elf_refusal {
	ELF_ALLOWED,
	ELF_NOT_DYNAMIC,        /* no loader looks for anything: an object, a static program, no ELF file */
	ELF_DETACHED_DEBUG,     /* debug information of another file */
	ELF_BROKEN,             /* elf_error_text(e->error) says what is wrong */
	ELF_PRELINKED,
	ELF_OUTSIDE,            /* tables reach out of the file or of their segment */
	ELF_ODD,                /* something is there that no linker makes */
	ELF_BAD_TEXT,           /* the wish holds a NUL, or more than ELF_MAX_STRINGS bytes */
	ELF_NO_SPARE,           /* it has no rpath, and the dynamic section no room for one */
	ELF_NO_ROOM,            /* the string is longer than the old one, and there is no padding for it */
	ELF_SHARED,             /* the same, for the old string's bytes are another string's, too */
	ELF_REFERENCES_UNKNOWN, /* the same, for nobody can say whether they are */
	ELF_REFUSAL_COUNT
};

/* New bytes at an offset of the file, all of them inside. */
struct elf_patch {
	unsigned long long at;
	struct span bytes;
};

/*
 * What to change. Patches are to be carried out in their order, for they may overlap; the file's size stays. They live in the arena. With a
 * refusal there are none.
 */
struct elf_edit {
	enum elf_edit_way way;
	enum elf_refusal refusal;
	struct elf_patch *patch;
	size_t patches;
	int retagged; /* a tag changed, or one of two went */
	int shared;   /* the old string's bytes are another string's, too: 1, 0, or -1 if nobody can say */
};

/*
 * Finds what must change in a file. e is what elf_read said of these bytes. All bytes that somebody else refers to stay as they are: other strings, other
 * entries, offsets and sizes of all but the string table and its segment. Bytes of an rpath that nobody refers to any more become NUL, so that no
 * search for an old folder finds them. Returns 0, or -1 when memory ran out.
 */
int elf_edit(struct elf_edit *out, struct arena *a, const struct elf *e, struct span file, const struct elf_wish *wish);

/* Carries out the patches on the bytes of the file. */
void elf_edit_apply(const struct elf_edit *edit, char *file);

/*
 * Whether bytes of the present rpath are another string's, too, so that tools which write over it in place destroy that one: 1 or 0; -1 if nobody can
 * say, as where symbols cannot be counted. False where there is no rpath.
 */
int elf_tail_shared(const struct elf *e, struct span file);

/* A stable kebab-case name; a sentence without a final stop; and what to do about it. */
const char *elf_refusal_name(enum elf_refusal refusal);
const char *elf_refusal_text(enum elf_refusal refusal);
const char *elf_refusal_remedy(enum elf_refusal refusal);

/* The way as a word, such as in-place. For the tests. */
const char *elf_edit_way_name(enum elf_edit_way way);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FIX_H
#define FIX_H

#include <stddef.h> /* for size_t */

#include "elf.h"    /* for enum elf_tag */
#include "mend.h"   /* for struct mend_world */
#include "object.h" /* for struct object */
#include "rules.h"  /* for enum severity */

struct host;
struct replace_copy;
struct replace_stat;

/* A program, library or script of the tree. */
struct fix_item {
	const char *path, *real; /* as it is told of; absolute, links resolved */
	struct span home;        /* of mend.h */
	struct object object;
	struct fix_item *twin; /* the next of its hard links */
	int is_twin;           /* another that leads to the same file comes first */
	int changed, ours;     /* by this run; a script that finds its interpreter by a text of ours */
};

/* A library by a name that a folder has for it, perhaps a symbolic link's. */
struct fix_name {
	struct span name, folder; /* the folder's is real */
	struct fix_item *item;
	int away; /* a link to another folder, which has it by this name */
};

/* Another file of the tree. */
struct fix_path {
	struct fix_path *next;
	const char *path, *real;
};

/*
 * What lies in a tree, as far as it matters for moving it. Items are ordered by their paths. names stands twice: by name, and by folder. world is what
 * mend.h asks of it; its lists of old places and its wish are the caller's to fill in.
 */
struct fix_tree {
	struct arena *a;
	const char *told;
	struct fix_item *item;
	size_t items;
	struct fix_name *by_name, *by_folder;
	size_t names;
	struct fix_path *pkg_config, *records, *leftovers;
	struct host *host;
	struct mend_world world;
	size_t unread;  /* files and folders that could not be read; stderr has their names */
	void (*tick)(void *ctx, size_t files);
	void *ctx;
};

/* Reads the tree below a folder, told as such. Returns 0, or -1 when memory ran out. */
int fix_tree_read(struct fix_tree *t, const char *told, const char *real);

/* What the user asked for. */
struct fix_wish {
	int dry_run, minimal, json, secure, pkg_config;
	const char *from, *shebang, *dtags;
};

/* The whole of the work, and what came of it. */
struct fix {
	struct arena *a;
	struct fix_wish wish;
	struct fix_tree tree;
	int env_shebang;  /* the form that needs one line and env -S */
	int no_shebang;   /* scripts stay as they are */
	int colour, progress; /* progress: 1: may be shown, 2: is shown */
	long long shown;  /* when, in seconds */
	enum elf_tag tag; /* for files without any, or for all if the user asked for one */
	struct span place[8]; /* where the tree seems to have stood before */
	size_t places;
	struct fix_path *folders; /* that have new files, the last first; only path is set */
	size_t changed, refused, complaints, troubles; /* files, files, findings worth a word, things that went wrong */
	const char *heading; /* the path that output was last about */
};

/* One file each, all its hard links included. */
void fix_elf(struct fix *x, struct fix_item *item);
void fix_script(struct fix *x, struct fix_item *item);

/* pkg-config's files, and the lists in which wheels note the sums of their files. */
void fix_pkg_config(struct fix *x);
void fix_records(struct fix *x);

/* Says which changed files belong to a package of dpkg's. */
void fix_note_packages(struct fix *x);

/* Notes a place where the tree seems to have stood. */
void fix_note_place(struct fix *x, struct span place);

/* The names of one file. Each has its path as it is told of and its real one. */
struct fix_target {
	const char *path, *real;
	const struct fix_item *twin; /* other names of it; may be NULL */
};

/*
 * Puts new bytes in the place of a file, under all its names; not in a dry run. Returns 0, or -1 when it was told why not.
 */
int fix_write(struct fix *x, const struct fix_target *to, const struct replace_stat *was, struct span bytes);

/* Reads a file that is to be replaced. Returns 0, or -1 when it was told why not; a file that is gone is told of as well. */
int fix_read(struct fix *x, const struct fix_target *from, struct replace_copy *copy);

/* What fix says of its own; elf_edit.h and shebang.h have more reasons for a refusal. originld-rpath(7) lists them all. */
enum fix_code {
	/* something was changed */
	FIX_RPATH,
	FIX_SHEBANG,
	FIX_PKG_CONFIG,
	FIX_RECORD,

	/* something was not, or has consequences */
	FIX_SECURE,
	FIX_LINKS_DISAGREE,
	FIX_LINK_OUTSIDE,
	FIX_PAYLOAD,
	FIX_SEVERAL,
	FIX_TANGLED,
	FIX_KEPT_OUTSIDE,
	FIX_INTERPRETER_GONE,
	FIX_STOOD_ELSEWHERE,
	FIX_OWNER_LOST,
	FIX_TIMES_LOST,
	FIX_LABEL_LOST,
	FIX_ATTRIBUTES_LOST,
	FIX_SIGNATURE_STALE,
	FIX_VERITY_STALE,
	FIX_SUMS_STALE,
	FIX_CODES
};

/* What was, or in a dry run would be, done to a file. An empty text stands for none; the cause is fit to be printed as it is. */
struct fix_change {
	enum fix_code code;
	struct span before, after, cause;
};

void fix_say_change(struct fix *x, const char *path, const struct fix_change *c);

/* Says something of a file. element may be empty. */
void fix_say(struct fix *x, const char *path, enum fix_code code, struct span element);

/* Says why a file is left as it is, by a code of any module. */
struct fix_refusal {
	enum severity severity;
	const char *code, *text, *remedy;
};

void fix_refuse(struct fix *x, const char *path, const struct fix_refusal *r, struct span element);

/* The same by a code of ours. */
void fix_refuse_own(struct fix *x, const char *path, enum fix_code code, struct span element);

void fix_show_progress(struct fix *x, size_t done, const char *what);
void fix_hide_progress(struct fix *x);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef REPLACE_H
#define REPLACE_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

/*
 * Gives a file new content in one step: whoever opens it finds either the old bytes or the new ones, all of them, also when the process is killed or
 * the disk is full. A process that has the old file open or mapped keeps it. The new file has the old one's mode, owner, times and extended attributes.
 *
 * A file is named by a folder's descriptor (or AT_FDCWD) and a name in it, which may be a path; its last part is never followed when it is a
 * symbolic link.
 */

/* A file as it was when it was read. */
struct replace_stat {
	unsigned long long dev, ino, size;
	long long mtime, mtime_ns;
	unsigned mode, uid, gid, links;
};

/* Its bytes, in memory of their own: writing them changes no file. */
struct replace_copy {
	char *p;
	size_t n;
	struct replace_stat stat;
};

/* Reads a regular file. Returns 0; 1 if it is gone or no regular file; -1 with errno set, which is ESTALE if it changed meanwhile. */
int replace_read(struct replace_copy *c, int folder, const char *name);
void replace_free(struct replace_copy *c);

/* What became of it. */
enum replace_result {
	REPLACE_DONE,
	REPLACE_SET_ID,  /* refused: it runs with the rights of its owner or group */
	REPLACE_CAPABLE, /* refused: it has file capabilities */
	REPLACE_CHANGED, /* refused: it is not the file any more that was read */
	REPLACE_FAILED,  /* `step` with `error`; the old file is as it was, and nothing else is left */
	REPLACE_RESULT_COUNT
};

/* For flags: replace also files that run with more rights than the user's, as long as all their rights can be kept. */
enum { REPLACE_PRIVILEGED = 1 };

/* Bits of `lost`, what the new file does not have, and of `stale`, what was said of the old bytes and is not true of the new ones. */
enum {
	REPLACE_LOST_OWNER = 1,
	REPLACE_LOST_GROUP = 2,
	REPLACE_LOST_TIMES = 4,
	REPLACE_LOST_LABEL = 8, /* security.* */
	REPLACE_LOST_OTHER = 16 /* any other extended attribute but an ACL, without which nothing is replaced */
};
enum {
	REPLACE_STALE_IMA = 1,    /* security.ima, which the new file does not get */
	REPLACE_STALE_EVM = 2,    /* security.evm, likewise */
	REPLACE_STALE_VERITY = 4 /* fs-verity, likewise */
};

struct replace_report {
	const char *step; /* of REPLACE_FAILED: a verb and what it is done to, such as "write the new file"; else NULL */
	int error;        /* errno, or 0 */
	unsigned lost, stale;
	struct replace_stat now; /* the new file */
};

/*
 * Replaces the file that was read as `was` by one that holds `bytes`. The report is filled in whatever the result is. When many files of a folder were
 * replaced, replace_sync makes the names last as well; the bytes are on the disk before the name leads to them.
 */
enum replace_result replace(int folder, const char *name, const struct replace_stat *was, struct span bytes, unsigned flags,
    struct replace_report *report);

/*
 * Makes another name of the old file lead to the new one, which is at new_folder, new_name and must still be report->now. Nothing happens to a name
 * that leads there already. REPLACE_FAILED with EXDEV and the like: the name keeps the old file.
 */
enum replace_result replace_link(int folder, const char *name, const struct replace_stat *was, int new_folder, const char *new_name,
    struct replace_report *report);

/* Waits until the names in a folder are on the disk. Returns 0, or -1 with errno set. */
int replace_sync(int folder, const char *name);

/* Whether a name is one that a file has while it is made. */
int replace_is_temporary(const char *name);

/*
 * Removes a file of such a name that a killed process left behind; one that a living process is at work on stays. Returns 1 if it was removed, 0 if
 * not, or -1 with errno set.
 */
int replace_clean(int folder, const char *name);

/* A stable kebab-case name; a sentence without a final stop; and what to do about it. */
const char *replace_result_name(enum replace_result result);
const char *replace_result_text(enum replace_result result);
const char *replace_result_remedy(enum replace_result result);

#endif

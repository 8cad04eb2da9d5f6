/* SPDX-License-Identifier: MIT */
#ifndef WHEEL_H
#define WHEEL_H

#include "bytes.h" /* for struct span */

struct arena;

/*
 * One row of a RECORD. The fields are parts of the text, with the quotes around them where there are some; path is read, and lives in the
 * arena if it was quoted. hash is empty for files that change, such as the RECORD itself.
 */
struct wheel_row {
	struct span path, hash, size;
};

/* A file that was changed: its path as the RECORD has it, relative to the folder that *.dist-info lies in; its new digest and size. */
struct wheel_file {
	struct span path;
	const unsigned char *sha256; /* 32 bytes */
	unsigned long size;
};

/*
 * The row at offset *at of a RECORD, which is moved to the next one. Rows without three fields are passed over. Returns 1, 0 at the end,
 * -1 when memory ran out.
 */
int wheel_next(struct arena *a, struct span record, size_t *at, struct wheel_row *row);

/*
 * The RECORD with the new digests and sizes in the rows of these files; every other byte is as it was. A row without a digest stays without
 * one. Sets *rows to the number of rows changed, out to the record itself if there are none. Returns 0, or -1 when memory ran out.
 */
int wheel_update(struct arena *a, struct span record, const struct wheel_file *file, size_t files, struct span *out, size_t *rows);

#endif

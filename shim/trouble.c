/* SPDX-License-Identifier: MIT */
/*
 * What the command says when something goes wrong, and its memory, without which it can only end.
 */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "os.h"
#include "quote.h"

static int
more_or_end(struct arena *a, size_t need)
{
	if (os_more(a, need) == 0)
		return 0;
	exit(trouble(NULL, "out of memory"));
}

/* Room for a message, as there may be one for each file of a tree; only what is longer takes memory that stays. */
enum { MESSAGE = 4096 };

int
trouble(const char *about, const char *what)
{
	char room[MESSAGE];
	struct arena a = {room, room + sizeof room, more_or_end, 0};
	struct text t = text_in(&a);

	if (about) {
		quote_word(&t, span_of(about));
		text_puts(&t, ": ");
	}
	fprintf(stderr, "originld: %s%s\n", about ? text_string(&t) : "", what);
	return STATUS_TROUBLE;
}

const char *
error_text(struct arena *a, int error)
{
	static const struct {
		int error;
		const char *remedy;
	} rows[] = {
	    {ENOENT, "see whether the path is right"},
	    {ENOTDIR, "see whether the path is right"},
	    {ENAMETOOLONG, "see whether the path is right"},
	    {ELOOP, "see where its symbolic links lead"},
	    {EACCES, "run as a user who may, or see what ls -ld says of it and its folders"},
	    {EPERM, "run as a user who may, or see what lsattr says of it"},
	    {EROFS, "its file system is mounted for reading only"},
	    {ENOSPC, "make room on its file system"},
	    {EDQUOT, "make room in your quota"},
	    {EFBIG, "see ulimit -f"},
	    {EMFILE, "see ulimit -n"},
	    {ETXTBSY, "it runs; end it and try again"},
	    {EIO, "the disk may fail; see what dmesg says"},
	};
	struct text t = text_in(a);
	size_t i;

	text_puts(&t, strerror(error));
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].error != error)
			continue;
		text_puts(&t, "; ");
		text_puts(&t, rows[i].remedy);
	}
	return text_string(&t);
}

int
trouble_errno(const char *about, int error)
{
	char room[MESSAGE];
	struct arena a = {room, room + sizeof room, more_or_end, 0};

	return trouble(about, error_text(&a, error));
}

struct arena
command_arena(void)
{
	struct arena a = {NULL, NULL, more_or_end, 0};

	return a;
}

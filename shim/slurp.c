/* SPDX-License-Identifier: MIT */
/* Reads a file whole, within bounds: for what is looked at beside the line itself, where less is no harm. */
#include "slurp.h"

#include <sys/stat.h>

#include "arena.h"
#include "os.h"

struct span
slurp(struct arena *a, const char *path, size_t most)
{
	enum { PIECE = 16 * 1024 };
	struct text t = text_in(a);
	struct os_file file;
	struct span got;
	int fd = os_open(path);
	char *piece;
	long n;

	if (fd < 0)
		return text_span(&t);
	piece = os_fstat(fd, &file) == 0 && (file.mode & S_IFMT) == S_IFREG ? arena_take(a, PIECE) : NULL;
	while (piece && t.n < most && (n = os_read(fd, piece, most - t.n < PIECE ? most - t.n : PIECE)) > 0) {
		got.p = piece;
		got.n = (size_t)n;
		text_put(&t, got);
	}
	os_close(fd);
	return text_span(&t);
}

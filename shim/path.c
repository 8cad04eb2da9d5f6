/* SPDX-License-Identifier: MIT */
/* Paths as text. Pure: nothing here asks whether they exist. */
#include "path.h"

#include "arena.h"

static size_t
base_at(struct span path)
{
	size_t n = path.n;

	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return n;
}

struct span
path_base(struct span path)
{
	return span_from(path, base_at(path));
}

struct span
path_folder(struct span path)
{
	size_t n = base_at(path);

	return span_head(path, n > 1 ? n - 1 : n);
}

void
path_from(struct text *t, struct span folder, struct span path)
{
	size_t same = 0, i;
	struct span s;

	/* the last '/' up to which both agree */
	for (i = 0; i <= folder.n && i <= path.n; i++) {
		if ((i == folder.n || folder.p[i] == '/') && (i == path.n || path.p[i] == '/'))
			same = i;
		if (i == folder.n || i == path.n || folder.p[i] != path.p[i])
			break;
	}
	path = span_from(path, same);
	for (s = span_from(folder, same); s.n; s = span_from(s, 1)) {
		if (s.p[0] == '/' && s.n > 1)
			text_puts(t, s.n == folder.n - same ? ".." : "/..");
	}
	if (path.n && path.p[0] == '/' && (same == folder.n || folder.n == 1 || path.n == 1))
		path = span_from(path, 1);
	text_put(t, path);
}

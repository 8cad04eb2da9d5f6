/* SPDX-License-Identifier: MIT */
/* Paths as text. Pure: nothing here asks whether they exist. */
#include "path.h"

#include <string.h>

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
	for (i = 0;; i++) {
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

struct span
path_normal(struct arena *a, struct span path)
{
	char *to = arena_take(a, path.n + 1);
	struct span s, part;
	size_t n = 0;

	if (!to)
		return span_of("");
	for (s = path; s.n; s = span_from(s, part.n)) {
		while (s.n && s.p[0] == '/')
			s = span_from(s, 1);
		part = span_head(s, span_find(s, '/'));
		if (part.n == 0 || span_is(part, "."))
			continue;
		if (span_is(part, "..")) {
			while (n > 0 && to[--n] != '/')
				;
			continue;
		}
		to[n++] = '/';
		memcpy(to + n, part.p, part.n);
		n += part.n;
	}
	if (n == 0)
		to[n++] = '/';
	to[n] = '\0';
	s.p = to;
	s.n = n;
	return s;
}

int
path_is_below(struct span path, struct span folder)
{
	if (folder.n == 0)
		return 0;
	if (folder.n == 1)
		return path.n && path.p[0] == '/';
	return path.n >= folder.n && memcmp(path.p, folder.p, folder.n) == 0 && (path.n == folder.n || path.p[folder.n] == '/');
}

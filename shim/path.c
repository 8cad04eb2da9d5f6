/* SPDX-License-Identifier: MIT */
/* Paths as text. Pure: nothing here asks whether they exist. */
#include "path.h"

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

/* SPDX-License-Identifier: MIT */
/* What a plan asks of the machine it runs on: see plan.h. */
#include "machine.h"

#include <stddef.h>
#include <sys/stat.h>

#include "arena.h"
#include "os.h"

static int
find_kind(struct arena *a, struct span path, struct os_file *file)
{
	char *p = arena_string(a, path);

	return p && os_stat(p, file) == 0;
}

int
machine_is_file(struct arena *a, struct span path)
{
	struct os_file file;

	return find_kind(a, path, &file) && (file.mode & S_IFMT) != S_IFDIR;
}

int
machine_is_folder(struct arena *a, struct span path)
{
	struct os_file file;

	return find_kind(a, path, &file) && (file.mode & S_IFMT) == S_IFDIR;
}

int
machine_is_meson(void *ctx)
{
	(void)ctx;
	return os_exists("meson-info") == 0;
}

int
machine_is_cmake(void *ctx)
{
	(void)ctx;
	return os_exists("cmake_install.cmake") == 0;
}

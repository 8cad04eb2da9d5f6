/* SPDX-License-Identifier: MIT */
/* Programs' names: which compiler or linker hides behind one. Pure. */
#include "names.h"

#include <string.h>

#include "driver_opts.h"
#include "opts.h"
#include "path.h"

static const struct {
	const char *name;
	unsigned drivers;
} drivers[] = {
    {"cc", DRIVER_ANY}, {"gcc", DRIVER_GCC}, {"g++", DRIVER_GCC}, {"c++", DRIVER_ANY}, {"c89", DRIVER_ANY}, {"c99", DRIVER_ANY},
    {"clang", DRIVER_CLANG}, {"clang++", DRIVER_CLANG}, {"gfortran", DRIVER_GCC},
};

/* The name without -VERSION. */
static struct span
without_version(struct span name)
{
	size_t n = name.n;

	while (n > 0 && ((name.p[n - 1] >= '0' && name.p[n - 1] <= '9') || name.p[n - 1] == '.'))
		n--;
	return n > 1 && n < name.n && name.p[n - 1] == '-' ? span_head(name, n - 1) : name;
}

/* Whether all but the last n bytes of the name are a target and a dash, or nothing. */
static int
is_target_before(struct span name, size_t n)
{
	struct span target;
	size_t dash;

	if (name.n == n)
		return 1;
	if (name.p[name.n - n - 1] != '-')
		return 0;
	target = span_head(name, name.n - n - 1);
	dash = span_find(target, '-');
	return dash > 0 && dash + 1 < target.n;
}

unsigned
names_driver(struct span name)
{
	size_t i;

	name = without_version(name);
	for (i = 0; i < sizeof drivers / sizeof drivers[0]; i++) {
		if (span_ends(name, drivers[i].name) && is_target_before(name, strlen(drivers[i].name)))
			return drivers[i].drivers;
	}
	return 0;
}

int
names_is_linker(struct span name)
{
	static const struct {
		const char *name;
		int targets; /* a TARGET- may stand before it */
	} linkers[] = {{"ld", 1}, {"ld.bfd", 1}, {"ld.gold", 1}, {"ld.lld", 1}, {"ld.mold", 1}, {"mold", 0}, {"ld64.lld", 0}};
	size_t i, n;

	for (i = 0; i < sizeof linkers / sizeof linkers[0]; i++) {
		n = strlen(linkers[i].name);
		if (span_ends(name, linkers[i].name) && (name.n == n || (linkers[i].targets && is_target_before(name, n))))
			return 1;
	}
	return 0;
}

unsigned
names_linker(struct span name)
{
	static const struct {
		const char *end;
		unsigned linker;
	} ends[] = {{".bfd", LINKER_BFD}, {"gold", LINKER_GOLD}, {"lld", LINKER_LLD}, {"mold", LINKER_MOLD}};
	size_t i;

	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (span_ends(name, ends[i].end))
			return ends[i].linker;
	}
	return 0;
}

int
names_probe(struct span output)
{
	struct span base = path_base(output);

	return span_begins(base, "conftest") || span_begins(base, "cmTC_") || span_has(output, "meson-private");
}

int
names_foreign(struct span s)
{
	static const char *const parts[] = {"mingw", "cygwin", "msys", "windows", "darwin", "apple", "macos"};
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (span_has(s, parts[i]))
			return 1;
	}
	return 0;
}

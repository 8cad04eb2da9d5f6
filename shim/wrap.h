/* SPDX-License-Identifier: MIT */
#ifndef WRAP_H
#define WRAP_H

struct shim_start;

/* What configure settled. */
struct wrap_config {
	const char *linker;   /* absolute path of the linker of last resort */
	const char *compiler; /* the same for a compiler */
	const char *native;   /* the build machine's TARGET */
};

/* Exit statuses of our own; everything else is the program's. */
enum { EXIT_REFUSED = 125, EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127 };

/* Repairs the line and becomes the real linker or compiler, as our name says. Does not return. */
void wrap(struct shim_start *s, const struct wrap_config *c);

#endif

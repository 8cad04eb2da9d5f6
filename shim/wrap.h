/* SPDX-License-Identifier: MIT */
#ifndef WRAP_H
#define WRAP_H

struct shim_start;

/* What configure settled. */
struct wrap_config {
	const char *linker; /* absolute path of the linker of last resort */
	const char *native; /* the build machine's TARGET */
};

/* Exit statuses of our own; everything else is the linker's. */
enum { EXIT_REFUSED = 125, EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127 };

/* The linker names: repairs the link line and becomes the real linker. Does not return. */
void wrap_linker(struct shim_start *s, const struct wrap_config *c);

#endif

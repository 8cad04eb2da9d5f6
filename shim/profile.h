/* SPDX-License-Identifier: MIT */
#ifndef PROFILE_H
#define PROFILE_H

#include "bytes.h" /* for struct span */

struct rules;
struct rules_file;

/* Whose rules are followed in the place of ours. */
enum profile { PROFILE_NONE, PROFILE_RPM, PROFILE_GENTOO, PROFILE_LINTIAN, PROFILE_UNKNOWN };

/* What these tools know of a package; all may be empty. */
struct profile_world {
	struct span build_folder, root; /* Gentoo: PORTAGE_BUILDDIR and ROOT */
	struct span source;             /* Debian: the source package's name */
};

/* By its name; PROFILE_UNKNOWN if there is none. */
enum profile profile_named(const char *name);

/* Adds what the tool would complain about. */
void profile_elf(struct rules *r, enum profile p, const struct rules_file *f, const struct profile_world *w);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef FARM_H
#define FARM_H

#include "tools.h" /* for enum tool_kind */

/*
 * The folder of the installation that holds all our names for tools of a kind: an absolute path in the arena, or NULL with the reason on
 * stderr.
 */
char *farm_whole(struct arena *a, const struct command *c, enum tool_kind kind);

/*
 * A folder with our names for the tools of a kind, and no other: a name that is visible while no program stands behind it makes configure
 * scripts find tools that are not there.
 *
 * The folder is kept in the user's cache, named after what it holds, so its path is good for as long as the installation
 * (libtool writes it down). Returns its absolute path in the arena, or NULL with the reason on stderr.
 */
char *farm_make(struct arena *a, const struct command *c, enum tool_kind kind, const struct tools *tools);

#endif

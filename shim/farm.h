/* SPDX-License-Identifier: MIT */
#ifndef FARM_H
#define FARM_H

struct arena;

/*
 * A folder with links to our names for programs that exist. `all` is the folder of all our names; of these, the result holds those which PATH
 * leads to without us: a name that is visible while no program stands behind it makes configure scripts find tools that are not there.
 *
 * The folder is kept in the user's cache, named after what it holds, so its path is good for as long as the installation
 * (libtool writes it down). Returns its absolute path in the arena, or NULL with the reason on stderr.
 */
const char *farm_make(struct arena *a, const char *all);

#endif

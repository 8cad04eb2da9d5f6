/* SPDX-License-Identifier: MIT */
#ifndef SPELL_H
#define SPELL_H

struct span;
struct text;

/* Where an rpath is written down, as far as it makes a difference. The order is that in which they are shown. */
enum spell_for {
	SPELL_MAKE,      /* in a makefile, a variable or a recipe */
	SPELL_CONFIGURE, /* on the command line of a configure script */
	SPELL_LIBTOOL,   /* in a makefile whose recipes call libtool */
	SPELL_CMAKE,     /* in CMakeLists.txt */
	SPELL_MESON,     /* in meson.build */
	SPELL_NINJA,     /* in build.ninja */
	SPELL_SH,        /* as a word of a shell's command */
	SPELL_COUNT
};

/* A stable name, such as "make". */
const char *spell_name(enum spell_for where);

/*
 * Puts how the list is to be spelled there, so that the linked file holds exactly that list in the end; for CMake ${ORIGIN} becomes $ORIGIN, which
 * the loader takes for the same. Returns 0, having put nothing, where there is no spelling that is sure to arrive: a byte of the list means something there that no
 * escape takes away.
 */
int spell(struct text *t, enum spell_for where, struct span list);

#endif

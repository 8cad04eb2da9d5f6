/* SPDX-License-Identifier: MIT */
#ifndef QUOTE_H
#define QUOTE_H

#include "bytes.h" /* for struct span */

struct text;

/*
 * How many bytes at the beginning of s, which is not empty, may go to a terminal as they are: none for control bytes, those of C1 included, which
 * are U+0080 to U+009F in UTF-8 and the bytes 80 to 9F elsewhere.
 */
size_t quote_shown(struct span s);

/* Puts a word so that a shell reads it back: as it is, in '...', or in $'...' where it holds what quote_shown does not show. */
void quote_word(struct text *t, struct span word);

#endif

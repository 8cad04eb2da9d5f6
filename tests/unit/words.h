/* SPDX-License-Identifier: MIT */
/* Words that blanks separate, as tables of cases have them. */
#ifndef WORDS_H
#define WORDS_H

#include "bytes.h"

/* Takes the next word off the rest. Returns 0 when there is none. */
static inline int
next_word(struct span *rest, struct span *word)
{
	while (rest->n && rest->p[0] == ' ')
		*rest = span_from(*rest, 1);
	*word = span_head(*rest, span_find(*rest, ' '));
	*rest = span_from(*rest, word->n);
	return word->n != 0;
}

#endif

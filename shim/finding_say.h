/* SPDX-License-Identifier: MIT */
#ifndef FINDING_SAY_H
#define FINDING_SAY_H

#include "bytes.h" /* for struct span */

struct finding;
struct text;

/* Puts a finding as an object of JSON and a newline: docs/finding.schema.json. */
void finding_json(struct text *t, struct span path, const struct finding *f);

/* The same for people, under the heading that finding_heading makes of the path. */
void finding_text(struct text *t, const struct finding *f, int colour);
void finding_heading(struct text *t, struct span path, int colour);

/* Whether stdout is a terminal on which people want colours: NO_COLOR and TERM are heard. */
int finding_wants_colour(void);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "bytes.h" /* for struct span */
#include "plan.h"  /* for struct plan_evidence */
#include "trail.h" /* for struct trail */

struct arena;
struct settings;

/* The texts that were found, at the first question. All zero to begin with. */
struct evidence {
	struct arena *arena;
	const struct settings *settings;
	struct trail trail;
	int read;
};

/*
 * What the readable texts say of an element that arrived: whether $ORIGIN stood before suffix, or another variable. at: where the element stands
 * in its list, of enum clue_at, if the suffix may be meant as it is; then it counts only what stands at the same place, and where nothing else
 * explains it. CLUE_ANYWHERE: it cannot be meant. With CLUE_VERBATIM only the place is asked for of what nobody has taken anything of.
 */
void evidence_ask(struct evidence *e, struct span suffix, unsigned at, struct plan_evidence *out);

#endif

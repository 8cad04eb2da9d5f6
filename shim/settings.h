/* SPDX-License-Identifier: MIT */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "bytes.h" /* for struct span */

struct arena;

enum mode { MODE_REPAIR, MODE_WARN, MODE_STRICT, MODE_OFF };

/* Which tag shall hold the rpath of what is linked. */
enum dtags { DTAGS_ANY, DTAGS_RUNPATH, DTAGS_RPATH };

/* What the environment says: pointers into it, NULL where a variable is not set. */
struct settings {
	/* of others */
	const char *path, *compiler_path, *collect_gcc, *ccache_path, *run_path, *ldflags, *origin, *make_o, *makeflags;
	/* ours: docs/originld-ld.1, ENVIRONMENT */
	const char *mode_text, *rpath, *rpath_at, *prefix, *dtags_text, *log, *ld, *cc, *verbose_text, *tried;
	char **tried_at; /* where ORIGINLD_TRIED stands in the environment */
	enum mode mode;
	enum dtags dtags;
	int at_first, verbose;
	int ours;    /* some ORIGINLD_ variable is set */
	int unknown; /* a value that means nothing was ignored */
	int dtags_unknown; /* it was ORIGINLD_DTAGS's */
};

/*
 * First pass: finds the variables. env must be as the kernel laid it out. Returns where it ends (its NULL). s must be all zero.
 */
char **settings_find(struct settings *s, char **env);

/*
 * Second step: makes sense of them. In a secure process (set-id, capabilities) the ORIGINLD_ variables are dropped instead, whoever set them.
 */
void settings_understand(struct settings *s, int secure);

/* Whether every link has to be read in full: something asks for more than repair. */
int settings_are_special(const struct settings *s);

/*
 * The value of make's variable O: from the environment, else from MAKEFLAGS, where $ is doubled and a backslash takes the next byte
 * (GNU make, "Communicating Options to a Sub-make"). Empty if there is none.
 */
struct span settings_make_o(const struct settings *s, struct arena *a);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The shim: which persona it takes follows from the name it was called by. start.c leads here, or start_libc.c where the shim is
 * built with a libc.
 */
#include "config.h"
#include "shim.h"
#include "wrap.h"

void
shim_main(struct shim_start *s)
{
	static const struct wrap_config config = {REAL_LD, REAL_CC, BUILD_TRIPLET};

	wrap(s, &config);
}

/* SPDX-License-Identifier: MIT */
/* What findings mean, in a word. finding_say.c tells the rest. */
#include "finding.h"

const char *
finding_severity(enum severity s)
{
	static const char *const names[] = {"note", "warning", "error", "critical"};

	return names[s];
}

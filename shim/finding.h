/* SPDX-License-Identifier: MIT */
#ifndef FINDING_H
#define FINDING_H

#include "bytes.h" /* for struct span */

/* What a finding means for whoever runs the file. Notes are no reason to complain. */
enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_CRITICAL };

/*
 * Something that is wrong with a file, or worth knowing. code is a stable name (originld-rpath(7)): one of codes.h, of rules.c or of profile.c.
 * What is not known, or makes no sense, has a p of NULL.
 */
struct finding {
	struct finding *next;
	enum severity severity;
	const char *code;
	struct span element;    /* what it is about: an rpath's element, a library's name, an interpreter */
	struct span message;    /* a sentence without a final stop, as are cause and suggestion */
	struct span cause;      /* how it came to be so, or how it shows */
	struct span suggestion; /* what to do; if is_text, what to write for the element */
	int is_text;
};

/* As it is called in text and JSON. */
const char *finding_severity(enum severity s);

#endif

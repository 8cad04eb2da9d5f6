/* SPDX-License-Identifier: MIT */
#ifndef EMBEDDED_H
#define EMBEDDED_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct rules;

/* What a text file is that an installer is known to write its prefix into. */
enum embedded {
	EMBEDDED_NOT,
	EMBEDDED_PKG_CONFIG,
	EMBEDDED_LIBTOOL,
	EMBEDDED_CONFIG_SCRIPT,
	EMBEDDED_CMAKE,
	EMBEDDED_QMAKE,
	EMBEDDED_PYTHON_BUILD,
	EMBEDDED_PYTHON_PATH,
	EMBEDDED_VENV,
	EMBEDDED_RUBY,
	EMBEDDED_PERL,
	EMBEDDED_MODULES,
	EMBEDDED_QT,
	EMBEDDED_DESKTOP,
	EMBEDDED_SERVICE,
	EMBEDDED_RECORD,
	EMBEDDED_SETTINGS,
	EMBEDDED_COUNT
};

/* By the file's name and that of its folder, which may be empty. Nothing is known of what is in it. */
enum embedded embedded_named(struct span folder, struct span name);

/*
 * Where a text names a folder or something below it: the offset of the folder's path, or text.n. /opt/app is not in /opt/application, nor
 * in /usr/opt/app.
 */
size_t embedded_find(struct span text, struct span folder);

/* How far a path goes that begins a text: up to a blank, a quote, or what else parts paths. */
size_t embedded_length(struct span text);

/* Adds the finding; path is the first one in the file, and line counts from 1. */
void embedded_add(struct rules *r, enum embedded kind, struct span path, unsigned long line);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h> /* for size_t */

struct span;

/*
 * Tables of options: rows of `size` bytes that begin with a const char * to the name, sorted by it as strcmp has it.
 */

/* Compares a name that is not terminated, and in which any byte may stand, with a row's. */
int rows_compare(struct span name, const char *row);

/* Index of the first row that is not less than name; count if there is none. */
size_t rows_lower(struct span name, const void *rows, size_t count, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
/* Looks names up in sorted tables. Pure. */
#include "rows.h"

#include "bytes.h"

int
rows_compare(struct span name, const char *row)
{
	size_t i;

	for (i = 0; i < name.n; i++) {
		if (name.p[i] != row[i] || row[i] == '\0')
			return (unsigned char)name.p[i] < (unsigned char)row[i] ? -1 : 1;
	}
	return row[i] ? -1 : 0;
}

size_t
rows_lower(struct span name, const void *rows, size_t count, size_t size)
{
	size_t low = 0, high = count, mid;
	const char *const *row;

	while (low < high) {
		mid = low + (high - low) / 2;
		row = (const char *const *)(const void *)((const char *)rows + mid * size);
		if (rows_compare(name, *row) > 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* SPDX-License-Identifier: MIT */
/* A main for a target without libFuzzer: runs it on each file it is given, and says how many that were. */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

int
main(int argc, char **argv)
{
	uint8_t *bytes;
	size_t n;
	FILE *f;
	long size;
	int i;

	for (i = 1; i < argc; i++) {
		f = fopen(argv[i], "rb");
		if (!f || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0)
			return perror(argv[i]), 2;
		rewind(f);
		/* of its own size, for a sanitizer */
		bytes = malloc(size ? (size_t)size : 1);
		n = bytes ? fread(bytes, 1, (size_t)size, f) : 0;
		fclose(f);
		if (n != (size_t)size)
			return fprintf(stderr, "%s: cannot be read\n", argv[i]), 2;
		/* the last one named is the one that ends us */
		if (getenv("FUZZ_NAMES"))
			fprintf(stderr, "%s\n", argv[i]);
		LLVMFuzzerTestOneInput(bytes, n);
		free(bytes);
	}
	fuzz_arena();
	printf("%d\n", argc - 1);
	return 0;
}

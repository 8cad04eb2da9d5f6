/* SPDX-License-Identifier: MIT */
/* A file that may be glibc's ld.so.cache, or its loader. Input: the name of a library up to a newline, and the file. */
#include "fuzz.h"

#include "cache.h"
#include "elf.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = {(const char *)data, size}, name, path, lib, *folder, subfolder[2];
	struct arena *a = fuzz_arena();
	struct cache cache;
	struct elf program;
	size_t n, i;

	name = fuzz_part(&file, "\n");
	memset(&program, 0, sizeof program);
	program.kind = ELF_PIE;
	program.bits = 64;
	program.machine = 62;
	subfolder[0] = span_of("x86-64-v3");
	subfolder[1] = span_of("x86-64-v2");
	if (cache_open(&cache, file) == 0) {
		path = cache_find(&cache, name, &program, subfolder, 2);
		law(!path.p || (path.p >= file.p && path.p + path.n < file.p + file.n && path.p[path.n] == '\0'), "a path is in the file, and ends there");
	}
	n = cache_standard(a, file, &folder, &lib);
	for (i = 0; i < n; i++)
		law(folder[i].n && folder[i].p[0] == '/', "a standard folder is absolute");
	return 0;
}

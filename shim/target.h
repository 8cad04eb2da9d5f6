/* SPDX-License-Identifier: MIT */
#ifndef TARGET_H
#define TARGET_H

#include "bytes.h" /* for struct span */

/*
 * For which machine a compiler links, as far as its words, its name, or the linker's line tell: the TARGET in the names of its tools, such as
 * aarch64-linux-gnu. Empty where nothing tells.
 */

/* By clang's own words, each with a NUL behind it: the last --target= or -target, else what stands before -clang in its name. */
struct span target_of_clang(struct span words);

/* By the name of a gcc, TARGET-gcc; empty for the build machine's own TARGET, which may be NULL. */
struct span target_of_gcc(const char *called, const char *native);

/* By -m on a linker's line. */
struct span target_of_emulation(char **argv);

/* The same, or by the first ELF file on the line: reads the beginnings of some. */
struct span target_of_line(char **argv);

/* The target, if it is for another kind of machine than native; else empty. */
struct span target_if_foreign(struct span target, const char *native);

#endif

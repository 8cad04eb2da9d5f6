/* SPDX-License-Identifier: MIT */
#ifndef NAMES_H
#define NAMES_H

#include "bytes.h" /* for struct span */

/*
 * What a program's name tells. Names are [TARGET-]NAME[-VERSION], as in aarch64-linux-gnu-gcc-12; a TARGET has at least two parts, and a
 * VERSION is digits and dots.
 */

/* The bits of enum driver that a compiler driver of that name may be; 0: the name is none of a driver. */
unsigned names_driver(struct span name);

/* Whether compilers and builds call a linker so. */
int names_is_linker(struct span name);

/* The bit of enum linker that a name tells, or 0: ld.bfd, x86_64-linux-gnu-ld.gold, lld, mold; a plain ld may be any. */
unsigned names_linker(struct span name);

/* Whether a configure script, CMake or Meson calls what it links so to learn about the tool chain; output may have a folder in front. */
int names_probe(struct span output);

/* Whether a name or a target means a system whose programs are not ELF files: MinGW, Cygwin, macOS. */
int names_foreign(struct span s);

#endif

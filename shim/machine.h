/* SPDX-License-Identifier: MIT */
#ifndef MACHINE_H
#define MACHINE_H

#include "bytes.h" /* for struct span */

struct arena;

/* Answers to the questions of struct plan_host, for those who have an arena and a real machine. */
int machine_is_file(struct arena *a, struct span path);
int machine_is_folder(struct arena *a, struct span path);
int machine_is_meson(void *ctx); /* ctx is not looked at */
int machine_is_cmake(void *ctx);

#endif

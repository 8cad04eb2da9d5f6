/* SPDX-License-Identifier: MIT */
#ifndef SHIM_H
#define SHIM_H

/*
 * What a start hands to the shim: argv and env as the kernel laid them out. shim_origin() fills in the rest: the name by which this
 * program was executed (NULL if the kernel does not tell), and whether the process is set-id or otherwise more powerful than its caller.
 */
struct shim_start {
	char **argv, **env;
	const char *self;
	int secure;
};

/* env_end is the NULL behind the last variable; without a libc, the kernel's auxiliary vector follows it. */
void shim_origin(struct shim_start *s, char **env_end);

/* Does not return. */
void shim_main(struct shim_start *s);

#endif

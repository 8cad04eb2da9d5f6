/* SPDX-License-Identifier: MIT */
/* The shim's beginning where it has a libc: for machines that start.c does not know, and for sanitizers. */
#include <stddef.h>
#include <sys/auxv.h>

#include "shim.h"

void
shim_origin(struct shim_start *s, char **env_end)
{
	(void)env_end;
	s->self = (const char *)getauxval(AT_EXECFN);
	s->secure = getauxval(AT_SECURE) != 0;
}

int main(int argc, char **argv, char **env);

int
main(int argc, char **argv, char **env)
{
	struct shim_start s = {NULL, NULL, NULL, 0};

	(void)argc;
	s.argv = argv;
	s.env = env;
	shim_main(&s);
	return 0;
}

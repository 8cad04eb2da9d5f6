/* SPDX-License-Identifier: MIT */
/*
 * An interpreter of a tree: runs the program that the file real.NAME beside it names, with the words that it got, and with its own path in RAN. So a script can
 * tell which file the way to its interpreter led to.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	char self[PATH_MAX], link[PATH_MAX + 8], real[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *base;

	(void)argc;
	if (n <= 0)
		return 99;
	self[n] = '\0';
	base = strrchr(self, '/') + 1;
	snprintf(link, sizeof link, "%.*sreal.%s", (int)(base - self), self, base);
	n = readlink(link, real, sizeof real - 1);
	if (n <= 0 || setenv("RAN", self, 1) != 0)
		return 99;
	real[n] = '\0';
	execv(real, argv);
	return 98;
}

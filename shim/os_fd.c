/* SPDX-License-Identifier: MIT */
/*
 * Descriptor numbers. A program may be started with 0, 1 or 2 closed, and what is opened next lands there: a linker's messages would go into our log.
 * And gcc -flto starts a make that takes 3 and 4 for its jobserver because MAKEFLAGS says so.
 */
#define _GNU_SOURCE
#include "os_fd.h"

#include <errno.h>
#include <fcntl.h>

#include "os.h"

int
os_fd_high(int fd)
{
	int high;

	if (fd < 0 || fd > 2)
		return fd;
	high = os_fd_control(fd, F_DUPFD_CLOEXEC, 3);
	os_close(fd);
	return high;
}

int
os_fd_for_child(int fd)
{
	long n, floor = 64;
	int got;

	if (fd < 0)
		return fd;
	/* not above 1023: the kernel's table grows with the highest number in use */
	n = os_fd_limit();
	if (n <= floor)
		floor = 10;
	while (--n >= floor) {
		if (os_fd_control((int)n, F_GETFD, 0) != -EBADF)
			continue;
		got = os_fd_control(fd, F_DUPFD, n);
		os_close(fd);
		return got;
	}
	os_close(fd);
	return -EMFILE;
}

void
os_seal(int fd)
{
	os_fd_control(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

/* SPDX-License-Identifier: MIT */
#ifndef OS_FD_H
#define OS_FD_H

/*
 * Which number a descriptor may have. Shared by the two implementations of os.h, which give os_fd_control
 * (fcntl) and os_fd_limit (one more than the highest number allowed, at most 1024).
 */
int os_fd_control(int fd, int what, long argument);
long os_fd_limit(void);

/* Moves fd away from 0, 1 and 2, should those be closed. Errors pass through. */
int os_fd_high(int fd);

/* Moves fd to the highest free number from 64 up (else from 10 up) and lets it stay open over exec. */
int os_fd_for_child(int fd);

/* os_seal() is implemented here too. */

#endif

/* SPDX-License-Identifier: MIT */
/*
 * count PROGRAM NAME [WORD...]: the number of user instructions that PROGRAM, called NAME, executes until it becomes another program.
 * Words are written as bench.h says. Counted by single steps, so the number is exact and the same every time; what the kernel does is not in it.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

int
main(int argc, char **argv)
{
	unsigned long long n = 0;
	int status, execs = 0;
	struct words words;
	pid_t pid;

	if (argc < 3) {
		fputs("usage: count PROGRAM NAME [WORD...]\n", stderr);
		return 2;
	}
	words = words_read(argv + 2);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execv(argv[1], words.word);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)(long)(PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL));
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8)) {
			if (++execs == 2)
				break;
		} else if (execs) {
			n++;
		}
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) != 0)
			break;
	}
	if (execs == 2)
		kill(pid, SIGKILL);
	printf("%llu\n", n);
	return execs == 2 ? 0 : 1;
}

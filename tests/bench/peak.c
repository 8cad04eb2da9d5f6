/* SPDX-License-Identifier: MIT */
/*
 * peak PROGRAM NAME [WORD...]: the most memory, in KiB, that PROGRAM called NAME has resident before it becomes another program, less what
 * its argv and environment take. Looked at by stopping it at that exec. Words are written as bench.h says.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

/* Value of a line of /proc/PID/status, in KiB. */
static long
status_line(pid_t pid, const char *key)
{
	char path[64], line[256];
	long value = -1;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f)) {
		if (strncmp(line, key, strlen(key)) == 0)
			value = atol(line + strlen(key));
	}
	if (f)
		fclose(f);
	return value;
}

int
main(int argc, char **argv)
{
	extern char **environ;
	long strings = 0, peak = -1, now;
	int status, execs = 0;
	struct words words;
	char **e;
	pid_t pid;

	if (argc < 3) {
		fputs("usage: peak PROGRAM NAME [WORD...]\n", stderr);
		return 2;
	}
	words = words_read(argv + 2);
	for (e = words.word; *e; e++)
		strings += (long)strlen(*e) + 9;
	for (e = environ; *e; e++)
		strings += (long)strlen(*e) + 9;
	pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execv(argv[1], words.word);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)(long)(PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL));
	ptrace(PTRACE_CONT, pid, NULL, NULL);
	/* after each system call of ours the high-water mark is read; the last reading before the second exec counts */
	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8) && ++execs == 2)
			break;
		if (execs == 1 && (now = status_line(pid, "VmHWM:")) > peak)
			peak = now;
		if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) != 0)
			break;
	}
	kill(pid, SIGKILL);
	printf("%ld\n", peak - strings / 1024);
	return execs == 2 ? 0 : 1;
}

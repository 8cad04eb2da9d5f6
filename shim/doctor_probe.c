/* SPDX-License-Identifier: MIT */
/* Runs programs in the background and sees to it that they end. All signals that matter come by sigtimedwait, so there are no handlers. */
#define _POSIX_C_SOURCE 200809L
#include "doctor_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 2, GRAIN = 1000 /* milliseconds in a second */ };

extern char **environ;

static long
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (long)t.tv_sec * GRAIN + t.tv_nsec / 1000000;
}

/* In the child: becomes the program. */
static void
become(const struct probe *p, const sigset_t *mask)
{
	const char *why;
	int in, out;

	setpgid(0, 0);
	in = open("/dev/null", O_RDONLY);
	out = open(p->said, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (chdir(p->folder) != 0 || in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
		_exit(127);
	if (in > 2)
		close(in);
	if (out > 2)
		close(out);
	sigprocmask(SIG_SETMASK, mask, NULL);
	environ = p->env;
	execvp(p->argv[0], p->argv);
	why = strerror(errno);
	(void)!write(2, why, strlen(why));
	_exit(127);
}

static void
start(struct probe *p, long limit, const sigset_t *mask)
{
	pid_t pid = fork();

	if (pid == 0)
		become(p, mask);
	if (pid < 0) {
		p->end = PROBE_BAD;
		return;
	}
	setpgid(pid, pid); /* it does so itself; whoever is first */
	p->end = PROBE_RUNS;
	p->pid = (long)pid;
	p->deadline = now() + limit;
}

/* Ends what is left of the group, of which the first process is still ours to wait for: else the number could be another's by now. */
static void
finish(struct probe *p, enum probe_end end)
{
	int status = -1;

	kill((pid_t)-p->pid, SIGKILL);
	while (waitpid((pid_t)p->pid, &status, 0) < 0 && errno == EINTR)
		;
	p->end = end == PROBE_GOOD && status != 0 ? PROBE_BAD : end;
}

/* Notes what has ended, and ends what runs for too long. Returns how many run on; *soonest is when the next of them has to end. */
static size_t
look(struct probe *list, size_t count, long *soonest)
{
	size_t running = 0, i;
	siginfo_t info;

	for (i = 0; i < count; i++) {
		if (list[i].end != PROBE_RUNS)
			continue;
		info.si_pid = 0;
		if (waitid(P_PID, (id_t)list[i].pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid != 0)
			finish(&list[i], PROBE_GOOD);
		else if (list[i].deadline <= now())
			finish(&list[i], PROBE_TIMEOUT);
		else if (!running++ || list[i].deadline < *soonest)
			*soonest = list[i].deadline;
	}
	return running;
}

/* The next one that can start, or NULL. */
static struct probe *
next(struct probe *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (list[i].end != PROBE_WAITS)
			continue;
		if (!list[i].after || list[i].after->end == PROBE_GOOD)
			return &list[i];
		if (list[i].after->end != PROBE_WAITS && list[i].after->end != PROBE_RUNS)
			list[i].end = PROBE_SKIPPED;
	}
	return NULL;
}

/* The signals that end us, unless they are ignored, and the one that tells of a child. */
static void
choose_signals(sigset_t *set)
{
	static const int ends[] = {SIGHUP, SIGINT, SIGTERM};
	struct sigaction is;
	size_t i;

	sigemptyset(set);
	sigaddset(set, SIGCHLD);
	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (sigaction(ends[i], NULL, &is) == 0 && is.sa_handler != SIG_IGN)
			sigaddset(set, ends[i]);
	}
}

int
probe_all(struct probe *list, size_t count, unsigned seconds, void (*progress)(void *ctx, size_t number), void *ctx)
{
	struct timespec wait;
	struct probe *p;
	sigset_t set, mask;
	size_t running, i;
	long soonest = 0, left;
	int sig = 0;

	signal(SIGCHLD, SIG_DFL); /* a caller that ignored it would keep us from hearing of the end */
	choose_signals(&set);
	sigprocmask(SIG_BLOCK, &set, &mask);
	for (;;) {
		running = look(list, count, &soonest);
		p = running < AT_ONCE ? next(list, count) : NULL;
		if (p) {
			progress(ctx, (size_t)(p - list));
			start(p, (long)seconds * GRAIN, &mask);
			continue;
		}
		if (!running)
			break;
		left = soonest - now() + 1;
		left = left < 0 ? 0 : left;
		wait.tv_sec = left / GRAIN;
		wait.tv_nsec = left % GRAIN * 1000000;
		sig = sigtimedwait(&set, NULL, &wait);
		if (sig > 0 && sig != SIGCHLD)
			break;
		sig = 0;
	}
	for (i = 0; sig && i < count; i++) {
		if (list[i].end == PROBE_RUNS)
			finish(&list[i], PROBE_BAD);
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return sig;
}

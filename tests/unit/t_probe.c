/* SPDX-License-Identifier: MIT */
/*
 * The queue of programs that doctor runs. All that doctor_probe.c asks of the system is made up here: processes that end when the test wants, a clock that goes on only
 * when somebody waits, and a child that is played by the test itself, up to its exec or exit.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"

#include "doctor_probe.h"

enum call { NO_CALL, FORK, WAITID, WAITPID, SIGACTION, CHDIR, OPEN, DUP2, EXECVP };
enum { PROCESSES = 16, FIRST_PID = 1000, NEVER = 1000000000, FIRST_FD = 700 };

/* What counts branches begins anew in a child, and writes its files before an exec. */
extern void __gcov_dump(void) __attribute__((weak));
extern void __gcov_reset(void) __attribute__((weak));

static struct {
	/* call number `nth` of this kind fails with this error */
	enum call call;
	int nth, error, count;
	long now; /* milliseconds */
	struct {
		long begun, ends; /* when */
		int status, killed, reaped;
	} process[PROCESSES];
	int processes;
	const int *lasts, *statuses; /* of each, in the order in which they are begun */
	int signal, ignored;         /* one that comes at `signal_at`, and one that nobody wants */
	long signal_at;
	int starved; /* a wait that nothing would end */
	sigset_t waited, mask;

	/* the child */
	int child, first_fd, open_fds, on[3], exited, closed;
	const char *folder, *said;
	char **argv, **env, wrote[200];
	jmp_buf end;
} world;

static int
goes_wrong(enum call call)
{
	if (call != world.call || ++world.count != world.nth)
		return 0;
	errno = world.error;
	return 1;
}

static int
has_ended(int i)
{
	return world.process[i].ends <= world.now;
}

/* ------------------------------------------------------------------ the parent's calls */

pid_t
fork(void)
{
	int i = world.processes;

	if (goes_wrong(FORK))
		return -1;
	if (world.child) {
		if (__gcov_dump)
			__gcov_dump();
		return 0;
	}
	world.process[i].begun = world.now;
	world.process[i].ends = world.now + world.lasts[i];
	world.process[i].status = world.statuses[i];
	return FIRST_PID + world.processes++;
}

int
setpgid(pid_t pid, pid_t group)
{
	return pid == group ? 0 : -1;
}

int
kill(pid_t pid, int sig)
{
	int i = -pid - FIRST_PID;

	world.process[i].killed = sig == SIGKILL;
	if (!has_ended(i)) {
		world.process[i].ends = world.now;
		world.process[i].status = sig;
	}
	return 0;
}

pid_t
waitpid(pid_t pid, int *status, int flags)
{
	(void)flags;
	if (goes_wrong(WAITPID))
		return -1;
	*status = world.process[pid - FIRST_PID].status;
	world.process[pid - FIRST_PID].reaped++;
	return pid;
}

int
waitid(idtype_t type, id_t pid, siginfo_t *info, int flags)
{
	(void)type;
	(void)flags;
	if (goes_wrong(WAITID))
		return -1;
	info->si_pid = has_ended((int)pid - FIRST_PID) ? (pid_t)pid : 0;
	return 0;
}

/* The next thing that happens, be it that the time is up. */
int
sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *wait)
{
	long until = world.now + (long)wait->tv_sec * 1000 + wait->tv_nsec / 1000000;
	int i, sig = 0;

	(void)info;
	world.waited = *set;
	for (i = 0; i < world.processes; i++) {
		if (!has_ended(i) && world.process[i].ends < until) {
			until = world.process[i].ends;
			sig = SIGCHLD;
		}
	}
	if (world.signal && world.signal_at <= until) {
		until = world.signal_at > world.now ? world.signal_at : world.now;
		sig = world.signal;
		world.signal = 0;
	}
	world.starved |= until == world.now && !sig;
	world.now = until;
	return sig ? sig : (errno = EAGAIN, -1);
}

int
sigaction(int sig, const struct sigaction *to, struct sigaction *is)
{
	(void)to;
	if (goes_wrong(SIGACTION))
		return -1;
	memset(is, 0, sizeof *is);
	is->sa_handler = sig == world.ignored ? SIG_IGN : SIG_DFL;
	return 0;
}

void (*
signal(int sig, void (*handler)(int)))(int)
{
	(void)sig;
	(void)handler;
	return SIG_DFL;
}

/* The mask before was empty. */
int
sigprocmask(int how, const sigset_t *to, sigset_t *was)
{
	if (was)
		*was = world.mask;
	if (how == SIG_SETMASK)
		world.mask = *to;
	else
		sigorset(&world.mask, &world.mask, to);
	return 0;
}

int
clock_gettime(clockid_t clock, struct timespec *t)
{
	(void)clock;
	t->tv_sec = world.now / 1000;
	t->tv_nsec = world.now % 1000 * 1000000;
	return 0;
}

/* ------------------------------------------------------------------- the child's calls */

int
chdir(const char *path)
{
	world.folder = path;
	return goes_wrong(CHDIR) ? -1 : 0;
}

int
open(const char *path, int flags, ...)
{
	va_list a;
	int mode;

	va_start(a, flags);
	mode = flags & O_CREAT ? va_arg(a, int) : 0;
	va_end(a);
	/* what counts branches opens files of its own */
	if (!world.child || (strcmp(path, "/dev/null") != 0 && strcmp(path, "/said") != 0))
		return openat(AT_FDCWD, path, flags, mode);
	if (goes_wrong(OPEN))
		return -1;
	if (flags & O_CREAT)
		world.said = path;
	return world.first_fd + world.open_fds++;
}

int
close(int fd)
{
	if (!world.child || (fd > 2 && fd < FIRST_FD))
		return (int)syscall(SYS_close, fd);
	world.closed++;
	return 0;
}

int
dup2(int fd, int to)
{
	if (goes_wrong(DUP2))
		return -1;
	world.on[to] = fd;
	return to;
}

ssize_t
write(int fd, const void *from, size_t n)
{
	struct iovec v = {(void *)(uintptr_t)from, n};

	if (!world.child || fd > 2)
		return writev(fd, &v, 1);
	snprintf(world.wrote, sizeof world.wrote, "%d: %.*s", fd, (int)n, (const char *)from);
	return (ssize_t)n;
}

int
execvp(const char *name, char *const argv[])
{
	extern char **environ;

	if (goes_wrong(EXECVP))
		return -1;
	world.argv = name == argv[0] ? (char **)(uintptr_t)argv : NULL;
	world.env = environ;
	if (__gcov_reset)
		__gcov_reset();
	longjmp(world.end, 1);
}

void
_exit(int status)
{
	if (!world.child)
		syscall(SYS_exit_group, status);
	world.exited = status;
	longjmp(world.end, 2);
}

/* ------------------------------------------------------------------------ the queue */

static struct probe list[8];
static size_t shown[16], shows;

static void
note_progress(void *ctx, size_t number)
{
	if (ctx == &shows && shows < 16)
		shown[shows++] = number;
}

static void
begin(void)
{
	memset(&world, 0, sizeof world);
	memset(list, 0, sizeof list);
	shows = 0;
}

static int
run(size_t count, unsigned seconds)
{
	return probe_all(list, count, seconds, note_progress, &shows);
}

/* Whether each process that was begun is gone with all of its group, and was waited for once. */
static int
all_gone(void)
{
	int i;

	for (i = 0; i < world.processes; i++) {
		if (!world.process[i].killed || world.process[i].reaped != 1)
			return 0;
	}
	return !world.starved;
}

enum { TASKS = 4, ALONE = -1, UNBEGUN = -1 };

static void
test_order(void)
{
	static const struct {
		const char *what;
		unsigned seconds;
		struct {
			int after, lasts, status, end;
			long begun;
		} task[TASKS];
	} cases[] = {
	    {"two at a time, and the next when one of them ends", 60,
		{{ALONE, 300, 0, PROBE_GOOD, 0}, {ALONE, 100, 0, PROBE_GOOD, 0}, {ALONE, 500, 0, PROBE_GOOD, 100}, {ALONE, 100, 0, PROBE_GOOD, 300}}},
	    {"one that ends badly hinders no other", 60,
		{{ALONE, 100, 256, PROBE_BAD, 0}, {ALONE, 100, 11, PROBE_BAD, 0}, {ALONE, 100, 0, PROBE_GOOD, 100}, {ALONE, 100, 0, PROBE_GOOD, 100}}},
	    {"what comes after another waits for it", 60,
		{{ALONE, 300, 0, PROBE_GOOD, 0}, {0, 100, 0, PROBE_GOOD, 300}, {ALONE, 100, 0, PROBE_GOOD, 0}, {1, 100, 0, PROBE_GOOD, 400}}},
	    {"what comes after one that is not good is skipped, and so is what comes after that", 60,
		{{ALONE, 300, 256, PROBE_BAD, 0}, {0, 100, 0, PROBE_SKIPPED, UNBEGUN}, {1, 100, 0, PROBE_SKIPPED, UNBEGUN}, {ALONE, 100, 0, PROBE_GOOD, 0}}},
	    {"who takes too long is ended, and what comes after it skipped", 2,
		{{ALONE, NEVER, 0, PROBE_TIMEOUT, 0}, {ALONE, 1500, 0, PROBE_GOOD, 0}, {0, 100, 0, PROBE_SKIPPED, UNBEGUN}, {ALONE, NEVER, 0, PROBE_TIMEOUT, 1500}}},
	    {"who has to end first is not who stands first", 2,
		{{ALONE, 300, 0, PROBE_GOOD, 0}, {0, NEVER, 0, PROBE_TIMEOUT, 300}, {ALONE, NEVER, 0, PROBE_TIMEOUT, 0}, {ALONE, 100, 0, PROBE_GOOD, 2001}}},
	    {"the time of each counts from its own beginning", 2,
		{{ALONE, 1900, 0, PROBE_GOOD, 0}, {ALONE, NEVER, 0, PROBE_TIMEOUT, 0}, {ALONE, 1900, 0, PROBE_GOOD, 1900}, {ALONE, NEVER, 0, PROBE_TIMEOUT, 2001}}},
	};
	int lasts[TASKS], statuses[TASKS], good;
	size_t i, k, n;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		world.lasts = lasts;
		world.statuses = statuses;
		for (k = 0; k < TASKS; k++) {
			list[k].after = cases[i].task[k].after == ALONE ? NULL : &list[cases[i].task[k].after];
			list[k].folder = list[k].said = "";
		}
		/* processes are made up in the order in which they begin */
		for (k = 0, n = 0; k < TASKS; k++) {
			size_t first = TASKS, t;

			for (t = 0; t < TASKS; t++) {
				if (cases[i].task[t].begun == UNBEGUN || list[t].pid)
					continue;
				if (first == TASKS || cases[i].task[t].begun < cases[i].task[first].begun)
					first = t;
			}
			if (first == TASKS)
				break;
			list[first].pid = FIRST_PID + (long)n;
			lasts[n] = cases[i].task[first].lasts;
			statuses[n++] = cases[i].task[first].status;
		}
		good = run(TASKS, cases[i].seconds) == 0 && all_gone() && (size_t)world.processes == n && shows == n;
		for (k = 0; k < TASKS; k++) {
			good &= (int)list[k].end == cases[i].task[k].end;
			if (cases[i].task[k].begun != UNBEGUN)
				good &= world.process[list[k].pid - FIRST_PID].begun == cases[i].task[k].begun;
		}
		for (k = 0; k < shows; k++)
			good &= list[shown[k]].pid == FIRST_PID + (long)k;
		if (!ok(good, "probe_all: %s", cases[i].what)) {
			for (k = 0; k < TASKS; k++)
				printf("#   %zu: end %d, process %ld, begun %ld\n", k, (int)list[k].end, list[k].pid - FIRST_PID,
				    list[k].pid ? world.process[list[k].pid - FIRST_PID].begun : -1);
		}
	}
	begin();
	ok(run(0, 1) == 0 && shows == 0, "probe_all: of nothing nothing is run");
}

static const int short_ones[] = {100, 100, 100, 100}, fine[] = {0, 0, 0, 0}, long_ones[] = {NEVER, NEVER, NEVER, NEVER};

static void
make_up(const int *lasts)
{
	size_t i;

	begin();
	world.lasts = lasts;
	world.statuses = fine;
	for (i = 0; i < TASKS; i++)
		list[i].folder = list[i].said = "";
}

static void
test_signals(void)
{
	static const int ends[] = {SIGHUP, SIGINT, SIGTERM};
	size_t i, k;
	int good;

	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		make_up(long_ones);
		world.signal = ends[i];
		world.signal_at = 700;
		good = run(TASKS, 60) == ends[i] && all_gone() && world.processes == 2 && world.now == 700;
		good &= list[0].end == PROBE_BAD && list[1].end == PROBE_BAD && list[2].end == PROBE_WAITS && list[3].end == PROBE_WAITS;
		ok(good && !sigismember(&world.mask, ends[i]), "probe_all: signal %d ends it and all that it runs, and is no longer held back", ends[i]);

		make_up(short_ones);
		world.ignored = ends[i];
		good = run(TASKS, 60) == 0 && sigismember(&world.waited, SIGCHLD);
		for (k = 0; k < sizeof ends / sizeof ends[0]; k++)
			good &= sigismember(&world.waited, ends[k]) == (k != i);
		ok(good, "probe_all: signal %d is not waited for where it is ignored", ends[i]);
	}
	make_up(short_ones);
	world.signal = SIGCHLD;
	ok(run(TASKS, 60) == 0 && all_gone() && world.processes == TASKS, "probe_all: a child's signal without an end is nothing to stop for");
	make_up(short_ones);
	world.call = SIGACTION;
	world.nth = 2;
	ok(run(TASKS, 60) == 0 && !sigismember(&world.waited, SIGINT) && sigismember(&world.waited, SIGTERM), "probe_all: a signal of which nobody knows whether it is ignored is not waited for");
}

static void
test_faults(void)
{
	int good;

	make_up(short_ones);
	world.call = FORK;
	world.nth = 2;
	world.error = EAGAIN;
	list[2].after = &list[1];
	good = run(TASKS, 60) == 0 && all_gone() && world.processes == 2;
	good &= list[0].end == PROBE_GOOD && list[1].end == PROBE_BAD && list[2].end == PROBE_SKIPPED && list[3].end == PROBE_GOOD;
	ok(good, "probe_all: what cannot be started is bad, and the rest goes on");
	make_up(short_ones);
	world.call = WAITPID;
	world.nth = 1;
	world.error = EINTR;
	ok(run(TASKS, 60) == 0 && all_gone() && list[0].end == PROBE_GOOD, "probe_all: a wait that is interrupted is begun again");
	make_up(short_ones);
	world.call = WAITPID;
	world.nth = 1;
	world.error = ECHILD;
	good = run(TASKS, 60) == 0 && list[0].end == PROBE_BAD && list[1].end == PROBE_GOOD;
	ok(good, "probe_all: of whose end nobody knows is not good");
	make_up(long_ones);
	world.call = WAITID;
	world.nth = 1;
	world.error = ECHILD;
	good = run(1, 60) == 0 && world.now == 0 && list[0].end == PROBE_BAD && world.process[0].killed;
	ok(good, "probe_all: what nobody can ask about is ended");
}

/* ------------------------------------------------------------------------ the child */

static char compiler[] = "cc", option[] = "-v", path[] = "PATH=/x";
static char *words[] = {compiler, option, NULL}, *env[] = {path, NULL};

/* Plays one that is told to fail so, whose first free descriptor is that one. Returns 1 where it came to an exec, 2 where it ended itself. */
static int
play(enum call call, int nth, int error, int first_fd)
{
	extern char **environ;
	char **was = environ;
	int how;

	begin();
	list[0].argv = words;
	list[0].env = env;
	list[0].folder = "/work folder";
	list[0].said = "/said";
	world.call = call;
	world.nth = nth;
	world.error = error;
	world.first_fd = first_fd;
	world.child = 1;
	how = setjmp(world.end);
	if (how == 0)
		run(1, 1);
	world.child = 0;
	environ = was;
	return how;
}

static void
test_child(void)
{
	static const struct {
		const char *what;
		enum call call;
		int nth;
	} cases[] = {
	    {"its folder is gone", CHDIR, 1},
	    {"there is nothing to read from", OPEN, 1},
	    {"its output cannot be kept", OPEN, 2},
	    {"it gets no stdin", DUP2, 1},
	    {"it gets no stdout", DUP2, 2},
	    {"it gets no stderr", DUP2, 3},
	};
	size_t i;
	int good;

	good = play(NO_CALL, 0, 0, FIRST_FD) == 1 && world.argv == words && world.env == env && strcmp(world.folder, "/work folder") == 0;
	good &= strcmp(world.said, "/said") == 0 && world.on[0] == FIRST_FD && world.on[1] == FIRST_FD + 1 && world.on[2] == FIRST_FD + 1 && world.closed == 2;
	ok(good && !sigismember(&world.mask, SIGTERM) && !sigismember(&world.mask, SIGCHLD), "probe_all: a program gets its words, environment, folder, files and signals");
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ok(play(cases[i].call, cases[i].nth, ENOENT, FIRST_FD) == 2 && world.exited == 127 && !world.argv, "probe_all: a program is not run where %s", cases[i].what);
	ok(play(EXECVP, 1, EACCES, FIRST_FD) == 2 && world.exited == 127 && strcmp(world.wrote, "2: Permission denied") == 0,
	    "probe_all: a program that is none says why where its output would be");

	/* a caller that has closed its own */
	good = play(NO_CALL, 0, 0, 0) == 1;
	ok(good && world.argv == words && world.on[0] == 0 && world.on[1] == 1 && world.on[2] == 1 && world.closed == 0,
	    "probe_all: where the first descriptors were free they stay open");
}

int
main(void)
{
	setenv("LC_ALL", "C", 1);
	test_order();
	test_signals();
	test_faults();
	test_child();
	return done();
}

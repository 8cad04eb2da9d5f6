/* SPDX-License-Identifier: MIT */
/*
 * doctor's trials, with compilers that are scripts in a real folder. Each knows by its environment the way by which it is tried. The clock stands still until
 * nothing happens any more, so that a program that hangs takes no real minute.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>

#include "tap.h"

#include "arena.h"
#include "bytes.h"
#include "capture.h"
#include "command.h"
#include "folder.h"
#include "doctor_subject.h"
#include "doctor_trial.h"

enum { QUIET = 300 /* milliseconds in which nothing happens */, LIMIT = 60 };

static long jumped;

int
clock_gettime(clockid_t clock, struct timespec *t)
{
	(void)clock;
	t->tv_sec = 1000 + jumped;
	t->tv_nsec = 0;
	return 0;
}

int
sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *wait)
{
	const struct timespec quiet = {0, QUIET * 1000000};
	int sig;

	(void)wait;
	sig = (int)syscall(SYS_rt_sigtimedwait, set, info, &quiet, _NSIG / 8);
	/* only who has stopped itself is quiet for so long: others may be slow */
	if (sig < 0 && access("hangs", F_OK) == 0)
		jumped += LIMIT + 1;
	return sig;
}

static struct arena a;
static struct command command;
static struct trials trials;
static char libexec[2 * FOLDER_PATH], shim[2 * FOLDER_PATH];
static size_t progresses;
static int interrupt;

static void
note_progress(const struct trial *t, size_t done, size_t all)
{
	if (done >= all || !t->subject || all % WAYS != 0)
		progresses = 1000;
	progresses++;
	if (interrupt)
		kill(getpid(), SIGTERM);
}

/* What all compilers have in common, and the program behind our names as well. An @ stands for the real folder. */
static const char script[] =
    "#!/bin/sh\n"
    "name=${0##*/} way=none out= last=\n"
    "case $PATH in */originld/ld-*) way=path ;; */originld/cc-*) way=driver ;; esac\n"
    "case $COMPILER_PATH in */originld/ld*) way=compiler-path ;; esac\n"
    "for word do\n"
    "    test \"$last\" != -o || out=$word\n"
    "    last=$word\n"
    "done\n"
    "fails() { printf '%s\\n' \"$1\" \"$2\" \"$3\"; exit 1; }\n"
    "plain() { printf 'some RIGIN/../originld-probe more\\n' >\"$out\"; }\n"
    "mended() { if test $way = none; then plain; else printf 'some $ORIGIN/../originld-probe more\\n' >\"$out\"; fi; }\n"
    "hang() { : >@/hangs; kill -STOP $$; }\n"
    "log() { printf '%s\\n' \"$1\" \"$2\" \"$3\" >\"$ORIGINLD_LOG\"; }\n"
    "case $*:$name in\n"
    /* their versions: one in brackets is the package's, and a number is one with a dot in it */
    "*--version:gcc-1) echo '# go says so' && echo && echo 'fake 7 (package 9.8-7) v.5 6. 12.3. and 4.5' && exit ;;\n"
    "*--version:gcc-3) echo 'none at all (1.2' && exit ;;\n"
    "*--version:gcc-8) exit ;;\n"
    "*--version:*) echo \"$name 1.${name##*-}.0\" && exit ;;\n"
    /* the linkers that they say they would run */
    "-print-prog-name=ld:gcc-4) echo \"$COMPILER_PATH/ld\" && exit ;;\n"
    "-print-prog-name=ld:gcc-7) echo /built/in/ld && exit ;;\n"
    "-print-prog-name=ld:gcc-8) fails /built/in/ld ;;\n"
    "-print-prog-name=ld:*) echo ld && exit ;;\n"
    "*-fuse-ld=bfd:gcc-1) ;;\n"
    "*-fuse-ld=*) fails no ;;\n"
    "esac\n"
    "case $way:$name in\n"
    "*:gcc-1) mended; log 'no line' '{\"linker\":\"\"}' '{\"linker\":\"@/bin/../bin/ld\"}' ;;\n"
    "*:gcc-2) fails '# a comment' '' \"$TMPDIR\" ;;\n"
    "*:gcc-3) ;;\n"
    "driver:gcc-4) mended; log '{\"linker\":\"/nowhere/at/all/ld\"}' ;;\n"
    "none:gcc-4) plain ;;\n"
    "*:gcc-4) fails no ;;\n"
    "none:gcc-5) plain ;;\n"
    "*:gcc-5) hang ;;\n"
    "driver:gcc-6) hang ;;\n"
    "*:gcc-6) mended ;;\n"
    "*:gcc-[78]) plain ;;\n"
    "esac\n";

/* An installation, a linker, and a compiler for each digit. */
static void
begin(const char *digits)
{
	char name[] = "bin/gcc-0";

	folder_remove("bin");
	folder_remove("cache");
	folder_remove("inst");
	folder_remove("tmp");
	unlink("hangs");
	mkdir("tmp", 0755);
	mkdir("cache", 0755);
	folder_put("inst/originld/shim", folder_text(script), 0755);
	folder_put("inst/originld/ld/ld", "", 0755);
	folder_put("inst/originld/cc/cc", "", 0755);
	folder_put("bin/ld", "", 0755);
	for (; *digits; digits++) {
		name[sizeof name - 2] = *digits;
		folder_put(name, folder_text(script), 0755);
	}
	strcpy(libexec, folder_path("inst/originld"));
	strcpy(shim, folder_path("inst/originld/shim"));
	command.verb = "doctor";
	command.libexec = libexec;
	command.shim = shim;
	setenv("PATH", folder_path("bin"), 1);
	setenv("XDG_CACHE_HOME", folder_path("cache"), 1);
	setenv("HOME", folder_path("bin/ld"), 1);
	setenv("TMPDIR", folder_path("tmp"), 1);
	unsetenv("COMPILER_PATH");
	interrupt = 0;
	arena_again(&a);
}

static int
try_all(void)
{
	int result;

	progresses = 0;
	capture_begin();
	result = trial_all(&a, &command, LIMIT, note_progress, &trials);
	capture_end();
	return result;
}

/* The trial of a compiler with a linker. */
static const struct trial *
trial_of(const char *name, const char *fuse_ld)
{
	static const struct trial none;
	size_t i;

	for (i = 0; i < trials.count; i++) {
		if (strcmp(trials.trial[i].subject->name, name) == 0 && (fuse_ld ? trials.trial[i].fuse_ld && strcmp(trials.trial[i].fuse_ld, fuse_ld) == 0 : !trials.trial[i].fuse_ld))
			return &trials.trial[i];
	}
	return &none;
}

static int
is(const char *text, const char *want)
{
	return want ? text && strcmp(text, folder_text(want)) == 0 : !text;
}

static void
test_trials(void)
{
	static const struct {
		const char *what, *name, *fuse_ld;
		enum trial_end end;
		const char *ways, *version, *linker, *fixed;
	} cases[] = {
	    {"that every way reaches, with its linker and version", "gcc-1", NULL, TRIAL_LINKS, "pcd", "12.3", "@/bin/ld", NULL},
	    {"with a linker that it knows", "gcc-1", "bfd", TRIAL_LINKS, "pcd", "12.3", "@/bin/ld", NULL},
	    {"with a linker that it does not know", "gcc-1", "gold", TRIAL_UNKNOWN, "", "12.3", NULL, NULL},
	    {"that cannot link", "gcc-2", NULL, TRIAL_FAILS, "", NULL, NULL, NULL},
	    {"that makes no file, and says no version", "gcc-3", NULL, TRIAL_NO_RPATH, "", NULL, NULL, NULL},
	    {"that its name alone reaches, and a linker that is gone since", "gcc-4", NULL, TRIAL_LINKS, "d", "1.4.0", "/nowhere/at/all/ld", NULL},
	    {"that hangs wherever we are", "gcc-5", NULL, TRIAL_TIMEOUT, "", NULL, NULL, NULL},
	    {"that hangs by one way, and is reached by others", "gcc-6", NULL, TRIAL_LINKS, "pc", "1.6.0", NULL, NULL},
	    {"that no way reaches, and says which linker is built in", "gcc-7", NULL, TRIAL_LINKS, "", "1.7.0", NULL, "/built/in/ld"},
	    {"that no way reaches, and that tells nothing when it is asked", "gcc-8", NULL, TRIAL_LINKS, "", NULL, NULL, NULL},
	};
	const struct trial *t;
	char ways[WAYS];
	size_t i, n;
	int way, good;

	begin("12345678");
	setenv("COMPILER_PATH", "", 1);
	good = try_all() == 0 && captured(NULL, NULL) && trials.count == 40;
	ok(good && progresses > 40 && progresses <= 160 && folder_is_empty("tmp"), "trial_all: tries all, shows each once, and leaves nothing");
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		t = trial_of(cases[i].name, cases[i].fuse_ld);
		for (n = 0, way = WAY_PATH; way < WAYS; way++) {
			if (t->reached[way])
				ways[n++] = "-pcd"[way];
		}
		ways[n] = '\0';
		good = t->subject && t->end == cases[i].end && strcmp(ways, cases[i].ways) == 0;
		good &= is(t->version, cases[i].version) && is(t->linker, cases[i].linker) && is(t->fixed, cases[i].fixed);
		if (!ok(good, "trial_all: a compiler %s", cases[i].what))
			printf("#   end %d, by %s, version %s, linker %s, fixed %s\n", t->end, ways, t->version ? t->version : "-", t->linker ? t->linker : "-", t->fixed ? t->fixed : "-");
	}
	t = trial_of("gcc-2", NULL);
	ok(t->complaint && strncmp(t->complaint, folder_path("tmp/originld-doctor."), strlen(folder.real) + 21) == 0,
	    "trial_all: the complaint is the first line that has anything on it");
}

/* Where the folder is made: a script that fails tells. */
static void
test_folder(void)
{
	static const char *const wrong[] = {NULL, "tmp", ""};
	const struct trial *t;
	size_t i;
	int good;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		begin("2");
		if (wrong[i])
			setenv("TMPDIR", wrong[i], 1);
		else
			unsetenv("TMPDIR");
		good = try_all() == 0;
		t = trial_of("gcc-2", NULL);
		good &= t->complaint && strncmp(t->complaint, "/tmp/originld-doctor.", 21) == 0 && access(t->complaint, F_OK) != 0;
		ok(good, "trial_all: works below /tmp where TMPDIR is %s", !wrong[i] ? "not set" : *wrong[i] ? "relative" : "empty");
	}
}

static void
test_faults(void)
{
	char name[2 * FOLDER_PATH], path[64];
	int good;

	begin("1");
	command.shim = "/nowhere/shim";
	ok(try_all() == -1 && captured(NULL, "/nowhere/shim: the program behind all names is missing") && folder_is_empty("tmp"), "trial_all: says that our own program is missing");
	begin("1");
	folder_remove("inst/originld/ld");
	ok(try_all() == -1 && captured(NULL, "this folder of names is missing") && folder_is_empty("tmp"), "trial_all: says that a folder of names is missing");

	begin("1");
	setenv("XDG_CACHE_HOME", folder_path("bin/ld"), 1);
	snprintf(path, sizeof path, "tmp/originld-%lu", (unsigned long)getuid());
	folder_put(path, "in the way", 0644);
	good = try_all() == -1 && captured(NULL, "doctor: no folder of your own to keep links in");
	ok(good && unlink(path) == 0 && folder_is_empty("tmp"), "trial_all: says that there is no folder for links");

	/* the compilers' folder has the name that it had; there is a file by now */
	begin("1");
	good = try_all() == 0;
	snprintf(name, sizeof name, "for f in %s/originld/cc-*; do rm -r \"$f\" && : >\"$f\"; done", folder_path("cache"));
	setenv("PATH", "/usr/bin:/bin", 1);
	good &= system(name) == 0;
	setenv("PATH", folder_path("bin"), 1);
	ok(good && try_all() == -1 && captured(NULL, "/originld/cc-") && folder_is_empty("tmp"), "trial_all: says that the folder for compilers' names cannot be made");

	begin("15");
	interrupt = 1;
	good = try_all() == SIGTERM && captured(NULL, NULL);
	ok(good && progresses && folder_is_empty("tmp"), "trial_all: a signal ends it, and its folder goes");
}

int
main(void)
{
	if (access("/bin/sh", X_OK) != 0) {
		ok(1, "trial_all # SKIP needs /bin/sh");
		return done();
	}
	umask(022);
	setenv("LC_ALL", "C", 1);
	folder_begin("trial");
	test_trials();
	test_folder();
	test_faults();
	folder_end();
	return done();
}

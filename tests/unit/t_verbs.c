/* SPDX-License-Identifier: MIT */
/*
 * The verbs log, fix, check and explain, each in a process of its own, over a small tree of real files: what a user cannot bring about at will. Some calls to the
 * system are made up, where a test wants that: a terminal, a clock that runs, extended attributes, a read that is interrupted, others that come in between.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"

#include "arena.h"
#include "bytes.h"
#include "capture.h"
#include "command.h"
#include "finding_say.h"
#include "made_tree.h"
#include "no_malloc.h"

static struct {
	int tty, interrupted; /* both outputs are terminals; so many reads are interrupted */
	long tick;            /* seconds from one look at the clock to the next */
	/* opening of this absolute path number `nth`: fails with an error, or somebody is quicker */
	const char *open;
	int nth, error;
	void (*before)(void);
	void (*before_read)(void); /* what somebody does when a file is read, once */
	const char *resolves;  /* what every path leads to */
	int gone;              /* this path that is asked for leads nowhere any more; 1 is the first */
	const char *attribute; /* that a file has which is read, */
	int from;              /* when it is asked for this time and later; no new file takes it */
	int unlinkat;          /* the error of removing anything */
} world;

/* ------------------------------------------------------------------------ the system */

int
isatty(int fd)
{
	(void)fd;
	return world.tty;
}

int
clock_gettime(clockid_t clock, struct timespec *t)
{
	static time_t now = 1000;

	(void)clock;
	now += world.tick;
	t->tv_sec = now;
	t->tv_nsec = 0;
	return 0;
}

ssize_t
read(int fd, void *to, size_t n)
{
	if (world.interrupted > 0) {
		world.interrupted--;
		return errno = EINTR, -1;
	}
	return (ssize_t)syscall(SYS_read, fd, to, n);
}

int
openat(int at, const char *name, int flags, ...)
{
	va_list a;
	int mode;

	va_start(a, flags);
	mode = flags & O_CREAT ? va_arg(a, int) : 0;
	va_end(a);
	if (world.open && strcmp(name, world.open) == 0 && --world.nth == 0) {
		if (world.error)
			return errno = world.error, -1;
		world.before();
	}
	return (int)syscall(SYS_openat, at, name, flags, mode);
}

#ifdef __GLIBC__
/* What its headers make of the same call where a compiler optimises. */
int __openat_2(int at, const char *name, int flags);
int __openat64_2(int at, const char *name, int flags);

int
__openat_2(int at, const char *name, int flags)
{
	return openat(at, name, flags);
}

int
__openat64_2(int at, const char *name, int flags)
{
	return openat(at, name, flags);
}
#endif

char *
realpath(const char *path, char *to)
{
	char link[64], found[PATH_MAX];
	long fd, n;

	if (world.gone && --world.gone == 0)
		return errno = ENOENT, NULL;
	if (world.resolves)
		return strdup(world.resolves);
	/* what /proc says of the open file, as the library's own is hidden by this one */
	fd = syscall(SYS_openat, AT_FDCWD, path, O_PATH | O_CLOEXEC, 0);
	if (fd < 0)
		return NULL;
	snprintf(link, sizeof link, "/proc/self/fd/%ld", fd);
	n = readlink(link, found, sizeof found - 1);
	close((int)fd);
	if (n < 0)
		return NULL;
	found[n] = '\0';
	return to ? strcpy(to, found) : strdup(found);
}

ssize_t
pread(int fd, void *to, size_t n, off_t at)
{
	struct iovec v = {to, n};

	if (world.before_read) {
		world.before_read();
		world.before_read = NULL;
	}
	return preadv(fd, &v, 1, at);
}

ssize_t
flistxattr(int fd, char *list, size_t room)
{
	size_t n = world.attribute ? strlen(world.attribute) + 1 : 0;

	(void)fd;
	if (room)
		memcpy(list, world.attribute, n);
	return (ssize_t)n;
}

ssize_t
fgetxattr(int fd, const char *name, void *value, size_t room)
{
	if (!world.attribute || strcmp(name, world.attribute) != 0 || (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY || --world.from >= 0)
		return errno = ENODATA, -1;
	if (room)
		memcpy(value, "is", 2);
	return 2;
}

int
fsetxattr(int fd, const char *name, const void *value, size_t n, int flags)
{
	(void)fd;
	(void)name;
	(void)value;
	(void)n;
	(void)flags;
	return errno = ENOTSUP, -1;
}

int
fremovexattr(int fd, const char *name)
{
	(void)fd;
	(void)name;
	return errno = ENOTSUP, -1;
}

int
unlinkat(int folder, const char *name, int flags)
{
	if (world.unlinkat)
		return errno = world.unlinkat, -1;
	return (int)syscall(SYS_unlinkat, folder, name, flags);
}

/* --------------------------------------------------------------------------- a process */

enum { WORDS = 8, CRASHED = 1000 };

static struct command command = {"verb", "/nowhere", "/nowhere/shim"};
static int refuse;  /* which allocation of the next process is refused; 0: none */
static int ran_out; /* whether there were so many */

/* A word; an @ before its first slash stands for the tree. */
static char *
told(const char *word)
{
	int whole = word[0] == '@' && (word[1] == '/' || !word[1]);
	size_t n = strlen(word) + tree.root_n + 1;
	char *text = malloc(n);

	if (!text)
		tree_fail("no memory");
	snprintf(text, n, "%s%s", whole ? tree.root : "", word + whole);
	return text;
}

/*
 * Runs a verb with these words, up to a NULL, and returns its status, with what it printed caught. What was made up of
 * the system is so for this once.
 */
static int
run(verb *v, const char *const *words)
{
	char *argv[WORDS + 2], name[] = "verb";
	int status, i, refused[2];
	char is = 0;
	pid_t pid;

	argv[0] = name;
	for (i = 0; words[i]; i++)
		argv[i + 1] = told(words[i]);
	argv[i + 1] = NULL;
	if (pipe(refused) != 0)
		tree_fail("no pipe");
	capture_begin();
	pid = fork();
	if (pid == 0) {
		no_malloc.refuse = refuse;
		status = v(&command, argv);
		is = refuse && !no_malloc.refuse;
		no_malloc.refuse = 0;
		exit(write(refused[1], &is, 1) == 1 ? status : CRASHED);
	}
	status = CRASHED;
	if (pid > 0 && waitpid(pid, &status, 0) == pid)
		status = WIFEXITED(status) ? WEXITSTATUS(status) : CRASHED;
	capture_end();
	close(refused[1]);
	ran_out = read(refused[0], &is, 1) == 1 ? is : 1;
	close(refused[0]);
	memset(&world, 0, sizeof world);
	refuse = 0;
	return status;
}

#define RUN(v, ...) run(v, (const char *const[]){__VA_ARGS__, NULL})

static void
show_printed(int status)
{
	printf("#   status %d\n", status);
	show("out", span_of(capture.out));
	show("err", span_of(capture.err));
}

/* Each allocation in turn is refused: the verb ends with a word about it, or does all that it would do. */
static int
survives(verb *v, const char *const *words, int want)
{
	static char all[CAPTURE_ROOM];
	int k, status = run(v, words), good = status == want;

	strcpy(all, capture.out);
	for (k = 1; NO_MALLOC_WORKS && k < 1000; k++) {
		refuse = k;
		status = run(v, words);
		if (!ran_out)
			break;
		if (status == want ? strcmp(capture.out, all) == 0 : status == STATUS_TROUBLE && strncmp(capture.err, "originld: ", 10) == 0)
			continue;
		printf("#   allocation %d\n", k);
		show_printed(status);
		good = 0;
	}
	return good && (k > 2 || !NO_MALLOC_WORKS) && k < 1000;
}

/* ------------------------------------------------------------------------------- log */

#define LINK "\"linker\":\"l\""

static void
test_log(void)
{
	static const struct {
		const char *what, *text;
		int status;
		const char *out;
	} cases[] = {
	    {"bytes that are no text stand for the text", "{\"elements\":[]," LINK ",\"output\":\"text\",\"output_bytes\":\"2f78\"}", 0, "/x, by l\n"},
	    {"half a byte is none", "{\"elements\":[]," LINK ",\"output\":\"text\",\"output_bytes\":\"2f7\"}", 0, "text, by l\n"},
	    {"a first digit that is none", "{\"elements\":[]," LINK ",\"output\":\"text\",\"output_bytes\":\"/0\"}", 0, "text, by l\n"},
	    {"a second digit that is none", "{\"elements\":[]," LINK ",\"output\":\"text\",\"output_bytes\":\"0g\"}", 0, "text, by l\n"},
	    {"the root is a folder like others", "{\"elements\":[]," LINK ",\"cwd\":\"/\",\"output\":\"x\"}", 0, "/x, by l\n"},
	    {"what gcc drops was handed on", "{\"elements\":[{\"in\":\"$ORIGIN/x\",\"out\":\"$ORIGIN/x\",\"code\":\"gcc-drops-R\"}]," LINK ",\"mode\":\"repair\"}", 0,
		"1 link, 1 repaired, 0 repaired on a guess, 0 left wrong, 0 refused\n"},
	    {"what gcc drops was only told", "{\"elements\":[{\"in\":\"$ORIGIN/x\",\"out\":\"$ORIGIN/x\",\"code\":\"gcc-drops-R\"}]," LINK ",\"mode\":\"warn\"}", 0,
		"1 link, 0 repaired, 0 repaired on a guess, 0 left wrong, 0 refused\n"},
	    {"what gcc drops may be dropped", "{\"elements\":[{\"in\":\"/x\",\"out\":\"/x\",\"code\":\"gcc-drops-R\"}]," LINK ",\"mode\":\"repair\"}", 0,
		"1 link, 0 repaired, 0 repaired on a guess, 0 left wrong, 0 refused\n"},
	    {"only what is wrong for certain is refused", "{\"elements\":[{\"in\":\"RIGIN/x\",\"out\":\"RIGIN/x\",\"code\":\"make-ate-dollar\"}]," LINK ",\"mode\":\"strict\"}", 1,
		"1 link, 0 repaired, 0 repaired on a guess, 1 left wrong, 0 refused\n"},
	    {"compilers are counted for themselves", "{\"elements\":[],\"driver\":\"cc\"}\n{\"elements\":[],\"driver\":\"cc\"}\n", 0, "0 links, 2 compilers' lines, 0 repaired"},
	};
	enum { LONGEST = 4 << 20 };
	char *text = malloc(LONGEST + 100);
	size_t i;
	int status;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		tree_text("log", cases[i].text, 0644);
		status = RUN(cmd_log, "@/log");
		if (!ok(status == cases[i].status && captured(cases[i].out, NULL), "log: %s", cases[i].what))
			show_printed(status);
	}
	tree_text("log", cases[4].text, 0644);
	world.interrupted = 2;
	ok(RUN(cmd_log, "@/log") == 0 && captured(cases[4].out, NULL), "log: a read that is interrupted is begun again");
	ok(survives(cmd_log, (const char *const[]){"@/log", NULL}, 0), "log: without memory it says so");
	if (!text)
		return;
	memset(text, 'x', LONGEST);
	strcpy(text + LONGEST, " \n");
	tree_text("log", text, 0644);
	ok(RUN(cmd_log, "@/log") == STATUS_TROUBLE && captured("0 links", "passed over 1 line that no link left: 1\n"), "log: of a line that is too long a blank end is no line of its own");
	text[LONGEST] = '\0';
	tree_text("log", text, 0644);
	ok(RUN(cmd_log, "@/log") == STATUS_TROUBLE && captured("0 links", "passed over 1 line that no link left: 1\n"), "log: a line that is just too long and has no end is one");
	free(text);
}

/* ------------------------------------------------------------------------------- fix */

enum { ROOM = 256 };

/* With room between two segments, as an editor wants it. */
static void
put_elf(const char *name, const struct tree_elf *e)
{
	static struct maker m;

	tree_make_elf(&m, e);
	m.n += ROOM;
	maker_phdr(&m, 5, ELF_LOAD, m.n, maker_address(m.n) + 0x1000, ROOM, 0);
	m.n += ROOM;
	tree_file(name, maker_span(&m), 0755);
}

/* A program and its library, whose rpath is where the tree was made. */
static void
put_tree(void)
{
	static const struct tree_elf prog = {.type = 3, .interp = "/lib/ld.so", .need = {"libx.so"}, .runpath = "@t/lib"}, lib = {.type = 3, .soname = "libx.so"};

	put_elf("t/bin/prog", &prog);
	put_elf("t/lib/libx.so", &lib);
}

static void
touch(void)
{
	struct timespec t[2] = {{1, 0}, {1, 0}};

	utimensat(AT_FDCWD, tree_path("t/bin/prog"), t, 0);
}

/* That, when a file that is open now is read. */
static void
read_late(void)
{
	world.before_read = touch;
}

static void
test_fix(void)
{
	static const struct {
		const char *what, *attribute;
		int from, status;
		const char *out, *err;
	} attributes[] = {
	    {"a label that cannot be kept is told", "security.selinux", 0, 1, "label-lost", NULL},
	    {"an attribute that cannot be kept is told", "user.x", 0, 1, "attributes-lost", NULL},
	    {"a signature that cannot be kept is told", "security.ima", 0, 1, "signature-stale", NULL},
	    {"a program with capabilities is left alone", "security.capability", 0, 1, "secure-file", NULL},
	    {"a program that gets capabilities meanwhile is left alone", "security.capability", 1, 2, "0 files mended",
		"/t/bin/prog: the file has file capabilities; ask for such files expressly\n"},
	};
	static const struct tree_elf none = {.type = 3, .interp = "/lib/ld.so", .need = {"libx.so"}}, old = {.type = 3, .interp = "/lib/ld.so", .need = {"libx.so"}, .rpath = "@t/lib"},
	    both = {.type = 3, .interp = "/lib/ld.so", .need = {"libx.so"}, .rpath = "@t/lib", .runpath = "@t/lib"};
	static const struct {
		const char *what, *dtags;
		const struct tree_elf *prog;
		const char *bare; /* the tag that a program without any gets */
	} tags[] = {
	    {"a file without any gets a RUNPATH", NULL, &none, "RUNPATH"},
	    {"a file without any gets an RPATH beside a program with one", NULL, &old, "RPATH"},
	    {"a file without any gets a RUNPATH beside a program that has both", NULL, &both, "RUNPATH"},
	    {"a file without any gets the tag that was asked for", "rpath", &none, "RPATH"},
	    {"a file without any gets the tag that was asked for, whatever others have", "runpath", &old, "RUNPATH"},
	};
	char row[100];
	size_t i;
	int status;

	for (i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
		put_tree();
		world.attribute = attributes[i].attribute;
		world.from = attributes[i].from;
		status = RUN(cmd_fix, "@/t");
		if (!ok(status == attributes[i].status && captured(attributes[i].out, attributes[i].err), "fix: %s", attributes[i].what))
			show_printed(status);
	}
	for (i = 0; i < sizeof tags / sizeof tags[0]; i++) {
		put_tree();
		put_elf("t/bin/prog", tags[i].prog);
		put_elf("t/bin/bare", &none);
		status = tags[i].dtags ? RUN(cmd_fix, "--dtags", tags[i].dtags, "@/t") : RUN(cmd_fix, "@/t");
		snprintf(row, sizeof row, "\n\n%s\n'$ORIGIN/../lib'\n", tags[i].bare);
		if (!ok(status == 0 && RUN(cmd_explain, "@/t/bin/bare") == 0 && captured(row, NULL), "fix: %s", tags[i].what))
			show_printed(status);
	}
	ok(RUN(cmd_fix, "--dtags", "both", "@/t") == STATUS_TROUBLE && captured(NULL, "--dtags: takes runpath or rpath"), "fix: a tag that there is not is refused");
	ok(RUN(cmd_fix, "--frob", "@/t") == STATUS_TROUBLE && captured(NULL, "--frob"), "fix: an option that there is not is refused");
}

/* Others come in between, or what belongs to nobody goes. */
static void
test_fix_races(void)
{
	int status;

	put_tree();
	remove(tree_path("t/bin/bare"));
	world.open = tree_path("t/bin/prog");
	world.nth = 1;
	world.error = EIO;
	status = RUN(cmd_fix, "@/t");
	ok(status == STATUS_TROUBLE && captured(" 0 files mended", "; the disk may fail; see what dmesg says\n"), "fix: says why a file cannot be read again");
	world.open = tree_path("t/bin/prog");
	world.nth = 1;
	world.error = ENOENT;
	status = RUN(cmd_fix, "@/t");
	ok(status == STATUS_TROUBLE && captured(" 0 files mended", "/t/bin/prog: is gone since the tree was read; run again\n"), "fix: says that a file is gone");
	world.open = tree_path("t/bin/prog");
	world.nth = 2;
	world.before = touch;
	status = RUN(cmd_fix, "@/t");
	ok(status == STATUS_TROUBLE && captured(" 0 files mended", "/t/bin/prog: somebody else changed the file; try again when nobody writes there\n"), "fix: says that somebody was quicker");
	put_tree();
	world.open = tree_path("t/bin/prog");
	world.nth = 1;
	world.before = read_late;
	status = RUN(cmd_fix, "@/t");
	ok(status == STATUS_TROUBLE && captured(" 0 files mended", "/t/bin/prog: changed while it was read; run again\n"), "fix: says that a file changed while it was read");
	world.resolves = "/nowhere/at/all";
	status = RUN(cmd_fix, "@/t");
	ok(status == STATUS_TROUBLE && captured(NULL, "/t: No such file or directory; see whether the path is right\n"), "fix: says that the tree is gone");
	tree_text("t/.originld-abc123", "left behind", 0644);
	world.unlinkat = EACCES;
	status = RUN(cmd_fix, "@/t");
	ok(status == STATUS_TROUBLE && captured(" 1 file mended", "/t/.originld-abc123: Permission denied"), "fix: says what a killed run has left behind and does not go");
	put_tree();
	world.unlinkat = ENOENT;
	status = RUN(cmd_fix, "@/t");
	ok(status == STATUS_FINE && captured(" 1 file mended", NULL), "fix: what a killed run has left behind may go by itself");
	remove(tree_path("t/.originld-abc123"));
	put_tree();
	ok(survives(cmd_fix, (const char *const[]){"--dry-run", "@/t", NULL}, 1), "fix: without memory it says so");
}

/* ----------------------------------------------------------------------------- check */

static void
stand(const char *in)
{
	if (chdir(in) != 0)
		tree_fail(in);
}

/* To the line's beginning, and nothing behind. */
#define CLEAR "\r\033[K"

/* What is said of a tree, or of several paths. */
static void
test_check(void)
{
	static struct maker debug;
	static const struct tree_elf deep = {.type = 3, .interp = "/lib/ld.so", .runpath = "@t/lib"};
	static const struct {
		const char *what, *one, *two;
		int in_tree;
	} cases[] = {
	    {"a folder in a folder, and a file beside it", "@/t/lib/deep", "@/t/lib/zz", 1},
	    {"a file beside a folder, and the folder", "@/t/lib/aa", "@/t/lib/deep", 1},
	    {"two folders whose names begin alike", "@/t/lib", "@/t/libexec", 1},
	    {"two folders of which one's name begins the other's", "@/t/lib/deep", "@/t/lib/deeper", 1},
	    {"a file alone", "@/t/lib/deep/prog", "@/t/lib/deep/prog", 0},
	    {"files that have nothing but the root in common", "@/t/lib/deep/prog", "/proc/version", 0},
	};
	size_t i;
	int status, good;

	put_tree();
	world.tty = 1;
	world.tick = 1;
	status = RUN(cmd_check, "--threads", "1", "@/t");
	good = status == STATUS_FINDINGS && captured("\033[31merror\033[0m", " files\r\033[K") && strncmp(capture.err, CLEAR, strlen(CLEAR)) == 0;
	good &= captured("", CLEAR "1 of 2 programs and libraries" CLEAR) && strcmp(capture.err + strlen(capture.err) - strlen(CLEAR), CLEAR) == 0;
	if (!ok(good, "check: shows on a terminal how far it is, with colours, and cleans up"))
		show_printed(status);
	world.tty = 1;
	ok(RUN(cmd_check, "--threads", "1", "@/t") == STATUS_FINDINGS && captured("", NULL), "check: shows nothing where it is quick");
	ok(survives(cmd_check, (const char *const[]){"--threads", "1", "@/t", NULL}, STATUS_FINDINGS), "check: without memory it says so");

	put_elf("t/lib/deep/prog", &deep);
	tree_text("t/lib/aa", "", 0644);
	tree_text("t/lib/zz", "", 0644);
	tree_text("t/lib/deeper/x", "", 0644);
	tree_text("t/libexec/x", "", 0644);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		status = RUN(cmd_check, "--json", "--no-loader", cases[i].one, cases[i].two);
		if (!ok(!strstr(capture.out, "absolute-in-tree") == !cases[i].in_tree && captured("", NULL), "check: the tree of %s", cases[i].what))
			show_printed(status);
	}

	world.open = tree_path("t/lib/deep/prog");
	world.nth = 1;
	world.error = EIO;
	status = RUN(cmd_check, "--json", "--no-loader", "--needs", "@/t/lib");
	ok(status == STATUS_FINDINGS && captured("absolute-in-tree", NULL), "check --needs: of a file that cannot be read once more the rest is told");
	/* paths are asked for to see which are twice, for the tree, and in the end */
	for (i = 1; i <= 6; i++) {
		world.gone = (int)i;
		status = RUN(cmd_check, "--json", "--no-loader", "@/t/lib/deep/prog", "@/t/lib/aa");
		good = captured("interpreter-missing", NULL) && !strstr(capture.err, "nowhere");
		ok(good && status == STATUS_FINDINGS, "check: a file that is gone when the %zu. path is asked for is told of by the name that it had", i);
	}
	world.open = "/proc/self/exe";
	world.nth = 1;
	world.error = ENOENT;
	status = RUN(cmd_check, "--json", "--no-loader", "@/t/lib");
	ok(status == STATUS_FINDINGS && captured("absolute-in-tree", NULL), "check: where nobody knows what this program is it says the rest");
	/* as objcopy --only-keep-debug leaves it: the dynamic section has no bytes */
	tree_make_elf(&debug, &deep);
	maker_set(&debug, "p_filesz", 4, 0);
	tree_file("alone/prog.debug", maker_span(&debug), 0644);
	ok(RUN(cmd_check, "--no-loader", "@/alone") == STATUS_FINE && captured("1 file, 0 programs and libraries: 0 critical", NULL), "check: debug information alone is no program");
}

/* By which path a tree is named where a link leads to it: as the shell says, if that is true. */
static void
test_spelling(void)
{
	static const struct {
		const char *what, *pwd;
		int known;
	} cases[] = {
	    {"is the one by which it was named", "@", 1},
	    {"is not known where the shell says nothing", NULL, 0},
	    {"is not known where the shell says a relative one", "somewhere", 0},
	    {"is not that of a shell that says where nothing is", "@/alone", 0},
	    {"is not that of a shell that says where another one is", "@/third", 0},
	};
	char text[PATH_MAX + 100];
	size_t i;
	int status;

	tree_link("alias", "t");
	tree_text("third/alias/x", "", 0644);
	snprintf(text, sizeof text, "prefix=%s/alias\n", tree.root);
	tree_text("t/lib/pkgconfig/x.pc", text, 0644);
	stand(tree.root);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		unsetenv("PWD");
		if (cases[i].pwd)
			setenv("PWD", told(cases[i].pwd), 1);
		status = RUN(cmd_check, "--no-loader", "alias");
		if (!ok(!strstr(capture.out, "1 text with the tree's path") == !cases[i].known && captured("", NULL), "check: the tree's other path %s", cases[i].what))
			show_printed(status);
	}
	unsetenv("PWD");
	stand("/");
}

/* A package of Debian's may have a folder of its own. */
static void
test_package(void)
{
	static const struct tree_elf prog = {.type = 3, .interp = "/lib/ld.so", .runpath = "/usr/lib/other"};
	static const struct {
		const char *control;
		int status;
	} cases[] = {
	    {"Source: pkg\n", 1}, {"Source: \t pkg\nSection: x\n", 1}, {"Source:pkg", 1}, {"Source: other\n", 0},
	    /* of which package nobody knows */
	    {"Source:", 0}, {"Source: \n", 0}, {"Package: pkg\n", 0}, {"", 0}, {NULL, 0},
	};
	size_t i;
	int status, good = 1;

	put_elf("package/usr/bin/prog", &prog);
	stand(tree_path("package"));
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (cases[i].control)
			tree_text("package/debian/control", cases[i].control, 0644);
		else
			remove(tree_path("package/debian/control"));
		status = RUN(cmd_check, "--profile", "lintian", "@/package");
		if (status == cases[i].status)
			continue;
		show("control", span_of(cases[i].control ? cases[i].control : "none"));
		show_printed(status);
		good = 0;
	}
	ok(good, "check --profile lintian: the folder of another package is wrong, as far as it is known which this one is");
	stand("/");
}

/* --------------------------------------------------------------------------- explain */

static void
test_explain(void)
{
	static const struct {
		const char *what;
		struct tree_elf elf;
		int json, status;
		const char *out;
	} cases[] = {
	    {"folders that are not wanted, in JSON", {.type = 3, .interp = "/lib/ld.so", .need = {"liby.so"}, .flags_1 = TREE_NODEFLIB}, 1, 0,
		"\"step\":\"default\",\"element\":\"/lib\",\"folder\":\"/lib\",\"searched\":false,"},
	    {"empty elements for musl", {.type = 3, .interp = "/lib/ld-musl-none.so.1", .need = {"liby.so"}, .runpath = "$ORIGIN/../lib::"}, 0, 0,
		"     '': not searched, musl leaves out empty elements\n     '': not searched"},
	    {"a library that is none, in JSON", {.type = 3, .interp = "/lib/ld.so", .need = {"libbad.so"}, .runpath = "$ORIGIN/../lib"}, 1, 0,
		"\"needed\":\"libbad.so\",\"step\":\"runpath\",\"unfit\":\""},
	    {"a static program at any address", {.type = 3, .flags_1 = 0x08000000}, 0, 0, "is       a static program, for which no loader looks for anything"},
	    {"musl's own library for a machine of which nobody knows the loader", {.type = 3, .need = {"libc.so", "liby.so"}, .runpath = "$ORIGIN/../lib", .machine = 0x1234}, 0, 0,
		"/lib/liby.so, by RPATH or RUNPATH"},
	    {"a library is musl's by what it needs", {.type = 3, .need = {"liby.so", "libc.musl-x86_64.so.1"}, .runpath = "$ORIGIN/../lib", .machine = 0x1234}, 0, 0, "  1. RPATH or RUNPATH\n"},
	    {"a library is glibc's where nothing says otherwise", {.type = 3, .need = {"liby.so"}, .runpath = "$ORIGIN/../lib", .machine = 0x1234}, 0, 0, "  1. RUNPATH\n"},
	    {"an empty list", {.type = 3, .interp = "/lib/ld.so", .need = {"libx.so"}, .runpath = ""}, 0, 0, "RUNPATH is empty, and ignored"},
	};
	struct tree_elf liby = {.type = 3, .need = {"libc.so"}, .soname = "liby.so"};
	size_t i;
	int status;

	tree_text("t/lib/libbad.so", "no library", 0644);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		liby.machine = cases[i].elf.machine;
		put_elf("t/lib/liby.so", &liby);
		put_elf("t/bin/prog", &cases[i].elf);
		status = cases[i].json ? RUN(cmd_explain, "--json", "@/t/bin/prog") : RUN(cmd_explain, "@/t/bin/prog");
		if (!ok(status == cases[i].status && captured(cases[i].out, NULL), "explain: %s", cases[i].what))
			show_printed(status);
	}
}

static void
test_explain_faults(void)
{
	int status;

	put_tree();
	world.open = told("@/t/bin/prog");
	world.nth = 1;
	world.error = EIO;
	status = RUN(cmd_explain, "@/t/bin/prog");
	ok(status == STATUS_TROUBLE && captured(NULL, "; the disk may fail; see what dmesg says\n"), "explain: says why a file cannot be read");
	world.open = told("@/t/bin/prog");
	world.nth = 1;
	world.error = ENOENT;
	status = RUN(cmd_explain, "@/t/bin/prog");
	ok(status == STATUS_TROUBLE && captured(NULL, "/t/bin/prog: is no ELF program or library"), "explain: a file that is gone meanwhile is none");
	world.gone = 1;
	status = RUN(cmd_explain, "@/t/bin/prog");
	ok(status == STATUS_TROUBLE && captured(NULL, "/t/bin/prog: No such file or directory"), "explain: says that a file is gone when its path is asked for");
}

/* Of lines: what is said must be there, and for some what must not. */
static void
test_lines(void)
{
	static const struct {
		const char *what, *words[WORDS];
		int status;
		const char *out, *not;
	} cases[] = {
	    {"a name behind a response file", {"--", "libtool", "@list", "cc", "-o", "x", "-Wl,-rpath,RIGIN/x"}, 1, "the line of cc\n", "the linker gets a changed copy"},
	    {"a name of another system", {"--", "x86_64-w64-mingw32-nm", "a.o", "-rpath", "RIGIN/x"}, 0, "the line of x86_64-w64-mingw32-nm\n  is       it makes no ELF files", "ORIGIN"},
	    {"a line that begins with a response file", {"--", "@list"}, 1, "the line of ld\n  changes  list: the linker gets a changed copy of this response file\n", NULL},
	    {"a word and a response file", {"--", "ld", "-rpath", "RIGIN/x", "@list"}, 1, "  changes  RIGIN/x -> '$ORIGIN/x'\n  changes  list: the linker gets", NULL},
	    {"a word with two lists, of which one changes", {"--", "cc", "-Wl,-rpath,RIGIN/x,-rpath,/opt/y"}, 1, "-> '-Wl,-rpath,$ORIGIN/x,-rpath,/opt/y'\n", NULL},
	    {"a word with two lists, of which both change", {"--", "cc", "-Wl,-rpath,RIGIN/x,-rpath,RIGIN/y"}, 1, "-> '-Wl,-rpath,$ORIGIN/x,-rpath,$ORIGIN/y'\n", NULL},
	    {"words that are made others", {"--", "gcc", "-o", "x", "a.o", "-R", "RIGIN/x"}, 1, "  changes  -R RIGIN/x -> -Xlinker -rpath -Xlinker '$ORIGIN/x'\n", NULL},
	    {"a compiler's line with a folder for a response file", {"--", "cc", "-o", "x", "a.o", "@t", "-Wl,-rpath,RIGIN/x"}, 0, "(opaque-file)\n", "-> "},
	    {"a linker's line with a folder for a response file", {"--", "ld", "-o", "x", "a.o", "@t", "-rpath", "RIGIN/x"}, 0, "(opaque-file)\n", "-> "},
	    {"a compiler's words that one linker drops", {"--", "cc", "-o", "x", "@drops"}, 1, "  changes  drops: the linker gets a changed copy", NULL},
	    {"a linker's words of which one is dropped by some", {"--", "ld", "-o", "x", "@drops"}, 0, "  stays    -Wl,-rpath,RIGIN/z: it is no rpath of this line\n", "changes"},
	    {"a name that is a file's", {"ORIGIN/x"}, 1, "(dollar-lost)\n", NULL},
	};
	size_t i;
	int status;

	tree_text("list", "-rpath RIGIN/x", 0644);
	tree_text("drops", "-Wl,-rpath,RIGIN/z '' ''", 0644);
	tree_text("ORIGIN", "", 0644);
	stand(tree.root);
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		status = run(cmd_explain, cases[i].words);
		if (!ok(status == cases[i].status && captured(cases[i].out, NULL) && !(cases[i].not && strstr(capture.out, cases[i].not)), "explain: %s", cases[i].what))
			show_printed(status);
	}
	stand("/");
}

static void
test_colour(void)
{
	static const struct {
		int tty;
		const char *no_color, *term;
		int want;
	} cases[] = {
	    {0, NULL, "xterm", 0}, {1, NULL, "xterm", 1}, {1, NULL, NULL, 1}, {1, NULL, "dumb", 0}, {1, "", "xterm", 1}, {1, "1", "xterm", 0}, {1, "0", NULL, 0},
	};
	size_t i;
	int good = 1;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		world.tty = cases[i].tty;
		unsetenv("NO_COLOR");
		unsetenv("TERM");
		if (cases[i].no_color)
			setenv("NO_COLOR", cases[i].no_color, 1);
		if (cases[i].term)
			setenv("TERM", cases[i].term, 1);
		good &= !finding_wants_colour() == !cases[i].want;
	}
	world.tty = 0;
	ok(good, "finding_wants_colour: on a terminal that can, unless NO_COLOR says anything");
}

int
main(void)
{
	setenv("LC_ALL", "C", 1);
	tree_begin();
	test_log();
	test_fix();
	test_fix_races();
	test_check();
	test_spelling();
	test_package();
	test_explain();
	test_explain_faults();
	test_lines();
	test_colour();
	ok(tree_end(), "nothing else is left");
	return done();
}

/* SPDX-License-Identifier: MIT */
/*
 * Files that get other content, where each system call may fail and other processes come between. The calls that replace.c makes are defined here: they do what
 * they should, by other calls, unless the test wants another outcome. Extended attributes and flags are made up. All is seen from one folder.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "tap.h"

#include "no_malloc.h"
#include "replace.h"

#define ACL "system.posix_acl_access"
#define CAPABILITY "security.capability"
#define OLD "old bytes"
#define NEW "new bytes, and more of them"

enum call {
	NO_CALL, OPENAT, FSTAT, FSTATAT, PREAD, WRITE, FLOCK, FCHOWN, FCHMOD, FLISTXATTR, FGETXATTR, FSETXATTR, FREMOVEXATTR, FUTIMENS, FSYNC, LINKAT,
	UNLINKAT, RENAMEAT, CALLS
};

static const char *const call_names[CALLS] = {"none", "openat", "fstat", "fstatat", "pread", "write", "flock", "fchown", "fchmod", "flistxattr", "fgetxattr",
    "fsetxattr", "fremovexattr", "futimens", "fsync", "linkat", "unlinkat", "renameat"};

/* What is to go wrong: calls of this kind from number `from` to `to`, with this error (0: they return 0), and what somebody else does before. */
static struct {
	enum call call;
	int from, to, error, count, fired;
	void (*before)(void);
} wrong;

/* The attributes of the old file, and whether the new one takes them; of the new one those that it got or, where it has some by itself, had. */
static struct attribute {
	const char *name, *value;
	int taken, own;
	char got[16];
} attributes[8];

static int other_owner, other_group, verity, other_dev;
static long long other_size;

static int
goes_wrong(enum call call, int *result)
{
	if (call != wrong.call || ++wrong.count < wrong.from || wrong.count > wrong.to)
		return 0;
	wrong.fired++;
	if (wrong.before)
		wrong.before();
	if (wrong.error < 0)
		return 0;
	errno = wrong.error;
	*result = wrong.error ? -1 : 0;
	return 1;
}

static const char *
path_of(int fd)
{
	static char path[32];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return path;
}

/* The old file is open for reading, and the new one for writing. */
static int
is_new(int fd)
{
	return (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY;
}

int
openat(int folder, const char *name, int flags, ...)
{
	va_list a;
	int result;

	(void)folder;
	if (goes_wrong(OPENAT, &result))
		return result;
	va_start(a, flags);
	result = open(name, flags, flags & O_CREAT ? va_arg(a, unsigned) : 0);
	va_end(a);
	return result;
}

/* By the kernel's own call where there is one of that layout: the stat of musl would come back to the fstatat below. */
static int
ask(const char *name, struct stat *st, int flags)
{
#ifdef SYS_newfstatat
	return (int)syscall(SYS_newfstatat, AT_FDCWD, name, st, flags);
#else
	return flags & AT_SYMLINK_NOFOLLOW ? lstat(name, st) : stat(name, st);
#endif
}

int
fstat(int fd, struct stat *st)
{
	int result;

	if (goes_wrong(FSTAT, &result))
		return result;
	result = ask(path_of(fd), st, 0);
	if (!is_new(fd)) {
		st->st_uid += (unsigned)other_owner;
		st->st_gid += (unsigned)other_group;
		st->st_size += (off_t)other_size;
	}
	return result;
}

int
fstatat(int folder, const char *name, struct stat *st, int flags)
{
	int result;

	(void)folder;
	if (goes_wrong(FSTATAT, &result))
		return result;
	result = ask(name, st, flags);
	st->st_dev += (unsigned)other_dev;
	return result;
}

/* A few bytes at a time, as files of networks may do it. */
ssize_t
pread(int fd, void *to, size_t n, off_t at)
{
	int result;

	if (goes_wrong(PREAD, &result))
		return result;
	return lseek(fd, at, SEEK_SET) == at ? read(fd, to, n < 4 ? n : 4) : -1;
}

ssize_t
write(int fd, const void *from, size_t n)
{
	char bytes[4];
	struct iovec v = {bytes, n < sizeof bytes ? n : sizeof bytes};
	int result;

	if (goes_wrong(WRITE, &result))
		return result;
	memcpy(bytes, from, v.iov_len);
	return writev(fd, &v, 1);
}

int
flock(int fd, int how)
{
	struct flock lock = {0};
	int result;

	if (goes_wrong(FLOCK, &result))
		return result;
	lock.l_type = is_new(fd) ? F_WRLCK : F_RDLCK;
	(void)how;
	return fcntl(fd, F_OFD_SETLK, &lock);
}

int
fchown(int fd, uid_t owner, gid_t group)
{
	int result;

	(void)fd;
	(void)owner;
	(void)group;
	return goes_wrong(FCHOWN, &result) ? result : 0;
}

int
fchmod(int fd, mode_t mode)
{
	int result;

	return goes_wrong(FCHMOD, &result) ? result : chmod(path_of(fd), mode);
}

ssize_t
flistxattr(int fd, char *list, size_t room)
{
	size_t i, n = 0;
	int result;

	(void)fd;
	if (goes_wrong(FLISTXATTR, &result))
		return result;
	for (i = 0; attributes[i].name; i++) {
		if (room)
			strcpy(list + n, attributes[i].name);
		n += strlen(attributes[i].name) + 1;
	}
	return (ssize_t)n;
}

static struct attribute *
find_attribute(const char *name)
{
	struct attribute *x = attributes;

	while (x->name && strcmp(x->name, name) != 0)
		x++;
	return x->name ? x : NULL;
}

ssize_t
fgetxattr(int fd, const char *name, void *value, size_t room)
{
	struct attribute *x = find_attribute(name);
	const char *is;
	int result;

	if (goes_wrong(FGETXATTR, &result))
		return result;
	if (!x || (is_new(fd) && !x->own && !x->got[0]))
		return errno = ENODATA, -1;
	is = is_new(fd) && x->got[0] ? x->got : x->value;
	if (room)
		memcpy(value, is, strlen(is));
	return (ssize_t)strlen(is);
}

int
fsetxattr(int fd, const char *name, const void *value, size_t n, int flags)
{
	struct attribute *x = find_attribute(name);
	int result;

	(void)fd;
	(void)flags;
	if (goes_wrong(FSETXATTR, &result))
		return result;
	if (!x || !x->taken || n >= sizeof x->got)
		return errno = ENOTSUP, -1;
	memcpy(x->got, value, n);
	x->got[n] = '\0';
	return 0;
}

int
fremovexattr(int fd, const char *name)
{
	int result;

	(void)fd;
	(void)name;
	if (goes_wrong(FREMOVEXATTR, &result))
		return result;
	return errno = ENODATA, -1;
}

#ifdef __GLIBC__
int
ioctl(int fd, unsigned long what, ...)
#else
int
ioctl(int fd, int what, ...)
#endif
{
	va_list a;

	(void)fd;
	(void)what;
	if (!verity)
		return errno = ENOTTY, -1;
	va_start(a, what);
	*va_arg(a, long *) = verity;
	va_end(a);
	return 0;
}

int
futimens(int fd, const struct timespec times[2])
{
	int result;

	return goes_wrong(FUTIMENS, &result) ? result : utimensat(AT_FDCWD, path_of(fd), times, 0);
}

int
fsync(int fd)
{
	int result;

	(void)fd;
	return goes_wrong(FSYNC, &result) ? result : 0;
}

int
linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
	int result;

	(void)from_folder;
	(void)to_folder;
	(void)flags;
	return goes_wrong(LINKAT, &result) ? result : link(from, to);
}

int
unlinkat(int folder, const char *name, int flags)
{
	int result;

	(void)folder;
	(void)flags;
	return goes_wrong(UNLINKAT, &result) ? result : unlink(name);
}

int
renameat(int from_folder, const char *from, int to_folder, const char *to)
{
	int result;

	(void)from_folder;
	(void)to_folder;
	return goes_wrong(RENAMEAT, &result) ? result : rename(from, to);
}

/* ------------------------------------------------------------------- one folder */

static void
spew(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0) {
		printf("Bail out! cannot write %s\n", name);
		exit(2);
	}
}

static int
holds(const char *name, const char *text)
{
	char is[100] = "";
	FILE *f = fopen(name, "r");

	if (!f)
		return 0;
	if (!fgets(is, sizeof is, f))
		is[0] = '\0';
	fclose(f);
	return strcmp(is, text) == 0;
}

/* Calls a function, unless it is NULL, with each name in the folder that begins so; returns how many there are. */
static int
each_name(const char *begins, int (*what)(const char *name))
{
	DIR *d = opendir(".");
	struct dirent *e;
	int n = 0;

	while (d && (e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || strncmp(e->d_name, begins, strlen(begins)) != 0)
			continue;
		n++;
		if (what && what(e->d_name) != 0)
			exit(2);
	}
	if (d)
		closedir(d);
	return n;
}

static void
clear(void)
{
	each_name("", remove);
}

/* No file of a name that is for a while. */
static int
is_tidy(void)
{
	return each_name(".originld-", NULL) == 0;
}

static void
begin(void)
{
	memset(&wrong, 0, sizeof wrong);
	memset(attributes, 0, sizeof attributes);
	other_owner = other_group = verity = other_dev = 0;
	other_size = 0;
	no_malloc.refuse = 0;
	clear();
	spew("f", OLD);
	chmod("f", 0640);
	if (link("f", "g") != 0)
		exit(2);
}

static void
go_wrong(enum call call, int from, int to, int error, void (*before)(void))
{
	memset(&wrong, 0, sizeof wrong);
	wrong.call = call;
	wrong.from = from;
	wrong.to = to;
	wrong.error = error;
	wrong.before = before;
}

static struct replace_stat was;
static struct replace_report report;

/* Reads and replaces f. Returns -1 where it could not be read. */
static int
read_and_replace(unsigned flags)
{
	struct replace_copy c;
	enum replace_result result;
	int same;

	if (replace_read(&c, AT_FDCWD, "f") != 0)
		return -1;
	same = c.n == strlen(OLD) && memcmp(c.p, OLD, c.n) == 0;
	was = c.stat;
	replace_free(&c);
	result = replace(AT_FDCWD, "f", &was, span_of(NEW), flags, &report);
	return same ? (int)result : -2;
}

/* What is promised of each result: old or new bytes, all of them, and nothing else; the reason of a failure. */
static int
is_sound(int result)
{
	struct stat st;

	if (!is_tidy())
		return 0;
	if (result != REPLACE_DONE)
		return holds("f", OLD) && holds("g", OLD) && (result == REPLACE_FAILED) == (result >= 0 && report.step != NULL);
	return holds("f", NEW) && holds("g", OLD) && !report.step && stat("f", &st) == 0 && (st.st_mode & 07777) == 0640 && st.st_ino == report.now.ino;
}

/* Each call fails in turn, in each way that it may. */
static void
test_faults(void)
{
	static const int errors[] = {EIO, EINTR, EACCES, ENOENT, EEXIST, ENOSPC};
	size_t e, tried = 0;
	int call, k, result, good;

	for (call = NO_CALL + 1; call < CALLS; call++) {
		good = 1;
		for (e = 0; e < sizeof errors / sizeof errors[0]; e++) {
			for (k = 1; k < 50; k++) {
				begin();
				attributes[0] = (struct attribute){"user.x", "value", 1, 0, ""};
				attributes[1] = (struct attribute){ACL, "acl", 1, 0, ""};
				other_group = 1;
				go_wrong((enum call)call, k, k, errors[e], NULL);
				memset(&report, 0, sizeof report);
				result = read_and_replace(0);
				if (!wrong.fired)
					break;
				tried++;
				if (is_sound(result) && (result != REPLACE_FAILED || report.error == errors[e]))
					continue;
				good = 0;
				printf("#   call %d with %s: result %d, step %s\n", k, strerror(errors[e]), result, report.step ? report.step : "none");
			}
		}
		ok(good, "replace: the file is the old or the new one, and nothing is left over, whichever call of %s fails", call_names[call]);
	}
	ok(tried > 100, "replace: %zu faults come to pass", tried);
}

/* ------------------------------------------------------------- others come between */

static void grow(void) { spew("f", OLD "!"); }
static void shrink(void) { if (truncate("f", 2) != 0) exit(2); }
static void touch(void) { struct timespec t[2] = {{1, 0}, {1, 0}}; utimensat(AT_FDCWD, "f", t, 0); }
static void take_new(void) { each_name(".originld-", remove); }
static void put_other(void) { spew("h", "other"); rename("h", "f"); }
static void take_away(void) { unlink("f"); }

static int
put_there(const char *name)
{
	spew("h", "other");
	return rename("h", name);
}

static void swap_link(void) { each_name(".originld-", put_there); }

static void
test_others(void)
{
	static const struct {
		const char *what;
		enum call call;
		int from, error; /* error -1: the call itself is not hindered */
		void (*before)(void);
		int result; /* -1: it is not read */
		const char *holds;
	} cases[] = {
	    {"grows while it is read", PREAD, 1, -1, grow, -1, OLD "!"},
	    {"shrinks while it is read", PREAD, 1, -1, shrink, -1, "ol"},
	    {"is touched while it is read", PREAD, 1, -1, touch, -1, OLD},
	    {"is another one when it is to be replaced", OPENAT, 2, -1, put_other, REPLACE_CHANGED, "other"},
	    {"is gone when it is to be replaced", OPENAT, 2, -1, take_away, REPLACE_CHANGED, NULL},
	    {"is longer when it is to be replaced", OPENAT, 2, -1, grow, REPLACE_CHANGED, OLD "!"},
	    {"is another one in the end", FSYNC, 1, -1, put_other, REPLACE_CHANGED, "other"},
	    {"is gone in the end", FSYNC, 1, -1, take_away, REPLACE_CHANGED, NULL},
	    {"loses its new file before that is locked", FLOCK, 1, -1, take_new, REPLACE_DONE, NEW},
	};
	size_t i;
	int result;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		go_wrong(cases[i].call, cases[i].from, cases[i].from, cases[i].error, cases[i].before);
		result = read_and_replace(0);
		if (!ok(wrong.fired && result == cases[i].result && is_tidy() && (cases[i].holds ? holds("f", cases[i].holds) : access("f", F_OK) != 0),
		        "replace: a file that %s", cases[i].what))
			printf("#   result %d\n", result);
	}
	begin();
	go_wrong(OPENAT, 3, INT_MAX, EEXIST, NULL);
	ok(read_and_replace(0) == REPLACE_FAILED && report.error == EEXIST && wrong.fired > 10, "replace: gives up where every name is taken");
	begin();
	go_wrong(WRITE, 2, INT_MAX, 0, NULL);
	ok(read_and_replace(0) == REPLACE_FAILED && report.error == ENOSPC && is_sound(REPLACE_FAILED), "replace: a disk that takes nothing more is full");
	begin();
	other_size = 1LL << 60;
	ok(read_and_replace(0) == -1, "replace_read: a file that no memory holds");
	begin();
	other_size = -100;
	ok(read_and_replace(0) == -1 && errno == EFBIG, "replace_read: a file whose size is none");
}

/* Every field by which a file is known again. */
static void
test_known(void)
{
	struct replace_stat is;
	int i, good = 1;

	begin();
	good &= read_and_replace(0) == REPLACE_DONE;
	is = report.now;
	for (i = 0; i < 5; i++) {
		was = is;
		was.dev += i == 0;
		was.ino += i == 1;
		was.size += i == 2;
		was.mtime += i == 3;
		was.mtime_ns += i == 4;
		good &= replace(AT_FDCWD, "f", &was, span_of(OLD), 0, &report) == REPLACE_CHANGED && holds("f", NEW);
	}
	ok(good && replace(AT_FDCWD, "f", &is, span_of(OLD), 0, &report) == REPLACE_DONE, "replace: a file is known again by device, number, size and time");
}

/* ---------------------------------------------------------------------- what it has */

static void
test_rights(void)
{
	static const struct {
		const char *what;
		unsigned mode, flags;
		int owner, group, denied, result; /* denied: the first calls of fchown that fail */
		unsigned lost;
	} cases[] = {
	    {"that is set-uid is refused", 04755, 0, 0, 0, 0, REPLACE_SET_ID, 0},
	    {"that is set-gid is refused", 02755, 0, 0, 0, 0, REPLACE_SET_ID, 0},
	    {"with mandatory locking is none of these", 02644, 0, 0, 0, 0, REPLACE_DONE, 0},
	    {"that is set-uid keeps its mode where that is wanted", 04755, REPLACE_PRIVILEGED, 0, 0, 0, REPLACE_DONE, 0},
	    {"of another owner stays so", 0755, 0, 1, 0, 0, REPLACE_DONE, 0},
	    {"of an owner whom we may not name gets ours", 0755, 0, 1, 0, 9, REPLACE_DONE, REPLACE_LOST_OWNER},
	    {"of a group which we may not name gets ours", 0755, 0, 0, 1, 9, REPLACE_DONE, REPLACE_LOST_GROUP},
	    {"of an owner whom we may not name keeps its group", 0755, 0, 1, 1, 1, REPLACE_DONE, REPLACE_LOST_OWNER},
	    {"of owner and group that we may not name gets ours", 0755, 0, 1, 1, 9, REPLACE_DONE, REPLACE_LOST_OWNER | REPLACE_LOST_GROUP},
	    {"that is set-uid does not get another owner", 04755, REPLACE_PRIVILEGED, 1, 0, 9, REPLACE_FAILED, REPLACE_LOST_OWNER},
	    {"that is set-gid does not get another group", 02755, REPLACE_PRIVILEGED, 0, 1, 9, REPLACE_FAILED, REPLACE_LOST_GROUP},
	};
	struct stat st;
	size_t i;
	int result, good;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		chmod("f", cases[i].mode);
		other_owner = cases[i].owner;
		other_group = cases[i].group;
		go_wrong(FCHOWN, 1, cases[i].denied, EPERM, NULL);
		result = read_and_replace(cases[i].flags);
		good = result == cases[i].result && report.lost == cases[i].lost && is_tidy() && holds("f", result == REPLACE_DONE ? NEW : OLD) &&
		    stat("f", &st) == 0 && (st.st_mode & 07777) == cases[i].mode;
		if (!ok(good, "replace: a file %s", cases[i].what))
			printf("#   result %d, lost %u\n", result, report.lost);
	}
	begin();
	go_wrong(FUTIMENS, 1, 1, EPERM, NULL);
	ok(read_and_replace(0) == REPLACE_DONE && report.lost == REPLACE_LOST_TIMES, "replace: tells that the times are others");
	begin();
	spew("f", OLD);
	touch();
	ok(read_and_replace(0) == REPLACE_DONE && report.lost == 0 && stat("f", &st) == 0 && st.st_mtime == 1, "replace: the times stay");
}

static void
test_attributes(void)
{
	static const struct {
		const char *what;
		struct attribute a;
		unsigned flags;
		int result;
		unsigned lost, stale;
		int gets;
	} cases[] = {
	    {"of a user stays", {"user.x", "value", 1, 0, ""}, 0, REPLACE_DONE, 0, 0, 1},
	    {"of a user that is not taken is told of", {"user.x", "value", 0, 0, ""}, 0, REPLACE_DONE, REPLACE_LOST_OTHER, 0, 0},
	    {"of security stays", {"security.selinux", "label", 1, 0, ""}, 0, REPLACE_DONE, 0, 0, 1},
	    {"of security that the kernel gives stays", {"security.selinux", "label", 0, 1, ""}, 0, REPLACE_DONE, 0, 0, 0},
	    {"of security that is not taken is told of", {"security.selinux", "label", 0, 0, ""}, 0, REPLACE_DONE, REPLACE_LOST_LABEL, 0, 0},
	    {"of security that the kernel gives another value is told of", {"security.selinux", "label", 0, 0, "other"}, 0, REPLACE_DONE, REPLACE_LOST_LABEL, 0, 0},
	    {"of the old bytes' sum is told of", {"security.ima", "sum", 1, 0, ""}, 0, REPLACE_DONE, 0, REPLACE_STALE_IMA, 0},
	    {"of the old attributes' sum is told of", {"security.evm", "sum", 1, 0, ""}, 0, REPLACE_DONE, 0, REPLACE_STALE_EVM, 0},
	    {"of access stays", {ACL, "acl", 1, 0, ""}, 0, REPLACE_DONE, 0, 0, 1},
	    {"of access that is not taken is a reason to do nothing", {ACL, "acl", 0, 0, ""}, 0, REPLACE_FAILED, REPLACE_LOST_OTHER, 0, 0},
	    {"of capabilities is refused", {CAPABILITY, "all", 1, 0, ""}, 0, REPLACE_CAPABLE, 0, 0, 0},
	    {"of capabilities stays where that is wanted", {CAPABILITY, "all", 1, 0, ""}, REPLACE_PRIVILEGED, REPLACE_DONE, 0, 0, 1},
	    {"of capabilities that is not taken is a reason to do nothing", {CAPABILITY, "all", 0, 0, ""}, REPLACE_PRIVILEGED, REPLACE_FAILED, REPLACE_LOST_LABEL, 0, 0},
	};
	static const int silent[] = {ENOTSUP, ENOSYS};
	size_t i;
	int result, good;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		attributes[0] = cases[i].a;
		result = read_and_replace(cases[i].flags);
		good = result == cases[i].result && report.lost == cases[i].lost && report.stale == cases[i].stale && is_sound(result) &&
		    (strcmp(attributes[0].got, attributes[0].value) == 0) == cases[i].gets;
		if (!ok(good, "replace: an attribute %s", cases[i].what))
			printf("#   result %d, lost %u, stale %u, got %s\n", result, report.lost, report.stale, attributes[0].got);
	}
	begin();
	attributes[0] = (struct attribute){ACL, "acl", 0, 0, ""};
	attributes[1] = (struct attribute){"user.x", "value", 1, 0, ""};
	ok(read_and_replace(0) == REPLACE_FAILED && is_sound(REPLACE_FAILED) && !attributes[1].got[0], "replace: where rights would get lost, nothing more is tried");
	good = 1;
	for (i = 0; i < sizeof silent / sizeof silent[0]; i++) {
		begin();
		go_wrong(FLISTXATTR, 1, 1, silent[i], NULL);
		good &= read_and_replace(0) == REPLACE_DONE && wrong.fired == 1 && is_sound(REPLACE_DONE) && report.lost == 0;
	}
	ok(good, "replace: a file system that knows no attributes has none to lose");
	begin();
	verity = 0x00100000;
	ok(read_and_replace(0) == REPLACE_DONE && report.stale == REPLACE_STALE_VERITY, "replace: tells that fs-verity is not on");
	begin();
	verity = 1;
	ok(read_and_replace(0) == REPLACE_DONE && report.stale == 0, "replace: other flags are nothing to tell of");
}

/* --------------------------------------------------------------------------- links */

static void
test_links(void)
{
	static const struct {
		const char *what;
		enum call call;
		int from, to, error;
		void (*before)(void);
		int result;
		const char *g;
	} cases[] = {
	    {"leads to the new one", NO_CALL, 0, 0, 0, NULL, REPLACE_DONE, NEW},
	    {"is made where a name is taken", LINKAT, 1, 1, EEXIST, NULL, REPLACE_DONE, NEW},
	    {"stays where every name is taken", LINKAT, 1, INT_MAX, EEXIST, NULL, REPLACE_FAILED, OLD},
	    {"stays where there are no links", LINKAT, 1, 1, EPERM, NULL, REPLACE_FAILED, OLD},
	    {"stays where the new file cannot be opened", OPENAT, 1, 1, EACCES, NULL, REPLACE_FAILED, OLD},
	    {"stays where it cannot be renamed", RENAMEAT, 1, 1, EACCES, NULL, REPLACE_FAILED, OLD},
	    {"stays where the new file is another one", OPENAT, 1, 1, -1, put_other, REPLACE_CHANGED, OLD},
	    {"stays where another file gets in between", FSTATAT, 3, 3, -1, swap_link, REPLACE_FAILED, OLD},
	    {"stays where nobody can look at the new link", FSTATAT, 3, 3, EIO, NULL, REPLACE_FAILED, OLD},
	};
	struct replace_stat old;
	size_t i;
	int result;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		begin();
		read_and_replace(0);
		old = was;
		go_wrong(cases[i].call, cases[i].from, cases[i].to, cases[i].error, cases[i].before);
		result = replace_link(AT_FDCWD, "g", &old, AT_FDCWD, "f", &report);
		if (!ok(result == cases[i].result && holds("g", cases[i].g) && is_tidy() && (result == REPLACE_FAILED) == (report.step != NULL), "replace_link: a name %s", cases[i].what))
			printf("#   result %d, step %s\n", result, report.step ? report.step : "none");
	}
	ok(replace_link(AT_FDCWD, "f", &old, AT_FDCWD, "g", &report) != REPLACE_DONE, "replace_link: what is not the new file is not linked to");
	begin();
	read_and_replace(0);
	ok(replace_link(AT_FDCWD, "f", &was, AT_FDCWD, "f", &report) == REPLACE_DONE, "replace_link: a name that leads there already");
	spew("h", "other");
	rename("h", "g");
	ok(replace_link(AT_FDCWD, "g", &was, AT_FDCWD, "f", &report) == REPLACE_CHANGED && holds("g", "other"), "replace_link: a name that leads elsewhere by now");
}

/* ---------------------------------------------------------------------------- names */

static void
test_read(void)
{
	/* what the kernel says of a name that is no file to be read: a link, a device without a driver, a socket */
	static const int none[] = {ENOENT, ELOOP, ENXIO, ENODEV, ENOTDIR};
	struct replace_copy c;
	size_t i;
	int good;

	begin();
	mkdir("folder", 0755);
	good = symlink("f", "link") == 0 && mkfifo("fifo", 0644) == 0;
	spew("empty", "");
	good &= replace_read(&c, AT_FDCWD, "none") == 1 && !c.p;
	good &= replace_read(&c, AT_FDCWD, "folder") == 1 && replace_read(&c, AT_FDCWD, "link") == 1;
	good &= replace_read(&c, AT_FDCWD, "fifo") == 1 && replace_read(&c, AT_FDCWD, "f/x") == 1;
	ok(good, "replace_read: what is gone, or no file");
	ok(replace_read(&c, AT_FDCWD, "empty") == 0 && c.n == 0, "replace_read: nothing is read of an empty file");
	go_wrong(OPENAT, 1, 1, EACCES, NULL);
	ok(replace_read(&c, AT_FDCWD, "f") == -1 && errno == EACCES, "replace_read: says what is wrong");
	good = 1;
	for (i = 0; i < sizeof none / sizeof none[0]; i++) {
		go_wrong(OPENAT, 1, 1, none[i], NULL);
		good &= replace_read(&c, AT_FDCWD, "f") == 1 && !c.p;
	}
	ok(good, "replace_read: what cannot be opened since it is no file");
}

/* Each piece of memory in turn is refused. */
static void
test_memory(void)
{
	struct replace_stat old;
	int k, result, good = 1;

	if (!NO_MALLOC_WORKS) {
		ok(1, "replace: memory that ends # SKIP the allocator is not ours");
		return;
	}
	for (k = 1;; k++) {
		begin();
		attributes[0] = (struct attribute){"user.x", "value", 1, 0, ""};
		memset(&report, 0, sizeof report);
		no_malloc.refuse = k;
		result = read_and_replace(0);
		if (no_malloc.refuse)
			break;
		/* an attribute that cannot be read gets lost, which is told */
		if (result == REPLACE_DONE ? report.lost != REPLACE_LOST_OTHER || !holds("f", NEW) || !is_tidy() : !is_sound(result) || report.error != ENOMEM)
			good = 0;
	}
	ok(good && k == 4 && result == REPLACE_DONE && is_sound(result), "replace: without memory for the name, the list or a value of attributes nothing breaks");
	begin();
	read_and_replace(0);
	old = was;
	no_malloc.refuse = 1;
	ok(replace_link(AT_FDCWD, "g", &old, AT_FDCWD, "f", &report) == REPLACE_FAILED && report.step && report.error == ENOMEM && holds("g", OLD) && is_tidy(),
	    "replace_link: without memory for the name it stays");
}

static void
test_clean(void)
{
	int fd, good;

	begin();
	good = replace_is_temporary(".originld-0az9bc") && !replace_is_temporary(".originld-0az9b") && !replace_is_temporary(".originld-0az9bcd") &&
	    !replace_is_temporary(".originld-0az9bC") && !replace_is_temporary("originld-0az9bc") && !replace_is_temporary(".originld-0az9b.c") && !replace_is_temporary(".originld-0az9bc.c");
	ok(good, "replace_is_temporary: six letters or digits");
	mkdir("folder", 0755);
	spew("folder/.originld-abc123", "x");
	spew(".originld-abc123", "x");
	spew(".originld-keep", "x");
	ok(replace_clean(AT_FDCWD, ".originld-keep") == 0 && replace_clean(AT_FDCWD, ".originld-000000") == 0 && access(".originld-keep", F_OK) == 0,
	    "replace_clean: other names stay, and names of nothing");
	go_wrong(OPENAT, 1, 1, EACCES, NULL);
	ok(replace_clean(AT_FDCWD, ".originld-abc123") == -1 && errno == EACCES, "replace_clean: what cannot be opened");
	go_wrong(UNLINKAT, 1, 1, EACCES, NULL);
	ok(replace_clean(AT_FDCWD, ".originld-abc123") == -1 && errno == EACCES, "replace_clean: what cannot be removed");
	go_wrong(FSTATAT, 1, 1, ENOENT, NULL);
	ok(replace_clean(AT_FDCWD, ".originld-abc123") == 0, "replace_clean: what is gone when it is looked at");
	go_wrong(NO_CALL, 0, 0, 0, NULL);
	fd = open(".originld-abc123", O_WRONLY);
	good = flock(fd, LOCK_EX) == 0 && replace_clean(AT_FDCWD, ".originld-abc123") == 0;
	close(fd);
	ok(good && access(".originld-abc123", F_OK) == 0, "replace_clean: what somebody is at work on stays");
	go_wrong(FSTATAT, 1, 1, -1, swap_link);
	ok(replace_clean(AT_FDCWD, ".originld-abc123") == 0 && wrong.fired && holds(".originld-abc123", "other"), "replace_clean: a name that leads to another file by now stays");
	other_dev = 1;
	ok(replace_clean(AT_FDCWD, ".originld-abc123") == 0 && access(".originld-abc123", F_OK) == 0, "replace_clean: a name that leads to another file system by now stays");
	other_dev = 0;
	ok(replace_clean(AT_FDCWD, ".originld-abc123") == 1 && access(".originld-abc123", F_OK) != 0 &&
	        replace_clean(AT_FDCWD, "folder/.originld-abc123") == 1 && access("folder/.originld-abc123", F_OK) != 0,
	    "replace_clean: what was left behind goes");
}

static void
test_sync(void)
{
	int good;

	begin();
	good = replace_sync(AT_FDCWD, ".") == 0;
	go_wrong(FSYNC, 1, 1, EINVAL, NULL);
	good &= replace_sync(AT_FDCWD, ".") == 0;
	go_wrong(FSYNC, 1, 1, EIO, NULL);
	good &= replace_sync(AT_FDCWD, ".") == -1 && errno == EIO;
	go_wrong(OPENAT, 1, 1, EMFILE, NULL);
	good &= replace_sync(AT_FDCWD, ".") == -1 && errno == EMFILE;
	ok(good, "replace_sync: says whether it could");
}

static void
test_words(void)
{
	int i, good = 1;

	for (i = REPLACE_DONE; i < REPLACE_RESULT_COUNT; i++) {
		good &= (i == REPLACE_DONE) == !replace_result_name((enum replace_result)i)[0] && (i == REPLACE_DONE) == !replace_result_text((enum replace_result)i)[0];
		good &= (i == REPLACE_DONE) == !replace_result_remedy((enum replace_result)i)[0];
	}
	ok(good, "replace_result_name: each has one, with a text and a remedy");
}

int
main(void)
{
	char folder[] = "/tmp/originld-replace-XXXXXX";

	if (access("/proc/self/fd", F_OK) != 0) {
		ok(1, "replace # SKIP needs /proc");
		return done();
	}
	if (!mkdtemp(folder) || chdir(folder) != 0)
		return 2;
	test_faults();
	test_others();
	test_known();
	test_rights();
	test_attributes();
	test_links();
	test_read();
	test_memory();
	test_clean();
	test_sync();
	test_words();
	clear();
	if (chdir("/") == 0)
		rmdir(folder);
	return done();
}

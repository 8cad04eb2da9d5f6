/* SPDX-License-Identifier: MIT */
/*
 * Trees that are walked while the system is at odds: file systems that do not tell what an entry is, folders that are gone or something else when they are
 * opened, limits of all kinds, and memory that ends. The calls that walk.c makes are defined here: they do what they should unless the test wants another
 * outcome. What a folder has can be made up, too.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"

#include "fix.h"
#include "fortified.h"
#include "made_tree.h"
#include "scarce.h"
#include "walk.h"

/* A sanitizer has an allocator of its own, and a C library other than glibc none that could be had by another name. */
#if defined(__GLIBC__) && !defined(BYTES_PLAIN)
#define CAN_REFUSE 1
#else
#define CAN_REFUSE 0
#endif

/* Where the kernel's struct linux_dirent64 has what walk.c wants of it. */
enum { ENTRY_LENGTH = 16, ENTRY_TYPE = 18, ENTRY_NAME = 19 };

static struct {
	int forgetful;       /* entries are of no known type */
	const char *made;    /* all that any folder has: one entry, of this type */
	unsigned made_type;
	int told;            /* it was given */
	const char *cannot;  /* this name cannot be opened */
	int error;
	int unreadable;      /* no folder can be read, by this error */
	int limited;         /* RLIMIT_NOFILE is `files`; 0: it cannot be asked for */
	rlim_t files;
	size_t least, most;  /* pieces of memory of this size are refused, but for the first `granted` */
	int granted, slowly; /* slowly: not before all other threads had time to wait */
} odd;

static void
begin(void)
{
	memset(&odd, 0, sizeof odd);
}

/* ----------------------------------------------------------------------- the system */

#if CAN_REFUSE
extern void *__libc_malloc(size_t n);

void *
malloc(size_t n)
{
	static const struct timespec while_others_wait = {0, 30000000};

	if (odd.most && n >= odd.least && n <= odd.most && --odd.granted < 0) {
		if (odd.slowly)
			nanosleep(&while_others_wait, NULL);
		errno = ENOMEM;
		return NULL;
	}
	return __libc_malloc(n);
}
#endif

static size_t
put_entry(char *to, const char *name, unsigned type)
{
	uint16_t length = (uint16_t)((ENTRY_NAME + strlen(name) + 1 + 7) / 8 * 8);

	memset(to, 0, length);
	memcpy(to + ENTRY_LENGTH, &length, sizeof length);
	to[ENTRY_TYPE] = (char)(odd.forgetful ? DT_UNKNOWN : type);
	strcpy(to + ENTRY_NAME, name);
	return length;
}

/* For SYS_getdents64, the only call that walk.c makes in this way. The folders of these tests are small, so that all entries have room at once. */
long
syscall(long number, ...)
{
	struct dirent *e;
	size_t n = 0, room;
	va_list a;
	DIR *d;
	int fd;
	char *to;

	va_start(a, number);
	fd = va_arg(a, int);
	to = va_arg(a, char *);
	room = va_arg(a, size_t);
	va_end(a);
	if (odd.made) {
		n = odd.told ? 0 : put_entry(to, odd.made, odd.made_type);
		odd.told = !odd.told;
		return (long)n;
	}
	if (odd.unreadable)
		return errno = odd.unreadable, -1;
	/* it reads on where the descriptor stands, which after the first time is the end */
	d = fdopendir(dup(fd));
	if (!d)
		return -1;
	while ((e = readdir(d)) != NULL && room - n > ENTRY_NAME + sizeof e->d_name + 8)
		n += put_entry(to + n, e->d_name, e->d_type);
	closedir(d);
	return (long)n;
}

/* Through /proc, where one name is the whole path. */
int
openat(int folder, const char *name, int flags, ...)
{
	char path[PATH_MAX];

	if (odd.cannot && strcmp(name, odd.cannot) == 0)
		return errno = odd.error, -1;
	if (folder == AT_FDCWD)
		return open(name, flags);
	snprintf(path, sizeof path, "/proc/self/fd/%d/%s", folder, name);
	return open(path, flags);
}

FORTIFIED_OPENAT

#ifdef __GLIBC__
int
getrlimit(__rlimit_resource_t what, struct rlimit *limit)
#else
int
getrlimit(int what, struct rlimit *limit)
#endif
{
	if (!odd.limited)
		return prlimit(0, what, NULL, limit);
	if (!odd.files)
		return errno = EINVAL, -1;
	limit->rlim_cur = limit->rlim_max = odd.files;
	return 0;
}

/* ------------------------------------------------------------------------- the walk */

/* What was told of, a line each, sorted: "f path" for files, "l path" for links, "! path error" for trouble. */
static struct {
	char line[64][PATH_MAX];
	size_t lines;
	size_t ticks, last;
	pthread_mutex_t lock;
} told = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
note(char kind, const struct walk_folder *folder, const char *name, const char *more)
{
	char room[PATH_MAX];
	struct arena a = {room, room + sizeof room, NULL, 0};
	struct text t = text_in(&a);
	const char *path;

	walk_path(&t, folder, name);
	path = text_string(&t);
	if (!path)
		path = "(no memory)";
	if (strncmp(path, tree.root, tree.root_n) == 0)
		path += tree.root_n;
	pthread_mutex_lock(&told.lock);
	if (told.lines < 64)
		snprintf(told.line[told.lines++], PATH_MAX, "%c %.3000s%s", kind, path, more);
	pthread_mutex_unlock(&told.lock);
}

static void
see_file(void *ctx, unsigned worker, const struct walk_file *f)
{
	(void)ctx;
	(void)worker;
	note('f', f->folder, f->name, "");
}

static void
see_link(void *ctx, unsigned worker, const struct walk_file *f)
{
	(void)ctx;
	(void)worker;
	note('l', f->folder, f->name, "");
}

static void
see_trouble(void *ctx, unsigned worker, const struct walk_folder *folder, const char *name, int error)
{
	char number[32];

	(void)ctx;
	(void)worker;
	snprintf(number, sizeof number, " %s", error == EIO ? "EIO" : error == EACCES ? "EACCES" : error == ENOENT ? "ENOENT" : error ? "other" : "0");
	note('!', folder, name, number);
}

static void
see_tick(void *ctx, size_t files)
{
	(void)ctx;
	told.ticks++;
	told.last = files;
}

static struct walk walk = {NULL, 1, see_file, see_trouble, see_tick, see_link};

static int
by_line(const void *x, const void *y)
{
	return strcmp(x, y);
}

/* Walks one operand; what was told of is in order then. */
static long
go(const char *operand)
{
	long files;

	told.lines = told.ticks = told.last = 0;
	files = walk_trees(&walk, &operand, 1);
	qsort(told.line, told.lines, sizeof told.line[0], by_line);
	return files;
}

/* Whether these lines were told of, and no others; '|' stands between two. */
static int
was_told(const char *lines)
{
	char all[8192];
	size_t n = 0, i;

	all[0] = '\0';
	for (i = 0; i < told.lines; i++)
		n += (size_t)snprintf(all + n, sizeof all - n, "%s%s", i ? "|" : "", told.line[i]);
	if (strcmp(all, lines) == 0)
		return 1;
	printf("#   told: %s\n#   want: %s\n", all, lines);
	return 0;
}

static void
test_entries(void)
{
	static const char all[] = "f /a/b/deep|f /a/x|f /y|l /a/link|l /broken";
	static const char names[] = "f /..y|f /.x|f /a/b/deep|f /a/x|f /y|l /a/link|l /broken";
	static const struct {
		const char *name;
		unsigned type;
		const char *lines;
	} made[] = {
	    {"gone", DT_UNKNOWN, ""},
	    {"gone", DT_DIR, ""},
	    {"y", DT_DIR, ""},
	    {"broken", DT_DIR, ""},
	    {"gone", DT_REG, "f /gone"},
	    {"fifo", DT_FIFO, ""},
	};
	size_t i;

	tree_text("a/b/deep", "", 0644);
	tree_text("a/x", "", 0644);
	tree_text("y", "", 0644);
	tree_link("a/link", "x");
	tree_link("broken", "nowhere");
	if (mkfifo(tree_note(tree_path("fifo")), 0644) != 0)
		tree_fail("fifo");
	begin();
	ok(go(tree.root) == 3 && was_told(all), "walk: every file and every link, and nothing else");
	odd.forgetful = 1;
	ok(go(tree.root) == 3 && was_told(all), "walk: the same where the file system does not tell what an entry is");
	begin();
	for (i = 0; i < sizeof made / sizeof made[0]; i++) {
		odd.made = made[i].name;
		odd.made_type = made[i].type;
		ok(go(tree.root) >= 0 && was_told(made[i].lines), "walk: an entry that is %s, as type %u", made[i].name, made[i].type);
	}
	begin();
	tree_text(".x", "", 0644);
	tree_text("..y", "", 0644);
	ok(go(tree.root) == 5 && was_told(names), "walk: names that only begin like . and .. are names like others");
	walk.link = NULL;
	ok(go(tree.root) == 5 && told.lines == 5, "walk: nobody has to want links");
	walk.link = see_link;
}

static void
test_trouble(void)
{
	static const struct {
		int error;
		const char *line;
	} cases[] = {
	    {ENOENT, ""}, {ENOTDIR, ""}, {ELOOP, ""}, {EACCES, "! /a EACCES|"}, {EIO, "! /a EIO|"},
	};
	char lines[256];
	size_t i;

	begin();
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		odd.cannot = "a";
		odd.error = cases[i].error;
		snprintf(lines, sizeof lines, "%sf /..y|f /.x|f /y|l /broken", cases[i].line);
		ok(go(tree.root) == 3 && was_told(lines), "walk: a folder that cannot be opened is %s", cases[i].line[0] ? "told of" : "gone or no folder any more");
	}
	begin();
	odd.unreadable = EIO;
	ok(go(tree.root) == 0 && was_told("!  EIO"), "walk: a folder that cannot be read is told of");
	odd.unreadable = ENOENT;
	ok(go(tree.root) == 0 && was_told(""), "walk: a folder that is removed while it is read has nothing more");
}

static void
test_operands(void)
{
	struct arena a;
	struct text t;

	begin();
	odd.made = "x";
	odd.made_type = DT_REG;
	ok(go("/") == 1 && was_told("f /x"), "walk_path: the root folder has its '/' already");
	ok(go("//") == 1 && was_told("f /x"), "walk_path: and no other is put behind more of them");
	begin();
	ok(go(tree_path("a//")) == 2 && was_told("f /a/b/deep|f /a/x|l /a/link"), "walk_path: an operand's own '/' is enough");
	ok(go("") == 0 && was_told("!  ENOENT"), "walk: an operand without a byte is not there");
	ok(go(tree_path("fifo")) == 0 && was_told("! /fifo 0"), "walk: an operand that is nothing to look at is told of, and not opened");
	ok(go(tree_path("a/link")) == 1 && was_told("f /a/link"), "walk: an operand may be a link");
	ok(walk_name(NULL).n == 0, "walk_name: of no folder nothing");
	a = scarce_arena(0);
	t = text_in(&a);
	walk_path(&t, NULL, "x");
	ok(t.n == 0 && a.failed && scarce_whole(), "walk_path: the arena knows that memory ended");
}

static struct arena short_arena;

static void
see_with_little(void *ctx, unsigned worker, const struct walk_file *f)
{
	struct text t = text_in(&short_arena);

	(void)ctx;
	(void)worker;
	walk_path(&t, f->folder, f->name);
	told.lines += text_string(&t) == NULL && short_arena.failed;
}

static void
test_limits(void)
{
	static const struct {
		rlim_t files;
		unsigned threads;
	} cases[] = {{0, 1}, {7, 1}, {8, 2}, {40, 10}, {63, 15}, {64, WALK_MAX_THREADS}, {1024, WALK_MAX_THREADS}, {RLIM_INFINITY, WALK_MAX_THREADS}};
	static const unsigned counts[] = {0, 1, WALK_MAX_THREADS, WALK_MAX_THREADS + 1, 1000000};
	static const char all[] = "f /..y|f /.x|f /a/b/deep|f /a/x|f /y|l /a/link|l /broken";
	struct walk little = {NULL, 1, see_with_little, see_trouble, NULL, NULL};
	const char *operand = tree.root;
	size_t i;
	long files;

	begin();
	odd.limited = 1;
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		odd.files = cases[i].files;
		ok(walk_threads() == cases[i].threads, "walk_threads: %u for a limit of %lu files", cases[i].threads, (unsigned long)cases[i].files);
		/* where few may be open, folders are opened by their paths */
		ok(go(tree.root) == 5 && was_told(all), "walk: finds all with that limit");
	}
	begin();
	for (i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		walk.threads = counts[i];
		ok(go(tree.root) == 5 && was_told(all), "walk: finds all with %u threads", counts[i]);
	}
	walk.threads = 1;
	go(tree.root);
	ok(told.ticks == 3 && told.last == 5, "walk: the last tick tells of all files, one for each folder");
	walk.tick = NULL;
	ok(go(tree.root) == 5 && told.ticks == 0, "walk: nobody has to want ticks");
	walk.tick = see_tick;
	short_arena = scarce_arena(0);
	told.lines = 0;
	files = walk_trees(&little, &operand, 1);
	ok(files == 5 && told.lines == 5 && scarce_whole(), "walk_path: a path for which there is no memory is none, and the walk goes on");
}

/* -------------------------------------------------------------------------- memory */

/* Refuses memory of such a size, but for some pieces. */
static void
refuse(size_t least, size_t most, int granted)
{
	begin();
	odd.least = least;
	odd.most = most;
	odd.granted = granted;
}

static void
test_memory(void)
{
	/* a length that nothing else has that is asked for */
	enum { LONG = 201, ROOM = 150 };
	char name[LONG + 3], lines[LONG + 64];
	const char *operands[2];
	struct fix_tree fix;
	struct arena a;
	unsigned threads, i;
	int good, lowest;
	long files;

	if (!CAN_REFUSE) {
		ok(1, "walk: memory that ends # SKIP the allocator is not ours");
		return;
	}
	begin();
	memset(name, 'n', LONG);
	strcpy(name + LONG, "/x");
	tree_text(name, "", 0644);
	name[LONG] = '\0';
	arena_again(&a);
	refuse(32768, SIZE_MAX, 0);
	ok(go(tree.root) == -1 && told.lines == 0, "walk: without memory for a buffer nothing is walked");
	memset(&fix, 0, sizeof fix);
	fix.a = &a;
	ok(fix_tree_read(&fix, "tree", tree.root) == -1 && !fix.items, "fix_tree_read: nor is anything read");
	refuse(LONG, LONG + ROOM, 0);
	ok(fix_tree_read(&fix, "tree", tree.root) == -1 && !fix.items, "fix_tree_read: a part of a tree is not taken for all of it");
	/* the last operand is noted first */
	refuse(LONG, LONG + ROOM, 0);
	operands[0] = name;
	operands[1] = tree.root;
	told.lines = 0;
	files = walk_trees(&walk, operands, 2);
	ok(files == -1 && told.lines == 0, "walk: without memory for an operand nothing is walked");
	refuse(LONG, LONG + ROOM, 0);
	ok(go(tree.root) == -1, "walk: without memory for a folder the walk ends and says so");
	lowest = dup(0);
	close(lowest);
	for (threads = 2, good = 1; threads <= WALK_MAX_THREADS; threads *= 2) {
		walk.threads = threads;
		for (i = 0; i < 2; i++) {
			refuse(LONG, LONG + ROOM, 0);
			odd.slowly = (int)i;
			good &= go(tree.root) == -1;
		}
	}
	ok(good, "walk: with other threads, those that wait for more included, it ends, too");
	ok(dup(0) == lowest, "walk: and leaves no folder open");
	close(lowest);
	walk.threads = 1;
	/* with no descriptor to spare a folder below the first is opened by its path, which takes memory */
	begin();
	odd.limited = 1;
	odd.files = 8;
	odd.least = 0;
	odd.most = 3 * sizeof(void *);
	odd.granted = 0;
	good = go(tree.root) == 3;
	begin();
	snprintf(lines, sizeof lines, "! /a other|! /%s other|f /..y|f /.x|f /y|l /broken", name);
	ok(good && was_told(lines), "walk: a folder for whose path there is no memory is told of");
	ok(go(tree.root) == 6, "walk: afterwards all is as before");
}

int
main(void)
{
	if (access("/proc/self/fd", F_OK) != 0) {
		ok(1, "walk # SKIP needs /proc");
		return done();
	}
	begin();
	tree_begin();
	test_entries();
	test_trouble();
	test_operands();
	test_limits();
	test_memory();
	begin();
	ok(tree_end(), "walk: nothing was made in the tree");
	return done();
}

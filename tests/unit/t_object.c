/* SPDX-License-Identifier: MIT */
/*
 * Files of a tree that are read while the system fails, or while somebody else changes them. The calls that object.c and check_embedded.c make are defined
 * here: they do what they should, by other calls, unless the test wants another outcome.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tap.h"

#include "check.h"
#include "fortified.h"
#include "made_tree.h"
#include "object.h"
#include "scarce.h"
#include "walk.h"

enum call { NO_CALL, OPENAT, FSTAT, READ, PREAD };

/* What is to go wrong: `times` calls of this kind from number `from` on, with this error; what somebody else does before the first. */
static struct {
	enum call call;
	int from, times, error, count;
	void (*before)(void);
} wrong;

static int
goes_wrong(enum call call)
{
	if (call != wrong.call || ++wrong.count < wrong.from)
		return 0;
	if (wrong.before && wrong.count == wrong.from)
		wrong.before();
	if (wrong.count >= wrong.from + wrong.times)
		return 0;
	errno = wrong.error;
	return 1;
}

static void
go_wrong(enum call call, int from, int times, int error, void (*before)(void))
{
	wrong.call = call;
	wrong.from = from;
	wrong.times = times;
	wrong.error = error;
	wrong.count = 0;
	wrong.before = before;
}

int
openat(int folder, const char *name, int flags, ...)
{
	(void)folder;
	return goes_wrong(OPENAT) ? -1 : open(name, flags);
}

int
fstat(int fd, struct stat *st)
{
	return goes_wrong(FSTAT) ? -1 : fstatat(fd, "", st, AT_EMPTY_PATH);
}

ssize_t
read(int fd, void *to, size_t n)
{
	struct iovec v = {to, n};

	return goes_wrong(READ) ? -1 : readv(fd, &v, 1);
}

ssize_t
pread(int fd, void *to, size_t n, off_t at)
{
	struct iovec v = {to, n};

	return goes_wrong(PREAD) ? -1 : preadv(fd, &v, 1, at);
}

FORTIFIED_OPENAT
FORTIFIED_READ
FORTIFIED_PREAD

/* ----------------------------------------------------------------------- one object */

static const struct tree_elf program = {.type = 3, .interp = "/lib/ld.so.1", .need = {"libx.so.1"}, .runpath = "$ORIGIN/../lib"};
static const char long_script[] = "#!/opt/application/with/a/long/path/to/its/interpreter/bin/interpreter -x\n";
static const char *subject; /* the file that is read */

static void
overwrite(const char *bytes, size_t n, off_t at)
{
	int fd = open(subject, O_WRONLY | O_CLOEXEC);

	if (fd < 0 || pwrite(fd, bytes, n, at) != (ssize_t)n)
		tree_fail(subject);
	close(fd);
}

static void
become_text(void)
{
	overwrite("This is a text by now, and no program.", 38, 0);
}

/* e_type, which the processor's own numbers follow. */
static void
become_strange(void)
{
	overwrite("\1\377", 2, 16);
}

static void
become_short(void)
{
	if (truncate(subject, 2) != 0)
		tree_fail(subject);
}

static void
become_shorter(void)
{
	if (truncate(subject, 24) != 0)
		tree_fail(subject);
}

enum subject { PROGRAM, LONG_SCRIPT, SCRIPT, FOLDER };

static const struct {
	const char *what;
	enum subject subject;
	enum call call;
	int from, times, error;
	void (*before)(void);
	int result;
	enum object_kind kind;
} cases[] = {
    {"a program", PROGRAM, NO_CALL, 0, 0, 0, NULL, 0, OBJECT_ELF},
    {"a file that is gone", PROGRAM, OPENAT, 1, 1, ENOENT, NULL, 1, OBJECT_OTHER},
    {"a file that is a link by now", PROGRAM, OPENAT, 1, 1, ELOOP, NULL, 1, OBJECT_OTHER},
    {"a file that is a socket by now", PROGRAM, OPENAT, 1, 1, ENXIO, NULL, 1, OBJECT_OTHER},
    {"a file that is a device without a driver by now", PROGRAM, OPENAT, 1, 1, ENODEV, NULL, 1, OBJECT_OTHER},
    {"a file whose folder is none any more", PROGRAM, OPENAT, 1, 1, ENOTDIR, NULL, 1, OBJECT_OTHER},
    {"a file that may not be read", PROGRAM, OPENAT, 1, 1, EACCES, NULL, -1, OBJECT_OTHER},
    {"a file that cannot be read", PROGRAM, READ, 1, 1, EIO, NULL, -1, OBJECT_OTHER},
    {"a file that gives nothing yet", PROGRAM, READ, 1, 1, EAGAIN, NULL, 1, OBJECT_OTHER},
    {"a folder", FOLDER, NO_CALL, 0, 0, 0, NULL, 1, OBJECT_OTHER},
    {"a program, by a read that is interrupted", PROGRAM, READ, 1, 2, EINTR, NULL, 0, OBJECT_ELF},
    {"a program, by another read that is interrupted", PROGRAM, PREAD, 1, 2, EINTR, NULL, 0, OBJECT_ELF},
    {"a program that cannot be read on", PROGRAM, PREAD, 1, INT_MAX / 2, EIO, NULL, -1, OBJECT_OTHER},
    {"a program that cannot be read to its strings", PROGRAM, PREAD, 2, INT_MAX / 2, EIO, NULL, -1, OBJECT_OTHER},
    {"a program of which the system tells nothing", PROGRAM, FSTAT, 1, 1, EIO, NULL, -1, OBJECT_OTHER},
    {"a program that becomes a text", PROGRAM, FSTAT, 1, 0, 0, become_text, 0, OBJECT_OTHER},
    {"a program that becomes something else", PROGRAM, FSTAT, 1, 0, 0, become_strange, 0, OBJECT_OTHER},
    {"a script", SCRIPT, NO_CALL, 0, 0, 0, NULL, 0, OBJECT_SCRIPT},
    {"a script of which the system tells nothing", SCRIPT, FSTAT, 1, 1, EIO, NULL, -1, OBJECT_OTHER},
    {"a script with a long first line", LONG_SCRIPT, NO_CALL, 0, 0, 0, NULL, 0, OBJECT_SCRIPT},
    {"a script whose first line cannot be read on", LONG_SCRIPT, PREAD, 1, 1, EIO, NULL, -1, OBJECT_OTHER},
    {"a script that becomes empty", LONG_SCRIPT, PREAD, 1, 0, 0, become_short, 0, OBJECT_OTHER},
    {"a script that becomes shorter", LONG_SCRIPT, PREAD, 1, 0, 0, become_shorter, 0, OBJECT_SCRIPT},
};

static void
make_subject(enum subject s)
{
	static struct maker m;

	switch (s) {
	case PROGRAM:
		tree_make_elf(&m, &program);
		subject = tree_file("subject", maker_span(&m), 0755);
		break;
	case LONG_SCRIPT: subject = tree_text("subject", long_script, 0755); break;
	case SCRIPT: subject = tree_text("subject", "#! /bin/sh -e\necho\n", 0755); break;
	case FOLDER: subject = tree_path("folder"); break;
	}
}

/* What is true of each answer, whatever it is. */
static int
is_sound(const struct object *o, int result, int error)
{
	struct stat st;

	if (result != 0)
		return o->kind == OBJECT_OTHER && !o->capable && error != 0;
	if (o->kind == OBJECT_OTHER)
		return 1;
	if (stat(subject, &st) != 0 || o->ino != (unsigned long long)st.st_ino || o->mode != (unsigned)st.st_mode || o->links != 1)
		return 0;
	return o->kind == OBJECT_SCRIPT ? o->script.n && strlen(o->script.p) == o->script.n : o->elf.needs == 1 && span_is(o->elf.needed[0].text, "libx.so.1");
}

static void
test_object(void)
{
	struct object o;
	struct arena a;
	size_t i;
	int result;

	tree_folder("folder");
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		make_subject(cases[i].subject);
		arena_again(&a);
		errno = 0;
		go_wrong(cases[i].call, cases[i].from, cases[i].times, cases[i].error, cases[i].before);
		result = object_read(&o, &a, AT_FDCWD, subject, 0, NULL, NULL);
		if (!ok(result == cases[i].result && o.kind == cases[i].kind && is_sound(&o, result, errno) && (result != -1 || errno == cases[i].error),
			"object_read: %s", cases[i].what))
			printf("#   result %d, kind %d, %s\n", result, (int)o.kind, strerror(errno));
		go_wrong(NO_CALL, 0, 0, 0, NULL);
	}
}

/* What stands in a pipe is no file's, whatever it looks like. */
static void
test_pipe(void)
{
	struct object o;
	struct arena a;
	int fd, result;

	subject = tree_note(tree_path("pipe"));
	fd = mkfifo(subject, 0755) == 0 ? open(subject, O_RDWR | O_CLOEXEC) : -1;
	if (fd < 0 || write(fd, "#!/bin/sh\n", 10) != 10)
		tree_fail(subject);
	arena_again(&a);
	result = object_read(&o, &a, AT_FDCWD, subject, 0, NULL, NULL);
	close(fd);
	ok(result == 1 && o.kind == OBJECT_OTHER, "object_read: a fifo in which a script stands");
}

/* ----------------------------------------------------------------- the first line */

static void
test_first_line(void)
{
	static const struct {
		const char *what, *bytes;
		size_t n;
		const char *interpreter; /* NULL: none */
	} lines[] = {
	    {"blanks before it", "#! \t/bin/a -x\n", 14, "/bin/a"},
	    {"a tab behind it", "#!/bin/b\tx\n", 11, "/bin/b"},
	    {"a NUL behind it", "#!/bin/c\0x\n", 11, "/bin/c"},
	    {"the end of the file behind it", "#!/bin/d", 8, "/bin/d"},
	    {"nothing in the line", "#!  \n/bin/e in the second line, and more than 64 bytes in the file as a whole\n", 78, NULL},
	    {"no name that ends", "#!/bin/f0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
				  "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
				  "123456789\n", 266, NULL},
	    {"blanks alone in what is read first", "#!                                                                 /bin/g\n", 74, "/bin/g"},
	    {"another line behind blanks", "#!                                                                \n/bin/h\n", 75, NULL},
	};
	struct object o;
	struct span s;
	struct arena a;
	size_t i;
	int result;

	for (i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		arena_again(&a);
		s.p = lines[i].bytes;
		s.n = lines[i].n;
		result = object_read(&o, &a, AT_FDCWD, tree_file("subject", s, 0755), 0, NULL, NULL);
		ok(result == 0 && o.kind == (lines[i].interpreter ? OBJECT_SCRIPT : OBJECT_OTHER) && (!lines[i].interpreter || span_is(o.script, lines[i].interpreter)),
		    "object_read: a script's first line with %s", lines[i].what);
	}
}

/* -------------------------------------------------------------------------- memory */

static int
read_it(struct arena *a, void *ctx)
{
	struct object o;
	int result = object_read(&o, a, AT_FDCWD, subject, 0, NULL, NULL);

	if (result == -1)
		return errno == ENOMEM && o.kind == OBJECT_OTHER ? -1 : 1;
	return result == 0 && o.kind == *(const enum object_kind *)ctx && is_sound(&o, 0, 0) ? 0 : 1;
}

static void
test_memory(void)
{
	enum object_kind kind = OBJECT_ELF;

	make_subject(PROGRAM);
	ok(scarce_pieces(read_it, &kind) > 1, "object_read: a program is read whole, or memory ended");
	make_subject(SCRIPT);
	kind = OBJECT_SCRIPT;
	ok(scarce_pieces(read_it, &kind) == 1, "object_read: so is a script");
}

/* ------------------------------------------------------------- the path of the tree */

static const struct span places[] = {{"/opt/app", 8}, {"/srv/links/app", 14}};

static void
test_embedded(void)
{
	static const char text[] = "one\ntwo\nprefix=/opt/app/lib\n";
	static const struct {
		const char *what;
		const char *name;
		int operand; /* it is one, and may be a link */
		enum call call;
		int error, result, found;
	} rows[] = {
	    {"a text that holds it", "text", 0, NO_CALL, 0, 0, 1},
	    {"a link to one is another's", "link", 0, NO_CALL, 0, 0, 0},
	    {"a link to one that is an operand", "link", 1, NO_CALL, 0, 0, 1},
	    {"what is gone", "none", 0, NO_CALL, 0, 0, 0},
	    {"what is a folder by now", "folder", 0, NO_CALL, 0, 0, 0},
	    {"what is a fifo by now", "fifo", 0, NO_CALL, 0, 0, 0},
	    {"what may not be read", "text", 0, OPENAT, EACCES, -1, 0},
	    {"what cannot be read", "text", 0, READ, EIO, -1, 0},
	    {"what the system tells nothing of", "text", 0, FSTAT, EIO, -1, 0},
	};
	/* whose it is does not matter, only that there is one */
	const struct walk_folder *folder = (const struct walk_folder *)(const void *)rows;
	struct check_item item;
	struct walk_file f;
	struct arena a;
	size_t i;
	int result;

	tree_text("text", text, 0644);
	tree_link("link", "text");
	if (mkfifo(tree_note(tree_path("fifo")), 0644) != 0)
		tree_fail("fifo");
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		memset(&item, 0, sizeof item);
		arena_again(&a);
		f.at = AT_FDCWD;
		f.name = tree_path(rows[i].name);
		f.folder = rows[i].operand ? NULL : folder;
		go_wrong(rows[i].call, 1, 1, rows[i].error, NULL);
		errno = 0;
		result = check_embedded(&item, &a, &f, EMBEDDED_PKG_CONFIG, places, 2);
		ok(result == rows[i].result && (result == 0 || errno == rows[i].error) && (item.place.p != NULL) == rows[i].found &&
			(!rows[i].found || (span_is(item.place, "/opt/app/lib") && item.line == 3 && item.embedded == EMBEDDED_PKG_CONFIG && item.object.ino)),
		    "check_embedded: %s", rows[i].what);
	}
	go_wrong(NO_CALL, 0, 0, 0, NULL);
	memset(&item, 0, sizeof item);
	f.name = tree_path("text");
	a = scarce_arena(0);
	result = check_embedded(&item, &a, &f, EMBEDDED_PKG_CONFIG, places, 2);
	ok(result == 0 && a.failed && !item.place.p && !item.place.n && !item.line && item.embedded == EMBEDDED_NOT, "check_embedded: without memory nothing is noted, and the arena knows");
	item.object.kind = OBJECT_SCRIPT;
	a = scarce_arena(1);
	result = check_embedded(&item, &a, &f, EMBEDDED_PKG_CONFIG, places, 2);
	ok(result == 0 && item.place.p && item.object.kind == OBJECT_SCRIPT && !item.object.ino && scarce_whole(), "check_embedded: what is known of a script stays");
}

int
main(void)
{
	tree_begin();
	test_object();
	test_pipe();
	test_first_line();
	test_memory();
	test_embedded();
	ok(tree_end(), "object: nothing was made in the tree");
	return done();
}

/* SPDX-License-Identifier: MIT */
/*
 * What `originld fix` does to one file: a program, a script, a .pc file, a RECORD. Each case has a small tree of its own. Files may be gone or may have changed since
 * the tree was read, new ones may not be made, and memory may end, which leaves a file as it was or mends all of it.
 */
#undef _FORTIFY_SOURCE
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tap.h"

#include "elf.h"
#include "fix.h"
#include "fortified.h"
#include "made_tree.h"
#include "scarce.h"

static struct {
	const char *gone; /* a file of this name is, when it is opened */
	int read_only;    /* no file can be made */
} odd;

int
openat(int folder, const char *name, int flags, ...)
{
	size_t n = odd.gone ? strlen(odd.gone) : 0, all = strlen(name);
	va_list a;
	int fd;

	if (odd.gone && all >= n && strcmp(name + all - n, odd.gone) == 0)
		return errno = ENOENT, -1;
	if (odd.read_only && (flags & O_CREAT))
		return errno = EROFS, -1;
	va_start(a, flags);
	fd = (int)syscall(SYS_openat, folder, name, flags, flags & O_CREAT ? va_arg(a, unsigned) : 0U);
	va_end(a);
	return fd;
}

FORTIFIED_OPENAT

/* ------------------------------------------------------------------------- one case */

static struct fix x;
static struct arena a;
static char said[1 << 15]; /* on stdout and stderr */
static unsigned cases;

/* A folder for the next case: what stands before each name. */
static const char *
next_tree(void)
{
	static char name[32];

	snprintf(name, sizeof name, "case%u", ++cases);
	return name;
}

static const char *
in(const char *folder, const char *name)
{
	static char path[4][PATH_MAX];
	static unsigned turn;

	snprintf(path[++turn % 4], PATH_MAX, "%s/%s", folder, name);
	return path[turn % 4];
}

/* Reads the tree. What the case wishes is set by the caller. */
static void
read_tree(const char *name)
{
	arena_again(&a);
	memset(&x, 0, sizeof x);
	memset(&odd, 0, sizeof odd);
	x.a = x.tree.a = &a;
	x.tag = ELF_RUNPATH;
	if (fix_tree_read(&x.tree, name, tree_path(name)) != 0 || x.tree.unread)
		tree_fail(name);
}

static struct fix_item *
item_of(const char *name)
{
	size_t i;

	for (i = 0; i < x.tree.items; i++) {
		if (strcmp(x.tree.item[i].real, tree_path(name)) == 0)
			return &x.tree.item[i];
	}
	tree_fail(name);
	return NULL;
}

/* Mends all files of the tree, as cmd_fix.c does it. */
static void
mend(void)
{
	struct fix_item *item;

	for (item = x.tree.item; item < x.tree.item + x.tree.items; item++) {
		if (item->object.kind == OBJECT_ELF)
			fix_elf(&x, item);
		else
			fix_script(&x, item);
	}
	fix_pkg_config(&x);
	fix_records(&x);
}

/* The same with what is said going to a file, and from there into `said`. */
static void
mend_quietly(void)
{
	const char *path = tree_path("said");
	int out = dup(1), err = dup(2), fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	ssize_t n;

	fflush(stdout);
	fflush(stderr);
	if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd, 2) < 0)
		tree_fail(path);
	mend();
	fflush(stdout);
	fflush(stderr);
	dup2(out, 1);
	dup2(err, 2);
	close(out);
	close(err);
	n = pread(fd, said, sizeof said - 1, 0);
	said[n > 0 ? n : 0] = '\0';
	close(fd);
	remove(path);
}

static int
says(const char *text)
{
	return strstr(said, text) != NULL;
}

/* The rpath of a file as it is now. Its strings live in the arena of the case. */
static struct elf
elf_of(const char *name)
{
	struct object o;

	if (object_read(&o, &a, AT_FDCWD, tree_path(name), 0, NULL, NULL) != 0)
		tree_fail(name);
	return o.elf;
}

/* Shows what was said where a case is not as it should be. */
static void
check(int good, const char *what)
{
	if (!ok(good, "%s", what))
		show("said", span_of(said));
}

/* ------------------------------------------------------------------ search paths */

#define ELSEWHERE "/an/old/place/that/may/be/gone/by/now"

#define PROGRAM .type = 2, .interp = "/lib/ld.so.1"

static const struct tree_elf library = {.type = 3, .soname = "liba.so"};

/* A program and the library that it needs, in bin and lib. */
static const char *
make_pair(const struct tree_elf *program)
{
	const char *name = next_tree();

	tree_elf(in(name, "bin/prog"), program);
	tree_elf(in(name, "lib/liba.so"), &library);
	return name;
}

/* A program that finds the library by an absolute path, which is the list that is to be mended. */
static const struct tree_elf *
absolute_program(const char *name, const char *folder)
{
	static struct tree_elf program = {PROGRAM, .need = {"liba.so"}};
	static char list[PATH_MAX];

	snprintf(list, sizeof list, "@%s", in(name, folder));
	program.runpath = list;
	return &program;
}

static const char *
make_absolute(void)
{
	const char *name = next_tree();

	tree_elf(in(name, "bin/prog"), absolute_program(name, "lib"));
	tree_elf(in(name, "lib/liba.so"), &library);
	return name;
}

static int
is_mended(const char *file)
{
	return span_is(elf_of(file).runpath, "$ORIGIN/../lib");
}

static void
test_tags(void)
{
	static const struct {
		const char *what;
		struct tree_elf program;
		const char *dtags;
		enum elf_tag tag;
		const char *said; /* NULL: nothing */
		const char *rpath, *runpath; /* afterwards */
	} rows[] = {
	    {"fix_elf: a RUNPATH becomes an RPATH that was asked for", {PROGRAM, .need = {"liba.so"}, .runpath = "$ORIGIN/../lib"}, "rpath", ELF_RPATH, "DT_RUNPATH becomes DT_RPATH", "$ORIGIN/../lib", NULL},
	    {"fix_elf: an RPATH becomes a RUNPATH that was asked for", {PROGRAM, .need = {"liba.so"}, .rpath = "$ORIGIN/../lib"}, "runpath", ELF_RUNPATH, "DT_RPATH becomes DT_RUNPATH", NULL, "$ORIGIN/../lib"},
	    {"fix_elf: an RPATH stays one that was asked for", {PROGRAM, .need = {"liba.so"}, .rpath = "$ORIGIN/../lib"}, "rpath", ELF_RPATH, NULL, "$ORIGIN/../lib", NULL},
	    {"fix_elf: a RUNPATH stays one where nothing was asked for", {PROGRAM, .need = {"liba.so"}, .runpath = "$ORIGIN/../lib"}, NULL, ELF_RPATH, NULL, NULL, "$ORIGIN/../lib"},
	    {"fix_elf: what needs nothing gets none", {PROGRAM}, "rpath", ELF_RPATH, NULL, NULL, NULL},
	    {"fix_elf: of both only the one stays that was asked for", {PROGRAM, .need = {"liba.so"}, .rpath = ELSEWHERE, .runpath = "$ORIGIN/../lib"}, "runpath", ELF_RUNPATH, "DT_RPATH becomes DT_RUNPATH", NULL, "$ORIGIN/../lib"},
	};
	const char *name;
	struct elf e;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		name = make_pair(&rows[i].program);
		read_tree(name);
		x.wish.dtags = rows[i].dtags;
		x.tag = rows[i].tag;
		mend_quietly();
		e = elf_of(in(name, "bin/prog"));
		check((rows[i].said ? says(rows[i].said) && x.changed == 1 : !said[0] && x.changed == 0) && x.troubles == 0 &&
			(rows[i].rpath ? e.rpath.p && span_is(e.rpath, rows[i].rpath) : !e.rpath.p) && (rows[i].runpath ? e.runpath.p && span_is(e.runpath, rows[i].runpath) : !e.runpath.p),
		    rows[i].what);
	}
}

/* What is refused is an error where the tree cannot be moved without it. */
static void
test_refusals(void)
{
	static const struct {
		const char *what, *runpath, *severity;
	} rows[] = {
	    {"fix_elf: a prelinked file from which an element would go is worth a warning", "$ORIGIN/../lib:$ORIGIN/none", "\"severity\":\"warning\""},
	    {"fix_elf: a prelinked file that leads to another place is an error", ELSEWHERE, "\"severity\":\"error\""},
	};
	struct tree_elf program = {PROGRAM, .need = {"liba.so"}, .prelinked = 1};
	const char *name;
	struct elf e;
	size_t i;

	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		program.runpath = rows[i].runpath;
		name = make_pair(&program);
		read_tree(name);
		x.wish.json = 1;
		mend_quietly();
		e = elf_of(in(name, "bin/prog"));
		check(says(rows[i].severity) && says("\"code\":\"prelinked\"") && x.refused == 1 && x.changed == 0 && span_is(e.runpath, rows[i].runpath), rows[i].what);
	}
}

/* Files that no loader looks into, and those that make no sense, are left alone without a word. */
static void
test_others(void)
{
	const struct tree_elf *program;
	static struct maker m;
	const char *name = next_tree();

	program = absolute_program(name, "");
	tree_make_elf(&m, program);
	maker_set(&m, "p_type", 4, 0x6474e551);
	tree_file(in(name, "static"), maker_span(&m), 0755);
	tree_make_elf(&m, program);
	/* DT_STRSZ, behind one need, the list and DT_STRTAB */
	maker_set(&m, "d_val", 3, 2);
	tree_file(in(name, "broken"), maker_span(&m), 0755);
	tree_elf(in(name, "good"), program);
	tree_elf(in(name, "liba.so"), &library);
	tree_twin(in(name, "good2"), in(name, "good"));
	read_tree(name);
	mend_quietly();
	check(x.changed == 1 && x.refused == 0 && x.troubles == 0 && says("good") && !says("broken") && !says("static") && item_of(in(name, "good"))->changed &&
		span_is(elf_of(in(name, "good2")).runpath, "$ORIGIN"),
	    "fix_elf: what is static or broken stays, and what has two names in one folder is mended once");
}

static void
test_twins(void)
{
	const char *name = make_absolute();
	struct stat one, two;

	tree_twin(in(name, "sbin/prog"), in(name, "bin/prog"));
	read_tree(name);
	mend_quietly();
	check(x.changed == 1 && stat(tree_path(in(name, "bin/prog")), &one) == 0 && stat(tree_path(in(name, "sbin/prog")), &two) == 0 && one.st_ino == two.st_ino &&
		is_mended(in(name, "sbin/prog")),
	    "fix_elf: two names in folders that need the same are mended together");
	name = make_absolute();
	tree_twin(in(name, "prog"), in(name, "bin/prog"));
	read_tree(name);
	mend_quietly();
	check(x.changed == 0 && x.refused == 1 && says("hard links"), "fix_elf: two names in folders that need other lists are refused");
	name = make_absolute();
	tree_twin(in(name, "sbin/prog"), in(name, "bin/prog"));
	if (chmod(tree_path(in(name, "bin/prog")), 04755) != 0)
		tree_fail(name);
	read_tree(name);
	mend_quietly();
	check(x.changed == 0 && x.refused == 1 && says("--set-id"), "fix_elf: what runs with other rights is refused");
	read_tree(name);
	x.wish.secure = 1;
	mend_quietly();
	/* its $ORIGIN does not count, so that nothing relative can lead to the library */
	check(!says("--set-id") && !says("hard links"), "fix_elf: and looked at like others where that was asked for");
}

/* Somebody else was quicker. */
static void
test_races(void)
{
	static const struct tree_elf mended = {PROGRAM, .need = {"liba.so"}, .runpath = "$ORIGIN/../lib"};
	const char *name = make_absolute();

	read_tree(name);
	tree_elf(in(name, "bin/prog"), &mended);
	mend_quietly();
	check(x.changed == 0 && x.refused == 0 && x.troubles == 0 && !said[0], "fix_elf: what somebody else has mended since is not told of");
	name = make_absolute();
	read_tree(name);
	odd.gone = "bin/prog";
	mend_quietly();
	check(x.changed == 0 && x.troubles == 1 && says("is gone since the tree was read"), "fix_elf: what is gone since is told of");
	name = make_absolute();
	read_tree(name);
	odd.read_only = 1;
	mend_quietly();
	check(x.changed == 0 && x.troubles == 1 && says("Read-only file system") && !is_mended(in(name, "bin/prog")), "fix_elf: what cannot be written stays, and that is told");
}

static void
test_places(void)
{
	static const struct {
		const char *place;
		size_t places; /* afterwards */
	} rows[] = {
	    {"/usr", 0}, {"/usr/local", 0}, {"", 0}, {"/opt/a", 1}, {"/opt/a", 1}, {"/opt/b", 2}, {"/opt/a", 2}, {"/opt/c", 3}, {"/opt/d", 4}, {"/opt/e", 5}, {"/opt/f", 6},
	    {"/opt/g", 7}, {"/opt/h", 8}, {"/opt/i", 8}, {"/opt/h", 8},
	};
	size_t i;
	int good = 1;

	arena_again(&a);
	memset(&x, 0, sizeof x);
	x.a = &a;
	for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		fix_note_place(&x, span_of(rows[i].place));
		good &= x.places == rows[i].places;
	}
	ok(good && span_is(x.place[0], "/opt/a") && span_is(x.place[7], "/opt/h"), "fix_note_place: each place once, as many as there is room for, and none of the system's");
}

/* ------------------------------------------------------------------------ scripts */

static void
test_scripts(void)
{
	const char *name = next_tree();
	char line[PATH_MAX], other[PATH_MAX];

	snprintf(line, sizeof line, "#!%s\necho\n", tree_path(in(name, "bin/python")));
	snprintf(other, sizeof other, "#!%s\necho\n", tree_path(in(name, "lib")));
	tree_text(in(name, "bin/python"), "#!/bin/sh\n", 0755);
	tree_text(in(name, "bin/script"), line, 0755);
	tree_text(in(name, "bin/text"), line, 0644);
	tree_text(in(name, "bin/source.in"), line, 0755);
	tree_text(in(name, "bin/astray"), other, 0755);
	tree_folder(in(name, "lib"));
	read_tree(name);
	mend_quietly();
	check(x.changed == 1 && x.refused == 1 && item_of(in(name, "bin/script"))->changed && says("the tree has no such interpreter") && tree_has(in(name, "bin/text"), span_of(line)) &&
		tree_has(in(name, "bin/source.in"), span_of(line)) && tree_has(in(name, "bin/astray"), span_of(other)) && !tree_has(in(name, "bin/script"), span_of(line)),
	    "fix_script: a script that can be started is mended; a text, a source and one whose interpreter is a folder are not");
}

/* ------------------------------------------------------------------------- RECORD */

/* What sha256sum says of the script, as a wheel writes it. */
#define SCRIPT "#!/bin/sh\necho changed\n"
#define DIGEST "sha256=mhEQkxEMSmd9Dv6QF-DNb5rNxAycWpdp2ZH9UHSeAIw"

enum { FILE_GONE = 1, READ_ONLY = 2, DRY_RUN = 4, NOT_CHANGED = 8, OURS = 16 };

static const struct {
	const char *what;
	int how;
	const char *before, *after, *said;
} records[] = {
    {"fix_records: a changed file has its sum set anew", 0, "p/run,sha256=old,1\np/x.py,sha256=old,2\n", "p/run," DIGEST ",23\np/x.py,sha256=old,2\n", "of 1 file set anew"},
    {"fix_records: so it has in a last line that does not end", 0, "p/run,sha256=old,1", "p/run," DIGEST ",23", "of 1 file set anew"},
    {"fix_records: and in each row that names it", 0, "p/run,sha256=old,1\np/../p/run,sha256=old,1\n", "p/run," DIGEST ",23\np/../p/run," DIGEST ",23\n", "of 2 files set anew"},
    {"fix_records: a sum that is right already is not told of", 0, "p/run," DIGEST ",23\n", "p/run," DIGEST ",23\n", ""},
    {"fix_records: a row without a sum gets none", 0, "p/run,,\n", "p/run,,\n", ""},
    {"fix_records: a name that is the beginning of the file's is another", 0, "p/ru,sha256=old,1\n", "p/ru,sha256=old,1\n", ""},
    {"fix_records: a name that has the file's at its beginning is another", 0, "p/runs,sha256=old,1\n", "p/runs,sha256=old,1\n", ""},
    {"fix_records: a script that no run has changed keeps what is said of it", NOT_CHANGED, "p/run,sha256=old,1\n", "p/run,sha256=old,1\n", ""},
    {"fix_records: one that a run before has changed does not", NOT_CHANGED | OURS, "p/run,sha256=old,1\n", "p/run," DIGEST ",23\n", "of 1 file set anew"},
    {"fix_records: a file that is gone keeps what is said of it", FILE_GONE, "p/run,sha256=old,1\n", "p/run,sha256=old,1\n", "is gone since the tree was read"},
    {"fix_records: a RECORD that cannot be written stays, and that is told", READ_ONLY, "p/run,sha256=old,1\n", "p/run,sha256=old,1\n", "Read-only file system"},
    {"fix_records: in a dry run it is told of", DRY_RUN, "p/run,sha256=old,1\np/x.py,sha256=old,2\n", "p/run,sha256=old,1\np/x.py,sha256=old,2\n", "of 1 file set anew"},
    {"fix_records: but not if nothing would change", DRY_RUN | NOT_CHANGED, "p/run,sha256=old,1\n", "p/run,sha256=old,1\n", ""},
};

/* The tree of a row; its script counts as changed by this run, or by one before. */
static const char *
make_record(size_t i)
{
	const char *name = next_tree();
	struct fix_item *item;

	tree_text(in(name, "p/run"), SCRIPT, 0755);
	tree_text(in(name, "p/x.py"), "", 0644);
	tree_text(in(name, "p.dist-info/RECORD"), records[i].before, 0644);
	read_tree(name);
	item = item_of(in(name, "p/run"));
	item->changed = !(records[i].how & NOT_CHANGED);
	item->ours = records[i].how & OURS ? 1 : 0;
	/* fix_script finds out by itself whether it is ours; this one is no work for it */
	item->is_twin = 1;
	odd.gone = records[i].how & FILE_GONE ? "p/run" : NULL;
	odd.read_only = (records[i].how & READ_ONLY) != 0;
	x.wish.dry_run = (records[i].how & DRY_RUN) != 0;
	return name;
}

static void
test_records(void)
{
	const char *name;
	size_t i;
	int good;

	for (i = 0; i < sizeof records / sizeof records[0]; i++) {
		name = make_record(i);
		mend_quietly();
		good = records[i].said[0] ? says(records[i].said) : !said[0];
		check(good && tree_has(in(name, "p.dist-info/RECORD"), span_of(records[i].after)), records[i].what);
	}
}

/* A program is in a RECORD as well: one that leads to its libraries by $ORIGIN may be a work of fix's. */
static void
test_record_of_elf(void)
{
	static const struct tree_elf mended = {.type = 3, .soname = "m.so", .need = {"liba.so"}, .runpath = "$ORIGIN"}, other = {.type = 3, .soname = "o.so"};
	static const char record[] = "p/m.so,sha256=old,1\np/o.so,sha256=old,1\n";
	const char *name = next_tree();

	tree_elf(in(name, "p/m.so"), &mended);
	tree_elf(in(name, "p/o.so"), &other);
	tree_elf(in(name, "p/liba.so"), &library);
	tree_text(in(name, "p.dist-info/RECORD"), record, 0644);
	read_tree(name);
	mend_quietly();
	check(x.changed == 1 && says("of 1 file set anew") && !tree_has(in(name, "p.dist-info/RECORD"), span_of(record)), "fix_records: a library with $ORIGIN may have been changed, one without was not");
}

/* ------------------------------------------------------------------------- memory */

/* As much memory as there is; what is told of goes nowhere that takes more of it. */
struct attempt {
	const char *name, *file; /* a tree, and what is mended in it */
	struct span before, after; /* its bytes */
	struct fix_path folder; /* in which files are replaced: that it is known saves its note */
	size_t changed;
};

static int
attempt(struct arena *scarcely, void *ctx)
{
	struct attempt *k = ctx;
	size_t names = tree.text_n;
	int good;

	memset(&odd, 0, sizeof odd);
	tree_file(in(k->name, k->file), k->before, 0755);
	tree.count--;
	x.a = scarcely;
	x.changed = x.troubles = x.refused = 0;
	x.heading = NULL;
	x.folders = &k->folder;
	mend_quietly();
	good = tree_has(in(k->name, k->file), k->after);
	if (!scarcely->failed)
		good = good && x.changed == k->changed && !x.troubles;
	else
		good |= tree_has(in(k->name, k->file), k->before);
	tree.text_n = names;
	return good ? (scarcely->failed ? -1 : 0) : 1;
}

/* Tries it with memory that ends at each piece. The file is that of the tree as it is now. */
static void
with_little(const char *name, const char *file, struct span before, const char *what)
{
	static char after[1 << 14];
	struct attempt k = {name, file, before, {after, 0}, {NULL, NULL, NULL}, 0};
	char folder[PATH_MAX];
	ssize_t n;
	int fd;

	mend_quietly();
	fd = open(tree_path(in(name, file)), O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, after, sizeof after);
	close(fd);
	k.after.n = n < 0 ? 0 : (size_t)n;
	k.changed = x.changed;
	snprintf(folder, sizeof folder, "%s", tree_path(in(name, file)));
	*strrchr(folder, '/') = '\0';
	k.folder.path = folder;
	check(k.changed == 1 && span_equal(k.before, k.after) == x.wish.dry_run && scarce_pieces(attempt, &k) > 3, what);
}

static void
test_memory(void)
{
	static struct maker m;
	const char *name = make_absolute();
	char text[PATH_MAX + 64];

	tree_make_elf(&m, absolute_program(name, "lib"));
	read_tree(name);
	with_little(name, "bin/prog", maker_span(&m), "fix_elf: with memory that ends a program is as it was, or mended");
	name = make_absolute();
	tree_twin(in(name, "sbin/prog"), in(name, "bin/prog"));
	tree_make_elf(&m, absolute_program(name, "lib"));
	read_tree(name);
	x.wish.dry_run = 1;
	with_little(name, "bin/prog", maker_span(&m), "fix_elf: so it is said of one with two names in a dry run");
	name = next_tree();
	snprintf(text, sizeof text, "#!%s\necho\n", tree_path(in(name, "bin/python")));
	tree_text(in(name, "bin/python"), "#!/bin/sh\n", 0755);
	tree_text(in(name, "bin/script"), text, 0755);
	read_tree(name);
	with_little(name, "bin/script", span_of(text), "fix_script: with memory that ends a script is as it was, or finds its interpreter");
	name = next_tree();
	snprintf(text, sizeof text, "prefix=%s\n", tree_path(name));
	tree_text(in(name, "lib/pkgconfig/x.pc"), text, 0644);
	read_tree(name);
	with_little(name, "lib/pkgconfig/x.pc", span_of(text), "fix_pkg_config: with memory that ends a file is as it was, or movable");
	name = make_record(0);
	with_little(name, "p.dist-info/RECORD", span_of(records[0].before), "fix_records: with memory that ends a RECORD is as it was, or right");
}

int
main(void)
{
	tree_begin();
	test_tags();
	test_refusals();
	test_others();
	test_twins();
	test_races();
	test_places();
	test_scripts();
	test_records();
	test_record_of_elf();
	test_memory();
	ok(tree_end(), "fix: nothing else was made in the tree");
	return done();
}

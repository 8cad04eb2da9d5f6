/* SPDX-License-Identifier: MIT */
/*
 * Which program would have run without originld? The answer copies the search of whoever called us, our own folders left out:
 *
 * gcc's collect2 (which sets COLLECT_GCC) looks through the folders of COMPILER_PATH, gcc's own behind the user's, then through
 * PATH; a cross gcc looks there for TARGET-NAME (gcc/collect2.c, find_a_file and full_ld_suffix).
 *
 * clang looks through COMPILER_PATH, then for TARGET-NAME beside itself and in PATH, then for NAME in the same places
 * (clang/lib/Driver/Driver.cpp, GetProgramPath). "Beside itself" is the folder it was called in, then the folder of its
 * real file. It sets nothing, so its words come from /proc.
 *
 * Anything else (make, libtool, a person) looks through PATH.
 *
 * A compiler is called by its name, so PATH alone says which one would have run. But wrappers such as ccache look for the compiler in PATH
 * too, and find us; what was run before is then not run again.
 *
 * Ourselves we know by device and inode of the file that was executed, and copies of us by a mark in their bytes.
 */
#include "find.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "driver_opts.h"
#include "elf.h"
#include "names.h"
#include "path.h"
#include "settings.h"
#include "slurp.h"

/*
 * Programs below SMALL are read: linkers and compilers are far bigger, scripts and copies of us are not. But where the shim is built with
 * a static libc, it is big itself, and so may another build of it be, up to BIG.
 */
enum { SMALL = 128 * 1024, BIG = 4 * 1024 * 1024 };

/* What a copy of the shim is known by: it stands in every build of the program, and in no other. */
static const char mark[] = "@(#)originld-shim:5e3b1f0c";

enum verdict { REJECT, ACCEPT };

/* Rejects a program whose bytes hold our mark. */
static enum verdict
read_small(struct find *f, const char *path)
{
	char *p;
	size_t n = 0, room = (size_t)f->file.size;
	long got = 0;
	int fd = os_open(path);
	struct span s;

	if (fd < 0)
		return ACCEPT; /* it may be executable and not readable */
	p = arena_take(f->arena, room + 1);
	if (!p)
		f->arena->failed = 0; /* not worth failing for */
	while (p && n < room && (got = os_read(fd, p + n, room - n)) > 0)
		n += (size_t)got;
	os_close(fd);
	if (!p)
		return ACCEPT;
	s.p = p;
	s.n = n;
	return span_has(s, mark) ? REJECT : ACCEPT;
}

void
find_put_tried(struct text *t, const struct os_file *file)
{
	text_number(t, (unsigned long)file->dev);
	text_putc(t, ':');
	text_number(t, (unsigned long)file->ino);
	text_putc(t, ',');
}

/* Whether the file was tried before by a wrapper that led back to us. */
static int
was_tried(struct find *f)
{
	struct text tried = text_in(f->arena), t = text_in(f->arena);

	if (!f->settings->tried)
		return 0;
	/* with the comma before it, or 5:12 would be found in 15:12 */
	text_putc(&tried, ',');
	text_puts(&tried, f->settings->tried);
	text_putc(&t, ',');
	find_put_tried(&t, &f->file);
	/* without memory nothing is known of it */
	return text_string(&t) && span_has(text_span(&tried), t.p);
}

/* Whether the candidate whose status is f->file is this very program. */
static int
is_us(struct find *f)
{
	if (!f->self_known)
		f->self_known = f->self && os_stat(f->self, &f->self_file) == 0 ? 1 : -1;
	return f->self_known > 0 && f->file.ino == f->self_file.ino && f->file.dev == f->self_file.dev;
}

static char *
proc_of_parent(struct find *f, const char *what)
{
	struct text t = text_in(f->arena);

	text_puts(&t, "/proc/");
	text_number(&t, (unsigned long)os_getppid());
	text_puts(&t, what);
	return text_string(&t);
}

/*
 * The text of the symbolic link path, in the n bytes of room at `to`, or where these do not suffice in the arena; nothing if it is no
 * link.
 */
static struct span
link_text(struct find *f, const char *path, char *to, size_t n)
{
	enum { MOST = 65536 };
	struct span s = {to, 0};
	long got = os_readlink(path, to, n);

	while (got >= (long)n && n < MOST) {
		n *= 4;
		to = arena_take(f->arena, n);
		got = to ? os_readlink(path, to, n) : 0;
	}
	s.p = to;
	s.n = got > 0 && got < (long)n ? (size_t)got : 0;
	return s;
}

/* The name at the end of a chain of links; the path's own name if it is none. *end is set to the path there. */
static struct span
end_of_links(struct find *f, char *path, char **end)
{
	enum { LINKS = 40 };
	struct span to, folder;
	char room[256];
	struct text t;
	int i;

	for (i = 0; path && i < LINKS; i++) {
		to = link_text(f, path, room, sizeof room);
		if (!to.n)
			break;
		t = text_in(f->arena);
		if (to.p[0] != '/') {
			folder = path_folder(span_of(path));
			text_put(&t, folder);
			if (folder.n && folder.p[folder.n - 1] != '/')
				text_putc(&t, '/');
		}
		text_put(&t, to);
		path = text_string(&t);
	}
	*end = path;
	return path ? path_base(span_of(path)) : span_of("");
}

/* Whether a compiler's name leads to something else, such as ccache. */
static int
is_wrapper(struct find *f, char *path)
{
	char *end;
	struct span name = end_of_links(f, path, &end);

	return !names_driver(name) && !span_is(name, "flang-new");
}

int
find_is_self(struct find *f, const char *path)
{
	struct os_file file = f->file;
	int self = os_stat(path, &f->file) == 0 && is_us(f);

	f->file = file;
	return self;
}

/* Looks at the candidate path, which exists and is not us: f->file is its status. On success f->path is set. */
static enum verdict
try_other(struct find *f, char *path)
{
	if ((f->file.mode & S_IFMT) == S_IFDIR)
		return REJECT;
	if (!(f->file.mode & 0111) || (f->careful && os_is_executable(path) != 0)) {
		f->denied = 1;
		return REJECT;
	}
	f->plain = f->file.size >= SMALL;
	if (f->driver) {
		f->wrapper = is_wrapper(f, path);
		f->plain &= !f->wrapper;
	}
	if ((f->file.size < SMALL || (f->self_known > 0 && f->self_file.size >= SMALL && f->file.size < BIG)) &&
	    read_small(f, path) == REJECT)
		return REJECT;
	if (was_tried(f))
		return REJECT;
	f->path = path;
	f->room = NULL; /* the buffer is the answer's now */
	f->room_size = 0;
	return ACCEPT;
}

static enum verdict
try_path(struct find *f, char *path)
{
	return os_stat(path, &f->file) == 0 && !is_us(f) ? try_other(f, path) : REJECT;
}

/* Makes the buffer for candidates hold n bytes and some more. Returns 0, or -1 when there is no memory. */
static int
need_room(struct find *f, size_t n)
{
	n = n < 512 ? 1024 : 2 * n;
	f->room = arena_take(f->arena, n);
	f->room_size = f->room ? n : 0;
	return f->room ? 0 : -1;
}

/*
 * What is put behind a folder: /[TARGET-]NAME and a NUL, n bytes. It is copied in steps of a fixed size, which compiles to a move
 * or two, so there is room for a whole step at its end.
 */
enum { SUFFIX_STEP = 16 };

static char *
make_suffix(struct find *f, struct span target, struct span name, size_t *n)
{
	char *suffix, *p;

	*n = target.n + name.n + 2 + (target.n != 0);
	p = suffix = arena_take(f->arena, *n + SUFFIX_STEP);
	if (!suffix)
		return NULL;
	*p++ = '/';
	if (target.n) {
		memcpy(p, target.p, target.n);
		p += target.n;
		*p++ = '-';
	}
	memcpy(p, name.p, name.n);
	p[name.n] = '\0';
	return suffix;
}

/* What is sought in a list of folders. */
enum purpose {
	PURPOSE_RUN,   /* the first program that may run */
	PURPOSE_PATH,  /* the same; one that may be a wrapper only behind the folder in which we stand, if there is one */
	PURPOSE_CALLED /* what a shell would have run, were it not for us */
};

/* What has been found in a list so far. */
struct found {
	char *path; /* of a program in a folder that may yet turn out to be before ours */
	struct os_file file;
	int plain, passed_us;
};

/* The candidate at f->room exists and f->file is its status. Returns whether the search is over. */
static int
weigh(struct find *f, enum purpose purpose, struct found *found)
{
	if (purpose == PURPOSE_RUN)
		return !is_us(f) && try_other(f, f->room) == ACCEPT;
	if (is_us(f)) {
		found->passed_us = 1;
		found->path = NULL;
		return 0;
	}
	if (purpose == PURPOSE_CALLED)
		return (f->file.mode & S_IFMT) == S_IFREG && os_is_executable(f->room) == 0;
	if (found->path || try_other(f, f->room) != ACCEPT)
		return 0;
	found->path = f->path;
	found->file = f->file;
	found->plain = f->plain;
	return found->passed_us || f->plain;
}

/* Whether n bytes are the same; n is not 0. Inlined by words, as it runs for gcc's every folder. */
static inline int
same_bytes(const char *x, const char *y, size_t n)
{
	unsigned long long p, q;
	size_t i;

	for (i = 0; n >= 8; i += 8) {
		/* the last word may overlap the one before it */
		if (i + 8 > n)
			i = n - 8;
		memcpy(&p, x + i, 8);
		memcpy(&q, y + i, 8);
		if (p != q)
			return 0;
		if (i + 8 == n)
			return 1;
	}
	for (; i < n; i++) {
		if (x[i] != y[i])
			return 0;
	}
	return 1;
}

/* gcc names its own two folders two or three times over: they need not be asked again. */
struct recent {
	struct span first, second;
};

static inline int
is_repeated(struct recent *r, const char *s, size_t length)
{
	struct span *to = r->first.n ? &r->second : &r->first;

	if ((length == r->first.n && same_bytes(s, r->first.p, length)) || (length == r->second.n && same_bytes(s, r->second.p, length)))
		return 1;
	to->p = s;
	to->n = length;
	return 0;
}

/* Asks for the folder in f->room, `length` bytes, with the suffix behind it. Returns whether the purpose is served. */
static inline int
try_folder(struct find *f, size_t length, const char *suffix, size_t n, enum purpose purpose, struct found *found)
{
	char *end = f->room + length;
	size_t k;

	if (!length)
		*end++ = '.';
	end -= end[-1] == '/';
	memcpy(end, suffix, SUFFIX_STEP);
	for (k = SUFFIX_STEP; k < n; k += SUFFIX_STEP)
		memcpy(end + k, suffix + k, SUFFIX_STEP);
	return os_stat(f->room, &f->file) == 0 && weigh(f, purpose, found);
}

/*
 * Goes through a list of folders separated by ':', with FOLDER + suffix (n bytes with the NUL) as candidates, until the purpose is
 * served; returns whether it is. relative says what becomes of empty and relative elements: taken as they stand (an empty one is
 * the current folder), or passed over. This loop is most of what a healthy link costs.
 */
static int
search_list(struct find *f, const char *s, const char *suffix, size_t n, enum purpose purpose, int relative)
{
	struct recent recent = {{NULL, 0}, {NULL, 0}};
	struct found found;
	size_t length;

	found.path = NULL;
	found.passed_us = 0;
	for (;; s++) {
		if (*s != '/' && !relative) {
			s += bytes_until(s, ':');
		} else {
			length = bytes_copy_until(f->room, f->room_size, s, ':');
			if (length + n + SUFFIX_STEP > f->room_size) {
				if (need_room(f, length + n + SUFFIX_STEP) != 0)
					return 0;
				bytes_copy_until(f->room, f->room_size, s, ':');
			}
			if (!(relative && length && is_repeated(&recent, s, length)) && try_folder(f, length, suffix, n, purpose, &found))
				return 1;
			s += length;
		}
		if (!*s)
			break;
	}
	if (!found.path)
		return 0;
	f->path = found.path;
	f->file = found.file;
	f->plain = found.plain;
	return 1;
}

static enum verdict
try_in(struct find *f, struct span folder, struct span target)
{
	size_t n = 0;
	char *suffix = make_suffix(f, target, f->name, &n), *path = arena_string(f->arena, folder);

	return suffix && path && search_list(f, path, suffix, n, PURPOSE_RUN, 1) ? ACCEPT : REJECT;
}

/*
 * The elements of COMPILER_PATH as they stand: gcc and clang prepend them to the name, and an empty one is the current folder.
 */
static enum verdict
try_compiler_path(struct find *f, const char *suffix, size_t n)
{
	const char *s = f->settings->compiler_path;

	return s && *s && search_list(f, s, suffix, n, PURPOSE_RUN, 1) ? ACCEPT : REJECT;
}

/*
 * PATH. A wrapper that stands there before us may have just called us, so it does not count; a plain linker before us is what would have run
 * (COMPILER_PATH led to us, then). Empty and relative elements are passed over.
 */
static enum verdict
try_path_list(struct find *f, const char *suffix, size_t n)
{
	const char *s = f->settings->path ? f->settings->path : "/usr/local/bin:/bin:/usr/bin";

	return search_list(f, s, suffix, n, PURPOSE_PATH, 0) ? ACCEPT : REJECT;
}

static enum verdict
try_path_for(struct find *f, struct span target)
{
	size_t n = 0;
	char *suffix = make_suffix(f, target, f->name, &n);

	return suffix ? try_path_list(f, suffix, n) : REJECT;
}

/* Whether a program of that name searches as clang does. */
static int
is_clang_like(struct span name)
{
	static const char *const parts[] = {"clang", "flang", "icx", "icpx", "ifx"};
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (span_has(name, parts[i]))
			return 1;
	}
	return span_is(name, "cc") || span_is(name, "c++") || span_ends(name, "-cc") || span_ends(name, "-c++");
}

/*
 * The target that clang was told: the last --target= or -target, else what stands before -clang in its name. The words are separated by
 * NUL.
 */
static struct span
clang_target(struct span words)
{
	struct span word, target = {NULL, 0}, base;
	size_t at = 0, i;
	int take = 0, first = 1;

	for (; at < words.n; at += word.n + 1) {
		word = span_from(words, at);
		word = span_head(word, span_find(word, '\0'));
		if (first) {
			base = path_base(word);
			for (i = 0; i + 6 <= base.n; i++) {
				if (memcmp(base.p + i, "-clang", 6) == 0)
					target = span_head(base, i);
			}
			first = 0;
		} else if (take) {
			target = word;
			take = 0;
		} else if (span_begins(word, "--target=")) {
			target = span_from(word, 9);
		} else if (span_is(word, "-target") || span_is(word, "--target")) {
			take = 1;
		}
	}
	return target;
}

/* The folder in which clang was called: argv[0]'s own, or where PATH has it. */
static struct span
called_folder(struct find *f, struct span called)
{
	const struct span none = {NULL, 0};
	size_t n = 0;
	char *suffix, *at;

	if (span_find(called, '/') < called.n)
		return path_folder(called);
	suffix = make_suffix(f, none, called, &n);
	if (!suffix || !f->settings->path ||
	    !search_list(f, f->settings->path, suffix, n, PURPOSE_CALLED, 0))
		return none;
	/* a copy, as the next candidates are put together there */
	at = arena_string(f->arena, span_of(f->room));
	return at ? path_folder(span_of(at)) : none;
}

/*
 * Targets by which clang's tools are named, for when clang's words do not tell its own: there is no /proc, or it stands in a configuration file. Each
 * with its emulations of -m, and what its ELF files say of themselves: class, byte order and e_machine (ELF gABI, chapter 4). Those of x86 are left
 * out: clang -m32 goes on looking for its own target's tools.
 */
static const struct target {
	const char *name, *emulation[2];
	unsigned char class, order;
	unsigned machine;
} targets[] = {
    {"aarch64-linux-gnu", {"aarch64linux", "aarch64elf"}, 2, 1, ELF_MACHINE_AARCH64},
    {"alpha-linux-gnu", {"elf64alpha"}, 2, 1, ELF_MACHINE_ALPHA},
    {"arm-linux-gnueabihf", {"armelf_linux_eabi"}, 1, 1, ELF_MACHINE_ARM},
    {"loongarch64-linux-gnu", {"elf64loongarch"}, 2, 1, ELF_MACHINE_LOONGARCH},
    {"mips-linux-gnu", {"elf32btsmip"}, 1, 2, ELF_MACHINE_MIPS},
    {"mips64el-linux-gnuabi64", {NULL}, 2, 1, ELF_MACHINE_MIPS},
    {"mipsel-linux-gnu", {"elf32ltsmip"}, 1, 1, ELF_MACHINE_MIPS},
    {"powerpc-linux-gnu", {"elf32ppclinux"}, 1, 2, ELF_MACHINE_PPC},
    {"powerpc64-linux-gnu", {"elf64ppc"}, 2, 2, ELF_MACHINE_PPC64},
    {"powerpc64le-linux-gnu", {"elf64lppc"}, 2, 1, ELF_MACHINE_PPC64},
    {"riscv32-linux-gnu", {"elf32lriscv"}, 1, 1, ELF_MACHINE_RISCV},
    {"riscv64-linux-gnu", {"elf64lriscv"}, 2, 1, ELF_MACHINE_RISCV},
    {"s390x-linux-gnu", {"elf64_s390"}, 2, 2, ELF_MACHINE_S390},
    {"sparc64-linux-gnu", {"elf64_sparc"}, 2, 2, ELF_MACHINE_SPARCV9},
};
enum { TARGETS = sizeof targets / sizeof targets[0] };

static struct span
target_of_emulation(char **argv)
{
	struct span none = {NULL, 0};
	size_t i, k;

	for (i = 1; argv[i]; i++) {
		if (!span_is(span_of(argv[i]), "-m") || !argv[i + 1])
			continue;
		for (k = 0; k < 2 * TARGETS; k++) {
			if (targets[k / 2].emulation[k % 2] && span_is(span_of(argv[i + 1]), targets[k / 2].emulation[k % 2]))
				return span_of(targets[k / 2].name);
		}
	}
	return none;
}

/* The target whose tools know the ELF file at path, if it is such a file. */
static struct span
target_of_object(const char *path)
{
	struct span none = {NULL, 0};
	struct os_file file;
	unsigned char h[20];
	unsigned machine;
	size_t k;
	long n = 0;
	int fd = os_open(path);

	if (fd < 0)
		return none;
	if (os_fstat(fd, &file) == 0 && (file.mode & S_IFMT) == S_IFREG)
		n = os_read(fd, h, sizeof h);
	os_close(fd);
	if (n != (long)sizeof h || memcmp(h, "\177ELF", 4) != 0)
		return none;
	machine = h[5] == 2 ? (unsigned)h[18] << 8 | h[19] : (unsigned)h[19] << 8 | h[18];
	for (k = 0; k < TARGETS; k++) {
		if (h[4] == targets[k].class && h[5] == targets[k].order && machine == targets[k].machine)
			return span_of(targets[k].name);
	}
	return none;
}

/* The target that the line itself tells: by -m, or by the first ELF file on it. */
static struct span
target_of_line(char **argv)
{
	enum { FILES = 16 };
	struct span target = target_of_emulation(argv);
	size_t i, files = 0;

	for (i = 1; !target.n && argv[i] && files < FILES; i++) {
		if (argv[i][0] == '-' || argv[i][0] == '@')
			continue;
		files++;
		target = target_of_object(argv[i]);
	}
	return target;
}

/* The target, if it is for another kind of machine than the one we were built on. */
static struct span
foreign(const struct find *f, struct span target)
{
	size_t n = span_find(target, '-');

	if (target.n && f->native && strlen(f->native) > n && f->native[n] == '-' &&
	    memcmp(f->native, target.p, n) == 0)
		target.n = 0;
	return target;
}

/*
 * The folder of programs that belongs to the gcc whose files clang links with: .../lib/gcc/TRIPLE/VERSION/crtbegin.o stands on the line,
 * and clang looks in that folder's ../../../../TRIPLE/bin. Empty if there is none.
 */
static struct span
gcc_folder(struct find *f)
{
	struct text t = text_in(f->arena);
	struct span folder;
	size_t i;

	for (i = 1; f->argv[i]; i++) {
		if (f->argv[i][0] != '/' || !span_begins(path_base(span_of(f->argv[i])), "crtbegin"))
			continue;
		folder = path_folder(span_of(f->argv[i]));
		text_put(&t, folder);
		text_puts(&t, "/../../../../");
		text_put(&t, path_base(path_folder(folder)));
		text_puts(&t, "/bin");
		break;
	}
	return text_span(&t);
}

/* Looks as clang does: both names in its folders and in PATH. */
static enum verdict
try_as_clang(struct find *f, struct span called, struct span real, struct span target)
{
	const struct span none = {NULL, 0};
	struct span folders[3];
	int round, i;

	folders[0] = called;
	folders[1] = real;
	folders[2] = gcc_folder(f);
	for (round = target.n ? 0 : 1; round < 2; round++) {
		if (round)
			target = none;
		for (i = 0; i < 3; i++) {
			if (folders[i].n && try_in(f, folders[i], target) == ACCEPT)
				return ACCEPT;
		}
		if (try_path_for(f, target) == ACCEPT)
			return ACCEPT;
	}
	return REJECT;
}

/*
 * The caller is not gcc. If it is clang, looks as clang does. known says whether that was so; without /proc it stays 0 and only -m can
 * tell.
 */
static enum verdict
try_as_parent(struct find *f, int *known)
{
	enum { ROOM = 4096, WORDS = 2 * 1024 * 1024 };
	const struct span none = {NULL, 0};
	char *path = proc_of_parent(f, "/exe"), *to = arena_take(f->arena, ROOM);
	struct span exe, words, called, target;
	long n;

	*known = 0;
	n = path && to ? os_readlink(path, to, ROOM) : -1;
	if (n <= 0 || n >= ROOM) {
		if (n == -ENOENT || n == -EACCES) {
			target = target_of_emulation(f->argv);
			if (target.n && try_path_for(f, target) == ACCEPT)
				return *known = 1, ACCEPT;
		}
		return REJECT;
	}
	exe.p = to;
	exe.n = (size_t)n;
	path = proc_of_parent(f, "/cmdline");
	words = slurp(f->arena, path ? path : "", WORDS);
	called = span_head(words, span_find(words, '\0'));
	if (!is_clang_like(path_base(exe)) && !is_clang_like(path_base(called)))
		return REJECT;
	*known = 1;
	target = f->target = clang_target(words);
	if (!target.n)
		target = foreign(f, target_of_emulation(f->argv));
	return try_as_clang(f, called.n ? called_folder(f, called) : none, path_folder(exe), target);
}

/* The target of a cross gcc by its name, TARGET-gcc; empty for the build machine's own. */
static struct span
gcc_target(const char *collect_gcc, const char *native)
{
	static const char *const names[] = {"-gcc", "-g++", "-c++", "-cc", "-gfortran", "-gnat", "-gdc", "-gccgo"};
	struct span base, none = {NULL, 0};
	size_t i, k, n;

	/* plain "gcc" is the usual answer */
	if (collect_gcc[bytes_until(collect_gcc, '-')] == '\0')
		return none;
	base = path_base(span_of(collect_gcc));
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		n = strlen(names[i]);
		for (k = 1; k + n <= base.n; k++) {
			if (memcmp(base.p + k, names[i], n) != 0 || (base.n > k + n && base.p[k + n] != '-'))
				continue;
			base.n = k;
			return native && span_is(base, native) ? none : base;
		}
	}
	return none;
}

/* The value of ORIGINLD_LD or ORIGINLD_CC. Returns ACCEPT if it names a program: it is then the answer, executable or not. */
static enum verdict
try_setting(struct find *f, const char *setting)
{
	f->path = setting[0] == '/' ? arena_string(f->arena, span_of(setting)) : NULL;
	if (f->path && os_stat(f->path, &f->file) != 0)
		return ACCEPT;
	if (f->path && (try_path(f, f->path) == ACCEPT || f->denied)) {
		f->wrapper = 0; /* whatever it is called */
		return ACCEPT;
	}
	f->path = NULL;
	f->bad_setting = 1;
	return REJECT;
}

/* A cross gcc's own tools stand in PREFIX/TARGET/bin, where PREFIX/bin is in PATH. */
static enum verdict
try_tools_of(struct find *f, struct span target)
{
	struct text t = text_in(f->arena);

	text_puts(&t, "/../");
	text_put(&t, target);
	text_puts(&t, "/bin/");
	text_put(&t, f->name);
	/* search_list copies it in whole steps */
	do
		text_putc(&t, '\0');
	while (t.n % SUFFIX_STEP);
	return f->settings->path && !f->arena->failed && search_list(f, f->settings->path, t.p, t.n, PURPOSE_RUN, 0) ? ACCEPT : REJECT;
}

/*
 * Called by its path in the folder for COMPILER_PATH, and not by a compiler: a script has asked gcc for its linker (-print-prog-name=ld), as libtool
 * does. Without us gcc had named the one of its own target, or for the machine's own just "ld".
 */
static enum verdict
try_as_asked(struct find *f)
{
	const struct span none = {NULL, 0};
	struct span called = span_of(f->argv[0]), target, name = f->name;
	size_t n = f->native ? strlen(f->native) : 0;
	enum verdict v = REJECT;

	if (!span_is(path_base(path_folder(called)), "ld"))
		return REJECT;
	target = foreign(f, target_of_line(f->argv));
	if (target.n)
		return try_tools_of(f, target) == ACCEPT ? ACCEPT : try_path_for(f, target);
	if (n && name.n > n && memcmp(name.p, f->native, n) == 0 && name.p[n] == '-') {
		f->name = span_from(name, n + 1);
		v = try_path_for(f, none);
		f->name = name;
	}
	return v;
}

int
find_program(struct find *f)
{
	const struct span none = {NULL, 0};
	struct span target = none;
	char *last, *suffix;
	size_t n = 0;
	int known = 0;

	f->path = NULL;
	suffix = make_suffix(f, none, f->name, &n);
	if (!suffix)
		return -1;
	if ((f->settings->ld && try_setting(f, f->settings->ld) == ACCEPT) || try_compiler_path(f, suffix, n) == ACCEPT)
		return 0;
	if (f->settings->collect_gcc) {
		target = gcc_target(f->settings->collect_gcc, f->native);
	} else if (try_as_parent(f, &known) == ACCEPT || (!known && try_as_asked(f) == ACCEPT)) {
		return 0;
	}
	if (!known && target.n && try_path_for(f, target) == ACCEPT)
		return 0;
	/* a cross gcc takes nothing else from PATH; but a name may look like a cross compiler's and be the machine's own */
	if (foreign(f, target).n)
		return -1;
	/* what there was no memory for so far was not needed by all means */
	f->arena->failed = 0;
	if (!known && try_path_list(f, suffix, n) == ACCEPT)
		return 0;
	/* configure found a plain ld, which must not stand in for another linker that is not there */
	target = span_head(f->name, f->name.n < 3 ? 0 : f->name.n - 3);
	if (!f->fallback || !(span_is(f->name, "ld") || (span_ends(f->name, "-ld") && f->native && span_is(target, f->native))))
		return -1;
	last = arena_string(f->arena, span_of(f->fallback));
	return last && try_path(f, last) == ACCEPT ? 0 : -1;
}

/*
 * Whether PATH has another program of the name behind the one found. Then this one, however much it looks like a compiler, may be a copy of
 * ccache or the like, which would find us when it looks for the other.
 */
static int
has_rival(struct find *f)
{
	struct span folder = path_folder(span_of(f->path)), rest, element;
	struct os_file file;
	struct text t;
	int behind = 0;

	for (rest = span_of(f->settings->path ? f->settings->path : ""); rest.n; rest = span_from(rest, element.n + (element.n < rest.n))) {
		element = span_head(rest, span_find(rest, ':'));
		if (!behind) {
			behind = span_equal(element, folder);
			continue;
		}
		if (!element.n || element.p[0] != '/')
			continue;
		t = text_in(f->arena);
		text_put(&t, element);
		text_putc(&t, '/');
		text_put(&t, f->name);
		if (text_string(&t) && os_stat(t.p, &file) == 0 && (file.mode & S_IFMT) == S_IFREG && (file.mode & 0111) &&
		    (file.ino != f->file.ino || file.dev != f->file.dev) && (file.ino != f->self_file.ino || file.dev != f->self_file.dev))
			return 1;
	}
	return 0;
}

int
find_driver(struct find *f)
{
	const struct span none = {NULL, 0};
	char *last;

	f->path = NULL;
	f->driver = 1;
	if (f->settings->cc && try_setting(f, f->settings->cc) == ACCEPT)
		return 0;
	if (try_path_for(f, none) == ACCEPT) {
		f->plain = f->plain && !has_rival(f);
		return 0;
	}
	if (!f->fallback || !(span_is(f->name, "cc") || span_equal(f->name, path_base(span_of(f->fallback)))))
		return -1;
	last = arena_string(f->arena, span_of(f->fallback));
	return last && try_path(f, last) == ACCEPT ? 0 : -1;
}

unsigned
find_linker(struct find *f)
{
	static const char *const siblings[] = {"ld.bfd", "ld.gold", "ld.lld", "ld.mold"};
	struct span name, folder, prefix;
	struct text t;
	struct os_file file;
	char *path;
	int i;

	name = end_of_links(f, f->path, &path);
	if (!path || names_linker(name) || !span_ends(name, "ld"))
		return names_linker(name);
	/* TARGET-ld is looked up as TARGET-ld.bfd and so on */
	prefix = span_head(name, name.n - 2);
	for (i = 0; i < 4; i++) {
		t = text_in(f->arena);
		folder = path_folder(span_of(path));
		text_put(&t, folder);
		if (folder.n && folder.p[folder.n - 1] != '/')
			text_putc(&t, '/');
		text_put(&t, prefix);
		text_puts(&t, siblings[i]);
		if (text_string(&t) && os_stat(t.p, &file) == 0 && file.dev == f->file.dev && file.ino == f->file.ino)
			return names_linker(text_span(&t));
	}
	return 0;
}

unsigned
find_drivers(struct find *f)
{
	char *path;
	unsigned drivers;

	f->real = end_of_links(f, f->path, &path);
	drivers = names_driver(f->real);
	return drivers && drivers != DRIVER_ANY ? drivers : names_driver(f->name);
}

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

#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "driver_opts.h"
#include "find_own.h"
#include "names.h"
#include "path.h"
#include "settings.h"
#include "target.h"

/*
 * Programs below SMALL are read: linkers and compilers are far bigger, scripts and copies of us are not. But where the shim is built with
 * a static libc, it is big itself, and so may another build of it be, up to BIG.
 */
enum { SMALL = 128 * 1024, BIG = 4 * 1024 * 1024 };

/* What a copy of the shim is known by: it stands in every build of the program, and in no other. */
static const char mark[] = "@(#)originld-shim:5e3b1f0c";

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

/* This loop is most of what a healthy link costs. */
int
find_in_list(struct find *f, const char *s, const char *suffix, size_t n, enum purpose purpose, int relative)
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

enum verdict
find_in_folder(struct find *f, struct span folder, struct span target)
{
	size_t n = 0;
	char *suffix = find_suffix(f->arena, target, f->name, &n), *path = arena_string(f->arena, folder);

	return suffix && path && find_in_list(f, path, suffix, n, PURPOSE_RUN, 1) ? ACCEPT : REJECT;
}

/*
 * The elements of COMPILER_PATH as they stand: gcc and clang prepend them to the name, and an empty one is the current folder.
 */
static enum verdict
try_compiler_path(struct find *f, const char *suffix, size_t n)
{
	const char *s = f->settings->compiler_path;

	return s && *s && find_in_list(f, s, suffix, n, PURPOSE_RUN, 1) ? ACCEPT : REJECT;
}

/*
 * PATH. A wrapper that stands there before us may have just called us, so it does not count; a plain linker before us is what would have run
 * (COMPILER_PATH led to us, then). Empty and relative elements are passed over.
 */
static enum verdict
try_path_list(struct find *f, const char *suffix, size_t n)
{
	const char *s = f->settings->path ? f->settings->path : "/usr/local/bin:/bin:/usr/bin";

	return find_in_list(f, s, suffix, n, PURPOSE_PATH, 0) ? ACCEPT : REJECT;
}

enum verdict
find_by_path(struct find *f, struct span target)
{
	size_t n = 0;
	char *suffix = find_suffix(f->arena, target, f->name, &n);

	return suffix ? try_path_list(f, suffix, n) : REJECT;
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

int
find_program(struct find *f)
{
	const struct span none = {NULL, 0};
	struct span target = none;
	char *last, *suffix;
	size_t n = 0;
	int known = 0;

	f->path = NULL;
	suffix = find_suffix(f->arena, none, f->name, &n);
	if (!suffix)
		return -1;
	if ((f->settings->ld && try_setting(f, f->settings->ld) == ACCEPT) || try_compiler_path(f, suffix, n) == ACCEPT)
		return 0;
	if (f->settings->collect_gcc) {
		target = target_of_gcc(f->settings->collect_gcc, f->native);
	} else if (find_as_parent(f, &known) == ACCEPT || (!known && find_as_asked(f) == ACCEPT)) {
		return 0;
	}
	if (!known && target.n && find_by_path(f, target) == ACCEPT)
		return 0;
	/* a cross gcc takes nothing else from PATH; but a name may look like a cross compiler's and be the machine's own */
	if (target_if_foreign(target, f->native).n)
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
	if (find_by_path(f, none) == ACCEPT) {
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

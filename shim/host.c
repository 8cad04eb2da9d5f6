/* SPDX-License-Identifier: MIT */
/*
 * A system as the loader's model sees it: this one, or this one after a tree has moved. Paths are followed here and not by the kernel, link by link,
 * as a path may lead through the place to which the tree has moved, and through links that no longer lead into it.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include "host.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "cache.h"
#include "elf.h"
#include "object.h"
#include "rules.h"
#include "slurp.h"

enum { MAX_LINKS = 40, SUBFOLDERS = 8, OLD_NAMES = 4, MAX_WHOLE_FILE = 64 << 20 };

enum node_kind { NODE_MISSING, NODE_FOLDER, NODE_LINK, NODE_FILE, NODE_FAILED };

/*
 * What a name in a folder is. A folder has the path by which it is known, and where it really is; in a place that has a moved tree
 * laid over it, also where that place is.
 */
struct node {
	struct node *next, *up;
	enum node_kind kind;
	int in_tree, open; /* open: who may write there, as RULES_ bits */
	int is_file;       /* a regular one */
	unsigned long long dev, ino;
	const char *path, *real, *under;
	struct node *target; /* of a link, once followed */
	struct host_file *file;
	size_t n;
	char name[];
};

struct host {
	struct arena *a;
	struct host_files *all;
	struct span tree, moved;
	struct node *root, *cwd;
	struct node **bucket;
	size_t buckets, count;
	struct host_libc *libcs;
	struct loader_host for_loader;
	struct cache cache;
	int has_cache;
	struct span subfolder[SUBFOLDERS], cwd_path;
	size_t subfolders;
};

/* ---------------------------------------------------------------------- tables */

static size_t
hash_bytes(size_t h, const char *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * (size_t)1099511628211U;
	return h;
}

/* Where a file is in the table. */
static size_t
place_of(const struct host_files *all, unsigned long long dev, unsigned long long ino)
{
	unsigned long long h = (ino ^ dev << 40) * 0x9E3779B97F4A7C15ULL;

	return (size_t)(h >> 20) & (all->buckets - 1);
}

struct host_files
host_files_in(struct arena *a)
{
	struct host_files all = {a, NULL, 0, 0};

	return all;
}

static int
grow_files(struct host_files *all)
{
	struct host_file **old = all->bucket, *f, *next;
	size_t was = all->buckets, i, at;

	if (all->count < was)
		return 0;
	all->buckets = was ? 4 * was : 1024;
	all->bucket = arena_array(all->a, all->buckets, sizeof *all->bucket);
	if (!all->bucket) {
		all->bucket = old;
		all->buckets = was;
		return was ? 0 : -1;
	}
	for (i = 0; i < was; i++) {
		for (f = old[i]; f; f = next) {
			next = f->next;
			at = place_of(all, f->file.dev, f->file.ino);
			f->next = all->bucket[at];
			all->bucket[at] = f;
		}
	}
	return 0;
}

static struct host_file *
find_file(const struct host_files *all, unsigned long long dev, unsigned long long ino)
{
	struct host_file *f = all->buckets ? all->bucket[place_of(all, dev, ino)] : NULL;

	while (f && (f->file.dev != dev || f->file.ino != ino))
		f = f->next;
	return f;
}

struct host_file *
host_know(struct host_files *all, unsigned long long dev, unsigned long long ino, const char *path, const struct elf *elf)
{
	struct host_file *f = find_file(all, dev, ino);
	size_t at;

	if (f)
		return f;
	f = grow_files(all) == 0 ? arena_array(all->a, 1, sizeof *f) : NULL;
	if (!f)
		return NULL;
	f->file.dev = dev;
	f->file.ino = ino;
	f->file.elf = elf;
	f->path = path;
	at = place_of(all, dev, ino);
	f->next = all->bucket[at];
	all->bucket[at] = f;
	all->count++;
	return f;
}

/* ----------------------------------------------------------------------- nodes */

static char *
path_in(struct arena *a, const char *folder, const char *name, size_t n)
{
	size_t k = strlen(folder);
	char *to;

	/* the root has its '/' already */
	if (k == 1)
		k = 0;
	to = arena_take(a, k + 1 + n + 1);
	if (!to)
		return NULL;
	memcpy(to, folder, k);
	to[k] = '/';
	memcpy(to + k + 1, name, n);
	to[k + 1 + n] = '\0';
	return to;
}

static void
note_stat(struct node *d, const struct stat *st)
{
	d->kind = S_ISDIR(st->st_mode) ? NODE_FOLDER : S_ISLNK(st->st_mode) ? NODE_LINK : NODE_FILE;
	d->is_file = S_ISREG(st->st_mode);
	d->open = (st->st_mode & 0002 ? RULES_OPEN : 0) | (st->st_mode & 0020 && st->st_gid != 0 ? RULES_GROUP : 0);
	d->dev = (unsigned long long)st->st_dev;
	d->ino = (unsigned long long)st->st_ino;
}

/* The path of a name in a folder if there is such a thing; else NULL, with the reason. */
static const char *
lstat_in(struct host *h, const char *folder, const char *name, size_t n, struct stat *st, int *error)
{
	char small[512];
	size_t k = strlen(folder) > 1 ? strlen(folder) : 0;
	char *path = NULL;
	int bad;

	/* most names are asked for once and not there, so the path is kept only where it is */
	if (k + n + 2 <= sizeof small) {
		memcpy(small, folder, k);
		small[k] = '/';
		memcpy(small + k + 1, name, n);
		small[k + 1 + n] = '\0';
		bad = lstat(small, st);
	} else {
		path = path_in(h->a, folder, name, n);
		bad = path ? lstat(path, st) : -1;
	}
	*error = bad ? errno : 0;
	if (bad)
		return NULL;
	return path ? path : path_in(h->a, folder, name, n);
}

static int
is_at(const struct node *folder, const char *name, size_t n, struct span path)
{
	size_t k = strlen(folder->path);

	if (k == 1)
		k = 0;
	return path.n == k + 1 + n && memcmp(path.p, folder->path, k) == 0 && path.p[k] == '/' && memcmp(path.p + k + 1, name, n) == 0;
}

/* Whether the tree has moved to below the name in the folder. */
static int
is_above(const struct node *folder, const char *name, size_t n, struct span path)
{
	size_t k = strlen(folder->path);

	if (k == 1)
		k = 0;
	return path.n > k + 1 + n && path.p[k + 1 + n] == '/' && is_at(folder, name, n, span_head(path, k + 1 + n));
}

static void
look_up(struct host *h, struct node *d, const char *name, size_t n)
{
	const struct node *folder = d->up;
	const char *path;
	struct stat st, under;
	int error = ENOENT, other;

	d->kind = NODE_MISSING;
	if (h->moved.n && is_at(folder, name, n, h->tree) && !is_at(folder, name, n, h->moved))
		return;
	if (h->moved.n && is_at(folder, name, n, h->moved)) {
		d->real = h->tree.p;
		d->under = path_in(h->a, folder->path, name, n);
		if (lstat(d->real, &st) == 0)
			note_stat(d, &st);
		if (d->under && (span_equal(h->tree, h->moved) || stat(d->under, &st) != 0 || !S_ISDIR(st.st_mode)))
			d->under = NULL;
		d->in_tree = 1;
	} else {
		if (folder->real && (d->real = lstat_in(h, folder->real, name, n, &st, &error)) != NULL) {
			note_stat(d, &st);
			d->in_tree = folder->in_tree || (h->tree.n && d->kind == NODE_FOLDER && span_is(h->tree, d->real));
		}
		if (folder->under && (d->kind == NODE_MISSING || d->kind == NODE_FOLDER)) {
			path = lstat_in(h, folder->under, name, n, &under, &other);
			if (path && d->kind == NODE_MISSING) {
				d->real = path;
				note_stat(d, &under);
			} else if (path && S_ISDIR(under.st_mode)) {
				d->under = path;
			}
		}
		if (d->kind == NODE_MISSING && h->moved.n && is_above(folder, name, n, h->moved))
			d->kind = NODE_FOLDER;
		if (d->kind == NODE_MISSING && error != ENOENT && error != EACCES && error != ENOTDIR)
			d->kind = NODE_FAILED;
	}
	if (d->kind == NODE_FOLDER) {
		if (h->moved.n)
			d->path = path_in(h->a, folder->path, name, n);
		else
			d->path = d->real;
		if (!d->path)
			d->kind = NODE_FAILED;
	}
}

static void
grow_nodes(struct host *h)
{
	struct node **old = h->bucket, *d, *next;
	size_t was = h->buckets, i, at;

	h->buckets = was ? 4 * was : 1024;
	h->bucket = arena_array(h->a, h->buckets, sizeof *h->bucket);
	for (i = 0; i < was && h->bucket; i++) {
		for (d = old[i]; d; d = next) {
			next = d->next;
			at = hash_bytes((size_t)(uintptr_t)d->up, d->name, d->n) & (h->buckets - 1);
			d->next = h->bucket[at];
			h->bucket[at] = d;
		}
	}
}

/* What a name in a folder is; NULL when memory ran out. */
static struct node *
child(struct host *h, struct node *folder, const char *name, size_t n)
{
	size_t hash = hash_bytes((size_t)(uintptr_t)folder, name, n);
	struct node *d;

	if (h->count >= h->buckets)
		grow_nodes(h);
	if (!h->bucket)
		return NULL;
	for (d = h->bucket[hash & (h->buckets - 1)]; d; d = d->next) {
		if (d->up == folder && d->n == n && memcmp(d->name, name, n) == 0)
			return d;
	}
	d = arena_array(h->a, 1, sizeof *d + n + 1);
	if (!d)
		return NULL;
	d->up = folder;
	d->n = n;
	memcpy(d->name, name, n);
	look_up(h, d, d->name, n);
	d->next = h->bucket[hash & (h->buckets - 1)];
	h->bucket[hash & (h->buckets - 1)] = d;
	h->count++;
	return d;
}

/* What is not there in ways that matter to a loader. */
static struct node not_there = {.kind = NODE_MISSING}, not_folder = {.kind = NODE_FAILED}, no_use = {.kind = NODE_FAILED};

static struct node *follow(struct host *h, struct node *from, const char *path, unsigned links);

static struct node *
follow_link(struct host *h, struct node *d, unsigned links)
{
	char to[PATH_MAX];
	ssize_t n;

	if (d->target)
		return d->target;
	n = links < MAX_LINKS ? readlink(d->real, to, sizeof to - 1) : 0;
	if (n <= 0)
		return &no_use;
	to[n] = '\0';
	/* what depends on how many links came before is not to be remembered */
	if (links > 0)
		return follow(h, d->up, to, links + 1);
	d->target = follow(h, d->up, to, 1);
	return d->target;
}

/* Where a path leads, from a folder on if it is relative. Never NULL. */
static struct node *
follow(struct host *h, struct node *from, const char *path, unsigned links)
{
	struct node *d = *path == '/' ? h->root : from;
	size_t n;

	for (;;) {
		while (*path == '/')
			path++;
		if (!*path)
			return d;
		if (d->kind != NODE_FOLDER)
			return d->kind == NODE_FILE ? &not_folder : d;
		n = strcspn(path, "/");
		if (n == 2 && path[0] == '.' && path[1] == '.')
			d = d->up ? d->up : d;
		else if (n != 1 || path[0] != '.')
			d = child(h, d, path, n);
		if (!d)
			return &no_use;
		if (d->kind == NODE_LINK)
			d = follow_link(h, d, links);
		path += n;
	}
}

/* ----------------------------------------------------------------------- files */

static const struct elf *
read_elf(struct host *h, const struct node *d)
{
	struct elf *e = arena_take(h->a, sizeof *e);
	int fd = e && d->is_file ? open(d->real, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW) : -1, bad;

	if (fd < 0)
		return NULL;
	bad = object_elf(e, h->a, fd);
	close(fd);
	return bad ? NULL : e;
}

/* Asked for only when something needs the file. */
static struct host_file *
file_of(struct host *h, struct node *d)
{
	struct host_file *f;

	if (d->file)
		return d->file;
	f = find_file(h->all, d->dev, d->ino);
	if (!f) {
		f = host_know(h->all, d->dev, d->ino, d->real, d->kind == NODE_FILE ? read_elf(h, d) : NULL);
		if (f)
			f->in_tree = d->in_tree;
	}
	d->file = f;
	return f;
}

enum loader_open
host_open(void *ctx, const char *path, const struct loader_file **file)
{
	struct host *h = ctx;
	struct node *d = follow(h, h->cwd, path, 0);
	struct host_file *f;

	if (d == &not_folder)
		return LOADER_NOT_FOLDER;
	if (d->kind == NODE_MISSING)
		return LOADER_MISSING;
	if (d->kind == NODE_FAILED)
		return LOADER_FAILED;
	/* a folder that is there only because the tree is below it */
	f = d->real ? file_of(h, d) : NULL;
	if (!f)
		return LOADER_MISSING;
	*file = &f->file;
	return LOADER_OPENED;
}

/* Who may write to what is there, and if it is not there, who may make it: whoever may write to what is there of its path. */
int
host_look(struct host *h, const char *path)
{
	struct node *d = follow(h, h->cwd, path, 0), *above = h->root, *next;
	const char *s = path;
	size_t n;

	if (d->kind == NODE_FOLDER || d->kind == NODE_FILE)
		return RULES_EXISTS | (d->kind == NODE_FOLDER ? d->open : 0);
	if (*path != '/')
		return 0;
	for (;; s += n) {
		s += strspn(s, "/");
		n = strcspn(s, "/");
		next = n ? child(h, above, s, n) : NULL;
		if (next && next->kind == NODE_LINK)
			next = follow_link(h, next, 0);
		if (!next || next->kind != NODE_FOLDER)
			break;
		above = next;
	}
	return above->open;
}

/* ---------------------------------------------------------------------- loaders */

static const char *
cached(void *ctx, const char *name, const struct elf *program)
{
	struct host *h = ctx;

	return h->has_cache ? cache_find(&h->cache, span_of(name), program, h->subfolder, h->subfolders).p : NULL;
}

/* The subfolders that glibc 2.33 and later take for this processor, the best first. */
static void
find_subfolders(struct host *h)
{
#if defined(__x86_64__) && defined(__GNUC__)
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
	    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
		h->subfolder[h->subfolders++] = span_of("glibc-hwcaps/x86-64-v4");
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma"))
		h->subfolder[h->subfolders++] = span_of("glibc-hwcaps/x86-64-v3");
	if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"))
		h->subfolder[h->subfolders++] = span_of("glibc-hwcaps/x86-64-v2");
#else
	(void)h;
#endif
}

/* Which of its releases a glibc's loader is: the number behind "2.", or 0. */
static unsigned
glibc_release(struct span bytes)
{
	static const char words[] = "stable release version 2.";
	unsigned n = 0;
	size_t at = span_search(bytes, words);

	if (at < bytes.n) {
		for (at += strlen(words); at < bytes.n && bytes.p[at] >= '0' && bytes.p[at] <= '9' && n < 1000; at++)
			n = 10 * n + (unsigned)(bytes.p[at] - '0');
	}
	return n;
}

/* What the names of older subfolders are made of, the least first: features, the processor, and "tls". By glibc's cpu_features.c for x86-64. */
static size_t
old_names(const struct host_libc *l, struct span *name)
{
	const char *platform = (const char *)getauxval(AT_PLATFORM);
	size_t n = 0;

#if defined(__x86_64__)
	name[n++] = span_of("x86_64");
#if defined(__GNUC__)
	if (__builtin_cpu_is("intel") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("avx512vl"))
		name[n++] = span_of("avx512_1");
#endif
#endif
	if (l->platform.n)
		name[n++] = l->platform;
	else if (platform)
		name[n++] = span_of(platform);
	name[n++] = span_of("tls");
	return n;
}

/* glibc before 2.37 takes these names in every choice, the last name first: tls/haswell/x86_64, tls/haswell, ..., x86_64. */
static void
add_old_subfolders(struct host *h, struct host_libc *l)
{
	struct span name[OLD_NAMES], *to;
	struct text t = text_in(h->a);
	size_t n, i, mask, begun;

#if defined(__x86_64__) && defined(__GNUC__)
	if (__builtin_cpu_is("intel") && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
		l->platform = span_of("haswell");
#endif
	n = old_names(l, name);
	to = arena_array(h->a, l->subfolders + ((size_t)1 << n), sizeof *to);
	if (!to)
		return;
	for (i = 0; i < l->subfolders; i++)
		to[i] = l->subfolder[i];
	for (mask = ((size_t)1 << n) - 1; mask; mask--) {
		t = text_in(h->a);
		for (begun = 0, i = n; i > 0; i--) {
			if (!(mask >> (i - 1) & 1))
				continue;
			text_puts(&t, begun++ ? "/" : "");
			text_put(&t, name[i - 1]);
		}
		to[l->subfolders++] = text_span(&t);
	}
	l->subfolder = to;
}

/* musl's list is beside its loader's folder, else built in. */
static void
musl_folders(struct host *h, struct host_libc *l)
{
	static const struct span built_in[] = {{"/lib", 4}, {"/usr/local/lib", 14}, {"/usr/lib", 8}};
	size_t n = l->interp.n, i;
	struct span *folder, s;
	struct text t = text_in(h->a);

	l->standard = built_in;
	l->standards = 3;
	/* PREFIX/lib/ld-musl-ARCH.so.1: PREFIX/etc/ld-musl-ARCH.path */
	while (n > 0 && l->interp.p[n - 1] != '/')
		n--;
	s = span_from(l->interp, n);
	if (!span_begins(s, "ld-musl-") || n < 5)
		return;
	text_put(&t, span_head(l->interp, n - 4));
	text_puts(&t, "etc/");
	text_put(&t, span_head(s, span_find(s, '.')));
	text_puts(&t, ".path");
	s = text_string(&t) ? slurp(h->a, t.p, MAX_WHOLE_FILE) : span_of("");
	if (!s.p || !s.n)
		return;
	folder = arena_array(h->a, s.n + 1, sizeof *folder);
	for (i = 0; folder && s.n; s = span_from(s, s.n > n ? n + 1 : n)) {
		for (n = 0; n < s.n && s.p[n] != ':' && s.p[n] != '\n'; n++)
			;
		if (n)
			folder[i++] = span_head(s, n);
	}
	if (folder) {
		l->standard = folder;
		l->standards = i;
	}
}

static void
glibc_folders(struct host *h, struct host_libc *l)
{
	static const struct span usual[] = {{"/lib", 4}, {"/usr/lib", 8}, {"/lib64", 6}, {"/usr/lib64", 10}};
	struct span *folder = NULL, bytes = slurp(h->a, l->interp.p, MAX_WHOLE_FILE);
	unsigned release;

	if (bytes.p)
		l->standards = cache_standard(h->a, bytes, &folder, &l->lib);
	l->standard = folder;
	if (l->standards == 0) {
		l->standard = usual;
		l->standards = 4;
	}
	l->subfolder = h->subfolder;
	l->subfolders = h->subfolders;
	release = glibc_release(bytes);
	if (release && release < 37)
		add_old_subfolders(h, l);
}

const struct host_libc *
host_libc(struct host *h, struct span interp, enum loader_libc libc)
{
	struct host_libc *l;

	for (l = h->libcs; l; l = l->next) {
		if (l->libc == libc && span_equal(l->interp, interp))
			return l;
	}
	l = arena_array(h->a, 1, sizeof *l);
	if (!l)
		return NULL;
	l->libc = libc;
	l->interp.p = arena_string(h->a, interp);
	l->interp.n = interp.n;
	if (!l->interp.p)
		return NULL;
	l->known = interp.n && interp.p[0] == '/' && access(l->interp.p, F_OK) == 0;
	if (libc == LOADER_MUSL)
		musl_folders(h, l);
	else
		glibc_folders(h, l);
	l->next = h->libcs;
	h->libcs = l;
	return l;
}

void
host_world(struct host *h, const struct host_libc *libc, struct loader_world *w)
{
	const char *platform = (const char *)getauxval(AT_PLATFORM);

	memset(w, 0, sizeof *w);
	w->libc = libc->libc;
	w->host = &h->for_loader;
	w->cwd = h->cwd_path;
	w->lib = libc->lib;
	w->platform = libc->platform;
	if (!w->platform.n && platform)
		w->platform = span_of(platform);
	w->interp = libc->interp;
	w->standard = libc->standard;
	w->standards = libc->standards;
	w->subfolder = libc->subfolder;
	w->subfolders = libc->subfolders;
}

struct span
host_interp(enum loader_libc libc, const struct elf *e)
{
	static const struct {
		unsigned machine, bits;
		int big;
		const char *glibc, *musl;
	} known[] = {
	    {ELF_MACHINE_X86_64, 64, 0, "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1"},
	    {ELF_MACHINE_X86_64, 32, 0, "/libx32/ld-linux-x32.so.2", "/lib/ld-musl-x32.so.1"},
	    {ELF_MACHINE_386, 32, 0, "/lib/ld-linux.so.2", "/lib/ld-musl-i386.so.1"},
	    {ELF_MACHINE_AARCH64, 64, 0, "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1"},
	    {ELF_MACHINE_AARCH64, 64, 1, "/lib/ld-linux-aarch64_be.so.1", "/lib/ld-musl-aarch64_be.so.1"},
	    {ELF_MACHINE_ARM, 32, 0, "/lib/ld-linux-armhf.so.3", "/lib/ld-musl-armhf.so.1"},
	    {ELF_MACHINE_RISCV, 64, 0, "/lib/ld-linux-riscv64-lp64d.so.1", "/lib/ld-musl-riscv64.so.1"},
	    {ELF_MACHINE_PPC64, 64, 0, "/lib64/ld64.so.2", "/lib/ld-musl-powerpc64le.so.1"},
	    {ELF_MACHINE_S390, 64, 1, "/lib/ld64.so.1", "/lib/ld-musl-s390x.so.1"},
	    {ELF_MACHINE_LOONGARCH, 64, 0, "/lib64/ld-linux-loongarch-lp64d.so.1", "/lib/ld-musl-loongarch64.so.1"},
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i].machine == e->machine && known[i].bits == e->bits && known[i].big == e->big)
			return span_of(libc == LOADER_MUSL ? known[i].musl : known[i].glibc);
	}
	return span_of("");
}

/* ------------------------------------------------------------------------- begin */

struct host *
host_new(struct host_files *all, const char *tree, const char *moved)
{
	struct host *h = arena_array(all->a, 1, sizeof *h);
	char cwd[PATH_MAX];
	struct span bytes;
	struct stat st;

	if (!h)
		return NULL;
	h->a = all->a;
	h->all = all;
	if (tree)
		h->tree = span_of(tree);
	if (moved)
		h->moved = span_of(moved);
	h->root = arena_array(h->a, 1, sizeof *h->root + 1);
	if (!h->root)
		return NULL;
	h->root->path = h->root->real = "/";
	h->root->kind = NODE_FOLDER;
	if (stat("/", &st) == 0)
		note_stat(h->root, &st);
	h->root->in_tree = h->tree.n == 1 && !moved;
	h->cwd = &not_there;
	h->cwd_path = span_of("/");
	if (getcwd(cwd, sizeof cwd) && cwd[0] == '/') {
		h->cwd_path.p = arena_string(h->a, span_of(cwd));
		h->cwd_path.n = strlen(cwd);
		h->cwd = follow(h, h->root, cwd, 0);
	}
	bytes = slurp(h->a, "/etc/ld.so.cache", MAX_WHOLE_FILE);
	h->has_cache = bytes.p && cache_open(&h->cache, bytes) == 0;
	h->for_loader.ctx = h;
	h->for_loader.open = host_open;
	h->for_loader.cached = cached;
	find_subfolders(h);
	return h->cwd_path.p ? h : NULL;
}

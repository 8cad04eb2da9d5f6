/* SPDX-License-Identifier: MIT */
/*
 * What check is asked for, and what is there: the operands, the tree that they make, and its files, read by several threads, each with an arena of its own.
 */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include "check_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "command.h"
#include "embedded.h"
#include "host.h"
#include "object.h"
#include "path.h"
#include "quote.h"
#include "rules.h"

/* A file that is to be judged. */
struct check_kept {
	struct check_kept *next;
	int operand; /* it stands on the command line, and may be a link */
	struct check_item item;
};

struct check_complaint {
	const char *path, *what;
};

void
check_tree_begin(struct check_tree *t, struct arena *a)
{
	size_t i;

	memset(t, 0, sizeof *t);
	t->a = a;
	for (i = 0; i < WALK_MAX_THREADS; i++)
		t->hand[i].a = command_arena();
}

/* ------------------------------------------------------------------- complaints */

static void
add_complaint(struct arena *a, struct check_complaints *c, const char *path, const char *what)
{
	struct check_complaint *more;

	if (c->count == c->room) {
		more = arena_array(a, 2 * c->room + 16, sizeof *more);
		if (c->count)
			memcpy(more, c->list, c->count * sizeof *more);
		c->list = more;
		c->room = 2 * c->room + 16;
	}
	c->list[c->count].path = path;
	c->list[c->count++].what = what;
}

static int
by_complaint(const void *x, const void *y)
{
	return strcmp(((const struct check_complaint *)x)->path, ((const struct check_complaint *)y)->path);
}

size_t
check_tree_tell(struct check_tree *tree)
{
	struct check_complaints all = {NULL, 0, 0};
	struct text t = text_in(tree->a);
	size_t i, k;

	for (i = 0; i < WALK_MAX_THREADS; i++) {
		for (k = 0; k < tree->hand[i].complaints.count; k++)
			add_complaint(tree->a, &all, tree->hand[i].complaints.list[k].path, tree->hand[i].complaints.list[k].what);
	}
	if (all.count)
		qsort(all.list, all.count, sizeof *all.list, by_complaint);
	for (i = 0; i < all.count; i++) {
		text_puts(&t, "originld: ");
		quote_word(&t, span_of(all.list[i].path));
		text_puts(&t, ": ");
		text_puts(&t, all.list[i].what);
		text_putc(&t, '\n');
	}
	if (t.n)
		fwrite(t.p, 1, t.n, stderr);
	return all.count;
}

/* -------------------------------------------------------------------- operands */

void
check_tree_add(struct check_tree *t, const char *path)
{
	const char **more;

	if (t->operands == t->operand_room) {
		t->operand_room = 2 * t->operand_room + 16;
		more = arena_array(t->a, t->operand_room, sizeof *more);
		if (t->operands)
			memcpy(more, t->operand, t->operands * sizeof *more);
		t->operand = more;
	}
	t->operand[t->operands++] = path;
}

int
check_tree_add_list(struct check_tree *t, const char *name)
{
	int fd = strcmp(name, "-") == 0 ? 0 : open(name, O_RDONLY | O_CLOEXEC);
	struct text text = text_in(t->a);
	char buffer[16384], *p, *end, stop;
	ssize_t n;
	int error;

	if (fd < 0)
		return -1;
	while ((n = read(fd, buffer, sizeof buffer)) > 0) {
		struct span s = {buffer, (size_t)n};

		text_put(&text, s);
	}
	error = errno;
	if (fd)
		close(fd);
	errno = error;
	if (n < 0)
		return -1;
	p = text_string(&text);
	stop = span_find(text_span(&text), '\0') < text.n ? '\0' : '\n';
	for (end = p + text.n; p < end; p += n + 1) {
		n = (ssize_t)bytes_until(p, stop);
		p[n] = '\0';
		if (n)
			check_tree_add(t, p);
	}
	return 0;
}

static int
by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Operands that are another one's, or lie in it, would be judged twice. */
static void
drop_operands(struct check_tree *t)
{
	struct span *real = arena_array(t->a, t->operands + 1, sizeof *real), *folder = arena_array(t->a, t->operands + 1, sizeof *folder);
	size_t folders = 0, n = 0, i, k;
	struct stat st;
	char *path;

	if (t->operands)
		qsort(t->operand, t->operands, sizeof *t->operand, by_text);
	for (i = 0; i < t->operands; i++) {
		path = realpath(t->operand[i], NULL);
		real[i] = span_of(path ? arena_string(t->a, span_of(path)) : "");
		if (path && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			folder[folders++] = real[i];
		free(path);
	}
	for (i = 0; i < t->operands; i++) {
		for (k = 0; k < folders && (real[i].n == folder[k].n || !path_is_below(real[i], folder[k])); k++)
			;
		if (k == folders && (!n || strcmp(t->operand[i], t->operand[n - 1]) != 0))
			t->operand[n++] = t->operand[i];
	}
	t->operands = n;
}

/* A folder that was given by a path with links is named so by its files as well. */
static void
spell_root(struct check_tree *t)
{
	const char *cwd = getenv("PWD"), *given = t->operand[0];
	struct text text = text_in(t->a);
	char real[PATH_MAX];
	struct span s;

	t->spelling[t->spellings++] = span_of(t->root);
	if (t->operands != 1 || (*given != '/' && !(cwd && *cwd == '/')))
		return;
	if (*given != '/') {
		text_puts(&text, cwd);
		text_putc(&text, '/');
	}
	text_puts(&text, given);
	s = path_normal(t->a, text_span(&text));
	if (s.n > 1 && !span_is(s, t->root) && realpath(s.p, real) && strcmp(real, t->root) == 0)
		t->spelling[t->spellings++] = s;
}

void
check_tree_find(struct check_tree *t, int move)
{
	char real[PATH_MAX], *root = NULL;
	struct stat st;
	size_t i, n, k;
	int folders = 0;

	drop_operands(t);
	for (i = 0; i < t->operands; i++) {
		if (!realpath(t->operand[i], real) || stat(real, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			folders = 1;
		else
			*(strrchr(real, '/') > real ? strrchr(real, '/') : real + 1) = '\0';
		if (!root) {
			root = arena_string(t->a, span_of(real));
			continue;
		}
		for (n = k = 0; root[n] && root[n] == real[n]; n++) {
			if (real[n] == '/')
				k = n;
		}
		if ((!root[n] || root[n] == '/') && (!real[n] || real[n] == '/'))
			k = n;
		root[k ? k : 1] = '\0';
	}
	if (!root || (!move && (rules_is_system(span_of(root)) || (!folders && t->operands < 2))))
		return;
	t->root = root;
	spell_root(t);
}

/* ------------------------------------------------------------------------- files */

static void
see_trouble(void *ctx, unsigned worker, const struct walk_folder *folder, const char *name, int error)
{
	struct check_hand *h = &((struct check_tree *)ctx)->hand[worker];
	struct text t = text_in(&h->a);

	walk_path(&t, folder, name);
	add_complaint(&h->a, &h->complaints, text_string(&t), error ? error_text(&h->a, error) : "is neither a file nor a folder");
}

/* A script matters only if its interpreter is in the tree, or was in the place where that was before. */
static int
wants_script(void *ctx, struct span interpreter)
{
	const struct check_tree *t = ctx;

	if (!t->root || t->programs_only || interpreter.p[0] != '/')
		return 0;
	return path_is_below(interpreter, span_of(t->root)) ||
	    !(path_is_below(interpreter, span_of("/bin")) || path_is_below(interpreter, span_of("/usr/bin")));
}

/* A text that may hold the path of the tree, by its name. */
static int
see_text(struct check_tree *t, struct arena *a, const struct walk_file *f, struct check_item *item)
{
	enum embedded kind;

	if (!t->spellings || t->programs_only || item->object.kind == OBJECT_ELF)
		return 0;
	kind = embedded_named(walk_name(f->folder), path_base(span_of(f->name)));
	return kind ? check_embedded(item, a, f, kind, t->spelling, t->spellings) : 0;
}

static void
see_file(void *ctx, unsigned worker, const struct walk_file *f)
{
	struct check_tree *t = ctx;
	struct check_hand *h = &t->hand[worker];
	struct arena before = h->a;
	struct check_kept *k, found;
	struct text path;
	int gone;

	memset(&found, 0, sizeof found);
	gone = object_read(&found.item.object, &h->a, f->at, f->name, !f->folder, wants_script, t);

	if (gone == 0)
		gone = see_text(t, &h->a, f, &found.item);
	if (gone < 0) {
		see_trouble(ctx, worker, f->folder, f->name, errno);
		return;
	}
	if (gone || (found.item.object.kind == OBJECT_OTHER && !found.item.embedded)) {
		/* what was read of it is not needed; a block that it has begun stays */
		if (h->a.end == before.end)
			h->a = before;
		return;
	}
	k = arena_take(&h->a, sizeof *k);
	*k = found;
	k->operand = !f->folder;
	path = text_in(&h->a);
	walk_path(&path, f->folder, f->name);
	k->item.path = text_string(&path);
	k->next = h->first;
	h->first = k;
	h->count++;
}

static int
by_path(const void *x, const void *y)
{
	return strcmp(((const struct check_kept *const *)x)[0]->item.path, ((const struct check_kept *const *)y)[0]->item.path);
}

static void
show_files(void *ctx, size_t files)
{
	const struct check_tree *t = ctx;

	t->tick(t->ctx, files);
}

int
check_tree_read(struct check_tree *t, unsigned threads)
{
	struct walk walk = {t, threads, see_file, see_trouble, show_files, NULL};
	long files = walk_trees(&walk, t->operand, t->operands);

	if (files < 0)
		return -1;
	t->files = (size_t)files;
	return 0;
}

/* The absolute path with the links of its folder resolved. Those of one folder come after one another. */
static const char *
real_path(struct arena *a, const struct check_kept *k, const char **folder, const char **real)
{
	const char *path = k->item.path, *slash = strrchr(path, '/');
	char to[PATH_MAX];
	struct text t;
	size_t n;

	if (k->operand)
		return realpath(path, to) ? arena_string(a, span_of(to)) : path;
	n = slash ? (size_t)(slash - path) : 0;
	if (!*folder || strlen(*folder) != n || memcmp(*folder, path, n) != 0) {
		struct span s = {path, n};

		*folder = arena_string(a, s);
		*real = realpath(n ? *folder : "/", to) ? arena_string(a, span_of(to)) : *folder;
	}
	t = text_in(a);
	text_puts(&t, strcmp(*real, "/") == 0 ? "" : *real);
	text_puts(&t, slash);
	return text_string(&t);
}

void
check_tree_gather(struct check_tree *t, struct check *c)
{
	const char *folder = NULL, *real = NULL;
	struct host_files *files = arena_take(t->a, sizeof *files);
	struct check_item *item;
	struct host_file *file;
	struct check_kept **all, *k;
	size_t count = 0, i, n = 0;

	for (i = 0; i < WALK_MAX_THREADS; i++)
		count += t->hand[i].count;
	all = arena_array(t->a, count + 1, sizeof(struct check_kept *));
	for (i = 0; i < WALK_MAX_THREADS; i++) {
		for (k = t->hand[i].first; k; k = k->next)
			all[n++] = k;
	}
	qsort(all, n, sizeof(struct check_kept *), by_path);
	*files = host_files_in(t->a);
	c->files = files;
	c->item = arena_array(t->a, count + 1, sizeof *c->item);
	for (i = 0; i < n; i++) {
		k = all[i];
		file = host_know(files, k->item.object.dev, k->item.object.ino, NULL, &k->item.object.elf);
		if (file->user)
			continue;
		item = &c->item[c->items++];
		*item = k->item;
		item->real = real_path(t->a, k, &folder, &real);
		item->file = file;
		file->user = item;
		file->path = item->real;
		file->file.elf = &item->object.elf;
		file->in_tree = t->root && path_is_below(span_of(item->real), span_of(t->root));
			t->binaries += item->object.kind == OBJECT_ELF;
		t->texts += item->embedded != EMBEDDED_NOT;
	}
}


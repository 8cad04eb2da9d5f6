/* SPDX-License-Identifier: MIT */
/*
 * originld fix, files that speak of other files: pkg-config's, which have the prefix in them, the RECORD of each Python wheel, which has sums of files
 * that were changed, and dpkg's lists of sums, which are not ours to change.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "elf.h"
#include "fix.h"
#include "path.h"
#include "pcfile.h"
#include "replace.h"
#include "sha256.h"
#include "wheel.h"

/* -------------------------------------------------------------------- pkg-config */

/* Makes the text movable for each place where the tree stands or stood. Returns how many places in it gave way. */
static size_t
make_movable(struct fix *x, const char *real, struct pcfile *out, struct span text)
{
	const struct mend_world *w = &x->tree.world;
	struct text up = text_in(x->a);
	struct span prefix = w->tree;
	size_t changed = 0, i;

	path_from(&up, path_folder(span_of(real)), w->tree);
	if (!up.n)
		text_putc(&up, '.');
	for (i = 0;; prefix = w->from[i++]) {
		if (pcfile_relative(out, x->a, text, prefix, text_span(&up)) != 0)
			return 0;
		changed += out->changed;
		text = out->text;
		if (i == w->froms)
			return changed;
	}
}

static void
fix_pc(struct fix *x, const struct fix_path *p)
{
	const struct fix_target target = {p->path, p->real, NULL};
	struct fix_change change = {FIX_PKG_CONFIG, {NULL, 0}, {NULL, 0}, {NULL, 0}};
	struct replace_copy copy;
	struct pcfile pc;
	struct span text;

	if (fix_read(x, &target, &copy) != 0)
		return;
	text.p = copy.p;
	text.n = copy.n;
	if (make_movable(x, p->real, &pc, text) && fix_write(x, &target, &copy.stat, pc.text) == 0) {
		change.before = x->tree.world.tree;
		change.after = span_of("${pcfiledir}");
		fix_say_change(x, p->path, &change);
	}
	replace_free(&copy);
}

void
fix_pkg_config(struct fix *x)
{
	const struct fix_path *p;

	for (p = x->tree.pkg_config; p; p = p->next)
		fix_pc(x, p);
}

/* ------------------------------------------------------------------------- RECORD */

/* The tree's program, library or script at a path, or NULL. */
static struct fix_item *
find_item(const struct fix *x, struct span real)
{
	size_t low = 0, n = x->tree.items, middle;
	const struct fix_item *item = x->tree.item;
	int c;

	while (low < n) {
		middle = low + (n - low) / 2;
		c = strncmp(item[middle].real, real.p, real.n);
		if (c < 0)
			low = middle + 1;
		else if (c > 0 || item[middle].real[real.n])
			n = middle;
		else
			return &x->tree.item[middle];
	}
	return NULL;
}

/* Whether a file is one that this run has changed, or that one before has, which may have been killed before it got here. */
static int
may_be_changed(const struct fix_item *item)
{
	return item->changed || item->ours || (item->object.kind == OBJECT_ELF && span_begins(elf_search_path(&item->object.elf), "$ORIGIN"));
}

static int
digest(struct fix *x, const struct fix_item *item, struct wheel_file *file)
{
	const struct fix_target target = {item->path, item->real, NULL};
	unsigned char *to = arena_take(x->a, SHA256_SIZE);
	struct replace_copy copy;
	struct sha256 sum;
	struct span bytes;

	if (!to || fix_read(x, &target, &copy) != 0)
		return -1;
	bytes.p = copy.p;
	bytes.n = copy.n;
	sha256_begin(&sum);
	sha256_put(&sum, bytes);
	sha256_end(&sum, to);
	file->sha256 = to;
	file->size = copy.n;
	replace_free(&copy);
	return 0;
}

/* Finds the rows whose files may be changed. In a dry run the new bytes are nowhere, so that only their number is known. */
static size_t
find_rows(struct fix *x, const char *real, struct span record, struct wheel_file *file, size_t room, size_t *changed)
{
	struct span base = path_folder(path_folder(span_of(real)));
	const struct fix_item *item;
	struct wheel_row row;
	struct text t = text_in(x->a);
	size_t at = 0, n = 0;

	while (n < room && wheel_next(x->a, record, &at, &row) > 0) {
		t.n = 0;
		text_put(&t, base);
		text_putc(&t, '/');
		text_put(&t, row.path);
		item = find_item(x, path_normal(x->a, text_span(&t)));
		if (!item || !row.hash.n || !may_be_changed(item))
			continue;
		*changed += item->changed != 0;
		file[n].path = row.path;
		n += !x->wish.dry_run && digest(x, item, &file[n]) == 0;
	}
	return n;
}

static size_t
count_lines(struct span s)
{
	size_t n = 1, i;

	for (i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

static void
fix_record(struct fix *x, const struct fix_path *p)
{
	const struct fix_target target = {p->path, p->real, NULL};
	struct fix_change change = {FIX_RECORD, {NULL, 0}, {NULL, 0}, {NULL, 0}};
	struct text count = text_in(x->a);
	struct wheel_file *file;
	struct replace_copy copy;
	struct span text, new;
	size_t room, n, changed = 0, rows = 0;

	if (fix_read(x, &target, &copy) != 0)
		return;
	text.p = copy.p;
	text.n = copy.n;
	room = count_lines(text);
	file = arena_array(x->a, room, sizeof *file);
	n = find_rows(x, p->real, text, file, room, &changed);
	if (n && wheel_update(x->a, text, file, n, &new, &rows) == 0 && !span_equal(text, new) &&
	    fix_write(x, &target, &copy.stat, new) != 0)
		rows = 0;
	if (n && span_equal(text, new))
		rows = 0;
	if (x->wish.dry_run)
		rows = changed;
	if (rows) {
		text_number(&count, rows);
		text_puts(&count, rows == 1 ? " file" : " files");
		change.before = text_span(&count);
		fix_say_change(x, p->path, &change);
	}
	replace_free(&copy);
}

void
fix_records(struct fix *x)
{
	const struct fix_path *p;

	for (p = x->tree.records; p; p = p->next)
		fix_record(x, p);
}

/* --------------------------------------------------------------------------- dpkg */

static const char dpkg_lists[] = "/var/lib/dpkg/info";

/* The first changed file that a list of sums has, or NULL. */
static const struct fix_item *
listed(struct fix *x, const char *name)
{
	const struct fix_item *item = NULL;
	struct text path = text_in(x->a), real = text_in(x->a);
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	FILE *in;

	text_puts(&path, dpkg_lists);
	text_putc(&path, '/');
	text_puts(&path, name);
	in = fopen(text_string(&path), "re");
	while (in && !item && (n = getline(&line, &room, in)) > 34) {
		struct span s = {line + 34, (size_t)n - 34};

		s.n -= s.p[s.n - 1] == '\n';
		real.n = 0;
		text_putc(&real, '/');
		text_put(&real, s);
		if (path_is_below(text_span(&real), x->tree.world.tree))
			item = find_item(x, text_span(&real));
		if (item && !item->changed)
			item = NULL;
	}
	if (in)
		fclose(in);
	free(line);
	return item;
}

void
fix_note_packages(struct fix *x)
{
	DIR *folder = x->changed && !x->wish.dry_run ? opendir(dpkg_lists) : NULL;
	const struct fix_item *item;
	struct dirent *e;

	while (folder && (e = readdir(folder)) != NULL) {
		item = span_ends(span_of(e->d_name), ".md5sums") ? listed(x, e->d_name) : NULL;
		if (!item)
			continue;
		fix_say(x, item->path, FIX_SUMS_STALE, span_of(arena_string(x->a, span_of(e->d_name))));
	}
	if (folder)
		closedir(folder);
}

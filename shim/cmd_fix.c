/* SPDX-License-Identifier: MIT */
/*
 * originld fix: makes an installed tree movable. Every file is looked at by itself, in the order of paths, and replaced as a whole or not at all, so
 * that the work can be stopped at any moment and taken up again.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"
#include "elf.h"
#include "finding_say.h"
#include "fix.h"
#include "flags.h"
#include "path.h"
#include "replace.h"
#include "rules.h"

static const struct flag flags[] = {
    {"--dry-run", NULL, "say what would be done, and change nothing", offsetof(struct fix_wish, dry_run), 1},
    {"--from", "DIR", "where the tree stood before it was moved, or will stand if it is staged; several with ':' between them", offsetof(struct fix_wish, from), 0},
    {"--minimal", NULL, "keep only folders that hold a library which is needed", offsetof(struct fix_wish, minimal), 1},
    {"--shebang", "FORM", "how scripts find their interpreter: own (by a line that suits their language), env, or none: leave them",
	offsetof(struct fix_wish, shebang), 0},
    {"--dtags", "TAG", "make all search paths runpath, or rpath", offsetof(struct fix_wish, dtags), 0},
    {"--pkg-config", NULL, "make pkg-config's .pc files movable, too", offsetof(struct fix_wish, pkg_config), 1},
    {"--set-id", NULL, "also mend files that are set-id or have capabilities", offsetof(struct fix_wish, secure), 1},
    {"--json", NULL, "print one JSON object a line for each change and finding", offsetof(struct fix_wish, json), 1},
    {NULL, NULL, NULL, 0, 0},
};

const struct flag *const fix_flags[] = {flags, NULL};

/* ------------------------------------------------------------------------ the wish */

static int
read_wish(struct fix *x)
{
	const struct fix_wish *w = &x->wish;

	if (w->shebang) {
		x->env_shebang = strcmp(w->shebang, "env") == 0;
		x->no_shebang = strcmp(w->shebang, "none") == 0;
		if (!x->env_shebang && !x->no_shebang && strcmp(w->shebang, "own") != 0)
			return trouble("--shebang", "takes own, env or none");
	}
	x->tag = w->dtags && strcmp(w->dtags, "rpath") == 0 ? ELF_RPATH : ELF_RUNPATH;
	if (w->dtags && x->tag == ELF_RUNPATH && strcmp(w->dtags, "runpath") != 0)
		return trouble("--dtags", "takes runpath or rpath");
	return STATUS_FINE;
}

static size_t
count_colons(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += *s == ':';
	return n;
}

/* The tree's old places; the path by which it was named is one of them where links lead from it. */
static int
read_places(struct fix *x, const char *told, const char *real)
{
	const char *list = x->wish.from ? x->wish.from : "";
	struct span *place = arena_array(x->a, count_colons(list) + 2, sizeof *place), s = span_of(list);
	size_t n;

	for (; s.n; s = span_from(s, n + (n < s.n))) {
		n = span_find(s, ':');
		if (n && s.p[0] != '/')
			return trouble("--from", "takes an absolute path, or several with ':' between them");
		if (!n)
			continue;
		place[x->tree.world.froms] = path_normal(x->a, span_head(s, n));
		if (place[x->tree.world.froms++].n == 1)
			return trouble("--from", "the root folder cannot be where the tree stood; for a staged tree: --from /opt/app stage/opt/app");
	}
	if (told[0] == '/' && !span_equal(path_normal(x->a, span_of(told)), span_of(real)))
		place[x->tree.world.froms++] = path_normal(x->a, span_of(told));
	x->tree.world.from = place;
	return STATUS_FINE;
}

/* The system itself is no tree to be moved: its programs find their libraries without any rpath. */
static int
read_operand(struct fix *x, char **argv)
{
	char *real;
	struct stat st;

	if (!argv[0] || !*argv[0])
		return trouble("fix", "say which tree: the folder that make install has filled");
	if (argv[1])
		return trouble(argv[1], "one tree at a time");
	real = realpath(argv[0], NULL);
	if (!real || stat(real, &st) != 0)
		return trouble_errno(argv[0], errno);
	if (!S_ISDIR(st.st_mode))
		return trouble(argv[0], "is no folder; name the tree that it belongs to");
	if (rules_is_system(span_of(real)))
		return trouble(argv[0], "is part of the system, which stays where it is; name a tree below it");
	if (read_places(x, argv[0], real) != STATUS_FINE)
		return STATUS_TROUBLE;
	if (fix_tree_read(&x->tree, argv[0], real) != 0)
		return trouble(NULL, "out of memory");
	return STATUS_FINE;
}

/* ------------------------------------------------------------------------ the work */

/*
 * A file without an rpath gets a RUNPATH, as linkers make them, but where a program has an RPATH: a RUNPATH in one of its libraries would
 * hide that.
 */
static void
choose_tag(struct fix *x)
{
	const struct fix_item *item;

	for (item = x->tree.item; !x->wish.dtags && item < x->tree.item + x->tree.items; item++) {
		const struct elf *e = &item->object.elf;

		if (item->object.kind == OBJECT_ELF && e->kind != ELF_LIBRARY && e->rpath.p && !e->runpath.p)
			x->tag = ELF_RPATH;
	}
}

/* What killed runs have left behind. */
static void
clean_up(struct fix *x)
{
	const struct fix_path *p;

	for (p = x->tree.leftovers; p && !x->wish.dry_run; p = p->next) {
		if (replace_clean(AT_FDCWD, p->real) < 0 && errno != ENOENT) {
			trouble_errno(p->path, errno);
			x->troubles++;
		}
	}
}

/* Makes the new names last. */
static void
sync_folders(struct fix *x)
{
	const struct fix_path *f;

	for (f = x->folders; f; f = f->next) {
		if (replace_sync(AT_FDCWD, f->path) != 0) {
			trouble_errno(f->path, errno);
			x->troubles++;
		}
	}
}

static void
say_places(struct fix *x)
{
	size_t i;

	for (i = 0; i < x->places; i++)
		fix_say(x, x->tree.told, FIX_STOOD_ELSEWHERE, x->place[i]);
}

static void
print_count(size_t n, const char *one, const char *many)
{
	printf("%zu %s", n, n == 1 ? one : many);
}

static void
say_summary(const struct fix *x)
{
	size_t elfs = 0, scripts = 0, i;

	for (i = 0; i < x->tree.items; i++)
		*(x->tree.item[i].object.kind == OBJECT_ELF ? &elfs : &scripts) += 1;
	print_count(elfs, "program or library", "programs and libraries");
	fputs(", ", stdout);
	print_count(scripts, "script: ", "scripts: ");
	print_count(x->changed, "file ", "files ");
	printf("%s, %zu refused\n", x->wish.dry_run ? "would be mended" : "mended", x->refused);
}

static void
show_files(void *ctx, size_t files)
{
	fix_show_progress(ctx, files, "files");
}

static int
run(struct fix *x)
{
	size_t i;

	fix_hide_progress(x);
	clean_up(x);
	choose_tag(x);
	for (i = 0; i < x->tree.items; i++) {
		if (x->tree.item[i].object.kind == OBJECT_ELF)
			fix_elf(x, &x->tree.item[i]);
		else if (!x->no_shebang)
			fix_script(x, &x->tree.item[i]);
		fix_show_progress(x, i, "programs, libraries and scripts");
	}
	if (x->wish.pkg_config)
		fix_pkg_config(x);
	fix_records(x);
	sync_folders(x);
	fix_note_packages(x);
	say_places(x);
	fix_hide_progress(x);
	if (!x->wish.json)
		say_summary(x);
	if (x->troubles || x->tree.unread)
		return STATUS_TROUBLE;
	return x->complaints || (x->wish.dry_run && x->changed) ? STATUS_FINDINGS : STATUS_FINE;
}

int
cmd_fix(const struct command *c, char **argv)
{
	static struct fix x;
	struct arena a = command_arena();

	(void)c;
	memset(&x, 0, sizeof x);
	x.a = x.tree.a = &a;
	argv = flags_take(fix_flags, argv, &x.wish);
	if (!argv || read_wish(&x) != STATUS_FINE)
		return STATUS_TROUBLE;
	x.tree.world.minimal = x.wish.minimal;
	x.tree.tick = show_files;
	x.tree.ctx = &x;
	x.progress = isatty(2);
	x.colour = finding_wants_colour();
	return read_operand(&x, argv) == STATUS_FINE ? run(&x) : STATUS_TROUBLE;
}

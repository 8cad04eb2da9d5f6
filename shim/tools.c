/* SPDX-License-Identifier: MIT */
/* Which compilers and linkers there are, and which folders on PATH are ours. */
#define _POSIX_C_SOURCE 200809L
#include "tools.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "command.h"
#include "names.h"
#include "path.h"

enum tool_kind
tool_kind(struct span name)
{
	if (names_foreign(name))
		return TOOL_NONE;
	return names_driver(name) ? TOOL_CC : names_is_linker(name) ? TOOL_LD : TOOL_NONE;
}

/* ld-0123456789abcdef in a folder originld or originld-UID: see farm.c. */
static int
is_farm(struct span base, struct span parent)
{
	size_t i;

	if (base.n != 19 || (!span_begins(base, "ld-") && !span_begins(base, "cc-")))
		return 0;
	for (i = 3; i < base.n; i++) {
		if (!memchr("0123456789abcdef", base.p[i], 16))
			return 0;
	}
	return span_is(parent, "originld") || span_begins(parent, "originld-");
}

/* What names an element of PATH or COMPILER_PATH holds, if it is a folder of originld's, be it of this installation or another; else TOOL_NONE. */
static enum tool_kind
ours(struct arena *a, const struct command *c, struct span element)
{
	struct span base, parent;
	struct text t = text_in(a);
	struct stat beside, shim;

	while (element.n > 1 && element.p[element.n - 1] == '/')
		element.n--;
	if (element.n == 0 || element.p[0] != '/')
		return TOOL_NONE;
	base = path_base(element);
	parent = path_base(path_folder(element));
	if (is_farm(base, parent))
		return base.p[0] == 'c' ? TOOL_CC : TOOL_LD;
	/* the folders of an installation stand beside the program that they lead to */
	text_put(&t, element);
	text_puts(&t, "/../shim");
	if (stat(text_string(&t), &beside) != 0 || !S_ISREG(beside.st_mode))
		return TOOL_NONE;
	if ((!span_is(base, "ld") && !span_is(base, "cc")) || !span_is(parent, "originld")) {
		/* by another name: only our own is known for certain */
		if (stat(c->shim, &shim) != 0 || shim.st_dev != beside.st_dev || shim.st_ino != beside.st_ino)
			return TOOL_NONE;
	}
	t.n = element.n;
	text_puts(&t, "/cc");
	return access(text_string(&t), F_OK) == 0 ? TOOL_CC : TOOL_LD;
}

const char *
tools_path(struct arena *a)
{
	const char *path = getenv("PATH");
	size_t n;
	char *p;

	if (path)
		return path;
	n = confstr(_CS_PATH, NULL, 0);
	p = arena_take(a, n + 1);
	*p = '\0';
	confstr(_CS_PATH, p, n);
	return p;
}

char *
tools_without_ours(struct arena *a, const struct command *c, const char *list, unsigned *kinds)
{
	struct text t = text_in(a);
	struct span element;
	enum tool_kind kind;
	int any = 0;

	*kinds = 0;
	for (;; list += element.n + 1) {
		element = span_head(span_of(list), bytes_until(list, ':'));
		kind = ours(a, c, element);
		*kinds |= kind;
		if (kind == TOOL_NONE) {
			if (any)
				text_putc(&t, ':');
			text_put(&t, element);
			any = 1;
		}
		if (!list[element.n])
			return any ? text_string(&t) : NULL;
	}
}

/* A search along PATH. */
struct search {
	struct arena *a;
	struct tools *tools;
	unsigned kinds;
	struct stat shim;
	struct span folder; /* where it is */
	dev_t *dev; /* and where it was */
	ino_t *ino;
	size_t folders;
};

static void
add(struct search *w, char *path, enum tool_kind kind, const struct stat *st)
{
	struct tools *t = w->tools;
	struct tool *more;

	if (t->count == t->room) {
		t->room = t->room ? t->room * 2 : 64;
		more = arena_array(w->a, t->room, sizeof *more);
		if (t->count)
			memcpy(more, t->tool, t->count * sizeof *more);
		t->tool = more;
	}
	more = &t->tool[t->count++];
	more->path = path;
	more->name = path + w->folder.n + 1;
	more->kind = kind;
	more->dev = (unsigned long long)st->st_dev;
	more->ino = (unsigned long long)st->st_ino;
}

/* Adds the name in the folder if it is a wanted one, not found before, a program, and not ours. */
static void
consider(struct search *w, const char *name)
{
	enum tool_kind kind = tool_kind(span_of(name));
	struct text t;
	struct stat st;
	size_t i;

	if (!(kind & w->kinds))
		return;
	for (i = 0; i < w->tools->count; i++) {
		if (strcmp(w->tools->tool[i].name, name) == 0)
			return;
	}
	t = text_in(w->a);
	text_put(&t, w->folder);
	text_putc(&t, '/');
	text_puts(&t, name);
	if (stat(text_string(&t), &st) == 0 && S_ISREG(st.st_mode) && access(t.p, X_OK) == 0 &&
	    (st.st_dev != w->shim.st_dev || st.st_ino != w->shim.st_ino))
		add(w, t.p, kind, &st);
}

/* Whether the folder is another name of one that was searched before; notes it if not. */
static int
was_here(struct search *w, const char *folder)
{
	struct stat st;
	size_t i;

	if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
		return 1;
	for (i = 0; i < w->folders; i++) {
		if (w->dev[i] == st.st_dev && w->ino[i] == st.st_ino)
			return 1;
	}
	w->dev[w->folders] = st.st_dev;
	w->ino[w->folders++] = st.st_ino;
	return 0;
}

static void
search_folder(struct search *w)
{
	/* what is asked for by name in a folder that may be passed through and not read */
	static const char *const usual[] = {"ld", "ld.bfd", "ld.gold", "ld.lld", "ld.mold", "mold", "cc", "gcc", "g++", "c++", "clang",
	    "clang++", "gfortran"};
	const char *folder = arena_string(w->a, w->folder);
	struct dirent *e;
	DIR *d;
	size_t i;

	if (was_here(w, folder))
		return;
	d = opendir(folder);
	if (!d) {
		for (i = 0; i < sizeof usual / sizeof usual[0]; i++)
			consider(w, usual[i]);
		return;
	}
	while ((e = readdir(d)) != NULL)
		consider(w, e->d_name);
	closedir(d);
}

int
tools_find(struct arena *a, const struct command *c, unsigned kinds, struct tools *t)
{
	struct search w = {a, t, kinds, {0}, {NULL, 0}, NULL, NULL, 0};
	const char *s = tools_path(a);
	size_t most = 1, i;

	memset(t, 0, sizeof *t);
	if (stat(c->shim, &w.shim) != 0) {
		trouble(c->shim, "the program behind all names is missing; install originld again");
		return -1;
	}
	for (i = 0; s[i]; i++)
		most += s[i] == ':';
	w.dev = arena_array(a, most, sizeof *w.dev);
	w.ino = arena_array(a, most, sizeof *w.ino);
	for (;; s += w.folder.n + 1) {
		w.folder = span_head(span_of(s), bytes_until(s, ':'));
		if (w.folder.n && s[0] == '/' && ours(a, c, w.folder) == TOOL_NONE)
			search_folder(&w);
		if (!s[w.folder.n])
			return 0;
	}
}

char *
tools_program(struct arena *a, const struct command *c, const char *name)
{
	const char *s = tools_path(a);
	struct span folder;
	struct text t;
	struct stat st;

	for (;; s += folder.n + 1) {
		folder = span_head(span_of(s), bytes_until(s, ':'));
		t = text_in(a);
		text_put(&t, folder);
		text_putc(&t, '/');
		text_puts(&t, name);
		if (s[0] == '/' && ours(a, c, folder) == TOOL_NONE && stat(text_string(&t), &st) == 0 && S_ISREG(st.st_mode) &&
		    access(t.p, X_OK) == 0)
			return t.p;
		if (!s[folder.n])
			return NULL;
	}
}

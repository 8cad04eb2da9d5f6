/* SPDX-License-Identifier: MIT */
/* The compilers that doctor tries, and how each is told to link. */
#define _XOPEN_SOURCE 700
#include "doctor_subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"
#include "names.h"
#include "path.h"
#include "tools.h"

static const struct {
	const char *name, *text;
} sources[] = {
    {"probe.c", "int main(void) { return 0; }\n"},
    {"probe.cc", "int main() { return 0; }\n"},
    {"probe.f90", "end\n"},
    {"probe.rs", "fn main() {}\n"},
    {"probe.go", "package main\n\nimport \"C\"\n\nfunc main() {}\n"},
};

/* Compilers that are called in a way of their own. OUT stands for the file to make. */
static const struct {
	const char *name;
	const char *words[8];
	const char *version;
} others[] = {
    {"rustc", {"-o", "OUT", "probe.rs", "-C", "link-arg=-Wl,-rpath," SUBJECT_MANGLED, NULL}, "--version"},
    {"go", {"build", "-o", "OUT", "probe.go", NULL}, "version"},
    {"tcc", {"-o", "OUT", "probe.c", "-Wl,-rpath=" SUBJECT_MANGLED, NULL}, "-v"},
};

enum { OTHERS = sizeof others / sizeof others[0], WORDS = 8 };

const char *const subjects_setting[] = {"CGO_ENABLED=1", "CGO_LDFLAGS=-Wl,-rpath," SUBJECT_MANGLED, NULL};

/* How well a name tells what it names, less is better: cc could be anything, and a longer one says the same with more words. */
static size_t
rank(const char *name)
{
	static const char *const vague[] = {"cc", "c++", "c89", "c99"};
	size_t i;

	for (i = 0; i < sizeof vague / sizeof vague[0]; i++) {
		if (strcmp(name, vague[i]) == 0)
			return 1000 + i;
	}
	return strlen(name);
}

static int
compare(const void *x, const void *y)
{
	const struct subject *s = x, *t = y;

	if (rank(s->name) != rank(t->name))
		return rank(s->name) < rank(t->name) ? -1 : 1;
	return strcmp(s->name, t->name);
}

/* Whether the file behind the name is a compiler by its own name; a wrapper such as ccache does another thing for each name. */
static int
is_compiler_itself(const struct subject *s)
{
	char *real = realpath(s->path, NULL);
	int is = real && names_driver(path_base(span_of(real)));

	free(real);
	return is;
}

static int
is_known(const struct subjects *known, const struct subject *s)
{
	size_t i;

	for (i = 0; i < known->count; i++) {
		if (known->subject[i].dev == s->dev && known->subject[i].ino == s->ino)
			return is_compiler_itself(s);
	}
	return 0;
}

void
subjects_find(struct arena *a, const struct command *c, const struct tools *tools, struct subjects *out)
{
	struct subject *all = arena_array(a, tools->count + 1, sizeof *all), *s;
	size_t i, n = 0;
	char *path;

	out->subject = arena_array(a, tools->count + OTHERS, sizeof *out->subject);
	out->count = 0;
	for (i = 0; i < tools->count; i++) {
		if (tools->tool[i].kind != TOOL_CC)
			continue;
		s = &all[n++];
		s->name = tools->tool[i].name;
		s->path = tools->tool[i].path;
		s->other = -1;
		s->dev = tools->tool[i].dev;
		s->ino = tools->tool[i].ino;
	}
	qsort(all, n, sizeof *all, compare);
	for (i = 0; i < n; i++) {
		if (!is_known(out, &all[i]))
			out->subject[out->count++] = all[i];
	}
	for (i = 0; i < OTHERS; i++) {
		path = tools_program(a, c, others[i].name);
		if (!path)
			continue;
		s = &out->subject[out->count++];
		s->name = others[i].name;
		s->path = path;
		s->other = (int)i;
	}
}

int
subjects_write(struct arena *a, const char *folder)
{
	struct text path;
	size_t i;
	FILE *f;
	int bad;

	for (i = 0; i < sizeof sources / sizeof sources[0]; i++) {
		path = text_in(a);
		text_puts(&path, folder);
		text_putc(&path, '/');
		text_puts(&path, sources[i].name);
		f = fopen(text_string(&path), "w");
		bad = !f || fputs(sources[i].text, f) < 0;
		if ((f && fclose(f) != 0) || bad)
			return trouble(path.p, "cannot be written; set TMPDIR to a folder with room"), -1;
	}
	return 0;
}

static const char *
source_of(const char *name)
{
	struct span s = span_of(name);

	return span_has(s, "fortran") ? sources[2].name : sources[span_has(s, "++")].name;
}

char **
subject_link(struct arena *a, const struct subject *s, const char *fuse_ld, const char *out)
{
	const char *plain[] = {"-o", "OUT", source_of(s->name), "-Wl,-rpath," SUBJECT_MANGLED, NULL};
	const char *const *words = s->other < 0 ? plain : others[s->other].words;
	char **argv = arena_array(a, WORDS + 3, sizeof *argv);
	struct text t = text_in(a);
	size_t n = 0, i;

	argv[n++] = arena_string(a, span_of(s->name));
	for (i = 0; words[i]; i++)
		argv[n++] = arena_string(a, span_of(strcmp(words[i], "OUT") == 0 ? out : words[i]));
	if (fuse_ld) {
		text_puts(&t, "-fuse-ld=");
		text_puts(&t, fuse_ld);
		argv[n] = text_string(&t);
	}
	return argv;
}

char **
subject_version(struct arena *a, const struct subject *s)
{
	char **argv = arena_array(a, 3, sizeof *argv);

	argv[0] = arena_string(a, span_of(s->name));
	argv[1] = arena_string(a, span_of(s->other < 0 ? "--version" : others[s->other].version));
	return argv;
}

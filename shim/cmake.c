/* SPDX-License-Identifier: MIT */
/*
 * CMake's build rpaths. When it generates a build, CMake also writes cmake_install.cmake into each build folder:
 *
 *	include("/build/sub/cmake_install.cmake")
 *	file(RPATH_CHANGE
 *	     FILE "$ENV{DESTDIR}/usr/bin/prog"
 *	     OLD_RPATH "/build/lib:"
 *	     NEW_RPATH "")
 *
 * and the installation fails if the file's rpath does not hold the OLD_RPATH text. So a value that stands there must not be mended, however
 * wrong it looks. The strings are CMake's: a backslash takes the next byte. The top folder is the one with CMakeCache.txt.
 */
#include "cmake.h"

#include <stddef.h>

#include "arena.h"
#include "os.h"
#include "slurp.h"

enum { FOLDERS_UP = 64, FILES = 4096, BYTES = 4 * 1024 * 1024, MILLISECONDS = 50 };

/* Files still to read; the list grows while it is walked. */
struct todo {
	struct todo *next;
	char *path;
};

struct search {
	struct arena *arena;
	struct cmake_value **values; /* where the next one goes */
	struct todo *first, **last;
	size_t files, bytes;
	long long until; /* milliseconds */
};

static void
add(struct search *s, char *path)
{
	struct todo *t = path ? arena_array(s->arena, 1, sizeof *t) : NULL;

	if (!t || s->files == FILES)
		return;
	s->files++;
	t->path = path;
	*s->last = t;
	s->last = &t->next;
}

static struct span
read_file(struct search *s, const char *path)
{
	struct span text = slurp(s->arena, path, BYTES - s->bytes);

	s->bytes += text.n;
	return text;
}

/* The string at the beginning of text, whose opening quote is off, unescaped. */
static struct span
unquote(struct search *s, struct span text)
{
	struct text t = text_in(s->arena);
	size_t i;

	for (i = 0; i < text.n && text.p[i] != '"'; i++) {
		if (text.p[i] == '\\' && i + 1 < text.n)
			i++;
		text_putc(&t, text.p[i]);
	}
	return text_span(&t);
}

static void
keep_value(struct search *s, struct span text)
{
	struct cmake_value *v = arena_array(s->arena, 1, sizeof *v);

	if (!v)
		return;
	v->text = text;
	*s->values = v;
	s->values = &v->next;
}

/* Takes the values from one file; included ones are added to the list. */
static void
read_script(struct search *s, struct span text)
{
	static const char rpath[] = "OLD_RPATH \"", include[] = "include(\"";
	struct span rest;

	for (rest = text; rest.n; rest = span_from(rest, 1)) {
		/* both begin after a blank or at a line's start, with a letter that is rare enough */
		if (rest.p[0] != 'O' && rest.p[0] != 'i')
			continue;
		if (span_begins(rest, rpath))
			keep_value(s, unquote(s, span_from(rest, sizeof rpath - 1)));
		else if (span_begins(rest, include))
			add(s, arena_string(s->arena, unquote(s, span_from(rest, sizeof include - 1))));
	}
}

/* Path of the top folder's script, as seen from here; NULL if this is no CMake build. */
static char *
top_script(struct arena *a)
{
	struct text up = text_in(a), t;
	int i;

	if (os_exists("cmake_install.cmake") != 0)
		return NULL;
	for (i = 0; i < FOLDERS_UP; i++) {
		t = text_in(a);
		text_put(&t, text_span(&up));
		text_puts(&t, "CMakeCache.txt");
		if (!text_string(&t))
			return NULL;
		if (os_exists(t.p) == 0) {
			text_puts(&up, "cmake_install.cmake");
			return text_string(&up);
		}
		text_puts(&up, "../");
	}
	return arena_string(a, span_of("cmake_install.cmake"));
}

static void
read_scripts(struct cmake *c, struct arena *a)
{
	struct search s = {a, &c->values, NULL, NULL, 0, 0, 0};
	struct todo *t;

	c->read = 1;
	s.last = &s.first;
	s.until = os_milliseconds() + MILLISECONDS;
	add(&s, top_script(a));
	for (t = s.first; t && os_milliseconds() <= s.until && s.bytes < BYTES; t = t->next)
		read_script(&s, read_file(&s, t->path));
}

int
cmake_owns(struct cmake *c, struct arena *a, struct span value)
{
	const struct cmake_value *v;

	if (!c->read)
		read_scripts(c, a);
	for (v = c->values; v && !span_equal(v->text, value); v = v->next)
		;
	return v != NULL;
}

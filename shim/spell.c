/* SPDX-License-Identifier: MIT */
/*
 * How to write an rpath so that it arrives, for each of those who read it on its way. Pure; each row is what a build has shown
 * (tests/57-explain.bats).
 *
 *	make		$$ is a dollar, \# a hash, and on \\# makes disagree; what is left is read by a shell
 *	configure	typed to a shell; its own tests split the value at blanks and expand nothing; make and its shell read it then
 *	libtool		as make. It splits the value at commas, and joins what -Xlinker says by them
 *	CMake		INSTALL_RPATH is a list between ';', written into the file when it is installed. Before policy CMP0095 it is put unescaped into a
 *			script, where ${NAME} is a variable, and so are @NAME@ and \x others
 *	Meson		install_rpath is written into the file when it is installed; \ and ' are escaped
 *	Ninja		$$ is a dollar; what is left is read by a shell
 *	sh		single quotes
 */
#include "spell.h"

#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "quote.h"

/* Which bytes a place can take. */
enum accepts {
	ACCEPTS_ANY,   /* all but control bytes */
	ACCEPTS_MAKE,  /* the same, but no \ before a # */
	ACCEPTS_TEXT,  /* the same, and it must be UTF-8 */
	ACCEPTS_PLAIN, /* those that mean nothing to anyone, and $ { } */
	ACCEPTS_CMAKE  /* UTF-8 without what a CMake script reads */
};

/* The offset of the first byte of s that is one of stops, or s.n. */
static size_t
find_any(struct span s, const char *stops)
{
	size_t i = 0;

	while (i < s.n && span_find(span_of(stops), s.p[i]) == strlen(stops))
		i++;
	return i;
}

/* Puts s with `escape` in front of each byte that is one of which. */
static void
put_escaped(struct text *t, struct span s, const char *which, char escape)
{
	size_t n;

	for (; s.n; s = span_from(s, n)) {
		n = find_any(s, which);
		text_put(t, span_head(s, n));
		if (n == s.n)
			return;
		text_putc(t, escape);
		text_putc(t, s.p[n++]);
	}
}

/* What stands between a shell's single quotes: a quote ends them, stands for itself, and begins them anew. */
static void
put_quoted(struct text *t, struct span s)
{
	size_t n;

	for (; s.n; s = span_from(s, n)) {
		n = find_any(s, "'");
		text_put(t, span_head(s, n));
		if (n == s.n)
			return;
		text_puts(t, "'\\''");
		n++;
	}
}

static void
put_ninja(struct text *t, struct span list)
{
	struct text quoted = text_in(t->a);

	put_quoted(&quoted, list);
	put_escaped(t, text_span(&quoted), "$", '$');
}

static void
put_make(struct text *t, struct span list)
{
	struct text doubled = text_in(t->a);

	put_ninja(&doubled, list);
	put_escaped(t, text_span(&doubled), "#", '\\');
}

/* Inside the single quotes of the shell that it is typed to, a word for make and the shell behind it. */
static void
put_configure(struct text *t, struct span list)
{
	size_t i;

	for (i = 0; i < list.n; i++) {
		if (list.p[i] == '$')
			text_puts(t, "\\$");
		text_putc(t, list.p[i]);
	}
}

static void
put_meson(struct text *t, struct span list)
{
	put_escaped(t, list, "\\'", '\\');
}

/* Length of a ${NAME} at the beginning of s that the loader takes for $NAME, or 0. */
static size_t
braced_token(struct span s)
{
	static const char *const tokens[] = {"${ORIGIN}", "${LIB}", "${PLATFORM}"};
	size_t i, n;

	for (i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
		n = strlen(tokens[i]);
		if (span_begins(s, tokens[i]) && (n == s.n || s.p[n] == '/' || s.p[n] == ':'))
			return n;
	}
	return 0;
}

static void
put_cmake(struct text *t, struct span list)
{
	size_t n;

	for (; list.n; list = span_from(list, n)) {
		n = braced_token(list);
		if (n) {
			text_putc(t, '$');
			text_put(t, span_head(span_from(list, 2), n - 3));
			continue;
		}
		n = 1;
		text_putc(t, list.p[0] == ':' ? ';' : list.p[0]);
	}
}

/*
 * before VALUE after. Where the value has a comma, which ends a word of -Wl, commas stands for before; NULL: there is no spelling then.
 */
static const struct {
	const char *name, *before, *commas, *after;
	enum accepts accepts;
	void (*put)(struct text *t, struct span list);
} table[SPELL_COUNT] = {
    [SPELL_MAKE] = {"make", "-Wl,-rpath,'", "-Xlinker -rpath -Xlinker '", "'", ACCEPTS_MAKE, put_make},
    [SPELL_CONFIGURE] = {"configure", "LDFLAGS='-Wl,-rpath,", "LDFLAGS='-Xlinker -rpath -Xlinker ", "'", ACCEPTS_PLAIN, put_configure},
    [SPELL_LIBTOOL] = {"libtool", "-Wl,-rpath,'", NULL, "'", ACCEPTS_MAKE, put_make},
    [SPELL_CMAKE] = {"cmake", "set(CMAKE_INSTALL_RPATH \"", "set(CMAKE_INSTALL_RPATH \"", "\")", ACCEPTS_CMAKE, put_cmake},
    [SPELL_MESON] = {"meson", "install_rpath: '", "install_rpath: '", "'", ACCEPTS_TEXT, put_meson},
    [SPELL_NINJA] = {"ninja", "-Wl,-rpath,'", "-Xlinker -rpath -Xlinker '", "'", ACCEPTS_ANY, put_ninja},
    [SPELL_SH] = {"sh", "-Wl,-rpath,'", "-Xlinker -rpath -Xlinker '", "'", ACCEPTS_ANY, put_quoted},
};

const char *
spell_name(enum spell_for where)
{
	return table[where].name;
}

static int
is_plain(struct span s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:,%@${}";
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (span_find(span_of(plain), s.p[i]) == sizeof plain - 1)
			return 0;
	}
	return 1;
}

static int
is_text(struct span s)
{
	size_t n;

	for (; s.n; s = span_from(s, n)) {
		n = bytes_utf8(s);
		if (n == 0)
			return 0;
	}
	return 1;
}

/* Whether a CMake script leaves the list alone: no list's end, escape or variable in it, and no empty element, which a list loses. */
static int
is_for_cmake(struct span s)
{
	size_t i, n;

	if (!is_text(s) || find_any(s, ";\\\"@") < s.n || s.p[0] == ':' || s.p[s.n - 1] == ':' || span_has(s, "::"))
		return 0;
	for (i = 0; i < s.n; i++) {
		if (s.p[i] != '$')
			continue;
		n = braced_token(span_from(s, i));
		if (n == 0 && i + 1 < s.n && find_any(span_from(s, i + 1), "{<(") < find_any(span_from(s, i + 1), "/:"))
			return 0;
	}
	return 1;
}

static int
can_take(enum accepts accepts, struct span list)
{
	size_t i, n;

	for (i = 0; i < list.n; i += n) {
		n = quote_shown(span_from(list, i));
		if (!n)
			return 0;
	}
	switch (accepts) {
	case ACCEPTS_MAKE: return !span_has(list, "\\#");
	case ACCEPTS_PLAIN: return is_plain(list);
	case ACCEPTS_TEXT: return is_text(list);
	case ACCEPTS_CMAKE: return is_for_cmake(list);
	default: return 1;
	}
}

int
spell(struct text *t, enum spell_for where, struct span list)
{
	const char *before = find_any(list, ",") < list.n ? table[where].commas : table[where].before;

	if (!list.n || !before || !can_take(table[where].accepts, list))
		return 0;
	text_puts(t, before);
	table[where].put(t, list);
	text_puts(t, table[where].after);
	return 1;
}

/* SPDX-License-Identifier: MIT */
/*
 * Text files that usually hold the prefix with which they were installed, and what to do about each when the tree moves. Pure. A file is known by
 * its name; whether it does hold the path of the tree is asked of its text.
 *
 * A warning is what stops something from running where the tree has moved to. A note is about building against the tree, or of no consequence.
 */
#include "embedded.h"

#include <string.h>

#include "arena.h"
#include "rules.h"

static const struct {
	enum severity severity;
	const char *name, *text, *remedy;
} table[EMBEDDED_COUNT] = {
    [EMBEDDED_NOT] = {SEVERITY_NOTE, "", "", ""},
    [EMBEDDED_PKG_CONFIG] = {SEVERITY_NOTE, "embedded-pkg-config", "pkg-config would tell builds of the place before the move",
	"begin its prefix with ${pcfiledir}, such as prefix=${pcfiledir}/../.."},
    [EMBEDDED_LIBTOOL] = {SEVERITY_NOTE, "embedded-libtool", "libtool would tell builds of the place before the move",
	"remove it, unless a program opens plugins by libltdl"},
    [EMBEDDED_CONFIG_SCRIPT] = {SEVERITY_NOTE, "embedded-config-script", "this script would tell builds of the place before the move",
	"have it find its prefix from where it stands, as in $(dirname \"$0\")/.."},
    [EMBEDDED_CMAKE] = {SEVERITY_NOTE, "embedded-cmake", "find_package would tell builds of the place before the move",
	"install it by install(EXPORT), which writes paths that are relative to the file"},
    [EMBEDDED_QMAKE] = {SEVERITY_NOTE, "embedded-qmake", "qmake would tell builds of the place before the move", "remove it, or write $$PWD for its folder"},
    [EMBEDDED_PYTHON_BUILD] = {SEVERITY_NOTE, "embedded-python-build", "extensions built with this Python would be built for the place before the move",
	"correct it after the move if extensions are to be built; nothing else reads it"},
    [EMBEDDED_PYTHON_PATH] = {SEVERITY_WARNING, "embedded-python-path", "Python would look for modules in the place before the move",
	"write a path that is relative to the file's folder"},
    [EMBEDDED_VENV] = {SEVERITY_WARNING, "embedded-venv", "the virtual environment belongs to the place before the move",
	"make it anew after the move, with python -m venv --upgrade"},
    [EMBEDDED_RUBY] = {SEVERITY_NOTE, "embedded-ruby", "Ruby says of itself that it is in the place before the move",
	"configure Ruby with --enable-load-relative"},
    [EMBEDDED_PERL] = {SEVERITY_NOTE, "embedded-perl", "Perl says of itself that it is in the place before the move",
	"configure Perl with -Duserelocatableinc"},
    [EMBEDDED_MODULES] = {SEVERITY_WARNING, "embedded-module-list", "the modules that it lists would be looked for in the place before the move",
	"make it anew after the move, with the program that made it, such as gdk-pixbuf-query-loaders --update-cache"},
    [EMBEDDED_QT] = {SEVERITY_WARNING, "embedded-qt", "Qt would look for its plugins in the place before the move",
	"write a Prefix that is relative to the program's folder, such as Prefix=.."},
    [EMBEDDED_DESKTOP] = {SEVERITY_WARNING, "embedded-desktop", "the desktop would start the program of the place before the move",
	"write the program's name alone where it is on PATH, or install the file anew after the move"},
    [EMBEDDED_SERVICE] = {SEVERITY_WARNING, "embedded-service", "the service would be started from the place before the move",
	"install the file anew after the move"},
    [EMBEDDED_RECORD] = {SEVERITY_NOTE, "embedded-record", "a record of what was installed; nothing runs by it", ""},
    [EMBEDDED_SETTINGS] = {SEVERITY_NOTE, "embedded-settings", "settings that name the place before the move",
	"look whether the program takes a relative path there, or the path of its settings from its environment"},
};

/* A name is begin, anything, end, or begin alone where end is NULL; folder is how its folder's name must begin. The first that fits counts. */
static const struct {
	enum embedded kind;
	const char *folder, *begin, *end;
} names[] = {
    {EMBEDDED_PKG_CONFIG, "", "", ".pc"},
    {EMBEDDED_LIBTOOL, "", "", ".la"},
    {EMBEDDED_CONFIG_SCRIPT, "", "", "-config"},
    {EMBEDDED_CONFIG_SCRIPT, "", "", "Config.sh"},
    {EMBEDDED_CMAKE, "", "", ".cmake"},
    {EMBEDDED_QMAKE, "", "", ".prl"},
    {EMBEDDED_QMAKE, "", "", ".pri"},
    {EMBEDDED_PYTHON_BUILD, "", "_sysconfigdata", ".py"},
    {EMBEDDED_PYTHON_BUILD, "", "python-config", ".py"},
    {EMBEDDED_PYTHON_BUILD, "config-", "Makefile", NULL},
    {EMBEDDED_PYTHON_PATH, "", "", ".pth"},
    {EMBEDDED_PYTHON_PATH, "", "", ".egg-link"},
    {EMBEDDED_VENV, "", "pyvenv.cfg", NULL},
    {EMBEDDED_VENV, "bin", "activate", ""},
    {EMBEDDED_RUBY, "", "rbconfig.rb", NULL},
    {EMBEDDED_PERL, "", "Config.pm", NULL},
    {EMBEDDED_PERL, "", "Config_heavy.pl", NULL},
    {EMBEDDED_MODULES, "", "", "loaders.cache"},
    {EMBEDDED_MODULES, "", "immodules", ".cache"},
    {EMBEDDED_MODULES, "", "gdk-pixbuf.loaders", NULL},
    {EMBEDDED_QT, "", "qt.conf", NULL},
    {EMBEDDED_QT, "", "qt6.conf", NULL},
    {EMBEDDED_DESKTOP, "", "", ".desktop"},
    {EMBEDDED_SERVICE, "", "", ".service"},
    {EMBEDDED_RECORD, "", "direct_url.json", NULL},
    {EMBEDDED_RECORD, "", "RECORD", NULL},
    {EMBEDDED_RECORD, "", ".packlist", NULL},
    {EMBEDDED_RECORD, "", "perllocal.pod", NULL},
    {EMBEDDED_SETTINGS, "", "", ".conf"},
    {EMBEDDED_SETTINGS, "", "", ".cnf"},
};

enum embedded
embedded_named(struct span folder, struct span name)
{
	struct span rest;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (!span_begins(name, names[i].begin))
			continue;
		rest = span_from(name, strlen(names[i].begin));
		if ((names[i].end ? span_ends(rest, names[i].end) : !rest.n) && span_begins(folder, names[i].folder))
			return names[i].kind;
	}
	return EMBEDDED_NOT;
}

static int
is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == '+' ||
	    (unsigned char)c >= 0x80;
}

/* Whether a path may begin at an offset: nothing is before it, or an option such as -L, or a '/' too many, as in file:///opt. */
static int
begins_at(struct span text, size_t at)
{
	size_t n = at;

	while (n > 0 && is_name(text.p[n - 1]))
		n--;
	return n == at || text.p[n] == '-';
}

size_t
embedded_find(struct span text, struct span folder)
{
	struct span rest;
	size_t at;

	if (!folder.n)
		return text.n;
	for (at = span_find(text, folder.p[0]); at < text.n; at += 1 + span_find(span_from(text, at + 1), folder.p[0])) {
		rest = span_from(text, at);
		if (rest.n < folder.n)
			break;
		if (memcmp(rest.p, folder.p, folder.n) == 0 && (rest.n == folder.n || !is_name(rest.p[folder.n])) && begins_at(text, at))
			return at;
	}
	return text.n;
}

size_t
embedded_length(struct span text)
{
	static const char ends[] = " \t\r\n\"'`:;,()<>|&=";
	size_t n = 0;

	/* a NUL ends it, too, as it ends this list */
	while (n < text.n && !memchr(ends, text.p[n], sizeof ends))
		n++;
	return n;
}

void
embedded_add(struct rules *r, enum embedded kind, struct span path, unsigned long line)
{
	struct finding *f = rules_add(r, table[kind].severity, table[kind].name, path, table[kind].text);
	struct text t = text_in(r->a);

	text_puts(&t, "the path of the tree is in it, first in line ");
	text_number(&t, line);
	f->cause = text_span(&t);
	if (*table[kind].remedy)
		f->suggestion = span_of(table[kind].remedy);
}

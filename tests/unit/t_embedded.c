/* SPDX-License-Identifier: MIT */
/* Texts that hold the path of a tree: which files are asked, and what counts as the path. */
#include "tap.h"

#include "embedded.h"
#include "fence.h"
#include "rules.h"

static struct arena arena;

static void
test_names(void)
{
	static const struct {
		const char *folder, *name, *code; /* NULL: not asked */
	} files[] = {
	    {"pkgconfig", "zlib.pc", "embedded-pkg-config"}, {"lib", "libz.la", "embedded-libtool"}, {"bin", "python3.11-config", "embedded-config-script"},
	    {"lib", "tclConfig.sh", "embedded-config-script"}, {"zlib", "ZLIBConfig.cmake", "embedded-cmake"}, {"lib", "libQt5Core.prl", "embedded-qmake"},
	    {"python3.11", "_sysconfigdata__linux_x86_64-linux-gnu.py", "embedded-python-build"},
	    {"config-3.11-x86_64-linux-gnu", "Makefile", "embedded-python-build"}, {"src", "Makefile", NULL},
	    {"site-packages", "easy-install.pth", "embedded-python-path"}, {"venv", "pyvenv.cfg", "embedded-venv"}, {"bin", "activate.fish", "embedded-venv"},
	    {"lib", "activate", NULL}, {"x86_64-linux", "rbconfig.rb", "embedded-ruby"}, {"5.36", "Config_heavy.pl", "embedded-perl"},
	    {"2.10.0", "loaders.cache", "embedded-module-list"}, {"bin", "qt.conf", "embedded-qt"}, {"applications", "a.desktop", "embedded-desktop"},
	    {"services", "org.a.service", "embedded-service"}, {"a-1.0.dist-info", "RECORD", "embedded-record"}, {"a", "RECORDS", NULL},
	    {"etc", "a.conf", "embedded-settings"}, {"bin", "prog", NULL}, {"", "", NULL}, {"", ".p", NULL}, {"lib", "libz.so.1", NULL},
	};
	enum embedded kind;
	struct rules r;
	size_t i;

	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		arena_again(&arena);
		kind = embedded_named(span_of(files[i].folder), span_of(files[i].name));
		rules_begin(&r, &arena, NULL);
		if (kind)
			embedded_add(&r, kind, span_of("/opt/app"), 7);
		ok(files[i].code ? r.first && strcmp(r.first->code, files[i].code) == 0 : !kind, "%s/%s: %s", files[i].folder, files[i].name,
		    files[i].code ? files[i].code : "not asked");
		ok(!kind || (r.first && span_has(r.first->cause, "line 7") && r.first->severity <= SEVERITY_WARNING), "its line is told, and it is no error");
	}
}

static void
test_texts(void)
{
	static const struct {
		const char *text, *path; /* NULL: it does not hold it */
	} texts[] = {
	    {"prefix=/opt/app\n", "/opt/app"}, {"/opt/app", "/opt/app"}, {"home = /opt/app/bin\n", "/opt/app/bin"},
	    {"Libs: -L/opt/app/lib -lz", "/opt/app/lib"}, {"libdir='/opt/app/lib'", "/opt/app/lib"}, {"a:/opt/app/a:/b", "/opt/app/a"},
	    {"Exec=\"/opt/app/bin/a\" %U", "/opt/app/bin/a"}, {"{\"url\": \"file:///opt/app/src\"}", "/opt/app/src"},
	    {"/opt/application /opt/app/x", "/opt/app/x"}, {"/opt/application", NULL}, {"/opt/app-1", NULL}, {"/opt/app.old/x", NULL}, {"/usr/opt/app", NULL},
	    {"x/opt/app", NULL}, {"/opt/ap", NULL}, {"", NULL}, {"${pcfiledir}/../..", NULL}, {"(/opt/app)", "/opt/app"}, {"//opt/app/lib", "/opt/app/lib"},
	};
	static const char goes_on[] = "azmAZM095_.-+\x80\xff", ends[] = "`{@[/:; \"\n";
	char text[] = "/opt/app?";
	struct span folder = span_of("/opt/app"), s;
	size_t i, at;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		s = span_of(texts[i].text);
		at = embedded_find(s, folder);
		if (!texts[i].path) {
			ok(at == s.n, "not in: %s", texts[i].text);
			continue;
		}
		s = span_from(s, at);
		if (!ok(span_is(span_head(s, embedded_length(s)), texts[i].path), "in: %s", texts[i].text))
			show("found", s);
	}
	for (i = 0; i < sizeof goes_on - 1; i++) {
		text[8] = goes_on[i];
		ok(embedded_find(span_of(text), folder) == 9, "a byte of a name behind it is another path: %02x", (unsigned char)text[8]);
	}
	for (i = 0; i < sizeof ends - 1; i++) {
		text[8] = ends[i];
		ok(embedded_find(span_of(text), folder) == 0, "a byte of no name ends it: %02x", (unsigned char)text[8]);
	}
	ok(embedded_length(fenced(span_of("/opt/app"))) == 8 && embedded_length(fenced(span_of("/a:b"))) == 2, "a path goes up to the end of the text, or a colon");
	ok(embedded_length(span_of("")) == 0 && embedded_length(span_of(" x")) == 0, "nothing is no path");
	ok(embedded_find(span_of("/a"), span_of("")) == 2, "a tree without a path is in nothing");
}

int
main(void)
{
	test_names();
	test_texts();
	return done();
}

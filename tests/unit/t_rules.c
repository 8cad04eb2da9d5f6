/* SPDX-License-Identifier: MIT */
/*
 * The rules of `check` and the profiles of other checkers, over files that exist only here. A row says which codes an rpath gets, in order, each
 * with the first letter of its severity: "e:make-ate-dollar n:missing-folder".
 */
#include "tap.h"

#include "elf.h"
#include "profile.h"
#include "rules.h"

/* What the world has, for the rules. */
static int
look(void *ctx, struct span path)
{
	static const char *const folders[] = {
	    "/opt/app/lib", "/opt/app/lib/x;/y", "/opt/app/lib/libz.so", "/opt/app/bin", "/opt/app", "/opt/other/lib", "/usr/lib/foo", "/lib64/ld-linux-x86-64.so.2",
	    "/opt/app/bin/python3", "/usr/lib/x86_64-linux-gnu", "/home/me/lib",
	};
	size_t i;

	(void)ctx;
	if (span_is(path, "/srv/shared"))
		return RULES_EXISTS | RULES_OPEN;
	if (span_is(path, "/srv/group"))
		return RULES_EXISTS | RULES_GROUP;
	if (span_begins(path, "/tmp/"))
		return RULES_OPEN;
	for (i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		if (span_is(path, folders[i]))
			return RULES_EXISTS;
	}
	return 0;
}

static int
in_build(void *ctx, struct span file)
{
	(void)ctx;
	return span_begins(file, "/opt/app/build/");
}

static struct span standard[] = {{"/lib/x86_64-linux-gnu", 21}, {"/usr/lib/x86_64-linux-gnu", 25}, {"/lib", 4}, {"/usr/lib", 8}};
static struct rules_world world = {{"/opt/app", 8}, standard, 4, 62, 64, look, in_build, NULL, 0};
static struct arena arena;

static const char *
codes_of(const struct finding *f)
{
	static const char letters[] = "nwec";
	struct text t = text_in(&arena);

	for (; f; f = f->next) {
		if (t.n)
			text_putc(&t, ' ');
		text_putc(&t, letters[f->severity]);
		text_putc(&t, ':');
		text_puts(&t, f->code);
	}
	text_puts(&t, "");
	return t.n ? text_string(&t) : "";
}

static void
expect(const char *what, const struct finding *first, const char *want)
{
	const char *got = codes_of(first);

	if (!ok(strcmp(got, want) == 0, "%s is %s", what, *want ? want : "in order"))
		show("got", span_of(got));
}

static struct rules
judge(struct elf *e, const char *path, int secure, enum loader_libc libc)
{
	struct rules_file f = {span_of(path), e, secure, libc};
	struct rules r;

	rules_begin(&r, &arena, &world);
	rules_elf(&r, &f);
	return r;
}

enum how { PLAIN, SECURE, MUSL, BUILD };

/* ------------------------------------------------------------------ rpaths */

static const struct {
	enum how how;
	const char *rpath, *codes, *suggestion; /* of the first finding; NULL: any */
} rpaths[] = {
    /* sound ones */
    {PLAIN, "$ORIGIN/../lib", "", NULL},
    {PLAIN, "${ORIGIN}/../lib", "", NULL},
    {PLAIN, "$ORIGIN", "", NULL},
    {MUSL, "$ORIGIN/../lib", "", NULL},
    {PLAIN, "/usr/lib/foo", "", NULL},
    {PLAIN, "$ORIGIN/../lib/x;/y", "e:wrong-separator", "$ORIGIN/../lib/x:/y"},

    /* mangled ones */
    {PLAIN, "RIGIN/../lib", "e:make-ate-dollar", "$ORIGIN/../lib"},
    {SECURE, "RIGIN/../lib", "c:make-ate-dollar", "$ORIGIN/../lib"},
    {PLAIN, "\\$ORIGIN/../lib", "e:escape-kept", "$ORIGIN/../lib"},
    {PLAIN, "4711ORIGIN/../lib", "e:pid-for-dollar", "$ORIGIN/../lib"},
    {PLAIN, "ORIGIN/../lib", "e:dollar-lost", "$ORIGIN/../lib"},
    {PLAIN, "$(ORIGIN)/../lib", "e:stray-bracket", "$ORIGIN/../lib"},
    {PLAIN, "/../lib", "e:lost-name-guessed", "$ORIGIN/../lib"},
    {PLAIN, "/__ORIGIN__/../lib", "e:marker", "$ORIGIN/../lib"},
    {PLAIN, "objRIGIN/../lib", "e:relative-element", "$ORIGIN/../lib"},
    {PLAIN, "$ORIGIN/../lib:RIGIN/x", "e:make-ate-dollar", "$ORIGIN/x"},

    /* what loaders search below the current folder */
    {PLAIN, "$ORIGIN/../lib:", "e:empty-element", NULL},
    {PLAIN, ":$ORIGIN/../lib", "e:empty-element", NULL},
    {PLAIN, "$ORIGIN/../lib::$ORIGIN", "e:empty-element", NULL},
    {SECURE, ":/usr/lib/foo", "c:empty-element", NULL},
    {MUSL, ":$ORIGIN/../lib", "n:empty-element", NULL},
    {PLAIN, "lib", "e:relative-element", NULL},
    {SECURE, "./lib", "c:relative-element", NULL},
    {MUSL, "lib", "e:relative-element", NULL},
    {PLAIN, " /usr/lib/foo", "e:relative-element", NULL},
    {PLAIN, "/usr/lib/foo ", "e:stray-blank", "/usr/lib/foo"},
    {PLAIN, "$origin/lib", "e:wrong-case", NULL},
    {PLAIN, "@loader_path/../lib", "e:macho-token", NULL},
    {PLAIN, "-Wl:../lib", "e:option-swallowed e:relative-element", NULL},

    /* tokens */
    {PLAIN, "$ORIGINX/lib", "e:unknown-token", NULL},
    {PLAIN, "/usr/lib/$FOO", "e:unknown-token", NULL},
    {PLAIN, "$ORIGIN/../$LIB", "n:local-token", NULL},
    {MUSL, "$ORIGIN/../$LIB", "e:musl-ignores-list", NULL},
    {PLAIN, "/usr/lib/${PLATFORM}", "n:local-token", NULL},
    {SECURE, "$ORIGIN/../lib", "c:secure-origin", "/opt/app/lib"},

    /* padding */
    {PLAIN, "$ORIGIN/../lib:::", "w:padding", NULL},
    {PLAIN, "$ORIGIN/../lib:XXXXXX", "w:padding", NULL},
    {BUILD, "$ORIGIN/../../lib:::", "n:padding", NULL},
    {BUILD, "$ORIGIN/../../lib:", "n:padding", NULL},
    {SECURE, "/usr/lib/foo:::", "c:padding", NULL},
    {PLAIN, "", "n:empty-list", NULL},

    /* places */
    {PLAIN, "/opt/app/lib", "w:absolute-in-tree", "$ORIGIN/../lib"},
    {PLAIN, "/opt/app/bin", "w:absolute-in-tree", "$ORIGIN"},
    {PLAIN, "/opt/app/", "w:absolute-in-tree", "$ORIGIN/.."},
    {PLAIN, "/opt/app/bin/../lib", "w:absolute-in-tree n:dotdot-element", "$ORIGIN/../lib"},
    {PLAIN, "/opt/application/lib", "n:missing-folder", NULL},
    {PLAIN, "/opt/other/lib", "n:outside-folder", NULL},
    {PLAIN, "/home/me/lib", "w:build-folder", NULL},
    {PLAIN, "/opt/x/.libs", "w:build-folder", NULL},
    {PLAIN, "/homestead/lib", "n:missing-folder", NULL},
    {PLAIN, "/srv/shared", "w:world-writable", NULL},
    {SECURE, "/srv/shared", "c:world-writable", NULL},
    {PLAIN, "/srv/group", "n:group-writable", NULL},
    {SECURE, "/srv/group", "w:group-writable", NULL},
    {PLAIN, "$ORIGIN/../../../srv/group", "n:leads-outside", NULL},
    {PLAIN, "/tmp/build/lib", "w:world-writable", NULL},
    {PLAIN, "/usr/lib", "n:standard-folder", NULL},
    {PLAIN, "/usr/lib/x86_64-linux-gnu", "n:standard-folder", NULL},
    {PLAIN, "$ORIGIN/../../other/lib", "n:leads-outside", NULL},
    {PLAIN, "$ORIGIN/../plugins", "n:missing-folder", NULL},
    {PLAIN, "$ORIGIN/../lib:$ORIGIN/../lib/", "n:duplicate-element", NULL},
    {PLAIN, "/usr/lib/foo:$ORIGIN/../lib", "n:origin-after-others", NULL},
};

static void
test_rpaths(void)
{
	static const char *const paths[] = {"/opt/app/bin/prog", "/opt/app/bin/prog", "/opt/app/bin/prog", "/opt/app/build/bin/prog"};
	struct rules r;
	struct elf e;
	size_t i;

	for (i = 0; i < sizeof rpaths / sizeof rpaths[0]; i++) {
		arena_again(&arena);
		memset(&e, 0, sizeof e);
		e.kind = ELF_PIE;
		e.runpath = span_of(rpaths[i].rpath);
		r = judge(&e, paths[rpaths[i].how], rpaths[i].how == SECURE, rpaths[i].how == MUSL ? LOADER_MUSL : LOADER_GLIBC);
		expect(rpaths[i].rpath, r.first, rpaths[i].codes);
		if (rpaths[i].suggestion && !ok(r.first && r.first->is_text && span_is(r.first->suggestion, rpaths[i].suggestion),
		                                "%s should be %s", rpaths[i].rpath, rpaths[i].suggestion))
			show("suggested", r.first ? r.first->suggestion : span_of(""));
	}
}

/* ------------------------------------------------------------------- files */

static void
test_files(void)
{
	struct elf_entry needed[1], entry[2];
	struct rules r;
	struct elf e;

	arena_again(&arena);
	memset(&e, 0, sizeof e);
	e.kind = ELF_PROGRAM;
	e.bits = 64;
	e.machine = 62;
	e.rpath = span_of("$ORIGIN/../lib");
	e.runpath = span_of("$ORIGIN");
	expect("an RPATH and another RUNPATH", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "w:both-tags");
	e.runpath = e.rpath;
	expect("an RPATH and the same RUNPATH", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "n:both-tags");
	e.rpath.p = NULL;
	e.rpath.n = 0;
	memset(entry, 0, sizeof entry);
	entry[0].tag = entry[1].tag = ELF_RUNPATH;
	e.entry = entry;
	e.entries = 2;
	expect("two RUNPATHs", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "w:several-tags");
	e.entries = 1;
	expect("one RUNPATH", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	e.entries = 0;
	e.runpath.p = NULL;
	e.runpath.n = 0;
	e.interp = span_of("/opt/app/lib/ld.so");
	expect("a loader in the tree", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "w:interpreter-in-tree");
	e.interp = span_of("lib/ld.so");
	expect("a relative loader", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "e:interpreter-relative");
	expect("a relative loader, set-id", judge(&e, "/opt/app/bin/p", 1, LOADER_GLIBC).first, "c:interpreter-relative");
	e.interp = span_of("/old/ld.so");
	expect("a loader that is not there", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "w:interpreter-missing");
	e.machine = 183;
	expect("a loader of another machine", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	e.interp = span_of("/lib64/ld-linux-x86-64.so.2");
	memset(needed, 0, sizeof needed);
	e.needed = needed;
	e.needs = 1;
	needed[0].text = span_of("libc.so.6");
	expect("a name", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	needed[0].text = span_of("/x/libx.so");
	expect("a needed path", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "w:needed-path");
	needed[0].text = span_of("lib/libx.so");
	expect("a relative needed path", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "e:needed-path");
	expect("the same, set-id", judge(&e, "/opt/app/bin/p", 1, LOADER_GLIBC).first, "c:needed-path");
	needed[0].text = span_of("$ORIGIN/libx.so");
	expect("a needed path with $ORIGIN", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "n:needed-path");
	expect("the same for musl", judge(&e, "/opt/app/bin/p", 0, LOADER_MUSL).first, "e:needed-path");
	e.needs = 0;
	e.error = ELF_STRING_OUTSIDE;
	r = judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC);
	expect("a damaged file", r.first, "w:damaged-file");
	ok(r.first && span_is(r.first->cause, elf_error_text(ELF_STRING_OUTSIDE)), "a damaged file: it is said why");
}

/* What is a note only for who asks for all. */
static void
test_all(void)
{
	struct elf_entry needed[1];
	struct elf e;

	arena_again(&arena);
	memset(&e, 0, sizeof e);
	memset(needed, 0, sizeof needed);
	e.kind = ELF_PIE;
	e.needed = needed;
	e.needs = 1;
	needed[0].text = span_of("x");
	e.runpath = span_of("$ORIGIN/../lib///");
	world.all = 1;
	expect("a folder of which nothing is needed", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "n:idle-element n:spare-slashes");
	e.runpath = span_of("$ORIGIN/../lib");
	needed[0].text = span_of("libz.so");
	expect("a folder of which something is", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	world.all = 0;
	needed[0].text = span_of("x");
	expect("the first, unasked", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
}

/* The element is one byte too long for musl's buffer, and then just short enough. */
static void
test_long(void)
{
	static const char name[] = "libx.so.1", file[] = "/opt/app/bin/p";
	size_t folder = strlen("/opt/app/bin"), token = strlen("$ORIGIN");
	struct elf_entry needed[1];
	char list[600];
	struct elf e;
	size_t n;

	memset(&e, 0, sizeof e);
	memset(needed, 0, sizeof needed);
	memset(list, '/', sizeof list);
	memcpy(list, "$ORIGIN", token);
	e.kind = ELF_PIE;
	e.needed = needed;
	e.needs = 1;
	needed[0].text = span_of(name);
	/* folder, slash, name and NUL are 512 bytes */
	n = 512 - 1 - strlen(name) - 1 - folder + token;
	e.runpath.p = list;
	for (e.runpath.n = n; e.runpath.n <= n + 1; e.runpath.n++) {
		arena_again(&arena);
		expect("a long path, for musl", judge(&e, file, 0, LOADER_MUSL).first, e.runpath.n == n ? "" : "e:musl-too-long");
		expect("a long path, for glibc", judge(&e, file, 0, LOADER_GLIBC).first, "");
	}
}

/* Loaders that do not replace $ORIGIN without a flag. */
static void
test_flag(void)
{
	static const struct {
		const char *interp, *needed, *rpath;
		unsigned osabi, flags;
		const char *codes;
	} files[] = {
	    {"/usr/libexec/ld.so", "libc.so.97.1", "$ORIGIN/../lib", 0, 0, "e:origin-flag-missing"},
	    {"/usr/libexec/ld.so", "libc.so.97.1", "$ORIGIN/../lib", 0, ELF_FLAG_ORIGIN, ""},
	    {"/usr/libexec/ld.so", "libc.so.97.1", "/usr/lib/foo", 0, 0, ""},
	    {NULL, "libc.so.97.1", "${ORIGIN}/../lib", 0, 0, "e:origin-flag-missing"},
	    {NULL, "libx.so.97.1", "$ORIGIN/../lib", 0, 0, ""},
	    {NULL, "libx.so.97.1", "$ORIGIN/../lib", 12, 0, "e:origin-flag-missing"},
	    {"/libexec/ld-elf.so.2", "libc.so.8", "$ORIGIN/../lib", 0, 0, "e:origin-flag-missing"},
	    {"/libexec/ld-elf.so.1", "libc.so.7", "$ORIGIN/../lib", 9, 0, ""},
	    {NULL, "libc.so.6", "$ORIGIN/../lib", 0, 0, ""},
	};
	struct elf_entry needed[1];
	struct elf e;
	size_t i;

	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		arena_again(&arena);
		memset(&e, 0, sizeof e);
		memset(needed, 0, sizeof needed);
		e.kind = ELF_PIE;
		if (files[i].interp)
			e.interp = span_of(files[i].interp);
		e.needed = needed;
		e.needs = 1;
		needed[0].text = span_of(files[i].needed);
		e.runpath = span_of(files[i].rpath);
		e.osabi = files[i].osabi;
		e.flags = files[i].flags;
		expect(files[i].interp ? files[i].interp : files[i].needed, judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, files[i].codes);
	}
}

static void
test_scripts(void)
{
	static const struct {
		const char *name, *codes;
	} scripts[] = {
	    {"/opt/app/bin/python3", "w:shebang-in-tree"}, {"/opt/app/bin/../bin/x", "w:shebang-in-tree"}, {"/old/place/bin/python3", "w:shebang-old-prefix"},
	    {"/old/place/bin/ruby", ""}, {"/usr/bin/env", ""}, {"/opt/application/bin/python3", "w:shebang-old-prefix"}, {"perl", ""},
	};
	struct rules r;
	size_t i;

	for (i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
		arena_again(&arena);
		rules_begin(&r, &arena, &world);
		rules_script(&r, span_of(scripts[i].name));
		expect(scripts[i].name, r.first, scripts[i].codes);
	}
}

/* ------------------------------------------------------------------- needs */

static void
test_needs(void)
{
	static const struct {
		enum rules_source now, then;
		int own, alone, secure;
		const char *codes;
	} needs[] = {
	    {SOURCE_TREE, SOURCE_TREE, 0, 0, 0, ""},
	    {SOURCE_TREE, SOURCE_UNKNOWN, 0, 0, 0, ""},
	    {SOURCE_SYSTEM, SOURCE_SYSTEM, 0, 0, 0, ""},
	    {SOURCE_UNKNOWN, SOURCE_UNKNOWN, 0, 0, 0, ""},
	    {SOURCE_OTHER, SOURCE_OTHER, 0, 0, 0, ""},
	    {SOURCE_MISSING, SOURCE_MISSING, 0, 0, 0, "e:library-not-found"},
	    {SOURCE_MISSING, SOURCE_MISSING, 1, 0, 0, "e:library-not-found"},
	    {SOURCE_MISSING, SOURCE_MISSING, 1, 1, 0, "n:not-found-alone"},
	    {SOURCE_MISSING, SOURCE_MISSING, 0, 1, 0, "e:library-not-found"},
	    {SOURCE_MISSING, SOURCE_MISSING, 0, 0, 1, "c:library-not-found"},
	    {SOURCE_UNFIT, SOURCE_UNFIT, 0, 0, 0, "e:library-unfit"},
	    {SOURCE_BUILD, SOURCE_BUILD, 0, 0, 0, "e:from-build-folder"},
	    {SOURCE_OLD, SOURCE_OLD, 1, 0, 0, "e:from-old-prefix"},
	    {SOURCE_CURRENT, SOURCE_CURRENT, 0, 0, 0, "e:from-current-folder"},
	    {SOURCE_CURRENT, SOURCE_CURRENT, 0, 0, 1, "c:from-current-folder"},
	    {SOURCE_SYSTEM, SOURCE_SYSTEM, 1, 0, 0, "w:system-for-tree"},
	    {SOURCE_SYSTEM, SOURCE_SYSTEM, 1, 1, 0, ""},
	    {SOURCE_MISSING, SOURCE_TREE, 0, 0, 0, ""},
	    {SOURCE_MISSING, SOURCE_SYSTEM, 0, 0, 0, ""},
	    {SOURCE_TREE, SOURCE_MISSING, 0, 0, 0, "e:lost-when-moved"},
	    {SOURCE_TREE, SOURCE_SYSTEM, 0, 0, 0, "e:system-when-moved"},
	    {SOURCE_TREE, SOURCE_BUILD, 0, 0, 0, "e:elsewhere-when-moved"},
	    {SOURCE_OTHER, SOURCE_MISSING, 0, 0, 0, "w:outside-when-moved"},
	};
	struct rules_need n;
	struct rules r;
	size_t i;
	char what[64];

	for (i = 0; i < sizeof needs / sizeof needs[0]; i++) {
		arena_again(&arena);
		rules_begin(&r, &arena, &world);
		memset(&n, 0, sizeof n);
		n.name = span_of("libx.so.1");
		n.now = needs[i].now;
		n.then = needs[i].then;
		n.own = span_of(needs[i].own ? "lib/libx.so.1" : "");
		n.file = span_of("/opt/app/bin/p");
		n.mend = span_of("/opt/app/lib/libx.so.1");
		n.alone = needs[i].alone;
		n.secure = needs[i].secure;
		rules_need(&r, &n);
		sprintf(what, "a library from %d now and %d then", (int)needs[i].now, (int)needs[i].then);
		expect(what, r.first, needs[i].codes);
		if (r.first && r.first->severity == SEVERITY_ERROR)
			ok(span_is(r.first->suggestion, "$ORIGIN/../lib"), "%s: what would find it", what);
	}
}

/* By which way a library is found, and why it is not. */
static void
test_ways(void)
{
	struct rules_need n;
	struct rules r;

	arena_again(&arena);
	memset(&n, 0, sizeof n);
	n.name = span_of("libx.so.1");
	n.now = n.then = SOURCE_TREE;
	n.file = span_of("/opt/app/bin/p");
	n.mend = span_of("/opt/app/lib/glibc-hwcaps/x86-64-v3/libx.so.1");
	n.subfolder = span_of("glibc-hwcaps/x86-64-v3");
	rules_begin(&r, &arena, &world);
	rules_need(&r, &n);
	expect("a library for certain processors", r.first, "n:processor-subfolder");
	n.subfolder_alone = 1;
	rules_begin(&r, &arena, &world);
	rules_need(&r, &n);
	expect("one without another beside it", r.first, "w:processor-subfolder-alone");
	ok(r.first && !r.first->is_text, "one without another beside it: no element would mend that");
	n.subfolder.n = 0;
	n.now = n.then = SOURCE_SYSTEM;
	n.configured = 1;
	rules_begin(&r, &arena, &world);
	rules_need(&r, &n);
	expect("a library of ld.so.conf", r.first, "n:configured-folder");
	n.configured = 0;
	n.now = n.then = SOURCE_MISSING;
	n.own = span_of("lib/libx.so.1");
	n.why = WHY_OWN_RUNPATH;
	n.why_of = span_of("/opt/app/bin/q");
	n.why_path = span_of("/opt/app/lib/libx.so.1");
	rules_begin(&r, &arena, &world);
	rules_need(&r, &n);
	expect("a library that an RPATH would find", r.first, "e:library-not-found");
	if (r.first && !ok(span_is(r.first->cause, "the file has a RUNPATH, and so inherits no RPATH: that of /opt/app/bin/q would find /opt/app/lib/libx.so.1"),
	                   "a library that an RPATH would find: it is said why it does not"))
		show("cause", r.first->cause);
}

/* ---------------------------------------------------------------- profiles */

static const struct {
	enum profile profile;
	int secure;
	const char *rpath, *codes;
} profiles[] = {
    {PROFILE_RPM, 0, "$ORIGIN/../lib", ""},
    {PROFILE_RPM, 0, "${ORIGIN}/../lib", ""},
    {PROFILE_RPM, 0, "$ORIGIN:${ORIGIN}/../lib", ""},
    {PROFILE_RPM, 0, "/usr/lib/foo", ""},
    {PROFILE_RPM, 0, "/usr/libexec/foo", ""},
    {PROFILE_RPM, 0, "/usr/lib", "e:rpm-0001"},
    {PROFILE_RPM, 0, "/usr/lib/", ""},
    {PROFILE_RPM, 0, "/usr/local/lib", "e:rpm-0002"},
    {PROFILE_RPM, 0, "/opt/x/lib", "e:rpm-0002"},
    {PROFILE_RPM, 0, "/opt/$LIB", ""},
    {PROFILE_RPM, 0, "RIGIN/lib", "e:rpm-0002"},
    {PROFILE_RPM, 0, "./lib:../lib", "e:rpm-0004 e:rpm-0004"},
    {PROFILE_RPM, 0, "/usr/lib/foo:$ORIGIN", "e:rpm-0008"},
    {PROFILE_RPM, 0, "$ORIGIN::/usr/lib/foo", "e:rpm-0010"},
    {PROFILE_RPM, 0, "/usr/lib/foo/../bar", "e:rpm-0020"},
    {PROFILE_RPM, 0, "$ORIGIN/x/../lib", "e:rpm-0020"},
    {PROFILE_RPM, 0, "$ORIGIN/../../lib", ""},
    {PROFILE_GENTOO, 0, "$ORIGIN/../lib:/opt/x", ""},
    {PROFILE_GENTOO, 1, "$ORIGIN/../lib", "c:gentoo-secure-token"},
    {PROFILE_GENTOO, 0, ":/usr/lib", "e:gentoo-null-element"},
    {PROFILE_GENTOO, 0, "./lib", "e:gentoo-relative-element"},
    {PROFILE_GENTOO, 0, "RIGIN/lib", "w:gentoo-doubtful-element"},
    {PROFILE_GENTOO, 0, "/var/tmp/portage/a/work/lib", "e:gentoo-build-folder"},
    {PROFILE_GENTOO, 0, "/mnt/root/usr/lib", "e:gentoo-root"},
    {PROFILE_LINTIAN, 0, "$ORIGIN/../lib", ""},
    {PROFILE_LINTIAN, 0, "/usr/lib/foo", ""},
    {PROFILE_LINTIAN, 0, "/usr/lib/x86_64-linux-gnu/foo/bar", ""},
    {PROFILE_LINTIAN, 0, "/usr/lib/bar", "e:lintian-custom-library-search-path"},
    {PROFILE_LINTIAN, 0, "/usr/lib/ghc/x", ""},
    {PROFILE_LINTIAN, 0, "/usr/lib/games/foo", ""},
    {PROFILE_LINTIAN, 0, "/usr/lib/x86_64-linux-gnu", "e:lintian-custom-library-search-path"},
    {PROFILE_LINTIAN, 0, "/usr/lib", "e:lintian-custom-library-search-path"},
    {PROFILE_LINTIAN, 0, "RIGIN/lib:.", "e:lintian-relative-library-search-path e:lintian-relative-library-search-path"},
};

static void
test_profiles(void)
{
	struct profile_world packages;
	struct rules_file f = {span_of("/opt/app/bin/prog"), NULL, 0, LOADER_GLIBC};
	struct rules r;
	struct elf e;
	size_t i;

	packages.build_folder = span_of("/var/tmp/portage/a");
	packages.root = span_of("/mnt/root");
	packages.source = span_of("foo");
	for (i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
		arena_again(&arena);
		memset(&e, 0, sizeof e);
		e.kind = ELF_PIE;
		e.rpath = span_of(profiles[i].rpath);
		f.elf = &e;
		f.secure = profiles[i].secure;
		rules_begin(&r, &arena, &world);
		profile_elf(&r, profiles[i].profile, &f, &packages);
		expect(profiles[i].rpath, r.first, profiles[i].codes);
	}
	ok(profile_named("rpm") == PROFILE_RPM && profile_named("lintian") == PROFILE_LINTIAN && profile_named("") == PROFILE_UNKNOWN,
	    "profiles are known by their names");
}

/* ------------------------------------------------------------------- paths */

static void
test_paths(void)
{
	static const struct {
		const char *path, *normal;
	} paths[] = {
	    {"/a/b", "/a/b"}, {"/a//b/", "/a/b"}, {"/a/./b/.", "/a/b"}, {"/a/../b", "/b"}, {"/..", "/"}, {"/../../a", "/a"}, {"/", "/"}, {"/a/..", "/"},
	    {"/a/b/../../../c", "/c"}, {"/...", "/..."},
	};
	size_t i;

	for (i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		arena_again(&arena);
		if (!ok(span_is(rules_normal(&arena, span_of(paths[i].path)), paths[i].normal), "%s is %s", paths[i].path, paths[i].normal))
			show("got", rules_normal(&arena, span_of(paths[i].path)));
	}
	ok(rules_is_below(span_of("/a/b"), span_of("/a")) && rules_is_below(span_of("/a"), span_of("/a")) &&
	        rules_is_below(span_of("/a"), span_of("/")),
	    "a folder holds what is in it, and itself");
	ok(!rules_is_below(span_of("/ab"), span_of("/a")) && !rules_is_below(span_of("/a"), span_of("")) && !rules_is_below(span_of("/"), span_of("/a")),
	    "it holds nothing else");
}

int
main(void)
{
	test_rpaths();
	test_files();
	test_all();
	test_long();
	test_flag();
	test_scripts();
	test_needs();
	test_ways();
	test_profiles();
	test_paths();
	return done();
}

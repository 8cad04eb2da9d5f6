/* SPDX-License-Identifier: MIT */
/*
 * The rules of `check` and the profiles of other checkers, over files that exist only here. A row says which codes an rpath gets, in order, each
 * with the first letter of its severity: "e:make-ate-dollar n:missing-folder".
 */
#include "path.h"
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

static struct span standard[] = {{"/lib/x86_64-linux-gnu", 21}, {"/usr/lib/x86_64-linux-gnu", 25}, {"/lib", 4}, {"/usr/lib", 8},
				 /* behind the end of what is told */ {"/usr/lib/foo", 12}};
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
	struct rules_file f = {span_of(path), e, secure, libc, 0};
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
    {PLAIN, "objRIGIN", "e:relative-element", "$ORIGIN"},
    {PLAIN, "xRIGIN:RIGINx/lib", "e:relative-element e:relative-element", "$ORIGIN"},
    {PLAIN, "/usr/lib/foo\t", "e:stray-blank", "/usr/lib/foo"},
    {PLAIN, "/usr/lib/foo\n", "e:stray-blank", "/usr/lib/foo"},
    {PLAIN, "$ORIGIN/../lib \r", "e:stray-blank", "$ORIGIN/../lib"},
    {SECURE, "/usr/lib/foo ", "c:stray-blank", "/usr/lib/foo"},
    {PLAIN, "/usr/lib/foo;$ORIGIN/x", "e:wrong-separator", "/usr/lib/foo:$ORIGIN/x"},
    {PLAIN, "/opt/x,/opt/y", "e:wrong-separator", "/opt/x:/opt/y"},
    {SECURE, "/opt/x;/opt/y", "c:wrong-separator", "/opt/x:/opt/y"},
    {PLAIN, "/opt/app/lib/x;/y", "w:absolute-in-tree", "$ORIGIN/../lib/x;/y"},
    {PLAIN, "/usr/lib/x,y;z,", "n:missing-folder", NULL},
    {PLAIN, "-Wl:../lib", "e:option-swallowed e:relative-element", NULL},

    /* tokens */
    {PLAIN, "$ORIGINX/lib", "e:unknown-token", NULL},
    {PLAIN, "/usr/lib/$FOO", "e:unknown-token", NULL},
    {PLAIN, "$ORIGIN/../$LIB", "n:local-token", NULL},
    {MUSL, "$ORIGIN/../$LIB", "e:musl-ignores-list", NULL},
    {PLAIN, "/usr/lib/${PLATFORM}", "n:local-token", NULL},
    {SECURE, "$ORIGIN/../lib", "c:secure-origin", "/opt/app/lib"},
    {SECURE, "${ORIGIN}/../lib", "c:secure-origin", "/opt/app/lib"},
    {PLAIN, "/usr/lib/$PLATFORM", "n:local-token", NULL},
    {PLAIN, "/usr/lib/${LIB}", "n:local-token", NULL},
    {SECURE, "/usr/lib/$LIB", "n:local-token", NULL},
    {MUSL, "/usr/lib/${PLATFORM}", "e:musl-ignores-list", NULL},
    {PLAIN, "/usr/lib/$LIB-x:/usr/lib/$LIB/y:/usr/lib/$LIB@", "n:local-token n:local-token n:local-token", NULL},
    {PLAIN, "/$LIBA:/$LIBZ:/$LIBa:/$LIBz", "e:unknown-token e:unknown-token e:unknown-token e:unknown-token", NULL},
    {PLAIN, "/$LIB0:/$LIB9:/$LIB_:/${LIB", "e:unknown-token e:unknown-token e:unknown-token e:unknown-token", NULL},
    {PLAIN, "/x$:/${LIBx}:/$LIB/$FOO:/$", "e:unknown-token e:unknown-token e:unknown-token e:unknown-token", NULL},
    {MUSL, "/usr/lib/$FOO", "e:unknown-token", NULL},

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
    {PLAIN, "/lib/x86_64-linux-gnu", "n:standard-folder", NULL},
    {PLAIN, "/usr/lib/x86_64-linux-gnu", "n:standard-folder", NULL},
    {PLAIN, "$ORIGIN/../../other/lib", "n:leads-outside", NULL},
    {PLAIN, "$ORIGIN/../plugins", "n:missing-folder", NULL},
    {PLAIN, "$ORIGIN/../lib:$ORIGIN/../lib/", "n:duplicate-element", NULL},
    {PLAIN, "/usr/lib/foo:$ORIGIN/../lib", "n:origin-after-others", NULL},
    {PLAIN, "lib:$ORIGIN/../lib", "e:relative-element", NULL},
    {PLAIN, "$ORIGIN:/usr/lib/foo:$ORIGIN/../lib", "n:origin-after-others", NULL},
    {PLAIN, "/usr/lib/foo:$ORIGIN:/usr/lib/foo///", "n:origin-after-others n:duplicate-element", NULL},
    {PLAIN, "$ORIGIN///:$ORIGIN", "n:duplicate-element", NULL},
    {PLAIN, "${ORIGIN}/../plugins", "n:missing-folder", NULL},
    {PLAIN, "/usr/lib/foo/..", "n:standard-folder n:dotdot-element", NULL},
    {PLAIN, "/usr/lib/x/../foo", "n:dotdot-element", NULL},
    {PLAIN, "/usr/lib/..foo", "n:missing-folder", NULL},
    {PLAIN, "/", "n:missing-folder", NULL},
    {PLAIN, "/:///", "n:missing-folder n:duplicate-element", NULL},
    {PLAIN, "///:/", "n:missing-folder n:duplicate-element", NULL},
    {PLAIN, "/usr/library", "n:missing-folder", NULL},
    {PLAIN, "$ORIGIN/../../../home/me/lib", "n:leads-outside", NULL},
    {SECURE, "/home/me/lib", "w:build-folder", NULL},
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
	memset(entry, 0, sizeof entry);
	entry[0].tag = entry[1].tag = ELF_RPATH;
	e.entry = entry;
	e.entries = 2;
	e.runpath.p = NULL;
	expect("two RPATHs", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "w:several-tags");
	e.entries = 1;
	expect("one RPATH", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	e.runpath = e.rpath;
	e.rpath.p = NULL;
	e.rpath.n = 0;
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
	e.bits = 32;
	expect("a loader of another class", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	e.bits = 64;
	e.machine = 183;
	expect("a loader of another machine", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	e.interp = span_of("lib/ld.so");
	e.kind = ELF_LIBRARY;
	expect("the loader of a library", judge(&e, "/opt/app/lib/l.so", 0, LOADER_GLIBC).first, "");
	e.kind = ELF_PROGRAM;
	e.interp = span_of("");
	expect("a loader without a name", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "e:interpreter-relative");
	e.interp = span_of("/lib64/ld-linux-x86-64.so.2");
	e.machine = 62;
	expect("a loader that is there", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
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
	expect("the same, set-id", judge(&e, "/opt/app/bin/p", 1, LOADER_GLIBC).first, "c:needed-path");
	expect("the same for musl", judge(&e, "/opt/app/bin/p", 0, LOADER_MUSL).first, "e:needed-path");
	e.needs = 0;
	e.error = ELF_STRING_OUTSIDE;
	r = judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC);
	expect("a damaged file", r.first, "w:damaged-file");
	ok(r.first && span_is(r.first->cause, elf_error_text(ELF_STRING_OUTSIDE)), "a damaged file: it is said why");
}

/* A list whose bytes are somebody else's, too, and messages that are not those of the table. */
static void
test_words(void)
{
	struct rules_file f = {span_of("/opt/app/bin/p"), NULL, 0, LOADER_MUSL, 1};
	struct rules r;
	struct elf e;

	arena_again(&arena);
	memset(&e, 0, sizeof e);
	e.kind = ELF_PIE;
	e.rpath = span_of("/usr/lib/$FOO:");
	f.elf = &e;
	rules_begin(&r, &arena, &world);
	rules_elf(&r, &f);
	expect("a shared list", r.first, "n:shared-bytes e:unknown-token n:empty-element");
	ok(r.first && span_is(r.first->element, "/usr/lib/$FOO:") && span_has(r.first->suggestion, "originld fix") && !r.first->is_text,
	    "a shared list: it is said what to change it with");
	ok(r.first && r.first->next && span_has(r.first->next->message, "musl") && span_has(r.first->next->next->message, "musl leaves out empty elements"),
	    "what musl does is said");
	e.rpath = span_of("objRIGIN/lib");
	r = judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC);
	ok(r.first && span_has(r.first->cause, "make"), "the cause of objRIGIN may be make");
	e.rpath = span_of("libraries/x");
	r = judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC);
	ok(r.first && !r.first->cause.p && !r.first->is_text, "what a relative folder was meant to be nobody knows");
	e.rpath = span_of("/../lib:RIGIN/../lib:/__ORIGIN__/x");
	r = judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC);
	ok(r.first && span_is(r.first->message, "what was meant to be $ORIGIN is not in it") && span_begins(r.first->next->message, "a mangled $ORIGIN") &&
	    span_begins(r.first->next->next->message, "the marker for $ORIGIN"), "whether $ORIGIN is lost, mangled or still to be written is said");
	ok(strcmp(finding_severity(SEVERITY_NOTE), "note") == 0 && strcmp(finding_severity(SEVERITY_CRITICAL), "critical") == 0, "severities have names");
}

/* What is not known is not complained about. */
static void
test_little_known(void)
{
	static const char *const lists[] = {"/opt/other/lib", "$ORIGIN/../../other/lib", "$ORIGIN/../plugins", "/opt/none;/opt/x", "$ORIGIN/../lib::"};
	static const char *const without_tree[] = {"", "", "n:missing-folder", "e:wrong-separator", "w:padding"};
	static const char *const blind[] = {"n:outside-folder", "n:leads-outside", "", "e:wrong-separator", "w:padding"};
	struct rules_world whole = world;
	struct rules r;
	struct elf e;
	size_t i;

	memset(&e, 0, sizeof e);
	e.kind = ELF_PIE;
	for (i = 0; i < 5; i++) {
		arena_again(&arena);
		e.runpath = span_of(lists[i]);
		world.tree.n = 0;
		expect(lists[i], judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, without_tree[i]);
		world = whole;
		world.look = NULL;
		world.in_build = NULL;
		expect(lists[i], judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, blind[i]);
		world = whole;
	}
	rules_begin(&r, &arena, &world);
	world.look = NULL;
	e.runpath.p = NULL;
	e.interp = span_of("/old/ld.so");
	expect("a loader that nobody looks for", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	rules_script(&r, span_of("/old/place/bin/python3"));
	expect("an interpreter that nobody looks for", r.first, "");
	world.tree.n = 0;
	rules_script(&r, span_of("/opt/app/bin/python3"));
	expect("a script outside of any tree", r.first, "");
	world = whole;
	rules_script(&r, span_of(""));
	expect("a script without an interpreter", r.first, "");
}

/* Every amount of memory, from none to enough. */
static void
test_memory(void)
{
	static char block[1 << 14];
	struct rules_file f = {span_of("/opt/app/bin/p"), NULL, 0, LOADER_GLIBC, 1};
	struct arena small;
	struct rules r;
	struct elf e;
	size_t n, failed = 0;

	memset(&e, 0, sizeof e);
	e.kind = ELF_PIE;
	e.rpath = span_of("$ORIGIN/a:/opt/app/lib");
	e.runpath = span_of("RIGIN/x:/x;/y:/opt/app/bin/../lib");
	f.elf = &e;
	for (n = 0; n < sizeof block; n += 8) {
		memset(&small, 0, sizeof small);
		small.at = block;
		small.end = block + n;
		rules_begin(&r, &small, &world);
		rules_elf(&r, &f);
		if (!small.failed)
			break;
		failed++;
	}
	arena_again(&arena);
	ok(failed > 50 && n < sizeof block, "too little memory of any amount does no harm");
	expect("with enough of it", r.first, "n:shared-bytes w:both-tags e:make-ate-dollar e:wrong-separator w:absolute-in-tree n:dotdot-element "
	    "n:missing-folder w:absolute-in-tree");
}

/* What is a note only for who asks for all. */
static void
test_all(void)
{
	struct elf_entry needed[2];
	struct elf e;

	arena_again(&arena);
	memset(&e, 0, sizeof e);
	memset(needed, 0, sizeof needed);
	e.kind = ELF_PIE;
	e.needed = needed;
	e.needs = 2;
	needed[0].text = needed[1].text = span_of("x");
	e.runpath = span_of("$ORIGIN/../lib///");
	world.all = 1;
	expect("a folder of which nothing is needed", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "n:idle-element n:spare-slashes");
	e.runpath = span_of("$ORIGIN/../plugins");
	expect("a folder that is not there", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "n:missing-folder");
	e.runpath = span_of("$ORIGIN/../lib");
	needed[1].text = span_of("libz.so");
	expect("a folder of which something is", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
	world.all = 0;
	needed[1].text = span_of("x");
	expect("the first, unasked", judge(&e, "/opt/app/bin/p", 0, LOADER_GLIBC).first, "");
}

/* The element is one byte too long for musl's buffer, and then just short enough. */
static void
test_long(void)
{
	static const char name[] = "libx.so.1", file[] = "/opt/app/bin/p";
	size_t folder = strlen("/opt/app/bin"), token = strlen("$ORIGIN");
	struct elf_entry needed[3];
	char list[600];
	struct elf e;
	size_t n;

	memset(&e, 0, sizeof e);
	memset(needed, 0, sizeof needed);
	memset(list, '/', sizeof list);
	memcpy(list, "$ORIGIN", token);
	e.kind = ELF_PIE;
	e.needed = needed;
	e.needs = 3;
	needed[2].text = span_of(name);
	/* folder, slash, name and NUL are 512 bytes */
	n = 512 - 1 - strlen(name) - 1 - folder + token;
	e.runpath.p = list;
	needed[1].text = span_of("/a/path/does/not/count");
	needed[0].text = span_of("short.so");
	for (e.runpath.n = n; e.runpath.n <= n + 1; e.runpath.n++) {
		arena_again(&arena);
		expect("a long path, for musl", judge(&e, file, 0, LOADER_MUSL).first, e.runpath.n == n ? "w:needed-path" : "e:musl-too-long w:needed-path");
		/* all but needed-path, which is of the name */
		expect("a long path, for glibc", judge(&e, file, 0, LOADER_GLIBC).first, "w:needed-path");
	}
	memcpy(list, "${ORIGIN}", token + 2);
	for (e.runpath.n = n + 2; e.runpath.n <= n + 3; e.runpath.n++)
		expect("the same with braces", judge(&e, file, 0, LOADER_MUSL).first, e.runpath.n == n + 2 ? "w:needed-path" : "e:musl-too-long w:needed-path");
	memset(list, 'x', sizeof list);
	memcpy(list, "/usr/lib/", 9);
	n = 512 - 1 - strlen(name) - 1;
	for (e.runpath.n = n; e.runpath.n <= n + 1; e.runpath.n++)
		expect("the same with an absolute one", judge(&e, file, 0, LOADER_MUSL).first,
		    e.runpath.n == n ? "n:missing-folder w:needed-path" : "n:missing-folder e:musl-too-long w:needed-path");
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
	    {"/usr/libexec/ld.so", "libx.so", "$ORIGIN/../lib", 0, 0, "e:origin-flag-missing"},
	    {"/usr/libexec/ld-elf.so.2", "libx.so", "$ORIGIN/../lib", 0, 0, "e:origin-flag-missing"},
	    {NULL, "libc.so.0.9", "$ORIGIN/../lib", 0, 0, "e:origin-flag-missing"},
	    {NULL, "libc.so.9.0", "$ORIGIN/../lib", 0, 0, "e:origin-flag-missing"},
	    {NULL, "libc.so.97.", "$ORIGIN/../lib", 0, 0, ""},
	    {NULL, "libc.so..1", "$ORIGIN/../lib", 0, 0, ""},
	    {NULL, "libc.so.x.1", "$ORIGIN/../lib", 0, 0, ""},
	    {NULL, "libc.so.!.1", "$ORIGIN/../lib", 0, 0, ""},
	    {NULL, "libc.so.1.x", "$ORIGIN/../lib", 0, 0, ""},
	    {NULL, "libc.so.1.!", "$ORIGIN/../lib", 0, 0, ""},
	};
	struct elf_entry needed[2];
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
		e.needs = 2;
		needed[0].text = span_of("libx.so");
		needed[1].text = span_of(files[i].needed);
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
	    {"/old/place/bin/ruby", ""}, {"/usr/bin/env", ""}, {"/opt/application/bin/python3", "w:shebang-old-prefix"}, {"perl", ""}, {"/usr/lib/foo", ""},
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
	    {SOURCE_OTHER, SOURCE_SYSTEM, 0, 0, 0, ""},
	    {SOURCE_TREE, SOURCE_UNFIT, 0, 0, 0, "e:lost-when-moved"},
	    {SOURCE_MISSING, SOURCE_OTHER, 0, 0, 0, ""},
	    {SOURCE_MISSING, SOURCE_BUILD, 0, 0, 0, "e:library-not-found"},
	    {SOURCE_MISSING, SOURCE_UNKNOWN, 0, 0, 0, "e:library-not-found"},
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

static struct rules
need(const struct rules_need *n)
{
	struct rules r;

	rules_begin(&r, &arena, &world);
	rules_need(&r, n);
	return r;
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
	r = need(&n);
	expect("a library for certain processors", r.first, "n:processor-subfolder");
	n.subfolder_alone = 1;
	r = need(&n);
	expect("one without another beside it", r.first, "w:processor-subfolder-alone");
	ok(r.first && !r.first->is_text, "one without another beside it: no element would mend that");
	n.subfolder.n = 0;
	n.now = n.then = SOURCE_SYSTEM;
	n.configured = 1;
	r = need(&n);
	expect("a library of ld.so.conf", r.first, "n:configured-folder");
	n.configured = 0;
	n.now = n.then = SOURCE_MISSING;
	n.own = span_of("lib/libx.so.1");
	n.why = WHY_OWN_RUNPATH;
	n.why_of = span_of("/opt/app/bin/q");
	n.why_path = span_of("/opt/app/lib/libx.so.1");
	r = need(&n);
	expect("a library that an RPATH would find", r.first, "e:library-not-found");
	if (r.first && !ok(span_is(r.first->cause, "the file has a RUNPATH, and so inherits no RPATH: that of /opt/app/bin/q would find /opt/app/lib/libx.so.1"),
	                   "a library that an RPATH would find: it is said why it does not"))
		show("cause", r.first->cause);
}

/* Each reason why a library is not found, and what is said of where one comes from. */
static void
test_reasons(void)
{
	static const struct {
		enum rules_why why;
		const char *cause;
	} reasons[] = {
	    {WHY_UNKNOWN, "the tree has lib/libx.so.1"},
	    {WHY_RUNPATH_ABOVE, "a RUNPATH is not inherited, as an RPATH is: that of OF would find PATH"},
	    {WHY_HIDDEN, "an RPATH beside a RUNPATH does not count: that of OF would find PATH"},
	    {WHY_LINK, "$ORIGIN is the folder of the link by which the file is loaded: with that of OF it would find PATH"},
	    {WHY_NODEFLIB, "OF was linked with -z nodefaultlib, and does not look for PATH"},
	    {WHY_ENVIRONMENT, "OF finds it only by LD_LIBRARY_PATH, as it is set now: PATH"},
	};
	static const struct {
		enum rules_source now;
		const char *codes;
	} notes[] = {
	    {SOURCE_UNKNOWN, ""}, {SOURCE_MISSING, ""}, {SOURCE_UNFIT, ""}, {SOURCE_TREE, "n:comes-from-tree"}, {SOURCE_SYSTEM, "n:comes-from-system"},
	    {SOURCE_BUILD, "n:comes-from-elsewhere"}, {SOURCE_OTHER, "n:comes-from-elsewhere"},
	};
	struct rules_need n;
	struct rules r;
	size_t i;

	arena_again(&arena);
	memset(&n, 0, sizeof n);
	n.name = span_of("libx.so.1");
	n.now = n.then = SOURCE_MISSING;
	n.own = span_of("lib/libx.so.1");
	n.why_of = span_of("OF");
	n.why_path = span_of("PATH");
	for (i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		n.why = reasons[i].why;
		r = need(&n);
		ok(r.first && span_is(r.first->cause, reasons[i].cause), "%s", reasons[i].cause);
	}
	for (i = 0; i < sizeof notes / sizeof notes[0]; i++) {
		n.now = notes[i].now;
		rules_begin(&r, &arena, &world);
		rules_need_note(&r, &n);
		expect("where a library comes from", r.first, notes[i].codes);
		ok(!r.first || (r.first->cause.n == 0) == (n.now == SOURCE_TREE), "that the tree has it, too, is said if it does not come from there");
	}
}

/* Whose library it is, and what would mend it. */
static void
test_mends(void)
{
	struct rules_need n;
	struct rules r;

	arena_again(&arena);
	memset(&n, 0, sizeof n);
	n.name = span_of("libx.so.1");
	n.now = n.then = SOURCE_BUILD;
	n.now_path = span_of("/home/me/libx.so.1");
	n.file = span_of("/opt/app/bin/p");
	n.program = span_of("/opt/app/bin/q");
	n.mend = span_of("/opt/app/lib/libx.so.1");
	r = need(&n);
	ok(span_has(r.first->message, ": /home/me/libx.so.1, when loaded by /opt/app/bin/q"), "it is said where from and for whom");
	ok(r.first->is_text && span_is(r.first->suggestion, "$ORIGIN/../lib"), "and what would find it in the tree");
	n.foreign = 1;
	r = need(&n);
	ok(span_has(r.first->message, ", needed by /opt/app/bin/q") && !r.first->is_text, "for a file that is none of the tree only who needs it");
	n.foreign = 0;
	n.secure = 1;
	r = need(&n);
	ok(r.first->is_text && span_is(r.first->suggestion, "/opt/app/lib"), "a set-id program needs an absolute path");
	n.secure = 0;
	n.file = span_of("/usr/bin/p");
	r = need(&n);
	ok(!r.first->is_text, "a file outside of the tree is not to be mended");
	n.file = span_of("/opt/app/bin/p");
	n.mend = span_of("/opt/app/bin/libx.so.1");
	r = need(&n);
	ok(r.first->is_text && span_is(r.first->suggestion, "$ORIGIN"), "its own folder is $ORIGIN alone");
	n.now = n.then = SOURCE_SYSTEM;
	n.configured = 1;
	r = need(&n);
	ok(r.first->severity == SEVERITY_NOTE && !r.first->is_text, "a note does not say what to write");
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
    {PROFILE_RPM, 0, "/lib:/usr/X11R6/lib:/lib64:/usr/lib64:/usr/X11R6/lib64", "e:rpm-0001 e:rpm-0001 e:rpm-0001 e:rpm-0001 e:rpm-0001"},
    {PROFILE_RPM, 0, "/lib/x:/usr/X11R6/lib/x:/usr/local/lib/x:/lib64/x:/usr/lib64/x:/usr/X11R6/lib64/x:/usr/local/lib64/x", ""},
    {PROFILE_RPM, 0, "/libx:/usr/libx/y", "e:rpm-0002 e:rpm-0002"},
    {PROFILE_RPM, 0, "/opt/$PLATFORM:/opt/${PLATFORM}:/opt/${LIB}", ""},
    {PROFILE_RPM, 0, "$PLATFORM:x/$LIB", "e:rpm-0002 e:rpm-0002"},
    {PROFILE_RPM, 0, "/opt/x/./../y:/opt//../y", "e:rpm-0002 e:rpm-0002"},
    {PROFILE_RPM, 0, "lib/x/../y", "e:rpm-0002"},
    {PROFILE_RPM, 0, "/opt/../../x", "e:rpm-0020"},
    {PROFILE_RPM, 0, "/../../opt", "e:rpm-0002"},
    {PROFILE_RPM, 0, "$ORIGIN/a/..", "e:rpm-0020"},
    {PROFILE_RPM, 0, "$ORIGIN:$ORIGIN/x/y:/usr/lib/foo:$ORIGIN/z", "e:rpm-0008"},
    {PROFILE_RPM, 0, "", "e:rpm-0010"},
    {PROFILE_GENTOO, 0, "$ORIGIN/../lib:/opt/x", ""},
    {PROFILE_GENTOO, 0, " /usr/lib: ", "e:gentoo-null-element e:gentoo-null-element"},
    {PROFILE_GENTOO, 1, "/x/$ORIGIN:$LIB/x", "c:gentoo-secure-token c:gentoo-secure-token"},
    {PROFILE_GENTOO, 1, "/x/$LIB:/usr/lib/foo", ""},
    {PROFILE_GENTOO, 0, "/x/$ORIGIN", ""},
    {PROFILE_GENTOO, 0, "/var/tmp/portage/b:/mnt/roo:/", ""},
    {PROFILE_GENTOO, 0, "/var/tmp/portage/a:/mnt/root", "e:gentoo-build-folder e:gentoo-root"},
    {PROFILE_LINTIAN, 0, "${ORIGIN}/../lib:", ""},
    {PROFILE_LINTIAN, 0, "/usr/lib/foobar:/usr/lib//foo:/usr/lib/foo/../x:/lib/foo", ""},
    {PROFILE_LINTIAN, 0, "/usr/lib/fo", "e:lintian-custom-library-search-path"},
    {PROFILE_LINTIAN, 0, "/usr/lib/x/../foo", "e:lintian-custom-library-search-path"},
    {PROFILE_LINTIAN, 0, "/usr/lib/ghc", ""},
    {PROFILE_LINTIAN, 0, "/usr/lib/ghcx:/lib/games/foo:/usr/libfoo", "e:lintian-custom-library-search-path e:lintian-custom-library-search-path "
	"e:lintian-custom-library-search-path"},
    {PROFILE_LINTIAN, 0, "/opt/x:/opt/y:/opt/x", "e:lintian-custom-library-search-path e:lintian-custom-library-search-path"},
    {PROFILE_LINTIAN, 0, "/opt/x:/opt/x/y", "e:lintian-custom-library-search-path e:lintian-custom-library-search-path"},
    {PROFILE_NONE, 0, "RIGIN/lib", ""},
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
	struct rules_file f = {span_of("/opt/app/bin/prog"), NULL, 0, LOADER_GLIBC, 0};
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
	ok(profile_named("rpm") == PROFILE_RPM && profile_named("gentoo") == PROFILE_GENTOO && profile_named("lintian") == PROFILE_LINTIAN && profile_named("") == PROFILE_UNKNOWN,
	    "profiles are known by their names");
}

/* Lintian knows a folder of the file's own machine, and any folder below the standard ones where it does not know the package. */
static void
test_lintian(void)
{
	static const struct {
		unsigned machine, bits;
		const char *source, *rpath;
		int own;
	} files[] = {
	    {62, 64, "foo", "/usr/lib/x86_64-linux-gnu/foo", 1}, {62, 64, "foo", "/usr/lib/aarch64-linux-gnu/foo", 0}, {183, 64, "foo", "/usr/lib/aarch64-linux-gnu/foo", 1},
	    {62, 32, "foo", "/lib/x86_64-linux-gnux32/foo", 1}, {3, 32, "foo", "/usr/lib/i386-linux-gnu/foo", 1}, {3, 64, "foo", "/usr/lib/x-linux-gnu/foo", 1},
	    {40, 32, "foo", "/usr/lib/arm-linux-gnueabihf/foo", 1}, {8, 32, "foo", "/usr/lib/mips-linux-gnu/foo", 1}, {8, 64, "foo", "/usr/lib/mips-linux-gnu/foo", 0},
	    {8, 64, "foo", "/usr/lib/mips64el-linux-gnuabi64/foo", 1}, {183, 32, "foo", "/usr/lib/aarch64-linux-gnu_ilp32/foo", 1}, {2, 32, "foo", "/usr/lib/x-linux-gnu/foo", 1},
	    {62, 64, "foo", "/usr/lib/x86_64-linux/foo", 0}, {62, 64, "", "/usr/lib/x", 1}, {62, 64, "", "/usr/lib", 0}, {62, 64, "", "/usr/lib/x86_64-linux-gnu", 0},
	    {62, 64, "", "/usr/lib/x86_64-linux-gnu/x", 1}, {62, 64, "", "/opt/lib", 0}, {62, 64, "", "/usr/local/lib/x", 0},
	};
	struct profile_world packages;
	struct rules_file f = {span_of("/opt/app/bin/prog"), NULL, 0, LOADER_GLIBC, 0};
	struct rules r;
	struct elf e;
	size_t i;

	memset(&packages, 0, sizeof packages);
	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		arena_again(&arena);
		memset(&e, 0, sizeof e);
		e.machine = files[i].machine;
		e.bits = files[i].bits;
		e.runpath = span_of(files[i].rpath);
		packages.source = span_of(files[i].source);
		f.elf = &e;
		rules_begin(&r, &arena, &world);
		profile_elf(&r, PROFILE_LINTIAN, &f, &packages);
		ok((r.first == NULL) == files[i].own, "lintian: %s of machine %u, package '%s'", files[i].rpath, files[i].machine, files[i].source);
	}
}

/* Gentoo looks at the entries, of whatever kind; the lists themselves are in order here. */
static void
test_gentoo(void)
{
	static const struct {
		enum elf_tag tag[3];
		const char *rpath, *runpath, *codes;
	} files[] = {
	    {{ELF_RPATH, ELF_RUNPATH, ELF_SONAME}, "/a", "/a", ""},
	    {{ELF_RPATH, ELF_RUNPATH, ELF_SONAME}, "/a", "/b", "w:gentoo-tags-differ"},
	    {{ELF_RPATH, ELF_SONAME, ELF_RPATH}, "/a", NULL, "w:gentoo-several-tags"},
	    {{ELF_RUNPATH, ELF_SONAME, ELF_RUNPATH}, NULL, "/a", "w:gentoo-several-tags"},
	    {{ELF_SONAME, ELF_SONAME, ELF_RUNPATH}, NULL, "/a", ""},
	};
	struct profile_world nothing;
	struct rules_file f = {span_of("/opt/app/bin/prog"), NULL, 0, LOADER_GLIBC, 0};
	struct elf_entry entry[3];
	struct rules r;
	struct elf e;
	size_t i, k;

	memset(&nothing, 0, sizeof nothing);
	nothing.root = span_of("/");
	for (i = 0; i < sizeof files / sizeof files[0]; i++) {
		arena_again(&arena);
		memset(&e, 0, sizeof e);
		memset(entry, 0, sizeof entry);
		for (k = 0; k < 3; k++)
			entry[k].tag = files[i].tag[k];
		e.entry = entry;
		e.entries = 3;
		if (files[i].rpath)
			e.rpath = span_of(files[i].rpath);
		if (files[i].runpath)
			e.runpath = span_of(files[i].runpath);
		f.elf = &e;
		rules_begin(&r, &arena, &world);
		profile_elf(&r, PROFILE_GENTOO, &f, &nothing);
		expect("gentoo: entries", r.first, files[i].codes);
	}
	nothing.root = span_of("/r");
	e.runpath = span_of("/r/lib");
	rules_begin(&r, &arena, &world);
	profile_elf(&r, PROFILE_GENTOO, &f, &nothing);
	expect("gentoo: a root of one letter", r.first, "e:gentoo-root");
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
	static const char *const building[] = {
	    "/home/me", "/root", "/root/x", "/tmp/x", "/tmp", "/var/tmp/x", "/dev/shm/x", "/build", "/builds/x", "/builddir", "/usr/src/x", "/workspace", "/__w/x",
	    "/var/lib/jenkins/x", "/var/lib/buildkite-agent", "/opt/a/.libs", "/opt/.libs/x", "/opt/CMakeFiles/x", "/opt/_build", "/opt/BUILD/x", "/opt/x/BUILDROOT",
	};
	static const char *const not_building[] = {
	    "", "/", "/opt", "/homes/x", "/tmpfiles", "/buildx", "/opt/home/x", "/opt/x.libs", "/opt/.libsx", "/opt/XBUILD/x", "/opt/BUILDX", "x", "/hom",
	};
	size_t i;

	for (i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		arena_again(&arena);
		if (!ok(span_is(path_normal(&arena, span_of(paths[i].path)), paths[i].normal), "%s is %s", paths[i].path, paths[i].normal))
			show("got", path_normal(&arena, span_of(paths[i].path)));
	}
	for (i = 0; i < sizeof building / sizeof building[0]; i++)
		ok(rules_is_private(span_of(building[i])), "%s is only where a thing is built", building[i]);
	for (i = 0; i < sizeof not_building / sizeof not_building[0]; i++)
		ok(!rules_is_private(span_of(not_building[i])), "%s is not", *not_building[i] ? not_building[i] : "nothing");
	ok(!path_is_below(span_of(""), span_of("/")) && !path_is_below(span_of("a"), span_of("/")), "the root has only what is absolute");
	ok(path_is_below(span_of("/a/b"), span_of("/a")) && path_is_below(span_of("/a"), span_of("/a")) &&
	        path_is_below(span_of("/a"), span_of("/")),
	    "a folder holds what is in it, and itself");
	ok(!path_is_below(span_of("/ab"), span_of("/a")) && !path_is_below(span_of("/a"), span_of("")) && !path_is_below(span_of("/"), span_of("/a")),
	    "it holds nothing else");
}

int
main(void)
{
	test_rpaths();
	test_files();
	test_words();
	test_little_known();
	test_memory();
	test_all();
	test_long();
	test_flag();
	test_scripts();
	test_needs();
	test_ways();
	test_reasons();
	test_mends();
	test_profiles();
	test_lintian();
	test_gentoo();
	test_paths();
	return done();
}

/* SPDX-License-Identifier: MIT */
/* mend.c: which list a file of a tree should have, asked of a tree in memory. */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "elf.h"
#include "mend.h"
#include "os.h"
#include "path.h"
#include "scarce.h"
#include "tap.h"

/* Libraries that are there. /t is the tree; /t/lib64 is a link to /t/lib. */
static const struct {
	const char *folder, *name;
	unsigned bits;
} there[] = {
    {"/t/lib", "liba.so.1", 64},
    {"/t/lib", "libb.so.1", 64},
    {"/t/lib", "libtwo.so", 64},
    {"/t/lib/deep/er", "libc.so.1", 64},
    {"/t/lib/deep/er", "libtwo.so", 64},
    {"/t/lib/plugins", "plugin.so", 64},
    {"/t/lib32", "liba.so.1", 32},
    {"/t/other", "libd.so.1", 64},
    {"/t/other", "libtwo.so", 64},
    {"/t/a/b", "libnear.so", 64},
    {"/t/quite-a-long-name", "libnear.so", 64},
    {"/t/lib/deep", "libstep.so", 64},
    {"/t/lib/deep/er", "libstep.so", 64},
    {"/t/x", "libx.so.1", 64},
    {"/t/x", "liby.so.1", 64},
    {"/t/y", "libx.so.1", 64},
    {"/t/y", "liby.so.1", 64},
    {"/t/linked", "plugin.so", 64},
    {"/t/linked", "liba.so.1", 64},
    {"/t", "libroot.so", 32},
    {"/tt/lib", "libtt.so", 64},
    {"/opt/ext/lib", "libext.so", 64},
    {"/opt/old/lib", "liba.so.1", 64},
    {"/home/me/lib", "libhome.so", 64},
    {"/usr/lib", "libz.so.1", 64},
};

static const char *const folders[] = {"/t", "/t/bin", "/t/empty", "/opt/ext", "/opt/nothing", "/tmp/b/.libs", "/t/lib/deep", "/", "/opt", "/usr", "/lib"};

enum { THERE = sizeof there / sizeof there[0], FOLDERS = sizeof folders / sizeof folders[0] };

/* The same names that are links there, to a library of that name in another folder. */
static const struct {
	const char *folder, *name;
} links[] = {{"/t/x", "liby.so.1"}, {"/t/y", "libx.so.1"}, {"/t/linked", "liba.so.1"}};

enum { LINKS = sizeof links / sizeof links[0] };

static struct arena memory;

/* How often the tree was asked for what is no folder or no name. */
static size_t misused;

static struct span
folder(void *ctx, struct span path)
{
	struct span none = {NULL, 0};
	size_t i;

	(void)ctx;
	if (span_is(path, "/t/lib64"))
		return span_of("/t/lib");
	for (i = 0; i < THERE + FOLDERS; i++) {
		if (span_is(path, i < THERE ? there[i].folder : folders[i - THERE]))
			return path;
	}
	return none;
}

static int
is_link(size_t i)
{
	size_t k;

	for (k = 0; k < LINKS; k++) {
		if (strcmp(links[k].folder, there[i].folder) == 0 && strcmp(links[k].name, there[i].name) == 0)
			return 1;
	}
	return 0;
}

static int
holds(void *ctx, struct span in, struct span name, const struct elf *like)
{
	size_t i;

	(void)ctx;
	misused += !in.p;
	for (i = 0; i < THERE; i++) {
		if (span_is(in, there[i].folder) && (!name.n || span_is(name, there[i].name)) && there[i].bits == like->bits)
			return is_link(i) ? 2 : 1;
	}
	return 0;
}

static size_t
holders(void *ctx, struct span name, const struct elf *like, const struct span **to)
{
	struct span *list = arena_array(&memory, THERE, sizeof *list);
	size_t i, n = 0;

	(void)ctx;
	misused += !name.p;
	for (i = 0; i < THERE; i++) {
		if (span_is(name, there[i].name) && there[i].bits == like->bits && strncmp(there[i].folder, "/t/", 3) == 0 && !is_link(i))
			list[n++] = span_of(there[i].folder);
	}
	*to = list;
	return n;
}

enum { MINIMAL = 1, FROM = 2, SECURE = 4, BITS32 = 8 };

static const struct {
	const char *path, *needs, *before, *after, *fates;
	int how;
} cases[] = {
    /* fates: k kept, r repaired, v made relative, a added, o outside; then c current, m missing, b build, n not needed, t twice */
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../lib", "$ORIGIN/../lib", "k", 0},
    {"/t/bin/p", "liba.so.1", "${ORIGIN}/../lib////", "${ORIGIN}/../lib////", "k", 0},
    {"/t/bin/p", "liba.so.1", NULL, "$ORIGIN/../lib", "a", 0},
    {"/t/bin/p", "libz.so.1", NULL, "", "", 0},
    {"/t/p", "liba.so.1", NULL, "$ORIGIN/lib", "a", 0},
    {"/t/lib/l.so", "liba.so.1", NULL, "$ORIGIN", "a", 0},
    {"/t/lib/deep/er/l.so", "liba.so.1 libc.so.1", NULL, "$ORIGIN/../..:$ORIGIN", "aa", 0},
    {"/t/bin/p", "liba.so.1 libc.so.1 libd.so.1", "$ORIGIN/../lib", "$ORIGIN/../lib:$ORIGIN/../lib/deep/er:$ORIGIN/../other", "kaa", 0},
    /* of the wrong width */
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../lib", "$ORIGIN/../lib32", "an", BITS32},
    /* absolute, into the tree */
    {"/t/bin/p", "liba.so.1", "/t/lib", "$ORIGIN/../lib", "v", 0},
    {"/t/bin/p", "liba.so.1", "/t/lib64", "$ORIGIN/../lib", "v", 0},
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../lib:/t/lib", "$ORIGIN/../lib", "kt", 0},
    {"/t/bin/p", "liba.so.1", "/t/lib:$ORIGIN/../lib", "$ORIGIN/../lib", "vt", 0},
    {"/t/bin/p", "liba.so.1", "/t/bin/../lib", "$ORIGIN/../lib", "v", 0},
    {"/t/bin/p", "liba.so.1", "/tt/lib", "/tt/lib:$ORIGIN/../lib", "oa", 0},
    /* where the tree was */
    {"/t/bin/p", "liba.so.1", "/was/lib", "$ORIGIN/../lib", "v", FROM},
    {"/t/bin/p", "liba.so.1", "/was", "$ORIGIN/../lib", "an", FROM},
    {"/t/bin/p", "liba.so.1", "/wash/lib", "/wash/lib:$ORIGIN/../lib", "oa", FROM},
    {"/t/bin/p", "liba.so.1", "/before/lib", "$ORIGIN/../lib", "v", FROM},
    {"/t/bin/p", "liba.so.1", "/was/nowhere:$ORIGIN/../lib", "$ORIGIN/../lib", "km", FROM},
    /* mangled */
    {"/t/bin/p", "liba.so.1", "RIGIN/../lib", "$ORIGIN/../lib", "r", 0},
    {"/t/bin/p", "liba.so.1", "/../lib", "$ORIGIN/../lib", "r", 0},
    {"/t/bin/p", "liba.so.1", "\\$ORIGIN/../lib:/t/lib", "$ORIGIN/../lib", "rt", 0},
    {"/t/bin/p", "liba.so.1", "RIGIN/../nowhere", "$ORIGIN/../lib", "am", 0},
    /* nothing of use */
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../lib::", "$ORIGIN/../lib", "kcc", 0},
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../lib:lib:.", "$ORIGIN/../lib", "kcc", 0},
    {"/t/bin/p", "liba.so.1", "$FOO/lib:$ORIGIN/../lib", "$ORIGIN/../lib", "kc", 0},
    {"/t/bin/p", "liba.so.1", "$ORIGIN/:XXXXXXXX:$ORIGIN/../lib", "$ORIGIN/../lib", "knc", 0},
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../nowhere:$ORIGIN/../empty:$ORIGIN/../lib", "$ORIGIN/../lib", "kmn", 0},
    {"/t/bin/p", "liba.so.1", "/tmp/b/.libs:/t/lib", "$ORIGIN/../lib", "vb", 0},
    {"/t/bin/p", "liba.so.1", "/home/me/gone:/t/lib", "$ORIGIN/../lib", "vb", 0},
    {"/t/bin/p", "libz.so.1", "/home/me/gone", "", "b", 0},
    {"/t/bin/p", "libz.so.1", "", "", "", 0},
    /* for dlopen */
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../lib/plugins:$ORIGIN/../lib", "$ORIGIN/../lib/plugins:$ORIGIN/../lib", "kk", 0},
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../lib/plugins:$ORIGIN/../lib", "$ORIGIN/../lib", "kn", MINIMAL},
    {"/t/bin/p", "liba.so.1", "/t/lib/plugins:/t/lib", "$ORIGIN/../lib/plugins:$ORIGIN/../lib", "vv", 0},
    {"/t/bin/p", "libz.so.1", "$ORIGIN/../lib", "$ORIGIN/../lib", "k", 0},
    {"/t/bin/p", "libz.so.1", "$ORIGIN/../lib", "", "n", MINIMAL},
    /* out of the tree */
    {"/t/bin/p", "libext.so liba.so.1", "/opt/ext/lib:/t/lib", "/opt/ext/lib:$ORIGIN/../lib", "ov", 0},
    {"/t/bin/p", "liba.so.1", "/opt/nothing:/t/lib", "/opt/nothing:$ORIGIN/../lib", "ov", 0},
    {"/t/bin/p", "libhome.so", "/home/me/lib", "/home/me/lib", "o", 0},
    {"/t/bin/p", "liba.so.1", "/opt/old/lib:/t/lib", "$ORIGIN/../lib:/opt/old/lib", "vo", 0},
    {"/t/bin/p", "liba.so.1", "/opt/old/lib", "$ORIGIN/../lib:/opt/old/lib", "ao", 0},
    {"/t/bin/p", "libext.so", "$ORIGIN/../../opt/ext/lib", "$ORIGIN/../../opt/ext/lib", "o", 0},
    {"/t/p", "liba.so.1", "$ORIGIN/../lib", "$ORIGIN/lib", "an", 0},
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../../gone:$ORIGIN/../lib", "$ORIGIN/../lib", "km", 0},
    /* several folders have it: the list's order, then what is in the list, then the nearest */
    {"/t/bin/p", "libtwo.so", "$ORIGIN/../other:$ORIGIN/../lib", "$ORIGIN/../other:$ORIGIN/../lib", "kk", 0},
    {"/t/bin/p", "libtwo.so", "$ORIGIN/../other:$ORIGIN/../lib", "$ORIGIN/../other", "kn", MINIMAL},
    {"/t/bin/p", "libtwo.so libd.so.1", NULL, "$ORIGIN/../other", "a", 0},
    {"/t/bin/p", "libtwo.so", NULL, "$ORIGIN/../lib", "a", 0},
    {"/t/lib/deep/er/l.so", "libtwo.so", NULL, "$ORIGIN", "a", 0},
    /* tokens that only the loader can follow */
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../$LIB", "$ORIGIN/../$LIB:$ORIGIN/../lib", "ka", 0},
    {"/t/bin/p", "liba.so.1", "/t/$LIB", "/t/$LIB:$ORIGIN/../lib", "ka", 0},
    {"/t/bin/p", "libnear.so", NULL, "$ORIGIN/../quite-a-long-name", "a", 0},
    {"/t/lib/deep/er/l.so", "libstep.so", NULL, "$ORIGIN", "a", 0},
    {"/t/other/l.so", "libtwo.so", NULL, "$ORIGIN", "a", 0},
    /* of two folders that each have a link to the other's library, one has to be wrong */
    {"/t/bin/p", "libx.so.1 liby.so.1", "$ORIGIN/../x:$ORIGIN/../y", "$ORIGIN/../x:$ORIGIN/../y", "kk", 0},
    {"/t/bin/p", "libx.so.1 liby.so.1", "$ORIGIN/../x:$ORIGIN/../nowhere:$ORIGIN/../y", "$ORIGIN/../x:$ORIGIN/../y", "kkm", 0},
    /* a link would hide the library itself */
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../linked:$ORIGIN/../lib", "$ORIGIN/../lib:$ORIGIN/../linked", "kk", 0},
    {"/t/bin/p", "liba.so.1", "$ORIGIN/../linked", "$ORIGIN/../lib:$ORIGIN/../linked", "ak", 0},
    /* names that are paths are not looked for */
    {"/t/bin/p", "/t/lib/liba.so.1", NULL, "", "", 0},
    /* $ORIGIN is of no use to a set-id program */
    {"/t/bin/p", "liba.so.1", NULL, "", "", SECURE},
    {"/t/bin/p", "liba.so.1", "/t/lib::RIGIN/../lib", "/t/lib", "kct", SECURE},
    {"/t/bin/p", "liba.so.1", "/was/lib", "/t/lib", "v", SECURE | FROM},
};

static const char letters[MEND_FATES + 1] = "krvaocmbnt";

/* A file that needs libraries: words of a text. */
static void
make_elf(struct elf *e, const char *needs, const char *before, int how)
{
	struct span s = span_of(needs);
	size_t n;

	memset(e, 0, sizeof *e);
	e->kind = ELF_PIE;
	e->bits = how & BITS32 ? 32 : 64;
	e->needed = arena_array(&memory, 8, sizeof *e->needed);
	for (; s.n; s = span_from(s, n + (n < s.n))) {
		n = span_find(s, ' ');
		e->needed[e->needs++].text = span_head(s, n);
	}
	/* behind the last one */
	e->needed[e->needs].text = span_of("libd.so.1");
	if (before)
		e->runpath = span_of(before);
}

static int
judge_in(struct arena *a, struct mend *m, const struct elf *e, const char *path, int how)
{
	static const struct span was[] = {{"/was", 4}, {"/before", 7}};
	struct mend_world w = {NULL, {"/t", 2}, was, how & FROM ? 2 : 0, (how & MINIMAL) != 0, folder, holds, holders};
	struct mend_file f = {path_folder(span_of(path)), e, (how & SECURE) != 0};

	return mend_file(m, a, &w, &f);
}

static void
judge(struct mend *m, const struct elf *e, const char *path, int how)
{
	if (judge_in(&memory, m, e, path, how) != 0)
		memset(m, 0, sizeof *m);
}

static void
test_cases(void)
{
	char fates[16];
	struct elf e;
	struct mend m;
	size_t i, k;
	int good;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		make_elf(&e, cases[i].needs, cases[i].before, cases[i].how);
		judge(&m, &e, cases[i].path, cases[i].how);
		for (k = 0; k < m.elements && k < sizeof fates - 1; k++)
			fates[k] = letters[m.element[k].fate];
		fates[k] = '\0';
		good = span_is(m.after, cases[i].after) && strcmp(fates, cases[i].fates) == 0 && m.changed == !span_equal(m.before, m.after);
		ok(good, "%s with %s, which needs %s, gets %s", cases[i].path, cases[i].before ? cases[i].before : "nothing", cases[i].needs,
		    cases[i].after);
		if (!good)
			printf("#   %.*s, %s\n", (int)m.after.n, m.after.p, fates);
	}
}

/* What was mended needs nothing more. */
static void
test_again(void)
{
	struct elf e;
	struct mend m, again;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		make_elf(&e, cases[i].needs, cases[i].before, cases[i].how);
		judge(&m, &e, cases[i].path, cases[i].how);
		make_elf(&e, cases[i].needs, NULL, cases[i].how);
		if (m.after.n)
			e.runpath = m.after;
		judge(&again, &e, cases[i].path, cases[i].how & ~FROM);
		ok(!again.changed, "%s with %.*s stays so", cases[i].path, (int)m.after.n, m.after.p);
	}
}

static void
test_was(void)
{
	static const struct {
		const char *before, *was;
		int how;
	} lists[] = {
	    {"/was/lib", "/was", 0},
	    {"/was/in/some/place/lib/deep/er", "/was/in/some/place", 0},
	    {"/was/lib:/before/lib", "/was", 0},
	    {"/wast/lib", "/wast", 0}, /* not in a folder whose name begins as the tree's */
	    {"/opt/old/lib", "/opt/old", 0}, /* is there, and hides the tree's */
	    {"/opt/ext/lib", "", 0},         /* is there, and hides nothing */
	    {"/was/empty", "", 0},           /* the tree has no library in a folder of that name */
	    {"/was/nowhere", "", BITS32},    /* nor such a folder */
	    {"/home/me/gone/lib", "", 0},    /* the machine that built it */
	    {"/t/gone/lib", "", 0},          /* in the tree */
	    {"$ORIGIN/../../gone/lib", "", 0},
	};
	struct elf e;
	struct mend m;
	size_t i;

	for (i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		make_elf(&e, "liba.so.1", lists[i].before, lists[i].how);
		judge(&m, &e, "/t/bin/p", lists[i].how);
		if (!ok(span_is(m.was, lists[i].was), "a file with %s tells that the tree stood in '%s'", lists[i].before, lists[i].was))
			show("was", m.was);
	}
}

static void
test_rest(void)
{
	struct elf e;
	struct mend m;

	make_elf(&e, "libnear.so", NULL, 0);
	judge(&m, &e, "/t/bin/p", 0);
	ok(span_is(m.twice, "libnear.so"), "a library in several folders is told of");
	make_elf(&e, "liba.so.1", NULL, 0);
	judge(&m, &e, "/t/bin/p", 0);
	ok(!m.twice.n && !m.tangled, "a library in one folder is not");
	make_elf(&e, "libx.so.1 liby.so.1", "$ORIGIN/../x:$ORIGIN/../y", 0);
	judge(&m, &e, "/t/bin/p", 0);
	ok(m.tangled, "folders that hide each other's library are told of");
	make_elf(&e, "liba.so.1 liba.so.1", "$ORIGIN/../lib", 0);
	e.needed[0].text.p = NULL;
	e.needed[0].text.n = 0;
	judge(&m, &e, "/t/bin/p", 0);
	ok(!m.changed && span_is(m.after, "$ORIGIN/../lib"), "a needed library whose name cannot be read is passed over");
	make_elf(&e, "liba.so.1", "$ORIGIN/../lib", 0);
	e.rpath = span_of("/home/me/lib");
	judge(&m, &e, "/t/bin/p", 0);
	ok(m.changed, "an RPATH beside the RUNPATH becomes the same");
}

static struct mend scarcely;

static int
attempt(struct arena *a, void *e)
{
	return judge_in(a, &scarcely, e, "/t/bin/p", 0);
}

/* Wherever memory ends, it is said; and each piece of it is large enough. */
static void
test_memory(void)
{
	static const char before[] = "/t/bin/../lib::RIGIN/../lib:$ORIGIN/../x:$ORIGIN/../y";
	struct elf e;
	size_t pieces;

	make_elf(&e, "libx.so.1 liby.so.1 libtwo.so libc.so.1 libnear.so", before, 0);
	pieces = scarce_pieces(attempt, &e);
	if (!ok(pieces > 10 && span_is(scarcely.after, "$ORIGIN/../lib:$ORIGIN/../lib/deep/er:$ORIGIN/../quite-a-long-name:$ORIGIN/../x:$ORIGIN/../y"),
	        "memory that runs out is told of, after however many of %zu pieces", pieces))
		show("is", scarcely.after);
}

static void
test_fates(void)
{
	size_t i, reasons = 0, left_out = 0;

	for (i = 0; i < MEND_FATES; i++) {
		left_out += !mend_stays((enum mend_fate)i);
		reasons += !mend_stays((enum mend_fate)i) && mend_text((enum mend_fate)i)[0];
	}
	ok(left_out == 5 && reasons == left_out && !mend_text(MEND_KEPT)[0], "for each way to be left out there is a reason");
}

static void
test_paths(void)
{
	static const struct {
		const char *folder, *path, *from;
	} paths[] = {
	    {"/t/bin", "/t/lib", "../lib"},
	    {"/t", "/t/lib", "lib"},
	    {"/t/bin", "/t/bin", ""},
	    {"/t/bin", "/t", ".."},
	    {"/t/a/b/c", "/t/a/d/e", "../../d/e"},
	    {"/", "/lib", "lib"},
	    {"/", "/", ""},
	    {"/lib", "/", ".."},
	    {"/lib/x", "/", "../.."},
	    {"/libx", "/lib", "../lib"},
	    {"/lib", "/libx", "../libx"},
	    {"/t/bin", "/t/bin/x/y", "x/y"},
	};
	struct text t;
	size_t i;

	for (i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		t = text_in(&memory);
		path_from(&t, span_of(paths[i].folder), span_of(paths[i].path));
		ok(span_is(text_span(&t), paths[i].from), "from %s, %s is '%s'", paths[i].folder, paths[i].path, paths[i].from);
	}
}

int
main(void)
{
	memory.more = os_more;
	test_cases();
	test_again();
	test_was();
	test_rest();
	test_fates();
	test_memory();
	ok(misused == 0, "the tree is only asked of folders and names that there are");
	test_paths();
	return done();
}

/* SPDX-License-Identifier: MIT */
/* pkg-config's files made movable. That pkg-config reads the right flags of them is for tests/61-shebang.bats. */
#include "tap.h"

#include "pcfile.h"
#include "scarce.h"

#define DIR "${pcfiledir}/../.."

static const struct {
	const char *name, *file, *out; /* out is NULL where nothing changes */
	const char *left;              /* the numbers of the lines where the prefix stays */
} table[] = {
    {"the usual file",
	"prefix=/opt/app\nexec_prefix=${prefix}\nlibdir=/opt/app/lib\n\nName: x\nLibs: -L${libdir} -lx -Wl,-rpath,/opt/app/lib\nCflags: -I/opt/app/include\n",
	"prefix=" DIR "\nexec_prefix=${prefix}\nlibdir=${prefix}/lib\n\nName: x\nLibs: -L${libdir} -lx -Wl,-rpath,${prefix}/lib\nCflags: -I${prefix}/include\n", ""},
    {"no line of the prefix", "libdir=/opt/app/lib\nLibs: -L/opt/app/lib\n", "libdir=" DIR "/lib\nLibs: -L" DIR "/lib\n", ""},
    {"a prefix of another name", "my_prefix=/opt/app\nprefix=/opt/app/sub\nx=/opt/app/y\n", "my_prefix=" DIR "\nprefix=" DIR "/sub\nx=" DIR "/y\n", ""},
    {"blanks and a slash at the end", " prefix = /opt/app/\nx=/opt/app/y\n", " prefix = " DIR "/\nx=${prefix}/y\n", ""},
    {"ends of lines as on Windows", "prefix=/opt/app\r\nx=/opt/app\r\n", "prefix=" DIR "\r\nx=" DIR "\r\n", ""},
    {"quotes and backslashes", "x=\"/opt/app/y\" '/opt/app' /opt\\/app/z \\/opt/app\n", "x=\"" DIR "/y\" '" DIR "' " DIR "/z " DIR "\n", ""},
    {"lists", "x=/opt/app/a:/opt/app/b,/opt/app/c;/opt/app\n", "x=" DIR "/a:" DIR "/b," DIR "/c;" DIR "\n", ""},
    {"a line in two", "Libs: -L/opt/app/lib \\\n -L/opt/app/lib64\n", "Libs: -L" DIR "/lib \\\n -L" DIR "/lib64\n", ""},
    {"a line that goes on with the prefix", "x=a \\\n/opt/app/y \\\n/opt/app\n/opt/app\n", "x=a \\\n" DIR "/y \\\n" DIR "\n/opt/app\n", ""},
    {"options of any letter", "x=-a/opt/app -z/opt/app -A/opt/app -Z/opt/app -Wl/opt/app\n", "x=-a" DIR " -z" DIR " -A" DIR " -Z" DIR " -Wl" DIR "\n", ""},
    {"what is no option", "x=a/opt/app L/opt/app .-L/opt/app ./opt/app -1/opt/app @/opt/app [/opt/app `/opt/app {/opt/app\n", NULL, ""},
    {"the prefix's last byte with a backslash", "x=/opt/ap\\p", "x=" DIR, ""},
    {"the prefix up to its last byte", "x=/opt/ap\ny=/opt/ap", NULL, ""},
    {"paths that are others", "x=/opt/apple /usr/opt/app -L/usr/opt/app -L../opt/app file:///opt/app\n", NULL, ""},
    {"a comment", "# /opt/app\nx=y # /opt/app\n", NULL, ""},
    {"a comment that ends in a backslash", "# x \\\n/opt/app\n", NULL, ""},
    {"what stands behind a variable", "x=${pc_sysrootdir}/opt/app/y\nz=-L${r}/opt/app ${r}/opt/app\n", NULL, "1 2 "},
    {"a file that is movable", "prefix=${pcfiledir}/../..\nlibdir=${prefix}/lib\n", NULL, ""},
    {"a file without a newline at its end", "prefix=/opt/app", "prefix=" DIR, ""},
    {"text that has no value", "/opt/app\n\n", NULL, ""},
    {"nothing", "", NULL, ""},
};

static int
pcfile_is(size_t i)
{
	struct arena a;
	struct pcfile r, again;
	struct span file = span_of(table[i].file);
	char left[64] = "";
	size_t j;

	arena_again(&a);
	if (pcfile_relative(&r, &a, file, span_of("/opt/app"), span_of("../..")) != 0)
		return 0;
	for (j = 0; j < r.lefts; j++)
		snprintf(left + strlen(left), sizeof left - strlen(left), "%zu ", r.left[j].line);
	if (strcmp(left, table[i].left) == 0 && (table[i].out ? r.changed && span_is(r.text, table[i].out) : !r.changed && r.text.p == file.p && r.text.n == file.n) &&
	    pcfile_relative(&again, &a, r.text, span_of("/opt/app"), span_of("../..")) == 0 && !again.changed)
		return 1;
	show("is", r.text);
	printf("#   left: %s\n", left);
	return 0;
}

static struct pcfile scarcely;

static int
attempt(struct arena *a, void *file)
{
	return pcfile_relative(&scarcely, a, span_of(file), span_of("/opt/app"), span_of("."));
}

/* Wherever memory ends, it is said; and each piece of it is large enough for many lines of which something stays. */
static void
memory(void)
{
	enum { LINES = 70 };
	char many[LINES * 32 + 1] = "";
	size_t pieces, i, lines = 0;

	for (i = 0; i < LINES; i++)
		strcat(many, "x=/opt/app ${r}/opt/app\n");
	pieces = scarce_pieces(attempt, many);
	ok(pieces > 5, "pcfile_relative: says that memory ran out, after however many of %zu pieces", pieces);
	for (i = 0; i < scarcely.lefts; i++)
		lines += scarcely.left[i].line == i + 1 && span_is(scarcely.left[i].text, "x=/opt/app ${r}/opt/app");
	ok(scarcely.lefts == LINES && lines == LINES && scarcely.changed == LINES, "pcfile_relative: tells every line where the prefix stays, and counts where it does not");
}

/* Whatever the text is, there is nothing left to change in what was changed. */
static void
random_files(void)
{
	static const char *const parts[] = {"/opt/app", "/opt/ap", "prefix=", "x=", "Libs: ", "-L", "\n", "\r\n", "\\\n", "\\", "#", "\"", "'", " ", "/", "${prefix}",
	    "${pcfiledir}", "}", ":", ",", "=", "p"};
	char file[512];
	struct span f = {file, 0};
	struct pcfile r, again;
	struct arena a;
	const char *part;
	int round, good = 1;

	for (round = 0; round < 100000 && good; round++) {
		arena_again(&a);
		for (f.n = 0; !one_in(20) && f.n < 400; f.n += strlen(part)) {
			part = PICK(parts);
			memcpy(file + f.n, part, strlen(part));
		}
		good = pcfile_relative(&r, &a, f, span_of("/opt/app"), span_of("..")) == 0 &&
		    pcfile_relative(&again, &a, r.text, span_of("/opt/app"), span_of("..")) == 0 && !again.changed;
		if (!good) {
			show("file", f);
			show("is", r.text);
			show("again", again.text);
		}
	}
	ok(good, "pcfile_relative: does at once all that it can");
}

int
main(void)
{
	struct arena a;
	struct pcfile r;
	size_t i;

	for (i = 0; i < sizeof table / sizeof *table; i++)
		ok(pcfile_is(i), "pcfile_relative: %s", table[i].name);

	arena_again(&a);
	pcfile_relative(&r, &a, span_of("prefix=/opt/app\n"), span_of("/opt/app"), span_of("."));
	ok(span_is(r.text, "prefix=${pcfiledir}\n") && r.changed == 1, "pcfile_relative: the tree's root itself");
	memory();
	random_files();
	return done();
}

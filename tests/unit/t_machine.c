/* SPDX-License-Identifier: MIT */
/* What a plan asks of the real machine: files, folders, and the rpaths that CMake's installer looks for. In a folder of its own. */
#define _POSIX_C_SOURCE 200809L
#include "tap.h"

#include <sys/stat.h>
#include <unistd.h>

#include "cmake.h"
#include "machine.h"
#include "os.h"
#include "scarce.h"

static char place[] = "/tmp/originld-machine-XXXXXX";

static void
spew(const char *name, const char *text)
{
	FILE *f = fopen(name, "wb");

	if (!f || fputs(text, f) < 0 || fclose(f) != 0)
		exit(2);
}

/* The text, and 4 MiB of blanks. */
static void
spew_much(const char *name, const char *text)
{
	FILE *f = fopen(name, "wb");
	int i;

	if (!f || fputs(text, f) < 0)
		exit(2);
	for (i = 0; i < 4 * 1024; i++)
		fprintf(f, "%1024s", "");
	if (fclose(f) != 0)
		exit(2);
}

static int
owns(const char *value)
{
	struct arena a = {NULL, NULL, os_more, 0};
	struct cmake c = {0, NULL};

	return cmake_owns(&c, &a, span_of(value));
}

/* With less and less memory the answer is no, until it is right. */
static int
owns_when_scarce(const char *value)
{
	struct arena a;
	struct cmake c;
	size_t pieces;
	int yes = 0;

	for (pieces = 0; !yes && pieces < 200; pieces++) {
		a = scarce_arena(pieces);
		memset(&c, 0, sizeof c);
		yes = cmake_owns(&c, &a, span_of(value));
		if (!scarce_whole() || (!yes && !a.failed))
			return 0;
	}
	return yes;
}

static void
test_machine(void)
{
	struct arena a = {NULL, NULL, os_more, 0}, none = {NULL, NULL, NULL, 0};
	struct span file = span_of("file"), folder = span_of("folder"), other = span_of("other");

	spew("file", "x");
	mkdir("folder", 0700);
	if (symlink("folder", "link") != 0)
		exit(2);
	ok(machine_is_file(&a, file) && !machine_is_file(&a, folder) && !machine_is_file(&a, other) && !machine_is_file(&a, span_of("link")), "what is a file");
	ok(!machine_is_folder(&a, file) && machine_is_folder(&a, folder) && !machine_is_folder(&a, other) && machine_is_folder(&a, span_of("link")), "what is a folder");
	ok(machine_is_file(&a, span_of("/dev/null")) && machine_is_file(&a, span_head(span_of("file.o"), 4)), "a device is a file, too; a name ends where its length says");
	ok(!machine_is_file(&none, file) && !machine_is_folder(&none, folder), "without memory there is neither");
	ok(!machine_is_meson(NULL) && !machine_is_cmake(NULL), "no build system's folder");
	mkdir("meson-info", 0700);
	spew("cmake_install.cmake", "");
	ok(machine_is_meson(NULL) && machine_is_cmake(NULL), "folders of Meson and CMake are told by what they leave there");
	unlink("cmake_install.cmake");
}

/* The top is two folders up; each folder's script is read from there. */
static void
test_cmake(void)
{
	static char many[8192], text[256];
	struct arena a = {NULL, NULL, os_more, 0};
	struct cmake c = {0, NULL};
	size_t i;

	ok(!owns("/b/lib"), "where there is no script of CMake's there is none of its rpaths");
	mkdir("sub", 0700);
	mkdir("sub/deep", 0700);
	spew("CMakeCache.txt", "x");
	snprintf(text, sizeof text, "# include\nif(x)\n  include(\"%s/sub/cmake_install.cmake\")\nendif()\ninclude(\"none.cmake\")\ninclude(\"\")\nOLD include(\"", place);
	spew("cmake_install.cmake", text);
	spew("sub/cmake_install.cmake", "  file(RPATH_CHANGE\n FILE \"x\"\n OLD_RPATH \"/b/lib:\"\n NEW_RPATH \"/new\")\n OLD_RPATH \"a\\\"b\\\\c\"\nOLD_RPATH /bare\nOLD_RPATH \"/open\\");
	ok(owns("/b/lib:"), "an rpath that the installer looks for is found in a folder's script");
	ok(!owns("/b/lib") && !owns("/b/lib::") && !owns("/new") && !owns("/bare") && !owns("x") && !owns(""), "only the whole text is one, and only an old one");
	ok(cmake_owns(&c, &a, span_of("/b/lib:")) && !cmake_owns(&c, &a, span_of("/new")) && cmake_owns(&c, &a, span_of("/open\\")), "one reading answers several questions");
	ok(owns("a\"b\\c"), "a backslash takes the next byte");
	ok(owns("/open\\"), "a text that does not end is one, too");
	spew("sub/deep/cmake_install.cmake", "OLD_RPATH \"/never\"");
	if (chdir("sub/deep") != 0)
		exit(2);
	ok(owns("/b/lib:") && !owns("/never"), "below the top the scripts are read that the top one includes, and no others");
	if (chdir("../..") != 0)
		exit(2);
	for (i = 0; i < sizeof many - 1; i++)
		many[i] = "include(\"cmake_install.cmake\")\n"[i % 31];
	spew("cmake_install.cmake", many);
	ok(!owns("/b/lib:"), "scripts that include one another come to an end");
	spew("cmake_install.cmake", "include(\"sub/cmake_install.cmake\")");
	ok(owns_when_scarce("/b/lib:"), "where memory ends, nothing is CMake's");
	spew_much("cmake_install.cmake", text);
	ok(!owns("/b/lib:"), "what comes behind very much text is not looked for");
	spew("cmake_install.cmake", "include(\"sub/cmake_install.cmake\")");
	ok(cmake_owns(&c, &a, span_of("a\"b\\c")), "what is known is not read again");
	unlink("CMakeCache.txt");
	ok(owns("/b/lib:"), "without a cache above, the script here is the first one");
}

static void
clean(void)
{
	static const char *const all[] = {
	    "sub/deep/cmake_install.cmake", "sub/cmake_install.cmake", "cmake_install.cmake", "CMakeCache.txt", "file", "link", "sub/deep", "sub", "folder", "meson-info",
	};
	size_t i;

	for (i = 0; i < sizeof all / sizeof *all; i++)
		remove(all[i]);
	if (chdir("/") == 0)
		rmdir(place);
}

int
main(void)
{
	if (!mkdtemp(place) || chdir(place) != 0)
		return 2;
	atexit(clean);
	test_machine();
	test_cmake();
	return done();
}

/* SPDX-License-Identifier: MIT */
/*
 * What can be read of the way a line came, and what it says: worlds of made-up processes, makefiles and scripts, each with what arrived. The rule is section 5
 * of docs/repair.md.
 */
#include "tap.h"

#include "clue.h"
#include "evidence.h"
#include "made_os.h"
#include "scarce.h"
#include "settings.h"

enum { IN_A_WORLD = 16, VARIABLES = 4, MANY = 60, ONLY = CLUE_INSIDE | CLUE_FIRST | CLUE_LAST };

/* A text with its length, as there may be NUL in it. */
#define T(text) (text), sizeof(text) - 1

/* A process: its words, each with a NUL behind it, and its parent; names may hold brackets. And links of /proc. */
#define PROC(pid, parent, words) {"/proc/" #pid "/cmdline", T(words), 0}, {"/proc/" #pid "/stat", T(#pid " (a) b) S " #parent " 1 1"), 0}
#define CWD(pid, path) {"/proc/" #pid "/cwd", T(path), 1}
#define INPUT(pid, path) {"/proc/" #pid "/fd/0", T(path), 1}
#define SELF {"/proc/self", T("100"), 1}
#define MAKE SELF, PROC(50, 1, "make\0"), CWD(50, "/s")
#define NINJA SELF, PROC(50, 1, "/usr/bin/ninja\0"), CWD(50, "/s")
#define SCONS SELF, PROC(50, 1, "/usr/bin/python3\0/usr/bin/scons\0"), CWD(50, "/s")
#define SCRIPT SELF, PROC(50, 1, "/bin/sh\0-e\0./b.sh\0x\0"), CWD(50, "/s")
#define CMAKE {"/b/CMakeCache.txt", T("A:B=C\nCMAKE_HOME_DIRECTORY:INTERNAL=/s\nD:E=F\n"), 0}
#define MAKE_IN_B SELF, PROC(50, 1, "make\0"), CWD(50, "/b"), {"/b/Makefile", T("all:\n"), 0}

static char huge_text[5 << 20], long_text[65 * 1024], long_name[5000];

/* says is "nothing", "other", or "origin MEANT", then who took the name and where it stands, as far as that is known. */
static const struct row {
	const char *name;
	struct {
		const char *path, *text;
		size_t n;
		int is_link;
	} file[IN_A_WORLD];
	const char *variable[VARIABLES];
	const char *suffix;
	unsigned at;
	const char *says;
} rows[] = {
    {"nothing can be read", {{NULL, NULL, 0, 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"the command of a shell", {SELF, PROC(50, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "origin /../lib by sh at the command of a shell"},
    {"behind other options", {SELF, PROC(50, 1, "bash\0--norc\0-ec\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "origin /../lib by sh at the command of a shell"},
    {"of busybox", {SELF, PROC(50, 1, "busybox\0sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "origin /../lib by sh at the command of a shell"},
    {"its ash", {SELF, PROC(50, 1, "busybox\0ash\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "origin /../lib by sh at the command of a shell"},
    {"a shell whose words end too soon", {SELF, PROC(50, 1, "sh\0-c\0")}, {NULL}, "/../lib", 0, "nothing"},
    {"an element of the rest comes back, too", {SELF, PROC(50, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../$LIB\0")}, {NULL}, "/../", 0, "origin /../$LIB by sh at the command of a shell"},
    {"further up", {SELF, PROC(50, 49, "gcc\0x.o\0"), PROC(49, 48, "libtool\0"), PROC(48, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0,
        "origin /../lib by sh at the command of a shell"},
    {"a /proc of other processes tells nothing", {{"/proc/self", T("7"), 1}, PROC(50, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "nothing"},
    {"nor does one without us", {PROC(50, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "nothing"},
    {"a status without an end, too", {SELF, {"/proc/50/cmdline", T("a\0"), 0}, {"/proc/50/stat", T("50 (a) S 4"), 0}, PROC(4, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0,
        "origin /../lib by sh at the command of a shell"},
    {"a status without brackets has no parent", {SELF, {"/proc/50/cmdline", T("a\0"), 0}, {"/proc/50/stat", T("x"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"a status with something else for a parent has none", {SELF, {"/proc/50/cmdline", T("a\0"), 0}, {"/proc/50/stat", T("50 (a) S -1 0"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"a process that is its own parent", {SELF, PROC(50, 50, "a\0")}, {NULL}, "/../lib", 0, "nothing"},
    {"a compiler's words are no place", {SELF, PROC(50, 1, "gcc\0-Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "origin /../lib"},
    {"nor are those of collect2", {SELF, PROC(50, 1, "collect2\0-rpath\0$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "origin /../lib"},
    {"other words are", {SELF, PROC(50, 1, "driver\0-Wl,-rpath,$ORIGIN/../lib\0")}, {NULL}, "/../lib", 0, "origin /../lib at the command line of driver"},

    /* make */
    {"a makefile with one dollar", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at /s/Makefile:2"},
    {"with two", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,$$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by sh at /s/Makefile:2"},
    {"with brackets", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,$(ORIGIN)/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at /s/Makefile:2"},
    {"with two and brackets it may have been a make or a shell", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,$${ORIGIN}/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib at /s/Makefile:2"},
    {"a backslash takes one of those that make has left", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,\\$$$$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by sh at /s/Makefile:2"},
    {"four dollars without it are for two shells", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,$$$$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at /s/Makefile:2"},
    {"a name that has lost its O already", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,$RIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at /s/Makefile:2"},
    {"two take none", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,\\\\$$$$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at /s/Makefile:2"},
    {"quotes of both kinds are passed over", {MAKE, {"/s/Makefile", T("a:\n\tcc -Wl,-rpath,\"$ORIGIN\"/../lib\n\tcc '-Wl,-rpath,'\"$ORIGIN/../lib\"\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by make at /s/Makefile"},
    {"two lines are no line", {MAKE, {"/s/makefile", T("A=-Wl,-rpath,$ORIGIN/../lib\nB=x -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at /s/makefile"},
    {"the file that -f names", {SELF, PROC(50, 1, "make\0-f\0x.mk\0"), CWD(50, "/s"), {"/s/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by make at /s/x.mk:1"},
    {"joined", {SELF, PROC(50, 1, "gmake\0-fx.mk\0"), CWD(50, "/s"), {"/s/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at /s/x.mk:1"},
    {"by its whole path", {SELF, PROC(50, 1, "make\0-f\0/t/x.mk\0"), CWD(50, "/s"), {"/t/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by make at /t/x.mk:1"},
    {"and not the usual one then", {SELF, PROC(50, 1, "make\0-f\0x.mk\0"), CWD(50, "/s"), {"/s/Makefile", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"an -f without a name behind it", {SELF, PROC(50, 1, "make\0-f\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "nothing"},
    {"two that are joined", {SELF, PROC(50, 1, "make\0-f\0-fy\0-fx.mk\0"), CWD(50, "/s"), {"/s/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at /s/x.mk:1"},
    {"an -f with an empty one", {SELF, PROC(50, 1, "make\0-f\0\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "nothing"},
    {"what make was told", {SELF, PROC(50, 1, "make\0LDFLAGS=-Wl,-rpath,$ORIGIN/../lib\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "origin /../lib by make at the command line of make"},
    {"a make whose folder cannot be told", {SELF, PROC(50, 1, "make\0"), {"/Makefile", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"a make whose folder has too long a name", {SELF, PROC(50, 1, "make\0"), {"/proc/50/cwd", long_name, sizeof long_name - 1, 1}}, {NULL}, "/../lib", 0, "nothing"},
    {"what a makefile includes", {MAKE, {"/s/Makefile", T("include ./x.mk y.mk\n"), 0}, {"/s/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by make at /s/x.mk:1"},
    {"in quotes, behind blanks", {MAKE, {"/s/Makefile", T(" \t-include  \t\"x.mk\"\n"), 0}, {"/s/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by make at /s/x.mk:1"},
    {"in single ones", {MAKE, {"/s/Makefile", T("sinclude 'x.mk'"), 0}, {"/s/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at /s/x.mk:1"},
    {"of a bmake", {SELF, PROC(50, 1, "bmake\0"), CWD(50, "/s"), {"/s/Makefile", T(".include <a.mk>\n.include \"x.mk\"\n"), 0}, {"/s/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by make at /s/x.mk:1"},
    {"not by a name with a variable or a pattern in it", {MAKE, {"/s/Makefile", T("include $(X)x.mk\ninclude *.mk\ninclude \ninclude <x.mk\n"), 0}, {"/s/x.mk", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL},
        "/../lib", 0, "nothing"},
    {"a file that includes itself", {MAKE, {"/s/Makefile", T("include Makefile\nA=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at /s/Makefile:2"},
    {"another variable came out empty", {MAKE, {"/s/Makefile", T("A=-Wl,-rpath,$(PREFIX)/../lib\n"), 0}}, {NULL}, "/../lib", 0, "other"},
    {"but not in this link's own command", {SELF, PROC(50, 49, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0"), PROC(49, 1, "make\0"), CWD(49, "/s"), {"/s/Makefile", T("A=-Wl,-rpath,$(PREFIX)/../lib\n"), 0}}, {NULL},
        "/../lib", 0, "origin /../lib by sh at the command of a shell"},
    {"where that has both it does not help", {SELF, PROC(50, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib -Wl,-rpath,$P/../lib\0")}, {NULL}, "/../lib", 0, "other"},
    {"a text that was meant stays", {MAKE, {"/s/Makefile", T("A=-Wl,-rpath,$$ORIGIN/lib\nB=-Wl,-rpath,/lib\n"), 0}}, {NULL}, "/lib", ONLY, "nothing"},
    {"where it cannot be meant it does not", {MAKE, {"/s/Makefile", T("A=-Wl,-rpath,$$ORIGIN/../lib\nB=-Wl,-rpath,/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by sh at /s/Makefile:1"},
    {"nor where this link's own command has ORIGIN", {SELF, PROC(50, 49, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/lib\0"), PROC(49, 1, "make\0"), CWD(49, "/s"), {"/s/Makefile", T("A=-Wl,-rpath,/lib\n"), 0}}, {NULL}, "/lib", ONLY,
        "origin /lib by sh at the command of a shell"},
    {"a command that has both tells nothing", {SELF, PROC(50, 49, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/lib -Wl,-rpath,/lib\0"), PROC(49, 1, "make\0"), CWD(49, "/s"), {"/s/Makefile", T("A=-Wl,-rpath,/lib\n"), 0}}, {NULL},
        "/lib", ONLY, "nothing"},
    {"nor one with a variable alone", {SELF, PROC(50, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/lib -Wl,-rpath,$X\0")}, {NULL}, "/lib", ONLY, "nothing"},

    /* ninja, scons, cargo */
    {"build.ninja with one dollar", {NINJA, {"/s/build.ninja", T("f = -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by ninja at /s/build.ninja:1"},
    {"with two", {NINJA, {"/s/build.ninja", T("f = -Wl,-rpath,$$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by sh at /s/build.ninja:1"},
    {"a part of it", {NINJA, {"/s/build.ninja", T("subninja p/x\n"), 0}, {"/s/p/x", T("f = -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by ninja at /s/p/x:1"},
    {"SConstruct with one dollar", {SCONS, {"/s/SConstruct", T("Environment(RPATH=['$ORIGIN/../lib'])\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by scons at /s/SConstruct:1"},
    {"with two", {SCONS, {"/s/SConstruct", T("Environment(RPATH=['$$ORIGIN/../lib'])\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at /s/SConstruct:1"},
    {"and a shell that found nothing to take any more", {SELF, PROC(50, 49, "sh\0-c\0gcc -Wl,-rpath,/../lib\0"), PROC(49, 1, "python3\0scons\0"), CWD(49, "/s"), {"/s/SConstruct", T("E(RPATH=['$$ORIGIN/../lib'])\n"), 0}}, {NULL},
        "/../lib", 0, "origin /../lib by scons at /s/SConstruct:1"},
    {"a part of it, too", {SCONS, {"/s/SConstruct", T("SConscript('p/SConscript', x)\nSConscript(\"q\")\n"), 0}, {"/s/p/SConscript", T("E(RPATH=['$ORIGIN/../lib'])\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by scons at /s/p/SConscript:1"},
    {"up to a comma", {SCONS, {"/s/SConstruct", T("SConscript(p,x)\n"), 0}, {"/s/p", T("E(RPATH=['$ORIGIN/../lib'])\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by scons at /s/p:1"},
    {"cargo's build.rs", {SELF, PROC(50, 1, "cargo\0build\0"), CWD(50, "/s"), {"/s/build.rs", T("println!(\"cargo:rustc-link-arg=-Wl,-rpath,$ORIGIN/../lib\");\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib at /s/build.rs:1"},

    /* generators */
    {"the list that CMake made the makefile of", {MAKE_IN_B, CMAKE, {"/s/CMakeLists.txt", T("#\nset(CMAKE_INSTALL_RPATH \"${ORIGIN}/../lib\")\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by cmake at /s/CMakeLists.txt:2"},
    {"without brackets CMake takes nothing", {MAKE_IN_B, CMAKE, {"/s/CMakeLists.txt", T("set(CMAKE_INSTALL_RPATH \"$ORIGIN/../lib\")\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at /s/CMakeLists.txt:1"},
    {"nor behind a backslash", {MAKE_IN_B, CMAKE, {"/s/CMakeLists.txt", T("set(CMAKE_INSTALL_RPATH \"\\${ORIGIN}/../lib\")\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at /s/CMakeLists.txt:1"},
    {"nor two dollars", {MAKE_IN_B, CMAKE, {"/s/CMakeLists.txt", T("set(CMAKE_INSTALL_RPATH \"$${ORIGIN}/../lib\")\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at /s/CMakeLists.txt:1"},
    {"LINKER: quotes once more", {MAKE_IN_B, CMAKE, {"/s/CMakeLists.txt", T("target_link_options(p PRIVATE LINKER:-rpath,$ORIGIN/../lib)\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by cmake at /s/CMakeLists.txt:1 quoted"},
    {"a folder below", {MAKE_IN_B, CMAKE, {"/s/CMakeLists.txt", T("add_subdirectory(p)\nadd_subdirectory(\"q\" r)\n"), 0}, {"/s/p/CMakeLists.txt", T("\tset(CMAKE_INSTALL_RPATH \"${ORIGIN}/../lib\")\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by cmake at /s/p/CMakeLists.txt:1"},
    {"what CMake was told on its command line", {MAKE_IN_B, {"/b/CMakeCache.txt", T("CMAKE_EXE_LINKER_FLAGS:STRING=-Wl,-rpath,$ORIGIN/../lib\nCMAKE_HOME_DIRECTORY:INTERNAL=/s\n"), 0}, {"/s/CMakeLists.txt", T("project(x)\n"), 0}},
        {NULL}, "/../lib", 0, "origin /../lib at /b/CMakeCache.txt:1"},
    {"what it keeps several times was typed in its list", {MAKE_IN_B, {"/b/CMakeCache.txt", T("A:STRING=-Wl,-rpath,$ORIGIN/../lib\nBB:STRING=-Wl,-rpath,$ORIGIN/../lib\nCMAKE_HOME_DIRECTORY:INTERNAL=/s\n"), 0},
        {"/proc/self/environ", T("LDFLAGS=-Wl,-rpath,$ORIGIN/../lib\0"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at the variable LDFLAGS"},
    {"two makes in one folder of CMake's", {SELF, PROC(50, 49, "make\0-f\0x.make\0"), CWD(50, "/b"), PROC(49, 1, "make\0"), CWD(49, "/b"), {"/b/Makefile", T("all:\n"), 0}, {"/b/x.make", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0},
        CMAKE, {"/s/CMakeLists.txt", T("set(CMAKE_INSTALL_RPATH \"${ORIGIN}/../lib\")\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at /s/CMakeLists.txt:1"},
    {"a cache that does not say of what", {MAKE_IN_B, {"/b/CMakeCache.txt", T("A:B=C\n"), 0}, {"/CMakeLists.txt", T("set(R \"${ORIGIN}/../lib\")\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"one that says nothing behind it", {MAKE_IN_B, {"/b/CMakeCache.txt", T("A:B=C\nCMAKE_HOME_DIRECTORY:INTERNAL="), 0}, {"/CMakeLists.txt", T("set(R \"${ORIGIN}/../lib\")\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"Meson's list", {NINJA, {"/s/build.ninja", T("f = -Wl,-rpath,$ORIGIN/../lib\n"), 0}, {"/s/meson-info/meson-info.json", T("{\"source\": \"/t\", \"build\": \"/s\"}"), 0}, {"/t/meson.build", T("x\nsubdir('p')\n"), 0},
        {"/t/p/meson.build", T("install_rpath: '$ORIGIN/../lib'\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by ninja at /t/p/meson.build:1"},
    {"qmake's", {SELF, PROC(50, 1, "make\0"), CWD(50, "/b"), {"/b/Makefile", T("A=\nMakefile: ../s/x.pro /usr/lib/y\n"), 0}, {"/b/../s/x.pro", T("QMAKE_LFLAGS += -Wl,-rpath,$$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by qmake at /b/../s/x.pro:1"},
    {"another generator's", {SELF, PROC(50, 1, "make\0"), CWD(50, "/b"), {"/b/Makefile", T("A=\nMakefile: Makefile.in config.status\n"), 0}, {"/b/Makefile.in", T("LDFLAGS = -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib at /b/Makefile.in:1"},

    /* scripts */
    {"a script", {SCRIPT, {"/s/b.sh", T("#!/bin/sh\ncc -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by sh at /s/b.sh:2"},
    {"where ORIGIN may be anything", {SCRIPT, {"/s/b.sh", T("#!/bin/sh\ncp $ORIGIN/../lib x\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"a long one was generated", {SCRIPT, {"/s/b.sh", long_text, sizeof long_text, 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"one above a make is of another line", {SELF, PROC(50, 49, "make\0"), CWD(50, "/s"), PROC(49, 1, "sh\0b.sh\0"), CWD(49, "/s"), {"/s/b.sh", T("cc -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"one that is not there", {SCRIPT}, {NULL}, "/../lib", 0, "nothing"},
    {"of a folder that cannot be told", {SELF, PROC(50, 1, "sh\0b.sh\0"), {"b.sh", T("cc -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"the same one twice", {SELF, PROC(50, 49, "sh\0/s/b.sh\0"), CWD(50, "/s"), PROC(49, 1, "sh\0/s/b.sh\0"), CWD(49, "/s"), {"/s/b.sh", T("cc -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0,
        "origin /../lib by sh at /s/b.sh:1"},
    {"one in another language", {SELF, PROC(50, 1, "python3\0b.py\0"), CWD(50, "/s"), {"/s/b.py", T("run('-Wl,-rpath,$ORIGIN/../lib')\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"which tells where it stands if nobody took anything", {SELF, PROC(50, 1, "python3\0b.py\0"), CWD(50, "/s"), {"/s/b.py", T("\nrun('-Wl,-rpath,$$ORIGIN/../lib')\n"), 0}}, {NULL}, "/../lib", CLUE_VERBATIM,
        "origin /../lib at /s/b.py:2"},
    {"unless it stands there more than once", {SELF, PROC(50, 1, "python3\0b.py\0"), CWD(50, "/s"), {"/s/b.py", T("run('-Wl,-rpath,$$ORIGIN/../lib')\nrun('-Wl,-rpath,$ORIGIN/../lib')\n"), 0}}, {NULL}, "/../lib",
        CLUE_VERBATIM, "nothing"},
    {"its words", {SELF, PROC(50, 1, "python3\0-u\0b.py\0-Wl,-rpath,$ORIGIN/../lib\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "origin /../lib at the command line of b.py"},
    {"a text that python runs is none", {SELF, PROC(50, 1, "python3\0-c\0x('-Wl,-rpath,$ORIGIN/../lib')\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "origin /../lib at the command line of python3"},
    {"nor is perl's", {SELF, PROC(50, 1, "perl\0-e\0x('-Wl,-rpath,$ORIGIN/../lib')\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "origin /../lib at the command line of perl"},
    {"nor a module", {SELF, PROC(50, 1, "python3\0-m\0build\0-Wl,-rpath,$ORIGIN/../lib\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "origin /../lib at the command line of python3"},
    {"ruby has scripts, too", {SELF, PROC(50, 1, "ruby\0b.rb\0-Wl,-rpath,$ORIGIN/../lib\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "origin /../lib at the command line of b.rb"},
    {"an empty word is no script", {SELF, PROC(50, 1, "sh\0-\0\0-Wl,-rpath,$ORIGIN/../lib\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "origin /../lib at the command line of sh"},
    {"what a shell reads", {SELF, PROC(50, 1, "-sh\0"), CWD(50, "/s"), INPUT(50, "/s/in"), {"/s/in", T("cc -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by sh at /s/in:1"},
    {"what xargs reads", {SELF, PROC(50, 1, "xargs\0cc\0"), CWD(50, "/s"), INPUT(50, "/s/in"), {"/s/in", T("-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at /s/in:1"},
    {"not where that is a pipe", {SELF, PROC(50, 1, "sh\0"), CWD(50, "/s"), INPUT(50, "pipe:[1]")}, {NULL}, "/../lib", 0, "nothing"},
    {"nor where it is long", {SELF, PROC(50, 1, "sh\0"), CWD(50, "/s"), INPUT(50, "/s/in"), {"/s/in", long_text, sizeof long_text, 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"nor where it cannot be told", {SELF, PROC(50, 1, "sh\0"), CWD(50, "/s")}, {NULL}, "/../lib", 0, "nothing"},
    {"nor what a shell above a make reads", {SELF, PROC(50, 49, "make\0"), CWD(50, "/s"), PROC(49, 1, "sh\0"), INPUT(49, "/s/in"), {"/s/in", T("cc -Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},

    /* variables */
    {"a variable below a make", {MAKE, {"/proc/self/environ", T("A=B\0LDFLAGS=-Wl,-rpath,$ORIGIN/../lib\0"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at the variable LDFLAGS"},
    {"with two dollars a shell had it", {MAKE, {"/proc/self/environ", T("X=-Wl,-rpath,$$ORIGIN/../lib\0"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by sh at the variable X"},
    {"below a script", {SCRIPT, {"/proc/self/environ", T("X=-Wl,-rpath,$ORIGIN/../lib\0"), 0}, {"/s/b.sh", T("cc $X\n"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by sh at the variable X"},
    {"below a ninja nobody reads it", {NINJA, {"/s/build.ninja", T("x\n"), 0}, {"/proc/self/environ", T("X=-Wl,-rpath,$ORIGIN/../lib\0"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at the variable X"},
    {"a script of a shell below a make, which may both have read it", {SELF, PROC(50, 49, "sh\0b.sh\0"), CWD(50, "/s"), PROC(49, 1, "make\0"), CWD(49, "/s"), {"/s/b.sh", T("cc $X\n"), 0},
        {"/proc/self/environ", T("X=-Wl,-rpath,$ORIGIN/../lib\0"), 0}}, {NULL}, "/../lib", 0, "origin /../lib at the variable X"},
    {"unless the shell found nothing to take", {SELF, PROC(50, 49, "sh\0-c\0cc -Wl,-rpath,/../lib\0"), PROC(49, 48, "sh\0b.sh\0"), CWD(49, "/s"), PROC(48, 1, "make\0"), CWD(48, "/s"), {"/s/b.sh", T("cc $X\n"), 0},
        {"/proc/self/environ", T("X=-Wl,-rpath,$ORIGIN/../lib\0"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by make at the variable X"},
    {"or its words say who was before it", {SELF, PROC(50, 49, "sh\0b.sh\0-Wl,-rpath,/../lib\0"), CWD(50, "/s"), PROC(49, 1, "make\0"), CWD(49, "/s"), {"/s/b.sh", T("cc $@\n"), 0},
        {"/proc/self/environ", T("X=-Wl,-rpath,$$ORIGIN/../lib\0"), 0}}, {NULL}, "/../lib", 0, "origin /../lib by sh at the variable X"},
    {"a script's words come behind make and its shell", {SELF, PROC(50, 49, "sh\0./libtool\0-Wl,-rpath,/../lib\0"), CWD(50, "/s"), PROC(49, 1, "make\0"), CWD(49, "/s"), {"/s/Makefile", T("L=-Wl,-rpath,$$ORIGIN/../lib\n"), 0}},
        {NULL}, "/../lib", 0, "origin /../lib by sh at /s/Makefile:1"},
    {"variables of ours and make's are not the user's", {MAKE, {"/proc/self/environ", T("MAKEFLAGS=-Wl,-rpath,$ORIGIN/../lib\0ORIGINLD_RPATH=$ORIGIN/../lib\0ORIGIN=/../lib\0"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"without /proc, LDFLAGS", {{NULL, NULL, 0, 0}}, {"LDFLAGS=-Wl,-rpath,$ORIGIN/../lib"}, "/../lib", 0, "origin /../lib at the variable LDFLAGS"},
    {"with /proc it is read there", {{"/proc/self/environ", T("A=B\0"), 0}}, {"LDFLAGS=-Wl,-rpath,$ORIGIN/../lib"}, "/../lib", 0, "nothing"},
    {"an rpath without ORIGIN in a variable is another's", {MAKE, {"/proc/self/environ", T("LDFLAGS=-Wl,-rpath,$PREFIX/../lib\0"), 0}}, {NULL}, "/../lib", 0, "other"},
    {"after a second nothing more is read", {SELF, PROC(50, 1, "sh\0-c\0cc -Wl,-rpath,$ORIGIN/../lib\0")}, {"PASSES=1"}, "/../lib", 0, "nothing"},
    {"nor after 4 MiB", {MAKE, {"/s/GNUmakefile", huge_text, sizeof huge_text, 0}, {"/s/Makefile", T("A=-Wl,-rpath,$ORIGIN/../lib\n"), 0}}, {NULL}, "/../lib", 0, "nothing"},
    {"and MAKEFLAGS", {{NULL, NULL, 0, 0}}, {"MAKEFLAGS= -- LDFLAGS=-Wl,-rpath,$ORIGIN/../lib"}, "/../lib", 0, "origin /../lib at MAKEFLAGS"},
};

static void
make_world(const struct row *row, struct settings *s, char **env)
{
	size_t i;

	made_begin();
	for (i = 0; i < IN_A_WORLD && row->file[i].path; i++)
		made_file(row->file[i].path, row->file[i].is_link ? S_IFLNK | 0777 : S_IFREG | 0644, span_head(span_of(""), 0))->bytes =
		    (struct span){row->file[i].text, row->file[i].n};
	for (i = 0; i < VARIABLES; i++)
		env[i] = (char *)(uintptr_t)row->variable[i];
	env[i] = NULL;
	made.tick = env[0] && strcmp(env[0], "PASSES=1") == 0 ? 1000 : 0;
	memset(s, 0, sizeof *s);
	settings_find(s, env);
}

/* What the world says, as the table has it. */
static struct span
answer(struct arena *a, const struct row *row)
{
	char *env[VARIABLES + 1];
	struct settings s;
	struct evidence e;
	struct plan_evidence out;
	struct text t = text_in(a);

	make_world(row, &s, env);
	memset(&e, 0, sizeof e);
	e.arena = a;
	e.settings = &s;
	/* what was read is there for the second question */
	evidence_ask(&e, span_of("/nothing of that kind"), CLUE_ANYWHERE, &out);
	made.files = 0;
	evidence_ask(&e, span_of(row->suffix), row->at, &out);
	text_puts(&t, out.says == SAYS_NOTHING ? "nothing" : out.says == SAYS_OTHER ? "other" : "origin ");
	if (out.says == SAYS_ORIGIN) {
		text_put(&t, out.meant);
		text_puts(&t, out.layer ? " by " : "");
		text_puts(&t, out.layer ? out.layer : "");
		text_puts(&t, out.place ? " at " : "");
		text_puts(&t, out.place ? out.place : "");
		text_puts(&t, out.quoted ? " quoted" : "");
	}
	return text_span(&t);
}

static int
attempt(struct arena *a, void *ctx)
{
	answer(a, ctx);
	if (made.opened)
		return 1;
	return scarce.left ? 0 : -1;
}

/* Where calls fail there is less evidence, and nothing stays open. */
static int
survives_faults(const struct row *row)
{
	static const enum made_call calls[] = {MADE_FSTAT, MADE_READLINK, MADE_OPEN_FILE, MADE_READ};
	struct arena a;
	size_t i;
	int at;

	for (i = 0; i < sizeof calls / sizeof *calls; i++) {
		for (at = 1; at <= MANY; at++) {
			static char *env[VARIABLES + 1];
			struct settings s;
			struct evidence e;
			struct plan_evidence out;

			arena_again(&a);
			make_world(row, &s, env);
			made.wrong.call = calls[i];
			made.wrong.from = made.wrong.to = at;
			made.wrong.error = EIO;
			memset(&e, 0, sizeof e);
			e.arena = &a;
			e.settings = &s;
			evidence_ask(&e, span_of(row->suffix), row->at, &out);
			if (made.opened || a.failed)
				return 0;
			if (made.wrong.count < at)
				break;
		}
	}
	return 1;
}

int
main(void)
{
	const struct row *row;
	struct arena a;
	struct span got;
	int poor = 0, broken = 0;

	memset(huge_text, 'x', sizeof huge_text);
	memset(long_text, 'x', sizeof long_text);
	memcpy(long_text, "cc -Wl,-rpath,$ORIGIN/../lib\n", 29);
	memset(long_name, '/', sizeof long_name - 1);
	for (row = rows; row < rows + sizeof rows / sizeof *rows; row++) {
		arena_again(&a);
		got = answer(&a, row);
		if (!ok(span_is(got, row->says) && !made.opened, "%s", row->name)) {
			show("got", got);
			show("wanted", span_of(row->says));
		}
		poor += !scarce_pieces(attempt, (void *)(uintptr_t)row);
		broken += !survives_faults(row);
	}
	ok(!poor, "where memory ends there is less evidence, and no file stays open");
	ok(!broken, "where a call fails, too");
	return done();
}

/* SPDX-License-Identifier: MIT */
/*
 * The one table that turns reason codes into words. Other modules pass codes, never sentences.
 */
#include "codes.h"

/* What a wrong rpath leads to. */
static const char current[] = "the loader would search below the folder in which the program is started, and take a library that anyone may have put there";
static const char root[] = "the loader would search from the root of the file system, and find the system's library or none";
static const char nowhere[] = "the loader would not search the folder that was meant";

static const struct {
	enum code_kind kind;
	const char *name, *text, *remedy;
	const char *consequence; /* NULL: there is none */
} table[CODE_COUNT] = {
    [CODE_NONE] = {KIND_NONE, "", "", ""},

    [CODE_MARKER] = {KIND_MENDED, "marker", "/__ORIGIN__ is the spelling of $ORIGIN that no layer can hurt", "", nowhere},
    [CODE_MAKE_O_VALUE] = {KIND_MENDED, "make-o-value",
	"make replaced $O by the value of its variable O and left RIGIN",
	"write $$ORIGIN in the makefile, or unset O", current},
    [CODE_PID_FOR_DOLLAR] = {KIND_MENDED, "pid-for-dollar", "a shell replaced $$ by its process id",
	"write \\$$ORIGIN or quote the value once more", current},
    [CODE_MAKE_ATE_DOLLAR] = {KIND_MENDED, "make-ate-dollar",
	"make took $O for a variable and left RIGIN", "write $$ORIGIN where make reads it", current},
    [CODE_MAKE_ATE_TWICE] = {KIND_MENDED, "make-ate-twice",
	"make took $O and then $R for variables and left IGIN", "write $$ORIGIN where make reads it", current},
    [CODE_STRAY_BRACKET] = {KIND_MENDED, "stray-bracket",
	"a bracket or quote too many or too few stands around ORIGIN", "write $ORIGIN or ${ORIGIN}", current},
    [CODE_DOLLAR_LOST] = {KIND_MENDED, "dollar-lost", "the $ before ORIGIN was lost", "write $ORIGIN", current},
    [CODE_QUOTE_KEPT] = {KIND_MENDED, "quote-kept",
	"quotes meant for a shell arrived at the linker", "write the value without them here", current},
    [CODE_ESCAPE_KEPT] = {KIND_MENDED, "escape-kept",
	"a \\ or $ meant for a shell or make arrived at the linker", "write one level of escaping less", current},
    [CODE_MESON_TWIN] = {KIND_MENDED, "meson-twin",
	"Meson's own build rpath has the same text, and meson install would remove both", ""},
    [CODE_LOST_NAME] = {KIND_MENDED, "lost-name", "a variable ORIGIN came out empty where $ORIGIN was written",
	"write $$ORIGIN for make, '$ORIGIN' for a shell, /__ORIGIN__ for both", nowhere},
    [CODE_LOST_VALUE] = {KIND_MENDED, "lost-value",
	"$ORIGIN was written, and came out empty, so the option took the next word for its value",
	"write $$ORIGIN for make, '$ORIGIN' for a shell, /__ORIGIN__ for both", nowhere},
    [CODE_ORIGIN_VALUE] = {KIND_MENDED, "origin-value", "$ORIGIN was replaced by the value of a variable ORIGIN", "unset ORIGIN, or write /__ORIGIN__", nowhere},
    [CODE_GCC_DROPS_R] = {KIND_MENDED, "gcc-drops-R",
	"gcc accepts -R and drops it; with $ORIGIN in it it is made an rpath, any other stays dropped",
	"write -Wl,-rpath,DIR", nowhere},
    [CODE_PREFIX_TWIN] = {KIND_MENDED, "prefix-twin",
	"it lies below ORIGINLD_PREFIX, so the same folder relative to $ORIGIN was put in front", ""},

    [CODE_LOST_NAME_GUESSED] = {KIND_GUESSED, "lost-name-guessed",
	"a variable in front of / came out empty; $ORIGIN is the likeliest",
	"write /__ORIGIN__ for $ORIGIN, which no shell or make can lose", root},

    [CODE_EMPTY_ELEMENT] = {KIND_WRONG, "empty-element",
	"an empty element makes the loader search the current folder", "remove the stray colon", current},
    [CODE_RELATIVE_ELEMENT] = {KIND_WRONG, "relative-element",
	"a relative element makes the loader search below the current folder", "begin it with $ORIGIN/ or /", current},
    [CODE_UNKNOWN_TOKEN] = {KIND_WRONG, "unknown-token",
	"the loader knows $ORIGIN, $LIB and $PLATFORM and takes anything else for a folder's name",
	"write $ORIGIN or ${ORIGIN}", current},
    [CODE_WRONG_CASE] = {KIND_WRONG, "wrong-case", "the loader wants $ORIGIN in capitals", "write $ORIGIN", current},
    [CODE_MACHO_TOKEN] = {KIND_WRONG, "macho-token",
	"this token is for macOS; an ELF loader takes it for a relative folder", "write $ORIGIN for @loader_path", current},
    [CODE_OPTION_SWALLOWED] = {KIND_WRONG, "option-swallowed",
	"the value came out empty, so the option took the next word for it",
	"write /__ORIGIN__ for $ORIGIN, which no shell or make can lose", nowhere},
    [CODE_LOST_OTHER_NAME] = {KIND_WRONG, "lost-other-name", "a variable other than ORIGIN came out empty here",
	"give the variable a value", root},
    [CODE_FOLDER_EXISTS] = {KIND_WRONG, "folder-exists",
	"this would be a mangled $ORIGIN, but a folder of that name exists", "write $ORIGIN/, or ./NAME for the folder", current},
    [CODE_QUOTING_CONTESTED] = {KIND_WRONG, "quoting-contested",
	"linkers disagree on how this quoting in a response file reads", "quote the word with double quotes only", nowhere},

    [CODE_CMAKE_BUILD_RPATH] = {KIND_LEFT, "cmake-build-rpath",
	"this is CMake's own build rpath, which cmake --install looks for byte by byte",
	"mend the BUILD_RPATH property in CMakeLists.txt"},
    [CODE_PADDING] = {KIND_LEFT, "padding", "padding that the build system's installer takes out", ""},
    [CODE_JUST_SYMBOLS] = {KIND_LEFT, "just-symbols", "an existing file: the linker reads symbols from it", ""},

    [CODE_RPATH_SETTING_BAD] = {KIND_NOTE, "rpath-setting-bad",
	"ORIGINLD_RPATH was not used: each element must begin with / or $ORIGIN, without empty elements and control bytes",
	"correct ORIGINLD_RPATH"},
    [CODE_PREFIX_SETTING_BAD] = {KIND_NOTE, "prefix-setting-bad",
	"ORIGINLD_PREFIX was not used: it must be an absolute path below the root, without colons and control bytes", "correct ORIGINLD_PREFIX"},
    [CODE_DTAGS_SETTING_BAD] = {KIND_NOTE, "dtags-setting-bad", "ORIGINLD_DTAGS has a value that is not known and was ignored",
	"use runpath or rpath"},
    [CODE_DTAGS_POLICY] = {KIND_NOTE, "dtags-policy", "the linker was told which tag to write, as ORIGINLD_DTAGS has it", ""},
    [CODE_ORIGIN_FLAG] = {KIND_NOTE, "origin-flag",
	"some BSD loaders look for $ORIGIN only in files that say so, so -z origin was added", ""},
    [CODE_MODE_UNKNOWN] = {KIND_NOTE, "mode-unknown", "ORIGINLD_MODE or ORIGINLD_RPATH_AT has a value that is not known and was ignored",
	"use repair, warn, strict or off; last or first"},
    [CODE_LD_SETTING_BAD] = {KIND_NOTE, "ld-setting-bad",
	"ORIGINLD_LD or ORIGINLD_CC is not an absolute path, or names originld, and was ignored",
	"give the real program's absolute path"},
    [CODE_NO_MEMFD] = {KIND_NOTE, "no-memfd",
	"a response file needed repair, but no memory file could be handed over, so the original was passed on",
	"mount /proc and allow memfd_create, or mend the rpath where it is written"},
    [CODE_TOO_LONG] = {KIND_NOTE, "too-long", "the changed link line was too long for exec, so it was passed as a response file, or as it came", ""},
    [CODE_OPAQUE_FILE] = {KIND_NOTE, "opaque-file",
	"a response file could not be followed, so nothing after it was changed", ""},
};

enum code_kind
code_kind(enum code c)
{
	return table[c].kind;
}

const char *
code_name(enum code c)
{
	return table[c].name;
}

const char *
code_text(enum code c)
{
	return table[c].text;
}

const char *
code_remedy(enum code c)
{
	return table[c].remedy;
}

const char *
code_consequence(enum code c)
{
	return table[c].consequence ? table[c].consequence : "";
}

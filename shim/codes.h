/* SPDX-License-Identifier: MIT */
#ifndef CODES_H
#define CODES_H

/*
 * Everything that originld can say of an rpath element, a link or a setting. The names are stable: they
 * stand in the log, in --json and in originld-rpath(7). Order is by kind; code_kind() tells it.
 */
enum code {
	CODE_NONE,

	/* an element was mended */
	CODE_MARKER,
	CODE_MAKE_O_VALUE,
	CODE_PID_FOR_DOLLAR,
	CODE_MAKE_ATE_DOLLAR,
	CODE_MAKE_ATE_TWICE,
	CODE_STRAY_BRACKET,
	CODE_DOLLAR_LOST,
	CODE_QUOTE_KEPT,
	CODE_ESCAPE_KEPT,
	CODE_MESON_TWIN,
	CODE_LOST_NAME,
	CODE_LOST_VALUE,
	CODE_ORIGIN_VALUE,
	CODE_GCC_DROPS_R,
	CODE_PREFIX_TWIN,

	/* an element was mended on a guess */
	CODE_LOST_NAME_GUESSED,

	/* an element was left as it is, and is wrong */
	CODE_EMPTY_ELEMENT,
	CODE_RELATIVE_ELEMENT,
	CODE_UNKNOWN_TOKEN,
	CODE_WRONG_CASE,
	CODE_MACHO_TOKEN,
	CODE_OPTION_SWALLOWED,
	CODE_LOST_OTHER_NAME,
	CODE_FOLDER_EXISTS,
	CODE_QUOTING_CONTESTED,

	/* an element was left as it is, on purpose */
	CODE_CMAKE_BUILD_RPATH,
	CODE_PADDING,
	CODE_JUST_SYMBOLS,

	/* something about the link or the settings that the log should hold */
	CODE_RPATH_SETTING_BAD,
	CODE_PREFIX_SETTING_BAD,
	CODE_DTAGS_SETTING_BAD,
	CODE_DTAGS_POLICY,
	CODE_ORIGIN_FLAG,
	CODE_MODE_UNKNOWN,
	CODE_LD_SETTING_BAD,
	CODE_NO_MEMFD,
	CODE_TOO_LONG,
	CODE_OPAQUE_FILE,

	CODE_COUNT
};

enum code_kind { KIND_NONE, KIND_MENDED, KIND_GUESSED, KIND_WRONG, KIND_LEFT, KIND_NOTE };

enum code_kind code_kind(enum code c);

/* The stable kebab-case name; "" for CODE_NONE. */
const char *code_name(enum code c);

/* One sentence without a final stop: what happened to the text. */
const char *code_text(enum code c);

/* What a person would do about it, one sentence without a final stop; "" where there is nothing to do. */
const char *code_remedy(enum code c);

/* What follows for the program if nothing is done, a clause; "" where nothing does. */
const char *code_consequence(enum code c);

#endif

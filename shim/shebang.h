/* SPDX-License-Identifier: MIT */
#ifndef SHEBANG_H
#define SHEBANG_H

#include "bytes.h" /* for struct span */

struct arena;

/* What a script is written in, by its interpreter's name. */
enum shebang_language {
	SHEBANG_OTHER,
	SHEBANG_AWK,
	SHEBANG_BASH,
	SHEBANG_LUA,
	SHEBANG_NODE,
	SHEBANG_PERL,
	SHEBANG_PHP,
	SHEBANG_PYTHON,
	SHEBANG_RUBY,
	SHEBANG_SED,
	SHEBANG_SHELL, /* any but bash */
	SHEBANG_TCL,
	SHEBANG_LANGUAGES
};

/* How a script finds its interpreter. */
enum shebang_kind {
	SHEBANG_NONE,     /* it has no #! in its first two bytes */
	SHEBANG_ABSOLUTE, /* by an absolute path: the only kind that shebang_relative changes */
	SHEBANG_SYSTEM,   /* the same, but /bin/sh, or env that looks along PATH */
	SHEBANG_CWD,      /* by a path that begins in the folder where it is started */
	SHEBANG_OURS,     /* from where it stands, by a text that shebang_relative made */
	SHEBANG_RELATIVE  /* from where it stands, by somebody else's text */
};

/* Why a script is left as it is. */
enum shebang_refusal {
	SHEBANG_FINE,
	SHEBANG_NO_SHEBANG,
	SHEBANG_BOM,
	SHEBANG_CRLF,
	SHEBANG_BINARY,
	SHEBANG_PAYLOAD,
	SHEBANG_SIGNED,
	SHEBANG_ALREADY,
	SHEBANG_NOT_OURS,
	SHEBANG_FROM_CWD,
	SHEBANG_NO_OWN_FORM,
	SHEBANG_ODD_ARGUMENT,
	SHEBANG_ODD_PATH,
	SHEBANG_TOO_LONG,
	SHEBANG_REFUSALS
};

/*
 * The beginning of a script, as the kernel reads it. The spans are parts of the file. An absolute path in the sh text that pip writes where a
 * first line would be too long counts as if it stood in the first line.
 */
struct shebang {
	enum shebang_kind kind;
	enum shebang_language language;
	struct span interpreter, argument; /* the argument is one, whatever blanks are in it; empty: none */
	size_t head;                       /* bytes of the file that name the interpreter, newline included */
	enum shebang_refusal refusal;      /* what the file alone says against a change, or SHEBANG_FINE */
};

enum shebang_form {
	SHEBANG_OWN, /* a second line, a comment in the script's language, by which sh finds the interpreter */
	SHEBANG_ENV  /* one line, for any language, that needs GNU env and some 90 bytes */
};

/*
 * The first `length` bytes of the file give way to head, which lives in the arena; lines is by how many lines the rest of the file moves
 * down as the interpreter counts them. If refusal is not SHEBANG_FINE, nothing else is set.
 */
struct shebang_edit {
	enum shebang_refusal refusal;
	size_t length;
	struct span head;
	int lines;
};

/* Reads a script; file is all of it. */
void shebang_read(struct shebang *out, struct span file);

/*
 * Makes the text by which the script finds its interpreter from where it stands: `to` is the path from the script's folder to the
 * interpreter, such as "python3" or "../bin/perl"; whether it is there, and whether the old one was below the tree, is the caller's to know.
 * Returns 0, also for a refusal, or -1 when memory ran out.
 */
int shebang_relative(struct shebang_edit *out, struct arena *a, const struct shebang *s, struct span file, struct span to,
    enum shebang_form form);

/* A stable kebab-case name; what is the matter, and what a person can do about it: a sentence without a final stop, or "". */
const char *shebang_refusal_name(enum shebang_refusal r);
const char *shebang_refusal_text(enum shebang_refusal r);
const char *shebang_refusal_remedy(enum shebang_refusal r);

/* Such as "python". For the tests. */
const char *shebang_language_name(enum shebang_language l);

#endif

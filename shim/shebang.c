/* SPDX-License-Identifier: MIT */
/*
 * The first lines of scripts, and the text by which a script finds its interpreter from where it stands. Pure.
 *
 * The kernel reads "#!", blanks, a path up to the next blank, and the rest of the line without its outer blanks as one argument. It runs
 * the path with that argument, the script's path and the script's own arguments. A path that is not absolute begins in the folder where
 * the script is started; so a relative interpreter needs a program between. That is /bin/sh, which is in the same place everywhere.
 *
 * The own form is a second line that sh obeys and the script's language takes for a comment. It begins with a word that no shell can find,
 * since it ends in a slash and no program is a folder; the language reads its first bytes as white space, or as nothing to do, and then the
 * beginning of a comment:
 *
 *	#!/bin/sh
 *	^L#/ 2>/dev/null; originld=$0; ... exec ".../python3" "$0" "$@"
 *
 * Being a comment it leaves docstrings, __future__ and "use strict" in their places. Perl and Ruby are told by -x to begin at the line
 * that says #!perl or #!ruby, since they would hand a #!/bin/sh back to sh. sh follows the links of $0 alone, as the kernel would, so that
 * links to scripts work; it starts a program (readlink) for each of them and none otherwise, and does not change its folder.
 *
 * A bash script has no comment that sh would read. There the line asks whether it was here before: the variable originld_ holds the
 * number of this process then. A script that is read by another one's "." passes it, too.
 *
 * The env form is one line, so that nothing has to be hidden from the language.
 */
#include "shebang.h"

#include "arena.h"
#include "path.h"

#define SH "#!/bin/sh\n"

/* Leaves the path of the script, with all links of its last component followed and a slash in it, in originld. */
#define RESOLVER \
	"originld=$0; case $originld in */*) ;; *) originld=./$originld ;; esac; " \
	"while [ -L \"$originld\" ]; do originld_=$(readlink -- \"$originld\"); " \
	"case $originld_ in /*) originld=$originld_ ;; *) originld=${originld%/*}/$originld_ ;; esac; done; "
#define ASIDE " 2>/dev/null; " RESOLVER

#define ENV_BEGIN "#!/usr/bin/env -S sh -c 'exec \"$(dirname -- \"$(realpath -- \"$0\")\")/"

/* What tells our second line from all others. It is for every form that will ever be: files that bear it are out there. */
static const char mark[] = "originld=$0;";

/* The kernel refuses longer first lines, "#!" counted and the newline not. */
enum { LINE_MAX_BYTES = 255 };

/*
 * The own form: before stands in front of the exec, option after the interpreter, behind after the script's arguments; again is one more
 * line. There is none where before is NULL.
 */
static const struct {
	const char *name, *before, *option, *behind, *again;
	int lines; /* by which the rest moves, as the interpreter counts */
} languages[SHEBANG_LANGUAGES] = {
    [SHEBANG_OTHER] = {"other", NULL, "", "", "", 0},
    [SHEBANG_AWK] = {"awk", "BEGIN{}#/" ASIDE, "", "", "", 1},
    [SHEBANG_BASH] = {"bash",
	"[ \"${BASH_SOURCE-$0}\" != \"$0\" ] || [ \"${originld_-}\" = $$ ] || { " RESOLVER "originld_=$$; export originld_; ", "",
	"; }; unset originld_", "", 1},
    [SHEBANG_LUA] = {"lua", "--/" ASIDE, "", "", "", 1},
    [SHEBANG_NODE] = {"node", "\f//" ASIDE, "", "", "", 1},
    [SHEBANG_PERL] = {"perl", "\f#/" ASIDE, " -x", "", "#!perl", 0},
    [SHEBANG_PHP] = {"php", NULL, "", "", "", 0},
    [SHEBANG_PYTHON] = {"python", "\f#/" ASIDE, "", "", "", 1},
    [SHEBANG_RUBY] = {"ruby", "\f#/" ASIDE, " -x", "", "#!ruby", 2},
    [SHEBANG_SED] = {"sed", NULL, "", "", "", 0},
    [SHEBANG_SHELL] = {"shell", NULL, "", "", "", 0},
    [SHEBANG_TCL] = {"tcl", "\f#/" ASIDE, "", "", "", 1},
};

/* A name is a stem and then anything that does not begin with a small letter, such as 3.11 or -5.36. */
static const struct {
	const char *stem;
	enum shebang_language language;
} stems[] = {
    {"ash", SHEBANG_SHELL}, {"awk", SHEBANG_AWK}, {"bash", SHEBANG_BASH}, {"dash", SHEBANG_SHELL}, {"gawk", SHEBANG_AWK},
    {"gsed", SHEBANG_SED}, {"ksh", SHEBANG_SHELL}, {"lksh", SHEBANG_SHELL}, {"lua", SHEBANG_LUA}, {"luajit", SHEBANG_LUA},
    {"mawk", SHEBANG_AWK}, {"mksh", SHEBANG_SHELL}, {"nawk", SHEBANG_AWK}, {"node", SHEBANG_NODE}, {"nodejs", SHEBANG_NODE},
    {"original-awk", SHEBANG_AWK}, {"perl", SHEBANG_PERL}, {"php", SHEBANG_PHP}, {"pypy", SHEBANG_PYTHON}, {"python", SHEBANG_PYTHON},
    {"ruby", SHEBANG_RUBY}, {"sed", SHEBANG_SED}, {"sh", SHEBANG_SHELL}, {"tclsh", SHEBANG_TCL}, {"wish", SHEBANG_TCL},
    {"yash", SHEBANG_SHELL}, {"zsh", SHEBANG_SHELL},
};

static const struct {
	const char *name, *text, *remedy;
} refusals[SHEBANG_REFUSALS] = {
    [SHEBANG_FINE] = {"", "", ""},
    [SHEBANG_NO_SHEBANG] = {"no-shebang", "the file does not begin with #! and an interpreter", ""},
    [SHEBANG_BOM] = {"shebang-bom", "a byte-order mark stands before the #!, so the kernel does not run the file",
	"save it without the mark"},
    [SHEBANG_CRLF] = {"shebang-crlf", "the first line ends as on Windows, so the kernel looks for an interpreter whose name ends so",
	"end its lines with newlines alone"},
    [SHEBANG_BINARY] = {"shebang-binary", "the script has NUL bytes in it, so it may count on their place",
	"make it anew with the interpreter's new path"},
    [SHEBANG_PAYLOAD] = {"shebang-payload", "an archive is behind the script, which may count on its place",
	"pack it anew, with /usr/bin/env for the interpreter"},
    [SHEBANG_SIGNED] = {"shebang-signed", "the script bears a signature, which no change would survive",
	"change its first line and sign it anew"},
    [SHEBANG_ALREADY] = {"shebang-relative", "the script finds its interpreter from where it stands", ""},
    [SHEBANG_NOT_OURS] = {"shebang-system", "/bin/sh and what env finds along PATH are at home on every system", ""},
    [SHEBANG_FROM_CWD] = {"shebang-cwd", "the interpreter's path begins in the folder where the script is started, whoever's that is",
	"write its absolute path"},
    [SHEBANG_NO_OWN_FORM] = {"shebang-no-form", "no second line is known that both sh and this language would take",
	"use the form of one line, --shebang=env"},
    [SHEBANG_ODD_ARGUMENT] = {"shebang-odd-argument", "the first line has an argument that cannot be kept",
	"take it out of the first line"},
    [SHEBANG_ODD_PATH] = {"shebang-odd-path", "the way to the interpreter has bytes that cannot stand in such a script",
	"name the folders in letters that the script's encoding has, and the interpreter by its usual name"},
    [SHEBANG_TOO_LONG] = {"shebang-too-long", "the first line would be longer than the kernel reads",
	"use the form of two lines, or a shorter way to the interpreter"},
};

const char *
shebang_refusal_name(enum shebang_refusal r)
{
	return refusals[r].name;
}

const char *
shebang_refusal_text(enum shebang_refusal r)
{
	return refusals[r].text;
}

const char *
shebang_refusal_remedy(enum shebang_refusal r)
{
	return refusals[r].remedy;
}

const char *
shebang_language_name(enum shebang_language l)
{
	return languages[l].name;
}

/* ------------------------------------------------------------------ reading */

static int
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct span
trimmed(struct span s)
{
	while (s.n && is_blank(s.p[0]))
		s = span_from(s, 1);
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* The line at the beginning of *rest, without its newline; *rest is moved behind it. */
static struct span
take_line(struct span *rest)
{
	size_t n = span_find(*rest, '\n');
	struct span line = span_head(*rest, n);

	*rest = span_from(*rest, n < rest->n ? n + 1 : n);
	return line;
}

static enum shebang_language
language_of(struct span base)
{
	size_t i, n;

	for (i = 0; i < sizeof stems / sizeof *stems; i++) {
		n = strlen(stems[i].stem);
		if (span_begins(base, stems[i].stem) && (base.n == n || base.p[n] < 'a' || base.p[n] > 'z'))
			return stems[i].language;
	}
	return SHEBANG_OTHER;
}

/* Whether the text starts a program that it looks for beside $0. */
static int
looks_beside(struct span s)
{
	return span_has(s, "exec") &&
	    (span_has(s, "dirname") || span_has(s, "realpath") || span_has(s, "readlink") || span_has(s, "${0%"));
}

/* The word at the beginning of s, without the quotes around it; *n is its length with them, 0 if the word is not a plain one. */
static struct span
plain_word(struct span s, size_t *n)
{
	char quote = s.n && (s.p[0] == '\'' || s.p[0] == '"') ? s.p[0] : '\0';
	struct span word = span_from(s, quote != '\0');
	size_t i;

	word.n = span_find(word, quote ? quote : ' ');
	*n = word.n + 2 * (quote != '\0');
	if (*n >= s.n || s.p[*n] != ' ')
		*n = 0;
	for (i = 0; i < word.n; i++) {
		if (span_find(span_of(quote == '\'' ? "" : "\\$`'\""), word.p[i]) < (quote == '\'' ? 0U : 5U))
			*n = 0;
	}
	return word;
}

/*
 * What pip writes where the interpreter's path is too long for a first line or has a blank in it:
 *
 *	'''exec' "/a b/python3" -E "$0" "$@"
 *	' '''
 */
static void
read_pip(struct shebang *out, struct span rest, struct span file)
{
	static const char begin[] = "'''exec' ", end[] = " \"$0\" \"$@\"";
	struct span line = take_line(&rest), word;
	size_t n;

	if (!span_begins(line, begin) || !span_ends(line, end) || line.n < strlen(begin) + strlen(end) || !span_is(take_line(&rest), "' '''"))
		return;
	word = plain_word(span_from(line, strlen(begin)), &n);
	if (n == 0 || !span_begins(word, "/"))
		return;
	out->kind = SHEBANG_ABSOLUTE;
	out->interpreter = word;
	out->argument = trimmed(span_from(span_head(line, line.n - strlen(end)), strlen(begin) + n));
	out->language = language_of(path_base(word));
	out->head = (size_t)(rest.p - file.p);
}

/* An interpreter of the system may only be the way to another one. rest is what stands behind the first line. */
static enum shebang_kind
kind_of(const struct shebang *s, struct span line, struct span rest)
{
	struct span folder = path_folder(s->interpreter), base = path_base(s->interpreter), second;
	int system = span_is(folder, "/bin") || span_is(folder, "/usr/bin");

	if (s->interpreter.n == 0)
		return SHEBANG_NONE;
	if (s->interpreter.p[0] != '/')
		return SHEBANG_CWD;
	if (system && span_is(base, "env")) {
		if (span_begins(line, ENV_BEGIN))
			return SHEBANG_OURS;
		return looks_beside(s->argument) ? SHEBANG_RELATIVE : SHEBANG_SYSTEM;
	}
	if (system && (s->language == SHEBANG_SHELL || s->language == SHEBANG_BASH)) {
		second = take_line(&rest);
		if (span_has(second, mark))
			return SHEBANG_OURS;
		if (looks_beside(second) || looks_beside(take_line(&rest)))
			return SHEBANG_RELATIVE;
	}
	return system && span_is(base, "sh") ? SHEBANG_SYSTEM : SHEBANG_ABSOLUTE;
}

/* Whether a zip archive ends the file: its last record has the length of the comment behind it. */
static int
ends_in_zip(struct span file)
{
	enum { RECORD = 22, COMMENT_AT = 20 };
	size_t at, comment;

	for (at = file.n; at-- > 0 && file.n - at < RECORD + 65536;) {
		if (file.n - at < RECORD || file.p[at] != 'P' || !span_begins(span_from(file, at), "PK\005\006"))
			continue;
		comment = (size_t)(unsigned char)file.p[at + COMMENT_AT] | (size_t)(unsigned char)file.p[at + COMMENT_AT + 1] << 8;
		if (file.n - at == RECORD + comment)
			return 1;
	}
	return 0;
}

/* Whether a line of the file, after a comment's beginning, begins with t. */
static int
has_line(struct span file, const char *t)
{
	struct span line;

	while (file.n) {
		line = take_line(&file);
		while (line.n && (is_blank(line.p[0]) || line.p[0] == '#'))
			line = span_from(line, 1);
		if (span_begins(line, t))
			return 1;
	}
	return 0;
}

/* What the whole file says against a change. */
static enum shebang_refusal
objection(struct span file, struct span line)
{
	static const char *const archives[] = {"This script was generated using Makeself", "This is a shell archive", "__ARCHIVE_BELOW__", "__PAYLOAD_BELOW__"};
	static const char *const signatures[] = {"-----BEGIN PGP SIG", "-----BEGIN PKCS7-----", "-----BEGIN CMS-----", "SIG # Begin signature"};
	struct span top = span_head(file, file.n < 4096 ? file.n : 4096);
	size_t i;

	if (span_ends(line, "\r"))
		return SHEBANG_CRLF;
	if (ends_in_zip(file))
		return SHEBANG_PAYLOAD;
	if (span_find(file, '\0') < file.n)
		return SHEBANG_BINARY;
	for (i = 0; i < sizeof archives / sizeof *archives; i++) {
		if (span_has(top, archives[i]))
			return SHEBANG_PAYLOAD;
	}
	for (i = 0; i < sizeof signatures / sizeof *signatures; i++) {
		if (has_line(file, signatures[i]))
			return SHEBANG_SIGNED;
	}
	return SHEBANG_FINE;
}

void
shebang_read(struct shebang *out, struct span file)
{
	static const enum shebang_refusal by_kind[] = {
	    [SHEBANG_NONE] = SHEBANG_NO_SHEBANG, [SHEBANG_ABSOLUTE] = SHEBANG_FINE, [SHEBANG_SYSTEM] = SHEBANG_NOT_OURS,
	    [SHEBANG_CWD] = SHEBANG_FROM_CWD, [SHEBANG_OURS] = SHEBANG_ALREADY, [SHEBANG_RELATIVE] = SHEBANG_ALREADY};
	struct span rest = file, line = take_line(&rest), words = line;
	size_t n;

	memset(out, 0, sizeof *out);
	if (!span_begins(file, "#!")) {
		out->refusal = span_begins(file, "\357\273\277#!") ? SHEBANG_BOM : SHEBANG_NO_SHEBANG;
		return;
	}
	out->head = file.n - rest.n;
	if (span_ends(words, "\r"))
		words.n--;
	words = trimmed(span_from(words, 2));
	for (n = 0; n < words.n && !is_blank(words.p[n]);)
		n++;
	out->interpreter = span_head(words, n);
	out->argument = trimmed(span_from(words, n));
	out->language = language_of(path_base(out->interpreter));
	out->kind = kind_of(out, line, rest);
	if (out->kind == SHEBANG_SYSTEM)
		read_pip(out, rest, file);
	out->refusal = by_kind[out->kind];
	if (out->refusal == SHEBANG_FINE)
		out->refusal = objection(file, line);
}

/* ------------------------------------------------------------------ writing */

/* The encoding that one of a Python script's first two lines declares (PEP 263), or nothing. */
static struct span
cookie_in(struct span line)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
	struct span s = line;
	size_t n;

	while (s.n && (is_blank(s.p[0]) || s.p[0] == '\f'))
		s = span_from(s, 1);
	if (!span_begins(s, "#"))
		return span_head(s, 0);
	for (; s.n; s = span_from(s, 1)) {
		if (!span_begins(s, "coding:") && !span_begins(s, "coding="))
			continue;
		line = trimmed(span_from(s, strlen("coding:")));
		for (n = 0; n < line.n && span_find(span_of(name), line.p[n]) < sizeof name - 1;)
			n++;
		if (n)
			return span_head(line, n);
	}
	return s;
}

static struct span
cookie_of(struct span file)
{
	struct span cookie = cookie_in(take_line(&file));

	return cookie.n ? cookie : cookie_in(take_line(&file));
}

static int
has_control(struct span s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return 1;
	}
	return 0;
}

/* Whether a shell would read s as itself. */
static int
is_one_word(struct span s)
{
	static const char special[] = " \t\\$`'\"*?[~#&;|<>(){}!";
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (span_find(span_of(special), s.p[i]) < sizeof special - 1)
			return 0;
	}
	return 1;
}

/* 1 if all of s is ASCII, 0 if it is UTF-8 beyond that, -1 if it is neither. */
static int
encoding_of(struct span s)
{
	size_t n;
	int ascii = 1;

	for (; s.n; s = span_from(s, n)) {
		n = bytes_utf8(s);
		if (n == 0)
			return -1;
		ascii &= n == 1;
	}
	return ascii;
}

/* Whether a Python script may hold the path's bytes: ASCII, or UTF-8 where that is the encoding or can be declared by our second line. */
static int
python_reads(struct span path, struct span cookie, enum shebang_form form, const struct shebang *s)
{
	int is = encoding_of(path);

	if (is == 1 || is < 0)
		return is == 1;
	if (cookie.n)
		return span_is(cookie, "utf-8") || span_is(cookie, "UTF-8") || span_is(cookie, "utf8");
	return form == SHEBANG_OWN || span_begins(path_base(s->interpreter), "python3");
}

/* A byte inside the quotes of env, which knows \' and \\ there. */
static void
put_byte(struct text *t, char c, enum shebang_form form)
{
	if (form == SHEBANG_ENV && (c == '\'' || c == '\\'))
		text_putc(t, '\\');
	text_putc(t, c);
}

/* What stands between sh's double quotes. Quotes that end and begin there keep Python from finding an encoding in a folder's name. */
static void
put_inside(struct text *t, struct span s, enum shebang_form form)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (span_find(span_of("\\$`\""), s.p[i]) < 4)
			put_byte(t, '\\', form);
		put_byte(t, s.p[i], form);
		if (span_begins(span_from(s, i), "coding:") || span_begins(span_from(s, i), "coding="))
			text_puts(t, "\"\"");
	}
}

/* The argument is quoted always: perl and ruby read the first line by themselves and would find an option in it that is not. */
static void
put_argument(struct text *t, struct span argument, enum shebang_form form)
{
	if (!argument.n)
		return;
	text_puts(t, " \"");
	put_inside(t, argument, form);
	text_putc(t, '"');
}

static void
put_own(struct text *t, const struct shebang *s, struct span to, struct span cookie)
{
	text_puts(t, SH);
	text_puts(t, languages[s->language].before);
	text_puts(t, "exec \"${originld%/*}/");
	put_inside(t, to, SHEBANG_OWN);
	text_putc(t, '"');
	text_puts(t, languages[s->language].option);
	put_argument(t, s->argument, SHEBANG_OWN);
	text_puts(t, " \"$0\" \"$@\"");
	text_puts(t, languages[s->language].behind);
	if (cookie.n) {
		text_puts(t, " # coding: ");
		text_put(t, cookie);
	}
	text_putc(t, '\n');
	if (!languages[s->language].again[0])
		return;
	text_puts(t, languages[s->language].again);
	if (s->argument.n)
		text_putc(t, ' ');
	text_put(t, s->argument);
	text_putc(t, '\n');
}

static void
put_env(struct text *t, const struct shebang *s, struct span to)
{
	text_puts(t, ENV_BEGIN);
	put_inside(t, to, SHEBANG_ENV);
	text_putc(t, '"');
	put_argument(t, s->argument, SHEBANG_ENV);
	text_puts(t, " \"$0\" \"$@\"'\n");
}

/* How many lines the old beginning has beyond its first. */
static int
more_lines(struct span head)
{
	int lines = 0;

	for (take_line(&head); head.n; take_line(&head))
		lines++;
	return lines;
}

/* What speaks against the words that the new text would hold; more is whether the old one has further lines, which sh reads. */
static enum shebang_refusal
words_refusal(const struct shebang *s, struct span to, struct span cookie, enum shebang_form form, int more)
{
	if (form == SHEBANG_OWN && !languages[s->language].before)
		return SHEBANG_NO_OWN_FORM;
	if (has_control(s->argument) || (more && !is_one_word(s->argument)) ||
	    (languages[s->language].again[0] && span_begins(s->argument, "-x")))
		return SHEBANG_ODD_ARGUMENT;
	if (!to.n || to.p[0] == '/' || has_control(to))
		return SHEBANG_ODD_PATH;
	/* perl and ruby look for their name in the first line */
	if (form == SHEBANG_ENV && languages[s->language].again[0] && !span_has(path_base(to), languages[s->language].again + 2))
		return SHEBANG_ODD_PATH;
	if (s->language == SHEBANG_PYTHON && !python_reads(to, cookie, form, s))
		return SHEBANG_ODD_PATH;
	return SHEBANG_FINE;
}

int
shebang_relative(struct shebang_edit *out, struct arena *a, const struct shebang *s, struct span file, struct span to, enum shebang_form form)
{
	int more = more_lines(span_head(file, s->head)), python = s->language == SHEBANG_PYTHON;
	struct span cookie = {NULL, 0};
	struct text t = text_in(a);

	memset(out, 0, sizeof *out);
	if (python && !more)
		cookie = cookie_of(file);
	out->refusal = s->refusal ? s->refusal : words_refusal(s, to, cookie, form, more);
	if (out->refusal)
		return 0;
	if (python && !cookie.n && encoding_of(to) == 0)
		cookie = span_of("utf-8");
	if (form == SHEBANG_OWN)
		put_own(&t, s, to, cookie);
	else
		put_env(&t, s, to);
	if (a->failed)
		return -1;
	if (form == SHEBANG_ENV && t.n - 1 > LINE_MAX_BYTES) {
		out->refusal = SHEBANG_TOO_LONG;
		return 0;
	}
	out->length = s->head;
	out->head = text_span(&t);
	out->lines = (form == SHEBANG_OWN ? languages[s->language].lines : 0) - more;
	return 0;
}

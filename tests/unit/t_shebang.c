/* SPDX-License-Identifier: MIT */
/* The first lines of scripts: what they are, and what they become, byte for byte. That the new ones work is for tests/61-shebang.bats. */
#include "tap.h"

#include "fence.h"
#include "scarce.h"
#include "shebang.h"

/* A file without its NUL; a literal may have some in it. */
#define FILE_OF(literal) {literal, sizeof literal - 1}

#define RESOLVER \
	"originld=$0; case $originld in */*) ;; *) originld=./$originld ;; esac; while [ -L \"$originld\" ]; do " \
	"originld_=$(readlink -- \"$originld\"); case $originld_ in /*) originld=$originld_ ;; *) originld=${originld%/*}/$originld_ ;; " \
	"esac; done; "
#define ASIDE " 2>/dev/null; " RESOLVER "exec \"${originld%/*}/"
#define ENV "#!/usr/bin/env -S sh -c 'exec \"$(dirname -- \"$(realpath -- \"$0\")\")/"
#define ALL " \"$0\" \"$@\""

static const struct {
	struct span file;
	enum shebang_kind kind;
	enum shebang_language language;
	const char *interpreter, *argument;
	size_t head;
	enum shebang_refusal refusal;
} reads[] = {
    {FILE_OF("#!/o/bin/python3\nx\n"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 17, SHEBANG_FINE},
    {FILE_OF("#! \t/o/bin/perl5.36 \t-w -T \t\nx"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl5.36", "-w -T", 29, SHEBANG_FINE},
    {FILE_OF("#!/o/bin/ruby"), SHEBANG_ABSOLUTE, SHEBANG_RUBY, "/o/bin/ruby", "", 13, SHEBANG_FINE},
    {FILE_OF("#!/usr/bin/bash\n"), SHEBANG_ABSOLUTE, SHEBANG_BASH, "/usr/bin/bash", "", 16, SHEBANG_FINE},
    {FILE_OF("#!/o/bin/sh\n"), SHEBANG_ABSOLUTE, SHEBANG_SHELL, "/o/bin/sh", "", 12, SHEBANG_FINE},

    {FILE_OF(""), SHEBANG_NONE, SHEBANG_OTHER, "", "", 0, SHEBANG_NO_SHEBANG},
    {FILE_OF("#!"), SHEBANG_NONE, SHEBANG_OTHER, "", "", 2, SHEBANG_NO_SHEBANG},
    {FILE_OF("#!\r\n"), SHEBANG_NONE, SHEBANG_OTHER, "", "", 4, SHEBANG_NO_SHEBANG},
    {FILE_OF("#! \n"), SHEBANG_NONE, SHEBANG_OTHER, "", "", 4, SHEBANG_NO_SHEBANG},
    {FILE_OF(" #!/o/bin/python3\n"), SHEBANG_NONE, SHEBANG_OTHER, "", "", 0, SHEBANG_NO_SHEBANG},
    {FILE_OF("\377\376#\0!\0"), SHEBANG_NONE, SHEBANG_OTHER, "", "", 0, SHEBANG_NO_SHEBANG},
    {FILE_OF("\357\273\277#!/o/bin/python3\n"), SHEBANG_NONE, SHEBANG_OTHER, "", "", 0, SHEBANG_BOM},
    {FILE_OF("#!/o/bin/python3\r\nx\r\n"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 18, SHEBANG_CRLF},
    {FILE_OF("#!/o/bin/python3\nx\0y"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 17, SHEBANG_BINARY},
    {FILE_OF("#!/o/bin/python3\nPK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0ab"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 17, SHEBANG_PAYLOAD},
    {FILE_OF("#!/o/bin/python3\nPK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2\0abc"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 17, SHEBANG_BINARY},
    {FILE_OF("#!/o/bin/python3\nPK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 17, SHEBANG_PAYLOAD},
    {FILE_OF("#!/o/bin/python3\nPK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 17, SHEBANG_BINARY},
    {FILE_OF("#!/o/bin/python3\nPK\1\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 17, SHEBANG_BINARY},
    {FILE_OF("#!/o/bin/python3\nPK\5\6"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/o/bin/python3", "", 17, SHEBANG_FINE},
    {FILE_OF("#!/o/bin/bash\n# This script was generated using Makeself 2.4\n"), SHEBANG_ABSOLUTE, SHEBANG_BASH, "/o/bin/bash", "", 14, SHEBANG_PAYLOAD},
    {FILE_OF("#!/o/bin/perl\n# This is a shell archive\n"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl", "", 14, SHEBANG_PAYLOAD},
    {FILE_OF("#!/o/bin/perl\n__ARCHIVE_BELOW__\n"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl", "", 14, SHEBANG_PAYLOAD},
    {FILE_OF("#!/o/bin/perl\nexit; __PAYLOAD_BELOW__\n"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl", "", 14, SHEBANG_PAYLOAD},
    {FILE_OF("#!/o/bin/perl\n-----BEGIN PKCS7-----\n"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl", "", 14, SHEBANG_SIGNED},
    {FILE_OF("#!/o/bin/perl\n# -----BEGIN CMS-----\n"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl", "", 14, SHEBANG_SIGNED},
    {FILE_OF("#!/o/bin/perl\n# SIG # Begin signature block\n"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl", "", 14, SHEBANG_SIGNED},
    {FILE_OF("#!/o/bin/perl\n#  -----BEGIN PGP SIGNATURE-----\n"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl", "", 14, SHEBANG_SIGNED},
    {FILE_OF("#!/o/bin/perl\nprint '-----BEGIN PGP SIGNATURE-----'\n"), SHEBANG_ABSOLUTE, SHEBANG_PERL, "/o/bin/perl", "", 14, SHEBANG_FINE},

    {FILE_OF("#!/bin/sh\nx\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh -e\nx\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "-e", 13, SHEBANG_NOT_OURS},
    {FILE_OF("#!/usr/bin/env python3\n"), SHEBANG_SYSTEM, SHEBANG_OTHER, "/usr/bin/env", "python3", 23, SHEBANG_NOT_OURS},
    {FILE_OF("#!/usr/bin/env -S python3 -u\n"), SHEBANG_SYSTEM, SHEBANG_OTHER, "/usr/bin/env", "-S python3 -u", 29, SHEBANG_NOT_OURS},
    {FILE_OF("#!/o/bin/env python3\n"), SHEBANG_ABSOLUTE, SHEBANG_OTHER, "/o/bin/env", "python3", 21, SHEBANG_FINE},
    {FILE_OF("#!bin/python3\n"), SHEBANG_CWD, SHEBANG_PYTHON, "bin/python3", "", 14, SHEBANG_FROM_CWD},

    /* the forms of others: uv and pip, App::ChangeShebang, python-build-standalone, conda-pack's cousins */
    {FILE_OF("#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/'python3' \"$0\" \"$@\"\n' '''\n"), SHEBANG_RELATIVE, SHEBANG_SHELL,
	"/bin/sh", "", 10, SHEBANG_ALREADY},
    {FILE_OF("#!/bin/sh\nexec \"$(dirname \"$0\")\"/perl -x \"$0\" \"$@\"\n#!perl\n"), SHEBANG_RELATIVE, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_ALREADY},
    {FILE_OF("#!/bin/bash\n\"exec\" \"${0%/*}/python3\" \"$0\" \"$@\"\n"), SHEBANG_RELATIVE, SHEBANG_BASH, "/bin/bash", "", 12, SHEBANG_ALREADY},
    {FILE_OF("#!/bin/sh\n# the next line is for sh \\\nexec \"$(dirname \"$0\")/tclsh\" \"$0\" \"$@\"\n"), SHEBANG_RELATIVE, SHEBANG_SHELL, "/bin/sh", "", 10,
	SHEBANG_ALREADY},
    {FILE_OF("#!/bin/sh\nexec \"$(realpath \"$0\").d/x\"\n"), SHEBANG_RELATIVE, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_ALREADY},
    {FILE_OF("#!/bin/sh\nexec \"$(readlink -f \"$0\").d/x\"\n"), SHEBANG_RELATIVE, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_ALREADY},
    {FILE_OF("#!/o/bin/bash\nexec \"$(dirname \"$0\")/x\"\n"), SHEBANG_ABSOLUTE, SHEBANG_BASH, "/o/bin/bash", "", 14, SHEBANG_FINE},
    {FILE_OF("#!/usr/bin/env -S bash -c 'exec \"$(dirname \"$0\")/x\" \"$0\"'\n"), SHEBANG_RELATIVE, SHEBANG_OTHER, "/usr/bin/env",
	"-S bash -c 'exec \"$(dirname \"$0\")/x\" \"$0\"'", 58, SHEBANG_ALREADY},

    /* pip where a first line would not do */
    {FILE_OF("#!/bin/sh\n'''exec' \"/a b/bin/python3\" \"$0\" \"$@\"\n' '''\nx\n"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/a b/bin/python3", "", 54, SHEBANG_FINE},
    {FILE_OF("#!/bin/sh\n'''exec' /long/python3 -E \"$0\" \"$@\"\n' '''\nx\n"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/long/python3", "-E", 52, SHEBANG_FINE},
    {FILE_OF("#!/bin/sh\n'''exec' '/a$b/python3' \"$0\" \"$@\"\n' '''\n"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/a$b/python3", "", 50, SHEBANG_FINE},
    {FILE_OF("#!/bin/sh\n'''exec' /a$b/python3 \"$0\" \"$@\"\n' '''\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh\n'''exec' /a/python3 \"$0\" \"$@\"\nelse\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh\n'''exec' \"$0\" \"$@\"\n' '''\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh\n'''exec' /a/python3 \"$0\"\n' '''\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh\nexec /an/interpreter/python3 \"$0\" \"$@\"\n' '''\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh\n'''exec' python3 \"$0\" \"$@\"\n' '''\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh\n'''exec' \"/a\"b/python3 \"$0\" \"$@\"\n' '''\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh\n'''exec' '/a/python3 \"$0\" \"$@\"\n' '''\n"), SHEBANG_SYSTEM, SHEBANG_SHELL, "/bin/sh", "", 10, SHEBANG_NOT_OURS},
    {FILE_OF("#!/bin/sh\n'''exec' /a/way/that/is/long/python3 \"$0\" \"$@\"\n' '''\nx\n"), SHEBANG_ABSOLUTE, SHEBANG_PYTHON, "/a/way/that/is/long/python3", "", 63, SHEBANG_FINE},
};

static void
reading(void)
{
	struct shebang s;
	size_t i;

	for (i = 0; i < sizeof reads / sizeof *reads; i++) {
		shebang_read(&s, fenced(reads[i].file));
		if (ok(s.kind == reads[i].kind && s.language == reads[i].language && span_is(s.interpreter, reads[i].interpreter) &&
		        span_is(s.argument, reads[i].argument) && s.head == reads[i].head && s.refusal == reads[i].refusal,
		        "shebang_read: file %zu", i))
			continue;
		show("file", reads[i].file);
		show("interpreter", s.interpreter);
		show("argument", s.argument);
		printf("#   kind %d, language %d, head %zu, refusal %s\n", s.kind, s.language, s.head, shebang_refusal_name(s.refusal));
	}
}

static const struct {
	const char *name;
	enum shebang_language language;
} names[] = {
    {"python", SHEBANG_PYTHON}, {"python3.11d", SHEBANG_PYTHON}, {"pypy3", SHEBANG_PYTHON}, {"perl5.36.0", SHEBANG_PERL}, {"ruby-3.1", SHEBANG_RUBY},
    {"tclsh8.6", SHEBANG_TCL}, {"wish", SHEBANG_TCL}, {"node", SHEBANG_NODE}, {"nodejs", SHEBANG_NODE}, {"lua5.4", SHEBANG_LUA}, {"luajit-2.1", SHEBANG_LUA},
    {"bash-5.2", SHEBANG_BASH}, {"sh", SHEBANG_SHELL}, {"mksh", SHEBANG_SHELL}, {"zsh-5.9", SHEBANG_SHELL}, {"ksh93", SHEBANG_SHELL}, {"gawk", SHEBANG_AWK},
    {"awk", SHEBANG_AWK}, {"original-awk", SHEBANG_AWK}, {"sed", SHEBANG_SED}, {"php8.2", SHEBANG_PHP}, {"pythonista", SHEBANG_OTHER}, {"shfmt", SHEBANG_OTHER},
    {"pythona", SHEBANG_OTHER}, {"pythonz", SHEBANG_OTHER}, {"ash", SHEBANG_SHELL}, {"dash", SHEBANG_SHELL}, {"yash", SHEBANG_SHELL}, {"perldoc", SHEBANG_OTHER}, {"guile", SHEBANG_OTHER}, {"tcsh", SHEBANG_OTHER}, {"fish", SHEBANG_OTHER},
};

static void
languages(void)
{
	char file[64];
	struct shebang s;
	size_t i;
	int good = 1;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(file, sizeof file, "#!/o/bin/%s\n", names[i].name);
		shebang_read(&s, span_of(file));
		if (s.language != names[i].language) {
			good = 0;
			printf("#   %s is %s\n", names[i].name, shebang_language_name(s.language));
		}
	}
	for (i = 0; i < SHEBANG_LANGUAGES; i++)
		good &= shebang_language_name((enum shebang_language)i)[0] != '\0';
	ok(good, "shebang_read: the interpreter's name tells the language");
}

static const struct {
	const char *file, *to, *own, *env; /* the head, or a refusal's name */
	int own_lines, env_lines;
} edits[] = {
    {"#!/o/bin/python3\nx\n", "python3", "#!/bin/sh\n\f#/" ASIDE "python3\"" ALL "\n", ENV "python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3 -s\n# -*- coding: latin-1 -*-\nx\n", "../bin/python3",
	"#!/bin/sh\n\f#/" ASIDE "../bin/python3\" \"-s\"" ALL " # coding: latin-1\n", ENV "../bin/python3\" \"-s\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\n\f \t# vim: set fileencoding=utf-8 :\n", "python3", "#!/bin/sh\n\f#/" ASIDE "python3\"" ALL " # coding: utf-8\n",
	ENV "python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\nx = 1 # coding: latin-1\n", "python3", "#!/bin/sh\n\f#/" ASIDE "python3\"" ALL "\n", ENV "python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\n# coding: (x)\n", "python3", "#!/bin/sh\n\f#/" ASIDE "python3\"" ALL "\n", ENV "python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\n# coding: a.b\n", "python3", "#!/bin/sh\n\f#/" ASIDE "python3\"" ALL " # coding: a.b\n", ENV "python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\n\n# coding: latin-1\n", "python3", "#!/bin/sh\n\f#/" ASIDE "python3\"" ALL "\n", ENV "python3\"" ALL "'\n", 1, 0},
    {"#!/bin/sh\n'''exec' \"/a b/python3\" -E \"$0\" \"$@\"\n' '''\nx\n", "python3", "#!/bin/sh\n\f#/" ASIDE "python3\" \"-E\"" ALL "\n",
	ENV "python3\" \"-E\"" ALL "'\n", -1, -2},
    {"#!/bin/sh\n'''exec' \"/a b/python3\" -E -s \"$0\" \"$@\"\n' '''\nx\n", "python3", "shebang-odd-argument", "shebang-odd-argument", 0, 0},
    {"#!/bin/sh\n'''exec' \"/a b/python3\" $E \"$0\" \"$@\"\n' '''\nx\n", "python3", "shebang-odd-argument", "shebang-odd-argument", 0, 0},
    {"#!/bin/sh\n'''exec' \"/a b/python3\" -E! \"$0\" \"$@\"\n' '''\nx\n", "python3", "shebang-odd-argument", "shebang-odd-argument", 0, 0},
    {"#!/o/bin/lua \vx\n", "lua", "shebang-odd-argument", "shebang-odd-argument", 0, 0},
    {"#!/o/bin/perl -w -T\nx\n", "perl", "#!/bin/sh\n\f#/" ASIDE "perl\" -x \"-w -T\"" ALL "\n#!perl -w -T\n", ENV "perl\" \"-w -T\"" ALL "'\n", 0, 0},
    {"#!/o/bin/perl\n# coding: latin-1\n", "perl", "#!/bin/sh\n\f#/" ASIDE "perl\" -x" ALL "\n#!perl\n", ENV "perl\"" ALL "'\n", 0, 0},
    {"#!/o/bin/perl", "perl", "#!/bin/sh\n\f#/" ASIDE "perl\" -x" ALL "\n#!perl\n", ENV "perl\"" ALL "'\n", 0, 0},
    {"#!/o/bin/perl --\nx\n", "perl", "#!/bin/sh\n\f#/" ASIDE "perl\" -x \"--\"" ALL "\n#!perl --\n", ENV "perl\" \"--\"" ALL "'\n", 0, 0},
    {"#!/o/bin/perl -x\nx\n", "perl", "shebang-odd-argument", "shebang-odd-argument", 0, 0},
    {"#!/o/bin/ruby\nx\n", "ruby", "#!/bin/sh\n\f#/" ASIDE "ruby\" -x" ALL "\n#!ruby\n", ENV "ruby\"" ALL "'\n", 2, 0},
    {"#!/o/bin/ruby\nx\n", "ruby/r", "#!/bin/sh\n\f#/" ASIDE "ruby/r\" -x" ALL "\n#!ruby\n", "shebang-odd-path", 2, 0},
    {"#!/o/bin/ruby\nx\n", "uby", "#!/bin/sh\n\f#/" ASIDE "uby\" -x" ALL "\n#!ruby\n", "shebang-odd-path", 2, 0},
    {"#!/o/bin/tclsh\nx\n", "tclsh", "#!/bin/sh\n\f#/" ASIDE "tclsh\"" ALL "\n", ENV "tclsh\"" ALL "'\n", 1, 0},
    {"#!/o/bin/node\nx\n", "node", "#!/bin/sh\n\f//" ASIDE "node\"" ALL "\n", ENV "node\"" ALL "'\n", 1, 0},
    {"#!/o/bin/lua\nx\n", "lua", "#!/bin/sh\n--/" ASIDE "lua\"" ALL "\n", ENV "lua\"" ALL "'\n", 1, 0},
    {"#!/o/bin/gawk -f\nx\n", "gawk", "#!/bin/sh\nBEGIN{}#/" ASIDE "gawk\" \"-f\"" ALL "\n", ENV "gawk\" \"-f\"" ALL "'\n", 1, 0},
    {"#!/o/bin/bash -e\nx\n", "bash",
	"#!/bin/sh\n[ \"${BASH_SOURCE-$0}\" != \"$0\" ] || [ \"${originld_-}\" = $$ ] || { " RESOLVER
	"originld_=$$; export originld_; exec \"${originld%/*}/bash\" \"-e\"" ALL "; }; unset originld_\n",
	ENV "bash\" \"-e\"" ALL "'\n", 1, 0},
    {"#!/o/bin/zsh\nx\n", "zsh", "shebang-no-form", ENV "zsh\"" ALL "'\n", 0, 0},
    {"#!/o/bin/php\nx\n", "php", "shebang-no-form", ENV "php\"" ALL "'\n", 0, 0},
    {"#!/o/bin/sed -f\nx\n", "sed", "shebang-no-form", ENV "sed\" \"-f\"" ALL "'\n", 0, 0},

    {"#!/o/bin/lua\nx\n", "a'b\"$c`d\\e!f", "#!/bin/sh\n--/" ASIDE "a'b\\\"\\$c\\`d\\\\e!f\"" ALL "\n", ENV "a\\'b\\\\\"\\\\$c\\\\`d\\\\\\\\e!f\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\nx\n", "coding=x/coding:y/coding", "#!/bin/sh\n\f#/" ASIDE "c\"\"oding=x/c\"\"oding:y/coding\"" ALL "\n",
	ENV "c\"\"oding=x/c\"\"oding:y/coding\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\nx\n", "\303\251/python3", "#!/bin/sh\n\f#/" ASIDE "\303\251/python3\"" ALL " # coding: utf-8\n", ENV "\303\251/python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python\nx\n", "\303\251/python", "#!/bin/sh\n\f#/" ASIDE "\303\251/python\"" ALL " # coding: utf-8\n", "shebang-odd-path", 1, 0},
    {"#!/o/bin/python3\n#coding:latin-1\n", "\303\251/python3", "shebang-odd-path", "shebang-odd-path", 0, 0},
    {"#!/o/bin/python3\n#coding:utf-8\n", "\303\251/python3", "#!/bin/sh\n\f#/" ASIDE "\303\251/python3\"" ALL " # coding: utf-8\n", ENV "\303\251/python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\n#coding:UTF-8\n", "\303\251/python3", "#!/bin/sh\n\f#/" ASIDE "\303\251/python3\"" ALL " # coding: UTF-8\n", ENV "\303\251/python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\n#coding=utf8", "\303\251/python3", "#!/bin/sh\n\f#/" ASIDE "\303\251/python3\"" ALL " # coding: utf8\n", ENV "\303\251/python3\"" ALL "'\n", 1, 0},
    {"#!/o/bin/python3\nx\n", "\351/python3", "shebang-odd-path", "shebang-odd-path", 0, 0},
    {"#!/o/bin/lua\nx\n", "\351/lua", "#!/bin/sh\n--/" ASIDE "\351/lua\"" ALL "\n", ENV "\351/lua\"" ALL "'\n", 1, 0},
    {"#!/o/bin/lua\nx\n", "a\nb/lua", "shebang-odd-path", "shebang-odd-path", 0, 0},
    {"#!/o/bin/lua\nx\n", "\nb/lua", "shebang-odd-path", "shebang-odd-path", 0, 0},
    {"#!/o/bin/lua\nx\n", "b/\177/lua", "shebang-odd-path", "shebang-odd-path", 0, 0},
    {"#!/o/bin/lua\nx\n", "/abs/lua", "shebang-odd-path", "shebang-odd-path", 0, 0},
    {"#!/o/bin/lua\nx\n", "", "shebang-odd-path", "shebang-odd-path", 0, 0},
    {"#!/bin/sh\nx\n", "sh", "shebang-system", "shebang-system", 0, 0},
    {"#!/usr/bin/env lua\nx\n", "lua", "shebang-system", "shebang-system", 0, 0},
};

static int
edit_is(const char *file, const char *to, enum shebang_form form, const char *want, int lines)
{
	struct arena a;
	struct shebang s;
	struct shebang_edit e;

	struct span whole = fenced(span_of(file));

	arena_again(&a);
	shebang_read(&s, whole);
	if (shebang_relative(&e, &a, &s, whole, span_of(to), form) != 0)
		return 0;
	if (e.refusal ? strcmp(shebang_refusal_name(e.refusal), want) == 0 && !e.length && !e.head.n && !e.lines
	              : span_is(e.head, want) && e.lines == lines && e.length == s.head)
		return 1;
	show("want", span_of(want));
	show(e.refusal ? shebang_refusal_name(e.refusal) : "have", e.head);
	printf("#   moves the rest by %d lines\n", e.lines);
	return 0;
}

static void
writing(void)
{
	size_t i;

	for (i = 0; i < sizeof edits / sizeof *edits; i++) {
		ok(edit_is(edits[i].file, edits[i].to, SHEBANG_OWN, edits[i].own, edits[i].own_lines), "shebang_relative: file %zu, own form", i);
		ok(edit_is(edits[i].file, edits[i].to, SHEBANG_ENV, edits[i].env, edits[i].env_lines), "shebang_relative: file %zu, form for env", i);
	}
}

/* The longest line that the kernel reads has 255 bytes. */
static void
length(void)
{
	static const char file[] = "#!/o/bin/lua\n";
	char to[256];
	size_t n, rest = sizeof ENV - 1 + sizeof "\"" ALL "'" - 1;
	struct arena a;
	struct shebang s;
	struct shebang_edit e;
	int good = 1;

	shebang_read(&s, span_of(file));
	for (n = 255 - rest; n <= 256 - rest; n++) {
		memset(to, 'x', n);
		to[n] = '\0';
		arena_again(&a);
		shebang_relative(&e, &a, &s, span_of(file), span_of(to), SHEBANG_ENV);
		good &= n == 255 - rest ? !e.refusal && e.head.n == 256 : e.refusal == SHEBANG_TOO_LONG;
		shebang_relative(&e, &a, &s, span_of(file), span_of(to), SHEBANG_OWN);
		good &= !e.refusal;
	}
	ok(good, "shebang_relative: the form for env ends where the kernel's first line does");
}

/* What was made is known again, and the rest of the file follows it byte for byte. */
static int
holds(struct span file, struct span to, enum shebang_form form)
{
	struct arena a;
	struct shebang s;
	struct shebang_edit e;
	struct text made;

	arena_again(&a);
	shebang_read(&s, file);
	if (s.head > file.n || (s.refusal == SHEBANG_FINE) != (s.kind == SHEBANG_ABSOLUTE && s.refusal == SHEBANG_FINE))
		return 0;
	if (shebang_relative(&e, &a, &s, file, to, form) != 0)
		return 0;
	if (e.refusal)
		return shebang_refusal_name(e.refusal)[0] != '\0';
	made = text_in(&a);
	text_put(&made, e.head);
	text_put(&made, span_from(file, e.length));
	if (!span_ends(e.head, "\n") || span_find(e.head, '\0') < e.head.n)
		return 0;
	shebang_read(&s, text_span(&made));
	if (s.kind != SHEBANG_OURS)
		return 0;
	return shebang_relative(&e, &a, &s, text_span(&made), to, form) == 0 && e.refusal == SHEBANG_ALREADY;
}

static void
random_files(void)
{
	static const char *const parts[] = {"#!", "/o/bin/", "python3", "perl", "ruby", "node", "lua", "bash", "gawk", " -f", " -x", "/bin/sh", "/usr/bin/env ", "\n", "\r\n",
	    "'''exec' ", "\"$0\" \"$@\"\n", "' '''\n", "exec ", "$(dirname $0)", "# coding: latin-1\n", " ", "\t", "\"", "'", "\f", "\303\251", "\351", "x", "PK\5\6",
	    "originld=$0;", "-S sh -c 'exec \"$(dirname -- \"$(realpath -- \"$0\")\")/", "../", "coding=", "$", "`", "\\"};
	char file[512], to[256];
	struct span f = {file, 0}, t = {to, 0};
	const char *part;
	int round, good = 1;

	for (round = 0; round < 200000 && good; round++) {
		memcpy(file, "#!/o/bin/", 9);
		f.n = one_in(4) ? 0 : 9;
		for (t.n = 0; !one_in(8) && f.n < 400;) {
			part = PICK(parts);
			memcpy(file + f.n, part, strlen(part));
			f.n += strlen(part);
			if (one_in(9))
				file[f.n++] = (char)random_below(256);
			part = PICK(parts);
			if (t.n < 100) {
				memcpy(to + t.n, part, strlen(part));
				t.n += strlen(part);
			}
		}
		good = holds(f, t, one_in(2) ? SHEBANG_OWN : SHEBANG_ENV);
		if (!good) {
			show("file", f);
			show("to", t);
		}
	}
	ok(good, "shebang_relative: what it made it leaves alone, and no file upsets it");
}

static void
refusals(void)
{
	int i, j, good = 1;

	for (i = SHEBANG_FINE + 1; i < SHEBANG_REFUSALS; i++) {
		good &= strncmp(shebang_refusal_name((enum shebang_refusal)i), "shebang-", 8) == 0 || i == SHEBANG_NO_SHEBANG;
		good &= shebang_refusal_text((enum shebang_refusal)i)[0] != '\0';
		/* what is in order already needs no remedy */
		good &= (shebang_refusal_remedy((enum shebang_refusal)i)[0] == '\0') == (i == SHEBANG_NO_SHEBANG || i == SHEBANG_ALREADY || i == SHEBANG_NOT_OURS);
		for (j = 0; j < i; j++)
			good &= strcmp(shebang_refusal_name((enum shebang_refusal)i), shebang_refusal_name((enum shebang_refusal)j)) != 0;
	}
	ok(good, "shebang_refusal_name: each has a name of its own, a text, and a remedy where there is something to mend");
}

/* An archive with the longest comment that it can have, behind more than that. */
static void
large(void)
{
	enum { BEFORE = 70000, RECORD = 22, COMMENT = 65535 };
	static const char first[] = "#!/o/bin/python3\n", record[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\377\377";
	static char bytes[BEFORE + RECORD + COMMENT];
	struct span file = {bytes, sizeof bytes};
	struct shebang s;

	memset(bytes, 'x', sizeof bytes);
	memcpy(bytes, first, sizeof first - 1);
	memcpy(bytes + BEFORE, record, sizeof record - 1);
	shebang_read(&s, file);
	ok(s.refusal == SHEBANG_PAYLOAD, "shebang_read: an archive is found before its comment, however long");
	shebang_read(&s, span_head(file, sizeof bytes - 1));
	ok(s.refusal == SHEBANG_BINARY, "shebang_read: one that is cut off is none");
}

static int
attempt(struct arena *a, void *file)
{
	struct shebang s;
	struct shebang_edit e;
	int result;

	shebang_read(&s, span_of(file));
	result = shebang_relative(&e, a, &s, span_of(file), span_of("perl"), SHEBANG_OWN);
	return result ? result : (int)e.refusal;
}

static void
memory(void)
{
	char file[] = "#!/o/bin/perl\n";
	size_t pieces = scarce_pieces(attempt, file);

	ok(pieces > 1, "shebang_relative: says that memory ran out, after however many of %zu pieces", pieces);
}

int
main(void)
{
	reading();
	languages();
	writing();
	length();
	random_files();
	refusals();
	large();
	memory();
	return done();
}

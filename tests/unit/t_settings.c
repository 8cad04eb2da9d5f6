/* SPDX-License-Identifier: MIT */
/* What the environment says: which variables are found among others, and what their values mean. */
#include "tap.h"

#include <stddef.h>

#include "settings.h"

enum { MOST = 40 };

/* An environment as the kernel lays it out, one string behind the other. */
static char **
lay_out(const char *const *variable)
{
	static char text[8192], *env[MOST + 1];
	size_t n = 0, i;

	memset(text, 'A', sizeof text);
	for (i = 0; i < MOST && variable[i]; i++) {
		env[i] = text + n;
		n += strlen(strcpy(env[i], variable[i])) + 1;
	}
	env[i] = NULL;
	return env;
}

static int
same(const char *value, const char *want)
{
	return want ? value && strcmp(value, want) == 0 : !value;
}

/* The fields that hold a value, each with its variable. */
static const struct {
	const char *name;
	size_t where;
} fields[] = {
#define FIELD(name, field) {name, offsetof(struct settings, field)}
    FIELD("PATH", path), FIELD("COMPILER_PATH", compiler_path), FIELD("COLLECT_GCC", collect_gcc), FIELD("CCACHE_PATH", ccache_path), FIELD("LD_RUN_PATH", run_path),
    FIELD("LDFLAGS", ldflags), FIELD("ORIGIN", origin), FIELD("O", make_o), FIELD("MAKEFLAGS", makeflags), FIELD("ORIGINLD_MODE", mode_text), FIELD("ORIGINLD_RPATH", rpath),
    FIELD("ORIGINLD_RPATH_AT", rpath_at), FIELD("ORIGINLD_PREFIX", prefix), FIELD("ORIGINLD_DTAGS", dtags_text), FIELD("ORIGINLD_LOG", log), FIELD("ORIGINLD_LD", ld),
    FIELD("ORIGINLD_CC", cc), FIELD("ORIGINLD_VERBOSE", verbose_text), FIELD("ORIGINLD_TRIED", tried),
};

enum { FIELDS = sizeof fields / sizeof *fields };

static const char *
field(const struct settings *s, size_t i)
{
	return *(const char *const *)(const void *)((const char *)s + fields[i].where);
}

/* How many fields are set, but for `but`. */
static size_t
others(const struct settings *s, size_t but)
{
	size_t i, n = 0;

	for (i = 0; i < FIELDS; i++)
		n += i != but && field(s, i) != NULL;
	return n;
}

static void
test_each(void)
{
	static const char *const alien[] = {"PI=3", "PWD=/", "CO=x", "CC=gcc", "LL=x", "LD=ld", "MI=x", "MA=x", "OZ=x", "OJ=x", "OR=x", "O", "ORIGINLD", "ORIGINLD_", "ORIGINLDX=y", NULL};
	const char *variable[5] = {"", "HOME=/x", NULL, NULL, NULL};
	char first[64], second[64], alike[64];
	struct settings s;
	char **env;
	size_t i, k;
	int ours, good;

	for (i = 0; i < FIELDS; i++) {
		sprintf(first, "%s=a=%s", fields[i].name, fields[i].name);
		sprintf(second, "%s=b", fields[i].name);
		variable[2] = first;
		variable[3] = second;
		env = lay_out(variable);
		memset(&s, 0, sizeof s);
		ours = strncmp(fields[i].name, "ORIGINLD_", 9) == 0;
		good = settings_find(&s, env) == env + 4 && same(field(&s, i), strchr(first, '=') + 1) && others(&s, i) == 0 && s.ours == ours;
		good = good && s.tried_at == (s.tried ? env + 2 : NULL);
		ok(good, "%s is found, and of two the first counts", fields[i].name);

		/* each byte of the name, and its '=', made another one */
		for (k = 0, good = 1; k <= strlen(fields[i].name); k++) {
			strcpy(alike, first);
			alike[k] = alike[k] == '_' ? '-' : '_';
			variable[2] = alike;
			variable[3] = NULL;
			memset(&s, 0, sizeof s);
			settings_find(&s, lay_out(variable));
			good &= others(&s, FIELDS) == 0;
		}
		ok(good, "a name that differs from %s in one byte is another one", fields[i].name);
	}
	variable[2] = NULL;
	memset(&s, 0, sizeof s);
	settings_find(&s, lay_out(variable));
	ok(others(&s, FIELDS) == 0 && !s.ours, "what others have set says nothing");
	memset(&s, 0, sizeof s);
	settings_find(&s, lay_out(alien));
	ok(others(&s, FIELDS) == 0, "nor do names that begin as those do");
}

/* Values, and what is understood. */

static struct settings
understood(const char *const *variable, int secure)
{
	struct settings s;

	memset(&s, 0, sizeof s);
	settings_find(&s, lay_out(variable));
	settings_understand(&s, secure);
	return s;
}

#define SETTINGS(...) understood((const char *const[]){__VA_ARGS__, NULL}, 0)

static void
test_modes(void)
{
	struct settings s = SETTINGS("ORIGINLD_MODE=warn");

	ok(s.mode == MODE_WARN && !s.unknown && settings_are_special(&s), "mode warn");
	s = SETTINGS("ORIGINLD_MODE=strict");
	ok(s.mode == MODE_STRICT && !s.unknown && settings_are_special(&s), "mode strict");
	s = SETTINGS("ORIGINLD_MODE=off");
	ok(s.mode == MODE_OFF && !s.unknown && settings_are_special(&s), "mode off");
	s = SETTINGS("ORIGINLD_MODE=repair");
	ok(s.mode == MODE_REPAIR && !s.unknown && !settings_are_special(&s), "mode repair is what happens anyway");
	s = SETTINGS("ORIGINLD_MODE=");
	ok(s.mode == MODE_REPAIR && !s.unknown && !settings_are_special(&s), "so it is with an empty value");
	s = SETTINGS("ORIGINLD_MODE=of");
	ok(s.mode == MODE_REPAIR && s.unknown, "an unknown mode is repair, and noted");
}

static void
test_values(void)
{
	struct settings s = SETTINGS("ORIGINLD_VERBOSE=1");

	ok(s.verbose == 1 && settings_are_special(&s), "ORIGINLD_VERBOSE=1");
	s = SETTINGS("ORIGINLD_VERBOSE=2");
	ok(s.verbose == 2, "ORIGINLD_VERBOSE=2");
	s = SETTINGS("ORIGINLD_VERBOSE=9");
	ok(s.verbose == 9, "ORIGINLD_VERBOSE=9");
	s = SETTINGS("ORIGINLD_VERBOSE=0");
	ok(s.verbose == 0 && !settings_are_special(&s), "ORIGINLD_VERBOSE=0 says nothing");
	s = SETTINGS("ORIGINLD_VERBOSE=yes");
	ok(s.verbose == 0, "nor does what is no number");
	s = SETTINGS("ORIGINLD_RPATH_AT=first");
	ok(s.at_first && !s.unknown, "ORIGINLD_RPATH_AT=first");
	s = SETTINGS("ORIGINLD_RPATH_AT=last");
	ok(!s.at_first && !s.unknown, "ORIGINLD_RPATH_AT=last");
	s = SETTINGS("ORIGINLD_RPATH_AT=");
	ok(!s.at_first && !s.unknown, "an empty ORIGINLD_RPATH_AT is none");
	s = SETTINGS("ORIGINLD_RPATH_AT=begin");
	ok(!s.at_first && s.unknown, "an unknown one is noted");
	s = SETTINGS("ORIGINLD_DTAGS=runpath");
	ok(s.dtags == DTAGS_RUNPATH && !s.dtags_unknown && settings_are_special(&s), "ORIGINLD_DTAGS=runpath");
	s = SETTINGS("ORIGINLD_DTAGS=rpath");
	ok(s.dtags == DTAGS_RPATH && !s.dtags_unknown && settings_are_special(&s), "ORIGINLD_DTAGS=rpath");
	s = SETTINGS("ORIGINLD_DTAGS=");
	ok(s.dtags == DTAGS_ANY && !s.dtags_unknown && !settings_are_special(&s), "an empty ORIGINLD_DTAGS is none");
	s = SETTINGS("ORIGINLD_DTAGS=both");
	ok(s.dtags == DTAGS_ANY && s.dtags_unknown && !s.unknown, "an unknown one is noted by itself");
}

static void
test_empty(void)
{
	struct settings s = SETTINGS("ORIGINLD_LOG=", "ORIGINLD_RPATH=", "ORIGINLD_PREFIX=", "ORIGINLD_LD=", "ORIGINLD_CC=");

	ok(!s.log && !s.rpath && !s.prefix && !s.ld && !s.cc && s.ours && !settings_are_special(&s), "an empty value is as none");
	s = SETTINGS("ORIGINLD_LD=/l", "ORIGINLD_CC=/c");
	ok(same(s.ld, "/l") && same(s.cc, "/c") && !settings_are_special(&s), "another linker or compiler alone asks for no more than repair");
	s = SETTINGS("ORIGINLD_LOG=/l");
	ok(same(s.log, "/l") && settings_are_special(&s), "a log wants every line");
	s = SETTINGS("ORIGINLD_RPATH=/r");
	ok(same(s.rpath, "/r") && settings_are_special(&s), "so does an rpath to add");
	s = SETTINGS("ORIGINLD_PREFIX=/p");
	ok(same(s.prefix, "/p") && settings_are_special(&s), "and a prefix");
	s = SETTINGS("PATH=/x");
	ok(!settings_are_special(&s) && same(s.path, "/x"), "without a variable of ours nothing is special");
}

static void
test_secure(void)
{
	static const char *const variable[] = {
	    "PATH=/x", "ORIGINLD_MODE=off", "ORIGINLD_RPATH=/r", "ORIGINLD_RPATH_AT=first", "ORIGINLD_PREFIX=/p", "ORIGINLD_DTAGS=rpath", "ORIGINLD_LOG=/l", "ORIGINLD_LD=/d",
	    "ORIGINLD_CC=/c", "ORIGINLD_VERBOSE=2", "ORIGINLD_TRIED=1:2,", "ORIGIN=x", NULL,
	};
	struct settings s = understood(variable, 1), plain = understood(variable, 0);

	ok(others(&s, FIELDS) == 2 && same(s.path, "/x") && same(s.origin, "x"), "in a secure process our variables are dropped, and no others");
	ok(s.mode == MODE_REPAIR && !s.at_first && !s.dtags && !s.verbose && !settings_are_special(&s), "so none of them does anything");
	ok(others(&plain, FIELDS) == 12 && plain.mode == MODE_OFF && plain.at_first, "in any other they count");
}

static const struct {
	const char *o, *makeflags, *want;
} makes[] = {
    {NULL, NULL, ""},
    {"x", NULL, "x"},
    {"", "O=y", ""},
    {"x", "O=y", "x"},
    {NULL, "", ""},
    {NULL, "O=y", "y"},
    {NULL, "k -- O=y", "y"},
    {NULL, "k -- O=y P=z", "y"},
    {NULL, "k -- OO=y", ""},
    {NULL, "k -- XO=y", ""},
    {NULL, "k -- O:=y", ""},
    {NULL, "k -- P=O=y O=z", "z"},
    {NULL, "k -- O=y O=z", "y"},
    {NULL, "k -- O=a\\ b c", "a b"},
    {NULL, "k -- O=a\\\\b", "a\\b"},
    {NULL, "k -- O=$$x", "$x"},
    {NULL, "k -- O=$$$$x", "$$x"},
    {NULL, "k -- O=$x", "$x"},
    {NULL, "k -- O=", ""},
    {NULL, "k -- O=x\\", "x\\"},
    {NULL, "k -- O=x$", "x$"},
};

static void
test_make_o(void)
{
	struct settings s;
	struct arena a;
	size_t i;

	for (i = 0; i < sizeof makes / sizeof *makes; i++) {
		arena_again(&a);
		memset(&s, 0, sizeof s);
		s.make_o = makes[i].o;
		s.makeflags = makes[i].makeflags;
		if (!ok(span_is(settings_make_o(&s, &a), makes[i].want), "make's O is '%s' with O '%s' and MAKEFLAGS '%s'", makes[i].want, makes[i].o ? makes[i].o : "not set",
		        makes[i].makeflags ? makes[i].makeflags : "not set"))
			show("is", settings_make_o(&s, &a));
	}
}

int
main(void)
{
	test_each();
	test_modes();
	test_values();
	test_empty();
	test_secure();
	test_make_o();
	return done();
}

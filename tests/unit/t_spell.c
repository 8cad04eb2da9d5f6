/* SPDX-License-Identifier: MIT */
/* How lists are spelled: the exact texts. That they arrive is for tests/57-explain.bats, which builds with them. */
#include "tap.h"

#include "spell.h"

static const struct {
	const char *list, *spelled[SPELL_COUNT]; /* NULL: there is no spelling */
} table[] = {
    {"$ORIGIN/../lib",
	{"-Wl,-rpath,'$$ORIGIN/../lib'", "LDFLAGS='-Wl,-rpath,\\$$ORIGIN/../lib'", "-Wl,-rpath,'$$ORIGIN/../lib'",
	    "set(CMAKE_INSTALL_RPATH \"$ORIGIN/../lib\")", "install_rpath: '$ORIGIN/../lib'", "-Wl,-rpath,'$$ORIGIN/../lib'",
	    "-Wl,-rpath,'$ORIGIN/../lib'"}},
    {"$ORIGIN:${ORIGIN}/../${LIB}:/opt/x",
	{"-Wl,-rpath,'$$ORIGIN:$${ORIGIN}/../$${LIB}:/opt/x'", "LDFLAGS='-Wl,-rpath,\\$$ORIGIN:\\$${ORIGIN}/../\\$${LIB}:/opt/x'",
	    "-Wl,-rpath,'$$ORIGIN:$${ORIGIN}/../$${LIB}:/opt/x'", "set(CMAKE_INSTALL_RPATH \"$ORIGIN;$ORIGIN/../$LIB;/opt/x\")",
	    "install_rpath: '$ORIGIN:${ORIGIN}/../${LIB}:/opt/x'", "-Wl,-rpath,'$$ORIGIN:$${ORIGIN}/../$${LIB}:/opt/x'",
	    "-Wl,-rpath,'$ORIGIN:${ORIGIN}/../${LIB}:/opt/x'"}},
    {"/a,b",
	{"-Xlinker -rpath -Xlinker '/a,b'", "LDFLAGS='-Xlinker -rpath -Xlinker /a,b'", NULL, "set(CMAKE_INSTALL_RPATH \"/a,b\")",
	    "install_rpath: '/a,b'", "-Xlinker -rpath -Xlinker '/a,b'", "-Xlinker -rpath -Xlinker '/a,b'"}},
    {"/a 'b'", {"-Wl,-rpath,'/a '\\''b'\\'''", NULL, "-Wl,-rpath,'/a '\\''b'\\'''", "set(CMAKE_INSTALL_RPATH \"/a 'b'\")",
	"install_rpath: '/a \\'b\\''", "-Wl,-rpath,'/a '\\''b'\\'''", "-Wl,-rpath,'/a '\\''b'\\'''"}},
    {"/a\\b#c\\", {"-Wl,-rpath,'/a\\b\\#c\\'", NULL, "-Wl,-rpath,'/a\\b\\#c\\'", NULL, "install_rpath: '/a\\\\b#c\\\\'", "-Wl,-rpath,'/a\\b#c\\'",
	"-Wl,-rpath,'/a\\b#c\\'"}},
    {"/a\\#b", {NULL, NULL, NULL, NULL, "install_rpath: '/a\\\\#b'", "-Wl,-rpath,'/a\\#b'", "-Wl,-rpath,'/a\\#b'"}},
    {"/a::/b", {"-Wl,-rpath,'/a::/b'", "LDFLAGS='-Wl,-rpath,/a::/b'", "-Wl,-rpath,'/a::/b'", NULL, "install_rpath: '/a::/b'", "-Wl,-rpath,'/a::/b'",
	"-Wl,-rpath,'/a::/b'"}},
    {"/\xff", {"-Wl,-rpath,'/\xff'", NULL, "-Wl,-rpath,'/\xff'", NULL, NULL, "-Wl,-rpath,'/\xff'", "-Wl,-rpath,'/\xff'"}},
    {"$ORIGIN", {"-Wl,-rpath,'$$ORIGIN'", "LDFLAGS='-Wl,-rpath,\\$$ORIGIN'", "-Wl,-rpath,'$$ORIGIN'", "set(CMAKE_INSTALL_RPATH \"$ORIGIN\")",
	"install_rpath: '$ORIGIN'", "-Wl,-rpath,'$$ORIGIN'", "-Wl,-rpath,'$ORIGIN'"}},
    {"\x01/a", {NULL, NULL, NULL, NULL, NULL, NULL, NULL}},
    {"", {NULL, NULL, NULL, NULL, NULL, NULL, NULL}},
    {"/a\nb", {NULL, NULL, NULL, NULL, NULL, NULL, NULL}},
    {"/a\x7f", {NULL, NULL, NULL, NULL, NULL, NULL, NULL}},
};

/* What CMake would read something in. */
static const char *const not_for_cmake[] = {"/a;b", "/a\\b", "/a\"b", "/@a@", "/${FOO}/x", "$ENV{HOME}/x", "$<x>/y", ":/a", "/a:", "${ORIGIN}x"};

static void
exact(void)
{
	struct arena a;
	struct text t;
	size_t i;
	int where, spelled, good;

	for (i = 0; i < sizeof table / sizeof *table; i++) {
		good = 1;
		for (where = 0; where < SPELL_COUNT; where++) {
			arena_again(&a);
			t = text_in(&a);
			spelled = spell(&t, (enum spell_for)where, span_of(table[i].list));
			if (!table[i].spelled[where] ? !spelled && !t.n : spelled && span_is(text_span(&t), table[i].spelled[where]))
				continue;
			good = 0;
			show(spell_name((enum spell_for)where), text_span(&t));
		}
		ok(good, "spell: list %zu, for each place", i);
	}
}

static void
cmake(void)
{
	struct arena a;
	struct text t;
	size_t i;
	int good = 1;

	for (i = 0; i < sizeof not_for_cmake / sizeof *not_for_cmake; i++) {
		arena_again(&a);
		t = text_in(&a);
		if (spell(&t, SPELL_CMAKE, span_of(not_for_cmake[i])) || t.n) {
			show("spelled", span_of(not_for_cmake[i]));
			good = 0;
		}
	}
	ok(good, "spell: for CMake nothing in which a script would read something");
}

static void
names(void)
{
	int i, j, good = 1;

	for (i = 0; i < SPELL_COUNT; i++) {
		for (j = 0; j < i; j++)
			good &= strcmp(spell_name((enum spell_for)i), spell_name((enum spell_for)j)) != 0;
	}
	ok(good, "spell_name: no two are the same");
}

int
main(void)
{
	exact();
	cmake();
	names();
	return done();
}

/* SPDX-License-Identifier: MIT */
/* clue.c: which texts explain an element that arrived, and which do not. The rule is section 5 of docs/repair.md. */
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "clue.h"
#include "fence.h"
#include "os.h"
#include "tap.h"

enum { FIRST = CLUE_INSIDE | CLUE_FIRST, LAST = CLUE_INSIDE | CLUE_LAST, ONLY = CLUE_INSIDE | CLUE_FIRST | CLUE_LAST };

/* What is counted: origins, others, literals, opaque; and what the first origin's rest is meant to be. */
static const struct {
	const char *text, *suffix;
	unsigned at, origins, others, literals, opaque;
	const char *meant;
} cases[] = {
    {"-Wl,-rpath,$ORIGIN/../lib", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,$$ORIGIN/../lib", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,\\$$ORIGIN/../lib", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,'$$ORIGIN/../lib'", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,\\'$$ORIGIN/../lib\\'", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,\"$ORIGIN\"/../lib", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,${ORIGIN}/../lib", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,$(ORIGIN)/../lib", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,$RIGIN/../lib", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-rpath,$$$$ORIGIN/../lib x", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"-Wl,-R$$ORIGIN/lib", "/lib", ONLY, 1, 0, 0, 0, "/lib"},
    {"LDFLAGS = $$ORIGIN/lib", "/lib", ONLY, 1, 0, 0, 0, "/lib"},
    {"-Wl,-rpath,$$ORIGIN", "", ONLY, 1, 0, 0, 0, ""},
    {"-Wl,-rpath,$$ORIGIN,-z,now", "", ONLY, 1, 0, 0, 0, ""},
    {"-Wl,-rpath,$$ORIGIN/../$$LIB", "/../", 0, 1, 0, 0, 0, "/../$LIB"},
    {"-Wl,-rpath,$$ORIGIN/../$$LIB/$$PLATFORM", "/..//", 0, 1, 0, 0, 0, "/../$LIB/$PLATFORM"},
    {"extra = ['$ORIGIN/lib']", "/lib", ONLY, 1, 0, 0, 0, "/lib"},
    {"set(X [==[-Wl,-rpath,$ORIGIN/../lib]==])", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    {"set(X [==[$ORIGIN/../lib]==])", "/../lib", 0, 1, 0, 0, 0, "/../lib"},
    /* its place in the list */
    {"-rpath,$$ORIGIN/lib:/a", "/lib", FIRST, 1, 0, 0, 0, "/lib"},
    {"-rpath,$$ORIGIN/lib:/a", "/lib", ONLY, 0, 0, 0, 0, ""},
    {"-rpath,/a:$$ORIGIN/lib", "/lib", LAST, 1, 0, 0, 0, "/lib"},
    {"-rpath,/a:$$ORIGIN/lib:/b", "/lib", CLUE_INSIDE, 1, 0, 0, 0, "/lib"},
    {"-rpath,/a:$$ORIGIN/lib:/b", "/lib", CLUE_ANYWHERE, 1, 0, 0, 0, "/lib"},
    {"-rpath,$$ORIGIN", "", CLUE_INSIDE, 0, 0, 0, 0, ""},
    /* what is not the text that arrived */
    {"-Wl,-rpath,$ORIGIN/../lib64", "/../lib", 0, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,$ORIGIN/../lib/x", "/../lib", 0, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,$ORIGINAL/../lib", "/../lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,x$ORIGIN/../lib", "/../lib", 0, 0, 0, 0, 0, ""},
    {"ORIGIN/../lib", "/../lib", 0, 0, 0, 0, 0, ""},
    /* other variables count in an rpath alone */
    {"-Wl,-rpath,$(PREFIX)/lib", "/lib", ONLY, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$(shell pwd)/../lib", "/../lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,`pwd`/../lib", "/../lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath -Wl,$(PREFIX)/lib", "/lib", ONLY, 0, 1, 0, 0, ""},
    {"-Xlinker -rpath -Xlinker $(PREFIX)/lib", "/lib", ONLY, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,/a:$(PREFIX)/lib", "/lib", LAST, 0, 1, 0, 0, ""},
    {"RPATH=['${PREFIX}/../lib']", "/../lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$1/lib", "/lib", ONLY, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$10188/../lib", "/../lib", 0, 0, 0, 0, 0, ""},
    {"-L$(PREFIX)/lib -I$(X)/lib", "/lib", ONLY, 0, 0, 0, 0, ""},
    {"cp x $(PREFIX)/lib", "/lib", ONLY, 0, 0, 0, 0, ""},
    /* the text itself, and a variable alone */
    {"-Wl,-rpath,/lib", "/lib", ONLY, 0, 0, 1, 0, ""},
    {"-Wl,-rpath=/lib -L/lib", "/lib", ONLY, 0, 0, 1, 0, ""},
    {"-Wl,-rpath,$/../lib", "/../lib", 0, 0, 0, 1, 0, ""},
    {"-Wl,-rpath,/library", "/lib", ONLY, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,$(WHERE)", "/lib", ONLY, 0, 0, 0, 1, ""},
    {"libtool -rpath $(libdir)", "/lib", ONLY, 0, 0, 0, 0, ""},
    {"-rpath,'$$ORIGIN/lib':/a", "/lib", FIRST, 1, 0, 0, 0, "/lib"},
    {"-rpath,'$$ORIGIN/lib':/a", "/lib", LAST, 0, 0, 0, 0, ""},
    {"-rpath,/a:\"$$ORIGIN\"/lib", "/lib", LAST, 1, 0, 0, 0, "/lib"},
    {"-rpath,/a:\\'$$ORIGIN/lib\\'", "/lib", LAST, 1, 0, 0, 0, "/lib"},
    {"-rpath,/a:\\'$$ORIGIN/lib\\'", "/lib", ONLY, 0, 0, 0, 0, ""},
    {"-rpath,/a:$$ORIGIN/lib:", "/lib", CLUE_INSIDE, 1, 0, 0, 0, "/lib"},
    {"-rpath,/a:$$ORIGIN/lib:", "/lib", LAST, 0, 0, 0, 0, ""},
    /* names, and where they end */
    {"-Wl,-rpath,$$IGIN/lib", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"-Wl,-rpath,$ORIGINZ/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$ORIGINA/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$ORIGINa/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$ORIGINz/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$ORIGIN0/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$ORIGIN9/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$ORIGIN_/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$ORIGIN-/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,$0/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$9/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$09/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,$90/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,$", "", 0, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,$(a (b) c)/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,$(a (b) c/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,${a{b}}/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,`pwd`", "/lib", 0, 0, 0, 0, 1, ""},
    {"-Wl,-rpath,`pwd", "", 0, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,``/lib", "/lib", 0, 0, 1, 0, 0, ""},
    /* what says that it is in an rpath stands on its line, and near */
    {"-rpath=$(X)/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-R$(X)/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-R,$(X)/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,-Wl,$(X)/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"-Wl,-rpath,\\\"$(X)/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"rpath,/a:$(X)/lib", "/lib", 0, 0, 1, 0, 0, ""},
    {"path,/a:$(X)/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"rpath,/a;$(X)/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"rpath,/234567890123456789012345678901234567890123456789012345678901234567890:$(X)/lib", "/lib", 0, 0, 0, 0, 0, ""},
    /* where an element begins */
    {"X=$$ORIGIN/lib", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"$$ORIGIN/lib", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"'$$ORIGIN/lib", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"x'$$ORIGIN/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"R$$ORIGIN/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"xR$$ORIGIN/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"/$$ORIGIN/lib", "/lib", 0, 0, 0, 0, 0, ""},
    {"x/$$ORIGIN/lib", "/lib", 0, 0, 0, 0, 0, ""},
    /* where its rest ends */
    {"$$ORIGIN/lib)", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"$$ORIGIN/lib|x", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"$$ORIGIN/lib&x", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"$$ORIGIN/lib\tx", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"$$ORIGIN/lib\\' x", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"'$$ORIGIN'/lib", "/lib", 0, 1, 0, 0, 0, "/lib"},
    {"'$$ORIGIN' /lib", "", 0, 1, 0, 0, 0, ""},
    {"'$$ORIGIN'", "", 0, 1, 0, 0, 0, ""},
    {"$$ORIGIN/li${X}b", "/lib", 0, 1, 0, 0, 0, "/li${X}b"},
    {"$$ORIGIN/${X}", "/", 0, 1, 0, 0, 0, "/${X}"},
    {"$$ORIGIN/lib\\$$x", "/lib", 0, 1, 0, 0, 0, "/lib$x"},
    {"-rpath,/li", "/lib", 0, 0, 0, 0, 0, ""},
    {"-rpath,/lib", "/lib", 0, 0, 0, 1, 0, ""},
    {"-rpath,/lib:/x", "/lib", 0, 0, 0, 1, 0, ""},
    {"/lib", "/lib", 0, 0, 0, 0, 0, ""},
    /* brackets that do not close, ends, and bytes of any kind */
    {"-Wl,-rpath,$(ORIGIN", "", ONLY, 0, 0, 0, 0, ""},
    {"-Wl,-rpath,${", "", ONLY, 0, 0, 0, 0, ""},
    {"$", "", ONLY, 0, 0, 0, 0, ""},
    {"\\", "", ONLY, 0, 0, 0, 0, ""},
    {"`", "", ONLY, 0, 0, 0, 0, ""},
    {"", "/lib", ONLY, 0, 0, 0, 0, ""},
};

static void
test_cases(void)
{
	struct arena a = {NULL, NULL, os_more, 0};
	struct clue c;
	size_t i;
	int good;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		memset(&c, 0, sizeof c);
		clue_search(&c, fenced(span_of(cases[i].text)), span_of(cases[i].suffix), cases[i].at, 1);
		good = c.origins == cases[i].origins && c.others == cases[i].others && c.literals == cases[i].literals && c.opaque == cases[i].opaque &&
		    span_is(clue_meant(&a, &c), cases[i].meant);
		ok(good, "'%s' says of '%s' what it should", cases[i].text, cases[i].suffix);
		if (!good)
			printf("#   origins %u, others %u, literals %u, opaque %u\n", c.origins, c.others, c.literals, c.opaque);
	}
}

static void
test_lines(void)
{
	static const char text[] = "# $ORIGIN/lib\n  # -Wl,-rpath,$(X)/lib\nA = $ORIGIN/lib $ORIGIN/lib\n\nB = $ORIGIN/lib\n";
	struct clue c;

	memset(&c, 0, sizeof c);
	clue_search(&c, span_of(text), span_of("/lib"), CLUE_ANYWHERE, 1);
	ok(c.origins == 3 && c.others == 0, "a comment counts as no line of a makefile");
	ok(c.line == 3 && c.lines == 2, "the first line is told, and how many there are");
	memset(&c, 0, sizeof c);
	clue_search(&c, span_of("A = $ORIGIN/lib\nB = $ORIGIN/lib\nC = $ORIGIN/lib\n"), span_of("/lib"), CLUE_ANYWHERE, 1);
	ok(c.line == 1 && c.lines == 3, "each line counts");
	memset(&c, 0, sizeof c);
	clue_search(&c, span_of("\nA = $ORIGIN/lib $ORIGIN/lib $ORIGIN/lib\n"), span_of("/lib"), CLUE_ANYWHERE, 1);
	ok(c.line == 2 && c.lines == 1, "once");
	memset(&c, 0, sizeof c);
	clue_search(&c, span_of(text), span_of("/lib"), CLUE_ANYWHERE, 0);
	ok(c.origins == 4 && c.others == 1 && c.line == 1, "elsewhere a # is a byte like any other");
	memset(&c, 0, sizeof c);
	clue_search(&c, span_of("-rpath,\n$(X)/lib -rpath,$(a\nb)/lib"), span_of("/lib"), CLUE_ANYWHERE, 0);
	ok(c.others == 0, "neither an option nor a variable goes on in the next line");
}

/* How the variable is written, for those who want to know who took it. */
static void
test_spelled(void)
{
	static const struct {
		const char *text, *spelled;
	} facts[] = {
	    {"x $$ORIGIN/lib $ORIGIN/lib", "$$ORIGIN"},   {"-rpath,\\$$ORIGIN/lib", "\\$$ORIGIN"}, {"a ${ORIGIN}/lib b", "${ORIGIN}"},
	    {"a '$$(ORIGIN)'/lib b", "$$(ORIGIN)'"}, {"\"$RIGIN\"/lib", "$RIGIN\""},
	};
	struct clue c;
	size_t i;

	for (i = 0; i < sizeof facts / sizeof facts[0]; i++) {
		memset(&c, 0, sizeof c);
		clue_search(&c, span_of(facts[i].text), span_of("/lib"), CLUE_ANYWHERE, 0);
		if (!ok(span_is(c.spelled, facts[i].spelled), "in '%s' it is written as %s", facts[i].text, facts[i].spelled))
			show("is", c.spelled);
	}
}

/* Any bytes, in a block of memory of their own, so that a look beyond is seen by a sanitizer. */
static void
test_random(void)
{
	static const char some[] = "$\\`'\"(){}:,= \n#ORIGIN/libR.-rpath,";
	unsigned long found = 0;
	struct clue c;
	size_t n, i;
	char *p;
	int round;

	for (round = 0; round < 200000; round++) {
		n = random_below(40);
		p = malloc(n ? n : 1);
		for (i = 0; p && i < n; i++) {
			p[i] = random_below(16) ? some[random_below(sizeof some - 1)] : (char)random_below(256);
			if (!random_below(8) && n - i >= 7) {
				memcpy(p + i, "$ORIGIN", 7);
				i += 6;
			}
		}
		memset(&c, 0, sizeof c);
		clue_search(&c, (struct span){p, n}, span_of(round % 2 ? "/lib" : ""), (unsigned)round % 8, round % 3 == 0);
		found += c.origins;
		free(p);
	}
	ok(found > 1000, "200000 random texts are read to their end, and %lu places are found", found);
}

int
main(void)
{
	test_cases();
	test_lines();
	test_spelled();
	test_random();
	return done();
}

/* SPDX-License-Identifier: MIT */
/* The option table: that it is in order, and what it says of words whose meaning is easy to get wrong. */
#include "tap.h"

#include "opts.h"

enum { BFD = LINKER_BFD, GOLD = LINKER_GOLD, LLD = LINKER_LLD, MOLD = LINKER_MOLD, ANY = LINKER_ANY };
enum { NO = TAKES_NOTHING, NEXT = TAKES_NEXT, MAYBE = TAKES_MAYBE };

static const struct {
	const char *word;
	int linkers;
	enum opt_role role;
	int takes;
	size_t joined;
} facts[] = {
    /* the options that this is all about */
    {"-rpath", ANY, ROLE_RPATH, NEXT, 0},
    {"--rpath", ANY, ROLE_RPATH, NEXT, 0},
    {"-rpath=/a", ANY, ROLE_RPATH, NO, 7},
    {"--rpath=/a", ANY, ROLE_RPATH, NO, 8},
    {"-rpath=", ANY, ROLE_RPATH, NO, 7},
    {"--rpath==", ANY, ROLE_RPATH, NO, 8},
    {"-R", ANY, ROLE_R, NEXT, 0},
    {"-R/a", ANY, ROLE_R, NO, 2},
    {"-R=/a", ANY, ROLE_R, NO, 2},
    {"-Rpath=/a", ANY, ROLE_R, NO, 2},
    {"--just-symbols", BFD, ROLE_JUST_SYMBOLS, NEXT, 0},
    {"-just-symbols=x", BFD, ROLE_JUST_SYMBOLS, NO, 14},
    {"--just-symbols", ANY, ROLE_JUST_SYMBOLS, MAYBE, 0},
    {"--just-symbols", MOLD, ROLE_JUST_SYMBOLS, NO, 0},

    /* and those that only look like them */
    {"-rpath-link", ANY, ROLE_NONE, NEXT, 0},
    {"-rpath-link=/a", ANY, ROLE_NONE, NO, 12},
    {"--rpath-link=/a", ANY, ROLE_NONE, NO, 13},
    {"-rpat", GOLD, ROLE_NONE, NO, 0},
    {"-rpat", BFD, ROLE_NONE, MAYBE, 0},
    {"--rpath-l=/a", ANY, ROLE_NONE, NO, 0},
    {"-rpathX", ANY, ROLE_NONE, NO, 0},
    {"---rpath=/a", ANY, ROLE_NONE, NO, 0},
    {"--R", LLD, ROLE_NONE, NO, 0},
    {"rpath", ANY, ROLE_NONE, NO, 0},
    {"", ANY, ROLE_NONE, NO, 0},
    {"-", ANY, ROLE_NONE, NO, 0},

    /* one letter: the rest of the word is the value, whatever it is */
    {"-o", ANY, ROLE_OUTPUT, NEXT, 0},
    {"-oformat", ANY, ROLE_NONE, MAYBE, 0},
    {"-output", BFD, ROLE_OUTPUT, NO, 2},
    {"-ofile=x", ANY, ROLE_OUTPUT, NO, 2},
    {"-L-rpath", ANY, ROLE_NONE, NO, 2},
    {"-lrpath", ANY, ROLE_INPUT, NO, 2},
    {"-l", ANY, ROLE_INPUT, NEXT, 0},
    {"-melf_i386", ANY, ROLE_EMULATION, NO, 2},
    {"-z", ANY, ROLE_KEYWORD, NEXT, 0},
    {"-zorigin", ANY, ROLE_KEYWORD, NO, 2},
    {"-z=x", ANY, ROLE_KEYWORD, NO, 2},
    {"--enable-new-dtags", ANY, ROLE_NEW_DTAGS, NO, 0},
    {"-disable-new-dtags", ANY, ROLE_OLD_DTAGS, NO, 0},
    {"--z", ANY, ROLE_NONE, NO, 0},
    {"--o", GOLD, ROLE_NONE, NO, 0},

    /* operands of one linker and not of another */
    {"-G", LLD, ROLE_NONE, NEXT, 0},
    {"-G", GOLD, ROLE_NONE, NO, 0},
    {"-G", BFD, ROLE_NONE, MAYBE, 0},
    {"-G", ANY, ROLE_NONE, MAYBE, 0},
    {"--audit", BFD, ROLE_NONE, NEXT, 0},
    {"--audit", LLD, ROLE_NONE, NO, 0},
    {"--audit", ANY, ROLE_NONE, MAYBE, 0},
    {"-Y", BFD | GOLD, ROLE_NONE, NEXT, 0},
    {"--threads", LLD, ROLE_NONE, NEXT, 0},
    {"-threads", LLD, ROLE_NONE, NO, 0},
    {"--threads", GOLD, ROLE_NONE, NO, 0},
    {"--unique", MOLD, ROLE_NONE, NEXT, 0},
    {"--unique", BFD, ROLE_NONE, NO, 0},
    {"--icf", GOLD, ROLE_NONE, NEXT, 0},
    {"--icf=all", GOLD, ROLE_NONE, NO, 6},
    {"-oformat", BFD, ROLE_OUTPUT, NO, 2},
    {"--oformat", BFD, ROLE_NONE, NEXT, 0},
    {"--output", BFD, ROLE_OUTPUT, NEXT, 0},
    {"--output=x", ANY, ROLE_OUTPUT, NO, 9},
    {"-plugin", ANY, ROLE_NONE, NEXT, 0},
    {"-plugin-opt=-fresolution=x", ANY, ROLE_NONE, NO, 12},
    {"-plugin-opt", LLD, ROLE_NONE, MAYBE, 0},

    /* bfd takes the beginning of a long option for the whole, so there may be an operand */
    {"--sonam", BFD, ROLE_NONE, MAYBE, 0},
    {"--sonam", GOLD | LLD | MOLD, ROLE_NONE, NO, 0},
    {"--sonam", ANY, ROLE_NONE, MAYBE, 0},
    {"--dynamic-lin", BFD, ROLE_NONE, MAYBE, 0},
    {"--trace", BFD, ROLE_NONE, NO, 0},
    {"--build-id", BFD, ROLE_NONE, NO, 0},
    {"--ar", BFD, ROLE_NONE, MAYBE, 0},
    {"--export-dynami", BFD, ROLE_NONE, MAYBE, 0},
    {"--dT=x", ANY, ROLE_NONE, NO, 5},
    {"-dT=x", ANY, ROLE_NONE, NO, 4},
    {"--export-dynamic", BFD, ROLE_NONE, NO, 0},

    /* what decides about additions */
    {"-r", ANY, ROLE_RELOCATABLE, NO, 0},
    {"-i", ANY, ROLE_RELOCATABLE, NO, 0},
    {"-Ur", ANY, ROLE_RELOCATABLE, NO, 0},
    {"--relocatable", ANY, ROLE_RELOCATABLE, NO, 0},
    {"-static", ANY, ROLE_STATIC, NO, 0},
    {"--static", ANY, ROLE_STATIC, NO, 0},
    {"-Bstatic", ANY, ROLE_STATIC, NO, 0},
    {"-dn", ANY, ROLE_STATIC, NO, 0},
    {"-non_shared", ANY, ROLE_STATIC, NO, 0},
    {"-Bdynamic", ANY, ROLE_DYNAMIC, NO, 0},
    {"-dy", ANY, ROLE_DYNAMIC, NO, 0},
    {"-call_shared", ANY, ROLE_DYNAMIC, NO, 0},
    {"--no-dynamic-linker", ANY, ROLE_STATIC_PIE, NO, 0},
    {"-dynamic-linker", ANY, ROLE_LOADER, NEXT, 0},
    {"--dynamic-linker=/x", ANY, ROLE_LOADER, NO, 17},
    {"-m", ANY, ROLE_EMULATION, NEXT, 0},
    {"--", ANY, ROLE_END, NO, 0},

    /* questions: nothing is linked; -v and -V do link */
    {"--version", ANY, ROLE_QUERY, NO, 0},
    {"-version", ANY, ROLE_QUERY, NO, 0},
    {"--help", ANY, ROLE_QUERY, NO, 0},
    {"--target-help", ANY, ROLE_QUERY, NO, 0},
    {"--print-sysroot", ANY, ROLE_QUERY, NO, 0},
    {"-v", ANY, ROLE_NONE, NO, 0},
    {"-V", ANY, ROLE_NONE, NO, 0},
    {"--verbose", ANY, ROLE_NONE, NO, 0},
    {"--version-script", ANY, ROLE_NONE, NEXT, 0},
};

static const char *
linker_names(int linkers)
{
	static char text[32];

	if (linkers == ANY)
		return "any linker";
	snprintf(text, sizeof text, "%s%s%s%s", linkers & BFD ? " bfd" : "", linkers & GOLD ? " gold" : "", linkers & LLD ? " lld" : "",
	    linkers & MOLD ? " mold" : "");
	return text + 1;
}

int
main(void)
{
	const char *bad = opts_check();
	struct opt o;
	size_t i;

	if (!ok(bad == NULL, "the table's rows are sorted, named once, and well written"))
		printf("#   first bad row: %s\n", bad);
	for (i = 0; i < sizeof facts / sizeof *facts; i++) {
		o = opts_read(span_of(facts[i].word), (unsigned)facts[i].linkers);
		if (ok(o.role == facts[i].role && o.takes == (enum opt_takes)facts[i].takes && o.joined == facts[i].joined, "'%s' is read as %s reads it", facts[i].word,
		        linker_names(facts[i].linkers)))
			continue;
		printf("#   role %d, takes %d, value at %zu; should be %d, %d, %zu\n", (int)o.role, (int)o.takes, o.joined, (int)facts[i].role,
		    facts[i].takes, facts[i].joined);
	}
	return done();
}

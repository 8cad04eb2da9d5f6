/* SPDX-License-Identifier: MIT */
/* The drivers' option table: that it is in order, and what it says of words whose meaning is easy to get wrong. */
#include "tap.h"

#include "driver_opts.h"

enum { GCC = DRIVER_GCC, CLANG = DRIVER_CLANG, ANY = DRIVER_ANY };
enum { NO = TAKES_NOTHING, NEXT = TAKES_NEXT, MAYBE = TAKES_MAYBE };

#define ROLE(name) DRIVER_ROLE_##name

static const struct {
	const char *word;
	int drivers;
	enum driver_role role;
	int takes;
	size_t joined;
} facts[] = {
    /* words for the linker */
    {"-Wl,-rpath,/a", ANY, ROLE(COMMA), NO, 4},
    {"-Wl,-rpath=/a", ANY, ROLE(COMMA), NO, 4},
    {"-Wl,", ANY, ROLE(COMMA), NO, 4},
    {"-Wl,,", ANY, ROLE(COMMA), NO, 4},
    {"-Wl", ANY, ROLE(NONE), NO, 0},
    {"--Wl,-rpath,/a", ANY, ROLE(NONE), NO, 0},
    {"-Wa,-c", ANY, ROLE(NONE), NO, 0},
    {"-Wp,-MD,x", ANY, ROLE(NONE), NO, 0},
    {"-Wlogical-op", ANY, ROLE(NONE), NO, 0},
    {"-Xlinker", ANY, ROLE(LINKER), NEXT, 0},
    {"-Xlinkerx", ANY, ROLE(NONE), NO, 0},
    {"--Xlinker", ANY, ROLE(NONE), NO, 0},
    {"--for-linker", ANY, ROLE(LINKER), NEXT, 0},
    {"--for-linker=-rpath", ANY, ROLE(LINKER), NO, 13},
    {"--for-linker=", ANY, ROLE(LINKER), NO, 13},
    {"-for-linker", GCC, ROLE(NONE), NO, 0},
    {"--for-linkerx", ANY, ROLE(NONE), NO, 0},

    /* clang's own option, and the one that gcc drops */
    {"-rpath", CLANG, ROLE(RPATH), NEXT, 0},
    {"-rpath", GCC, ROLE(NONE), NO, 0},
    {"-rpath", ANY, ROLE(RPATH), NEXT, 0},
    {"-rpath=/a", ANY, ROLE(NONE), NO, 0},
    {"--rpath", ANY, ROLE(NONE), NO, 0},
    {"-rpath-link", ANY, ROLE(NONE), NO, 0},
    {"-R", GCC, ROLE(R), NEXT, 0},
    {"-R/a", GCC, ROLE(R), NO, 2},
    {"-R=/a", GCC, ROLE(R), NO, 2},
    {"-R", CLANG, ROLE(NONE), NO, 0},
    {"-R/a", CLANG, ROLE(NONE), NO, 0},
    {"-Rpass=inline", CLANG, ROLE(NONE), NO, 0},
    {"-R", ANY, ROLE(R), MAYBE, 0},
    {"-R/a", ANY, ROLE(R), NO, 2},
    {"--R", GCC, ROLE(NONE), NO, 0},

    /* one letter: the rest of the word is the value, whatever it is, unless a longer name fits */
    {"-o", ANY, ROLE(OUTPUT), NEXT, 0},
    {"-ox", ANY, ROLE(OUTPUT), NO, 2},
    {"-output", ANY, ROLE(OUTPUT), NO, 2},
    {"-object", GCC, ROLE(OUTPUT), NO, 2},
    {"-object", CLANG, ROLE(NONE), NO, 0},
    {"-objects", CLANG, ROLE(OUTPUT), NO, 2},
    {"--output", ANY, ROLE(OUTPUT), NEXT, 0},
    {"--output=x", ANY, ROLE(OUTPUT), NO, 9},
    {"--outputx", ANY, ROLE(NONE), NO, 0},
    {"--o", ANY, ROLE(NONE), NO, 0},
    {"-x", ANY, ROLE(LANGUAGE), NEXT, 0},
    {"-xc++-header", ANY, ROLE(LANGUAGE), NO, 2},
    {"-x=c", ANY, ROLE(LANGUAGE), NO, 2},
    {"--language", ANY, ROLE(LANGUAGE), NEXT, 0},
    {"--language=c", ANY, ROLE(LANGUAGE), NO, 11},
    {"-l", ANY, ROLE(LIBRARY), NEXT, 0},
    {"-lrpath", ANY, ROLE(LIBRARY), NO, 2},
    {"-l:x.so", ANY, ROLE(LIBRARY), NO, 2},
    {"-lang-asm", ANY, ROLE(NONE), NO, 0},
    {"-lang", ANY, ROLE(LIBRARY), NO, 2},
    {"-B", ANY, ROLE(FOLDER), NEXT, 0},
    {"-B/a", ANY, ROLE(FOLDER), NO, 2},
    {"-Bstatic", ANY, ROLE(FOLDER), NO, 2},
    {"--prefix", ANY, ROLE(FOLDER), NEXT, 0},
    {"--prefix=/a", ANY, ROLE(FOLDER), NO, 9},
    {"-prefix", ANY, ROLE(NONE), NO, 0},
    {"-L", ANY, ROLE(NONE), NEXT, 0},
    {"-L-rpath", ANY, ROLE(NONE), NO, 0},
    {"-z", ANY, ROLE(NONE), NEXT, 0},
    {"-zorigin", GCC, ROLE(NONE), NO, 0},
    {"-zorigin", CLANG, ROLE(NONE), NO, 0},

    /* what decides whether something is linked */
    {"-c", ANY, ROLE(NO_LINK), NO, 0},
    {"-cx", ANY, ROLE(NONE), NO, 0},
    {"--compile", ANY, ROLE(NO_LINK), NO, 0},
    {"-S", ANY, ROLE(NO_LINK), NO, 0},
    {"--assemble", ANY, ROLE(NO_LINK), NO, 0},
    {"-E", ANY, ROLE(NO_LINK), NO, 0},
    {"--preprocess", ANY, ROLE(NO_LINK), NO, 0},
    {"-M", ANY, ROLE(NO_LINK), NO, 0},
    {"--dependencies", ANY, ROLE(NO_LINK), NO, 0},
    {"-MM", ANY, ROLE(NO_LINK), NO, 0},
    {"--user-dependencies", ANY, ROLE(NO_LINK), NO, 0},
    {"-MD", ANY, ROLE(NONE), NO, 0},
    {"-MMD", ANY, ROLE(NONE), NO, 0},
    {"-MP", ANY, ROLE(NONE), NO, 0},
    {"--write-dependencies", ANY, ROLE(NONE), NO, 0},
    {"-fsyntax-only", ANY, ROLE(NO_LINK), NO, 0},
    {"-fsyntax-onlyx", ANY, ROLE(NONE), NO, 0},
    {"--precompile", CLANG, ROLE(NO_LINK), NO, 0},
    {"--analyze", CLANG, ROLE(NO_LINK), NO, 0},
    {"-emit-ast", CLANG, ROLE(NO_LINK), NO, 0},
    {"-emit-llvm", CLANG, ROLE(NONE), NO, 0},
    {"-emit-ast", GCC, ROLE(NONE), NO, 0},
    {"--emit-static-lib", CLANG, ROLE(NO_LINK), NO, 0},
    {"-rewrite-objc", CLANG, ROLE(NO_LINK), NO, 0},
    {"--driver-mode=cpp", CLANG, ROLE(NO_LINK), NO, 0},
    {"--driver-mode=g++", CLANG, ROLE(NONE), NO, 0},
    {"-r", ANY, ROLE(RELOCATABLE), NO, 0},
    {"-rdynamic", ANY, ROLE(NONE), NO, 0},
    {"--relocatable", ANY, ROLE(NONE), NO, 0},
    {"-static", ANY, ROLE(STATIC), NO, 0},
    {"--static", ANY, ROLE(STATIC), NO, 0},
    {"-static-libgcc", ANY, ROLE(NONE), NO, 0},
    {"-static-libstdc++", ANY, ROLE(NONE), NO, 0},
    {"-static-pie", ANY, ROLE(STATIC_PIE), NO, 0},
    {"--static-pie", GCC, ROLE(STATIC_PIE), NO, 0},
    {"--static-pie", CLANG, ROLE(NONE), NO, 0},
    {"-shared", ANY, ROLE(SHARED), NO, 0},
    {"--shared", ANY, ROLE(SHARED), NO, 0},
    {"-shared-libgcc", ANY, ROLE(NONE), NO, 0},
    {"-pie", ANY, ROLE(NONE), NO, 0},

    /* questions; -v and -V are none */
    {"--version", ANY, ROLE(QUERY), NO, 0},
    {"-version", ANY, ROLE(NONE), NO, 0},
    {"-dumpversion", ANY, ROLE(QUERY), NO, 0},
    {"-dumpmachine", ANY, ROLE(QUERY), NO, 0},
    {"-dumpspecs", GCC, ROLE(QUERY), NO, 0},
    {"-dumpfullversion", GCC, ROLE(QUERY), NO, 0},
    {"-dumpfullversion", CLANG, ROLE(NONE), NO, 0},
    {"-dM", ANY, ROLE(NONE), NO, 0},
    {"--help", ANY, ROLE(QUERY), NO, 0},
    {"--help=common", GCC, ROLE(QUERY), NO, 7},
    {"-help", CLANG, ROLE(QUERY), NO, 0},
    {"-help", GCC, ROLE(NONE), NO, 0},
    {"--target-help", GCC, ROLE(QUERY), NO, 0},
    {"--target-help", CLANG, ROLE(NONE), NO, 0},
    {"-print-file-name=x", ANY, ROLE(QUERY), NO, 17},
    {"--print-file-name", ANY, ROLE(QUERY), NEXT, 0},
    {"-print-prog-name=ld", ANY, ROLE(QUERY), NO, 17},
    {"-print-search-dirs", ANY, ROLE(QUERY), NO, 0},
    {"--print-multiarch", GCC, ROLE(QUERY), NO, 0},
    {"-print-resource-dir", CLANG, ROLE(QUERY), NO, 0},
    {"-###", ANY, ROLE(QUERY), NO, 0},
    {"-v", ANY, ROLE(NONE), NO, 0},
    {"--verbose", ANY, ROLE(NONE), NO, 0},
    {"-V", GCC, ROLE(NONE), NO, 0},
    {"-V", CLANG, ROLE(NONE), NEXT, 0},
    {"-cc1", CLANG, ROLE(OTHER), NO, 0},
    {"-cc1as", CLANG, ROLE(OTHER), NO, 0},
    {"-cc1", GCC, ROLE(NONE), NO, 0},

    /* which linker, and for what */
    {"-fuse-ld=gold", ANY, ROLE(FUSE_LD), NO, 9},
    {"-fuse-ld=/a/ld", ANY, ROLE(FUSE_LD), NO, 9},
    {"-fuse-ld", ANY, ROLE(NONE), NO, 0},
    {"--fuse-ld=gold", ANY, ROLE(NONE), NO, 0},
    {"--ld-path=/a/ld", CLANG, ROLE(LD_PATH), NO, 10},
    {"--ld-path", CLANG, ROLE(NONE), NO, 0},
    {"-target", CLANG, ROLE(TARGET), NEXT, 0},
    {"-target", GCC, ROLE(NONE), NO, 0},
    {"--target=x", CLANG, ROLE(TARGET), NO, 9},
    {"--target", CLANG, ROLE(NONE), NO, 0},
    {"-arch", CLANG, ROLE(TARGET), NEXT, 0},
    {"-arch_only", CLANG, ROLE(NONE), NEXT, 0},
    {"-march=x", ANY, ROLE(NONE), NO, 0},

    /* operands of both */
    {"-MF", ANY, ROLE(NONE), NEXT, 0},
    {"-MFx", ANY, ROLE(NONE), NO, 0},
    {"-MT", ANY, ROLE(NONE), NEXT, 0},
    {"-include", ANY, ROLE(NONE), NEXT, 0},
    {"-isystem", ANY, ROLE(NONE), NEXT, 0},
    {"-Xassembler", ANY, ROLE(NONE), NEXT, 0},
    {"-Xpreprocessor", ANY, ROLE(NONE), NEXT, 0},
    {"--param", ANY, ROLE(NONE), NEXT, 0},
    {"--param=x", ANY, ROLE(NONE), NO, 0},
    {"-param", ANY, ROLE(NONE), NO, 0},
    {"--sysroot", ANY, ROLE(NONE), NEXT, 0},
    {"--sysroot=/a", ANY, ROLE(NONE), NO, 0},
    {"-specs", ANY, ROLE(NONE), NEXT, 0},
    {"-specs=x", ANY, ROLE(NONE), NO, 0},
    {"-u", ANY, ROLE(NONE), NEXT, 0},
    {"-e", ANY, ROLE(NONE), NEXT, 0},
    {"-T", ANY, ROLE(NONE), NEXT, 0},
    {"--include-directory", ANY, ROLE(NONE), NEXT, 0},
    {"--define-macro", ANY, ROLE(NONE), NEXT, 0},

    /* of one of them; an option that the other lacks does not make it doubtful, one that is something else there does */
    {"-wrapper", ANY, ROLE(NONE), NEXT, 0},
    {"-wrapper", CLANG, ROLE(NONE), NO, 0},
    {"-Xclang", ANY, ROLE(NONE), NEXT, 0},
    {"-Xclang", GCC, ROLE(NONE), NO, 0},
    {"-mllvm", CLANG, ROLE(NONE), NEXT, 0},
    {"-framework", CLANG, ROLE(NONE), NEXT, 0},
    {"--config", CLANG, ROLE(NONE), NEXT, 0},
    {"-Xarch_host", CLANG, ROLE(NONE), NEXT, 0},
    {"-Xarch_x86_64", CLANG, ROLE(NONE), NEXT, 0},
    {"-Xoffload-linker", CLANG, ROLE(NONE), MAYBE, 0},
    {"-Xoffload-linkernvptx64", CLANG, ROLE(NONE), MAYBE, 0},
    {"-Xopenmp-target=x", CLANG, ROLE(NONE), NEXT, 0},
    {"-Xopenmp-target", CLANG, ROLE(NONE), NEXT, 0},
    {"--entry", GCC, ROLE(NONE), NEXT, 0},
    {"--entry", CLANG, ROLE(NONE), NO, 0},
    {"--entry", ANY, ROLE(NONE), MAYBE, 0},
    {"-undefined", CLANG, ROLE(NONE), NEXT, 0},
    {"-undefined", GCC, ROLE(NONE), NO, 0},
    {"-undefined", ANY, ROLE(NONE), MAYBE, 0},
    {"-aux-info", GCC, ROLE(NONE), NEXT, 0},
    {"-aux-info", ANY, ROLE(NONE), MAYBE, 0},
    {"-dumpbase", GCC, ROLE(NONE), NEXT, 0},
    {"-dumpbase", ANY, ROLE(NONE), MAYBE, 0},
    {"-dumpdir", CLANG, ROLE(NONE), MAYBE, 0},
    {"-Ttext", GCC, ROLE(NONE), NEXT, 0},
    {"-Ttext", CLANG, ROLE(NONE), MAYBE, 0},
    {"-G", GCC, ROLE(NONE), MAYBE, 0},
    {"-G", CLANG, ROLE(NONE), NEXT, 0},

    /* gcc takes the beginning of a name with two dashes for the name, if there is one such name */
    {"--for-l", GCC, ROLE(LINKER), NEXT, 0},
    {"--for-l", CLANG, ROLE(NONE), NO, 0},
    {"--for-l", ANY, ROLE(LINKER), NEXT, 0},
    {"--for-l=x", GCC, ROLE(NONE), NO, 0},
    {"--for-", GCC, ROLE(NONE), NO, 0},
    {"--vers", GCC, ROLE(QUERY), NO, 0},
    {"--shar", GCC, ROLE(SHARED), NO, 0},
    {"--static-", GCC, ROLE(STATIC_PIE), NO, 0},
    {"--stat", GCC, ROLE(NONE), NO, 0},
    {"--outp", GCC, ROLE(NONE), NO, 0},
    {"--hel", GCC, ROLE(QUERY), NO, 0},
    {"--lang", GCC, ROLE(LANGUAGE), NEXT, 0},
    {"--sysr", GCC, ROLE(NONE), NEXT, 0},
    {"--include-directory-", GCC, ROLE(NONE), NEXT, 0},
    {"--include-d", GCC, ROLE(NONE), NO, 0},
    {"--dumpb", GCC, ROLE(NONE), NO, 0},
    {"--complet", GCC, ROLE(NONE), NO, 0},
    {"-specs-", GCC, ROLE(NONE), NO, 0},

    /* no options */
    {"", ANY, ROLE(NONE), NO, 0},
    {"-", ANY, ROLE(NONE), NO, 0},
    {"--", ANY, ROLE(NONE), NO, 0},
    {"rpath", ANY, ROLE(NONE), NO, 0},
    {"@x", ANY, ROLE(NONE), NO, 0},
    {"x.o", ANY, ROLE(NONE), NO, 0},
    {"-O2", ANY, ROLE(NONE), NO, 0},
    {"-c\xff", ANY, ROLE(NONE), NO, 0},
    {"-!", ANY, ROLE(NONE), NO, 0},
    {"-~", ANY, ROLE(NONE), NO, 0},
    {"--~", GCC, ROLE(NONE), NO, 0},
};

static const char *
driver_name(int drivers)
{
	return drivers == GCC ? "gcc" : drivers == CLANG ? "clang" : "any driver";
}

/* A word that ends in the middle of a name, and one behind which other bytes stand. */
static void
check_borders(void)
{
	struct span word = span_of("-Xlinker-rpath");
	struct driver_opt o;

	o = driver_opts_read(span_head(word, 8), ANY);
	ok(o.role == ROLE(LINKER) && o.takes == TAKES_NEXT && o.joined == 0, "a word ends where its length says, whatever follows");
	o = driver_opts_read(span_head(word, 7), ANY);
	ok(o.role == ROLE(NONE) && o.takes == TAKES_NOTHING && o.joined == 0, "a word that is the beginning of a name with one dash is not the name");
	word.p = "-c\0\0";
	word.n = 4;
	o = driver_opts_read(word, ANY);
	ok(o.role == ROLE(NONE) && o.takes == TAKES_NOTHING && o.joined == 0, "a NUL is a byte like others");
	o = driver_opts_read(span_of("-o"), 0);
	ok(o.role == ROLE(NONE) && o.takes == TAKES_NOTHING && o.joined == 0, "where no driver can run, no option has a meaning");
}

int
main(void)
{
	const char *bad = driver_opts_check();
	struct driver_opt o;
	size_t i;

	if (!ok(bad == NULL, "the table's rows are sorted, named once, and well written"))
		printf("#   first bad row: %s\n", bad);
	for (i = 0; i < sizeof facts / sizeof *facts; i++) {
		o = driver_opts_read(span_of(facts[i].word), (unsigned)facts[i].drivers);
		if (ok(o.role == facts[i].role && o.takes == (enum opt_takes)facts[i].takes && o.joined == facts[i].joined, "'%s' is read as %s reads it", facts[i].word,
		        driver_name(facts[i].drivers)))
			continue;
		printf("#   role %d, takes %d, value at %zu; should be %d, %d, %zu\n", (int)o.role, (int)o.takes, o.joined, (int)facts[i].role,
		    facts[i].takes, facts[i].joined);
	}
	check_borders();
	return done();
}

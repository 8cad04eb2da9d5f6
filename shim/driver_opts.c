/* SPDX-License-Identifier: MIT */
/*
 * Which options of the compiler drivers take a separate word, and which of them matter here. Pure.
 *
 * The rows were measured by "DRIVER -### OBJECT OPTION --no-such-option": if nobody complains about the last word, OPTION took
 * it. gcc 11 and 12, also one for aarch64; clang 13, 14, 16, 19 and 22. What newer versions of gcc added is from its sources.
 *
 * Spellings. Both drivers have a table of names, dashes included. A word is the longest name that it equals, or that it begins
 * with if a value may follow at once: "-output" is "-o utput", and "-help" is "-h elp" to gcc, but a question to clang.
 * gcc also takes a beginning of a name with two dashes for the name, if it is the beginning of one only. A word that is nothing
 * of this is an error to both, and nothing is linked. So an option that a version lacks cannot contradict one that has it.
 */
#include "driver_opts.h"

#include <string.h>

#include "bytes.h"
#include "rows.h"

/*
 * takes: one letter for gcc, one for clang.
 *     .  it has no such option
 *     0  it takes nothing
 *     1  it takes the next word
 *     =  its value follows in the same word
 *     +  so it may, and if nothing follows it takes the next word
 *     &  both: -Xarch_host OPTION
 *     ~  the same, in newer versions
 *     ?  versions or builds differ in whether it takes the next word
 *     _  it has the option, or one that this begins with, but it takes nothing there and is nothing to us
 * Sorted by name (strcmp). What takes no separate word is listed where it has a role, or begins like a name that has one.
 * A few of clang's, such as -sectcreate, take two or three words; the first is what is said here.
 */
static const struct row {
	const char *name;
	char takes[3];
	unsigned char role;
} rows[] = {
    {"-###", "00", DRIVER_ROLE_QUERY},
    {"--CLASSPATH", ".1", DRIVER_ROLE_NONE},
    {"--analyze", ".0", DRIVER_ROLE_NO_LINK},
    {"--analyzer-output", ".+", DRIVER_ROLE_NONE},
    {"--assemble", "00", DRIVER_ROLE_NO_LINK},
    {"--assert", "11", DRIVER_ROLE_NONE},
    {"--autocomplete=", ".=", DRIVER_ROLE_QUERY},
    {"--bootclasspath", ".1", DRIVER_ROLE_NONE},
    {"--classpath", ".1", DRIVER_ROLE_NONE},
    {"--compile", "00", DRIVER_ROLE_NO_LINK},
    {"--completion=", "=.", DRIVER_ROLE_QUERY},
    {"--config", ".1", DRIVER_ROLE_NONE},
    {"--cuda-device-only", ".0", DRIVER_ROLE_NO_LINK},
    {"--define-macro", "11", DRIVER_ROLE_NONE},
    {"--dependencies", "00", DRIVER_ROLE_NO_LINK},
    {"--driver-mode=cpp", ".0", DRIVER_ROLE_NO_LINK},
    {"--dump", "1.", DRIVER_ROLE_NONE},
    {"--dumpbase", "1.", DRIVER_ROLE_NONE},
    {"--dumpbase-ext", "1.", DRIVER_ROLE_NONE},
    {"--dumpdir", "1.", DRIVER_ROLE_NONE},
    {"--dyld-prefix", ".1", DRIVER_ROLE_NONE},
    {"--embed-directory", "1.", DRIVER_ROLE_NONE},
    {"--emit-static-lib", ".0", DRIVER_ROLE_NO_LINK},
    {"--encoding", ".1", DRIVER_ROLE_NONE},
    {"--entry", "10", DRIVER_ROLE_NONE},
    {"--extdirs", ".1", DRIVER_ROLE_NONE},
    {"--for-assembler", "1.", DRIVER_ROLE_NONE},
    {"--for-linker", "11", DRIVER_ROLE_LINKER},
    {"--for-linker=", "==", DRIVER_ROLE_LINKER},
    {"--force-link", "11", DRIVER_ROLE_NONE},
    {"--help", "00", DRIVER_ROLE_QUERY},
    {"--help-hidden", ".0", DRIVER_ROLE_QUERY},
    {"--help=", "=.", DRIVER_ROLE_QUERY},
    {"--imacros", "1+", DRIVER_ROLE_NONE},
    {"--include", "1+", DRIVER_ROLE_NONE},
    {"--include-directory", "1+", DRIVER_ROLE_NONE},
    {"--include-directory-after", "1+", DRIVER_ROLE_NONE},
    {"--include-prefix", "1+", DRIVER_ROLE_NONE},
    {"--include-with-prefix", "1+", DRIVER_ROLE_NONE},
    {"--include-with-prefix-after", "1+", DRIVER_ROLE_NONE},
    {"--include-with-prefix-before", "1+", DRIVER_ROLE_NONE},
    {"--language", "11", DRIVER_ROLE_LANGUAGE},
    {"--language=", "==", DRIVER_ROLE_LANGUAGE},
    {"--ld-path=", ".=", DRIVER_ROLE_LD_PATH},
    {"--library-directory", "11", DRIVER_ROLE_NONE},
    {"--mhwdiv", ".1", DRIVER_ROLE_NONE},
    {"--migrate", ".0", DRIVER_ROLE_NO_LINK},
    {"--no-system-header-prefix", ".1", DRIVER_ROLE_NONE},
    {"--offload-device-only", ".0", DRIVER_ROLE_NO_LINK},
    {"--output", "11", DRIVER_ROLE_OUTPUT},
    {"--output-class-directory", ".1", DRIVER_ROLE_NONE},
    {"--output-pch=", "+.", DRIVER_ROLE_NONE},
    {"--output=", "==", DRIVER_ROLE_OUTPUT},
    {"--param", "11", DRIVER_ROLE_NONE},
    {"--precompile", ".0", DRIVER_ROLE_NO_LINK},
    {"--prefix", "11", DRIVER_ROLE_FOLDER},
    {"--prefix=", "==", DRIVER_ROLE_FOLDER},
    {"--preprocess", "00", DRIVER_ROLE_NO_LINK},
    {"--print-autofdo-gcov-version", "0.", DRIVER_ROLE_QUERY},
    {"--print-diagnostic-categories", ".0", DRIVER_ROLE_QUERY},
    {"--print-diagnostic-options", ".0", DRIVER_ROLE_QUERY},
    {"--print-effective-triple", ".0", DRIVER_ROLE_QUERY},
    {"--print-enabled-extensions", ".0", DRIVER_ROLE_QUERY},
    {"--print-file-name", "11", DRIVER_ROLE_QUERY},
    {"--print-file-name=", "==", DRIVER_ROLE_QUERY},
    {"--print-libgcc-file-name", "00", DRIVER_ROLE_QUERY},
    {"--print-library-module-manifest-path", ".0", DRIVER_ROLE_QUERY},
    {"--print-multi-directory", "00", DRIVER_ROLE_QUERY},
    {"--print-multi-flags-experimental", ".0", DRIVER_ROLE_QUERY},
    {"--print-multi-lib", "00", DRIVER_ROLE_QUERY},
    {"--print-multi-os-directory", "0.", DRIVER_ROLE_QUERY},
    {"--print-multiarch", "00", DRIVER_ROLE_QUERY},
    {"--print-prog-name", "11", DRIVER_ROLE_QUERY},
    {"--print-prog-name=", "==", DRIVER_ROLE_QUERY},
    {"--print-resource-dir", ".0", DRIVER_ROLE_QUERY},
    {"--print-runtime-dir", ".0", DRIVER_ROLE_QUERY},
    {"--print-search-dirs", "00", DRIVER_ROLE_QUERY},
    {"--print-supported-cpus", ".0", DRIVER_ROLE_QUERY},
    {"--print-supported-extensions", ".0", DRIVER_ROLE_QUERY},
    {"--print-sysroot", "0.", DRIVER_ROLE_QUERY},
    {"--print-sysroot-headers-suffix", "0.", DRIVER_ROLE_QUERY},
    {"--print-target-triple", ".0", DRIVER_ROLE_QUERY},
    {"--print-targets", ".0", DRIVER_ROLE_QUERY},
    {"--resource", ".1", DRIVER_ROLE_NONE},
    {"--rtlib", ".1", DRIVER_ROLE_NONE},
    {"--serialize-diagnostics", ".1", DRIVER_ROLE_NONE},
    {"--shared", "00", DRIVER_ROLE_SHARED},
    {"--specs", "11", DRIVER_ROLE_NONE},
    {"--static", "00", DRIVER_ROLE_STATIC},
    {"--static-pie", "0.", DRIVER_ROLE_STATIC_PIE},
    {"--std", ".1", DRIVER_ROLE_NONE},
    {"--stdlib", ".1", DRIVER_ROLE_NONE},
    {"--sysroot", "11", DRIVER_ROLE_NONE},
    {"--system-header-prefix", ".1", DRIVER_ROLE_NONE},
    {"--target-help", "0_", DRIVER_ROLE_QUERY},
    {"--target=", ".=", DRIVER_ROLE_TARGET},
    {"--undefine-macro", "11", DRIVER_ROLE_NONE},
    {"--user-dependencies", "00", DRIVER_ROLE_NO_LINK},
    {"--version", "00", DRIVER_ROLE_QUERY},
    {"--vfsoverlay", ".+", DRIVER_ROLE_NONE},
    {"-A", "++", DRIVER_ROLE_NONE},
    {"-B", "++", DRIVER_ROLE_FOLDER},
    {"-D", "++", DRIVER_ROLE_NONE},
    {"-E", "00", DRIVER_ROLE_NO_LINK},
    {"-F", "++", DRIVER_ROLE_NONE},
    {"-G", "?+", DRIVER_ROLE_NONE},
    {"-Hd", "+.", DRIVER_ROLE_NONE},
    {"-Hf", "+.", DRIVER_ROLE_NONE},
    {"-I", "++", DRIVER_ROLE_NONE},
    {"-J", "+.", DRIVER_ROLE_NONE},
    {"-L", "++", DRIVER_ROLE_NONE},
    {"-M", "00", DRIVER_ROLE_NO_LINK},
    {"-MF", "++", DRIVER_ROLE_NONE},
    {"-MJ", ".+", DRIVER_ROLE_NONE},
    {"-MM", "00", DRIVER_ROLE_NO_LINK},
    {"-MQ", "++", DRIVER_ROLE_NONE},
    {"-MT", "++", DRIVER_ROLE_NONE},
    {"-R", "+_", DRIVER_ROLE_R},
    {"-S", "00", DRIVER_ROLE_NO_LINK},
    {"-T", "++", DRIVER_ROLE_NONE},
    {"-Tbss", "+?", DRIVER_ROLE_NONE},
    {"-Tdata", "+?", DRIVER_ROLE_NONE},
    {"-Ttext", "+?", DRIVER_ROLE_NONE},
    {"-U", "++", DRIVER_ROLE_NONE},
    {"-V", ".+", DRIVER_ROLE_NONE},
    {"-Wl,", "==", DRIVER_ROLE_COMMA},
    {"-Xanalyzer", ".1", DRIVER_ROLE_NONE},
    {"-Xarch_", ".&", DRIVER_ROLE_NONE},
    {"-Xassembler", "11", DRIVER_ROLE_NONE},
    {"-Xclang", ".1", DRIVER_ROLE_NONE},
    {"-Xclangas", ".?", DRIVER_ROLE_NONE},
    {"-Xcuda-fatbinary", ".1", DRIVER_ROLE_NONE},
    {"-Xcuda-ptxas", ".1", DRIVER_ROLE_NONE},
    {"-Xf", "+_", DRIVER_ROLE_NONE},
    {"-Xlinker", "11", DRIVER_ROLE_LINKER},
    {"-Xmicrosoft-visualc-tools-root", ".?", DRIVER_ROLE_NONE},
    {"-Xmicrosoft-visualc-tools-version", ".?", DRIVER_ROLE_NONE},
    {"-Xmicrosoft-windows-sdk-root", ".?", DRIVER_ROLE_NONE},
    {"-Xmicrosoft-windows-sdk-version", ".?", DRIVER_ROLE_NONE},
    {"-Xmicrosoft-windows-sys-root", ".?", DRIVER_ROLE_NONE},
    {"-Xoffload-linker", ".~", DRIVER_ROLE_NONE},
    {"-Xopenmp-target", ".1", DRIVER_ROLE_NONE},
    {"-Xopenmp-target=", ".&", DRIVER_ROLE_NONE},
    {"-Xpreprocessor", "11", DRIVER_ROLE_NONE},
    {"-Zlinker-input", ".1", DRIVER_ROLE_NONE},
    {"-alias_list", ".?", DRIVER_ROLE_NONE},
    {"-allowable_client", ".1", DRIVER_ROLE_NONE},
    {"-arch", ".1", DRIVER_ROLE_TARGET},
    {"-arch_only", ".1", DRIVER_ROLE_NONE},
    {"-arcmt-migrate-report-output", ".1", DRIVER_ROLE_NONE},
    {"-aux-info", "1_", DRIVER_ROLE_NONE},
    {"-b", ".+", DRIVER_ROLE_NONE},
    {"-bundle_loader", ".+", DRIVER_ROLE_NONE},
    {"-c", "00", DRIVER_ROLE_NO_LINK},
    {"-cc1", ".0", DRIVER_ROLE_OTHER},
    {"-cc1as", ".0", DRIVER_ROLE_OTHER},
    {"-cc1gen-reproducer", ".0", DRIVER_ROLE_OTHER},
    {"-ccc-arcmt-migrate", ".1", DRIVER_ROLE_NONE},
    {"-ccc-gcc-name", ".1", DRIVER_ROLE_NONE},
    {"-ccc-install-dir", ".1", DRIVER_ROLE_NONE},
    {"-ccc-objcmt-migrate", ".1", DRIVER_ROLE_NONE},
    {"-ccc-print-bindings", ".0", DRIVER_ROLE_QUERY},
    {"-ccc-print-phases", ".0", DRIVER_ROLE_QUERY},
    {"-client_name", ".+", DRIVER_ROLE_NONE},
    {"-compatibility_version", ".+", DRIVER_ROLE_NONE},
    {"-copyext", "+.", DRIVER_ROLE_NONE},
    {"-current_version", ".+", DRIVER_ROLE_NONE},
    {"-cxx-isystem", ".+", DRIVER_ROLE_NONE},
    {"-d", "==", DRIVER_ROLE_NONE},
    {"-darwin-target-variant", ".?", DRIVER_ROLE_NONE},
    {"-darwin-target-variant-triple", ".?", DRIVER_ROLE_NONE},
    {"-dependency-dot", ".1", DRIVER_ROLE_NONE},
    {"-dependency-file", ".1", DRIVER_ROLE_NONE},
    {"-dialect", "?.", DRIVER_ROLE_NONE},
    {"-dsym-dir", ".1", DRIVER_ROLE_NONE},
    {"-dumpbase", "+.", DRIVER_ROLE_NONE},
    {"-dumpbase-ext", "+.", DRIVER_ROLE_NONE},
    {"-dumpdir", "+?", DRIVER_ROLE_NONE},
    {"-dumpfullversion", "0.", DRIVER_ROLE_QUERY},
    {"-dumpmachine", "00", DRIVER_ROLE_QUERY},
    {"-dumpspecs", "0.", DRIVER_ROLE_QUERY},
    {"-dumpversion", "00", DRIVER_ROLE_QUERY},
    {"-dylib_file", ".1", DRIVER_ROLE_NONE},
    {"-dylinker_install_name", ".1", DRIVER_ROLE_NONE},
    {"-e", "++", DRIVER_ROLE_NONE},
    {"-emit-ast", ".0", DRIVER_ROLE_NO_LINK},
    {"-exported_symbols_list", ".1", DRIVER_ROLE_NONE},
    {"-extract-api", ".0", DRIVER_ROLE_NO_LINK},
    {"-fcobol-exceptions", "+.", DRIVER_ROLE_NONE},
    {"-fdebug-compilation-dir", ".1", DRIVER_ROLE_NONE},
    {"-fdefaultbyte", "+.", DRIVER_ROLE_NONE},
    {"-fdriver-only", ".0", DRIVER_ROLE_QUERY},
    {"-fexperimental-openacc-macro-override", ".1", DRIVER_ROLE_NONE},
    {"-fhelp", "0.", DRIVER_ROLE_QUERY},
    {"-fhelp=", "=.", DRIVER_ROLE_QUERY},
    {"-filelist", ".1", DRIVER_ROLE_NONE},
    {"-findicator-column", "+.", DRIVER_ROLE_NONE},
    {"-fintrinsic-modules-path", "1.", DRIVER_ROLE_NONE},
    {"-fmodule-header", ".0", DRIVER_ROLE_NO_LINK},
    {"-fmodule-header=", ".=", DRIVER_ROLE_NO_LINK},
    {"-fmodule-implementation-of", ".1", DRIVER_ROLE_NONE},
    {"-fmodules-user-build-path", ".1", DRIVER_ROLE_NONE},
    {"-fnew-alignment", ".1", DRIVER_ROLE_NONE},
    {"-force_load", ".1", DRIVER_ROLE_NONE},
    {"-framework", ".1", DRIVER_ROLE_NONE},
    {"-fsyntax-only", "00", DRIVER_ROLE_NO_LINK},
    {"-ftarget-help", "0.", DRIVER_ROLE_QUERY},
    {"-ftrapv-handler", ".1", DRIVER_ROLE_NONE},
    {"-fuse-ld=", "==", DRIVER_ROLE_FUSE_LD},
    {"-fversion", "0.", DRIVER_ROLE_QUERY},
    {"-fxray-instruction-threshold", ".1", DRIVER_ROLE_NONE},
    {"-gcc-toolchain", ".1", DRIVER_ROLE_NONE},
    {"-gen-cdb-fragment-path", ".1", DRIVER_ROLE_NONE},
    {"-gnatO", "+.", DRIVER_ROLE_NONE},
    {"-h", "+.", DRIVER_ROLE_NONE},
    {"-help", ".0", DRIVER_ROLE_QUERY},
    {"-hlsl-entry", ".1", DRIVER_ROLE_NONE},
    {"-iapinotes-modules", ".+", DRIVER_ROLE_NONE},
    {"-idirafter", "++", DRIVER_ROLE_NONE},
    {"-iframework", ".+", DRIVER_ROLE_NONE},
    {"-iframeworkwithsysroot", ".+", DRIVER_ROLE_NONE},
    {"-imacros", "++", DRIVER_ROLE_NONE},
    {"-image_base", ".1", DRIVER_ROLE_NONE},
    {"-imultiarch", "1.", DRIVER_ROLE_NONE},
    {"-imultilib", "+1", DRIVER_ROLE_NONE},
    {"-include", "++", DRIVER_ROLE_NONE},
    {"-include-pch", ".+", DRIVER_ROLE_NONE},
    {"-init", ".1", DRIVER_ROLE_NONE},
    {"-install_name", ".1", DRIVER_ROLE_NONE},
    {"-iprefix", "++", DRIVER_ROLE_NONE},
    {"-iquote", "++", DRIVER_ROLE_NONE},
    {"-isysroot", "++", DRIVER_ROLE_NONE},
    {"-isystem", "++", DRIVER_ROLE_NONE},
    {"-isystem-after", ".+", DRIVER_ROLE_NONE},
    {"-ivfsoverlay", ".+", DRIVER_ROLE_NONE},
    {"-iwithprefix", "++", DRIVER_ROLE_NONE},
    {"-iwithprefixbefore", "++", DRIVER_ROLE_NONE},
    {"-iwithsysroot", ".+", DRIVER_ROLE_NONE},
    {"-l", "++", DRIVER_ROLE_LIBRARY},
    {"-lang-asm", "00", DRIVER_ROLE_NONE},
    {"-lazy_framework", ".1", DRIVER_ROLE_NONE},
    {"-lazy_library", ".1", DRIVER_ROLE_NONE},
    {"-mcpu=help", ".0", DRIVER_ROLE_QUERY},
    {"-meabi", ".1", DRIVER_ROLE_NONE},
    {"-mllvm", ".1", DRIVER_ROLE_NONE},
    {"-mmlir", ".1", DRIVER_ROLE_NONE},
    {"-module-dependency-dir", ".1", DRIVER_ROLE_NONE},
    {"-module-file-info", ".0", DRIVER_ROLE_NO_LINK},
    {"-mthread-model", ".1", DRIVER_ROLE_NONE},
    {"-mtune=help", ".0", DRIVER_ROLE_QUERY},
    {"-multiply_defined", ".1", DRIVER_ROLE_NONE},
    {"-multiply_defined_unused", ".1", DRIVER_ROLE_NONE},
    {"-o", "++", DRIVER_ROLE_OUTPUT},
    {"-object", ".0", DRIVER_ROLE_NONE},
    {"-object-file-name", ".?", DRIVER_ROLE_NONE},
    {"-object-file-name=", ".=", DRIVER_ROLE_NONE},
    {"-pagezero_size", ".+", DRIVER_ROLE_NONE},
    {"-preprocess", "+.", DRIVER_ROLE_NONE},
    {"-print-autofdo-gcov-version", "0.", DRIVER_ROLE_QUERY},
    {"-print-diagnostic-options", ".0", DRIVER_ROLE_QUERY},
    {"-print-effective-triple", ".0", DRIVER_ROLE_QUERY},
    {"-print-enabled-extensions", ".0", DRIVER_ROLE_QUERY},
    {"-print-file-name=", "==", DRIVER_ROLE_QUERY},
    {"-print-libgcc-file-name", "00", DRIVER_ROLE_QUERY},
    {"-print-library-module-manifest-path", ".0", DRIVER_ROLE_QUERY},
    {"-print-multi-directory", "00", DRIVER_ROLE_QUERY},
    {"-print-multi-flags-experimental", ".0", DRIVER_ROLE_QUERY},
    {"-print-multi-lib", "00", DRIVER_ROLE_QUERY},
    {"-print-multi-os-directory", "0.", DRIVER_ROLE_QUERY},
    {"-print-multiarch", "00", DRIVER_ROLE_QUERY},
    {"-print-prog-name=", "==", DRIVER_ROLE_QUERY},
    {"-print-resource-dir", ".0", DRIVER_ROLE_QUERY},
    {"-print-runtime-dir", ".0", DRIVER_ROLE_QUERY},
    {"-print-search-dirs", "00", DRIVER_ROLE_QUERY},
    {"-print-supported-cpus", ".0", DRIVER_ROLE_QUERY},
    {"-print-supported-extensions", ".0", DRIVER_ROLE_QUERY},
    {"-print-sysroot", "0.", DRIVER_ROLE_QUERY},
    {"-print-sysroot-headers-suffix", "0.", DRIVER_ROLE_QUERY},
    {"-print-target-triple", ".0", DRIVER_ROLE_QUERY},
    {"-print-targets", ".0", DRIVER_ROLE_QUERY},
    {"-r", "00", DRIVER_ROLE_RELOCATABLE},
    {"-read_only_relocs", ".1", DRIVER_ROLE_NONE},
    {"-reexport_framework", ".1", DRIVER_ROLE_NONE},
    {"-reexport_library", ".+", DRIVER_ROLE_NONE},
    {"-resource-dir", ".1", DRIVER_ROLE_NONE},
    {"-rewrite-legacy-objc", ".0", DRIVER_ROLE_NO_LINK},
    {"-rewrite-objc", ".0", DRIVER_ROLE_NO_LINK},
    {"-rpath", ".1", DRIVER_ROLE_RPATH},
    {"-sectalign", ".1", DRIVER_ROLE_NONE},
    {"-sectcreate", ".1", DRIVER_ROLE_NONE},
    {"-sectobjectsymbols", ".1", DRIVER_ROLE_NONE},
    {"-sectorder", ".1", DRIVER_ROLE_NONE},
    {"-seg1addr", ".+", DRIVER_ROLE_NONE},
    {"-seg_addr_table", ".1", DRIVER_ROLE_NONE},
    {"-seg_addr_table_filename", ".1", DRIVER_ROLE_NONE},
    {"-segaddr", ".1", DRIVER_ROLE_NONE},
    {"-segcreate", ".1", DRIVER_ROLE_NONE},
    {"-segprot", ".1", DRIVER_ROLE_NONE},
    {"-segs_read_only_addr", ".+", DRIVER_ROLE_NONE},
    {"-segs_read_write_addr", ".+", DRIVER_ROLE_NONE},
    {"-serialize-diagnostics", ".1", DRIVER_ROLE_NONE},
    {"-shared", "00", DRIVER_ROLE_SHARED},
    {"-specs", "11", DRIVER_ROLE_NONE},
    {"-static", "00", DRIVER_ROLE_STATIC},
    {"-static-pie", "00", DRIVER_ROLE_STATIC_PIE},
    {"-stdlib++-isystem", ".+", DRIVER_ROLE_NONE},
    {"-sub_library", ".+", DRIVER_ROLE_NONE},
    {"-sub_umbrella", ".+", DRIVER_ROLE_NONE},
    {"-target", ".1", DRIVER_ROLE_TARGET},
    {"-truncate", "1.", DRIVER_ROLE_NONE},
    {"-u", "++", DRIVER_ROLE_NONE},
    {"-umbrella", ".1", DRIVER_ROLE_NONE},
    {"-undefined", ".1", DRIVER_ROLE_NONE},
    {"-unexported_symbols_list", ".1", DRIVER_ROLE_NONE},
    {"-validator-version", ".1", DRIVER_ROLE_NONE},
    {"-verify-pch", ".0", DRIVER_ROLE_NO_LINK},
    {"-vfsoverlay", ".+", DRIVER_ROLE_NONE},
    {"-weak_framework", ".1", DRIVER_ROLE_NONE},
    {"-weak_library", ".1", DRIVER_ROLE_NONE},
    {"-weak_reference_mismatches", ".1", DRIVER_ROLE_NONE},
    {"-working-directory", ".1", DRIVER_ROLE_NONE},
    {"-wrapper", "1.", DRIVER_ROLE_NONE},
    {"-x", "++", DRIVER_ROLE_LANGUAGE},
    {"-z", "+1", DRIVER_ROLE_NONE},
};

enum { ROWS = sizeof rows / sizeof rows[0], GCC = 0, DRIVERS = 2 };

/* How many bytes word and a row's name have in common at their beginning. */
static size_t
common(struct span word, const char *row)
{
	size_t i;

	for (i = 0; i < word.n && row[i] == word.p[i] && row[i]; i++)
		;
	return i;
}

/*
 * The row with the longest name that word is or begins with; *length becomes that of the name. NULL: there is none.
 * Such a name that stands before some row is also the beginning of what this row and word have in common, so each turn has
 * less to look for.
 */
static const struct row *
row_find(struct span word, size_t *length)
{
	size_t i;

	while (word.n >= 2) {
		i = rows_lower(word, rows, ROWS, sizeof rows[0]);
		if (i < ROWS && rows_compare(word, rows[i].name) == 0) {
			*length = word.n;
			return &rows[i];
		}
		if (i == 0)
			break;
		word.n = common(word, rows[i - 1].name);
	}
	return NULL;
}

/* Whether name is the row's name and a '='. */
static int
is_joined_form(const char *name, const struct row *row)
{
	size_t n = strlen(row->name);

	return strlen(name) == n + 1 && memcmp(name, row->name, n) == 0 && name[n] == '=';
}

/* The row of the option for which gcc takes an unfinished word, or NULL. */
static const struct row *
row_begun(struct span word)
{
	const struct row *found = NULL;
	size_t i;

	if (word.n < 3 || word.p[1] != '-')
		return NULL;
	for (i = rows_lower(word, rows, ROWS, sizeof rows[0]); i < ROWS && common(word, rows[i].name) == word.n; i++) {
		if (rows[i].takes[GCC] == '.')
			continue;
		if (found ? !is_joined_form(rows[i].name, found) : rows[i].takes[GCC] == '=')
			return NULL;
		if (!found)
			found = &rows[i];
	}
	return found;
}

/* How one driver reads word. Returns 0 if it has no such option. */
static int
driver_reads(struct span word, size_t driver, struct driver_opt *o)
{
	const struct row *row;
	char takes = '.';
	size_t n = word.n + 1;

	do {
		row = row_find(span_head(word, n - 1), &n);
		if (row)
			takes = row->takes[driver];
	} while (row && (takes == '.' || (n < word.n && !memchr("=+&~_", takes, 5))));
	if (!row && driver == GCC && (row = row_begun(word)) != NULL) {
		takes = row->takes[driver];
		n = word.n;
	}
	if (!row)
		return 0;
	o->role = takes == '_' ? DRIVER_ROLE_NONE : (enum driver_role)row->role;
	o->joined = o->role && (takes == '=' || (takes == '+' && n < word.n)) ? n : 0;
	o->takes = TAKES_NOTHING;
	if (takes == '?' || takes == '~')
		o->takes = TAKES_MAYBE;
	else if (takes == '1' || takes == '&' || (takes == '+' && n == word.n))
		o->takes = TAKES_NEXT;
	return 1;
}

struct driver_opt
driver_opts_read(struct span word, unsigned drivers)
{
	struct driver_opt all = {DRIVER_ROLE_NONE, TAKES_NOTHING, 0}, one;
	int known = 0;
	size_t i;

	if (word.n < 2 || word.p[0] != '-')
		return all;
	for (i = 0; i < DRIVERS; i++) {
		if (!(drivers & (1U << i)) || !driver_reads(word, i, &one))
			continue;
		if (known && all.takes != one.takes)
			one.takes = TAKES_MAYBE;
		all.takes = one.takes;
		if (all.role == DRIVER_ROLE_NONE) {
			all.role = one.role;
			all.joined = one.joined;
		}
		known = 1;
	}
	return all;
}

const char *
driver_opts_check(void)
{
	size_t i, k;

	for (i = 0; i < ROWS; i++) {
		if (i && rows_compare(span_of(rows[i - 1].name), rows[i].name) >= 0)
			return rows[i].name;
		if (rows[i].name[0] != '-' || !rows[i].name[1] || strlen(rows[i].takes) != DRIVERS)
			return rows[i].name;
		for (k = 0; k < DRIVERS; k++) {
			if (!memchr(".01=+&~?_", rows[i].takes[k], 9))
				return rows[i].name;
		}
	}
	return NULL;
}

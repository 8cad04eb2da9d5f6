/* SPDX-License-Identifier: MIT */
/*
 * Which linker options take a separate word, and which of them matter here. Pure.
 *
 * The rows were measured by giving each option to each linker with "-rpath VALUE" behind it and reading the
 * RUNPATH that came out: GNU ld and gold 2.40, lld 14 and 20, mold 1.10 and 2.40.
 *
 * Spellings. A long option may begin with one dash or two, with exceptions that differ by linker (bfd reads -output as
 * -o utput). A long option's value may be joined by '='; a one-letter option's value may follow at once.
 * bfd also takes any unambiguous beginning of a long option (GNU getopt_long_only).
 */
#include "opts.h"

#include <string.h>

#include "bytes.h"
#include "rows.h"

/*
 * takes: one letter for each of bfd, gold, lld, mold. '.' takes no separate word (or is unknown there), '-' with one
 * dash only, '+' with two only, '=' with either, '?' depends on the version or on the word that follows.
 * Sorted by name (strcmp); options that take nothing are listed where they have a role or where their name begins a row's.
 */
static const struct row {
	const char *name;
	char takes[5];
	unsigned char role;
} rows[] = {
    {":ignore-ir-file", "...=", ROLE_NONE},
    {"A", "-...", ROLE_NONE},
    {"Bdynamic", "....", ROLE_DYNAMIC},
    {"Bshareable", "....", ROLE_SHARED},
    {"Bstatic", "....", ROLE_STATIC},
    {"C", "...-", ROLE_NONE},
    {"F", "----", ROLE_NONE},
    {"G", "?.-.", ROLE_NONE},
    {"I", "--.-", ROLE_LOADER},
    {"L", "----", ROLE_NONE},
    {"Map", "====", ROLE_NONE},
    {"O", "----", ROLE_NONE},
    {"P", "-..?", ROLE_NONE},
    {"R", "----", ROLE_R},
    {"T", "----", ROLE_NONE},
    {"Tbss", "====", ROLE_NONE},
    {"Tdata", "====", ROLE_NONE},
    {"Tldata-segment", "=...", ROLE_NONE},
    {"Trodata-segment", "==..", ROLE_NONE},
    {"Ttext", "====", ROLE_NONE},
    {"Ttext-segment", "===?", ROLE_NONE},
    {"Ur", "....", ROLE_RELOCATABLE},
    {"Y", "--..", ROLE_NONE},
    {"a", "-...", ROLE_NONE},
    {"android-memtag-mode", "..?.", ROLE_NONE},
    {"architecture", "=...", ROLE_NONE},
    {"assert", "==..", ROLE_NONE},
    {"audit", "=..?", ROLE_NONE},
    {"auxiliary", "====", ROLE_NONE},
    {"b", "----", ROLE_NONE},
    {"build-id", "....", ROLE_NONE},
    {"build-id-chunk-size-for-treehash", ".=..", ROLE_NONE},
    {"build-id-min-file-size-for-treehash", ".=..", ROLE_NONE},
    {"c", "-...", ROLE_NONE},
    {"call-graph-ordering-file", "..=.", ROLE_NONE},
    {"call_shared", "....", ROLE_DYNAMIC},
    {"chroot", "..+=", ROLE_NONE},
    {"compress-debug-sections", "====", ROLE_NONE},
    {"compress-sections", "..?.", ROLE_NONE},
    {"ctf-share-types", "=...", ROLE_NONE},
    {"dT", "=-?.", ROLE_NONE},
    {"debug", ".=..", ROLE_NONE},
    {"default-script", "=.?.", ROLE_NONE},
    {"defsym", "====", ROLE_NONE},
    {"depaudit", "=..?", ROLE_NONE},
    {"dependency-file", "==+=", ROLE_NONE},
    {"directory", "...=", ROLE_NONE},
    {"disable-new-dtags", "....", ROLE_OLD_DTAGS},
    {"discard-section", "...?", ROLE_NONE},
    {"dn", "....", ROLE_STATIC},
    {"dy", "....", ROLE_DYNAMIC},
    {"dynamic-linker", "====", ROLE_LOADER},
    {"dynamic-list", "====", ROLE_NONE},
    {"dynamic-list-data", "...?", ROLE_NONE},
    {"e", "----", ROLE_NONE},
    {"enable-new-dtags", "....", ROLE_NEW_DTAGS},
    {"entry", "===?", ROLE_NONE},
    {"error-handling-script", "=.+.", ROLE_NONE},
    {"error-limit", "..?.", ROLE_NONE},
    {"exclude-libs", "====", ROLE_NONE},
    {"export-dynamic", "....", ROLE_NONE},
    {"export-dynamic-symbol", "+=+?", ROLE_NONE},
    {"export-dynamic-symbol-list", "+.+?", ROLE_NONE},
    {"f", "----", ROLE_NONE},
    {"filler", "...=", ROLE_NONE},
    {"filter", "===?", ROLE_NONE},
    {"fini", "====", ROLE_NONE},
    {"flto", "....", ROLE_NONE},
    {"flto-partition", "?...", ROLE_NONE},
    {"format", "====", ROLE_NONE},
    {"fuse-ld", "?=.?", ROLE_NONE},
    {"gpsize", "=...", ROLE_NONE},
    {"h", "----", ROLE_NONE},
    {"hash-bucket-empty-fraction", ".=..", ROLE_NONE},
    {"hash-size", "=...", ROLE_NONE},
    {"hash-style", "====", ROLE_NONE},
    {"help", "....", ROLE_QUERY},
    {"help-hidden", "....", ROLE_QUERY},
    {"i", "....", ROLE_RELOCATABLE},
    {"icf", ".=.=", ROLE_NONE},
    {"icf-iterations", ".=..", ROLE_NONE},
    {"ignore-unresolved-symbol", "=...", ROLE_NONE},
    {"image-base", "?.+=", ROLE_NONE},
    {"in-implib", "..?.", ROLE_NONE},
    {"incremental", "....", ROLE_NONE},
    {"incremental-base", ".=..", ROLE_NONE},
    {"incremental-patch", ".=..", ROLE_NONE},
    {"init", "====", ROLE_NONE},
    {"irpgo-profile", "..?.", ROLE_NONE},
    {"just-symbols", "===.", ROLE_JUST_SYMBOLS},
    {"keep-unique", ".==.", ROLE_NONE},
    {"l", "----", ROLE_INPUT},
    {"library", "+==?", ROLE_INPUT},
    {"library-path", "+===", ROLE_NONE},
    {"load-pass-plugin", "..?.", ROLE_NONE},
    {"lto-cs-profile-file", "...=", ROLE_NONE},
    {"lto-known-safe-vtables", "..?.", ROLE_NONE},
    {"lto-obj-path", "...=", ROLE_NONE},
    {"lto-partitions", "...=", ROLE_NONE},
    {"lto-pseudo-probe-for-profiling", "...=", ROLE_NONE},
    {"lto-sample-profile", "...=", ROLE_NONE},
    {"m", "----", ROLE_EMULATION},
    {"max-cache-size", "=..?", ROLE_NONE},
    {"mips-got-size", "..=.", ROLE_NONE},
    {"mllvm", "..=?", ROLE_NONE},
    {"mri-script", "=...", ROLE_NONE},
    {"no-discard-section", "...?", ROLE_NONE},
    {"no-dynamic-linker", "....", ROLE_STATIC_PIE},
    {"non_shared", "....", ROLE_STATIC},
    {"o", "----", ROLE_OUTPUT},
    {"oformat", "+++?", ROLE_NONE},
    {"opt-remarks-filename", "..+?", ROLE_NONE},
    {"opt-remarks-format", "..+?", ROLE_NONE},
    {"opt-remarks-hotness-threshold", "..+?", ROLE_NONE},
    {"opt-remarks-passes", "..+?", ROLE_NONE},
    {"optimize", ".-..", ROLE_NONE},
    {"orphan-handling", "===.", ROLE_NONE},
    {"out-implib", "=.?.", ROLE_NONE},
    {"output", "+=+?", ROLE_OUTPUT},
    {"pack-dyn-relocs", "..+.", ROLE_NONE},
    {"package-metadata", "...=", ROLE_NONE},
    {"physical-image-base", "...=", ROLE_NONE},
    {"plt-align", ".?..", ROLE_NONE},
    {"plugin", "====", ROLE_NONE},
    {"plugin-opt", "==?=", ROLE_NONE},
    {"print-output-format", "....", ROLE_QUERY},
    {"print-supported-emulations", "....", ROLE_QUERY},
    {"print-symbol-counts", ".=..", ROLE_NONE},
    {"print-symbol-order", "..=.", ROLE_NONE},
    {"print-sysroot", "....", ROLE_QUERY},
    {"r", "....", ROLE_RELOCATABLE},
    {"relocatable", "....", ROLE_RELOCATABLE},
    {"remap-inputs", "?.?.", ROLE_NONE},
    {"remap-inputs-file", "?...", ROLE_NONE},
    {"reproduce", "..+.", ROLE_NONE},
    {"require-defined", "=..=", ROLE_NONE},
    {"retain-symbols-file", "====", ROLE_NONE},
    {"rosegment", "....", ROLE_NONE},
    {"rosegment-gap", ".=..", ROLE_NONE},
    {"rpath", "====", ROLE_RPATH},
    {"rpath-link", "====", ROLE_NONE},
    {"rsp-quoting", "..+.", ROLE_NONE},
    {"script", "====", ROLE_NONE},
    {"section-align", "...=", ROLE_NONE},
    {"section-order", "...=", ROLE_NONE},
    {"section-ordering-file", "?=..", ROLE_NONE},
    {"section-start", "====", ROLE_NONE},
    {"shared", "....", ROLE_SHARED},
    {"shuffle-sections", "..+.", ROLE_NONE},
    {"soname", "====", ROLE_NONE},
    {"sort-section", "====", ROLE_NONE},
    {"spare-dynamic-tags", "==.=", ROLE_NONE},
    {"spare-program-headers", "...?", ROLE_NONE},
    {"split-stack-adjust-size", ".==.", ROLE_NONE},
    {"static", "....", ROLE_STATIC},
    {"static-pie", "....", ROLE_STATIC_PIE},
    {"stub-group-size", ".=..", ROLE_NONE},
    {"symbol-ordering-file", "..+.", ROLE_NONE},
    {"sysroot", "====", ROLE_NONE},
    {"target-help", "....", ROLE_QUERY},
    {"target2", ".==.", ROLE_NONE},
    {"task-link", "=...", ROLE_NONE},
    {"thinlto-cache-dir", "...=", ROLE_NONE},
    {"thinlto-cache-policy", "..+=", ROLE_NONE},
    {"thinlto-index-only", "...=", ROLE_NONE},
    {"thinlto-jobs", "...=", ROLE_NONE},
    {"thinlto-object-suffix-replace", "...=", ROLE_NONE},
    {"thinlto-prefix-replace", "...=", ROLE_NONE},
    {"thread-count", ".=.=", ROLE_NONE},
    {"thread-count-final", ".=..", ROLE_NONE},
    {"thread-count-initial", ".=..", ROLE_NONE},
    {"thread-count-middle", ".=..", ROLE_NONE},
    {"threads", "..+.", ROLE_NONE},
    {"time-trace", "....", ROLE_NONE},
    {"time-trace-granularity", "..+.", ROLE_NONE},
    {"trace", "....", ROLE_NONE},
    {"trace-symbol", "====", ROLE_NONE},
    {"u", "----", ROLE_NONE},
    {"undefined", "===?", ROLE_NONE},
    {"undefined-glob", "..+?", ROLE_NONE},
    {"unique", "...=", ROLE_NONE},
    {"unresolved-symbols", "====", ROLE_NONE},
    {"version", "....", ROLE_QUERY},
    {"version-exports-section", "=...", ROLE_NONE},
    {"version-script", "====", ROLE_NONE},
    {"warn-backrefs", "....", ROLE_NONE},
    {"warn-backrefs-exclude", "..+.", ROLE_NONE},
    {"why-live", "..?.", ROLE_NONE},
    {"wrap", "====", ROLE_NONE},
    {"y", "----", ROLE_NONE},
    {"z", "----", ROLE_KEYWORD},
};

enum { ROWS = sizeof rows / sizeof rows[0], LINKERS = 4 };

static const struct row *
row_find(struct span name)
{
	size_t i = rows_lower(name, rows, ROWS, sizeof rows[0]);

	return i < ROWS && rows_compare(name, rows[i].name) == 0 ? &rows[i] : NULL;
}

/* What the linkers in question make of a row's option, written with that many dashes. */
static enum opt_takes
row_takes(const struct row *row, size_t dashes, unsigned linkers)
{
	int yes = 0, no = 0, i;

	for (i = 0; i < LINKERS; i++) {
		if (!(linkers & (1U << i)))
			continue;
		switch (row->takes[i]) {
		case '=': yes = 1; break;
		case '-': *(dashes == 1 ? &yes : &no) = 1; break;
		case '+': *(dashes == 2 ? &yes : &no) = 1; break;
		case '?': yes = no = 1; break;
		default: no = 1; break;
		}
	}
	return !yes ? TAKES_NOTHING : no ? TAKES_MAYBE : TAKES_NEXT;
}

/* Whether bfd would read name as the beginning of an option that takes a word. */
static int
abbreviates(struct span name, size_t dashes)
{
	size_t i;

	if (name.n < 2)
		return 0;
	for (i = rows_lower(name, rows, ROWS, sizeof rows[0]); i < ROWS && strlen(rows[i].name) > name.n &&
	    memcmp(rows[i].name, name.p, name.n) == 0; i++) {
		if (row_takes(&rows[i], dashes, LINKER_BFD) != TAKES_NOTHING)
			return 1;
	}
	return 0;
}

/* A word as an option of one letter with its value behind it: -Ldir. name is what stands behind the dashes. */
static struct opt
read_letter(struct span name, size_t dashes, unsigned linkers)
{
	struct opt o = {ROLE_NONE, TAKES_NOTHING, 0};
	const struct row *row = dashes == 1 ? row_find(span_head(name, 1)) : NULL;

	if (row && row_takes(row, 1, linkers) != TAKES_NOTHING) {
		o.role = (enum opt_role)row->role;
		o.joined = 2;
	}
	return o;
}

struct opt
opts_read(struct span word, unsigned linkers)
{
	struct opt o = {ROLE_NONE, TAKES_NOTHING, 0};
	struct span name;
	const struct row *row;
	size_t dashes, equals;

	if (word.n < 2 || word.p[0] != '-')
		return o;
	dashes = word.p[1] == '-' ? 2 : 1;
	name = span_from(word, dashes);
	if (name.n == 0) {
		o.role = ROLE_END;
		return o;
	}
	equals = span_find(name, '=');
	row = row_find(span_head(name, equals));
	if (row && (equals == name.n || equals > 1)) {
		/* a one-letter option has one dash, and none of its rows says otherwise */
		if (equals == 1 && dashes == 2)
			return o;
		/* -output is -o utput, but for those who know better */
		if (dashes == 1 && row->name[0] == 'o' && row->name[1] && row_takes(row, 1, linkers) == TAKES_NOTHING)
			return read_letter(name, dashes, linkers);
		o.role = (enum opt_role)row->role;
		if (equals < name.n)
			o.joined = dashes + equals + 1;
		else
			o.takes = row_takes(row, dashes, linkers);
		return o;
	}
	if (equals == name.n && (linkers & LINKER_BFD) && name.p[0] != 'l' && name.p[0] != 'L' &&
	    abbreviates(name, dashes)) {
		o.takes = TAKES_MAYBE;
		return o;
	}
	return read_letter(name, dashes, linkers);
}

const char *
opts_check(void)
{
	size_t i, k;

	for (i = 0; i < ROWS; i++) {
		if (i && rows_compare(span_of(rows[i - 1].name), rows[i].name) >= 0)
			return rows[i].name;
		if (rows[i].takes[LINKERS] != '\0' || strlen(rows[i].takes) != LINKERS)
			return rows[i].name;
		for (k = 0; k < LINKERS; k++) {
			if (!memchr(".-+=?", rows[i].takes[k], 5))
				return rows[i].name;
			/* one letter behind two dashes is no option anywhere */
			if (!rows[i].name[1] && memchr("+=", rows[i].takes[k], 2))
				return rows[i].name;
		}
	}
	return NULL;
}

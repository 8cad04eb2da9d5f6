/* SPDX-License-Identifier: MIT */
/*
 * What other checkers complain about, and nothing else: check-rpaths of rpm 4.18, scanelf -qr of pax-utils 1.3 with the QA of Gentoo's portage, and
 * lintian 2.116. Pure. What is left out of them on purpose are errors of theirs: rpm does not know ${ORIGIN}, and takes it for an invalid path;
 * portage looks for its build folder in the name of the file as well; several words of scanelf for one element are one here.
 */
#include "profile.h"

#include <string.h>

#include "elf.h"
#include "path.h"
#include "rpath.h"
#include "rules.h"

enum complaint {
	RPM_STANDARD,
	RPM_INVALID,
	RPM_INSECURE,
	RPM_ORDER,
	RPM_EMPTY,
	RPM_DOTDOT,
	GENTOO_BUILD,
	GENTOO_ROOT,
	GENTOO_NULL,
	GENTOO_RELATIVE,
	GENTOO_DOUBTFUL,
	GENTOO_SECURE,
	GENTOO_SEVERAL,
	GENTOO_DIFFER,
	LINTIAN_CUSTOM,
	LINTIAN_RELATIVE,
	COMPLAINTS
};

static const struct {
	enum severity severity;
	const char *name, *text;
} table[COMPLAINTS] = {
    [RPM_STANDARD] = {SEVERITY_ERROR, "rpm-0001", "a standard folder, which is searched without being told"},
    [RPM_INVALID] = {SEVERITY_ERROR, "rpm-0002", "neither a folder that rpm knows nor a relative one"},
    [RPM_INSECURE] = {SEVERITY_ERROR, "rpm-0004", "a relative folder"},
    [RPM_ORDER] = {SEVERITY_ERROR, "rpm-0008", "$ORIGIN stands behind other elements"},
    [RPM_EMPTY] = {SEVERITY_ERROR, "rpm-0010", "an empty element"},
    [RPM_DOTDOT] = {SEVERITY_ERROR, "rpm-0020", "a .. behind the name of a folder"},
    [GENTOO_BUILD] = {SEVERITY_ERROR, "gentoo-build-folder", "it is in the folder in which the package is built"},
    [GENTOO_ROOT] = {SEVERITY_ERROR, "gentoo-root", "it is in the folder into which the package is installed"},
    [GENTOO_NULL] = {SEVERITY_ERROR, "gentoo-null-element", "an empty element, or one that begins with a blank"},
    [GENTOO_RELATIVE] = {SEVERITY_ERROR, "gentoo-relative-element", "a relative folder"},
    [GENTOO_DOUBTFUL] = {SEVERITY_WARNING, "gentoo-doubtful-element", "it begins with neither / nor $ nor a dot"},
    [GENTOO_SECURE] = {SEVERITY_CRITICAL, "gentoo-secure-token", "a set-id file has a token in its rpath"},
    [GENTOO_SEVERAL] = {SEVERITY_WARNING, "gentoo-several-tags", "there is more than one entry of this kind"},
    [GENTOO_DIFFER] = {SEVERITY_WARNING, "gentoo-tags-differ", "RPATH and RUNPATH are not the same"},
    [LINTIAN_CUSTOM] = {SEVERITY_ERROR, "lintian-custom-library-search-path", "an absolute folder that is not the package's own"},
    [LINTIAN_RELATIVE] = {SEVERITY_ERROR, "lintian-relative-library-search-path", "neither absolute nor relative to $ORIGIN"},
};

static void
add(struct rules *r, enum complaint c, struct span element)
{
	rules_add(r, table[c].severity, table[c].name, element, table[c].text);
}

/* Whether the path is the folder's name alone, or that with something behind it: 0, 1, 2. */
static int
at_or_in(struct span path, const char *folder)
{
	size_t n = strlen(folder);

	if (!span_begins(path, folder))
		return 0;
	return path.n == n ? 1 : path.p[n] == '/' ? 2 : 0;
}

/* ------------------------------------------------------------------------- rpm */

/* A component that is a name, then "..": after a '/', or after a token. */
static int
has_dotdot(struct span s)
{
	struct span part;
	int named = 0;

	if (!s.n || (s.p[0] != '/' && s.p[0] != '$'))
		return 0;
	if (s.p[0] == '$')
		s = span_from(s, span_find(s, '/'));
	while (s.n) {
		s = span_from(s, 1);
		part = span_head(s, span_find(s, '/'));
		s = span_from(s, part.n);
		if (span_is(part, "..") && named)
			return 1;
		/* "//" and "/./" are no names */
		named = part.n && !span_is(part, "..") && !span_is(part, ".");
	}
	return 0;
}

static int
is_below_standard(struct span s)
{
	static const char *const folders[] = {
	    "/lib", "/usr/lib", "/usr/X11R6/lib", "/usr/local/lib", "/lib64", "/usr/lib64", "/usr/X11R6/lib64", "/usr/local/lib64", "/usr/libexec",
	};
	size_t i;

	for (i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		if (at_or_in(s, folders[i]) == 2)
			return 1;
	}
	return 0;
}

static int
is_standard(struct span s)
{
	return span_is(s, "/lib") || span_is(s, "/usr/lib") || span_is(s, "/usr/X11R6/lib") || span_is(s, "/lib64") || span_is(s, "/usr/lib64") ||
	    span_is(s, "/usr/X11R6/lib64");
}

static void
rpm_element(struct rules *r, struct span s, int *origin_allowed)
{
	int allowed = *origin_allowed;

	*origin_allowed = 0;
	if (s.n == 0) {
		add(r, RPM_EMPTY, s);
	} else if (has_dotdot(s)) {
		add(r, RPM_DOTDOT, s);
	} else if (is_below_standard(s)) {
		;
	} else if (rpath_is_origin(s)) {
		*origin_allowed = allowed;
		if (!allowed)
			add(r, RPM_ORDER, s);
	} else if (s.p[0] == '/' && rules_has_local_token(s)) {
		;
	} else {
		add(r, is_standard(s) ? RPM_STANDARD : s.p[0] == '.' ? RPM_INSECURE : RPM_INVALID, s);
	}
}

/* ---------------------------------------------------------------------- gentoo */

static void
gentoo_element(struct rules *r, struct span s, const struct rules_file *f, const struct profile_world *w)
{
	if (w->build_folder.n && s.n >= w->build_folder.n && memcmp(s.p, w->build_folder.p, w->build_folder.n) == 0)
		add(r, GENTOO_BUILD, s);
	else if (w->root.n > 1 && s.n >= w->root.n && memcmp(s.p, w->root.p, w->root.n) == 0)
		add(r, GENTOO_ROOT, s);
	else if (s.n == 0 || s.p[0] == ' ')
		add(r, GENTOO_NULL, s);
	else if (f->secure && span_find(s, '$') < s.n && (s.p[0] == '$' || span_has(s, "$ORIGIN")))
		add(r, GENTOO_SECURE, s);
	else if (s.p[0] == '.')
		add(r, GENTOO_RELATIVE, s);
	else if (s.p[0] != '/' && s.p[0] != '$')
		add(r, GENTOO_DOUBTFUL, s);
}

static void
gentoo_tags(struct rules *r, const struct elf *e)
{
	size_t i, rpaths = 0, runpaths = 0;

	for (i = 0; i < e->entries; i++) {
		rpaths += e->entry[i].tag == ELF_RPATH;
		runpaths += e->entry[i].tag == ELF_RUNPATH;
	}
	if (rpaths > 1)
		add(r, GENTOO_SEVERAL, e->rpath);
	if (runpaths > 1)
		add(r, GENTOO_SEVERAL, e->runpath);
	if (e->rpath.p && e->runpath.p && !span_equal(e->rpath, e->runpath))
		add(r, GENTOO_DIFFER, e->rpath);
}

/* --------------------------------------------------------------------- lintian */

/* What is left of a path behind a folder's name and a '/'; p is NULL if it does not begin so. */
static struct span
behind(struct span path, const char *folder)
{
	struct span no = {NULL, 0};

	return at_or_in(path, folder) == 2 ? span_from(path, strlen(folder) + 1) : no;
}

/* A folder's name in the package's own place, which is any if the package is not known. Lintian compares no further than the name is long. */
static int
is_private(struct span rest, struct span source)
{
	if (!rest.p || !rest.n)
		return 0;
	if (source.n)
		return rest.n >= source.n && memcmp(rest.p, source.p, source.n) == 0;
	return 1;
}

/* Length of a multiarch folder's name, such as x86_64-linux-gnu, at the beginning of a path; that of the file's machine, if it is known here. */
static size_t
triplet(struct span s, const struct elf *e)
{
	static const struct {
		unsigned machine, bits;
		const char *begin;
	} known[] = {
	    {ELF_MACHINE_X86_64, 64, "x86_64-"}, {ELF_MACHINE_X86_64, 32, "x86_64-"}, {ELF_MACHINE_386, 32, "i386-"},
	    {ELF_MACHINE_AARCH64, 64, "aarch64-"}, {ELF_MACHINE_ARM, 32, "arm-"}, {ELF_MACHINE_RISCV, 64, "riscv64-"},
	    {ELF_MACHINE_PPC64, 64, "powerpc64"}, {ELF_MACHINE_S390, 64, "s390x-"}, {ELF_MACHINE_MIPS, 64, "mips64"},
	    {ELF_MACHINE_MIPS, 32, "mips"}, {ELF_MACHINE_LOONGARCH, 64, "loongarch64-"},
	};
	size_t n = span_find(s, '/'), i;

	s = span_head(s, n);
	if (!span_has(s, "-linux-gnu"))
		return 0;
	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i].machine == e->machine && known[i].bits == e->bits)
			return span_begins(s, known[i].begin) ? n : 0;
	}
	return n;
}

static int
is_own(struct span path, struct span source, const struct elf *e)
{
	static const char *const folders[] = {"/lib", "/usr/lib"};
	struct span rest;
	size_t i, n;

	if (at_or_in(path, "/usr/lib/ghc"))
		return 1;
	for (i = 0; i < 2; i++) {
		rest = behind(path, folders[i]);
		n = rest.p ? triplet(rest, e) : 0;
		if (n)
			rest = n < rest.n ? span_from(rest, n + 1) : span_from(rest, n);
		if (is_private(rest, source))
			return 1;
		if (i == 1 && rest.p && is_private(behind(rest, "games"), source))
			return 1;
	}
	return 0;
}

static void
lintian_element(struct rules *r, struct span s, struct span source, const struct elf *e)
{
	struct span path;

	if (span_begins(s, "$ORIGIN") || span_begins(s, "${ORIGIN"))
		return;
	if (s.n == 0)
		return;
	if (s.p[0] != '/') {
		add(r, LINTIAN_RELATIVE, s);
		return;
	}
	/* canonpath leaves ".." where it is */
	path = span_has(s, "/..") ? s : path_normal(r->a, s);
	if (!is_own(path, source, e))
		add(r, LINTIAN_CUSTOM, s);
}

/* ----------------------------------------------------------------------- lists */

/* Whether an element stands before the last n bytes of the list as well: lintian keeps them in a set. */
static int
is_twice(struct span list, size_t n, struct span s)
{
	struct span before = span_head(list, list.n - n), part;

	while (before.n) {
		part = span_head(before, span_find(before, ':'));
		if (span_equal(part, s))
			return 1;
		before = span_from(before, part.n < before.n ? part.n + 1 : part.n);
	}
	return 0;
}

static void
each_element(struct rules *r, enum profile p, struct span list, const struct rules_file *f, const struct profile_world *w)
{
	struct span s, rest = list;
	int origin_allowed = 1;

	for (;;) {
		s = span_head(rest, span_find(rest, ':'));
		if (p == PROFILE_RPM)
			rpm_element(r, s, &origin_allowed);
		else if (p == PROFILE_GENTOO)
			gentoo_element(r, s, f, w);
		else if (p == PROFILE_LINTIAN && !is_twice(list, rest.n, s))
			lintian_element(r, s, w->source, f->elf);
		if (s.n == rest.n)
			return;
		rest = span_from(rest, s.n + 1);
	}
}

enum profile
profile_named(const char *name)
{
	static const char *const names[] = {"", "rpm", "gentoo", "lintian"};
	size_t i;

	for (i = PROFILE_RPM; i < PROFILE_UNKNOWN; i++) {
		if (span_is(span_of(names[i]), name))
			return (enum profile)i;
	}
	return PROFILE_UNKNOWN;
}

void
profile_elf(struct rules *r, enum profile p, const struct rules_file *f, const struct profile_world *w)
{
	const struct elf *e = f->elf;

	if (p == PROFILE_GENTOO)
		gentoo_tags(r, e);
	if (e->rpath.p)
		each_element(r, p, e->rpath, f, w);
	if (e->runpath.p)
		each_element(r, p, e->runpath, f, w);
}

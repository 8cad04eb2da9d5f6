/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a file that was built: its rpath's elements, its other strings, and where the libraries come from that it needs. Pure: facts
 * come from the caller. What an element is, by its text, is rpath.c's to say.
 */
#include "rules.h"

#include <string.h>

#include "arena.h"
#include "codes.h"
#include "elf.h"
#include "loader.h"
#include "path.h"
#include "rpath.h"

enum rule {
	/* an element */
	RULE_EMPTY_LIST,
	RULE_WRONG_SEPARATOR,
	RULE_STRAY_BLANK,
	RULE_SECURE_ORIGIN,
	RULE_MUSL_IGNORES,
	RULE_ABSOLUTE_IN_TREE,
	RULE_WORLD_WRITABLE,
	RULE_GROUP_WRITABLE,
	RULE_BUILD_FOLDER,
	RULE_LEADS_OUTSIDE,
	RULE_OUTSIDE_FOLDER,
	RULE_LOCAL_TOKEN,
	RULE_STANDARD_FOLDER,
	RULE_MISSING_FOLDER,
	RULE_DUPLICATE,
	RULE_ORIGIN_LATE,
	RULE_DOTDOT,
	RULE_MUSL_LONG,
	RULE_ORIGIN_FLAG,
	RULE_SPARE_SLASHES,
	RULE_IDLE,
	RULE_SHARED,

	/* a file */
	RULE_DAMAGED,
	RULE_BOTH_TAGS,
	RULE_SEVERAL_TAGS,
	RULE_NEEDED_PATH,
	RULE_INTERPRETER_IN_TREE,
	RULE_INTERPRETER_RELATIVE,
	RULE_INTERPRETER_MISSING,
	RULE_SHEBANG_IN_TREE,
	RULE_SHEBANG_OLD,

	/* a library that is needed */
	RULE_NOT_FOUND,
	RULE_UNFIT,
	RULE_NOT_FOUND_ALONE,
	RULE_FROM_BUILD,
	RULE_FROM_OLD,
	RULE_FROM_CURRENT,
	RULE_SYSTEM_FOR_TREE,
	RULE_LOST,
	RULE_SYSTEM_THEN,
	RULE_OTHER_THEN,
	RULE_OUTSIDE_LOST,
	RULE_SUBFOLDER,
	RULE_SUBFOLDER_ALONE,
	RULE_CONFIGURED,
	RULE_COMES_FROM_TREE,
	RULE_COMES_FROM_SYSTEM,
	RULE_COMES_FROM_ELSEWHERE,
	RULE_COUNT
};

static const struct {
	enum severity severity;
	const char *name, *text, *remedy;
} table[RULE_COUNT] = {
    [RULE_EMPTY_LIST] = {SEVERITY_NOTE, "empty-list", "an rpath without any element, which loaders ignore", "remove it"},
    [RULE_WRONG_SEPARATOR] = {SEVERITY_ERROR, "wrong-separator",
	"only a colon parts elements, so the loader takes this for one folder", "write a colon"},
    [RULE_STRAY_BLANK] = {SEVERITY_ERROR, "stray-blank", "the loader takes the blank for a part of the folder's name", "remove the blank"},
    [RULE_SECURE_ORIGIN] = {SEVERITY_ERROR, "secure-origin",
	"the loader does not use $ORIGIN in a set-id program or one with capabilities", "write an absolute path"},
    [RULE_MUSL_IGNORES] = {SEVERITY_ERROR, "musl-ignores-list",
	"musl knows no token but $ORIGIN, and uses nothing of a list that has another $", "remove the element"},
    [RULE_ABSOLUTE_IN_TREE] = {SEVERITY_WARNING, "absolute-in-tree",
	"an absolute path into the tree itself, which is wrong as soon as the tree moves", ""},
    [RULE_WORLD_WRITABLE] = {SEVERITY_WARNING, "world-writable",
	"anybody can put a library there, and the loader would take it", "remove the element, or the right to write"},
    [RULE_GROUP_WRITABLE] = {SEVERITY_NOTE, "group-writable",
	"a group other than root's can put a library there, and the loader would take it", "remove the element, or the right to write"},
    [RULE_BUILD_FOLDER] = {SEVERITY_WARNING, "build-folder",
	"a folder that probably only the machine has on which this was built", "remove the element, or write one with $ORIGIN"},
    [RULE_LEADS_OUTSIDE] = {SEVERITY_NOTE, "leads-outside", "it leads out of the tree, so what is there has to move as well", ""},
    [RULE_OUTSIDE_FOLDER] = {SEVERITY_NOTE, "outside-folder", "an absolute path out of the tree, which another machine may not have", ""},
    [RULE_LOCAL_TOKEN] = {SEVERITY_NOTE, "local-token",
	"what the loader puts in the place of this token differs from one system to the next", "write the folder's name"},
    [RULE_STANDARD_FOLDER] = {SEVERITY_NOTE, "standard-folder", "the loader searches this folder without being told", "remove the element"},
    [RULE_MISSING_FOLDER] = {SEVERITY_NOTE, "missing-folder", "there is no such folder", "remove the element"},
    [RULE_DUPLICATE] = {SEVERITY_NOTE, "duplicate-element", "the same folder stands in the list before", "remove the element"},
    [RULE_ORIGIN_LATE] = {SEVERITY_NOTE, "origin-after-others",
	"absolute folders come before it, so a library there is taken first", "put $ORIGIN elements first"},
    [RULE_DOTDOT] = {SEVERITY_NOTE, "dotdot-element", "a .. behind a folder's name leads elsewhere if that is a symbolic link",
	"write the path without .."},
    [RULE_MUSL_LONG] = {SEVERITY_ERROR, "musl-too-long",
	"musl has 512 bytes for a path, and does not search where folder, name and NUL are more", "write a shorter path"},
    [RULE_ORIGIN_FLAG] = {SEVERITY_ERROR, "origin-flag-missing",
	"this system's loader replaces $ORIGIN only in a file that has the flag DF_ORIGIN", "link it with -z origin"},
    [RULE_SPARE_SLASHES] = {SEVERITY_NOTE, "spare-slashes", "the slashes at its end change nothing, and leave room for a longer path", ""},
    [RULE_IDLE] = {SEVERITY_NOTE, "idle-element", "nothing that the file itself names as needed is in this folder", ""},
    [RULE_SHARED] = {SEVERITY_NOTE, "shared-bytes", "its bytes are the name of a symbol or the like as well, which tools that write over it in place destroy",
	"change it with originld fix"},

    [RULE_DAMAGED] = {SEVERITY_WARNING, "damaged-file", "it is no sound ELF file", "make it anew"},
    [RULE_BOTH_TAGS] = {SEVERITY_WARNING, "both-tags", "there is an RPATH beside the RUNPATH, and loaders ignore it", "link it anew with one of them"},
    [RULE_SEVERAL_TAGS] = {SEVERITY_WARNING, "several-tags", "there is more than one entry of this kind, and loaders use the last",
	"link it anew with one of them"},
    [RULE_NEEDED_PATH] = {SEVERITY_WARNING, "needed-path", "a needed library is named by a path, and is not looked for anywhere else",
	"link the library with a soname, or by -l"},
    [RULE_INTERPRETER_IN_TREE] = {SEVERITY_WARNING, "interpreter-in-tree",
	"the kernel starts its loader by this absolute path into the tree, which is wrong as soon as the tree moves",
	"use the system's loader, or start it by a script that runs the tree's"},
    [RULE_INTERPRETER_RELATIVE] = {SEVERITY_ERROR, "interpreter-relative",
	"the kernel looks for the loader below the current folder, and knows no $ORIGIN", "write an absolute path"},
    [RULE_INTERPRETER_MISSING] = {SEVERITY_WARNING, "interpreter-missing", "there is no such loader, so the program does not start",
	"use the system's loader"},
    [RULE_SHEBANG_IN_TREE] = {SEVERITY_WARNING, "shebang-in-tree",
	"the script names its interpreter by an absolute path into the tree, which is wrong as soon as the tree moves", ""},
    [RULE_SHEBANG_OLD] = {SEVERITY_WARNING, "shebang-old-prefix",
	"the script's interpreter is not there, but the tree has one of that name", ""},

    [RULE_NOT_FOUND] = {SEVERITY_ERROR, "library-not-found", "no folder that the loader searches has this library", ""},
    [RULE_UNFIT] = {SEVERITY_ERROR, "library-unfit", "the loader finds something else under this name, and gives up", ""},
    [RULE_NOT_FOUND_ALONE] = {SEVERITY_NOTE, "not-found-alone",
	"it is found only if the program has loaded it before", ""},
    [RULE_FROM_BUILD] = {SEVERITY_ERROR, "from-build-folder",
	"it comes from a folder that probably only the machine has on which this was built", ""},
    [RULE_FROM_OLD] = {SEVERITY_ERROR, "from-old-prefix", "it comes from another place, although the tree has its own", ""},
    [RULE_FROM_CURRENT] = {SEVERITY_ERROR, "from-current-folder", "it comes from the folder in which the program happens to be started", ""},
    [RULE_SYSTEM_FOR_TREE] = {SEVERITY_WARNING, "system-for-tree", "it comes from the system, although the tree has its own", ""},
    [RULE_LOST] = {SEVERITY_ERROR, "lost-when-moved", "it comes from the tree now, and is not found when the tree has moved", ""},
    [RULE_SYSTEM_THEN] = {SEVERITY_ERROR, "system-when-moved",
	"it comes from the tree now, and from the system when the tree has moved", ""},
    [RULE_OTHER_THEN] = {SEVERITY_ERROR, "elsewhere-when-moved",
	"it comes from the tree now, and from elsewhere when the tree has moved", ""},
    [RULE_OUTSIDE_LOST] = {SEVERITY_WARNING, "outside-when-moved",
	"it is found by a path that leads out of the tree, and is not when the tree has moved", "have the library in the tree"},
    [RULE_SUBFOLDER] = {SEVERITY_NOTE, "processor-subfolder",
	"it comes from a subfolder for certain processors, and on others from the folder itself", ""},
    [RULE_SUBFOLDER_ALONE] = {SEVERITY_WARNING, "processor-subfolder-alone",
	"it comes from a subfolder for certain processors, and the folder itself does not have it", "have a library for any processor beside the subfolder"},
    [RULE_CONFIGURED] = {SEVERITY_NOTE, "configured-folder",
	"it is found only because this system's /etc/ld.so.conf names the folder", ""},
    [RULE_COMES_FROM_TREE] = {SEVERITY_NOTE, "comes-from-tree", "it comes from the tree", ""},
    [RULE_COMES_FROM_SYSTEM] = {SEVERITY_NOTE, "comes-from-system", "it comes from the system", ""},
    [RULE_COMES_FROM_ELSEWHERE] = {SEVERITY_NOTE, "comes-from-elsewhere", "it comes from elsewhere", ""},
};

static const struct span none = {NULL, 0};

void
rules_begin(struct rules *r, struct arena *a, const struct rules_world *world)
{
	memset(r, 0, sizeof *r);
	r->a = a;
	r->world = world;
	r->last = &r->first;
}

struct finding *
rules_add(struct rules *r, enum severity severity, const char *code, struct span element, const char *message)
{
	struct finding *f = arena_array(r->a, 1, sizeof *f);

	if (!f)
		return &r->lost;
	*r->last = f;
	r->last = &f->next;
	f->severity = severity;
	f->code = code;
	f->element = element;
	f->message = span_of(message);
	return f;
}

static struct finding *
add(struct rules *r, enum rule rule, int secure, struct span element)
{
	enum severity s = table[rule].severity;
	struct finding *f;

	f = rules_add(r, secure && s == SEVERITY_ERROR ? SEVERITY_CRITICAL : s, table[rule].name, element, table[rule].text);
	if (*table[rule].remedy)
		f->suggestion = span_of(table[rule].remedy);
	return f;
}

static void
suggest(struct finding *f, struct span text)
{
	f->suggestion = text;
	f->is_text = 1;
}

/* Three texts as one. */
static struct span
join(struct arena *a, struct span x, const char *y, struct span z)
{
	struct text t = text_in(a);

	text_put(&t, x);
	text_puts(&t, y);
	text_put(&t, z);
	return text_span(&t);
}

/* --------------------------------------------------------------------- paths */

int
rules_is_system(struct span path)
{
	static const char *const parts[] = {"/", "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr/bin", "/usr/sbin", "/usr/lib",
	    "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/libexec", "/usr/games", "/usr/share", "/usr/include", "/etc", "/var", "/run", "/boot"};
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (span_is(path, parts[i]))
			return 1;
	}
	/* multiarch */
	return span_is(path_folder(path), "/usr/lib") && span_has(path_base(path), "-linux-");
}

int
rules_is_private(struct span path)
{
	static const char *const places[] = {
	    "/home/", "/root/", "/tmp/", "/var/tmp/", "/dev/shm/", "/build/", "/builds/", "/builddir/", "/usr/src/", "/workspace/", "/__w/",
	    "/var/lib/jenkins/", "/var/lib/buildkite-agent/",
	};
	static const char *const parts[] = {"/.libs/", "/CMakeFiles/", "/_build/", "/BUILD/", "/BUILDROOT/"};
	struct span s;
	size_t i, n;

	/* the path may end where the pattern has its last '/' */
	for (i = 0; i < sizeof places / sizeof places[0]; i++) {
		n = strlen(places[i]) - 1;
		if (path.n >= n && memcmp(path.p, places[i], n) == 0 && (path.n == n || path.p[n] == '/'))
			return 1;
	}
	for (s = path; s.n; s = span_from(s, 1)) {
		s = span_from(s, span_find(s, '/'));
		for (i = 0; i < sizeof parts / sizeof parts[0] && s.n; i++) {
			n = strlen(parts[i]) - 1;
			if (s.n >= n && memcmp(s.p, parts[i], n) == 0 && (s.n == n || s.p[n] == '/'))
				return 1;
		}
		if (!s.n)
			break;
	}
	return 0;
}

/* A path in the tree as seen from the folder of a file in it: $ORIGIN/../lib. */
static struct span
seen_from(struct arena *a, struct span file, struct span path)
{
	struct text t = text_in(a);

	path_from(&t, path_folder(file), path);
	return join(a, span_of("$ORIGIN"), t.n ? "/" : "", text_span(&t));
}

/* ------------------------------------------------------------------- elements */

/* One list, and the element in it that is looked at. */
struct list {
	struct rules *r;
	const struct rules_file *f;
	const struct rpath_verdict *v;
	size_t i;
	struct span text;
	int padding; /* how bad it is here */
};

/* Offset of the first '$' that begins no token of glibc's, or s.n. */
static size_t
find_unknown(struct span s)
{
	size_t at, n;

	for (at = span_find(s, '$'); at < s.n; at += n + span_find(span_from(s, at + n), '$')) {
		if (loader_token(span_from(s, at), &n) == LOADER_NO_TOKEN)
			return at;
	}
	return s.n;
}

static struct finding *
add_grammar(struct list *l, enum severity s, enum code code)
{
	struct finding *f;

	if (s == SEVERITY_ERROR && l->f->secure)
		s = SEVERITY_CRITICAL;
	f = rules_add(l->r, s, code_name(code), l->text, code_text(code));
	if (*code_remedy(code))
		f->suggestion = span_of(code_remedy(code));
	return f;
}

/* objRIGIN/lib: make has put its variable O there, whose value nobody knows now. */
static void
guess_make_o(struct list *l, struct finding *f)
{
	size_t n = span_find(l->text, '/');

	if (n > 5 && span_ends(span_head(l->text, n), "RIGIN")) {
		f->cause = span_of(code_text(CODE_MAKE_O_VALUE));
		suggest(f, join(l->r->a, none, "$ORIGIN", span_from(l->text, n)));
	}
}

static void
add_empty(struct list *l)
{
	if (l->f->libc == LOADER_MUSL)
		add_grammar(l, SEVERITY_NOTE, CODE_EMPTY_ELEMENT)->message = span_of("musl leaves out empty elements; glibc searches the current folder");
	else
		add_grammar(l, SEVERITY_ERROR, CODE_EMPTY_ELEMENT);
}

/* One colon at the end is an accident, unless it is in a build; CMake's padding is longer as a rule. */
static int
is_one_colon(const struct list *l)
{
	return !l->padding && l->i + 1 == l->v->elements && l->v->element[l->i].n == 0 && l->v->element[l->i - 1].n != 0;
}

/* What the text itself is. Returns whether there is something wrong with it, so that no folder need be looked for. */
static int
judge_text(struct list *l)
{
	const struct rpath_element *e = &l->v->element[l->i];
	struct finding *f;
	struct span after;

	if (e->code == CODE_PADDING && is_one_colon(l)) {
		add_empty(l);
		return 1;
	}
	switch (code_kind(e->code)) {
	case KIND_MENDED:
	case KIND_GUESSED:
		f = add_grammar(l, SEVERITY_ERROR, e->code);
		if (e->code == CODE_MARKER)
			f->message = span_of("the marker for $ORIGIN is still there: this was not linked by originld");
		else
			f->message = span_of(e->code == CODE_LOST_NAME_GUESSED ? "what was meant to be $ORIGIN is not in it"
			                                                       : "a mangled $ORIGIN; the loader searches a folder that nobody meant");
		f->cause = span_of(code_text(e->code));
		after = rpath_element_after(l->r->a, l->v, l->i);
		suggest(f, after);
		return 1;
	case KIND_WRONG:
		/* musl leaves out empty elements */
		if (e->code == CODE_EMPTY_ELEMENT) {
			add_empty(l);
			return 1;
		}
		f = add_grammar(l, SEVERITY_ERROR, e->code);
		if (e->code == CODE_RELATIVE_ELEMENT)
			guess_make_o(l, f);
		return 1;
	case KIND_LEFT:
		add_grammar(l, l->f->secure ? SEVERITY_CRITICAL : l->padding ? SEVERITY_NOTE : SEVERITY_WARNING, e->code);
		return 1;
	default:
		return 0;
	}
}

/* What rpath.c leaves alone because it may be meant, and what is clearly not. */
static int
judge_bytes(struct list *l)
{
	struct span s = l->text, rest;
	struct finding *f;
	size_t i, n = s.n;

	if (find_unknown(s) < s.n) {
		f = add_grammar(l, SEVERITY_ERROR, CODE_UNKNOWN_TOKEN);
		if (l->f->libc == LOADER_MUSL)
			f->message = span_of(table[RULE_MUSL_IGNORES].text);
		return 1;
	}
	for (i = 0; i < s.n; i++) {
		rest = span_from(s, i);
		if ((s.p[i] != ';' && s.p[i] != ',') || !(span_begins(span_from(rest, 1), "/") || span_begins(span_from(rest, 1), "$")))
			continue;
		if (l->r->world->look && s.p[0] == '/' && (l->r->world->look(l->r->world->ctx, s) & RULES_EXISTS))
			continue;
		f = add(l->r, RULE_WRONG_SEPARATOR, l->f->secure, s);
		suggest(f, join(l->r->a, span_head(s, i), ":", span_from(rest, 1)));
		return 1;
	}
	while (n > 0 && (s.p[n - 1] == ' ' || s.p[n - 1] == '\t' || s.p[n - 1] == '\n' || s.p[n - 1] == '\r'))
		n--;
	if (n < s.n) {
		f = add(l->r, RULE_STRAY_BLANK, l->f->secure, s);
		suggest(f, span_head(s, n));
		return 1;
	}
	return 0;
}

int
rules_has_local_token(struct span s)
{
	return span_has(s, "$LIB") || span_has(s, "${LIB}") || span_has(s, "$PLATFORM") || span_has(s, "${PLATFORM}");
}

/* The element with the file's folder for $ORIGIN, normal. */
static struct span
expanded(struct arena *a, struct span element, struct span file)
{
	struct text t = text_in(a);
	size_t n = 0;

	if (rpath_is_origin(element)) {
		text_put(&t, path_folder(file));
		n = element.p[1] == '{' ? 9 : 7;
	}
	text_put(&t, span_from(element, n));
	return path_normal(a, text_span(&t));
}

static int
is_standard(const struct rules_world *w, struct span path)
{
	size_t i;

	for (i = 0; i < w->standards; i++) {
		if (span_equal(w->standard[i], path))
			return 1;
	}
	return 0;
}

/* Whether a folder has nothing of what the file needs. What it opens at run time nobody knows. */
static int
is_idle(struct list *l, struct span folder)
{
	const struct rules_world *w = l->r->world;
	const struct elf *e = l->f->elf;
	size_t i;

	for (i = 0; w->look && i < e->needs; i++) {
		if (w->look(w->ctx, join(l->r->a, folder, "/", e->needed[i].text)) & RULES_EXISTS)
			return 0;
	}
	return 1;
}

/* What is known of the place: one thing, the worst. path is normal. */
static void
judge_place(struct list *l, struct span path)
{
	const struct rules_world *w = l->r->world;
	int origin = rpath_is_origin(l->text), look = w->look ? w->look(w->ctx, path) : RULES_EXISTS, below = path_is_below(path, w->tree);
	struct finding *f;

	if (!origin && below) {
		suggest(add(l->r, RULE_ABSOLUTE_IN_TREE, 0, l->text), seen_from(l->r->a, l->f->path, path));
	} else if (look & RULES_OPEN) {
		f = add(l->r, RULE_WORLD_WRITABLE, 0, l->text);
		if (l->f->secure)
			f->severity = SEVERITY_CRITICAL;
	} else if (!origin && rules_is_private(path)) {
		add(l->r, RULE_BUILD_FOLDER, 0, l->text);
	} else if ((look & RULES_GROUP) && !origin) {
		f = add(l->r, RULE_GROUP_WRITABLE, 0, l->text);
		if (l->f->secure)
			f->severity = SEVERITY_WARNING;
	} else if (!origin && is_standard(w, path)) {
		add(l->r, RULE_STANDARD_FOLDER, 0, l->text);
	} else if (origin && w->tree.n && !below) {
		add(l->r, RULE_LEADS_OUTSIDE, 0, l->text);
	} else if (!(look & RULES_EXISTS)) {
		add(l->r, RULE_MISSING_FOLDER, 0, l->text);
	} else if (!origin && w->tree.n && !path_is_below(path, span_of("/usr/lib"))) {
		add(l->r, RULE_OUTSIDE_FOLDER, 0, l->text);
	}
	if (w->all && (look & RULES_EXISTS) && is_idle(l, path))
		add(l->r, RULE_IDLE, 0, l->text);
}

/* A '..' behind a name, in an absolute path. */
static int
has_dotdot(struct span s)
{
	return s.n && s.p[0] == '/' && !span_begins(s, "/../") && (span_has(s, "/../") || span_ends(s, "/.."));
}

/* Whether an element before this one is the same folder. */
static int
is_twice(struct list *l)
{
	struct span s;
	size_t i, n = l->text.n;

	while (n > 1 && l->text.p[n - 1] == '/')
		n--;
	for (i = 0; i < l->i; i++) {
		s = rpath_element_before(l->v, i);
		while (s.n > 1 && s.p[s.n - 1] == '/')
			s.n--;
		if (s.n && span_equal(s, span_head(l->text, n)))
			return 1;
	}
	return 0;
}

static int
is_late(struct list *l)
{
	struct span s;
	size_t i;

	for (i = 0; i < l->i; i++) {
		s = rpath_element_before(l->v, i);
		if (s.n && s.p[0] == '/')
			return 1;
	}
	return 0;
}

/* Whether the path by which musl would look for one of the needs is too long for it. It counts the text as it is, with all its dots and slashes. */
static int
is_long(struct list *l)
{
	const struct elf *e = l->f->elf;
	size_t folder = l->text.n, name = 0, i;

	if (rpath_is_origin(l->text))
		folder += path_folder(l->f->path).n - (l->text.p[1] == '{' ? 9 : 7);
	for (i = 0; i < e->needs; i++) {
		if (e->needed[i].text.n > name && span_find(e->needed[i].text, '/') == e->needed[i].text.n)
			name = e->needed[i].text.n;
	}
	return folder + 1 + name + 1 > LOADER_MUSL_BUFFER;
}

/* Names such as libc.so.97.1: only OpenBSD's libraries are called so. */
static int
is_openbsd_name(struct span s)
{
	size_t n;

	if (!span_begins(s, "libc.so."))
		return 0;
	s = span_from(s, 8);
	n = span_find(s, '.');
	return n && n + 1 < s.n && s.p[0] >= '0' && s.p[0] <= '9' && s.p[n + 1] >= '0' && s.p[n + 1] <= '9';
}

/* Whether the file is for a loader that wants DF_ORIGIN, and has none: OpenBSD's or DragonFly's. */
static int
needs_flag(const struct elf *e)
{
	static const char *const loaders[] = {"/usr/libexec/ld.so", "/usr/libexec/ld-elf.so.2", "/libexec/ld-elf.so.2"};
	enum { OSABI_OPENBSD = 12 };
	size_t i;

	if (e->flags & ELF_FLAG_ORIGIN)
		return 0;
	for (i = 0; i < sizeof loaders / sizeof loaders[0]; i++) {
		if (e->interp.p && span_is(e->interp, loaders[i]))
			return 1;
	}
	for (i = 0; i < e->needs; i++) {
		if (is_openbsd_name(e->needed[i].text))
			return 1;
	}
	return e->osabi == OSABI_OPENBSD;
}

static void
judge_element(struct list *l)
{
	int origin = rpath_is_origin(l->text);

	if (judge_text(l) || judge_bytes(l))
		return;
	if (is_twice(l)) {
		add(l->r, RULE_DUPLICATE, 0, l->text);
		return;
	}
	if (origin && l->f->secure)
		suggest(add(l->r, RULE_SECURE_ORIGIN, 1, l->text), expanded(l->r->a, l->text, l->f->path));
	else if (rules_has_local_token(l->text))
		add(l->r, l->f->libc == LOADER_MUSL ? RULE_MUSL_IGNORES : RULE_LOCAL_TOKEN, l->f->secure, l->text);
	else
		judge_place(l, expanded(l->r->a, l->text, l->f->path));
	if (origin && is_late(l))
		add(l->r, RULE_ORIGIN_LATE, 0, l->text);
	if (has_dotdot(l->text))
		add(l->r, RULE_DOTDOT, 0, l->text);
	if (origin && needs_flag(l->f->elf))
		add(l->r, RULE_ORIGIN_FLAG, l->f->secure, l->text);
	if (l->f->libc == LOADER_MUSL && is_long(l))
		add(l->r, RULE_MUSL_LONG, l->f->secure, l->text);
	if (l->r->world->all && span_ends(l->text, "//"))
		add(l->r, RULE_SPARE_SLASHES, 0, l->text);
}

/* CMake's and Meson's padding is in order where they work, and nowhere else. A run of it is one finding. */
static void
judge_list(struct rules *r, const struct rules_file *f, struct span value)
{
	struct rpath_world world;
	struct rpath_verdict v;
	struct list l = {r, f, &v, 0, none, 0};
	int padded = 0;

	if (value.n == 0) {
		add(r, RULE_EMPTY_LIST, 0, value);
		return;
	}
	memset(&world, 0, sizeof world);
	world.musl = f->libc == LOADER_MUSL;
	if (rpath_judge(r->a, value, &world, &v) != 0)
		return;
	for (l.i = 0; l.i < v.elements; l.i++) {
		if (v.element[l.i].code == CODE_PADDING) {
			if (padded++)
				continue;
			l.padding = r->world->in_build && r->world->in_build(r->world->ctx, f->path);
		}
		l.text = rpath_element_before(&v, l.i);
		judge_element(&l);
	}
}

/* ---------------------------------------------------------------------- files */

static size_t
count_tags(const struct elf *e, enum elf_tag tag)
{
	size_t i, n = 0;

	for (i = 0; i < e->entries; i++)
		n += e->entry[i].tag == tag;
	return n;
}

static void
judge_tags(struct rules *r, const struct rules_file *f)
{
	const struct elf *e = f->elf;
	struct finding *found;

	if (count_tags(e, ELF_RPATH) > 1)
		add(r, RULE_SEVERAL_TAGS, 0, e->rpath);
	if (count_tags(e, ELF_RUNPATH) > 1)
		add(r, RULE_SEVERAL_TAGS, 0, e->runpath);
	if (e->runpath.p && e->rpath.p) {
		found = add(r, RULE_BOTH_TAGS, 0, e->rpath);
		if (span_equal(e->runpath, e->rpath))
			found->severity = SEVERITY_NOTE;
	}
	if (e->runpath.p)
		judge_list(r, f, e->runpath);
	if (e->rpath.p && !(e->runpath.p && span_equal(e->runpath, e->rpath)))
		judge_list(r, f, e->rpath);
}

/* A DT_NEEDED with a '/' is a path. */
static void
judge_needed(struct rules *r, const struct rules_file *f)
{
	const struct elf *e = f->elf;
	struct finding *found;
	struct span name;
	size_t i;

	for (i = 0; i < e->needs; i++) {
		name = e->needed[i].text;
		if (span_find(name, '/') == name.n)
			continue;
		found = add(r, RULE_NEEDED_PATH, 0, name);
		if (rpath_is_origin(name) && f->libc == LOADER_GLIBC && !f->secure) {
			found->severity = SEVERITY_NOTE;
			found->cause = span_of("glibc knows $ORIGIN there, musl does not");
		} else if (name.p[0] != '/') {
			found->severity = f->secure ? SEVERITY_CRITICAL : SEVERITY_ERROR;
			found->cause = span_of(rpath_is_origin(name) ? "$ORIGIN is not replaced there"
			                                             : "it is relative to the folder in which the program happens to be started");
		}
	}
}

static void
judge_interpreter(struct rules *r, const struct rules_file *f)
{
	const struct rules_world *w = r->world;
	const struct elf *e = f->elf;

	if (!e->interp.p || e->kind == ELF_LIBRARY)
		return;
	if (e->interp.n == 0 || e->interp.p[0] != '/')
		add(r, RULE_INTERPRETER_RELATIVE, f->secure, e->interp);
	else if (path_is_below(path_normal(r->a, e->interp), w->tree))
		add(r, RULE_INTERPRETER_IN_TREE, 0, e->interp);
	else if (w->look && w->bits == e->bits && w->machine == e->machine && !(w->look(w->ctx, e->interp) & RULES_EXISTS))
		add(r, RULE_INTERPRETER_MISSING, 0, e->interp);
}

void
rules_elf(struct rules *r, const struct rules_file *f)
{
	if (f->elf->error != ELF_GOOD)
		add(r, RULE_DAMAGED, 0, none)->cause = span_of(elf_error_text(f->elf->error));
	if (f->shared)
		add(r, RULE_SHARED, 0, elf_search_path(f->elf));
	judge_interpreter(r, f);
	judge_tags(r, f);
	judge_needed(r, f);
}

void
rules_script(struct rules *r, struct span interpreter)
{
	const struct rules_world *w = r->world;
	struct span twin;

	if (!w->tree.n || !interpreter.n || interpreter.p[0] != '/')
		return;
	if (path_is_below(path_normal(r->a, interpreter), w->tree)) {
		add(r, RULE_SHEBANG_IN_TREE, 0, interpreter);
		return;
	}
	if (!w->look || (w->look(w->ctx, interpreter) & RULES_EXISTS))
		return;
	twin = join(r->a, w->tree, "/bin", span_from(interpreter, path_folder(interpreter).n));
	if (w->look(w->ctx, twin) & RULES_EXISTS)
		suggest(add(r, RULE_SHEBANG_OLD, 0, interpreter), twin);
}

/* ---------------------------------------------------------------------- needs */

/* Who has the list that would find the library, and as which file, stand between these. */
static struct span
say_why(struct arena *a, const struct rules_need *n)
{
	static const char *const words[WHY_COUNT][2] = {
	    [WHY_UNKNOWN] = {"", ""},
	    [WHY_OWN_RUNPATH] = {"the file has a RUNPATH, and so inherits no RPATH: that of ", " would find "},
	    [WHY_RUNPATH_ABOVE] = {"a RUNPATH is not inherited, as an RPATH is: that of ", " would find "},
	    [WHY_HIDDEN] = {"an RPATH beside a RUNPATH does not count: that of ", " would find "},
	    [WHY_LINK] = {"$ORIGIN is the folder of the link by which the file is loaded: with that of ", " it would find "},
	    [WHY_NODEFLIB] = {"", " was linked with -z nodefaultlib, and does not look for "},
	    [WHY_ENVIRONMENT] = {"", " finds it only by LD_LIBRARY_PATH, as it is set now: "},
	};
	struct text t = text_in(a);

	text_puts(&t, words[n->why][0]);
	text_put(&t, n->why_of);
	text_puts(&t, words[n->why][1]);
	text_put(&t, n->why_path);
	return text_span(&t);
}

static struct finding *
add_need(struct rules *r, enum rule rule, const struct rules_need *n, struct span path)
{
	struct finding *f = add(r, rule, n->secure, n->name);
	struct text t = text_in(r->a);

	text_put(&t, f->message);
	if (path.n) {
		text_puts(&t, ": ");
		text_put(&t, path);
	}
	if (n->program.n) {
		text_puts(&t, n->foreign ? ", needed by " : ", when loaded by ");
		text_put(&t, n->program);
	}
	f->message = text_span(&t);
	if (rule == RULE_NOT_FOUND && n->why != WHY_UNKNOWN)
		f->cause = say_why(r->a, n);
	else if (n->own.n && rule != RULE_COMES_FROM_TREE)
		f->cause = join(r->a, none, "the tree has ", n->own);
	/* what finds it wherever the tree stands */
	if (n->mend.n && !n->foreign && rule != RULE_SUBFOLDER_ALONE && f->severity >= SEVERITY_WARNING && path_is_below(n->file, r->world->tree))
		suggest(f, n->secure ? path_folder(n->mend) : seen_from(r->a, n->file, path_folder(n->mend)));
	return f;
}

/* Where a tree is only staged, what is wrong now does not matter if it comes right at its place. */
static int
comes_right(const struct rules_need *n)
{
	return n->then == SOURCE_TREE || (n->now == SOURCE_MISSING && (n->then == SOURCE_SYSTEM || n->then == SOURCE_OTHER));
}

static void
judge_now(struct rules *r, const struct rules_need *n)
{
	if (comes_right(n))
		return;
	switch (n->now) {
	case SOURCE_MISSING:
		add_need(r, n->alone && n->own.n ? RULE_NOT_FOUND_ALONE : RULE_NOT_FOUND, n, none);
		break;
	case SOURCE_UNFIT:
		add_need(r, RULE_UNFIT, n, n->now_path);
		break;
	case SOURCE_BUILD:
		add_need(r, RULE_FROM_BUILD, n, n->now_path);
		break;
	case SOURCE_OLD:
		add_need(r, RULE_FROM_OLD, n, n->now_path);
		break;
	case SOURCE_CURRENT:
		add_need(r, RULE_FROM_CURRENT, n, n->now_path);
		break;
	case SOURCE_SYSTEM:
		/* what a program has loaded before, a library alone does not look for */
		if (n->own.n && !n->alone)
			add_need(r, RULE_SYSTEM_FOR_TREE, n, n->now_path);
		break;
	default:
		break;
	}
}

static void
judge_then(struct rules *r, const struct rules_need *n)
{
	if (n->then == SOURCE_UNKNOWN || n->then == n->now)
		return;
	if (n->now == SOURCE_TREE) {
		if (n->then == SOURCE_MISSING || n->then == SOURCE_UNFIT)
			add_need(r, RULE_LOST, n, n->now_path);
		else
			add_need(r, n->then == SOURCE_SYSTEM ? RULE_SYSTEM_THEN : RULE_OTHER_THEN, n, n->then_path);
	} else if (n->now == SOURCE_OTHER && n->then == SOURCE_MISSING) {
		add_need(r, RULE_OUTSIDE_LOST, n, n->now_path);
	}
}

void
rules_need(struct rules *r, const struct rules_need *n)
{
	judge_now(r, n);
	judge_then(r, n);
	if (n->subfolder.n)
		add_need(r, n->subfolder_alone ? RULE_SUBFOLDER_ALONE : RULE_SUBFOLDER, n, n->now_path);
	if (n->configured)
		add_need(r, RULE_CONFIGURED, n, n->now_path);
}

void
rules_need_note(struct rules *r, const struct rules_need *n)
{
	if (n->now == SOURCE_UNKNOWN || n->now == SOURCE_MISSING || n->now == SOURCE_UNFIT)
		return;
	add_need(r, n->now == SOURCE_TREE ? RULE_COMES_FROM_TREE : n->now == SOURCE_SYSTEM ? RULE_COMES_FROM_SYSTEM : RULE_COMES_FROM_ELSEWHERE, n,
	    n->now_path);
}

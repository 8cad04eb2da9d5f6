/* SPDX-License-Identifier: MIT */
/*
 * What the loaders of glibc and musl do to find the libraries of a program. Pure: what exists is asked of the caller.
 *
 * glibc (elf/dl-load.c, dl-deps.c, dl-object.c of 2.36). A name without '/' is looked for, in this order, in
 *	- the RPATH of the object that needs it, then of the one for which that was loaded, and so on up to the program; but if the first of
 *	  them has a RUNPATH, in none of these, and an RPATH beside a RUNPATH never counts;
 *	- LD_LIBRARY_PATH, unless secure;
 *	- the RUNPATH of the object that needs it;
 *	- ld.so.cache and the standard folders; with DF_1_NODEFLIB not the latter, nor what the cache has of them.
 * In each folder subfolders for the processor come first. Lists are split at ':' before tokens are expanded. Files of another class or machine
 * are passed over, but all else that can be opened and is no library ends the program. A name that is loaded already is not looked for, be it
 * a name under which something was asked for or its soname; nor is a file loaded twice.
 *
 * musl (ldso/dynlink.c of 1.2.3). RPATH and RUNPATH are one, the latter winning, and always inherited. LD_LIBRARY_PATH comes first; there is
 * no cache and there are no subfolders. Lists are split at ':' and newline after expansion, and one with any '$' that does not begin
 * $ORIGIN or ${ORIGIN} does not count. Names like libc.so.6 mean the loader itself.
 *
 * Objects are worked off in the order in which they are loaded, breadth first; DT_AUXILIARY and DT_FILTER of glibc before that.
 */
#include "loader.h"

#include <string.h>

#include "arena.h"
#include "elf.h"
#include "path.h"

enum { MUSL_NAME_MAX = 255 };

/* A name under which an object is known. */
struct loader_name {
	struct loader_name *next;
	struct span text;
};

/* The way to what a name means. path is the buffer in which paths are put together. */
struct search {
	struct loader *l;
	struct loader_need *need;
	const struct loader_file *file;
	struct text path;
	int stop; /* nothing more is searched */
};

static const struct span nothing = {NULL, 0};

static const struct {
	const char *name, *text;
} whys[LOADER_WHY_COUNT] = {
    [LOADER_COUNTS] = {"counts", "it is searched"},
    [LOADER_CURRENT] = {"current-folder", "an empty element means the current folder"},
    [LOADER_RELATIVE] = {"relative", "it is relative, and searched below the current folder"},
    [LOADER_UNKNOWN_TOKEN] = {"unknown-token",
	"a $ in it begins no token that the loader knows, so it is a name, and searched below the current folder"},
    [LOADER_LITERAL_TOKEN] = {"literal-token", "a $ in it begins no token that the loader knows, so it is a part of a name"},
    [LOADER_TWICE] = {"twice", "the same folder stands before it in this list"},
    [LOADER_EMPTY_LIST] = {"empty-list", "a wholly empty rpath is ignored"},
    [LOADER_EMPTY_SKIPPED] = {"empty-skipped", "musl leaves out empty elements"},
    [LOADER_NO_VALUE] = {"no-value", "the loader has no value for a token in it"},
    [LOADER_SECURE_ORIGIN] = {"secure-origin",
	"in a set-id program $ORIGIN counts only at the beginning and, for the program itself, below a standard folder"},
    [LOADER_SECURE_LIST] = {"secure-list", "in a set-id program musl ignores an rpath with $ORIGIN"},
    [LOADER_FOREIGN_TOKEN] = {"foreign-token", "musl ignores an rpath with any $ that is not $ORIGIN"},
    [LOADER_LONG_ORIGIN] = {"long-origin", "the program's path is longer than the 511 bytes that musl has for $ORIGIN"},
    [LOADER_TOO_LONG] = {"too-long", "musl tries no path of more than 511 bytes"},
    [LOADER_SECURE_ENV] = {"secure-env", "for a set-id program LD_LIBRARY_PATH is ignored"},
    [LOADER_HIDDEN] = {"hidden", "the same file has a RUNPATH, so its RPATH is ignored"},
    [LOADER_NOT_INHERITED] = {"not-inherited", "the file that needs the library has a RUNPATH, so it inherits no RPATH"},
    [LOADER_NODEFLIB] = {"nodeflib", "the file that needs the library was linked with -z nodefaultlib"},
};

int
loader_counts(enum loader_why why)
{
	return why <= LOADER_LITERAL_TOKEN;
}

const char *
loader_why_name(enum loader_why why)
{
	return whys[why].name;
}

const char *
loader_why_text(enum loader_why why)
{
	return whys[why].text;
}

const char *
loader_step_name(enum loader_step step)
{
	static const char *const names[LOADER_STEP_COUNT] = {
	    [LOADER_NOWHERE] = "nowhere", [LOADER_ALREADY] = "already", [LOADER_ITSELF] = "loader", [LOADER_PATH] = "path",
	    [LOADER_RPATH] = "rpath", [LOADER_ENV] = "library-path", [LOADER_RUNPATH] = "runpath", [LOADER_CACHE] = "cache",
	    [LOADER_DEFAULT] = "default",
	};

	return names[step];
}

enum loader_libc
loader_libc_of(const struct elf *e)
{
	size_t i;

	if (e->interp.p)
		return span_has(e->interp, "ld-musl") ? LOADER_MUSL : LOADER_GLIBC;
	/* only musl has such names for its libc */
	for (i = 0; i < e->needs; i++) {
		if (span_is(e->needed[i].text, "libc.so") || span_begins(e->needed[i].text, "libc.musl-"))
			return LOADER_MUSL;
	}
	return LOADER_GLIBC;
}

static int
is_musl(const struct loader *l)
{
	return l->world->libc == LOADER_MUSL;
}

static int
has_slash(struct span s)
{
	return span_find(s, '/') < s.n;
}

/* -------------------------------------------------------------------- tokens */

enum loader_token
loader_token(struct span s, size_t *n)
{
	static const struct {
		const char *name;
		enum loader_token token;
	} known[] = {{"ORIGIN", LOADER_ORIGIN}, {"PLATFORM", LOADER_PLATFORM}, {"LIB", LOADER_LIB}};
	size_t i, length, at;
	int curly = s.n > 1 && s.p[1] == '{';
	char c;

	at = curly ? 2 : 1;
	for (i = 0; i < sizeof known / sizeof known[0]; i++) {
		length = strlen(known[i].name);
		if (s.n - at < length || memcmp(s.p + at, known[i].name, length) != 0)
			continue;
		c = '\0';
		if (s.n - at > length)
			c = s.p[at + length];
		if (curly ? c != '}' : (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')
			continue;
		*n = at + length + (curly ? 1 : 0);
		return known[i].token;
	}
	return LOADER_NO_TOKEN;
}

/* Whether a normal path is a standard folder or lies below one. */
static int
is_standard(const struct loader *l, struct span path)
{
	size_t i;

	for (i = 0; i < l->world->standards; i++) {
		if (path_is_below(path, l->world->standard[i]))
			return 1;
	}
	return 0;
}

/*
 * Whether a path leads below a standard folder when its . and .. are taken out of the text. glibc trusts $ORIGIN of a set-id program
 * only there.
 */
static int
is_trusted(const struct loader *l, struct span path)
{
	return path.n && is_standard(l, path_normal(l->arena, path));
}

/* What tokens became of a text, and what was seen on the way. */
struct expansion {
	struct span text;
	int origin, unknown, tokens;
	enum loader_why dropped; /* LOADER_COUNTS: it was not */
};

/* Expands one element, or a name, as glibc does. */
static void
expand(const struct loader *l, const struct loader_object *o, struct span s, struct expansion *x)
{
	const struct loader_world *w = l->world;
	struct text t = text_in(l->arena);
	size_t i, n = 0;
	struct span value;
	enum loader_token token;

	memset(x, 0, sizeof *x);
	x->text = s;
	if (span_find(s, '$') == s.n)
		return;
	for (i = 0; i < s.n; i += n) {
		n = 1;
		token = s.p[i] == '$' ? loader_token(span_from(s, i), &n) : LOADER_NO_TOKEN;
		if (token == LOADER_NO_TOKEN) {
			x->unknown |= s.p[i] == '$';
			text_putc(&t, s.p[i]);
			continue;
		}
		x->tokens = 1;
		value = token == LOADER_ORIGIN ? o->origin : token == LOADER_LIB ? w->lib : w->platform;
		if (token == LOADER_ORIGIN) {
			x->origin = 1;
			if (w->secure && (i != 0 || (n < s.n && s.p[n] != '/')))
				x->dropped = LOADER_SECURE_ORIGIN;
		}
		if (!value.p && x->dropped == LOADER_COUNTS)
			x->dropped = LOADER_NO_VALUE;
		text_put(&t, value);
	}
	x->text = text_span(&t);
	if (w->secure && x->origin && o == l->objects && x->dropped == LOADER_COUNTS && !is_trusted(l, x->text))
		x->dropped = LOADER_SECURE_ORIGIN;
}

/* --------------------------------------------------------------------- lists */

/* Length of the element at the beginning of s: up to any of the two separators. */
static size_t
element_length(struct span s, const char *separators)
{
	size_t n = 0;

	while (n < s.n && s.p[n] != separators[0] && s.p[n] != separators[1])
		n++;
	return n;
}

static size_t
count_elements(struct span s, const char *separators)
{
	size_t count = 1, n;

	while ((n = element_length(s, separators)) < s.n) {
		count++;
		s = span_from(s, n + 1);
	}
	return count;
}

static int
stands_before(const struct loader_element *list, size_t n, struct span folder)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (loader_counts(list[i].why) && span_equal(list[i].folder, folder))
			return 1;
	}
	return 0;
}

/* One element of glibc's list, of which the n before it are known. */
static void
judge_element(const struct loader *l, const struct loader_object *o, struct span text, struct loader_element *list, size_t n)
{
	struct loader_element *e = &list[n];
	struct expansion x;

	e->text = text;
	if (text.n == 0) {
		e->folder = text;
		e->why = stands_before(list, n, text) ? LOADER_TWICE : LOADER_CURRENT;
		return;
	}
	expand(l, o, text, &x);
	while (x.text.n > 1 && x.text.p[x.text.n - 1] == '/')
		x.text.n--;
	e->folder = x.text;
	e->origin = x.origin;
	if (x.dropped != LOADER_COUNTS)
		e->why = x.dropped;
	else if (x.text.n == 0)
		e->why = LOADER_NO_VALUE;
	else if (stands_before(list, n, x.text))
		e->why = LOADER_TWICE;
	else if (x.text.p[0] != '/')
		e->why = x.unknown ? LOADER_UNKNOWN_TOKEN : LOADER_RELATIVE;
	else
		e->why = x.unknown ? LOADER_LITERAL_TOKEN : LOADER_COUNTS;
}

/* Splits a list of glibc's; o is whose $ORIGIN is meant. */
static void
split_glibc(const struct loader *l, const struct loader_object *o, struct loader_stage *s, const char *separators)
{
	struct span rest = s->text;
	struct loader_element *list;
	size_t n, i, count;

	if (rest.n == 0) {
		s->why = LOADER_EMPTY_LIST;
		return;
	}
	count = count_elements(rest, separators);
	list = arena_array(l->arena, count, sizeof *list);
	if (!list)
		return;
	for (i = 0; i < count; i++) {
		n = element_length(rest, separators);
		judge_element(l, o, span_head(rest, n), list, i);
		rest = span_from(rest, i + 1 < count ? n + 1 : n);
	}
	s->element = list;
	s->elements = count;
}

/* Whether musl knows the token at s, which it compares without looking at what follows; *n is its length. */
static int
is_musl_origin(struct span s, size_t *n)
{
	*n = span_begins(s, "$ORIGIN") ? 7 : 9;
	return *n == 7 || span_begins(s, "${ORIGIN}");
}

/* Why musl leaves out a list with a '$' in it; LOADER_COUNTS: it does not. */
static enum loader_why
judge_musl(const struct loader *l, const struct loader_object *o, struct span text)
{
	size_t i, n;

	for (i = span_find(text, '$'); i < text.n; i += 1 + span_find(span_from(text, i + 1), '$')) {
		if (!is_musl_origin(span_from(text, i), &n))
			return LOADER_FOREIGN_TOKEN;
	}
	if (l->world->secure && (o == l->objects || o->origin.n == 0 || o->origin.p[0] != '/'))
		return LOADER_SECURE_LIST;
	if (o == l->objects && o->path.n >= LOADER_MUSL_BUFFER)
		return LOADER_LONG_ORIGIN;
	return LOADER_COUNTS;
}

static struct span
expand_musl(const struct loader *l, const struct loader_object *o, struct span text)
{
	struct text t = text_in(l->arena);
	size_t i, n;

	for (i = 0; i < text.n; i += n) {
		if (text.p[i] == '$' && is_musl_origin(span_from(text, i), &n)) {
			text_put(&t, o->origin);
		} else {
			text_putc(&t, text.p[i]);
			n = 1;
		}
	}
	return text_span(&t);
}

/* Splits a list of musl's after expansion. As long as $ORIGIN itself has no separator in it, both texts have the same elements. */
static void
split_musl(const struct loader *l, const struct loader_object *o, struct loader_stage *s)
{
	struct span rest = s->text, written = s->text;
	struct loader_element *list;
	size_t n, m, i, count;
	int alike = 1;

	if (o && span_find(rest, '$') < rest.n) {
		s->why = judge_musl(l, o, rest);
		if (s->why != LOADER_COUNTS)
			return;
		rest = expand_musl(l, o, rest);
		alike = element_length(o->origin, ":\n") == o->origin.n;
	}
	if (rest.n == 0) {
		s->why = LOADER_EMPTY_LIST;
		return;
	}
	count = count_elements(rest, ":\n");
	list = arena_array(l->arena, count, sizeof *list);
	for (i = 0; list && i < count; i++) {
		n = element_length(rest, ":\n");
		list[i].folder = list[i].text = span_head(rest, n);
		if (alike) {
			m = element_length(written, ":\n");
			list[i].text = span_head(written, m);
			written = span_from(written, m < written.n ? m + 1 : m);
		}
		list[i].origin = o && span_find(list[i].text, '$') < list[i].text.n;
		list[i].why = n == 0 ? LOADER_EMPTY_SKIPPED :
		    n + 2 >= LOADER_MUSL_BUFFER ? LOADER_TOO_LONG : rest.p[0] != '/' ? LOADER_RELATIVE : LOADER_COUNTS;
		rest = span_from(rest, n < rest.n ? n + 1 : n);
	}
	s->element = list;
	s->elements = list ? count : 0;
}

static struct loader_stage *
new_stage(const struct loader *l, enum loader_step step, const struct loader_object *of, struct span text)
{
	struct loader_stage *s = arena_array(l->arena, 1, sizeof *s);

	if (s) {
		s->step = step;
		s->of = of;
		s->text = text;
	}
	return s;
}

/* An object's own list: with glibc its RUNPATH or else its RPATH, with musl either. NULL: it has none. */
static const struct loader_stage *
own_list(const struct loader *l, struct loader_object *o)
{
	const struct elf *e = o->file ? o->file->elf : NULL;
	struct span text = e ? elf_search_path(e) : nothing;

	if (!o->own && text.p) {
		o->own = new_stage(l, e->runpath.p && !is_musl(l) ? LOADER_RUNPATH : LOADER_RPATH, o, text);
		if (!o->own)
			return NULL;
		if (is_musl(l))
			split_musl(l, o, o->own);
		else
			split_glibc(l, o, o->own, "::");
	}
	return o->own;
}

/* The lists that are the same for all objects. */
static void
make_common(struct loader *l)
{
	const struct loader_world *w = l->world;
	struct loader_element *list;
	size_t i;

	if (w->library_path.n) {
		l->env = new_stage(l, LOADER_ENV, NULL, w->library_path);
		if (l->env && w->secure)
			l->env->why = LOADER_SECURE_ENV;
		else if (l->env && is_musl(l))
			split_musl(l, NULL, l->env);
		else if (l->env)
			split_glibc(l, l->objects, l->env, ":;");
	}
	l->standard = new_stage(l, LOADER_DEFAULT, NULL, nothing);
	list = arena_array(l->arena, w->standards, sizeof *list);
	if (!l->standard || !list)
		return;
	for (i = 0; i < w->standards; i++)
		list[i].text = list[i].folder = w->standard[i];
	l->standard->element = list;
	l->standard->elements = w->standards;
}

/* ------------------------------------------------------------ the order of steps */

struct chain {
	const struct loader *l;
	struct loader_stage *first, **last;
};

/* Adds a step that is like another, but for what is said of it here. */
static struct loader_stage *
add_stage(struct chain *c, const struct loader_stage *like)
{
	struct loader_stage *s = arena_take(c->l->arena, sizeof *s);

	if (!s || !like)
		return NULL;
	*s = *like;
	s->next = NULL;
	*c->last = s;
	c->last = &s->next;
	return s;
}

static void
chain_glibc(struct chain *c, struct loader_object *o)
{
	const struct elf *mine = o->file->elf, *e;
	const struct loader_stage *own;
	struct loader_object *p;
	struct loader_stage *s, hidden;

	for (p = o; p; p = p->by) {
		e = p->file->elf;
		if (!e || !e->rpath.p)
			continue;
		if (e->runpath.p) {
			memset(&hidden, 0, sizeof hidden);
			hidden.step = LOADER_RPATH;
			hidden.why = LOADER_HIDDEN;
			hidden.of = p;
			hidden.text = e->rpath;
			add_stage(c, &hidden);
			continue;
		}
		own = own_list(c->l, p);
		s = add_stage(c, own);
		if (s && mine && mine->runpath.p)
			s->why = LOADER_NOT_INHERITED;
	}
	if (c->l->env)
		add_stage(c, c->l->env);
	own = own_list(c->l, o);
	if (own && own->step == LOADER_RUNPATH)
		add_stage(c, own);
	memset(&hidden, 0, sizeof hidden);
	hidden.step = LOADER_CACHE;
	if (c->l->world->host->cached)
		add_stage(c, &hidden);
	s = add_stage(c, c->l->standard);
	if (s && mine && (mine->flags & ELF_FLAG_NODEFLIB))
		s->why = LOADER_NODEFLIB;
}

static void
chain_musl(struct chain *c, struct loader_object *o)
{
	struct loader_object *p;

	if (c->l->env)
		add_stage(c, c->l->env);
	for (p = o; p; p = p->by) {
		if (own_list(c->l, p))
			add_stage(c, p->own);
	}
	add_stage(c, c->l->standard);
}

const struct loader_stage *
loader_search(struct loader *l, struct loader_object *o)
{
	struct chain c = {l, NULL, NULL};

	if (!o->search && o->file) {
		c.last = &c.first;
		if (is_musl(l))
			chain_musl(&c, o);
		else
			chain_glibc(&c, o);
		o->search = c.first;
	}
	return l->arena->failed ? NULL : o->search;
}

/* -------------------------------------------------------------------- files */

/* What the loader makes of a file that it could open. */
static enum loader_fit
fit_of(const struct loader *l, const struct loader_file *file)
{
	const struct elf *e = file->elf, *program = l->objects->file->elf;

	if (!e || e->bits == 0)
		return LOADER_UNFIT;
	if (program && e->bits != program->bits)
		return is_musl(l) ? LOADER_UNFIT : LOADER_OTHER_CLASS;
	if (program && e->big != program->big)
		return LOADER_UNFIT;
	if (program && e->machine != program->machine)
		return is_musl(l) ? LOADER_UNFIT : LOADER_OTHER_MACHINE;
	if (e->error == ELF_BAD_PHENTSIZE || e->error == ELF_ODD_PHENTSIZE || e->error == ELF_PHDRS_OUTSIDE)
		return LOADER_UNFIT;
	if (e->kind == ELF_LIBRARY)
		return LOADER_FITS;
	/* musl does not mind a program; glibc minds what says that it is one */
	if (is_musl(l))
		return elf_is_dynamic(e) || e->kind == ELF_STATIC_PIE ? LOADER_FITS : LOADER_UNFIT;
	return e->kind == ELF_PIE && !(e->flags & ELF_FLAG_PIE) ? LOADER_FITS : LOADER_UNFIT;
}

/* Tries the path in the buffer. Returns what came of it; LOADER_OPENED says that the search is over, one way or the other. */
static enum loader_open
try_path(struct search *s)
{
	struct loader *l = s->l;
	const struct loader_file *file = NULL;
	const char *path = text_string(&s->path);
	enum loader_open got;
	enum loader_fit fit;

	if (!path)
		return s->stop = 1, LOADER_OPENED;
	got = l->world->host->open(l->world->host->ctx, path, &file);
	if (got != LOADER_OPENED || !file)
		return got == LOADER_OPENED ? LOADER_MISSING : got;
	fit = fit_of(l, file);
	if (fit == LOADER_OTHER_CLASS || fit == LOADER_OTHER_MACHINE) {
		s->need->passed_over = 1;
		return LOADER_MISSING;
	}
	s->stop = 1;
	s->need->path.p = arena_string(l->arena, text_span(&s->path));
	s->need->path.n = s->path.n;
	s->need->fit = fit;
	if (fit == LOADER_FITS)
		s->file = file;
	return LOADER_OPENED;
}

static void
begin_path(struct search *s, struct span folder)
{
	s->path.n = 0;
	text_put(&s->path, folder);
	if (is_musl(s->l) || (folder.n && folder.p[folder.n - 1] != '/'))
		text_putc(&s->path, '/');
}

/* Whether a folder that could not be searched exists for glibc, which asks only for those that are absolute. */
static int
is_there(struct search *s, struct span folder)
{
	const struct loader_file *file;
	const char *path;

	if (folder.n == 0 || folder.p[0] != '/')
		return 1;
	s->path.n = 0;
	text_put(&s->path, folder);
	path = text_string(&s->path);
	return path && s->l->world->host->open(s->l->world->host->ctx, path, &file) == LOADER_OPENED;
}

/* Looks for the name in one folder. Returns 0 if the list is not to be searched further. */
static int
try_folder(struct search *s, const struct loader_element *e)
{
	const struct loader_world *w = s->l->world;
	enum loader_open got;
	size_t i, count = is_musl(s->l) ? 0 : w->subfolders;
	int is_root;

	if (is_musl(s->l) && e->folder.n + 1 + s->need->name.n >= LOADER_MUSL_BUFFER)
		return 1;
	/* after a first miss glibc asks whether the folder exists, and for / it asks for "" */
	is_root = !is_musl(s->l) && span_is(e->folder, "/");
	for (i = 0; i <= count; i++) {
		begin_path(s, e->folder);
		if (i < count) {
			text_put(&s->path, w->subfolder[i]);
			text_putc(&s->path, '/');
		}
		if (is_root && i == count && s->l->root_missed)
			return 1;
		text_put(&s->path, s->need->name);
		got = try_path(s);
		if (got == LOADER_OPENED) {
			s->need->element = e;
			s->need->subfolder = i < count ? w->subfolder[i] : nothing;
			return 0;
		}
	}
	if (is_root)
		s->l->root_missed = 1;
	if (got == LOADER_MISSING)
		return 1;
	if (is_musl(s->l))
		return got == LOADER_NOT_FOLDER ? 1 : (s->stop = 1, 0);
	return got == LOADER_NOT_FOLDER ? e->folder.n && e->folder.p[0] == '/' : !is_there(s, e->folder);
}

static void
try_cache(struct search *s, const struct loader_object *o, const char *name)
{
	const struct loader_host *host = s->l->world->host;
	const char *path = name ? host->cached(host->ctx, name, s->l->objects->file->elf) : NULL;

	if (!path || (o->file->elf && (o->file->elf->flags & ELF_FLAG_NODEFLIB) && is_standard(s->l, span_of(path))))
		return;
	s->path.n = 0;
	text_puts(&s->path, path);
	try_path(s);
}

/* Takes the steps of the search, one after the other, until one finds something. */
static void
try_stages(struct search *s, struct loader_object *o)
{
	const struct loader_stage *stage = loader_search(s->l, o);
	size_t i;

	for (; stage && !s->stop; stage = stage->next) {
		if (!loader_counts(stage->why))
			continue;
		if (stage->step == LOADER_CACHE)
			try_cache(s, o, arena_string(s->l->arena, s->need->name));
		for (i = 0; i < stage->elements && !s->stop; i++) {
			if (loader_counts(stage->element[i].why) && !try_folder(s, &stage->element[i]))
				break;
		}
		if (s->stop && s->need->path.p) {
			s->need->step = stage->step;
			s->need->stage = stage;
		}
	}
}

struct span
loader_try(struct loader *l, struct loader_object *o, struct span list, struct span name)
{
	struct loader_stage *stage = new_stage(l, LOADER_RUNPATH, o, list);
	struct loader_need need;
	struct search s;
	size_t i;

	memset(&need, 0, sizeof need);
	memset(&s, 0, sizeof s);
	need.name = name;
	s.l = l;
	s.need = &need;
	s.path = text_in(l->arena);
	if (!stage)
		return nothing;
	if (is_musl(l))
		split_musl(l, o, stage);
	else
		split_glibc(l, o, stage, "::");
	for (i = 0; i < stage->elements && !s.stop; i++) {
		if (loader_counts(stage->element[i].why) && !try_folder(&s, &stage->element[i]))
			break;
	}
	return s.file ? need.path : nothing;
}

/* ------------------------------------------------------------------- objects */

static void
add_name(const struct loader *l, struct loader_object *o, struct span text)
{
	struct loader_name *n;

	for (n = o->names; n; n = n->next) {
		if (span_equal(n->text, text))
			return;
	}
	n = arena_take(l->arena, sizeof *n);
	if (!n)
		return;
	n->text = text;
	n->next = o->names;
	o->names = n;
}

static int
is_called(const struct loader_object *o, struct span name)
{
	const struct loader_name *n;

	for (n = o->names; n; n = n->next) {
		if (span_equal(n->text, name))
			return 1;
	}
	return 0;
}

/*
 * The object that a name means without any search. glibc asks for every name that was used, for the path and for the soname; musl for
 * the last component of a path that was searched for, and not for a name that is a path.
 */
static struct loader_object *
find_loaded(struct loader *l, struct span name)
{
	struct loader_object *o;
	const struct elf *e;

	if (is_musl(l) && has_slash(name))
		return NULL;
	for (o = l->objects; o; o = o->next) {
		if (is_called(o, name))
			return o;
		e = o->file->elf;
		if (!is_musl(l) && ((e && e->soname.p && span_equal(e->soname, name)) || span_equal(o->path, name)))
			return o;
		if (o == l->objects && l->itself && !is_musl(l) && is_called(l->itself, name))
			return l->itself;
	}
	return NULL;
}

/* The program itself is never recognised: the kernel loaded it. */
static struct loader_object *
find_file(struct loader *l, const struct loader_file *file)
{
	struct loader_object *o;

	for (o = l->objects->next; o; o = o->next) {
		if (o->file->dev == file->dev && o->file->ino == file->ino)
			return o;
	}
	if (is_musl(l) && l->itself && l->itself->file && l->itself->file->dev == file->dev && l->itself->file->ino == file->ino)
		return l->itself;
	return NULL;
}

/* The folder that $ORIGIN means, from the path by which the object was loaded. */
static struct span
origin_of(const struct loader *l, struct span path)
{
	struct text t = text_in(l->arena);
	struct span folder = path_folder(path);

	if (is_musl(l)) {
		if (!has_slash(path))
			return span_of(".");
		/* of /NAME nothing is left */
		return folder.n == 1 && folder.p[0] == '/' ? span_head(folder, 0) : folder;
	}
	if (path.n && path.p[0] == '/')
		return folder;
	text_put(&t, l->world->cwd);
	if (folder.n) {
		if (t.n == 0 || t.p[t.n - 1] != '/')
			text_putc(&t, '/');
		text_put(&t, folder);
	}
	return text_span(&t);
}

static struct loader_object *
new_object(struct loader *l, struct span path, const struct loader_file *file, struct loader_object *by)
{
	struct loader_object *o = arena_array(l->arena, 1, sizeof *o);

	if (!o)
		return NULL;
	o->path = path;
	o->file = file;
	o->by = by;
	o->origin = origin_of(l, path);
	return o;
}

/* Appends an object to the order of loading, and gives it its turn: after *at, or after all others. */
static void
enlist(struct loader *l, struct loader_object *o, struct loader_object **at)
{
	*(l->last ? &l->last->next : &l->objects) = o;
	l->last = o;
	if (at) {
		o->turn = (*at)->turn;
		(*at)->turn = o;
		if (l->last_turn == *at)
			l->last_turn = o;
		*at = o;
	} else {
		if (l->last_turn)
			l->last_turn->turn = o;
		l->last_turn = o;
	}
}

/* Names that mean musl itself, which is all of a C library's parts: lib, one of these, a dot, anything. */
static int
is_musl_itself(const struct loader *l, struct span name)
{
	static const char *const parts[] = {"libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."};
	size_t i;

	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (span_begins(name, parts[i]))
			return 1;
	}
	return l->itself && span_equal(name, l->itself->path);
}

/* What DT_NEEDED really asks for. Returns 0 if that cannot be looked for. */
static int
expand_need(const struct loader *l, const struct loader_object *o, struct loader_need *n)
{
	struct expansion x;

	if (is_musl(l))
		return n->name.n != 0;
	expand(l, o, n->name, &x);
	if (!x.tokens)
		return 1;
	n->name = x.text;
	if (l->world->secure) {
		n->fit = LOADER_UNFIT;
		return 0;
	}
	/* glibc does not mind */
	if (x.dropped != LOADER_COUNTS || x.text.n == 0)
		n->optional = 1;
	return !n->optional;
}

/* Finds what one need means, or leaves to NULL. *at is where auxiliary objects get their turn; NULL: the need is no such. */
static void
settle(struct loader *l, struct loader_object *o, struct loader_need *n, struct loader_object **at)
{
	struct search s;

	if (!expand_need(l, o, n))
		return;
	if (is_musl(l) && is_musl_itself(l, n->name)) {
		n->step = LOADER_ITSELF;
		n->to = l->itself;
		return;
	}
	n->to = find_loaded(l, n->name);
	if (n->to) {
		n->step = n->to == l->itself ? LOADER_ITSELF : LOADER_ALREADY;
		return;
	}
	memset(&s, 0, sizeof s);
	s.l = l;
	s.need = n;
	s.path = text_in(l->arena);
	if (has_slash(n->name)) {
		text_put(&s.path, n->name);
		try_path(&s);
		n->step = n->path.p ? LOADER_PATH : LOADER_NOWHERE;
	} else if (!is_musl(l) || n->name.n <= MUSL_NAME_MAX) {
		try_stages(&s, o);
	}
	if (!s.file)
		return;
	n->to = find_file(l, s.file);
	if (!n->to) {
		n->to = new_object(l, n->path, s.file, o);
		if (!n->to)
			return;
		enlist(l, n->to, at);
	}
	if (!is_musl(l))
		add_name(l, n->to, n->name);
	else if (!has_slash(n->name) && !n->to->names)
		add_name(l, n->to, path_base(n->to->path));
}

/* Makes room for an object's needs, and settles them in the order of the file. */
static void
settle_all(struct loader *l, struct loader_object *o)
{
	const struct elf *e = o->file->elf;
	struct loader_object *at = o;
	struct loader_need *n;
	size_t i = 0, k = 0, count;
	int extra;

	if (!e)
		return;
	count = e->needs;
	for (k = 0; k < e->entries && !is_musl(l); k++)
		count += e->entry[k].tag == ELF_AUXILIARY || e->entry[k].tag == ELF_FILTER;
	o->need = arena_array(l->arena, count, sizeof *o->need);
	if (!o->need)
		return;
	for (k = 0; o->needs < count && !l->arena->failed;) {
		while (k < e->entries && e->entry[k].tag != ELF_AUXILIARY && e->entry[k].tag != ELF_FILTER)
			k++;
		extra = i == e->needs || (!is_musl(l) && k < e->entries && e->entry[k].slot < e->needed[i].slot);
		n = &o->need[o->needs++];
		n->by = o;
		n->name = extra ? e->entry[k].text : e->needed[i].text;
		n->optional = extra && e->entry[k].tag == ELF_AUXILIARY;
		if (extra)
			k++;
		else
			i++;
		if (n->name.p)
			settle(l, o, n, extra ? &at : NULL);
		l->missing += !n->to && !n->optional && n->step != LOADER_ITSELF;
		l->unfit |= n->fit == LOADER_UNFIT && !n->optional;
	}
}

/* The loader is in the process before it looks for anything. */
static void
make_itself(struct loader *l, struct span path)
{
	const struct loader_host *host = l->world->host;
	const struct loader_file *file = NULL;
	struct span soname = path_base(path);

	if (!path.n)
		return;
	path.p = arena_string(l->arena, path);
	if (!path.p || host->open(host->ctx, path.p, &file) != LOADER_OPENED)
		file = NULL;
	l->itself = new_object(l, path, file, NULL);
	if (!l->itself)
		return;
	l->itself->is_loader = 1;
	if (file && file->elf && file->elf->soname.p)
		soname = file->elf->soname;
	add_name(l, l->itself, path);
	add_name(l, l->itself, soname);
}

int
loader_run(struct loader *l, struct arena *a, const struct loader_world *w, const char *path, const struct loader_file *program)
{
	struct loader_object *o;

	memset(l, 0, sizeof *l);
	l->arena = a;
	l->world = w;
	o = new_object(l, span_of(path), program, NULL);
	if (!o)
		return -1;
	enlist(l, o, NULL);
	/* so a DT_NEEDED that is empty means the program */
	if (w->libc == LOADER_GLIBC)
		add_name(l, o, span_of(""));
	make_itself(l, program->elf && program->elf->interp.n ? program->elf->interp : w->interp);
	make_common(l);
	for (; o && !a->failed; o = o->turn)
		settle_all(l, o);
	return a->failed ? -1 : 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * The core: reads one rpath value, tells what each element is, and mends a mangled $ORIGIN. Pure: what it has
 * to know of the world comes in struct rpath_world. The grammar, with the names of rows used below, is docs/repair.md;
 * a change here is a change there and in tests/judge.
 *
 * Nothing is copied: a repair is a list of edits on the value's bytes. So the same verdict serves an argument, the bytes
 * of a response file, where the value may be quoted, and a message.
 */
#include "rpath.h"

#include <stdint.h>
#include <string.h>

#include "arena.h"

/* What is being built. */
struct judge {
	const struct rpath_world *world;
	struct rpath_verdict *v;
};

static int
is_quote(char c)
{
	return c == '\'' || c == '"';
}

/* "closes": the name before at is followed by '/' or by the end. */
static int
closes(struct span e, size_t at)
{
	return at == e.n || (at < e.n && e.p[at] == '/');
}

/* Length of t if e begins with it at `at`, else 0. */
static inline size_t
follows(struct span e, size_t at, const char *t)
{
	size_t n = strlen(t);

	return at <= e.n && e.n - at >= n && e.p[at] == t[0] && memcmp(e.p + at, t, n) == 0 ? n : 0;
}

int
rpath_is_origin(struct span e)
{
	size_t n = follows(e, 0, "$ORIGIN");

	if (n == 0)
		n = follows(e, 0, "${ORIGIN}");
	return n && closes(e, n);
}

int
rpath_is_clean(struct span e)
{
	size_t i;

	if (e.n == 0 || (e.p[0] != '/' && !rpath_is_origin(e)))
		return 0;
	for (i = 0; i < e.n; i++) {
		if ((unsigned char)e.p[i] < ' ' || e.p[i] == 0x7f)
			return 0;
	}
	return 1;
}

size_t
rpath_junk(struct span s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == '\\' || s.p[n] == '$' || s.p[n] == '\'' || s.p[n] == '"' || (s.p[n] >= '0' && s.p[n] <= '9')))
		n++;
	return n;
}

/*
 * Section 1 of the grammar: the number of bytes that enclose s at either end (k backslashes and a quote), or 0.
 */
static size_t
enclosing(struct span s)
{
	size_t k = 0, i, n;

	while (k < s.n && s.p[k] == '\\')
		k++;
	n = k + 1;
	if (s.n < 2 * n || !is_quote(s.p[k]) || s.p[s.n - 1] != s.p[k])
		return 0;
	for (i = 0; i < k; i++) {
		if (s.p[s.n - n + i] != '\\')
			return 0;
	}
	return n;
}

static struct span
peel(struct span s, size_t n)
{
	s.p += n;
	s.n -= 2 * n;
	return s;
}

/*
 * The quotes around a whole list; 0 where they stand around its first element instead, or where an empty element would come out.
 */
static size_t
enclosing_list(struct span s)
{
	size_t n = enclosing(s), first;

	if (n == 0)
		return 0;
	first = span_find(s, ':');
	if (first < s.n && (enclosing(span_head(s, first)) || s.p[n] == ':' || s.p[s.n - n - 1] == ':'))
		return 0;
	return n;
}

/* What a row of the grammar found: head bytes of the element give way to token. */
struct match {
	size_t head;
	const char *token;
	enum code code;
};

static int
match_make_o(struct judge *j, struct span rest, size_t junk, struct match *m)
{
	struct span o = j->world->make_o, after;
	size_t n;

	if (o.n == 0 || o.p[o.n - 1] == '/' || o.p[o.n - 1] == 'O')
		return 0;
	/* X may hold junk bytes itself, so every split between the two is tried, the longest junk first */
	for (n = junk + 1; n-- > 0;) {
		after = span_from(rest, n);
		if (after.n < o.n || memcmp(after.p, o.p, o.n) != 0 || !follows(after, o.n, "RIGIN"))
			continue;
		n += o.n + 5;
		if (n < rest.n && rest.p[n] != '/' && rest.p[n] != ':')
			return 0;
		m->head = n;
		m->token = "$ORIGIN";
		m->code = CODE_MAKE_O_VALUE;
		return 1;
	}
	return 0;
}

/* The value of the variable ORIGIN, at the list's beginning; it may hold a ':' itself. */
static int
match_origin_value(struct judge *j, struct span rest, struct match *m)
{
	struct span o = j->world->origin;

	if (o.n == 0 || rest.p != j->v->value.p || rest.n < o.n || memcmp(rest.p, o.p, o.n) != 0 ||
	    (rest.n > o.n && rest.p[o.n] != '/' && rest.p[o.n] != ':'))
		return 0;
	m->head = o.n;
	m->token = "$ORIGIN";
	m->code = CODE_ORIGIN_VALUE;
	return 1;
}

static int
has_byte(struct span s, int (*is)(char))
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (is(s.p[i]))
			return 1;
	}
	return 0;
}

static int
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int
is_dollar(char c)
{
	return c == '$';
}

static int
folder_named(struct judge *j, struct span e)
{
	return j->world->folder && j->world->folder(j->world->ctx, span_head(e, span_find(e, '/')));
}

/* Row 4: junk, a name, at most one stray byte. */
static int
match_name(struct judge *j, struct span e, size_t junk, struct match *m)
{
	struct span before = span_head(e, junk);
	int bracket = 0, short_name = 0;
	size_t n, stray = 0;

	m->token = "$ORIGIN";
	if ((n = follows(e, junk, "RIGIN")) != 0) {
		short_name = 1;
	} else if ((n = follows(e, junk, "ORIGIN")) != 0) {
		;
	} else if ((n = follows(e, junk, "{ORIGIN")) != 0) {
		m->token = "${ORIGIN}";
		bracket = junk + n == e.n || e.p[junk + n] != '}';
		n += !bracket;
	} else if ((n = follows(e, junk, "(ORIGIN)")) != 0) {
		bracket = 1;
	} else {
		return 0;
	}
	n += junk;
	if (n < e.n && (e.p[n] == '}' || is_quote(e.p[n])))
		stray = 1;
	if (!closes(e, n + stray))
		return 0;
	m->head = n + stray;
	if (has_byte(before, is_digit))
		m->code = CODE_PID_FOR_DOLLAR;
	else if (short_name)
		m->code = CODE_MAKE_ATE_DOLLAR;
	else if (bracket || stray)
		m->code = CODE_STRAY_BRACKET;
	else if (junk == 0)
		m->code = CODE_DOLLAR_LOST;
	else if (has_byte(before, is_quote))
		m->code = CODE_QUOTE_KEPT;
	else
		m->code = CODE_ESCAPE_KEPT;
	if (junk == 0 && e.p[0] == 'O' && folder_named(j, e))
		m->code = CODE_FOLDER_EXISTS;
	return 1;
}

/*
 * Rows 2 to 8. rest is the list from the element on, unsplit. Returns whether a row fits; CODE_FOLDER_EXISTS means that it
 * does and that the element stays all the same.
 */
static int
match_rows(struct judge *j, struct span e, struct span rest, struct match *m)
{
	size_t junk = rpath_junk(e);

	if (follows(e, 0, "/__ORIGIN__") && closes(e, 11)) {
		m->head = 11;
		m->token = "$ORIGIN";
		m->code = CODE_MARKER;
		return 1;
	}
	if (match_origin_value(j, rest, m) || match_make_o(j, rest, junk, m) || match_name(j, e, junk, m))
		return 1;
	if (follows(e, 0, "IGIN") && closes(e, 4)) {
		m->head = 4;
		m->token = "$ORIGIN";
		m->code = folder_named(j, e) ? CODE_FOLDER_EXISTS : CODE_MAKE_ATE_TWICE;
		return 1;
	}
	if ((follows(e, junk, "/..") && closes(e, junk + 3)) ||
	    (follows(e, junk, "/") && has_byte(span_head(e, junk), is_dollar))) {
		m->head = junk;
		m->token = "$ORIGIN";
		m->code = CODE_LOST_NAME_GUESSED;
		return 1;
	}
	return 0;
}

static void
edit_add(struct judge *j, const char *at, size_t drop, const char *put)
{
	struct splice *e = &j->v->edit[j->v->edits++];

	e->at = (size_t)(at - j->v->value.p);
	e->drop = drop;
	e->put = put;
}

/* Section 3: what the last component becomes, or NULL. */
static const char *
tail_token(struct span component)
{
	size_t digits = 0;

	/* most folders are called otherwise */
	if (component.n == 0 || (component.p[0] != 'I' && component.p[0] != 'L' && !is_digit(component.p[0])))
		return NULL;
	if (span_is(component, "IB"))
		return "$LIB";
	if (span_is(component, "LATFORM"))
		return "$PLATFORM";
	while (digits < component.n && is_digit(component.p[digits]))
		digits++;
	return digits && span_is(span_from(component, digits), "LIB") ? "$LIB" : NULL;
}

/*
 * The edits of the components at the end of `path` that lost their dollar, first to last. path begins with the '/' behind the token, or is empty.
 */
static void
tail_edits(struct judge *j, struct span path)
{
	size_t from = path.n, at;
	struct span component;

	/* back to the first of them, and then on; not by calling itself, as a response file or a built file may hold a million */
	for (;;) {
		for (at = from; at > 0 && path.p[at - 1] != '/';)
			at--;
		if (at == 0 || j->world->musl || !tail_token(span_head(span_from(path, at), from - at)))
			break;
		from = at - 1;
	}
	for (; from < path.n; from += 1 + component.n) {
		component = span_from(path, from + 1);
		component = span_head(component, span_find(component, '/'));
		edit_add(j, component.p, component.n, tail_token(component));
	}
}

/* Rows of the element e, the enclosing quotes already off. Returns whether e is a token element or was mended. */
static int
judge_bare(struct judge *j, struct span e, struct span rest, struct rpath_element *out)
{
	struct match m;

	if (rpath_is_origin(e))
		return 1;
	if (!match_rows(j, e, rest, &m))
		return 0;
	out->code = m.code;
	if (m.code == CODE_FOLDER_EXISTS)
		return 0;
	/* X in row 3 may hold a ':', so the element may be longer than it seemed */
	if (m.head > e.n)
		e = span_head(rest, m.head + span_find(span_from(rest, m.head), ':'));
	out->n = (size_t)(e.p + e.n - j->v->value.p) - out->at;
	edit_add(j, e.p, m.head, m.token);
	tail_edits(j, span_from(e, m.head));
	return 1;
}

/* Whether e begins with a token that stands for a relative name: $LIB is "lib/x86_64-linux-gnu". */
static int
known_token(struct span e)
{
	static const char *const tokens[] = {"$LIB", "${LIB}", "$PLATFORM", "${PLATFORM}"};
	size_t i, n;

	for (i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
		n = follows(e, 0, tokens[i]);
		if (n && closes(e, n))
			return 1;
	}
	return 0;
}

/*
 * What is wrong with an element that stays as it is. Relative to what a loader does: glibc's
 * elf/dl-load.c fillin_rpath() and _dl_dst_count(), musl's ldso/dynlink.c fixup_rpath().
 */
static enum code
flaw(struct span e)
{
	if (e.n == 0)
		return CODE_EMPTY_ELEMENT;
	if (e.p[0] == '/')
		return CODE_NONE;
	if (e.p[0] == '@')
		return CODE_MACHO_TOKEN;
	if (e.p[0] == '-')
		return CODE_OPTION_SWALLOWED;
	if (span_begins(e, "$origin") || span_begins(e, "${origin") || span_begins(e, "$Origin"))
		return CODE_WRONG_CASE;
	if (known_token(e))
		return CODE_RELATIVE_ELEMENT;
	if (span_begins(e, "$"))
		return CODE_UNKNOWN_TOKEN;
	return CODE_RELATIVE_ELEMENT;
}

/* One element; its own enclosing quotes come off if that helps. Returns whether it is a token element or was mended. */
static int
judge_element(struct judge *j, struct span e, struct span rest, struct rpath_element *out)
{
	struct span inner = e, whole = e;
	size_t first = j->v->edits, n;
	int good;

	out->at = (size_t)(e.p - j->v->value.p);
	out->n = e.n;
	out->edit = first;
	for (n = enclosing(inner); n; n = enclosing(inner))
		inner = peel(inner, n);
	/* a quote left at the end could seem to enclose the whole list next time */
	if (inner.n != whole.n && inner.n && !is_quote(inner.p[inner.n - 1])) {
		edit_add(j, whole.p, (size_t)(inner.p - whole.p), "");
		/* the element ends where its quotes do, so nothing may reach beyond */
		if (judge_bare(j, inner, inner, out)) {
			out->n = whole.n;
			edit_add(j, inner.p + inner.n, (size_t)(whole.p + whole.n - (inner.p + inner.n)), "");
			if (out->code == CODE_NONE)
				out->code = CODE_QUOTE_KEPT;
			out->edits = j->v->edits - first;
			return 1;
		}
		j->v->edits = first;
		out->n = whole.n;
		if (out->code == CODE_FOLDER_EXISTS)
			return 0;
	}
	good = judge_bare(j, e, rest, out);
	if (!good && out->code == CODE_NONE)
		out->code = flaw(e);
	out->edits = j->v->edits - first;
	return good;
}

/* All elements of list. Returns whether any is a token element or was mended. */
static int
judge_list(struct judge *j, struct span list)
{
	struct rpath_element *e;
	struct span rest;
	size_t at = 0;
	int any = 0;

	j->v->elements = 0;
	for (;;) {
		rest = span_from(list, at);
		e = &j->v->element[j->v->elements++];
		any |= judge_element(j, span_head(rest, span_find(rest, ':')), rest, e);
		at = e->at + e->n - (size_t)(list.p - j->v->value.p);
		if (at >= list.n)
			return any;
		at++;
	}
}

/* Trailing empty elements are CMake's padding and XXXX is Meson's: both are taken out at installation. */
static void
note_padding(struct rpath_verdict *v)
{
	struct rpath_element *e;
	struct span s;
	size_t i, k;

	for (i = v->elements; i-- > 1;) {
		if (v->element[i].n != 0)
			break;
		v->element[i].code = CODE_PADDING;
	}
	for (i = 0; i < v->elements; i++) {
		e = &v->element[i];
		s = rpath_element_before(v, i);
		for (k = 0; k < s.n && s.p[k] == 'X'; k++)
			;
		if (k == s.n && k >= 2)
			e->code = CODE_PADDING;
	}
}

static void
forget_edits(struct rpath_verdict *v)
{
	size_t i;

	v->edits = 0;
	for (i = 0; i < v->elements; i++)
		v->element[i].edit = v->element[i].edits = 0;
}

/* The list's opening quotes, already an edit, become the first element's, and its closing ones the last's. */
static void
take_quotes(struct judge *j, struct span list)
{
	struct rpath_verdict *v = j->v;
	struct rpath_element *first = &v->element[0], *last = &v->element[v->elements - 1];
	size_t end = (size_t)(list.p + list.n - v->value.p);

	edit_add(j, list.p + list.n, v->value.n - end, "");
	first->n += first->at;
	first->at = 0;
	first->edit--;
	first->edits++;
	last->n += v->value.n - end;
	last->edits++;
	if (first->code == CODE_NONE || code_kind(first->code) == KIND_WRONG)
		first->code = CODE_QUOTE_KEPT;
	if (last->code == CODE_NONE || code_kind(last->code) == KIND_WRONG)
		last->code = CODE_QUOTE_KEPT;
}

int
rpath_judge(struct arena *a, struct span value, const struct rpath_world *w, struct rpath_verdict *out)
{
	struct judge j = {w, out};
	struct span list = value;
	size_t colons = 0, slashes = 0, n, i;
	int good;

	memset(out, 0, sizeof *out);
	out->value = value;
	for (i = 0; i < value.n; i++) {
		colons += value.p[i] == ':';
		slashes += value.p[i] == '/';
	}
	/* an element has at most a head and two quotes, and one edit for each component; the list has two quotes */
	n = 3 * (colons + 1) + slashes + 2;
	out->element = arena_array(a, colons + 1, sizeof *out->element);
	out->edit = n < SIZE_MAX / sizeof *out->edit ? arena_take(a, n * sizeof *out->edit) : NULL;
	if (!out->element || !out->edit)
		return -1;
	for (n = enclosing_list(list); n; n = enclosing_list(list))
		list = peel(list, n);
	if (list.n != value.n)
		edit_add(&j, value.p, (size_t)(list.p - value.p), "");
	good = judge_list(&j, list);
	if (list.n != value.n) {
		/* quotes come off only for a reason */
		if (good)
			take_quotes(&j, list);
		else
			forget_edits(out);
	}
	note_padding(out);
	out->changed = out->edits != 0;
	return 0;
}

struct splice *
rpath_splices(struct arena *a, const struct rpath_verdict *v, size_t skip, size_t *count)
{
	struct splice *all = arena_array(a, v->edits + 2 * v->elements, sizeof *all);
	const struct rpath_element *e;
	size_t i, edit, n = 0;

	if (!all)
		return NULL;
	for (i = 0; i < v->elements; i++) {
		e = &v->element[i];
		if (e->front) {
			all[n].at = e->at;
			all[n].drop = 0;
			all[n++].put = e->front;
		}
		for (edit = e->edit; !e->instead && edit < e->edit + e->edits; edit++)
			all[n++] = v->edit[edit];
		if (e->instead) {
			all[n].at = e->at;
			all[n].drop = e->n;
			all[n++].put = e->instead;
		}
		if (e->slash) {
			all[n].at = e->at + e->n;
			all[n].drop = 0;
			all[n++].put = "/";
		}
	}
	for (i = 0; i < n; i++)
		all[i].at += skip;
	*count = n;
	return all;
}

char *
rpath_render(struct arena *a, const struct rpath_verdict *v)
{
	struct text t = text_in(a);
	size_t n = 0;
	struct splice *all = rpath_splices(a, v, 0, &n);

	if (!all)
		return NULL;
	text_splice(&t, v->value, 0, all, n);
	return text_string(&t);
}

struct span
rpath_element_before(const struct rpath_verdict *v, size_t i)
{
	return span_head(span_from(v->value, v->element[i].at), v->element[i].n);
}

struct span
rpath_element_after(struct arena *a, const struct rpath_verdict *v, size_t i)
{
	const struct rpath_element *e = &v->element[i];
	struct text t = text_in(a);

	if (e->instead)
		text_puts(&t, e->instead);
	else
		text_splice(&t, span_head(v->value, e->at + e->n), e->at, v->edit + e->edit, e->edits);
	if (e->slash)
		text_putc(&t, '/');
	return text_span(&t);
}

/*
 * Whether the element e, which begins with '/', is a folder of its own that nobody would suspect: not /.., not the marker, and not /lib and
 * the like, which may be what is left of $ORIGIN/lib.
 */
static int
is_plain_absolute(struct span e)
{
	size_t i;

	if (e.n > 1 && (e.p[1] == '.' || e.p[1] == '_' || follows(e, 1, "lib")))
		return 0;
	for (i = 1; i < e.n && e.p[i] != '/'; i++)
		;
	if (i + 1 >= e.n)
		return 0;
	/* make's O may be any text, so RIGIN is suspicious wherever it stands */
	for (i = 0; i < e.n; i++) {
		if (e.p[i] == 'R' && follows(e, i, "RIGIN"))
			return 0;
	}
	return 1;
}

/* Whether s holds nothing but that byte. */
static int
is_all(struct span s, char c)
{
	size_t i;

	for (i = 0; i < s.n && s.p[i] == c; i++)
		;
	return i == s.n;
}

int
rpath_is_enclosed(const struct rpath_verdict *v)
{
	const struct rpath_element *last = &v->element[v->elements - 1];

	return v->element[0].at != 0 || last->at + last->n != v->value.n;
}

int
rpath_is_plain(struct span v, unsigned *origins)
{
	size_t at = 0;
	struct span e, rest;

	for (;; at += e.n + 1) {
		rest = span_from(v, at);
		e = span_head(rest, span_find(rest, ':'));
		/* a lone empty element may be what is left of $ORIGIN; a run of them at the end is CMake's padding */
		if (!e.n)
			return at && rest.n && is_all(rest, ':');
		if (rpath_is_origin(e))
			++*origins;
		else if (e.p[0] == '/' ? !is_plain_absolute(e) : e.n < 2 || !is_all(e, 'X'))
			return 0;
		if (at + e.n >= v.n)
			return 1;
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * The verdict on an rpath value as those get it who use it: each element's code, what is wrong with one that stays included, and the edits, which have to be in order
 * and each an element's own. What becomes of values of every kind is compared with the second judge by t_repair.pl.
 */
#include "tap.h"

#include "fence.h"
#include "rpath.h"
#include "scarce.h"
#include "words.h"

/* O=VALUE, ORIGIN=VALUE, musl, folder:NAME; a value; what becomes of it; the codes of its elements. */
static const struct row {
	const char *world, *value, *becomes, *codes;
} rows[] = {
    /* sound, or not ours to mend */
    {"", "$ORIGIN/../lib", "=", "-"},
    {"", "${ORIGIN}", "=", "-"},
    {"", "/opt/a:/opt/b", "=", "-,-"},
    {"", "/opt/ORIGIN/lib", "=", "-"},
    {"", "/opt/RIGIN/lib", "=", "-"},
    {"", "RIGINAL/lib", "=", "relative-element"},
    {"", "ORIGINAL", "=", "relative-element"},
    {"", "IGINX", "=", "relative-element"},
    {"", "$ORIGINX/lib", "=", "unknown-token"},
    /* what is wrong with what stays */
    {"", "", "=", "empty-element"},
    {"", ":", "=", "empty-element,padding"},
    {"", "lib", "=", "relative-element"},
    {"", ".", "=", "relative-element"},
    {"", "@rpath/x", "=", "macho-token"},
    {"", "-soname", "=", "option-swallowed"},
    {"", "$origin/lib", "=", "wrong-case"},
    {"", "${origin}/lib", "=", "wrong-case"},
    {"", "$Origin/lib", "=", "wrong-case"},
    {"", "$FOO/x", "=", "unknown-token"},
    {"", "$LIB", "=", "relative-element"},
    {"", "$LIB/x", "=", "relative-element"},
    {"", "${LIB}/x", "=", "relative-element"},
    {"", "$PLATFORM", "=", "relative-element"},
    {"", "${PLATFORM}/x", "=", "relative-element"},
    {"", "$LIBX", "=", "unknown-token"},
    {"", "/a:lib:/b", "=", "-,relative-element,-"},
    /* padding */
    {"", "/a:", "=", "-,padding"},
    {"", "/a:::", "=", "-,padding,padding,padding"},
    {"", "/a::/b", "=", "-,empty-element,-"},
    {"", "/a:XX", "=", "-,padding"},
    {"", "/a:X", "=", "-,relative-element"},
    {"", "/a:YX", "=", "-,relative-element"},
    {"", "/a:XY", "=", "-,relative-element"},
    {"", "/a:XXXX:", "=", "-,padding,padding"},
    {"", "XXXX", "=", "padding"},
    /* names */
    {"", "RIGIN", "$ORIGIN", "make-ate-dollar"},
    {"", "RIGIN/lib", "$ORIGIN/lib", "make-ate-dollar"},
    {"", "ORIGIN/lib", "$ORIGIN/lib", "dollar-lost"},
    {"", "{ORIGIN}/lib", "${ORIGIN}/lib", "dollar-lost"},
    {"", "(ORIGIN)/lib", "$ORIGIN/lib", "stray-bracket"},
    {"", "{ORIGIN/lib", "${ORIGIN}/lib", "stray-bracket"},
    {"", "$(ORIGIN)/lib", "$ORIGIN/lib", "stray-bracket"},
    {"", "$RIGIN", "$ORIGIN", "make-ate-dollar"},
    {"", "\\$ORIGIN/lib", "$ORIGIN/lib", "escape-kept"},
    {"", "$$ORIGIN/lib", "$ORIGIN/lib", "escape-kept"},
    {"", "'$ORIGIN/lib", "$ORIGIN/lib", "quote-kept"},
    {"", "\"$ORIGIN\"/lib", "$ORIGIN/lib", "stray-bracket"},
    {"", "$ORIGIN'/lib", "$ORIGIN/lib", "stray-bracket"},
    {"", "$ORIGIN}/lib", "$ORIGIN/lib", "stray-bracket"},
    {"", "RIGIN}", "$ORIGIN", "make-ate-dollar"},
    {"", "RIGIN}}", "=", "relative-element"},
    {"", "ORIGIN'", "$ORIGIN", "stray-bracket"},
    {"", "{ORIGIN}'/lib", "${ORIGIN}/lib", "stray-bracket"},
    {"", "(ORIGIN/lib", "=", "relative-element"},
    {"", "12345ORIGIN/lib", "$ORIGIN/lib", "pid-for-dollar"},
    {"", "12345RIGIN", "$ORIGIN", "pid-for-dollar"},
    {"", "0ORIGIN/lib", "$ORIGIN/lib", "pid-for-dollar"},
    {"", "9ORIGIN/lib", "$ORIGIN/lib", "pid-for-dollar"},
    {"", "1\\'$2{ORIGIN}/x", "${ORIGIN}/x", "pid-for-dollar"},
    {"", "IGIN/lib", "$ORIGIN/lib", "make-ate-twice"},
    {"", "IGIN", "$ORIGIN", "make-ate-twice"},
    {"", "xORIGIN/lib", "=", "relative-element"},
    {"folder:ORIGIN", "ORIGIN/lib", "=", "folder-exists"},
    {"folder:ORIGIN", "$$ORIGIN/lib", "$ORIGIN/lib", "escape-kept"},
    {"folder:RIGIN", "RIGIN/lib", "$ORIGIN/lib", "make-ate-dollar"},
    {"folder:IGIN", "IGIN/lib", "=", "folder-exists"},
    {"folder:other", "ORIGIN/lib", "$ORIGIN/lib", "dollar-lost"},
    {"folder:ORIGIN", "'ORIGIN/lib'", "=", "folder-exists"},
    {"folder:ORIGIN", "ORIGIN/lib:RIGIN/a", "ORIGIN/lib:$ORIGIN/a", "folder-exists,make-ate-dollar"},
    /* the marker */
    {"", "/__ORIGIN__", "$ORIGIN", "marker"},
    {"", "/__ORIGIN__/../lib", "$ORIGIN/../lib", "marker"},
    {"", "/__ORIGIN__x", "=", "-"},
    {"", "/__ORIGIN", "=", "-"},
    /* what lost its name */
    {"", "/..", "$ORIGIN/..", "lost-name-guessed"},
    {"", "/../lib", "$ORIGIN/../lib", "lost-name-guessed"},
    {"", "/..lib", "=", "-"},
    {"", "/...", "=", "-"},
    {"", "\\/..", "$ORIGIN/..", "lost-name-guessed"},
    {"", "4711/../lib", "$ORIGIN/../lib", "lost-name-guessed"},
    {"", "4711/lib", "=", "relative-element"},
    {"", "$/lib", "$ORIGIN/lib", "lost-name-guessed"},
    {"", "$/", "$ORIGIN/", "lost-name-guessed"},
    {"", "\\$/lib", "$ORIGIN/lib", "lost-name-guessed"},
    {"", "\\/lib", "=", "relative-element"},
    {"", "'/../lib", "$ORIGIN/../lib", "lost-name-guessed"},
    /* the tail */
    {"", "RIGIN/IB", "$ORIGIN/$LIB", "make-ate-dollar"},
    {"", "RIGIN/../IB", "$ORIGIN/../$LIB", "make-ate-dollar"},
    {"", "RIGIN/../IB/x", "$ORIGIN/../IB/x", "make-ate-dollar"},
    {"", "RIGIN/LATFORM", "$ORIGIN/$PLATFORM", "make-ate-dollar"},
    {"", "RIGIN/IB/LATFORM", "$ORIGIN/$LIB/$PLATFORM", "make-ate-dollar"},
    {"", "RIGIN/IB/LATFORM/IB", "$ORIGIN/$LIB/$PLATFORM/$LIB", "make-ate-dollar"},
    {"", "RIGIN/12LIB", "$ORIGIN/$LIB", "make-ate-dollar"},
    {"", "RIGIN/0LIB", "$ORIGIN/$LIB", "make-ate-dollar"},
    {"", "RIGIN/9LIB", "$ORIGIN/$LIB", "make-ate-dollar"},
    {"", "RIGIN/0IB", "$ORIGIN/0IB", "make-ate-dollar"},
    {"", "RIGIN/ILIB", "$ORIGIN/ILIB", "make-ate-dollar"},
    {"", "RIGIN/LLIB", "$ORIGIN/LLIB", "make-ate-dollar"},
    {"", "RIGIN/XIB", "$ORIGIN/XIB", "make-ate-dollar"},
    {"", "RIGIN/LIB", "$ORIGIN/LIB", "make-ate-dollar"},
    {"", "RIGIN/12LIBX", "$ORIGIN/12LIBX", "make-ate-dollar"},
    {"", "RIGIN/IBX", "$ORIGIN/IBX", "make-ate-dollar"},
    {"", "RIGIN/LATFORMX", "$ORIGIN/LATFORMX", "make-ate-dollar"},
    {"", "RIGIN/IB/", "$ORIGIN/IB/", "make-ate-dollar"},
    {"", "/../IB", "$ORIGIN/../$LIB", "lost-name-guessed"},
    {"", "/__ORIGIN__/IB", "$ORIGIN/$LIB", "marker"},
    {"", "$ORIGIN/IB", "=", "-"},
    {"", "IB", "=", "relative-element"},
    {"musl", "RIGIN/IB", "$ORIGIN/IB", "make-ate-dollar"},
    {"musl", "RIGIN/lib", "$ORIGIN/lib", "make-ate-dollar"},
    /* quotes */
    {"", "'$ORIGIN/lib'", "$ORIGIN/lib", "quote-kept"},
    {"", "\"RIGIN/lib\"", "$ORIGIN/lib", "make-ate-dollar"},
    {"", "\\'$ORIGIN\\'", "$ORIGIN", "quote-kept"},
    {"", "\\\\\"RIGIN/a\\\\\"", "$ORIGIN/a", "make-ate-dollar"},
    {"", "'RIGIN/IB/IB'", "$ORIGIN/$LIB/$LIB", "make-ate-dollar"},
    {"", "'RIGIN/IB':'RIGIN/IB':'RIGIN/IB'", "$ORIGIN/$LIB:$ORIGIN/$LIB:$ORIGIN/$LIB", "make-ate-dollar,make-ate-dollar,make-ate-dollar"},
    {"", "\"'RIGIN/IB:RIGIN/IB'\"", "$ORIGIN/$LIB:$ORIGIN/$LIB", "make-ate-dollar,make-ate-dollar"},
    {"", "\\'RIGIN/a'", "$ORIGIN/a'", "make-ate-dollar"},
    {"", "\\\\'RIGIN/a\\'", "$ORIGIN/a\\'", "make-ate-dollar"},
    {"", "\\\\'RIGIN/ax\\'", "$ORIGIN/ax\\'", "make-ate-dollar"},
    {"", "''RIGIN''", "$ORIGIN", "make-ate-dollar"},
    {"", "'/opt/a'", "=", "-"},
    {"", "'/opt/a:RIGIN'", "/opt/a:$ORIGIN", "quote-kept,make-ate-dollar"},
    {"", "'/opt/a:$ORIGIN'", "/opt/a:$ORIGIN", "quote-kept,quote-kept"},
    {"", "'RIGIN/a':'RIGIN/b'", "$ORIGIN/a:$ORIGIN/b", "make-ate-dollar,make-ate-dollar"},
    {"", "'RIGIN/a:/b:RIGIN/c'", "$ORIGIN/a:/b:$ORIGIN/c", "make-ate-dollar,-,make-ate-dollar"},
    {"", "'lib:RIGIN'", "lib:$ORIGIN", "quote-kept,make-ate-dollar"},
    {"", "'RIGIN:lib'", "$ORIGIN:lib", "make-ate-dollar,quote-kept"},
    {"", "':RIGIN'", "':$ORIGIN", "relative-element,make-ate-dollar"},
    {"", "'RIGIN:'", "$ORIGIN:'", "make-ate-dollar,relative-element"},
    {"", "\"'RIGIN/a:/b'\"", "$ORIGIN/a:/b", "make-ate-dollar,quote-kept"},
    {"", "/a:'RIGIN/b'", "/a:$ORIGIN/b", "-,make-ate-dollar"},
    {"", "'/a':RIGIN", "'/a':$ORIGIN", "relative-element,make-ate-dollar"},
    {"", "/a:'$ORIGIN/b'", "/a:$ORIGIN/b", "-,quote-kept"},
    {"", "/a:'/b'", "=", "-,relative-element"},
    {"folder:ORIGIN", "/a:'ORIGIN/lib'", "=", "-,folder-exists"},
    {"", "'RIGIN\"", "$ORIGIN", "make-ate-dollar"},
    {"", "'", "=", "relative-element"},
    {"", "''", "=", "empty-element"},
    {"", "'RIGIN/a'/b", "$ORIGIN/a'/b", "make-ate-dollar"},
    {"", "'$ORIGIN''", "$ORIGIN", "stray-bracket"},
    {"", "\\'RIGIN'", "$ORIGIN", "make-ate-dollar"},
    {"", "'RIGIN\\'", "=", "relative-element"},
    /* several */
    {"", "RIGIN/a:RIGIN/b", "$ORIGIN/a:$ORIGIN/b", "make-ate-dollar,make-ate-dollar"},
    {"", "RIGIN/a:/b:ORIGIN/c:$ORIGIN/d", "$ORIGIN/a:/b:$ORIGIN/c:$ORIGIN/d", "make-ate-dollar,-,dollar-lost,-"},
    {"", "RIGIN/IB:/a:RIGIN/LATFORM", "$ORIGIN/$LIB:/a:$ORIGIN/$PLATFORM", "make-ate-dollar,-,make-ate-dollar"},
    {"", "RIGIN::", "$ORIGIN::", "make-ate-dollar,padding,padding"},
    {"", ":RIGIN", ":$ORIGIN", "empty-element,make-ate-dollar"},
    /* make's O */
    {"O=out", "outRIGIN/lib", "$ORIGIN/lib", "make-o-value"},
    {"O=out", "outRIGIN", "$ORIGIN", "make-o-value"},
    {"O=out", "$outRIGIN/lib", "$ORIGIN/lib", "make-o-value"},
    {"O=out", "12outRIGIN/lib", "$ORIGIN/lib", "make-o-value"},
    {"O=out", "outRIGINx", "=", "relative-element"},
    {"O=out", "/a:outRIGIN/lib", "/a:$ORIGIN/lib", "-,make-o-value"},
    {"O=out", "xoutRIGIN/lib", "=", "relative-element"},
    {"O=out", "out", "=", "relative-element"},
    {"O=a:b", "a:bRIGIN/lib", "$ORIGIN/lib", "make-o-value"},
    {"O=a:b", "a:bRIGIN/lib:/c", "$ORIGIN/lib:/c", "make-o-value,-"},
    {"O=a:b", "/x:a:bRIGIN:/c", "/x:$ORIGIN:/c", "-,make-o-value,-"},
    {"O=1", "11RIGIN/lib", "$ORIGIN/lib", "make-o-value"},
    {"O=$", "$RIGIN", "$ORIGIN", "make-o-value"},
    {"O=out/", "out/RIGIN/lib", "=", "relative-element"},
    {"O=O", "ORIGIN/lib", "$ORIGIN/lib", "dollar-lost"},
    {"O=xO", "xORIGIN/lib", "=", "relative-element"},
    {"O=/tmp/out", "/tmp/outRIGIN/lib", "$ORIGIN/lib", "make-o-value"},
    {"O=out", "outRIGIN/IB", "$ORIGIN/$LIB", "make-o-value"},
    {"O=out", "'outRIGIN/lib'", "$ORIGIN/lib", "make-o-value"},
    {"O=out", "outRIGIN:RIGIN", "$ORIGIN:$ORIGIN", "make-o-value,make-ate-dollar"},
    {"O=a:b", "'a:bRIGIN'", "$ORIGIN", "make-o-value"},
    /* the value of ORIGIN */
    {"ORIGIN=/home/me", "/home/me/lib", "$ORIGIN/lib", "origin-value"},
    {"ORIGIN=/home/me", "/home/me", "$ORIGIN", "origin-value"},
    {"ORIGIN=/home/me", "/home/me:/b", "$ORIGIN:/b", "origin-value,-"},
    {"ORIGIN=/home/me", "/home/men/lib", "=", "-"},
    {"ORIGIN=/home/me", "/a:/home/me/lib", "=", "-,-"},
    {"ORIGIN=a:b", "a:b/lib:/c", "$ORIGIN/lib:/c", "origin-value,-"},
    {"ORIGIN=a:b", "a:b", "$ORIGIN", "origin-value"},
    {"ORIGIN=/home/me", "/home", "=", "-"},
    {"ORIGIN=/home/me", "/home/me/IB", "$ORIGIN/$LIB", "origin-value"},
};

static struct span
given(const char *world, const char *name)
{
	struct span rest = span_of(world), word;

	while (next_word(&rest, &word)) {
		if (span_begins(word, name))
			return span_from(word, strlen(name));
	}
	return rest;
}

static int
is_folder(void *ctx, struct span name)
{
	return span_equal(given(ctx, "folder:"), name);
}

static int
judge(struct arena *a, const struct row *row, struct span value, struct rpath_verdict *v)
{
	static char world[100];
	struct rpath_world w = {{NULL, 0}, 0, is_folder, world, {NULL, 0}};

	strcpy(world, row->world);
	w.make_o = given(world, "O=");
	w.origin = given(world, "ORIGIN=");
	w.musl = strstr(world, "musl") != NULL;
	if (!world[0])
		w.folder = NULL;
	return rpath_judge(a, value, &w, v);
}

/* Whether elements and edits are in order, and what is put together of the elements is the whole. */
static int
is_consistent(struct arena *a, const struct rpath_verdict *v)
{
	struct text before = text_in(a), after = text_in(a);
	const struct rpath_element *e;
	size_t i, k, edit = 0, end = 0;

	for (i = 0; i < v->elements; i++) {
		e = &v->element[i];
		if (e->at < end || e->at + e->n > v->value.n || (e->edits && e->edit != edit))
			return 0;
		end = e->at;
		for (k = 0; k < e->edits; k++, edit++) {
			if (v->edit[edit].at < end || v->edit[edit].at + v->edit[edit].drop > e->at + e->n)
				return 0;
			end = v->edit[edit].at + v->edit[edit].drop;
		}
		end = e->at + e->n;
		text_puts(&before, i ? ":" : "");
		text_put(&before, rpath_element_before(v, i));
		text_puts(&after, i ? ":" : "");
		text_put(&after, rpath_element_after(a, v, i));
	}
	/* quotes that stay around the list are no element's */
	if (edit != v->edits || !v->changed != !v->edits)
		return 0;
	return span_has(v->value, text_string(&before)) && (!v->changed || strcmp(rpath_render(a, v), text_string(&after)) == 0);
}

static const char *
codes_of(struct arena *a, const struct rpath_verdict *v)
{
	struct text t = text_in(a);
	size_t i;

	for (i = 0; i < v->elements; i++) {
		text_puts(&t, i ? "," : "");
		text_puts(&t, v->element[i].code ? code_name(v->element[i].code) : "-");
	}
	return text_string(&t);
}

static void
test_row(const struct row *row)
{
	struct rpath_verdict v;
	unsigned origins = 0;
	const char *is;
	struct arena a;

	arena_again(&a);
	if (judge(&a, row, fenced(span_of(row->value)), &v) != 0)
		exit(2);
	is = rpath_render(&a, &v);
	if (!ok(strcmp(is, strcmp(row->becomes, "=") ? row->becomes : row->value) == 0 && strcmp(codes_of(&a, &v), row->codes) == 0 && is_consistent(&a, &v) &&
	        !(v.changed && !strstr(row->world, "ORIGIN=") && rpath_is_plain(span_of(row->value), &origins)), "%s%s'%s' is judged as it should be", row->world, row->world[0] ? ": " : "", row->value))
		printf("#   is:   %s (%s), %s\n", strcmp(is, row->value) ? is : "=", codes_of(&a, &v), is_consistent(&a, &v) ? "in order" : "not in order");
}

static void
test_scarce(void)
{
	size_t i, pieces, bad = 0;
	struct rpath_verdict v;
	struct arena a;
	char *p;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (p = NULL, pieces = 0; !p && pieces < 100; pieces++) {
			a = scarce_arena(pieces);
			p = judge(&a, &rows[i], span_of(rows[i].value), &v) == 0 ? rpath_render(&a, &v) : NULL;
			bad += p ? strcmp(p, strcmp(rows[i].becomes, "=") ? rows[i].becomes : rows[i].value) != 0 : !a.failed;
			bad += !scarce_whole();
		}
		bad += !p;
	}
	ok(bad == 0, "where memory ends there is no verdict, and no text");
}

/* Made of what matters, for what holds of any value. */
static void
test_random(void)
{
	static const char *const parts[] = {"$ORIGIN", "RIGIN", "ORIGIN", "{ORIGIN}", "/..", "/lib", "/", ":", ":", "'", "\"", "\\", "$", "12", "IB", "/LATFORM", "7LIB", "XX", "/__ORIGIN__", "IGIN", "a", "out"};
	size_t round, bad = 0, changed = 0, k;
	struct row row = {"O=out", "", "", ""};
	struct rpath_verdict v, again;
	struct arena a;
	struct text t;
	char *p;

	for (round = 0; round < 30000; round++) {
		arena_again(&a);
		t = text_in(&a);
		for (k = random_below(9); k; k--)
			text_puts(&t, PICK(parts));
		row.world = round % 2 ? "O=out" : "O=a:b ORIGIN=a/lib";
		if (judge(&a, &row, text_span(&t), &v) != 0)
			exit(2);
		changed += (size_t)v.changed;
		p = rpath_render(&a, &v);
		row.world = "";
		/* what a value of ORIGIN or O has left is another matter the second time */
		if (!is_consistent(&a, &v) || judge(&a, &row, span_of(p), &again) != 0 || (v.changed && !is_consistent(&a, &again))) {
			if (bad++ < 5)
				show("value", text_span(&t));
		}
	}
	ok(bad == 0 && changed > round / 10, "of %zu random values the elements and edits are in order (%zu changed)", round, changed);
}

/* What plan.c adds to a verdict. */
static void
test_splices(void)
{
	struct row row = {"", "", "", ""};
	struct rpath_verdict v;
	struct splice *all;
	struct arena a;
	size_t n;

	arena_again(&a);
	if (judge(&a, &row, span_of("/a:RIGIN/b:/c"), &v) != 0)
		exit(2);
	v.element[0].front = "F:";
	v.element[1].slash = 1;
	v.element[2].instead = "I";
	v.element[2].slash = 1;
	ok(strcmp(rpath_render(&a, &v), "F:/a:$ORIGIN/b/:I/") == 0, "an element gets another in front, a slash behind, another text");
	ok(span_is(rpath_element_after(&a, &v, 0), "/a") && span_is(rpath_element_after(&a, &v, 1), "$ORIGIN/b/") && span_is(rpath_element_after(&a, &v, 2), "I/"),
	    "what is in front of it is another element");
	v.element[1].instead = "J";
	ok(strcmp(rpath_render(&a, &v), "F:/a:J/:I/") == 0, "another text makes its edits void");
	all = rpath_splices(&a, &v, 100, &n);
	ok(all && n == 5 && all[0].at == 100 && all[0].drop == 0 && all[1].at == 103 && all[1].drop == 7 && all[2].at == 110 && all[4].at == 113,
	    "in a longer text they stand where the value stands");
}

static void
test_questions(void)
{
	static const char *const origin[] = {"$ORIGIN", "${ORIGIN}", "$ORIGIN/", "${ORIGIN}/../lib", "$ORIGIN/lib"};
	static const char *const none[] = {"", "$", "$ORIGINX", "$ORIGI", "${ORIGIN", "${ORIGIN}x", "ORIGIN", "/$ORIGIN", "$origin", "$(ORIGIN)", "$ORIGIN:"};
	static const char *const plain[] = {"/opt/a", "/usr/lib:/opt/b", "$ORIGIN/../lib", "/opt/a:XXXX", "/opt/a:XX", "XX", "/opt/a::::", "${ORIGIN}:/opt/a", "/opt/lib"};
	static const char *const odd[] = {
	    "", ":", "/opt/a::/opt/b", "/", "/..", "/../lib", "/__ORIGIN__", "/lib", "/lib/x", "/lib64/x", "/a", "/a/", "X", "lib", "RIGIN/x", "/opt/RIGIN", "/opt/xRIGIN/y", "$FOO/x", "'/opt/a'",
	    "/opt/a:lib", "4/../x", ":/opt/a", "/opt/a:", "/opt/a::lib",
	};
	unsigned origins = 0;
	size_t i, bad = 0;

	for (i = 0; i < sizeof origin / sizeof *origin; i++)
		bad += !rpath_is_origin(span_of(origin[i]));
	for (i = 0; i < sizeof none / sizeof *none; i++)
		bad += rpath_is_origin(span_of(none[i])) != 0;
	ok(bad == 0 && !rpath_is_origin(span_head(span_of("$ORIGIN"), 6)) && rpath_is_origin(span_head(span_of("$ORIGINX"), 7)), "$ORIGIN is a token alone and before a slash");
	for (i = 0; i < sizeof plain / sizeof *plain; i++)
		bad += rpath_is_plain(fenced(span_of(plain[i])), &origins) != 1;
	ok(bad == 0 && origins == 2, "values beyond suspicion, and how often they say $ORIGIN");
	for (i = 0; i < sizeof odd / sizeof *odd; i++)
		bad += rpath_is_plain(fenced(span_of(odd[i])), &origins) != 0;
	ok(bad == 0, "values that are not");
}

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		test_row(&rows[i]);
	test_scarce();
	test_random();
	test_splices();
	test_questions();
	return done();
}

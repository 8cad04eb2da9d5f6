/* SPDX-License-Identifier: MIT */
/* originld fix, a script: its first line, where that names an interpreter of the tree, becomes one that finds it from where the script stands. */
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "fix.h"
#include "path.h"
#include "replace.h"
#include "rules.h"
#include "shebang.h"

/* Sources that something else is made from, and what nobody starts. */
static int
is_source(struct span path)
{
	static const char *const ends[] = {".in", ".am", ".ac", ".tmpl", ".template"};
	static const char *const parts[] = {"/.git/", "/.hg/", "/.svn/", "/testdata/", "/test-data/", "/fixtures/"};
	size_t i;

	for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (span_ends(path, ends[i]))
			return 1;
	}
	for (i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (span_has(path, parts[i]))
			return 1;
	}
	return 0;
}

static int
is_there(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* An interpreter that is nowhere, while the tree has one at the end of that path: the tree stood elsewhere. */
static void
guess_from(struct fix *x, struct span interpreter)
{
	struct text t = text_in(x->a);
	size_t at;

	if (is_there(arena_string(x->a, interpreter)))
		return;
	for (at = 1 + span_find(span_from(interpreter, 1), '/'); at < interpreter.n; at += 1 + span_find(span_from(interpreter, at + 1), '/')) {
		t.n = 0;
		text_put(&t, x->tree.world.tree);
		text_put(&t, span_from(interpreter, at));
		if (is_there(text_string(&t))) {
			fix_note_place(x, span_head(interpreter, at));
			return;
		}
	}
}

/* Makes the new text and puts it in place. */
static int
rewrite(struct fix *x, const struct fix_item *item, const struct replace_copy *copy, const struct shebang *s, struct span to)
{
	const struct fix_target target = {item->path, item->real, item->twin};
	struct span file = {copy->p, copy->n};
	struct text new = text_in(x->a);
	struct shebang_edit edit;
	struct fix_refusal no;

	if (shebang_relative(&edit, x->a, s, file, to, x->env_shebang ? SHEBANG_ENV : SHEBANG_OWN) != 0) {
		x->troubles++;
		return 0;
	}
	if (edit.refusal != SHEBANG_FINE) {
		no.severity = SEVERITY_WARNING;
		no.code = shebang_refusal_name(edit.refusal);
		no.text = shebang_refusal_text(edit.refusal);
		no.remedy = shebang_refusal_remedy(edit.refusal);
		fix_refuse(x, item->path, &no, s->interpreter);
		return 0;
	}
	text_put(&new, edit.head);
	text_put(&new, span_from(file, edit.length));
	if (x->a->failed) {
		x->troubles++;
		return 0;
	}
	return fix_write(x, &target, &copy->stat, text_span(&new)) == 0;
}

/* Whether all names of a script are in folders from which the interpreter has the same path. */
static int
twins_agree(struct fix *x, const struct fix_item *item, struct span now, struct span to)
{
	const struct fix_item *twin;
	struct text t = text_in(x->a);

	for (twin = item->twin; twin; twin = twin->twin) {
		t.n = 0;
		path_from(&t, path_folder(span_of(twin->real)), now);
		if (!span_equal(text_span(&t), to))
			return 0;
	}
	return 1;
}

static void
fix_first_line(struct fix *x, struct fix_item *item, const struct replace_copy *copy)
{
	struct fix_change change = {FIX_SHEBANG, {NULL, 0}, {NULL, 0}, {NULL, 0}};
	struct span file = {copy->p, copy->n}, now;
	struct text to = text_in(x->a);
	struct shebang s;

	shebang_read(&s, file);
	item->ours = s.kind == SHEBANG_OURS;
	if (s.kind != SHEBANG_ABSOLUTE)
		return;
	now = mend_from_old(x->a, &x->tree.world, s.interpreter);
	if (!path_is_below(now, x->tree.world.tree)) {
		guess_from(x, s.interpreter);
		return;
	}
	path_from(&to, path_folder(span_of(item->real)), now);
	if (!is_there(arena_string(x->a, now))) {
		fix_refuse_own(x, item->path, FIX_INTERPRETER_GONE, s.interpreter);
	} else if (!twins_agree(x, item, now, text_span(&to))) {
		fix_refuse_own(x, item->path, FIX_LINKS_DISAGREE, s.interpreter);
	} else if (rewrite(x, item, copy, &s, text_span(&to))) {
		item->changed = 1;
		change.before = s.interpreter;
		change.after = text_span(&to);
		fix_say_change(x, item->path, &change);
	}
}

void
fix_script(struct fix *x, struct fix_item *item)
{
	const struct fix_target target = {item->path, item->real, item->twin};
	struct replace_copy copy;

	if (item->is_twin || !(item->object.mode & 0111) || object_is_secure(&item->object) || is_source(span_of(item->real)) ||
	    fix_read(x, &target, &copy) != 0)
		return;
	fix_first_line(x, item, &copy);
	replace_free(&copy);
}

/* SPDX-License-Identifier: MIT */
/* originld fix, a program or library: mend.h says which rpath it should have, elf_edit.h how its bytes become so. */
#include <string.h>

#include "arena.h"
#include "elf.h"
#include "elf_edit.h"
#include "elf_map.h"
#include "fix.h"
#include "quote.h"
#include "replace.h"
#include "rules.h"

/* What is changed beside elements, which are left out and why, as one text; empty if there is nothing of that. */
static struct span
why_changed(struct fix *x, const struct mend *m, int retag)
{
	struct text t = text_in(x->a);
	const struct mend_element *e;
	int left_out = 0;

	if (retag)
		text_puts(&t, x->tag == ELF_RPATH ? "DT_RUNPATH becomes DT_RPATH" : "DT_RPATH becomes DT_RUNPATH");
	for (e = m->element; e < m->element + m->elements; e++) {
		if (mend_stays(e->fate))
			continue;
		text_puts(&t, t.n ? "; " : "");
		text_puts(&t, left_out++ ? "" : "left out: ");
		if (e->before.n)
			quote_word(&t, e->before);
		else
			text_puts(&t, "an empty element");
		text_puts(&t, " (");
		text_puts(&t, mend_text(e->fate));
		text_putc(&t, ')');
	}
	return text_span(&t);
}

/* Whether the tree can be moved only if this is done. */
static int
matters(const struct mend *m)
{
	size_t i;

	for (i = 0; i < m->elements; i++) {
		switch (m->element[i].fate) {
		case MEND_REPAIRED:
		case MEND_RELATIVE:
		case MEND_ADDED:
		case MEND_CURRENT: return 1;
		default: break;
		}
	}
	return 0;
}

static void
note_what_stays(struct fix *x, const struct fix_item *item, const struct mend *m)
{
	size_t i;

	for (i = 0; i < m->elements; i++) {
		if (m->element[i].fate == MEND_OUTSIDE)
			fix_say(x, item->path, FIX_KEPT_OUTSIDE, m->element[i].before);
	}
	if (m->tangled)
		fix_say(x, item->path, FIX_TANGLED, m->after);
	if (m->twice.n)
		fix_say(x, item->path, FIX_SEVERAL, m->twice);
}

/* Where the tree seems to have stood is worth one word, not one a file. The system's own prefixes are in many a text that means no tree. */
void
fix_note_place(struct fix *x, struct span place)
{
	size_t i;

	if (span_is(place, "/usr") || span_is(place, "/usr/local"))
		return;
	for (i = 0; i < x->places && !span_equal(x->place[i], place); i++)
		;
	if (place.n && i == x->places && i < sizeof x->place / sizeof x->place[0])
		x->place[x->places++] = span_of(arena_string(x->a, place));
}

/* Whether all names of the file want the same list; elsewhere is another name's. */
static int
twins_agree(struct fix *x, const struct fix_item *item, const struct mend *m)
{
	struct mend_file f = {{NULL, 0}, &item->object.elf, object_is_secure(&item->object) && x->wish.secure};
	const struct fix_item *twin;
	struct mend other;

	for (twin = item->twin; twin; twin = twin->twin) {
		f.home = twin->home;
		if (!span_equal(f.home, item->home) &&
		    (mend_file(&other, x->a, &x->tree.world, &f) != 0 || !span_equal(other.after, m->after)))
			return 0;
	}
	return 1;
}

static int
has_payload(const struct elf *e, struct span file)
{
	struct elf_map m;

	return elf_map_open(&m, e, file) == 0 && elf_map_end(&m) < file.n;
}

/* Edits the bytes and puts them in place. Returns whether the file was, or would be, changed. */
static int
edit(struct fix *x, const struct fix_item *item, const struct mend *m, const struct elf_wish *wish)
{
	const struct fix_target target = {item->path, item->real, item->twin};
	struct replace_copy copy;
	struct elf_edit edit;
	struct span bytes;
	struct elf e;
	int done = 0;
	struct fix_refusal no;
	const struct span none = {NULL, 0};

	if (fix_read(x, &target, &copy) != 0)
		return 0;
	bytes.p = copy.p;
	bytes.n = copy.n;
	if (elf_read_span(&e, x->a, bytes) != 0 || elf_edit(&edit, x->a, &e, bytes, wish) != 0) {
		x->troubles++;
	} else if (edit.refusal != ELF_ALLOWED) {
		no.severity = matters(m) ? SEVERITY_ERROR : SEVERITY_WARNING;
		no.code = elf_refusal_name(edit.refusal);
		no.text = elf_refusal_text(edit.refusal);
		no.remedy = elf_refusal_remedy(edit.refusal);
		fix_refuse(x, item->path, &no, m->after);
	} else if (edit.patches) {
		elf_edit_apply(&edit, copy.p);
		done = fix_write(x, &target, &copy.stat, bytes) == 0;
		if (done && has_payload(&e, bytes))
			fix_say(x, item->path, FIX_PAYLOAD, none);
	}
	replace_free(&copy);
	return done;
}

void
fix_elf(struct fix *x, struct fix_item *item)
{
	/* without the option, a set-id file is told of where it would be mended if it were none */
	struct mend_file f = {item->home, &item->object.elf, object_is_secure(&item->object) && x->wish.secure};
	struct fix_change change = {FIX_RPATH, {NULL, 0}, {NULL, 0}, {NULL, 0}};
	struct elf_wish wish;
	struct mend m;
	int retag;

	if (item->is_twin || !elf_is_dynamic(f.elf) || f.elf->error != ELF_GOOD)
		return;
	if (mend_file(&m, x->a, &x->tree.world, &f) != 0) {
		x->troubles++;
		return;
	}
	fix_note_place(x, m.was);
	wish.text = m.after;
	wish.tag = x->tag;
	wish.convert = x->wish.dtags != NULL;
	retag = wish.convert && m.after.n && (x->tag == ELF_RPATH ? f.elf->runpath.p : f.elf->rpath.p) != NULL;
	if (m.changed || retag) {
		if (object_is_secure(&item->object) && !x->wish.secure) {
			fix_refuse_own(x, item->path, FIX_SECURE, m.after);
		} else if (!twins_agree(x, item, &m)) {
			fix_refuse_own(x, item->path, FIX_LINKS_DISAGREE, m.after);
		} else if (edit(x, item, &m, &wish)) {
			item->changed = 1;
			change.before = m.before;
			change.after = m.after;
			change.cause = why_changed(x, &m, retag);
			fix_say_change(x, item->path, &change);
		}
	}
	note_what_stays(x, item, &m);
}

/* SPDX-License-Identifier: MIT */
/* originld fix, its output: what is done to each file, for people and for programs. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "bytes.h"
#include "finding_say.h"
#include "fix.h"
#include "quote.h"
#include "rules.h"

static const struct {
	enum severity severity;
	const char *name, *text, *remedy;
} codes[FIX_CODES] = {
    [FIX_RPATH] = {SEVERITY_NOTE, "rpath-mended", "rpath", ""},
    [FIX_SHEBANG] = {SEVERITY_NOTE, "shebang-mended", "#!", ""},
    [FIX_PKG_CONFIG] = {SEVERITY_NOTE, "pkg-config-mended", "prefix", ""},
    [FIX_RECORD] = {SEVERITY_NOTE, "record-mended", "", ""},
    [FIX_SECURE] = {SEVERITY_WARNING, "secure-file", "it runs with more rights than whoever starts it",
	"look at it, then use --set-id"},
    [FIX_LINKS_DISAGREE] = {SEVERITY_WARNING, "hard-links-disagree", "it has hard links in folders from which its needs lie elsewhere",
	"make it a symbolic link, or a copy"},
    [FIX_LINK_OUTSIDE] = {SEVERITY_WARNING, "hard-link-outside", "it has hard links out of the tree, which keep the old file", ""},
    [FIX_PAYLOAD] = {SEVERITY_NOTE, "payload-kept", "something stands behind the ELF file and is as it was; a sum of the whole would not fit any more", ""},
    [FIX_SEVERAL] = {SEVERITY_NOTE, "several-libraries", "several folders of the tree have it, and the nearest was taken", ""},
    [FIX_TANGLED] = {SEVERITY_WARNING, "links-tangled", "two of its folders each have a link that hides a library of the other",
	"remove one of the links"},
    [FIX_KEPT_OUTSIDE] = {SEVERITY_NOTE, "kept-outside", "it leads out of the tree, and was kept", ""},
    [FIX_INTERPRETER_GONE] = {SEVERITY_WARNING, "interpreter-gone", "the tree has no such interpreter", "install it into the tree, or name another one"},
    [FIX_STOOD_ELSEWHERE] = {SEVERITY_WARNING, "stood-elsewhere", "the tree seems to have stood there, and its files still say so",
	"name the place with --from"},
    [FIX_OWNER_LOST] = {SEVERITY_WARNING, "owner-lost", "the new file has another owner or group", "set it by chown, or run as root"},
    [FIX_TIMES_LOST] = {SEVERITY_WARNING, "times-lost", "the new file has not the times of the old one", ""},
    [FIX_LABEL_LOST] = {SEVERITY_WARNING, "label-lost", "the new file has not the security label of the old one", "set it by restorecon"},
    [FIX_ATTRIBUTES_LOST] = {SEVERITY_WARNING, "attributes-lost", "the new file has not all extended attributes of the old one", ""},
    [FIX_SIGNATURE_STALE] = {SEVERITY_WARNING, "signature-stale", "the old file was signed for IMA or EVM, and the new one is not", "sign it again"},
    [FIX_VERITY_STALE] = {SEVERITY_WARNING, "verity-stale", "the old file was protected by fs-verity, and the new one is not", "enable it again"},
    [FIX_SUMS_STALE] = {SEVERITY_WARNING, "sums-stale", "it belongs to an installed package, whose list of sums has the old one's",
	"fix the tree before it is packaged"},
};

void
fix_hide_progress(struct fix *x)
{
	if (x->progress == 2)
		fputs("\r\033[K", stderr);
}

void
fix_show_progress(struct fix *x, size_t done, const char *what)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!x->progress || (now.tv_sec == x->shown && x->progress == 2))
		return;
	if (x->shown)
		x->progress = 2;
	x->shown = now.tv_sec;
	if (x->progress == 2)
		fprintf(stderr, "\r\033[K%zu %s", done, what);
}

static void
put_out(const struct text *t)
{
	if (t->n)
		fwrite(t->p, 1, t->n, stdout);
}

static void
put_heading(struct fix *x, struct text *t, const char *path)
{
	fix_hide_progress(x);
	if (x->heading != path)
		finding_heading(t, span_of(path), x->colour);
	x->heading = path;
}

static void
say(struct fix *x, const char *path, const struct finding *f)
{
	struct text t = text_in(x->a);

	x->complaints += f->severity > SEVERITY_NOTE;
	if (x->wish.json) {
		fix_hide_progress(x);
		finding_json(&t, span_of(path), f);
	} else {
		put_heading(x, &t, path);
		finding_text(&t, f, x->colour);
	}
	put_out(&t);
}

static struct fix_refusal
own(enum fix_code code)
{
	struct fix_refusal r = {codes[code].severity, codes[code].name, codes[code].text, codes[code].remedy};

	return r;
}

static void
say_of(struct fix *x, const char *path, const struct fix_refusal *r, struct span element)
{
	struct finding f;

	memset(&f, 0, sizeof f);
	f.severity = r->severity;
	f.code = r->code;
	f.message = span_of(r->text);
	if (element.n)
		f.element = element;
	if (*r->remedy)
		f.suggestion = span_of(r->remedy);
	say(x, path, &f);
}

void
fix_say(struct fix *x, const char *path, enum fix_code code, struct span element)
{
	struct fix_refusal r = own(code);

	say_of(x, path, &r, element);
}

void
fix_refuse(struct fix *x, const char *path, const struct fix_refusal *r, struct span element)
{
	x->refused++;
	say_of(x, path, r, element);
}

void
fix_refuse_own(struct fix *x, const char *path, enum fix_code code, struct span element)
{
	struct fix_refusal r = own(code);

	fix_refuse(x, path, &r, element);
}

static void
put_line(struct text *t, const char *what, struct span value)
{
	size_t n = 2 + strlen(what);

	text_puts(t, "  ");
	text_puts(t, what);
	for (; n < 12; n++)
		text_putc(t, ' ');
	if (value.p)
		quote_word(t, value);
	else
		text_puts(t, "none");
	text_putc(t, '\n');
}

static void
put_change(struct text *t, const struct fix_change *c)
{
	const struct span none = {NULL, 0};

	if (c->code == FIX_RECORD) {
		text_puts(t, "  sums      of ");
		text_put(t, c->before);
		text_puts(t, " set anew\n");
		return;
	}
	put_line(t, codes[c->code].text, c->before.n ? c->before : none);
	put_line(t, "becomes", c->after.n ? c->after : none);
	if (c->cause.n) {
		text_puts(t, "            ");
		text_put(t, c->cause);
		text_putc(t, '\n');
	}
}

void
fix_say_change(struct fix *x, const char *path, const struct fix_change *c)
{
	struct text t = text_in(x->a);
	struct finding f;

	x->changed++;
	if (!x->wish.json) {
		put_heading(x, &t, path);
		put_change(&t, c);
		put_out(&t);
		return;
	}
	memset(&f, 0, sizeof f);
	f.code = codes[c->code].name;
	f.element = c->before.n ? c->before : span_of("");
	f.message = span_of(x->wish.dry_run ? "it would be mended" : "it was mended");
	if (c->cause.n)
		f.cause = c->cause;
	if (c->after.n)
		f.suggestion = c->after;
	fix_hide_progress(x);
	finding_json(&t, span_of(path), &f);
	put_out(&t);
}

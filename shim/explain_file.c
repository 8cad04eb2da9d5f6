/* SPDX-License-Identifier: MIT */
/*
 * explain of a built file: what it says of rpaths, and the search that the loader would make for its libraries if it were started here and now,
 * with the folders that are left out and why.
 */
#define _XOPEN_SOURCE 700
#include "explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "command.h"
#include "elf.h"
#include "host.h"
#include "json.h"
#include "loader.h"
#include "object.h"
#include "quote.h"
#include "rpath.h"

struct file {
	struct explain *explain;
	const char *path, *real; /* as it was named; absolute, links resolved */
	struct object object;
	enum loader_libc libc;
	const struct host_libc *builtin; /* what its loader has built in */
	struct host_file *known;
	struct host *host;
	struct loader loader;
};

static struct text *
json_begin(struct file *f)
{
	struct text *t = &f->explain->out;

	json_open(t, NULL, '{');
	json_string(t, "path", span_of(f->path));
	return t;
}

/* ------------------------------------------------------------------ the file itself */

static const char *
kind_text(enum elf_kind kind)
{
	switch (kind) {
	case ELF_PROGRAM:
	case ELF_PIE: return "a program";
	case ELF_LIBRARY: return "a library";
	case ELF_STATIC:
	case ELF_STATIC_PIE: return "a static program, for which no loader looks for anything";
	default: return "no file that a loader reads";
	}
}

static void
json_file(struct file *f)
{
	const struct elf *e = &f->object.elf;
	struct text *t = json_begin(f);
	size_t i;

	json_string(t, "kind", span_of(elf_kind_name(e->kind)));
	json_number(t, "bits", e->bits);
	if (e->interp.p)
		json_string(t, "interpreter", e->interp);
	if (e->soname.p)
		json_string(t, "soname", e->soname);
	if (e->needs) {
		json_open(t, "needed", '[');
		for (i = 0; i < e->needs; i++)
			json_element(t, e->needed[i].text);
		text_putc(t, ']');
	}
	if (e->rpath.p)
		json_string(t, "rpath", e->rpath);
	if (e->runpath.p)
		json_string(t, "runpath", e->runpath);
	if (e->error != ELF_GOOD) {
		json_string(t, "code", span_of(elf_error_name(e->error)));
		json_string(t, "message", span_of(elf_error_text(e->error)));
	}
	text_puts(t, "}\n");
}

static void
say_tag(struct text *t, const char *tag, struct span text)
{
	if (!text.p)
		return;
	explain_label(t, tag);
	quote_word(t, text);
	text_putc(t, '\n');
}

static void
say_file(struct file *f)
{
	const struct elf *e = &f->object.elf;
	struct text *t = &f->explain->out;
	size_t i;

	if (e->error != ELF_GOOD)
		f->explain->wrong = 1;
	if (f->explain->json) {
		json_file(f);
		return;
	}
	quote_word(t, span_of(f->path));
	text_putc(t, '\n');
	explain_label(t, "is");
	text_puts(t, kind_text(e->kind));
	text_puts(t, ", ");
	text_number(t, e->bits);
	text_puts(t, " bit");
	if (object_is_secure(&f->object))
		text_puts(t, ", set-id or with capabilities");
	text_putc(t, '\n');
	if (e->error != ELF_GOOD) {
		explain_label(t, "but");
		text_puts(t, elf_error_text(e->error));
		text_puts(t, " (");
		text_puts(t, elf_error_name(e->error));
		text_puts(t, ")\n");
	}
	say_tag(t, "loader", e->interp);
	say_tag(t, "SONAME", e->soname);
	for (i = 0; i < e->needs; i++)
		say_tag(t, "NEEDED", e->needed[i].text);
	for (i = 0; i < e->entries; i++) {
		if (e->entry[i].tag == ELF_RPATH || e->entry[i].tag == ELF_RUNPATH)
			say_tag(t, elf_tag_name(e->entry[i].tag), e->entry[i].text);
	}
	if (e->flags & ELF_FLAG_NODEFLIB) {
		explain_label(t, "flags");
		text_puts(t, "NODEFLIB\n");
	}
}

/* The elements of one entry, as the linker names would judge them. That folders of such names exist here says nothing of where it was linked. */
static int
say_list(struct file *f, const char *tag, struct span text)
{
	struct rpath_world world;
	struct rpath_verdict v;
	struct explain_list list = {&v, NULL, f->path, tag, 0, NULL, "meant"};
	const char *o = getenv("O");
	size_t i;

	if (!text.p)
		return 0;
	memset(&world, 0, sizeof world);
	world.musl = f->libc == LOADER_MUSL;
	if (o)
		world.make_o = span_of(o);
	if (rpath_judge(f->explain->arena, text, &world, &v) != 0)
		return -1;
	if (!f->explain->json) {
		text_puts(&f->explain->out, "\n");
		text_puts(&f->explain->out, tag);
		text_puts(&f->explain->out, text.n ? "\n" : " is empty, and ignored\n");
	}
	if (!text.n)
		return 0;
	for (i = 0; i < v.elements; i++) {
		/* in a finished file glibc searches padding as any empty element, and musl neither */
		if (v.element[i].n == 0)
			v.element[i].code = world.musl ? CODE_PADDING : CODE_EMPTY_ELEMENT;
	}
	explain_list(f->explain, &list);
	return 0;
}

/* ---------------------------------------------------------------------- the search */

static const char *
step_text(const struct file *f, enum loader_step step)
{
	switch (step) {
	case LOADER_PATH: return "the path that it is";
	case LOADER_RPATH: return f->libc == LOADER_MUSL ? "RPATH or RUNPATH" : "RPATH";
	case LOADER_ENV: return "LD_LIBRARY_PATH";
	case LOADER_RUNPATH: return "RUNPATH";
	case LOADER_CACHE: return "ld.so.cache";
	case LOADER_DEFAULT: return "the standard folders";
	case LOADER_ALREADY: return "what is loaded already";
	case LOADER_ITSELF: return "the loader itself";
	default: return "nothing";
	}
}

static void
json_stage(struct file *f, const struct loader_stage *s, const struct loader_element *e)
{
	enum loader_why why = e && loader_counts(s->why) ? e->why : s->why;
	struct text *t = json_begin(f);

	json_string(t, "step", span_of(loader_step_name(s->step)));
	if (s->of)
		json_string(t, "of", s->of->path);
	if (e) {
		json_string(t, "element", e->text);
		json_string(t, "folder", e->folder);
	}
	json_bool(t, "searched", loader_counts(why));
	json_string(t, "why", span_of(loader_why_name(why)));
	json_string(t, "message", span_of(loader_why_text(why)));
	text_puts(t, "}\n");
}

static void
put_why(struct text *t, enum loader_why why)
{
	if (why == LOADER_COUNTS)
		return;
	text_puts(t, loader_counts(why) ? ": " : ": not searched, ");
	text_puts(t, loader_why_text(why));
}

static void
say_element(struct file *f, const struct loader_element *e)
{
	struct text *t = &f->explain->out;

	text_puts(t, "     ");
	quote_word(t, e->text);
	if (e->text.n && !span_equal(e->text, e->folder)) {
		text_puts(t, " = ");
		quote_word(t, e->folder);
	}
	put_why(t, e->why);
	text_putc(t, '\n');
}

/* CMake pads by dozens. */
static int
is_more_padding(const struct loader_stage *s, size_t i)
{
	return i && !s->element[i].text.n && !s->element[i - 1].text.n && s->element[i].why == LOADER_TWICE;
}

static void
say_stage(struct file *f, const struct loader_stage *s, unsigned long number)
{
	struct text *t = &f->explain->out;
	size_t i;

	if (f->explain->json) {
		if (!s->elements)
			json_stage(f, s, NULL);
		for (i = 0; i < s->elements; i++)
			json_stage(f, s, &s->element[i]);
		return;
	}
	text_puts(t, "  ");
	text_number(t, number);
	text_puts(t, ". ");
	text_puts(t, step_text(f, s->step));
	if (s->of && s->of != f->loader.objects) {
		text_puts(t, " of ");
		quote_word(t, s->of->path);
	}
	put_why(t, s->why);
	text_putc(t, '\n');
	for (i = 0; i < s->elements && loader_counts(s->why); i++) {
		if (!is_more_padding(s, i))
			say_element(f, &s->element[i]);
	}
}

/* --------------------------------------------------------------------- what it finds */

static void
json_need(struct file *f, const struct loader_object *o, const struct loader_need *n)
{
	struct text *t = json_begin(f);

	json_string(t, "needed", n->name);
	if (o != f->loader.objects)
		json_string(t, "by", o->path);
	json_string(t, "step", span_of(loader_step_name(n->step)));
	if (n->path.n)
		json_string(t, n->to ? "found" : "unfit", n->path);
	text_puts(t, "}\n");
}

static void
say_need(struct file *f, const struct loader_object *o, const struct loader_need *n)
{
	struct text *t = &f->explain->out;

	if (!n->to && n->step != LOADER_ITSELF && !n->optional && f->builtin->known)
		f->explain->wrong = 1;
	if (f->explain->json) {
		json_need(f, o, n);
		return;
	}
	text_puts(t, "  ");
	quote_word(t, n->name);
	if (o != f->loader.objects) {
		text_puts(t, ", which ");
		quote_word(t, o->path);
		text_puts(t, " needs,");
	}
	if (n->to || n->step == LOADER_ITSELF) {
		text_puts(t, " = ");
		quote_word(t, n->to ? n->to->path : n->path);
		text_puts(t, ", by ");
		text_puts(t, step_text(f, n->step));
	} else if (n->fit == LOADER_UNFIT) {
		text_puts(t, " is not found: ");
		quote_word(t, n->path);
		text_puts(t, " is no library for it, and ends the search");
	} else {
		text_puts(t, " is not found");
		if (n->passed_over)
			text_puts(t, ", but for one of another kind of machine");
		if (n->optional)
			text_puts(t, ", and need not be");
	}
	text_putc(t, '\n');
}

static void
say_needs(struct file *f)
{
	const struct loader_object *o;
	const struct loader_need *n;
	size_t i;

	if (!f->explain->json)
		text_puts(&f->explain->out, "\nwhat it finds\n");
	for (o = f->loader.objects; o; o = o->next) {
		for (i = 0; i < o->needs; i++) {
			n = &o->need[i];
			if (o == f->loader.objects || (!n->to && n->step != LOADER_ITSELF && !n->optional))
				say_need(f, o, n);
		}
	}
}

static int
say_search(struct file *f)
{
	struct explain *e = f->explain;
	const char *env = getenv("LD_LIBRARY_PATH");
	struct loader_world world;
	const struct loader_stage *s;
	unsigned long number = 0;

	host_world(f->host, f->builtin, &world);
	world.secure = object_is_secure(&f->object);
	if (env)
		world.library_path = span_of(env);
	if (loader_run(&f->loader, e->arena, &world, f->real, &f->known->file) != 0)
		return -1;
	s = loader_search(&f->loader, f->loader.objects);
	if (!e->json)
		text_puts(&e->out, "\nthe search for what it needs\n");
	for (; s; s = s->next)
		say_stage(f, s, ++number);
	if (!f->builtin->known && !e->json)
		text_puts(&e->out, "  Its loader is not here, so what that has built in is not known.\n");
	say_needs(f);
	if (f->object.elf.kind == ELF_LIBRARY && f->loader.missing && !e->json)
		text_puts(&e->out, "  That is if it is loaded alone; a program that loads it may have an RPATH, or have loaded the rest.\n");
	return 0;
}

static int
look(struct file *f)
{
	struct arena *a = f->explain->arena;
	struct host_files *files = arena_array(a, 1, sizeof *files);
	const struct elf *e = &f->object.elf;
	struct span interp;

	f->libc = loader_libc_of(e);
	say_file(f);
	if (say_list(f, "RPATH", e->rpath) != 0 || say_list(f, "RUNPATH", e->runpath) != 0)
		return -1;
	if (!elf_is_dynamic(e) || !e->needs)
		return 0;
	*files = host_files_in(a);
	f->host = host_new(files, NULL, NULL);
	interp = e->interp.p ? e->interp : host_interp(f->libc, e);
	f->builtin = f->host ? host_libc(f->host, interp, f->libc) : NULL;
	f->known = f->builtin ? host_know(files, f->object.dev, f->object.ino, f->real, e) : NULL;
	return f->known ? say_search(f) : -1;
}

int
explain_file(struct explain *e, const char *path)
{
	struct file *f = arena_array(e->arena, 1, sizeof *f);
	int gone = object_read(&f->object, e->arena, AT_FDCWD, path, 1, NULL, NULL);

	f->explain = e;
	f->path = path;
	if (gone < 0)
		return trouble_errno(path, errno), -1;
	if (gone || f->object.kind != OBJECT_ELF)
		return trouble(path, "is no ELF program or library; put a / behind it to ask about an rpath of that name"), -1;
	f->real = realpath(path, NULL);
	if (!f->real)
		return trouble_errno(path, errno), -1;
	return look(f) == 0 ? 0 : (trouble(NULL, "out of memory"), -1);
}

/* SPDX-License-Identifier: MIT */
/* originld explain TEXT: one rpath value, element by element, as the linker names would judge it here. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "codes.h"
#include "command.h"
#include "json.h"
#include "record.h"
#include "rpath.h"

static int
is_folder(void *ctx, struct span name)
{
	struct arena *a = ctx;
	struct stat st;

	return stat(arena_string(a, name), &st) == 0 && S_ISDIR(st.st_mode);
}

static void
put_json(struct text *t, struct arena *a, const struct rpath_verdict *v, size_t i)
{
	enum code code = v->element[i].code;

	json_open(t, NULL, '{');
	json_string(t, "in", rpath_element_before(v, i));
	json_string(t, "out", rpath_element_after(a, v, i));
	if (code != CODE_NONE) {
		json_string(t, "code", span_of(code_name(code)));
		json_string(t, "message", span_of(code_text(code)));
		if (*code_remedy(code))
			json_string(t, "suggestion", span_of(code_remedy(code)));
	}
	text_puts(t, "}\n");
}

static void
put_text(struct text *t, struct arena *a, const struct rpath_verdict *v, size_t i)
{
	enum code code = v->element[i].code;

	record_quote(t, rpath_element_before(v, i));
	text_putc(t, '\n');
	text_puts(t, "  is       ");
	if (code == CODE_NONE)
		text_puts(t, rpath_is_origin(rpath_element_before(v, i)) ? "as it should be: relative to the file that holds it"
		                                                         : "an absolute path");
	else
		text_puts(t, code_text(code));
	if (code != CODE_NONE) {
		text_puts(t, " (");
		text_puts(t, code_name(code));
		text_putc(t, ')');
	}
	text_putc(t, '\n');
	if (v->element[i].edits) {
		text_puts(t, "  becomes  ");
		record_quote(t, rpath_element_after(a, v, i));
		text_putc(t, '\n');
	}
	if (*code_remedy(code)) {
		text_puts(t, "  instead  ");
		text_puts(t, code_remedy(code));
		text_putc(t, '\n');
	}
}

int
cmd_explain(const struct command *c, char **argv)
{
	struct arena a = command_arena();
	struct rpath_world world = {{NULL, 0}, 0, is_folder, NULL, {NULL, 0}};
	struct rpath_verdict v;
	struct text t = text_in(&a);
	const char *o = getenv("O");
	int json = 0, status = STATUS_FINE;
	size_t i;

	(void)c;
	/* -Wl:../lib is an rpath that has been seen: one dash begins no option here */
	for (argv++; *argv && argv[0][0] == '-' && argv[0][1] == '-'; argv++) {
		if (strcmp(*argv, "--json") != 0)
			return trouble(*argv, "no such option of explain; see originld --help");
		json = 1;
	}
	if (!argv[0] || argv[1])
		return trouble("explain", "takes one rpath; quote it, so that your shell leaves $ORIGIN alone");
	world.ctx = &a;
	if (o)
		world.make_o = span_of(o);
	rpath_judge(&a, span_of(*argv), &world, &v);
	for (i = 0; i < v.elements; i++) {
		if (json)
			put_json(&t, &a, &v, i);
		else
			put_text(&t, &a, &v, i);
		if (code_kind(v.element[i].code) != KIND_NONE && code_kind(v.element[i].code) != KIND_LEFT)
			status = STATUS_FINDINGS;
	}
	if (v.changed && !json && v.elements > 1) {
		text_puts(&t, "whole    ");
		record_quote(&t, span_of(rpath_render(&a, &v)));
		text_putc(&t, '\n');
	}
	fwrite(t.p, 1, t.n, stdout);
	return status;
}

/* SPDX-License-Identifier: MIT */
/* A script whose first line shall be relative. Input: the interpreter's path from the script's folder up to a newline, and the script. */
#include "fuzz.h"

#include "shebang.h"

static void
check_form(struct arena *a, const struct shebang *s, struct span file, struct span to, enum shebang_form form)
{
	struct shebang_edit edit;
	struct shebang then;
	struct text t = text_in(a);
	struct span after;

	law(shebang_relative(&edit, a, s, file, to, form) == 0, "memory suffices");
	law((unsigned)edit.refusal < SHEBANG_REFUSALS && shebang_refusal_name(edit.refusal) && shebang_refusal_text(edit.refusal) && shebang_refusal_remedy(edit.refusal),
	    "a refusal has a name");
	if (edit.refusal != SHEBANG_FINE)
		return;
	law(s->kind == SHEBANG_ABSOLUTE && s->refusal == SHEBANG_FINE, "only absolute paths change");
	law(edit.length <= file.n && edit.head.n, "what is replaced lies in the file");
	text_put(&t, edit.head);
	text_put(&t, span_from(file, edit.length));
	after = text_span(&t);
	law(span_begins(after, "#!"), "a script stays one");
	shebang_read(&then, after);
	law(then.kind == SHEBANG_OURS, "we know our own text");
	law(shebang_relative(&edit, a, &then, after, to, form) == 0 && edit.refusal == SHEBANG_ALREADY, "changing twice is changing once");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = {(const char *)data, size}, to;
	struct arena *a = fuzz_arena();
	struct shebang s;

	to = fuzz_part(&file, "\n");
	to = span_head(to, span_find(to, '\0'));
	shebang_read(&s, file);
	law((unsigned)s.kind <= SHEBANG_RELATIVE && (unsigned)s.language < SHEBANG_LANGUAGES && shebang_language_name(s.language), "what it is has a name");
	law(s.head <= file.n, "the head lies in the file");
	law(!s.interpreter.n || (s.interpreter.p >= file.p && s.interpreter.p + s.interpreter.n <= file.p + file.n), "the interpreter stands in the file");
	law(!s.argument.n || (s.argument.p >= file.p && s.argument.p + s.argument.n <= file.p + file.n), "the argument stands in the file");
	law(s.kind == SHEBANG_NONE || span_begins(file, "#!"), "without #! there is no interpreter");
	check_form(a, &s, file, to, SHEBANG_OWN);
	check_form(a, &s, file, to, SHEBANG_ENV);
	return 0;
}

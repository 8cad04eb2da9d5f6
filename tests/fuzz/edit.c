/* SPDX-License-Identifier: MIT */
/* An ELF file whose rpath shall be another. Input: a byte that says which tag, and whether it wins over one that is there, the wish up to a newline, the file. */
#include "fuzz.h"

#include "elf.h"
#include "elf_edit.h"

/* Whether both say the same of everything but the rpath. */
static int
same_but_rpath(const struct elf *x, const struct elf *y)
{
	size_t i;

	if (x->kind != y->kind || x->needs != y->needs || !span_equal(x->soname, y->soname) || !span_equal(x->interp, y->interp))
		return 0;
	for (i = 0; i < x->needs; i++) {
		if (!span_equal(x->needed[i].text, y->needed[i].text))
			return 0;
	}
	return 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = {(const char *)data, size}, text, after;
	struct arena *a = fuzz_arena();
	struct elf_wish wish;
	struct elf_edit edit, again;
	struct elf before, then;
	size_t i;
	char *copy;

	if (!size)
		return 0;
	wish.tag = data[0] & 1 ? ELF_RPATH : ELF_RUNPATH;
	wish.convert = data[0] & 2;
	file = span_from(file, 1);
	wish.text = fuzz_part(&file, "\n");
	law(elf_read_span(&before, a, file) == 0, "memory suffices");
	elf_tail_shared(&before, file);
	law(elf_edit(&edit, a, &before, file, &wish) == 0, "memory suffices");
	law((unsigned)edit.refusal < ELF_REFUSAL_COUNT && elf_refusal_name(edit.refusal) && elf_edit_way_name(edit.way), "a refusal has a name");
	law(edit.refusal == ELF_ALLOWED || (!edit.patches && edit.way == ELF_EDIT_NOTHING), "what is refused has no patches");
	for (i = 0; i < edit.patches; i++)
		law(edit.patch[i].at <= file.n && edit.patch[i].bytes.n <= file.n - edit.patch[i].at, "a patch lies in the file");
	if (edit.refusal != ELF_ALLOWED)
		return 0;
	copy = fuzz_copy(file);
	elf_edit_apply(&edit, copy);
	after.p = copy;
	after.n = file.n;
	law(elf_read_span(&then, a, after) == 0, "memory suffices");
	law(then.error == ELF_GOOD, "what comes out can be read");
	text = elf_search_path(&then);
	law(span_equal(text, wish.text) && !text.p == !wish.text.n, "the rpath is what was wished for");
	law(same_but_rpath(&before, &then), "nothing else is said of the file");
	/* what no linker makes may be too odd for the second time */
	law(elf_edit(&again, a, &then, after, &wish) == 0 && again.way == ELF_EDIT_NOTHING && !again.patches, "editing twice is editing once");
	return 0;
}

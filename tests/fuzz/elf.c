/* SPDX-License-Identifier: MIT */
/* A file that may be ELF, read at once and piece by piece. */
#include "fuzz.h"

#include "elf.h"

static long
read_some(void *ctx, unsigned long long at, void *to, size_t n)
{
	const struct span *file = ctx;

	if (at >= file->n)
		return 0;
	if (n > file->n - at)
		n = file->n - (size_t)at;
	memcpy(to, file->p + at, n);
	return (long)n;
}

static int
same_text(struct span x, struct span y)
{
	return !x.p == !y.p && span_equal(x, y);
}

static void
check_entries(const struct elf_entry *x, const struct elf_entry *y, size_t n, struct span file)
{
	for (; n; n--, x++, y++) {
		law(x->tag == y->tag && x->at == y->at && x->slot == y->slot && same_text(x->text, y->text), "pieces say what the whole says");
		law(x->slot < file.n && elf_tag_name(x->tag) != NULL, "an entry is in the file");
		law(!x->text.p || (x->at < file.n && x->text.n < file.n - x->at), "a string and its NUL are in the file");
		law(!x->text.p || memcmp(file.p + x->at, x->text.p, x->text.n + 1) == 0, "a string is what stands there");
		law(!x->text.p || strlen(x->text.p) == x->text.n, "a string has a NUL behind it and none inside");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span file = {(const char *)data, size};
	struct elf_source source = {span_head(file, size < 64 ? size : 64), &file, read_some};
	struct arena *a = fuzz_arena();
	struct elf e, pieces;

	law(elf_read_span(&e, a, file) == 0 && elf_read(&pieces, a, &source) == 0, "memory suffices");
	law((unsigned)e.error < ELF_ERROR_COUNT && elf_error_name(e.error) && elf_error_text(e.error) && elf_kind_name(e.kind), "what is wrong has a name");
	law(e.error == pieces.error && e.kind == pieces.kind && e.needs == pieces.needs && e.entries == pieces.entries && e.spare == pieces.spare &&
	    e.dynamic_at == pieces.dynamic_at && e.strtab_at == pieces.strtab_at && same_text(e.interp, pieces.interp) && e.flags == pieces.flags,
	    "pieces say what the whole says");
	law(e.needs + e.entries <= ELF_MAX_ENTRIES && e.spare <= ELF_MAX_ENTRIES, "there are no more entries than are read");
	law(!e.dynamic_size || (e.dynamic_at <= size && e.dynamic_size <= size - e.dynamic_at), "the dynamic section is in the file");
	check_entries(e.needed, pieces.needed, e.needs, file);
	check_entries(e.entry, pieces.entry, e.entries, file);
	law(!elf_is_dynamic(&e) || elf_is_candidate(source.head), "no program is passed over");
	law(!elf_search_path(&e).p || e.runpath.p || e.rpath.p, "a search path is one of the two");
	return 0;
}

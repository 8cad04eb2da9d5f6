/* SPDX-License-Identifier: MIT */
/*
 * Good ELF files with one field changed: each field of the header, the program headers, the dynamic section and the section headers, to values that
 * are wrong in every way that is known to have hurt a reader. Nothing may crash, hang or take much memory, what is said must hold, reading by pieces must
 * say the same, and a field that no loader looks at must change nothing. Then files cut off at each length, and files with changes by chance.
 *
 * With the name of a folder it writes the files with one field changed into it, for other tests, and ends.
 */
#include "tap.h"

#include <unistd.h>

#include "elf.h"
#include "elf_maker.h"

enum { MEMORY = 4 << 20 };

static struct maker good, bad;
static struct elf should;
static char *kept; /* the file, in memory of exactly its size, so that a sanitizer sees every byte beyond */
static size_t tried, unlike, loud;

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

static int
same(const struct elf *x, const struct elf *y)
{
	size_t i;

	if (x->error != y->error || x->kind != y->kind || x->bits != y->bits || x->big != y->big || x->type != y->type || x->machine != y->machine ||
	    x->flags != y->flags || x->needs != y->needs || x->entries != y->entries || x->spare != y->spare || x->dynamic_at != y->dynamic_at ||
	    x->dynamic_size != y->dynamic_size || x->strtab_at != y->strtab_at || x->strtab_size != y->strtab_size)
		return 0;
	if (!same_text(x->interp, y->interp) || !same_text(x->soname, y->soname) || !same_text(x->rpath, y->rpath) || !same_text(x->runpath, y->runpath))
		return 0;
	for (i = 0; i < x->needs + x->entries; i++) {
		const struct elf_entry *p = i < x->needs ? &x->needed[i] : &x->entry[i - x->needs];
		const struct elf_entry *q = i < x->needs ? &y->needed[i] : &y->entry[i - x->needs];

		if (p->tag != q->tag || p->at != q->at || p->slot != q->slot || !same_text(p->text, q->text))
			return 0;
	}
	return 1;
}

/* A string that is told has a NUL behind it and none inside. */
static int
is_sound(struct span s)
{
	return !s.p || (strlen(s.p) == s.n && s.n < ELF_MAX_STRINGS);
}

/* What is told of any file must hold. */
static int
holds(const struct elf *e, struct span file)
{
	size_t i;

	if ((unsigned)e->error >= ELF_ERROR_COUNT || e->needs + e->entries > ELF_MAX_ENTRIES || e->spare > ELF_MAX_ENTRIES)
		return 0;
	if (!is_sound(e->interp) || !is_sound(e->soname) || !is_sound(e->rpath) || !is_sound(e->runpath))
		return 0;
	for (i = 0; i < e->needs + e->entries; i++) {
		const struct elf_entry *p = i < e->needs ? &e->needed[i] : &e->entry[i - e->needs];

		if (!is_sound(p->text) || p->slot >= file.n || (p->text.p == NULL) != (p->at == 0))
			return 0;
		if (p->text.p && (p->at >= file.n || file.n - p->at <= p->text.n || memcmp(file.p + p->at, p->text.p, p->text.n + 1) != 0))
			return 0;
	}
	return 1;
}

/* Reads a file in all ways. Returns what is wrong with the result, or NULL. */
static const char *
read_all_ways(struct span file, struct elf *e)
{
	struct arena a;
	struct elf_source from;
	struct elf other;
	static const size_t heads[] = {0, 64, 1024};
	size_t i;

	tried++;
	arena_again(&a);
	a.end = a.at + MEMORY;
	if (elf_read_span(e, &a, file) != 0)
		return "no memory";
	loud += e->error != ELF_GOOD;
	if (!holds(e, file))
		return "what it says does not hold";
	for (i = 0; i < sizeof heads / sizeof *heads; i++) {
		from.head = span_head(file, heads[i] < file.n ? heads[i] : file.n);
		from.ctx = &file;
		from.read_at = read_some;
		if (elf_read(&other, &a, &from) != 0 || !same(e, &other))
			return "by pieces it is another file";
	}
	i = e->kind == ELF_NONE || e->kind == ELF_ARCHIVE || e->kind == ELF_RELOCATABLE || e->kind == ELF_CORE || e->kind == ELF_STRANGE;
	if (elf_is_candidate(span_head(file, file.n < 64 ? file.n : 64)) == (int)i)
		return "a look at its header says something else";
	return NULL;
}

/* The good file's values, from another arena than the tests use. */
static void
read_good(void)
{
	static char block[65536];
	struct arena a;

	memset(&a, 0, sizeof a);
	a.at = block;
	a.end = block + sizeof block;
	a.more = arena_refuse;
	elf_read_span(&should, &a, maker_span(&good));
}

static const char *
try_bytes(const struct maker *m, size_t n, int matters)
{
	struct span file = {kept, n};
	struct elf e;
	const char *why;

	memcpy(kept, m->byte, n);
	why = read_all_ways(file, &e);
	if (!why && !matters && !same(&e, &should))
		why = "it changed the result though no loader looks at it";
	unlike += !why && !same(&e, &should);
	return why;
}

/* All values that one field is set to. */
static size_t
values(uint64_t is, size_t width, uint64_t *v)
{
	uint64_t max = width == 8 ? ~UINT64_C(0) : (UINT64_C(1) << (8 * width)) - 1;
	size_t n = 0, i, k, kept_n = 0;

	v[n++] = 0;
	v[n++] = 1;
	v[n++] = max;
	v[n++] = max / 2;
	v[n++] = max / 2 + 1;
	v[n++] = (is + 1) & max;
	v[n++] = (is - 1) & max;
	v[n++] = (max - is) & max;
	v[n++] = is << 8 & max;
	for (i = 0; i < 3; i++)
		v[n++] = ((uint64_t)random_below(0x7fffffff) << 33 ^ (uint64_t)random_below(0x7fffffff) << 12 ^ random_below(0xffff)) & max;
	/* the same file twice would not be two */
	for (i = 0; i < n; i++) {
		for (k = 0; k < kept_n && v[k] != v[i]; k++)
			;
		if (k == kept_n && v[i] != is)
			v[kept_n++] = v[i];
	}
	return kept_n;
}

/* How many files there were, and with how many something went wrong. */
struct count {
	const char *name; /* or a folder to write into */
	size_t files, wrong;
};

/* Hands over every file with one field changed, in `bad`. */
static void
each_file(int wide, int big, struct count *c, void (*use)(struct count *c, const struct maker_field *f, uint64_t value))
{
	const struct maker_field *f;
	uint64_t v[16];
	size_t i, k, n;

	maker_make(&good, wide, big);
	for (i = 0; i < good.fields; i++) {
		f = &good.field[i];
		n = values(maker_get(&good, f->at, f->width), f->width, v);
		for (k = 0; k < n; k++) {
			bad = good;
			maker_put(&bad, f->at, f->width, v[k]);
			c->files++;
			use(c, f, v[k]);
		}
	}
}

static void
try_file(struct count *c, const struct maker_field *f, uint64_t value)
{
	/* what does not matter by itself can become what does */
	const char *why = try_bytes(&bad, bad.n, f->matters || strcmp(f->name, "p_memsz") == 0);

	if (why && c->wrong++ < 5)
		printf("#   %s at %zu = %llx: %s\n", f->name, f->at, (unsigned long long)value, why);
}

static void
write_file(struct count *c, const struct maker_field *f, uint64_t value)
{
	char path[4096];
	FILE *to;

	snprintf(path, sizeof path, "%s/elf%d%s-%s-at-%zu-is-%llx", c->name, bad.wide ? 64 : 32, bad.big ? "be" : "le", f->name, f->at,
	    (unsigned long long)value);
	to = fopen(path, "wb");
	c->wrong += !to || fwrite(bad.byte, 1, bad.n, to) != bad.n;
	if (to)
		fclose(to);
}

static void
one_field(const char *name, int wide, int big)
{
	struct count c = {name, 0, 0};

	maker_make(&good, wide, big);
	read_good();
	each_file(wide, big, &c, try_file);
	ok(c.wrong == 0 && c.files >= 500, "%s: %zu files with one field changed", name, c.files);
}

static void
cut_off(const char *name, int wide, int big)
{
	size_t n, wrong = 0;
	const char *why;

	maker_make(&good, wide, big);
	for (n = 0; n < good.n; n++) {
		/* section headers are of no interest */
		why = try_bytes(&good, n, n < good.sections);
		if (why && wrong++ < 5)
			printf("#   at %zu: %s\n", n, why);
	}
	ok(wrong == 0, "%s: cut off at each length", name);
}

static void
by_chance(const char *name, int wide, int big)
{
	size_t i, k, wrong = 0;
	const struct maker_field *f;
	const char *why;

	maker_make(&good, wide, big);
	for (i = 0; i < 20000; i++) {
		bad = good;
		for (k = 1 + random_below(4); k; k--) {
			f = &good.field[random_below((unsigned)good.fields)];
			if (one_in(2))
				maker_put(&bad, f->at, f->width, maker_get(&good, good.field[random_below((unsigned)good.fields)].at, f->width));
			else
				bad.byte[random_below((unsigned)bad.n)] = (unsigned char)random_below(256);
		}
		why = try_bytes(&bad, bad.n, 1);
		if (why && wrong++ < 5)
			printf("#   number %zu: %s\n", i, why);
	}
	ok(wrong == 0, "%s: 20000 files with changes by chance", name);
}

int
main(int argc, char **argv)
{
	static const char *const name[] = {"ELF32 little endian", "ELF32 big endian", "ELF64 little endian", "ELF64 big endian"};
	int i;

	for (i = 0; argc > 1 && i < 4; i++) {
		struct count c = {argv[1], 0, 0};

		each_file(i / 2, i % 2, &c, write_file);
		if (c.wrong)
			return 2;
		printf("%zu\n", c.files);
	}
	if (argc > 1)
		return 0;
	alarm(120);
	for (i = 0; i < 4; i++) {
		maker_make(&good, i / 2, i % 2);
		kept = malloc(good.n);
		if (!kept)
			return 2;
		one_field(name[i], i / 2, i % 2);
		cut_off(name[i], i / 2, i % 2);
		by_chance(name[i], i / 2, i % 2);
		free(kept);
	}
	ok(unlike > tried / 5 && loud > tried / 5, "of %zu files %zu are read otherwise than the good one, and of %zu an error is told", tried, unlike, loud);
	return done();
}

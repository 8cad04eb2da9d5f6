/* SPDX-License-Identifier: MIT */
/*
 * A tree of real files in a folder of its own, for tests of what reads or mends trees. Names are relative to that folder; the folders in which a file lies
 * are made with it. tree_end() removes all that was made, by name, and says whether nothing else was left there.
 */
#ifndef MADE_TREE_H
#define MADE_TREE_H

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bytes.h"
#include "elf.h"
#include "elf_maker.h"

enum { TREE_NAMES = 512, TREE_TEXT = 1 << 17, TREE_NEEDS = 6 };

static struct {
	char root[PATH_MAX]; /* absolute, links resolved */
	size_t root_n;
	char text[TREE_TEXT];
	size_t text_n;
	const char *made[TREE_NAMES]; /* in the order in which they were */
	size_t count;
} tree;

static inline void
tree_fail(const char *what)
{
	printf("Bail out! the test's tree: %s\n", what);
	exit(2);
}

/* In TMPDIR where its path is one that a script's first line can have, and that leaves room in a file for one of the tree's. */
static inline void
tree_begin(void)
{
	const char *temporary = getenv("TMPDIR");
	char path[PATH_MAX];
	int fit = temporary && *temporary == '/' && strlen(temporary) < 200 && !strpbrk(temporary, " \t\n:$");

	memset(&tree, 0, sizeof tree);
	snprintf(path, sizeof path, "%s/originld-tree-XXXXXX", fit ? temporary : "/tmp");
	if (!mkdtemp(path) || !realpath(path, tree.root))
		tree_fail(path);
	tree.root_n = strlen(tree.root);
}

/* The absolute path of a name; "" is the tree itself. It stays until the end. */
static inline const char *
tree_path(const char *name)
{
	size_t n = strlen(name);
	char *to = tree.text + tree.text_n;

	if (TREE_TEXT - tree.text_n < tree.root_n + n + 2)
		tree_fail("too many names");
	memcpy(to, tree.root, tree.root_n + 1);
	if (n) {
		to[tree.root_n] = '/';
		memcpy(to + tree.root_n + 1, name, n + 1);
	}
	tree.text_n += strlen(to) + 1;
	return to;
}

/* Notes what is to be removed. */
static inline const char *
tree_note(const char *path)
{
	if (tree.count == TREE_NAMES)
		tree_fail("too many files");
	return tree.made[tree.count++] = path;
}

/* Makes the folders that a path lies in. */
static inline void
tree_parents(const char *path)
{
	char folder[PATH_MAX];
	size_t i;

	for (i = tree.root_n + 1; path[i]; i++) {
		if (path[i] != '/')
			continue;
		memcpy(folder, path, i);
		folder[i] = '\0';
		if (mkdir(folder, 0755) == 0)
			tree_note(tree_path(folder + tree.root_n + 1));
	}
}

static inline const char *
tree_folder(const char *name)
{
	const char *path = tree_path(name);

	tree_parents(path);
	if (mkdir(path, 0755) != 0)
		tree_fail(path);
	return tree_note(path);
}

static inline const char *
tree_file(const char *name, struct span bytes, mode_t mode)
{
	const char *path = tree_path(name);
	int fd;

	tree_parents(path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, bytes.p, bytes.n) != (ssize_t)bytes.n || chmod(path, mode) != 0)
		tree_fail(path);
	close(fd);
	return tree_note(path);
}

static inline const char *
tree_text(const char *name, const char *text, mode_t mode)
{
	return tree_file(name, span_of(text), mode);
}

static inline const char *
tree_link(const char *name, const char *to)
{
	const char *path = tree_path(name);

	tree_parents(path);
	if (symlink(to, path) != 0)
		tree_fail(path);
	return tree_note(path);
}

/* Another name of a file. */
static inline const char *
tree_twin(const char *name, const char *of)
{
	const char *path = tree_path(name);

	tree_parents(path);
	if (link(tree_path(of), path) != 0)
		tree_fail(path);
	return tree_note(path);
}

/* Whether a file has these bytes and no others. */
static inline int
tree_has(const char *name, struct span bytes)
{
	static char got[1 << 16];
	int fd = open(tree_path(name), O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, got, sizeof got);

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)bytes.n && memcmp(got, bytes.p, bytes.n) == 0;
}

/* Removes all; whether that was all. */
static inline int
tree_end(void)
{
	size_t i;

	for (i = tree.count; i > 0; i--)
		remove(tree.made[i - 1]);
	return rmdir(tree.root) == 0;
}

/* ------------------------------------------------------------------------ ELF files */

/* A program or library: what is NULL or 0 is not in it. A '@' at the beginning of a list or name stands for the tree's path. */
struct tree_elf {
	unsigned type; /* e_type: 2 a program, 3 a library or, with an interpreter, a program at any address */
	const char *need[TREE_NEEDS];
	const char *interp, *soname, *rpath, *runpath;
	unsigned flags_1; /* DT_FLAGS_1 */
	unsigned machine; /* 0: x86-64 */
	int narrow, big;  /* 32 bit; big endian */
	int prelinked;
};

/* DF_1_NODEFLIB, DF_1_PIE */
enum { TREE_NODEFLIB = 0x800, TREE_PIE = 0x8000000, TREE_STRINGS = 0x800 };

/* A text of tree_elf's in full. It stays until the next one. */
static inline const char *
tree_told(const char *s)
{
	static char text[PATH_MAX + 4096];

	snprintf(text, sizeof text, "%s%s%s", *s == '@' ? tree.root : "", *s == '@' ? "/" : "", s + (*s == '@'));
	return text;
}

static inline void
tree_make_elf(struct maker *m, const struct tree_elf *e)
{
	const struct {
		unsigned tag;
		const char *text;
	} strings[] = {{ELF_DT_SONAME, e->soname}, {ELF_DT_RPATH, e->rpath}, {ELF_DT_RUNPATH, e->runpath}};
	size_t w, i;

	memset(m, 0, sizeof *m);
	m->wide = !e->narrow;
	m->big = e->big;
	m->type = e->type;
	w = maker_word(m);
	m->phdr = m->wide ? 64 : 52;
	m->interp = 0x200;
	m->dynamic = 0x400;
	m->strings = TREE_STRINGS;
	maker_header(m);
	if (e->machine)
		maker_set(m, "e_machine", 0, e->machine);
	maker_string(m, "");
	for (i = 0; i < TREE_NEEDS && e->need[i]; i++)
		maker_dynamic(m, ELF_DT_NEEDED, maker_string(m, tree_told(e->need[i])), 1);
	for (i = 0; i < sizeof strings / sizeof strings[0]; i++) {
		if (strings[i].text)
			maker_dynamic(m, strings[i].tag, maker_string(m, tree_told(strings[i].text)), 1);
	}
	maker_dynamic(m, ELF_DT_STRTAB, maker_address(m->strings), 1);
	maker_dynamic(m, ELF_DT_STRSZ, m->strings_n, 1);
	if (e->flags_1 || (e->interp && e->type == 3))
		maker_dynamic(m, 0x6ffffffb, e->flags_1 | (e->interp && e->type == 3 ? TREE_PIE : 0U), 1);
	if (e->prelinked)
		maker_dynamic(m, ELF_DT_GNU_PRELINKED, 0, 0);
	for (i = 0; i < 3; i++)
		maker_dynamic(m, ELF_DT_NULL, 0, 0);
	m->n = m->strings + m->strings_n;
	maker_phdr(m, 0, 6, m->phdr, MAKER_BASE + m->phdr, 6 * (m->wide ? 56 : 32), 0);
	if (e->interp) {
		if (strlen(tree_told(e->interp)) >= m->dynamic - m->interp)
			tree_fail("its path is too long");
		strcpy((char *)m->byte + m->interp, tree_told(e->interp));
		maker_phdr(m, 1, ELF_INTERP, m->interp, maker_address(m->interp), strlen((char *)m->byte + m->interp) + 1, 1);
	} else {
		maker_phdr(m, 1, 0x6474e551, 0, 0, 0, 0);
	}
	maker_phdr(m, 2, ELF_LOAD, 0, MAKER_BASE, 0x200, 0);
	maker_phdr(m, 3, ELF_LOAD, 0x200, maker_address(0x200), m->n - 0x200, 1);
	maker_phdr(m, 4, ELF_DYNAMIC, m->dynamic, maker_address(m->dynamic), m->dynamic_n * 2 * w, 1);
	maker_phdr(m, 5, 0x6474e551, 0, 0, 0, 0);
	/* no section headers, which neither a loader nor an editor needs */
	maker_set(m, "e_shoff", 0, 0);
	maker_set(m, "e_shnum", 0, 0);
	maker_set(m, "e_shstrndx", 0, 0);
}

/* Puts it into the tree. Its bytes can be had by maker_span() of the maker. */
static inline const char *
tree_elf(const char *name, const struct tree_elf *e)
{
	static struct maker m;

	tree_make_elf(&m, e);
	return tree_file(name, maker_span(&m), 0755);
}

#endif

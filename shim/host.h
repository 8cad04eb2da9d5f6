/* SPDX-License-Identifier: MIT */
#ifndef HOST_H
#define HOST_H

#include "loader.h" /* for struct loader_file, loader_host, loader_world */

struct arena;
struct elf;
struct host;

/*
 * A file that a loader may come upon. The loader's answers are such files, so a struct loader_file may be cast to it. There is one of each in a
 * struct host_files, however many paths and hosts lead to it.
 */
struct host_file {
	struct loader_file file;
	struct host_file *next; /* the table's */
	const char *path;       /* where it really was found first, links resolved */
	int in_tree;
	void *user; /* the caller's own */
};

/* The files of all hosts. */
struct host_files {
	struct arena *a;
	struct host_file **bucket;
	size_t buckets, count;
};

struct host_files host_files_in(struct arena *a);

/* Notes a file whose ELF facts are known; path is real. NULL when memory ran out. */
struct host_file *host_know(struct host_files *all, unsigned long long dev, unsigned long long ino, const char *path, const struct elf *elf);

/*
 * This system as it is; or, if moved is not NULL, as if the folder `tree` stood at the path `moved`, over what is there. Both are
 * absolute and normal, and links in tree are resolved. tree may be NULL. What was asked once is remembered.
 */
struct host *host_new(struct host_files *all, const char *tree, const char *moved);

/* For struct loader_host: ctx is the host. */
enum loader_open host_open(void *ctx, const char *path, const struct loader_file **file);

/* Who can do what with a path: bits as in rules.h, which calls it with the path as a span. */
int host_look(struct host *h, const char *path);

/* What a loader has built in or configured. */
struct host_libc {
	struct host_libc *next;
	struct span interp;
	enum loader_libc libc;
	int known; /* the loader is here, so that it is known where it looks */
	const struct span *standard;
	size_t standards;
	struct span lib;
	struct span platform; /* what $PLATFORM means to it; empty: what the kernel calls the processor */
	const struct span *subfolder; /* that it searches before each folder; none for musl */
	size_t subfolders;
};

/* That of a loader by its path; NULL when memory ran out. */
const struct host_libc *host_libc(struct host *h, struct span interp, enum loader_libc libc);

/* Fills in all but secure and library_path. */
void host_world(struct host *h, const struct host_libc *libc, struct loader_world *world);

/* The loader that programs of a machine name, or an empty span. */
struct span host_interp(enum loader_libc libc, const struct elf *e);

#endif

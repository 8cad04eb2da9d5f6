/* SPDX-License-Identifier: MIT */
#ifndef LOADER_H
#define LOADER_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct arena;
struct elf;

enum loader_libc { LOADER_GLIBC, LOADER_MUSL };

/* Bytes that musl has for a path: folder, name and NUL. */
enum { LOADER_MUSL_BUFFER = 512 };

enum loader_token { LOADER_NO_TOKEN, LOADER_ORIGIN, LOADER_PLATFORM, LOADER_LIB };

/*
 * A file that could be opened. Two paths that lead to one file have the same dev and ino. elf is what elf_read found, also where that
 * is no ELF file; NULL: it cannot be read, a folder for instance.
 */
struct loader_file {
	unsigned long long dev, ino;
	const struct elf *elf;
};

/* What comes of opening a path. */
enum loader_open {
	LOADER_OPENED,
	LOADER_MISSING,    /* ENOENT, EACCES: the search goes on */
	LOADER_NOT_FOLDER, /* ENOTDIR: goes on, too, but below a relative folder ends glibc's search of the list */
	LOADER_FAILED      /* any other error, such as ELOOP: ends the search of the list, with musl the whole search */
};

/*
 * What the model asks of a system, which may be one in memory, or one in which a tree has moved. Paths and names are C strings; a
 * relative path is meant from the current folder. Answers have to stay until the arena is reset.
 */
struct loader_host {
	void *ctx;
	enum loader_open (*open)(void *ctx, const char *path, const struct loader_file **file);
	/* the path that ld.so.cache has for a name and programs like this one; NULL: none. Not asked for musl. May be NULL */
	const char *(*cached)(void *ctx, const char *name, const struct elf *program);
};

/*
 * How the process begins. Folders have no '/' at their end, but for the root.
 */
struct loader_world {
	enum loader_libc libc;
	const struct loader_host *host;
	int secure;               /* AT_SECURE: set-id, or with capabilities */
	struct span cwd;          /* the current folder, absolute; only for $ORIGIN of what is found relative to it */
	struct span library_path; /* LD_LIBRARY_PATH; empty: none */

	/* what the loader has for $LIB and $PLATFORM; p is NULL: nothing. glibc only */
	struct span lib, platform;

	struct span interp; /* the loader, where the program does not name one, as libraries do not; may be empty */

	/* the folders that are searched last. For glibc they are the trusted ones, too */
	const struct span *standard;
	size_t standards;

	/* glibc's subfolders of each folder, searched before it, such as glibc-hwcaps/x86-64-v3 */
	const struct span *subfolder;
	size_t subfolders;
};

/* Why a folder or a whole list is searched or not; loader_counts() tells which. */
enum loader_why {
	/* searched */
	LOADER_COUNTS,
	LOADER_CURRENT,       /* an empty element: the current folder itself */
	LOADER_RELATIVE,      /* below the current folder */
	LOADER_UNKNOWN_TOKEN, /* as the last, because a $ is not one that the loader knows */
	LOADER_LITERAL_TOKEN, /* the same in an absolute path */

	/* not searched */
	LOADER_TWICE,          /* stands in this list before */
	LOADER_EMPTY_LIST,     /* a wholly empty text is ignored */
	LOADER_EMPTY_SKIPPED,  /* musl leaves out empty elements */
	LOADER_NO_VALUE,       /* a token for which the loader has no value */
	LOADER_SECURE_ORIGIN,  /* secure: $ORIGIN does not lead to a trusted folder, or does not stand first */
	LOADER_SECURE_LIST,    /* secure: musl leaves out the whole list */
	LOADER_FOREIGN_TOKEN,  /* musl leaves out the whole list for a $ that is not $ORIGIN */
	LOADER_LONG_ORIGIN,    /* the program's path is too long for musl: the whole list is left out */
	LOADER_TOO_LONG,       /* musl has 512 bytes for folder, name and NUL */
	LOADER_SECURE_ENV,     /* secure: LD_LIBRARY_PATH is ignored */
	LOADER_HIDDEN,         /* an RPATH beside a RUNPATH in the same file */
	LOADER_NOT_INHERITED,  /* another file's RPATH, because the one that needs has a RUNPATH */
	LOADER_NODEFLIB,       /* default folders, because the one that needs does not want them */
	LOADER_WHY_COUNT
};

/*
 * One element of a list. text is a part of the list as it is written; folder is what is searched, "" being the current folder. glibc takes
 * '/' from its end, but for the root, and musl leaves it. For what is not searched, folder is what it would be, as far as that can be said.
 */
struct loader_element {
	struct span text, folder;
	enum loader_why why;
	int origin; /* $ORIGIN was in it */
};

/* The steps of a search, in the order in which glibc takes them; musl takes LOADER_ENV first, and has no LOADER_RUNPATH and LOADER_CACHE. */
enum loader_step {
	LOADER_NOWHERE, /* not found */
	LOADER_ALREADY, /* a loaded object has that name, or is that file */
	LOADER_ITSELF,  /* the loader, which stands for this name */
	LOADER_PATH,    /* the name holds a '/', and is a path */
	LOADER_RPATH,   /* an RPATH, with musl also a RUNPATH: the needing object's own, or an inherited one */
	LOADER_ENV,     /* LD_LIBRARY_PATH */
	LOADER_RUNPATH, /* the needing object's RUNPATH */
	LOADER_CACHE,   /* ld.so.cache */
	LOADER_DEFAULT, /* a standard folder */
	LOADER_STEP_COUNT
};

struct loader_object;

/*
 * One step of the search that an object's needs take: what `explain` shows. why says whether the step is taken. For LOADER_CACHE there are
 * no elements.
 */
struct loader_stage {
	struct loader_stage *next;
	enum loader_step step;
	enum loader_why why;
	const struct loader_object *of; /* whose text it is; NULL: nobody's */
	struct span text;               /* the whole list as written */
	const struct loader_element *element;
	size_t elements;
};

/* What was found is no library for this program, and whether the loader goes on after that. */
enum loader_fit {
	LOADER_FITS,
	LOADER_OTHER_CLASS,   /* 32 instead of 64 bit or the reverse: glibc goes on */
	LOADER_OTHER_MACHINE, /* the same */
	LOADER_UNFIT          /* no ELF file, a broken one, a program: the loader stops there */
};

/*
 * One DT_NEEDED of an object. to is NULL if nothing was found. path is what was found, as the loader has it; with a fit of LOADER_UNFIT what it
 * stumbled over. stage and element say by which folder it was found; NULL where the step has none.
 */
struct loader_need {
	struct span name;
	struct loader_object *to;
	struct loader_object *by;
	enum loader_step step;
	enum loader_fit fit;
	struct span path;
	const struct loader_stage *stage; /* for the tests */
	const struct loader_element *element;
	struct span subfolder; /* of the element's folder, in which it was found; empty: none */
	int passed_over;       /* files of another class or machine lay before it */
	int optional;          /* DT_AUXILIARY: nothing is wrong if it is not found */
};

/* A file in the process. The first is the program, or the library that was asked about. */
struct loader_object {
	struct loader_object *next; /* in the order of loading */
	struct loader_object *by;   /* for whom it was loaded first; NULL: the program, the loader */
	const struct loader_file *file;
	struct span path;   /* as the loader has it: as it was found, links not resolved, perhaps relative */
	struct span origin; /* what $ORIGIN becomes */
	int is_loader;
	struct loader_need *need;
	size_t needs;

	/* the model's own */
	struct loader_object *turn; /* whose needs are looked for next */
	struct loader_name *names;
	struct loader_stage *own, *search;
};

struct loader {
	struct arena *arena;
	const struct loader_world *world;
	struct loader_object *objects, *last;
	struct loader_object *itself; /* the loader, if it is known; not in the list */
	size_t missing; /* needs without a file that are not optional */
	int unfit;      /* a need met a file at which the loader stops; for the tests */

	/* the model's own */
	struct loader_stage *env, *standard;
	struct loader_object *last_turn;
	int root_missed; /* glibc: the folder / was searched in vain, and will not be again */
};

/*
 * Loads a program, or a library as if it were one, and all that it needs. path is where the program really is, links resolved: the kernel tells the
 * loader so. A library that something else loads has the path by which it was found. What is not found does not end the work, unlike
 * the loader's; after a need that is LOADER_UNFIT as well. Returns 0, or -1 when memory ran out.
 */
int loader_run(struct loader *l, struct arena *a, const struct loader_world *w, const char *path, const struct loader_file *program);

/*
 * The ordered search of an object's needs, with the steps that are not taken. Works after loader_run. NULL when memory ran out.
 */
const struct loader_stage *loader_search(struct loader *l, struct loader_object *o);

/*
 * Where a list of folders would find a name if an object had it, whoever's list it is. Works after loader_run. The path is empty if it would find
 * nothing that fits.
 */
struct span loader_try(struct loader *l, struct loader_object *o, struct span list, struct span name);

/* The libc for whose loader a file is made, as far as the file tells. */
enum loader_libc loader_libc_of(const struct elf *e);

/*
 * glibc's token at s, which begins with '$'; *n is its length. A name without braces goes as far as letters, digits and '_' do, so
 * $ORIGINX is none.
 */
enum loader_token loader_token(struct span s, size_t *n);

int loader_counts(enum loader_why why);

/* Stable kebab-case names, and for why a sentence without a final stop. */
const char *loader_why_name(enum loader_why why);
const char *loader_why_text(enum loader_why why);
const char *loader_step_name(enum loader_step step);

#endif

/* SPDX-License-Identifier: MIT */
#ifndef ELF_H
#define ELF_H

#include <stddef.h> /* for size_t */

#include "bytes.h" /* for struct span */

struct arena;

/* What a file is, as far as a loader cares. */
enum elf_kind {
	ELF_NONE,        /* no ELF file */
	ELF_ARCHIVE,     /* ar, thin or not */
	ELF_RELOCATABLE, /* .o, kernel module */
	ELF_CORE,
	ELF_PROGRAM,    /* at a fixed address, with a dynamic section */
	ELF_PIE,        /* at any address */
	ELF_LIBRARY,    /* also a plugin, and a loader itself */
	ELF_STATIC,     /* no dynamic section: nothing is looked for */
	ELF_STATIC_PIE, /* it has one, but no loader reads it */
	ELF_DEBUG,      /* detached debug information: the sections were emptied */
	ELF_STRANGE     /* any other e_type */
};

/* The first thing that is wrong with a file. What could be read in spite of it is in struct elf. */
enum elf_error {
	ELF_GOOD,
	ELF_READ_FAILED,       /* read_at said so */
	ELF_SHORT,             /* ends in its header */
	ELF_BAD_CLASS,         /* neither 32 nor 64 bit */
	ELF_BAD_ORDER,         /* neither byte order */
	ELF_BAD_PHENTSIZE,     /* a program header is smaller than it must be */
	ELF_ODD_PHENTSIZE,     /* or larger, which the loaders refuse */
	ELF_PHDRS_OUTSIDE,     /* the program headers reach out of the file */
	ELF_MANY_PHDRS,        /* more of them than any system loads */
	ELF_INTERP_OUTSIDE,    /* the loader's name reaches out of the file */
	ELF_INTERP_UNENDED,    /* it has no NUL */
	ELF_DYNAMIC_ASTRAY,    /* its address and its offset in the file disagree; loaders go by the address */
	ELF_DYNAMIC_OUTSIDE,   /* the dynamic section reaches out of the file */
	ELF_DYNAMIC_UNENDED,   /* it has no DT_NULL, and ends with its segment */
	ELF_MANY_ENTRIES,      /* more than ELF_MAX_ENTRIES */
	ELF_NO_STRTAB,         /* it has no DT_STRTAB */
	ELF_STRTAB_UNMAPPED,   /* DT_STRTAB lies in no PT_LOAD */
	ELF_STRING_OUTSIDE,    /* a string begins behind DT_STRSZ, its segment or the file */
	ELF_STRING_UNENDED,    /* a string has no NUL before that */
	ELF_MANY_STRINGS,      /* strings of more than ELF_MAX_STRINGS bytes together */
	ELF_ERROR_COUNT
};

/* No linker makes files with more; what comes after the limit is not read. */
enum {
	ELF_MAX_PHDRS = 4096,
	ELF_MAX_ENTRIES = 16384,
	ELF_MAX_STRINGS = 1 << 20
};

/* Entries of the dynamic section that hold a string. */
enum elf_tag {
	ELF_NEEDED,
	ELF_SONAME,
	ELF_RPATH,
	ELF_RUNPATH,
	ELF_AUDIT,
	ELF_DEPAUDIT,
	ELF_CONFIG,
	ELF_AUXILIARY,
	ELF_FILTER
};

/*
 * One of them. at is the string's offset in the file and slot that of the entry itself. A string that could not be read has a text whose
 * p is NULL; its at is 0.
 */
struct elf_entry {
	enum elf_tag tag;
	struct span text;
	unsigned long long at, slot;
};

/* Bits of struct elf's flags. */
enum {
	ELF_FLAG_ORIGIN = 1,    /* DF_ORIGIN or DF_1_ORIGIN */
	ELF_FLAG_NODEFLIB = 2,  /* DF_1_NODEFLIB: neither default folders nor what the cache has of them */
	ELF_FLAG_PIE = 4,       /* DF_1_PIE */
	ELF_FLAG_DEBUG = 8,     /* has DT_DEBUG, as programs do */
	ELF_FLAG_PRELINKED = 16 /* has DT_GNU_PRELINKED: undo that before anything is edited */
};

/*
 * What is known of a file. Strings live in the arena, each with a NUL behind it, and have none inside. A string that is not there has a
 * p of NULL.
 *
 * Several entries of one tag: glibc and musl keep the last, and so does soname, rpath and runpath; with both of these, both loaders use
 * runpath alone. entry has all but DT_NEEDED, in the order of the file, and needed has those.
 */
struct elf {
	enum elf_error error;
	enum elf_kind kind;
	unsigned bits;     /* 32, 64; 0: no ELF */
	int big;           /* big endian */
	unsigned type, machine, osabi;
	unsigned header_flags; /* e_flags, which tell ABIs of one machine apart */
	unsigned flags;    /* ELF_FLAG_ bits */
	struct span interp;
	struct span soname, rpath, runpath;
	struct elf_entry *needed, *entry;
	size_t needs, entries;

	/* for an editor: 0 if unknown */
	unsigned long long dynamic_at, dynamic_size; /* of PT_DYNAMIC in the file, up to and with the first DT_NULL */
	unsigned long long strtab_at, strtab_size;   /* of DT_STRTAB in the file, as far as DT_STRSZ and the segment go */
	size_t spare;                                /* DT_NULL entries behind the first */
};

/*
 * Where the bytes come from. head is what the caller has read already of the file's beginning, perhaps nothing. read_at gives n bytes at
 * an offset and returns how many there were, fewer only at the file's end, or a negative number.
 */
struct elf_source {
	struct span head;
	void *ctx;
	long (*read_at)(void *ctx, unsigned long long at, void *to, size_t n);
};

/* How much head should hold: less will do, and is read again. */
enum { ELF_HEAD = 64, ELF_GOOD_HEAD = 1024 };

/*
 * Whether a file that begins so can be a program or a library, static ones included; decided by the first 64 bytes. False for all that
 * elf_read would call ELF_NONE, ELF_ARCHIVE, ELF_RELOCATABLE, ELF_CORE or ELF_STRANGE.
 */
int elf_is_candidate(struct span head);

/*
 * Reads what struct elf holds: headers, PT_INTERP, PT_DYNAMIC and the strings it names, and nothing else of the file. Section headers
 * are believed only when the rest makes no sense, to know debug files. Returns 0, also for a broken file, or -1 when memory ran out.
 */
int elf_read(struct elf *e, struct arena *a, const struct elf_source *from);

/* The same for a file that is in memory as a whole. */
int elf_read_span(struct elf *e, struct arena *a, struct span file);

/* The text of the rpath that the loaders use: runpath if there is one, else rpath; p is NULL if there is neither. */
struct span elf_search_path(const struct elf *e);

/* Whether a loader will look for what the file needs: ELF_PROGRAM, ELF_PIE, ELF_LIBRARY. */
int elf_is_dynamic(const struct elf *e);

/* A stable kebab-case name, and a sentence without a final stop. */
const char *elf_error_name(enum elf_error error);
const char *elf_error_text(enum elf_error error);
const char *elf_kind_name(enum elf_kind kind);

/* The tag as readelf writes it, such as RUNPATH. */
const char *elf_tag_name(enum elf_tag tag);

/* What the numbers mean that anybody here asks for, by the ELF gABI and its supplements. */

/* e_machine */
enum elf_machine {
	ELF_MACHINE_386 = 3,
	ELF_MACHINE_MIPS = 8,
	ELF_MACHINE_PPC = 20,
	ELF_MACHINE_PPC64 = 21,
	ELF_MACHINE_S390 = 22,
	ELF_MACHINE_ARM = 40,
	ELF_MACHINE_SPARCV9 = 43,
	ELF_MACHINE_X86_64 = 62,
	ELF_MACHINE_AARCH64 = 183,
	ELF_MACHINE_RISCV = 243,
	ELF_MACHINE_LOONGARCH = 258,
	ELF_MACHINE_ALPHA = 0x9026
};

/* p_type and p_flags */
enum elf_segment_type { ELF_LOAD = 1, ELF_DYNAMIC = 2, ELF_INTERP = 3, ELF_NOTE = 4 };
enum { ELF_SEGMENT_EXECUTE = 1, ELF_SEGMENT_WRITE = 2 };

/* sh_type and sh_flags; STT_SECTION */
enum elf_section_type { ELF_SYMBOLS = 2, ELF_STRINGS = 3, ELF_NO_BITS = 8, ELF_DYNAMIC_SYMBOLS = 11 };
enum { ELF_SECTION_ALLOCATED = 2, ELF_SECTION_TLS = 0x400 };
enum { ELF_SYMBOL_SECTION = 3 };

/* d_tag */
enum elf_dynamic {
	ELF_DT_NULL = 0,
	ELF_DT_NEEDED = 1,
	ELF_DT_PLTGOT = 3,
	ELF_DT_HASH = 4,
	ELF_DT_STRTAB = 5,
	ELF_DT_SYMTAB = 6,
	ELF_DT_RELA = 7,
	ELF_DT_STRSZ = 10,
	ELF_DT_SYMENT = 11,
	ELF_DT_SONAME = 14,
	ELF_DT_RPATH = 15,
	ELF_DT_REL = 17,
	ELF_DT_DEBUG = 21,
	ELF_DT_JMPREL = 23,
	ELF_DT_INIT_ARRAY = 25,
	ELF_DT_FINI_ARRAY = 26,
	ELF_DT_RUNPATH = 29,
	ELF_DT_FLAGS = 30,
	ELF_DT_PREINIT_ARRAY = 32,
	ELF_DT_RELR = 36,
	ELF_DT_SUN_AUXILIARY = 0x6000000d,
	ELF_DT_SUN_FILTER = 0x6000000f,
	ELF_DT_GNU_PRELINKED = 0x6ffffdf5,
	ELF_DT_GNU_LIBLISTSZ = 0x6ffffdf7,
	ELF_DT_GNU_HASH = 0x6ffffef5,
	ELF_DT_GNU_LIBLIST = 0x6ffffef9,
	ELF_DT_CONFIG = 0x6ffffefa,
	ELF_DT_DEPAUDIT = 0x6ffffefb,
	ELF_DT_AUDIT = 0x6ffffefc,
	ELF_DT_VERSYM = 0x6ffffff0,
	ELF_DT_FLAGS_1 = 0x6ffffffb,
	ELF_DT_VERDEF = 0x6ffffffc,
	ELF_DT_VERDEFNUM = 0x6ffffffd,
	ELF_DT_VERNEED = 0x6ffffffe,
	ELF_DT_VERNEEDNUM = 0x6fffffff,
	ELF_DT_MIPS_IVERSION = 0x70000004,
	ELF_DT_MIPS_SYMTABNO = 0x70000011,
	ELF_DT_MIPS_RLD_MAP = 0x70000016,
	ELF_DT_MIPS_RLD_MAP_REL = 0x70000035,
	ELF_DT_AUXILIARY = 0x7ffffffd,
	ELF_DT_USED = 0x7ffffffe,
	ELF_DT_FILTER = 0x7fffffff
};

/*
 * The numbers in an ELF file. They are put together from single bytes, which serves both byte orders and any alignment; of struct elf only bits and big
 * are used.
 */

static inline unsigned long long
elf_number(const unsigned char *p, size_t n, int big)
{
	unsigned long long v = 0;
	size_t i;

	for (i = 0; i < n; i++)
		v = v << 8 | p[big ? i : n - 1 - i];
	return v;
}

/* The fields of a record: halves of two bytes, words of four, and addresses of the class's size. */
static inline unsigned
elf_half(const struct elf *e, const unsigned char *p)
{
	return (unsigned)elf_number(p, 2, e->big);
}

static inline unsigned
elf_word(const struct elf *e, const unsigned char *p)
{
	return (unsigned)elf_number(p, 4, e->big);
}

static inline unsigned long long
elf_address(const struct elf *e, const unsigned char *p)
{
	return elf_number(p, e->bits / 8, e->big);
}

static inline void
elf_put_address(const struct elf *e, unsigned char *p, unsigned long long v)
{
	size_t n = e->bits / 8, i;

	for (i = 0; i < n; i++, v >>= 8)
		p[e->big ? n - 1 - i : i] = (unsigned char)(v & 0xff);
}

/* Picks an offset or a size for the class. */
static inline size_t
elf_by_class(const struct elf *e, size_t of32, size_t of64)
{
	return e->bits == 64 ? of64 : of32;
}

#endif

/* SPDX-License-Identifier: MIT */
/* What tells for which machine a compiler links. Knows names and what object files begin with; not where the tools are. */
#include "target.h"

#include <string.h>
#include <sys/stat.h>

#include "elf.h"
#include "os.h"
#include "path.h"

struct span
target_of_clang(struct span words)
{
	struct span word, target = {NULL, 0}, base;
	size_t at = 0, i;
	int take = 0, first = 1;

	for (; at < words.n; at += word.n + 1) {
		word = span_from(words, at);
		word = span_head(word, span_find(word, '\0'));
		if (first) {
			base = path_base(word);
			for (i = 0; i + 6 <= base.n; i++) {
				if (memcmp(base.p + i, "-clang", 6) == 0)
					target = span_head(base, i);
			}
			first = 0;
		} else if (take) {
			target = word;
			take = 0;
		} else if (span_begins(word, "--target=")) {
			target = span_from(word, 9);
		} else if (span_is(word, "-target") || span_is(word, "--target")) {
			take = 1;
		}
	}
	return target;
}

struct span
target_of_gcc(const char *called, const char *native)
{
	static const char *const names[] = {"-gcc", "-g++", "-c++", "-cc", "-gfortran", "-gnat", "-gdc", "-gccgo"};
	struct span base, none = {NULL, 0};
	size_t i, k, n;

	/* plain "gcc" is the usual answer */
	if (called[bytes_until(called, '-')] == '\0')
		return none;
	base = path_base(span_of(called));
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		n = strlen(names[i]);
		for (k = 1; k + n <= base.n; k++) {
			if (memcmp(base.p + k, names[i], n) != 0 || (base.n > k + n && base.p[k + n] != '-'))
				continue;
			base.n = k;
			return native && span_is(base, native) ? none : base;
		}
	}
	return none;
}

/*
 * Targets by which clang's tools are named, for when clang's words do not tell its own: there is no /proc, or it stands in a configuration file. Each
 * with its emulations of -m, and what its ELF files say of themselves: class, byte order and e_machine (ELF gABI, chapter 4). Those of x86 are left
 * out: clang -m32 goes on looking for its own target's tools.
 */
static const struct target {
	const char *name, *emulation[2];
	unsigned char class, order;
	unsigned machine;
} targets[] = {
    {"aarch64-linux-gnu", {"aarch64linux", "aarch64elf"}, 2, 1, ELF_MACHINE_AARCH64},
    {"alpha-linux-gnu", {"elf64alpha"}, 2, 1, ELF_MACHINE_ALPHA},
    {"arm-linux-gnueabihf", {"armelf_linux_eabi"}, 1, 1, ELF_MACHINE_ARM},
    {"loongarch64-linux-gnu", {"elf64loongarch"}, 2, 1, ELF_MACHINE_LOONGARCH},
    {"mips-linux-gnu", {"elf32btsmip"}, 1, 2, ELF_MACHINE_MIPS},
    {"mips64el-linux-gnuabi64", {NULL}, 2, 1, ELF_MACHINE_MIPS},
    {"mipsel-linux-gnu", {"elf32ltsmip"}, 1, 1, ELF_MACHINE_MIPS},
    {"powerpc-linux-gnu", {"elf32ppclinux"}, 1, 2, ELF_MACHINE_PPC},
    {"powerpc64-linux-gnu", {"elf64ppc"}, 2, 2, ELF_MACHINE_PPC64},
    {"powerpc64le-linux-gnu", {"elf64lppc"}, 2, 1, ELF_MACHINE_PPC64},
    {"riscv32-linux-gnu", {"elf32lriscv"}, 1, 1, ELF_MACHINE_RISCV},
    {"riscv64-linux-gnu", {"elf64lriscv"}, 2, 1, ELF_MACHINE_RISCV},
    {"s390x-linux-gnu", {"elf64_s390"}, 2, 2, ELF_MACHINE_S390},
    {"sparc64-linux-gnu", {"elf64_sparc"}, 2, 2, ELF_MACHINE_SPARCV9},
};
enum { TARGETS = sizeof targets / sizeof targets[0] };

struct span
target_of_emulation(char **argv)
{
	struct span none = {NULL, 0};
	size_t i, k;

	for (i = 1; argv[i]; i++) {
		if (!span_is(span_of(argv[i]), "-m") || !argv[i + 1])
			continue;
		for (k = 0; k < 2 * TARGETS; k++) {
			if (targets[k / 2].emulation[k % 2] && span_is(span_of(argv[i + 1]), targets[k / 2].emulation[k % 2]))
				return span_of(targets[k / 2].name);
		}
	}
	return none;
}

/* The target whose tools know the ELF file at path, if it is such a file. */
static struct span
target_of_object(const char *path)
{
	struct span none = {NULL, 0};
	struct os_file file;
	unsigned char h[20];
	unsigned machine;
	size_t k;
	long n = 0;
	int fd = os_open(path);

	if (fd < 0)
		return none;
	if (os_fstat(fd, &file) == 0 && (file.mode & S_IFMT) == S_IFREG)
		n = os_read(fd, h, sizeof h);
	os_close(fd);
	if (n != (long)sizeof h || memcmp(h, "\177ELF", 4) != 0)
		return none;
	machine = h[5] == 2 ? (unsigned)h[18] << 8 | h[19] : (unsigned)h[19] << 8 | h[18];
	for (k = 0; k < TARGETS; k++) {
		if (h[4] == targets[k].class && h[5] == targets[k].order && machine == targets[k].machine)
			return span_of(targets[k].name);
	}
	return none;
}

struct span
target_of_line(char **argv)
{
	enum { FILES = 16 };
	struct span target = target_of_emulation(argv);
	size_t i, files = 0;

	for (i = 1; !target.n && argv[i] && files < FILES; i++) {
		if (argv[i][0] == '-' || argv[i][0] == '@')
			continue;
		files++;
		target = target_of_object(argv[i]);
	}
	return target;
}

struct span
target_if_foreign(struct span target, const char *native)
{
	size_t n = span_find(target, '-');

	if (target.n && native && strlen(native) > n && native[n] == '-' &&
	    memcmp(native, target.p, n) == 0)
		target.n = 0;
	return target;
}

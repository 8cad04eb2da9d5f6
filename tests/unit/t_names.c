/* SPDX-License-Identifier: MIT */
/* What a program's name tells: which compiler or linker it may be, and whether it makes ELF files. */
#include "tap.h"

#include "driver_opts.h"
#include "names.h"
#include "opts.h"

static const struct {
	const char *name;
	int drivers;
} drivers[] = {
    {"cc", DRIVER_ANY}, {"c++", DRIVER_ANY}, {"c89", DRIVER_ANY}, {"c99", DRIVER_ANY}, {"gcc", DRIVER_GCC}, {"g++", DRIVER_GCC}, {"gfortran", DRIVER_GCC},
    {"clang", DRIVER_CLANG}, {"clang++", DRIVER_CLANG},
    /* versions */
    {"gcc-12", DRIVER_GCC}, {"gcc-4.9", DRIVER_GCC}, {"clang++-14", DRIVER_CLANG}, {"gcc-", 0}, {"gcc12", 0}, {"gcc-12x", 0}, {"gcc-12-13", 0}, {"-12", 0}, {"12", 0},
    {"c99-4", DRIVER_ANY}, {"gcc-10", DRIVER_GCC}, {"gcc-10", DRIVER_GCC}, {"gcc-.", DRIVER_GCC},
    /* targets have two parts at least */
    {"x86_64-linux-gnu-gcc", DRIVER_GCC}, {"x86_64-linux-gnu-gcc-12", DRIVER_GCC}, {"aarch64-linux-gnu-g++", DRIVER_GCC}, {"avr-elf-gcc", DRIVER_GCC},
    {"x86_64-pc-linux-gnu-clang-14", DRIVER_CLANG}, {"musl-gcc", 0}, {"avr-gcc", 0}, {"-gcc", 0}, {"--gcc", 0}, {"a--gcc", 0}, {"-a-gcc", 0}, {"a-b-gcc", DRIVER_GCC},
    {"mygcc", 0}, {"a-bgcc", 0},
    /* other programs */
    {"", 0}, {"gcc-ar", 0}, {"gccx", 0}, {"clang-format", 0}, {"clang-format-14", 0}, {"ld", 0}, {"ccache", 0}, {"c", 0}, {"cpp", 0},
};

static const struct {
	const char *name;
	int linker;
} linkers[] = {
    {"ld.bfd", LINKER_BFD}, {"ld.gold", LINKER_GOLD}, {"gold", LINKER_GOLD}, {"ld.lld", LINKER_LLD}, {"lld", LINKER_LLD}, {"ld.mold", LINKER_MOLD}, {"mold", LINKER_MOLD},
    {"x86_64-linux-gnu-ld.bfd", LINKER_BFD}, {"x86_64-linux-gnu-ld.gold", LINKER_GOLD}, {"ld", 0}, {"x86_64-linux-gnu-ld", 0}, {"", 0}, {"bfd", 0}, {"ld.lld-14", 0}, {"ld64", 0},
};

static const struct {
	const char *name;
	int is;
} callable[] = {
    {"ld", 1}, {"ld.bfd", 1}, {"ld.mold", 1}, {"mold", 1}, {"ld64.lld", 1}, {"x86_64-linux-gnu-ld", 1}, {"arm-none-eabi-ld.gold", 1},
    {"", 0}, {"lld", 0}, {"gold", 0}, {"xld", 0}, {"x-ld", 0}, {"-ld", 0}, {"a--ld", 0}, {"x86_64-linux-gnu-mold", 0}, {"x86_64-linux-gnu-ld64.lld", 0}, {"ld.lld-14", 0},
};

static const struct {
	const char *name;
	int foreign;
} targets[] = {
    {"x86_64-w64-mingw32", 1}, {"i686-pc-cygwin", 1}, {"x86_64-pc-msys", 1}, {"x86_64-pc-windows-msvc", 1}, {"x86_64-apple-darwin20", 1}, {"arm64-apple-ios", 1},
    {"arm64-darwin", 1}, {"arm64-macos", 1}, {"x86_64-linux-gnu", 0}, {"", 0}, {"aarch64-unknown-freebsd", 0}, {"mac", 0},
};

static const struct {
	const char *output;
	int probe;
} outputs[] = {
    {"conftest", 1}, {"conftest.exe", 1}, {"/build/conftest", 1}, {"cmTC_1a2b3", 1}, {"../CMakeTmp/cmTC_0", 1}, {"meson-private/tmp1/output.exe", 1},
    {"conftest/hello", 0}, {"myconftest", 0}, {"cmTC", 0}, {"hello", 0}, {"", 0},
};

int
main(void)
{
	size_t i;

	for (i = 0; i < sizeof drivers / sizeof *drivers; i++)
		ok(names_driver(span_of(drivers[i].name)) == (unsigned)drivers[i].drivers, "'%s' is %s", drivers[i].name, drivers[i].drivers ? "a compiler" : "no compiler");
	for (i = 0; i < sizeof linkers / sizeof *linkers; i++)
		ok(names_linker(span_of(linkers[i].name)) == (unsigned)linkers[i].linker, "'%s' tells %s", linkers[i].name, linkers[i].linker ? "a linker" : "no linker");
	for (i = 0; i < sizeof callable / sizeof *callable; i++)
		ok(names_is_linker(span_of(callable[i].name)) == callable[i].is, "'%s' %s what linkers are called", callable[i].name, callable[i].is ? "is" : "is not");
	for (i = 0; i < sizeof targets / sizeof *targets; i++)
		ok(names_foreign(span_of(targets[i].name)) == targets[i].foreign, "'%s' is %s ELF", targets[i].name, targets[i].foreign ? "not for" : "for");
	for (i = 0; i < sizeof outputs / sizeof *outputs; i++)
		ok(names_probe(span_of(outputs[i].output)) == outputs[i].probe, "'%s' is %s", outputs[i].output, outputs[i].probe ? "a probe" : "no probe");
	return done();
}

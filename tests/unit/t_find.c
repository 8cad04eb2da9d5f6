/* SPDX-License-Identifier: MIT */
/*
 * Which program would have run without originld: the search of gcc, of clang, of a shell, each over a made-up system, and the same where files cannot be
 * read and where memory ends.
 */
#include "tap.h"

#include "driver_opts.h"
#include "find.h"
#include "made_os.h"
#include "opts.h"
#include "scarce.h"
#include "settings.h"
#include "words.h"

enum { WORDS = 64, TEXT = 16384, BIG_SIZE = 8 << 20, SMALL_SIZE = 200, STATIC_SIZE = 1 << 20, SELF = 1000 };

static char endless[5000];
static const char mark[] = "#! @(#)originld-shim:5e3b1f0c";

/*
 * A case: the files of the world, the environment, the line, and what is found. A file is a big program unless its word ends with one of these:
 *
 *	%  a script           @  us                    !  a program that nobody may execute
 *	&  a copy of us       *  a script that no one may read      ?  one that only the mode bits let us execute
 *	/  a folder           $  a program of a static libc's size  +  a copy of us of that size
 *	=TARGET  a link (~ is a very long one)      <TEXT  a text, where | is a NUL         #N  one that has a number, as others may
 *
 * Among the environment, words in small letters are no variables but the search's own: native=, fallback=, self=, careful, driver, room=.
 * Found is the path, and behind it "plain", "wrapper", "denied", "bad" (a setting), "for TARGET" (clang's).
 */
struct row {
	const char *name, *world, *environment, *line, *found;
};

/* Paths that are long enough to need another room than the usual one. */
#define F64 "/0123456789/0123456789/0123456789/0123456789/0123456789/01234567"
#define F256 F64 F64 F64 F64
#define SH "/proc/50/exe=/bin/sh "
#define CLANG "/proc/50/exe=/opt/llvm/bin/clang-14 /opt/llvm/bin/clang-14 "

static const struct row rows[] = {
    /* a shell, or anything that is no compiler */
    {"PATH's first that is not us", "/o/ld@ /usr/bin/ld /bin/ld", "PATH=/o:/usr/bin:/bin", "ld", "/usr/bin/ld plain"},
    {"a copy of us is passed over", "/o/ld& /usr/bin/ld", "PATH=/o:/usr/bin", "ld", "/usr/bin/ld plain"},
    {"a script is a linker, too, but may lead back to us", "/w/ld%", "PATH=/w", "ld", "/w/ld"},
    {"a small program that cannot be read is taken for one", "/w/ld*", "PATH=/w", "ld", "/w/ld"},
    {"a folder is no program", "/w/ld/ /usr/bin/ld", "PATH=/w:/usr/bin", "ld", "/usr/bin/ld plain"},
    {"what nobody may execute is passed over", "/w/ld! /usr/bin/ld", "PATH=/w:/usr/bin", "ld", "/usr/bin/ld plain denied"},
    {"and is told where there is nothing else", "/w/ld!", "PATH=/w", "ld", "none denied"},
    {"the mode bits are believed at first", "/w/ld? /usr/bin/ld", "PATH=/w:/usr/bin", "ld", "/w/ld plain"},
    {"and the kernel is asked at the second time", "/w/ld? /usr/bin/ld", "PATH=/w:/usr/bin careful", "ld", "/usr/bin/ld plain denied"},
    {"who may execute it is a linker at the second time, too", "/usr/bin/ld", "PATH=/usr/bin careful", "ld", "/usr/bin/ld plain"},
    {"relative and empty elements are passed over", "ld ./ld b/ld /usr/bin/ld", "PATH=:b:.:/usr/bin", "ld", "/usr/bin/ld plain"},
    {"an element may end with a slash", "/usr/bin/ld", "PATH=/usr/bin/", "ld", "/usr/bin/ld plain"},
    {"without PATH the usual folders", "/bin/ld", "", "ld", "/bin/ld plain"},
    {"a folder with a long name", F256 "/ld", "PATH=/a:" F256, "ld", F256 "/ld plain"},
    {"and one with a longer one than the room that was taken then", F256 F256 F256 F256 F256 "/ld", "PATH=" F256 ":" F256 F256 F256 F256 F256, "ld", F256 F256 F256 F256 F256 "/ld plain"},
    {"a wrapper before us may have called us", "/w/ld% /o/ld@ /usr/bin/ld", "PATH=/w:/o:/usr/bin", "ld", "/usr/bin/ld plain"},
    {"a plain linker before us would have run", "/w/ld /o/ld@ /usr/bin/ld", "PATH=/w:/o:/usr/bin", "ld", "/w/ld plain"},
    {"a wrapper behind us is what we stand before", "/o/ld@ /w/ld% /usr/bin/ld", "PATH=/o:/w:/usr/bin", "ld", "/w/ld"},
    {"the first of two wrappers where we are not", "/w/ld% /v/ld%", "PATH=/w:/v", "ld", "/w/ld"},
    {"what was tried and led back is not run again", "/w/ld% /v/ld%", "PATH=/w:/v ORIGINLD_TRIED=1:1,", "ld", "/v/ld"},
    {"a number that ends alike is another file", "/w/ld%", "PATH=/w ORIGINLD_TRIED=11:1,1:11,", "ld", "/w/ld"},
    {"a file of another disk with our number is not us", "/o/ld=/d/ld /d/ld", "PATH=/o dev=2", "ld", "/o/ld plain"},
    {"without a name of our own nothing is us but our copies", "/o/ld& /w/ld@", "PATH=/o:/w self=none", "ld", "/w/ld plain"},
    {"where we are is not to be found", "/o/ld& /usr/bin/ld", "PATH=/o:/usr/bin self=/gone", "ld", "/usr/bin/ld plain"},
    {"where we are big ourselves, big ones are read, too", "/o/shim$ /w/ld+ /usr/bin/ld", "PATH=/w:/usr/bin self=/o/shim", "ld", "/usr/bin/ld plain"},
    {"and a linker is a linker then, too", "/o/shim$ /w/ld$", "PATH=/w self=/o/shim", "ld", "/w/ld plain"},
    {"otherwise not: a linker of that size is none of us", "/o/shim& /w/ld$", "PATH=/w self=/o/shim", "ld", "/w/ld plain"},
    {"the linker of last resort", "/usr/bin/x.ld", "PATH=/a fallback=/usr/bin/x.ld", "ld", "/usr/bin/x.ld plain"},
    {"is not for another name", "/usr/bin/x.ld", "PATH=/a fallback=/usr/bin/x.ld", "ld.gold", "none"},
    {"but for the machine's own TARGET-ld", "/usr/bin/x.ld", "PATH=/a fallback=/usr/bin/x.ld", "x86_64-linux-gnu-ld", "/usr/bin/x.ld plain"},
    {"and not for another TARGET-ld", "/usr/bin/x.ld", "PATH=/a fallback=/usr/bin/x.ld", "arm-linux-gnueabi-ld", "none"},
    {"nor where our TARGET is not known", "/usr/bin/x.ld", "PATH=/a fallback=/usr/bin/x.ld native=none", "x86_64-linux-gnu-ld", "none"},
    {"it may be us", "/usr/bin/x.ld@", "PATH=/a fallback=/usr/bin/x.ld", "ld", "none"},
    {"and may be gone", "", "PATH=/a fallback=/usr/bin/x.ld", "ld", "none"},
    {"a short name has no fallback", "", "PATH=/a fallback=/usr/bin/x.ld", "l", "none"},

    /* ORIGINLD_LD */
    {"ORIGINLD_LD is obeyed", "/usr/bin/ld /x/ld.mine", "PATH=/usr/bin ORIGINLD_LD=/x/ld.mine", "ld", "/x/ld.mine plain"},
    {"ORIGINLD_LD is obeyed where it cannot run", "/usr/bin/ld /x/ld.mine!", "PATH=/usr/bin ORIGINLD_LD=/x/ld.mine", "ld", "/x/ld.mine denied"},
    {"ORIGINLD_LD is obeyed where it is not there", "/usr/bin/ld", "PATH=/usr/bin ORIGINLD_LD=/x/ld.mine", "ld", "/x/ld.mine"},
    {"ORIGINLD_LD is not relative", "/usr/bin/ld x/ld", "PATH=/usr/bin ORIGINLD_LD=x/ld", "ld", "/usr/bin/ld plain bad"},
    {"ORIGINLD_LD is not us", "/usr/bin/ld /o/ld@", "PATH=/usr/bin ORIGINLD_LD=/o/ld", "ld", "/usr/bin/ld plain bad"},

    /* COMPILER_PATH */
    {"COMPILER_PATH comes first", "/o/ld@ /g/ld /usr/bin/ld", "PATH=/usr/bin COMPILER_PATH=/o/:/g/", "ld", "/g/ld plain"},
    {"what may not run is passed over there, too", "/a/ld! /g/ld", "PATH=/usr/bin COMPILER_PATH=/a:/g", "ld", "/g/ld plain denied"},
    {"an empty COMPILER_PATH is none", "ld /usr/bin/ld", "PATH=/usr/bin COMPILER_PATH=", "ld", "/usr/bin/ld plain"},
    {"an empty element is the current folder", "./ld /usr/bin/ld", "PATH=/usr/bin COMPILER_PATH=/o/:", "ld", "./ld plain"},
    {"a folder that stands there twice, and others as long as it", "/h/aaaaaaaaac/ld",
        "COMPILER_PATH=/h/aaaaaaaaaa:/h/aaaaaaaaab:/h/aaaaaaaaaa:/h/aaaaaaaaab:/h/aaaaaaaaac COLLECT_GCC=gcc", "ld", "/h/aaaaaaaaac/ld plain"},
    {"the same with short names", "/c/ld", "COMPILER_PATH=/a:/b:/a:/b:/c COLLECT_GCC=gcc", "ld", "/c/ld plain"},

    /* gcc */
    {"a cross gcc takes TARGET-ld", "/usr/bin/ld /usr/bin/arm-none-eabi-ld", "PATH=/usr/bin COLLECT_GCC=arm-none-eabi-gcc", "ld", "/usr/bin/arm-none-eabi-ld plain"},
    {"and nothing else", "/usr/bin/ld", "PATH=/usr/bin COLLECT_GCC=/x/arm-none-eabi-g++-12 fallback=/usr/bin/ld", "ld", "none"},
    {"the machine's own TARGET-gcc takes ld", "/usr/bin/ld", "PATH=/usr/bin COLLECT_GCC=x86_64-linux-gnu-gcc", "ld", "/usr/bin/ld plain"},
    {"a name that only looks like a cross gcc's takes ld", "/usr/bin/ld", "PATH=/usr/bin COLLECT_GCC=my-gccx", "ld", "/usr/bin/ld plain"},
    {"a gcc of this machine's processor takes ld", "/usr/bin/ld", "PATH=/usr/bin COLLECT_GCC=x86_64-pc-linux-gnu-gcc", "ld", "/usr/bin/ld plain"},
    {"where our TARGET is not known, each one is another", "/usr/bin/ld", "PATH=/usr/bin native=none COLLECT_GCC=x86_64-linux-gnu-gcc", "ld", "none"},
    {"a TARGET that goes on differently is another", "/usr/bin/ld", "PATH=/usr/bin native=x86 COLLECT_GCC=x86_64-linux-gnu-gcc", "ld", "none"},
    {"as is one of the same length", "/usr/bin/ld", "PATH=/usr/bin native=x86_65-linux-gnu COLLECT_GCC=x86_64-linux-gnu-gcc", "ld", "none"},
    {"a TARGET of which ours is a beginning is another", "/usr/bin/ld", "PATH=/usr/bin native=x86_64x-linux COLLECT_GCC=x86_64-linux-gnu-gcc", "ld", "none"},

    /* clang */
    {"clang looks beside itself", CLANG "/opt/llvm/bin/ld.lld /usr/bin/ld.lld", "PATH=/usr/bin", "ld.lld", "/opt/llvm/bin/ld.lld plain"},
    {"in the folder where it was called before", CLANG "/proc/50/cmdline</c/clang|-o| /c/ld /opt/llvm/bin/ld", "PATH=/usr/bin", "ld", "/c/ld plain"},
    {"which PATH may tell", CLANG "/proc/50/cmdline<clang| /c/clang /c/ld /opt/llvm/bin/ld", "PATH=/usr/bin:/c", "ld", "/c/ld plain"},
    {"of names there those that run", CLANG "/proc/50/cmdline<clang| /a/clang! /b/clang/ /c/clang /c/ld /a/ld /b/ld", "PATH=/a:/b:/c", "ld", "/c/ld plain"},
    {"not where we are clang", CLANG "/proc/50/cmdline<clang| /a/clang@ /a/ld /c/clang /c/ld", "PATH=/a:/c", "ld", "/c/ld plain"},
    {"where PATH has no clang, beside the file", CLANG "/proc/50/cmdline<clang| /opt/llvm/bin/ld /usr/bin/ld", "PATH=/usr/bin", "ld", "/opt/llvm/bin/ld plain"},
    {"without PATH, too", CLANG "/proc/50/cmdline<clang| /opt/llvm/bin/ld", "", "ld", "/opt/llvm/bin/ld plain"},
    {"clang's words tell its target", CLANG "/proc/50/cmdline<clang|--target=arm-x-y|-c| /usr/bin/arm-x-y-ld /usr/bin/ld", "PATH=/usr/bin", "ld", "/usr/bin/arm-x-y-ld plain for arm-x-y"},
    {"in two words, too", CLANG "/proc/50/cmdline<clang|-target|arm-x-y| /usr/bin/arm-x-y-ld /usr/bin/ld", "PATH=/usr/bin", "ld", "/usr/bin/arm-x-y-ld plain for arm-x-y"},
    {"also with two dashes", CLANG "/proc/50/cmdline<clang|--target|arm-x-y| /usr/bin/arm-x-y-ld /usr/bin/ld", "PATH=/usr/bin", "ld", "/usr/bin/arm-x-y-ld plain for arm-x-y"},
    {"and its name", CLANG "/proc/50/cmdline</c/arm-x-y-clang++| /usr/bin/arm-x-y-ld /usr/bin/ld", "PATH=/usr/bin", "ld", "/usr/bin/arm-x-y-ld plain for arm-x-y"},
    {"without a linker of the target, another one", CLANG "/proc/50/cmdline<clang|--target=arm-x-y| /usr/bin/ld", "PATH=/usr/bin", "ld", "/usr/bin/ld plain for arm-x-y"},
    {"clang may have its target from a file: then -m tells it", CLANG "/usr/bin/aarch64-linux-gnu-ld /usr/bin/ld", "PATH=/usr/bin", "ld -m aarch64linux", "/usr/bin/aarch64-linux-gnu-ld plain"},
    {"and not for our own machine", CLANG "/usr/bin/aarch64-linux-gnu-ld /usr/bin/ld", "PATH=/usr/bin native=aarch64-linux-gnu", "ld -m aarch64linux", "/usr/bin/ld plain"},
    {"a -m that is not known tells nothing", CLANG "/usr/bin/ld", "PATH=/usr/bin", "ld -m elf_x86_64", "/usr/bin/ld plain"},
    {"nor does one without a word behind it", CLANG "/usr/bin/ld", "PATH=/usr/bin", "ld -m", "/usr/bin/ld plain"},
    {"gcc's folder of tools, from the files that are linked", CLANG "/g/lib/gcc/T/12/../../../../T/bin/ld", "PATH=/usr/bin", "ld x.o /a.o /g/lib/gcc/T/12/crtbegin.o", "/g/lib/gcc/T/12/../../../../T/bin/ld plain"},
    {"cc may be clang", "/proc/50/exe=/c/cc /c/ld", "PATH=/usr/bin", "ld", "/c/ld plain"},
    {"c++ may be clang", "/proc/50/exe=/c/c++ /c/ld", "PATH=/usr/bin", "ld", "/c/ld plain"},
    {"T-cc may be clang", "/proc/50/exe=/c/T-cc /c/ld", "PATH=/usr/bin", "ld", "/c/ld plain"},
    {"T-c++ may be clang", "/proc/50/exe=/c/T-c++ /c/ld", "PATH=/usr/bin", "ld", "/c/ld plain"},
    {"a compiler of Intel's is", "/proc/50/exe=/c/icpx /c/ld", "PATH=/usr/bin", "ld", "/c/ld plain"},
    {"a script under clang's name is", "/proc/50/exe=/usr/bin/python3 /proc/50/cmdline</c/clang| /c/ld /usr/bin/ld", "PATH=/usr/bin", "ld", "/c/ld plain"},
    {"make is not", "/proc/50/exe=/c/make /c/ld /usr/bin/ld", "PATH=/usr/bin", "ld", "/usr/bin/ld plain"},
    {"a name of more than 4096 bytes is none", "/proc/50/exe=~ /usr/bin/ld", "PATH=/usr/bin", "ld", "/usr/bin/ld plain"},
    {"without /proc, -m tells", "/usr/bin/aarch64-linux-gnu-ld /usr/bin/ld", "PATH=/usr/bin", "ld -m aarch64elf", "/usr/bin/aarch64-linux-gnu-ld plain"},
    {"with /proc of others, too", "/usr/bin/aarch64-linux-gnu-ld /usr/bin/ld", "PATH=/usr/bin unreadable", "ld -m aarch64elf", "/usr/bin/aarch64-linux-gnu-ld plain"},
    {"without a linker of the target, ld", "/usr/bin/ld", "PATH=/usr/bin", "ld -m aarch64elf", "/usr/bin/ld plain"},
    {"where /proc fails otherwise, ld", "/usr/bin/aarch64-linux-gnu-ld /usr/bin/ld", "PATH=/usr/bin broken", "ld -m aarch64elf", "/usr/bin/ld plain"},

    /* asked by gcc -print-prog-name=ld */
    {"a script has us from a cross gcc: by -m", SH "/usr/bin/../arm-linux-gnueabihf/bin/ld /usr/bin/ld", "PATH=/usr/bin", "/l/ld/ld -m armelf_linux_eabi", "/usr/bin/../arm-linux-gnueabihf/bin/ld plain"},
    {"by its files", SH "/usr/bin/arm-linux-gnueabihf-ld /usr/bin/ld a.o</elf:1:1:40:0", "PATH=/usr/bin", "/l/ld/ld -x @r -o b.o a.o", "/usr/bin/arm-linux-gnueabihf-ld plain"},
    {"by big ones", SH "/usr/bin/s390x-linux-gnu-ld /usr/bin/ld a.o</elf:2:2:0:22", "PATH=/usr/bin", "/l/ld/ld a.o", "/usr/bin/s390x-linux-gnu-ld plain"},
    {"of two it is the first", SH "/usr/bin/s390x-linux-gnu-ld /usr/bin/ld a.o</elf:2:2:0:22 b.o</elf:1:1:40:0", "PATH=/usr/bin", "/l/ld/ld a.o b.o", "/usr/bin/s390x-linux-gnu-ld plain"},
    {"a processor without tools of its own tells nothing", SH "/usr/bin/ld a.o</elf:2:1:62:0", "PATH=/usr/bin", "/l/ld/ld a.o", "/usr/bin/ld plain"},
    {"nor does what is no ELF file", SH "/usr/bin/ld a.o<0123456789012345678901234567890", "PATH=/usr/bin", "/l/ld/ld a.o", "/usr/bin/ld plain"},
    {"nor a short one", SH "/usr/bin/ld a.o</elf", "PATH=/usr/bin", "/l/ld/ld a.o", "/usr/bin/ld plain"},
    {"nor a folder", SH "/usr/bin/ld a.o/", "PATH=/usr/bin", "/l/ld/ld a.o", "/usr/bin/ld plain"},
    {"and of many files only the first are looked at", SH "/usr/bin/ld /usr/bin/arm-linux-gnueabihf-ld a.o</elf:1:1:40:0", "PATH=/usr/bin broken",
        "/l/ld/ld 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 a.o", "/usr/bin/ld plain"},
    {"for our own target gcc had said ld", SH "/usr/bin/ld", "PATH=/usr/bin", "/l/ld/x86_64-linux-gnu-ld", "/usr/bin/ld plain"},
    {"where TARGET-ld is not there", SH "/usr/bin/ld /usr/bin/x86_64-linux-gnu-ld", "PATH=/usr/bin", "/l/ld/x86_64-linux-gnu-ld", "/usr/bin/ld plain"},
    {"a name that is like it is another", SH "/usr/bin/x86_64-linux-gnuxld", "PATH=/usr/bin", "/l/ld/x86_64-linux-gnuxld", "/usr/bin/x86_64-linux-gnuxld plain"},
    {"as is one of the same length", SH "/usr/bin/x86_65-linux-gnu-ld", "PATH=/usr/bin", "/l/ld/x86_65-linux-gnu-ld", "/usr/bin/x86_65-linux-gnu-ld plain"},
    {"without PATH there are no tools of a target", SH "/usr/bin/arm-linux-gnueabihf-ld", "", "/l/ld/ld -m armelf_linux_eabi", "/usr/bin/arm-linux-gnueabihf-ld plain"},
    {"where our TARGET is not known, ld", SH "/usr/bin/ld", "PATH=/usr/bin broken native=none", "/l/ld/ld", "/usr/bin/ld plain"},

    /* compilers */
    {"a compiler is PATH's first that is not us", "/o/gcc@ /usr/bin/gcc", "PATH=/o:/usr/bin driver", "gcc", "/usr/bin/gcc plain"},
    {"without PATH in the usual folders", "/usr/bin/gcc", "driver", "gcc", "/usr/bin/gcc plain"},
    {"a link to another program is a wrapper", "/o/gcc@ /v/gcc=../x/ccache /x/ccache /v/../x/ccache /usr/bin/gcc", "PATH=/o:/v:/usr/bin driver", "gcc", "/v/gcc wrapper"},
    {"flang-new is a compiler", "/o/flang@ /usr/bin/flang=flang-new /usr/bin/flang-new", "PATH=/o:/usr/bin driver", "flang", "/usr/bin/flang plain"},
    {"a link of the root's is followed", "/gcc=ccache /ccache", "PATH=/ driver", "gcc", "/gcc wrapper"},
    {"a link with a long text is", "/v/gcc=" F256 F64 "/ccache " F256 F64 "/ccache", "PATH=/v driver", "gcc", "/v/gcc wrapper"},
    {"links that end nowhere are no wrapper", "/v/gcc=gcc", "PATH=/v driver", "gcc", "none"},
    {"one that has another behind it may be a wrapper", "/o/gcc@ /v/gcc /usr/bin/gcc", "PATH=/o:/v:x::/usr/bin driver", "gcc", "/v/gcc"},
    {"not where that is the same file", "/o/gcc@ /v/gcc=/usr/bin/gcc /usr/bin/gcc", "PATH=/o:/v:/usr/bin driver", "gcc", "/v/gcc plain"},
    {"nor where it is us", "/v/gcc /o/gcc@", "PATH=/v:/o driver", "gcc", "/v/gcc plain"},
    {"nor where that is a folder", "/v/gcc /y/gcc/ /z/gcc!", "PATH=/v:/y:/z driver", "gcc", "/v/gcc plain"},
    {"ORIGINLD_CC is obeyed, and is no wrapper", "/x/ccache /usr/bin/gcc", "PATH=/usr/bin ORIGINLD_CC=/x/ccache driver", "gcc", "/x/ccache"},
    {"ORIGINLD_CC may be bad", "/usr/bin/gcc", "PATH=/usr/bin ORIGINLD_CC=gcc driver", "gcc", "/usr/bin/gcc plain bad"},
    {"the compiler of last resort", "/x/gcc-12", "PATH=/a fallback=/x/gcc-12 driver", "cc", "/x/gcc-12 plain"},
    {"is one for its own name, too", "/x/gcc-12", "PATH=/a fallback=/x/gcc-12 driver", "gcc-12", "/x/gcc-12 plain"},
    {"and not for another", "/x/gcc-12", "PATH=/a fallback=/x/gcc-12 driver", "gcc-11", "none"},
    {"and may be gone", "", "PATH=/a fallback=/x/gcc-12 driver", "cc", "none"},
    {"without one there is none", "", "PATH=/a fallback=none driver", "cc", "none"},
};

/* A case made ready. */
struct ready {
	char text[TEXT];
	size_t used;
	char *env[WORDS], *argv[WORDS];
	struct settings settings;
	struct find find;
	struct made_file *self;
	char room[64];
};

static char *
copy(struct ready *r, struct span s)
{
	char *to = r->text + r->used;

	if (s.n + 1 > TEXT - r->used)
		exit(puts("Bail out! a case is too long"));
	memcpy(to, s.p, s.n);
	to[s.n] = '\0';
	r->used += s.n + 1;
	return to;
}

/* "/elf:CLASS:ORDER:BYTE18:BYTE19" stands for the beginning of an object file. */
static struct span
content(struct ready *r, struct span text)
{
	struct span s = {NULL, 0};
	char *to = copy(r, text), head[20] = "\177ELF";
	unsigned byte[4];
	size_t i;

	s.n = text.n;
	for (i = 0; i < s.n; i++)
		to[i] = to[i] == '|' ? '\0' : to[i];
	if (sscanf(to, "/elf:%u:%u:%u:%u", &byte[0], &byte[1], &byte[2], &byte[3]) == 4) {
		head[4] = (char)byte[0];
		head[5] = (char)byte[1];
		head[18] = (char)byte[2];
		head[19] = (char)byte[3];
		to = copy(r, span_of("12345678901234567890"));
		memcpy(to, head, sizeof head);
		s.n = sizeof head;
	}
	s.p = to;
	return s;
}

static void
make_file(struct ready *r, struct span word)
{
	size_t text = span_find(word, '<'), link = span_find(word, '='), number = span_find(word, '#'), n = word.n - 1;
	char kind = word.p[n];
	struct made_file *f;

	if (text < word.n) {
		made_file(copy(r, span_head(word, text)), S_IFREG | 0644, content(r, span_from(word, text + 1)));
		return;
	}
	if (link < word.n) {
		made_file(copy(r, span_head(word, link)), S_IFLNK | 0777, span_of(word.p[n] == '~' ? endless : copy(r, span_from(word, link + 1))));
		return;
	}
	if (number < word.n) {
		f = made_file(copy(r, span_head(word, number)), S_IFREG | 0755, span_of("\177ELF"));
		f->size = BIG_SIZE;
		f->ino = (unsigned char)word.p[n];
		return;
	}
	/* c++ is no copy of us */
	if (strchr("%&@!?*/$+", kind) && !span_ends(word, "c++"))
		word = span_head(word, n);
	else
		kind = ' ';
	f = made_file(copy(r, word), S_IFREG | 0755, span_of("\177ELF"));
	f->size = BIG_SIZE;
	switch (kind) {
	case '&': f->bytes = span_of(mark); f->size = SMALL_SIZE; break;
	case '%': f->bytes = span_of("#!/bin/sh\n"); f->size = f->bytes.n; break;
	case '*': f->size = SMALL_SIZE; f->refused = 1; break;
	case '@': f->ino = SELF; break;
	case '!': f->mode = S_IFREG | 0644; break;
	case '?': f->refused = 1; break;
	case '/': f->mode = S_IFDIR | 0755; break;
	case '$': f->size = STATIC_SIZE; break;
	case '+': f->bytes = span_of(mark); f->size = STATIC_SIZE; break;
	default: break;
	}
}

/* A word in small letters is of the search. Returns whether it was. */
static int
set_search(struct ready *r, struct span word)
{
	static const struct {
		const char *name;
		size_t where;
	} texts[] = {{"native=", offsetof(struct find, native)}, {"fallback=", offsetof(struct find, fallback)}, {"self=", offsetof(struct find, self)}};
	struct span value;
	size_t i;

	for (i = 0; i < 3; i++) {
		if (!span_begins(word, texts[i].name))
			continue;
		value = span_from(word, strlen(texts[i].name));
		*(const char **)(void *)((char *)&r->find + texts[i].where) = span_is(value, "none") ? NULL : copy(r, value);
		return 1;
	}
	if (span_is(word, "careful"))
		r->find.careful = 1;
	else if (span_is(word, "driver"))
		r->find.driver = 1;
	else if (span_is(word, "dev=2"))
		r->self->dev = 2;
	else if (span_is(word, "unreadable") || span_is(word, "broken"))
		made.wrong.call = MADE_READLINK;
	else
		return 0;
	made.wrong.error = span_is(word, "broken") ? EIO : EACCES;
	made.wrong.from = 1;
	made.wrong.to = 1000;
	return 1;
}

static void
make_ready(struct ready *r, struct arena *a, const struct row *row)
{
	struct span rest = span_of(row->world), word;
	size_t n = 0;

	memset(r, 0, sizeof *r);
	made_begin();
	while (next_word(&rest, &word))
		make_file(r, word);
	r->self = made_file("/self", S_IFREG | 0755, span_of(mark));
	r->self->ino = SELF;
	r->find.native = "x86_64-linux-gnu";
	r->find.self = "/self";
	for (rest = span_of(row->environment); next_word(&rest, &word);) {
		if (!set_search(r, word))
			r->env[n++] = copy(r, word);
	}
	for (n = 0, rest = span_of(row->line); next_word(&rest, &word); n++)
		r->argv[n] = copy(r, word);
	settings_find(&r->settings, r->env);
	settings_understand(&r->settings, 0);
	r->find.arena = a;
	r->find.settings = &r->settings;
	r->find.argv = r->argv;
	r->find.name = span_of(strrchr(r->argv[0], '/') ? strrchr(r->argv[0], '/') + 1 : r->argv[0]);
	r->find.room = r->room;
	r->find.room_size = sizeof r->room;
}

static int
search(struct ready *r)
{
	return r->find.driver ? find_driver(&r->find) : find_program(&r->find);
}

static struct span
answer(struct arena *a, const struct ready *r, int result)
{
	const struct find *f = &r->find;
	struct text t = text_in(a);

	text_puts(&t, result == 0 ? f->path : "none");
	text_puts(&t, result == 0 && f->plain ? " plain" : "");
	text_puts(&t, result == 0 && f->wrapper ? " wrapper" : "");
	text_puts(&t, f->denied ? " denied" : "");
	text_puts(&t, f->bad_setting ? " bad" : "");
	text_puts(&t, f->target.n ? " for " : "");
	text_put(&t, f->target);
	return text_span(&t);
}

/* Whether what was found in a world where something fails is a program of it, and nothing stays open. */
static int
is_sane(const struct ready *r, int result)
{
	const char *asked = r->find.driver ? r->settings.cc : r->settings.ld;

	return made.opened == 0 && (result == -1 || (result == 0 && (made_at(r->find.path) || (asked && strcmp(asked, r->find.path) == 0))));
}

static int
attempt(struct arena *a, void *ctx)
{
	static struct ready r;
	int result;

	make_ready(&r, a, ctx);
	result = search(&r);
	if (!is_sane(&r, result))
		return 1;
	/* what it could do without, it has done without */
	return a->failed || scarce.left == 0 ? -1 : 0;
}

/* Each call of each kind fails once. */
static int
survives_faults(const struct row *row)
{
	static const enum made_call calls[] = {MADE_STAT, MADE_FSTAT, MADE_ACCESS, MADE_READLINK, MADE_OPEN_FILE, MADE_READ};
	static struct ready r;
	struct arena a;
	size_t i;
	int at, result;

	for (i = 0; i < sizeof calls / sizeof *calls; i++) {
		for (at = 1;; at++) {
			arena_again(&a);
			make_ready(&r, &a, row);
			if (made.wrong.call)
				return 1;
			made.wrong.call = calls[i];
			made.wrong.from = made.wrong.to = at;
			made.wrong.error = EIO;
			result = search(&r);
			if (!is_sane(&r, result))
				return 0;
			if (made.wrong.count < at)
				break;
		}
	}
	return 1;
}

static void
test_search(void)
{
	static struct ready r;
	const struct row *row;
	struct arena a;
	struct span got;
	int poor = 1, broken = 1, result;

	for (row = rows; row < rows + sizeof rows / sizeof *rows; row++) {
		arena_again(&a);
		make_ready(&r, &a, row);
		result = search(&r);
		got = answer(&a, &r, result);
		if (!ok(span_is(got, row->found) && made.opened == 0, "%s", row->name)) {
			show("got", got);
			show("wanted", span_of(row->found));
		}
		if (!scarce_pieces(attempt, (void *)(uintptr_t)row) && ++poor)
			show("memory", span_of(row->name));
		if (!survives_faults(row) && ++broken)
			show("faults", span_of(row->name));
	}
	ok(poor == 1, "where memory ends, a program of the world is found or none, and no file stays open");
	ok(broken == 1, "where a call fails, too");
}

/* Which linker, which compiler is it that was found? */
static const struct {
	const char *name, *world, *line;
	unsigned linker;
} kinds[] = {
    {"ld that is a link to ld.bfd", "/usr/bin/ld=ld.bfd /usr/bin/ld.bfd", "ld", LINKER_BFD},
    {"TARGET-ld over two links", "/usr/bin/T-ld=/a/T-ld /a/T-ld=T-ld.gold /a/T-ld.gold", "T-ld", LINKER_GOLD},
    {"ld that is a file of its own", "/usr/bin/ld", "ld", 0},
    {"ld that is the same file as ld.gold beside it", "/usr/bin/ld#7 /usr/bin/ld.bfd /usr/bin/ld.gold#7", "ld", LINKER_GOLD},
    {"ld of the root's folder", "/ld#7 /ld.bfd#7", "ld", LINKER_BFD},
    {"a linker by its name", "/usr/bin/ld.lld", "ld.lld", LINKER_LLD},
    {"mold by its name", "/usr/bin/mold", "mold", LINKER_MOLD},
    {"another name", "/usr/bin/xlinker", "xlinker", 0},
};

static void
test_kinds(void)
{
	static struct ready r;
	struct row row = {NULL, NULL, "PATH=/usr/bin:/", NULL, NULL};
	struct arena a;
	size_t i;
	unsigned got;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		row.world = kinds[i].world;
		row.line = kinds[i].line;
		arena_again(&a);
		make_ready(&r, &a, &row);
		got = search(&r) == 0 ? find_linker(&r.find) : 99;
		ok(got == kinds[i].linker, "which linker: %s", kinds[i].name);
	}
}

static void
test_drivers(void)
{
	static const struct row row = {NULL, "/usr/bin/cc=gcc-12 /usr/bin/gcc-12", "PATH=/usr/bin driver", "cc", NULL},
	    other = {NULL, "/usr/bin/g++=ccache /usr/bin/ccache", "PATH=/usr/bin driver", "g++", NULL},
	    plain = {NULL, "/usr/bin/ccache /usr/bin/cc", "PATH=/usr/bin driver", "cc", NULL};
	static struct ready r;
	struct arena a;

	arena_again(&a);
	make_ready(&r, &a, &row);
	ok(search(&r) == 0 && find_drivers(&r.find) == DRIVER_GCC && span_is(r.find.real, "gcc-12"), "cc is gcc where it leads to gcc");
	make_ready(&r, &a, &other);
	ok(search(&r) == 0 && find_drivers(&r.find) == DRIVER_GCC, "and what leads to a wrapper is what its own name says");
	make_ready(&r, &a, &plain);
	ok(search(&r) == 0 && find_drivers(&r.find) == DRIVER_ANY, "cc may be any");
	ok(find_is_self(&r.find, "/self") && !find_is_self(&r.find, "/usr/bin/ccache") && !find_is_self(&r.find, "/gone"), "we know ourselves by file");
}

int
main(void)
{
	memset(endless, '/', sizeof endless - 1);
	memcpy(endless + sizeof endless - 7, "/clang", 6);
	test_search();
	test_kinds();
	test_drivers();
	return done();
}

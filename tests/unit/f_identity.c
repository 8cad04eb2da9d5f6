/* SPDX-License-Identifier: MIT */
/*
 * Sends lines that need nothing through the installed shim and compares all that arrives with what was sent: words, environment,
 * working folder, descriptors, process. Run by t_identity.pl in an empty folder.
 *
 *	f_identity KIND COUNT SEED SHIM RECEIVER
 *
 * SHIM is a folder of linker or compiler names, RECEIVER one of programs that tell what they got (helpers/receiver.c). KIND is one of
 *	noise	words without any rpath among them: options, file names, raw bytes, response files
 *	links	what compilers say to linkers, with rpaths that are in order, and everything else changed at random
 *	parts	lines with rpaths that need repair, each sent twice: the shim reads the second as a whole because a log is asked for,
 *		and only what it has to of the first; both must arrive as the same words
 * or, for compilers,
 *	compiles	what links nothing, with rpaths of all kinds on the line
 *	drives	links, with rpaths that are in order, and everything else at random; COMPILER_PATH leads to the linker names already
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WORDS = 400, VARIABLES = 40, FILES = 8, LONGEST = 131071, CHANNEL = 200, SHOWN = 5 };

struct bytes {
	char *p;
	size_t n, room;
};

static uint64_t state;
static char *words[WORDS + 1], *variables[VARIABLES + 1];
static size_t word_count, variable_count;
static char channel_variable[32];

/* xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators") */
static uint32_t
random_below(uint32_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * UINT64_C(2685821657736338717)) >> 32) % n;
}

static int
one_in(uint32_t n)
{
	return random_below(n) == 0;
}

#define PICK(list) (list)[random_below(sizeof(list) / sizeof *(list))]

static void
die(const char *what)
{
	fprintf(stderr, "f_identity: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void
put(struct bytes *b, const void *p, size_t n)
{
	if (b->n + n + 1 > b->room) {
		b->room = 2 * (b->n + n) + 4096;
		b->p = realloc(b->p, b->room);
		if (!b->p)
			die("memory");
	}
	memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

static void
puts_to(struct bytes *b, const char *s)
{
	put(b, s, strlen(s));
}

static void
add_word(const char *p, size_t n)
{
	if (word_count < WORDS) {
		words[word_count] = malloc(n + 1);
		if (!words[word_count])
			die("memory");
		memcpy(words[word_count], p, n);
		words[word_count++][n] = '\0';
		words[word_count] = NULL;
	}
}

static void
add(const char *s)
{
	add_word(s, strlen(s));
}

static void
clear(char **list, size_t *count)
{
	while (*count)
		free(list[--*count]);
	list[0] = NULL;
}

/* Making lines. */

static const char *const options[] = {
    "-o", "-soname", "-h", "-z", "-m", "-L", "-l", "-T", "-e", "-u", "-y", "-G", "-I", "-P", "-Y", "-a", "-A", "-c", "-C", "-F", "-b",
    "-O", "-f", "--entry", "--script", "-Map", "--Map", "-plugin", "-plugin-opt", "--version-script", "--dynamic-linker", "--wrap",
    "--defsym", "--sysroot", "--threads", "--chroot", "--icf", "-audit", "--hash-style", "--unique", "--image-base", "--just",
    "-dynamic-linker", "--export-dynamic-symbol", "--thread-count", "--oformat", "-output", "--output", "-format", "--debug",
    "-mri-script", "-mips-got-size", "-max-cache-size", "-oformat", "--compress-debug-sections", "-filter", "-thread-count",
};
static const char *const flags[] = {
    "-r", "-static", "-shared", "-pie", "-Bstatic", "-Bdynamic", "--build-id", "--eh-frame-hdr", "--as-needed", "--no-as-needed",
    "--push-state", "--pop-state", "--start-group", "--end-group", "-(", "-)", "-s", "-x", "-t", "-E", "-v", "-V", "--gc-sections",
    "--version", "--help", "-i", "--no-undefined", "--hash-style=gnu", "-z", "relro", "now", "-", "-mllvm", "-melf_x86_64",
    "--enable-new-dtags", "--build-id=sha1", "-export-dynamic", "-lc", "-lgcc_s", "-L/usr/lib", "--no-dynamic-linker", "--ju", "-ru",
    "--print-sysroot", "--target-help", "-print-sysroot", "--print-output-format", "--help-hidden", "-version", "--vers", "-help",
    "-static-pie", "-dn", "-dy", "-rp", "-rosegment", "-runpath", "-version-script=x.map", "--verbose", "-vers", "-helper",
};
static const char *const names[] = {
    "main.o", "a.o", "sub/b.o", "libx.a", "libx.so", "crt1.o", "/usr/lib/crti.o", "x.lds", "elf_x86_64", "i386pep", "libc.so.6", "0x400000",
    "$ORIGIN", "ORIGIN", "RIGIN/../lib", "\\$ORIGIN/../lib", "/../lib", "'$ORIGIN'", "$$ORIGIN", "a b.o", "it's", "two\nlines", "@", "=",
    "-", "",
};
static const char *const healthy[] = {
    "$ORIGIN", "$ORIGIN/../lib", "${ORIGIN}/../lib", "/usr/lib", "/opt/x/lib:$ORIGIN/../lib", "$ORIGIN/../lib:$ORIGIN/lib", "/a::/b", "/a:",
    "lib", "/opt/ORIGIN/lib", "/opt/RIGIN", "$ORIGINX", "$LIB/x", "@loader_path/../lib", "/build/lib:::::::::::::::", "XXXXXXXXXXXX", "$FOO/lib",
    "/home/me/my lib", "/a,b", ":", "/", ".", "..", "lib64/sub", "$origin/../lib", "$ORIGIN/$LIB",
};
static const char *const sick[] = {
    "RIGIN/../lib", "$$ORIGIN/../lib", "\\$ORIGIN/../lib", "'$ORIGIN/../lib'", "/../lib", "/__ORIGIN__/../lib", "$/../lib", "IGIN/lib",
    "(ORIGIN)/lib", "$(ORIGIN)/../IB", "{ORIGIN}/../lib", "4711ORIGIN/../4711LIB", "/usr/lib:RIGIN", "RIGIN/../lib:/x", "\"$ORIGIN\"",
};

static void
random_bytes(struct bytes *b, size_t n, int text)
{
	char c;

	while (n--) {
		do
			c = (char)(text ? 32 + random_below(95) : random_below(256));
		while (c == '\0');
		put(b, &c, 1);
	}
}

/* What no filter below would call an rpath: this is only about lines that have none. */
static int
names_an_rpath(const char *p, size_t n)
{
	char *plain = malloc(n + 1), *c;
	size_t i, k = 0;
	int found;

	if (!plain)
		die("memory");
	for (i = 0; i < n; i++) {
		if (p[i] != '\'' && p[i] != '"' && p[i] != '\\' && p[i] != '\0')
			plain[k++] = p[i];
	}
	plain[k] = '\0';
	found = strstr(plain, "rpath") || strstr(plain, "-just") || strstr(plain, "-ju");
	for (c = plain; !found && (c = strstr(c, "-R")) != NULL; c++)
		found = 1;
	free(plain);
	return found;
}

/* Text for a response file: words, quotes and blanks of all kinds. */
static void
random_file_text(struct bytes *b)
{
	static const char *const between[] = {" ", "\n", "\t", "\r\n", "  ", "\n\n", "\v", "\f", "\" ", " '", "'\n", "\\", "\"", "'", "\\\n", ""};
	size_t n = random_below(40), from;
	char c;

	do {
		b->n = 0;
		if (one_in(20))
			puts_to(b, "\xef\xbb\xbf");
		for (from = 0; from < n; from++) {
			switch (random_below(12)) {
			case 0: random_bytes(b, random_below(20), 0); break;
			case 1: random_bytes(b, random_below(20), 1); break;
			case 2: puts_to(b, PICK(options)); break;
			case 3: puts_to(b, "@file"); c = (char)('0' + random_below(FILES + 2)); put(b, &c, 1); break;
			case 4: puts_to(b, PICK(flags)); break;
			default: puts_to(b, PICK(names)); break;
			}
			if (one_in(60))
				put(b, "", 1);
			puts_to(b, one_in(3) ? PICK(between) : " ");
		}
		if (one_in(400))
			random_bytes(b, 20000 + random_below(40000), 1);
	} while (b->n && names_an_rpath(b->p, b->n));
}

static void
write_file(const char *name, const struct bytes *b)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0 || (b->n && write(fd, b->p, b->n) != (ssize_t)b->n))
		die(name);
	close(fd);
}

/* An @word; the file behind it is written anew. */
static void
add_file(void)
{
	static struct bytes text;
	char name[32];
	unsigned n = random_below(FILES + 3);

	snprintf(name, sizeof name, "@file%u", n);
	add(name);
	/* the last ones never exist */
	if (n >= FILES)
		return;
	random_file_text(&text);
	write_file(name + 1, &text);
}

static void
make_noise(void)
{
	static struct bytes b;
	size_t n = one_in(50) ? random_below(WORDS) : random_below(24);

	while (n--) {
		switch (random_below(16)) {
		case 0: case 1: case 2: add(PICK(options)); break;
		case 3: case 4: case 5: add(PICK(flags)); break;
		case 6: case 7: case 8: add(PICK(names)); break;
		case 9: add(""); break;
		case 10: if (one_in(4)) add_file(); break;
		case 11: add(PICK(sick)); break;
		case 12:
			b.n = 0;
			puts_to(&b, one_in(2) ? "-" : "--");
			random_bytes(&b, random_below(12), 1);
			if (!names_an_rpath(b.p, b.n))
				add_word(b.p, b.n);
			break;
		case 13:
			if (!one_in(40))
				break;
			b.n = 0;
			random_bytes(&b, one_in(3) ? LONGEST : random_below(LONGEST), one_in(2));
			if (!names_an_rpath(b.p, b.n))
				add_word(b.p, b.n);
			break;
		case 14: if (one_in(20)) add("--"); break;
		default:
			b.n = 0;
			random_bytes(&b, random_below(30), 0);
			if (!names_an_rpath(b.p, b.n))
				add_word(b.p, b.n);
			break;
		}
	}
}

/* An rpath option with the value, spelled in one way or another. */
static void
add_rpath(const char *value)
{
	static const char *const apart[] = {"-rpath", "--rpath", "-R"}, *const joined[] = {"-rpath=", "--rpath=", "-R"};
	static struct bytes b;

	if (one_in(2)) {
		add(PICK(apart));
		add(value);
		return;
	}
	b.n = 0;
	puts_to(&b, PICK(joined));
	puts_to(&b, value);
	add(b.p);
}

/* What gcc and clang write, as far as it matters here. */
static const char *const said_by_gcc[] = {
    "-plugin", "/usr/lib/gcc/x86_64-linux-gnu/12/liblto_plugin.so", "-plugin-opt=/usr/lib/gcc/x86_64-linux-gnu/12/lto-wrapper",
    "-plugin-opt=-fresolution=/tmp/ccb2mRSL.res", "-plugin-opt=-pass-through=-lgcc", "--build-id", "--eh-frame-hdr", "-m", "elf_x86_64",
    "--hash-style=gnu", "--as-needed", "-dynamic-linker", "/lib64/ld-linux-x86-64.so.2", "-pie", "-o", "prog",
    "/usr/lib/gcc/x86_64-linux-gnu/12/../../../x86_64-linux-gnu/Scrt1.o", "/usr/lib/gcc/x86_64-linux-gnu/12/crtbeginS.o",
    "-L/usr/lib/gcc/x86_64-linux-gnu/12", "-L/usr/lib/gcc/x86_64-linux-gnu/12/../../../../lib", "main.o", "RPATHS", "-lgcc", "--push-state",
    "--as-needed", "-lgcc_s", "--pop-state", "-lc", "-lgcc", "/usr/lib/gcc/x86_64-linux-gnu/12/crtendS.o", NULL,
};
static const char *const said_by_clang[] = {
    "-z", "relro", "--hash-style=gnu", "--build-id", "--eh-frame-hdr", "-m", "elf_x86_64", "-shared", "-o", "libx.so",
    "/lib/x86_64-linux-gnu/crti.o", "-L/lib/x86_64-linux-gnu", "-L/usr/lib/llvm-14/bin/../lib", "x.o", "-soname", "libx.so.1", "RPATHS",
    "-lstdc++", "-lm", "-lgcc_s", "-lgcc", "-lc", "/lib/x86_64-linux-gnu/crtn.o", NULL,
};

static void
change_at_random(char *w)
{
	static struct bytes b;
	size_t at, n = strlen(w);

	b.n = 0;
	puts_to(&b, w);
	for (; n && random_below(3); ) {
		at = random_below((uint32_t)n);
		do
			b.p[at] = (char)(one_in(4) ? random_below(256) : 32 + random_below(95));
		while (b.p[at] == '\0');
	}
	if (names_an_rpath(b.p, b.n) || b.p[0] == '@')
		return;
	memcpy(w, b.p, n);
}

static void
make_link(const char *const *list, size_t count)
{
	const char *const *said = one_in(2) ? said_by_gcc : said_by_clang;
	static struct bytes b;
	size_t n;

	for (; *said; said++) {
		if (strcmp(*said, "RPATHS") == 0) {
			for (n = random_below(4); n--; ) {
				add_rpath(list[random_below((uint32_t)count)]);
				if (one_in(3))
					add("-rpath-link=/opt/RIGIN/../lib");
			}
			continue;
		}
		if (one_in(30))
			continue;
		add(*said);
		if (one_in(8))
			change_at_random(words[word_count - 1]);
		if (one_in(25)) {
			b.n = 0;
			random_bytes(&b, random_below(20), 0);
			if (!names_an_rpath(b.p, b.n))
				add_word(b.p, b.n);
		}
		if (one_in(60))
			add(PICK(options));
		if (one_in(400))
			add_file();
	}
}

/* Lines in which it matters which word is an operand. */
static void
make_parts(void)
{
	size_t n = 1 + random_below(14);

	while (n--) {
		switch (random_below(9)) {
		case 0: case 1: case 2: add(PICK(options)); break;
		case 3: add(PICK(flags)); break;
		case 4: add(PICK(names)); break;
		case 5: add_rpath(PICK(healthy)); break;
		case 6: if (one_in(12)) { add("-dynamic-linker"); add(one_in(2) ? "/lib/ld-musl-x86_64.so.1" : "/lib64/ld-linux-x86-64.so.2"); } break;
		default: add_rpath(PICK(sick)); break;
		}
	}
}

/* What compilers are told. */
static const char *const compiler_options[] = {
    "-o", "-I", "-L", "-l", "-D", "-U", "-x", "-include", "-isystem", "-MF", "-MT", "-MQ", "-T", "-u", "-e", "-z", "-B", "-Xassembler", "-Xpreprocessor",
    "-Xlinker", "--param", "-idirafter", "-iquote", "-imacros", "-target", "-mllvm", "-Xclang", "-arch", "-wrapper", "-specs", "--sysroot", "-G", "-h",
    "-aux-info", "-dumpbase", "--output", "--include", "-A", "-F", "-J", "--for-linker", "--config", "-isysroot", "-iprefix", "--define-macro",
};
static const char *const compiler_flags[] = {
    "-O2", "-g", "-Wall", "-fPIC", "-shared", "-static", "-pie", "-pthread", "-v", "-MD", "-MMD", "-MP", "-std=c99", "-DX='$ORIGIN/../lib'", "-fuse-ld=gold", "-r",
    "-fuse-ld=lld", "-nostdlib", "-Wl,-z,now", "-Wl,--as-needed", "-Wl,-soname,libx.so.1", "-Wl,-Map", "-Wl,", "-Wl,,", "-Wa,-rX", "-Wp,-D,X", "-s", "-lm", "-pipe",
    "-Wl,--start-group,a.o,--end-group", "--for-linker=-z", "-ox", "-save-temps", "-march=native", "-Wl,-O1,--sort-common", "-L/usr/lib", "-I.", "-static-pie", "-W",
    "-Wl", "-X", "--", "-xc", "-W,", "-flto", "-rdynamic", "-no-pie", "-Wl,--version-script=x.map", "-Wl,-h", "-B/opt/x", "--ld-path=/opt/ld", "-Wl,-T,x.lds", "-cc1",
};
static const char *const stops[] = {
    "-c", "-S", "-E", "-M", "-MM", "-fsyntax-only", "--version", "--help", "-dumpversion", "-dumpmachine", "-###", "-print-prog-name=ld", "-print-search-dirs",
    "-print-file-name=libc.so", "--compile", "--preprocess", "--assemble", "-print-libgcc-file-name", "-print-multi-lib",
};

/* An rpath as compilers get it, in one word or more. */
static void
add_compiler_rpath(const char *value)
{
	static const char *const before[] = {"-Wl,-rpath,", "-Wl,-rpath=", "-Wl,--rpath,", "-Wl,-z,origin,-R,", "-Wl,--enable-new-dtags,-rpath,", "--for-linker=-rpath="};
	static struct bytes b;

	b.n = 0;
	switch (random_below(6)) {
	case 0:
		add("-Xlinker");
		add("-rpath");
		add("-Xlinker");
		add(value);
		return;
	case 1:
		add("-Wl,-rpath");
		if (one_in(2))
			add("-O2");
		puts_to(&b, "-Wl,");
		break;
	default: puts_to(&b, PICK(before)); break;
	}
	puts_to(&b, value);
	if (one_in(3))
		puts_to(&b, ",-z,now");
	add(b.p);
}

static void
make_compiler_line(int links)
{
	static struct bytes b;
	size_t n = random_below(20);

	/* the first word, lest it is another one's operand */
	if (!links)
		add(PICK(stops));
	while (n--) {
		switch (random_below(12)) {
		case 0: case 1: add(PICK(compiler_options)); break;
		case 2: case 3: case 4: add(PICK(compiler_flags)); break;
		case 5: case 6: add(PICK(names)); break;
		case 7: case 8: add_compiler_rpath(links || one_in(2) ? PICK(healthy) : PICK(sick)); break;
		case 9: if (one_in(8)) add_file(); break;
		case 10:
			if (!links && one_in(3)) {
				add("-R");
				add(PICK(sick));
			} else if (one_in(30)) {
				b.n = 0;
				random_bytes(&b, random_below(LONGEST), one_in(2));
				if (!names_an_rpath(b.p, b.n))
					add_word(b.p, b.n);
			}
			break;
		default:
			b.n = 0;
			puts_to(&b, one_in(3) ? "-" : one_in(2) ? "-Wl," : "");
			random_bytes(&b, random_below(30), one_in(2));
			if (!names_an_rpath(b.p, b.n))
				add_word(b.p, b.n);
			break;
		}
	}
}

static void
add_variable(const char *p, size_t n)
{
	char *v = malloc(n + 1);

	if (!v)
		die("memory");
	memcpy(v, p, n);
	v[n] = '\0';
	variables[variable_count++] = v;
	variables[variable_count] = NULL;
}

static void
make_environment(const char *shims, const char *receivers, const char *last)
{
	static const char *const some[] = {
	    "HOME=/home/me", "LANG=C.UTF-8", "MAKEFLAGS= -j --jobserver-auth=3,4", "LDFLAGS=-Wl,-rpath,$ORIGIN", "X", "=", "", "A=1", "A=2", "TERM=",
	    "PATHS=/x", "CO=1", "LD=ld", "LD_LIBRARY_PATH=/half/built", "ORIGIN=$ORIGIN", "ORIGINLD=1", "ORIGINLD_UNKNOWN=1", "OR=2", "MAKELEVEL=1",
	};
	static struct bytes b;
	size_t n, i;

	clear(variables, &variable_count);
	n = random_below(20);
	for (i = 0; i < n; i++) {
		b.n = 0;
		if (one_in(300))
			random_bytes(&b, LONGEST - 10, 1);
		else if (one_in(4))
			random_bytes(&b, random_below(40), 0);
		else
			puts_to(&b, PICK(some));
		/* these would be settings of ours */
		if (b.n > 5 && (memcmp(b.p, "PATH=", 5) == 0 || memcmp(b.p, "O=", 2) == 0))
			continue;
		add_variable(b.n ? b.p : "", b.n);
		if (i == n / 2)
			add_variable(channel_variable, strlen(channel_variable));
	}
	if (n == 0)
		add_variable(channel_variable, strlen(channel_variable));
	b.n = 0;
	puts_to(&b, "PATH=");
	puts_to(&b, shims);
	puts_to(&b, ":");
	puts_to(&b, receivers);
	add_variable(b.p, b.n);
	if (last)
		add_variable(last, strlen(last));
	/* where the middle was skipped */
	for (i = 0; i < variable_count; i++) {
		if (strcmp(variables[i], channel_variable) == 0)
			return;
	}
	add_variable(channel_variable, strlen(channel_variable));
}

/* Sending and comparing. */

static int channel;
static char receiver_path[PATH_MAX], folder[PATH_MAX];

static pid_t
send_line(const char *program, int *status)
{
	pid_t pid;

	if (ftruncate(channel, 0) != 0 || lseek(channel, 0, SEEK_SET) != 0)
		die("channel");
	pid = vfork();
	if (pid == 0) {
		execve(program, words, variables);
		_exit(98);
	}
	if (pid < 0 || waitpid(pid, status, 0) != pid)
		die("vfork");
	return pid;
}

static void
take_answer(struct bytes *answer)
{
	struct stat st;

	if (fstat(channel, &st) != 0)
		die("channel");
	answer->n = 0;
	if (answer->room < (size_t)st.st_size + 1) {
		answer->room = (size_t)st.st_size * 2 + 1;
		answer->p = realloc(answer->p, answer->room);
		if (!answer->p)
			die("memory");
	}
	if (pread(channel, answer->p, (size_t)st.st_size, 0) != st.st_size)
		die("channel");
	answer->n = (size_t)st.st_size;
}

static void
put_item(struct bytes *b, char letter, const char *p, size_t n)
{
	char head[32];

	put(b, head, (size_t)snprintf(head, sizeof head, "%c%zu\n", letter, n));
	put(b, p, n);
}

/* What the receiver should have sent, but for the files, which it appends. */
static void
expected(struct bytes *b, const char *descriptors, pid_t pid)
{
	char text[32];
	const char *p, *end;
	size_t i;

	b->n = 0;
	for (p = descriptors; *p; p = end + 1) {
		end = strchr(p, '\n');
		put_item(b, 'f', p, (size_t)(end - p));
	}
	put_item(b, 'a', receiver_path, strlen(receiver_path));
	for (i = 1; i < word_count; i++)
		put_item(b, 'a', words[i], strlen(words[i]));
	for (i = 0; i < variable_count; i++)
		put_item(b, 'e', variables[i], strlen(variables[i]));
	put_item(b, 'c', folder, strlen(folder));
	put_item(b, 'p', text, (size_t)snprintf(text, sizeof text, "%ld", (long)pid));
}

/* The open descriptors, one a line as the receiver names them; the channel is not named. */
static void
list_descriptors(char *to, size_t room)
{
	struct stat st;
	size_t n = 0;
	int fd;

	to[0] = '\0';
	for (fd = 0; fd < 256 && n < room; fd++) {
		if (fd != channel && fstat(fd, &st) == 0)
			n += (size_t)snprintf(to + n, room - n, "%d %llu:%llu\n", fd, (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	}
}

static void
show(const char *title, const char *p, size_t n)
{
	size_t i;

	printf("#   %s: ", title);
	for (i = 0; i < n && i < 3000; i++) {
		if (p[i] > ' ' && p[i] < 0x7f && p[i] != '%')
			putchar(p[i]);
		else
			printf("%%%02X", (unsigned char)p[i]);
	}
	puts(i < n ? " ..." : "");
}

static void
show_line(unsigned long number)
{
	size_t i;

	printf("#   line %lu:", number);
	for (i = 1; i < word_count; i++) {
		const char *p = words[i];
		size_t k;

		printf(*p ? " " : " %%");
		for (k = 0; p[k] && k < 200; k++) {
			if (p[k] > ' ' && p[k] < 0x7f && p[k] != '%')
				putchar(p[k]);
			else
				printf("%%%02X", (unsigned char)p[k]);
		}
	}
	putchar('\n');
}

/* Items of one letter, after another. */
static void
only(struct bytes *to, const struct bytes *answer, char letter)
{
	size_t at = 0, length;
	char *end;

	to->n = 0;
	while (at < answer->n) {
		length = strtoul(answer->p + at + 1, &end, 10);
		if (answer->p[at] == letter)
			put(to, answer->p + at, (size_t)(end + 1 - answer->p) - at + length);
		at = (size_t)(end + 1 - answer->p) + length;
	}
}

static int
arrives_as_it_was(const char *program, const char *descriptors, unsigned long number, unsigned long bad)
{
	static struct bytes answer, want;
	int status, same;
	pid_t pid = send_line(program, &status);

	take_answer(&answer);
	expected(&want, descriptors, pid);
	same = status == 0 && answer.n >= want.n && memcmp(answer.p, want.p, want.n) == 0 &&
	    (answer.n == want.n || answer.p[want.n] == 'n');
	if (!same && bad < SHOWN) {
		show_line(number);
		show("status", status ? "not 0" : "0", status ? 5 : 1);
		show("arrived", answer.p, answer.n);
		show("sent", want.p, want.n);
	}
	return same;
}

static int
parts_are_the_whole(const char *program, const char *shims, const char *receivers, unsigned long number, unsigned long bad)
{
	static struct bytes answer, part, whole;
	uint64_t again = state;
	int status, same;

	make_environment(shims, receivers, NULL);
	send_line(program, &status);
	take_answer(&answer);
	only(&part, &answer, 'a');
	state = again;
	make_environment(shims, receivers, "ORIGINLD_LOG=/dev/null/no");
	send_line(program, &status);
	take_answer(&answer);
	only(&whole, &answer, 'a');
	same = part.n && part.n == whole.n && memcmp(part.p, whole.p, part.n) == 0;
	if (!same && bad < SHOWN) {
		show_line(number);
		show("read in part", part.p, part.n);
		show("read as a whole", whole.p, whole.n);
	}
	return same;
}

int
main(int argc, char **argv)
{
	static const char *const linkers[] = {"ld", "ld", "ld", "ld.bfd", "ld.gold", "ld.lld", "mold"};
	static const char *const compilers[] = {"gcc", "gcc", "clang", "cc", "g++", "clang++", "x86_64-linux-gnu-gcc-12"};
	char compiler_path[PATH_MAX + 64] = "", linker_names[PATH_MAX + 8];
	char program[PATH_MAX], descriptors[8192];
	unsigned long count, i, bad = 0;
	struct timespec began, ended;
	const char *kind, *name;
	double seconds;
	int compiler;

	if (argc != 6)
		return fprintf(stderr, "usage: f_identity KIND COUNT SEED SHIM RECEIVER\n"), 2;
	kind = argv[1];
	compiler = strcmp(kind, "compiles") == 0 || strcmp(kind, "drives") == 0;
	count = strtoul(argv[2], NULL, 10);
	state = strtoull(argv[3], NULL, 10) * UINT64_C(0x9E3779B97F4A7C15) + 1;
	if (!getcwd(folder, sizeof folder))
		die("getcwd");
	/* a memory file on a number of its own: a pipe would fill up */
	channel = memfd_create("channel", 0);
	if (channel < 0)
		channel = open("channel", O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (channel < 0 || dup2(channel, CHANNEL) != CHANNEL)
		die("channel");
	close(channel);
	channel = CHANNEL;
	snprintf(channel_variable, sizeof channel_variable, "RECEIVER=%d", channel);
	/* some that stay open, as make's jobserver does */
	if (dup2(0, 3) != 3 || dup2(1, 7) != 7 || dup2(0, 70) != 70)
		die("dup2");
	if (compiler) {
		snprintf(program, sizeof program, "%s/../ld", argv[4]);
		if (!realpath(program, linker_names))
			die(program);
		snprintf(compiler_path, sizeof compiler_path, "COMPILER_PATH=/opt/x:%s", linker_names);
	}
	clock_gettime(CLOCK_MONOTONIC, &began);
	for (i = 0; i < count; i++) {
		clear(words, &word_count);
		name = compiler ? PICK(compilers) : PICK(linkers);
		snprintf(program, sizeof program, "%s/%s", argv[4], name);
		snprintf(receiver_path, sizeof receiver_path, "%s/%s", argv[5], name);
		add(one_in(2) ? name : program);
		if (strcmp(kind, "noise") == 0)
			make_noise();
		else if (strcmp(kind, "links") == 0)
			make_link(healthy, sizeof healthy / sizeof *healthy);
		else if (strcmp(kind, "parts") == 0)
			make_parts();
		else
			make_compiler_line(strcmp(kind, "drives") == 0);
		/* mold -run COMMAND is something else */
		if (word_count > 1 && strcmp(name, "mold") == 0 && strstr(words[1], "run"))
			continue;
		if (strcmp(kind, "parts") == 0) {
			bad += !parts_are_the_whole(program, argv[4], argv[5], i, bad);
			continue;
		}
		make_environment(argv[4], argv[5], compiler_path[0] && (strcmp(kind, "drives") == 0 || one_in(3)) ? compiler_path : NULL);
		list_descriptors(descriptors, sizeof descriptors);
		bad += !arrives_as_it_was(program, descriptors, i, bad);
	}
	clock_gettime(CLOCK_MONOTONIC, &ended);
	seconds = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
	printf("# %s: %lu lines in %.1f s, %lu of them arrived changed\n", kind, count, seconds, bad);
	return bad != 0;
}

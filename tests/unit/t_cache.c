/* SPDX-License-Identifier: MIT */
/* The reader of ld.so.cache, over caches that are made here, and what a loader has built in. */
#include "tap.h"

#include "cache.h"
#include "elf.h"
#include "fence.h"

enum { HEADER = 48, ENTRY = 24 };

#define TLS 0x80000000

/* An entry; its path is told by its flags, so that each is another one. */
struct item {
	const char *name, *path;
	unsigned long flags, low, high;
};

static const struct span subfolder[] = {{"glibc-hwcaps/fast", 17}, {"elsewhere/slow", 14}, {"glibc-hwcaps/slow", 17}};
static struct arena a;
static unsigned char bytes[8192];
static size_t bytes_n, extension; /* the whole, and where its extension is */

static void
put(int big, size_t at, unsigned long v)
{
	int i;

	for (i = 0; i < 4; i++)
		bytes[at + (size_t)(big ? 3 - i : i)] = (unsigned char)(v >> (8 * i));
}

static size_t
put_string(size_t at, const char *s)
{
	strcpy((char *)bytes + at, s);
	return at + strlen(s) + 1;
}

/* Puts a cache of n entries there, which stand in descending order; from is how much of an old one is before it. */
static void
make_cache(int big, size_t from, const struct item *item, size_t n)
{
	size_t i, at, end = from + HEADER + n * ENTRY;

	memset(bytes, 0, sizeof bytes);
	if (from) {
		memcpy(bytes, "ld.so-1.7.0", 12);
		put(big, 12, (from - 16) / 12);
	}
	memcpy(bytes + from, "glibc-ld.so.cache1.1", 20);
	put(big, from + 20, n);
	bytes[from + 28] = (unsigned char)(big ? 3 : 2);
	for (i = 0; i < n; i++) {
		at = from + HEADER + i * ENTRY;
		put(big, at, item[i].flags);
		put(big, at + 4, end - from);
		end = put_string(end, item[i].name);
		put(big, at + 8, end - from);
		end = put_string(end, item[i].path);
		put(big, at + (big ? 20 : 16), item[i].low);
		put(big, at + (big ? 16 : 20), item[i].high);
	}
	/* two parts, of which the second has the subfolders' names */
	extension = (end + 3) / 4 * 4;
	end = extension + 8 + 2 * 16;
	put(big, from + 32, extension - from);
	put(big, extension, 0xeaa42174);
	put(big, extension + 4, 2);
	put(big, extension + 8, 0);
	put(big, extension + 24, 1);
	put(big, extension + 32, end - from);
	put(big, extension + 36, 8);
	put(big, end, end + 8 - from);
	put(big, end + 4, end + 13 - from);
	bytes_n = put_string(put_string(end + 8, "slow"), "fast");
}

static const struct item some[] = {
    {"libz.so.10", "/lib/libz.so.10", 0x303, 0, 0},
    {"libz.so.9", "/lib/libz.so.9", 0x303, 0, TLS},
    {"libx.so", "/lib32/libx.so", 0x003, 0, 0},
    {"libx.so", "/lib/glibc-hwcaps/fast/libx.so", 0x303, 1, 0x40000000},
    {"libx.so", "/lib/libx.so", 0x303, 0, 0},
    {"libf.so", "/lib/glibc-hwcaps/fast/libf.so", 0x303, 1, 0x40000000},
    {"libe.so", "/lib/later/libe.so", 0x303, 2, 0x40000000},
    {"libd.so", "/lib/tls/libd.so", 0x303, 1, 0},
    {"libc.so", "/lib/tls/libc.so", 0x303, 1, 0x40000001},
    {"libb.so", "/lib/tls/libb.so", 0x303, 1, 0x40000000 | TLS},
    {"liba.so", "/lib/glibc-hwcaps/slow/liba.so", 0x303, 0, 0x40000000},
};

static struct span
whole(void)
{
	struct span s = {(const char *)bytes, bytes_n};

	return s;
}

static struct elf
program_of(unsigned machine, unsigned bits, unsigned header_flags)
{
	struct elf program;

	memset(&program, 0, sizeof program);
	program.machine = machine;
	program.bits = bits;
	program.header_flags = header_flags;
	return program;
}

/* Whether that path is found for a program of x86-64, or nothing if it is NULL, with as many of the subfolders. */
static int
finds(const struct cache *c, const char *name, const char *path, size_t subfolders)
{
	struct elf program = program_of(62, 64, 0);
	struct span s = cache_find(c, span_of(name), &program, subfolder, subfolders);

	return path ? s.p && span_is(s, path) : !s.p;
}

/* Whether it is a cache; what is none has to be said as the header says. */
static int
opens(struct cache *c)
{
	int result = cache_open(c, fenced(whole()));

	if (result != 0 && result != -1)
		ok(0, "cache_open returns 0 or -1");
	return result == 0;
}

static void
a_cache(int big, size_t from)
{
	struct cache c;

	make_cache(big, from, some, sizeof some / sizeof *some);
	ok(opens(&c) && c.count == sizeof some / sizeof *some && c.big == big && c.name_count == 2, "a cache is read");
	ok(finds(&c, "libz.so.10", "/lib/libz.so.10", 0) && finds(&c, "libz.so.9", "/lib/libz.so.9", 0), "numbers in names are numbers");
	ok(finds(&c, "libx.so", "/lib/libx.so", 0) && finds(&c, "libx.so", "/lib/glibc-hwcaps/fast/libx.so", 1), "subfolders are for those who have them");
	ok(finds(&c, "libf.so", "/lib/glibc-hwcaps/fast/libf.so", 1) && finds(&c, "libf.so", NULL, 0), "also where the folder itself has no such library");
	ok(finds(&c, "liba.so", NULL, 2), "a subfolder of another folder of that name is none of them");
	ok(finds(&c, "liba.so", "/lib/glibc-hwcaps/slow/liba.so", 3), "each of the subfolders is tried");
	ok(finds(&c, "libb.so", NULL, 1) && finds(&c, "libc.so", NULL, 1) && finds(&c, "libd.so", NULL, 1), "what is for certain processors in another way is not found");
	ok(finds(&c, "libe.so", NULL, 1), "nor is what is in a subfolder without a name");
	ok(finds(&c, "libzz.so", NULL, 1) && finds(&c, "", NULL, 1) && finds(&c, "lib", NULL, 1) && finds(&c, "libx.so.1", NULL, 1) &&
	    finds(&c, "libz.so.11", NULL, 1), "nor is what is not there");
	ok(!cache_find(&c, span_of("libx.so"), NULL, subfolder, 1).p, "nor anything for nobody");
	bytes[from + 28] = 0;
	ok(opens(&c) && c.big == big && finds(&c, "libz.so.10", "/lib/libz.so.10", 0), "a cache that does not say its byte order is read in the one that fits");
}

/* Which of the entries of one name is for which machine. */
static void
machines(void)
{
	static const struct {
		unsigned machine, bits, header_flags;
		unsigned long flags;
	} of[] = {
	    {3, 32, 0, 0x003}, {62, 64, 0, 0x303}, {62, 32, 0, 0x803}, {183, 64, 0, 0xa03}, {21, 64, 0, 0x503}, {22, 64, 0, 0x403}, {43, 64, 0, 0x103},
	    {22, 32, 0, 0x003}, {40, 32, 0x5000400, 0x903}, {40, 32, 0x5000200, 0xb03}, {40, 32, 0x5000000, 0x003}, {243, 64, 5, 0x1003}, {243, 64, 1, 0xf03},
	    {243, 64, 3, 0xf03}, {243, 64, 7, 0xf03}, {258, 64, 0x43, 0x1203}, {258, 64, 0x41, 0x1103}, {2, 32, 0, 0x003},
	};
	static const char *const paths[] = {
	    "/003", "/103", "/303", "/403", "/503", "/803", "/903", "/a03", "/b03", "/f03", "/1003", "/1103", "/1203",
	};
	enum { PATHS = sizeof paths / sizeof *paths };
	struct item item[PATHS];
	struct elf program;
	struct cache c;
	struct span s;
	size_t i;

	memset(item, 0, sizeof item);
	for (i = 0; i < PATHS; i++) {
		item[i].name = "libx.so";
		item[i].path = paths[i];
		item[i].flags = strtoul(paths[i] + 1, NULL, 16);
	}
	make_cache(0, 0, item, PATHS);
	cache_open(&c, whole());
	for (i = 0; i < sizeof of / sizeof *of; i++) {
		program = program_of(of[i].machine, of[i].bits, of[i].header_flags);
		s = cache_find(&c, span_of("libx.so"), &program, NULL, 0);
		ok(s.p && strtoul(s.p + 1, NULL, 16) == of[i].flags, "machine %u, %u bit, flags %x", of[i].machine, of[i].bits, of[i].header_flags);
	}
}

/* The order of ldconfig's, which a search by halves needs. */
static void
order(void)
{
	static const char *const names[] = {
	    "lib21.so", "lib12.so", "lib10.so", "lib9z.so", "lib9.1", "lib9.so", "lib9-1", "lib9", "lib\xc3.so", "libz.so.1.2", "libz.so.1", "libz.so", "libb.so", "liba1",
	    "liba.so", "liba", "lib.so", "lib-.so",
	};
	static const char *const absent[] = {"lib22.so", "lib11.so", "lib9y.so", "lib8.so", "lib", "libz.so.", "libz.so.2", "lib-", "lib\xc4.so", "", "m", "a"};
	enum { NAMES = sizeof names / sizeof *names };
	struct item item[NAMES];
	struct cache c;
	size_t i, n, wrong;

	memset(item, 0, sizeof item);
	for (i = 0; i < NAMES; i++) {
		item[i].name = item[i].path = names[i];
		item[i].flags = 0x303;
	}
	for (n = 0; n <= NAMES; n++) {
		make_cache(0, 0, item, n);
		wrong = !opens(&c);
		for (i = 0; i < NAMES; i++)
			wrong += !finds(&c, names[i], i < n ? names[i] : NULL, 0);
		for (i = 0; i < sizeof absent / sizeof *absent; i++)
			wrong += !finds(&c, absent[i], NULL, 0);
		ok(!wrong, "of %zu names each is found, and no other", n);
	}
}

/* What no cache is, and what is left of one whose extension makes no sense. */
static void
broken(int big, size_t from)
{
	struct cache c;
	size_t n = sizeof some / sizeof *some;

	make_cache(big, from, some, n);
	bytes_n = from + HEADER + n * ENTRY;
	ok(opens(&c) && c.count == n && c.name_count == 0, "entries up to the end of the file");
	ok(!cache_find(&c, span_of("libx.so"), NULL, NULL, 0).p && finds(&c, "libx.so", NULL, 1), "whose strings are outside, so that nothing is found");
	bytes_n--;
	ok(!opens(&c), "one byte less is no cache");
	make_cache(big, from, some, 0);
	bytes_n = from + HEADER;
	ok(opens(&c) && c.count == 0 && finds(&c, "libx.so", NULL, 1), "a header alone is one");
	bytes_n--;
	ok(!opens(&c), "a part of it is none");
	bytes_n = 0;
	ok(!opens(&c), "an empty file is none");

	make_cache(big, from, some, n);
	bytes[from + 19] = '0';
	ok(!opens(&c), "another version is none");
	make_cache(big, from, some, n);
	put(big, from + 20, 0x7fffffff);
	ok(!opens(&c), "more entries than there are bytes");
	put(!big, from + 20, 3);
	ok(!opens(&c), "nor is one that says its byte order read in the other");
	make_cache(big, from, some, n);
	put(big, extension, 0);
	ok(opens(&c) && c.name_count == 0 && finds(&c, "libx.so", "/lib/libx.so", 1), "an extension of another kind is left alone");
	put(big, extension, 0xeaa42174);
	put(big, extension + 36, (bytes_n - from) & ~3UL);
	ok(opens(&c) && c.name_count == 0, "names that reach out of the file are left alone");
	put(big, extension + 32, bytes_n - from + 1);
	put(big, extension + 36, 0);
	ok(opens(&c) && c.name_count == 0, "and those that begin outside");
	put(big, extension + 4, 1);
	put(big, extension + 32, extension + 8 + 2 * 16 - from);
	put(big, extension + 36, 8);
	ok(opens(&c) && c.name_count == 0, "a part behind the last is none");
	put(big, extension + 4, 2);
	bytes_n = extension + 8 + 2 * 16;
	put(big, extension + 32, HEADER);
	ok(opens(&c) && c.name_count == 2, "a part may be the end of the file");
	bytes_n--;
	ok(opens(&c) && c.name_count == 0, "a part that is cut off is none");
	put(big, extension + 4, 0x7fffffff);
	put(big, extension + 24, 7);
	bytes_n++;
	ok(opens(&c) && c.name_count == 0, "parts end with the file");
	bytes_n = extension + 7;
	ok(opens(&c) && c.name_count == 0, "an extension that is cut off is none");
	put(big, from + 32, 0x7fffffff);
	ok(opens(&c) && c.name_count == 0, "nor is one that is somewhere else");
}

/* In front of the new format may be the old one; its number of entries leads to the new one. */
static void
old_format(int big)
{
	size_t from = 16 + 2 * 12;
	struct cache c;

	make_cache(big, from, some, 3);
	ok(opens(&c) && c.count == 3 && c.bytes.n == bytes_n - from, "what is before the new format is skipped");
	put(big, 12, 3);
	ok(!opens(&c), "there is nothing where the old one does not lead");
	put(big, 12, 0x10000000);
	ok(!opens(&c), "nor behind the end");
	bytes_n = 15;
	ok(!opens(&c), "nor in a part of the old one's header");
	bytes_n = 16;
	put(big, 12, 0);
	ok(!opens(&c), "nor in the header alone");
	/* the new one begins at a multiple of eight bytes */
	make_cache(big, from, some, 3);
	memmove(bytes + 32, bytes + from, bytes_n - from);
	put(big, 12, 1);
	bytes_n -= from - 32;
	ok(opens(&c) && c.count == 3, "the new one begins at a multiple of eight bytes");
}

static void
changed_bytes(int big, size_t from)
{
	static const char *const names[] = {"libz.so.10", "libz.so.9", "libx.so", "liba.so", "", "libzz"};
	struct elf program = program_of(62, 64, 0);
	size_t i, n, sound = 0;
	struct span s, is;
	struct cache c;

	for (i = 0; i < 40000; i++) {
		make_cache(big, from, some, sizeof some / sizeof *some);
		n = one_in(3) ? random_below((unsigned)bytes_n) : bytes_n;
		if (n)
			bytes[random_below((unsigned)n)] = (unsigned char)(one_in(3) ? 255 : random_below(256));
		s = fenced(span_head(whole(), n));
		if (cache_open(&c, s) != 0)
			continue;
		is = cache_find(&c, span_of(PICK(names)), &program, subfolder, 1);
		if (is.p && (is.p < s.p || is.p + is.n >= s.p + s.n || is.p[is.n] != '\0'))
			break;
		sound++;
	}
	ok(i == 40000 && sound > 1000, "40000 caches with a changed byte do no harm, %zu of which are still read", sound);
}

/* ------------------------------------------------------------------- built in */

/* What a loader has whose file holds these strings, each with its NUL, as folders with a blank between, and $LIB behind them. */
static void
built_in(const char *name, const char *strings, size_t n, const char *want)
{
	struct span *folder = NULL, lib = {NULL, 0};
	struct text t;
	size_t count, i;

	arena_again(&a);
	count = cache_standard(&a, fenced((struct span){strings, n}), &folder, &lib);
	t = text_in(&a);
	for (i = 0; i < count; i++) {
		text_put(&t, folder[i]);
		text_putc(&t, ' ');
	}
	text_put(&t, lib);
	if (!ok(span_is(text_span(&t), want), "built in: %s", name))
		show("got", text_span(&t));
}

static void
folders(void)
{
	static const char debian[] = "\177ELF\0/lib/\0/x/\0text\0/lib/x86_64-linux-gnu/\0/usr/lib/x86_64-linux-gnu/\0/lib/\0/usr/lib/\0more";
	static const char fedora[] = "/lib64/\0/usr/lib64/\0/nolib\0";
	static const char usr[] = "rubbish\0/usr/lib/\0/lib/";
	static const char many[] = "/lib/0/\0/lib/1/\0/lib/2/\0/lib/3/\0/lib/4/\0/lib/5/\0/lib/6/\0/lib/7/\0/lib/8/\0/lib/9/\0/lib/a/\0/lib/b/\0/lib/c/\0/lib/d/\0"
				   "/lib/e/\0/usr/lib/\0/lib/g/\0/lib/h/";
	static const char no_folder[] = "lib/usr/lib/\0/usr/libs\0/opt/usr/";
	char longer[260] = "/usr/lib/";
	struct span *folder, lib;

	built_in("the folders of Debian", debian, sizeof debian, "/lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu /lib /usr/lib lib/x86_64-linux-gnu");
	built_in("those of Fedora", fedora, sizeof fedora, "/lib64 /usr/lib64 lib64");
	built_in("a file that ends behind them, /usr first", usr, sizeof usr, "/usr/lib /lib lib");
	built_in("no more than sixteen", many, sizeof many,
	    "/lib/0 /lib/1 /lib/2 /lib/3 /lib/4 /lib/5 /lib/6 /lib/7 /lib/8 /lib/9 /lib/a /lib/b /lib/c /lib/d /lib/e /usr/lib lib/0");
	built_in("none without one in /usr", debian, 20, "");
	built_in("what does not begin and end with a slash is none", no_folder, sizeof no_folder, "");
	built_in("nor is nothing", "", 0, "");
	memset(longer + 9, 'x', 190);
	longer[199] = '/';
	arena_again(&a);
	ok(cache_standard(&a, fenced((struct span){longer, 201}), &folder, &lib) == 1 && folder[0].n == 199, "built in: a name of 200 bytes");
	longer[199] = 'x';
	longer[200] = '/';
	ok(cache_standard(&a, fenced((struct span){longer, 202}), &folder, &lib) == 0, "built in: one of more is none");
}

int
main(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		a_cache(i, 0);
		a_cache(i, 16 + 2 * 12);
		broken(i, 0);
		old_format(i);
		changed_bytes(i, 0);
	}
	changed_bytes(0, 16 + 2 * 12);
	machines();
	order();
	folders();
	return done();
}

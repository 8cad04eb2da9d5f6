/* SPDX-License-Identifier: MIT */
/* The world of the fuzz targets: memory, files that are in memory, and answers to what a plan asks. */
#include "fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "driver_opts.h"
#include "feed.h"
#include "opts.h"
#include "os.h"
#include "plan.h"
#include "settings.h"

void
law(int holds, const char *name)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", name);
	abort();
}

/* ----------------------------------------------------------------- memory */

static void **blocks;
static size_t block_count, block_room;
static unsigned blocks_left;

static void *
block(size_t n)
{
	if (block_count == block_room) {
		block_room = block_room ? 2 * block_room : 256;
		blocks = realloc(blocks, block_room * sizeof *blocks);
	}
	if (!blocks || !(blocks[block_count] = malloc(n ? n : 1)))
		exit(2);
	return blocks[block_count++];
}

static int
more(struct arena *a, size_t need)
{
	if (blocks_left && --blocks_left == 0) {
		blocks_left = 1;
		return -1;
	}
	/* far less than a machine has: what asks for more is broken */
	law(need < 256U << 20, "no input asks for much memory");
	a->at = block(need);
	a->end = a->at + need;
	return 0;
}

void
fuzz_limit(unsigned count)
{
	blocks_left = count ? count + 1 : 0;
}

struct arena *
fuzz_arena(void)
{
	static struct arena a;

	while (block_count)
		free(blocks[--block_count]);
	fuzz_limit(0);
	memset(&a, 0, sizeof a);
	a.more = more;
	return &a;
}

char *
fuzz_copy(struct span s)
{
	char *p = block(s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct span
fuzz_part(struct span *rest, const char *separator)
{
	struct span part = *rest;
	size_t n = strlen(separator), i;

	for (i = 0; i + n <= rest->n; i++) {
		if (memcmp(rest->p + i, separator, n) == 0) {
			part.n = i;
			*rest = span_from(*rest, i + n);
			return part;
		}
	}
	*rest = span_from(*rest, rest->n);
	return part;
}

/* ------------------------------------------------------------------ files */

static struct {
	char name[32];
	struct span bytes;
	size_t at; /* how far it was read */
} files[WORLD_FILES];
static size_t file_count;
static int asked_early; /* for a memory file that was not there */

static void
add_file(const char *name, struct span bytes)
{
	snprintf(files[file_count].name, sizeof files[file_count].name, "%s", name);
	files[file_count].bytes = bytes;
	files[file_count++].at = 0;
}

void
world_begin(struct span rest)
{
	char name[2] = "a";

	asked_early = 0;
	for (file_count = 0; rest.n && name[0] <= 'h'; name[0]++)
		add_file(name, fuzz_part(&rest, "\n%\n"));
}

static int
find_file(const char *name)
{
	size_t i;

	for (i = 0; i < file_count; i++) {
		if (strcmp(files[i].name, name) == 0)
			return (int)i;
	}
	asked_early |= span_begins(span_of(name), "/proc/self/fd/");
	return -ENOENT;
}

int
world_was_guessed(void)
{
	return asked_early;
}

int
os_fstat(int fd, struct os_file *f)
{
	memset(f, 0, sizeof *f);
	f->ino = (unsigned long long)fd + 1;
	f->size = files[fd].bytes.n;
	f->mode = S_IFREG | 0644;
	return 0;
}

int
os_stat(const char *path, struct os_file *f)
{
	int i = find_file(path);

	return i < 0 ? i : os_fstat(i, f);
}

int
os_exists(const char *path)
{
	int i = find_file(path);

	return i < 0 ? i : 0;
}

int
os_open(const char *path)
{
	int i = find_file(path);

	if (i >= 0)
		files[i].at = 0;
	return i;
}

long
os_read(int fd, void *to, size_t n)
{
	struct span left = span_from(files[fd].bytes, files[fd].at);

	/* not all at once, as from a slow disk */
	n = n > 4000 ? 4000 : n;
	n = left.n < n ? left.n : n;
	if (n)
		memcpy(to, left.p, n);
	files[fd].at += n;
	return (long)n;
}

int
os_memory_file(const char *name)
{
	char path[32];
	const struct span none = {NULL, 0};

	(void)name;
	if (file_count == WORLD_FILES)
		return -EMFILE;
	snprintf(path, sizeof path, "/proc/self/fd/%zu", file_count);
	add_file(path, none);
	return (int)file_count - 1;
}

long
os_write(int fd, const void *from, size_t n)
{
	struct span old = files[fd].bytes;
	char *p = block(old.n + n);

	if (old.n)
		memcpy(p, old.p, old.n);
	memcpy(p + old.n, from, n);
	files[fd].bytes.p = p;
	files[fd].bytes.n = old.n + n;
	return (long)n;
}

void
os_seal(int fd)
{
	(void)fd;
}

void
os_close(int fd)
{
	(void)fd;
}

/* ------------------------------------------------------------------ lines */

void
fuzz_line(struct fuzz_line *line, const char *program, struct span words)
{
	struct span word;

	line->argv[0] = fuzz_copy(span_of(program));
	line->argc = 1;
	while (words.n && line->argc <= WORLD_WORDS) {
		word = fuzz_part(&words, "\n");
		line->argv[line->argc++] = fuzz_copy(span_head(word, span_find(word, '\0')));
	}
	line->argv[line->argc] = NULL;
}

static void
take_word(void *ctx, struct span word, struct link_place place, int keep)
{
	struct fuzz_words *w = ctx;

	if (w->n == sizeof w->word / sizeof *w->word) {
		w->all = 0;
		return;
	}
	if (!keep) {
		struct span s = {fuzz_copy(word), word.n};

		word = s;
	}
	w->word[w->n] = word;
	w->place[w->n++] = place;
}

static void
take_maybe(void *ctx, struct span word, struct link_place place)
{
	take_word(ctx, word, place, 0);
}

static void
take_lost(void *ctx)
{
	((struct fuzz_words *)ctx)->all = 0;
}

void
fuzz_words(struct fuzz_words *out, struct arena *a, char **argv)
{
	static const struct feed_sink sink = {take_word, take_maybe, take_lost};
	struct feed feed;

	memset(&feed, 0, sizeof feed);
	feed.arena = a;
	feed.sink = &sink;
	feed.ctx = out;
	out->n = 0;
	out->all = 1;
	feed_words(&feed, argv, 1, (size_t)-1);
	if (feed.opaque || feed.endless || a->failed)
		out->all = 0;
}

void
show_words(struct arena *a, char **argv)
{
	static struct fuzz_words words;
	size_t i;

	fuzz_words(&words, a, argv);
	for (i = 0; i < words.n; i++)
		fprintf(stderr, " [%.*s]", (int)words.word[i].n, words.word[i].p);
	fputs(words.all ? "\n" : " and more\n", stderr);
}

/* ---------------------------------------------------------------- answers */

static unsigned letters; /* bit n: the letter 'a' + n */

static int
has(char c)
{
	return letters >> (c - 'a') & 1;
}

static int
is_file(void *ctx, struct span path)
{
	(void)ctx;
	/* a folder would seem to be a file that an option has swallowed */
	if (path.n && (path.p[0] == '$' || path.p[0] == '/'))
		return 0;
	return has('f') || (path.n && path.p[path.n - 1] == 'f');
}

static int
is_folder(void *ctx, struct span path)
{
	(void)ctx;
	(void)path;
	return has('d');
}

static int
is_meson(void *ctx)
{
	(void)ctx;
	return has('s');
}

static int
is_cmake(void *ctx)
{
	(void)ctx;
	return has('c');
}

static int
is_cmakes(void *ctx, struct span value)
{
	(void)ctx;
	return has('c') && value.n % 2;
}

static unsigned
linker(void *ctx)
{
	(void)ctx;
	return has('b') ? LINKER_BFD : has('g') ? LINKER_GOLD : has('l') ? LINKER_LLD : has('m') ? LINKER_MOLD : 0;
}

static void
evidence(void *ctx, struct span suffix, unsigned at, struct plan_evidence *out)
{
	size_t i;

	(void)ctx;
	(void)at;
	/* no makefile holds a text with marks that its own shell would have taken */
	for (i = 0; i < suffix.n; i++) {
		if (strchr("'\"\\$`", suffix.p[i]))
			return;
	}
	out->says = has('o') ? SAYS_ORIGIN : has('x') ? SAYS_OTHER : SAYS_NOTHING;
	out->meant = suffix;
	out->layer = "make";
	out->place = "Makefile:1";
}

/*
 * The letters: b g l m: which linker; n: and it is known from our name; d f: what is asked for exists, as a folder, a file; c s: we are in a build folder of CMake,
 * of Meson; o x: evidence says $ORIGIN, another variable; r a p u e: ORIGINLD_RPATH, ORIGINLD_RPATH_AT, ORIGINLD_PREFIX, LD_RUN_PATH and make's O
 * are set; v w: the driver is gcc, clang. A digit: so many blocks of memory there are.
 */
struct fuzz_world
fuzz_world(struct span line)
{
	static struct settings settings;
	static struct plan_host host;
	struct fuzz_world w = {&settings, &host, "ld", DRIVER_ANY, 0};
	size_t i;

	letters = 0;
	for (i = 0; i < line.n; i++) {
		if (line.p[i] >= 'a' && line.p[i] <= 'z')
			letters |= 1U << (line.p[i] - 'a');
		else if (line.p[i] >= '0' && line.p[i] <= '9' && w.blocks < 1000)
			w.blocks = 10 * w.blocks + (unsigned)(line.p[i] - '0');
	}
	memset(&settings, 0, sizeof settings);
	settings.rpath = has('r') ? "/__ORIGIN__/../lib:/opt/x" : NULL;
	settings.at_first = has('a');
	settings.prefix = has('p') ? "/opt/p/" : NULL;
	settings.run_path = has('u') ? "RIGIN/run:/opt/y" : NULL;
	settings.ours = has('r') || has('p');
	settings.make_o = has('e') ? "out:1" : NULL;
	host.ctx = NULL;
	host.is_file = is_file;
	host.is_folder = is_folder;
	host.is_meson = is_meson;
	host.is_cmake = is_cmake;
	host.is_cmakes = is_cmakes;
	host.linker = linker;
	host.evidence = has('o') || has('x') ? evidence : NULL;
	if (has('n'))
		w.linker = has('b') ? "ld.bfd" : has('g') ? "ld.gold" : has('l') ? "ld.lld" : has('m') ? "mold" : "ld";
	if (has('v') != has('w'))
		w.drivers = has('v') ? DRIVER_GCC : DRIVER_CLANG;
	return w;
}

/* -------------------------------------------------------------- comparing */

int
fuzz_may_go_on(const struct plan *plan)
{
	const struct plan_item *item;
	struct span value;

	for (item = plan->items; item; item = item->next) {
		value = item->verdict.value;
		if (item->given || (item->rpath->spelling == SPELLING_DROPPED && (plan->run_path || has('s'))))
			return 1;
		if (has('o') && (span_has(value, "'") || span_has(value, "\"")))
			return 1;
	}
	return 0;
}

/* Whether two places are the same, though the files were read twice. */
static int
same_place(const struct link_place *a, const struct link_place *b)
{
	const struct feed_file *x, *y;

	for (; a->at == b->at; a = &x->place, b = &y->place) {
		x = a->file;
		y = b->file;
		if (!x || !y)
			return x == y;
	}
	return 0;
}

static const struct plan_item *
item_at(const struct plan *plan, const struct link_place *place)
{
	const struct plan_item *item;

	for (item = plan->items; item; item = item->next) {
		if (item->change && same_place(&item->rpath->place, place))
			return item;
	}
	return NULL;
}

static size_t
empty_elements(struct span value)
{
	struct span element;
	size_t n = 0;

	for (;;) {
		element = span_head(value, span_find(value, ':'));
		n += element.n == 0;
		if (element.n == value.n)
			return n;
		value = span_from(value, element.n + 1);
	}
}

void
fuzz_compare(const struct fuzz_words *in, const struct fuzz_words *out, const struct plan *plan)
{
	const struct plan_item *item;
	size_t i, k = 0;

	for (item = plan->items; item; item = item->next) {
		/* words come and go then */
		if (item->change && (item->given || item->made))
			return;
	}
	if (plan->inject || plan->run_path || plan->option[0])
		return;
	law(in->n == out->n, "the number of words stays");
	for (i = 0; i < in->n; i++, k++) {
		if (span_equal(in->word[i], out->word[k]))
			continue;
		item = item_at(plan, &in->place[i]);
		law(item != NULL, "only rpaths change");
		law(empty_elements(out->word[k]) <= empty_elements(in->word[i]), "no empty element comes out that did not go in");
		law(span_has(out->word[k], "ORIGIN"), "a change puts $ORIGIN");
	}
}

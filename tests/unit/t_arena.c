/* SPDX-License-Identifier: MIT */
/* Memory that only grows, and texts on it: what is handed out is aligned, is nobody else's, and is refused once and for all when there is no more. */
#include "tap.h"

#include "scarce.h"

enum { BLOCK = 8192 };

/* Blocks of a size of their own, so that their borders are met; `left` of them, and the last size that was asked for. */
static struct {
	char room[64][2 * BLOCK];
	const char *end[64];
	size_t used, left, asked;
} blocks;

static int
next_block(struct arena *a, size_t need)
{
	blocks.asked = need;
	if (!blocks.left || need > BLOCK)
		return -1;
	blocks.left--;
	/* not aligned on purpose */
	a->at = blocks.room[blocks.used] + 1 + blocks.used % 15;
	a->end = a->at + need + (blocks.used % 3 ? 1000 : 0);
	blocks.end[blocks.used++] = a->end;
	return 0;
}

/* Whether nothing was written behind any block. */
static int
blocks_whole(void)
{
	const char *p;
	size_t i;

	for (i = 0; i < blocks.used; i++) {
		for (p = blocks.end[i]; p < blocks.room[i] + sizeof blocks.room[i]; p++) {
			if (*p != 0x5a)
				return 0;
		}
	}
	return 1;
}

static struct arena
arena_of_blocks(size_t left)
{
	struct arena a = {NULL, NULL, next_block, 0};

	memset(blocks.room, 0x5a, sizeof blocks.room);
	blocks.used = blocks.asked = 0;
	blocks.left = left;
	return a;
}

/* Each piece is filled with a byte of its own; afterwards all must still stand there. */
static void
test_pieces(void)
{
	enum { MOST = 400 };
	static struct {
		unsigned char *p;
		size_t n;
	} piece[MOST];
	size_t count, i, k, bad = 0, crooked = 0;
	struct arena a = arena_of_blocks(64);

	for (count = 0; count < MOST; count++) {
		piece[count].n = random_below(200);
		piece[count].p = arena_take(&a, piece[count].n);
		if (!piece[count].p)
			break;
		crooked += ((uintptr_t)piece[count].p & 15) != 0;
		memset(piece[count].p, (int)(count & 255), piece[count].n);
	}
	for (i = 0; i < count; i++) {
		for (k = 0; k < piece[i].n; k++)
			bad += piece[i].p[k] != (i & 255);
	}
	ok(count > 100 && bad == 0 && blocks_whole(), "arena_take: %zu pieces in %zu blocks do not overlap", count, blocks.used);
	ok(crooked == 0, "arena_take: each is aligned for any type");
}

static void
test_refusal(void)
{
	struct arena a = arena_of_blocks(1), none = {NULL, NULL, NULL, 0};
	char *p = arena_take(&a, 8);

	ok(p && blocks.asked >= 8 + 15, "arena_take: asks for enough to align the piece");
	ok(!arena_take(&a, BLOCK) && a.failed, "arena_take: what cannot be had is refused, and the arena remembers");
	blocks.left = 1;
	ok(!arena_take(&a, 1) && !arena_take(&a, 200) && blocks.left == 1, "arena_take: then everything is refused, and nothing is asked for");
	ok(!arena_take(&none, 1) && none.failed, "arena_take: without anybody to ask there is no memory");
	a = arena_of_blocks(9);
	ok(!arena_take(&a, SIZE_MAX - 3) && a.failed && blocks.asked == 0, "arena_take: a size that would overflow is not asked for");
	a = arena_of_blocks(9);
	ok(!arena_string(&a, (struct span){"", SIZE_MAX}) && blocks.asked == 0, "arena_string: the same");
}

static void
test_arrays(void)
{
	struct arena a = arena_of_blocks(64);
	size_t i, bad = 0;
	unsigned char *p = arena_take(&a, 500);

	memset(p, 0xff, 500);
	memset(blocks.room, 0xff, sizeof blocks.room);
	p = arena_array(&a, 50, 30);
	for (i = 0; i < 1500; i++)
		bad += p[i] != 0;
	ok(bad == 0, "arena_array: is cleared");
	ok(arena_array(&a, 0, 8) && arena_array(&a, 8, 0) && !a.failed, "arena_array: may be of nothing");
	ok(!arena_array(&a, SIZE_MAX / 8 + 1, 8) && a.failed, "arena_array: a product that overflows is refused");
	a = arena_of_blocks(64);
	ok(!arena_array(&a, BLOCK, 2) && a.failed, "arena_array: more than there is, too");
	a = arena_of_blocks(64);
	ok(strcmp(arena_string(&a, span_head(span_of("word and more"), 4)), "word") == 0 && strcmp(arena_string(&a, (struct span){NULL, 0}), "") == 0,
	    "arena_string: copies a run of bytes and ends it");
	for (i = bad = 0; i < 64; i++) {
		a = scarce_arena(1);
		bad += strlen(arena_string(&a, span_head(span_of("0123456789012345678901234567890123456789012345678901234567890123"), i))) != i || !scarce_whole();
	}
	ok(bad == 0, "arena_string: has room for what ends it");
}

/* Texts that grow by turns, so that they are at times the arena's last piece and at times not, beside a plain array. */
static void
test_texts(void)
{
	enum { TEXTS = 3, MOST = 3000 };
	static char want[TEXTS][MOST], some[120];
	size_t round, i, n, bad = 0, moved = 0, stayed = 0, put[TEXTS];
	struct text t[TEXTS];
	struct arena a;
	char *was, *p;

	for (i = 0; i < sizeof some; i++)
		some[i] = (char)('a' + i % 26);
	for (round = 0; round < 60; round++) {
		a = arena_of_blocks(64);
		for (i = 0; i < TEXTS; i++) {
			t[i] = text_in(&a);
			put[i] = 0;
		}
		while (put[0] < MOST - 200 && put[1] < MOST - 200 && put[2] < MOST - 200) {
			i = one_in(3) ? random_below(TEXTS) : round % TEXTS;
			n = one_in(2) ? random_below(4) : random_below(sizeof some);
			was = t[i].p;
			memcpy(want[i] + put[i], some, n);
			put[i] += n;
			text_put(&t[i], span_head((struct span){some, sizeof some}, n));
			moved += was && t[i].p != was;
			stayed += was == t[i].p;
			if (one_in(20)) {
				p = text_string(&t[i]);
				bad += !p || p[t[i].n] != '\0' || strlen(p) != t[i].n;
			}
			if (one_in(30))
				memset(arena_take(&a, 33), '!', 33);
		}
		for (i = 0; i < TEXTS; i++)
			bad += t[i].n != put[i] || memcmp(t[i].p ? t[i].p : "", want[i], put[i]) != 0 || t[i].n > t[i].room;
		bad += !blocks_whole() || a.failed;
	}
	ok(bad == 0 && moved > 100, "text_put: texts that grow side by side do not hurt one another (%zu moves)", moved);
	ok(stayed > 100 * moved / 10, "text_put: a text seldom moves");
}

static const char *
number(struct arena *a, unsigned long n)
{
	struct text t = text_in(a);

	text_number(&t, n);
	return text_string(&t);
}

static const char *
spliced(struct arena *a, const char *s, size_t from, size_t n, const struct splice *change, size_t count)
{
	struct text t = text_in(a);

	text_splice(&t, span_head(span_of(s), n), from, change, count);
	return text_string(&t);
}

static void
test_puts(void)
{
	static const struct splice changes[] = {{2, 3, "X"}, {5, 0, "YY"}, {8, 1, ""}};
	struct arena a, none = {NULL, NULL, NULL, 0};
	char wide[32], many[300];
	size_t n, bad = 0;
	struct text t;

	arena_again(&a);
	memset(many, 'x', sizeof many);
	sprintf(wide, "%lu", ~0UL);
	ok(strcmp(number(&a, 0), "0") == 0 && strcmp(number(&a, 7), "7") == 0 && strcmp(number(&a, 10), "10") == 0 && strcmp(number(&a, 90210), "90210") == 0 &&
	    strcmp(number(&a, ~0UL), wide) == 0, "text_number: writes numbers");
	ok(strcmp(spliced(&a, "0123456789", 0, 10, changes, 3), "01XYY5679") == 0, "text_splice: puts a text with its changes");
	ok(strcmp(spliced(&a, "0123456789", 2, 9, changes, 2), "XYY5678") == 0, "text_splice: from a place on, and to the end");
	ok(strcmp(spliced(&a, "0123456789", 10, 10, changes, 0), "") == 0, "text_splice: nothing is nothing");
	t = text_in(&a);
	ok(text_span(&t).n == 0 && strcmp(text_string(&t), "") == 0, "text_string: a text of nothing is an empty string");
	text_puts(&t, NULL);
	text_puts(&t, "ab");
	text_putc(&t, '\0');
	ok(t.n == 3 && memcmp(t.p, "ab", 3) == 0, "text_puts: NULL is nothing; text_putc: any byte is one");
	a.failed = 1;
	ok(text_string(&t) == NULL, "text_string: of an arena that failed there is none");
	for (n = 0; n < 300; n++) {
		a = scarce_arena(4);
		t = text_in(&a);
		text_put(&t, (struct span){changes[0].put, 1});
		text_put(&t, (struct span){many, n});
		bad += !text_string(&t) || strlen(t.p) != n + 1 || !scarce_whole();
	}
	ok(bad == 0, "text_string: has room for what ends it");
	t = text_in(&none);
	text_puts(&t, "ab");
	ok(t.n == 0 && none.failed && text_string(&t) == NULL, "text_puts: without memory nothing is put");
	none.failed = 0;
	text_put(&t, (struct span){"", SIZE_MAX / 2});
	ok(t.n == 0 && none.failed, "text_put: nor a length that would overflow");
}

int
main(void)
{
	test_pieces();
	test_refusal();
	test_arrays();
	test_texts();
	test_puts();
	return done();
}

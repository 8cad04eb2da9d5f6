/* SPDX-License-Identifier: MIT */
/*
 * What the texts of a trail say together: what stood before the rest that arrived, who was the first to take something of it, and where it was
 * typed. clue.c says what one text tells.
 */
#include "evidence.h"

#include <stddef.h>

#include "arena.h"
#include "clue.h"
#include "trail.h"

/* What came behind a text and had nothing left to take: the command of a shell that read it afterwards; the words of a script. */
struct late {
	int command, words;
};

/* A text that holds what arrived, with ORIGIN before it. */
struct hit {
	const struct trail_text *text;
	struct clue clue;
	struct late late;
};

/* FILE:LINE, if one line alone holds it; NULL where the text is no place. */
static const char *
place_of(struct evidence *e, const struct hit *h)
{
	struct text s = text_in(e->arena);

	if (h->text->rank == RANK_NONE)
		return NULL;
	if (!h->text->is_file || h->clue.lines != 1)
		return h->text->place;
	text_puts(&s, h->text->place);
	text_putc(&s, ':');
	text_number(&s, h->clue.line);
	return text_string(&s);
}

/* Whether it stands behind CMake's LINKER:, which quotes each $ once more than what it writes is read. */
static int
is_quoted_by_cmake(const struct hit *h)
{
	const char *p = h->clue.spelled.p;
	struct span before;
	size_t n = 0;

	while (p > h->text->text.p && p[-1] != '\n') {
		p--;
		n++;
	}
	before.p = p;
	before.n = n;
	return h->text->reader == READER_CMAKE && span_has(before, "LINKER:");
}

/*
 * Who took the variable, of those who read this text and the ones before which are not among the texts. A make or scons takes the name behind an
 * odd number of dollars. What it leaves goes to a shell, or to a make that reads it once more, which would leave the end of a name without brackets.
 */
static const char *
layer_of(const struct hit *h)
{
	struct span s = h->clue.spelled;
	size_t i, dollars = 0, escapes = 0;
	int bare;

	for (i = 0; i < s.n && (s.p[i] == '\\' || s.p[i] == '$' || s.p[i] == '\'' || s.p[i] == '"'); i++) {
		dollars = s.p[i] == '$' ? dollars + 1 : 0;
		if (!dollars)
			escapes = s.p[i] == '\\' ? escapes + 1 : 0;
	}
	bare = i < s.n && s.p[i] != '{' && s.p[i] != '(';
	if (h->text->is_doubtful && !h->late.command && !h->late.words)
		return NULL;
	/* a backslash takes one of those that make has left */
	if (bare && escapes % 2 && dollars == 4)
		dollars = 2;
	switch (h->text->reader) {
	case READER_SHELL: return "sh";
	case READER_NINJA: return dollars % 2 ? "ninja" : "sh";
	case READER_MAKE: return dollars % 2 || h->late.command ? "make" : dollars == 2 && bare ? "sh" : NULL;
	case READER_SCONS: return dollars % 2 || h->late.command ? "scons" : NULL;
	case READER_CMAKE: return dollars == 1 && !bare && s.p[0] == '$' ? "cmake" : NULL;
	case READER_QMAKE: return "qmake";
	default: return NULL;
	}
}

/* Of lines that CMake keeps for several kinds of files, all the same, none was typed. */
static enum trail_rank
rank_of(const struct trail_text *t, const struct clue *c)
{
	return t->rank == RANK_CACHE && c->lines > 1 ? RANK_MADE : t->rank;
}

/* Whether this text is rather where it was typed. Of equals it is the nearest file, and of words those that are farthest. */
static int
is_better(const struct hit *best, const struct trail_text *t, const struct clue *c)
{
	enum trail_rank rank = rank_of(t, c), before = best->text ? rank_of(best->text, &best->clue) : RANK_NONE;

	return !best->text || rank > before || (rank == before && !t->is_file);
}

/* The nearest text in which nothing has been taken yet; variables count only where there is no other. */
static int
is_nearer(const struct hit *nearest, const struct trail_text *t, const struct clue *c)
{
	return span_has(c->spelled, "ORIGIN") &&
	    (!nearest->text || (nearest->text->is_variable && !t->is_variable));
}

/* What all texts say of an element. */
struct sum {
	struct hit typed, nearest;
	unsigned others, explained;
	int near;
	struct late late; /* among the texts so far */
};

static void
count(struct sum *sum, const struct trail_text *t, const struct clue *c)
{
	sum->others += c->others;
	/* in a command, the text itself is what a layer further out has left */
	if (t->is_file)
		sum->explained += c->literals;
	if (t->is_file || t->is_near)
		sum->explained += c->opaque;
	/* in a script, ORIGIN may be the name of anything */
	if (!c->origins || (t->rank == RANK_SCRIPT && !c->in_rpath)) {
		sum->late.command |= t->reader == READER_SHELL && !t->is_file && c->literals;
		sum->late.words |= t->reader == READER_UNKNOWN && t->rank == RANK_WORDS && c->literals;
		return;
	}
	sum->near |= t->is_near && !c->others && !c->literals && !c->opaque;
	if (is_better(&sum->typed, t, c)) {
		sum->typed.text = t;
		sum->typed.clue = *c;
	}
	if (is_nearer(&sum->nearest, t, c)) {
		sum->nearest.text = t;
		sum->nearest.clue = *c;
		sum->nearest.late = sum->late;
	}
}

void
evidence_ask(struct evidence *e, struct span suffix, unsigned at, struct plan_evidence *out)
{
	static const struct clue nothing;
	struct sum sum = {{NULL, nothing, {0, 0}}, {NULL, nothing, {0, 0}}, 0, 0, 0, {0, 0}};
	const struct trail_text *t;
	unsigned verbatim = at & CLUE_VERBATIM;
	struct clue c;

	at &= ~verbatim;
	out->says = SAYS_NOTHING;
	out->meant = suffix;
	out->layer = out->place = NULL;
	out->quoted = 0;
	if (!e->read) {
		e->trail.arena = e->arena;
		trail_read(&e->trail, e->settings);
		e->read = 1;
	}
	for (t = e->trail.texts; t; t = t->next) {
		if (t->is_aside && !verbatim)
			continue;
		c = nothing;
		clue_search(&c, t->text, suffix, at, t->is_file);
		if (t->is_aside && c.lines != 1)
			continue;
		count(&sum, t, &c);
	}
	/* the environment comes before all shells, but not on the way */
	if (sum.nearest.text && sum.nearest.text->is_variable)
		sum.nearest.late = sum.late;
	if (sum.others && !sum.near) {
		out->says = SAYS_OTHER;
		return;
	}
	if (!sum.typed.text || (at != CLUE_ANYWHERE && sum.explained && !sum.near))
		return;
	out->says = SAYS_ORIGIN;
	out->meant = clue_meant(e->arena, &sum.typed.clue);
	out->place = place_of(e, &sum.typed);
	out->quoted = is_quoted_by_cmake(&sum.typed);
	out->layer = out->quoted ? "cmake" : sum.nearest.text ? layer_of(&sum.nearest) : NULL;
}

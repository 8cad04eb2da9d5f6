/* SPDX-License-Identifier: MIT */
/*
 * originld log: what happened in a build, from the lines that the linker names left in ORIGINLD_LOG (record.c).
 *
 * The log is read line by line, so its size does not matter; a line is as long as a link line at most, and one that is longer than LONGEST is not ours.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "codes.h"
#include "command.h"
#include "flags.h"
#include "json.h"
#include "json_read.h"
#include "names.h"
#include "quote.h"
#include "rpath.h"

enum {
	LONGEST = 4 << 20,
	PIECE = 64 << 10,
	NAMED = 12, /* broken lines that are named by number */
	RECENT = 256,
	DIGITS = 20
};

struct log_wish {
	int bad, json;
};

#define AT(member) offsetof(struct log_wish, member)

static const struct flag flags[] = {
    {"--bad", NULL, "only links that were refused, or in which something stayed wrong or was repaired on a guess", AT(bad), 1},
    {"--json", NULL, "print one JSON object a line instead of text", AT(json), 1},
    {NULL, NULL, NULL, 0, 0},
};

const struct flag *const log_flags[] = {flags, NULL};

/* What became of an element or, with the worst of its elements, of a link. In the order of badness. */
enum outcome { FINE, REPAIRED, GUESSED, WRONG, REFUSED, OUTCOMES };

static const char *const outcome_names[OUTCOMES] = {"fine", "repaired", "guessed", "wrong", "refused"};

/* One element of a line. code is CODE_NONE where code_text is none that we know. */
struct element {
	struct span in, out, cause, code_text;
	enum code code;
	enum outcome outcome;
};

/* A line that was counted. Only the newest are known: a link that is written anew is so at once. */
struct recent {
	char pid[DIGITS]; /* empty: it is none */
	enum outcome outcome;
	int compiler;
};

struct log {
	struct log_wish wish;
	const char *name;
	struct arena arena; /* for one line */
	struct text out;    /* what is printed of it */
	int carried_out;    /* its mode is one that repairs */
	unsigned long line;
	unsigned long count[OUTCOMES], links, compilers, broken, broken_at[NAMED];
	struct recent recent[RECENT]; /* round and round; next is to be taken */
	size_t next;
};

/* ------------------------------------------------------------------- memory */

/*
 * The arena is begun anew for each line, in its newest block. Each block is twice as large as the one before, so there are few of them, and all
 * together hold no more than the largest line asked for, four times.
 */
static struct {
	char *block;
	size_t size;
} memory;

static int
more(struct arena *a, size_t need)
{
	size_t size = memory.size * 2 > need ? memory.size * 2 : need;

	memory.block = malloc(size);
	if (!memory.block)
		exit(trouble(NULL, "out of memory"));
	memory.size = size;
	a->at = memory.block;
	a->end = memory.block + size;
	return 0;
}

static void
begin_memory(struct log *l)
{
	if (!memory.size)
		memory.size = PIECE;
	l->arena.at = memory.block;
	l->arena.end = memory.block ? memory.block + memory.size : NULL;
	l->arena.more = more;
	l->out = text_in(&l->arena);
}

/* -------------------------------------------------------------------- a line */

/* The members that are read, each with the one behind it that has its bytes if not all are UTF-8. */
enum { CWD, CWD_BYTES, OUTPUT, OUTPUT_BYTES, LINKER, LINKER_BYTES, DRIVER, DRIVER_BYTES, MODE, ELEMENTS, INJECTED, NOTES, PID, LINE_KEYS };
enum { IN, IN_BYTES, OUT, OUT_BYTES, CAUSE, CAUSE_BYTES, CODE, ELEMENT_KEYS };

static const char *const line_keys[LINE_KEYS] = {
    "cwd", "cwd_bytes", "output", "output_bytes", "linker", "linker_bytes", "driver", "driver_bytes", "mode", "elements", "injected", "notes", "pid",
};
static const char *const element_keys[ELEMENT_KEYS] = {"in", "in_bytes", "out", "out_bytes", "cause", "cause_bytes", "code"};

/* What v[0] says, or v[1], which is in hexadecimal. */
static struct span
bytes_of(struct log *l, const struct json_value *v)
{
	struct span hex = json_text(&l->arena, &v[1]);
	struct text t = text_in(&l->arena);
	size_t i;

	for (i = 0; i + 1 < hex.n; i += 2) {
		if (bytes_hex_value((unsigned char)hex.p[i]) < 0 || bytes_hex_value((unsigned char)hex.p[i + 1]) < 0)
			break;
		text_putc(&t, (char)(bytes_hex_value((unsigned char)hex.p[i]) << 4 | bytes_hex_value((unsigned char)hex.p[i + 1])));
	}
	return hex.n && i == hex.n ? text_span(&t) : json_text(&l->arena, &v[0]);
}

static enum code
code_of(struct span name)
{
	int c;

	for (c = CODE_NONE + 1; c < CODE_COUNT; c++) {
		if (span_is(name, code_name((enum code)c)))
			return (enum code)c;
	}
	return CODE_NONE;
}

/*
 * What a code means for the link. A repair that was not carried out, in the modes warn and strict for instance, shows in a text that is the same as before. Only
 * gcc-drops-R leaves the text as it is, and makes an rpath of it where it is relative to $ORIGIN.
 */
static enum outcome
judge(const struct element *e, int carried_out)
{
	int same = span_equal(e->in, e->out);

	switch (code_kind(e->code)) {
	case KIND_MENDED:
		if (e->code == CODE_GCC_DROPS_R)
			return carried_out && rpath_is_origin(e->out) ? REPAIRED : FINE;
		return same ? WRONG : REPAIRED;
	case KIND_GUESSED:
		return same ? WRONG : GUESSED;
	case KIND_WRONG:
		return WRONG;
	case KIND_NONE:
		/* a code of another version */
		return same ? WRONG : REPAIRED;
	default:
		return FINE;
	}
}

static void
read_element(struct log *l, const struct json_value *v, struct element *e)
{
	struct json_value is[ELEMENT_KEYS];

	json_members(v, element_keys, is, ELEMENT_KEYS);
	e->in = bytes_of(l, &is[IN]);
	e->out = bytes_of(l, &is[OUT]);
	e->cause = bytes_of(l, &is[CAUSE]);
	e->code_text = json_text(&l->arena, &is[CODE]);
	e->code = code_of(e->code_text);
	e->outcome = judge(e, l->carried_out);
}

/* What was linked, with its folder. Here and below v is the members of a line. */
static struct span
output_of(struct log *l, const struct json_value *v)
{
	struct span output = bytes_of(l, &v[OUTPUT]), cwd = bytes_of(l, &v[CWD]);
	struct text t = text_in(&l->arena);

	if (!output.n)
		output = span_of("a.out");
	if (output.p[0] == '/' || !cwd.n)
		return output;
	text_put(&t, cwd);
	if (cwd.p[cwd.n - 1] != '/')
		text_putc(&t, '/');
	text_put(&t, output);
	return text_span(&t);
}

/* ------------------------------------------------------------------- printing */

static void
label(struct text *t, const char *s)
{
	size_t n;

	text_puts(t, "  ");
	text_puts(t, s);
	for (n = strlen(s); n < 10; n++)
		text_putc(t, ' ');
}

static void
say_element(struct log *l, const struct element *e)
{
	struct text *t = &l->out;

	label(t, e->outcome == FINE ? "left" : outcome_names[e->outcome]);
	quote_word(t, e->in);
	if (!span_equal(e->in, e->out)) {
		text_puts(t, " -> ");
		quote_word(t, e->out);
	}
	if (e->code != CODE_NONE) {
		text_puts(t, ": ");
		text_puts(t, code_text(e->code));
	}
	text_puts(t, " (");
	if (e->code != CODE_NONE)
		text_puts(t, code_name(e->code));
	else
		quote_word(t, e->code_text);
	text_puts(t, ")\n");
	if (e->cause.n) {
		label(t, "by");
		quote_word(t, e->cause);
		text_putc(t, '\n');
	}
	if (e->outcome >= GUESSED && *code_remedy(e->code)) {
		label(t, "instead");
		text_puts(t, code_remedy(e->code));
		text_putc(t, '\n');
	}
}

static void
json_element_of(struct log *l, const struct element *e)
{
	static const char *const severity[OUTCOMES] = {"note", "note", "warning", "error", "error"};
	struct text *t = &l->out;

	json_open(t, NULL, '{');
	json_string(t, "in", e->in);
	json_string(t, "out", e->out);
	json_string(t, "code", e->code_text);
	json_string(t, "outcome", span_of(outcome_names[e->outcome]));
	json_string(t, "severity", span_of(severity[e->outcome]));
	if (e->code != CODE_NONE)
		json_string(t, "message", span_of(code_text(e->code)));
	if (e->cause.n)
		json_string(t, "cause", e->cause);
	if (*code_remedy(e->code))
		json_string(t, "suggestion", span_of(code_remedy(e->code)));
	text_putc(t, '}');
}

/* Each string of an array under that key: as a row of text, or in an array of the same name. */
static void
say_strings(struct log *l, const struct json_value *array, const char *key, const char *row)
{
	struct span rest = array->raw, s;
	struct json_value part;
	struct text *t = &l->out;
	size_t n = 0;
	enum code code;

	if (array->kind != JSON_ARRAY)
		return;
	while (json_next(&rest, NULL, &part)) {
		if (part.kind != JSON_STRING)
			continue;
		s = json_text(&l->arena, &part);
		if (l->wish.json) {
			if (n++ == 0)
				json_open(t, key, '[');
			json_element(t, s);
			continue;
		}
		label(t, row);
		code = code_of(s);
		if (code != CODE_NONE) {
			text_puts(t, code_text(code));
			text_puts(t, " (");
			text_puts(t, code_name(code));
			text_putc(t, ')');
		} else {
			quote_word(t, s);
		}
		text_putc(t, '\n');
	}
	if (n)
		text_putc(t, ']');
}

static void
say_elements(struct log *l, const struct json_value *elements)
{
	struct span rest = elements->raw;
	struct json_value part;
	struct element e;

	if (l->wish.json)
		json_open(&l->out, "elements", '[');
	while (json_next(&rest, NULL, &part)) {
		if (part.kind != JSON_OBJECT)
			continue;
		read_element(l, &part, &e);
		if (l->wish.json)
			json_element_of(l, &e);
		else
			say_element(l, &e);
	}
	if (l->wish.json)
		text_putc(&l->out, ']');
}

static void
say_link(struct log *l, const struct json_value *v, enum outcome outcome)
{
	struct span output = output_of(l, v), linker = bytes_of(l, &v[LINKER]), driver = bytes_of(l, &v[DRIVER]);
	struct text *t = &l->out;

	if (l->wish.json) {
		json_open(t, NULL, '{');
		json_number(t, "line", l->line);
		json_string(t, "path", output);
		if (linker.n)
			json_string(t, "linker", linker);
		if (driver.n)
			json_string(t, "driver", driver);
		json_string(t, "outcome", span_of(outcome_names[outcome]));
	} else {
		quote_word(t, output);
		text_puts(t, outcome == REFUSED ? ", refused, by " : ", by ");
		quote_word(t, driver.n ? driver : linker);
		text_putc(t, '\n');
	}
	say_elements(l, &v[ELEMENTS]);
	say_strings(l, &v[INJECTED], "injected", "added");
	say_strings(l, &v[NOTES], "notes", "note");
	text_puts(t, l->wish.json ? "}\n" : "");
}

/* The worst outcome of the line's elements. */
static enum outcome
worst(struct log *l, const struct json_value *v)
{
	enum outcome outcome = FINE;
	struct span rest = v[ELEMENTS].raw;
	struct json_value part;
	struct element e;
	struct span mode = json_text(&l->arena, &v[MODE]);
	int probe, strict = span_is(mode, "strict"), refusable = 0;

	l->carried_out = !span_is(mode, "warn");
	probe = strict && names_probe(output_of(l, v));
	while (json_next(&rest, NULL, &part)) {
		if (part.kind != JSON_OBJECT)
			continue;
		read_element(l, &part, &e);
		refusable |= code_kind(e.code) == KIND_WRONG || code_kind(e.code) == KIND_GUESSED;
		if (e.outcome > outcome)
			outcome = e.outcome;
	}
	return outcome == WRONG && strict && refusable && !probe ? REFUSED : outcome;
}

static void
count_line(struct log *l, enum outcome outcome, int compiler, long by)
{
	l->count[outcome] += (unsigned long)by;
	*(compiler ? &l->compilers : &l->links) += (unsigned long)by;
}

static int
has_note(struct log *l, const struct json_value *notes, const char *name)
{
	struct span rest = notes->raw;
	struct json_value part;

	while (json_next(&rest, NULL, &part)) {
		if (span_is(json_text(&l->arena, &part), name))
			return 1;
	}
	return 0;
}

/* A line with too-long takes the place of the one before it that is of the same process. */
static void
take_back(struct log *l, struct span pid)
{
	struct recent *r;
	size_t i;

	for (i = 1; i <= RECENT; i++) {
		r = &l->recent[(l->next - i) % RECENT];
		if (*r->pid && span_is(pid, r->pid)) {
			count_line(l, r->outcome, r->compiler, -1);
			*r->pid = '\0';
			return;
		}
	}
}

static void
remember(struct log *l, struct span pid, enum outcome outcome, int compiler)
{
	struct recent *r = &l->recent[l->next % RECENT];

	if (pid.n == 0 || pid.n >= DIGITS)
		return;
	memcpy(r->pid, pid.p, pid.n);
	r->pid[pid.n] = '\0';
	r->outcome = outcome;
	r->compiler = compiler;
	l->next++;
}

/* Returns -1 if the line is none of a log. */
static int
take_line(struct log *l, struct span line)
{
	struct json_value whole, v[LINE_KEYS];
	enum outcome outcome;
	int compiler;

	if (json_read(line, &whole) != 0)
		return -1;
	json_members(&whole, line_keys, v, LINE_KEYS);
	compiler = v[DRIVER].kind == JSON_STRING;
	if (v[ELEMENTS].kind != JSON_ARRAY || (!compiler && v[LINKER].kind != JSON_STRING))
		return -1;
	outcome = worst(l, v);
	if (v[NOTES].kind == JSON_ARRAY && has_note(l, &v[NOTES], code_name(CODE_TOO_LONG)))
		take_back(l, v[PID].raw);
	count_line(l, outcome, compiler, 1);
	remember(l, v[PID].raw, outcome, compiler);
	if (outcome >= GUESSED || !l->wish.bad)
		say_link(l, v, outcome);
	if (l->out.n)
		fwrite(l->out.p, 1, l->out.n, stdout);
	return 0;
}

static void
next_line(struct log *l, struct span line, int broken)
{
	size_t i = 0;

	l->line++;
	while (i < line.n && (line.p[i] == ' ' || line.p[i] == '\t' || line.p[i] == '\r'))
		i++;
	if (i == line.n && !broken)
		return;
	begin_memory(l);
	if (!broken && take_line(l, line) == 0)
		return;
	if (l->broken < NAMED)
		l->broken_at[l->broken] = l->line;
	l->broken++;
}

/* -------------------------------------------------------------------- the file */

/* What was read of the file and not yet taken. too_long: it is in a line of which the beginning was thrown away. */
struct input {
	char *p;
	size_t have, room;
	int too_long;
};

/* Takes the whole lines off. new is where what was read last begins. */
static void
take_lines(struct log *l, struct input *in, size_t new)
{
	struct span rest = {in->p, in->have};
	size_t n;

	while ((n = new + span_find(span_from(rest, new), '\n')) < rest.n) {
		next_line(l, span_head(rest, n), in->too_long);
		in->too_long = 0;
		rest = span_from(rest, n + 1);
		new = 0;
	}
	memmove(in->p, rest.p, rest.n);
	in->have = rest.n;
}

/* Makes room for more. Of a line that is too long to be ours only the end matters. */
static int
make_room(struct input *in)
{
	size_t room = in->room ? in->room * 2 : PIECE;
	char *p;

	if (in->have < in->room)
		return 0;
	if (in->room == LONGEST) {
		in->too_long = 1;
		in->have = 0;
		return 0;
	}
	p = realloc(in->p, room);
	if (!p)
		return -1;
	in->p = p;
	in->room = room;
	return 0;
}

/* Feeds all lines. Returns -1 with errno set. */
static int
read_lines(struct log *l, int fd)
{
	struct input in = {NULL, 0, 0, 0};
	struct span rest;
	ssize_t got;

	while (make_room(&in) == 0) {
		got = read(fd, in.p + in.have, in.room - in.have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0) {
			rest.p = in.p;
			rest.n = in.have;
			if (rest.n || in.too_long)
				next_line(l, rest, in.too_long);
			return 0;
		}
		in.have += (size_t)got;
		take_lines(l, &in, in.have - (size_t)got);
	}
	return -1;
}

static void
put_count(struct text *t, unsigned long n, const char *what)
{
	text_puts(t, ", ");
	text_number(t, n);
	text_putc(t, ' ');
	text_puts(t, what);
}

static void
say_sum(struct log *l)
{
	struct text *t = &l->out;
	unsigned long i;

	begin_memory(l);
	if (l->wish.json) {
		json_open(t, NULL, '{');
		json_number(t, "links", l->links);
		json_number(t, "compilers", l->compilers);
		json_number(t, "repaired", l->count[REPAIRED]);
		json_number(t, "guessed", l->count[GUESSED]);
		json_number(t, "wrong", l->count[WRONG]);
		json_number(t, "refused", l->count[REFUSED]);
		json_number(t, "broken", l->broken);
		text_puts(t, "}\n");
	} else {
		text_number(t, l->links);
		text_puts(t, l->links == 1 ? " link" : " links");
		if (l->compilers)
			put_count(t, l->compilers, l->compilers == 1 ? "compiler's line" : "compilers' lines");
		put_count(t, l->count[REPAIRED], "repaired");
		put_count(t, l->count[GUESSED], "repaired on a guess");
		put_count(t, l->count[WRONG], "left wrong");
		put_count(t, l->count[REFUSED], "refused");
		text_putc(t, '\n');
	}
	fwrite(t->p, 1, t->n, stdout);
	if (!l->broken)
		return;
	fflush(stdout);
	fprintf(stderr, "originld: %s: passed over %lu line%s that no link left:", l->name, l->broken, l->broken > 1 ? "s" : "");
	for (i = 0; i < l->broken && i < NAMED; i++)
		fprintf(stderr, "%s %lu", i ? "," : "", l->broken_at[i]);
	fputs(l->broken > NAMED ? ", ...\n" : "\n", stderr);
}

int
cmd_log(const struct command *c, char **argv)
{
	static struct log l;
	int fd;

	(void)c;
	argv = flags_take(log_flags, argv, &l.wish);
	if (!argv)
		return STATUS_TROUBLE;
	l.name = argv[0] ? argv[0] : getenv("ORIGINLD_LOG");
	if (argv[0] && argv[1])
		return trouble(argv[1], "log takes one file");
	if (!l.name || !*l.name)
		return trouble("log", "say which file, or set ORIGINLD_LOG");
	fd = strcmp(l.name, "-") == 0 ? STDIN_FILENO : open(l.name, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || read_lines(&l, fd) != 0)
		return trouble_errno(l.name, errno);
	say_sum(&l);
	if (l.broken && l.links + l.compilers == 0)
		return trouble(l.name, "is no log of links; name the file that ORIGINLD_LOG named");
	return l.count[GUESSED] + l.count[WRONG] + l.count[REFUSED] ? STATUS_FINDINGS : STATUS_FINE;
}

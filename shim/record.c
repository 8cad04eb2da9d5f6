/* SPDX-License-Identifier: MIT */
/* What the shim writes: the log's line, and its rare words on stderr. */
#include "record.h"

#include <stddef.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "codes.h"
#include "json.h"
#include "os.h"
#include "plan.h"

static void
put_two(struct text *t, unsigned value)
{
	text_putc(t, (char)('0' + value / 10 % 10));
	text_putc(t, (char)('0' + value % 10));
}

/* UTC by RFC 3339, to the millisecond. Days to a date: the civil calendar counted from 1 March of year 0. */
static void
put_time(struct text *t)
{
	long long seconds, days, era, year;
	long nanoseconds;
	unsigned day, of_year, month, rest;

	os_now(&seconds, &nanoseconds);
	days = seconds / 86400 + 719468;
	rest = (unsigned)(seconds % 86400);
	era = days / 146097;
	day = (unsigned)(days % 146097);
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	of_year = day - (unsigned)(365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	day = of_year - (153 * month + 2) / 5 + 1;
	month = month < 10 ? month + 3 : month - 9;
	year += era * 400 + (month <= 2);
	text_number(t, (unsigned long)year);
	text_putc(t, '-');
	put_two(t, month);
	text_putc(t, '-');
	put_two(t, day);
	text_putc(t, 'T');
	put_two(t, rest / 3600);
	text_putc(t, ':');
	put_two(t, rest / 60 % 60);
	text_putc(t, ':');
	put_two(t, rest % 60);
	text_putc(t, '.');
	text_putc(t, (char)('0' + nanoseconds / 100000000));
	put_two(t, (unsigned)(nanoseconds / 1000000 % 100));
	text_putc(t, 'Z');
}

/* "make at /src/Makefile:3", or as much of it as is known. */
static void
put_cause(struct text *t, struct arena *a, const struct rpath_element *e)
{
	struct text cause = text_in(a);

	if (!e->place)
		return;
	if (e->layer) {
		text_puts(&cause, e->layer);
		text_puts(&cause, " at ");
	}
	text_puts(&cause, e->place);
	json_string(t, "cause", text_span(&cause));
}

static void
put_elements(struct text *t, struct arena *a, const struct plan_item *item)
{
	const struct rpath_element *e;
	struct span before, after;
	enum code code;
	size_t i;

	for (i = 0; i < item->verdict.elements; i++) {
		e = &item->verdict.element[i];
		code = item->left && (e->edits || e->code == CODE_NONE) ? item->left : e->code;
		/* CMake pads by dozens of empty elements */
		if (code == CODE_NONE || code == CODE_PADDING)
			continue;
		before = rpath_element_before(&item->verdict, i);
		after = plan_element_after(a, item, i);
		json_open(t, NULL, '{');
		json_string(t, "in", before);
		json_string(t, "out", after);
		json_member(t, "code", code_name(code));
		put_cause(t, a, e);
		text_putc(t, '}');
	}
}

static void
put_line(struct text *t, struct arena *a, const struct record *r)
{
	enum { ROOM = 4096 };
	const struct plan_item *item;
	char *cwd = arena_take(a, ROOM);
	long n = cwd ? os_getcwd(cwd, ROOM) : -1;
	struct span s = {cwd, n > 0 ? (size_t)n : 0};
	unsigned i;

	text_puts(t, "{\"time\":\"");
	put_time(t);
	text_putc(t, '"');
	json_number(t, "pid", (unsigned long)os_getpid());
	json_member(t, "as", r->as);
	if (s.n)
		json_string(t, "cwd", s);
	if (r->output->n)
		json_string(t, "output", *r->output);
	json_member(t, r->driver ? "driver" : "linker", r->program);
	json_member(t, "mode", r->mode);
	json_open(t, "elements", '[');
	for (item = r->plan->items; item; item = item->next)
		put_elements(t, a, item);
	text_puts(t, "]");
	json_open(t, "injected", '[');
	if (r->plan->run_path)
		json_element(t, span_of(r->plan->run_path));
	if (r->plan->inject)
		json_element(t, span_of(r->plan->inject));
	text_putc(t, ']');
	if (r->plan->note_count) {
		json_open(t, "notes", '[');
		for (i = 0; i < r->plan->note_count; i++)
			json_element(t, span_of(code_name(r->plan->notes[i])));
		text_putc(t, ']');
	}
	text_puts(t, "}\n");
}

void
record_link(struct arena *a, const char *log, const struct record *r)
{
	struct text t = text_in(a);
	struct os_file file;
	int fd;

	put_line(&t, a, r);
	if (a->failed)
		return;
	fd = os_open_log(log);
	if (fd < 0)
		return;
	if (os_fstat(fd, &file) == 0 && (file.mode & S_IFMT) == S_IFREG)
		os_write(fd, t.p, t.n);
	os_close(fd);
}

void
record_say(struct span message)
{
	/* when stderr is closed or full there is nobody to tell */
	os_write(2, message.p, message.n);
}

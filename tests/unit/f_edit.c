/* SPDX-License-Identifier: MIT */
/*
 * Gives files another rpath, by elf_edit and replace. Each line of the input is a word, the file and the list, with tabs between:
 *
 *	set FILE LIST       which may be empty: then the file shall have no rpath
 *	rpath FILE LIST     the same with conversion to DT_RPATH
 *	runpath FILE LIST   or to DT_RUNPATH
 *	try FILE LIST       as set, but the file stays
 *	mine FILE LIST      as set, also for set-id files and those with capabilities
 *	link FILE OTHER     makes OTHER, which was a hard link of FILE before its last edit, lead to the new one
 *	tail FILE           whether the rpath shares bytes with other strings
 *	clean FILE          removes a file that a killed process left
 *
 * The answer is one line: "edited WAY", "refused NAME", "kept NAME STEP ERROR" where the file could not be replaced, or "error ..."; behind "edited" may
 * follow "lost BITS" and "stale BITS". With the argument --wait each edit waits between reading and replacing until a file named `go` exists.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "bytes.h"
#include "elf.h"
#include "elf_edit.h"
#include "os.h"
#include "replace.h"

static int waits;
static struct replace_stat last_was;
static struct replace_report last;

static void
wait_for_go(void)
{
	const struct timespec nap = {0, 10000000};

	if (!waits)
		return;
	puts("read");
	fflush(stdout);
	while (access("go", F_OK) != 0)
		nanosleep(&nap, NULL);
}

static void
put_back(const char *file, const struct replace_copy *copy, const struct elf_edit *edit, unsigned flags)
{
	struct span bytes;
	enum replace_result result;

	wait_for_go();
	elf_edit_apply(edit, copy->p);
	bytes.p = copy->p;
	bytes.n = copy->n;
	result = replace(AT_FDCWD, file, &copy->stat, bytes, flags, &last);
	last_was = copy->stat;
	if (result != REPLACE_DONE) {
		printf("kept %s%s%s%s%s\n", replace_result_name(result), last.step ? " " : "", last.step ? last.step : "", last.error ? ": " : "",
		    last.error ? strerror(last.error) : "");
		return;
	}
	printf("edited %s%s", elf_edit_way_name(edit->way), edit->retagged && edit->way != ELF_EDIT_RETAGGED ? " retagged" : "");
	if (last.lost)
		printf(" lost %u", last.lost);
	if (last.stale)
		printf(" stale %u", last.stale);
	putchar('\n');
}

static void
edit(struct arena *a, const char *word, const char *file, const char *list)
{
	struct replace_copy copy;
	struct elf_wish wish;
	struct elf_edit plan;
	struct elf e;
	struct span bytes;
	int gone = replace_read(&copy, AT_FDCWD, file);

	if (gone) {
		printf("error %s\n", gone > 0 ? "no regular file" : strerror(errno));
		return;
	}
	wish.text = span_of(list);
	wish.tag = strcmp(word, "rpath") == 0 ? ELF_RPATH : ELF_RUNPATH;
	wish.convert = strcmp(word, "rpath") == 0 || strcmp(word, "runpath") == 0;
	bytes.p = copy.p;
	bytes.n = copy.n;
	if (elf_read_span(&e, a, bytes) != 0 || elf_edit(&plan, a, &e, bytes, &wish) != 0)
		puts("error no memory");
	else if (strcmp(word, "tail") == 0)
		printf("tail %d\n", elf_tail_shared(&e, bytes));
	else if (plan.refusal != ELF_ALLOWED)
		printf("refused %s\n", elf_refusal_name(plan.refusal));
	else if (plan.way == ELF_EDIT_NOTHING || strcmp(word, "try") == 0)
		printf("edited %s\n", elf_edit_way_name(plan.way));
	else
		put_back(file, &copy, &plan, strcmp(word, "mine") == 0 ? REPLACE_PRIVILEGED : 0);
	replace_free(&copy);
}

static void
link_to(const char *file, const char *other)
{
	enum replace_result result = replace_link(AT_FDCWD, other, &last_was, AT_FDCWD, file, &last);

	if (result == REPLACE_DONE)
		puts("linked");
	else
		printf("kept %s%s%s\n", replace_result_name(result), last.error ? ": " : "", last.error ? strerror(last.error) : "");
}

static void
obey(struct arena *a, char *line)
{
	char *file = strchr(line, '\t'), *list;

	if (!file) {
		puts("error no file");
		return;
	}
	*file++ = '\0';
	list = strchr(file, '\t');
	if (list)
		*list++ = '\0';
	if (strcmp(line, "link") == 0)
		link_to(file, list ? list : "");
	else if (strcmp(line, "clean") == 0)
		printf("clean %d\n", replace_clean(AT_FDCWD, file));
	else
		edit(a, line, file, list ? list : "");
}

int
main(int argc, char **argv)
{
	static char line[1 << 20];
	struct arena a;
	static char block[1 << 22];

	waits = argc > 1 && strcmp(argv[1], "--wait") == 0;
	while (fgets(line, sizeof line, stdin)) {
		/* memory for a file at a time */
		memset(&a, 0, sizeof a);
		a.at = block;
		a.end = block + sizeof block;
		a.more = os_more;
		line[strcspn(line, "\n")] = '\0';
		obey(&a, line);
		fflush(stdout);
	}
	return 0;
}

/* SPDX-License-Identifier: MIT */
/* originld fix, the files: how one is read and how new bytes get under all its names, and what that costs it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"
#include "fix.h"
#include "path.h"
#include "replace.h"

/* originld: path: what */
static int
fail(struct fix *x, const char *path, const char *what)
{
	fix_hide_progress(x);
	trouble(path, what);
	x->troubles++;
	return -1;
}

int
fix_read(struct fix *x, const struct fix_target *from, struct replace_copy *copy)
{
	int gone = replace_read(copy, AT_FDCWD, from->real);

	if (gone > 0)
		return fail(x, from->path, "is gone since the tree was read; run again");
	return gone == 0 ? 0 : fail(x, from->path, errno == ESTALE ? "changed while it was read; run again" : error_text(x->a, errno));
}

static void
say_losses(struct fix *x, const char *path, const struct replace_report *report)
{
	static const struct {
		unsigned lost, stale;
		enum fix_code code;
	} losses[] = {
	    {REPLACE_LOST_OWNER | REPLACE_LOST_GROUP, 0, FIX_OWNER_LOST},
	    {REPLACE_LOST_TIMES, 0, FIX_TIMES_LOST},
	    {REPLACE_LOST_LABEL, 0, FIX_LABEL_LOST},
	    {REPLACE_LOST_OTHER, 0, FIX_ATTRIBUTES_LOST},
	    {0, REPLACE_STALE_IMA | REPLACE_STALE_EVM, FIX_SIGNATURE_STALE},
	    {0, REPLACE_STALE_VERITY, FIX_VERITY_STALE},
	};
	const struct span none = {NULL, 0};
	size_t i;

	for (i = 0; i < sizeof losses / sizeof losses[0]; i++) {
		if ((losses[i].lost & report->lost) || (losses[i].stale & report->stale))
			fix_say(x, path, losses[i].code, none);
	}
}

static int
say_result(struct fix *x, const char *path, enum replace_result result, const struct replace_report *report)
{
	struct text t = text_in(x->a);

	if (result == REPLACE_DONE)
		return 0;
	if (result == REPLACE_FAILED) {
		text_puts(&t, "cannot ");
		text_puts(&t, report->step);
		text_puts(&t, ": ");
		text_puts(&t, strerror(report->error));
		text_puts(&t, "; the old one is as it was");
	} else {
		text_puts(&t, replace_result_text(result));
		text_puts(&t, "; ");
		text_puts(&t, replace_result_remedy(result));
	}
	return fail(x, path, text_string(&t));
}

/* Notes the folder of a file that was replaced; those of one folder mostly come after one another. */
static void
note_folder(struct fix *x, const char *path)
{
	struct span folder = path_folder(span_of(path));
	struct fix_path *f;

	if (x->folders && span_is(folder, x->folders->path))
		return;
	f = arena_array(x->a, 1, sizeof *f);
	f->path = arena_string(x->a, folder);
	f->next = x->folders;
	x->folders = f;
}

/* Whether the file has names that are not in the tree. */
static int
has_more_links(const struct fix_target *to, const struct replace_stat *was)
{
	const struct fix_item *twin;
	unsigned links = 1;

	for (twin = to->twin; twin; twin = twin->twin)
		links++;
	return was->links > links;
}

int
fix_write(struct fix *x, const struct fix_target *to, const struct replace_stat *was, struct span bytes)
{
	const struct fix_item *twin;
	struct replace_report report, link;
	const struct span none = {NULL, 0};
	enum replace_result result;

	if (x->wish.dry_run)
		return 0;
	result = replace(AT_FDCWD, to->real, was, bytes, x->wish.secure ? REPLACE_PRIVILEGED : 0, &report);
	if (say_result(x, to->path, result, &report) != 0)
		return -1;
	note_folder(x, to->real);
	for (twin = to->twin; twin; twin = twin->twin) {
		note_folder(x, twin->real);
		link = report;
		say_result(x, twin->path, replace_link(AT_FDCWD, twin->real, was, AT_FDCWD, to->real, &link), &link);
	}
	say_losses(x, to->path, &report);
	if (has_more_links(to, was))
		fix_say(x, to->path, FIX_LINK_OUTSIDE, none);
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * What run and env share: the settings by which our names are reached.
 *
 * gcc, and whatever calls ld by name, look along PATH, so there only names may stand behind which there is a program. COMPILER_PATH reaches clang, too,
 * and is asked only by compilers, each for the linker that it was told to use. The driver names reach compilers that look nowhere.
 * ORIGIN='$ORIGIN' is for the shells between: each that expands $ORIGIN leaves it as it was.
 */
#define _POSIX_C_SOURCE 200809L
#include "reach.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"
#include "farm.h"
#include "flags.h"
#include "os.h"
#include "quote.h"
#include "rpath.h"
#include "tools.h"

#define AT(member) offsetof(struct reach_wish, member)

const struct flag reach_flags[] = {
    {"--cc", NULL, "put names of compilers on PATH too: for rustc, and compilers with a fixed linker", AT(cc), 1},
    {"--rpath", "LIST", "add these elements to each dynamic link, such as '$ORIGIN/../lib'", AT(rpath), 0},
    {"--prefix", "DIR", "the absolute folder being installed to: elements below it get a relative twin", AT(prefix), 0},
    {"--dtags", "TAG", "make the tag that holds the rpath runpath, or rpath, in each link", AT(dtags), 0},
    {"--strict", NULL, "refuse a link where something wrong would stay or only a guess would mend it", AT(strict), 1},
    {"--log", "FILE", "append a line of JSON for each link to FILE", AT(log), 0},
    {"--make-o", NULL, "set O='$$O', so that make leaves $ORIGIN alone; breaks makefiles that use $O", AT(make_o), 1},
    {"--no-origin", NULL, "do not set ORIGIN='$ORIGIN': for makefiles with a variable of that name", AT(no_origin), 1},
    {NULL, NULL, NULL, 0, 0},
};

static void
set(struct reach *r, const char *name, const char *value)
{
	r->setting[r->count].name = name;
	r->setting[r->count++].value = value;
}

/* Sets a variable to what is its own fixed point, unless it has another value; returns whether it has none. */
static int
set_unless_other(struct reach *r, const char *name, const char *value)
{
	const char *is = getenv(name);

	if (is && strcmp(is, value) != 0)
		return 0;
	set(r, name, value);
	return 1;
}

static void
put_element(struct text *t, const char *element)
{
	if (t->n)
		text_putc(t, ':');
	text_puts(t, element);
}

static int
set_paths(struct arena *a, const struct command *c, const struct reach_wish *wish, struct reach *r)
{
	struct text path = text_in(a), compiler_path = text_in(a);
	const char *ld, *cc = NULL, *whole = farm_whole(a, c, TOOL_LD), *rest, *old = getenv("COMPILER_PATH");
	struct tools tools;
	unsigned kinds, ignored;

	if (!whole)
		return -1;
	if (strchr(whole, ':'))
		return trouble(whole, "a path with a ':' in it cannot stand in COMPILER_PATH; install originld elsewhere"), -1;
	rest = tools_without_ours(a, c, tools_path(a), &kinds);
	/* what was reached before is reached still */
	kinds |= wish->cc ? TOOL_LD | TOOL_CC : TOOL_LD;
	if (tools_find(a, c, kinds, &tools) != 0)
		return -1;
	ld = farm_make(a, c, TOOL_LD, &tools);
	if (!ld || (kinds & TOOL_CC && !(cc = farm_make(a, c, TOOL_CC, &tools))))
		return -1;
	put_element(&path, ld);
	if (cc)
		put_element(&path, cc);
	/* it may be one empty element, the current folder */
	if (rest)
		put_element(&path, rest);
	set(r, "PATH", text_string(&path));

	put_element(&compiler_path, whole);
	old = old && *old ? tools_without_ours(a, c, old, &ignored) : NULL;
	if (old)
		put_element(&compiler_path, old);
	set(r, "COMPILER_PATH", text_string(&compiler_path));
	/* ccache looks there for the compiler; on PATH it would find us, and take us for the compiler whose output it keeps */
	if (cc && rest)
		set_unless_other(r, "CCACHE_PATH", rest);
	return 0;
}

/* What keeps the linker names from using an element, or NULL. */
static const char *
fault(struct span element)
{
	if (rpath_is_clean(element))
		return NULL;
	if (element.n == 0)
		return "is empty";
	return element.p[0] == '/' || rpath_is_origin(element) ? "holds a control byte" : "is neither absolute nor relative to $ORIGIN";
}

static int
set_rpath(struct arena *a, const struct reach_wish *wish, struct reach *r)
{
	struct rpath_world world = {{NULL, 0}, 0, NULL, NULL, {NULL, 0}};
	struct rpath_verdict v;
	struct text t = text_in(a);
	const char *o = getenv("O"), *what;
	size_t i;

	if (!wish->rpath)
		return 0;
	if (o)
		world.make_o = span_of(o);
	rpath_judge(a, span_of(wish->rpath), &world, &v);
	for (i = 0; i < v.elements; i++) {
		what = fault(rpath_element_after(a, &v, i));
		if (!what)
			continue;
		text_puts(&t, "the element ");
		quote_word(&t, rpath_element_before(&v, i));
		text_putc(&t, ' ');
		text_puts(&t, what);
		text_puts(&t, "; write '$ORIGIN/../lib', in single quotes, or /__ORIGIN__/../lib");
		return trouble("--rpath", text_string(&t)), -1;
	}
	/* mended here, where the current folder is the user's */
	set(r, "ORIGINLD_RPATH", rpath_render(a, &v));
	return 0;
}

/* The path, seen from the root; NULL if nobody knows where we are. */
static const char *
absolute(struct arena *a, const char *path)
{
	struct text t = text_in(a);
	size_t room = 4096;
	char *to = arena_take(a, room);
	long n;

	if (path[0] == '/')
		return path;
	while ((n = os_getcwd(to, room)) == -ERANGE) {
		room *= 2;
		to = arena_take(a, room);
	}
	if (n <= 0 || to[0] != '/')
		return NULL;
	text_puts(&t, to);
	if (to[n - 1] != '/')
		text_putc(&t, '/');
	text_puts(&t, path);
	return text_string(&t);
}

/* The log, which must be one that the linker names can write to: see record.h. */
static int
set_log(struct arena *a, const struct reach_wish *wish, struct reach *r)
{
	struct os_file file;
	const char *path;
	int fd;

	if (!wish->log)
		return 0;
	if (!*wish->log)
		return trouble("--log", "the name of the file is empty; give it one"), -1;
	path = absolute(a, wish->log);
	if (!path)
		return trouble("--log", "the current folder has no name any more; give an absolute path"), -1;
	fd = os_open_log(path);
	if (fd < 0)
		return trouble(path, fd == -ELOOP ? "is a symbolic link; name the file itself" : error_text(a, -fd)), -1;
	if (os_fstat(fd, &file) != 0 || !S_ISREG(file.mode)) {
		os_close(fd);
		return trouble(path, "is no regular file; a log is written to no other"), -1;
	}
	os_close(fd);
	set(r, "ORIGINLD_LOG", path);
	return 0;
}

int
reach_make(struct arena *a, const struct command *c, const struct reach_wish *wish, struct reach *r)
{
	r->count = 0;
	if (wish->prefix && (wish->prefix[0] != '/' || !wish->prefix[strspn(wish->prefix, "/")] || fault(span_of(wish->prefix)) || strchr(wish->prefix, ':')))
		return trouble("--prefix", "takes an absolute path below the root, without ':' and control bytes, such as /usr/local"), -1;
	if (wish->dtags && strcmp(wish->dtags, "runpath") != 0 && strcmp(wish->dtags, "rpath") != 0)
		return trouble("--dtags", "takes runpath or rpath"), -1;
	if (set_rpath(a, wish, r) != 0 || set_log(a, wish, r) != 0 || set_paths(a, c, wish, r) != 0)
		return -1;
	if (!wish->no_origin)
		set_unless_other(r, "ORIGIN", "$ORIGIN");
	if (wish->make_o && !set_unless_other(r, "O", "$$O"))
		return trouble("--make-o", "the variable O is set to something else; unset it, or leave this option out"), -1;
	if (wish->prefix)
		set(r, "ORIGINLD_PREFIX", wish->prefix);
	if (wish->dtags)
		set(r, "ORIGINLD_DTAGS", wish->dtags);
	if (wish->strict)
		set(r, "ORIGINLD_MODE", "strict");
	return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * The texts that can be read of the way a line came, before make and shells took their part of it: variables, the words of our
 * ancestors (a shell that is still there has its whole command among them), the scripts that they run, and what an ancestor make,
 * ninja or scons reads in the folder where it stands, up to the lists from which CMake or Meson has made it.
 *
 * Nothing here is certain to be readable (hidepid, other namespaces, a shell that became its last command), so there may be none.
 */
#include "trail.h"

#include <stddef.h>
#include <string.h>

#include "arena.h"
#include "names.h"
#include "os.h"
#include "path.h"
#include "settings.h"
#include "slurp.h"

enum { ANCESTORS = 32, FILES = 64, BYTES = 4 * 1024 * 1024, MILLISECONDS = 50 };
enum { WORDS = 256 * 1024, SCRIPT = 64 * 1024, ROOM = 4096 };

/* A process among our ancestors. */
struct ancestor {
	unsigned long pid;
	struct span words, folder;
	int below; /* no make was met yet */
};

enum { USUAL = 4 };

/* Programs that read files of their working folder. */
static const struct {
	const char *program;
	enum trail_reader reader;
	const char *files[USUAL];
} builders[] = {
    {"make", READER_MAKE, {"GNUmakefile", "makefile", "Makefile", "config.status"}},
    {"gmake", READER_MAKE, {"GNUmakefile", "makefile", "Makefile", "config.status"}},
    {"bmake", READER_MAKE, {"BSDmakefile", "makefile", "Makefile", "config.status"}},
    {"ninja", READER_NINJA, {"build.ninja", NULL, NULL, NULL}},
    {"ninja-build", READER_NINJA, {"build.ninja", NULL, NULL, NULL}},
    {"samu", READER_NINJA, {"build.ninja", NULL, NULL, NULL}},
    {"scons", READER_SCONS, {"SConstruct", "Sconstruct", "sconstruct", NULL}},
    {"cargo", READER_UNKNOWN, {"build.rs", ".cargo/config.toml", "Cargo.toml", NULL}},
};

/* How a file names others: at the beginning of a line, and what stands behind that name. */
static const struct {
	enum trail_reader reader;
	const char *word, *file;
} includes[] = {
    {READER_MAKE, "include ", ""},
    {READER_MAKE, "-include ", ""},
    {READER_MAKE, "sinclude ", ""},
    {READER_MAKE, ".include ", ""},
    {READER_NINJA, "include ", ""},
    {READER_NINJA, "subninja ", ""},
    {READER_SCONS, "SConscript(", ""},
    {READER_CMAKE, "add_subdirectory(", "/CMakeLists.txt"},
    {READER_MESON, "subdir(", "/meson.build"},
};

/*
 * Where a generator says from what it has made this folder's files: in a text of its own or in the makefile. And where it keeps what it was told on
 * its command line.
 */
static const struct {
	const char *file, *before;
	char behind; /* 0: it ends as names do */
	const char *list, *kept;
	enum trail_reader reader;
} generators[] = {
    {"CMakeCache.txt", "\nCMAKE_HOME_DIRECTORY:INTERNAL=", '\n', "/CMakeLists.txt", "CMakeCache.txt", READER_CMAKE},
    {"meson-info/meson-info.json", "\"source\": \"", '"', "/meson.build", "meson-private/cmd_line.txt", READER_MESON},
    {"Makefile", "\nMakefile: ", 0, "", NULL, READER_UNKNOWN},
};

/* Variables that hold no text of a user's. */
static const char *const never[] = {"ORIGIN=", "O=", "MAKEFLAGS=", "MFLAGS=", "GNUMAKEFLAGS=", "MAKEOVERRIDES=", "COLLECT_", "ORIGINLD_"};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int
is_late(const struct trail *t)
{
	return t->bytes >= BYTES || os_milliseconds() > t->until;
}

static struct trail_text *
add(struct trail *t, struct span text, enum trail_reader reader, const char *place, enum trail_rank rank)
{
	struct trail_text *new = text.n && place ? arena_array(t->arena, 1, sizeof *new) : NULL;

	if (!new)
		return NULL;
	new->text = text;
	new->reader = reader;
	new->place = place;
	new->rank = rank;
	*t->last = new;
	t->last = &new->next;
	t->bytes += text.n;
	return new;
}

static char *
joined(struct trail *t, struct span a, const char *b)
{
	struct text s = text_in(t->arena);

	text_put(&s, a);
	text_puts(&s, b);
	return text_string(&s);
}

/* A sentence that ends with a name. */
static char *
named(struct trail *t, const char *before, struct span name)
{
	struct text s = text_in(t->arena);

	text_puts(&s, before);
	text_put(&s, name);
	return text_string(&s);
}

/* Path of a name as it is seen from a folder; NULL if that is not known. */
static char *
path_in(struct trail *t, struct span folder, struct span name)
{
	struct text s = text_in(t->arena);

	if (!name.n || (name.p[0] != '/' && !folder.n))
		return NULL;
	if (name.p[0] == '/')
		return arena_string(t->arena, name);
	while (span_begins(name, "./"))
		name = span_from(name, 2);
	text_put(&s, folder);
	text_putc(&s, '/');
	text_put(&s, name);
	return text_string(&s);
}

static int
is_known(const struct trail *t, const char *path)
{
	const struct trail_text *i;

	for (i = t->texts; i; i = i->next) {
		if (i->is_file && span_is(span_of(path), i->place))
			return 1;
	}
	return 0;
}

static void add_file(struct trail *t, const struct ancestor *from, char *path, enum trail_reader reader,
    enum trail_rank rank);

/* A name of which only the end of a line, a blank, a quote or a bracket is the end; nothing where it is no plain one. */
static struct span
plain_name(struct span s)
{
	struct span none = {NULL, 0};
	size_t n;

	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '"' || s.p[0] == '\''))
		s = span_from(s, 1);
	for (n = 0; n < s.n && (unsigned char)s.p[n] > ' ' && s.p[n] != '"' && s.p[n] != '\'' && s.p[n] != ')' && s.p[n] != ','; n++) {
		if (s.p[n] == '$' || s.p[n] == '*' || s.p[n] == '<')
			return none;
	}
	return span_head(s, n);
}

/* Reads what a file names. Makes and ninja look from where they stand, the others from the file's own folder. */
static void
follow_line(struct trail *t, const struct ancestor *from, const char *path, enum trail_reader reader, struct span line)
{
	int source = reader == READER_CMAKE || reader == READER_MESON;
	struct span folder = source ? path_folder(span_of(path)) : from->folder, name;
	char *file;
	size_t i;

	for (i = 0; i < COUNT(includes); i++) {
		if (includes[i].reader != reader || !span_begins(line, includes[i].word))
			continue;
		name = plain_name(span_from(line, strlen(includes[i].word)));
		file = name.n ? joined(t, name, includes[i].file) : NULL;
		if (file)
			add_file(t, from, path_in(t, folder, span_of(file)), reader, source ? RANK_SOURCE : RANK_FILE);
	}
}

static void
add_file(struct trail *t, const struct ancestor *from, char *path, enum trail_reader reader,
    enum trail_rank rank)
{
	struct trail_text *new;
	struct span rest, line;

	if (!path || t->files >= FILES || is_late(t) || is_known(t, path))
		return;
	new = add(t, slurp(t->arena, path, BYTES - t->bytes), reader, path, rank);
	if (!new)
		return;
	t->files++;
	new->is_file = 1;
	for (rest = new->text; rest.n; rest = span_from(rest, line.n < rest.n ? line.n + 1 : rest.n)) {
		line = span_head(rest, span_find(rest, '\n'));
		while (line.n && (line.p[0] == ' ' || line.p[0] == '\t')) {
			line = span_from(line, 1);
			rest = span_from(rest, 1);
		}
		follow_line(t, from, path, reader, line);
	}
}

static struct span
word_at(struct span words, size_t at)
{
	struct span w = span_from(words, at);

	return span_head(w, span_find(w, '\0'));
}

/* A generator has made these files. */
static void
demote(struct trail_text *made)
{
	for (; made; made = made->next)
		made->rank = made->is_file ? RANK_MADE : made->rank;
}

/* The list from which a generator has made files of this folder, and what it was told. Those since `made` are of its making. */
static void
add_source(struct trail *t, const struct ancestor *from, struct trail_text *made, size_t row)
{
	const char *kept = generators[row].kept;
	char *path = path_in(t, from->folder, span_of(generators[row].file)), *list;
	struct span source = path ? slurp(t->arena, path, WORDS) : span_of("");
	size_t at = span_search(source, generators[row].before);

	if (at == source.n)
		return;
	source = span_from(source, at + strlen(generators[row].before));
	source = kept ? span_head(source, span_find(source, generators[row].behind)) : plain_name(source);
	list = source.n ? joined(t, source, generators[row].list) : NULL;
	if (!list)
		return;
	if (kept) {
		demote(made);
		add_file(t, from, path_in(t, from->folder, span_of(kept)), READER_UNKNOWN, RANK_CACHE);
	}
	add_file(t, from, path_in(t, from->folder, span_of(list)),
	    span_ends(span_of(list), ".pro") ? READER_QMAKE : generators[row].reader, RANK_SOURCE);
}

static void
add_sources(struct trail *t, const struct ancestor *from, struct trail_text *made)
{
	char *kept;
	size_t i;

	for (i = 0; i < COUNT(generators) && !is_late(t); i++) {
		kept = generators[i].kept ? path_in(t, from->folder, span_of(generators[i].kept)) : NULL;
		if (kept && is_known(t, kept))
			demote(made);
		else
			add_source(t, from, made, i);
	}
}

/* The files that a make or its like reads: those named by -f, else the usual ones. */
static void
add_files(struct trail *t, const struct ancestor *a, size_t row)
{
	enum trail_reader reader = builders[row].reader;
	struct trail_text **made = t->last;
	struct span word;
	size_t at, i;
	int takes = 0, given = 0;

	for (at = 0; at < a->words.n; at += word.n + 1) {
		word = word_at(a->words, at);
		if (takes)
			add_file(t, a, path_in(t, a->folder, word), reader, RANK_FILE);
		takes = span_is(word, "-f");
		given |= takes;
		if (!takes && span_begins(word, "-f") && word.n > 2) {
			add_file(t, a, path_in(t, a->folder, span_from(word, 2)), reader, RANK_FILE);
			given = 1;
		}
	}
	for (i = 0; i < USUAL && builders[row].files[i]; i++) {
		if (!given || span_is(span_of(builders[row].files[i]), "config.status"))
			add_file(t, a, path_in(t, a->folder, span_of(builders[row].files[i])), reader, RANK_FILE);
	}
	add_sources(t, a, *made);
}

/* The row of a program that reads files, by its first word or, for a script, its second; or -1. */
static int
row_of(struct span words)
{
	struct span first = path_base(word_at(words, 0)), second = {NULL, 0};
	size_t n = span_find(words, '\0') + 1, i;

	if (n < words.n)
		second = path_base(word_at(words, n));
	for (i = 0; i < COUNT(builders); i++) {
		if (span_is(first, builders[i].program) || span_is(second, builders[i].program))
			return (int)i;
	}
	return -1;
}

static int
is_shell(struct span name)
{
	static const char *const shells[] = {"sh", "dash", "bash", "ksh", "ksh93", "mksh", "zsh", "ash", "busybox"};
	size_t i;

	for (i = 0; i < COUNT(shells); i++) {
		if (span_is(name, shells[i]))
			return 1;
	}
	return 0;
}

/*
 * What an interpreter has to do: *command of "sh -c COMMAND", or the name of the *script that it reads. reader says whether it is a
 * shell. Neither for other programs.
 */
static void
task_of(struct span words, struct span *command, struct span *script, enum trail_reader *reader)
{
	struct span word = path_base(word_at(words, 0));
	size_t at = span_find(words, '\0') + 1;

	command->n = script->n = 0;
	if (word.n && word.p[0] == '-')
		word = span_from(word, 1);
	*reader = is_shell(word) ? READER_SHELL : READER_UNKNOWN;
	if (*reader != READER_SHELL && !span_begins(word, "python") && !span_begins(word, "perl") && !span_begins(word, "ruby"))
		return;
	for (; at < words.n; at += word.n + 1) {
		word = word_at(words, at);
		/* also among others, as in -ec, but not in bash's --norc */
		if (*reader == READER_SHELL && word.n > 1 && word.p[0] == '-' && word.p[1] != '-' && span_find(word, 'c') < word.n) {
			at += word.n + 1;
			if (at < words.n)
				*command = word_at(words, at);
			return;
		}
		if (*reader != READER_SHELL && (span_is(word, "-c") || span_is(word, "-e") || span_is(word, "-m")))
			return;
		/* busybox sh -c */
		if (!word.n || (word.p[0] != '-' && !span_is(word, "sh") && !span_is(word, "ash"))) {
			*script = word;
			return;
		}
	}
}

static char *
proc_path(struct trail *t, unsigned long pid, const char *what)
{
	struct text s = text_in(t->arena);

	text_puts(&s, "/proc/");
	text_number(&s, pid);
	text_puts(&s, what);
	return text_string(&s);
}

/* Where a link of /proc leads; NULL if that cannot be told. */
static char *
link_of(struct trail *t, unsigned long pid, const char *what)
{
	char *link = proc_path(t, pid, what), *path = arena_take(t->arena, ROOM);
	long n = link && path ? os_readlink(link, path, ROOM - 1) : -1;

	if (n <= 0 || n >= ROOM - 1)
		return NULL;
	path[n] = '\0';
	return path;
}

/*
 * The words of a script, and the script itself if it runs this link's command. A large one was generated, as configure and libtool are, and
 * holds nobody's rpath; and in other languages than a shell's a text may be there for any reason.
 */
static void
add_script(struct trail *t, const struct ancestor *a, struct span script, enum trail_reader reader)
{
	char *path = path_in(t, a->folder, script);
	struct span text = path && a->below && !is_known(t, path) ? slurp(t->arena, path, SCRIPT + 1) : script;
	struct trail_text *new;

	add(t, a->words, READER_UNKNOWN, named(t, "the command line of ", path_base(script)), RANK_WORDS);
	new = text.p != script.p && text.n <= SCRIPT ? add(t, text, reader, path, RANK_SCRIPT) : NULL;
	if (!new)
		return;
	new->is_file = 1;
	new->is_aside = reader != READER_SHELL;
}

/* A shell or xargs without a script may read a file on its standard input. */
static void
add_input(struct trail *t, const struct ancestor *a, enum trail_reader reader)
{
	char *path = link_of(t, a->pid, "/fd/0");
	struct span text = path && path[0] == '/' ? slurp(t->arena, path, SCRIPT + 1) : span_of("");
	struct trail_text *new = text.n <= SCRIPT ? add(t, text, reader, path, RANK_SCRIPT) : NULL;

	if (new)
		new->is_file = 1;
}

/* The parent of a process, or 0. The second field of stat is the name, which may hold anything, in brackets; the fourth is the parent. */
static unsigned long
parent_of(struct span stat)
{
	unsigned long parent = 0;
	size_t i = stat.n;

	while (i > 0 && stat.p[i - 1] != ')')
		i--;
	/* ") S 4711 " */
	for (i += 3; i < stat.n && stat.p[i] >= '0' && stat.p[i] <= '9'; i++)
		parent = parent * 10 + (unsigned long)(stat.p[i] - '0');
	return parent;
}

static struct span
read_proc(struct trail *t, unsigned long pid, const char *what, size_t most)
{
	char *path = proc_path(t, pid, what);

	return slurp(t->arena, path ? path : "", most);
}

/* Whether /proc counts processes as we do; that of another namespace means others by the same numbers. */
static int
proc_is_ours(struct trail *t)
{
	char number[32], *digits = proc_path(t, (unsigned long)os_getpid(), "");
	long n = os_readlink("/proc/self", number, sizeof number);
	struct span self = {number, n > 0 ? (size_t)n : 0};

	return digits && self.n && self.n < sizeof number && span_is(self, digits + strlen("/proc/"));
}

/* Reads one ancestor. */
static void
read_ancestor(struct trail *t, struct ancestor *a)
{
	int row = row_of(a->words);
	struct span command, script, name = path_base(word_at(a->words, 0));
	enum trail_reader reader;
	struct trail_text *new;
	char *folder;

	task_of(a->words, &command, &script, &reader);
	if (command.n) {
		new = add(t, command, READER_SHELL, "the command of a shell", RANK_COMMAND);
		if (new)
			new->is_near = a->below;
		return;
	}
	folder = link_of(t, a->pid, "/cwd");
	a->folder = span_of(folder ? folder : "");
	if (t->closest == READER_UNKNOWN)
		t->closest = row >= 0 ? builders[row].reader : script.n ? reader : READER_UNKNOWN;
	if (row >= 0) {
		a->below = 0;
		reader = builders[row].reader;
		add(t, a->words, reader, named(t, "the command line of ", reader == READER_MAKE ? span_of("make") : name), RANK_WORDS);
		add_files(t, a, (size_t)row);
	} else if (script.n) {
		add_script(t, a, script, reader);
	} else {
		if (a->below && (reader == READER_SHELL || span_is(name, "xargs")))
			add_input(t, a, reader);
		add(t, a->words, READER_UNKNOWN, named(t, "the command line of ", name),
		    names_driver(name) || span_is(name, "collect2") ? RANK_NONE : RANK_COMMAND);
	}
}

/* Variables that hold what may be a flag. */
static void
read_environment(struct trail *t, const struct settings *s)
{
	struct span all = slurp(t->arena, "/proc/self/environ", WORDS), one;
	size_t at, i;

	for (at = 0; at < all.n; at += one.n + 1) {
		one = word_at(all, at);
		for (i = 0; i < COUNT(never) && !span_begins(one, never[i]); i++)
			;
		if (i == COUNT(never) && (span_has(one, "RIGIN") || span_has(one, "rpath")))
			add(t, one, READER_UNKNOWN, named(t, "the variable ", span_head(one, span_find(one, '='))), RANK_VARIABLE);
	}
	if (!all.n && s->ldflags)
		add(t, span_of(s->ldflags), READER_UNKNOWN, "the variable LDFLAGS", RANK_VARIABLE);
	if (s->makeflags)
		add(t, span_of(s->makeflags), READER_UNKNOWN, "MAKEFLAGS", RANK_COMMAND);
}

/* Who reads the environment's variables: a make, if there is one, else a shell, if there is nobody else who builds. */
static void
give_variables(struct trail *t)
{
	enum trail_reader reader = READER_UNKNOWN;
	struct trail_text *i;

	for (i = t->texts; i && reader != READER_MAKE; i = i->next) {
		if (i->reader != READER_UNKNOWN && (reader == READER_UNKNOWN || i->reader != READER_SHELL))
			reader = i->reader;
	}
	if (reader != READER_MAKE && reader != READER_SHELL)
		return;
	for (i = t->texts; i; i = i->next) {
		if (i->rank != RANK_VARIABLE)
			continue;
		i->reader = reader;
		i->is_doubtful = reader == READER_MAKE && t->closest == READER_SHELL;
	}
}

void
trail_read(struct trail *t, const struct settings *s)
{
	struct ancestor a = {(unsigned long)os_getppid(), {NULL, 0}, {NULL, 0}, 1};
	struct trail_text *text;
	int i, failed = t->arena->failed;

	t->last = &t->texts;
	t->until = os_milliseconds() + MILLISECONDS;
	read_environment(t, s);
	for (text = t->texts; text; text = text->next)
		text->is_variable = 1;
	for (i = proc_is_ours(t) ? 0 : ANCESTORS; i < ANCESTORS && a.pid > 1 && !is_late(t); i++) {
		a.words = read_proc(t, a.pid, "/cmdline", WORDS);
		read_ancestor(t, &a);
		a.pid = parent_of(read_proc(t, a.pid, "/stat", ROOM));
	}
	give_variables(t);
	/* what there was no memory for is not there; a failure from before is another's */
	t->arena->failed = failed;
}

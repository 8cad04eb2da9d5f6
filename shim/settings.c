/* SPDX-License-Identifier: MIT */
/*
 * Reads the environment, once, in one pass: it may hold hundreds of variables and every link pays for each. Pure.
 */
#include "settings.h"

#include <stddef.h>
#include <string.h>

#include "arena.h"

/* Behind "ORIGINLD_". */
static const struct {
	const char *name; /* with its '=' */
	size_t where;
} ours[] = {
    {"MODE=", offsetof(struct settings, mode_text)},
    {"RPATH=", offsetof(struct settings, rpath)},
    {"RPATH_AT=", offsetof(struct settings, rpath_at)},
    {"PREFIX=", offsetof(struct settings, prefix)},
    {"DTAGS=", offsetof(struct settings, dtags_text)},
    {"LOG=", offsetof(struct settings, log)},
    {"LD=", offsetof(struct settings, ld)},
    {"CC=", offsetof(struct settings, cc)},
    {"VERBOSE=", offsetof(struct settings, verbose_text)},
    {"TRIED=", offsetof(struct settings, tried)},
};

/*
 * Points the field at the value if the variable goes on with `name`. The first of two equal variables counts, as for getenv. With a
 * literal for the name this becomes a chain of comparisons, which matters: it runs for every variable of every link.
 */
static inline int
take(const char **field, const char *variable, const char *name, size_t n)
{
	size_t i;

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 16
#endif
	for (i = 0; i < n; i++) {
		if (variable[i] != name[i])
			return 0;
	}
	if (!*field)
		*field = variable + i;
	return 1;
}

#define TAKE(field, variable, name) take((field), (variable), (name), sizeof(name) - 1)

static void
take_ours(struct settings *s, char **at)
{
	const char *rest = *at + 9;
	size_t i;

	s->ours = 1;
	for (i = 0; i < sizeof ours / sizeof ours[0]; i++) {
		if (take((const char **)(void *)((char *)s + ours[i].where), rest, ours[i].name, strlen(ours[i].name)))
			break;
	}
	if (s->tried && !s->tried_at)
		s->tried_at = at;
}

char **
settings_find(struct settings *s, char **env)
{
	/* the first two letters of the names below, folded into 64 bits: nearly every other variable is passed over by one test. (Behind
	 * an empty string stands another one, or the program's name, so there is always a second byte.) */
#define FOLD(x, y) (((unsigned)(unsigned char)(x) + 8U * (unsigned char)(y)) & 63)
	const unsigned long long wanted = 1ULL << FOLD('P', 'A') | 1ULL << FOLD('C', 'O') | 1ULL << FOLD('L', 'D') |
	    1ULL << FOLD('C', 'C') | 1ULL << FOLD('O', '=') | 1ULL << FOLD('O', 'R') | 1ULL << FOLD('M', 'A');
	const char *v;

	for (; (v = *env) != NULL; env++) {
		if (!(wanted >> FOLD(v[0], v[1]) & 1))
			continue;
		if (v[0] == 'P' && v[1] == 'A') {
			TAKE(&s->path, v + 2, "TH=");
		} else if (v[0] == 'C' && v[1] == 'O') {
			if (!TAKE(&s->compiler_path, v + 2, "MPILER_PATH="))
				TAKE(&s->collect_gcc, v + 2, "LLECT_GCC=");
		} else if (v[0] == 'C' && v[1] == 'C') {
			TAKE(&s->ccache_path, v + 2, "ACHE_PATH=");
		} else if (v[0] == 'L' && v[1] == 'D') {
			if (!TAKE(&s->run_path, v + 2, "_RUN_PATH="))
				TAKE(&s->ldflags, v + 2, "FLAGS=");
		} else if (v[0] == 'M' && v[1] == 'A') {
			TAKE(&s->makeflags, v + 2, "KEFLAGS=");
		} else if (v[0] == 'O' && v[1] == '=') {
			TAKE(&s->make_o, v + 2, "");
		} else if (v[0] == 'O' && v[1] == 'R') {
			if (span_begins(span_of(v), "ORIGINLD_"))
				take_ours(s, env);
			else
				TAKE(&s->origin, v + 2, "IGIN=");
		}
	}
	return env;
}

static int
is(const char *value, const char *word)
{
	return span_is(span_of(value), word);
}

static void
read_mode(struct settings *s)
{
	static const struct {
		const char *name;
		enum mode mode;
	} modes[] = {{"", MODE_REPAIR}, {"repair", MODE_REPAIR}, {"warn", MODE_WARN}, {"strict", MODE_STRICT}, {"off", MODE_OFF}};
	size_t i;

	for (i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		if (is(s->mode_text, modes[i].name)) {
			s->mode = modes[i].mode;
			return;
		}
	}
	s->unknown = 1;
}

void
settings_understand(struct settings *s, int secure)
{
	size_t i;

	if (!s->ours)
		return;
	for (i = 0; secure && i < sizeof ours / sizeof ours[0]; i++)
		*(const char **)(void *)((char *)s + ours[i].where) = NULL;
	if (s->mode_text)
		read_mode(s);
	if (s->verbose_text && s->verbose_text[0] >= '1' && s->verbose_text[0] <= '9')
		s->verbose = s->verbose_text[0] - '0';
	if (s->rpath_at) {
		s->at_first = is(s->rpath_at, "first");
		s->unknown |= !s->at_first && !is(s->rpath_at, "last") && !is(s->rpath_at, "");
	}
	if (s->dtags_text) {
		s->dtags = is(s->dtags_text, "runpath") ? DTAGS_RUNPATH : is(s->dtags_text, "rpath") ? DTAGS_RPATH : DTAGS_ANY;
		s->dtags_unknown = !s->dtags && s->dtags_text[0];
	}
	if (s->log && !s->log[0])
		s->log = NULL;
	if (s->rpath && !s->rpath[0])
		s->rpath = NULL;
	if (s->prefix && !s->prefix[0])
		s->prefix = NULL;
	if (s->ld && !s->ld[0])
		s->ld = NULL;
	if (s->cc && !s->cc[0])
		s->cc = NULL;
}

int
settings_are_special(const struct settings *s)
{
	return s->ours && (s->rpath || s->prefix || s->dtags || s->log || s->verbose || s->mode != MODE_REPAIR);
}

struct span
settings_make_o(const struct settings *s, struct arena *a)
{
	struct text t = text_in(a);
	const char *f = s->makeflags;

	if (s->make_o)
		return span_of(s->make_o);
	for (; f && *f; f++) {
		if ((f == s->makeflags || f[-1] == ' ') && f[0] == 'O' && f[1] == '=') {
			for (f += 2; *f && *f != ' '; f++) {
				if ((f[0] == '\\' && f[1]) || (f[0] == '$' && f[1] == '$'))
					f++;
				text_putc(&t, *f);
			}
			break;
		}
	}
	return text_span(&t);
}

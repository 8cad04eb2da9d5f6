/* SPDX-License-Identifier: MIT */
/* Options of verbs, by their tables: --name, --name VALUE, --name=VALUE. */
#define _POSIX_C_SOURCE 200809L
#include "flags.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "command.h"

/* The option that the word begins with, up to its '=' or its end; NULL if there is none. */
static const struct flag *
find(const struct flag *const *lists, const char *word)
{
	const struct flag *f;
	size_t n = strcspn(word, "=");

	for (; *lists; lists++) {
		for (f = *lists; f->name; f++) {
			if (strlen(f->name) == n && memcmp(f->name, word, n) == 0)
				return f;
		}
	}
	return NULL;
}

static char **
refuse(const char *word, const char *whose, const char *what)
{
	struct arena a = command_arena();
	struct text t = text_in(&a);

	text_puts(&t, what);
	text_puts(&t, "; see originld ");
	text_puts(&t, whose);
	text_puts(&t, " --help");
	trouble(word, text_string(&t));
	return NULL;
}

char **
flags_take(const struct flag *const *lists, char **argv, void *to)
{
	const char *name = *argv++, *word, *value;
	const struct flag *f;

	for (; (word = *argv) != NULL && word[0] == '-' && word[1]; argv++) {
		if (strcmp(word, "--") == 0)
			return argv + 1;
		f = find(lists, word);
		if (!f)
			return refuse(word, name, "no such option");
		value = strchr(word, '=');
		if (!f->value) {
			if (value)
				return refuse(word, name, "this option takes no value");
			*(int *)(void *)((char *)to + f->where) = f->set;
			continue;
		}
		value = value ? value + 1 : *++argv;
		if (!value)
			return refuse(word, name, "the value of this option is missing");
		*(const char **)(void *)((char *)to + f->where) = value;
	}
	return argv;
}

void
flags_help(const struct flag *const *lists)
{
	const struct flag *f;
	size_t n;

	for (; *lists; lists++) {
		for (f = *lists; f->name; f++) {
			n = strlen(f->name) + (f->value ? 1 + strlen(f->value) : 0);
			printf("  %s%s%s%*s%s\n", f->name, f->value ? " " : "", f->value ? f->value : "", n < 18 ? 20 - (int)n : 2, "",
			    f->help);
		}
	}
}

/* SPDX-License-Identifier: MIT */
/*
 * What the pure modules of movable scripts make of a file, for tests/61-shebang.bats and tests/shebang:
 *
 *	f_shebang own|env TO <SCRIPT     the script with a relative beginning; exits with 1 and says why if it is refused
 *	f_shebang read <SCRIPT           what its beginning is
 *	f_shebang pc PREFIX UP <FILE     the .pc file made movable; what is left is told on stderr
 *	f_shebang record PATH FILE <RECORD   the RECORD with FILE's digest and size in the row of PATH
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "bytes.h"
#include "os.h"
#include "pcfile.h"
#include "sha256.h"
#include "shebang.h"
#include "wheel.h"

/* All that can be read of a file; it is never given back. */
static struct span
whole(FILE *f)
{
	char *p = NULL;
	struct span s = {NULL, 0};
	size_t room = 0, n;

	do {
		if (s.n == room && !(p = realloc(p, room = room * 2 + 65536)))
			exit(2);
		n = fread(p + s.n, 1, room - s.n, f);
		s.n += n;
	} while (n);
	s.p = p;
	return s;
}

static int
put(struct span s)
{
	return fwrite(s.p, 1, s.n, stdout) == s.n ? 0 : 2;
}

static int
script(struct arena *a, struct span file, const char *form, const char *to)
{
	struct shebang s;
	struct shebang_edit edit;

	shebang_read(&s, file);
	if (shebang_relative(&edit, a, &s, file, span_of(to), strcmp(form, "own") == 0 ? SHEBANG_OWN : SHEBANG_ENV) != 0)
		return 2;
	if (edit.refusal) {
		printf("%s\n", shebang_refusal_name(edit.refusal));
		return 1;
	}
	return put(edit.head) | put(span_from(file, edit.length));
}

static int
beginning(struct span file)
{
	static const char *const kinds[] = {"none", "absolute", "system", "cwd", "ours", "relative"};
	struct shebang s;

	shebang_read(&s, file);
	printf("%s %s '%.*s' '%.*s' %s\n", kinds[s.kind], shebang_language_name(s.language), (int)s.interpreter.n, s.interpreter.n ? s.interpreter.p : "",
	    (int)s.argument.n, s.argument.n ? s.argument.p : "", shebang_refusal_name(s.refusal));
	return 0;
}

static int
pc(struct arena *a, struct span file, const char *prefix, const char *up)
{
	struct pcfile r;
	size_t i;

	if (pcfile_relative(&r, a, file, span_of(prefix), span_of(up)) != 0)
		return 2;
	for (i = 0; i < r.lefts; i++)
		fprintf(stderr, "%zu: %.*s\n", r.left[i].line, (int)r.left[i].text.n, r.left[i].text.p);
	return put(r.text);
}

static int
record(struct arena *a, struct span text, const char *path, const char *name)
{
	unsigned char digest[SHA256_SIZE];
	struct wheel_file file;
	struct sha256 sum;
	struct span bytes, out;
	size_t rows;
	FILE *f = fopen(name, "rb");

	if (!f)
		return perror(name), 2;
	bytes = whole(f);
	fclose(f);
	sha256_begin(&sum);
	sha256_put(&sum, bytes);
	sha256_end(&sum, digest);
	file.path = span_of(path);
	file.sha256 = digest;
	file.size = (unsigned long)bytes.n;
	if (wheel_update(a, text, &file, 1, &out, &rows) != 0)
		return 2;
	return put(out) ? 2 : rows != 1;
}

int
main(int argc, char **argv)
{
	static char block[1 << 16];
	struct arena a;
	struct span file = whole(stdin);

	memset(&a, 0, sizeof a);
	a.at = block;
	a.end = block + sizeof block;
	a.more = os_more;
	if (argc == 2 && strcmp(argv[1], "read") == 0)
		return beginning(file);
	if (argc == 3 && (strcmp(argv[1], "own") == 0 || strcmp(argv[1], "env") == 0))
		return script(&a, file, argv[1], argv[2]);
	if (argc == 4 && strcmp(argv[1], "pc") == 0)
		return pc(&a, file, argv[2], argv[3]);
	if (argc == 4 && strcmp(argv[1], "record") == 0)
		return record(&a, file, argv[2], argv[3]);
	fputs("usage: f_shebang own|env TO | read | pc PREFIX UP | record PATH FILE\n", stderr);
	return 2;
}

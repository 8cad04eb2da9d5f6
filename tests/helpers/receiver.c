/* SPDX-License-Identifier: MIT */
/*
 * Stands in for a linker and sends what it was given to the descriptor $RECEIVER: its words, environment, working folder, descriptors and pid, and
 * every response file it is told to read, those that such a file names included. Ends with $RECEIVER_STATUS.
 *
 * What it sends are items: a letter, a length in decimal, a newline, and that many bytes.
 *	a word   e variable   c folder   f descriptor (NUMBER DEVICE:INODE)   p pid   n name of a response file   r its bytes
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

/* Programs below 128 KiB could be scripts or wrappers, and are looked into: a linker is not. */
char weight[160 * 1024] = {1};

enum { DEPTH = 12, FILES = 2100 };

static char *sent;
static size_t used, room;
static unsigned files;

static void
put(const void *bytes, size_t n)
{
	if (used + n > room) {
		room = 2 * (used + n) + 4096;
		sent = realloc(sent, room);
		if (!sent)
			_exit(99);
	}
	memcpy(sent + used, bytes, n);
	used += n;
}

static void
item(char letter, const void *bytes, size_t n)
{
	char head[32];

	put(head, (size_t)snprintf(head, sizeof head, "%c%zu\n", letter, n));
	put(bytes, n);
}

static void
descriptors(int ours)
{
	static struct pollfd all[1024];
	char text[80];
	struct stat st;
	int fd;

	/* one call tells which are open */
	for (fd = 0; fd < 1024; fd++)
		all[fd].fd = fd;
	poll(all, 1024, 0);
	for (fd = 0; fd < 1024; fd++) {
		if (fd == ours || (all[fd].revents & POLLNVAL) || fstat(fd, &st) != 0)
			continue;
		item('f', text, (size_t)snprintf(text, sizeof text, "%d %llu:%llu", fd, (unsigned long long)st.st_dev,
		    (unsigned long long)st.st_ino));
	}
}

static int
is_border(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == '"' || c == '\'' || c == '\0';
}

static void
response_file(const char *name, unsigned depth)
{
	struct stat st;
	size_t n = 0, i, end;
	char *bytes, inner[4096];
	ssize_t got;
	int fd;

	if (depth == DEPTH || files == FILES || stat(name, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	fd = open(name, O_RDONLY);
	if (fd < 0)
		return;
	files++;
	bytes = malloc((size_t)st.st_size + 1);
	while (bytes && n < (size_t)st.st_size && (got = read(fd, bytes + n, (size_t)st.st_size - n)) > 0)
		n += (size_t)got;
	close(fd);
	item('n', name, strlen(name));
	item('r', bytes, n);
	for (i = 0; i < n; i++) {
		if (bytes[i] != '@' || (i && !is_border(bytes[i - 1])))
			continue;
		for (end = i + 1; end < n && !is_border(bytes[end]); end++)
			;
		if (end == i + 1 || end - i > sizeof inner)
			continue;
		memcpy(inner, bytes + i + 1, end - i - 1);
		inner[end - i - 1] = '\0';
		response_file(inner, depth + 1);
	}
	free(bytes);
}

int
main(int argc, char **argv)
{
	const char *to = getenv("RECEIVER"), *status = getenv("RECEIVER_STATUS");
	int fd = to ? atoi(to) : -1, i;
	char text[32], *cwd;
	size_t n = 0;
	ssize_t got;

	if (fd >= 0) {
		descriptors(fd);
		for (i = 0; i < argc; i++)
			item('a', argv[i], strlen(argv[i]));
		for (i = 0; environ[i]; i++)
			item('e', environ[i], strlen(environ[i]));
		cwd = getcwd(NULL, 0);
		if (cwd)
			item('c', cwd, strlen(cwd));
		item('p', text, (size_t)snprintf(text, sizeof text, "%ld", (long)getpid()));
		for (i = 1; i < argc; i++) {
			if (argv[i][0] == '@' && argv[i][1])
				response_file(argv[i] + 1, 0);
		}
		while (n < used && (got = write(fd, sent + n, used - n)) > 0)
			n += (size_t)got;
	}
	return status ? atoi(status) : 0;
}

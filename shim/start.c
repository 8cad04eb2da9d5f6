/* SPDX-License-Identifier: MIT */
/*
 * The shim's beginning where it has no libc: from the kernel's stack to shim_main(), and the memory functions that the core and the
 * compiler want. Linux on x86-64 and aarch64.
 *
 * At the start the stack holds argc, argv, NULL, environment, NULL, and the auxiliary vector: pairs that end with AT_NULL
 * (System V ABI, AMD64 supplement, 3.4.1; the same on aarch64).
 */
#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#include "shim.h"

#if defined(__x86_64__)
__asm__(".text\n"
        ".globl _start\n"
        ".type _start,@function\n"
        "_start:\n"
        "	xor %ebp, %ebp\n"
        "	mov %rsp, %rdi\n"
        "	and $-16, %rsp\n"
        "	call start\n"
        "	hlt\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        ".globl _start\n"
        ".type _start,%function\n"
        "_start:\n"
        "	mov x29, #0\n"
        "	mov x30, #0\n"
        "	mov x0, sp\n"
        "	and sp, x0, #-16\n"
        "	bl start\n"
        "	brk #0\n");
#endif

void start(uintptr_t *stack);

void
start(uintptr_t *stack)
{
	struct shim_start s = {0};

	s.argv = (char **)(stack + 1);
	s.env = s.argv + stack[0] + 1;
	shim_main(&s);
}

void
shim_origin(struct shim_start *s, char **env_end)
{
	/* of some twenty entries two are wanted, and the last: one test passes over the others */
	const uint64_t wanted = UINT64_C(1) << AT_EXECFN | UINT64_C(1) << AT_SECURE | UINT64_C(1) << AT_NULL;
	const uintptr_t *aux = (const uintptr_t *)(env_end + 1);

	for (;; aux += 2) {
		if (!(wanted >> (aux[0] & 63) & 1))
			continue;
		if (aux[0] == AT_NULL)
			return;
		if (aux[0] == AT_EXECFN)
			s->self = (const char *)aux[1];
		else if (aux[0] == AT_SECURE)
			s->secure = aux[1] != 0;
	}
}

/*
 * Plain loops by words. The compiler must not turn them into calls of themselves.
 */
#if defined(__clang__)
#define LOOP __attribute__((no_builtin))
#else
#define LOOP __attribute__((optimize("no-tree-loop-distribute-patterns")))
#endif

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
int bcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);

typedef uint64_t word __attribute__((may_alias, aligned(1)));

LOOP void *
memcpy(void *to, const void *from, size_t n)
{
	char *t = to;
	const char *f = from;

	if (n >= 8) {
		/* the last word may overlap the one before it */
		const uint64_t last = *(const word *)(const void *)(f + n - 8);
		char *end = t + n - 8;

		for (; end - t >= 32; t += 32, f += 32) {
			const uint64_t a = *(const word *)(const void *)f, b = *(const word *)(const void *)(f + 8);
			const uint64_t c = *(const word *)(const void *)(f + 16), d = *(const word *)(const void *)(f + 24);

			*(word *)(void *)t = a;
			*(word *)(void *)(t + 8) = b;
			*(word *)(void *)(t + 16) = c;
			*(word *)(void *)(t + 24) = d;
		}
		for (; t < end; t += 8, f += 8)
			*(word *)(void *)t = *(const word *)(const void *)f;
		*(word *)(void *)end = last;
		return to;
	}
	for (; n; n--)
		*t++ = *f++;
	return to;
}

LOOP void *
memmove(void *to, const void *from, size_t n)
{
	char *t = to;
	const char *f = from;

	if (t <= f || t >= f + n)
		return memcpy(to, from, n);
	while (n--)
		t[n] = f[n];
	return to;
}

LOOP void *
memset(void *to, int c, size_t n)
{
	const uint64_t all = (unsigned char)c * UINT64_C(0x0101010101010101);
	char *t = to;

	for (; n >= 32; n -= 32, t += 32) {
		*(word *)(void *)t = all;
		*(word *)(void *)(t + 8) = all;
		*(word *)(void *)(t + 16) = all;
		*(word *)(void *)(t + 24) = all;
	}
	for (; n >= 8; n -= 8, t += 8)
		*(word *)(void *)t = all;
	for (; n; n--)
		*t++ = (char)c;
	return to;
}

LOOP int
memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n >= 8 && *(const word *)(const void *)x == *(const word *)(const void *)y; n -= 8, x += 8, y += 8)
		;
	for (; n; n--, x++, y++) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}

/* clang calls this where only equality is asked */
int
bcmp(const void *a, const void *b, size_t n)
{
	return memcmp(a, b, n);
}

LOOP void *
memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++) {
		if (*p == (unsigned char)c)
			return (void *)(uintptr_t)p;
	}
	return NULL;
}

LOOP size_t
strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

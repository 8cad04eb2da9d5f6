/* SPDX-License-Identifier: MIT */
/*
 * The floor: becomes FLOOR_TARGET with the argv and environment it was given, and does nothing else. No libc.
 */
#include <sys/syscall.h>

#if defined(__x86_64__)
__asm__(".globl _start\n"
        "_start:\n"
        "	mov (%rsp), %rdx\n"
        "	lea 8(%rsp), %rsi\n"
        "	lea 16(%rsp,%rdx,8), %rdx\n"
        "	lea target(%rip), %rdi\n"
        "	mov $59, %eax\n"
        "	syscall\n"
        "	mov $127, %edi\n"
        "	mov $60, %eax\n"
        "	syscall\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n"
        "_start:\n"
        "	ldr x3, [sp]\n"
        "	add x1, sp, #8\n"
        "	add x2, sp, #16\n"
        "	add x2, x2, x3, lsl #3\n"
        "	adrp x0, target\n"
        "	add x0, x0, :lo12:target\n"
        "	mov x8, #221\n"
        "	svc 0\n"
        "	mov x0, #127\n"
        "	mov x8, #93\n"
        "	svc 0\n");
#else
#error "the floor program is written for x86-64 and aarch64"
#endif

const char target[] = FLOOR_TARGET;

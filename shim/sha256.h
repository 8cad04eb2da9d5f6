/* SPDX-License-Identifier: MIT */
#ifndef SHA256_H
#define SHA256_H

#include "bytes.h" /* for struct span */

enum { SHA256_SIZE = 32, SHA256_BLOCK = 64 };

/* A digest in the making: any number of puts, then one end. */
struct sha256 {
	uint32_t state[8];
	uint64_t length;
	unsigned char block[SHA256_BLOCK]; /* length % SHA256_BLOCK bytes of it are in use */
};

void sha256_begin(struct sha256 *s);
void sha256_put(struct sha256 *s, struct span bytes);
void sha256_end(struct sha256 *s, unsigned char digest[SHA256_SIZE]);

#endif

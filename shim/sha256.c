/* SPDX-License-Identifier: MIT */
/* SHA-256 as FIPS 180-4 has it, 6.2. Pure. */
#include "sha256.h"

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes (4.2.2). */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t
rotated(uint32_t x, int by)
{
	return x >> by | x << (32 - by);
}

/* The message schedule of a block (6.2.2, step 1). */
static void
schedule(uint32_t w[64], const unsigned char *p)
{
	uint32_t a, b;
	int i;

	for (i = 0; i < 16; i++, p += 4)
		w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	for (; i < 64; i++) {
		a = w[i - 2];
		b = w[i - 15];
		w[i] = (rotated(a, 17) ^ rotated(a, 19) ^ a >> 10) + w[i - 7] + (rotated(b, 7) ^ rotated(b, 18) ^ b >> 3) + w[i - 16];
	}
}

/* Steps 2 to 4; v holds the standard's a to h. */
static void
digest_block(uint32_t state[8], const unsigned char *p)
{
	uint32_t w[64], v[8], one, two;
	int i;

	schedule(w, p);
	memcpy(v, state, sizeof v);
	for (i = 0; i < 64; i++) {
		one = v[7] + (rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6])) + constants[i] + w[i];
		two = (rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22)) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
		memmove(v + 1, v, 7 * sizeof *v);
		v[4] += one;
		v[0] = one + two;
	}
	for (i = 0; i < 8; i++)
		state[i] += v[i];
}

void
sha256_begin(struct sha256 *s)
{
	/* the same of the square roots of the first 8 primes (5.3.3) */
	static const uint32_t first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

	memcpy(s->state, first, sizeof first);
	s->length = 0;
}

void
sha256_put(struct sha256 *s, struct span bytes)
{
	size_t used, n;

	for (; bytes.n; bytes = span_from(bytes, n)) {
		used = (size_t)(s->length % SHA256_BLOCK);
		n = bytes.n < SHA256_BLOCK - used ? bytes.n : SHA256_BLOCK - used;
		memcpy(s->block + used, bytes.p, n);
		s->length += n;
		if (used + n == SHA256_BLOCK)
			digest_block(s->state, s->block);
	}
}

/* A bit that is set, then zeros up to the length in bits at the end of a block (5.1.1). */
void
sha256_end(struct sha256 *s, unsigned char digest[SHA256_SIZE])
{
	size_t used = (size_t)(s->length % SHA256_BLOCK);
	uint64_t bits = s->length * 8;
	int i;

	s->block[used++] = 0x80;
	memset(s->block + used, 0, SHA256_BLOCK - used);
	if (used > SHA256_BLOCK - 8) {
		digest_block(s->state, s->block);
		memset(s->block, 0, SHA256_BLOCK);
	}
	for (i = 0; i < 8; i++)
		s->block[SHA256_BLOCK - 1 - i] = (unsigned char)(bits >> 8 * i);
	digest_block(s->state, s->block);
	for (i = 0; i < SHA256_SIZE; i++)
		digest[i] = (unsigned char)(s->state[i / 4] >> (24 - 8 * (i % 4)));
}

/* SPDX-License-Identifier: MIT */
/* SHA-256 against the examples that NIST has published for FIPS 180-4. */
#include "tap.h"

#include "sha256.h"

static const struct {
	const char *unit; /* this, `times` times */
	unsigned times;
	const char *digest;
} table[] = {
    {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu", 1,
	"cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    /* the longest whose length is in the same block, and the shortest whose length is not; these two are sha256sum's */
    {"a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
    {"a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
    {"\xbd", 1, "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"},
    {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

static void
hex_of(char *to, struct sha256 *s)
{
	unsigned char digest[SHA256_SIZE + 1];
	int i;

	digest[SHA256_SIZE] = 0x5a;
	sha256_end(s, digest);
	for (i = 0; i < SHA256_SIZE; i++)
		snprintf(to + 2 * i, 3, "%02x", digest[i]);
	if (digest[SHA256_SIZE] != 0x5a)
		snprintf(to, 3, "??");
}

int
main(void)
{
	char hex[2 * SHA256_SIZE + 1], again[sizeof hex], bytes[300];
	struct sha256 s;
	struct span rest;
	unsigned times;
	size_t i, n;
	int good = 1;

	for (i = 0; i < sizeof table / sizeof *table; i++) {
		sha256_begin(&s);
		for (times = table[i].times; times--;)
			sha256_put(&s, span_of(table[i].unit));
		hex_of(hex, &s);
		if (!ok(strcmp(hex, table[i].digest) == 0, "sha256: example %zu", i))
			show("is", span_of(hex));
	}

	for (i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)random_below(256);
	for (i = 0; i <= sizeof bytes; i++) {
		rest.p = bytes;
		rest.n = i;
		sha256_begin(&s);
		sha256_put(&s, rest);
		hex_of(hex, &s);
		sha256_begin(&s);
		for (; rest.n; rest = span_from(rest, n)) {
			n = 1 + random_below((unsigned)rest.n);
			sha256_put(&s, span_head(rest, n));
		}
		hex_of(again, &s);
		good &= strcmp(hex, again) == 0;
	}
	ok(good, "sha256: the pieces in which the bytes come make no difference");
	return done();
}

/* SPDX-License-Identifier: MIT */
#ifndef JSON_READ_H
#define JSON_READ_H

#include "bytes.h" /* for struct span */

struct arena;

enum json_kind { JSON_NOTHING, JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/*
 * A value: its own bytes in the text that was read, from its first to its last. JSON_NOTHING, which has none, stands for a value that is not there; all that
 * is asked of it has the answer nothing.
 */
struct json_value {
	enum json_kind kind;
	struct span raw;
};

/* Arrays and objects in one another; a text with more is refused. */
enum { JSON_DEPTH = 64 };

/*
 * Reads a text that is one value with blanks around it, and checks all of it by RFC 8259, UTF-8 included. Takes no memory and a time that grows with the text alone.
 * Returns 0, or -1 for any other text.
 */
int json_read(struct span text, struct json_value *v);

/*
 * The parts of an array or object, one after the other: *rest is the whole value's raw to begin with. For an object key is set to the string that names
 * the part; key may be NULL. Returns 0 when there is no more. Only for what json_read has accepted.
 */
int json_next(struct span *rest, struct json_value *key, struct json_value *part);

/* The part of an object under that key, the last if there are several; JSON_NOTHING if there is none, or v is no object. */
struct json_value json_get(const struct json_value *v, const char *key);

/* The same for several keys, all different, in one walk: out[i] is the part under keys[i]. */
void json_members(const struct json_value *v, const char *const *keys, struct json_value *out, size_t count);

/* What a string says, escapes resolved; half a surrogate pair becomes U+FFFD. p is NULL if v is no string, or when memory ran out. */
struct span json_text(struct arena *a, const struct json_value *v);

#endif

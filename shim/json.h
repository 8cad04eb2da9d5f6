/* SPDX-License-Identifier: MIT */
#ifndef JSON_H
#define JSON_H

struct span;
struct text;

/*
 * Writes members of an object: ,"key":value with the comma left out behind '{', '[' and a newline. A string is escaped (RFC 8259); bytes that are not UTF-8
 * become U+FFFD, and "key_bytes" follows with all the bytes in hexadecimal.
 */
void json_string(struct text *t, const char *key, struct span value);
void json_number(struct text *t, const char *key, unsigned long value);
void json_bool(struct text *t, const char *key, int value);

/* The string, unless it is NULL. */
void json_member(struct text *t, const char *key, const char *value);

/* An opening bracket, with its key unless that is NULL, or an element of an array. */
void json_open(struct text *t, const char *key, char bracket);
void json_element(struct text *t, struct span value);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Strict UTF-8, shared by the compiler's reader and the runtime's check of the policy name. */
#ifndef PMUF_UTF8_H
#define PMUF_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Decodes the first character of `text`: returns its length, 1 to 4 bytes, and sets *code_point.
 * Returns 0, and leaves *code_point, when `text` is empty or does not begin with a well-formed
 * sequence: overlong forms, surrogates, and numbers above 0x10ffff are not well-formed.
 */
size_t pmuf_utf8_decode(const unsigned char *text, size_t size, uint32_t *code_point);

/*
 * Whether a character can change what a terminal or an editor shows around it: control characters,
 * marks that set the writing direction, line and paragraph separators, and the byte order mark.
 */
bool pmuf_utf8_is_forbidden(uint32_t code_point);

#endif

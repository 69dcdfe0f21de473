/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/base/print_name.h"

#include <stdint.h>
#include <string.h>

#include "runtime/utf8.h"

void print_name(FILE *stream, const char *name)
{
    const unsigned char *text = (const unsigned char *)name;
    size_t size = strlen(name);
    size_t at = 0;

    while (at < size) {
        uint32_t code_point = 0;
        size_t length = pmuf_utf8_decode(text + at, size - at, &code_point);

        if (length == 0 || pmuf_utf8_is_forbidden(code_point)) {
            fprintf(stream, "\\x%02x", text[at]);
            at++;
            continue;
        }
        fwrite(text + at, 1, length, stream);
        at += length;
    }
}

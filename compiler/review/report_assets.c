/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/report_assets.h"

#include <sha2.h>
#include <stdint.h>
#include <string.h>

/* make writes these from the files: each line is a string. */
const char report_script[] =
#include "compiler/review/report.js.inc"
    ;

const char report_style[] =
#include "compiler/review/report.css.inc"
    ;

const char report_map_style[] =
#include "compiler/review/report_map.css.inc"
    ;

static void write_base64(FILE *stream, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t at = 0; at < size; at += 3) {
        uint32_t group = 0;

        for (size_t i = 0; i < 3; i++)
            group = group << 8 | (at + i < size ? bytes[at + i] : 0u);
        for (size_t i = 0; i < 4; i++)
            fputc(at + i > size ? '=' : digits[group >> (18 - 6 * i) & 0x3f], stream);
    }
}

void write_source_hash(FILE *stream, const char *const *texts, unsigned int count)
{
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA2_CTX context;

    SHA256Init(&context);
    for (unsigned int i = 0; i < count; i++)
        SHA256Update(&context, (const uint8_t *)texts[i], strlen(texts[i]));
    SHA256Final(digest, &context);
    fputs("'sha256-", stream);
    write_base64(stream, digest, sizeof(digest));
    fputc('\'', stream);
}

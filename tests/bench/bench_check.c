/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench-check check|crc MASKED PAIRS TIMES
 *
 * Makes a blob of one filter with MASKED masked entries, or PAIRS entries for one unit mask each,
 * or both forms if neither number is 0, and TIMES times checks it or only computes its CRC. To be
 * run under callgrind: what a run with one time more takes more, is one check. Prints the blob's
 * size in bytes.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/crc32c.h"
#include "tests/support/blob_builder.h"

enum { SELECT_COUNT = PMUF_MAX_X86_ENTRIES / 3, MAX_TIMES = 1000000 };

/*
 * Three entries for each select, in both forms with the same meaning: 0x10, 0x11 and 0x20. As many
 * of one form as of the other mean the same.
 */
struct entries {
    uint64_t masked[PMUF_MAX_X86_ENTRIES];
    uint64_t pairs[PMUF_MAX_X86_ENTRIES];
};

static void fill(struct entries *entries)
{
    for (uint64_t select = 0; select < SELECT_COUNT; select++) {
        uint64_t *masked = &entries->masked[3 * select];
        uint64_t *pairs = &entries->pairs[3 * select];

        masked[0] = BLOB_INCLUDE(select, 0xfe, 0x10);
        masked[1] = BLOB_INCLUDE(select, 0xfe, 0x20);
        masked[2] = BLOB_EXCLUDE(select, 0xff, 0x21);
        pairs[0] = BLOB_PAIR(select, 0x10);
        pairs[1] = BLOB_PAIR(select, 0x11);
        pairs[2] = BLOB_PAIR(select, 0x20);
    }
}

static struct blob build(const struct entries *entries, uint32_t masked, uint32_t pairs)
{
    const struct blob_alternative alternatives[] = {
        {
            .kind = PMUF_KIND_MASKED,
            .requirements = PMUF_NEEDS_FILTER | PMUF_NEEDS_MASKED_EVENTS,
            .flags = PMUF_X86_FLAG_MASKED,
            .entries = entries->masked,
            .entry_count = masked,
        },
        {
            .kind = PMUF_KIND_SELECT_UMASK,
            .requirements = PMUF_NEEDS_FILTER,
            .entries = entries->pairs,
            .entry_count = pairs,
        },
    };
    const struct blob_section section = {
        .architecture = PMUF_X86,
        .rest = PMUF_REST_INTEL,
        .alternatives = masked > 0 ? alternatives : alternatives + 1,
        .alternative_count = (uint32_t)(masked > 0) + (pairs > 0),
    };

    return blob_build_section(&section);
}

static bool check(const struct blob *blob)
{
    struct pmuf_view view;
    size_t offset = 0;
    int error = pmuf_check(blob->bytes, blob->size, &view, &offset);

    if (error != PMUF_OK)
        fprintf(stderr, "bench-check: byte %zu: %s\n", offset, pmuf_strerror(error));
    return error == PMUF_OK;
}

static bool repeat(const struct blob *blob, bool only_crc, long times)
{
    const size_t end = blob->size - PMUF_CHECKSUM_SIZE;
    const uint32_t expected = (uint32_t)blob_get(blob, end, PMUF_CHECKSUM_SIZE);
    bool good = true;

    for (long i = 0; good && i < times; i++)
        good = only_crc ? pmuf_crc32c(blob->bytes, end) == expected : check(blob);
    return good;
}

int main(int argument_count, char **arguments)
{
    unsigned long masked = argument_count == 5 ? strtoul(arguments[2], NULL, 10) : 0;
    unsigned long pairs = argument_count == 5 ? strtoul(arguments[3], NULL, 10) : 0;
    long times = argument_count == 5 ? strtol(arguments[4], NULL, 10) : 0;
    struct entries entries;
    struct blob blob;
    bool good;

    if (times < 1 || times > MAX_TIMES || masked > PMUF_MAX_X86_ENTRIES ||
        pairs > PMUF_MAX_X86_ENTRIES || masked + pairs == 0) {
        fputs("usage: bench-check check|crc MASKED PAIRS TIMES\n", stderr);
        return 1;
    }
    fill(&entries);
    blob = build(&entries, (uint32_t)masked, (uint32_t)pairs);
    good = repeat(&blob, strcmp(arguments[1], "crc") == 0, times);
    printf("%zu\n", blob.size);
    blob_free(&blob);
    return good ? 0 : 1;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes policy blobs into a folder, for tests of pmu-run that must not need the compiler:
 *
 *   all.bin   for every arm64 host; ranges on both sides of 0x400
 *   one.bin   for hosts of one MIDR
 *   two.bin   two sections, each for one MIDR
 *   x86.bin   for Intel hosts
 */
#include "tests/support/blob_samples.h"
#include "tests/support/fake_arm64_policy.h"
#include <stdio.h>

#define LENGTH(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

static const uint64_t records[] = {BLOB_RESET, BLOB_RANGE(0, 0x1f, PMUF_ACTION_ALLOW)};
static const struct blob_alternative alternative = {
    PMUF_KIND_ARM64, PMUF_NEEDS_ARM64_FILTER, 0, 0, 0, records, LENGTH(records)};

/* Neoverse-N1 and Cortex-A53, any variant and revision. */
static const uint64_t first[] = {BLOB_ARM64_SIGNATURE(0x410fd0c0, 0xff0ffff0)};
static const uint64_t second[] = {BLOB_ARM64_SIGNATURE(0x410fd030, 0xff0ffff0)};
static const struct blob_section sections[] = {
    {PMUF_ARM64, 0, second, 1, &alternative, 1},
    {PMUF_ARM64, 0, first, 1, &alternative, 1},
};

/* Frees the blob. */
static int write_blob(const char *folder, const char *name, struct blob blob)
{
    char path[4096];
    FILE *file;
    size_t written = 0;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "wb");
    if (file != NULL)
        written = fwrite(blob.bytes, 1, blob.size, file);
    if (file == NULL || fclose(file) != 0 || written != blob.size) {
        perror(path);
        return 1;
    }
    blob_free(&blob);
    return 0;
}

int main(int count, char **arguments)
{
    const struct blob_policy one = {
        .name = "one kind", .name_size = 8, .sections = &sections[1], .section_count = 1};
    const struct blob_policy two = {.sections = sections, .section_count = 2};
    const char *folder = arguments[count - 1];

    return write_blob(folder, "all.bin", policy_sample().blob) |
           write_blob(folder, "one.bin", blob_build(&one)) |
           write_blob(folder, "two.bin", blob_build(&two)) |
           write_blob(folder, "x86.bin",
                      blob_sample_pairs(PMUF_REST_INTEL, PMUF_ACTION_ALLOW, NULL, 0));
}

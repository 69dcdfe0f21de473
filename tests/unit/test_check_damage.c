/* SPDX-License-Identifier: BSD-2-Clause */
/* Damage of every place of a blob: nothing crashes, and what is accepted is a blob again. */
#include "tests/support/assert_blob.h"
#include "tests/support/random.h"
#include <string.h>

Test(check_damage, every_single_bit_is_seen)
{
    struct blob blob = blob_sample_full();
    struct pmuf_view view;

    for (size_t bit = 0; bit < blob.size * 8; bit++) {
        blob.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        cr_assert_neq(pmuf_check(blob.bytes, blob.size, &view, NULL), PMUF_OK, "bit %zu", bit);
        cr_assert_eq(pmuf_section_count(&view), 0);
        blob.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    blob_free(&blob);
}

Test(check_damage, every_length_is_seen)
{
    struct blob blob = blob_sample_full();
    struct pmuf_view view;

    for (size_t size = 0; size < blob.size; size++) {
        /* A buffer of exactly that size, so that a sanitizer sees a byte too much. */
        unsigned char *cut = malloc(size + 1);

        cr_assert_not_null(cut);
        cut = realloc(cut, size == 0 ? 1 : size);
        memcpy(cut, blob.bytes, size);
        cr_assert_eq(pmuf_check(cut, size, &view, NULL), PMUF_E_TRUNCATED, "length %zu", size);
        free(cut);
    }
    blob_free(&blob);
}

/* All alternatives of a section answer alike wherever one of them has something to say. */
static void expect_one_meaning(const struct pmuf_view *view, uint32_t section)
{
    struct pmuf_section found;

    cr_assert_eq(pmuf_get_section(view, section, &found), PMUF_OK);
    for (uint32_t i = 1; i < found.alternative_count; i++) {
        const struct pmuf_choice first = {.section = section, .alternative = 0};
        const struct pmuf_choice other = {.section = section, .alternative = i};

        for (uint32_t select = 0; select < 0x100; select++) {
            for (uint32_t umask = 0; umask < 0x100; umask++) {
                const struct pmuf_point point = {PMUF_POINT_EVENT, select, umask};

                cr_assert_eq(pmuf_evaluate(view, &first, &point),
                             pmuf_evaluate(view, &other, &point));
            }
        }
    }
}

/* The blob of an accepted view is the only one that says what it says. */
static void expect_canonical(const struct blob *blob, const struct pmuf_view *view)
{
    struct blob again = blob_rebuild(view);

    /* The view does not tell compat bits, so they are carried over. */
    blob_put(&again, PMUF_HEADER_COMPAT, 4, blob_get(blob, PMUF_HEADER_COMPAT, 4));
    blob_seal(&again);
    cr_assert_eq(again.size, blob->size);
    cr_assert_eq(memcmp(again.bytes, blob->bytes, blob->size), 0);
    blob_free(&again);
}

/* Returns whether the blob, sealed again, was accepted. */
static bool try_sealed(struct blob *blob)
{
    struct pmuf_view view;
    size_t offset;
    int error;

    blob_seal(blob);
    error = pmuf_check(blob->bytes, blob->size, &view, &offset);
    cr_assert(error >= PMUF_E_MEANING && error <= PMUF_OK && error != PMUF_E_ARGUMENT);
    cr_assert(offset <= blob->size);
    if (error != PMUF_OK)
        return false;
    expect_canonical(blob, &view);
    for (uint32_t i = 0; i < pmuf_section_count(&view); i++)
        expect_one_meaning(&view, i);
    return true;
}

Test(check_damage, every_single_bit_with_a_new_checksum)
{
    struct blob blob = blob_sample_full();
    size_t accepted = 0;

    for (size_t bit = 0; bit < (blob.size - PMUF_CHECKSUM_SIZE) * 8; bit++) {
        blob.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        accepted += try_sealed(&blob);
        blob.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    /* Compat bits, letters of the name, models, steppings, fixed counters, ends of ranges. */
    cr_assert_gt(accepted, 100, "only %zu", accepted);
    blob_free(&blob);
}

Test(check_damage, random_bytes_with_a_new_checksum)
{
    struct blob whole = blob_sample_full();
    struct random random = {.state = 1};

    for (int round = 0; round < 20000; round++) {
        struct blob blob = blob_copy(&whole);
        const uint32_t count = 1 + random_below(&random, 4);

        for (uint32_t i = 0; i < count; i++) {
            const uint64_t bits = random_next(&random);
            const size_t place = bits % (blob.size - PMUF_CHECKSUM_SIZE);

            blob.bytes[place] = (unsigned char)(bits >> 56);
        }
        try_sealed(&blob);
        blob_free(&blob);
    }
    blob_free(&whole);
}

/* The last section's body ends later or earlier, and the total size follows. */
Test(check_damage, sizes_that_agree_with_each_other)
{
    for (int64_t step = -40; step <= 64; step++) {
        struct blob blob = blob_sample_full();
        const size_t end = blob.size - PMUF_CHECKSUM_SIZE;
        const size_t record = blob_section_place(&blob, FULL_ARM64_REST) + PMUF_SECTION_BODY_SIZE;
        const size_t payload =
            blob_alternative_place(&blob, FULL_ARM64_REST, 0) + PMUF_ALTERNATIVE_PAYLOAD_SIZE;

        if (step > 0)
            blob_insert_annex(&blob, (size_t)step);
        else
            blob.size = end + PMUF_CHECKSUM_SIZE - (size_t)-step;
        blob_put(&blob, PMUF_HEADER_TOTAL_SIZE, 4, blob.size);
        blob_put(&blob, record, 4, blob_get(&blob, record, 4) + (uint64_t)step);
        blob_put(&blob, payload, 4, blob_get(&blob, payload, 4) + (uint64_t)step);
        cr_assert_eq(try_sealed(&blob), step == 0, "step %d", (int)step);
        blob_free(&blob);
    }
}

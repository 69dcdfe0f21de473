/* SPDX-License-Identifier: BSD-2-Clause */
/* Criterion assertions about pmuf_check(). Both seal the blob first and free it afterwards. */
#ifndef PMUF_TEST_ASSERT_BLOB_H
#define PMUF_TEST_ASSERT_BLOB_H

#include "tests/support/blob_samples.h"
#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdlib.h>

/* The blob is refused with this error at this place, and no view comes out. */
#define ASSERT_FAULT(blob, wanted, place)                                                          \
    do {                                                                                           \
        struct pmuf_view view_ = {.blob_ = "", .size_ = 1};                                        \
        const size_t place_ = (place);                                                             \
        size_t offset_ = SIZE_MAX;                                                                 \
        int error_;                                                                                \
        blob_seal(blob);                                                                           \
        error_ = pmuf_check((blob)->bytes, (blob)->size, &view_, &offset_);                        \
        cr_assert_eq(error_, (wanted), "%d (%s) at %zu, not %d", error_, pmuf_strerror(error_),    \
                     offset_, (int)(wanted));                                                      \
        cr_assert_eq(offset_, place_, "fault at %zu, not at %zu", offset_, place_);                \
        cr_assert(view_.blob_ == NULL && view_.size_ == 0, "a view of a refused blob");            \
        blob_free(blob);                                                                           \
    } while (0)

/* The blob is accepted. */
#define ASSERT_ACCEPTED(blob)                                                                      \
    do {                                                                                           \
        struct pmuf_view view_;                                                                    \
        size_t offset_ = SIZE_MAX;                                                                 \
        int error_;                                                                                \
        blob_seal(blob);                                                                           \
        error_ = pmuf_check((blob)->bytes, (blob)->size, &view_, &offset_);                        \
        cr_assert_eq(error_, PMUF_OK, "%d (%s) at %zu", error_, pmuf_strerror(error_), offset_);   \
        blob_free(blob);                                                                           \
    } while (0)

#endif

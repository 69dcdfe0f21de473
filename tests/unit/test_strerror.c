/* SPDX-License-Identifier: BSD-2-Clause */
/* Every error code has a sentence, and no two have the same. */
#include "runtime/pmufilter.h"
#include <criterion/criterion.h>
#include <limits.h>
#include <string.h>

#define LAST PMUF_E_CPUS

Test(strerror, each_code_has_its_own_sentence)
{
    const char *unknown = pmuf_strerror(1);

    for (int error = LAST; error <= PMUF_OK; error++) {
        const char *text = pmuf_strerror(error);

        cr_assert_not_null(text);
        cr_assert_gt(strlen(text), 0);
        cr_assert_str_neq(text, unknown, "error %d has no sentence", error);
        for (int other = LAST; other < error; other++)
            cr_assert_str_neq(text, pmuf_strerror(other), "errors %d and %d", error, other);
    }
}

Test(strerror, other_numbers)
{
    const int numbers[] = {1, LAST - 1, INT_MIN, INT_MAX};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        cr_assert_str_eq(pmuf_strerror(numbers[i]), "unknown error");
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/cpu_model.h"

#include <string.h>

static bool overlaps(enum vendor vendor, const struct pmuf_signature *a,
                     const struct pmuf_signature *b)
{
    if (vendor == VENDOR_ARM64)
        return ((a->midr_value ^ b->midr_value) & a->midr_mask & b->midr_mask) == 0;
    return a->vendor == b->vendor && a->family == b->family && a->model == b->model &&
           (a->stepping_mask & b->stepping_mask) != 0;
}

bool cpu_model_has(const struct cpu_model *model, const struct pmuf_signature *signature)
{
    for (uint32_t i = 0; i < model->signature_count; i++) {
        if (overlaps(model->vendor, &model->signatures[i], signature))
            return true;
    }
    return false;
}

bool cpu_model_equal(const struct cpu_model *a, const struct cpu_model *b)
{
    if (!a || !b)
        return a == b;
    return a->vendor == b->vendor && a->signature_count == b->signature_count &&
           memcmp(a->signatures, b->signatures, a->signature_count * sizeof(*a->signatures)) == 0;
}

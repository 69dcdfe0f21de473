/* SPDX-License-Identifier: BSD-2-Clause */
/* What Intel's fixed counters count, as events of the general-purpose counters. */
#ifndef PMUC_POLICY_FIXED_TWINS_H
#define PMUC_POLICY_FIXED_TWINS_H

#include <stdbool.h>
#include <stdint.h>

struct fixed_twin {
    uint8_t fixed;
    uint8_t select;
    uint8_t umask;
    bool is_pseudo; /* a way to write the counter, which no general-purpose counter counts */
};

enum {
    FIXED_TWIN_COUNT = 10,
    EXPOSED_FIXED_COUNTERS = 3, /* KVM gives guests no others, up to Linux 7.0 */
};

extern const struct fixed_twin fixed_twins[FIXED_TWIN_COUNT];

#endif

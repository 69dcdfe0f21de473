/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/fixed_twins.h"

/*
 * The architectural encodings (Intel SDM volume 3, table of fixed-function counters) and the pseudo
 * codes of select 0 that event lists give for fixed counters. Of those, a guest can count the ones
 * that the host's perf puts on a fixed counter itself when KVM asks for that code
 * (FIXED_EVENT_CONSTRAINT, arch/x86/events/intel/core.c); 0x00/0x02 is none of them.
 */
const struct fixed_twin fixed_twins[FIXED_TWIN_COUNT] = {
    {0, 0xc0, 0x00, false}, {0, 0x00, 0x01, false}, {1, 0x3c, 0x00, false}, {1, 0x00, 0x02, true},
    {2, 0x00, 0x03, false}, {3, 0xa4, 0x01, false}, {3, 0x00, 0x04, false}, {4, 0x73, 0x00, false},
    {5, 0x9c, 0x01, false}, {6, 0xc2, 0x02, false},
};

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The library's link to pmu-run. It is made once, before main(), and stays to the end of the
 * program; it is inherited by fork() and made anew after exec().
 */
#ifndef PMU_PRELOAD_ATTACH_H
#define PMU_PRELOAD_ATTACH_H

#include "runtime/preload/handover.h"

struct attachment {
    struct pmuf_view view;
    struct pmuf_choice choice;
    uint64_t cookie;
    struct handover_state *state;
};

/*
 * Null when pmu-run has handed over nothing, or nothing that can be taken: a program that the VMM
 * starts, for example, with the descriptors closed. Such a program can create no VM: the guard of
 * pmu-run is still there.
 */
const struct attachment *attachment(void);

#endif

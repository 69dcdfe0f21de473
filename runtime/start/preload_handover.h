/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two memory files that the preloaded library gets: runtime/preload/handover.h. They stay to
 * the end of the program.
 */
#ifndef PMU_START_PRELOAD_HANDOVER_H
#define PMU_START_PRELOAD_HANDOVER_H

#include "runtime/preload/handover.h"
#include "runtime/run/report.h"

struct preload_handover {
    int policy_fd;
    int state_fd;
    struct handover_state *state;
    uint64_t cookie; /* for the guard */
};

/* The report has a choice. Returns false, with its failure set, on failure. */
bool preload_handover_make(struct report *report, struct preload_handover *out);

/*
 * In the child, before its exec: lets both descriptors through, and names them in the environment.
 * Returns false, with errno set, on failure.
 */
bool preload_handover_pass_on(const struct preload_handover *handover);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* What the library tells pmu-run. Nobody has to listen: pmu-run may be gone. */
#ifndef PMU_PRELOAD_ANNOUNCE_H
#define PMU_PRELOAD_ANNOUNCE_H

#include "runtime/preload/handover.h"

/* The handshake. */
void announce_attachment(struct handover_state *state);

/* A load that was tried: `error` is what the library returned. */
void announce_load(struct handover_state *state, int vm_fd, int error,
                   const struct pmuf_result *result);

#endif

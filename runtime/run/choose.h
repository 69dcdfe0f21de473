/* SPDX-License-Identifier: BSD-2-Clause */
/* Which part of a blob serves this host; and when none does, the reason in words. */
#ifndef PMU_RUN_CHOOSE_H
#define PMU_RUN_CHOOSE_H

#include <stdbool.h>

#include "runtime/pmufilter.h"
#include "runtime/run/failure.h"

/* Returns false, with the failure set, when the host or its kernel cannot take the blob. */
bool choose(const struct pmuf_view *view, const struct pmuf_host *host, struct pmuf_choice *out,
            struct failure *failure);

/* Sets the failure for a kernel that lacks the requirements `missing`, which `who` needs. */
bool choose_fail_kernel(uint32_t missing, const char *who, struct failure *failure);

#endif

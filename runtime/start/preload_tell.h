/* SPDX-License-Identifier: BSD-2-Clause */
/* What --preload says of loads, of which the library tells. */
#ifndef PMU_START_PRELOAD_TELL_H
#define PMU_START_PRELOAD_TELL_H

#include <stdbool.h>

#include "runtime/preload/handover.h"
#include "runtime/run/report.h"

/* Writes the audit record. Returns false, with the report's failure set, after a failed load. */
bool preload_tell_load(struct report *report, const struct handover_event *event);

/* More loads than could be told one by one; says nothing of none. */
void preload_tell_lost(uint32_t count);

/* The VMM has failed, and no policy was loaded: that may have been the guard. */
void preload_tell_no_load(const char *vmm);

#endif

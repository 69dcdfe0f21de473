/* SPDX-License-Identifier: BSD-2-Clause */
/* What a guest of arm64 reported that it sees, and what it should see under a policy. */
#ifndef PMUF_VM_SIGHT_H
#define PMUF_VM_SIGHT_H

#include "runtime/pmufilter.h"
#include "tests/vm/guest/guest.h"
#include <stdbool.h>
#include <stddef.h>

/* Reads what the prober wrote: GUEST_END hexadecimal numbers. False: it is something else. */
bool sight_read(const char *text, struct sight *out);

/*
 * What is left of an unfiltered guest's sight under a policy, as pmuf_evaluate() tells: the bits of
 * allowed events in PMCEID0 and PMCEID1, and counts of allowed events. False when the policy has no
 * answer for an event.
 */
bool sight_under(const struct sight *unfiltered, const struct pmuf_view *view,
                 const struct pmuf_choice *choice, struct sight *out);

/* Whether both have the same bits in PMCEID0 and PMCEID1, and zeros at the same counts. */
bool sight_agrees(const struct sight *a, const struct sight *b);

#define SIGHT_TEXT_SIZE 1024

/* "00 08 1e cycles": the events, and the cycle counter, whose count is not zero. */
void sight_counted(const struct sight *sight, char out[SIGHT_TEXT_SIZE]);
/* "00 08 4003": the events that PMCEID0 and PMCEID1 have. */
void sight_shown(const struct sight *sight, char out[SIGHT_TEXT_SIZE]);

#endif

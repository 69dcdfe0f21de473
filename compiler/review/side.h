/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy or a blob that is looked at, told apart host by host. Hosts that share a section of the
 * blob can have rules and event names of their own, so each gets a section to itself here: the
 * groups of fleet_create() are then single hosts, and what is found out about them is put together
 * again where it is the same (told.h). In the arena.
 */
#ifndef PMUC_REVIEW_SIDE_H
#define PMUC_REVIEW_SIDE_H

#include "compiler/entries/filters.h"
#include "compiler/events/events.h"
#include "compiler/policy/policy.h"

struct side {
    const char *name;                  /* of the file, as messages show it */
    const struct policy *policy;       /* null for a blob: it has no rules */
    const struct source_list *sources; /* of the policy */
    struct filters filters;            /* a section for each host */
    const struct host_policy **hosts;  /* indexed as these sections; null ones for a blob */
};

/* `filters` are those of the policy's blob. */
struct side side_of_policy(const char *name, const struct policy *policy,
                           const struct source_list *sources, const struct filters *filters,
                           struct arena *arena);

/* Sections are told apart by the CPU models that catalogues know. */
struct side side_of_blob(const char *name, const struct filters *filters, struct events *events,
                         struct arena *arena);

/* The section that the fleet's number stands for, or null for FLEET_NO_SECTION. */
static inline const struct section *side_section(const struct side *side, int32_t index)
{
    return index < 0 ? NULL : &side->filters.sections[index];
}

/* The rules' view of that host; null for a blob, and for a host without a section. */
static inline const struct host_policy *side_host(const struct side *side, int32_t index)
{
    return index < 0 ? NULL : side->hosts[index];
}

#endif

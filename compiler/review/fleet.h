/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts that one or two blobs tell apart: those that get the same section of the one and the
 * same section of the other are a group, and a group has a name for people. A host that no blob
 * lists and no rest covers is in no group.
 */
#ifndef PMUC_REVIEW_FLEET_H
#define PMUC_REVIEW_FLEET_H

#include "compiler/entries/filters.h"
#include "compiler/events/events.h"

enum { FLEET_SIDES = 2, FLEET_NO_SECTION = -1 };

struct fleet_group {
    const char *name; /* "intel:skx, intel:spr", "amd", "intel:other" */
    enum vendor vendor;
    const struct cpu_model *model; /* whose event names fit the group; null: the vendor's */
    int32_t sections[FLEET_SIDES]; /* index, or FLEET_NO_SECTION */
};

struct fleet {
    struct fleet_group *groups; /* by vendor, listed models before the rest */
    uint32_t count;
};

/* `sides[1]` may be null: then it is as if it had no sections. In the arena. */
struct fleet fleet_create(const struct filters *const sides[FLEET_SIDES], struct events *events,
                          struct arena *arena);

/*
 * Whether every arm64 CPU of one side is told apart from, or is the same as, every one of the
 * other. Not so where two MIDR masks overlap in part: pmuc writes no such blobs, but a checked one
 * may have them, and then no group is right about all of its CPUs.
 */
bool fleet_is_exact(const struct filters *const sides[FLEET_SIDES]);

#endif

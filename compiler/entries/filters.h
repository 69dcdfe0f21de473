/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The content of a blob before it is bytes: sections, the hosts that each serves, and the
 * alternatives of each with their entries. The codes are those of pmu-blob(5). All in the arena.
 */
#ifndef PMUC_ENTRIES_FILTERS_H
#define PMUC_ENTRIES_FILTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/pmuf_format.h"
#include "runtime/pmufilter.h"

/* One entry of an x86 filter. In a select-umask alternative the mask is 0xff and nothing excludes.
 */
struct entry {
    uint16_t select;
    uint8_t mask;
    uint8_t match;
    bool exclude;
};

/* One record of an arm64 filter. */
struct arm64_record {
    uint16_t base;
    uint16_t count;
    uint8_t action;
};

struct alternative {
    enum pmuf_kind kind;
    uint32_t requirements;        /* enum pmuf_requirement bits */
    enum pmuf_action action;      /* x86 */
    uint32_t fixed_bitmap;        /* x86 */
    struct entry *entries;        /* x86: ascending by select, exclude, match, mask */
    struct arm64_record *records; /* arm64: in calling order */
    uint32_t count;               /* of entries or records */
};

/* What the minimiser found for one select: `entries` masked entries, and none with fewer exists
 * than `at_least`. */
struct select_cost {
    uint16_t select;
    uint32_t entries;
    uint32_t at_least;
};

struct section {
    enum pmuf_architecture architecture;
    uint32_t rest;          /* enum pmuf_rest bits */
    const char *host_names; /* "intel:skx, intel:spr"; null for a blob read back */
    const struct pmuf_signature *signatures;
    uint32_t signature_count;
    struct alternative alternatives[PMUF_MAX_ALTERNATIVES];
    uint32_t alternative_count;
    struct select_cost
        *costs; /* ascending by select; null where no minimiser ran: a blob read back */
    uint32_t cost_count;
};

struct filters {
    const char *name; /* of the policy; not NUL-terminated text of name_size bytes */
    size_t name_size;
    struct section *sections;
    uint32_t section_count;
};

#endif

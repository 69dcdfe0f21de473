/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/reach.h"

static const uint32_t ends[VENDOR_COUNT] = {INTEL_SELECT_COUNT, AMD_SELECT_COUNT,
                                            ARM64_SELECT_COUNT};

static void add_entry(struct umask_set *set, const struct entry *entry)
{
    for (uint32_t umask = 0; umask < UMASK_COUNT; umask++) {
        if ((umask & entry->mask) == entry->match)
            umask_set_add(set, umask);
    }
}

/* Excludes stand behind the includes of their select, and take away from all of them. */
static void list_entries(const struct alternative *alternative, struct reach *reach)
{
    for (uint32_t i = 0; i < alternative->count; i++) {
        const struct entry *entry = &alternative->entries[i];
        struct umask_set matches = {{0}};
        struct umask_set *listed;

        if (entry->select >= reach->end)
            continue;
        listed = &reach->allowed[entry->select];
        add_entry(&matches, entry);
        *listed = entry->exclude ? umask_set_subtract(listed, &matches)
                                 : umask_set_union(listed, &matches);
    }
}

static void complement(struct reach *reach)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};

    for (uint32_t select = 0; select < reach->end; select++)
        reach->allowed[select] = umask_set_subtract(&all, &reach->allowed[select]);
}

static void read_x86(const struct alternative *alternative, struct reach *reach)
{
    bool denies = alternative->action == PMUF_ACTION_DENY;

    list_entries(alternative, reach);
    if (denies)
        complement(reach);
    if (reach->vendor == VENDOR_INTEL)
        reach->fixed = denies ? ~alternative->fixed_bitmap : alternative->fixed_bitmap;
}

/* The reset records deny everything; the two events that KVM never filters are in every blob. */
static void read_arm64(const struct alternative *alternative, struct reach *reach)
{
    for (uint32_t i = 0; i < alternative->count; i++) {
        const struct arm64_record *record = &alternative->records[i];

        for (uint32_t event = record->base;
             record->action == PMUF_ACTION_ALLOW && event < (uint32_t)record->base + record->count;
             event++)
            umask_set_add(&reach->allowed[event >> 8], event & 0xff);
    }
}

struct reach reach_of_section(const struct section *section, enum vendor vendor,
                              struct arena *arena)
{
    struct reach reach = {.vendor = vendor, .end = ends[vendor]};

    reach.allowed = ARENA_NEW_ARRAY(arena, struct umask_set, reach.end);
    if (!section)
        return reach;
    if (vendor == VENDOR_ARM64)
        read_arm64(&section->alternatives[0], &reach);
    else
        read_x86(&section->alternatives[0], &reach);
    return reach;
}

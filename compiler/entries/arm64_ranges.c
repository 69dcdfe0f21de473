/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/entries/arm64_ranges.h"

static const struct arm64_record reset[PMUF_ARM64_RESET_RECORDS] = {
    {0, 0, PMUF_ACTION_ALLOW},
    {0, PMUF_ARM64_SMALL_EVENTS, PMUF_ACTION_DENY},
    {PMUF_ARM64_SMALL_EVENTS, PMUF_ARM64_EVENTS - PMUF_ARM64_SMALL_EVENTS, PMUF_ACTION_DENY},
};

/* Walks the allowed event numbers in ascending order. */
struct walk {
    struct arm64_record *records; /* null while they are counted */
    uint32_t count;
    uint32_t first; /* of the range that is open */
    uint32_t end;   /* behind it; 0 when none is open */
};

static void close_range(struct walk *walk)
{
    if (!walk->end)
        return;
    if (walk->records)
        walk->records[walk->count] = (struct arm64_record){
            (uint16_t)walk->first, (uint16_t)(walk->end - walk->first), PMUF_ACTION_ALLOW};
    walk->count++;
    walk->end = 0;
}

static void add_event(struct walk *walk, uint32_t event)
{
    if (!walk->end || walk->end != event || event == PMUF_ARM64_SMALL_EVENTS) {
        close_range(walk);
        walk->first = event;
    }
    walk->end = event + 1;
}

static void walk_ranges(struct walk *walk, const struct host_policy *host)
{
    for (uint32_t i = 0; i < host->listed_count; i++) {
        for (uint32_t low = 0; low < UMASK_COUNT; low++) {
            if (umask_set_has(&host->listed[i].umasks, low))
                add_event(walk, (uint32_t)host->listed[i].select << 8 | low);
        }
    }
    close_range(walk);
}

struct alternative lower_arm64_ranges(const struct host_policy *host, struct arena *arena)
{
    struct alternative alternative = {.kind = PMUF_KIND_ARM64,
                                      .requirements = PMUF_NEEDS_ARM64_FILTER};
    struct walk walk = {NULL, 0, 0, 0};

    walk_ranges(&walk, host);
    alternative.count = PMUF_ARM64_RESET_RECORDS + walk.count;
    alternative.records = ARENA_NEW_ARRAY(arena, struct arm64_record, alternative.count);
    for (uint32_t i = 0; i < PMUF_ARM64_RESET_RECORDS; i++)
        alternative.records[i] = reset[i];
    walk = (struct walk){alternative.records + PMUF_ARM64_RESET_RECORDS, 0, 0, 0};
    walk_ranges(&walk, host);
    return alternative;
}

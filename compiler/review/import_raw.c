/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/import_raw.h"

#include <string.h>

struct reading {
    const unsigned char *bytes;
    size_t size;
    const struct foreign_hosts *hosts;
    struct arena *arena;
    struct raw_import *result;
    const struct raw_remark **tail; /* where the next remark is hung up */
};

static uint64_t load(const struct reading *reading, size_t place, unsigned int width)
{
    uint64_t value = 0;

    for (unsigned int i = 0; i < width; i++)
        value |= (uint64_t)reading->bytes[place + i] << (8 * i);
    return value;
}

static void refuse(const struct reading *reading, size_t offset, const char *reason)
{
    reading->result->offset = offset;
    reading->result->reason = reason;
}

static void remark(struct reading *reading, size_t offset, const char *text)
{
    struct raw_remark *added = ARENA_NEW(reading->arena, struct raw_remark);

    *added = (struct raw_remark){NULL, offset, text};
    *reading->tail = added;
    reading->tail = &added->next;
}

/* Whether bytes that KVM does not look at hold something. */
static bool holds_anything(const struct reading *reading, size_t place, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (reading->bytes[place + i])
            return true;
    }
    return false;
}

/* --- x86 --- */

static bool check_header(const struct reading *reading)
{
    const uint64_t count = load(reading, PMUF_X86_ENTRY_COUNT, 4);
    struct arena *arena = reading->arena;

    if (load(reading, PMUF_X86_ACTION, 4) > PMUF_ACTION_DENY)
        refuse(reading, PMUF_X86_ACTION, "the action is neither 0, ALLOW, nor 1, DENY");
    else if (load(reading, PMUF_X86_FLAGS, 4) > PMUF_X86_FLAG_MASKED)
        refuse(reading, PMUF_X86_FLAGS, "flags has a bit that KVM refuses");
    else if (count > PMUF_MAX_X86_ENTRIES)
        refuse(reading, PMUF_X86_ENTRY_COUNT,
               arena_format(arena, "a filter has at most %u entries, and this says %u",
                            PMUF_MAX_X86_ENTRIES, (unsigned int)count));
    else if (reading->size != PMUF_X86_HEADER_SIZE + count * PMUF_X86_ENTRY_SIZE)
        refuse(reading, PMUF_X86_ENTRY_COUNT,
               arena_format(arena, "the header and %u entries are %u bytes, and the file has %zu",
                            (unsigned int)count,
                            (unsigned int)(PMUF_X86_HEADER_SIZE + count * PMUF_X86_ENTRY_SIZE),
                            reading->size));
    return !reading->result->reason;
}

static void remark_header(struct reading *reading)
{
    if (holds_anything(reading, PMUF_X86_PAD, PMUF_X86_HEADER_SIZE - PMUF_X86_PAD))
        remark(reading, PMUF_X86_PAD, "the padding is not zero; KVM does not look at it");
    if (!(reading->hosts->rest & PMUF_REST_INTEL) && load(reading, PMUF_X86_FIXED_BITMAP, 4))
        remark(reading, PMUF_X86_FIXED_BITMAP, "AMD hosts have no fixed counters");
}

static size_t entry_place(uint32_t index)
{
    return PMUF_X86_HEADER_SIZE + (size_t)index * PMUF_X86_ENTRY_SIZE;
}

static void read_entries(struct reading *reading, struct foreign_filter *filter)
{
    uint32_t refused;
    const char *reason;

    filter->entries = ARENA_NEW_ARRAY(reading->arena, struct foreign_entry, filter->count);
    for (uint32_t i = 0; i < filter->count; i++)
        filter->entries[i].code = load(reading, entry_place(i), PMUF_X86_ENTRY_SIZE);
    if (!foreign_read(filter, reading->hosts, reading->arena, &refused, &reason)) {
        refuse(reading, entry_place(refused),
               arena_format(reading->arena, "entry %u: %s", refused, reason));
        return;
    }
    for (uint32_t i = 0; i < filter->count; i++) {
        if (filter->entries[i].remark)
            remark(reading, entry_place(i),
                   arena_format(reading->arena, "entry %u: %s", i, filter->entries[i].remark));
    }
    reading->result->filters = foreign_filters(filter, reading->hosts, reading->arena);
}

static void read_x86(struct reading *reading)
{
    struct foreign_filter filter;

    if (reading->size < PMUF_X86_HEADER_SIZE) {
        refuse(reading, reading->size, "it ends before the header of 32 bytes does");
        return;
    }
    if (!check_header(reading))
        return;
    remark_header(reading);
    filter = (struct foreign_filter){
        .action = (enum pmuf_action)load(reading, PMUF_X86_ACTION, 4),
        .fixed_bitmap = (uint32_t)load(reading, PMUF_X86_FIXED_BITMAP, 4),
        .is_masked = load(reading, PMUF_X86_FLAGS, 4) & PMUF_X86_FLAG_MASKED,
        .count = (uint32_t)load(reading, PMUF_X86_ENTRY_COUNT, 4),
    };
    read_entries(reading, &filter);
}

/* --- arm64 --- */

struct arm64_state {
    uint64_t allowed[PMUF_ARM64_EVENTS / 64];
};

/* Sets the bits of a range to the action; tells whether that changed any. */
static bool set_range(struct arm64_state *state, uint32_t base, uint32_t count, bool allow)
{
    bool changed = false;

    for (uint32_t event = base; event < base + count;) {
        uint32_t bit = event % 64;
        uint32_t size = 64 - bit < base + count - event ? 64 - bit : base + count - event;
        uint64_t bits = (size == 64 ? UINT64_MAX : (UINT64_C(1) << size) - 1) << bit;
        uint64_t *word = &state->allowed[event / 64];
        uint64_t before = *word;

        *word = allow ? before | bits : before & ~bits;
        changed |= *word != before;
        event += size;
    }
    return changed;
}

/* Whether the first records are those with which pmuc makes sure that nothing was set before. */
static bool begins_with_reset(const struct reading *reading)
{
    static const unsigned char reset[] = {0, 0, 0, 0, 0, 0, 0, 0,    0, 0, 0, 4,
                                          1, 0, 0, 0, 0, 4, 0, 0xfc, 1, 0, 0, 0};

    return reading->size >= sizeof(reset) && memcmp(reading->bytes, reset, sizeof(reset)) == 0;
}

static bool check_record(const struct reading *reading, size_t place)
{
    const uint64_t base = load(reading, place + PMUF_ARM64_BASE, 2);
    const uint64_t count = load(reading, place + PMUF_ARM64_COUNT, 2);

    if (load(reading, place + PMUF_ARM64_ACTION, 1) > PMUF_ACTION_DENY)
        refuse(reading, place + PMUF_ARM64_ACTION, "the action is neither 0, ALLOW, nor 1, DENY");
    else if (base + count > PMUF_ARM64_EVENTS)
        refuse(reading, place, "the range reaches beyond event 0xffff: KVM refuses it");
    return !reading->result->reason;
}

static bool apply_record(struct reading *reading, struct arm64_state *state, size_t place)
{
    const bool allow = load(reading, place + PMUF_ARM64_ACTION, 1) == PMUF_ACTION_ALLOW;
    const size_t own =
        begins_with_reset(reading) ? PMUF_ARM64_RESET_RECORDS * (size_t)PMUF_ARM64_RECORD_SIZE : 0;
    bool changed;

    if (!check_record(reading, place))
        return false;
    if (holds_anything(reading, place + PMUF_ARM64_RESERVED,
                       PMUF_ARM64_RECORD_SIZE - PMUF_ARM64_RESERVED))
        remark(reading, place + PMUF_ARM64_RESERVED,
               "the padding is not zero; KVM does not look at it");
    if (place == 0 && !allow)
        memset(state, 0xff, sizeof(*state));
    changed = set_range(state, (uint32_t)load(reading, place + PMUF_ARM64_BASE, 2),
                        (uint32_t)load(reading, place + PMUF_ARM64_COUNT, 2), allow);
    if (!changed && place >= own && place > 0)
        remark(reading, place, "this record changes nothing of what those before it say");
    return true;
}

static void allow_unfilterable(struct reading *reading, struct arm64_state *state)
{
    bool changed = set_range(state, PMUF_ARM64_SOFTWARE_EVENT, 1, true);

    changed |= set_range(state, PMUF_ARM64_CHAIN_EVENT, 1, true);
    if (changed)
        remark(reading, 0,
               "KVM never filters the events 0x0000 and 0x001e: the policy allows them");
}

static void read_arm64(struct reading *reading)
{
    struct arm64_state *state = ARENA_NEW(reading->arena, struct arm64_state);
    const size_t count = reading->size / PMUF_ARM64_RECORD_SIZE;

    if (reading->size == 0 || reading->size % PMUF_ARM64_RECORD_SIZE) {
        refuse(reading, count * PMUF_ARM64_RECORD_SIZE,
               reading->size ? "it ends within a record of 8 bytes" : "there is no record in it");
        return;
    }
    if (count > RAW_MAX_RECORDS) {
        refuse(reading, RAW_MAX_RECORDS * (size_t)PMUF_ARM64_RECORD_SIZE,
               "no filter needs more than 65536 records");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!apply_record(reading, state, i * PMUF_ARM64_RECORD_SIZE))
            return;
    }
    allow_unfilterable(reading, state);
    reading->result->filters =
        foreign_arm64_filters(state->allowed, reading->hosts, reading->arena);
}

struct raw_import import_raw(const unsigned char *bytes, size_t size,
                             const struct foreign_hosts *hosts, struct arena *arena)
{
    struct raw_import result = {NULL, NULL, 0, NULL};
    struct reading reading = {bytes, size, hosts, arena, &result, &result.remarks};

    if (hosts->rest & PMUF_REST_ARM64)
        read_arm64(&reading);
    else
        read_x86(&reading);
    return result;
}

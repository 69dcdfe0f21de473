/* SPDX-License-Identifier: BSD-2-Clause */
/* An arm64 payload: the ranges that one call each of KVM_ARM_VCPU_PMU_V3_FILTER takes, in order. */
#include "runtime/check_parts.h"

struct record {
    uint32_t base;
    uint32_t count;
    uint32_t action;
};

static struct record record_read(const unsigned char *at)
{
    return (struct record){
        .base = read_u16(at + PMUF_ARM64_BASE),
        .count = read_u16(at + PMUF_ARM64_COUNT),
        .action = read_u8(at + PMUF_ARM64_ACTION),
    };
}

static bool is_reserved_zero(const unsigned char *at)
{
    return read_u8(at + PMUF_ARM64_RESERVED) == 0 && read_u16(at + PMUF_ARM64_RESERVED + 1) == 0;
}

/*
 * Every payload begins with these: an empty ALLOW, which makes a fresh VM deny all, and a DENY of
 * either half of the event space, which does the same for a VM that had ranges before.
 */
static struct record reset_record(uint32_t index)
{
    const uint32_t large = PMUF_ARM64_EVENTS - PMUF_ARM64_SMALL_EVENTS;

    if (index == 0)
        return (struct record){.action = PMUF_ACTION_ALLOW};
    if (index == 1)
        return (struct record){.count = PMUF_ARM64_SMALL_EVENTS, .action = PMUF_ACTION_DENY};
    return (struct record){PMUF_ARM64_SMALL_EVENTS, large, PMUF_ACTION_DENY};
}

static int check_reset(struct check *check, const struct alternative *alternative)
{
    const size_t size = alternative->payload_size;

    if (size % PMUF_ARM64_RECORD_SIZE != 0 ||
        size < (size_t)PMUF_ARM64_RESET_RECORDS * PMUF_ARM64_RECORD_SIZE)
        return check_fail(check, PMUF_E_PAYLOAD,
                          alternative->record + PMUF_ALTERNATIVE_PAYLOAD_SIZE);
    for (uint32_t i = 0; i < PMUF_ARM64_RESET_RECORDS; i++) {
        const size_t place = alternative->payload + (size_t)i * PMUF_ARM64_RECORD_SIZE;
        const struct record found = record_read(check->blob + place);
        const struct record wanted = reset_record(i);

        if (found.base != wanted.base || found.count != wanted.count ||
            found.action != wanted.action || !is_reserved_zero(check->blob + place))
            return check_fail(check, PMUF_E_PAYLOAD, place);
    }
    return PMUF_OK;
}

/* KVM takes fewer event numbers on some hosts, so that no range may reach over that limit. */
static bool is_allow_range(struct record record)
{
    const uint32_t end = record.base + record.count;

    return record.action == PMUF_ACTION_ALLOW && record.count > 0 && end <= PMUF_ARM64_EVENTS &&
           (end <= PMUF_ARM64_SMALL_EVENTS || record.base >= PMUF_ARM64_SMALL_EVENTS);
}

static int check_ranges(struct check *check, const struct alternative *alternative)
{
    const size_t end = alternative->payload + alternative->payload_size;
    uint32_t next = 0; /* the lowest base that the next record may have */

    for (size_t at = alternative->payload + PMUF_ARM64_RESET_RECORDS * PMUF_ARM64_RECORD_SIZE;
         at != end; at += PMUF_ARM64_RECORD_SIZE) {
        const struct record record = record_read(check->blob + at);

        if (!is_allow_range(record) || !is_reserved_zero(check->blob + at))
            return check_fail(check, PMUF_E_ENTRY, at);
        if (record.base < next)
            return check_fail(check, PMUF_E_ENTRY_ORDER, at);
        next = record.base + record.count;
        /* Neighbours would be one range, unless the limit of small hosts keeps them apart. */
        if (next != PMUF_ARM64_SMALL_EVENTS)
            next++;
    }
    return PMUF_OK;
}

bool pmuf_arm64_is_allowed(const unsigned char *records, size_t size, uint32_t event)
{
    bool allowed = false;

    for (size_t at = 0; at < size; at += PMUF_ARM64_RECORD_SIZE) {
        const struct record record = record_read(records + at);

        if (event >= record.base && event - record.base < record.count)
            allowed = record.action == PMUF_ACTION_ALLOW;
    }
    return allowed;
}

int pmuf_check_arm64_payload(struct check *check, const struct alternative *alternative)
{
    const unsigned char *records = check->blob + alternative->payload;
    const size_t size = alternative->payload_size;
    int error = check_reset(check, alternative);

    if (error == PMUF_OK)
        error = check_ranges(check, alternative);
    if (error != PMUF_OK)
        return error;
    /* KVM counts these two whatever a range says, but would hide them in the guest's PMCEID0. */
    if (!pmuf_arm64_is_allowed(records, size, PMUF_ARM64_SOFTWARE_EVENT) ||
        !pmuf_arm64_is_allowed(records, size, PMUF_ARM64_CHAIN_EVENT))
        return check_fail(check, PMUF_E_ENTRY, alternative->payload);
    return PMUF_OK;
}

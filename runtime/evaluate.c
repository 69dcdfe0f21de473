/* SPDX-License-Identifier: BSD-2-Clause */
/* KVM's own decision about one point, made on the bytes of the blob. */
#include "runtime/check_parts.h"
#include "runtime/entry.h"

static bool is_in_range(const struct pmuf_point *point)
{
    switch (point->kind) {
    case PMUF_POINT_EVENT:
        return point->number <= 0xfff && point->umask <= 0xff;
    case PMUF_POINT_FIXED:
        return point->number <= 31 && point->umask == 0;
    case PMUF_POINT_ARM64:
        return point->number < PMUF_ARM64_EVENTS && point->umask == 0;
    default:
        return false;
    }
}

/* Whether the list names a unit mask: some include does, and no exclude of the same select. */
static bool is_listed(const struct pmuf_alternative *alternative, uint32_t select, uint32_t umask)
{
    const unsigned char *payload = alternative->payload;
    bool included = false;

    for (size_t at = PMUF_X86_HEADER_SIZE; at < alternative->payload_size;
         at += PMUF_X86_ENTRY_SIZE) {
        const uint64_t entry = read_u64(payload + at) | entry_fill(alternative->kind);

        if (entry_select(entry) != select || (umask & entry_mask(entry)) != entry_match(entry))
            continue;
        if (entry_is_exclude(entry))
            return false;
        included = true;
    }
    return included;
}

/* KVM never asks the list about a fixed counter, nor the bitmap about another one. */
static int evaluate_x86(const struct pmuf_alternative *alternative, const struct pmuf_point *point)
{
    const unsigned char *payload = alternative->payload;
    const bool deny = read_u32(payload + PMUF_X86_ACTION) == PMUF_ACTION_DENY;
    const uint32_t fixed = read_u32(payload + PMUF_X86_FIXED_BITMAP);
    const bool named = point->kind == PMUF_POINT_FIXED
                           ? (fixed >> point->number & 1) != 0
                           : is_listed(alternative, point->number, point->umask);

    return named != deny;
}

static int evaluate_arm64(const struct pmuf_alternative *alternative,
                          const struct pmuf_point *point)
{
    if (point->number == PMUF_ARM64_SOFTWARE_EVENT || point->number == PMUF_ARM64_CHAIN_EVENT)
        return 1;
    return pmuf_arm64_is_allowed(alternative->payload, alternative->payload_size, point->number);
}

int pmuf_evaluate(const struct pmuf_view *view, const struct pmuf_choice *choice,
                  const struct pmuf_point *point)
{
    struct pmuf_alternative alternative;
    bool arm64;

    if (choice == NULL || point == NULL || !is_in_range(point))
        return PMUF_E_ARGUMENT;
    if (pmuf_get_alternative(view, choice->section, choice->alternative, &alternative) != PMUF_OK)
        return PMUF_E_ARGUMENT;
    arm64 = alternative.kind == PMUF_KIND_ARM64;
    if (arm64 != (point->kind == PMUF_POINT_ARM64))
        return PMUF_E_ARCH;
    return arm64 ? evaluate_arm64(&alternative, point) : evaluate_x86(&alternative, point);
}

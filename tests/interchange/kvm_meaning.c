/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/interchange/kvm_meaning.h"

#include <string.h>

static uint64_t number_at(const unsigned char *bytes, unsigned int width)
{
    uint64_t number = 0;

    while (width-- > 0)
        number = number << 8 | bytes[width];
    return number;
}

/* Whether the entry is kept in one of KVM's two lists, and there is about the event. */
static bool hits(uint64_t entry, bool is_masked, bool wants_exclude, uint64_t key, uint64_t umask,
                 uint64_t select_bits)
{
    uint64_t mask = 0xff;
    bool is_exclude = false;

    if (is_masked) {
        mask = entry >> 56;
        is_exclude = entry >> 55 & 1;
    } else if (entry & ~(select_bits | 0xff00)) {
        return false;
    }
    return is_exclude == wants_exclude && (entry & select_bits) == key &&
           (umask & mask) == (entry >> 8 & 0xff);
}

bool kvm_counts_event(const unsigned char *filter, bool is_amd, uint32_t select, uint32_t umask)
{
    const uint64_t select_bits = is_amd ? UINT64_C(0xf000000ff) : UINT64_C(0xff);
    const uint64_t key = (select & 0xff) | (uint64_t)(select & 0xf00) << 24;
    const uint64_t count = number_at(filter + 4, 4);
    const bool is_masked = number_at(filter + 12, 4) == 1;
    const bool denies = number_at(filter, 4) == 1;
    bool includes = false;
    bool excludes = false;

    for (uint64_t i = 0; i < count; i++) {
        const uint64_t entry = number_at(filter + 32 + 8 * i, 8);

        includes |= hits(entry, is_masked, false, key, umask, select_bits);
        excludes |= hits(entry, is_masked, true, key, umask, select_bits);
    }
    return (includes && !excludes) != denies;
}

bool kvm_counts_fixed(const unsigned char *filter, uint32_t counter)
{
    const bool denies = number_at(filter, 4) == 1;

    return (number_at(filter + 8, 4) >> counter & 1) != denies;
}

void kvm_counted_arm64_events(const unsigned char *records, size_t count,
                              unsigned char counted[65536])
{
    memset(counted, records[4] == 1, 65536);
    for (size_t i = 0; i < count; i++, records += 8)
        memset(counted + number_at(records, 2), records[4] == 0, number_at(records + 2, 2));
    /* KVM makes these count before it looks at the filter. */
    counted[0x00] = 1;
    counted[0x1e] = 1;
}

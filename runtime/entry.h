/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One x86 entry. A select-umask entry reads as a masked one once its mask bits are filled in with
 * entry_fill(): it then matches its unit mask alone, and it has no exclude bit.
 */
#ifndef PMUF_ENTRY_H
#define PMUF_ENTRY_H

#include "runtime/pmuf_format.h"
#include "runtime/pmufilter.h"
#include <stdbool.h>

#define ENTRY_SELECT_LOW_BITS ((uint64_t)0xff << PMUF_ENTRY_SELECT_LOW_SHIFT)
#define ENTRY_SELECT_HIGH_BITS ((uint64_t)0x0f << PMUF_ENTRY_SELECT_HIGH_SHIFT)
#define ENTRY_MATCH_BITS ((uint64_t)0xff << PMUF_ENTRY_MATCH_SHIFT)
#define ENTRY_EXCLUDE_BIT ((uint64_t)1 << PMUF_ENTRY_EXCLUDE_SHIFT)
#define ENTRY_MASK_BITS ((uint64_t)0xff << PMUF_ENTRY_MASK_SHIFT)

/* The bits to add to every entry of an alternative before the functions below read it. */
static inline uint64_t entry_fill(uint32_t kind)
{
    return kind == PMUF_KIND_MASKED ? 0 : ENTRY_MASK_BITS;
}

static inline uint32_t entry_select(uint64_t entry)
{
    const uint32_t low = (uint32_t)(entry >> PMUF_ENTRY_SELECT_LOW_SHIFT) & 0xff;
    const uint32_t high = (uint32_t)(entry >> PMUF_ENTRY_SELECT_HIGH_SHIFT) & 0x0f;

    return low | high << 8;
}

static inline uint32_t entry_match(uint64_t entry)
{
    return (uint32_t)(entry >> PMUF_ENTRY_MATCH_SHIFT) & 0xff;
}

/* The entry is about the unit masks u with (u & mask) == match. */
static inline uint32_t entry_mask(uint64_t entry)
{
    return (uint32_t)(entry >> PMUF_ENTRY_MASK_SHIFT) & 0xff;
}

static inline bool entry_is_exclude(uint64_t entry)
{
    return (entry & ENTRY_EXCLUDE_BIT) != 0;
}

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* An x86 payload: the argument of KVM_SET_PMU_EVENT_FILTER. */
#include "runtime/check_parts.h"
#include "runtime/entry.h"

static int check_header(struct check *check, const struct alternative *alternative, bool intel)
{
    const unsigned char *at = check->blob + alternative->payload;
    const size_t place = alternative->payload;
    const uint32_t flags = alternative->kind == PMUF_KIND_MASKED ? PMUF_X86_FLAG_MASKED : 0;

    if (read_u32(at + PMUF_X86_ACTION) > PMUF_ACTION_DENY)
        return check_fail(check, PMUF_E_PAYLOAD, place + PMUF_X86_ACTION);
    /* AMD CPUs have no fixed counters: a set bit would promise something. */
    if (!intel && read_u32(at + PMUF_X86_FIXED_BITMAP) != 0)
        return check_fail(check, PMUF_E_PAYLOAD, place + PMUF_X86_FIXED_BITMAP);
    if (read_u32(at + PMUF_X86_FLAGS) != flags)
        return check_fail(check, PMUF_E_PAYLOAD, place + PMUF_X86_FLAGS);
    if ((read_u64(at + PMUF_X86_PAD) | read_u64(at + PMUF_X86_PAD + 8)) != 0)
        return check_fail(check, PMUF_E_PAYLOAD, place + PMUF_X86_PAD);
    return PMUF_OK;
}

/* The entry count against its limit and against the payload's size. */
static int check_count(struct check *check, const struct alternative *alternative)
{
    const size_t place = alternative->payload + PMUF_X86_ENTRY_COUNT;
    uint32_t count;

    if (alternative->payload_size < PMUF_X86_HEADER_SIZE)
        return check_fail(check, PMUF_E_PAYLOAD,
                          alternative->record + PMUF_ALTERNATIVE_PAYLOAD_SIZE);
    count = read_u32(check->blob + place);
    if (count > PMUF_MAX_X86_ENTRIES ||
        alternative->payload_size != PMUF_X86_HEADER_SIZE + (size_t)count * PMUF_X86_ENTRY_SIZE)
        return check_fail(check, PMUF_E_PAYLOAD, place);
    return PMUF_OK;
}

/* The select bits that an entry may have. KVM refuses or drops Intel entries with the upper ones.
 */
static uint64_t select_bits(bool intel)
{
    return intel ? ENTRY_SELECT_LOW_BITS : ENTRY_SELECT_LOW_BITS | ENTRY_SELECT_HIGH_BITS;
}

static int check_pairs(struct check *check, const struct alternative *alternative, bool intel)
{
    const uint64_t bits = select_bits(intel) | ENTRY_MATCH_BITS;
    const size_t end = alternative->payload + alternative->payload_size;
    uint32_t next_key = 0; /* the lowest key that the entry may have */

    for (size_t at = alternative->payload + PMUF_X86_HEADER_SIZE; at != end;
         at += PMUF_X86_ENTRY_SIZE) {
        const uint64_t entry = read_u64(check->blob + at);
        const uint32_t key = entry_select(entry) << 8 | entry_match(entry);

        if ((entry & ~bits) != 0)
            return check_fail(check, PMUF_E_ENTRY, at);
        if (key < next_key)
            return check_fail(check, PMUF_E_ENTRY_ORDER, at);
        next_key = key + 1;
    }
    return PMUF_OK;
}

/* The bits that name a select: as numbers they have the order of the selects. */
#define SELECT_BITS (ENTRY_SELECT_LOW_BITS | ENTRY_SELECT_HIGH_BITS)

/* Masked entries of one select stand in ascending order of this: includes first, match and mask. */
static uint32_t masked_key(uint64_t entry)
{
    return (uint32_t)entry_is_exclude(entry) << 16 | (uint32_t)(entry & ENTRY_MATCH_BITS) |
           entry_mask(entry);
}

static int check_masked(struct check *check, const struct alternative *alternative, bool intel)
{
    const uint64_t bits =
        select_bits(intel) | ENTRY_MATCH_BITS | ENTRY_MASK_BITS | ENTRY_EXCLUDE_BIT;
    const size_t start = alternative->payload + PMUF_X86_HEADER_SIZE;
    const size_t end = alternative->payload + alternative->payload_size;
    uint64_t previous = 0; /* the select of the entry before */
    uint32_t previous_key = 0;

    for (size_t at = start; at != end; at += PMUF_X86_ENTRY_SIZE) {
        const uint64_t entry = read_u64(check->blob + at);
        const uint64_t select = entry & SELECT_BITS;
        const uint32_t key = masked_key(entry);
        const bool opens_select = at == start || select > previous;

        if ((entry & ~bits) != 0 || (entry_match(entry) & ~entry_mask(entry)) != 0)
            return check_fail(check, PMUF_E_ENTRY, at);
        if (!opens_select && (select < previous || key <= previous_key))
            return check_fail(check, PMUF_E_ENTRY_ORDER, at);
        /* Includes come first, so an exclude that opens its select has nothing to take from. */
        if (opens_select && entry_is_exclude(entry))
            return check_fail(check, PMUF_E_ENTRY, at);
        previous = select;
        previous_key = key;
    }
    return PMUF_OK;
}

int pmuf_check_x86_payload(struct check *check, const struct alternative *alternative, bool intel)
{
    int error = check_count(check, alternative);

    if (error == PMUF_OK)
        error = check_header(check, alternative, intel);
    if (error != PMUF_OK)
        return error;
    return alternative->kind == PMUF_KIND_MASKED ? check_masked(check, alternative, intel)
                                                 : check_pairs(check, alternative, intel);
}

/* Unit masks, one bit each: u is bit u % 64 of word u / 64. */
struct umask_set {
    uint64_t words[4];
};

static bool umask_set_is_empty(const struct umask_set *set)
{
    return (set->words[0] | set->words[1] | set->words[2] | set->words[3]) == 0;
}

/*
 * Adds the unit masks of an include to the set, or takes those of an exclude away. Within a word
 * the pattern begins as the one unit mask `match`, and each free bit of value b repeats what is
 * there b places higher.
 */
static void umask_set_apply(struct umask_set *set, uint64_t entry)
{
    const uint32_t match = entry_match(entry);
    const uint32_t mask = entry_mask(entry);
    const uint32_t free_high = ~mask >> 6 & 3;
    uint64_t pattern = (uint64_t)1 << (match & 63);

    /* Most entries of most lists are about one unit mask. */
    if (mask == 0xff) {
        set->words[match >> 6] |= pattern;
        if (entry_is_exclude(entry))
            set->words[match >> 6] ^= pattern;
        return;
    }
    for (uint32_t free_low = ~mask & 63; free_low != 0; free_low &= free_low - 1)
        pattern |= pattern << (free_low & (0u - free_low));
    /* The same for words: each subset of the two free high bits, the empty one last. */
    for (uint32_t high = free_high;; high = (high - 1) & free_high) {
        uint64_t *word = &set->words[match >> 6 | high];

        *word = entry_is_exclude(entry) ? *word & ~pattern : *word | pattern;
        if (high == 0)
            return;
    }
}

/* A payload's entries, read from the first to the last. */
struct listing {
    const unsigned char *at;
    const unsigned char *end;
    uint64_t fill;
};

static struct listing listing_open(const struct check *check, const struct alternative *alternative)
{
    const unsigned char *payload = check->blob + alternative->payload;

    return (struct listing){
        .at = payload + PMUF_X86_HEADER_SIZE,
        .end = payload + alternative->payload_size,
        .fill = entry_fill(alternative->kind),
    };
}

/* The select bits of the next entry; UINT64_MAX when there is none. */
static uint64_t listing_select(const struct listing *listing)
{
    return listing->at == listing->end ? UINT64_MAX : read_u64(listing->at) & SELECT_BITS;
}

/* Reads past all entries of one select: the unit masks that they list together. */
static struct umask_set listing_take(struct listing *listing, uint64_t select)
{
    struct umask_set set = {{0}};

    for (; listing->at != listing->end; listing->at += PMUF_X86_ENTRY_SIZE) {
        const uint64_t entry = read_u64(listing->at);

        if ((entry & SELECT_BITS) != select)
            break;
        umask_set_apply(&set, entry | listing->fill);
    }
    return set;
}

/*
 * Reads past all entries of one select, one unit mask each, and flips their bits in the set. Since
 * no entry comes twice, the set ends up empty exactly if it held the same unit masks.
 */
static void listing_flip(struct listing *listing, uint64_t select, struct umask_set *set)
{
    for (; listing->at != listing->end; listing->at += PMUF_X86_ENTRY_SIZE) {
        const uint64_t entry = read_u64(listing->at);
        const uint32_t umask = entry_match(entry);

        if ((entry & SELECT_BITS) != select)
            break;
        set->words[umask >> 6] ^= (uint64_t)1 << (umask & 63);
    }
}

/* Walks both lists by ascending select. A select that one list leaves out counts as empty there. */
static int compare_lists(struct check *check, struct listing first, struct listing pairs)
{
    for (;;) {
        const uint64_t one = listing_select(&first);
        const uint64_t two = listing_select(&pairs);
        const uint64_t select = one < two ? one : two;
        const size_t place = (size_t)(pairs.at - check->blob);
        struct umask_set set;

        if (select == UINT64_MAX)
            return PMUF_OK;
        set = listing_take(&first, select);
        listing_flip(&pairs, select, &set);
        if (!umask_set_is_empty(&set))
            return check_fail(check, PMUF_E_MEANING, place);
    }
}

int pmuf_check_x86_meaning(struct check *check, const struct alternative *first,
                           const struct alternative *pairs)
{
    const unsigned char *one = check->blob + first->payload;
    const unsigned char *two = check->blob + pairs->payload;

    if (read_u32(one + PMUF_X86_ACTION) != read_u32(two + PMUF_X86_ACTION))
        return check_fail(check, PMUF_E_MEANING, pairs->payload + PMUF_X86_ACTION);
    if (read_u32(one + PMUF_X86_FIXED_BITMAP) != read_u32(two + PMUF_X86_FIXED_BITMAP))
        return check_fail(check, PMUF_E_MEANING, pairs->payload + PMUF_X86_FIXED_BITMAP);
    return compare_lists(check, listing_open(check, first), listing_open(check, pairs));
}

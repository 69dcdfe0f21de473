/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/kernel/random_filter.h"
#include "tests/support/blob_builder.h"
#include <stdlib.h>
#include <string.h>

#define MOST_ENTRIES 320u

struct entries {
    uint64_t raw[MOST_ENTRIES];
    uint32_t count;
};

static void put(struct random_filter *filter, size_t place, size_t width, uint64_t value)
{
    for (size_t i = 0; i < width; i++)
        filter->bytes[place + i] = (unsigned char)(value >> 8 * i);
}

/* Any number of entries, with the ends of the range more often than the rest. */
static uint32_t random_count(struct random *random)
{
    static const uint32_t special[] = {0, 1, 2, 299, 300, 301, 320};

    if (random_once_in(random, 4))
        return special[random_below(random, sizeof(special) / sizeof(special[0]))];
    return random_below(random, random_once_in(random, 2) ? 301 : 12);
}

static uint32_t random_select(struct random *random, uint64_t select_bits)
{
    const uint32_t limit = select_bits == 0xff ? 0x100 : 0x1000;

    /* Few selects, so that includes and excludes meet. */
    return random_once_in(random, 2) ? 0xc0 + random_below(random, 8) : random_below(random, limit);
}

static uint64_t random_entry(struct random *random, bool masked, uint64_t select_bits)
{
    const uint32_t select = random_select(random, select_bits);
    const uint32_t umask = random_below(random, 256);
    const uint32_t mask = random_below(random, 256);

    if (!masked)
        return BLOB_PAIR(select, umask);
    return random_once_in(random, 3) ? BLOB_EXCLUDE(select, mask, umask & mask)
                                     : BLOB_INCLUDE(select, mask, umask & mask);
}

/* select, exclude, match, mask: from the first that counts to the last */
static uint64_t sort_key(uint64_t entry)
{
    return (entry >> 32 & 0xf) << 40 | (entry & 0xff) << 32 | (entry >> 55 & 1) << 24 |
           (entry & 0xff00) | entry >> 56;
}

static int compare(const void *one, const void *other)
{
    const uint64_t first = sort_key(*(const uint64_t *)one);
    const uint64_t second = sort_key(*(const uint64_t *)other);

    return (first > second) - (first < second);
}

/* Brings entries into the order of a blob, without doubles and lone excludes. */
static void tidy(struct entries *entries)
{
    uint32_t kept = 0;

    qsort(entries->raw, entries->count, sizeof(entries->raw[0]), compare);
    for (uint32_t i = 0; i < entries->count; i++) {
        const uint64_t entry = entries->raw[i];
        const uint64_t previous = kept == 0 ? 0 : entries->raw[kept - 1];
        const bool opens = kept == 0 || sort_key(previous) >> 32 != sort_key(entry) >> 32;

        if ((kept > 0 && previous == entry) || ((entry >> 55 & 1) != 0 && opens))
            continue;
        entries->raw[kept++] = entry;
    }
    entries->count = kept;
}

/* A filter that a blob may hold. */
static void make_right(struct random_filter *filter, struct random *random, uint64_t select_bits)
{
    const bool masked = random_once_in(random, 2);
    struct entries entries = {.count = random_count(random)};

    for (uint32_t i = 0; i < entries.count; i++)
        entries.raw[i] = random_entry(random, masked, select_bits);
    tidy(&entries);
    memset(filter, 0, sizeof(*filter));
    put(filter, 0, 4, random_below(random, 2));
    put(filter, 4, 4, entries.count);
    if (select_bits == 0xff && random_once_in(random, 2))
        put(filter, 8, 4, random_next(random));
    put(filter, 12, 4, masked);
    for (uint32_t i = 0; i < entries.count; i++)
        put(filter, 32 + (size_t)i * 8, 8, entries.raw[i]);
    filter->size = 32 + (size_t)entries.count * 8;
}

/* Spoils one thing. */
static void mutate(struct random_filter *filter, struct random *random)
{
    const size_t size = filter->size;
    const size_t entry = 32 + (size_t)random_below(random, 300) * 8;
    size_t other = 32 + (size_t)random_below(random, 300) * 8;

    switch (random_below(random, 7)) {
    case 0: /* one bit of the header */
        filter->bytes[random_below(random, 32)] ^= (unsigned char)(1u << random_below(random, 8));
        break;
    case 1: /* one bit of what can be read */
        if (size > 0)
            filter->bytes[random_next(random) % size] ^=
                (unsigned char)(1u << random_below(random, 8));
        break;
    case 2: /* one field of the header */
        put(filter, (size_t)random_below(random, 4) * 4, 4, random_next(random));
        break;
    case 3: /* the entry count, a little */
        put(filter, 4, 4, (size - 32) / 8 + random_below(random, 5) - 2);
        break;
    case 4: /* less can be read */
        filter->size = random_next(random) % (size + 1);
        break;
    case 5: /* an entry of noise */
        put(filter, entry, 8, random_next(random));
        break;
    default: /* an entry twice */
        if (other == entry)
            other = 32;
        memcpy(filter->bytes + other, filter->bytes + entry, 8);
        break;
    }
}

/* Noise from end to end, with a header that is not refused too often. */
static void make_noise(struct random_filter *filter, struct random *random)
{
    for (size_t i = 0; i < sizeof(filter->bytes); i += 8)
        put(filter, i, 8, random_next(random));
    put(filter, 0, 4, random_below(random, 3));
    put(filter, 4, 4, random_count(random));
    put(filter, 12, 4, random_below(random, 3));
    filter->size = random_once_in(random, 8) ? random_below(random, 64) : sizeof(filter->bytes);
}

void random_filter_make(struct random_filter *filter, struct random *random, uint64_t select_bits)
{
    if (random_once_in(random, 10)) {
        make_noise(filter, random);
        return;
    }
    make_right(filter, random, select_bits);
    while (filter->size >= 32 && !random_once_in(random, 3))
        mutate(filter, random);
}

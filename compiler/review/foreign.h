/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filters that somebody else wrote, as KVM takes them: entries in any order, repeated, overlapping,
 * or such that KVM drops them. They become filters that decompile() takes, with the same meaning.
 *
 * Everything is in the arena.
 */
#ifndef PMUC_REVIEW_FOREIGN_H
#define PMUC_REVIEW_FOREIGN_H

#include "compiler/entries/filters.h"
#include "compiler/events/catalogue.h"

/* The hosts that a filter is for: with a model these alone, else all of the vendors. */
struct foreign_hosts {
    uint32_t rest; /* enum pmuf_rest bits of the vendors: both of x86, or one */
    const struct cpu_model *model;
};

/* One 64-bit entry of an x86 filter, and what became of it. */
struct foreign_entry {
    uint64_t code;
    struct entry entry; /* as it is read */
    bool is_kept;       /* KVM lists something by it on one of the hosts */
    const char *remark; /* null; or what somebody who wrote the entry would want to know */
};

struct foreign_filter {
    enum pmuf_action action;
    uint32_t fixed_bitmap;
    bool is_masked;
    struct foreign_entry *entries; /* in the order in which they were given */
    uint32_t count;                /* at most PMUF_MAX_X86_ENTRIES */
};

/*
 * Reads the entries' codes, and finds those that have no effect, or not everywhere. False when KVM
 * refuses the filter: *refused is the entry, and *reason tells why.
 */
bool foreign_read(struct foreign_filter *filter, const struct foreign_hosts *hosts,
                  struct arena *arena, uint32_t *refused, const char **reason);

/* The filters of entries that foreign_read() has read. */
struct filters *foreign_filters(const struct foreign_filter *filter,
                                const struct foreign_hosts *hosts, struct arena *arena);

/* The same for arm64: bit n of `allowed`, 65,536 bits, is set where event n counts. */
struct filters *foreign_arm64_filters(const uint64_t *allowed, const struct foreign_hosts *hosts,
                                      struct arena *arena);

#endif

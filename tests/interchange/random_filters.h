/* SPDX-License-Identifier: BSD-2-Clause */
/* Filters and lists that nobody compiled: blobs by hand, and arguments for KVM's ioctls. */
#ifndef PMUC_TEST_RANDOM_FILTERS_H
#define PMUC_TEST_RANDOM_FILTERS_H

#include "compiler/entries/filters.h"
#include "tests/oracle/test_catalogue.h"
#include "tests/support/random.h"

/* What blob_encode() takes. Most of them make a blob that the runtime accepts. In the arena. */
struct filters *random_filters(struct random *random, const struct test_catalogue *catalogue,
                               struct arena *arena);

struct random_bytes {
    unsigned char *bytes; /* in the arena */
    size_t size;
};

/* One struct kvm_pmu_event_filter that KVM takes: entries in any order, some of them for nothing.
 */
struct random_bytes random_x86_filter(struct random *random, bool is_amd, struct arena *arena);

/* Records that KVM takes, one call each. */
struct random_bytes random_arm64_records(struct random *random, struct arena *arena);

#endif

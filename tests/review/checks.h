/* SPDX-License-Identifier: BSD-2-Clause */
/* What must hold for pmuc diff and pmuc explain, checked on one random pair of policies. */
#ifndef PMUC_TEST_REVIEW_CHECKS_H
#define PMUC_TEST_REVIEW_CHECKS_H

#include "tests/review/trial.h"

enum law {
    LAW_HOSTS,
    LAW_READ_BACK,
    LAW_POINTS,
    LAW_DISJOINT,
    LAW_BLOBS,
    LAW_MIRROR,
    LAW_CAUSES,
    LAW_SHUFFLED,
    LAW_EXPLAIN,
    LAW_COUNT
};

struct laws {
    uint64_t seed;
    uint64_t pairs;
    uint64_t failures[LAW_COUNT];
};

extern const char *const law_names[LAW_COUNT];

/* All that a comparison tells. */
struct told_hosts {
    struct comparison *comparison;
    struct host_difference *hosts;
};

/* Checks every law, and returns what the diff of the two policies tells. */
struct told_hosts check_pair(struct laws *laws, struct pair *pair);

#endif

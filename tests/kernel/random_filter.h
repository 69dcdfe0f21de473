/* SPDX-License-Identifier: BSD-2-Clause */
/* Random arguments of KVM_SET_PMU_EVENT_FILTER: right ones, nearly right ones and plain noise. */
#ifndef PMUF_TEST_RANDOM_FILTER_H
#define PMUF_TEST_RANDOM_FILTER_H

#include "tests/support/random.h"
#include <stddef.h>

#define RANDOM_FILTER_ROOM (32u + 320u * 8u)

struct random_filter {
    unsigned char bytes[RANDOM_FILTER_ROOM];
    size_t size; /* how many of the bytes the kernel gets to read */
};

/* `select_bits` are the bits of an entry that the kernel takes for the event select. */
void random_filter_make(struct random_filter *filter, struct random *random, uint64_t select_bits);

#endif

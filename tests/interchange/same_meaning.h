/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether two blobs serve the same hosts and mean the same there, as the runtime reads them. */
#ifndef PMUC_TEST_SAME_MEANING_H
#define PMUC_TEST_SAME_MEANING_H

#include "compiler/blob/blob.h"
#include "tests/support/random.h"

/*
 * Null when every host that either blob lists, and some that none lists, get the same answer of
 * both: the same refusal, or sections that allow the same. Else what differs, in the arena. Hosts
 * have a kernel with these enum pmuf_requirement bits.
 */
const char *find_difference(const struct blob *one, const struct blob *other, uint32_t kernel_has,
                            struct random *random, struct arena *arena);

#endif

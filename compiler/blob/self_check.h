/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last word on every compilation: the finished bytes are read back and must let a guest count
 * what the policy's verdicts let it count, on every host, for every alternative, every unit mask of
 * every select that the host has, and every fixed counter. The verdicts come from the rules' own
 * tables, as those that expect is held against, and not from the lists that the entries were made
 * of; the code follows KVM's rule entry by entry and shares nothing with the minimiser or encoder.
 *
 * What it cannot see is a mistake in how rules became those tables (compiler/policy/resolve.c): for
 * that there is the oracle among the tests, which decides from the text.
 */
#ifndef PMUC_BLOB_SELF_CHECK_H
#define PMUC_BLOB_SELF_CHECK_H

#include <stdbool.h>

#include "compiler/blob/blob.h"
#include "compiler/policy/policy.h"

/*
 * Null when the blob means the policy, else what differs, in the arena: an internal error. A DENY
 * list on Intel must ask for the kernel that closes the TSX escape, unless that was waived.
 */
const char *self_check(const struct blob *blob, const struct policy *policy, bool allow_tsx_escape,
                       struct arena *arena);

#endif

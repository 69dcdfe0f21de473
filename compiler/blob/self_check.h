/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last word on every compilation: the finished bytes are read back and must say what the
 * resolved policy says, for every alternative, host, select and fixed counter. The code follows
 * KVM's rule entry by entry and shares nothing with the minimiser or the encoder.
 */
#ifndef PMUC_BLOB_SELF_CHECK_H
#define PMUC_BLOB_SELF_CHECK_H

#include <stdbool.h>

#include "compiler/blob/blob.h"
#include "compiler/policy/policy.h"

/* Null when the blob means the policy, else what differs, in the arena: an internal error. */
const char *self_check(const struct blob *blob, const struct policy *policy, struct arena *arena);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * amd raw 0x20000078f: events as the 36-bit codes that KVM's select-umask filters take. A set of
 * them is a list of single codes, so ranges and masks have no place in it.
 */
#ifndef PMUC_POLICY_RAW_CODES_H
#define PMUC_POLICY_RAW_CODES_H

#include "compiler/policy/points.h"

enum { RAW_MAX_CODES = 1024 }; /* in one set, exceptions included: far more than a filter holds */

/* One points for each code, linked, in the arena; null after a mistake, which is reported. */
struct points *raw_codes_resolve(const struct ast_matcher *matcher, host_set hosts,
                                 const struct scope *scope);

#endif

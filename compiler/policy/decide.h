/* SPDX-License-Identifier: BSD-2-Clause */
/* Which rule decided a point: for messages, so a plain walk over the rules is fast enough. */
#ifndef PMUC_POLICY_DECIDE_H
#define PMUC_POLICY_DECIDE_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"

/* A point of one host: a (select, unit mask), or with is_fixed the fixed counter `select`. */
struct point {
    const struct host *host;
    bool is_fixed;
    uint32_t select;
    uint32_t umask;
};

/* The first rule of that verdict before `end` that names the point, or null. */
const struct rule *decide_find_rule(const struct policy *policy, uint32_t end, enum verdict verdict,
                                    const struct point *point);

/* Whether KVM counts the point on every host of its kind. */
bool decide_is_unfilterable(const struct point *point);

/* "select 0x2e umask 0x4f", "fixed counter 1", "event 0x0011" */
const char *decide_describe_point(struct arena *arena, const struct point *point);

/* A note that says which rule, or the default, gives the point its verdict. */
void decide_add_note(struct diagnostic *diagnostic, const struct policy *policy,
                     const struct point *point);

#endif

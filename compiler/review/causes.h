/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why a point of one host has another verdict on one side of a comparison than on the other: what
 * would have to be taken back so that nothing had changed.
 *
 * Where the side that denies has a deny rule for the point, that rule is a cause. It is the only
 * one if that side would allow the point without it. Else what the other side allows it by is one,
 * too: an allow rule, or the default. So a cause of a change is the cause of the reverse change, if
 * the sides are exchanged. Of several rules that name a point, the first is told.
 */
#ifndef PMUC_REVIEW_CAUSES_H
#define PMUC_REVIEW_CAUSES_H

#include "compiler/policy/policy.h"

struct cause {
    const struct rule *denied;  /* of the side that denies; or null */
    const struct rule *allowed; /* of the side that allows; or null */
    bool by_default;            /* no rule allows it on either side, and the defaults differ */
    bool is_unfilterable;       /* KVM counts it wherever it loads anything */
};

/* What has the same cause among the points of one select. */
struct share {
    uint32_t row; /* the select; that behind the last one stands for the fixed counters */
    struct umask_set points;
    struct cause cause;
};

struct shares {
    struct share *all; /* those of one cause stand together, and in them ascending by row */
    uint32_t count;
};

/* Whose rules decide. The host is null where they are not known: of a blob, and without a section.
 */
struct judge {
    const struct policy *policy;
    const struct host_policy *host;
};

/* How points changed: `rows` is indexed by select, and behind the last one has the fixed counters.
 */
struct changed_rows {
    const struct umask_set *rows;
    uint32_t end; /* selects; there are end + 1 rows */
    enum vendor vendor;
};

/* Splits points that `denier` denies and `allower` allows by their causes. In the arena. */
struct shares causes_find(const struct changed_rows *changed, const struct judge *denier,
                          const struct judge *allower, struct arena *arena);

bool cause_equal(const struct cause *a, const struct cause *b);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps that a search may still take. A step is about 25 to 50 ns of work: one look from a cube
 * (visible.h), or a few dozen word operations. Steps, not time, so that results are the same on
 * every machine. */
#ifndef PMUC_MINIMISE_BUDGET_H
#define PMUC_MINIMISE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

struct budget {
    uint64_t left;
};

/* False, and nothing left, if there are not that many. */
static inline bool budget_take(struct budget *budget, uint64_t steps)
{
    if (budget->left < steps) {
        budget->left = 0;
        return false;
    }
    budget->left -= steps;
    return true;
}

static inline bool budget_spent(const struct budget *budget)
{
    return budget->left == 0;
}

/* A part of the budget, to be given back by budget_return(). */
static inline struct budget budget_lend(struct budget *budget, uint64_t steps)
{
    struct budget part = {steps < budget->left ? steps : budget->left};

    budget->left -= part.left;
    return part;
}

static inline void budget_return(struct budget *budget, struct budget part)
{
    budget->left += part.left;
}

#endif

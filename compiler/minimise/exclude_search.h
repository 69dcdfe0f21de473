/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides whether there is a solution of at most so many cubes by searching the sets of excludes.
 * Once the excludes are fixed, the includes are any cubes within a fixed target, the members and
 * what is excluded; and there cliques are nearly always tight.
 *
 * The search branches on points, not on primes: a point is taken out by the first prime through it,
 * or by the second, ..., or it stays in. It picks points whose staying in would keep members apart,
 * so that little is left to try once they do.
 */
#ifndef PMUC_MINIMISE_EXCLUDE_SEARCH_H
#define PMUC_MINIMISE_EXCLUDE_SEARCH_H

#include "compiler/minimise/budget.h"
#include "compiler/minimise/clique.h"
#include "compiler/minimise/primes.h"

struct exclude_search {
    const struct problem *problem;
    const struct primes *primes;
    struct killers killers;
    struct clique_scratch scratch;
    bool is_barred[MAX_PRIMES];
    uint16_t open_count[POINT_COUNT]; /* primes through each point that are not barred */
    struct umask_set open;            /* points of primes that are not barred */
};

/* What is learnt about a problem is kept from run to run. */
void exclude_search_begin(struct exclude_search *search, const struct problem *problem,
                          const struct primes *primes);

/* On YES, `out` is a solution of at most `cost` cubes, which must be at least 1. */
enum answer exclude_search_run(struct exclude_search *search, unsigned int cost,
                               struct solution *out, struct budget *budget);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Solves one reduced problem after the other, with one set of tables and scratch memory. */
#ifndef PMUC_MINIMISE_WORKSPACE_H
#define PMUC_MINIMISE_WORKSPACE_H

#include "compiler/minimise/exclude_search.h"
#include "compiler/minimise/open_search.h"
#include "compiler/minimise/upper_bound.h"

struct workspace {
    struct cube_table table; /* kept from problem to problem */
    struct tree_costs costs;
    struct primes primes;
    struct exclude_search exclude_search;
    struct residues residues;
    struct open_search open_search;
};

void workspace_init(struct workspace *workspace);

/* A smallest solution, as far as the steps last. Gives the proved lower bound on its cost. */
unsigned int workspace_solve(struct workspace *workspace, const struct problem *problem,
                             uint64_t steps, struct solution *out);

#endif

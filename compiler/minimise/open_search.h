/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decides whether there is a solution of at most `includes` includes and `excludes` excludes. It
 * groups the members as in group_search.h, but what is excluded is left open: the residue of the
 * groups only grows, and must remain coverable.
 *
 * For sets with many primes, where sets of excludes are too many.
 */
#ifndef PMUC_MINIMISE_OPEN_SEARCH_H
#define PMUC_MINIMISE_OPEN_SEARCH_H

#include "compiler/minimise/clique.h"
#include "compiler/minimise/group_search.h"
#include "compiler/minimise/residue.h"

struct open_search {
    const struct problem *problem;
    struct residues *residues;
    struct clique_scratch scratch;
    uint64_t stamp;             /* of the present residue */
    uint64_t stamps[MAX_CUBES]; /* by cube number: the residue that `is_possible` is for */
    bool is_possible[MAX_CUBES];
};

void open_search_begin(struct open_search *search, const struct problem *problem,
                       struct residues *residues);

/* Of some members, those no two of which can share an include, with so many excludes. */
void open_search_clique(struct open_search *search, struct umask_set among, unsigned int excludes,
                        struct clique *out, struct budget *budget);

/* `seeds`: such a clique. On YES, `out` is the solution. */
enum answer open_search_run(struct open_search *search, unsigned int includes,
                            unsigned int excludes, const struct clique *seeds, struct solution *out,
                            struct budget *budget);

/* The same for the solutions in which each of the `fixed` cubes lies within an include. */
enum answer open_search_run_from(struct open_search *search, unsigned int includes,
                                 unsigned int excludes, const struct group_cover *fixed,
                                 struct solution *out, struct budget *budget);

#endif

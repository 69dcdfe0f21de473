/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lower bounds on the number of includes within a target set. Two members compete if the smallest
 * cube around them leaves the target: no include can hold both. So members that compete pairwise, a
 * clique, need an include each.
 */
#ifndef PMUC_MINIMISE_CLIQUE_H
#define PMUC_MINIMISE_CLIQUE_H

#include "compiler/minimise/budget.h"
#include "compiler/minimise/problem.h"

struct clique {
    unsigned int count;
    uint8_t points[UMASK_COUNT];
};

/* Recent cliques, latest success first. Targets of one set resemble each other, so that most of
 * them are refuted by what is left of a clique of an earlier one. */
enum { KILLER_COUNT = 8 };

struct killers {
    unsigned int count;
    uint8_t order[KILLER_COUNT]; /* indices into cliques */
    struct clique cliques[KILLER_COUNT];
};

struct clique_scratch {
    struct umask_set visible[UMASK_COUNT]; /* by member: the members it can share an include with */
};

void killers_clear(struct killers *killers);

/* Whether a clique that is known already shows that more than `limit` includes are needed. If so,
 * `out` is what is left of it. */
bool killers_refute(struct killers *killers, struct umask_set target, unsigned int limit,
                    struct clique *out, struct budget *budget);

void killers_add(struct killers *killers, const struct clique *clique);

/* A clique found greedily, not the largest; `scratch` says what competes. */
void clique_grow(struct umask_set among, const struct clique_scratch *scratch, struct clique *out,
                 struct budget *budget);

/* The same for the members that compete in `target`. */
void clique_find(struct umask_set among, struct umask_set target, struct clique_scratch *scratch,
                 struct clique *out, struct budget *budget);

#endif

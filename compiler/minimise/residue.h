/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The residue of some includes is what they hold too much: the other points in them, all of which
 * the excludes must cover. This decides whether few primes cover a residue.
 *
 * Other points are renumbered by rank: a point comes first that shares primes with fewest points.
 * Two points that share no prime need two excludes, so a greedy choice of such points from the
 * lowest rank up is a good lower bound.
 */
#ifndef PMUC_MINIMISE_RESIDUE_H
#define PMUC_MINIMISE_RESIDUE_H

#include "compiler/minimise/budget.h"
#include "compiler/minimise/primes.h"

enum { RESIDUE_RING = 16 };

/* The last sets of ranks of which something is known. */
struct residue_ring {
    unsigned int count;
    unsigned int next;
    struct umask_set sets[RESIDUE_RING];
};

struct prime_choice {
    unsigned int count;
    uint16_t primes[COVER_MAX_CUBES];
};

struct residues {
    const struct cube_table *table;
    const struct primes *primes;
    uint8_t point_of_rank[POINT_COUNT];
    struct umask_set all;                /* ranks */
    struct umask_set of_cube[MAX_CUBES]; /* by cube number: the ranks of its other points */
    struct umask_set of_prime[MAX_PRIMES];
    struct umask_set neighbours[POINT_COUNT]; /* by rank: the ranks that share a prime with it */
    uint8_t needed[MAX_CUBES];                /* lower bound for the residue of a cube */
    struct residue_ring coverable;            /* by `limit` primes */
    struct residue_ring too_large;            /* for `limit` primes */
    unsigned int limit;
};

void residues_begin(struct residues *residues, const struct cube_table *table,
                    const struct primes *primes, const struct problem *problem);

/* How many primes the residue needs at least; counts up to `limit` + 1. */
unsigned int residue_bound(const struct residues *residues, struct umask_set residue,
                           unsigned int limit);

/* Whether `limit` primes can cover the residue; exact. `out`, if not NULL, gets primes that do. */
enum answer residue_cover(struct residues *residues, struct umask_set residue, unsigned int limit,
                          struct prime_choice *out, struct budget *budget);

/* Forgets what is known for another limit. */
void residues_set_limit(struct residues *residues, unsigned int limit);

/* Whether it is known without search that `limit` primes are too few. */
bool residue_is_too_large(const struct residues *residues, struct umask_set residue);

#endif

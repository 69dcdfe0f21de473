/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/residue.h"

#include <string.h>

static void ring_add(struct residue_ring *ring, struct umask_set set)
{
    ring->sets[ring->next] = set;
    ring->next = (ring->next + 1) % RESIDUE_RING;
    if (ring->count < RESIDUE_RING)
        ring->count++;
}

/* Other points by how many points they share primes with, counted by sorting. */
static void rank_points(struct residues *residues, const struct problem *problem, uint8_t *rank_of)
{
    unsigned int begin[POINT_COUNT + 2] = {0};
    uint16_t partners[POINT_COUNT];

    for (struct umask_set left = problem->others; !points_empty(left);) {
        unsigned int point = points_take_first(&left);
        struct umask_set shared = points_none();

        for (unsigned int i = 0; i < residues->primes->through_count[point]; i++)
            shared =
                points_or(shared, residues->primes->points[residues->primes->through[point][i]]);
        partners[point] = (uint16_t)points_count(shared);
        begin[partners[point] + 1]++;
    }
    for (unsigned int i = 1; i <= POINT_COUNT; i++)
        begin[i] += begin[i - 1];
    for (struct umask_set left = problem->others; !points_empty(left);) {
        unsigned int point = points_take_first(&left);
        unsigned int rank = begin[partners[point]]++;

        rank_of[point] = (uint8_t)rank;
        residues->point_of_rank[rank] = (uint8_t)point;
    }
}

static void fill_cubes(struct residues *residues, const struct problem *problem,
                       const uint8_t *rank_of)
{
    const struct cube_table *table = residues->table;

    for (unsigned int number = 0; number < table->power[problem->dimension]; number++) {
        struct span span = table->spans[number];
        unsigned int free_bits = span_free_bits(span);

        residues->needed[number] = UINT8_MAX;
        if (free_bits) {
            unsigned int power = table->power[__builtin_ctz(free_bits)];

            residues->of_cube[number] =
                points_or(residues->of_cube[number - power], residues->of_cube[number - 2 * power]);
        } else {
            residues->of_cube[number] = points_has(problem->others, span.low)
                                            ? points_one(rank_of[span.low])
                                            : points_none();
        }
    }
}

void residues_begin(struct residues *residues, const struct cube_table *table,
                    const struct primes *primes, const struct problem *problem)
{
    uint8_t rank_of[POINT_COUNT];

    residues->table = table;
    residues->primes = primes;
    rank_points(residues, problem, rank_of);
    fill_cubes(residues, problem, rank_of);
    residues->all = residues->of_cube[table->power[problem->dimension] - 1];
    memset(residues->neighbours, 0, sizeof(residues->neighbours));
    for (unsigned int i = 0; i < primes->count; i++) {
        struct umask_set ranks = residues->of_cube[cube_number(table, primes->spans[i])];

        residues->of_prime[i] = ranks;
        for (struct umask_set left = ranks; !points_empty(left);) {
            unsigned int rank = points_take_first(&left);

            residues->neighbours[rank] = points_or(residues->neighbours[rank], ranks);
        }
    }
    residues_set_limit(residues, 0);
}

void residues_set_limit(struct residues *residues, unsigned int limit)
{
    residues->limit = limit;
    residues->coverable.count = residues->coverable.next = 0;
    residues->too_large.count = residues->too_large.next = 0;
}

/* Each point that is counted shares no prime with those counted before: their neighbours are gone.
 */
unsigned int residue_bound(const struct residues *residues, struct umask_set residue,
                           unsigned int limit)
{
    unsigned int count = 0;

    for (unsigned int word = 0; word < UMASK_WORDS; word++) {
        while (residue.words[word] && count <= limit) {
            unsigned int bit = (unsigned int)__builtin_ctzll(residue.words[word]);

            for (unsigned int i = word; i < UMASK_WORDS; i++)
                residue.words[i] &= ~residues->neighbours[64 * word + bit].words[i];
            count++;
        }
    }
    return count;
}

bool residue_is_too_large(const struct residues *residues, struct umask_set residue)
{
    for (unsigned int i = 0; i < residues->too_large.count; i++) {
        if (points_within(residues->too_large.sets[i], residue))
            return true;
    }
    return residue_bound(residues, residue, residues->limit) > residues->limit;
}

/* What each prime through a point covers of the residue, without those that another beats. */
struct offers {
    unsigned int count;
    uint16_t primes[MAX_PRIMES_OF_POINT];
    struct umask_set gains[MAX_PRIMES_OF_POINT];
};

static void offers_add(struct offers *offers, uint16_t prime, struct umask_set gain)
{
    unsigned int kept = 0;

    for (unsigned int i = 0; i < offers->count; i++) {
        if (points_within(gain, offers->gains[i]))
            return;
    }
    for (unsigned int i = 0; i < offers->count; i++) {
        if (points_within(offers->gains[i], gain))
            continue;
        offers->primes[kept] = offers->primes[i];
        offers->gains[kept++] = offers->gains[i];
    }
    offers->primes[kept] = prime;
    offers->gains[kept] = gain;
    offers->count = kept + 1;
}

/* Some prime must cover the first point. A prime that covers less of the residue than another one
 * is not needed. */
static enum answer cover(const struct residues *residues, struct umask_set residue,
                         unsigned int limit, struct prime_choice *out, struct budget *budget)
{
    struct offers offers; /* not zeroed as a whole, for it is large */
    unsigned int point;

    if (points_empty(residue))
        return ANSWER_YES;
    if (residue_bound(residues, residue, limit) > limit)
        return ANSWER_NO;
    offers.count = 0;
    point = residues->point_of_rank[points_first(residue)];
    if (!budget_take(budget, 1 + limit / 8 + residues->primes->through_count[point] / 4U))
        return ANSWER_UNKNOWN;
    for (unsigned int i = 0; i < residues->primes->through_count[point]; i++) {
        uint16_t prime = residues->primes->through[point][i];

        offers_add(&offers, prime, points_and(residue, residues->of_prime[prime]));
    }
    for (unsigned int i = 0; i < offers.count; i++) {
        enum answer answer;

        out->primes[out->count++] = offers.primes[i];
        answer = cover(residues, points_without(residue, offers.gains[i]), limit - 1, out, budget);
        if (answer != ANSWER_NO)
            return answer;
        out->count--;
    }
    return ANSWER_NO;
}

enum answer residue_cover(struct residues *residues, struct umask_set residue, unsigned int limit,
                          struct prime_choice *out, struct budget *budget)
{
    struct prime_choice choice;
    struct umask_set covered = points_none();
    enum answer answer;

    for (unsigned int i = 0; !out && i < residues->coverable.count; i++) {
        if (points_within(residue, residues->coverable.sets[i]))
            return ANSWER_YES;
    }
    choice.count = 0;
    answer = cover(residues, residue, limit, &choice, budget);
    if (answer == ANSWER_NO)
        ring_add(&residues->too_large, residue);
    if (answer != ANSWER_YES)
        return answer;
    for (unsigned int i = 0; i < choice.count; i++)
        covered = points_or(covered, residues->of_prime[choice.primes[i]]);
    ring_add(&residues->coverable, covered);
    if (out)
        *out = choice;
    return ANSWER_YES;
}

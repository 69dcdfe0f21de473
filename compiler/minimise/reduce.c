/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/reduce.h"

#include "compiler/minimise/halves.h"

/* Whether flipping the bit maps the set to itself. */
static bool ignores_bit(const struct umask_set *set, unsigned int bit)
{
    for (unsigned int i = 0; i < UMASK_WORDS; i++) {
        uint64_t word = set->words[i];

        if (bit >= 6 && word != set->words[i ^ 1U << (bit - 6)])
            return false;
        if (bit < 6 && (word << (1U << bit) & upper_half[bit]) != (word & upper_half[bit]))
            return false;
    }
    return true;
}

/* Spreads the low bits of `value` over the bits of `where`, lowest first. */
static uint8_t deposit(unsigned int value, unsigned int where)
{
    unsigned int result = 0;

    for (; where; where &= where - 1, value >>= 1) {
        if (value & 1)
            result |= where & -where;
    }
    return (uint8_t)result;
}

void reduce(const struct umask_set *set, struct reduction *reduction, struct problem *problem)
{
    struct span around = span_around(*set);
    unsigned int kept = 0;

    for (unsigned int bit = 0; bit < MAX_DIMENSION; bit++) {
        if (span_free_bits(around) >> bit & 1 && !ignores_bit(set, bit))
            kept |= 1U << bit;
    }
    reduction->fixed_bits = (uint8_t)~span_free_bits(around);
    reduction->fixed_value = around.low;
    reduction->kept_bits = (uint8_t)kept;
    problem->dimension = (unsigned int)__builtin_popcount(kept);
    problem->members = points_none();
    problem->others = points_none();
    for (unsigned int point = 0; point < 1U << problem->dimension; point++) {
        bool is_member = points_has(*set, around.low | deposit(point, kept));

        umask_set_add(is_member ? &problem->members : &problem->others, point);
    }
}

static struct cube lift(const struct reduction *reduction, struct span span)
{
    struct cube cube;

    cube.mask = deposit(~span_free_bits(span), reduction->kept_bits);
    cube.match = deposit(span.low, reduction->kept_bits);
    return cube;
}

void reduction_lift(const struct reduction *reduction, const struct solution *solution,
                    struct cover *cover)
{
    cover->include_count = solution->include_count;
    cover->exclude_count = solution->exclude_count;
    for (unsigned int i = 0; i < solution->include_count; i++) {
        cover->includes[i] = lift(reduction, solution->includes[i]);
        cover->includes[i].mask |= reduction->fixed_bits;
        cover->includes[i].match |= reduction->fixed_value;
    }
    for (unsigned int i = 0; i < solution->exclude_count; i++)
        cover->excludes[i] = lift(reduction, solution->excludes[i]);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/minimise/primes.h"

#include <string.h>

/* A cube of other points is prime if freeing any of its fixed bits lets a member in. */
static bool is_prime(const struct cube_table *table, const uint8_t *outside, unsigned int number,
                     unsigned int dimension)
{
    struct span span = table->spans[number];

    if (outside[number])
        return false;
    for (unsigned int bit = 0; bit < dimension; bit++) {
        unsigned int distance = (span.low >> bit & 1 ? 1 : 2) * table->power[bit];

        if (!(span_free_bits(span) >> bit & 1) && !outside[number + distance])
            return false;
    }
    return true;
}

static void list_by_point(struct primes *primes)
{
    memset(primes->through_count, 0, sizeof(primes->through_count));
    for (unsigned int i = 0; i < primes->count; i++) {
        struct umask_set points = primes->points[i];

        while (!points_empty(points)) {
            unsigned int point = points_take_first(&points);

            primes->through[point][primes->through_count[point]++] = (uint16_t)i;
        }
    }
}

void primes_find(struct primes *primes, const struct cube_table *table, const uint8_t *outside,
                 unsigned int dimension)
{
    unsigned int begin[MAX_DIMENSION + 2] = {0};
    unsigned int count = 0;
    uint16_t found[MAX_PRIMES];

    /* Sorted by counting: begin[k + 1] counts the primes with k fixed bits at first. */
    for (unsigned int number = 0; number < table->power[dimension]; number++) {
        struct span span = table->spans[number];

        if (is_prime(table, outside, number, dimension)) {
            found[count++] = (uint16_t)number;
            begin[dimension - (unsigned int)__builtin_popcount(span_free_bits(span)) + 1]++;
        }
    }
    for (unsigned int i = 1; i <= dimension; i++)
        begin[i + 1] += begin[i];
    for (unsigned int i = 0; i < count; i++) {
        struct span span = table->spans[found[i]];
        unsigned int fixed = dimension - (unsigned int)__builtin_popcount(span_free_bits(span));

        primes->spans[begin[fixed]] = span;
        primes->points[begin[fixed]++] = span_points(span);
    }
    primes->count = count;
    list_by_point(primes);
}

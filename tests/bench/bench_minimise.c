/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the minimiser reaches and takes, for each class of sets. One line for each class:
 *
 *   sets, how many of them are proved optimal, entries in the mean, the mean lower bound, the
 * largest gap between the two, CPU time in ms (mean, 99th percentile, worst), and the mean entries
 * of include-only prefixes, of include/exclude prefixes, and of one entry for each umask.
 *
 * Usage: bench_minimise [STEPS [CLASS]]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compiler/minimise/minimiser.h"
#include "tests/bench/set_classes.h"

struct totals {
    unsigned int proved;
    unsigned int largest_gap;
    uint64_t entries;
    uint64_t lower_bounds;
    uint64_t prefixes;
    uint64_t signed_prefixes;
    uint64_t umasks;
    double *times; /* in ms */
    unsigned int histogram[COVER_MAX_CUBES + 1];
};

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/* Entries for the `size` umasks from `first`: without an include above, and, with one above, of
 * excludes. */
struct prefix_cost {
    unsigned int include_only;
    unsigned int outside;
    unsigned int inside;
};

static struct prefix_cost prefix_costs(const struct umask_set *set, unsigned int first,
                                       unsigned int size)
{
    struct prefix_cost low;
    struct prefix_cost high;

    if (size == 1) {
        unsigned int has = umask_set_has(set, first);

        return (struct prefix_cost){has, has, !has};
    }
    low = prefix_costs(set, first, size / 2);
    high = prefix_costs(set, first + size / 2, size / 2);
    low.include_only += high.include_only;
    low.outside += high.outside;
    low.inside += high.inside;
    if (low.inside == 0)
        return (struct prefix_cost){1, 1, 0};
    if (low.outside == 0)
        return (struct prefix_cost){0, 0, 1};
    if (low.outside > 1 + low.inside)
        low.outside = 1 + low.inside;
    return low;
}

static void measure(const struct umask_set *set, struct totals *totals, unsigned int index,
                    struct minimiser *minimiser)
{
    struct prefix_cost prefixes = prefix_costs(set, 0, UMASK_COUNT);
    double begin = now();
    const struct cover *cover = minimiser_solve(minimiser, set);
    unsigned int cost = cover->include_count + cover->exclude_count;
    unsigned int gap = cost - cover->lower_bound;

    totals->times[index] = now() - begin;
    totals->proved += gap == 0;
    if (gap > totals->largest_gap)
        totals->largest_gap = gap;
    totals->entries += cost;
    totals->lower_bounds += cover->lower_bound;
    totals->prefixes += prefixes.include_only;
    totals->signed_prefixes += prefixes.outside;
    totals->umasks += umask_set_count(set);
    totals->histogram[cost]++;
}

static int compare_times(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return (*x > *y) - (*x < *y);
}

static void print_totals(const struct set_class *class, const struct totals *totals)
{
    double count = class->count;
    double sum = 0;

    qsort(totals->times, class->count, sizeof(totals->times[0]), compare_times);
    for (unsigned int i = 0; i < class->count; i++)
        sum += totals->times[i];
    printf("%-18s %5u %6.1f%% %7.3f %7.3f %3u  %7.3f %7.3f %7.3f  %7.2f %7.2f %7.2f\n", class->name,
           class->count, 100 * totals->proved / count, (double)totals->entries / count,
           (double)totals->lower_bounds / count, totals->largest_gap, sum / count,
           totals->times[class->count * 99 / 100], totals->times[class->count - 1],
           (double)totals->prefixes / count, (double)totals->signed_prefixes / count,
           (double)totals->umasks / count);
    fflush(stdout);
}

static void print_histogram(const struct totals *totals)
{
    printf("  sets by entries:");
    for (unsigned int i = 1; i <= COVER_MAX_CUBES; i++) {
        if (totals->histogram[i])
            printf(" %u:%u", i, totals->histogram[i]);
    }
    printf("\n");
}

static void run(const struct set_class *class, uint64_t steps, bool is_detailed)
{
    struct totals totals = {0};
    struct minimiser *minimiser = minimiser_open(steps);
    struct random random = {20101};

    totals.times = calloc(class->count, sizeof(totals.times[0]));
    if (!totals.times)
        exit(2);
    for (unsigned int i = 0; i < class->count; i++) {
        struct umask_set set = {{0}};

        class->make(class, i, &random, &set);
        measure(&set, &totals, i, minimiser);
    }
    print_totals(class, &totals);
    if (is_detailed)
        print_histogram(&totals);
    free(totals.times);
    minimiser_close(minimiser);
}

int main(int argc, char **argv)
{
    uint64_t steps = argc > 1 ? strtoull(argv[1], NULL, 10) : MINIMISER_DEFAULT_STEPS;

    printf("%" PRIu64 " steps for each set\n", steps);
    printf("%-18s %5s %7s %7s %7s %3s  %7s %7s %7s  %7s %7s %7s\n", "class", "sets", "proved",
           "entries", "bound", "gap", "mean ms", "p99", "worst", "prefix", "+/-", "umasks");
    for (const struct set_class *class = set_classes; class->name; class ++) {
        if (argc < 3 || strcmp(argv[2], class->name) == 0)
            run(class, steps, argc > 2 || class == set_classes);
    }
    return 0;
}

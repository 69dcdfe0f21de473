/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench-kernel ROUNDS FILTER-A FILTER-B
 *
 * Loads two filters, files as `pmuc --emit=raw` writes them, into a scratch VM in turn, and times
 * each KVM_SET_PMU_EVENT_FILTER. Prints one line of numbers:
 *
 *   entries A, entries B   in the filter
 *   longest A, longest B   entries of the select that has most: KVM finds a select by a binary
 *                          search and then looks at its entries one by one, each time a guest's
 *                          counter is set up
 *   time A, time B         median, microseconds of one ioctl
 *   ratio, least, most     A / B of neighbours: median, smallest and largest
 *
 * The VM has no vCPU: no guest that counts is measured. Exit status 77 says that there is no KVM
 * to ask, and standard output why.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runtime/pmuf_format.h"
#include "tests/bench/median.h"
#include "tests/support/real_kvm.h"

enum { MAX_ROUNDS = 10000, SKIPPED = 77 };

/* struct kvm_pmu_event_filter, as long as it gets. */
struct filter {
    uint32_t action;
    uint32_t entry_count;
    uint32_t fixed_bitmap;
    uint32_t flags;
    uint32_t pad[4];
    uint64_t entries[PMUF_MAX_X86_ENTRIES];
};

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "bench-kernel: %s: %s\n", what, why);
    exit(1);
}

static void read_filter(const char *path, struct filter *filter)
{
    FILE *file = fopen(path, "re");
    size_t size;

    if (file == NULL)
        die(path, strerror(errno));
    size = fread(filter, 1, sizeof(*filter), file);
    fclose(file);
    if (size < PMUF_X86_HEADER_SIZE || filter->entry_count > PMUF_MAX_X86_ENTRIES ||
        size != PMUF_X86_HEADER_SIZE + filter->entry_count * sizeof(uint64_t))
        die(path, "not a filter");
}

static double now(void)
{
    struct timespec time;

    if (clock_gettime(CLOCK_MONOTONIC, &time) != 0)
        die("clock_gettime", strerror(errno));
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double load(int vm_fd, const struct filter *filter)
{
    double begin = now();
    int error = real_kvm_set_filter(vm_fd, filter);
    double end = now();

    if (error != 0)
        die("KVM_SET_PMU_EVENT_FILTER", strerror(error));
    return end - begin;
}

/* The bits of an entry that name its select. */
static uint64_t select_of(uint64_t entry)
{
    return entry & ((uint64_t)0xff << PMUF_ENTRY_SELECT_LOW_SHIFT |
                    (uint64_t)0x0f << PMUF_ENTRY_SELECT_HIGH_SHIFT);
}

/* Entries of a select are neighbours. */
static uint32_t longest_run(const struct filter *filter)
{
    uint32_t longest = 0;
    uint32_t run = 0;

    for (uint32_t i = 0; i < filter->entry_count; i++) {
        bool same = i > 0 && select_of(filter->entries[i]) == select_of(filter->entries[i - 1]);

        run = same ? run + 1 : 1;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void measure(int vm_fd, const struct filter *a, const struct filter *b, int rounds)
{
    double *times = calloc(3 * (size_t)rounds, sizeof(double));
    double *times_b = times + rounds;
    double *ratios = times_b + rounds;
    double ratio;

    if (times == NULL)
        die("memory", strerror(ENOMEM));
    load(vm_fd, a);
    load(vm_fd, b);
    for (int i = 0; i < rounds; i++) {
        times[i] = load(vm_fd, a);
        times_b[i] = load(vm_fd, b);
        ratios[i] = times[i] / times_b[i];
    }
    ratio = median(ratios, rounds);
    printf("%u %u %u %u ", a->entry_count, b->entry_count, longest_run(a), longest_run(b));
    printf("%.1f %.1f ", median(times, rounds), median(times_b, rounds));
    printf("%.3f %.3f %.3f\n", ratio, ratios[0], ratios[rounds - 1]);
    free(times);
}

int main(int argument_count, char **arguments)
{
    int rounds = argument_count == 4 ? (int)strtol(arguments[1], NULL, 10) : 0;
    struct filter a;
    struct filter b;
    int kvm_fd;
    int vm_fd;

    if (rounds < 1 || rounds > MAX_ROUNDS) {
        fputs("usage: bench-kernel ROUNDS FILTER-A FILTER-B\n", stderr);
        return 1;
    }
    read_filter(arguments[2], &a);
    read_filter(arguments[3], &b);
    kvm_fd = real_kvm_open();
    if (kvm_fd < 0) {
        puts(real_kvm_absence());
        return SKIPPED;
    }
    if (!real_kvm_has_masked_events(kvm_fd)) {
        puts("this kernel knows no masked events");
        return SKIPPED;
    }
    vm_fd = real_kvm_create_vm(kvm_fd);
    measure(vm_fd, &a, &b, rounds);
    close(vm_fd);
    close(kvm_fd);
    return 0;
}

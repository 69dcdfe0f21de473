/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of event numbers to records and, by what KVM does with each call, back: every single event,
 * and random sets with every prefix of their calls.
 */
#include "compiler/entries/arm64_ranges.h"
#include "tests/support/random.h"

#include <criterion/criterion.h>
#include <string.h>

enum { EVENTS = 0x10000, SMALL = 0x400 };

static struct arena *arena;
static struct random random_state = {3};

static void set_up(void)
{
    arena = arena_create();
}

static void tear_down(void)
{
    arena_destroy(arena);
}

TestSuite(arm64_ranges, .init = set_up, .fini = tear_down);

static struct alternative lower_rows(struct select_umasks *rows, uint32_t count)
{
    static const struct host which = {.name = "arm64", .vendor = VENDOR_ARM64};
    struct host_policy host = {.host = &which, .listed = rows, .listed_count = count};

    return lower_arm64_ranges(&host, arena);
}

/* What a host lists whose policy allows these events. */
static struct alternative lower(const bool *allowed)
{
    struct select_umasks rows[ARM64_SELECT_COUNT];
    uint32_t count = 0;

    for (uint32_t high = 0; high < ARM64_SELECT_COUNT; high++) {
        rows[count] = (struct select_umasks){.select = (uint16_t)high};
        for (uint32_t low = 0; low < UMASK_COUNT; low++) {
            if (allowed[high << 8 | low])
                umask_set_add(&rows[count].umasks, low);
        }
        count += !umask_set_is_empty(&rows[count].umasks);
    }
    return lower_rows(rows, count);
}

/*
 * The first call makes the opposite of its action the answer for all events; then each call gives
 * its action to the events of its range (kvm_arm_pmu_v3_set_attr() in arch/arm64/kvm/pmu-emul.c).
 */
static void call(const struct arm64_record *record, bool is_first, bool *counts)
{
    for (uint32_t event = 0; is_first && event < EVENTS; event++)
        counts[event] = record->action == PMUF_ACTION_DENY;
    for (uint32_t i = 0; i < record->count; i++)
        counts[record->base + i] = record->action == PMUF_ACTION_ALLOW;
}

/* Every prefix lets through at most what is allowed, and all calls together just that. */
static void expect_replay(const struct alternative *alternative, const bool *allowed)
{
    bool *counts = arena_allocate(arena, EVENTS);

    for (uint32_t i = 0; i < alternative->count; i++) {
        const struct arm64_record *record = &alternative->records[i];

        cr_assert_leq((uint32_t)record->base + record->count, EVENTS);
        call(record, i == 0, counts);
        if (i == 0)
            cr_assert_null(memchr(counts, true, EVENTS), "the first call opens something");
        for (uint32_t at = record->base; at < (uint32_t)record->base + record->count; at++)
            cr_assert(!counts[at] || allowed[at], "%#x after call %u", at, i);
    }
    cr_assert_eq(memcmp(counts, allowed, EVENTS), 0);
}

/* How many ranges there must be at least: none may cross the limit of 10-bit hosts. */
static uint32_t count_runs(const bool *allowed)
{
    uint32_t runs = 0;

    for (uint32_t event = 0; event < EVENTS; event++)
        runs += allowed[event] && (event == 0 || event == SMALL || !allowed[event - 1]);
    return runs;
}

static void expect_form(const struct alternative *alternative, const bool *allowed)
{
    static const struct arm64_record reset[] = {
        {0, 0, PMUF_ACTION_ALLOW}, {0, SMALL, PMUF_ACTION_DENY}, {SMALL, EVENTS - SMALL, 1}};

    cr_assert_eq(alternative->kind, PMUF_KIND_ARM64);
    cr_assert_eq(alternative->requirements, PMUF_NEEDS_ARM64_FILTER);
    cr_assert_eq(alternative->count, 3 + count_runs(allowed));
    for (uint32_t i = 0; i < 3; i++) {
        cr_assert_eq(alternative->records[i].base, reset[i].base);
        cr_assert_eq(alternative->records[i].count, reset[i].count);
        cr_assert_eq(alternative->records[i].action, reset[i].action);
    }
    for (uint32_t i = 3; i < alternative->count; i++) {
        const struct arm64_record *record = &alternative->records[i];

        cr_assert_eq(record->action, PMUF_ACTION_ALLOW);
        cr_assert_gt(record->count, 0);
        cr_assert(record->base >= SMALL || record->base + record->count <= SMALL);
        cr_assert(i == 3 || record->base > record[-1].base);
    }
}

static void expect_right(const bool *allowed)
{
    struct alternative alternative = lower(allowed);

    expect_form(&alternative, allowed);
    expect_replay(&alternative, allowed);
}

/* One range of one event. A new arena now and then keeps the memory small. */
Test(arm64_ranges, every_single_event)
{
    for (uint32_t event = 0; event < EVENTS; event++) {
        struct select_umasks row = {.select = (uint16_t)(event >> 8)};
        struct alternative alternative;

        umask_set_add(&row.umasks, event & 0xff);
        alternative = lower_rows(&row, 1);
        cr_assert_eq(alternative.count, 4, "%#x", event);
        cr_assert_eq(alternative.records[3].base, event);
        cr_assert_eq(alternative.records[3].count, 1);
        cr_assert_eq(alternative.records[3].action, PMUF_ACTION_ALLOW);
        if (event % 256 == 0) {
            arena_destroy(arena);
            arena = arena_create();
        }
    }
}

static const struct {
    uint32_t first;
    uint32_t last;
} edges[] = {{0, 0},           {0, 0xffff},    {0xffff, 0xffff}, {0x3ff, 0x3ff},  {0x400, 0x400},
             {0x3ff, 0x400},   {0, 0x3ff},     {0, 0x400},       {0x400, 0xffff}, {0xff, 0x100},
             {0xfeff, 0xff00}, {0x100, 0x1ff}, {0x3fe, 0x401}};

Test(arm64_ranges, edges)
{
    static bool allowed[EVENTS];

    expect_right(allowed);
    for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
        memset(allowed, false, sizeof(allowed));
        memset(allowed + edges[i].first, true, edges[i].last - edges[i].first + 1);
        expect_right(allowed);
    }
}

/* Every second event: as many ranges as there can be. */
Test(arm64_ranges, every_second_event)
{
    static bool allowed[EVENTS];

    for (uint32_t event = 1; event < EVENTS; event += 2)
        allowed[event] = true;
    expect_right(allowed);
}

/* Runs of random length, from single events to thousands. */
Test(arm64_ranges, random_sets)
{
    static bool allowed[EVENTS];

    for (int round = 0; round < 200; round++) {
        uint32_t longest = 1u << random_below(&random_state, 14);
        bool value = random_once_in(&random_state, 2);

        for (uint32_t event = 0; event < EVENTS;) {
            uint32_t length = 1 + random_below(&random_state, longest);

            for (; length && event < EVENTS; length--)
                allowed[event++] = value;
            value = !value;
        }
        expect_right(allowed);
        arena_destroy(arena);
        arena = arena_create();
    }
}

/* A host with 10-bit event numbers is given the records below its limit alone. */
Test(arm64_ranges, hosts_with_few_events)
{
    static bool allowed[EVENTS];
    static bool counts[EVENTS];
    struct alternative alternative;

    for (uint32_t event = 0; event < EVENTS; event++)
        allowed[event] = random_once_in(&random_state, 2);
    allowed[SMALL - 1] = true;
    allowed[SMALL] = true;
    alternative = lower(allowed);
    for (uint32_t i = 0; i < alternative.count; i++) {
        if (alternative.records[i].base < SMALL)
            call(&alternative.records[i], i == 0, counts);
    }
    cr_assert_eq(memcmp(counts, allowed, SMALL), 0);
    cr_assert_null(memchr(counts + SMALL, true, EVENTS - SMALL));
}

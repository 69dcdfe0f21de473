/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold for pmuc diff and pmuc explain on random pairs of policies. PMUC_REVIEW_COUNT says
 * how many, PMUC_ORACLE_SEED where to begin.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tests/review/checks.h"
#include "tests/support/tap.h"

/* What the pairs must have shown, or they prove little. */
enum sight {
    SIGHT_WIDENS,
    SIGHT_NARROWS,
    SIGHT_DENY_GONE,
    SIGHT_TWO_CAUSES,
    SIGHT_DEFAULT,
    SIGHT_CAN_LOAD,
    SIGHT_ESCAPE,
    SIGHT_FIXED,
    SIGHT_ARM64,
    SIGHT_HIGH_SELECT,
    SIGHT_STEPPINGS,
    SIGHT_COUNT
};

static const char *const sight_names[SIGHT_COUNT] = {
    "widenings",
    "narrowings",
    "deny rules gone",
    "changes with two causes",
    "new defaults",
    "hosts gained",
    "TSX escapes",
    "fixed counters",
    "arm64 events",
    "selects above 0xff",
    "models told by steppings",
};

static void look_at_change(uint64_t *sights, const struct host_difference *host,
                           const struct change *change)
{
    const struct changed_points *last = &change->points[change->point_count - 1];

    sights[SIGHT_WIDENS] += change->direction == DIRECTION_WIDENS;
    sights[SIGHT_NARROWS] += change->direction == DIRECTION_NARROWS;
    sights[SIGHT_DENY_GONE] += change->direction == DIRECTION_WIDENS && change->cause.denied;
    sights[SIGHT_TWO_CAUSES] += change->reason_count == 2;
    sights[SIGHT_DEFAULT] += change->cause.by_default;
    sights[SIGHT_FIXED] += last->fixed != 0;
    sights[SIGHT_ARM64] += host->group->vendor == VENDOR_ARM64;
    sights[SIGHT_HIGH_SELECT] +=
        change->points[0].block && change->points[0].block->selects[0] > 0xff;
}

static void look(uint64_t *sights, const struct told_hosts *told)
{
    for (uint32_t i = 0; i < told->comparison->fleet.count; i++) {
        const struct host_difference *host = &told->hosts[i];

        sights[SIGHT_CAN_LOAD] += host->facts[FACT_CAN_LOAD];
        sights[SIGHT_ESCAPE] += host->facts[FACT_ESCAPE];
        sights[SIGHT_STEPPINGS] += host->change_count && strstr(host->group->name, "steppings");
        for (uint32_t c = 0; c < host->change_count; c++)
            look_at_change(sights, host, &host->changes[c]);
    }
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    char *end = NULL;
    uint64_t value = text ? strtoull(text, &end, 0) : otherwise;

    if (text && (end == text || *end)) {
        fprintf(stderr, "%s is no number: '%s'\n", name, text);
        exit(99);
    }
    return value;
}

/* Names are looked up in one set of catalogues, which outlives the pairs. */
struct library {
    struct arena *arena;
    struct source_list sources;
    struct events_options options;
    struct events *events;
    struct minimiser *minimiser;
};

static void open_library(struct library *library)
{
    library->arena = arena_create();
    library->sources.arena = library->arena;
    library->options.catalogue_folder = getenv("CATALOGUES");
    library->options.without_libpfm = true;
    library->events = events_create(&library->options, library->arena, &library->sources,
                                    diagnostics_create(library->arena, &library->sources));
    library->minimiser = minimiser_open(MINIMISER_DEFAULT_STEPS);
}

static void try_pair(struct laws *laws, uint64_t *sights, uint64_t seed,
                     const struct library *library)
{
    struct pair *pair;
    struct arena *arena = arena_create();

    pair = ARENA_NEW(arena, struct pair);
    *pair = (struct pair){.random = {seed},
                          .arena = arena,
                          .events = library->events,
                          .minimiser = library->minimiser,
                          .catalogue_folder = library->options.catalogue_folder};
    laws->seed = seed;
    if (pair_create(pair)) {
        struct told_hosts told = check_pair(laws, pair);

        look(sights, &told);
        laws->pairs++;
    }
    arena_destroy(arena);
}

static void report(const struct laws *laws, const uint64_t *sights, uint64_t count)
{
    bool is_long = count >= 300;
    struct tap tap = tap_begin(1 + LAW_COUNT + (is_long ? SIGHT_COUNT : 0));

    tap_result(&tap, laws->pairs >= count && count > 0, "%" PRIu64 " pairs of valid policies",
               laws->pairs);
    for (int law = 0; law < LAW_COUNT; law++)
        tap_result(&tap, laws->failures[law] == 0, "%s", law_names[law]);
    for (int sight = 0; is_long && sight < SIGHT_COUNT; sight++)
        tap_result(&tap, sights[sight] >= count / 300, "there were %s: %" PRIu64 " times",
                   sight_names[sight], sights[sight]);
    exit(tap_end(&tap));
}

int main(void)
{
    uint64_t count = from_environment("PMUC_REVIEW_COUNT", 600);
    uint64_t seed = from_environment("PMUC_ORACLE_SEED", 1);
    struct library library = {0};
    uint64_t sights[SIGHT_COUNT] = {0};
    struct laws laws = {0};

    if (!getenv("CATALOGUES"))
        return tap_skip_all("CATALOGUES does not say where the catalogues are");
    tap_note("seed %" PRIu64, seed);
    open_library(&library);
    for (uint64_t i = 0; laws.pairs < count && i < 20 * count; i++)
        try_pair(&laws, sights, seed + i, &library);
    minimiser_close(library.minimiser);
    arena_destroy(library.arena);
    report(&laws, sights, count);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/interchange/same_meaning.h"

#include <string.h>

enum { SELECTS = 0x1000, UMASKS = 0x100, EVENTS = 0x10000, RANDOM_POINTS = 64, SIDES = 2 };

struct comparison {
    const struct blob *blobs[SIDES];
    struct pmuf_view views[SIDES];
    struct filters *filters[SIDES];
    uint32_t kernel_has;
    struct random *random;
    struct arena *arena;
    bool is_done[PMUF_MAX_SECTIONS][PMUF_MAX_SECTIONS]; /* these two sections were compared */
    const char *difference;
};

static void differ(struct comparison *comparison, const char *what, uint32_t number, uint32_t umask)
{
    if (!comparison->difference)
        comparison->difference =
            arena_format(comparison->arena, "%s 0x%x, 0x%x", what, number, umask);
}

static void compare_point(struct comparison *comparison, const struct pmuf_choice *choices,
                          uint32_t kind, uint32_t number, uint32_t umask)
{
    const struct pmuf_point point = {.kind = kind, .number = number, .umask = umask};

    if (pmuf_evaluate(&comparison->views[0], &choices[0], &point) !=
        pmuf_evaluate(&comparison->views[1], &choices[1], &point))
        differ(comparison, "point", number, umask);
}

static void compare_select(struct comparison *comparison, const struct pmuf_choice *choices,
                           uint32_t select)
{
    for (uint32_t umask = 0; umask < UMASKS; umask++)
        compare_point(comparison, choices, PMUF_POINT_EVENT, select, umask);
}

/* Every select that either of them lists, and some others. */
static void compare_x86(struct comparison *comparison, const struct pmuf_choice *choices,
                        bool is_intel)
{
    bool is_listed[SELECTS] = {false};

    for (int side = 0; side < SIDES; side++) {
        const struct alternative *alternative = &comparison->filters[side]
                                                     ->sections[choices[side].section]
                                                     .alternatives[choices[side].alternative];

        for (uint32_t i = 0; i < alternative->count; i++)
            is_listed[alternative->entries[i].select] = true;
    }
    for (uint32_t select = 0; select < SELECTS; select++) {
        if (is_listed[select])
            compare_select(comparison, choices, select);
    }
    for (uint32_t i = 0; i < RANDOM_POINTS; i++)
        compare_point(comparison, choices, PMUF_POINT_EVENT,
                      random_below(comparison->random, is_intel ? UMASKS : SELECTS),
                      random_below(comparison->random, UMASKS));
    for (uint32_t counter = 0; is_intel && counter < 32; counter++)
        compare_point(comparison, choices, PMUF_POINT_FIXED, counter, 0);
}

static bool is_intel(const struct pmuf_host *host)
{
    return host->vendor != PMUF_VENDOR_AMD && host->vendor != PMUF_VENDOR_HYGON;
}

static void compare_host(struct comparison *comparison, const struct pmuf_host *host)
{
    struct pmuf_choice choices[SIDES];
    int errors[SIDES];

    for (int side = 0; side < SIDES; side++)
        errors[side] = pmuf_pick(&comparison->views[side], host, &choices[side]);
    if (errors[0] != errors[1])
        differ(comparison, "what is picked", host->family, host->model);
    if (errors[0] != PMUF_OK || errors[1] != PMUF_OK ||
        comparison->is_done[choices[0].section][choices[1].section])
        return;
    comparison->is_done[choices[0].section][choices[1].section] = true;
    if (host->architecture == PMUF_X86)
        compare_x86(comparison, choices, is_intel(host));
    for (uint32_t event = 0; host->architecture == PMUF_ARM64 && event < EVENTS; event++)
        compare_point(comparison, choices, PMUF_POINT_ARM64, event, 0);
}

static struct pmuf_host make_host(const struct comparison *comparison)
{
    return (struct pmuf_host){.size = sizeof(struct pmuf_host),
                              .architecture = PMUF_X86,
                              .kernel_has = comparison->kernel_has};
}

static void compare_arm64_host(struct comparison *comparison, uint32_t midr)
{
    struct pmuf_host host = make_host(comparison);

    host.architecture = PMUF_ARM64;
    host.midr_count = 1;
    host.midr[0] = midr;
    compare_host(comparison, &host);
}

/* Each stepping by itself, since some may be listed and others not. */
static void compare_signature(struct comparison *comparison, enum pmuf_architecture architecture,
                              const struct pmuf_signature *signature)
{
    struct pmuf_host host = make_host(comparison);

    if (architecture == PMUF_ARM64) {
        compare_arm64_host(comparison, signature->midr_value | 0x00100003);
        return;
    }
    host.vendor = signature->vendor;
    host.family = signature->family;
    host.model = signature->model;
    for (host.stepping = 0; host.stepping < 16; host.stepping++)
        compare_host(comparison, &host);
}

static void compare_others(struct comparison *comparison)
{
    struct pmuf_host host = make_host(comparison);

    for (host.vendor = PMUF_VENDOR_INTEL; host.vendor <= PMUF_VENDOR_ZHAOXIN; host.vendor++) {
        host.family = random_below(comparison->random, 0x20);
        host.model = random_below(comparison->random, 0x100);
        host.stepping = random_below(comparison->random, 16);
        compare_host(comparison, &host);
    }
    compare_arm64_host(comparison, 0x4e0fd040);
}

const char *find_difference(const struct blob *one, const struct blob *other, uint32_t kernel_has,
                            struct random *random, struct arena *arena)
{
    struct comparison *comparison = ARENA_NEW(arena, struct comparison);

    *comparison = (struct comparison){
        .blobs = {one, other}, .kernel_has = kernel_has, .random = random, .arena = arena};
    for (int side = 0; side < SIDES; side++) {
        const struct blob *blob = comparison->blobs[side];

        if (pmuf_check(blob->bytes, blob->size, &comparison->views[side], NULL) != PMUF_OK)
            return "the runtime refuses one of them";
        comparison->filters[side] = blob_decode(&comparison->views[side], arena);
    }
    for (int side = 0; side < SIDES; side++) {
        for (uint32_t i = 0; i < comparison->filters[side]->section_count; i++) {
            const struct section *section = &comparison->filters[side]->sections[i];

            for (uint32_t s = 0; s < section->signature_count; s++)
                compare_signature(comparison, section->architecture, &section->signatures[s]);
        }
    }
    compare_others(comparison);
    return comparison->difference;
}

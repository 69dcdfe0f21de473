/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random policies over random catalogues: what the AST says, what was resolved, and what every
 * alternative of the blob says about a point must be the same for each CPU. Reports in TAP.
 *
 *   PMUC_ORACLE_COUNT  valid policies to try (20,000)
 *   PMUC_ORACLE_SEED   the first policy's seed; a failure names the one that shows it again
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/oracle/catalogue_files.h"
#include "tests/oracle/trial.h"
#include "tests/support/tap.h"

enum { MAX_SHOWN = 3, SEEDS_OF_A_CATALOGUE = 16 };

static const char *const check_names[CHECK_COUNT] = {
    [CHECK_REFUSED] = "a policy is refused exactly for what the AST shows to be wrong",
    [CHECK_SELF_CHECK] = "every self check passes",
    [CHECK_RESOLVED] = "the AST and the resolved policy say the same",
    [CHECK_LOADED] = "the AST and every alternative of the blob say the same",
    [CHECK_PICKED] = "a CPU is served exactly when the AST says so",
    [CHECK_RECODED] = "decoded and encoded again, a blob has the same bytes",
    [CHECK_SHUFFLED] = "the order of statements does not change a byte",
    [CHECK_EXPECTED] = "an expectation holds exactly when the AST says so",
};

static const char *const sight_names[SIGHT_COUNT] = {
    [SIGHT_MASKED] = "masked entries",
    [SIGHT_EXCLUDE] = "excludes",
    [SIGHT_TWO_ALTERNATIVES] = "two alternatives",
    [SIGHT_HIGH_SELECT] = "selects above 0xff",
    [SIGHT_DENY_LIST] = "DENY lists",
    [SIGHT_SHARED_SECTION] = "sections for several hosts",
    [SIGHT_OLD_KERNEL_REFUSED] = "policies that an old kernel must not take",
    [SIGHT_FIXED] = "fixed counters against the default",
    [SIGHT_ARM64] = "arm64 events against the default",
    [SIGHT_MANY_RANGES] = "several ranges of arm64 events",
    [SIGHT_MODEL] = "hosts of one CPU model",
    [SIGHT_REST_OF_FLEET] = "hosts of all other models",
    [SIGHT_NOT_LISTED] = "CPUs that are not listed",
    [SIGHT_MIXED_CPUS] = "arm64 hosts whose CPUs lead to different sections",
    [SIGHT_NAME] = "names against the default",
    [SIGHT_NAME_BY_MODEL] = "hosts with names of their own",
    [SIGHT_MISTAKE] = "mistakes",
};

void trial_fail(const struct trial *trial, enum check check, const char *what)
{
    if (trial->tally->failures[check]++ >= MAX_SHOWN)
        return;
    tap_note("%s: %s; PMUC_ORACLE_SEED=%" PRIu64 " PMUC_ORACLE_COUNT=1 shows it again",
             check_names[check], what, trial->seed);
    for (unsigned int i = 0; i < trial->generated.count; i++)
        tap_note("  %s", trial->generated.statements[i]);
}

enum compile_status trial_compile(struct trial *trial, const struct generated_policy *policy,
                                  struct compilation **out)
{
    size_t size = 0;
    char *text = policy_shuffle(&trial->random, trial->arena, policy, &size);

    *out = compilation_create(trial->arena);
    if (!random_once_in(&trial->random, 4))
        diagnostics_silence((*out)->diagnostics);
    return compile(*out, "-", text, size, &trial->options);
}

static bool same_bytes(const struct blob *a, const struct blob *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static void check_recoded(struct trial *trial)
{
    struct filters *filters = blob_decode(&trial->view, trial->arena);

    if (!same_bytes(blob_encode(filters, trial->arena), trial->compilation->blob))
        trial_fail(trial, CHECK_RECODED, "other bytes");
}

static void check_shuffled(struct trial *trial)
{
    struct compilation *other;

    if (trial_compile(trial, &trial->generated, &other) != COMPILE_DONE ||
        !same_bytes(other->blob, trial->compilation->blob))
        trial_fail(trial, CHECK_SHUFFLED, "other bytes");
}

static void look_at_section(struct tally *tally, const struct section *section)
{
    const struct alternative *first = &section->alternatives[0];

    tally->sights[SIGHT_SHARED_SECTION] +=
        (section->rest & (section->rest - 1)) != 0 || strchr(section->host_names, ',');
    if (first->kind == PMUF_KIND_ARM64) {
        tally->sights[SIGHT_MANY_RANGES] += first->count > PMUF_ARM64_RESET_RECORDS + 4;
        return;
    }
    tally->sights[SIGHT_MASKED] += first->kind == PMUF_KIND_MASKED && first->count > 0;
    tally->sights[SIGHT_TWO_ALTERNATIVES] += section->alternative_count > 1;
    tally->sights[SIGHT_DENY_LIST] += first->action == PMUF_ACTION_DENY && first->count > 0;
    for (uint32_t i = 0; i < first->count; i++)
        tally->sights[SIGHT_EXCLUDE] += first->entries[i].exclude;
}

static void check_blob(struct trial *trial)
{
    const struct compilation *compilation = trial->compilation;

    check_hosts(trial);
    check_recoded(trial);
    check_shuffled(trial);
    if (random_once_in(&trial->random, 4))
        check_expectations(trial);
    for (uint32_t i = 0; i < compilation->filters->section_count; i++)
        look_at_section(trial->tally, &compilation->filters->sections[i]);
}

static void choose_options(struct trial *trial)
{
    struct lower_options *lower = &trial->options.lower;

    if (random_once_in(&trial->random, 4))
        lower->encoding = (enum encoding)random_below(&trial->random, 3);
    lower->allow_tsx_escape = random_once_in(&trial->random, 4);
    trial->options.load.preset_folder = "/nonexistent";
}

static void try_policy(struct trial *trial)
{
    enum compile_status status;

    choose_options(trial);
    policy_generate(&trial->random, trial->arena, trial->catalogue, &trial->generated);
    status = trial_compile(trial, &trial->generated, &trial->compilation);
    trial->tally->invalid += status == COMPILE_POLICY_WRONG;
    trial->tally->valid += status != COMPILE_POLICY_WRONG;
    if (!trial->generated.is_wrong)
        oracle_open(&trial->oracle, trial->compilation->ast, trial->catalogue);
    check_refusal(trial);
    if (status == COMPILE_SELF_CHECK)
        trial_fail(trial, CHECK_SELF_CHECK, trial->compilation->reason);
    if (status == COMPILE_DONE && !trial->generated.is_wrong) {
        const struct blob *blob = trial->compilation->blob;

        if (pmuf_check(blob->bytes, blob->size, &trial->view, NULL) == PMUF_OK)
            check_blob(trial);
        else
            trial_fail(trial, CHECK_SELF_CHECK, "the runtime refuses the blob");
    }
}

/* The catalogue of a seed, and of those around it. */
struct library {
    struct arena *arena; /* null before the first catalogue */
    uint64_t shelf;
    struct test_catalogue *catalogue;
    struct events_options options;
};

static void open_catalogue(struct library *library, uint64_t seed)
{
    struct random random = {~(seed / SEEDS_OF_A_CATALOGUE)};

    if (library->arena && library->shelf == seed / SEEDS_OF_A_CATALOGUE)
        return;
    if (library->arena)
        arena_destroy(library->arena);
    library->arena = arena_create();
    library->shelf = seed / SEEDS_OF_A_CATALOGUE;
    library->catalogue = catalogue_generate(&random, library->arena);
    catalogue_write(library->catalogue, library->arena, &library->options);
}

static void try_seed(uint64_t seed, struct library *library, struct tally *tally)
{
    struct trial *trial;
    struct arena *arena = arena_create();

    open_catalogue(library, seed);
    trial = ARENA_NEW(arena, struct trial);
    *trial = (struct trial){.seed = seed,
                            .random = {seed},
                            .arena = arena,
                            .tally = tally,
                            .catalogue = library->catalogue,
                            .options = {.events = library->options}};
    try_policy(trial);
    arena_destroy(arena);
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    char *end = NULL;
    uint64_t value;

    if (!text)
        return otherwise;
    errno = 0;
    value = strtoull(text, &end, 0);
    if (errno != 0 || end == text || *end) {
        fprintf(stderr, "%s is no number: '%s'\n", name, text);
        exit(99);
    }
    return value;
}

static void note_refusals(const struct tally *tally)
{
    for (int code = 0; code < DIAGNOSTIC_CODE_COUNT; code++) {
        if (tally->refusals[code])
            tap_note("refused with PMU%03u: %" PRIu64,
                     diagnostic_number((enum diagnostic_code)code), tally->refusals[code]);
    }
}

static bool has_failed(const struct tally *tally)
{
    uint64_t failures = 0;

    for (int check = 0; check < CHECK_COUNT; check++)
        failures += tally->failures[check];
    return failures > 0;
}

static int report(const struct tally *tally, uint64_t count)
{
    struct tap tap = tap_begin(1 + CHECK_COUNT + (count >= 1000 ? SIGHT_COUNT : 0));

    tap_result(&tap, tally->valid >= count && count > 0,
               "%" PRIu64 " valid policies at %" PRIu64 " points (%" PRIu64 " more were not valid)",
               tally->valid, tally->points, tally->invalid);
    for (int check = 0; check < CHECK_COUNT; check++)
        tap_result(&tap, tally->failures[check] == 0, "%s", check_names[check]);
    for (int sight = 0; count >= 1000 && sight < SIGHT_COUNT; sight++)
        tap_result(&tap, tally->sights[sight] >= count / 100, "there were %s: %" PRIu64 " times",
                   sight_names[sight], tally->sights[sight]);
    return tap_end(&tap);
}

int main(void)
{
    uint64_t count = from_environment("PMUC_ORACLE_COUNT", 20000);
    uint64_t seed = from_environment("PMUC_ORACLE_SEED", 1);
    struct library library = {.arena = NULL};
    struct tally tally = {0};
    clock_t start = clock();
    double seconds;

    tap_note("seed %" PRIu64, seed);
    for (uint64_t i = 0; tally.valid < count && i < 2 * count; i++)
        try_seed(seed + i, &library, &tally);
    seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (library.arena)
        arena_destroy(library.arena);
    tap_note("%.1f s: %.0f policies and %.0f points each second", seconds,
             (double)(tally.valid + tally.invalid) / seconds, (double)tally.points / seconds);
    note_refusals(&tally);
    if (count == 1 && has_failed(&tally))
        tap_note("its catalogues are kept: %s", catalogue_keep());
    return report(&tally, count);
}

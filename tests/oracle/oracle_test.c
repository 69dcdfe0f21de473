/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random policies: what the AST says, what was resolved, and what every alternative of the blob
 * says about a point must be the same. Reports in TAP.
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

#include "compiler/compile.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/point_chooser.h"
#include "tests/oracle/policy_generator.h"
#include "tests/support/tap.h"

enum { MAX_SHOWN = 3, UMASKS_EACH = 6, FIXED_COUNTERS = 32 };

/* What can go wrong. */
enum check {
    CHECK_SELF_CHECK,
    CHECK_RESOLVED,
    CHECK_LOADED,
    CHECK_PICKED,
    CHECK_RECODED,
    CHECK_SHUFFLED,
    CHECK_EXPECTED,
    CHECK_COUNT
};

static const char *const check_names[CHECK_COUNT] = {
    [CHECK_SELF_CHECK] = "every self check passes",
    [CHECK_RESOLVED] = "the AST and the resolved policy say the same",
    [CHECK_LOADED] = "the AST and every alternative of the blob say the same",
    [CHECK_PICKED] = "a host is served exactly when the AST says so",
    [CHECK_RECODED] = "decoded and encoded again, a blob has the same bytes",
    [CHECK_SHUFFLED] = "the order of statements does not change a byte",
    [CHECK_EXPECTED] = "an expectation holds exactly when the AST says so",
};

/* What the random policies must have shown, or they prove little. */
enum sight {
    SIGHT_MASKED,
    SIGHT_EXCLUDE,
    SIGHT_TWO_ALTERNATIVES,
    SIGHT_HIGH_SELECT,
    SIGHT_DENY_LIST,
    SIGHT_SHARED_SECTION,
    SIGHT_OLD_KERNEL_REFUSED,
    SIGHT_FIXED,
    SIGHT_COUNT
};

static const char *const sight_names[SIGHT_COUNT] = {
    [SIGHT_MASKED] = "masked entries",
    [SIGHT_EXCLUDE] = "excludes",
    [SIGHT_TWO_ALTERNATIVES] = "two alternatives",
    [SIGHT_HIGH_SELECT] = "selects above 0xff",
    [SIGHT_DENY_LIST] = "DENY lists",
    [SIGHT_SHARED_SECTION] = "a section for both vendors",
    [SIGHT_OLD_KERNEL_REFUSED] = "policies that an old kernel must not take",
    [SIGHT_FIXED] = "fixed counters against the default",
};

struct tally {
    uint64_t valid;
    uint64_t invalid;
    uint64_t points;
    uint64_t failures[CHECK_COUNT];
    uint64_t sights[SIGHT_COUNT];
};

/* One policy under test. */
struct trial {
    uint64_t seed;
    struct random random;
    struct arena *arena;
    struct tally *tally;
    struct compile_options options;
    struct generated_policy generated;
    struct compilation *compilation;
    struct pmuf_view view;
};

static void fail(const struct trial *trial, enum check check, const char *what)
{
    if (trial->tally->failures[check]++ >= MAX_SHOWN)
        return;
    tap_note("%s: %s; PMUC_ORACLE_SEED=%" PRIu64 " PMUC_ORACLE_COUNT=1 shows it again",
             check_names[check], what, trial->seed);
    for (unsigned int i = 0; i < trial->generated.count; i++)
        tap_note("  %s", trial->generated.statements[i]);
}

static const char *describe(const struct trial *trial, enum oracle_host host,
                            const struct oracle_point *point)
{
    return arena_format(trial->arena, "%s, %s 0x%02x, unit mask 0x%02x",
                        host == ORACLE_INTEL ? "intel" : "amd",
                        point->is_fixed ? "fixed counter" : "select", point->number, point->umask);
}

static enum compile_status compile_text(struct trial *trial, const struct generated_policy *policy,
                                        struct compilation **out)
{
    size_t size = 0;
    char *text = policy_shuffle(&trial->random, trial->arena, policy, &size);

    *out = compilation_create(trial->arena);
    if (!random_once_in(&trial->random, 4))
        diagnostics_silence((*out)->diagnostics);
    return compile(*out, "-", text, size, &trial->options);
}

/* A host of that vendor, by one of the names that KVM takes for it. */
static struct pmuf_host make_host(struct trial *trial, enum oracle_host host, uint32_t kernel_has)
{
    static const uint32_t vendors[ORACLE_HOST_COUNT][3] = {
        {PMUF_VENDOR_INTEL, PMUF_VENDOR_CENTAUR, PMUF_VENDOR_ZHAOXIN},
        {PMUF_VENDOR_AMD, PMUF_VENDOR_HYGON, PMUF_VENDOR_AMD},
    };

    return (struct pmuf_host){.size = sizeof(struct pmuf_host),
                              .architecture = PMUF_X86,
                              .vendor = vendors[host][random_below(&trial->random, 3)],
                              .family = random_below(&trial->random, 0x20),
                              .model = random_below(&trial->random, 0x100),
                              .stepping = random_below(&trial->random, 16),
                              .kernel_has = kernel_has | PMUF_NEEDS_WIDE_SELECTS};
}

/* Before Linux 6.3 an Intel guest escapes a DENY list, unless there is nothing on it. */
static bool must_refuse_old_kernel(const struct trial *trial, enum oracle_host host)
{
    const struct host_policy *policy =
        policy_find_host(trial->compilation->policy, (enum host)host);

    return host == ORACLE_INTEL && policy && policy->listed_count > 0 &&
           !trial->options.lower.allow_tsx_escape &&
           oracle_default(trial->compilation->ast) == VERDICT_ALLOW &&
           oracle_denies_events(trial->compilation->ast, host);
}

static void check_old_kernel(struct trial *trial, enum oracle_host host)
{
    struct pmuf_host old = make_host(trial, host, PMUF_NEEDS_FILTER);
    struct pmuf_choice choice;
    struct pmuf_alternative alternative;
    int error = pmuf_pick(&trial->view, &old, &choice);

    if (error == PMUF_E_KERNEL && must_refuse_old_kernel(trial, host))
        trial->tally->sights[SIGHT_OLD_KERNEL_REFUSED]++;
    if (error == PMUF_E_KERNEL)
        return;
    if (error != PMUF_OK || must_refuse_old_kernel(trial, host) ||
        pmuf_get_alternative(&trial->view, choice.section, choice.alternative, &alternative) !=
            PMUF_OK ||
        alternative.requirements != PMUF_NEEDS_FILTER)
        fail(trial, CHECK_PICKED, "a kernel without masked events");
}

/* False when the host has no section, or no right one. */
static bool pick(struct trial *trial, enum oracle_host host, struct pmuf_choice *choice)
{
    struct pmuf_host wanted = make_host(trial, host, PMUF_NEEDS_FILTER | PMUF_NEEDS_MASKED_EVENTS);
    bool served = oracle_serves(trial->compilation->ast, host);
    int error = pmuf_pick(&trial->view, &wanted, choice);

    if (error != (served ? PMUF_OK : PMUF_E_NO_SECTION) ||
        served != (policy_find_host(trial->compilation->policy, (enum host)host) != NULL)) {
        fail(trial, CHECK_PICKED, host == ORACLE_INTEL ? "intel" : "amd");
        return false;
    }
    return served;
}

static void check_loaded(struct trial *trial, enum oracle_host host, uint32_t section,
                         const struct oracle_point *point, bool allowed)
{
    struct pmuf_point loaded = {.kind = point->is_fixed ? PMUF_POINT_FIXED : PMUF_POINT_EVENT,
                                .number = point->number,
                                .umask = point->umask};
    struct pmuf_section described;

    if (pmuf_get_section(&trial->view, section, &described) != PMUF_OK)
        described.alternative_count = 0;
    if (described.alternative_count == 0)
        fail(trial, CHECK_LOADED, "a section without alternatives");
    for (uint32_t i = 0; i < described.alternative_count; i++) {
        struct pmuf_choice choice = {.section = section, .alternative = i};

        if (pmuf_evaluate(&trial->view, &choice, &loaded) != allowed)
            fail(trial, CHECK_LOADED, describe(trial, host, point));
    }
    trial->tally->points++;
}

static void check_event(struct trial *trial, enum oracle_host host, uint32_t section,
                        const struct umask_set *resolved, uint32_t select, uint32_t umask)
{
    struct oracle_point point = {false, select, umask};
    bool allowed = oracle_allows(trial->compilation->ast, host, &point);

    if (umask_set_has(resolved, umask) != allowed)
        fail(trial, CHECK_RESOLVED, describe(trial, host, &point));
    check_loaded(trial, host, section, &point, allowed);
    if (select > 0xff && allowed != (oracle_default(trial->compilation->ast) == VERDICT_ALLOW))
        trial->tally->sights[SIGHT_HIGH_SELECT]++;
}

static void check_select(struct trial *trial, enum oracle_host host, uint32_t section,
                         const struct chosen_numbers *umasks, uint32_t select)
{
    const struct policy *policy = trial->compilation->policy;
    struct umask_set resolved =
        host_policy_allowed(policy, policy_find_host(policy, (enum host)host), select);

    if (random_once_in(&trial->random, 64)) {
        for (uint32_t umask = 0; umask < CHOOSER_UMASKS; umask++)
            check_event(trial, host, section, &resolved, select, umask);
        return;
    }
    for (int i = 0; i < UMASKS_EACH; i++)
        check_event(trial, host, section, &resolved, select,
                    umasks->numbers[random_below(&trial->random, umasks->count)]);
}

static void check_fixed(struct trial *trial, enum oracle_host host, uint32_t section)
{
    const struct policy *policy = trial->compilation->policy;
    uint32_t resolved =
        host_policy_allowed_fixed(policy, policy_find_host(policy, (enum host)host));

    for (uint32_t i = 0; i < FIXED_COUNTERS; i++) {
        struct oracle_point point = {true, i, 0};
        bool allowed = oracle_allows(trial->compilation->ast, host, &point);

        if ((resolved >> i & 1) != allowed)
            fail(trial, CHECK_RESOLVED, describe(trial, host, &point));
        check_loaded(trial, host, section, &point, allowed);
        if (allowed != (oracle_default(trial->compilation->ast) == VERDICT_ALLOW))
            trial->tally->sights[SIGHT_FIXED]++;
    }
}

static void check_host(struct trial *trial, enum oracle_host host,
                       const struct chosen_points *points)
{
    struct pmuf_choice choice;
    uint32_t limit = host == ORACLE_INTEL ? 0x100 : 0x1000;

    if (!pick(trial, host, &choice))
        return;
    check_old_kernel(trial, host);
    check_fixed(trial, host, choice.section);
    for (uint32_t i = 0; i < points->selects.count; i++) {
        if (points->selects.numbers[i] < limit)
            check_select(trial, host, choice.section, &points->umasks, points->selects.numbers[i]);
    }
}

static bool same_bytes(const struct blob *a, const struct blob *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static void check_recoded(struct trial *trial)
{
    struct filters *filters = blob_decode(&trial->view, trial->arena);

    if (!same_bytes(blob_encode(filters, trial->arena), trial->compilation->blob))
        fail(trial, CHECK_RECODED, "other bytes");
}

static void check_shuffled(struct trial *trial)
{
    struct compilation *other;

    if (compile_text(trial, &trial->generated, &other) != COMPILE_DONE ||
        !same_bytes(other->blob, trial->compilation->blob))
        fail(trial, CHECK_SHUFFLED, "other bytes");
}

/* The same policy with an expectation about one point. */
static void check_expected(struct trial *trial, enum oracle_host host,
                           const struct oracle_point *point)
{
    bool allowed = oracle_allows(trial->compilation->ast, host, point);
    bool claimed = random_once_in(&trial->random, 2);
    struct generated_policy policy = trial->generated;
    struct compilation *other;
    enum compile_status status;

    policy.statements[policy.count++] =
        point->is_fixed
            ? arena_format(trial->arena, "expect %s intel fixed %u", claimed ? "allow" : "deny",
                           point->number)
            : arena_format(trial->arena, "expect %s %s %u umask %u", claimed ? "allow" : "deny",
                           host == ORACLE_INTEL ? "intel" : "amd", point->number, point->umask);
    status = compile_text(trial, &policy, &other);
    if (status != (claimed == allowed ? COMPILE_DONE : COMPILE_POLICY_WRONG) ||
        (status == COMPILE_DONE && !same_bytes(other->blob, trial->compilation->blob)))
        fail(trial, CHECK_EXPECTED, policy.statements[policy.count - 1]);
}

static void expect_something(struct trial *trial, const struct chosen_points *points)
{
    struct random *random = &trial->random;
    enum oracle_host host =
        oracle_serves(trial->compilation->ast, ORACLE_INTEL) ? ORACLE_INTEL : ORACLE_AMD;
    struct oracle_point point = {
        false, points->selects.numbers[random_below(random, points->selects.count)],
        points->umasks.numbers[random_below(random, points->umasks.count)]};

    if (oracle_serves(trial->compilation->ast, ORACLE_AMD) && random_once_in(random, 2))
        host = ORACLE_AMD;
    if (host == ORACLE_INTEL && random_once_in(random, 4))
        point = (struct oracle_point){true, random_below(random, FIXED_COUNTERS), 0};
    else if (host == ORACLE_INTEL)
        point.number &= 0xff;
    check_expected(trial, host, &point);
}

static void look_at_section(struct tally *tally, const struct section *section)
{
    const struct alternative *first = &section->alternatives[0];

    tally->sights[SIGHT_MASKED] += first->kind == PMUF_KIND_MASKED && first->count > 0;
    tally->sights[SIGHT_TWO_ALTERNATIVES] += section->alternative_count > 1;
    tally->sights[SIGHT_DENY_LIST] += first->action == PMUF_ACTION_DENY && first->count > 0;
    tally->sights[SIGHT_SHARED_SECTION] += section->rest == (PMUF_REST_INTEL | PMUF_REST_AMD);
    for (uint32_t i = 0; i < first->count; i++)
        tally->sights[SIGHT_EXCLUDE] += first->entries[i].exclude;
}

static void check_blob(struct trial *trial)
{
    const struct compilation *compilation = trial->compilation;
    struct chosen_points *points = ARENA_NEW(trial->arena, struct chosen_points);

    points_choose(compilation->ast, &trial->random, points);
    for (int host = 0; host < ORACLE_HOST_COUNT; host++)
        check_host(trial, (enum oracle_host)host, points);
    check_recoded(trial);
    check_shuffled(trial);
    if (random_once_in(&trial->random, 4))
        expect_something(trial, points);
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

static void try_policy(uint64_t seed, struct tally *tally)
{
    struct trial trial = {.seed = seed, .random = {seed}, .arena = arena_create(), .tally = tally};
    enum compile_status status;

    choose_options(&trial);
    policy_generate(&trial.random, trial.arena, &trial.generated);
    status = compile_text(&trial, &trial.generated, &trial.compilation);
    tally->invalid += status == COMPILE_POLICY_WRONG;
    tally->valid += status != COMPILE_POLICY_WRONG;
    if (status == COMPILE_SELF_CHECK)
        fail(&trial, CHECK_SELF_CHECK, trial.compilation->reason);
    if (status == COMPILE_DONE) {
        const struct blob *blob = trial.compilation->blob;

        if (pmuf_check(blob->bytes, blob->size, &trial.view, NULL) == PMUF_OK)
            check_blob(&trial);
        else
            fail(&trial, CHECK_SELF_CHECK, "the runtime refuses the blob");
    }
    arena_destroy(trial.arena);
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

static void report(const struct tally *tally, uint64_t count)
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
    exit(tap_end(&tap));
}

int main(void)
{
    uint64_t count = from_environment("PMUC_ORACLE_COUNT", 20000);
    uint64_t seed = from_environment("PMUC_ORACLE_SEED", 1);
    struct tally tally = {0};
    clock_t start = clock();
    double seconds;

    tap_note("seed %" PRIu64, seed);
    for (uint64_t i = 0; tally.valid < count && i < 2 * count; i++)
        try_policy(seed + i, &tally);
    seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    tap_note("%.1f s: %.0f policies and %.0f points each second", seconds,
             (double)(tally.valid + tally.invalid) / seconds, (double)tally.points / seconds);
    report(&tally, count);
}

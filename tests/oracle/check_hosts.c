/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "tests/oracle/oracle_names.h"
#include "tests/oracle/point_chooser.h"
#include "tests/oracle/trial.h"

enum { UMASKS_EACH = 6, FIXED_COUNTERS = 32, STRANGERS = 3, SELECTS_BUDGET = 120, NOT_SEEN = -1 };

/* A host under test. */
struct asking {
    struct trial *trial;
    const struct oracle_host *host;
    const struct host_policy *resolved;
    uint32_t section;
};

static const char *describe(const struct asking *asking, const struct oracle_point *point)
{
    return arena_format(asking->trial->arena, "%s, %s 0x%02x, unit mask 0x%02x", asking->host->name,
                        point->is_fixed                      ? "fixed counter"
                        : asking->host->vendor == TEST_ARM64 ? "event"
                                                             : "select",
                        point->number, point->umask);
}

static struct pmuf_point loaded_point(const struct asking *asking, const struct oracle_point *point)
{
    return (struct pmuf_point){.kind = point->is_fixed                      ? PMUF_POINT_FIXED
                                       : asking->host->vendor == TEST_ARM64 ? PMUF_POINT_ARM64
                                                                            : PMUF_POINT_EVENT,
                               .number = point->number,
                               .umask = point->umask};
}

static void check_loaded(const struct asking *asking, const struct oracle_point *point,
                         bool allowed)
{
    struct trial *trial = asking->trial;
    struct pmuf_point loaded = loaded_point(asking, point);
    struct pmuf_section described;

    if (pmuf_get_section(&trial->view, asking->section, &described) != PMUF_OK)
        described.alternative_count = 0;
    if (described.alternative_count == 0)
        trial_fail(trial, CHECK_LOADED, "a section without alternatives");
    for (uint32_t i = 0; i < described.alternative_count; i++) {
        struct pmuf_choice choice = {.section = asking->section, .alternative = i};

        if (pmuf_evaluate(&trial->view, &choice, &loaded) != allowed)
            trial_fail(trial, CHECK_LOADED, describe(asking, point));
    }
    trial->tally->points++;
}

static bool resolved_allows(const struct asking *asking, const struct oracle_point *point)
{
    const struct policy *policy = asking->trial->compilation->policy;
    bool is_arm64 = asking->host->vendor == TEST_ARM64;
    struct umask_set umasks;

    if (point->is_fixed)
        return host_policy_allowed_fixed(policy, asking->resolved) >> point->number & 1;
    umasks = host_policy_allowed(policy, asking->resolved,
                                 is_arm64 ? point->number >> 8 : point->number);
    return umask_set_has(&umasks, is_arm64 ? point->number & 0xff : point->umask);
}

/* Whether the verdict is another than the default's. */
static bool check_point(const struct asking *asking, struct oracle_point point)
{
    const struct oracle *oracle = &asking->trial->oracle;
    bool allowed = oracle_allows(oracle, asking->host, &point);

    if (resolved_allows(asking, &point) != allowed)
        trial_fail(asking->trial, CHECK_RESOLVED, describe(asking, &point));
    check_loaded(asking, &point, allowed);
    return allowed != (oracle_default(oracle) == VERDICT_ALLOW);
}

static void check_event(const struct asking *asking, uint32_t select, uint32_t umask)
{
    if (check_point(asking, (struct oracle_point){false, select, umask}) && select > 0xff)
        asking->trial->tally->sights[SIGHT_HIGH_SELECT]++;
}

static void check_select(const struct asking *asking, const struct chosen_numbers *umasks,
                         uint32_t select)
{
    struct random *random = &asking->trial->random;

    if (random_once_in(random, 128)) {
        for (uint32_t umask = 0; umask < CHOOSER_UMASKS; umask++)
            check_event(asking, select, umask);
        return;
    }
    for (int i = 0; i < UMASKS_EACH; i++)
        check_event(asking, select, umasks->numbers[random_below(random, umasks->count)]);
}

/* Of many hosts each is asked about a part of the selects. */
static void check_selects(const struct asking *asking, const struct chosen_points *points)
{
    struct trial *trial = asking->trial;
    uint32_t asked = points->selects.count * trial->oracle.host_count;
    uint32_t limit = asking->host->vendor == TEST_INTEL ? 0x100 : 0x1000;

    for (uint32_t i = 0; i < points->selects.count; i++) {
        if (points->selects.numbers[i] < limit &&
            random_below(&trial->random, asked) < SELECTS_BUDGET)
            check_select(asking, &points->umasks, points->selects.numbers[i]);
    }
}

static void check_fixed(const struct asking *asking)
{
    for (uint32_t i = 0; i < FIXED_COUNTERS; i++)
        asking->trial->tally->sights[SIGHT_FIXED] +=
            check_point(asking, (struct oracle_point){true, i, 0});
}

static void check_numbers(const struct asking *asking, const struct chosen_points *points)
{
    struct trial *trial = asking->trial;

    if (random_once_in(&trial->random, 300)) {
        for (uint32_t number = 0; number < CHOOSER_MAX_LIMIT; number++)
            check_point(asking, (struct oracle_point){false, number, 0});
        return;
    }
    for (uint32_t i = 0; i < points->arm64_events.count; i++)
        trial->tally->sights[SIGHT_ARM64] +=
            check_point(asking, (struct oracle_point){false, points->arm64_events.numbers[i], 0});
}

/* A point that a name means, and its neighbours. */
static bool check_named(void *context, const struct oracle_point *point)
{
    const struct asking *asking = context;
    bool is_arm64 = asking->host->vendor == TEST_ARM64;
    uint32_t limit = asking->host->vendor == TEST_INTEL ? 0x100 : is_arm64 ? 0x10000 : 0x1000;
    struct oracle_point beside = *point;

    if (point->is_fixed ? asking->host->vendor != TEST_INTEL : point->number >= limit)
        return false;
    asking->trial->tally->sights[SIGHT_NAME] += check_point(asking, *point);
    if (!point->is_fixed && point->number + 1 < limit) {
        beside.number++;
        check_point(asking, beside);
    }
    return false;
}

/* Names that other models of the vendor know may mean nothing here, or something else. */
static void check_catalogue(const struct asking *asking)
{
    const struct trial *trial = asking->trial;
    const struct vendor_catalogue *catalogue = &trial->catalogue->vendors[asking->host->vendor];

    for (uint32_t n = 0; n < catalogue->list_count; n++) {
        for (uint32_t i = 0; i < catalogue->lists[n].event_count; i++) {
            const struct test_event *event = &catalogue->lists[n].events[i];
            uint32_t which = random_below(&asking->trial->random, 2 * event->number_count);

            if (which < event->number_count)
                check_point(asking, (struct oracle_point){event->is_fixed, event->numbers[which],
                                                          event->umask});
        }
    }
}

/* Whatever their target: a rule for another host must not reach this one. */
static void check_names(struct asking *asking)
{
    const struct oracle *oracle = &asking->trial->oracle;

    for (const struct ast_statement *one = oracle->ast->first; one; one = one->next) {
        const struct ast_matcher *matcher =
            one->kind == AST_RULE || one->kind == AST_GROUP ? one->matcher : NULL;

        for (; matcher; matcher = matcher->next) {
            if (matcher->kind == AST_NAMED &&
                (matcher->target.kind == AST_ARM64) == (asking->host->vendor == TEST_ARM64))
                oracle_names_visit(oracle, asking->host, matcher->subject, check_named, asking);
        }
    }
    if (!random_once_in(&asking->trial->random, 4))
        check_catalogue(asking);
}

/* A host of that CPU, with a kernel that can do this. */
static struct pmuf_host make_host(struct trial *trial, const struct test_cpu *cpu,
                                  uint32_t kernel_has)
{
    struct pmuf_host host = {.size = sizeof(struct pmuf_host), .kernel_has = kernel_has};

    if (cpu->vendor == TEST_ARM64) {
        host.architecture = PMUF_ARM64;
        host.midr_count = 1;
        host.midr[0] = cpu->family << 24 | random_below(&trial->random, 0x100) << 16 |
                       cpu->model << 4 | cpu->stepping;
        return host;
    }
    host.architecture = PMUF_X86;
    host.vendor = cpu->maker;
    host.family = cpu->family;
    host.model = cpu->model;
    host.stepping = cpu->stepping;
    return host;
}

enum {
    NEW_KERNEL = PMUF_NEEDS_FILTER | PMUF_NEEDS_MASKED_EVENTS | PMUF_NEEDS_ARM64_FILTER |
                 PMUF_NEEDS_WIDE_SELECTS,
    OLD_KERNEL = PMUF_NEEDS_FILTER | PMUF_NEEDS_WIDE_SELECTS
};

/* Before Linux 6.3 an Intel guest escapes a DENY list, unless there is nothing on it. */
static bool must_refuse_old_kernel(const struct asking *asking)
{
    const struct trial *trial = asking->trial;

    return asking->host->vendor == TEST_INTEL && !trial->options.lower.allow_tsx_escape &&
           oracle_default(&trial->oracle) == VERDICT_ALLOW &&
           oracle_denies_events(&trial->oracle, asking->host);
}

static void check_old_kernel(const struct asking *asking, const struct test_cpu *cpu)
{
    struct trial *trial = asking->trial;
    struct pmuf_host old = make_host(trial, cpu, OLD_KERNEL);
    struct pmuf_choice choice;
    struct pmuf_alternative alternative;
    int error = pmuf_pick(&trial->view, &old, &choice);

    if (error == PMUF_E_KERNEL && must_refuse_old_kernel(asking))
        trial->tally->sights[SIGHT_OLD_KERNEL_REFUSED]++;
    if (error == PMUF_E_KERNEL)
        return;
    if (error != PMUF_OK || must_refuse_old_kernel(asking) || cpu->vendor == TEST_ARM64 ||
        pmuf_get_alternative(&trial->view, choice.section, choice.alternative, &alternative) !=
            PMUF_OK ||
        alternative.requirements != PMUF_NEEDS_FILTER)
        trial_fail(trial, CHECK_PICKED, "a kernel without masked events");
}

static const struct host_policy *find_resolved(const struct trial *trial,
                                               const struct oracle_host *host)
{
    const struct policy *policy = trial->compilation->policy;

    for (uint32_t i = 0; i < policy->host_count; i++) {
        if (strcmp(policy->hosts[i].host->name, host->name) == 0)
            return &policy->hosts[i];
    }
    return NULL;
}

static void check_points(struct asking *asking, const struct chosen_points *points)
{
    if (asking->host->vendor == TEST_ARM64) {
        check_numbers(asking, points);
    } else {
        check_fixed(asking);
        check_selects(asking, points);
    }
    check_names(asking);
}

static void look_at_host(struct trial *trial, const struct oracle_host *host)
{
    trial->tally->sights[SIGHT_MODEL] += host->kind_count > 0;
    trial->tally->sights[SIGHT_REST_OF_FLEET] +=
        host->kind_count == 0 && strchr(host->name, ':') != NULL;
    trial->tally->sights[SIGHT_NAME_BY_MODEL] += (host->lists & (host->lists - 1)) != 0;
}

/* Which section each host got; NOT_SEEN before that. */
struct seen {
    int section[ORACLE_MAX_HOSTS];
};

/* The CPU must get the section of its host, or none; the first one of a host asks what it says. */
static void check_cpu(struct trial *trial, const struct test_cpu *cpu,
                      const struct chosen_points *points, struct seen *seen)
{
    const struct oracle_host *host = oracle_host_of(&trial->oracle, cpu);
    struct pmuf_host wanted = make_host(trial, cpu, NEW_KERNEL);
    bool served = host && oracle_serves(&trial->oracle, host);
    struct asking asking = {trial, host, host ? find_resolved(trial, host) : NULL, 0};
    struct pmuf_choice choice;
    int error = pmuf_pick(&trial->view, &wanted, &choice);
    int *section = host ? &seen->section[host - trial->oracle.hosts] : NULL;

    if (error != (served ? PMUF_OK : PMUF_E_NO_SECTION) || served != (asking.resolved != NULL)) {
        trial_fail(trial, CHECK_PICKED, host ? host->name : "a CPU that is not listed");
        return;
    }
    trial->tally->sights[SIGHT_NOT_LISTED] += !host;
    if (!served)
        return;
    if (*section != NOT_SEEN && *section != (int)choice.section)
        trial_fail(trial, CHECK_PICKED, "two CPUs of a host get different sections");
    if (*section != NOT_SEEN)
        return;
    *section = (int)choice.section;
    asking.section = choice.section;
    check_old_kernel(&asking, cpu);
    check_points(&asking, points);
    look_at_host(trial, host);
}

/* A model that the catalogue knows, whether the policy lists it or not, or a CPU of no model. */
static struct test_cpu make_stranger(struct trial *trial)
{
    enum test_vendor vendor = (enum test_vendor)random_below(&trial->random, TEST_VENDOR_COUNT);
    const struct vendor_catalogue *catalogue = &trial->catalogue->vendors[vendor];
    uint32_t which = random_below(&trial->random, catalogue->model_count + 1);

    if (which == catalogue->model_count)
        return catalogue_make_cpu(&trial->random, vendor, NULL, 0);
    return catalogue_make_cpu(&trial->random, vendor, catalogue->models[which].kinds,
                              catalogue->models[which].kind_count);
}

static const struct oracle_host *random_arm64_host(struct trial *trial)
{
    uint32_t which = random_below(&trial->random, trial->oracle.host_count);

    while (trial->oracle.hosts[which].vendor != TEST_ARM64)
        which = (which + 1) % trial->oracle.host_count;
    return &trial->oracle.hosts[which];
}

/* An arm64 host with two kinds of CPUs gets a section only where both lead to the same one. */
static void check_mixed(struct trial *trial, const struct seen *seen)
{
    struct pmuf_host host = {.size = sizeof(host),
                             .architecture = PMUF_ARM64,
                             .kernel_has = NEW_KERNEL,
                             .midr_count = 2};
    int sections[2];
    struct pmuf_choice choice;
    int error;

    for (int i = 0; i < 2; i++) {
        const struct oracle_host *one = random_arm64_host(trial);
        struct test_cpu cpu =
            catalogue_make_cpu(&trial->random, TEST_ARM64, one->kinds, one->kind_count);

        one = oracle_host_of(&trial->oracle, &cpu);
        sections[i] = one ? seen->section[one - trial->oracle.hosts] : NOT_SEEN;
        host.midr[i] = make_host(trial, &cpu, 0).midr[0];
    }
    error = pmuf_pick(&trial->view, &host, &choice);
    trial->tally->sights[SIGHT_MIXED_CPUS] += error == PMUF_E_MIXED_CPUS;
    if (error != (sections[0] == NOT_SEEN || sections[1] == NOT_SEEN ? PMUF_E_NO_SECTION
                  : sections[0] == sections[1]                       ? PMUF_OK
                                                                     : PMUF_E_MIXED_CPUS) ||
        (error == PMUF_OK && (int)choice.section != sections[0]))
        trial_fail(trial, CHECK_PICKED, "an arm64 host with two kinds of CPUs");
}

void check_hosts(struct trial *trial)
{
    const struct oracle *oracle = &trial->oracle;
    struct chosen_points *points = ARENA_NEW(trial->arena, struct chosen_points);
    struct seen seen;

    points_choose(oracle->ast, &trial->random, points);
    for (uint32_t i = 0; i < oracle->host_count; i++)
        seen.section[i] = NOT_SEEN;
    for (uint32_t i = 0; i < oracle->host_count; i++) {
        const struct oracle_host *host = &oracle->hosts[i];
        struct test_cpu cpu =
            catalogue_make_cpu(&trial->random, host->vendor, host->kinds, host->kind_count);

        check_cpu(trial, &cpu, points, &seen);
    }
    for (int i = 0; i < STRANGERS; i++) {
        struct test_cpu cpu = make_stranger(trial);

        check_cpu(trial, &cpu, points, &seen);
    }
    check_mixed(trial, &seen);
}

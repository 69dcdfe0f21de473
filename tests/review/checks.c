/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/review/checks.h"

#include <inttypes.h>
#include <string.h>

#include "compiler/policy/decide.h"
#include "compiler/review/explanation.h"
#include "tests/review/readback.h"
#include "tests/support/tap.h"

const char *const law_names[LAW_COUNT] = {
    "a host is served where the runtime finds a section, and is told by one group",
    "what a diff tells is in the language",
    "the sets of a diff, read back, are the points whose verdict differs, on every CPU",
    "no point is told twice",
    "a diff of blobs tells the same points",
    "a diff the other way round tells the reverse, for the same causes",
    "the rules that a diff names are those that decide",
    "a policy and the same in another order do not differ",
    "explain says of a point what the policy says, and by which rule and entries",
};

static void fail(struct laws *laws, enum law law, const char *what)
{
    if (laws->failures[law]++ < 5)
        tap_note("%s: seed %" PRIu64 ": %s", law_names[law], laws->seed, what);
}

static struct told_hosts compare(const struct pair *pair, const struct side *old,
                                 const struct side *new)
{
    struct told_hosts told = {
        comparison_create(old, new, pair->events, pair->minimiser, pair->arena), NULL};

    told.hosts = ARENA_NEW_ARRAY(pair->arena, struct host_difference, told.comparison->fleet.count);
    for (uint32_t i = 0; i < told.comparison->fleet.count; i++)
        told.hosts[i] = difference_of_hosts(told.comparison, &told.comparison->fleet.groups[i]);
    return told;
}

/* Whether the read-back rows are what `more` allows and `less` does not. */
static bool is_exact(const struct readback *read, const struct cpu *cpu, const struct pair *pair,
                     int more, int less)
{
    static const uint32_t ends[VENDOR_COUNT] = {INTEL_SELECT_COUNT, AMD_SELECT_COUNT,
                                                ARM64_SELECT_COUNT};
    const struct policy *policies[FLEET_SIDES] = {pair->compilations[SIDE_OLD]->policy,
                                                  pair->compilations[SIDE_NEW]->policy};
    const struct host_policy *hosts[FLEET_SIDES] = {cpu_host(cpu, policies[SIDE_OLD]),
                                                    cpu_host(cpu, policies[SIDE_NEW])};

    for (uint32_t select = 0; select < ends[cpu->vendor]; select++) {
        struct umask_set has = cpu_allowed(policies[more], hosts[more], select);
        struct umask_set lacks = cpu_allowed(policies[less], hosts[less], select);
        struct umask_set expected = umask_set_subtract(&has, &lacks);

        if (!umask_set_equal(&expected, &read->rows[select]))
            return false;
    }
    return read->fixed ==
           (cpu_fixed(policies[more], hosts[more]) & ~cpu_fixed(policies[less], hosts[less]));
}

static void check_group(struct laws *laws, struct pair *pair, const struct told_hosts *told,
                        uint32_t index, enum law law)
{
    const struct host_difference *host = &told->hosts[index];
    const struct fleet *fleet = &told->comparison->fleet;

    for (int direction = 0; direction < DIRECTION_COUNT; direction++) {
        int more = direction == DIRECTION_WIDENS ? SIDE_NEW : SIDE_OLD;
        struct readback read;

        if (!readback_create(host, (enum direction)direction, pair->arena, &read)) {
            fail(laws, LAW_READ_BACK, host->group->name);
            continue;
        }
        if (readback_count(&read) != read.line_points)
            fail(laws, LAW_DISJOINT, host->group->name);
        for (int i = 0; i < CPU_COUNT; i++) {
            if (cpu_is_of(&cpus[i], host->group->name, fleet, pair->events, pair->arena) &&
                !is_exact(&read, &cpus[i], pair, more, !more))
                fail(laws, law, host->group->name);
        }
    }
}

static void check_points(struct laws *laws, struct pair *pair, const struct told_hosts *told,
                         enum law law)
{
    for (uint32_t i = 0; i < told->comparison->fleet.count; i++)
        check_group(laws, pair, told, i, law);
}

/* Each CPU that a side serves is of one group, which is served on the same sides. */
static void check_hosts(struct laws *laws, struct pair *pair, const struct told_hosts *told)
{
    const struct fleet *fleet = &told->comparison->fleet;

    for (int c = 0; c < CPU_COUNT; c++) {
        bool served[FLEET_SIDES];
        uint32_t groups = 0;

        for (int side = 0; side < FLEET_SIDES; side++) {
            served[side] = cpu_is_picked(&cpus[c], &pair->views[side]);
            if (served[side] != (cpu_host(&cpus[c], pair->compilations[side]->policy) != NULL))
                fail(laws, LAW_HOSTS, "the runtime and the policy");
        }
        for (uint32_t i = 0; i < fleet->count; i++) {
            const struct fleet_group *group = &fleet->groups[i];

            if (!cpu_is_of(&cpus[c], group->name, fleet, pair->events, pair->arena))
                continue;
            groups++;
            for (int side = 0; side < FLEET_SIDES; side++) {
                if (served[side] != (group->sections[side] != FLEET_NO_SECTION))
                    fail(laws, LAW_HOSTS, group->name);
            }
        }
        if (groups != (served[SIDE_OLD] || served[SIDE_NEW]))
            fail(laws, LAW_HOSTS, "not one group for a CPU");
    }
}

static const struct host_difference *find_told(const struct told_hosts *told, const char *name)
{
    for (uint32_t i = 0; i < told->comparison->fleet.count; i++) {
        if (strcmp(told->hosts[i].group->name, name) == 0)
            return &told->hosts[i];
    }
    return NULL;
}

static bool has_reverse(const struct host_difference *host, const struct change *wanted)
{
    for (uint32_t i = 0; i < host->change_count; i++) {
        const struct change *change = &host->changes[i];
        bool same = change->direction != wanted->direction &&
                    cause_equal(&change->cause, &wanted->cause) &&
                    change->point_count == wanted->point_count;

        for (uint32_t p = 0; same && p < change->point_count; p++)
            same = strcmp(change->points[p].expression, wanted->points[p].expression) == 0;
        if (same)
            return true;
    }
    return false;
}

static bool is_reverse(const struct host_difference *a, const struct host_difference *b)
{
    if (!b || a->change_count != b->change_count ||
        a->has[DIRECTION_WIDENS] != b->has[DIRECTION_NARROWS] ||
        a->has[DIRECTION_NARROWS] != b->has[DIRECTION_WIDENS])
        return false;
    for (int fact = 0; fact < FACT_COUNT; fact += 2) {
        if (a->facts[fact] != b->facts[fact + 1] || a->facts[fact + 1] != b->facts[fact])
            return false;
    }
    for (uint32_t i = 0; i < a->change_count; i++) {
        if (!has_reverse(b, &a->changes[i]))
            return false;
    }
    return true;
}

static void check_mirror(struct laws *laws, const struct told_hosts *told,
                         const struct told_hosts *reverse)
{
    for (uint32_t i = 0; i < told->comparison->fleet.count; i++) {
        const struct host_difference *host = &told->hosts[i];

        if (!is_reverse(host, find_told(reverse, host->group->name)))
            fail(laws, LAW_MIRROR, host->group->name);
    }
}

/* The n-th member of a set that has more than n. */
static uint32_t nth_umask(const struct umask_set *set, uint32_t n)
{
    uint32_t umask = 0;

    for (;; umask++) {
        if (umask_set_has(set, umask) && n-- == 0)
            return umask;
    }
}

static uint32_t random_umask(struct pair *pair, const struct umask_set *set)
{
    return nth_umask(set, random_below(&pair->random, umask_set_count(set)));
}

static struct reached_point random_point(struct pair *pair, const struct changed_points *points)
{
    struct reached_point point = {.is_fixed = !points->block && !points->rows};

    if (point.is_fixed) {
        const struct umask_set fixed = {{points->fixed}};

        point.select = random_umask(pair, &fixed);
    } else if (points->block) {
        point.select =
            points->block->selects[random_below(&pair->random, points->block->select_count)];
        point.umask = random_umask(pair, &points->block->umasks);
    } else {
        point.select = random_below(&pair->random, ARM64_SELECT_COUNT);
        while (umask_set_is_empty(&points->rows[point.select]))
            point.select = (point.select + 1) % ARM64_SELECT_COUNT;
        point.umask = random_umask(pair, &points->rows[point.select]);
    }
    return point;
}

/* The rule of a side that names a point; null also where the side has no rules for the host. */
static const struct rule *find_rule(const struct judge *judge, enum verdict verdict,
                                    const struct reached_point *point)
{
    const struct point asked = {judge->host ? judge->host->host : NULL, point->is_fixed,
                                point->select, point->umask};

    return judge->host ? decide_find_rule(judge->policy, judge->policy->rule_count, verdict, &asked)
                       : NULL;
}

/* The definition of causes.h for one point. */
static struct cause expected_cause(const struct judge *denier, const struct judge *allower,
                                   enum vendor vendor, const struct reached_point *point)
{
    const struct host host = {.vendor = vendor};
    const struct point asked = {&host, point->is_fixed, point->select, point->umask};
    struct cause cause = {.denied = find_rule(denier, VERDICT_DENY, point)};
    bool is_granted = denier->host && (denier->policy->default_verdict == VERDICT_ALLOW ||
                                       find_rule(denier, VERDICT_ALLOW, point));

    if (!denier->host && !allower->host)
        return (struct cause){0};
    if (decide_is_unfilterable(&asked))
        return (struct cause){.is_unfilterable = true};
    if (cause.denied && is_granted)
        return cause;
    cause.allowed = find_rule(allower, VERDICT_ALLOW, point);
    cause.by_default = !cause.allowed && (allower->host || !cause.denied);
    return cause;
}

static struct judge judge_of(const struct comparison *comparison, const struct fleet_group *group,
                             int side)
{
    return (struct judge){comparison->sides[side].policy,
                          side_host(&comparison->sides[side], group->sections[side])};
}

static void check_causes(struct laws *laws, struct pair *pair, const struct told_hosts *told)
{
    for (uint32_t i = 0; i < told->comparison->fleet.count; i++) {
        const struct host_difference *host = &told->hosts[i];

        for (uint32_t c = 0; c < host->change_count; c++) {
            const struct change *change = &host->changes[c];
            int denier = change->direction == DIRECTION_WIDENS ? SIDE_OLD : SIDE_NEW;
            const struct judge denies = judge_of(told->comparison, host->group, denier);
            const struct judge allows = judge_of(told->comparison, host->group, !denier);

            for (int n = 0; n < 4; n++) {
                struct reached_point point = random_point(
                    pair, &change->points[random_below(&pair->random, change->point_count)]);
                struct cause expected =
                    expected_cause(&denies, &allows, host->group->vendor, &point);

                if (!cause_equal(&expected, &change->cause))
                    fail(laws, LAW_CAUSES, host->group->name);
            }
        }
    }
}

static void check_shuffled(struct laws *laws, struct pair *pair, const struct side *old)
{
    struct compilation *again = pair_compile(pair, &pair->texts[SIDE_OLD]);
    struct told_hosts told;
    struct side side;

    if (!again) {
        fail(laws, LAW_SHUFFLED, "does not compile");
        return;
    }
    side = side_of_policy("again", again->policy, &again->sources, again->filters, pair->arena);
    told = compare(pair, old, &side);
    for (uint32_t i = 0; i < told.comparison->fleet.count; i++) {
        if (told.hosts[i].change_count || told.hosts[i].facts[FACT_CAN_LOAD] ||
            told.hosts[i].facts[FACT_CANNOT_LOAD])
            fail(laws, LAW_SHUFFLED, told.hosts[i].group->name);
    }
}

/* Whether the entries that explain shows let the point count. */
static bool entries_count(const struct explanation *explanation,
                          const struct implementing *implementing)
{
    const struct alternative *alternative = implementing->alternative;
    bool included = false;
    bool excluded = false;

    if (alternative->kind == PMUF_KIND_ARM64)
        return alternative->records[implementing->indexes[implementing->count - 1]].action ==
               PMUF_ACTION_ALLOW;
    if (explanation->point.is_fixed)
        return (alternative->fixed_bitmap >> explanation->point.select & 1) ==
               (alternative->action == PMUF_ACTION_ALLOW);
    for (uint32_t i = 0; i < implementing->count; i++) {
        bool excludes = alternative->entries[implementing->indexes[i]].exclude;

        excluded |= excludes;
        included |= !excludes;
    }
    return (included && !excluded) == (alternative->action == PMUF_ACTION_ALLOW);
}

static bool is_explained(const struct explanation *explanation, const struct judge *judge)
{
    enum verdict verdict = explanation->counts ? VERDICT_ALLOW : VERDICT_DENY;
    const struct rule *rule = find_rule(judge, verdict, &explanation->point);
    const char *because = rule ? rule->statement->because : NULL;

    for (uint32_t i = 0; i < explanation->implementing_count; i++) {
        if (entries_count(explanation, &explanation->implementing[i]) != explanation->counts)
            return false;
    }
    if (explanation->decider == DECIDED_BY_KVM)
        return explanation->counts && explanation->group->vendor == VENDOR_ARM64;
    if (explanation->decider != (rule ? DECIDED_BY_RULE : DECIDED_BY_DEFAULT))
        return false;
    return !rule || (explanation->rules[0].role == ROLE_DECIDES &&
                     explanation->rules[0].told.because == because);
}

static void explain_change(struct laws *laws, struct pair *pair, const struct side *new,
                           const struct fleet_group *group, const struct change *change)
{
    /* explain looks at one side, whose sections stand first. */
    const struct fleet_group alone = {
        group->name, group->vendor, group->model, {group->sections[SIDE_NEW], FLEET_NO_SECTION}};
    const struct judge judge = {new->policy, side_host(new, alone.sections[0])};
    struct explained_host host = {
        .side = new,
        .group = &alone,
        .reach = reach_of_section(side_section(new, alone.sections[0]), group->vendor, pair->arena),
        .names = known_names_of(pair->events, group->vendor, group->model, pair->arena),
    };
    struct reached_point point = random_point(pair, &change->points[0]);
    struct explanation explanation = explain_point(&host, &point, pair->arena);

    if (explanation.counts != (change->direction == DIRECTION_WIDENS) ||
        !is_explained(&explanation, &judge))
        fail(laws, LAW_EXPLAIN, group->name);
    point.umask ^= 1;
    explanation = explain_point(&host, &point, pair->arena);
    if (!point.is_fixed && !is_explained(&explanation, &judge))
        fail(laws, LAW_EXPLAIN, group->name);
}

static void check_explanations(struct laws *laws, struct pair *pair, const struct told_hosts *told)
{
    for (uint32_t i = 0; i < told->comparison->fleet.count; i++) {
        const struct host_difference *host = &told->hosts[i];

        for (uint32_t c = 0; c < host->change_count && c < 3; c++) {
            if (host->group->sections[SIDE_NEW] != FLEET_NO_SECTION)
                explain_change(laws, pair, &told->comparison->sides[SIDE_NEW], host->group,
                               &host->changes[c]);
        }
    }
}

struct told_hosts check_pair(struct laws *laws, struct pair *pair)
{
    const struct side old = pair_side(pair, SIDE_OLD, false);
    const struct side new = pair_side(pair, SIDE_NEW, false);
    const struct side old_blob = pair_side(pair, SIDE_OLD, true);
    const struct side new_blob = pair_side(pair, SIDE_NEW, true);
    struct told_hosts told = compare(pair, &old, &new);
    struct told_hosts reverse = compare(pair, &new, &old);
    struct told_hosts mixed = random_once_in(&pair->random, 2) ? compare(pair, &old_blob, &new)
                                                               : compare(pair, &old, &new_blob);
    struct told_hosts blobs = compare(pair, &old_blob, &new_blob);

    check_hosts(laws, pair, &told);
    check_points(laws, pair, &told, LAW_POINTS);
    check_points(laws, pair, &mixed, LAW_BLOBS);
    check_points(laws, pair, &blobs, LAW_BLOBS);
    check_mirror(laws, &told, &reverse);
    check_causes(laws, pair, &told);
    check_causes(laws, pair, &mixed);
    check_shuffled(laws, pair, &old);
    check_explanations(laws, pair, &told);
    return told;
}

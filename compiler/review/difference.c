/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/difference.h"

#include <stdlib.h>
#include <string.h>

/* A host whose points are being compared. */
struct comparing {
    struct comparison *comparison;
    const struct fleet_group *group;
    struct judge judges[FLEET_SIDES];
    const struct reach *reaches[FLEET_SIDES];
    const struct code_index *names;
    struct host_difference *out;
};

/* What one side allows and the other does not; fixed counters stand in a row behind the last. */
static void subtract_reach(struct umask_set *out, const struct reach *more,
                           const struct reach *less)
{
    for (uint32_t row = 0; row < more->end; row++)
        out[row] = umask_set_subtract(&more->allowed[row], &less->allowed[row]);
    out[more->end] = (struct umask_set){{more->fixed & ~less->fixed}};
}

static void add_fixed(const struct comparing *comparing, struct change *change, uint32_t bitmap)
{
    struct arena *arena = comparing->comparison->arena;

    change->points[change->point_count++] = (struct changed_points){
        .expression = arena_format(arena, "fixed %s", expression_of_fixed(bitmap, arena)),
        .fixed = bitmap,
        .names = names_of_fixed(comparing->names, bitmap, arena),
    };
}

static void add_block(const struct comparing *comparing, struct change *change,
                      const struct block *block)
{
    struct comparison *comparison = comparing->comparison;
    struct arena *arena = comparison->arena;
    const char *selects = expression_of_selects(block, comparing->reaches[SIDE_OLD]->end, arena);
    const char *umasks = expression_of_umasks(&block->umasks, comparison->minimiser, arena);

    change->points[change->point_count++] = (struct changed_points){
        .expression = arena_format(arena, "%s umask %s", selects, umasks),
        .block = block,
        .names = names_of_block(comparing->names, block, arena),
    };
}

static void add_rows(const struct comparing *comparing, struct change *change,
                     const struct umask_set *rows)
{
    struct arena *arena = comparing->comparison->arena;
    struct umask_set *copy = ARENA_NEW_ARRAY(arena, struct umask_set, ARM64_SELECT_COUNT);

    memcpy(copy, rows, ARM64_SELECT_COUNT * sizeof(*copy));
    change->points[change->point_count++] = (struct changed_points){
        .expression = expression_of_events(copy, arena),
        .rows = copy,
        .names = names_of_rows(comparing->names, copy, arena),
    };
}

/* Puts shares of one cause into words. */
static void word_shares(const struct comparing *comparing, struct change *change,
                        const struct share *shares, uint32_t count)
{
    struct comparison *comparison = comparing->comparison;
    const uint32_t end = comparing->reaches[SIDE_OLD]->end;
    const bool is_arm64 = comparing->group->vendor == VENDOR_ARM64;
    struct umask_set *rows = comparison->scratch;
    struct blocks blocks = {NULL, 0};
    uint32_t fixed = 0;
    bool any = false;

    for (uint32_t i = 0; i < count; i++) {
        if (shares[i].row == end)
            fixed |= (uint32_t)shares[i].points.words[0];
        else
            rows[shares[i].row] = umask_set_union(&rows[shares[i].row], &shares[i].points);
        any |= shares[i].row != end;
    }
    if (any && !is_arm64)
        blocks = blocks_create(rows, end, comparison->arena);
    change->points = ARENA_NEW_ARRAY(comparison->arena, struct changed_points, blocks.count + 1);
    for (uint32_t i = 0; i < blocks.count; i++)
        add_block(comparing, change, &blocks.all[i]);
    if (any && is_arm64)
        add_rows(comparing, change, rows);
    if (fixed)
        add_fixed(comparing, change, fixed);
    memset(rows, 0, end * sizeof(*rows));
}

static void add_reason(const struct comparing *comparing, struct change *change,
                       enum reason_kind kind, int side, const struct rule *rule)
{
    const struct side *told = &comparing->comparison->sides[side];
    struct reason *reason = &change->reasons[change->reason_count++];
    struct arena *arena = comparing->comparison->arena;

    *reason = (struct reason){.kind = kind, .side = side};
    if (kind == REASON_KVM)
        return;
    if (rule) {
        reason->denies = rule->statement->verdict == VERDICT_DENY;
        reason->told = rule_text_of(told->sources, rule->statement, arena);
        return;
    }
    reason->denies = told->policy->default_verdict == VERDICT_DENY;
    reason->told = rule_text_at(told->sources, told->policy->default_span, arena);
    if (!reason->told.line)
        reason->told.file = told->name;
}

static void tell_reasons(const struct comparing *comparing, struct change *change)
{
    const struct cause *cause = &change->cause;
    int denier = change->direction == DIRECTION_WIDENS ? SIDE_OLD : SIDE_NEW;
    int allower = change->direction == DIRECTION_WIDENS ? SIDE_NEW : SIDE_OLD;

    if (cause->is_unfilterable)
        add_reason(comparing, change, REASON_KVM, allower, NULL);
    if (cause->denied)
        add_reason(comparing, change, REASON_RULE, denier, cause->denied);
    if (cause->allowed)
        add_reason(comparing, change, REASON_RULE, allower, cause->allowed);
    if (cause->by_default)
        add_reason(comparing, change, REASON_DEFAULT,
                   comparing->judges[SIDE_NEW].host ? SIDE_NEW : SIDE_OLD, NULL);
}

static uint32_t first_umask(const struct umask_set *set)
{
    uint32_t umask = 0;

    while (!umask_set_has(set, umask))
        umask++;
    return umask;
}

/* A number that is the smaller the earlier a change's first point comes; fixed counters are last.
 */
static uint32_t first_point(const struct change *change)
{
    const struct changed_points *first = &change->points[0];
    uint32_t row = 0;

    if (first->block)
        return (uint32_t)first->block->selects[0] << 8 | first_umask(&first->block->umasks);
    if (!first->rows)
        return UINT32_MAX - FIXED_COUNTER_COUNT + (uint32_t)__builtin_ctz(first->fixed);
    while (umask_set_is_empty(&first->rows[row]))
        row++;
    return row << 8 | first_umask(&first->rows[row]);
}

static int compare_changes(const void *left, const void *right)
{
    const struct change *a = left;
    const struct change *b = right;

    if (a->direction != b->direction)
        return a->direction > b->direction ? 1 : -1;
    return first_point(a) > first_point(b) ? 1 : -1;
}

static void add_changes(const struct comparing *comparing, enum direction direction,
                        const struct shares *shares)
{
    for (uint32_t from = 0, to; from < shares->count; from = to) {
        struct change *change = &comparing->out->changes[comparing->out->change_count++];

        to = from + 1;
        while (to < shares->count && cause_equal(&shares->all[to].cause, &shares->all[from].cause))
            to++;
        *change = (struct change){.direction = direction, .cause = shares->all[from].cause};
        word_shares(comparing, change, shares->all + from, to - from);
        tell_reasons(comparing, change);
    }
}

static struct shares find_shares(const struct comparing *comparing, enum direction direction)
{
    struct umask_set *rows = comparing->comparison->changed[direction];
    const struct changed_rows changed = {rows, comparing->reaches[SIDE_OLD]->end,
                                         comparing->group->vendor};
    int denier = direction == DIRECTION_WIDENS ? SIDE_OLD : SIDE_NEW;

    subtract_reach(rows, comparing->reaches[!denier], comparing->reaches[denier]);
    return causes_find(&changed, &comparing->judges[denier], &comparing->judges[!denier],
                       comparing->comparison->arena);
}

static void find_changes(struct comparing *comparing)
{
    struct comparison *comparison = comparing->comparison;
    struct host_difference *out = comparing->out;
    struct shares shares[DIRECTION_COUNT];

    for (int i = 0; i < DIRECTION_COUNT; i++)
        shares[i] = find_shares(comparing, (enum direction)i);
    if (shares[0].count + shares[1].count == 0)
        return;
    comparing->names = known_names_of(comparison->events, comparing->group->vendor,
                                      comparing->group->model, comparison->arena);
    out->changes =
        ARENA_NEW_ARRAY(comparison->arena, struct change, shares[0].count + shares[1].count);
    for (int i = 0; i < DIRECTION_COUNT; i++) {
        add_changes(comparing, (enum direction)i, &shares[i]);
        out->has[i] = shares[i].count > 0;
    }
    qsort(out->changes, out->change_count, sizeof(*out->changes), compare_changes);
}

/* Before Linux 6.3 an Intel guest walks around a list of denied events with the TSX bits. */
static bool lets_escape(const struct section *section, enum vendor vendor)
{
    for (uint32_t i = 0; section && i < section->alternative_count; i++) {
        const struct alternative *one = &section->alternatives[i];

        if (vendor == VENDOR_INTEL && one->action == PMUF_ACTION_DENY && one->count &&
            !(one->requirements & PMUF_NEEDS_MASKED_EVENTS))
            return true;
    }
    return false;
}

static bool needs_masked_events(const struct section *section)
{
    for (uint32_t i = 0; i < section->alternative_count; i++) {
        if (!(section->alternatives[i].requirements & PMUF_NEEDS_MASKED_EVENTS))
            return false;
    }
    return true;
}

static void find_facts(const struct comparing *comparing)
{
    const struct section *sections[FLEET_SIDES];
    struct host_difference *out = comparing->out;
    enum vendor vendor = comparing->group->vendor;

    for (int side = 0; side < FLEET_SIDES; side++)
        sections[side] =
            side_section(&comparing->comparison->sides[side], comparing->group->sections[side]);
    out->facts[FACT_CAN_LOAD] = !sections[SIDE_OLD];
    out->facts[FACT_CANNOT_LOAD] = !sections[SIDE_NEW];
    out->facts[FACT_ESCAPE] =
        !lets_escape(sections[SIDE_OLD], vendor) && lets_escape(sections[SIDE_NEW], vendor);
    out->facts[FACT_NO_ESCAPE] =
        lets_escape(sections[SIDE_OLD], vendor) && !lets_escape(sections[SIDE_NEW], vendor);
    if (!sections[SIDE_OLD] || !sections[SIDE_NEW])
        return;
    out->facts[FACT_NEEDS_MORE] =
        !needs_masked_events(sections[SIDE_OLD]) && needs_masked_events(sections[SIDE_NEW]);
    out->facts[FACT_NEEDS_LESS] =
        needs_masked_events(sections[SIDE_OLD]) && !needs_masked_events(sections[SIDE_NEW]);
}

struct host_difference difference_of_hosts(struct comparison *comparison,
                                           const struct fleet_group *group)
{
    struct host_difference out = {.group = group};
    struct comparing comparing = {.comparison = comparison, .group = group, .out = &out};

    for (int side = 0; side < FLEET_SIDES; side++) {
        const struct side *own = &comparison->sides[side];

        comparing.judges[side] = (struct judge){own->policy, side_host(own, group->sections[side])};
        comparing.reaches[side] = comparison_reach(comparison, side, group);
    }
    find_facts(&comparing);
    find_changes(&comparing);
    out.has[DIRECTION_WIDENS] |= out.facts[FACT_CAN_LOAD] || out.facts[FACT_ESCAPE];
    out.has[DIRECTION_NARROWS] |= out.facts[FACT_CANNOT_LOAD] || out.facts[FACT_NO_ESCAPE];
    return out;
}

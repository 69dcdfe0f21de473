/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/causes.h"

#include <stdlib.h>

/* A share while it is being split. */
struct part {
    struct part *next;
    struct share share;
    bool is_settled; /* its cause is known in full */
};

struct splitting {
    const struct changed_rows *changed;
    struct part **rows;
    uint32_t part_count;
    struct arena *arena; /* gone when all is split */
};

static struct part *add_part(struct splitting *splitting, uint32_t row,
                             const struct umask_set *points)
{
    struct part *part = ARENA_NEW(splitting->arena, struct part);

    part->share.row = row;
    part->share.points = *points;
    part->next = splitting->rows[row];
    splitting->rows[row] = part;
    splitting->part_count++;
    return part;
}

/* Cuts the points out of a part that has them, as a part of their own; null when it has none. */
static struct part *cut(struct splitting *splitting, struct part *part,
                        const struct umask_set *points)
{
    struct umask_set hit = umask_set_intersect(&part->share.points, points);
    struct umask_set rest = umask_set_subtract(&part->share.points, points);
    struct part *other;

    if (umask_set_is_empty(&hit))
        return NULL;
    if (umask_set_is_empty(&rest))
        return part;
    part->share.points = rest;
    other = add_part(splitting, part->share.row, &hit);
    other->share.cause = part->share.cause;
    return other;
}

static void start(struct splitting *splitting, const struct umask_set *rows)
{
    for (uint32_t row = 0; row <= splitting->changed->end; row++) {
        if (!umask_set_is_empty(&rows[row]))
            add_part(splitting, row, &rows[row]);
    }
}

static void settle_unfilterable(struct splitting *splitting)
{
    const struct host host = {.vendor = splitting->changed->vendor};

    for (uint32_t row = 0; row < splitting->changed->end; row++) {
        const struct umask_set always = host_unfilterable(&host, row);
        struct part *part = splitting->rows[row] && !umask_set_is_empty(&always)
                                ? cut(splitting, splitting->rows[row], &always)
                                : NULL;

        if (!part)
            continue;
        part->share.cause.is_unfilterable = true;
        part->is_settled = true;
    }
}

/* Points that a rule names in one row: it is the cause for those that no earlier rule took. */
static void claim_row(struct splitting *splitting, uint32_t row, const struct umask_set *points,
                      const struct rule *rule)
{
    bool denies = rule->statement->verdict == VERDICT_DENY;

    for (struct part *part = splitting->rows[row]; part; part = part->next) {
        struct part *hit;

        if (part->is_settled || (denies && part->share.cause.denied))
            continue;
        hit = cut(splitting, part, points);
        if (hit && denies)
            hit->share.cause.denied = rule;
        if (hit && !denies)
            hit->share.cause.allowed = rule;
        if (hit)
            hit->is_settled = !denies;
    }
}

static void claim_points(struct splitting *splitting, const struct points *points,
                         const struct rule *rule)
{
    const uint32_t end = splitting->changed->end;
    const struct umask_set fixed = {{points->fixed}};

    if (points->fixed)
        claim_row(splitting, end, &fixed, rule);
    for (uint32_t i = 0; i < points->range_count; i++) {
        for (uint32_t s = points->ranges[i].first; s <= points->ranges[i].last && s < end; s++)
            claim_row(splitting, s, &points->umasks, rule);
    }
}

/* Gives each rule of the verdict what it names. */
static void claim(struct splitting *splitting, const struct judge *judge, enum verdict verdict)
{
    for (uint32_t i = 0; i < judge->policy->rule_count; i++) {
        const struct rule *rule = &judge->policy->rules[i];

        if (rule->repeats || rule->statement->verdict != verdict)
            continue;
        for (const struct points *one = rule->points; one; one = one->next) {
            if (host_is_in(judge->host->host, one->hosts))
                claim_points(splitting, one, rule);
        }
    }
}

/* What a policy would allow in a row if it had no deny rules. */
static struct umask_set granted(const struct judge *judge, uint32_t row, uint32_t end)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};

    if (judge->policy->default_verdict == VERDICT_ALLOW)
        return all;
    if (row == end)
        return (struct umask_set){{judge->host->fixed_allowed}};
    return host_policy_verdicts(judge->host, row)->allowed;
}

/* Without its deny rule such a point would be allowed there as well. */
static void settle_denied(struct splitting *splitting, const struct judge *denier)
{
    for (uint32_t row = 0; row <= splitting->changed->end; row++) {
        struct umask_set points;

        if (!splitting->rows[row])
            continue;
        points = granted(denier, row, splitting->changed->end);
        for (struct part *part = splitting->rows[row]; part; part = part->next) {
            struct part *hit = part->share.cause.denied && !part->is_settled
                                   ? cut(splitting, part, &points)
                                   : NULL;

            if (hit)
                hit->is_settled = true;
        }
    }
}

/* What no rule took: where nothing else is known of a side, its deny rule says enough. */
static void settle_rest(struct splitting *splitting, bool allower_is_known)
{
    for (uint32_t row = 0; row <= splitting->changed->end; row++) {
        for (struct part *part = splitting->rows[row]; part; part = part->next) {
            if (!part->is_settled && (allower_is_known || !part->share.cause.denied))
                part->share.cause.by_default = true;
        }
    }
}

static int compare_pointers(const struct rule *a, const struct rule *b)
{
    return a == b ? 0 : !a ? -1 : !b ? 1 : a < b ? -1 : 1;
}

/* Rules of a policy stand in one array, so that their addresses have the order of the text. */
static int compare_shares(const void *left, const void *right)
{
    const struct share *a = left;
    const struct share *b = right;
    const int keys[] = {
        compare_pointers(a->cause.denied, b->cause.denied),
        compare_pointers(a->cause.allowed, b->cause.allowed),
        a->cause.by_default - b->cause.by_default,
        a->cause.is_unfilterable - b->cause.is_unfilterable,
        (a->row > b->row) - (a->row < b->row),
    };

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (keys[i])
            return keys[i];
    }
    return 0;
}

static struct shares collect(const struct splitting *splitting, struct arena *arena)
{
    struct shares shares = {ARENA_NEW_ARRAY(arena, struct share, splitting->part_count), 0};

    for (uint32_t row = 0; row <= splitting->changed->end; row++) {
        for (const struct part *part = splitting->rows[row]; part; part = part->next)
            shares.all[shares.count++] = part->share;
    }
    if (shares.count)
        qsort(shares.all, shares.count, sizeof(*shares.all), compare_shares);
    return shares;
}

struct shares causes_find(const struct changed_rows *changed, const struct judge *denier,
                          const struct judge *allower, struct arena *arena)
{
    struct splitting splitting = {.changed = changed, .arena = arena_create()};
    struct shares shares;

    splitting.rows = ARENA_NEW_ARRAY(splitting.arena, struct part *, changed->end + 1);
    start(&splitting, changed->rows);
    if (denier->host || allower->host)
        settle_unfilterable(&splitting);
    if (denier->host) {
        claim(&splitting, denier, VERDICT_DENY);
        settle_denied(&splitting, denier);
    }
    if (allower->host)
        claim(&splitting, allower, VERDICT_ALLOW);
    if (denier->host || allower->host)
        settle_rest(&splitting, allower->host != NULL);
    shares = collect(&splitting, arena);
    arena_destroy(splitting.arena);
    return shares;
}

bool cause_equal(const struct cause *a, const struct cause *b)
{
    return a->denied == b->denied && a->allowed == b->allowed && a->by_default == b->by_default &&
           a->is_unfilterable == b->is_unfilterable;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/explanation.h"

#include "compiler/events/code_index.h"
#include "compiler/policy/decide.h"

struct explaining {
    const struct explained_host *host;
    const struct host_policy *rules; /* null: a blob's */
    struct explanation *out;
    struct arena *arena;
};

static bool is_unfilterable(const struct explaining *explaining)
{
    const struct host host = {.vendor = explaining->host->group->vendor};
    const struct reached_point *point = &explaining->out->point;
    struct umask_set always = host_unfilterable(&host, point->select);

    return !point->is_fixed && umask_set_has(&always, point->umask);
}

/* Which of a rule's points have it; null when none. */
static const struct points *find_points(const struct rule *rule, const struct host *host,
                                        const struct reached_point *point)
{
    for (const struct points *one = rule->points; one; one = one->next) {
        if (point->is_fixed ? host_is_in(host, one->hosts) && one->fixed >> point->select & 1
                            : points_have(one, host, point->select, point->umask))
            return one;
    }
    return NULL;
}

static void add_rule(const struct explaining *explaining, const struct rule *rule,
                     const struct points *points, enum rule_role role)
{
    const struct source_list *sources = explaining->host->side->sources;
    struct naming_rule *added = &explaining->out->rules[explaining->out->rule_count++];

    added->role = role;
    added->told = rule_text_of(sources, rule->statement, explaining->arena);
    if (!rule->statement->matcher)
        added->matcher = rule_text_at(sources, points->matcher->span, explaining->arena);
}

static enum rule_role role_of(const struct explaining *explaining, const struct rule *rule,
                              const struct rule *deciding)
{
    if (rule == deciding)
        return ROLE_DECIDES;
    return (rule->statement->verdict == VERDICT_ALLOW) == explaining->out->counts ? ROLE_AGREES
                                                                                  : ROLE_LOSES;
}

static void add_rules(const struct explaining *explaining, const struct rule *deciding)
{
    const struct policy *policy = explaining->host->side->policy;
    struct explanation *out = explaining->out;

    out->rules = ARENA_NEW_ARRAY(explaining->arena, struct naming_rule, policy->rule_count);
    for (int role = 0; role < ROLE_COUNT; role++) {
        for (uint32_t i = 0; i < policy->rule_count; i++) {
            const struct rule *rule = &policy->rules[i];
            const struct points *points =
                rule->repeats ? NULL : find_points(rule, explaining->rules->host, &out->point);

            if (points && role_of(explaining, rule, deciding) == (enum rule_role)role)
                add_rule(explaining, rule, points, (enum rule_role)role);
        }
    }
}

/* The first of the rules that have the verdict decides, unless KVM does. */
static void find_decider(const struct explaining *explaining)
{
    const struct side *side = explaining->host->side;
    const struct policy *policy = side->policy;
    struct explanation *out = explaining->out;
    const struct rule *deciding = NULL;

    out->decider = is_unfilterable(explaining) ? DECIDED_BY_KVM : DECIDED_BY_BLOB;
    if (!explaining->rules)
        return;
    if (out->decider != DECIDED_BY_KVM) {
        const struct point point = {explaining->rules->host, out->point.is_fixed, out->point.select,
                                    out->point.umask};

        deciding = decide_find_rule(policy, policy->rule_count,
                                    out->counts ? VERDICT_ALLOW : VERDICT_DENY, &point);
        out->decider = deciding ? DECIDED_BY_RULE : DECIDED_BY_DEFAULT;
    }
    if (out->decider == DECIDED_BY_DEFAULT)
        out->default_rule = rule_text_at(side->sources, policy->default_span, explaining->arena);
    add_rules(explaining, deciding);
}

static bool entry_matches(const struct entry *entry, const struct reached_point *point)
{
    return !point->is_fixed && entry->select == point->select &&
           (point->umask & entry->mask) == entry->match;
}

static bool record_covers(const struct arm64_record *record, const struct reached_point *point)
{
    uint32_t event = point->select << 8 | point->umask;

    return event >= record->base && event < (uint32_t)record->base + record->count;
}

static bool speaks_of(const struct alternative *alternative, uint32_t index,
                      const struct reached_point *point)
{
    return alternative->kind == PMUF_KIND_ARM64
               ? record_covers(&alternative->records[index], point)
               : entry_matches(&alternative->entries[index], point);
}

static void find_implementing(const struct explaining *explaining)
{
    const struct fleet_group *group = explaining->host->group;
    const struct section *section = side_section(explaining->host->side, group->sections[0]);
    struct explanation *out = explaining->out;

    for (uint32_t i = 0; i < section->alternative_count; i++) {
        const struct alternative *alternative = &section->alternatives[i];
        struct implementing *implementing = &out->implementing[out->implementing_count++];

        implementing->alternative = alternative;
        implementing->indexes = ARENA_NEW_ARRAY(explaining->arena, uint32_t, alternative->count);
        for (uint32_t e = 0; e < alternative->count; e++) {
            if (speaks_of(alternative, e, &out->point))
                implementing->indexes[implementing->count++] = e;
        }
    }
}

static uint32_t index_code(const struct explanation *explanation)
{
    const struct reached_point *point = &explanation->point;
    uint32_t code = point->select << 8 | point->umask;

    if (point->is_fixed)
        return CODE_INDEX_FIXED + point->select;
    return explanation->group->vendor == VENDOR_ARM64 ? code << 8 : code;
}

static void find_names(const struct explaining *explaining)
{
    struct explanation *out = explaining->out;
    const struct coded_event *rows;

    out->name_count = code_index_find(explaining->host->names, index_code(out), &rows);
    out->names = ARENA_NEW_ARRAY(explaining->arena, const char *, out->name_count);
    for (uint32_t i = 0; i < out->name_count; i++)
        out->names[i] = rows[i].event->name;
}

struct explanation explain_point(const struct explained_host *host,
                                 const struct reached_point *point, struct arena *arena)
{
    struct explanation out = {
        .group = host->group, .point = *point, .counts = reach_has(&host->reach, point)};
    const struct explaining explaining = {host, side_host(host->side, host->group->sections[0]),
                                          &out, arena};

    find_decider(&explaining);
    find_implementing(&explaining);
    find_names(&explaining);
    out.guest_count = guest_view(&host->reach, point, out.guest, arena);
    return out;
}

const char *explanation_point(const struct explanation *explanation, struct arena *arena)
{
    const struct reached_point *point = &explanation->point;

    if (point->is_fixed)
        return arena_format(arena, "fixed %u", point->select);
    if (explanation->group->vendor == VENDOR_ARM64)
        return arena_format(arena, "0x%04x", point->select << 8 | point->umask);
    return arena_format(arena, "0x%02x umask 0x%02x", point->select, point->umask);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/report_model.h"

#include <stdlib.h>
#include <string.h>

static bool same_entries(const struct alternative *a, const struct alternative *b)
{
    for (uint32_t i = 0; i < a->count; i++) {
        const struct entry *left = &a->entries[i];
        const struct entry *right = &b->entries[i];

        if (left->select != right->select || left->mask != right->mask ||
            left->match != right->match || left->exclude != right->exclude)
            return false;
    }
    return true;
}

static bool same_records(const struct alternative *a, const struct alternative *b)
{
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->records[i].base != b->records[i].base ||
            a->records[i].count != b->records[i].count ||
            a->records[i].action != b->records[i].action)
            return false;
    }
    return true;
}

static bool same_alternative(const struct alternative *a, const struct alternative *b)
{
    if (a->kind != b->kind || a->requirements != b->requirements || a->action != b->action ||
        a->fixed_bitmap != b->fixed_bitmap || a->count != b->count)
        return false;
    return a->kind == PMUF_KIND_ARM64 ? same_records(a, b) : same_entries(a, b);
}

/* Whether two hosts load the same. */
static bool same_filter(const struct section *a, const struct section *b)
{
    if (!a || !b)
        return a == b;
    if (a->architecture != b->architecture || a->alternative_count != b->alternative_count)
        return false;
    for (uint32_t i = 0; i < a->alternative_count; i++) {
        if (!same_alternative(&a->alternatives[i], &b->alternatives[i]))
            return false;
    }
    return true;
}

struct umask_set umask_set_complement(const struct umask_set *set)
{
    static const struct umask_set all = {{UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};

    return umask_set_subtract(&all, set);
}

struct umask_set band_allowed(const struct band *band)
{
    return umask_set_union(&band->cells[CELL_KEPT], &band->cells[CELL_WIDENED]);
}

struct umask_set band_listed(const struct report_group *group, const struct band *band)
{
    struct umask_set allowed = band_allowed(band);

    return group->lists_denied ? umask_set_complement(&allowed) : allowed;
}

bool band_is_told(const struct report_group *group, const struct band *band)
{
    struct umask_set listed = band_listed(group, band);

    return !umask_set_is_empty(&listed) || !umask_set_is_empty(&band->cells[CELL_WIDENED]) ||
           !umask_set_is_empty(&band->cells[CELL_NARROWED]);
}

/* Without a comparison there is no change to tell of. */
static void compare_select(struct report_group *group, uint32_t select, const struct umask_set *old,
                           const struct umask_set *new)
{
    group->cells[CELL_KEPT][select] = umask_set_intersect(old, new);
    group->cells[CELL_WIDENED][select] = umask_set_subtract(new, old);
    group->cells[CELL_NARROWED][select] = umask_set_subtract(old, new);
    for (int cell = 0; cell < CELL_COUNT; cell++)
        group->counts[cell] += umask_set_count(&group->cells[cell][select]);
}

static void find_cells(const struct report *report, struct report_group *group)
{
    struct comparison *comparison = report->input->comparison;
    const struct fleet_group *host = group->members[0].host;
    const struct reach *new = comparison_reach(comparison, SIDE_NEW, host);
    const struct reach *old =
        report->input->is_compared ? comparison_reach(comparison, SIDE_OLD, host) : new;

    group->end = new->end;
    for (int cell = 0; cell < CELL_COUNT; cell++)
        group->cells[cell] = ARENA_NEW_ARRAY(report->arena, struct umask_set, group->end);
    for (uint32_t select = 0; select < group->end; select++)
        compare_select(group, select, &old->allowed[select], &new->allowed[select]);
    group->fixed[CELL_KEPT] = new->fixed & old->fixed;
    group->fixed[CELL_WIDENED] = new->fixed & ~old->fixed;
    group->fixed[CELL_NARROWED] = old->fixed & ~new->fixed;
    group->lists_denied =
        (group->counts[CELL_KEPT] + group->counts[CELL_WIDENED]) * 2 > group_points(group);
}

static bool same_cells(const struct report_group *group, uint32_t a, uint32_t b)
{
    for (int cell = 0; cell < CELL_COUNT; cell++) {
        if (!umask_set_equal(&group->cells[cell][a], &group->cells[cell][b]))
            return false;
    }
    return true;
}

static void find_bands(const struct report *report, struct report_group *group)
{
    group->bands = ARENA_NEW_ARRAY(report->arena, struct band, group->end);
    for (uint32_t select = 0; select < group->end; select++) {
        struct band *band;

        if (select > 0 && same_cells(group, select - 1, select)) {
            group->bands[group->band_count - 1].last = select;
            continue;
        }
        band = &group->bands[group->band_count++];
        band->first = band->last = select;
        for (int cell = 0; cell < CELL_COUNT; cell++)
            band->cells[cell] = group->cells[cell][select];
    }
}

static int compare_names(const void *left, const void *right)
{
    const struct named_point *a = left;
    const struct named_point *b = right;
    int order = strcmp(a->event->key, b->event->key);

    if (order)
        return order;
    if (a->code != b->code)
        return a->code > b->code ? 1 : -1;
    return (a->member > b->member) - (a->member < b->member);
}

static const struct event_list *events_of(const struct report *report, const struct member *member)
{
    return events_of_model(report->input->comparison->events, member->host->vendor,
                           member->host->model, true);
}

static void add_event(struct report_group *group, const struct event *event,
                      const struct member *member)
{
    for (uint32_t i = 0; i < event->code_count; i++)
        group->names[group->name_count++] =
            (struct named_point){event, code_of(&event->codes[i]), member};
    if (event->fixed)
        group->names[group->name_count++] = (struct named_point){
            event, CODE_INDEX_FIXED + (uint32_t)__builtin_ctz(event->fixed), member};
}

static void find_names(const struct report *report, struct report_group *group)
{
    uint32_t most = 0;

    for (uint32_t m = 0; m < group->member_count; m++) {
        const struct event_list *list = events_of(report, &group->members[m]);

        for (uint32_t i = 0; i < list->count; i++)
            most += list->events[i]->code_count + (list->events[i]->fixed ? 1 : 0);
    }
    group->names = ARENA_NEW_ARRAY(report->arena, struct named_point, most);
    for (uint32_t m = 0; m < group->member_count; m++) {
        const struct event_list *list = events_of(report, &group->members[m]);

        for (uint32_t i = 0; i < list->count; i++)
            add_event(group, list->events[i], &group->members[m]);
    }
    if (group->name_count)
        qsort(group->names, group->name_count, sizeof(*group->names), compare_names);
}

static int32_t number_of(const struct filters *filters, const struct section *section)
{
    for (uint32_t i = 0; filters && section && i < filters->section_count; i++) {
        if (same_filter(section, &filters->sections[i]))
            return (int32_t)i;
    }
    return FLEET_NO_SECTION;
}

static struct report_group *find_group(const struct report *report, enum vendor vendor,
                                       const struct section *const sections[FLEET_SIDES])
{
    for (uint32_t i = 0; i < report->group_count; i++) {
        struct report_group *group = &report->groups[i];

        if (group->vendor == vendor && same_filter(group->sections[SIDE_OLD], sections[SIDE_OLD]) &&
            same_filter(group->sections[SIDE_NEW], sections[SIDE_NEW]))
            return group;
    }
    return NULL;
}

/* Puts a host into the group of those that load the same, or makes one. */
static void add_host(struct report *report, const struct fleet_group *host, uint32_t index)
{
    const struct section *sections[FLEET_SIDES];
    struct report_group *group;
    struct member *member;

    for (int side = 0; side < FLEET_SIDES; side++)
        sections[side] = side_section(&report->sides[side], host->sections[side]);
    group = find_group(report, host->vendor, sections);
    if (!group) {
        group = &report->groups[report->group_count++];
        group->vendor = host->vendor;
        memcpy(group->sections, sections, sizeof(sections));
        group->members =
            ARENA_NEW_ARRAY(report->arena, struct member, report->input->comparison->fleet.count);
    }
    member = &group->members[group->member_count++];
    *member = (struct member){.host = host, .index = index};
    for (int side = 0; side < FLEET_SIDES; side++)
        member->rules[side] = side_host(&report->sides[side], host->sections[side]);
}

struct report report_create(const struct report_input *input, struct arena *arena)
{
    const struct fleet *fleet = &input->comparison->fleet;
    struct report report = {.input = input, .sides = input->comparison->sides, .arena = arena};

    report.groups = ARENA_NEW_ARRAY(arena, struct report_group, fleet->count);
    for (uint32_t i = 0; i < fleet->count; i++)
        add_host(&report, &fleet->groups[i], i);
    for (uint32_t i = 0; i < report.group_count; i++) {
        struct report_group *group = &report.groups[i];

        for (int side = 0; side < FLEET_SIDES; side++)
            group->section_numbers[side] = number_of(input->filters[side], group->sections[side]);
        find_cells(&report, group);
        find_bands(&report, group);
        find_names(&report, group);
    }
    return report;
}

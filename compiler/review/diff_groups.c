/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/diff_groups.h"

#include <string.h>

static bool same_change(const struct change *a, const struct change *b)
{
    if (a->direction != b->direction || a->point_count != b->point_count ||
        !cause_equal(&a->cause, &b->cause))
        return false;
    for (uint32_t i = 0; i < a->point_count; i++) {
        if (strcmp(a->points[i].expression, b->points[i].expression) != 0)
            return false;
    }
    return true;
}

static bool same_difference(const struct host_difference *a, const struct host_difference *b)
{
    if (memcmp(a->facts, b->facts, sizeof(a->facts)) != 0 || a->change_count != b->change_count)
        return false;
    for (uint32_t i = 0; i < a->change_count; i++) {
        if (!same_change(&a->changes[i], &b->changes[i]))
            return false;
    }
    return true;
}

static bool is_told(const struct host_difference *host)
{
    bool told = host->change_count > 0;

    for (int fact = 0; fact < FACT_COUNT; fact++)
        told |= host->facts[fact];
    return told;
}

static struct diff_group *find_group(struct diff_groups *groups, const struct host_difference *host)
{
    for (uint32_t i = 0; i < groups->count; i++) {
        if (same_difference(groups->all[i].members[0], host))
            return &groups->all[i];
    }
    return &groups->all[groups->count++];
}

struct diff_groups diff_groups_create(const struct host_difference *hosts, uint32_t count,
                                      struct arena *arena)
{
    struct diff_groups groups = {ARENA_NEW_ARRAY(arena, struct diff_group, count), 0};

    for (uint32_t i = 0; i < count; i++) {
        struct diff_group *group;

        if (!is_told(&hosts[i]))
            continue;
        group = find_group(&groups, &hosts[i]);
        if (!group->count) {
            group->hosts = hosts[i].group->name;
            group->members = ARENA_NEW_ARRAY(arena, const struct host_difference *, count - i);
        } else {
            group->hosts = arena_format(arena, "%s, %s", group->hosts, hosts[i].group->name);
        }
        group->members[group->count++] = &hosts[i];
    }
    return groups;
}

static bool has_name(const struct point_names *names, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names->names[i], name) == 0)
            return true;
    }
    return false;
}

/* One line of the group, as its members have it. */
struct line {
    const struct diff_group *group;
    uint32_t change;
    uint32_t points;
};

static const struct point_names *names_of(const struct line *line, uint32_t member)
{
    return &line->group->members[member]->changes[line->change].points[line->points].names;
}

/* Whether a member before this one shows the name as well. */
static bool is_known(const struct line *line, uint32_t member, const char *name)
{
    for (uint32_t i = 0; i < member; i++) {
        if (has_name(names_of(line, i), names_of(line, i)->plain_count, name))
            return true;
    }
    return false;
}

static const char *hosts_that_know(const struct line *line, const char *name, struct arena *arena)
{
    const char *hosts = NULL;
    bool is_everywhere = true;

    for (uint32_t i = 0; i < line->group->count; i++) {
        const struct point_names *names = names_of(line, i);
        const char *host = line->group->members[i]->group->name;

        if (has_name(names, names->count, name))
            hosts = hosts ? arena_format(arena, "%s, %s", hosts, host) : host;
        else
            is_everywhere &= names->count == 0;
    }
    return is_everywhere ? NULL : hosts;
}

struct shown_names diff_group_names(const struct diff_group *group, uint32_t change,
                                    uint32_t points, struct arena *arena)
{
    const struct line line = {group, change, points};
    struct shown_names shown = {.count = 0};

    for (uint32_t member = 0; member < group->count; member++) {
        const struct point_names *names = names_of(&line, member);

        for (uint32_t i = 0; i < names->plain_count; i++) {
            const char *name = names->names[i];

            if (is_known(&line, member, name))
                continue;
            if (shown.count == NAMES_SHOWN) {
                shown.more++;
                continue;
            }
            shown.names[shown.count].name = name;
            shown.names[shown.count++].hosts = hosts_that_know(&line, name, arena);
        }
    }
    return shown;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A state is a list of groups of members. A group stands for an include, the smallest cube around
 * it, and knows the members that it must not hold.
 *
 * Every cover is reached: put each member into the first of the cover's cubes that holds it. A
 * branch says in which group the member is, and so that it is in none of the earlier ones.
 */
#include "compiler/minimise/group_search.h"

#include "compiler/minimise/visible.h"

struct group {
    struct span span;
    struct umask_set barred;  /* members that it must not hold */
    struct umask_set visible; /* members that it can still take */
};

struct state {
    unsigned int count;
    struct umask_set uncovered;
    struct group groups[MAX_GROUPS];
};

struct search {
    struct umask_set members;
    struct umask_set target;
    unsigned int limit;
    struct group_cover *out;
    struct budget *budget;
};

static void state_copy(struct state *to, const struct state *from)
{
    to->count = from->count;
    to->uncovered = from->uncovered;
    for (unsigned int i = 0; i < from->count; i++)
        to->groups[i] = from->groups[i];
}

static void look_again(const struct search *search, struct group *group)
{
    struct umask_set allowed = points_without(search->target, group->barred);

    group->visible = points_and(visible_from(group->span, allowed), search->members);
    budget_take(search->budget, 1);
}

static void open_group(const struct search *search, struct state *state, unsigned int point)
{
    struct group *group = &state->groups[state->count++];

    group->span = span_of_point(point);
    group->barred = points_none();
    look_again(search, group);
    points_drop(&state->uncovered, point);
}

static void join(const struct search *search, struct state *state, struct group *group,
                 unsigned int point)
{
    group->span = span_with(group->span, point);
    look_again(search, group);
    state->uncovered = points_without(state->uncovered, span_points(group->span));
}

static void bar(const struct search *search, struct group *group, unsigned int point)
{
    umask_set_add(&group->barred, point);
    look_again(search, group);
}

/* How many groups see each point: in none, in at least one, two, three. */
struct sights {
    struct umask_set one;
    struct umask_set two;
    struct umask_set three;
};

static struct sights count_sights(const struct state *state)
{
    struct sights sights = {0};

    for (unsigned int i = 0; i < state->count; i++) {
        struct umask_set visible = state->groups[i].visible;

        sights.three = points_or(sights.three, points_and(sights.two, visible));
        sights.two = points_or(sights.two, points_and(sights.one, visible));
        sights.one = points_or(sights.one, visible);
    }
    return sights;
}

static struct group *first_that_sees(struct state *state, unsigned int point)
{
    struct group *group = state->groups;

    while (!points_has(group->visible, point))
        group++;
    return group;
}

/* Makes all steps without a choice. NO if there is a member that nothing can take; YES if all are
 * covered; else UNKNOWN, with the member that has fewest choices. */
static enum answer settle(const struct search *search, struct state *state, unsigned int *choice)
{
    while (!points_empty(state->uncovered)) {
        struct sights sights = count_sights(state);
        struct umask_set none = points_without(state->uncovered, sights.one);
        struct umask_set single = points_without(state->uncovered, sights.two);
        struct umask_set few = points_without(state->uncovered, sights.three);
        bool is_full = state->count == search->limit;

        if (budget_spent(search->budget))
            return ANSWER_UNKNOWN;
        if (!points_empty(none)) {
            if (is_full)
                return ANSWER_NO;
            open_group(search, state, points_first(none));
        } else if (is_full && !points_empty(single)) {
            unsigned int point = points_first(single);

            join(search, state, first_that_sees(state, point), point);
        } else {
            *choice = points_first(!points_empty(single) ? single
                                   : !points_empty(few)  ? few
                                                         : state->uncovered);
            return ANSWER_UNKNOWN;
        }
    }
    return ANSWER_YES;
}

static enum answer found(const struct search *search, const struct state *state)
{
    search->out->count = state->count;
    for (unsigned int i = 0; i < state->count; i++)
        search->out->spans[i] = state->groups[i].span;
    return ANSWER_YES;
}

/* Takes the state over. */
static enum answer extend(const struct search *search, struct state *state)
{
    unsigned int point = 0;
    enum answer answer = settle(search, state, &point);

    if (answer == ANSWER_YES)
        return found(search, state);
    if (answer == ANSWER_NO || budget_spent(search->budget))
        return answer;
    for (unsigned int i = 0; i < state->count; i++) {
        struct state next;

        if (!points_has(state->groups[i].visible, point))
            continue;
        state_copy(&next, state);
        join(search, &next, &next.groups[i], point);
        answer = extend(search, &next);
        if (answer != ANSWER_NO)
            return answer;
        bar(search, &state->groups[i], point);
    }
    if (state->count == search->limit)
        return ANSWER_NO;
    open_group(search, state, point);
    return extend(search, state);
}

enum answer group_search(const struct problem *problem, struct umask_set target, unsigned int limit,
                         const struct clique *seeds, struct group_cover *out, struct budget *budget)
{
    struct search search = {problem->members, target, limit, out, budget};
    struct state state;

    if (seeds->count > limit)
        return ANSWER_NO;
    if (limit > MAX_GROUPS)
        return ANSWER_UNKNOWN;
    state.count = 0;
    state.uncovered = problem->members;
    for (unsigned int i = 0; i < seeds->count; i++)
        open_group(&search, &state, seeds->points[i]);
    return extend(&search, &state);
}

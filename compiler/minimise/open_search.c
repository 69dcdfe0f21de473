/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Down a branch groups only grow, and so does the residue; what a group cannot take now it cannot
 * take later. So the members that a group sees only get fewer, and each refusal is final.
 *
 * Quick bounds decide what a group sees, for that is asked all the time. Whether the residue can be
 * covered at all is decided exactly, but only where it has grown.
 */
#include "compiler/minimise/open_search.h"

#include <string.h>

struct group {
    struct span span;
    struct umask_set barred;  /* members that it must not hold */
    struct umask_set visible; /* uncovered members that it may still take */
};

struct state {
    unsigned int count;
    struct umask_set uncovered;
    struct umask_set residue; /* by rank */
    struct group groups[MAX_GROUPS];
};

static void state_copy(struct state *to, const struct state *from)
{
    to->count = from->count;
    to->uncovered = from->uncovered;
    to->residue = from->residue;
    for (unsigned int i = 0; i < from->count; i++)
        to->groups[i] = from->groups[i];
}

struct run {
    struct open_search *search;
    unsigned int includes;
    unsigned int excludes;
    struct solution *out;
    struct budget *budget;
};

void open_search_begin(struct open_search *search, const struct problem *problem,
                       struct residues *residues)
{
    search->problem = problem;
    search->residues = residues;
    memset(search->stamps, 0, sizeof(search->stamps));
    search->stamp = 0;
}

/* How many excludes it takes at least for the two to share an include, whatever else there is. */
static unsigned int needed_between(struct open_search *search, unsigned int a, unsigned int b)
{
    struct residues *residues = search->residues;
    unsigned int number = cube_number(residues->table, span_with(span_of_point(a), b));

    if (residues->needed[number] == UINT8_MAX)
        residues->needed[number] =
            (uint8_t)residue_bound(residues, residues->of_cube[number], UINT8_MAX - 2);
    return residues->needed[number];
}

/* Two members that need more than `excludes` cannot share an include. */
void open_search_clique(struct open_search *search, struct umask_set members, unsigned int excludes,
                        struct clique *out, struct budget *budget)
{
    for (struct umask_set left = members; !points_empty(left);) {
        unsigned int a = points_take_first(&left);

        umask_set_add(&search->scratch.visible[a], a);
        for (struct umask_set rest = left; !points_empty(rest);) {
            unsigned int b = points_take_first(&rest);

            if (needed_between(search, a, b) > excludes) {
                points_drop(&search->scratch.visible[a], b);
                points_drop(&search->scratch.visible[b], a);
            } else {
                umask_set_add(&search->scratch.visible[a], b);
                umask_set_add(&search->scratch.visible[b], a);
            }
        }
        budget_take(budget, 1 + points_count(left) / 4);
    }
    clique_grow(members, &search->scratch, out, budget);
}

static const struct umask_set *residue_with(const struct run *run, struct span span,
                                            unsigned int point, unsigned int *number)
{
    const struct residues *residues = run->search->residues;

    *number = cube_number(residues->table, span_with(span, point));
    return &residues->of_cube[*number];
}

/* Whether the group could take the member, as far as quick bounds tell. */
static bool may_take(const struct run *run, const struct state *state, const struct group *group,
                     unsigned int point)
{
    struct open_search *search = run->search;
    unsigned int number;
    const struct umask_set *added = residue_with(run, group->span, point, &number);

    if (!points_empty(group->barred) &&
        points_meet(span_points(span_with(group->span, point)), group->barred))
        return false;
    if (search->stamps[number] != search->stamp) {
        search->stamps[number] = search->stamp;
        search->is_possible[number] =
            !residue_is_too_large(search->residues, points_or(state->residue, *added));
        budget_take(run->budget, 2 + run->excludes / 8);
    }
    return search->is_possible[number];
}

/* Drops the members that the group can no longer take. */
static void look_again(const struct run *run, const struct state *state, struct group *group)
{
    struct umask_set left = points_and(group->visible, state->uncovered);

    group->visible = left;
    budget_take(run->budget, 1);
    while (!points_empty(left)) {
        unsigned int point = points_take_first(&left);

        if (!may_take(run, state, group, point))
            points_drop(&group->visible, point);
    }
}

static void look_again_all(const struct run *run, struct state *state)
{
    run->search->stamp++;
    for (unsigned int i = 0; i < state->count; i++)
        look_again(run, state, &state->groups[i]);
}

/* Takes up what must be excluded in any case. False if that cannot be. */
static bool grow_residue(const struct run *run, struct state *state, struct umask_set added)
{
    if (points_within(added, state->residue))
        return true;
    budget_take(run->budget, 1 + run->excludes / 8);
    state->residue = points_or(state->residue, added);
    return !residue_is_too_large(run->search->residues, state->residue) &&
           residue_cover(run->search->residues, state->residue, run->excludes, NULL, run->budget) !=
               ANSWER_NO;
}

static void open_group(const struct run *run, struct state *state, unsigned int point)
{
    struct group *group = &state->groups[state->count++];

    group->span = span_of_point(point);
    group->barred = points_none();
    points_drop(&state->uncovered, point);
    group->visible = state->uncovered;
    look_again(run, state, group);
}

static bool join(const struct run *run, struct state *state, struct group *group,
                 unsigned int point)
{
    unsigned int number;
    struct umask_set added = *residue_with(run, group->span, point, &number);

    group->span = span_with(group->span, point);
    state->uncovered = points_without(state->uncovered, span_points(group->span));
    if (!grow_residue(run, state, added))
        return false;
    look_again_all(run, state);
    return true;
}

static void bar(const struct run *run, const struct state *state, struct group *group,
                unsigned int point)
{
    umask_set_add(&group->barred, point);
    look_again(run, state, group);
}

/* What the members that are left can do. */
struct outlook {
    unsigned int choice;       /* the member with fewest choices, of these the one that adds most */
    unsigned int choice_count; /* in how many groups it can go, a new one included */
    struct umask_set mandatory; /* what must be excluded whatever is chosen */
};

static void look_at_member(const struct run *run, const struct state *state, unsigned int point,
                           struct outlook *outlook, unsigned int *most_added)
{
    bool is_full = state->count == run->includes;
    unsigned int count = !is_full;
    unsigned int least_added = is_full ? UINT32_MAX : 0;
    struct umask_set common = points_none();

    if (is_full)
        common = points_without(run->search->residues->all, state->residue);
    for (unsigned int i = 0; i < state->count; i++) {
        unsigned int number;
        struct umask_set added;
        unsigned int size;

        if (!points_has(state->groups[i].visible, point))
            continue;
        added = points_without(*residue_with(run, state->groups[i].span, point, &number),
                               state->residue);
        common = points_and(common, added);
        if (++count > outlook->choice_count && points_empty(common))
            return;
        size = points_count(added);
        least_added = size < least_added ? size : least_added;
    }
    outlook->mandatory = points_or(outlook->mandatory, common);
    if (count < outlook->choice_count ||
        (count == outlook->choice_count && least_added > *most_added)) {
        outlook->choice = point;
        outlook->choice_count = count;
        *most_added = least_added;
    }
}

static struct outlook look_ahead(const struct run *run, const struct state *state)
{
    struct outlook outlook = {0, UINT32_MAX, {{0}}};
    unsigned int most_added = 0;

    for (struct umask_set left = state->uncovered; !points_empty(left);) {
        unsigned int point = points_take_first(&left);

        look_at_member(run, state, point, &outlook, &most_added);
        if (outlook.choice_count == 0)
            break;
    }
    budget_take(run->budget, 1 + state->count * points_count(state->uncovered) / 8);
    return outlook;
}

static struct group *first_that_sees(struct state *state, unsigned int point)
{
    struct group *group = state->groups;

    while (!points_has(group->visible, point))
        group++;
    return group;
}

/* Makes all steps without a choice. NO if there is no way on; YES if all members are covered; else
 * UNKNOWN, and the member to branch on. */
static enum answer settle(const struct run *run, struct state *state, unsigned int *choice)
{
    while (!points_empty(state->uncovered)) {
        struct outlook outlook = look_ahead(run, state);
        bool is_full = state->count == run->includes;

        *choice = outlook.choice;
        if (budget_spent(run->budget))
            return ANSWER_UNKNOWN;
        if (outlook.choice_count == 0)
            return ANSWER_NO;
        if (is_full && outlook.choice_count == 1) {
            if (!join(run, state, first_that_sees(state, *choice), *choice))
                return ANSWER_NO;
        } else if (outlook.choice_count == 1) {
            open_group(run, state, *choice);
        } else if (!points_within(outlook.mandatory, state->residue)) {
            if (!grow_residue(run, state, outlook.mandatory))
                return ANSWER_NO;
            look_again_all(run, state);
        } else {
            return ANSWER_UNKNOWN;
        }
    }
    return ANSWER_YES;
}

static enum answer found(const struct run *run, const struct state *state)
{
    struct prime_choice choice;
    enum answer answer =
        residue_cover(run->search->residues, state->residue, run->excludes, &choice, run->budget);

    if (answer != ANSWER_YES)
        return answer;
    run->out->include_count = state->count;
    for (unsigned int i = 0; i < state->count; i++)
        run->out->includes[i] = state->groups[i].span;
    run->out->exclude_count = choice.count;
    for (unsigned int i = 0; i < choice.count; i++)
        run->out->excludes[i] = run->search->residues->primes->spans[choice.primes[i]];
    return ANSWER_YES;
}

/* Takes the state over. */
static enum answer extend(const struct run *run, struct state *state)
{
    unsigned int point = 0;
    enum answer answer = settle(run, state, &point);

    if (answer == ANSWER_YES)
        return found(run, state);
    if (answer == ANSWER_NO || budget_spent(run->budget))
        return answer;
    for (unsigned int i = 0; i < state->count; i++) {
        struct state next;

        if (!points_has(state->groups[i].visible, point))
            continue;
        state_copy(&next, state);
        answer = join(run, &next, &next.groups[i], point) ? extend(run, &next) : ANSWER_NO;
        if (answer != ANSWER_NO)
            return answer;
        run->search->stamp++;
        bar(run, state, &state->groups[i], point);
    }
    if (state->count == run->includes)
        return budget_spent(run->budget) ? ANSWER_UNKNOWN : ANSWER_NO;
    run->search->stamp++;
    open_group(run, state, point);
    return extend(run, state);
}

enum answer open_search_run(struct open_search *search, unsigned int includes,
                            unsigned int excludes, const struct clique *seeds, struct solution *out,
                            struct budget *budget)
{
    struct run run = {search, includes, excludes, out, budget};
    struct state state = {.count = 0, .uncovered = search->problem->members};

    if (seeds->count > includes)
        return ANSWER_NO;
    if (includes > MAX_GROUPS)
        return ANSWER_UNKNOWN;
    residues_set_limit(search->residues, excludes);
    search->stamp++;
    for (unsigned int i = 0; i < seeds->count; i++)
        open_group(&run, &state, seeds->points[i]);
    return extend(&run, &state);
}

enum answer open_search_run_from(struct open_search *search, unsigned int includes,
                                 unsigned int excludes, const struct group_cover *fixed,
                                 struct solution *out, struct budget *budget)
{
    struct run run = {search, includes, excludes, out, budget};
    struct state state = {.count = fixed->count, .uncovered = search->problem->members};
    struct umask_set residue = points_none();

    if (includes > MAX_GROUPS)
        return ANSWER_UNKNOWN;
    residues_set_limit(search->residues, excludes);
    for (unsigned int i = 0; i < fixed->count; i++) {
        unsigned int number = cube_number(search->residues->table, fixed->spans[i]);

        residue = points_or(residue, search->residues->of_cube[number]);
        state.uncovered = points_without(state.uncovered, span_points(fixed->spans[i]));
    }
    if (fixed->count > includes || !grow_residue(&run, &state, residue))
        return ANSWER_NO;
    for (unsigned int i = 0; i < fixed->count; i++)
        state.groups[i] = (struct group){fixed->spans[i], points_none(), state.uncovered};
    look_again_all(&run, &state);
    return extend(&run, &state);
}

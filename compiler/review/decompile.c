/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/decompile.h"

#include <string.h>

#include "compiler/review/fleet.h"
#include "compiler/review/reach.h"

/* The options that change what a blob asks of kernels. */
struct variant {
    const char *options; /* as the command line has them */
    struct lower_options lower;
};

static const struct variant variants[] = {
    {"", {ENCODING_AUTO, false, 0}},
    {"--allow-tsx-escape", {ENCODING_AUTO, true, 0}},
    {"--encoding=masked", {ENCODING_MASKED, false, 0}},
    {"--encoding=select-umask", {ENCODING_SELECT_UMASK, false, 0}},
    {"--encoding=select-umask --allow-tsx-escape", {ENCODING_SELECT_UMASK, true, 0}},
};

enum { VARIANT_COUNT = sizeof(variants) / sizeof(variants[0]) };

struct task {
    const struct filters *filters;
    const struct events_options *events;
    struct arena *arena;
};

/* Null after an error; *reason has the first one. */
static const struct compilation *compile_text(const struct task *task, const char *text,
                                              size_t size, const struct lower_options *lower,
                                              const char **reason)
{
    struct compile_options options = {.events = *task->events, .lower = *lower};
    struct compilation *compilation = compilation_create(task->arena);
    char *copy = arena_allocate(task->arena, size + 2);

    memcpy(copy, text, size);
    diagnostics_silence(compilation->diagnostics);
    if (compile(compilation, "policy", copy, size, &options) == COMPILE_DONE)
        return compilation;
    *reason = compilation->diagnostics->first ? compilation->diagnostics->first->text
                                              : compilation->reason;
    return NULL;
}

static bool same_reach(const struct task *task, enum vendor vendor, const struct section *one,
                       const struct section *other)
{
    struct reach a = reach_of_section(one, vendor, task->arena);
    struct reach b = reach_of_section(other, vendor, task->arena);

    return a.fixed == b.fixed && memcmp(a.allowed, b.allowed, a.end * sizeof(*a.allowed)) == 0;
}

/* Whether both serve the same hosts, and each of them lets its guests count the same. */
static bool means_same(const struct task *task, const struct compilation *compilation)
{
    const struct filters *const sides[FLEET_SIDES] = {task->filters, compilation->filters};
    struct fleet fleet = fleet_create(sides, compilation->events, task->arena);

    for (uint32_t i = 0; i < fleet.count; i++) {
        const struct fleet_group *group = &fleet.groups[i];

        if (group->sections[0] == FLEET_NO_SECTION || group->sections[1] == FLEET_NO_SECTION ||
            !same_reach(task, group->vendor, &sides[0]->sections[group->sections[0]],
                        &sides[1]->sections[group->sections[1]]))
            return false;
    }
    return true;
}

/* The requirements of all alternatives of a section; their order is that of the bits. */
static uint64_t needs_of(const struct section *section)
{
    uint64_t needs = 0;

    for (uint32_t i = 0; i < section->alternative_count; i++)
        needs |= UINT64_C(1) << section->alternatives[i].requirements;
    return needs;
}

static bool asks_same(const struct task *task, const struct compilation *compilation)
{
    const struct filters *const sides[FLEET_SIDES] = {task->filters, compilation->filters};
    struct fleet fleet = fleet_create(sides, compilation->events, task->arena);

    for (uint32_t i = 0; i < fleet.count; i++) {
        const struct fleet_group *group = &fleet.groups[i];

        if (needs_of(&sides[0]->sections[group->sections[0]]) !=
            needs_of(&sides[1]->sections[group->sections[1]]))
            return false;
    }
    return true;
}

/*
 * The options that make the text ask of kernels what the filters ask; null when there are none.
 * `plain` is what the text compiles to without options.
 */
static const char *find_options(const struct task *task, const struct decompiled *text,
                                const struct compilation *plain)
{
    for (int i = 0; i < VARIANT_COUNT; i++) {
        const char *reason;
        const struct compilation *compilation =
            i == 0 ? plain
                   : compile_text(task, text->text, text->size, &variants[i].lower, &reason);

        if (compilation && means_same(task, compilation) && asks_same(task, compilation))
            return variants[i].options;
    }
    return NULL;
}

static void tell_options(const struct task *task, const struct compilation *plain,
                         struct decompiled *out)
{
    const char *options = find_options(task, out, plain);

    if (options && !options[0])
        return;
    out->text = options ? arena_format(task->arena,
                                       "# For a blob that loads on the same kernels, compile this "
                                       "with\n# %s.\n%s",
                                       options, out->text)
                        : arena_format(task->arena,
                                       "# What this compiles to asks other things of a kernel than "
                                       "the blob that it was written from.\n%s",
                                       out->text);
    out->size = strlen(out->text);
}

/* All x86 sections of one policy have one action; those of a foreign blob need not. */
static bool has_action(const struct filters *filters, enum pmuf_action action)
{
    for (uint32_t i = 0; i < filters->section_count; i++) {
        if (filters->sections[i].architecture == PMUF_X86 &&
            filters->sections[i].alternatives[0].action == action)
            return true;
    }
    return false;
}

/* What the text compiles to; null when there is none. */
static const struct compilation *try_default(const struct task *task, enum verdict default_verdict,
                                             struct events *events, struct decompiled *out)
{
    if (!decompile_write(task->filters, default_verdict, events, task->arena, out))
        return NULL;
    return compile_text(task, out->text, out->size, &variants[0].lower, &out->reason);
}

static const struct compilation *try_defaults(const struct task *task, struct events *events,
                                              struct decompiled *out)
{
    bool is_deny_list = has_action(task->filters, PMUF_ACTION_DENY);
    bool is_mixed = is_deny_list && has_action(task->filters, PMUF_ACTION_ALLOW);
    const struct compilation *found;

    if (!is_mixed)
        return try_default(task, is_deny_list ? VERDICT_ALLOW : VERDICT_DENY, events, out);
    found = try_default(task, VERDICT_DENY, events, out);
    if (!found && out->text)
        found = try_default(task, VERDICT_ALLOW, events, out);
    if (!found && out->text)
        out->reason = arena_format(task->arena,
                                   "some of its sections list what is allowed and others what is "
                                   "denied, and a policy has one default: %s",
                                   out->reason);
    return found;
}

enum decompile_status decompile(const struct filters *filters, bool tells_options,
                                const struct events_options *options, struct arena *arena,
                                struct decompiled *out)
{
    struct task task = {filters, options, arena};
    struct compilation *names = compilation_create(arena);
    const struct compilation *plain;

    *out = (struct decompiled){.diagnostics = names->diagnostics};
    names->events = events_create(options, arena, &names->sources, names->diagnostics);
    plain = try_defaults(&task, names->events, out);
    if (names->diagnostics->error_count)
        return DECOMPILE_NO_NAMES;
    if (!plain)
        return DECOMPILE_REFUSED;
    if (!means_same(&task, plain))
        return DECOMPILE_DIFFERS;
    if (tells_options)
        tell_options(&task, plain, out);
    return DECOMPILE_DONE;
}

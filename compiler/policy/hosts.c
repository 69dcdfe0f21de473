/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/hosts.h"

#include <string.h>

#include "compiler/events/cpu_model.h"

enum { MAX_DESCRIBED = 4 }; /* hosts that a message names */

struct collection {
    struct hosts *hosts;
    struct events *events;
    struct arena *arena;
    struct diagnostics *diagnostics;
    bool was_full; /* more models than there may be: said once */
};

static const char *name_host(struct arena *arena, enum vendor vendor, const char *model)
{
    return model ? arena_format(arena, "%s:%s", vendor_name(vendor), model) : vendor_name(vendor);
}

static void add_host(const struct collection *collection, enum vendor vendor,
                     const struct cpu_model *model, const char *model_name)
{
    struct hosts *hosts = collection->hosts;
    struct host *host = &hosts->all[hosts->count];

    host->name = name_host(collection->arena, vendor, model_name);
    host->vendor = vendor;
    host->model = model;
    host->index = hosts->count++;
    hosts->by_vendor[vendor] |= host_bit(host);
}

static void report_unknown_model(struct events *events, enum vendor vendor, const char *name,
                                 struct span span, struct diagnostics *diagnostics)
{
    const char *near = events_suggest_model(events, vendor, name);
    struct diagnostic *report;

    if (!events_are_whole(events))
        return;
    report = diagnostic_report(
        diagnostics, DIAGNOSTIC_UNKNOWN_CPU, span,
        "no %s CPU model is known as '%s': 'pmuc events --models' lists those that are, and a "
        "signature such as %s names any other",
        vendor_name(vendor), name, vendor == VENDOR_ARM64 ? "0x41-0xd0c" : "6-0x8f");

    if (near)
        diagnostic_add_note(report, (struct span){0, 0}, "there is a model '%s'", near);
}

static bool models_overlap(const struct cpu_model *a, const struct cpu_model *b)
{
    for (uint32_t i = 0; i < a->signature_count; i++) {
        if (cpu_model_has(b, &a->signatures[i]))
            return true;
    }
    return false;
}

static const char *find_same_cpu(const struct hosts *hosts, enum vendor vendor,
                                 const struct cpu_model *model)
{
    for (uint32_t i = 0; i < hosts->count; i++) {
        const struct host *host = &hosts->all[i];

        if (host->vendor == vendor && host->model && models_overlap(host->model, model))
            return host->name;
    }
    return NULL;
}

/* The model that an item of cpus names, if it may stand there; null after a message. */
static const struct cpu_model *check_model(const struct collection *collection, enum vendor vendor,
                                           const struct ast_item *item)
{
    const struct cpu_model *model = events_find_model(collection->events, vendor, item->name);
    const char *same;

    if (!model)
        report_unknown_model(collection->events, vendor, item->name, item->span,
                             collection->diagnostics);
    if (!model)
        return NULL;
    same = find_same_cpu(collection->hosts, vendor, model);
    if (model->refused)
        diagnostic_report(collection->diagnostics, DIAGNOSTIC_REFUSED_CPU, item->span,
                          "'%s' cannot be listed: %s", item->name, model->refused);
    else if (same)
        diagnostic_report(collection->diagnostics, DIAGNOSTIC_REPEATED_CPU, item->span,
                          "'%s' means a CPU that %s lists already", item->name, same);
    return model->refused || same ? NULL : model;
}

static bool has_other(const struct hosts *hosts, enum vendor vendor)
{
    for (uint32_t i = 0; i < hosts->count; i++) {
        if (hosts->all[i].vendor == vendor && !hosts->all[i].model)
            return true;
    }
    return false;
}

/* Each vendor that lists no models takes a place, too. */
static bool is_room(struct collection *collection, const struct ast_item *item)
{
    if (collection->hosts->count < MAX_HOSTS - VENDOR_COUNT)
        return true;
    if (!collection->was_full)
        diagnostic_report(collection->diagnostics, DIAGNOSTIC_TOO_MANY_HOSTS, item->span,
                          "a policy lists at most %d CPU models", MAX_HOSTS - VENDOR_COUNT);
    collection->was_full = true;
    return false;
}

static void add_item(struct collection *collection, enum vendor vendor, const struct ast_item *item)
{
    const struct cpu_model *model = NULL;
    bool is_other = strcmp(item->name, "other") == 0;

    if (is_other && has_other(collection->hosts, vendor)) {
        diagnostic_report(collection->diagnostics, DIAGNOSTIC_REPEATED_CPU, item->span,
                          "'other' stands here twice");
        return;
    }
    if (!is_other)
        model = check_model(collection, vendor, item);
    if ((is_other || model) && is_room(collection, item))
        add_host(collection, vendor, model, is_other ? "other" : model->name);
}

/* The vendor of a target that stands for one, or VENDOR_COUNT for x86. */
static enum vendor target_vendor(const struct ast_target *target)
{
    switch (target->kind) {
    case AST_INTEL:
        return VENDOR_INTEL;
    case AST_AMD:
        return VENDOR_AMD;
    case AST_ARM64:
        return VENDOR_ARM64;
    case AST_X86:
        break;
    }
    return VENDOR_COUNT;
}

static void add_statement(struct collection *collection, const struct ast_statement *cpus)
{
    enum vendor vendor = target_vendor(&cpus->vendor);
    const struct ast_statement **first;

    if (vendor == VENDOR_COUNT || cpus->vendor.model) {
        diagnostic_report(collection->diagnostics, DIAGNOSTIC_BAD_TARGET, cpus->vendor.span,
                          "cpus lists the models of one vendor: intel, amd or arm64");
        return;
    }
    first = &collection->hosts->cpus[vendor];
    if (*first) {
        diagnostic_add_note(diagnostic_report(collection->diagnostics,
                                              DIAGNOSTIC_REPEATED_STATEMENT, cpus->span,
                                              "cpus may stand only once for each vendor"),
                            (*first)->span, "the first one is here");
        return;
    }
    *first = cpus;
    for (const struct ast_item *item = cpus->models; item; item = item->next)
        add_item(collection, vendor, item);
}

struct hosts *hosts_collect(const struct ast *ast, struct events *events, struct arena *arena,
                            struct diagnostics *diagnostics)
{
    struct collection collection = {ARENA_NEW(arena, struct hosts), events, arena, diagnostics,
                                    false};

    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_CPUS)
            add_statement(&collection, one);
    }
    for (int vendor = 0; vendor < VENDOR_COUNT; vendor++) {
        if (!collection.hosts->cpus[vendor])
            add_host(&collection, (enum vendor)vendor, NULL, NULL);
    }
    return collection.hosts;
}

static void report_not_listed(const struct hosts *hosts, enum vendor vendor,
                              const struct ast_target *target, struct diagnostics *diagnostics)
{
    struct diagnostic *report;

    if (hosts->cpus[vendor]) {
        report = diagnostic_report(diagnostics, DIAGNOSTIC_CPU_NOT_LISTED, target->span,
                                   "cpus does not list '%s', so no host would follow this",
                                   target->model);
        diagnostic_add_note(report, hosts->cpus[vendor]->span, "the models are listed here");
        return;
    }
    report = diagnostic_report(diagnostics, DIAGNOSTIC_CPU_NOT_LISTED, target->span,
                               "a target with a model needs a statement that lists the models");
    if (strcmp(target->model, "other") == 0)
        return;
    diagnostic_add_note(report, (struct span){0, 0},
                        "write 'cpus %s %s, other' to set this model apart from all others",
                        vendor_name(vendor), target->model);
}

/* The host of a vendor whose model this is; null after a message. */
static const struct host *find_model_host(const struct hosts *hosts, enum vendor vendor,
                                          const struct ast_target *target, struct events *events,
                                          struct diagnostics *diagnostics)
{
    bool is_other = strcmp(target->model, "other") == 0;
    const struct cpu_model *model =
        is_other ? NULL : events_find_model(events, vendor, target->model);

    if (!is_other && !model) {
        report_unknown_model(events, vendor, target->model, target->span, diagnostics);
        return NULL;
    }
    for (uint32_t i = 0; hosts->cpus[vendor] && i < hosts->count; i++) {
        if (hosts->all[i].vendor == vendor && cpu_model_equal(hosts->all[i].model, model))
            return &hosts->all[i];
    }
    report_not_listed(hosts, vendor, target, diagnostics);
    return NULL;
}

host_set hosts_of_target(const struct hosts *hosts, const struct ast_target *target,
                         struct events *events, struct diagnostics *diagnostics)
{
    enum vendor vendor = target_vendor(target);
    const struct host *host;

    if (vendor == VENDOR_COUNT && target->model) {
        diagnostic_report(diagnostics, DIAGNOSTIC_BAD_TARGET, target->span,
                          "x86 has no models: a model belongs to intel or to amd");
        return 0;
    }
    if (vendor == VENDOR_COUNT)
        return hosts->by_vendor[VENDOR_INTEL] | hosts->by_vendor[VENDOR_AMD];
    if (!target->model)
        return hosts->by_vendor[vendor];
    host = find_model_host(hosts, vendor, target, events, diagnostics);
    return host ? host_bit(host) : 0;
}

const char *hosts_describe(const struct hosts *hosts, host_set set, struct arena *arena)
{
    const char *text = "";
    int left = __builtin_popcountll(set);
    int named = left <= MAX_DESCRIBED ? left : MAX_DESCRIBED - 1;

    for (uint32_t i = 0; i < hosts->count && named; i++) {
        const char *separator = left == 1 ? " and " : ", ";

        if (!host_is_in(&hosts->all[i], set))
            continue;
        text = arena_format(arena, "%s%s%s", text, text[0] ? separator : "", hosts->all[i].name);
        left--;
        named--;
    }
    return left ? arena_format(arena, "%s and %d more", text, left) : text;
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/events.h"

#include <string.h>

#include "compiler/events/event_lists.h"
#include "compiler/events/libpfm.h"
#include "compiler/events/models.h"
#include "compiler/events/names.h"
#include "compiler/events/shipped.h"

enum { MAX_CATALOGUES = SHIPPED_MAX_FILES + EVENTS_MAX_FILES };

/* A PMU of libpfm4 that was asked about. */
struct libpfm_pmu {
    struct libpfm_pmu *next;
    const char *name;
    bool is_there;
    struct catalogue catalogue;
    struct event_table events;
};

struct events {
    struct events_options options;
    struct catalogue_context context; /* `earlier` is `files` */
    struct model_table models;
    bool was_read;
    bool is_damaged; /* an error was reported while files were read */
    struct catalogue_file *files[MAX_CATALOGUES];
    const struct event_list *of_vendor[VENDOR_COUNT];
    struct libpfm_pmu *first_pmu;
    struct libpfm_pmu *last_pmu;
};

struct events *events_create(const struct events_options *options, struct arena *arena,
                             struct source_list *sources, struct diagnostics *diagnostics)
{
    struct events *events = ARENA_NEW(arena, struct events);

    events->options = *options;
    events->context = (struct catalogue_context){
        .arena = arena, .sources = sources, .diagnostics = diagnostics, .earlier = events->files};
    events->models.arena = arena;
    events->models.diagnostics = diagnostics;
    return events;
}

static void add_file(struct events *events, struct catalogue_file *file)
{
    events->files[events->context.earlier_count++] = file;
}

static void read_shipped(struct events *events)
{
    struct catalogue_context *context = &events->context;
    struct path_list paths =
        shipped_list(events->options.catalogue_folder, context->arena, context->diagnostics);

    for (uint32_t i = 0; i < paths.count; i++) {
        struct catalogue_file *file = ARENA_NEW(context->arena, struct catalogue_file);

        if (catalogue_file_read(file, paths.paths[i], true, context))
            add_file(events, file);
    }
    for (uint32_t i = 0; i < context->earlier_count; i++)
        models_add(&events->models, events->files[i]);
    for (uint32_t i = 0; i < context->earlier_count; i++)
        models_resolve(&events->models, events->files[i]);
}

/* The models of an argument are known before its file is read: perf's lists depend on them. */
static void read_argument(struct events *events, const char *argument)
{
    struct catalogue_context *context = &events->context;
    struct catalogue_file *file = ARENA_NEW(context->arena, struct catalogue_file);
    const char *path = argument_read(argument, file, context->arena, context->diagnostics);
    const bool names_models = file->reference_count > 0;

    if (!path || (names_models && !models_resolve(&events->models, file)) ||
        !catalogue_file_read(file, path, false, context))
        return;
    models_add(&events->models, file);
    if (!names_models)
        models_resolve(&events->models, file);
    add_file(events, file);
}

static void read_all(struct events *events)
{
    unsigned int errors_before;

    if (events->was_read)
        return;
    errors_before = events->context.diagnostics->error_count;
    events->was_read = true;
    events->context.scratch = arena_create();
    read_shipped(events);
    for (unsigned int i = 0; i < events->options.file_count; i++)
        read_argument(events, events->options.files[i]);
    arena_destroy(events->context.scratch);
    events->is_damaged = events->context.diagnostics->error_count != errors_before;
}

bool events_are_whole(struct events *events)
{
    read_all(events);
    return !events->is_damaged;
}

const struct cpu_model *events_find_model(struct events *events, enum vendor vendor,
                                          const char *name)
{
    struct model_record *record;

    read_all(events);
    record = models_find(&events->models, vendor, name);
    return record ? &record->model : NULL;
}

const char *events_suggest_model(struct events *events, enum vendor vendor, const char *name)
{
    read_all(events);
    return models_suggest(&events->models, vendor, name);
}

const struct cpu_model *events_model_at(struct events *events, uint32_t index)
{
    read_all(events);
    return models_at(&events->models, index);
}

static struct libpfm_pmu *ask_libpfm(struct events *events, const char *name)
{
    struct arena *arena = events->context.arena;
    struct libpfm_pmu *pmu = events->first_pmu;

    while (pmu && strcmp(pmu->name, name) != 0)
        pmu = pmu->next;
    if (pmu)
        return pmu;
    pmu = ARENA_NEW(arena, struct libpfm_pmu);
    pmu->name = name;
    pmu->is_there =
        libpfm_read(name, arena, &pmu->events.events, &pmu->events.count, &pmu->catalogue);
    if (events->last_pmu)
        events->last_pmu->next = pmu;
    else
        events->first_pmu = pmu;
    events->last_pmu = pmu;
    return pmu;
}

static const struct event_list *with_libpfm(struct events *events, const struct event_list *list,
                                            const struct cpu_model *model)
{
    const struct libpfm_pmu *pmu;

    if (events->options.without_libpfm || list->is_complete || !model->libpfm)
        return list;
    pmu = ask_libpfm(events, model->libpfm);
    return pmu->is_there ? event_list_extend(events->context.arena, list, &pmu->events) : list;
}

const struct event_list *events_of_model(struct events *events, enum vendor vendor,
                                         const struct cpu_model *model, bool libpfm_too)
{
    struct model_record *record;

    read_all(events);
    if (!model) {
        if (!events->of_vendor[vendor])
            events->of_vendor[vendor] = event_list_create(&events->context, vendor, NULL);
        return events->of_vendor[vendor];
    }
    record = models_record(&events->models, model);
    if (!record->without_libpfm)
        record->without_libpfm = event_list_create(&events->context, vendor, model);
    if (!libpfm_too)
        return record->without_libpfm;
    if (!record->with_libpfm)
        record->with_libpfm = with_libpfm(events, record->without_libpfm, model);
    return record->with_libpfm;
}

const struct catalogue *events_catalogue_at(const struct events *events, uint32_t index)
{
    const struct libpfm_pmu *pmu = events->first_pmu;

    if (index < events->context.earlier_count)
        return &events->files[index]->catalogue;
    index -= events->context.earlier_count;
    for (; pmu; pmu = pmu->next) {
        if (pmu->is_there && index-- == 0)
            return &pmu->catalogue;
    }
    return NULL;
}

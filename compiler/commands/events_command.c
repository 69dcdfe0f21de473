/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc events: what can be written behind `event` and in `cpus`. */
#include <stdio.h>
#include <string.h>

#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/describe.h"
#include "compiler/commands/messages.h"
#include "compiler/commands/target.h"
#include "compiler/events/code_index.h"
#include "compiler/events/cpu_model.h"

enum { MAX_SHARING = 6 }; /* other names of a code that a line shows */

struct listing {
    struct events *events;
    struct arena *arena;
    const char *pattern; /* a key; null: all */
    bool found;
};

/* How a policy writes the event's code: "0xc4 umask 0x00", "fixed 0", "0x11" on arm64. */
static const char *describe_code(struct arena *arena, enum vendor vendor, const struct event *event)
{
    const char *text = "";

    if (event->fixed)
        return arena_format(arena, "fixed %d", __builtin_ctz(event->fixed));
    for (uint32_t i = 0; i < event->code_count; i++) {
        const struct event_code *code = &event->codes[i];
        const char *comma = i ? ", " : "";

        if (vendor == VENDOR_ARM64)
            text = arena_format(arena, "%s%s0x%04x", text, comma, code->select);
        else
            text = arena_format(arena, "%s%s0x%02x umask 0x%02x", text, comma, code->select,
                                code->umask);
    }
    return text;
}

/* What KVM's filter does not see of the event, in perf's words. */
static const char *describe_qualifiers(struct arena *arena, uint32_t qualifiers)
{
    static const char *const words[] = {"cmask", "inv", "edge", "any", "extra register"};
    const char *text = "";

    for (unsigned int i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (qualifiers >> i & 1)
            text = arena_format(arena, "%s%s%s", text, text[0] ? "+" : " with ", words[i]);
    }
    return text;
}

static uint32_t first_code(const struct event *event)
{
    return event->fixed ? CODE_INDEX_FIXED + (uint32_t)__builtin_ctz(event->fixed)
                        : code_of(&event->codes[0]);
}

static void print_sharing(const struct code_index *index, const struct event *event)
{
    const struct coded_event *rows;
    uint32_t count = code_index_find(index, first_code(event), &rows);
    const char *separator = "  same code: ";
    uint32_t named = 0;

    for (uint32_t i = 0; i < count && named < MAX_SHARING; i++) {
        if (rows[i].event == event)
            continue;
        printf("%s%s", separator, rows[i].event->name);
        separator = ", ";
        named++;
    }
    if (count > named + 1)
        printf(" and %u more", count - named - 1);
}

static void print_event(const struct listing *listing, const char *target, enum vendor vendor,
                        const struct code_index *index, const struct event *event)
{
    const char *code =
        arena_format(listing->arena, "%s%s", describe_code(listing->arena, vendor, event),
                     describe_qualifiers(listing->arena, event->qualifiers));

    printf("%-40s  %-12s  %-20s  %s", event->name, target, code, event->catalogue->name);
    print_sharing(index, event);
    if (event->deprecated)
        printf("  deprecated%s%s", event->deprecated[0] ? ": now " : "", event->deprecated);
    putchar('\n');
}

static void list_events(struct listing *listing, const char *target, enum vendor vendor,
                        const struct cpu_model *model)
{
    const struct event_list *list = events_of_model(listing->events, vendor, model, true);
    const struct code_index *index = code_index_create(list, listing->arena);

    for (uint32_t i = 0; i < list->count; i++) {
        if (listing->pattern && !events_match(listing->pattern, list->events[i]->key))
            continue;
        print_event(listing, target, vendor, index, list->events[i]);
        listing->found = true;
    }
}

static void print_model(struct listing *listing, const struct cpu_model *model)
{
    struct section section = {.architecture = model->vendor == VENDOR_ARM64 ? PMUF_ARM64 : PMUF_X86,
                              .signatures = model->signatures,
                              .signature_count = model->signature_count};
    const struct filters filters = {.sections = &section, .section_count = 1};
    const char *target =
        arena_format(listing->arena, "%s:%s", vendor_name(model->vendor), model->name);

    printf("%-20s  %-24s  ", target, model->full_name);
    describe_hosts(stdout, &filters, 0);
    printf("%s%s\n", model->refused ? "  cannot be listed: " : "",
           model->refused ? model->refused : "");
    listing->found = true;
}

static void list_models(struct listing *listing, const struct target *target)
{
    const struct cpu_model *model;

    for (uint32_t i = 0; (model = events_model_at(listing->events, i)); i++) {
        if (target->text && target->vendor != model->vendor)
            continue;
        if (target->model && !cpu_model_equal(target->model, model))
            continue;
        if (!listing->pattern ||
            events_match(listing->pattern, events_make_key(listing->arena, model->name)))
            print_model(listing, model);
    }
}

static void list_all(struct listing *listing, const struct target *target)
{
    for (int vendor = 0; vendor < VENDOR_COUNT; vendor++) {
        const char *name = vendor_name((enum vendor)vendor);

        if (target->text && target->vendor != (enum vendor)vendor)
            continue;
        if (target->model)
            name = arena_format(listing->arena, "%s:%s", name, target->model->name);
        list_events(listing, name, (enum vendor)vendor, target->model);
    }
}

static int report_nothing(const struct options *options)
{
    fputs("pmuc: error: nothing ", stderr);
    if (options->input) {
        fputs("matches '", stderr);
        print_name(stderr, options->input);
        fputc('\'', stderr);
    } else {
        fputs("is known", stderr);
    }
    fprintf(stderr, " on %s\n", options->target ? options->target : "any CPU by architecture");
    return EXIT_WRONG;
}

int command_events(const struct options *options, struct arena *arena)
{
    struct compilation *names = compilation_create(arena);
    struct listing listing = {.arena = arena};
    struct target target;
    bool has_target;

    listing.events =
        events_create(&options->compile.events, arena, &names->sources, names->diagnostics);
    listing.pattern = options->input ? events_make_key(arena, options->input) : NULL;
    has_target = target_read(options->target, listing.events, &target);
    if (has_target && options->lists_models)
        list_models(&listing, &target);
    else if (has_target)
        list_all(&listing, &target);
    messages_print(options, names->diagnostics);
    if (names->diagnostics->error_count || !has_target)
        return EXIT_WRONG;
    return listing.found ? EXIT_FINE : report_nothing(options);
}

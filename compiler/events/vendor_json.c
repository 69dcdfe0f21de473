/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/vendor_json.h"

#include <string.h>

#include "compiler/events/events.h"
#include "compiler/events/names.h"
#include "compiler/events/signatures.h"
#include "compiler/events/vendor_event.h"

static void read_version(struct reader *reader, const struct node *header,
                         struct catalogue_file *file)
{
    const struct node *version = header->kind == NODE_MAP ? node_get(header, "Version") : NULL;

    if (version && version->kind == NODE_SCALAR && is_version(version->text))
        file->catalogue.version = arena_copy_text(reader->arena, version->text, version->size);
    else
        reader_refuse(reader, version ? version : header,
                      "the header has a 'Version' of 1 to %d printable ASCII characters",
                      MAX_VERSION);
}

/* False when the file has an event that the list of names leaves out. */
static bool read_perfmon_event(struct reader *reader, const struct node *node,
                               struct catalogue_file *file)
{
    struct vendor_event event;

    if (!vendor_event_open(reader, node, &event) || !vendor_event_is_of_core(&event))
        return true;
    if (event.values[KEY_EVENT_NAME] && event.values[KEY_EVENT_CODE] && event.values[KEY_UMASK])
        return vendor_event_add(reader, &event, file);
    reader_refuse(reader, node, "an event has an EventName, an EventCode and a UMask");
    return false;
}

void perfmon_read(struct reader *reader, const struct node *root, struct catalogue_file *file)
{
    const struct node *events = node_get(root, "Events");

    if (file->vendor != VENDOR_INTEL) {
        reader_report(reader, DIAGNOSTIC_CATALOGUE_MODEL, node_span(reader, events),
                      "a list of perfmon's has events of Intel CPUs, and of no others");
        return;
    }
    read_version(reader, node_get(root, "Header"), file);
    if (events->kind != NODE_LIST) {
        reader_refuse(reader, events, "'Events' is a list");
        return;
    }
    file->is_complete = true;
    for (const struct node *node = events->first; node && !reader_gave_up(reader);
         node = node->next)
        file->is_complete &= read_perfmon_event(reader, node, file);
    /* A list of another unit must not make a model that has no events at all. */
    if (file->events.count == 0 && reader->error_count == 0)
        reader_refuse(reader, events, "there is no event of a core's counters in this list");
}

/* Standard events are those of catalogues that serve all of the models that this file is about. */
static const struct event *find_standard(const struct catalogue_context *context,
                                         const struct catalogue_file *file, const char *name)
{
    const char *key = events_make_key(context->arena, name);

    for (uint32_t i = 0; i < context->earlier_count; i++) {
        const struct catalogue_file *earlier = context->earlier[i];
        const struct event *event = NULL;

        if (earlier->vendor == VENDOR_ARM64 &&
            (earlier->serves_all || signatures_cover(earlier->signatures, earlier->signature_count,
                                                     file->signatures, file->signature_count)))
            event = event_table_find(&earlier->events, key);
        if (event)
            return event;
    }
    return NULL;
}

/* A reference can give the event a name of its own. */
static void add_standard(struct reader *reader, const struct vendor_event *event,
                         const struct catalogue_context *context, struct catalogue_file *file)
{
    const struct node *reference = event->values[KEY_STANDARD_EVENT];
    const struct node *name = event->values[KEY_EVENT_NAME];
    const struct event *standard = NULL;
    struct event *out;

    if (file->vendor == VENDOR_ARM64 && reference->kind == NODE_SCALAR)
        standard = find_standard(context, file, reference->text);
    if (!standard) {
        reader_refuse(reader, reference,
                      "no catalogue knows this standard event of arm64: name a file that defines "
                      "it in another --events before this one");
        return;
    }
    out = vendor_event_name(reader, name ? name : reference, file);
    if (!out)
        return;
    out->codes = standard->codes;
    out->code_count = standard->code_count;
}

static void read_perf_event(struct reader *reader, const struct node *node,
                            const struct catalogue_context *context, struct catalogue_file *file)
{
    struct vendor_event event;

    if (!vendor_event_open(reader, node, &event) || !vendor_event_is_of_core(&event))
        return;
    if (event.values[KEY_STANDARD_EVENT])
        add_standard(reader, &event, context, file);
    else if (event.values[KEY_EVENT_NAME] &&
             (file->vendor == VENDOR_INTEL || event.values[KEY_EVENT_CODE] ||
              event.values[KEY_CONFIG_CODE]))
        vendor_event_add(reader, &event, file);
    else if (!event.values[KEY_METRIC_NAME])
        reader_refuse(reader, node, "an event has an EventName and an EventCode");
}

void perf_read(struct reader *reader, const struct node *root,
               const struct catalogue_context *context, struct catalogue_file *file)
{
    for (const struct node *node = root->first; node && !reader_gave_up(reader); node = node->next)
        read_perf_event(reader, node, context, file);
}

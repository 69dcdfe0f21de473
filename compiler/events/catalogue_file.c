/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/catalogue_file.h"

#include <sha2.h>
#include <string.h>

#include "compiler/base/print_name.h"
#include "compiler/base/text_stream.h"
#include "compiler/events/own_form.h"
#include "compiler/events/vendor_json.h"

static const struct span nowhere = {0, 0};

const char *catalogue_shown_path(struct arena *arena, const char *path)
{
    struct text_stream stream;

    text_stream_open(&stream);
    print_name(stream.file, path);
    return text_stream_close(&stream, arena, NULL);
}

static const char *hash_of(struct arena *arena, const struct source *source)
{
    char hash[SHA256_DIGEST_STRING_LENGTH];

    if (!SHA256Data((const unsigned char *)source->text, source->size, hash))
        arena_out_of_memory();
    return arena_copy_text(arena, hash, strlen(hash));
}

/* What a list without a name of its own is called: its file's name, without ".json". */
static const char *name_of(struct arena *arena, const char *shown)
{
    static const char suffix[] = ".json";
    const char *slash = strrchr(shown, '/');
    const char *name = slash ? slash + 1 : shown;
    size_t size = strlen(name);
    const size_t suffix_size = sizeof(suffix) - 1;

    if (size > suffix_size && strcmp(name + size - suffix_size, suffix) == 0)
        size -= suffix_size;
    return arena_copy_text(arena, name, size);
}

static bool is_own_form(const struct node *root)
{
    return root->kind == NODE_MAP && node_get(root, "catalogue");
}

static bool is_perfmon(const struct node *root)
{
    return root->kind == NODE_MAP && node_get(root, "Header") && node_get(root, "Events");
}

static bool refuse_models(struct reader *reader, const struct node *root)
{
    reader_report(reader, DIAGNOSTIC_CATALOGUE_MODEL, node_span(reader, root),
                  "this catalogue says itself whose events it has: write --events=FILE");
    return false;
}

static bool require_models(struct reader *reader, const struct node *root)
{
    reader_report(reader, DIAGNOSTIC_CATALOGUE_MODEL, node_span(reader, root),
                  "this list does not say whose events it has: write it as in "
                  "--events=intel:spr,emr=FILE, --events=amd:zen4=FILE or "
                  "--events=arm64:neoverse-n2=FILE");
    return false;
}

static bool read_root(struct reader *reader, const struct node *root, bool is_shipped,
                      const struct catalogue_context *context, struct catalogue_file *file)
{
    if (is_own_form(root))
        return file->reference_count > 0 ? refuse_models(reader, root)
                                         : own_form_read(reader, root, file);
    if (is_shipped || (!is_perfmon(root) && root->kind != NODE_LIST)) {
        reader_refuse(reader, root,
                      "this is no catalogue: the key 'catalogue' is missing, and it is no list of "
                      "perf's or perfmon's either");
        return false;
    }
    if (file->reference_count == 0)
        return require_models(reader, root);
    if (is_perfmon(root))
        perfmon_read(reader, root, file);
    else
        perf_read(reader, root, context, file);
    return true;
}

static void report_repeated(struct reader *reader, const struct event *first,
                            const struct event *second)
{
    diagnostic_add_note(reader_report(reader, DIAGNOSTIC_CATALOGUE_REPEATED, second->span,
                                      "there is an event '%s' in this catalogue already",
                                      second->name),
                        first->span, "it is here");
}

/* Vendors' lists repeat themselves: that does no harm where both mean the same. */
static void sort_events(struct reader *reader, bool may_repeat, struct event_table *table)
{
    uint32_t kept = 0;

    event_table_sort(table);
    for (uint32_t i = 0; i < table->count && !reader_gave_up(reader); i++) {
        const struct event *last = kept > 0 ? &table->events[kept - 1] : NULL;

        if (!last || strcmp(last->key, table->events[i].key) != 0)
            table->events[kept++] = table->events[i];
        else if (!may_repeat || !event_means_same(last, &table->events[i]))
            report_repeated(reader, last, &table->events[i]);
    }
    table->count = kept;
}

static bool read_text(struct reader *reader, bool is_shipped,
                      const struct catalogue_context *context, struct catalogue_file *file)
{
    const struct node *root = tree_read(reader);

    if (!root || !read_root(reader, root, is_shipped, context, file))
        return false;
    sort_events(reader, !is_own_form(root), &file->events);
    return true;
}

bool catalogue_file_read(struct catalogue_file *file, const char *path, bool is_shipped,
                         const struct catalogue_context *context)
{
    struct reader reader = {.arena = context->arena, .diagnostics = context->diagnostics};
    const char *shown = catalogue_shown_path(context->arena, path);
    const char *reason = NULL;

    reader.source = source_read(context->sources, path, path, NULL, &reason);
    if (!reader.source) {
        diagnostic_report(context->diagnostics, DIAGNOSTIC_CATALOGUE_UNREADABLE, nowhere,
                          "the catalogue '%s' cannot be read: %s", shown, reason);
        return false;
    }
    file->catalogue = (struct catalogue){.name = name_of(context->arena, shown),
                                         .version = "",
                                         .hash = hash_of(context->arena, reader.source),
                                         .path = path};
    reader.scratch = context->scratch;
    return read_text(&reader, is_shipped, context, file);
}

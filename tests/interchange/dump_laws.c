/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "compiler/base/text_stream.h"
#include "compiler/events/reader.h"
#include "compiler/review/blob_document.h"
#include "compiler/review/decompile.h"
#include "tests/interchange/laws.h"
#include "tests/interchange/random_filters.h"
#include "tests/interchange/same_meaning.h"

enum {
    EVERYTHING = PMUF_NEEDS_FILTER | PMUF_NEEDS_MASKED_EVENTS | PMUF_NEEDS_ARM64_FILTER |
                 PMUF_NEEDS_WIDE_SELECTS,
    OLD = PMUF_NEEDS_FILTER | PMUF_NEEDS_WIDE_SELECTS
};

/* The options that a text asks for in its first lines, read as a person would. */
static struct lower_options told_options(struct trial *trial, const char *text)
{
    struct lower_options lower = {.encoding = ENCODING_AUTO};
    const char *end = strstr(text, "default ");
    size_t size = text[0] == '#' && end ? (size_t)(end - text) : 0;
    const char *head = arena_copy_text(trial->arena, text, size);

    if (strstr(head, "--encoding=masked"))
        lower.encoding = ENCODING_MASKED;
    if (strstr(head, "--encoding=select-umask"))
        lower.encoding = ENCODING_SELECT_UMASK;
    lower.allow_tsx_escape = strstr(head, "--allow-tsx-escape") != NULL;
    trial->tally->sights[SIGHT_OPTIONS] += strstr(head, "--") != NULL;
    return lower;
}

static void check_difference(struct trial *trial, enum law law, const struct blob *one,
                             const struct blob *other, uint32_t kernel_has)
{
    const char *difference = find_difference(one, other, kernel_has, &trial->random, trial->arena);

    if (difference)
        law_fail(trial, law, difference);
}

static struct filters *decode(struct trial *trial, const struct blob *blob)
{
    struct pmuf_view view;

    return pmuf_check(blob->bytes, blob->size, &view, NULL) == PMUF_OK
               ? blob_decode(&view, trial->arena)
               : NULL;
}

static void check_stable(struct trial *trial, enum law law, const struct blob *blob,
                         const struct decompiled *first)
{
    struct decompiled second;

    if (decompile(decode(trial, blob), true, &trial->events, trial->arena, &second) !=
            DECOMPILE_DONE ||
        strcmp(first->text, second.text) != 0)
        law_fail(trial, law, "another text");
}

static void look_at(struct trial *trial, const struct filters *filters)
{
    uint64_t *sights = trial->tally->sights;
    bool lists_models = false;
    bool denies = false;
    bool has_arm64 = false;

    for (uint32_t i = 0; i < filters->section_count; i++) {
        const struct section *section = &filters->sections[i];

        lists_models |= section->signature_count > 0;
        has_arm64 |= section->architecture == PMUF_ARM64;
        denies |= section->architecture == PMUF_X86 &&
                  section->alternatives[0].action == PMUF_ACTION_DENY;
    }
    sights[SIGHT_POLICY]++;
    sights[SIGHT_MODELS] += lists_models;
    sights[SIGHT_ARM64] += has_arm64;
    sights[SIGHT_DENY_LIST] += denies;
}

void law_of_dump(struct trial *trial, const struct compilation *compilation)
{
    const struct blob *blob = compilation->blob;
    struct filters *filters = decode(trial, blob);
    const struct compilation *again;
    struct lower_options lower;
    struct decompiled text;

    if (!filters ||
        decompile(filters, true, &trial->events, trial->arena, &text) != DECOMPILE_DONE) {
        law_fail(trial, LAW_DUMP, "it was not dumped");
        return;
    }
    look_at(trial, filters);
    lower = told_options(trial, text.text);
    again = law_compile(trial, text.text, text.size, &lower);
    if (!again) {
        law_fail(trial, LAW_DUMP, "the text does not compile");
        return;
    }
    check_difference(trial, LAW_DUMP, blob, again->blob, EVERYTHING);
    check_difference(trial, LAW_NEEDS, blob, again->blob, OLD);
    check_stable(trial, LAW_STABLE, again->blob, &text);
}

void law_of_foreign_blob(struct trial *trial)
{
    struct blob *blob =
        blob_encode(random_filters(&trial->random, trial->catalogue, trial->arena), trial->arena);
    struct filters *filters = decode(trial, blob);
    static const struct lower_options usual = {.encoding = ENCODING_AUTO};
    const struct compilation *again;
    enum decompile_status status;
    struct decompiled text;

    if (!filters)
        return;
    law_of_documents(trial, filters, blob);
    status = decompile(filters, true, &trial->events, trial->arena, &text);
    trial->tally->sights[SIGHT_UNNAMEABLE] +=
        status == DECOMPILE_REFUSED && strstr(text.reason, "which no model of a catalogue is");
    if (status == DECOMPILE_DIFFERS || status == DECOMPILE_NO_NAMES)
        law_fail(trial, LAW_FOREIGN_BLOB, "it was not dumped");
    if (status != DECOMPILE_DONE)
        return;
    trial->tally->sights[SIGHT_FOREIGN_BLOB]++;
    again = law_compile(trial, text.text, text.size, &usual);
    if (!again) {
        law_fail(trial, LAW_FOREIGN_BLOB, "the text does not compile");
        return;
    }
    check_difference(trial, LAW_FOREIGN_BLOB, blob, again->blob, EVERYTHING);
}

/* --- documents --- */

static const struct node *read_back(struct trial *trial, struct reader *reader, const char *text,
                                    size_t size)
{
    struct source_list *sources = ARENA_NEW(trial->arena, struct source_list);
    char *copy = arena_allocate(trial->arena, size + 2);
    const char *reason;

    memcpy(copy, text, size);
    sources->arena = trial->arena;
    *reader = (struct reader){.arena = trial->arena,
                              .scratch = trial->arena,
                              .diagnostics = diagnostics_create(trial->arena, sources)};
    reader->source = source_add(sources, "document", copy, size, &reason);
    return reader->source ? tree_read(reader) : NULL;
}

static bool has_entries(const struct node *list, const struct alternative *alternative)
{
    uint32_t i = 0;

    for (const struct node *row = list->first; row; row = row->next, i++) {
        const struct node *code = node_get(row, "code");
        char wanted[24];

        if (alternative->kind == PMUF_KIND_ARM64)
            continue;
        snprintf(
            wanted, sizeof(wanted), "0x%016llx",
            (unsigned long long)blob_encode_entry(alternative->kind, &alternative->entries[i]));
        if (!code || strcmp(code->text, wanted) != 0)
            return false;
    }
    return i == alternative->count;
}

static bool has_section(const struct node *node, const struct section *section)
{
    const struct node *alternatives = node_get(node, "alternatives");
    uint32_t i = 0;

    if (!alternatives || alternatives->size != section->alternative_count ||
        node_get(node, "signatures")->size != section->signature_count)
        return false;
    for (const struct node *one = alternatives->first; one; one = one->next, i++) {
        bool is_arm64 = section->architecture == PMUF_ARM64;

        if (!has_entries(node_get(one, is_arm64 ? "records" : "entries"),
                         &section->alternatives[i]))
            return false;
    }
    return true;
}

static bool has_all(const struct node *root, const struct filters *filters)
{
    const struct node *name = node_get(root, "policy");
    const struct node *sections = node_get(root, "sections");
    const size_t size = filters->name_size;
    uint32_t i = 0;

    if (!name || !sections || sections->size != filters->section_count ||
        name->is_plain != (size == 0) ||
        (size > 0 && (name->size != size || memcmp(name->text, filters->name, size) != 0)))
        return false;
    for (const struct node *one = sections->first; one; one = one->next) {
        if (!has_section(one, &filters->sections[i++]))
            return false;
    }
    return true;
}

void law_of_documents(struct trial *trial, const struct filters *filters, const struct blob *blob)
{
    bool is_wanted[PMUF_MAX_SECTIONS];

    memset(is_wanted, 1, sizeof(is_wanted));
    for (int form = DOCUMENT_JSON; form <= DOCUMENT_YAML; form++) {
        struct text_stream stream;
        struct reader reader;
        const struct node *root;
        size_t size;
        const char *text;

        text_stream_open(&stream);
        blob_document_write(stream.file, (enum document_form)form, filters, blob, is_wanted,
                            trial->arena);
        text = text_stream_close(&stream, trial->arena, &size);
        root = read_back(trial, &reader, text, size);
        if (!root || !has_all(root, filters))
            law_fail(trial, LAW_DOCUMENT, form == DOCUMENT_JSON ? "JSON" : "YAML");
    }
}

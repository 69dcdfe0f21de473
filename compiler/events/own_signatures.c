/* SPDX-License-Identifier: BSD-2-Clause */
/* The signatures of a CPU model in our own form. */
#include <string.h>

#include "compiler/events/cpu_model.h"
#include "compiler/events/form.h"
#include "compiler/events/names.h"
#include "compiler/events/own_form.h"
#include "compiler/events/signatures.h"

enum { X86_VENDOR, FAMILY, MODEL, STEPPINGS, X86_KEY_COUNT };

static const struct field x86_fields[X86_KEY_COUNT] = {
    [X86_VENDOR] = {"vendor", false},
    [FAMILY] = {"family", true},
    [MODEL] = {"model", true},
    [STEPPINGS] = {"steppings", false},
};

enum { IMPLEMENTER, PART, ARM64_KEY_COUNT };

static const struct field arm64_fields[ARM64_KEY_COUNT] = {
    [IMPLEMENTER] = {"implementer", true},
    [PART] = {"part", true},
};

/* Whose CPUs count as those of a catalogue's vendor. */
static const struct {
    const char *name;
    enum vendor vendor;
    uint32_t value;
} x86_vendors[] = {
    {"intel", VENDOR_INTEL, PMUF_VENDOR_INTEL},     {"centaur", VENDOR_INTEL, PMUF_VENDOR_CENTAUR},
    {"zhaoxin", VENDOR_INTEL, PMUF_VENDOR_ZHAOXIN}, {"amd", VENDOR_AMD, PMUF_VENDOR_AMD},
    {"hygon", VENDOR_AMD, PMUF_VENDOR_HYGON},
};

/* The default is the vendor itself, which is the first in the table. */
static bool read_x86_vendor(struct reader *reader, const struct node *node, enum vendor vendor,
                            uint32_t *out)
{
    for (size_t i = 0; i < sizeof(x86_vendors) / sizeof(x86_vendors[0]); i++) {
        if (x86_vendors[i].vendor != vendor)
            continue;
        *out = x86_vendors[i].value;
        if (!node || (node->kind == NODE_SCALAR && strcmp(node->text, x86_vendors[i].name) == 0))
            return true;
    }
    reader_refuse(reader, node,
                  vendor == VENDOR_INTEL ? "a signature's vendor is intel, centaur or zhaoxin here"
                                         : "a signature's vendor is amd or hygon here");
    return false;
}

/* "4", or "0..4". */
static bool read_stepping_range(const char *text, uint64_t *first, uint64_t *last)
{
    const char *dots = strstr(text, "..");
    char number[8];

    if (!dots) {
        *last = 0;
        return read_number(text, first) && read_number(text, last);
    }
    if ((size_t)(dots - text) >= sizeof(number))
        return false;
    memcpy(number, text, (size_t)(dots - text));
    number[dots - text] = '\0';
    return read_number(number, first) && read_number(dots + 2, last);
}

static bool add_steppings(struct reader *reader, const struct node *node, uint32_t *mask)
{
    uint64_t first;
    uint64_t last;

    if (node->kind != NODE_SCALAR || !node->is_plain ||
        !read_stepping_range(node->text, &first, &last) || first > last || last > MAX_STEPPING) {
        reader_refuse(reader, node, "a stepping is a number up to 15, or a range such as 0..4");
        return false;
    }
    for (uint64_t stepping = first; stepping <= last; stepping++)
        *mask |= UINT32_C(1) << stepping;
    return true;
}

static bool read_steppings(struct reader *reader, const struct node *node, uint32_t *mask)
{
    *mask = node ? 0 : EVERY_STEPPING;
    if (!node)
        return true;
    if (node->kind != NODE_LIST)
        return add_steppings(reader, node, mask);
    for (const struct node *one = node->first; one; one = one->next) {
        if (!add_steppings(reader, one, mask))
            return false;
    }
    if (*mask == 0)
        reader_refuse(reader, node, "'steppings' is empty");
    return *mask != 0;
}

static bool read_x86_signature(struct reader *reader, const struct node *node, enum vendor vendor,
                               struct pmuf_signature *out)
{
    const struct node *values[X86_KEY_COUNT];

    return form_map(reader, node, x86_fields, X86_KEY_COUNT, values) &&
           read_x86_vendor(reader, values[X86_VENDOR], vendor, &out->vendor) &&
           form_number(reader, values[FAMILY], "family", MAX_FAMILY, &out->family) &&
           form_number(reader, values[MODEL], "model", MAX_MODEL, &out->model) &&
           read_steppings(reader, values[STEPPINGS], &out->stepping_mask);
}

static bool read_arm64_signature(struct reader *reader, const struct node *node,
                                 struct pmuf_signature *out)
{
    const struct node *values[ARM64_KEY_COUNT];
    uint32_t implementer;
    uint32_t part;

    if (!form_map(reader, node, arm64_fields, ARM64_KEY_COUNT, values) ||
        !form_number(reader, values[IMPLEMENTER], "implementer", MAX_IMPLEMENTER, &implementer) ||
        !form_number(reader, values[PART], "part", MAX_PART, &part))
        return false;
    *out = midr_signature(implementer, part);
    return true;
}

static bool is_repeated(struct reader *reader, const struct node *node,
                        const struct cpu_model *model, const struct pmuf_signature *signature)
{
    if (cpu_model_has(model, signature))
        reader_report(reader, DIAGNOSTIC_CATALOGUE_REPEATED, node_span(reader, node),
                      "an earlier signature of this model has CPUs in common with this one");
    return cpu_model_has(model, signature);
}

void own_signatures_read(struct reader *reader, const struct node *list, enum vendor vendor,
                         struct cpu_model *model)
{
    struct pmuf_signature *signatures;

    if (!form_list(reader, list, "signatures"))
        return;
    if (list->size == 0 || list->size > MODEL_MAX_SIGNATURES) {
        reader_report(reader, DIAGNOSTIC_CATALOGUE_LIMIT, node_span(reader, list),
                      "a model has 1 to %d signatures", MODEL_MAX_SIGNATURES);
        return;
    }
    signatures = ARENA_NEW_ARRAY(reader->arena, struct pmuf_signature, list->size);
    model->signatures = signatures;
    for (const struct node *node = list->first; node && !reader_gave_up(reader);
         node = node->next) {
        struct pmuf_signature *out = &signatures[model->signature_count];

        if ((vendor == VENDOR_ARM64 ? read_arm64_signature(reader, node, out)
                                    : read_x86_signature(reader, node, vendor, out)) &&
            !is_repeated(reader, node, model, out))
            model->signature_count++;
    }
    signatures_sort(signatures, model->signature_count);
}

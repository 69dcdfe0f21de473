/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/entries/served.h"

#include <stdlib.h>
#include <string.h>

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

/* Blobs hold the signatures of a section in the order of their fields. */
static int compare_signatures(const void *left, const void *right)
{
    const struct pmuf_signature *a = left;
    const struct pmuf_signature *b = right;
    const uint32_t fields[][2] = {
        {a->vendor, b->vendor},         {a->family, b->family},
        {a->model, b->model},           {a->stepping_mask, b->stepping_mask},
        {a->midr_value, b->midr_value}, {a->midr_mask, b->midr_mask},
    };

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        int order = compare_numbers(fields[i][0], fields[i][1]);

        if (order)
            return order;
    }
    return 0;
}

static bool add_model(struct section *section, const struct host *host, struct arena *arena,
                      const struct policy *policy, struct diagnostics *diagnostics)
{
    const struct cpu_model *model = host->model;
    uint32_t count = section->signature_count + model->signature_count;
    struct pmuf_signature *all;

    if (count > PMUF_MAX_SIGNATURES) {
        diagnostic_report(diagnostics, DIAGNOSTIC_TOO_MANY_SIGNATURES,
                          policy->known->cpus[host->vendor]->span,
                          "with %s more than %u CPU signatures would share a section of the blob: "
                          "split the fleet over two policies",
                          host->name, PMUF_MAX_SIGNATURES);
        return false;
    }
    all = ARENA_NEW_ARRAY(arena, struct pmuf_signature, count);
    if (section->signature_count)
        memcpy(all, section->signatures, section->signature_count * sizeof(*all));
    memcpy(all + section->signature_count, model->signatures,
           model->signature_count * sizeof(*all));
    qsort(all, count, sizeof(*all), compare_signatures);
    section->signatures = all;
    section->signature_count = count;
    return true;
}

bool serve_host(struct section *section, const struct host *host, struct arena *arena,
                const struct policy *policy, struct diagnostics *diagnostics)
{
    static const uint32_t rests[VENDOR_COUNT] = {PMUF_REST_INTEL, PMUF_REST_AMD, PMUF_REST_ARM64};

    section->host_names = section->host_names
                              ? arena_format(arena, "%s, %s", section->host_names, host->name)
                              : host->name;
    if (host->model)
        return add_model(section, host, arena, policy, diagnostics);
    section->rest |= rests[host->vendor];
    return true;
}

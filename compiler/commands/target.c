/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/target.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "compiler/base/print_name.h"
#include "compiler/events/cpu_model.h"
#include "compiler/events/signatures.h"

static bool find_vendor(const char *text, enum vendor *out)
{
    size_t size = strcspn(text, ":");

    for (int vendor = 0; vendor < VENDOR_COUNT; vendor++) {
        const char *name = vendor_name((enum vendor)vendor);

        if (strlen(name) == size && strncmp(text, name, size) == 0) {
            *out = (enum vendor)vendor;
            return true;
        }
    }
    return false;
}

bool target_has_vendor(const char *text)
{
    enum vendor vendor;

    return find_vendor(text, &vendor);
}

/* spr, without intel: in front of it. */
static bool find_by_model(const char *text, struct events *events, struct target *out)
{
    /* A signature is one of Intel's and of AMD's: it needs the vendor. */
    if (target_has_vendor(text) || isdigit((unsigned char)text[0]))
        return false;
    for (int vendor = 0; vendor < VENDOR_COUNT && !out->model; vendor++) {
        out->vendor = (enum vendor)vendor;
        out->model = events_find_model(events, out->vendor, text);
    }
    return out->model != NULL;
}

/* Always false. What a broken catalogue does not know is nothing worth a message of its own. */
static bool report_unknown(const char *text, struct events *events)
{
    if (!events_are_whole(events))
        return false;
    fputs("pmuc: error: no CPU model is known as '", stderr);
    print_name(stderr, text);
    fputs("'; 'pmuc events --models' lists those that are\n", stderr);
    return false;
}

bool target_read(const char *text, struct events *events, struct target *out)
{
    const char *colon = text ? strchr(text, ':') : NULL;

    *out = (struct target){.text = text};
    if (!text || find_by_model(text, events, out))
        return true;
    if (!find_vendor(text, &out->vendor))
        return report_unknown(text, events);
    out->is_other = colon && strcmp(colon + 1, "other") == 0;
    if (!colon || out->is_other)
        return true;
    out->model = events_find_model(events, out->vendor, colon + 1);
    return out->model || report_unknown(text, events);
}

static enum vendor signature_vendor(const struct section *section,
                                    const struct pmuf_signature *signature)
{
    if (section->architecture == PMUF_ARM64)
        return VENDOR_ARM64;
    return signature->vendor == PMUF_VENDOR_AMD || signature->vendor == PMUF_VENDOR_HYGON
               ? VENDOR_AMD
               : VENDOR_INTEL;
}

/* Whether the section lists a CPU of the target's, or with a null model any of its vendor. */
static bool lists(const struct section *section, const struct target *target)
{
    for (uint32_t i = 0; i < section->signature_count; i++) {
        const struct pmuf_signature *signature = &section->signatures[i];

        if (signature_vendor(section, signature) == target->vendor &&
            (!target->model || cpu_model_has(target->model, signature)))
            return true;
    }
    return false;
}

static bool is_rest(const struct section *section, enum vendor vendor)
{
    static const uint32_t rests[VENDOR_COUNT] = {PMUF_REST_INTEL, PMUF_REST_AMD, PMUF_REST_ARM64};

    return section->rest & rests[vendor];
}

/* The steppings of a CPU that no section lists; of an arm64 CPU none, or all. */
static uint32_t unlisted_steppings(const struct filters *filters, enum vendor vendor,
                                   const struct pmuf_signature *cpu)
{
    uint32_t left = vendor == VENDOR_ARM64 ? 1 : cpu->stepping_mask;

    for (uint32_t i = 0; i < filters->section_count; i++) {
        const struct section *section = &filters->sections[i];

        for (uint32_t s = 0; s < section->signature_count; s++) {
            const struct pmuf_signature *one = &section->signatures[s];

            if (signature_vendor(section, one) != vendor)
                continue;
            if (vendor != VENDOR_ARM64 && one->vendor == cpu->vendor &&
                one->family == cpu->family && one->model == cpu->model)
                left &= ~one->stepping_mask;
            if (vendor == VENDOR_ARM64 && (one->midr_mask & ~cpu->midr_mask) == 0 &&
                (cpu->midr_value & one->midr_mask) == one->midr_value)
                left = 0;
        }
    }
    return left;
}

/* Whether every CPU of the target's model is listed, so that none of them is a rest. */
static bool lists_all(const struct filters *filters, const struct target *target)
{
    for (uint32_t i = 0; i < target->model->signature_count; i++) {
        if (unlisted_steppings(filters, target->vendor, &target->model->signatures[i]))
            return false;
    }
    return true;
}

bool target_gets(const struct target *target, const struct filters *filters, uint32_t section)
{
    const struct section *asked = &filters->sections[section];

    if (target->is_other)
        return is_rest(asked, target->vendor);
    if (!target->text || lists(asked, target))
        return true;
    return is_rest(asked, target->vendor) && (!target->model || !lists_all(filters, target));
}

bool target_is_covered(const struct target *target, const struct section *section)
{
    if (is_rest(section, target->vendor))
        return true;
    return target->model &&
           signatures_cover(section->signatures, section->signature_count,
                            target->model->signatures, target->model->signature_count);
}

bool target_names(const struct target *target, const struct host *host)
{
    if (!target->text)
        return true;
    if (host->vendor != target->vendor)
        return false;
    if (!target->model)
        return !target->is_other || !host->model;
    return cpu_model_equal(host->model, target->model);
}

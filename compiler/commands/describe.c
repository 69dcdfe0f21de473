/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/describe.h"

const char *describe_requirements(uint32_t requirements)
{
    if (requirements & PMUF_NEEDS_WIDE_SELECTS)
        return "selects above 0xff, which the module kvm_amd compares";
    if (requirements & PMUF_NEEDS_MASKED_EVENTS)
        return "Linux 6.3 (KVM_CAP_PMU_EVENT_MASKED_EVENTS)";
    if (requirements & PMUF_NEEDS_ARM64_FILTER)
        return "KVM_ARM_VCPU_PMU_V3_FILTER";
    return "Linux 5.3 (KVM_CAP_PMU_EVENT_FILTER)";
}

const char *describe_kind(enum pmuf_kind kind)
{
    if (kind == PMUF_KIND_MASKED)
        return "masked";
    return kind == PMUF_KIND_SELECT_UMASK ? "select-umask" : "arm64 ranges";
}

const char *describe_vendor(uint32_t vendor)
{
    static const char *const names[] = {"unknown vendor", "intel",   "amd",
                                        "hygon",          "centaur", "zhaoxin"};

    return names[vendor < sizeof(names) / sizeof(names[0]) ? vendor : 0];
}

static void describe_signature(FILE *stream, enum pmuf_architecture architecture,
                               const struct pmuf_signature *signature)
{
    if (architecture == PMUF_ARM64) {
        fprintf(stream, "arm64 MIDR 0x%08x/0x%08x", signature->midr_value, signature->midr_mask);
        return;
    }
    fprintf(stream, "%s %u-0x%02x", describe_vendor(signature->vendor), signature->family,
            signature->model);
    if (signature->stepping_mask != 0xffff)
        fprintf(stream, " steppings 0x%04x", signature->stepping_mask);
}

/* The PMUF_REST_ bit of the vendor as which KVM treats a CPU. */
static uint32_t rest_around(const struct section *section, const struct pmuf_signature *signature)
{
    if (section->architecture == PMUF_ARM64)
        return PMUF_REST_ARM64;
    return signature->vendor == PMUF_VENDOR_AMD || signature->vendor == PMUF_VENDOR_HYGON
               ? PMUF_REST_AMD
               : PMUF_REST_INTEL;
}

/* The PMUF_REST_ bits of the vendors of which some section lists a model. */
static uint32_t listed_vendors(const struct filters *filters)
{
    uint32_t listed = 0;

    for (uint32_t i = 0; i < filters->section_count; i++) {
        const struct section *section = &filters->sections[i];

        for (uint32_t j = 0; j < section->signature_count; j++)
            listed |= rest_around(section, &section->signatures[j]);
    }
    return listed;
}

void describe_hosts(FILE *stream, const struct filters *filters, uint32_t index)
{
    static const char *const names[] = {"intel", "amd", "arm64"};
    const struct section *section = &filters->sections[index];
    const uint32_t listed = listed_vendors(filters);
    const char *separator = "";

    for (uint32_t i = 0; i < section->signature_count; i++) {
        fputs(separator, stream);
        describe_signature(stream, section->architecture, &section->signatures[i]);
        separator = ", ";
    }
    for (unsigned int bit = 0; bit < sizeof(names) / sizeof(names[0]); bit++) {
        if (!(section->rest >> bit & 1))
            continue;
        fprintf(stream, "%s%s (%s)", separator, names[bit],
                listed >> bit & 1 ? "every other model" : "every model");
        separator = ", ";
    }
}

void describe_fixed(FILE *stream, uint32_t bitmap)
{
    static const char *const names[] = {"instructions", "cycles", "ref-cycles", "slots"};
    const char *separator = "";

    if (bitmap == UINT32_MAX) {
        fputs("all 32", stream);
        return;
    }
    for (unsigned int counter = 0; counter < 32; counter++) {
        if (!(bitmap >> counter & 1))
            continue;
        fprintf(stream, "%s%u", separator, counter);
        if (counter < sizeof(names) / sizeof(names[0]))
            fprintf(stream, " (%s)", names[counter]);
        separator = ", ";
    }
    if (!bitmap)
        fputs("none", stream);
}

void describe_entry(FILE *stream, enum pmuf_kind kind, const struct entry *entry)
{
    if (kind == PMUF_KIND_MASKED)
        fputs(entry->exclude ? "exclude " : "include ", stream);
    fprintf(stream, "select 0x%02x, ", entry->select);
    if (entry->mask == 0xff)
        fprintf(stream, "unit mask 0x%02x", entry->match);
    else if (entry->mask == 0)
        fputs("every unit mask", stream);
    else
        fprintf(stream, "unit masks with (umask & 0x%02x) == 0x%02x", entry->mask, entry->match);
}

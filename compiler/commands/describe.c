/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/describe.h"

const char *describe_requirements(uint32_t requirements)
{
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

static void describe_signature(FILE *stream, enum pmuf_architecture architecture,
                               const struct pmuf_signature *signature)
{
    static const char *const vendors[] = {"?", "intel", "amd", "hygon", "centaur", "zhaoxin"};

    if (architecture == PMUF_ARM64) {
        fprintf(stream, "arm64 MIDR 0x%08x/0x%08x", signature->midr_value, signature->midr_mask);
        return;
    }
    fprintf(stream, "%s %u-0x%02x", vendors[signature->vendor], signature->family,
            signature->model);
    if (signature->stepping_mask != 0xffff)
        fprintf(stream, " steppings 0x%04x", signature->stepping_mask);
}

void describe_hosts(FILE *stream, const struct section *section)
{
    static const char *const names[] = {"intel", "amd", "arm64"};
    const char *others = section->signature_count ? "every other model" : "every model";
    const char *separator = "";

    for (uint32_t i = 0; i < section->signature_count; i++) {
        fputs(separator, stream);
        describe_signature(stream, section->architecture, &section->signatures[i]);
        separator = ", ";
    }
    for (unsigned int bit = 0; bit < sizeof(names) / sizeof(names[0]); bit++) {
        if (!(section->rest >> bit & 1))
            continue;
        fprintf(stream, "%s%s (%s)", separator, names[bit], others);
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

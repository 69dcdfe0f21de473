/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One vendor's well-known code in a rule for the other's CPUs, where it counts something else. Only
 * a rule that names exactly that code is taken for a slip: ranges are chosen with more thought.
 */
#include "compiler/policy/lint.h"

/* A code that both vendors' manuals give for the same event, differently (perf's hardware events,
 * arch/x86/events/intel/core.c and amd/core.c). */
static const struct vendor_code {
    const char *what;
    enum vendor vendor; /* whose code this is */
    uint8_t select;
    uint8_t umask;
    const char *instead; /* what the other vendor has for it */
} codes[] = {
    {"branch instructions", VENDOR_INTEL, 0xc4, 0x00, "0xc2 umask 0x00"},
    {"mispredicted branches", VENDOR_INTEL, 0xc5, 0x00, "0xc3 umask 0x00"},
    {"core cycles", VENDOR_INTEL, 0x3c, 0x00, "0x76 umask 0x00"},
    {"last-level cache references", VENDOR_INTEL, 0x2e, 0x4f, "0x60 umask 0xff"},
    {"last-level cache misses", VENDOR_INTEL, 0x2e, 0x41, "0x64 umask 0x09"},
    {"branch instructions", VENDOR_AMD, 0xc2, 0x00, "0xc4 umask 0x00"},
    {"mispredicted branches", VENDOR_AMD, 0xc3, 0x00, "0xc5 umask 0x00"},
    {"core cycles", VENDOR_AMD, 0x76, 0x00, "0x3c umask 0x00"},
    {"cache references", VENDOR_AMD, 0x60, 0xff, "0x2e umask 0x4f"},
    {"cache misses", VENDOR_AMD, 0x64, 0x09, "0x2e umask 0x41"},
};

enum { CODE_COUNT = sizeof(codes) / sizeof(codes[0]) };

static bool is_exactly(const struct points *points, const struct vendor_code *code)
{
    return points->range_count == 1 && points->ranges[0].first == code->select &&
           points->ranges[0].last == code->select && umask_set_count(&points->umasks) == 1 &&
           umask_set_has(&points->umasks, code->umask);
}

static void check_points(const struct policy *policy, const struct points *points,
                         struct diagnostics *diagnostics)
{
    for (unsigned int i = 0; i < CODE_COUNT; i++) {
        enum vendor other = codes[i].vendor == VENDOR_INTEL ? VENDOR_AMD : VENDOR_INTEL;

        if (!(points->hosts & policy->known->by_vendor[other]) || !is_exactly(points, &codes[i]))
            continue;
        diagnostic_report(diagnostics, DIAGNOSTIC_VENDOR_MIX_UP, points->matcher->span,
                          "0x%02x umask 0x%02x is the code of %s on %s; on %s that is %s",
                          codes[i].select, codes[i].umask, codes[i].what,
                          vendor_name(codes[i].vendor), vendor_name(other), codes[i].instead);
    }
}

void lint_vendor_codes(const struct policy *policy, struct diagnostics *diagnostics)
{
    if (!diagnostic_is_on(diagnostics, DIAGNOSTIC_VENDOR_MIX_UP))
        return;
    for (uint32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];

        for (const struct points *one = rule->points; one && !rule->repeats; one = one->next) {
            /* A name is never mixed up: each vendor's catalogues have their own code for it. */
            if (one->matcher->kind != AST_NAMED)
                check_points(policy, one, diagnostics);
        }
    }
}

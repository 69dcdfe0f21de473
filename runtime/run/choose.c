/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/choose.h"

#include <inttypes.h>
#include <stdio.h>

#include "runtime/run/words.h"

/* Later rows need a later Linux, so the last one that is missing says how new it has to be. */
bool choose_fail_kernel(uint32_t missing, const char *who, struct failure *failure)
{
    const struct capability *newest = &capabilities[0];

    for (unsigned int i = 1; i < CAPABILITY_COUNT; i++) {
        if ((missing & capabilities[i].requirement) != 0)
            newest = &capabilities[i];
    }
    /* A new kernel lacks it too where it cannot use the host's own PMU. */
    if (newest->requirement == PMUF_NEEDS_ARM64_FILTER)
        return failure_set(failure, FAILURE_NO_PMU,
                           "this host's KVM lacks %s (capability %u), which %s: it has no PMU to "
                           "offer to guests",
                           newest->name, newest->number, who);
    return failure_set(failure, FAILURE_KERNEL_TOO_OLD,
                       "this host's KVM lacks %s (capability %u), which %s; it came with Linux %s",
                       newest->name, newest->number, who, newest->since);
}

static bool fail_alternatives(const struct pmuf_choice *choice, struct failure *failure)
{
    char who[64];

    if (choice->missing == PMUF_NEEDS_WIDE_SELECTS)
        return failure_set(failure, FAILURE_NARROW_SELECTS,
                           "section %" PRIu32 " of the policy lists event selects above 0xff, "
                           "which KVM compares only where the module kvm_amd is loaded",
                           choice->section);
    snprintf(who, sizeof(who), "section %" PRIu32 " of the policy needs", choice->section);
    return choose_fail_kernel(choice->missing, who, failure);
}

static bool fail_midrs(const struct pmuf_host *host, struct failure *failure)
{
    char midrs[WORDS_MIDRS_SIZE];

    words_midrs(host, midrs);
    return failure_set(failure, FAILURE_NO_SECTION,
                       "no section of the policy serves this host (arm64, MIDR %s): write rules "
                       "for it and compile the policy again",
                       midrs);
}

static bool fail_mixed(const struct pmuf_host *host, struct failure *failure)
{
    char midrs[WORDS_MIDRS_SIZE];

    words_midrs(host, midrs);
    return failure_set(failure, FAILURE_MIXED_CPUS,
                       "the CPUs of this host (MIDR %s) lead to different sections of the policy, "
                       "and a VM has one filter: give them the same rules",
                       midrs);
}

static bool fail_section(const struct pmuf_host *host, struct failure *failure)
{
    char model[WORDS_MODEL_SIZE];

    if (host->architecture == PMUF_ARM64)
        return fail_midrs(host, failure);
    words_model(host, model);
    return failure_set(failure, FAILURE_NO_SECTION,
                       "no section of the policy serves this host (CPU vendor %s, model %s, "
                       "stepping %" PRIu32 "): write rules for it and compile the policy again",
                       words_vendor(host->vendor)->name, model, host->stepping);
}

bool choose(const struct pmuf_view *view, const struct pmuf_host *host, struct pmuf_choice *out,
            struct failure *failure)
{
    const int error = pmuf_pick(view, host, out);

    switch (error) {
    case PMUF_OK:
        return true;
    case PMUF_E_NO_SECTION:
        return fail_section(host, failure);
    case PMUF_E_MIXED_CPUS:
        return fail_mixed(host, failure);
    case PMUF_E_KERNEL:
        return fail_alternatives(out, failure);
    default:
        return failure_set(failure, FAILURE_SYSTEM, "cannot pick a section: %s",
                           pmuf_strerror(error));
    }
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/words.h"

#include <inttypes.h>
#include <string.h>

const struct capability capabilities[CAPABILITY_COUNT] = {
    {PMUF_NEEDS_FILTER, 173, "KVM_CAP_PMU_EVENT_FILTER", "5.3"},
    {PMUF_NEEDS_MASKED_EVENTS, 226, "KVM_CAP_PMU_EVENT_MASKED_EVENTS", "6.3"},
};

const struct vendor_words *words_vendor(uint32_t vendor)
{
    static const struct vendor_words vendors[] = {
        [PMUF_VENDOR_UNKNOWN] = {"unknown", "unknown"},
        [PMUF_VENDOR_INTEL] = {"intel", "Intel"},
        [PMUF_VENDOR_AMD] = {"amd", "AMD"},
        [PMUF_VENDOR_HYGON] = {"hygon", "Hygon"},
        [PMUF_VENDOR_CENTAUR] = {"centaur", "Centaur"},
        [PMUF_VENDOR_ZHAOXIN] = {"zhaoxin", "Zhaoxin"},
    };
    const size_t count = sizeof(vendors) / sizeof(vendors[0]);

    return &vendors[vendor < count ? vendor : PMUF_VENDOR_UNKNOWN];
}

void words_model(const struct pmuf_host *host, char out[WORDS_MODEL_SIZE])
{
    snprintf(out, WORDS_MODEL_SIZE, "%" PRIu32 "-0x%" PRIx32, host->family, host->model);
}

const char *words_kind(uint32_t kind)
{
    return kind == PMUF_KIND_MASKED ? "masked" : "select-umask";
}

const char *words_guest_pmu(uint32_t guest_pmu)
{
    switch (guest_pmu) {
    case PMUF_GUEST_PMU_YES:
        return "yes";
    case PMUF_GUEST_PMU_OFF_BY_KVM:
    case PMUF_GUEST_PMU_NOT_OFFERED:
        return "no";
    default:
        return "unknown";
    }
}

const char *words_guest_pmu_reason(uint32_t guest_pmu)
{
    switch (guest_pmu) {
    case PMUF_GUEST_PMU_OFF_BY_KVM:
        return "the module kvm runs with enable_pmu=N";
    case PMUF_GUEST_PMU_NOT_OFFERED:
        return "KVM offers guests no PMU (CPUID leaf 0xa is empty)";
    default:
        return NULL;
    }
}

const char *words_hypervisor(const char *signature)
{
    static const struct {
        const char *signature;
        const char *name;
    } known[] = {
        {"KVMKVMKVM", "KVM"},           {"Microsoft Hv", "Hyper-V"},    {"VMwareVMware", "VMware"},
        {"XenVMMXenVMM", "Xen"},        {"TCGTCGTCGTCG", "QEMU (TCG)"}, {"bhyve bhyve ", "bhyve"},
        {"VBoxVBoxVBox", "VirtualBox"}, {"ACRNACRNACRN", "ACRN"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i].signature, signature) == 0)
            return known[i].name;
    }
    return NULL;
}

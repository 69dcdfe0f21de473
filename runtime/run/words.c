/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/words.h"

#include <inttypes.h>
#include <string.h>

const struct capability capabilities[CAPABILITY_COUNT] = {
    {PMUF_X86, PMUF_NEEDS_FILTER, 173, "KVM_CAP_PMU_EVENT_FILTER", "5.3"},
    {PMUF_X86, PMUF_NEEDS_MASKED_EVENTS, 226, "KVM_CAP_PMU_EVENT_MASKED_EVENTS", "6.3"},
    {PMUF_ARM64, PMUF_NEEDS_ARM64_FILTER, 126, "KVM_CAP_ARM_PMU_V3", "4.6"},
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

void words_midrs(const struct pmuf_host *host, char out[WORDS_MIDRS_SIZE])
{
    char *at = out;

    *at = '\0';
    for (uint32_t i = 0; i < host->midr_count; i++)
        at += snprintf(at, (size_t)(out + WORDS_MIDRS_SIZE - at), "%s0x%08" PRIx32,
                       i == 0 ? "" : ", ", host->midr[i]);
}

const char *words_kind(uint32_t kind)
{
    switch (kind) {
    case PMUF_KIND_MASKED:
        return "masked";
    case PMUF_KIND_ARM64:
        return "arm64-ranges";
    default:
        return "select-umask";
    }
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

const char *words_guest_pmu_reason(const struct pmuf_host *host)
{
    switch (host->guest_pmu) {
    case PMUF_GUEST_PMU_OFF_BY_KVM:
        return "the module kvm runs with enable_pmu=N";
    case PMUF_GUEST_PMU_NOT_OFFERED:
        return host->architecture == PMUF_ARM64
                   ? "KVM offers guests no PMU (capability 126 is 0)"
                   : "KVM offers guests no PMU (CPUID leaf 0xa is empty)";
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

/* SPDX-License-Identifier: BSD-2-Clause */
/* What an x86 host is and what its kernel can do. */
#include "runtime/host.h"
#include "runtime/probe.h"
#include "runtime/target.h"

#ifdef PMUF_FOR_X86

#include "runtime/kvm_uapi.h"
#include <cpuid.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ENABLE_PMU_PATH "/sys/module/kvm/parameters/enable_pmu"
#define KVM_AMD_PATH "/sys/module/kvm_amd"
#define HYPERVISOR_BIT (1u << 31) /* CPUID leaf 1, ECX */
#define HYPERVISOR_LEAF 0x40000000u
#define PMU_LEAF 0xau
#define CPUID_ENTRIES 256 /* KVM's own limit */

/* The registers of one CPUID leaf. */
struct leaf {
    uint32_t eax, ebx, ecx, edx;
};

static struct leaf read_leaf(uint32_t number)
{
    struct leaf leaf;

    __cpuid(number, leaf.eax, leaf.ebx, leaf.ecx, leaf.edx);
    return leaf;
}

static bool spells(struct leaf leaf, const char *text)
{
    const uint32_t registers[3] = {leaf.ebx, leaf.edx, leaf.ecx};

    return memcmp(registers, text, sizeof(registers)) == 0;
}

static uint32_t vendor_of(struct leaf leaf)
{
    if (spells(leaf, "GenuineIntel"))
        return PMUF_VENDOR_INTEL;
    if (spells(leaf, "AuthenticAMD"))
        return PMUF_VENDOR_AMD;
    if (spells(leaf, "HygonGenuine"))
        return PMUF_VENDOR_HYGON;
    if (spells(leaf, "CentaurHauls"))
        return PMUF_VENDOR_CENTAUR;
    if (spells(leaf, "  Shanghai  "))
        return PMUF_VENDOR_ZHAOXIN;
    return PMUF_VENDOR_UNKNOWN;
}

/* EAX of leaf 1: stepping 3:0, model 7:4, family 11:8, extended model 19:16 and family 27:20. */
static void set_model(struct pmuf_host *host, uint32_t eax)
{
    const uint32_t family = eax >> 8 & 0xf;

    host->stepping = eax & 0xf;
    host->family = family == 0xf ? family + (eax >> 20 & 0xff) : family;
    host->model = eax >> 4 & 0xf;
    if (host->family >= 6)
        host->model |= (eax >> 16 & 0xf) << 4;
}

static void probe_cpu(struct pmuf_host *host)
{
    const struct leaf vendor = read_leaf(0);
    struct leaf leaf;

    host->architecture = PMUF_X86;
    host->vendor = vendor_of(vendor);
    if (vendor.eax < 1)
        return;
    leaf = read_leaf(1);
    set_model(host, leaf.eax);
    if ((leaf.ecx & HYPERVISOR_BIT) == 0)
        return;
    host->is_guest = 1;
    leaf = read_leaf(HYPERVISOR_LEAF);
    memcpy(host->hypervisor, &leaf.ebx, 4);
    memcpy(host->hypervisor + 4, &leaf.ecx, 4);
    memcpy(host->hypervisor + 8, &leaf.edx, 4);
}

static int probe_kernel(int kvm_fd, struct pmuf_host *host)
{
    const int filter = ioctl(kvm_fd, KVM_UAPI_CHECK_EXTENSION, KVM_UAPI_CAP_PMU_EVENT_FILTER);
    const int masked =
        ioctl(kvm_fd, KVM_UAPI_CHECK_EXTENSION, KVM_UAPI_CAP_PMU_EVENT_MASKED_EVENTS);

    if (filter < 0 || masked < 0)
        return PMUF_E_SYSTEM;
    if (filter > 0)
        host->kernel_has |= PMUF_NEEDS_FILTER;
    if (masked > 0)
        host->kernel_has |= PMUF_NEEDS_MASKED_EVENTS;
    return PMUF_OK;
}

/* On an AMD CPU, whether KVM has AMD's rules: another module may be in charge, with Intel's. */
static void probe_selects(struct pmuf_host *host)
{
    if (host_is_amd(host) && access(KVM_AMD_PATH, F_OK) == 0)
        host->kernel_has |= PMUF_NEEDS_WIDE_SELECTS;
}

/* The first character of enable_pmu, `Y` or `N`; 0 where there is none to read. */
static char read_enable_pmu(void)
{
    const int fd = open(ENABLE_PMU_PATH, O_RDONLY | O_CLOEXEC);
    char value = 0;

    if (fd < 0)
        return 0;
    if (read(fd, &value, 1) != 1)
        value = 0;
    close(fd);
    return value;
}

/* struct kvm_cpuid2, with room for its entries. */
struct cpuid_list {
    uint32_t count;
    uint32_t padding;
    struct kvm_cpuid_entry2 entries[CPUID_ENTRIES];
};

_Static_assert(offsetof(struct cpuid_list, entries) == offsetof(struct kvm_cpuid2, entries),
               "struct kvm_cpuid2");

/* The PMU version that KVM offers to guests: 0 means that there is no PMU. */
static int read_offered_version(int kvm_fd, uint32_t *version)
{
    struct cpuid_list list = {.count = CPUID_ENTRIES};

    *version = 0;
    if (ioctl(kvm_fd, KVM_UAPI_GET_SUPPORTED_CPUID, &list) != 0)
        return PMUF_E_SYSTEM;
    for (uint32_t i = 0; i < list.count && i < CPUID_ENTRIES; i++) {
        if (list.entries[i].function == PMU_LEAF)
            *version = list.entries[i].eax & 0xff;
    }
    return PMUF_OK;
}

/*
 * Linux 5.18 and later tell by the capability that enable_pmu is on. Intel's leaf 0xa is as good:
 * KVM leaves it empty unless guests can have a PMU. AMD has nothing like it.
 */
static int probe_guest_pmu(int kvm_fd, struct pmuf_host *host)
{
    const int capability = ioctl(kvm_fd, KVM_UAPI_CHECK_EXTENSION, KVM_UAPI_CAP_PMU_CAPABILITY);
    const char enabled = capability > 0 ? 'Y' : read_enable_pmu();
    uint32_t version;

    if (capability < 0)
        return PMUF_E_SYSTEM;
    if (enabled == 'N') {
        host->guest_pmu = PMUF_GUEST_PMU_OFF_BY_KVM;
        return PMUF_OK;
    }
    host->guest_pmu = enabled == 'Y' ? PMUF_GUEST_PMU_YES : PMUF_GUEST_PMU_UNKNOWN;
    if (!host_is_intel(host))
        return PMUF_OK;
    if (read_offered_version(kvm_fd, &version) != PMUF_OK)
        return PMUF_E_SYSTEM;
    host->guest_pmu = version == 0 ? PMUF_GUEST_PMU_NOT_OFFERED : PMUF_GUEST_PMU_YES;
    return PMUF_OK;
}

int pmuf_probe_host(int kvm_fd, struct pmuf_host *host)
{
    const int error = probe_kernel(kvm_fd, host);

    if (error != PMUF_OK)
        return error;
    probe_cpu(host);
    probe_selects(host);
    return probe_guest_pmu(kvm_fd, host);
}

#endif

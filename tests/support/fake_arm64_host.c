/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets the fake KVM from the environment, for a program that is linked with it:
 *
 *   FAKE_KVM_CPUS      a folder that stands for /sys/devices/system/cpu
 *   FAKE_KVM_PMU       what capability 126 answers (1)
 *   FAKE_KVM_IPA       bits of guest addresses (48)
 *   FAKE_KVM_SMALL     set: event numbers have 10 bits
 *   FAKE_KVM_OLD       set: the kernel has no filters
 *   FAKE_KVM_REQUEST   this request fails with FAKE_KVM_ERRNO
 *   FAKE_KVM_FAIL_AT   this call for a range, from 0, fails with FAKE_KVM_ERRNO
 *   FAKE_KVM_LOG       a file that gets one line for each call for a range that was made, at the
 * end
 */
#include "tests/support/fake_arm64_kvm.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long number_in(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoul(text, NULL, 0);
}

static void write_log(void)
{
    const char *path = getenv("FAKE_KVM_LOG");
    FILE *log = path == NULL ? NULL : fopen(path, "we");

    if (log == NULL)
        return;
    for (uint32_t i = 0; i < fake_kvm.call_count && i < FAKE_MAX_CALLS; i++)
        fprintf(log, "0x%x 0x%x %u\n", fake_kvm.calls[i].base, fake_kvm.calls[i].count,
                fake_kvm.calls[i].action);
    fclose(log);
}

__attribute__((constructor)) static void set_host(void)
{
    fake_kvm.cpu_folder = getenv("FAKE_KVM_CPUS");
    fake_kvm.pmu_capability = (int)number_in("FAKE_KVM_PMU", 1);
    fake_kvm.ipa_size = (int)number_in("FAKE_KVM_IPA", 48);
    fake_kvm.has_filters = getenv("FAKE_KVM_OLD") == NULL;
    fake_kvm.vm.event_count = getenv("FAKE_KVM_SMALL") == NULL ? 0x10000 : 0x400;
    fake_kvm.failing_request = number_in("FAKE_KVM_REQUEST", 0);
    fake_kvm.failing_request_errno = (int)number_in("FAKE_KVM_ERRNO", EINVAL);
    fake_kvm.fail_at = (uint32_t)number_in("FAKE_KVM_FAIL_AT", 0);
    if (getenv("FAKE_KVM_FAIL_AT") != NULL)
        fake_kvm.fail_errno = fake_kvm.failing_request_errno;
    atexit(write_log);
}

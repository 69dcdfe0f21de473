/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The numbers of KVM's interface that the runtime uses. They are its own, since the headers of a
 * build machine may be older than the kernel it runs on: Debian 12 has no masked events. Where the
 * installed <linux/kvm.h> has a number too, the two are compared.
 */
#ifndef PMUF_KVM_UAPI_H
#define PMUF_KVM_UAPI_H

#include <linux/kvm.h>

enum kvm_uapi {
    KVM_UAPI_VERSION = 12, /* the only one since 2007 */
    KVM_UAPI_GET_API_VERSION = 0xae00,
    KVM_UAPI_CHECK_EXTENSION = 0xae03,

    KVM_UAPI_CAP_ARM_PMU_V3 = 126,
    KVM_UAPI_CAP_PMU_EVENT_FILTER = 173,
    KVM_UAPI_CAP_PMU_CAPABILITY = 212,
    KVM_UAPI_CAP_PMU_EVENT_MASKED_EVENTS = 226,

    KVM_UAPI_PMU_EVENT_FLAG_MASKED_EVENTS = 1,

    /* arm64: the PMU's group of a vCPU's attributes, and two of these */
    KVM_UAPI_ARM_VCPU_PMU_V3_CTRL = 0,
    KVM_UAPI_ARM_VCPU_PMU_V3_INIT = 1,
    KVM_UAPI_ARM_VCPU_PMU_V3_FILTER = 2
};

/* x86. The first takes a 32-byte header, which is what the number tells; entries follow it. */
#define KVM_UAPI_SET_PMU_EVENT_FILTER 0x4020aeb2ul
#define KVM_UAPI_GET_SUPPORTED_CPUID 0xc008ae05ul

/* arm64, on a vCPU: struct kvm_device_attr */
#define KVM_UAPI_SET_DEVICE_ATTR 0x4018aee1ul
#define KVM_UAPI_HAS_DEVICE_ATTR 0x4018aee3ul

_Static_assert(KVM_API_VERSION == KVM_UAPI_VERSION, "KVM_API_VERSION");
_Static_assert(KVM_GET_API_VERSION == KVM_UAPI_GET_API_VERSION, "KVM_GET_API_VERSION");
_Static_assert(KVM_CHECK_EXTENSION == KVM_UAPI_CHECK_EXTENSION, "KVM_CHECK_EXTENSION");
_Static_assert(KVM_SET_DEVICE_ATTR == KVM_UAPI_SET_DEVICE_ATTR, "KVM_SET_DEVICE_ATTR");
_Static_assert(KVM_HAS_DEVICE_ATTR == KVM_UAPI_HAS_DEVICE_ATTR, "KVM_HAS_DEVICE_ATTR");
#ifdef KVM_CAP_ARM_PMU_V3
_Static_assert(KVM_CAP_ARM_PMU_V3 == KVM_UAPI_CAP_ARM_PMU_V3, "KVM_CAP_ARM_PMU_V3");
#endif
#ifdef KVM_CAP_PMU_EVENT_FILTER
_Static_assert(KVM_CAP_PMU_EVENT_FILTER == KVM_UAPI_CAP_PMU_EVENT_FILTER,
               "KVM_CAP_PMU_EVENT_FILTER");
#endif
#ifdef KVM_CAP_PMU_CAPABILITY
_Static_assert(KVM_CAP_PMU_CAPABILITY == KVM_UAPI_CAP_PMU_CAPABILITY, "KVM_CAP_PMU_CAPABILITY");
#endif
#ifdef KVM_CAP_PMU_EVENT_MASKED_EVENTS
_Static_assert(KVM_CAP_PMU_EVENT_MASKED_EVENTS == KVM_UAPI_CAP_PMU_EVENT_MASKED_EVENTS,
               "KVM_CAP_PMU_EVENT_MASKED_EVENTS");
#endif
#ifdef KVM_PMU_EVENT_FLAG_MASKED_EVENTS
_Static_assert(KVM_PMU_EVENT_FLAG_MASKED_EVENTS == KVM_UAPI_PMU_EVENT_FLAG_MASKED_EVENTS,
               "KVM_PMU_EVENT_FLAG_MASKED_EVENTS");
#endif
#ifdef KVM_ARM_VCPU_PMU_V3_CTRL
_Static_assert(KVM_ARM_VCPU_PMU_V3_CTRL == KVM_UAPI_ARM_VCPU_PMU_V3_CTRL,
               "KVM_ARM_VCPU_PMU_V3_CTRL");
_Static_assert(KVM_ARM_VCPU_PMU_V3_INIT == KVM_UAPI_ARM_VCPU_PMU_V3_INIT,
               "KVM_ARM_VCPU_PMU_V3_INIT");
#endif
#ifdef KVM_ARM_VCPU_PMU_V3_FILTER
_Static_assert(KVM_ARM_VCPU_PMU_V3_FILTER == KVM_UAPI_ARM_VCPU_PMU_V3_FILTER,
               "KVM_ARM_VCPU_PMU_V3_FILTER");
#endif
#if defined(__x86_64__) || defined(__i386__)
_Static_assert(KVM_GET_SUPPORTED_CPUID == KVM_UAPI_GET_SUPPORTED_CPUID, "KVM_GET_SUPPORTED_CPUID");
/* On arm64 the same name is another struct, and with it another number. */
#ifdef KVM_SET_PMU_EVENT_FILTER
_Static_assert(KVM_SET_PMU_EVENT_FILTER == KVM_UAPI_SET_PMU_EVENT_FILTER,
               "KVM_SET_PMU_EVENT_FILTER");
#endif
#endif

#endif

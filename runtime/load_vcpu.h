/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading through a vCPU, with the system calls left open, private to the runtime: the library
 * makes them itself, and pmu-run has them made inside a VMM.
 */
#ifndef PMUF_LOAD_VCPU_H
#define PMUF_LOAD_VCPU_H

#include "runtime/pmufilter.h"
#include <stdbool.h>

/* struct kvm_pmu_event_filter of arm64 */
struct pmuf_range {
    uint16_t base;
    uint16_t count;
    uint8_t action;
    uint8_t pad[3];
};

struct pmuf_vcpu_calls {
    void *context;

    /*
     * The vCPU's ioctl `request`, for an attribute of its PMU's group; `range`, which may be null,
     * is what the attribute points to. Returns 0 or the errno.
     */
    int (*attribute)(void *context, unsigned long request, uint64_t attribute,
                     const struct pmuf_range *range);

    /* Whether the descriptor knows of capabilities, which a vCPU's does not. */
    bool (*has_capabilities)(void *context);
};

/* What pmuf_load_vcpu() does. *result is not looked at first. */
int pmuf_load_vcpu_by(const struct pmuf_vcpu_calls *calls, const struct pmuf_view *view,
                      const struct pmuf_choice *choice, struct pmuf_result *result);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes that an ioctl takes, read as KVM reads them: on x86 one struct kvm_pmu_event_filter, on
 * arm64 the 8-byte records of KVM_ARM_VCPU_PMU_V3_FILTER in the order of the calls.
 *
 * Everything is in the arena.
 */
#ifndef PMUC_REVIEW_IMPORT_RAW_H
#define PMUC_REVIEW_IMPORT_RAW_H

#include "compiler/review/foreign.h"

enum { RAW_MAX_RECORDS = 65536 /* of arm64 */ };

/* Something that KVM takes and that its author would want to know. */
struct raw_remark {
    const struct raw_remark *next;
    size_t offset;
    const char *text;
};

struct raw_import {
    const struct filters *filters; /* null when it is no filter that KVM takes */
    const char *reason;            /* then, why */
    size_t offset;                 /* ... and where */
    const struct raw_remark *remarks;
};

/* For hosts of arm64, or of x86. */
struct raw_import import_raw(const unsigned char *bytes, size_t size,
                             const struct foreign_hosts *hosts, struct arena *arena);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Why pmu-run cannot do what it was asked: one line for people, one word for programs, and the exit
 * status. The first failure of a run is its only one. A struct failure owns all of its memory.
 */
#ifndef PMU_RUN_FAILURE_H
#define PMU_RUN_FAILURE_H

#include <stdbool.h>

/* Exit statuses of pmu-run. The last three are for what has to do with a VMM, as env(1) has them.
 */
enum {
    STATUS_FINE = 0,
    STATUS_HOST_CANNOT = 1,
    STATUS_TROUBLE = 2,
    STATUS_NOT_STARTED = 125,
    STATUS_NOT_EXECUTABLE = 126,
    STATUS_NOT_FOUND = 127
};

enum failure_kind {
    FAILURE_NONE,
    FAILURE_USAGE,
    FAILURE_BLOB_UNREADABLE,
    FAILURE_BLOB_REFUSED,
    FAILURE_NO_DEVICE,
    FAILURE_PERMISSION_DENIED,
    FAILURE_DEVICE, /* it cannot be opened for another reason, or it is not KVM's */
    FAILURE_CPUS,   /* arm64: what CPUs the host has is not known */
    FAILURE_NO_SECTION,
    FAILURE_MIXED_CPUS,
    FAILURE_NO_PMU,
    FAILURE_KERNEL_TOO_OLD,
    FAILURE_NARROW_SELECTS,
    FAILURE_KERNEL_REFUSED,
    FAILURE_VMM_NOT_EXECUTABLE,
    FAILURE_VMM_NOT_FOUND,
    FAILURE_PROCESS, /* --pid: it is not there, may not be touched, or is no VMM */
    FAILURE_START,   /* the VMM cannot be started, or not under the policy */
    FAILURE_SYSTEM,
    FAILURE_KIND_COUNT
};

/* A message with a path of PATH_MAX bytes fits. Longer ones are cut. */
enum { FAILURE_TEXT_SIZE = 4096 + 1024 };

struct failure {
    enum failure_kind kind;
    char text[FAILURE_TEXT_SIZE]; /* no line break of its own, but paths in it are as they came */
};

/* Sets the failure, and returns false so that a caller can return it. */
bool failure_set(struct failure *failure, enum failure_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The word that stands for the kind in JSON and in pmu-run(1). */
const char *failure_code(const struct failure *failure);

/* STATUS_FINE when there was no failure. */
int failure_status(const struct failure *failure);

/* The same where the exit status could be taken for a VMM's. */
int failure_start_status(const struct failure *failure);

/* One line on standard error, or nothing when there was no failure. */
void failure_print(const struct failure *failure);

#endif

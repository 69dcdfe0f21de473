/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of loading a filter into one VM of a VMM: measured, recorded, and told. */
#ifndef PMU_START_OUTCOME_H
#define PMU_START_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/run/report.h"

struct outcome {
    pid_t pid; /* the VMM's process */
    int vm_fd;
    bool was_asked;   /* the kernel was asked to load the filter, and the thread is well */
    int error_number; /* what the kernel answered, 0 when it took the filter */
    int64_t begin;    /* when the thread was stopped, in nanoseconds; 0: that is told elsewhere */
    int64_t end;      /* and when it went on */
};

/* A clock's time, in nanoseconds. */
int64_t outcome_now(void);

/* `tid` is a thread of the VMM, which has just been stopped. */
struct outcome outcome_begin(pid_t tid, int vm_fd);

/* The thread is about to go on. */
void outcome_end(struct outcome *outcome);

/*
 * Writes the audit record. Returns whether the filter was loaded; if not, the failure is set.
 * `trouble` says why the kernel was not asked.
 */
bool outcome_tell(const struct outcome *outcome, const char *trouble, const struct report *report,
                  struct failure *failure);

#endif

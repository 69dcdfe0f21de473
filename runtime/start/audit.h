/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The record of a load. KVM does not tell which filter a VM has, so this is where one finds out:
 * one line on standard error, and an entry of the journal where there is one.
 */
#ifndef PMU_START_AUDIT_H
#define PMU_START_AUDIT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/pmufilter.h"

struct audit {
    const struct pmuf_view *view;
    const struct pmuf_choice *choice;
    pid_t pid; /* of the VMM's process */
    int vm_fd;
    int error_number;    /* what the kernel answered: 0 when it took the filter */
    int64_t nanoseconds; /* for how long the VMM's thread was stopped; -1: it was not */
};

enum { AUDIT_LINE_SIZE = 512, AUDIT_ENTRY_SIZE = 2048 };

#define AUDIT_JOURNAL_PATH "/run/systemd/journal/socket"

/* The line, without a line feed. */
void audit_line(const struct audit *audit, char out[AUDIT_LINE_SIZE]);

/* The same as an entry in the journal's own protocol. Returns its size. */
size_t audit_entry(const struct audit *audit, char out[AUDIT_ENTRY_SIZE]);

/*
 * Writes the record. A load that the kernel refused gets no line here: the failure has one that
 * tells the same. A journal that does not listen is passed over.
 */
void audit_write(const struct audit *audit);

#endif

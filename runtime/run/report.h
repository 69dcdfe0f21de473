/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a run of pmu-run has found out, as far as it came, and the two forms in which it is said.
 * The report owns the blob; report_close() frees it.
 */
#ifndef PMU_RUN_REPORT_H
#define PMU_RUN_REPORT_H

#include <stdbool.h>

#include "runtime/run/blob_file.h"
#include "runtime/run/failure.h"

struct report {
    struct blob_file blob; /* no bytes: none was asked for, or it was not accepted */
    struct pmuf_host host; /* architecture 0: the host was not probed */
    struct pmuf_choice choice;
    bool has_choice;           /* `choice` serves the host */
    bool was_tried;            /* the kernel was asked to load it */
    bool is_loaded;            /* and did */
    struct pmuf_result result; /* what it answered then */
    struct failure failure;    /* why it came no further */
};

/* For people, without the failure, which goes to standard error. Writes to standard output. */
void report_print_text(const struct report *report);

/* The object of pmu-run(1), failure included. Writes to standard output. */
void report_print_json(const struct report *report);

/* What the report's choice stands for. Only for a report that has one. */
struct pmuf_alternative report_alternative(const struct report *report);

/* After a load on arm64: the bits of this host's event numbers, 10 or 16. */
uint32_t report_event_bits(const struct report *report);

void report_close(struct report *report);

#endif

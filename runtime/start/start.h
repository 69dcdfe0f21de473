/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting a VMM under a policy, and loading one into a VMM that runs. The report's choice has been
 * made when these are called. Each returns the exit status of pmu-run; when it sets the report's
 * failure, the caller prints that, and the exit status is the failure's (failure_start_status()).
 */
#ifndef PMU_START_H
#define PMU_START_H

#include "runtime/run/options.h"
#include "runtime/run/report.h"

/* The VMM runs as a child that we trace until its VM has the filter. */
int start_guarded(const struct options *options, struct report *report);

/* The VMM runs with a library of ours in it, which loads the filter. */
int start_preloaded(const struct options *options, struct report *report);

/* Loads into every VM that the running process options->pid has made. */
int load_into_process(const struct options *options, struct report *report);

#endif

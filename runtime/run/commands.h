/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands of pmu-run. Each fills the report as far as it comes and sets the report's failure
 * when it cannot go on. The caller has zeroed the report, and closes it.
 */
#ifndef PMU_RUN_COMMANDS_H
#define PMU_RUN_COMMANDS_H

#include "runtime/run/options.h"
#include "runtime/run/report.h"

/* What this host offers, and what of the blob, when there is one, it would load. */
void command_probe(const struct options *options, struct report *report);

/* The same, and then the load, into a VM that is closed at once. */
void command_dry_run(const struct options *options, struct report *report);

/*
 * Starts a VMM, or loads into one that runs, as the options say. Returns the exit status, which
 * stands only where no failure was set.
 */
int command_start(const struct options *options, struct report *report);

/*
 * What all begin with: checks the blob when there is one, opens the device, probes the host, and
 * picks. Returns the device, which is the caller's to close, or -1 with the failure set.
 */
int command_prepare(const struct options *options, struct report *report);

#endif

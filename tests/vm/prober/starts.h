/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * VMMs, with and without pmu-run. /starts has a line for each start, "NAME COMMAND...", words with
 * spaces between them; where there is no such file, nothing is started.
 */
#ifndef PMUF_VM_STARTS_H
#define PMUF_VM_STARTS_H

/*
 * Starts one after the other and says what came of each, in lines `started` and `guest` (prober.h).
 * In their output, "guest NUMBER..." is a guest's report. A line of pmu-run's that records a load
 * is counted, and passed on as it is. A start of which something is left after a minute has hung.
 */
void start_vmms(void);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tracing a VMM and everything that comes out of it, until its VM has the filter. What a call of
 * the VMM means for a filter is told in watch.h; here is what ptrace(2) tells of its threads.
 */
#ifndef PMU_START_TRACE_H
#define PMU_START_TRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/run/report.h"
#include "runtime/start/child.h"
#include "runtime/start/tracees.h"
#include "runtime/start/watch.h"

struct trace {
    const struct report *report; /* what to load */
    bool stay;                   /* load into every VM */
    struct child child;          /* that becomes the VMM */
    struct tracees tracees;
    struct watch watch;
    bool guard_was_seen; /* the child's own try of the guard came by */
    bool was_executed;   /* the child has become the VMM */
    bool steps;          /* threads stop at every system call */
    bool leaves;         /* nobody is traced any longer, once it has stopped */
    bool has_ended;      /* the child */
    int status;          /* and how */
    struct failure failure;
};

/*
 * Attaches to a thread that waits to be released, with what makes it and its offspring die with
 * us. Returns false, with the failure set, when that is forbidden.
 */
bool trace_attach(pid_t pid, struct failure *failure);

/*
 * Deals with everything until the VMM has ended and none of its threads is traced. Signals that
 * come meanwhile are passed on. After a failure all threads that were traced have been killed.
 */
void trace_run(struct trace *trace);

/* What the thread's options of ptrace are. */
unsigned long trace_options(void);

/* From here on each thread stops at every system call; those that run now, once they stop. */
void trace_step(struct trace *trace);

/* Nothing is left to load: nobody needs to be traced any longer, unless we stay. */
void trace_finish(struct trace *trace);

#endif

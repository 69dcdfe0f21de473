/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/preload_environment.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* Before what is preloaded already: the first ioctl() of all is the one that is called. */
static bool preload(const char *library)
{
    const char *others = getenv("LD_PRELOAD");
    char *value;
    bool is_set;

    if (others == NULL || others[0] == '\0')
        return setenv("LD_PRELOAD", library, 1) == 0;
    if (asprintf(&value, "%s:%s", library, others) < 0)
        return false;
    is_set = setenv("LD_PRELOAD", value, 1) == 0;
    free(value);
    return is_set;
}

/*
 * Who kills us wants the VMM to be gone: its caller has no other number of it. Returns false when
 * that has happened already.
 */
static bool end_with_parent(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, (unsigned long)SIGKILL) == 0 && getppid() == parent;
}

bool preload_environment_set(void *context, struct failure *failure)
{
    const struct preload_environment *this = context;

    if (!end_with_parent(this->parent))
        return failure_set(failure, FAILURE_START, "pmu-run has ended");
    if (!preload(this->library) || !preload_handover_pass_on(this->handover))
        return failure_set(failure, FAILURE_SYSTEM, "cannot hand over the policy: %s",
                           strerror(errno));
    return true;
}

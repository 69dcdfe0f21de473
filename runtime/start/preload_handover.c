/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/preload_handover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x8u
#endif

static bool write_all(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0) {
        const ssize_t written = write(fd, at, size);

        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0) {
            at += written;
            size -= (size_t)written;
        }
    }
    return true;
}

/* Hosts may forbid memory files that could be executed. Linux before 6.3 has no others. */
static int memory_file(const char *name)
{
    const unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    const int fd = memfd_create(name, flags | MFD_NOEXEC_SEAL);

    return fd >= 0 || errno != EINVAL ? fd : memfd_create(name, flags);
}

static bool make_cookie(uint64_t *out)
{
    unsigned long cookie; /* as wide as an argument of a system call */

    if (getrandom(&cookie, sizeof(cookie), 0) != (ssize_t)sizeof(cookie))
        return false;
    *out = cookie;
    return true;
}

static bool make_policy(const struct report *report, struct preload_handover *out)
{
    const struct pmuf_view *view = &report->blob.view;
    const struct handover_policy head = {.magic = HANDOVER_MAGIC,
                                         .cookie = out->cookie,
                                         .section = report->choice.section,
                                         .alternative = report->choice.alternative,
                                         .blob_size = view->size_};

    out->policy_fd = memory_file("pmu-run policy");
    return out->policy_fd >= 0 && write_all(out->policy_fd, &head, sizeof(head)) &&
           write_all(out->policy_fd, view->blob_, view->size_) &&
           fcntl(out->policy_fd, F_ADD_SEALS, HANDOVER_POLICY_SEALS) == 0;
}

static bool make_state(struct preload_handover *out)
{
    void *memory;

    out->state_fd = memory_file("pmu-run state");
    if (out->state_fd < 0 || ftruncate(out->state_fd, sizeof(*out->state)) != 0 ||
        fcntl(out->state_fd, F_ADD_SEALS, HANDOVER_STATE_SEALS) != 0)
        return false;
    memory = mmap(NULL, sizeof(*out->state), PROT_READ | PROT_WRITE, MAP_SHARED, out->state_fd, 0);
    if (memory == MAP_FAILED)
        return false;
    out->state = memory;
    out->state->magic = HANDOVER_MAGIC;
    return true;
}

bool preload_handover_make(struct report *report, struct preload_handover *out)
{
    *out = (struct preload_handover){.policy_fd = -1, .state_fd = -1};
    if (make_cookie(&out->cookie) && make_policy(report, out) && make_state(out))
        return true;
    return failure_set(&report->failure, FAILURE_SYSTEM, "cannot hand over the policy: %s",
                       strerror(errno));
}

/* RLIMIT_NOFILE may leave no room up there. */
static int duplicate(int fd)
{
    const int high = fcntl(fd, F_DUPFD, HANDOVER_FIRST_FD);

    return high >= 0 ? high : fcntl(fd, F_DUPFD, STDERR_FILENO + 1);
}

bool preload_handover_pass_on(const struct preload_handover *handover)
{
    const int policy_fd = duplicate(handover->policy_fd);
    const int state_fd = duplicate(handover->state_fd);
    char value[32];

    if (policy_fd < 0 || state_fd < 0)
        return false;
    snprintf(value, sizeof(value), "%d,%d", policy_fd, state_fd);
    return setenv(HANDOVER_VARIABLE, value, 1) == 0;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls made inside a thread that we trace. Between remote_open() and remote_close() the
 * thread does nothing of its own, and its signals wait.
 *
 * A function that returns false has said why in remote->trouble. remote->status is then what
 * waitpid() said when the thread ended, or came to a stop that is none of ours; else 0.
 */
#ifndef PMU_START_REMOTE_H
#define PMU_START_REMOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/start/registers.h"

struct remote {
    pid_t tid;
    unsigned long options; /* the thread's options of ptrace, which include TRACESYSGOOD */
    int memory_fd;         /* /proc/TID/mem */
    int status;
    bool is_suspended; /* the thread's own seccomp filters do not act meanwhile */
    enum convention convention;
    uint64_t address; /* of the instruction that makes the calls */
    uint64_t mask;    /* the signals that the thread blocks */
    struct registers saved;
    char trouble[160];
};

/* Takes over a thread, which is in a ptrace-stop. After a failure nothing has changed. */
bool remote_open(struct remote *remote, pid_t tid, unsigned long options);

/*
 * Finds the instruction to make calls with: at the address, where the thread has made one with it,
 * or the first of the thread's width in the `size` bytes from there on, of which 16 KiB are looked
 * at. False, without trouble, when there is none.
 */
bool remote_use_instruction(struct remote *remote, uint64_t address);
bool remote_find_instruction(struct remote *remote, uint64_t address, uint64_t size);

/* Gives up, and says why. Returns false. */
bool remote_fail(struct remote *remote, const char *why);

/* For a thread that is about to make a call: that call fails. */
bool remote_skip_call(struct remote *remote);

/* Makes one call. *result is a negative errno value where the kernel refused it. */
bool remote_call(struct remote *remote, enum call call, const uint64_t arguments[CALL_ARGUMENTS],
                 int64_t *result);

bool remote_write(struct remote *remote, uint64_t address, const void *bytes, size_t size);

/*
 * Puts everything back, so that the thread goes on as if nothing had happened. It is in a stop as
 * after PTRACE_INTERRUPT then, and remote->status tells of that stop. `repeat`: it was about to
 * make a call, and is to make it now.
 */
bool remote_close(struct remote *remote, bool repeat);

#endif

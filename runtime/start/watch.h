/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the system calls of a traced VMM mean for a filter. On x86 a VM gets its filter at the end
 * of the call that creates it. On arm64 it gets it through a vCPU, just before the VMM initialises
 * that vCPU's PMU; from the creation of a VM until then each call of each thread comes by here.
 *
 * The first three functions set trace->failure when a VM could not get its filter. The thread is
 * in a ptrace-stop before and after.
 */
#ifndef PMU_START_WATCH_H
#define PMU_START_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/start/tracees.h"

struct trace;

/* A system call, as the kernel tells it: the same for all architectures. */
struct watched_call {
    uint32_t architecture; /* AUDIT_ARCH_... */
    uint64_t number;
    uint64_t arguments[6];
    int64_t result; /* at its end */
};

/* arm64: a VM that was created. */
struct watched_vm {
    pid_t pid;
    int fd;
    bool is_loaded;
    bool is_closed; /* another VM has this descriptor now */
};

/* arm64: a vCPU that was created. */
struct watched_vcpu {
    pid_t pid;
    int fd;
    size_t vm; /* its place among the VMs */
};

struct watch {
    bool has_loaded; /* at least one VM has its filter */
    struct watched_vm *vms;
    size_t vm_count;
    struct watched_vcpu *vcpus;
    size_t vcpu_count;
};

/*
 * The thread is at the end of a call that created a VM. *status is, after a load, what waitpid()
 * said of the stop that the thread is in now, or of its end.
 */
void watch_vm(struct trace *trace, struct tracee *tracee, int vm_fd, int *status);

/* The thread is about to make a call. Only while trace->steps. *status as above. */
void watch_call(struct trace *trace, struct tracee *tracee, const struct watched_call *call,
                int *status);

/* The call that tracee->awaited was set for has ended. */
void watch_end_of_call(struct trace *trace, struct tracee *tracee, const struct watched_call *call);

/* A thread has ended, or its call has created no VM: there may be nothing to wait for any longer.
 */
void watch_settle(struct trace *trace);

/* Whether the call is an ioctl() of this number, by whichever way into the kernel. */
bool watch_is_ioctl(const struct watched_call *call, uint32_t request);

void watch_free(struct watch *watch);

#endif

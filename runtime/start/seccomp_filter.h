/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guard: a seccomp filter that lets nobody create a VM behind our back. It is inherited by
 * every thread and every process that comes after, through every exec, and cannot be taken back.
 *
 * Without a cookie, ioctl(KVM_CREATE_VM) stops for the tracer, and fails with ENOSYS where there is
 * none. With a cookie the call is allowed when its fourth argument, which the kernel does not look
 * at, is the cookie, and fails with ENOSYS else. The same goes for KVM_SET_PMU_EVENT_FILTER of x86,
 * which would replace the filter that we have loaded, and, with a cookie, for KVM_SET_DEVICE_ATTR
 * of arm64, which could initialise a PMU that has no filter. Nobody behind the guard can become a
 * listener or a tracer that is asked in our place.
 */
#ifndef PMU_START_SECCOMP_FILTER_H
#define PMU_START_SECCOMP_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#include "runtime/run/failure.h"

enum { SECCOMP_GUARD_MAX = 96 };

/* A program that lives as long as this struct does; `program` points into it. */
struct seccomp_guard {
    struct sock_filter instructions[SECCOMP_GUARD_MAX];
    struct sock_fprog program;
};

/* Fills *guard. An empty program: the architecture at hand is none that we know. */
void seccomp_guard_fill(struct seccomp_guard *guard, bool has_cookie, uint64_t cookie);

/*
 * Puts the calling thread under the guard, for the child before its exec. Sets no_new_privs where
 * the kernel asks for it, which it does without CAP_SYS_ADMIN. Then tries the guard with a
 * KVM_CREATE_VM on no file: a tracer sees that call, and without a tracer it has to fail with
 * ENOSYS. Returns false, with the failure set, when there is no guard or another filter overrules
 * it.
 */
bool seccomp_guard_install(bool has_cookie, uint64_t cookie, struct failure *failure);

#endif

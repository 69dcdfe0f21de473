/* SPDX-License-Identifier: BSD-2-Clause */
/* The threads that we trace. The table owns its memory until tracees_free(). */
#ifndef PMU_START_TRACEES_H
#define PMU_START_TRACEES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What the end of the call, which a thread is in, has for us. */
enum awaited { AWAITED_NOTHING, AWAITED_VM, AWAITED_VCPU };

struct tracee {
    pid_t tid;
    enum awaited awaited;
    bool is_kvm; /* AWAITED_VM: it was asked of KVM's device, and not of some other file */
    size_t vm;   /* AWAITED_VCPU: the place of its VM among those that are watched */
};

struct tracees {
    struct tracee *all;
    size_t count;
    size_t room;
};

/* Null when it is not there. A pointer stays good until a tracee is added or removed. */
struct tracee *tracees_find(const struct tracees *tracees, pid_t tid);

/* Finds it, or adds it. Null when there is no memory. */
struct tracee *tracees_add(struct tracees *tracees, pid_t tid);

/* Fine for one that is not there. */
void tracees_remove(struct tracees *tracees, pid_t tid);

void tracees_free(struct tracees *tracees);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What `pmu-run --preload` hands to its library in a VMM, and what comes back. Two memory files,
 * whose descriptors an environment variable names, so that they reach a VMM through wrappers:
 *
 *   the policy  sealed, so that nobody can change it: struct handover_policy, and the blob
 *   the state   shared, and mapped by both sides: struct handover_state
 *
 * The library maps both before main(), since VMMs close descriptors that they do not know. Nothing
 * else is needed later: it tells pmu-run of a load through the state, and wakes it by a futex.
 *
 * pmu-run does not trust the state. A VMM can write there what it likes, and can load what it likes
 * into its VM, too.
 */
#ifndef PMU_PRELOAD_HANDOVER_H
#define PMU_PRELOAD_HANDOVER_H

#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>

#include "runtime/pmufilter.h"

/* "POLICY,STATE", two descriptors in decimal. */
#define HANDOVER_VARIABLE "PMU_RUN_HANDOVER"

/* Changes when anything in this file does, so that no other version's library takes it. */
#define HANDOVER_MAGIC 0x31306e7572756d70ull

/* Below are those that shells and their scripts like to use for themselves. */
enum { HANDOVER_FIRST_FD = 100 };

#define HANDOVER_POLICY_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)
#define HANDOVER_STATE_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW)

struct handover_policy {
    uint64_t magic;
    uint64_t cookie; /* the guard of pmu-run lets a VM be created by those who know it */
    uint32_t section;
    uint32_t alternative;
    uint64_t blob_size; /* bytes, which follow */
};

_Static_assert(sizeof(struct handover_policy) == 32, "no padding that could differ");

enum handover_stage { HANDOVER_EMPTY, HANDOVER_BEING_FILLED, HANDOVER_READY };

/* One load: the kernel's answer. */
struct handover_event {
    _Atomic uint32_t stage; /* enum handover_stage */
    int32_t pid;            /* as its own PID namespace has it */
    int32_t vm_fd;
    int32_t error; /* PMUF_OK, or why this VMM has ended itself */
    struct pmuf_result result;
};

enum { HANDOVER_EVENT_COUNT = 64 };

struct handover_state {
    uint64_t magic;
    _Atomic uint32_t bell;     /* changes when something happened; a futex */
    _Atomic uint32_t attached; /* how many programs have the library in them, and the policy */
    _Atomic uint32_t lost;     /* loads, not failures, for which no event was free */
    struct handover_event events[HANDOVER_EVENT_COUNT];
};

#endif

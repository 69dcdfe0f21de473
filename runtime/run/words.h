/* SPDX-License-Identifier: BSD-2-Clause */
/* The words for what libpmufilter says in numbers. Every string is constant. */
#ifndef PMU_RUN_WORDS_H
#define PMU_RUN_WORDS_H

#include <stdint.h>
#include <stdio.h>

#include "runtime/pmufilter.h"

/* A capability of KVM that an alternative can need. */
struct capability {
    uint32_t architecture; /* enum pmuf_architecture */
    uint32_t requirement;  /* one bit of enum pmuf_requirement */
    unsigned int number;   /* of KVM_CHECK_EXTENSION */
    const char *name;
    const char *since; /* the first Linux that has it */
};

enum { CAPABILITY_COUNT = 3 };
extern const struct capability capabilities[CAPABILITY_COUNT];

/* A word of pmu-run(1), in lower case, and the name as people write it. */
struct vendor_words {
    const char *word;
    const char *name;
};

/* Of an enum pmuf_vendor; never null. */
const struct vendor_words *words_vendor(uint32_t vendor);

/* How pmu-policy(5) writes a CPU model: "6-0x8f". */
enum { WORDS_MODEL_SIZE = 32 };
void words_model(const struct pmuf_host *host, char out[WORDS_MODEL_SIZE]);

/* All MIDRs of an arm64 host: "0x410fd0c1, 0x411fd400". */
enum { WORDS_MIDRS_SIZE = PMUF_MAX_MIDRS * (int)sizeof("0xffffffff, ") };
void words_midrs(const struct pmuf_host *host, char out[WORDS_MIDRS_SIZE]);

/* "masked", "select-umask" or "arm64-ranges". */
const char *words_kind(uint32_t kind);

/* "yes", "no" or "unknown", whether guests get a vPMU; and why not, or null. */
const char *words_guest_pmu(uint32_t guest_pmu);
const char *words_guest_pmu_reason(const struct pmuf_host *host);

/* The name of a hypervisor with this CPUID signature, or null for one that is not known. */
const char *words_hypervisor(const char *signature);

#endif

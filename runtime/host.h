/* SPDX-License-Identifier: BSD-2-Clause */
/* Limits of struct pmuf_host that pmuf_probe() and pmuf_pick() share. */
#ifndef PMUF_HOST_H
#define PMUF_HOST_H

#include "runtime/pmufilter.h"
#include <stdbool.h>

/* No version of the struct will be larger. A larger size was never set: do not write so far. */
#define HOST_MAX_SIZE 4096u

/* Whether the size that a caller has set can be true. A newer caller's struct may be larger. */
static inline bool host_has_size(const struct pmuf_host *host)
{
    return host->size >= sizeof(struct pmuf_host) && host->size <= HOST_MAX_SIZE;
}

/* Whether KVM treats CPUs of this vendor as Intel's, and whether as AMD's. */
static inline bool host_is_intel(const struct pmuf_host *host)
{
    return host->vendor == PMUF_VENDOR_INTEL || host->vendor == PMUF_VENDOR_CENTAUR ||
           host->vendor == PMUF_VENDOR_ZHAOXIN;
}

static inline bool host_is_amd(const struct pmuf_host *host)
{
    return host->vendor == PMUF_VENDOR_AMD || host->vendor == PMUF_VENDOR_HYGON;
}

#endif

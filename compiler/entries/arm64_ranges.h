/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An arm64 host's policy as the calls that KVM takes, one range of event numbers each. Their order
 * is meaning, the first call of a VM's life sets what all others start from, and any call can fail.
 * So a filter begins with three records that deny everything on any VM, whatever was set before:
 * an empty ALLOW, then a DENY of each half of the event space; the fewest ALLOW ranges follow.
 * Every prefix of that allows at most what the policy allows.
 *
 * Hosts with 10-bit event numbers refuse a range that reaches beyond them (arch/arm64/kvm/
 * pmu-emul.c): no range crosses that limit, so that a loader can leave those beyond it out.
 */
#ifndef PMUC_ENTRIES_ARM64_RANGES_H
#define PMUC_ENTRIES_ARM64_RANGES_H

#include "compiler/entries/filters.h"
#include "compiler/policy/policy.h"

/* The only alternative of an arm64 section, in the arena. */
struct alternative lower_arm64_ranges(const struct host_policy *host, struct arena *arena);

#endif

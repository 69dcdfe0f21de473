/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a guest sees of a point's verdict: how KVM enforces a filter (Linux arch/x86/kvm/pmu.c,
 * arch/arm64/kvm/pmu-emul.c), and what a Linux guest does with such an event.
 */
#ifndef PMUC_REVIEW_GUEST_VIEW_H
#define PMUC_REVIEW_GUEST_VIEW_H

#include "compiler/review/reach.h"

enum { MAX_GUEST_LINES = 4 };

/* A point of one host; of an arm64 event the unit mask is the number's low byte. */
struct reached_point {
    bool is_fixed;
    uint32_t select;
    uint32_t umask;
};

bool reach_has(const struct reach *reach, const struct reached_point *point);

/* Sentences without a capital and a full stop, in the arena; returns how many. */
uint32_t guest_view(const struct reach *reach, const struct reached_point *point,
                    const char *lines[MAX_GUEST_LINES], struct arena *arena);

#endif

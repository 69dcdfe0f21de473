/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An x86 filter as the JSON of QEMU's kvm-pmu-filter object, in the form of the patch series of
 * April 2025. No release of QEMU has it.
 */
#ifndef PMUC_REVIEW_QEMU_OBJECT_H
#define PMUC_REVIEW_QEMU_OBJECT_H

#include <stdbool.h>
#include <stdio.h>

#include "compiler/entries/filters.h"

/* `id` is a name that QEMU takes for one. Of an x86 alternative. */
void qemu_object_write(FILE *stream, const struct alternative *alternative, const char *id);

/*
 * Whether the object needs masked events although the alternative does not: QEMU refuses a filter
 * without anything in it, which is one that denies everything, or nothing.
 */
bool qemu_object_needs_masked(const struct alternative *alternative);

#endif

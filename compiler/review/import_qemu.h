/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JSON of QEMU's kvm-pmu-filter object: the form of the patch series of April 2025, and those
 * of the two drafts before it, in which numbers are texts, fixed counters are an object, and (in
 * the first) each event has an action of its own. QEMU's own rules are kept: entries are all
 * masked, or none is, and a filter without anything in it is refused.
 *
 * Mistakes and remarks are diagnostics at their places. Everything is in the arena.
 */
#ifndef PMUC_REVIEW_IMPORT_QEMU_H
#define PMUC_REVIEW_IMPORT_QEMU_H

#include "compiler/base/diagnostic.h"
#include "compiler/review/foreign.h"

/* Null after an error. The hosts are of x86. */
const struct filters *import_qemu(const struct source *source, const struct foreign_hosts *hosts,
                                  struct arena *arena, struct diagnostics *diagnostics);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Denials of the arm64 events that KVM never filters: nobody may believe that they work. */
#ifndef PMUC_POLICY_UNFILTERABLE_H
#define PMUC_POLICY_UNFILTERABLE_H

#include "compiler/base/diagnostic.h"
#include "compiler/policy/policy.h"

/* An error for a deny rule that names nothing else, a warning for one that names more. */
void unfilterable_check(const struct rule *rule, const struct hosts *hosts,
                        struct diagnostics *diagnostics);

#endif

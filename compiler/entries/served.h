/* SPDX-License-Identifier: BSD-2-Clause */
/* The hosts that a section serves: CPU signatures, or the rest of a vendor. */
#ifndef PMUC_ENTRIES_SERVED_H
#define PMUC_ENTRIES_SERVED_H

#include "compiler/base/diagnostic.h"
#include "compiler/entries/filters.h"
#include "compiler/policy/policy.h"

/* Adds a host to a section. False, after a message, when the section has no room for it. */
bool serve_host(struct section *section, const struct host *host, struct arena *arena,
                const struct policy *policy, struct diagnostics *diagnostics);

#endif

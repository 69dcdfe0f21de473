/* SPDX-License-Identifier: BSD-2-Clause */
/* What --target names: a vendor, or one CPU model of it; and which sections such a host gets. */
#ifndef PMUC_COMMANDS_TARGET_H
#define PMUC_COMMANDS_TARGET_H

#include "compiler/entries/filters.h"
#include "compiler/events/events.h"
#include "compiler/policy/policy.h"

struct target {
    const char *text; /* as it was written; null: no target, which is every host */
    enum vendor vendor;
    const struct cpu_model *model; /* null: the vendor as a whole */
    bool is_other;                 /* "intel:other": every model that is not listed */
};

/* Whether the text begins with a vendor that there is. Whether the model exists is seen later. */
bool target_has_vendor(const char *text);

/*
 * False, after a message on standard error, when no such model is known. The vendor may be left out
 * in front of a model.
 */
bool target_read(const char *text, struct events *events, struct target *out);

/*
 * Whether a host that the target names would get this section. For a model that no section of the
 * blob lists, that is the one for the rest of its vendor.
 */
bool target_gets(const struct target *target, const struct filters *filters, uint32_t section);

/*
 * Whether every host that the target names would get this section, if it is the only one that some
 * of them get: not where it lists only some models of the vendor, or some steppings of the model.
 */
bool target_is_covered(const struct target *target, const struct section *section);

/* Whether the target names this host of a policy. */
bool target_names(const struct target *target, const struct host *host);

#endif

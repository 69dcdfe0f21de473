/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of pmuf_check(), private to the runtime. Each function returns PMUF_OK or the first
 * fault it finds, and then check->offset is the place of the field at fault. Nothing is allocated.
 */
#ifndef PMUF_CHECK_PARTS_H
#define PMUF_CHECK_PARTS_H

#include "runtime/layout.h"
#include "runtime/pmufilter.h"
#include <stdbool.h>

struct check {
    const unsigned char *blob;
    size_t end;    /* where the checksum begins; no other part may reach beyond */
    size_t offset; /* of the field at fault */
};

static inline int check_fail(struct check *check, enum pmuf_error error, size_t offset)
{
    check->offset = offset;
    return error;
}

/*
 * Checks the body of one section, and the section against all sections before it. The section table
 * has been checked, and so have the bodies of the earlier sections.
 */
int pmuf_check_section(struct check *check, uint32_t index);

/*
 * Checks an x86 payload, which lies inside its section. `intel` says whether the section serves a
 * host that KVM treats as Intel's.
 */
int pmuf_check_x86_payload(struct check *check, const struct alternative *alternative, bool intel);

/*
 * Checks that two payloads, both accepted by the function above, mean the same filter. `pairs` is
 * of the select-umask kind: every later alternative is, since it must not need masked events again.
 */
int pmuf_check_x86_meaning(struct check *check, const struct alternative *first,
                           const struct alternative *pairs);

/* Checks an arm64 payload, which lies inside its section. */
int pmuf_check_arm64_payload(struct check *check, const struct alternative *alternative);

/*
 * Whether the records of an arm64 payload, given in order, leave an event countable: the last one
 * that covers it decides. KVM never filters SW_INCR and CHAIN; that is not looked at here.
 */
bool pmuf_arm64_is_allowed(const unsigned char *records, size_t size, uint32_t event);

#endif

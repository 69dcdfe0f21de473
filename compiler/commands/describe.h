/* SPDX-License-Identifier: BSD-2-Clause */
/* Words for the codes of a blob. Every result is a constant text or goes to the stream. */
#ifndef PMUC_COMMANDS_DESCRIBE_H
#define PMUC_COMMANDS_DESCRIBE_H

#include <stdio.h>

#include "compiler/entries/filters.h"

/* "Linux 6.3 (KVM_CAP_PMU_EVENT_MASKED_EVENTS)" */
const char *describe_requirements(uint32_t requirements);

/* "intel", "hygon"; "unknown vendor" */
const char *describe_vendor(uint32_t vendor);

/* "masked", "select-umask", "arm64 ranges" */
const char *describe_kind(enum pmuf_kind kind);

/* The hosts that a section serves: "intel (every model), amd 25-0x11" */
void describe_hosts(FILE *stream, const struct filters *filters, uint32_t index);

/* "0 (instructions), 1 (cycles)" or "none" */
void describe_fixed(FILE *stream, uint32_t bitmap);

/* One entry in words: "include select 0xc4, unit masks with (umask & 0xf0) == 0x00" */
void describe_entry(FILE *stream, enum pmuf_kind kind, const struct entry *entry);

#endif

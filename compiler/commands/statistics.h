/* SPDX-License-Identifier: BSD-2-Clause */
/* What pmuc dump tells of a source beyond its blob: reasons, and with --stats costs. */
#ifndef PMUC_COMMANDS_STATISTICS_H
#define PMUC_COMMANDS_STATISTICS_H

#include "compiler/commands/target.h"
#include "compiler/compile.h"

/* Entries and unit masks of each select, from the section's first alternative. */
void statistics_print_section(const struct section *section);

/* The reasons that rules give with because, each with its place. */
void statistics_print_reasons(const struct compilation *compilation);

/* What each rule costs in masked entries, on each x86 host that the target names. */
void statistics_print_rules(const struct compilation *compilation, const struct target *target);

#endif

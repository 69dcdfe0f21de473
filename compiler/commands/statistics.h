/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc dump --stats: what the entries are spent on. */
#ifndef PMUC_COMMANDS_STATISTICS_H
#define PMUC_COMMANDS_STATISTICS_H

#include "compiler/compile.h"

/* Entries and unit masks of each select, from the section's first alternative. */
void statistics_print_section(const struct section *section);

/* What each rule costs in masked entries, on each host that the bits of enum pmuf_rest name. */
void statistics_print_rules(const struct compilation *compilation, uint32_t target_bits);

#endif

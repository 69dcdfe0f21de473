/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event names that libpfm4 has for a CPU model.
 *
 * libpfm4 is loaded when the first list is asked for, and stays loaded: whoever writes numbers, or
 * has no libpfm4, pays nothing. That is the only state between calls. Neither it nor libpfm4 is
 * made for threads.
 *
 * Each name means what libpfm4 itself encodes for just this name. Left out is what could not be
 * told to KVM, or not be believed: an event without the unit mask that it needs, what asks a
 * counter for more than enum event_qualifier knows, and on Intel an event with select 0 that is
 * none of the fixed counters' well-known names (in 4.13: spr TOPDOWN.BACKEND_BOUND_SLOTS, whose
 * select was forgotten and whose unit mask would read as the cycle counter; glm CPU_CLK_UNHALTED).
 *
 * What cannot be seen here: libpfm4 has one code for an event that has twins (icx OCR: 0xb7, not
 * 0xbb), and its tables have slips (4.13: spr INST_RETIRED.ANY is 0xc0/0x01, not fixed counter 0).
 * So every other catalogue goes before it.
 */
#ifndef PMUC_EVENTS_LIBPFM_H
#define PMUC_EVENTS_LIBPFM_H

#include "compiler/base/arena.h"
#include "compiler/events/catalogue.h"

/*
 * The names of one PMU of libpfm4, such as "spr", ascending by key, no key twice, and what they
 * come from. All of it is in the arena; the events point to the given catalogue.
 *
 * False, with nothing written, when there is no libpfm4 (also not at the time of ./configure) or
 * one with another interface, or no PMU of a CPU core with this name whose table is the same on
 * every machine and whose events are coded as Intel and AMD do it.
 *
 * libpfm4 tells its version as major and minor number of its interface, "4.0", in all releases: the
 * hash is what tells its tables apart. It is the SHA-256 of a listing with one line for each event,
 * ascending by key, of five fields with one space between them and a line feed behind the last:
 *
 *     KEY SELECT UMASK FIXED QUALIFIERS
 *     br_inst_retired.all_branches 0c4 00 0 0
 *
 * numbers in lower-case hexadecimal: three digits of select, two of unit mask, then `fixed` and
 * `qualifiers` of struct event without leading zeros. An event of a fixed counter has "000 00".
 */
bool libpfm_read(const char *pmu, struct arena *arena, struct event **events, uint32_t *count,
                 struct catalogue *catalogue);

#endif

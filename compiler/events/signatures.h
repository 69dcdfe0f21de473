/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of CPUs: signatures of x86 and arm64, as text and compared. All are pure. */
#ifndef PMUC_EVENTS_SIGNATURES_H
#define PMUC_EVENTS_SIGNATURES_H

#include "compiler/events/catalogue.h"

enum {
    MAX_FAMILY = 0xf + 0xff, /* base and extended family */
    MAX_MODEL = 0xff,
    MAX_STEPPING = 15,
    EVERY_STEPPING = 0xffff,
    MAX_IMPLEMENTER = 0xff,
    MAX_PART = 0xfff
};

/*
 * A signature as text: "6-0x8f" on x86, "0x41-0xd0c" on arm64. False for what is none; numbers that
 * are too large for any CPU are none.
 */
bool read_signature(enum vendor vendor, const char *text, struct pmuf_signature *signature);

/* The signature of an arm64 CPU in every variant and revision. */
struct pmuf_signature midr_signature(uint32_t implementer, uint32_t part);

/* As read_signature() reads it. In the arena. */
const char *signature_name(struct arena *arena, const struct pmuf_signature *signature);

/* Whether every CPU that has one of `signatures` has one of `cover`. */
bool signatures_cover(const struct pmuf_signature *cover, uint32_t cover_count,
                      const struct pmuf_signature *signatures, uint32_t count);

/* Puts signatures in the order that struct cpu_model wants. */
void signatures_sort(struct pmuf_signature *signatures, uint32_t count);

#endif

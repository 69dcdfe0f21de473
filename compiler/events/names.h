/* SPDX-License-Identifier: BSD-2-Clause */
/* What names and numbers in a catalogue may look like. All are pure. */
#ifndef PMUC_EVENTS_NAMES_H
#define PMUC_EVENTS_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/events/catalogue.h"

enum {
    MAX_EVENT_NAME = 128, /* letters, digits and _ - . : */
    MAX_MODEL_NAME = 32,  /* lower-case letters, digits, - and . */
    MAX_CATALOGUE_NAME = 64,
    MAX_VERSION = 32, /* printable ASCII */
};

bool is_event_name(const char *text);

/* For models and catalogues, which may be of at most `limit` bytes. */
bool is_plain_name(const char *text, uint32_t limit);

bool is_version(const char *text);

/* Decimal, or hexadecimal behind 0x; no sign, and no zeros in front that could mean octal. */
bool read_number(const char *text, uint64_t *number);

/* In the arena. */
const char *lower_case(struct arena *arena, const char *text);

/* "intel"; false for an unknown name. */
bool read_vendor(const char *text, enum vendor *vendor);
const char *vendor_name(enum vendor vendor);

#endif

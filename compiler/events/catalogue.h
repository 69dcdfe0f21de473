/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a catalogue of event names says: events, and CPU models. The forms in which catalogues come
 * (our YAML, perfmon's and perf's JSON, libpfm4) all become these. Everything lives in the arena.
 */
#ifndef PMUC_EVENTS_CATALOGUE_H
#define PMUC_EVENTS_CATALOGUE_H

#include <stdbool.h>
#include <stdint.h>

#include "compiler/base/source.h"
#include "runtime/pmufilter.h"

enum vendor { VENDOR_INTEL, VENDOR_AMD, VENDOR_ARM64, VENDOR_COUNT };

/* What an event asks of a counter beyond its code. KVM's filter sees none of it. */
enum event_qualifier {
    EVENT_COUNTER_MASK = 1,   /* counts cycles in which it happened so often (cmask) */
    EVENT_INVERT = 2,         /* ... or less often (inv) */
    EVENT_EDGE = 4,           /* counts how often it began (edge) */
    EVENT_ANY_THREAD = 8,     /* of both threads of a core (any) */
    EVENT_EXTRA_REGISTER = 16 /* needs another register beside the event selector */
};

/* An event of a general-purpose counter; on arm64 the select is the event number, the umask 0. */
struct event_code {
    uint16_t select;
    uint8_t umask;
};

struct catalogue {
    const char *name;
    const char *version; /* as the catalogue writes it, "" when it has none */
    const char *hash; /* SHA-256 of the file in 64 hexadecimal digits; see libpfm.h for libpfm4 */
    const char *path; /* null when it is no file */
    bool was_used;    /* gave a name to a policy; set by those who resolve names */
};

/* One name. Either codes or a fixed counter. */
struct event {
    const char *name;               /* as the catalogue spells it */
    const char *key;                /* the name in lower case with '.' for ':': what is compared */
    const struct event_code *codes; /* ascending; several when the CPU has several for one event */
    uint32_t code_count;            /* 0 for a fixed counter */
    uint32_t fixed;                 /* bit n: fixed counter n; 0 for codes */
    uint32_t qualifiers;            /* enum event_qualifier */
    const char *deprecated;         /* null; or the name to use instead, "" when none is told */
    struct catalogue *catalogue;
    struct span span; /* where its name stands; empty for libpfm4 */
};

/* A CPU model that `cpus` and targets can name. */
struct cpu_model {
    const char *name; /* the main one: spr */
    enum vendor vendor;
    const struct pmuf_signature *signatures; /* ascending, disjoint */
    uint32_t signature_count;
    const char *libpfm;    /* its PMU in libpfm4, or null */
    const char *refused;   /* why no guest there has a vPMU, for a message; null */
    const char *full_name; /* "Sapphire Rapids", for people; "" when none */
};

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts that filters serve, as a policy would name them: models by the names that catalogues
 * have for exactly these CPUs, else by signature. The same hosts give the same roster, however they
 * are spread over sections and signatures.
 */
#ifndef PMUC_REVIEW_ROSTER_H
#define PMUC_REVIEW_ROSTER_H

#include "compiler/entries/filters.h"
#include "compiler/events/events.h"

struct roster_host {
    enum vendor vendor;
    bool is_rest;                  /* every model of the vendor that is not listed */
    const char *model;             /* as cpus lists it: "spr", "6-0x8f", "other"; null: no cpus */
    const struct cpu_model *names; /* whose event names fit; null: those of every model */
    uint32_t section;
    struct pmuf_signature first; /* the lowest of its signatures; of a rest nothing */
};

/* By vendor; there by the lowest signature, and the rest last. */
struct roster {
    struct roster_host *hosts;
    uint32_t count;
};

/*
 * False when a policy could not name some host: *reason says which and why. What is wrong with a
 * catalogue is reported among the diagnostics of `events`. In the arena.
 */
bool roster_create(const struct filters *filters, struct events *events, struct arena *arena,
                   struct roster *out, const char **reason);

/* The hosts of a vendor: their number, and where they begin. */
uint32_t roster_hosts_of(const struct roster *roster, enum vendor vendor, uint32_t *first);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filters to the bytes of a blob, pmu-blob(5), and back. Encoding a decoded blob gives the same
 * bytes again, unless it has compat bits and an annex, which pmuc does not write and filters do not
 * hold.
 */
#ifndef PMUC_BLOB_BLOB_H
#define PMUC_BLOB_BLOB_H

#include <stddef.h>

#include "compiler/base/arena.h"
#include "compiler/entries/filters.h"

struct blob {
    unsigned char *bytes; /* in the arena */
    size_t size;
};

/* Sorts the sections into the blob's canonical order first. Null when it would be above 1 MiB. */
struct blob *blob_encode(struct filters *filters, struct arena *arena);

/* The 64-bit number that KVM takes for an entry. */
uint64_t blob_encode_entry(enum pmuf_kind kind, const struct entry *entry);

/* The content of a blob that pmuf_check() accepted. Never null. */
struct filters *blob_decode(const struct pmuf_view *view, struct arena *arena);

#endif

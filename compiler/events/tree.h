/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A YAML text, which a JSON text is too, as a tree of scalars, lists and mappings.
 *
 * Catalogues are untrusted. What could make a small text large or a tree into something else is
 * refused: anchors and aliases, tags, a second document, a key that is not a scalar, a key that is
 * repeated, control characters that an escape smuggles into a scalar, and sizes above these limits.
 */
#ifndef PMUC_EVENTS_TREE_H
#define PMUC_EVENTS_TREE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    TREE_MAX_DEPTH = 16,        /* lists and mappings around a scalar */
    TREE_MAX_NODES = 1000000,   /* of one text */
    TREE_MAX_KEYS = 100,        /* of one mapping */
    TREE_MAX_SCALAR = 16 * 1024 /* bytes of one scalar */
};

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

/* In the reader's scratch arena. */
struct node {
    const struct node *next;  /* in its list; in a mapping a key, its value, the next key ... */
    const struct node *first; /* of a list or mapping */
    const char *text;         /* of a scalar, NUL-terminated and without other NULs */
    uint32_t size;            /* bytes of a scalar; items of a list; keys of a mapping */
    uint32_t start;           /* in characters, as libyaml counts */
    uint32_t end;
    enum node_kind kind;
    bool is_plain; /* a scalar without quotes */
};

struct reader;

/* The root; null when something was refused, after an error. */
const struct node *tree_read(struct reader *reader);

/* The value of a mapping's key, or null. */
const struct node *node_get(const struct node *map, const char *key);

#endif

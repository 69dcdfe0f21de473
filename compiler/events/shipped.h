/* SPDX-License-Identifier: BSD-2-Clause */
/* Which catalogues there are: those that are shipped, and those that the command line names. */
#ifndef PMUC_EVENTS_SHIPPED_H
#define PMUC_EVENTS_SHIPPED_H

#include "compiler/events/catalogue_file.h"

enum { SHIPPED_MAX_FILES = 200 };

struct path_list {
    const char *paths[SHIPPED_MAX_FILES];
    uint32_t count;
};

/* The *.yaml of a folder in the order of their names. None, after an error, when there are none. */
struct path_list shipped_list(const char *folder, struct arena *arena,
                              struct diagnostics *diagnostics);

/*
 * Takes FILE or MODELS=FILE apart: vendor and references go into `file`. The path of FILE, or null
 * after an error.
 */
const char *argument_read(const char *argument, struct catalogue_file *file, struct arena *arena,
                          struct diagnostics *diagnostics);

#endif

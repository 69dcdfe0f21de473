/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy blob, read from a file into memory that nobody else can write, and checked there. The
 * struct owns its bytes until blob_file_close(); the view points into them.
 */
#ifndef PMU_RUN_BLOB_FILE_H
#define PMU_RUN_BLOB_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/pmufilter.h"
#include "runtime/run/failure.h"

struct blob_file {
    char *bytes;           /* null unless the blob was accepted */
    struct pmuf_view view; /* empty unless the blob was accepted */
};

/*
 * Reads a regular file, or standard input for "-". Refuses anything else, also a file that is too
 * large and a blob that the check refuses. Returns false, with the failure set and nothing to
 * close, when it refuses.
 */
bool blob_file_open(struct blob_file *out, const char *path, struct failure *failure);

/* Also fine after a failed open, and on a struct of zeros. */
void blob_file_close(struct blob_file *blob);

#endif

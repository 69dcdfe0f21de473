/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes an output so that nobody ever sees half of it. A regular file, or one that is not there
 * yet, is written under a temporary name beside it, synced and renamed: on any failure the old file
 * stays as it was and nothing new remains. Symbolic links are followed; owner, group and
 * permissions are kept, and where they cannot be, nothing is written.
 * Anything else ("-": standard output, /dev/null, a FIFO) is written to directly.
 */
#ifndef PMUC_BASE_OUTPUT_FILE_H
#define PMUC_BASE_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* False when it failed: *reason is a phrase, not to be freed. */
bool output_write(const char *path, const void *bytes, size_t size, const char **reason);

#endif

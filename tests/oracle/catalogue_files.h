/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A random catalogue as files: those that are shipped in one folder, and those for --events beside
 * it. They are written again for each catalogue, and removed at the end of the program, which
 * cannot go on without them: it ends with a message where they cannot be written.
 */
#ifndef PMUC_TEST_CATALOGUE_FILES_H
#define PMUC_TEST_CATALOGUE_FILES_H

#include "compiler/events/events.h"
#include "tests/oracle/test_catalogue.h"

/* Sets what the compiler needs to read the catalogue. The paths stay good until the next call. */
void catalogue_write(const struct test_catalogue *catalogue, struct arena *arena,
                     struct events_options *out);

/* Keeps the files of the last catalogue, and tells their folder; those of --events stand beside it.
 */
const char *catalogue_keep(void);

#endif

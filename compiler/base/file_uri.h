/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The URI of a source file, for programs that read messages. Every byte of a name that is not a
 * letter, a digit or one of -._~/ is written as %NN, so any name can be had back exactly.
 */
#ifndef PMUC_BASE_FILE_URI_H
#define PMUC_BASE_FILE_URI_H

#include "compiler/base/source.h"

struct file_uri {
    const char *text;
    bool is_relative; /* to the working folder, and the file lies below it */
};

/*
 * A relative name stays as it is written, without its "./". One that leaves the folder and comes
 * back, or is absolute, becomes relative when the file lies below the working folder, and else an
 * absolute file: URI. Standard input has no URI: null. In the arena; cannot fail.
 */
struct file_uri file_uri_of(const struct source *source, struct arena *arena);

#endif

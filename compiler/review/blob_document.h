/* SPDX-License-Identifier: BSD-2-Clause */
/* All that a blob holds as JSON or YAML, by the schema of pmuc-dump(1), version 1. */
#ifndef PMUC_REVIEW_BLOB_DOCUMENT_H
#define PMUC_REVIEW_BLOB_DOCUMENT_H

#include "compiler/blob/blob.h"
#include "compiler/review/document.h"

enum { BLOB_DOCUMENT_SCHEMA = 1 };

/*
 * `filters` is the content of the blob, which was checked. Of its sections those are written whose
 * place in `is_wanted` is true.
 */
void blob_document_write(FILE *stream, enum document_form form, const struct filters *filters,
                         const struct blob *blob, const bool *is_wanted, struct arena *arena);

#endif

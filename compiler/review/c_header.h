/* SPDX-License-Identifier: BSD-2-Clause */
/* A blob as a header of C and C++: an array of constants, for programs that carry their policy. */
#ifndef PMUC_REVIEW_C_HEADER_H
#define PMUC_REVIEW_C_HEADER_H

#include <stdbool.h>
#include <stdio.h>

#include "compiler/blob/blob.h"

struct c_header {
    const char *symbol; /* the array's name; the size has _size behind it */
    const char *name;   /* of the policy, in any characters, name_size bytes */
    size_t name_size;
    const char *remarks; /* lines of printable ASCII for the comment at the top */
    const struct blob *blob;
};

void c_header_write(FILE *stream, const struct c_header *header);

/* Whether C or C++ has the word for itself, so that nothing can be called so. */
bool c_header_is_keyword(const char *word);

/* A symbol made of a policy's name: pmu_ and its letters and digits. In the arena. */
const char *c_header_make_symbol(const char *name, size_t size, struct arena *arena);

#endif

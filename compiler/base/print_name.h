/* SPDX-License-Identifier: BSD-2-Clause */
/* File names in messages: whoever chose the name must not be able to forge a message. */
#ifndef PMUC_BASE_PRINT_NAME_H
#define PMUC_BASE_PRINT_NAME_H

#include <stdio.h>

/* Prints a name, bytes that are not printable ASCII or UTF-8 as \xNN. */
void print_name(FILE *stream, const char *name);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of start-units. Each gives the results that it plans. */
#ifndef TESTS_START_UNITS_H
#define TESTS_START_UNITS_H

#include "tests/support/tap.h"

/* The guard's program, interpreted, for every way into the kernel. */
unsigned int guard_rows_count(void);
void guard_rows(struct tap *tap);

#endif

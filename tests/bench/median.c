/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/bench/median.h"

#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return (a > b) - (a < b);
}

double median(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof(*numbers), compare);
    return (numbers[count / 2] + numbers[(count - 1) / 2]) / 2;
}

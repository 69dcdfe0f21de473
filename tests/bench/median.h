/* SPDX-License-Identifier: BSD-2-Clause */
/* What the programs of `make bench` report of their numbers. */
#ifndef TESTS_BENCH_MEDIAN_H
#define TESTS_BENCH_MEDIAN_H

/* The median of `count` numbers, at least one, which it sorts from the least to the largest. */
double median(double *numbers, int count);

#endif

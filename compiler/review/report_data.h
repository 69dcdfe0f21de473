/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the script of a report looks points up in: a JSON object of numbers and of texts that we
 * alone make. No text of a policy, a blob or a catalogue is in it: those the script takes from the
 * page. So nobody else can write into a script element.
 *
 *   default   "allow" or "deny"; null of a blob
 *   groups    vendor, the numbers of the hosts, selects, and for the new and the old side the
 *             section's number in the blob, -1 for none, and what is allowed: points, and fixed
 *             counters as a number; without a comparison the old side allows the same
 *   rules     by their number: whether it allows, and what it names: hosts, points, fixed counters
 *
 * Points are runs of selects that have the same unit masks, "c0:1 d0-d3:ff", in hexadecimal. Behind
 * the colon each digit is four unit masks, the lowest bit and the first digit being the lowest
 * ones; zeroes at the end are left out, and "*" stands for all unit masks. On arm64 select and unit
 * mask are the high and the low byte of an event number.
 */
#ifndef PMUC_REVIEW_REPORT_DATA_H
#define PMUC_REVIEW_REPORT_DATA_H

#include <stdio.h>

#include "compiler/review/report_model.h"

void write_data(FILE *stream, const struct report *report);

#endif

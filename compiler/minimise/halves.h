/* SPDX-License-Identifier: BSD-2-Clause */
/* Which of the 64 points of a word have a bit. */
#ifndef PMUC_MINIMISE_HALVES_H
#define PMUC_MINIMISE_HALVES_H

#include <stdint.h>

static const uint64_t upper_half[6] = {
    0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc, 0xf0f0f0f0f0f0f0f0,
    0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000,
};

#endif

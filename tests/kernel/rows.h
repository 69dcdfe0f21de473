/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of the kernel_rows program share. */
#ifndef PMUF_TEST_ROWS_H
#define PMUF_TEST_ROWS_H

#include "tests/support/tap.h"
#include <stdint.h>

#define ROWS 61u /* numbered cases, besides the sweeps */

struct rows {
    struct tap tap;
    int kvm_fd;
    int vm_fd;
    uint64_t select_bits; /* of an entry, as this kernel takes them */
};

/* The ioctl's argument, with room for one entry too many. */
struct argument {
    uint32_t action;
    uint32_t count;
    uint32_t bitmap;
    uint32_t flags;
    uint32_t pad[4];
    uint64_t entries[301];
};

struct argument argument_of(uint32_t action, uint32_t count, uint32_t flags);
const char *error_name(int error);

/* Rows 1 to 12, and 51 to the last. */
void rows_before_bytes(struct rows *rows);
void rows_after_bytes(struct rows *rows);

#endif

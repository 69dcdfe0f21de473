/* SPDX-License-Identifier: BSD-2-Clause */
/* The checksum of a policy blob, shared by the compiler, which writes it, and the runtime. */
#ifndef PMUF_CRC32C_H
#define PMUF_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* CRC-32C (Castagnoli, reflected, as iSCSI has it) of `size` bytes. "123456789" gives 0xe3069283.
 */
uint32_t pmuf_crc32c(const void *data, size_t size);

#endif

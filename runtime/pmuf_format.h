/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wire format of a policy blob, format 1: offsets, sizes, codes and limits.
 *
 * The normative text is pmu-blob(5); a test compares its tables with this file. Everything is
 * little-endian and of fixed width, every structure starts at a multiple of 8 bytes, and every
 * reserved field is zero. A blob is
 *
 *   header | policy name, zero-padded to 8 | section table | section bodies | [annex] | CRC-32C
 *
 * and a section body is
 *
 *   signatures | alternative table | payloads
 *
 * with nothing in between. The compiler writes this format and the runtime reads it; they share
 * this file and crc32c.h and nothing else of the format.
 */
#ifndef PMUF_FORMAT_H
#define PMUF_FORMAT_H

/* Limits. A blob beyond one of them is refused. */
#define PMUF_MAX_BLOB_SIZE (1u << 20) /* bytes */
#define PMUF_MAX_NAME_SIZE 128u       /* bytes of UTF-8, without padding */
#define PMUF_MAX_SECTIONS 64u
#define PMUF_MAX_SIGNATURES 64u   /* in one section */
#define PMUF_MAX_ALTERNATIVES 4u  /* in one section */
#define PMUF_MAX_X86_ENTRIES 300u /* KVM_PMU_EVENT_FILTER_MAX_EVENTS, arch/x86/kvm/pmu.c */
#define PMUF_ALIGNMENT 8u         /* bytes */

/* Header. */
#define PMUF_HEADER_SIZE 32u
#define PMUF_HEADER_MAGIC 0u          /* 8 bytes, PMUF_MAGIC */
#define PMUF_HEADER_FORMAT 8u         /* u16, PMUF_FORMAT */
#define PMUF_HEADER_SECTION_COUNT 10u /* u16, 1 to PMUF_MAX_SECTIONS */
#define PMUF_HEADER_TOTAL_SIZE 12u    /* u32, bytes of the whole blob, checksum included */
#define PMUF_HEADER_INCOMPAT 16u      /* u32, an unknown bit refuses the blob; none is known */
#define PMUF_HEADER_COMPAT 20u        /* u32, an unknown bit is ignored; none is known */
#define PMUF_HEADER_NAME_SIZE 24u     /* u16, 0 to PMUF_MAX_NAME_SIZE */
#define PMUF_HEADER_RESERVED 26u      /* 6 bytes, zero */

/* As PNG's: a high bit and CR LF show a transfer that cut or translated bytes. */
#define PMUF_MAGIC "\x89PMU\r\n\x1a\n"
#define PMUF_MAGIC_SIZE 8u
#define PMUF_FORMAT 1u
#define PMUF_INCOMPAT_KNOWN 0u

/* Section table record. */
#define PMUF_SECTION_SIZE 16u
#define PMUF_SECTION_ARCHITECTURE 0u      /* u8, enum pmuf_architecture */
#define PMUF_SECTION_REST 1u              /* u8, PMUF_REST_ bits */
#define PMUF_SECTION_SIGNATURE_COUNT 2u   /* u8, 0 to PMUF_MAX_SIGNATURES */
#define PMUF_SECTION_ALTERNATIVE_COUNT 3u /* u8, 1 to PMUF_MAX_ALTERNATIVES */
#define PMUF_SECTION_RESERVED 4u          /* u32, zero */
#define PMUF_SECTION_OFFSET 8u            /* u32, of the body, from the start of the blob */
#define PMUF_SECTION_BODY_SIZE 12u        /* u32, bytes of the body */

/* Signature: 8 bytes. On x86 a CPU model and a set of its steppings ... */
#define PMUF_SIGNATURE_SIZE 8u
#define PMUF_SIGNATURE_VENDOR 0u        /* u8, enum pmuf_vendor, not unknown */
#define PMUF_SIGNATURE_MODEL 1u         /* u8, display model */
#define PMUF_SIGNATURE_FAMILY 2u        /* u16, display family */
#define PMUF_SIGNATURE_STEPPING_MASK 4u /* u16, bit n is stepping n, not 0 */
#define PMUF_SIGNATURE_RESERVED 6u      /* u16, zero */
/* ... and on arm64 the CPUs whose (MIDR_EL1 & mask) == value. */
#define PMUF_SIGNATURE_MIDR_VALUE 0u /* u32, no bit outside the mask */
#define PMUF_SIGNATURE_MIDR_MASK 4u  /* u32, not 0 */

/* Alternative table record. */
#define PMUF_ALTERNATIVE_SIZE 16u
#define PMUF_ALTERNATIVE_KIND 0u           /* u8, enum pmuf_kind */
#define PMUF_ALTERNATIVE_RESERVED 1u       /* 3 bytes, zero */
#define PMUF_ALTERNATIVE_REQUIREMENTS 4u   /* u32, PMUF_NEEDS_ bits */
#define PMUF_ALTERNATIVE_PAYLOAD_OFFSET 8u /* u32, from the start of the blob */
#define PMUF_ALTERNATIVE_PAYLOAD_SIZE 12u  /* u32, bytes */

/* x86 payload: struct kvm_pmu_event_filter as the ioctl takes it (Linux api.rst 4.120). */
#define PMUF_X86_HEADER_SIZE 32u
#define PMUF_X86_ACTION 0u       /* u32, enum pmuf_action */
#define PMUF_X86_ENTRY_COUNT 4u  /* u32, 0 to PMUF_MAX_X86_ENTRIES */
#define PMUF_X86_FIXED_BITMAP 8u /* u32, bit n is fixed counter n */
#define PMUF_X86_FLAGS 12u       /* u32, 0 for select-umask, PMUF_X86_FLAG_MASKED for masked */
#define PMUF_X86_PAD 16u         /* 16 bytes, zero */
#define PMUF_X86_ENTRY_SIZE 8u
#define PMUF_X86_FLAG_MASKED 1u /* KVM_PMU_EVENT_FLAG_MASKED_EVENTS, Linux 6.3 */

/*
 * x86 entry, u64. Both kinds: bits 7:0 and 35:32 are the event select. Select-umask: bits 15:8 are
 * the unit mask. Masked: bits 15:8 match, bits 63:56 mask, bit 55 exclude. Other bits are zero.
 */
#define PMUF_ENTRY_SELECT_LOW_SHIFT 0
#define PMUF_ENTRY_MATCH_SHIFT 8
#define PMUF_ENTRY_SELECT_HIGH_SHIFT 32
#define PMUF_ENTRY_EXCLUDE_SHIFT 55
#define PMUF_ENTRY_MASK_SHIFT 56

/* arm64 payload: 8-byte records in calling order, struct kvm_pmu_event_filter of arm64. */
#define PMUF_ARM64_RECORD_SIZE 8u
#define PMUF_ARM64_BASE 0u     /* u16, first event number */
#define PMUF_ARM64_COUNT 2u    /* u16, how many event numbers */
#define PMUF_ARM64_ACTION 4u   /* u8, enum pmuf_action */
#define PMUF_ARM64_RESERVED 5u /* 3 bytes, zero */
#define PMUF_ARM64_EVENTS 0x10000u
#define PMUF_ARM64_SMALL_EVENTS 0x400u  /* event numbers of a PMUv3 host without ARMv8.1 */
#define PMUF_ARM64_RESET_RECORDS 3u     /* see pmu-blob(5): every payload begins with them */
#define PMUF_ARM64_SOFTWARE_EVENT 0x00u /* SW_INCR: KVM never filters it */
#define PMUF_ARM64_CHAIN_EVENT 0x1eu    /* CHAIN: KVM never filters it */

/* Checksum: CRC-32C of every byte before it. */
#define PMUF_CHECKSUM_SIZE 4u

#endif

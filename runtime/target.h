/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which architecture the runtime is built for: one of these, or none. A test that defines
 * PMUF_FOR_ARM64 gets the arm64 half on any machine, with a KVM that the test brings along.
 */
#ifndef PMUF_TARGET_H
#define PMUF_TARGET_H

#if defined(__aarch64__) && !defined(PMUF_FOR_ARM64)
#define PMUF_FOR_ARM64
#endif
#if (defined(__x86_64__) || defined(__i386__)) && !defined(PMUF_FOR_ARM64)
#define PMUF_FOR_X86
#endif

#endif

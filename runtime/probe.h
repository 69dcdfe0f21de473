/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of pmuf_probe(), private to the runtime. */
#ifndef PMUF_PROBE_H
#define PMUF_PROBE_H

#include "runtime/pmufilter.h"

/*
 * Fills a host of zeros, whose size is set, with what the architecture at hand tells. `kvm_fd` is
 * KVM's. After an error *host may be half filled, and errno tells more.
 */
int pmuf_probe_host(int kvm_fd, struct pmuf_host *host);

/*
 * arm64: adds the MIDRs of all present CPUs to *host, each once. `folder` is
 * /sys/devices/system/cpu, or a test's. Returns PMUF_OK, or PMUF_E_CPUS with errno as
 * pmuf_probe() tells it.
 */
int pmuf_read_midrs(const char *folder, struct pmuf_host *host);

#endif

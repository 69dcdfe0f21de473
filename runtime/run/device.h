/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * KVM's device: opened, and asked what the host is. The file descriptor is the caller's to close.
 */
#ifndef PMU_RUN_DEVICE_H
#define PMU_RUN_DEVICE_H

#include <stdbool.h>

#include "runtime/pmufilter.h"
#include "runtime/run/failure.h"

#define DEVICE_DEFAULT_PATH "/dev/kvm"

/* Returns -1, with the failure set, when there is no such device or it may not be opened. */
int device_open(const char *path, struct failure *failure);

/* Fills *out. Returns false, with the failure set, when the device is not KVM's or does not tell.
 */
bool device_probe(int kvm_fd, const char *path, struct pmuf_host *out, struct failure *failure);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What /proc tells of processes and threads. A function that returns -1 leaves the reason in errno.
 */
#ifndef PMU_START_PROCESS_H
#define PMU_START_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "runtime/run/failure.h"

/* Whether /proc shows the processes whose numbers we use. If not, the failure is set. */
bool process_check_proc(struct failure *failure);

/* What a descriptor of a process or thread is. */
enum process_file { PROCESS_FILE_OTHER, PROCESS_FILE_VM, PROCESS_FILE_VCPU };

/* An enum process_file, or -1: ENOENT when the process has no such descriptor. */
int process_file_kind(pid_t pid, int fd);

/* Whether the descriptor is KVM's device. True as well for one that cannot be looked at. */
bool process_may_be_kvm(pid_t pid, int fd);

/*
 * Fills fds[] with the first `limit` descriptors of the process that are VMs, in the order of their
 * numbers, and leaves out those that are the same file as one before. Returns how many there are.
 */
int process_vm_fds(pid_t pid, int *fds, int limit);

/* A decimal number of /proc/PID/status, for a name such as "Tgid". */
long process_status_number(pid_t pid, const char *name);

/* Where the vDSO of the process is, and its size; false when it has none, or none can be seen. */
bool process_find_vdso(pid_t pid, uint64_t *address, uint64_t *size);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc check --host: would this machine take the blob? */
#ifndef PMUC_COMMANDS_HOST_CHECK_H
#define PMUC_COMMANDS_HOST_CHECK_H

#include "runtime/pmufilter.h"

/*
 * Asks /dev/kvm, creates nothing, and prints which section and alternative this machine gets.
 * Returns an exit status: EXIT_WRONG when there is none, EXIT_TROUBLE when KVM cannot be asked.
 */
int host_check(const struct pmuf_view *view);

#endif

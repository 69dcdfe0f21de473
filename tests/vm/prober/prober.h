/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The prober: process 1 of an emulated machine. It loads every policy in /policies through the
 * runtime and tells on the console what came of it, one line for each fact, "vm KIND NAME FACT...".
 * It judges nothing: tests/vm/judge does, on the machine that runs the test.
 *
 *   vm begin MACHINE RELEASE      the first line
 *   vm load POLICY SECTION ALTERNATIVE KIND [without RECORDS]
 *   vm load POLICY 0 0 ERROR      what was loaded, and how many records the host does not know
 *   vm seen POLICY[@VARIANT] NUMBER...
 *                                 the guest's reports, slot by slot, in hexadecimal (guest.h)
 *   vm started NAME HOW, LOADS loads[: LINE[; LINE]...]
 *                                 how a program of /starts ended, and what it said (starts.h)
 *   vm guest NAME[@NUMBER] NUMBER...
 *                                 the report of a guest that it ran, the first one without @
 *   vm answer NAME WORD...        what the runtime or KVM said to something else
 *   vm run PROGRAM                what follows is a test program's own output, until
 *   vm ran PROGRAM STATUS
 *   vm fatal TEXT                 a step failed that must not
 *   vm end                        the last line: without it the machine did not come so far
 *
 * Memory that a policy is in is never freed: the machine ends with the process.
 */
#ifndef PMUF_VM_PROBER_H
#define PMUF_VM_PROBER_H

#include "runtime/pmufilter.h"

/* One line. The format is printf()'s; "vm " stands before it. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Ends the machine with a `fatal` line about what failed, and errno. */
void die(const char *what) __attribute__((noreturn));

/* "PMUF_E_BUSY" for PMUF_E_BUSY; "errno" is a word as "EBUSY", or "0" for 0. */
const char *outcome_name(int outcome);
const char *errno_name(int error_number);

struct policy {
    char name[64]; /* of the file, without its suffix */
    struct pmuf_view view;
    struct pmuf_choice choice; /* after PMUF_OK */
    int outcome;               /* of the check, and then of pmuf_pick() */
};

/* /dev/kvm, and what the runtime finds this machine to be. */
int open_kvm(void);
struct pmuf_host probe_host(int kvm_fd);

/* Calls `use` for each policy, in the order of names. Returns how many there are. */
unsigned int for_each_policy(const struct pmuf_host *host,
                             void (*use)(void *context, struct policy *policy), void *context);

/* Says what came of a policy, by the `outcome` of the last step that was taken. */
void say_load(const struct policy *policy, int outcome, uint32_t left_out);

/* What there is to do on a machine of this architecture. */
void probe_machine(void);

#endif

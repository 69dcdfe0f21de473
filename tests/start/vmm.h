/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A VMM that does what its arguments say, word by word, and prints a line about each:
 *
 *   vmm create vcpu run exit:3
 *
 * A word may have an argument behind a colon. Some words leave the rest of the line to a thread or
 * to another process. The descriptors of KVM, of the newest VM and of its newest vCPU are global.
 */
#ifndef TESTS_START_VMM_H
#define TESTS_START_VMM_H

#include <stdbool.h>

extern int vmm_kvm;
extern int vmm_vm;
extern int vmm_vcpu;

/* The words from here on. Returns the exit status. */
int vmm_do(char **words);

/*
 * Each returns whether it knows the word. *rest_is_done: the words behind it were done elsewhere,
 * and *status is the exit status.
 */
bool vmm_kvm_word(const char *word, const char *argument);
bool vmm_wait_word(const char *word, const char *argument);
bool vmm_seccomp_word(const char *word, const char *argument);
bool vmm_process_word(const char *word, const char *argument, char **rest, bool *rest_is_done,
                      int *status);

/* Prints a line at once; an errno value by its name where the tests need it. */
void vmm_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *vmm_errno_name(int error_number);

#endif

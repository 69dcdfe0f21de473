/* SPDX-License-Identifier: BSD-2-Clause */
/* Test results in TAP on stdout, for programs that talk to the kernel. */
#ifndef PMUF_TEST_TAP_H
#define PMUF_TEST_TAP_H

#include <stdbool.h>

struct tap {
    unsigned int planned;
    unsigned int done;
    unsigned int failed;
};

struct tap tap_begin(unsigned int planned);
/* The next result. Its name is formatted as by printf(). */
void tap_result(struct tap *tap, bool passed, const char *name, ...)
    __attribute__((format(printf, 3, 4)));
/* The next result is that the test could not run. */
void tap_skip(struct tap *tap, const char *name, const char *reason);
/* Explains the result that follows or came before. */
void tap_note(const char *text, ...) __attribute__((format(printf, 1, 2)));
/* The program's exit status: 0 when as many results came as planned and none failed. */
int tap_end(const struct tap *tap);

/* Says that nothing of the program can run; returns the exit status. */
int tap_skip_all(const char *reason);

#endif

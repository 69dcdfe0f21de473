/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stand-in for the part of Criterion that the runtime's unit tests use, for machines that have no
 * Criterion and programs for another architecture. Put its folder first in the include path. The
 * program's results are TAP on standard output; each test runs in a process of its own.
 */
#ifndef PMUF_TEST_PLAIN_UNITS_H
#define PMUF_TEST_PLAIN_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct plain_unit {
    const char *suite;
    const char *name;
    void (*run)(void);
    struct plain_unit *next;
};

/* Keeps the pointer. Called before main(). */
void plain_unit_add(struct plain_unit *unit);

/* Says where and what, and ends the test. */
void plain_unit_fail(const char *file, int line, const char *what, const char *format, ...)
    __attribute__((noreturn, format(printf, 4, 5)));

#define Test(suite_, name_)                                                                        \
    static void suite_##_##name_##_run(void);                                                      \
    static struct plain_unit suite_##_##name_##_unit = {#suite_, #name_, suite_##_##name_##_run,   \
                                                        NULL};                                     \
    __attribute__((constructor)) static void suite_##_##name_##_add(void)                          \
    {                                                                                              \
        plain_unit_add(&suite_##_##name_##_unit);                                                  \
    }                                                                                              \
    static void suite_##_##name_##_run(void)

/* The blank in front lets the message be left out. */
#define PLAIN_ASSERT(holds, what, ...)                                                             \
    ((holds) ? (void)0 : plain_unit_fail(__FILE__, __LINE__, what, " " __VA_ARGS__))

#define cr_assert(a, ...) PLAIN_ASSERT((a), #a, __VA_ARGS__)
#define cr_assert_not(a, ...) PLAIN_ASSERT(!(a), "not " #a, __VA_ARGS__)
#define cr_assert_null(a, ...) PLAIN_ASSERT((a) == NULL, #a " is null", __VA_ARGS__)
#define cr_assert_not_null(a, ...) PLAIN_ASSERT((a) != NULL, #a " is not null", __VA_ARGS__)
#define cr_assert_eq(a, b, ...) PLAIN_ASSERT((a) == (b), #a " == " #b, __VA_ARGS__)
#define cr_assert_neq(a, b, ...) PLAIN_ASSERT((a) != (b), #a " != " #b, __VA_ARGS__)
#define cr_assert_gt(a, b, ...) PLAIN_ASSERT((a) > (b), #a " > " #b, __VA_ARGS__)
#define cr_assert_geq(a, b, ...) PLAIN_ASSERT((a) >= (b), #a " >= " #b, __VA_ARGS__)
#define cr_assert_lt(a, b, ...) PLAIN_ASSERT((a) < (b), #a " < " #b, __VA_ARGS__)
#define cr_assert_leq(a, b, ...) PLAIN_ASSERT((a) <= (b), #a " <= " #b, __VA_ARGS__)
#define cr_assert_str_eq(a, b, ...) PLAIN_ASSERT(!strcmp((a), (b)), #a " is " #b, __VA_ARGS__)
#define cr_assert_str_neq(a, b, ...) PLAIN_ASSERT(strcmp((a), (b)), #a " is not " #b, __VA_ARGS__)

#endif

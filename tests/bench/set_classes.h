/* SPDX-License-Identifier: BSD-2-Clause */
/* Classes of umask sets that the minimiser is measured on. Seeded: the same sets everywhere. */
#ifndef PMUC_TESTS_BENCH_SET_CLASSES_H
#define PMUC_TESTS_BENCH_SET_CLASSES_H

#include "compiler/policy/umask_set.h"
#include "tests/support/random.h"

struct set_class {
    const char *name;
    unsigned int count; /* of sets */
    void (*make)(const struct set_class *class, unsigned int index, struct random *random,
                 struct umask_set *out);
    unsigned int parameter;
    unsigned int second_parameter;
};

/* Ends with an entry without a name. */
extern const struct set_class set_classes[];

#endif

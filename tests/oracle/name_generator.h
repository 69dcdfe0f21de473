/* SPDX-License-Identifier: BSD-2-Clause */
/* Random sets of event names as text, for policy_generator.c. */
#ifndef PMUC_TEST_NAME_GENERATOR_H
#define PMUC_TEST_NAME_GENERATOR_H

#include "tests/oracle/set_generator.h"
#include "tests/oracle/test_catalogue.h"

/* A host that a set is for: of which vendor, and whose lists of names it knows. */
struct name_view {
    enum test_vendor vendor;
    uint32_t lists;
};

struct name_task {
    const struct number_pools *pools;
    const struct test_catalogue *catalogue;
    const struct name_view *views;
    uint32_t view_count;
    bool is_optional; /* a name need not be known on all of them */
};

/* What may stand behind event. */
const char *names_generate(const struct name_task *task);

/* A name that the hosts know, as the catalogue has it; null when none was found. */
const char *name_choose(const struct name_task *task);

#endif

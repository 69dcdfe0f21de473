/* SPDX-License-Identifier: BSD-2-Clause */
/* What a random policy is made of: for policy_generator.c and its parts. */
#ifndef PMUC_TEST_GENERATOR_H
#define PMUC_TEST_GENERATOR_H

#include "tests/oracle/name_generator.h"
#include "tests/oracle/policy_generator.h"

enum { MAX_FLEET = 6, MAX_TARGETS = 24, MAX_VIEWS = TEST_VENDOR_COUNT * MAX_FLEET };

/* What a rule may be for. */
struct rule_target {
    const char *text;
    struct name_view views[MAX_VIEWS]; /* its hosts */
    uint32_t view_count;
};

/* A host of a vendor. */
struct fleet_host {
    struct cpu_kind kinds[MODEL_KINDS];
    uint32_t kind_count;
    const char *spellings[2]; /* of the model, in cpus and in targets; null without cpus */
    uint32_t lists;
};

struct fleet {
    struct fleet_host hosts[MAX_FLEET];
    uint32_t count;
    bool is_listed; /* by a cpus statement */
};

struct generator {
    struct random *random;
    struct arena *arena;
    const struct test_catalogue *catalogue;
    struct number_pools pools;
    unsigned int vendors; /* bit n: the policy is about enum test_vendor n */
    struct fleet fleets[TEST_VENDOR_COUNT];
    struct rule_target targets[MAX_TARGETS];
    uint32_t target_count;
    unsigned int group_count;
    bool default_allow;
};

void generator_add(struct generated_policy *policy, const char *statement);

/* The hosts of the policy, the statements that list them, and what rules may be for. */
void generator_choose_hosts(struct generator *generator, struct generated_policy *out);

/* Adds a statement that no policy may have, and says with which message it has to be refused. */
void generator_add_mistake(const struct generator *generator, struct generated_policy *out);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/pmufilter.h"
#include "tests/oracle/oracle_names.h"

enum { SIGNATURE_SIZE = 24 };

static bool same_name(const char *name, const char *other)
{
    return other && strcasecmp(name, other) == 0;
}

static const struct test_model *find_model(const struct vendor_catalogue *catalogue,
                                           const char *name)
{
    for (uint32_t i = 0; i < catalogue->model_count; i++) {
        const struct test_model *model = &catalogue->models[i];

        if (same_name(name, model->name) || same_name(name, model->other_name))
            return model;
    }
    return NULL;
}

/* "6-0x8f": CPUs of the vendor itself, in every stepping. */
static struct cpu_kind read_signature(enum test_vendor vendor, const char *text)
{
    static const uint32_t makers[] = {PMUF_VENDOR_INTEL, PMUF_VENDOR_AMD, 0};
    char *hyphen;
    struct cpu_kind kind = {.maker = makers[vendor], .steppings = EVERY_TEST_STEPPING};

    kind.family = (uint32_t)strtoul(text, &hyphen, 0);
    kind.model = (uint32_t)strtoul(hyphen + 1, NULL, 0);
    return kind;
}

static void set_name(struct oracle_host *host, const char *model)
{
    snprintf(host->name, sizeof(host->name), "%s%s%s", test_vendor_name(host->vendor),
             model ? ":" : "", model ? model : "");
}

static bool is_other(const char *name)
{
    return strcmp(name, "other") == 0;
}

static void set_signature(struct oracle_host *host, const char *text)
{
    char name[SIGNATURE_SIZE];

    host->kinds[0] = read_signature(host->vendor, text);
    host->kind_count = 1;
    snprintf(name, sizeof(name), host->vendor == TEST_ARM64 ? "0x%02x-0x%03x" : "%u-0x%02x",
             host->kinds[0].family, host->kinds[0].model);
    set_name(host, name);
}

/* The host that an item of cpus means, or with a null name a vendor whose models are not listed. */
static struct oracle_host make_host(const struct oracle *oracle, enum test_vendor vendor,
                                    const char *name)
{
    const struct vendor_catalogue *catalogue = &oracle->catalogue->vendors[vendor];
    const struct test_model *model = name ? find_model(catalogue, name) : NULL;
    struct oracle_host host = {.vendor = vendor};

    if (model) {
        memcpy(host.kinds, model->kinds, sizeof(host.kinds));
        host.kind_count = model->kind_count;
        set_name(&host, model->name);
    } else if (!name || is_other(name)) {
        set_name(&host, name);
    } else {
        set_signature(&host, name);
    }
    host.lists = catalogue_lists_of(catalogue, host.kinds, host.kind_count);
    return host;
}

static enum test_vendor vendor_of(const struct ast_target *target)
{
    return target->kind == AST_ARM64 ? TEST_ARM64 : target->kind == AST_AMD ? TEST_AMD : TEST_INTEL;
}

static const struct ast_statement *find_cpus(const struct ast *ast, enum test_vendor vendor)
{
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_CPUS && vendor_of(&one->vendor) == vendor)
            return one;
    }
    return NULL;
}

void oracle_open(struct oracle *oracle, const struct ast *ast,
                 const struct test_catalogue *catalogue)
{
    *oracle = (struct oracle){.ast = ast, .catalogue = catalogue};
    for (int i = 0; i < TEST_VENDOR_COUNT; i++) {
        enum test_vendor vendor = (enum test_vendor)i;
        const struct ast_statement *cpus = find_cpus(ast, vendor);

        for (const struct ast_item *item = cpus ? cpus->models : NULL; item; item = item->next)
            oracle->hosts[oracle->host_count++] = make_host(oracle, vendor, item->name);
        if (!cpus)
            oracle->hosts[oracle->host_count++] = make_host(oracle, vendor, NULL);
    }
}

static bool lists_cpu(const struct oracle_host *host, const struct test_cpu *cpu)
{
    for (uint32_t i = 0; i < host->kind_count; i++) {
        if (kind_has(&host->kinds[i], cpu))
            return true;
    }
    return false;
}

const struct oracle_host *oracle_host_of(const struct oracle *oracle, const struct test_cpu *cpu)
{
    const struct oracle_host *rest = NULL;

    for (uint32_t i = 0; i < oracle->host_count; i++) {
        const struct oracle_host *host = &oracle->hosts[i];

        if (host->vendor != cpu->vendor)
            continue;
        if (lists_cpu(host, cpu))
            return host;
        if (host->kind_count == 0)
            rest = host;
    }
    return rest;
}

/* The same CPUs, however they are named: a model of one signature is that signature. */
static bool same_cpus(const struct cpu_kind *kinds, uint32_t count, const struct oracle_host *host)
{
    bool same = count == host->kind_count;

    for (uint32_t i = 0; same && i < count; i++)
        same = kinds_are_alike(&kinds[i], &host->kinds[i]) &&
               kinds[i].steppings == host->kinds[i].steppings;
    return same;
}

/* Whether the model of a target, by name or by signature, is the host's. */
static bool model_is(const struct oracle *oracle, const char *name, const struct oracle_host *host)
{
    const struct test_model *model = find_model(&oracle->catalogue->vendors[host->vendor], name);
    struct cpu_kind kind;

    if (is_other(name))
        return host->kind_count == 0;
    if (model)
        return same_cpus(model->kinds, model->kind_count, host);
    kind = read_signature(host->vendor, name);
    return same_cpus(&kind, 1, host);
}

bool oracle_target_is(const struct oracle *oracle, const struct ast_target *target,
                      const struct oracle_host *host)
{
    if (target->kind == AST_X86)
        return host->vendor != TEST_ARM64;
    return vendor_of(target) == host->vendor &&
           (!target->model || model_is(oracle, target->model, host));
}

bool oracle_matcher_is_for(const struct oracle *oracle, const struct ast_matcher *matcher,
                           const struct oracle_host *host)
{
    return oracle_target_is(oracle, &matcher->target, host) &&
           (matcher->kind != AST_FIXED || host->vendor == TEST_INTEL);
}

static const struct ast_statement *find_targets(const struct ast *ast)
{
    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_TARGETS)
            return one;
    }
    return NULL;
}

static bool always(void *context, const struct oracle_point *point)
{
    (void)context;
    (void)point;
    return true;
}

/* Whether the rule has something to say about the host: names need not be known there. */
static bool rule_is_for(const struct oracle *oracle, const struct ast_statement *rule,
                        const struct oracle_host *host)
{
    for (const struct ast_matcher *one = oracle_matchers_of(oracle, rule); one; one = one->next) {
        if (!oracle_matcher_is_for(oracle, one, host))
            continue;
        if (one->kind != AST_NAMED || oracle_names_visit(oracle, host, one->subject, always, NULL))
            return true;
    }
    return false;
}

bool oracle_serves(const struct oracle *oracle, const struct oracle_host *host)
{
    const struct ast_statement *targets = find_targets(oracle->ast);
    const struct ast_target_list *listed = targets ? targets->first_target : NULL;

    for (; listed; listed = listed->next) {
        if (oracle_target_is(oracle, &listed->target, host))
            return true;
    }
    if (targets || find_cpus(oracle->ast, host->vendor))
        return !targets;
    for (const struct ast_statement *one = oracle->ast->first; one; one = one->next) {
        if (one->kind == AST_RULE && rule_is_for(oracle, one, host))
            return true;
    }
    return false;
}

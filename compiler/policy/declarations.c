/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/declarations.h"

#include <string.h>

#include "runtime/pmuf_format.h"

static void keep_first(const struct ast_statement **first, const struct ast_statement *statement,
                       struct diagnostics *diagnostics)
{
    struct diagnostic *report;

    if (!*first) {
        *first = statement;
        return;
    }
    report = diagnostic_report(diagnostics, DIAGNOSTIC_REPEATED_STATEMENT, statement->span,
                               "this statement may stand only once in a policy");
    diagnostic_add_note(report, (*first)->span, "the first one is here");
}

/* The blob holds a short name that can be printed anywhere. */
static const char *check_name(const struct ast_text *name, struct diagnostics *diagnostics)
{
    if (strlen(name->text) > PMUF_MAX_NAME_SIZE)
        diagnostic_report(diagnostics, DIAGNOSTIC_BAD_POLICY_NAME, name->span,
                          "a policy's name has at most %u bytes", PMUF_MAX_NAME_SIZE);
    else if (strchr(name->text, '\t'))
        diagnostic_report(diagnostics, DIAGNOSTIC_BAD_POLICY_NAME, name->span,
                          "a policy's name may not hold a tab");
    return name->text;
}

/* A host of targets is a whole vendor: which of its models there are is for cpus to say. */
static host_set collect_target(const struct ast_target *target, const struct scope *scope)
{
    struct ast_target whole = *target;

    if (target->model)
        diagnostic_report(scope->diagnostics, DIAGNOSTIC_BAD_TARGET, target->span,
                          "targets lists x86, intel, amd or arm64: models are listed by cpus");
    whole.model = NULL;
    return hosts_of_target(scope->hosts, &whole, scope->events, scope->diagnostics);
}

static host_set collect_targets(const struct ast_statement *statement, const struct scope *scope)
{
    host_set hosts = 0;

    for (const struct ast_target_list *one = statement->first_target; one; one = one->next) {
        host_set more = collect_target(&one->target, scope);

        if (more && !(more & ~hosts))
            diagnostic_report(scope->diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, one->target.span,
                              "this part has no effect: the targets before it name the host");
        hosts |= more;
    }
    return hosts;
}

struct declarations declarations_collect(const struct ast *ast, const struct scope *scope)
{
    struct diagnostics *diagnostics = scope->diagnostics;
    struct declarations found = {.name = ""};

    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_POLICY)
            keep_first(&found.policy, one, diagnostics);
        else if (one->kind == AST_DEFAULT)
            keep_first(&found.defaults, one, diagnostics);
        else if (one->kind == AST_TARGETS)
            keep_first(&found.targets, one, diagnostics);
    }
    if (found.policy)
        found.name = check_name(&found.policy->text, diagnostics);
    if (found.targets)
        found.target_hosts = collect_targets(found.targets, scope);
    return found;
}

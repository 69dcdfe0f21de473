/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/declarations.h"

#include <string.h>

#include "compiler/policy/points.h"
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

static uint8_t collect_targets(const struct ast_statement *statement,
                               struct diagnostics *diagnostics)
{
    uint8_t hosts = 0;

    for (const struct ast_target_list *one = statement->first_target; one; one = one->next) {
        uint8_t more = target_hosts(&one->target, diagnostics);

        if (more && !(more & ~hosts))
            diagnostic_report(diagnostics, DIAGNOSTIC_WITHOUT_EFFECT, one->target.span,
                              "this part has no effect: the targets before it name the host");
        hosts |= more;
    }
    return hosts;
}

struct declarations declarations_collect(const struct ast *ast, struct diagnostics *diagnostics)
{
    struct declarations found = {.name = ""};

    for (const struct ast_statement *one = ast->first; one; one = one->next) {
        if (one->kind == AST_POLICY)
            keep_first(&found.policy, one, diagnostics);
        else if (one->kind == AST_DEFAULT)
            keep_first(&found.defaults, one, diagnostics);
        else if (one->kind == AST_TARGETS)
            keep_first(&found.targets, one, diagnostics);
        else if (one->kind == AST_CPUS)
            diagnostic_report(diagnostics, DIAGNOSTIC_NOT_YET, one->span,
                              "this version of pmuc knows no CPU models: leave cpus out");
    }
    if (found.policy)
        found.name = check_name(&found.policy->text, diagnostics);
    if (found.targets)
        found.target_hosts = collect_targets(found.targets, diagnostics);
    return found;
}

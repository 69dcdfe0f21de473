/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * vm-judge CELL PLAN CONSOLE POLICIES TABLE
 *
 * Compares what an emulated machine wrote to its console with the plan and, where the prober's
 * guest counted, with what pmuf_evaluate() says of the policy. Prints TAP without numbers and
 * without a plan, and appends a row for each policy and for each start to the file TABLE. POLICIES
 * is the folder of the blobs.
 */
#include "runtime/pmufilter.h"
#include "tests/vm/judge/console.h"
#include "tests/vm/judge/plan.h"
#include "tests/vm/judge/sight.h"
#include "tests/vm/judge/words.h"
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_ROW "%-26s %-25s %-26s %-37s %s%s\n"

struct judge {
    const char *cell; /* ARCHITECTURE/SUITE/CPU */
    const char *policies;
    struct plan plan;
    struct console console;
    FILE *table;
    const char *release;
    struct sight unfiltered; /* all zero where no guest reported */
};

static void __attribute__((format(printf, 3, 4)))
result(const struct judge *judge, bool passed, const char *format, ...)
{
    va_list arguments;

    printf("%s - %s: ", passed ? "ok" : "not ok", judge->cell);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

/* How a program ended can have numbers in it that are other ones each time. */
static bool is_as_expected(const struct plan_row *row, const char *seen)
{
    return strcmp(row->expected, seen) == 0 ||
           (strcmp(row->kind, "started") == 0 && fnmatch(row->expected, seen, 0) == 0);
}

/* Compares a fact with its row. Returns the row, or null where there is none. */
static const struct plan_row *expect(const struct judge *judge, const char *kind, const char *name,
                                     const char *seen)
{
    const struct plan_row *row = plan_find(&judge->plan, judge->cell, kind, name);
    const bool same = row != NULL && is_as_expected(row, seen);

    result(judge, same, "%s %s: %s", kind, name, seen);
    if (row == NULL)
        puts("# the plan has no row for it");
    else if (!same)
        printf("# line %u of the plan says: %s\n", row->line, row->expected);
    return row;
}

/* `shown` is more of what was seen, which the plan has no words for. */
static void add_table_row(const struct judge *judge, const char *policy, const char *expected,
                          const char *seen, const char *shown)
{
    const char *cpu = strrchr(judge->cell, '/');

    fprintf(judge->table, TABLE_ROW, judge->release, cpu != NULL ? cpu + 1 : judge->cell, policy,
            expected, seen, shown);
    if (strcmp(expected, seen) != 0)
        fprintf(judge->table, "%26s ^ NOT AS EXPECTED\n", "");
}

/* The machine came to its end, and nothing failed on the way. */
static void judge_machine(struct judge *judge)
{
    const struct console *console = &judge->console;
    const struct fact *begin = console_find(console, "begin", "x86_64");

    if (begin == NULL)
        begin = console_find(console, "begin", "aarch64");
    judge->release = begin != NULL ? begin->rest : "?";
    result(judge, begin != NULL, "Linux %s starts the prober", judge->release);
    result(judge, console_find(console, "end", "") != NULL, "the prober comes to its end");
    for (size_t i = 0; i < console->count; i++) {
        if (strcmp(console->facts[i].kind, "fatal") == 0)
            printf("# fatal: %s %s\n", console->facts[i].name, console->facts[i].rest);
    }
}

static void judge_unfiltered(struct judge *judge)
{
    const struct fact *fact = console_find(&judge->console, "seen", "unfiltered");
    char text[SIGHT_TEXT_SIZE];

    if (fact == NULL)
        return;
    if (!sight_read(fact->rest, &judge->unfiltered)) {
        result(judge, false, "the unfiltered guest's report can be read");
        return;
    }
    sight_counted(&judge->unfiltered, text);
    expect(judge, "seen", "unfiltered", text);
    sight_shown(&judge->unfiltered, text);
    expect(judge, "shown", "unfiltered", text);
}

static bool is_sight_of(const struct fact *fact, const char *policy)
{
    const size_t length = strlen(policy);

    return strcmp(fact->kind, "seen") == 0 && strncmp(fact->name, policy, length) == 0 &&
           (fact->name[length] == '\0' || fact->name[length] == '@');
}

/* One report against the plan's words and against the sight that the policy leaves. */
static bool is_right_sight(const struct fact *fact, const char *words, const struct sight *left)
{
    struct sight sight;
    char counted[SIGHT_TEXT_SIZE];
    char shown[SIGHT_TEXT_SIZE];

    if (!sight_read(fact->rest, &sight)) {
        printf("# %s: not a report: %s\n", fact->name, fact->rest);
        return false;
    }
    sight_counted(&sight, counted);
    if (strcmp(counted, words) == 0 && sight_agrees(&sight, left))
        return true;
    sight_shown(&sight, shown);
    printf("# %s: counts %s, PMCEID has %s\n", fact->name, counted, shown);
    return false;
}

static void note_expected_sight(const char *words, const struct sight *left)
{
    char counted[SIGHT_TEXT_SIZE];
    char shown[SIGHT_TEXT_SIZE];

    sight_counted(left, counted);
    sight_shown(left, shown);
    printf("# expected by the plan: counts %s\n", words);
    printf("# expected of the policy: counts %s, PMCEID has %s\n", counted, shown);
}

/* sight_under() for a policy that the prober has loaded. */
static bool leave_sight(const struct judge *judge, const char *policy,
                        const struct pmuf_choice *choice, struct sight *out)
{
    char path[4096];
    struct pmuf_view view;
    char *blob;
    size_t size;
    bool answered;

    snprintf(path, sizeof(path), "%s/%s.bin", judge->policies, policy);
    blob = read_bytes(path, &size);
    answered = pmuf_check(blob, size, &view, NULL) == PMUF_OK &&
               sight_under(&judge->unfiltered, &view, choice, out);
    free(blob);
    return answered;
}

/* Every report of a guest under this policy, however the policy came to be loaded. */
static void judge_sights(const struct judge *judge, const char *policy,
                         const struct pmuf_choice *choice, const char *words)
{
    const struct console *console = &judge->console;
    unsigned int reports = 0;
    unsigned int right = 0;
    struct sight left;

    if (!leave_sight(judge, policy, choice, &left)) {
        result(judge, false, "%s: the policy has an answer for every event", policy);
        return;
    }
    for (size_t i = 0; i < console->count; i++) {
        if (!is_sight_of(&console->facts[i], policy))
            continue;
        reports++;
        right += is_right_sight(&console->facts[i], words, &left);
    }
    result(judge, right == GUEST_RUNS && reports == GUEST_RUNS, "seen %s: %s, by %u of %u guests",
           policy, words, right, reports);
    if (right != reports)
        note_expected_sight(words, &left);
}

static bool has_sight(const struct judge *judge, const char *policy)
{
    for (size_t i = 0; i < judge->console.count; i++) {
        if (is_sight_of(&judge->console.facts[i], policy))
            return true;
    }
    return false;
}

/* What the first guest under a policy counted, for the table. */
static void add_sight_row(const struct judge *judge, const char *policy, const char *outcome,
                          const struct plan_row *load, const struct plan_row *seen)
{
    const struct fact *fact = console_find(&judge->console, "seen", policy);
    char counted[SIGHT_TEXT_SIZE] = "nothing";
    char shown[SIGHT_TEXT_SIZE] = "nothing";
    char texts[3][SIGHT_TEXT_SIZE * 2];
    struct sight sight;

    if (fact != NULL && sight_read(fact->rest, &sight)) {
        sight_counted(&sight, counted);
        sight_shown(&sight, shown);
    }
    snprintf(texts[0], sizeof(texts[0]), "%s: %s", load->expected, seen->expected);
    snprintf(texts[1], sizeof(texts[1]), "%s: %s", outcome, counted);
    snprintf(texts[2], sizeof(texts[2]), "; PMCEID %s", shown);
    add_table_row(judge, policy, texts[0], texts[1], texts[2]);
}

/* SECTION ALTERNATIVE OUTCOME... */
static void judge_load(const struct judge *judge, const char *policy, char *rest)
{
    struct pmuf_choice choice = {0};
    const struct plan_row *seen = plan_find(&judge->plan, judge->cell, "seen", policy);
    const struct plan_row *load;

    choice.section = (uint32_t)strtoul(next_word(&rest), NULL, 10);
    choice.alternative = (uint32_t)strtoul(next_word(&rest), NULL, 10);
    load = expect(judge, "load", policy, rest);
    if (load == NULL)
        return;
    if (strncmp(rest, "ranges", strlen("ranges")) == 0 && seen != NULL) {
        judge_sights(judge, policy, &choice, seen->expected);
        add_sight_row(judge, policy, rest, load, seen);
        return;
    }
    if (has_sight(judge, policy))
        result(judge, false, "%s: a guest ran, and the plan does not know what it may count",
               policy);
    if (plan_row_is_exact(load))
        add_table_row(judge, policy, load->expected, rest, "");
}

/* The report of a guest that a VMM ran; under which policy, if any, only the plan knows. */
static void judge_guest(const struct judge *judge, const struct fact *fact)
{
    const struct plan_row *row;
    struct sight sight;
    char counted[SIGHT_TEXT_SIZE];
    char shown[SIGHT_TEXT_SIZE];
    char more[SIGHT_TEXT_SIZE * 2];

    if (!sight_read(fact->rest, &sight)) {
        result(judge, false, "%s: not a report: %s", fact->name, fact->rest);
        return;
    }
    sight_counted(&sight, counted);
    sight_shown(&sight, shown);
    row = expect(judge, "counts", fact->name, counted);
    expect(judge, "shows", fact->name, shown);
    snprintf(more, sizeof(more), "; PMCEID %s", shown);
    add_table_row(judge, fact->name, row != NULL ? row->expected : "no guest", counted, more);
}

/* Its guests are what the table has of a start, or else how it ended. */
static void judge_started(const struct judge *judge, const struct fact *fact)
{
    const struct plan_row *row = expect(judge, "started", fact->name, fact->rest);
    const char *expected = row != NULL ? row->expected : "nothing";

    if (console_find(&judge->console, "guest", fact->name) != NULL)
        return;
    if (row != NULL && is_as_expected(row, fact->rest))
        expected = fact->rest;
    add_table_row(judge, fact->name, expected, fact->rest, "");
}

static void judge_facts(const struct judge *judge)
{
    for (size_t i = 0; i < judge->console.count; i++) {
        const struct fact *fact = &judge->console.facts[i];

        if (strcmp(fact->kind, "answer") == 0)
            expect(judge, "answer", fact->name, fact->rest);
        else if (strcmp(fact->kind, "load") == 0)
            judge_load(judge, fact->name, fact->rest);
        else if (strcmp(fact->kind, "guest") == 0)
            judge_guest(judge, fact);
        else if (strcmp(fact->kind, "started") == 0)
            judge_started(judge, fact);
    }
}

/* One line of a test program's TAP. Returns whether it is a result. */
static bool pass_on(const struct judge *judge, const struct fact *fact)
{
    const bool passed = strncmp(fact->rest, "ok ", 3) == 0;

    if (!passed && strncmp(fact->rest, "not ok ", 7) != 0)
        return false;
    result(judge, passed, "%s: %s", fact->name, strchr(fact->rest, ' ') + (passed ? 1 : 4));
    return true;
}

/* A program gave as many results as it had planned, and ended as it should. */
static void judge_program(const struct judge *judge, const char *program, const char *status)
{
    const struct console *console = &judge->console;
    unsigned long planned = 0;
    unsigned int results = 0;

    for (size_t i = 0; i < console->count; i++) {
        const struct fact *fact = &console->facts[i];

        if (strcmp(fact->kind, "tap") != 0 || strcmp(fact->name, program) != 0)
            continue;
        results += pass_on(judge, fact);
        if (strncmp(fact->rest, "1..", 3) == 0)
            planned = strtoul(fact->rest + 3, NULL, 10);
        if (strncmp(fact->rest, "1..0 # SKIP ", 12) == 0)
            printf("ok - %s: %s # SKIP %s\n", judge->cell, program, fact->rest + 12);
    }
    result(judge, results == planned, "%s: %u results of %lu", program, results, planned);
    expect(judge, "ran", program, status);
}

static void judge_programs(const struct judge *judge)
{
    for (size_t i = 0; i < judge->console.count; i++) {
        const struct fact *fact = &judge->console.facts[i];

        if (strcmp(fact->kind, "ran") == 0)
            judge_program(judge, fact->name, fact->rest);
    }
}

/* The kind of fact that a row is about: a guest's report says more than one thing. */
static const char *kind_of_fact(const struct plan_row *row)
{
    if (strcmp(row->kind, "shown") == 0)
        return "seen";
    if (strcmp(row->kind, "counts") == 0 || strcmp(row->kind, "shows") == 0)
        return "guest";
    return row->kind;
}

/* Whether the console has a fact that a row is about. */
static bool is_covered(const struct judge *judge, const struct plan_row *row)
{
    const char *kind = kind_of_fact(row);

    for (size_t i = 0; i < judge->console.count; i++) {
        const struct fact *fact = &judge->console.facts[i];

        if (strcmp(fact->kind, kind) == 0 && fnmatch(row->name, fact->name, 0) == 0)
            return true;
    }
    return false;
}

/* Nothing that was planned for this machine was left out. */
static void judge_plan(const struct judge *judge)
{
    unsigned int missing = 0;

    for (size_t i = 0; i < judge->plan.count; i++) {
        const struct plan_row *row = &judge->plan.rows[i];

        if (fnmatch(row->cell, judge->cell, 0) != 0 || is_covered(judge, row))
            continue;
        printf("# line %u of the plan: no %s %s\n", row->line, row->kind, row->name);
        missing++;
    }
    result(judge, missing == 0, "everything that was planned came");
}

int main(int argument_count, char **arguments)
{
    static struct judge judge; /* what it points to lives as long as the program */

    if (argument_count != 6)
        give_up("vm-judge", "usage: vm-judge CELL PLAN CONSOLE POLICIES TABLE");
    judge.cell = arguments[1];
    judge.plan = plan_read(arguments[2]);
    judge.console = console_read(arguments[3]);
    judge.policies = arguments[4];
    judge.table = fopen(arguments[5], "ae");
    if (judge.table == NULL)
        give_up(arguments[5], "cannot be written");
    judge_machine(&judge);
    judge_unfiltered(&judge);
    judge_facts(&judge);
    judge_programs(&judge);
    judge_plan(&judge);
    return fclose(judge.table) == 0 ? 0 : 1;
}

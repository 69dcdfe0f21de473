/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/run/escape.h"
#include "runtime/run/words.h"

static void print_label(const char *label)
{
    printf("%-33s ", label);
}

static void print_line(const char *label, const char *text)
{
    print_label(label);
    puts(text);
}

static void print_hypervisor(const struct pmuf_host *host)
{
    const char *name = words_hypervisor(host->hypervisor);

    print_label("this host is itself a guest:");
    fputs(host->is_guest ? "yes" : "no", stdout);
    if (name != NULL)
        printf(", of %s", name);
    if (host->hypervisor[0] != '\0') {
        fputs(name != NULL ? " (" : ", of a hypervisor that calls itself (", stdout);
        escape_for_terminal(stdout, host->hypervisor, strlen(host->hypervisor));
        putchar(')');
    }
    putchar('\n');
}

static void print_capabilities(const struct pmuf_host *host)
{
    char label[64];

    for (unsigned int i = 0; i < CAPABILITY_COUNT; i++) {
        const struct capability *capability = &capabilities[i];
        const bool has = (host->kernel_has & capability->requirement) != 0;

        if (capability->architecture != host->architecture)
            continue;
        snprintf(label, sizeof(label), "%s:", capability->name);
        print_label(label);
        printf("%s (capability %u, since Linux %s)\n", has ? "yes" : "no", capability->number,
               capability->since);
    }
}

static void print_selects(const struct pmuf_host *host)
{
    const bool wide = (host->kernel_has & PMUF_NEEDS_WIDE_SELECTS) != 0;

    print_line("bits of an event select:", wide ? "12" : "8");
}

static void print_guest_pmu(const struct pmuf_host *host)
{
    const char *reason = words_guest_pmu_reason(host);

    print_label("guests get a vPMU:");
    fputs(words_guest_pmu(host->guest_pmu), stdout);
    if (reason != NULL)
        printf(": %s", reason);
    putchar('\n');
}

static void print_x86(const struct pmuf_host *host)
{
    char model[WORDS_MODEL_SIZE];

    words_model(host, model);
    print_line("architecture:", "x86");
    print_line("CPU vendor:", words_vendor(host->vendor)->name);
    print_label("CPU model:");
    printf("%s, stepping %" PRIu32 "\n", model, host->stepping);
    print_hypervisor(host);
    print_capabilities(host);
    print_selects(host);
    print_guest_pmu(host);
}

static void print_arm64(const struct pmuf_host *host)
{
    char midrs[WORDS_MIDRS_SIZE];

    words_midrs(host, midrs);
    print_line("architecture:", "arm64");
    print_line("CPU MIDRs:", midrs);
    print_capabilities(host);
    print_guest_pmu(host);
}

static void print_host(const struct pmuf_host *host)
{
    if (host->architecture == PMUF_ARM64)
        print_arm64(host);
    else
        print_x86(host);
}

static void print_policy(const struct pmuf_view *view)
{
    const char *name = NULL;
    const size_t size = pmuf_policy_name(view, &name);

    print_label("policy:");
    if (size == 0)
        fputs("without a name", stdout);
    else
        escape_for_terminal(stdout, name, size);
    printf(", CRC-32C %08" PRIx32 "\n", pmuf_checksum(view));
}

static void print_needs(uint32_t requirements)
{
    const char *separator = "";

    print_label("which needs:");
    for (unsigned int i = 0; i < CAPABILITY_COUNT; i++) {
        if ((requirements & capabilities[i].requirement) == 0)
            continue;
        printf("%s%s", separator, capabilities[i].name);
        separator = ", ";
    }
    putchar('\n');
}

static void print_choice(const struct report *report)
{
    struct pmuf_alternative alternative;

    if (!report->has_choice) {
        print_line("would load:", "nothing");
        return;
    }
    alternative = report_alternative(report);
    print_label("would load:");
    printf("section %" PRIu32 ", alternative %" PRIu32 " (%s)\n", report->choice.section,
           report->choice.alternative, words_kind(alternative.kind));
    print_needs(alternative.requirements);
}

/* "Loaded" is all that the kernel tells: a filter acts on a guest's vPMU, if there is one. */
static void print_loaded(const struct report *report)
{
    if (!report->is_loaded) {
        print_line("loaded:", "nothing");
        return;
    }
    print_label("loaded:");
    printf("section %" PRIu32 ", alternative %" PRIu32 ", into a scratch VM\n",
           report->choice.section, report->choice.alternative);
    if (report->host.architecture == PMUF_ARM64)
        print_line("bits of an event number:", report_event_bits(report) == 10
                                                   ? "10, so events from 0x400 on are left out"
                                                   : "16");
    if (report->host.guest_pmu == PMUF_GUEST_PMU_UNKNOWN)
        print_line("what that means:", "nothing if guests of this host have no vPMU; unknown");
    else if (report->host.guest_pmu != PMUF_GUEST_PMU_YES)
        print_line("what that means:", "nothing until guests of this host have a vPMU");
}

void report_print_text(const struct report *report)
{
    if (report->host.architecture != 0)
        print_host(&report->host);
    if (report->blob.bytes != NULL)
        print_policy(&report->blob.view);
    if (report->blob.bytes != NULL && report->host.architecture != 0)
        print_choice(report);
    if (report->was_tried)
        print_loaded(report);
}

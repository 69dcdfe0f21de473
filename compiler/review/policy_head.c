/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/policy_head.h"

#include "compiler/base/text_stream.h"
#include "compiler/events/names.h"
#include "compiler/review/policy_lines.h"

static bool serves(const struct policy_head *head, enum vendor vendor)
{
    uint32_t first;

    return roster_hosts_of(head->roster, vendor, &first) > 0;
}

static bool lists_models(const struct policy_head *head, enum vendor vendor)
{
    uint32_t first = 0;

    return roster_hosts_of(head->roster, vendor, &first) > 0 && head->roster->hosts[first].model;
}

/* Hosts that neither a rule nor cpus names need a statement that does. */
static bool needs_targets(const struct policy_head *head)
{
    for (int i = 0; i < VENDOR_COUNT; i++) {
        if (serves(head, (enum vendor)i) && !head->has_rule[i] &&
            !lists_models(head, (enum vendor)i))
            return true;
    }
    return false;
}

static void write_targets(const struct policy_head *head, FILE *stream)
{
    const bool intel = serves(head, VENDOR_INTEL);
    const bool amd = serves(head, VENDOR_AMD);
    const bool arm64 = serves(head, VENDOR_ARM64);
    const char *x86 = intel && amd ? "x86" : intel ? "intel" : amd ? "amd" : "";

    fprintf(stream, "targets %s%s%s\n", x86, x86[0] && arm64 ? ", " : "", arm64 ? "arm64" : "");
}

static void write_cpus(FILE *stream, const struct policy_head *head, enum vendor vendor,
                       struct arena *arena)
{
    struct text_stream text;
    uint32_t first = 0;
    uint32_t count = roster_hosts_of(head->roster, vendor, &first);

    text_stream_open(&text);
    fprintf(text.file, "cpus %s", vendor_name(vendor));
    for (uint32_t i = first; i < first + count; i++)
        fprintf(text.file, "%s %s", i > first ? "," : "", head->roster->hosts[i].model);
    policy_line_write(stream, text_stream_close(&text, arena, NULL));
}

void policy_head_write(FILE *stream, const struct policy_head *head, struct arena *arena)
{
    if (head->name_size) {
        fputs("policy ", stream);
        policy_string_write(stream, head->name, head->name_size);
        fputc('\n', stream);
    }
    if (needs_targets(head))
        write_targets(head, stream);
    for (int vendor = 0; vendor < VENDOR_COUNT; vendor++) {
        if (lists_models(head, (enum vendor)vendor))
            write_cpus(stream, head, (enum vendor)vendor, arena);
    }
    fprintf(stream, "default %s\n", head->default_verdict == VERDICT_ALLOW ? "allow" : "deny");
}

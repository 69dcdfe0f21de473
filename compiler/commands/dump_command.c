/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc dump: what a blob holds, for people, for programs, and as a policy. */
#include <inttypes.h>
#include <stdio.h>

#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/describe.h"
#include "compiler/commands/emit.h"
#include "compiler/commands/messages.h"
#include "compiler/commands/statistics.h"
#include "compiler/commands/subject.h"
#include "compiler/commands/target.h"
#include "compiler/review/decompile.h"

static void print_records(const struct alternative *alternative)
{
    for (uint32_t i = 0; i < alternative->count; i++) {
        const struct arm64_record *record = &alternative->records[i];
        const char *action = record->action ? "deny" : "allow";

        if (record->count)
            printf("    %s events 0x%04x..0x%04x\n", action, record->base,
                   (unsigned int)record->base + record->count - 1);
        else
            printf("    %s no events: the first call of a VM sets the default to %s\n", action,
                   record->action ? "allow" : "deny");
    }
}

static void print_entries(const struct alternative *alternative)
{
    for (uint32_t i = 0; i < alternative->count; i++) {
        const struct entry *entry = &alternative->entries[i];

        printf("    %016" PRIx64 "  ", blob_encode_entry(alternative->kind, entry));
        describe_entry(stdout, alternative->kind, entry);
        putchar('\n');
    }
}

static const char *count_word(const struct alternative *alternative)
{
    if (alternative->kind == PMUF_KIND_ARM64)
        return alternative->count == 1 ? "record" : "records";
    return alternative->count == 1 ? "entry" : "entries";
}

static void print_alternative(const struct alternative *alternative, uint32_t index)
{
    printf("  alternative %u: %s, %u %s, needs %s\n", index, describe_kind(alternative->kind),
           alternative->count, count_word(alternative),
           describe_requirements(alternative->requirements));
    if (alternative->kind == PMUF_KIND_ARM64)
        print_records(alternative);
    else
        print_entries(alternative);
}

/* Whether KVM treats some host of the section as Intel's. */
static bool serves_intel(const struct section *section)
{
    for (uint32_t i = 0; i < section->signature_count; i++) {
        uint32_t vendor = section->signatures[i].vendor;

        if (vendor != PMUF_VENDOR_AMD && vendor != PMUF_VENDOR_HYGON)
            return true;
    }
    return section->rest & PMUF_REST_INTEL;
}

/* A list of denied events on Intel that says it needs no more than Linux 5.3 was waived. */
static bool waives_tsx_escape(const struct section *section, const struct alternative *alternative)
{
    return serves_intel(section) && alternative->action == PMUF_ACTION_DENY &&
           alternative->count > 0 && !(alternative->requirements & PMUF_NEEDS_MASKED_EVENTS);
}

static void print_x86_meaning(const struct section *section)
{
    const struct alternative *last = &section->alternatives[section->alternative_count - 1];
    bool allows = last->action == PMUF_ACTION_ALLOW;

    printf("  action %s: what the entries list is %s, all else is %s\n", allows ? "ALLOW" : "DENY",
           allows ? "allowed" : "denied", allows ? "denied" : "allowed");
    printf("  fixed counters %s: ", allows ? "allowed" : "denied");
    describe_fixed(stdout, last->fixed_bitmap);
    putchar('\n');
    if (waives_tsx_escape(section, last))
        puts("  waived: before Linux 6.3 a guest escapes this list with the TSX bits of the event "
             "selector");
}

static void print_section(const struct filters *filters, uint32_t index)
{
    const struct section *section = &filters->sections[index];

    printf("section %u: ", index);
    describe_hosts(stdout, filters, index);
    putchar('\n');
    if (section->host_names && section->signature_count)
        printf("  models: %s\n", section->host_names);
    if (section->architecture == PMUF_X86)
        print_x86_meaning(section);
    for (uint32_t i = 0; i < section->alternative_count; i++)
        print_alternative(&section->alternatives[i], i);
}

/* As the policy writes it. A checked name holds nothing that a terminal could mind. */
static void print_policy_name(const struct filters *filters)
{
    fputs("policy \"", stdout);
    for (size_t i = 0; i < filters->name_size; i++) {
        if (filters->name[i] == '"' || filters->name[i] == '\\')
            putchar('\\');
        putchar(filters->name[i]);
    }
    puts("\"");
}

static void print_header(const struct filters *filters, size_t size, uint32_t checksum)
{
    if (filters->name_size)
        print_policy_name(filters);
    else
        puts("policy without a name");
    printf("blob: format %u, %zu bytes, CRC-32C %08x, %u section%s\n", PMUF_FORMAT, size, checksum,
           filters->section_count, filters->section_count == 1 ? "" : "s");
}

/* Where names came from: another version of these could give them another meaning. */
static void print_catalogues(const struct events *events)
{
    const struct catalogue *catalogue;

    for (uint32_t i = 0; (catalogue = events_catalogue_at(events, i)); i++) {
        if (!catalogue->was_used)
            continue;
        printf("names from catalogue %s, version %s, SHA-256 %s\n", catalogue->name,
               catalogue->version[0] ? catalogue->version : "not told", catalogue->hash);
    }
}

/* What the file holds beyond its blob, if it is a policy. */
static void print_source(const struct options *options, const struct target *target,
                         const struct subject *subject)
{
    if (!subject->policy)
        return;
    print_catalogues(subject_events(subject));
    statistics_print_reasons(subject->compilation);
    if (options->stats)
        statistics_print_rules(subject->compilation, target);
}

static int dump_text(const struct options *options, const struct target *target,
                     const struct subject *subject)
{
    print_header(subject->filters, subject->blob_size, pmuf_checksum(&subject->view));
    for (uint32_t i = 0; i < subject->filters->section_count; i++) {
        if (!target_gets(target, subject->filters, i))
            continue;
        print_section(subject->filters, i);
        if (options->stats)
            statistics_print_section(&subject->filters->sections[i]);
    }
    print_source(options, target, subject);
    return EXIT_FINE;
}

static int refuse_source(const struct subject *subject, const char *reason)
{
    fputs("pmuc: error: '", stderr);
    print_name(stderr, subject->input.path);
    fprintf(stderr, "' cannot be written as a policy: %s\n", reason);
    return EXIT_WRONG;
}

static int dump_source(const struct options *options, const struct subject *subject,
                       struct arena *arena)
{
    struct decompiled result;

    switch (decompile(subject->filters, true, &options->compile.events, arena, &result)) {
    case DECOMPILE_DONE:
        fwrite(result.text, 1, result.size, stdout);
        return EXIT_FINE;
    case DECOMPILE_REFUSED:
        return refuse_source(subject, result.reason);
    case DECOMPILE_NO_NAMES:
        messages_print(options, result.diagnostics);
        return EXIT_WRONG;
    case DECOMPILE_DIFFERS:
        break;
    }
    fputs("pmuc: internal error: the policy would not say what the blob says; please report this "
          "blob\n",
          stderr);
    return EXIT_INTERNAL;
}

static void dump_document(enum document_form form, const struct target *target,
                          const struct subject *subject, struct arena *arena)
{
    const struct blob blob = {(unsigned char *)subject->input.bytes, subject->input.size};

    emit_document(stdout, form, target, subject->filters,
                  subject->policy ? subject->compilation->blob : &blob, arena);
}

static int dump_subject(const struct options *options, const struct target *target,
                        const struct subject *subject, struct arena *arena)
{
    switch (options->format) {
    case FORMAT_JSON:
        dump_document(DOCUMENT_JSON, target, subject, arena);
        return EXIT_FINE;
    case FORMAT_YAML:
        dump_document(DOCUMENT_YAML, target, subject, arena);
        return EXIT_FINE;
    case FORMAT_POLICY:
        return dump_source(options, subject, arena);
    default:
        return dump_text(options, target, subject);
    }
}

/* What one form of output cannot hold. */
static int check_format(const struct options *options)
{
    if (options->stats && options->format != FORMAT_TEXT) {
        fputs("pmuc: error: --stats goes with --format=text\n", stderr);
        return EXIT_TROUBLE;
    }
    if (options->target && options->format == FORMAT_POLICY) {
        fputs("pmuc: error: --format=pmu writes a policy for every host of the blob: it takes no "
              "--target\n",
              stderr);
        return EXIT_TROUBLE;
    }
    return EXIT_FINE;
}

int command_dump(const struct options *options, struct arena *arena)
{
    struct subject subject;
    struct target target;
    int status = check_format(options);

    if (status == EXIT_FINE)
        status = subject_read(options, options->input, arena, &subject);
    if (status != EXIT_FINE)
        return status;
    if (!target_read(options->target, subject_events(&subject), &target)) {
        if (!subject.policy)
            messages_print(options, subject.compilation->diagnostics);
        return EXIT_WRONG;
    }
    if (!emit_has_section(&target, subject.filters))
        return EXIT_WRONG;
    return dump_subject(options, &target, &subject, arena);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc dump: what a blob holds, for people. */
#include <inttypes.h>
#include <stdio.h>

#include "compiler/commands/commands.h"
#include "compiler/commands/describe.h"
#include "compiler/commands/statistics.h"
#include "compiler/commands/target.h"

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
static void print_name(const struct filters *filters)
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
        print_name(filters);
    else
        puts("policy without a name");
    printf("blob: format %u, %zu bytes, CRC-32C %08x, %u section%s\n", PMUF_FORMAT, size, checksum,
           filters->section_count, filters->section_count == 1 ? "" : "s");
}

static bool has_section(const struct filters *filters, const struct target *target)
{
    for (uint32_t i = 0; i < filters->section_count; i++) {
        if (target_gets(target, filters, i))
            return true;
    }
    return false;
}

static int print_blob(const struct options *options, const struct target *target,
                      const struct pmuf_view *view, size_t size, const struct filters *filters)
{
    if (!has_section(filters, target)) {
        fprintf(stderr, "pmuc: error: the policy has no section for %s\n", options->target);
        return EXIT_WRONG;
    }
    print_header(filters, size, pmuf_checksum(view));
    for (uint32_t i = 0; i < filters->section_count; i++) {
        if (!target_gets(target, filters, i))
            continue;
        print_section(filters, i);
        if (options->stats)
            statistics_print_section(&filters->sections[i]);
    }
    return EXIT_FINE;
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

static int dump_policy(const struct options *options, struct arena *arena,
                       const struct input *input)
{
    struct compilation *compilation;
    struct pmuf_view view;
    struct target target;
    size_t offset;
    int status = input_compile(options, arena, input, &compilation);

    if (status != EXIT_FINE)
        return status;
    if (pmuf_check(compilation->blob->bytes, compilation->blob->size, &view, &offset) != PMUF_OK)
        return EXIT_INTERNAL;
    if (!target_read(options->target, compilation->events, &target))
        return EXIT_WRONG;
    status = print_blob(options, &target, &view, compilation->blob->size, compilation->filters);
    if (status != EXIT_FINE)
        return status;
    print_catalogues(compilation->events);
    statistics_print_reasons(compilation);
    if (options->stats)
        statistics_print_rules(compilation, &target);
    return EXIT_FINE;
}

static int dump_blob(const struct options *options, struct arena *arena, const struct input *input)
{
    struct compilation *names = compilation_create(arena);
    struct pmuf_view view;
    struct target target;
    int status = input_check_blob(options, input, &view);

    if (status != EXIT_FINE)
        return status;
    names->events =
        events_create(&options->compile.events, arena, &names->sources, names->diagnostics);
    if (!target_read(options->target, names->events, &target)) {
        diagnostics_print(names->diagnostics, stderr, options_want_colour(options));
        return EXIT_WRONG;
    }
    return print_blob(options, &target, &view, input->size, blob_decode(&view, arena));
}

int command_dump(const struct options *options, struct arena *arena)
{
    struct input input;
    int status;

    if (!input_read(options, arena, &input))
        return EXIT_TROUBLE;
    status =
        input.is_blob ? dump_blob(options, arena, &input) : dump_policy(options, arena, &input);
    return status;
}

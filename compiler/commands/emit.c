/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/commands/emit.h"

#include "compiler/base/print_name.h"
#include "compiler/base/text_stream.h"
#include "compiler/commands/describe.h"
#include "compiler/review/blob_document.h"
#include "compiler/review/c_header.h"
#include "compiler/review/qemu_object.h"

/* The only section that the target would get; false after a message. */
static bool find_section(const struct target *target, const struct filters *filters,
                         uint32_t *section)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < filters->section_count; i++) {
        if (!target_gets(target, filters, i))
            continue;
        *section = i;
        count++;
    }
    if (count == 1 && target_is_covered(target, &filters->sections[*section]))
        return true;
    if (count == 1)
        fprintf(stderr,
                "pmuc: error: not all hosts of %s get the same filter: say which model, as in "
                "--target=intel:spr\n",
                target->text);
    else if (count)
        fprintf(stderr,
                "pmuc: error: hosts of %s have %u different filters: say which model, as in "
                "--target=intel:spr\n",
                target->text, count);
    else
        fprintf(stderr, "pmuc: error: the policy has no section for %s\n", target->text);
    return false;
}

/*
 * Whether a list names a select above 0xff, which a KVM with Intel's rules would drop silently.
 * Entries are ascending by select.
 */
static bool has_wide_select(const struct alternative *alternative)
{
    return alternative->kind != PMUF_KIND_ARM64 && alternative->count > 0 &&
           alternative->entries[alternative->count - 1].select > 0xff;
}

/* What stands for the target in the blob. What it needs is told by who writes it. */
static bool find_filter(const struct options *options, const struct compilation *compilation,
                        uint32_t *section)
{
    struct target target;

    return target_read(options->target, compilation->events, &target) &&
           find_section(&target, compilation->filters, section);
}

/* The forms for one host cannot say what they need, so that is said beside them. */
static void tell_needs(const struct options *options, const struct alternative *alternative,
                       uint32_t requirements)
{
    fprintf(stderr, "pmuc: note: this filter is for %s hosts and needs %s%s\n", options->target,
            describe_requirements(requirements),
            has_wide_select(alternative) ? ", and the module kvm_amd for selects above 0xff" : "");
}

/* The first alternative's payload, as it stands in the checked blob. */
static int make_raw(const struct options *options, const struct compilation *compilation,
                    struct output *out)
{
    const struct blob *blob = compilation->blob;
    struct pmuf_alternative alternative;
    struct pmuf_view view;
    uint32_t section;

    if (!find_filter(options, compilation, &section))
        return EXIT_WRONG;
    if (pmuf_check(blob->bytes, blob->size, &view, NULL) != PMUF_OK ||
        pmuf_get_alternative(&view, section, 0, &alternative) != PMUF_OK)
        return EXIT_INTERNAL;
    tell_needs(options, &compilation->filters->sections[section].alternatives[0],
               alternative.requirements);
    *out = (struct output){alternative.payload, alternative.payload_size, false};
    return EXIT_FINE;
}

static void close_text(struct text_stream *stream, struct arena *arena, struct output *out)
{
    out->is_text = true;
    out->bytes = text_stream_close(stream, arena, &out->size);
}

static int make_qemu(const struct options *options, const struct compilation *compilation,
                     struct arena *arena, struct output *out)
{
    const struct alternative *alternative;
    struct text_stream stream;
    uint32_t section;

    if (!find_filter(options, compilation, &section))
        return EXIT_WRONG;
    alternative = &compilation->filters->sections[section].alternatives[0];
    if (alternative->kind == PMUF_KIND_ARM64) {
        fputs("pmuc: error: QEMU's kvm-pmu-filter has no events of arm64\n", stderr);
        return EXIT_WRONG;
    }
    fputs("pmuc: note: experimental: the form is that of a patch series for QEMU of April 2025, "
          "which no release of QEMU has\n",
          stderr);
    tell_needs(options, alternative,
               alternative->requirements |
                   (qemu_object_needs_masked(alternative) ? PMUF_NEEDS_MASKED_EVENTS : 0));
    text_stream_open(&stream);
    qemu_object_write(stream.file, alternative, options->qemu_id ? options->qemu_id : "pmu0");
    close_text(&stream, arena, out);
    return EXIT_FINE;
}

/* The lines that tell in the header what is in it; null for a blob that is none. */
static const char *make_remarks(const struct compilation *compilation, struct arena *arena)
{
    const struct filters *filters = compilation->filters;
    struct text_stream stream;
    struct pmuf_view view;

    if (pmuf_check(compilation->blob->bytes, compilation->blob->size, &view, NULL) != PMUF_OK)
        return NULL;
    text_stream_open(&stream);
    fprintf(stream.file, "%zu bytes, CRC-32C %08x, %u section%s\n", compilation->blob->size,
            pmuf_checksum(&view), filters->section_count, filters->section_count == 1 ? "" : "s");
    for (uint32_t i = 0; i < filters->section_count; i++) {
        const struct section *section = &filters->sections[i];

        fprintf(stream.file, "section %u: ", i);
        describe_hosts(stream.file, filters, i);
        fputc('\n', stream.file);
        for (uint32_t a = 0; a < section->alternative_count; a++)
            fprintf(stream.file, "  %s, needs %s\n", describe_kind(section->alternatives[a].kind),
                    describe_requirements(section->alternatives[a].requirements));
    }
    return text_stream_close(&stream, arena, NULL);
}

static int make_header(const struct options *options, const struct compilation *compilation,
                       struct arena *arena, struct output *out)
{
    const struct filters *filters = compilation->filters;
    const struct c_header header = {
        .symbol = options->symbol ? options->symbol
                                  : c_header_make_symbol(filters->name, filters->name_size, arena),
        .name = filters->name,
        .name_size = filters->name_size,
        .remarks = make_remarks(compilation, arena),
        .blob = compilation->blob,
    };
    struct text_stream stream;

    if (!header.remarks)
        return EXIT_INTERNAL;
    text_stream_open(&stream);
    c_header_write(stream.file, &header);
    close_text(&stream, arena, out);
    return EXIT_FINE;
}

bool emit_has_section(const struct target *target, const struct filters *filters)
{
    for (uint32_t i = 0; i < filters->section_count; i++) {
        if (target_gets(target, filters, i))
            return true;
    }
    fprintf(stderr, "pmuc: error: the policy has no section for %s\n", target->text);
    return false;
}

void emit_document(FILE *stream, enum document_form form, const struct target *target,
                   const struct filters *filters, const struct blob *blob, struct arena *arena)
{
    bool *is_wanted = ARENA_NEW_ARRAY(arena, bool, filters->section_count);

    for (uint32_t i = 0; i < filters->section_count; i++)
        is_wanted[i] = target_gets(target, filters, i);
    blob_document_write(stream, form, filters, blob, is_wanted, arena);
}

static int make_document(const struct options *options, const struct compilation *compilation,
                         struct arena *arena, struct output *out)
{
    struct text_stream stream;
    struct target target;

    if (!target_read(options->target, compilation->events, &target) ||
        !emit_has_section(&target, compilation->filters))
        return EXIT_WRONG;
    text_stream_open(&stream);
    emit_document(stream.file, options->emit == EMIT_JSON ? DOCUMENT_JSON : DOCUMENT_YAML, &target,
                  compilation->filters, compilation->blob, arena);
    close_text(&stream, arena, out);
    return EXIT_FINE;
}

static int refuse(const char *text)
{
    fprintf(stderr, "pmuc: error: %s\n", text);
    return EXIT_TROUBLE;
}

int emit_check(const struct options *options)
{
    if (options->emit == EMIT_QEMU && !options->target)
        return refuse("--emit=qemu writes one filter: say --target=intel, --target=amd or a model "
                      "such as --target=intel:spr");
    if (options->emit == EMIT_C && options->target)
        return refuse("the header holds the blob with every section: --target does not go with "
                      "--emit=c");
    if (options->symbol && options->emit != EMIT_C)
        return refuse("--symbol goes with --emit=c");
    if (options->qemu_id && options->emit != EMIT_QEMU)
        return refuse("--qemu-id goes with --emit=qemu");
    if (options->symbol && c_header_is_keyword(options->symbol))
        return refuse("--symbol is a word that C or C++ has for itself");
    return EXIT_FINE;
}

int emit_make(const struct options *options, const struct compilation *compilation,
              struct arena *arena, struct output *out)
{
    *out = (struct output){compilation->blob->bytes, compilation->blob->size, false};
    switch (options->emit) {
    case EMIT_RAW:
        return make_raw(options, compilation, out);
    case EMIT_QEMU:
        return make_qemu(options, compilation, arena, out);
    case EMIT_C:
        return make_header(options, compilation, arena, out);
    case EMIT_YAML:
    case EMIT_JSON:
        return make_document(options, compilation, arena, out);
    case EMIT_BLOB:
        break;
    }
    return EXIT_FINE;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc [compile], pmuc check */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/output_file.h"
#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/describe.h"

/* What goes to the output file. */
struct output {
    const void *bytes;
    size_t size;
};

/* The section of a checked blob that serves every model of the target, or false. */
static bool find_section(const struct pmuf_view *view, uint32_t target_bits, uint32_t *index)
{
    struct pmuf_section section;

    for (*index = 0; pmuf_get_section(view, *index, &section) == PMUF_OK; (*index)++) {
        if (section.rest & target_bits)
            return true;
    }
    return false;
}

/*
 * Whether a list names a select above 0xff, which a KVM with Intel's rules would drop silently.
 * Entries are ascending by select: the last one has the highest, with its bits 11:8 in byte 4.
 */
static bool has_wide_select(const struct pmuf_alternative *alternative)
{
    const unsigned char *payload = alternative->payload;

    return alternative->payload_size > PMUF_X86_HEADER_SIZE &&
           payload[alternative->payload_size - PMUF_X86_ENTRY_SIZE + 4] & 0x0f;
}

/*
 * The first alternative's payload, as it stands in the checked blob. The raw form cannot say what
 * it needs, so that is said beside it.
 */
static bool take_payload(const struct options *options, const struct blob *blob, struct output *out)
{
    struct pmuf_alternative alternative;
    struct pmuf_view view;
    uint32_t section;

    if (pmuf_check(blob->bytes, blob->size, &view, NULL) != PMUF_OK ||
        !find_section(&view, options_target_bits(options), &section) ||
        pmuf_get_alternative(&view, section, 0, &alternative) != PMUF_OK) {
        fprintf(stderr, "pmuc: error: the policy has no section for %s\n", options->target);
        return false;
    }
    fprintf(stderr, "pmuc: note: this filter is for %s hosts and needs %s%s\n", options->target,
            describe_requirements(alternative.requirements),
            has_wide_select(&alternative) ? ", and the module kvm_amd for selects above 0xff" : "");
    out->bytes = alternative.payload;
    out->size = alternative.payload_size;
    return true;
}

/* A slip of the hand must not replace a policy, or a file that it includes, by its blob. */
static bool is_source(const struct source_list *sources, const char *path)
{
    struct stat output;
    struct stat input;

    if (strcmp(path, "-") == 0 || stat(path, &output) != 0 || !S_ISREG(output.st_mode))
        return false;
    for (const struct source *source = sources->first; source; source = source->next) {
        if (source->path[0] && stat(source->path, &input) == 0 && input.st_dev == output.st_dev &&
            input.st_ino == output.st_ino)
            return true;
    }
    return false;
}

static int write_output(const struct options *options, const struct source_list *sources,
                        const struct output *output)
{
    const char *reason;

    if (is_source(sources, options->output)) {
        fputs("pmuc: error: '", stderr);
        print_name(stderr, options->output);
        fputs("' is a file of the policy itself: nothing was written\n", stderr);
        return EXIT_TROUBLE;
    }

    if (strcmp(options->output, "-") == 0 && isatty(STDOUT_FILENO)) {
        fputs("pmuc: error: not writing binary data to a terminal\n", stderr);
        return EXIT_TROUBLE;
    }
    if (output_write(options->output, output->bytes, output->size, &reason))
        return EXIT_FINE;
    fputs("pmuc: error: cannot write '", stderr);
    print_name(stderr, options->output);
    fprintf(stderr, "': %s\n", reason);
    return EXIT_TROUBLE;
}

int command_compile(const struct options *options, struct arena *arena)
{
    struct compilation *compilation;
    struct output output;
    struct input input;
    int status;

    if (!input_read(options, arena, &input))
        return EXIT_TROUBLE;
    if (input.is_blob) {
        fputs("pmuc: error: '", stderr);
        print_name(stderr, options->input);
        fputs("' is a compiled blob; 'pmuc dump' shows what it holds\n", stderr);
        return EXIT_TROUBLE;
    }
    status = input_compile(options, arena, &input, &compilation);
    if (status != EXIT_FINE)
        return status;
    output = (struct output){compilation->blob->bytes, compilation->blob->size};
    if (options->emit == EMIT_RAW && !take_payload(options, compilation->blob, &output))
        return EXIT_WRONG;
    return write_output(options, &compilation->sources, &output);
}

int command_check(const struct options *options, struct arena *arena)
{
    struct compilation *compilation;
    struct pmuf_view view;
    struct input input;

    if (!input_read(options, arena, &input))
        return EXIT_TROUBLE;
    if (input.is_blob)
        return input_check_blob(options, &input, &view);
    return input_compile(options, arena, &input, &compilation);
}

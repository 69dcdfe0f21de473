/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc [compile], pmuc check */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/output_file.h"
#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/dependencies.h"
#include "compiler/commands/describe.h"
#include "compiler/commands/host_check.h"
#include "compiler/commands/target.h"

/* What goes to the output file. */
struct output {
    const void *bytes;
    size_t size;
};

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
 * Entries are ascending by select: the last one has the highest, with its bits 11:8 in byte 4.
 */
static bool has_wide_select(const struct pmuf_alternative *alternative)
{
    const unsigned char *payload = alternative->payload;

    return alternative->kind != PMUF_KIND_ARM64 &&
           alternative->payload_size > PMUF_X86_HEADER_SIZE &&
           payload[alternative->payload_size - PMUF_X86_ENTRY_SIZE + 4] & 0x0f;
}

/*
 * The first alternative's payload, as it stands in the checked blob. The raw form cannot say what
 * it needs, so that is said beside it.
 */
static bool take_payload(const struct options *options, const struct compilation *compilation,
                         struct output *out)
{
    const struct blob *blob = compilation->blob;
    struct pmuf_alternative alternative;
    struct pmuf_view view;
    struct target target;
    uint32_t section;

    if (!target_read(options->target, compilation->events, &target) ||
        !find_section(&target, compilation->filters, &section) ||
        pmuf_check(blob->bytes, blob->size, &view, NULL) != PMUF_OK ||
        pmuf_get_alternative(&view, section, 0, &alternative) != PMUF_OK)
        return false;
    fprintf(stderr, "pmuc: note: this filter is for %s hosts and needs %s%s\n", options->target,
            describe_requirements(alternative.requirements),
            has_wide_select(&alternative) ? ", and the module kvm_amd for selects above 0xff" : "");
    out->bytes = alternative.payload;
    out->size = alternative.payload_size;
    return true;
}

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

/* A slip of the hand must not replace a policy, or a file that it includes, by what it becomes. */
static bool check_output(const struct source_list *sources, const char *path)
{
    if (!is_source(sources, path))
        return true;
    fputs("pmuc: error: '", stderr);
    print_name(stderr, path);
    fputs("' is a file of the policy itself: nothing was written\n", stderr);
    return false;
}

static int write_output(const struct options *options, const struct output *output)
{
    const char *reason;

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
    if (options->emit == EMIT_RAW && !take_payload(options, compilation, &output))
        return EXIT_WRONG;
    if (!check_output(&compilation->sources, options->output) ||
        (options->writes_dependencies &&
         !check_output(&compilation->sources, dependencies_path(options, arena))))
        return EXIT_TROUBLE;
    /* First the rule: one without its blob makes make build it, a blob without a rule goes stale.
     */
    status = options->writes_dependencies ? dependencies_write(options, compilation) : EXIT_FINE;
    return status == EXIT_FINE ? write_output(options, &output) : status;
}

static int check_policy(const struct options *options, struct arena *arena,
                        const struct input *input, struct pmuf_view *view)
{
    struct compilation *compilation;
    int status = input_compile(options, arena, input, &compilation);

    if (status != EXIT_FINE)
        return status;
    return pmuf_check(compilation->blob->bytes, compilation->blob->size, view, NULL) == PMUF_OK
               ? EXIT_FINE
               : EXIT_INTERNAL;
}

int command_check(const struct options *options, struct arena *arena)
{
    struct pmuf_view view;
    struct input input;
    int status;

    if (!input_read(options, arena, &input))
        return EXIT_TROUBLE;
    status = input.is_blob ? input_check_blob(options, &input, &view)
                           : check_policy(options, arena, &input, &view);
    if (status == EXIT_FINE && options->asks_host)
        status = host_check(&view);
    return status;
}

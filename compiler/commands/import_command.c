/* SPDX-License-Identifier: BSD-2-Clause */
/* pmuc import: filters in other forms become policies. */
#include <stdio.h>

#include "compiler/base/print_name.h"
#include "compiler/commands/commands.h"
#include "compiler/commands/messages.h"
#include "compiler/commands/result_file.h"
#include "compiler/review/decompile.h"
#include "compiler/review/import_perf.h"
#include "compiler/review/import_qemu.h"
#include "compiler/review/import_raw.h"

enum { MAX_REMARKS_SHOWN = 20 };

struct job {
    const struct options *options;
    struct arena *arena;
    struct compilation *names; /* sources, diagnostics and names of the import itself */
    struct input input;
    struct target target;
};

static int refuse(const char *text)
{
    fprintf(stderr, "pmuc: error: %s\n", text);
    return EXIT_TROUBLE;
}

/* Which hosts a filter is for is part of what it means. */
static int check_target(const struct job *job)
{
    if (job->target.is_other)
        return refuse("a filter is imported for a vendor or for a model, and not for the others");
    if (job->options->import_form == IMPORT_QEMU && job->target.text &&
        job->target.vendor == VENDOR_ARM64)
        return refuse("QEMU's kvm-pmu-filter has no events of arm64");
    return EXIT_FINE;
}

static int check_options(const struct options *options)
{
    if (options->import_form == IMPORT_RAW && !options->target)
        return refuse("raw bytes do not say for which hosts they are: say --target=intel, "
                      "--target=amd, --target=arm64 or a model");
    if (options->import_form == IMPORT_PERF && !options->target)
        return refuse("perf's events mean one thing here and another there: say --target=intel, "
                      "--target=amd, --target=arm64 or a model such as --target=intel:spr");
    return EXIT_FINE;
}

static struct foreign_hosts hosts_of(const struct job *job)
{
    static const uint32_t rests[VENDOR_COUNT] = {PMUF_REST_INTEL, PMUF_REST_AMD, PMUF_REST_ARM64};

    if (!job->target.text)
        return (struct foreign_hosts){PMUF_REST_INTEL | PMUF_REST_AMD, NULL};
    return (struct foreign_hosts){rests[job->target.vendor], job->target.model};
}

static int write_text(const struct job *job, const char *text, size_t size)
{
    const char *path = job->options->output ? job->options->output : "-";
    const struct output output = {text, size, true};

    return result_check(path, job->options->input, &job->names->sources,
                        &job->options->compile.events)
               ? result_write(path, &output)
               : EXIT_TROUBLE;
}

static int internal_error(void)
{
    fputs("pmuc: internal error: the policy would not say what was imported; nothing was written; "
          "please report this file\n",
          stderr);
    return EXIT_INTERNAL;
}

static int write_filters(const struct job *job, const struct filters *filters)
{
    struct decompiled result;

    switch (decompile(filters, false, &job->options->compile.events, job->arena, &result)) {
    case DECOMPILE_DONE:
        return write_text(job, result.text, result.size);
    case DECOMPILE_REFUSED:
        fputs("pmuc: error: '", stderr);
        print_name(stderr, job->options->input);
        fprintf(stderr, "' cannot be written as a policy: %s\n", result.reason);
        return EXIT_WRONG;
    case DECOMPILE_NO_NAMES:
        messages_print(job->options, result.diagnostics);
        return EXIT_WRONG;
    case DECOMPILE_DIFFERS:
        break;
    }
    return internal_error();
}

/* --- raw --- */

static void print_raw(const struct job *job, const char *severity, size_t offset, const char *text)
{
    fprintf(stderr, "pmuc: %s: '", severity);
    print_name(stderr, job->options->input);
    fprintf(stderr, "', byte %zu: %s\n", offset, text);
}

static int import_bytes(struct job *job)
{
    const struct foreign_hosts hosts = hosts_of(job);
    const struct raw_import import =
        import_raw((const unsigned char *)job->input.bytes, job->input.size, &hosts, job->arena);
    size_t count = 0;

    for (const struct raw_remark *one = import.remarks; one; one = one->next) {
        if (count++ < MAX_REMARKS_SHOWN)
            print_raw(job, "warning", one->offset, one->text);
    }
    if (count > MAX_REMARKS_SHOWN)
        fprintf(stderr, "pmuc: note: %zu more warnings not shown\n", count - MAX_REMARKS_SHOWN);
    if (import.filters)
        return write_filters(job, import.filters);
    print_raw(job, "error", import.offset, import.reason);
    return EXIT_WRONG;
}

/* --- texts --- */

static int finish_text(const struct job *job, int status)
{
    if (job->names->diagnostics->first)
        messages_print(job->options, job->names->diagnostics);
    return status;
}

static int import_object(struct job *job, const struct source *source)
{
    const struct foreign_hosts hosts = hosts_of(job);
    const struct filters *filters =
        import_qemu(source, &hosts, job->arena, job->names->diagnostics);

    finish_text(job, EXIT_FINE);
    return filters ? write_filters(job, filters) : EXIT_WRONG;
}

static int import_events(struct job *job, const struct source *source)
{
    const struct perf_target target = {job->target.vendor,
                                       job->target.model ? job->target.model->name : NULL};
    struct perf_import result;

    switch (import_perf(source, &target, &job->options->compile.events, job->names, &result)) {
    case COMPILE_DONE:
        finish_text(job, EXIT_FINE);
        return write_text(job, result.text, result.size);
    case COMPILE_POLICY_WRONG:
        return finish_text(job, EXIT_WRONG);
    case COMPILE_SELF_CHECK:
        break;
    }
    return internal_error();
}

static int import_text(struct job *job)
{
    const char *reason;
    const struct source *source = source_add(&job->names->sources, job->options->input,
                                             job->input.bytes, job->input.size, &reason);

    if (!source) {
        fputs("pmuc: error: cannot read '", stderr);
        print_name(stderr, job->options->input);
        fprintf(stderr, "': %s\n", reason);
        return EXIT_TROUBLE;
    }
    return job->options->import_form == IMPORT_QEMU ? import_object(job, source)
                                                    : import_events(job, source);
}

int command_import(const struct options *options, struct arena *arena)
{
    struct job job = {.options = options, .arena = arena, .names = compilation_create(arena)};
    int status = check_options(options);

    if (status != EXIT_FINE)
        return status;
    if (!input_read(options->input, arena, &job.input))
        return EXIT_TROUBLE;
    if (job.input.is_blob) {
        fputs("pmuc: error: '", stderr);
        print_name(stderr, options->input);
        fputs("' is a blob of pmuc's: 'pmuc dump --format=pmu' writes its policy\n", stderr);
        return EXIT_TROUBLE;
    }
    job.names->events =
        events_create(&options->compile.events, arena, &job.names->sources, job.names->diagnostics);
    if (!target_read(options->target, job.names->events, &job.target))
        return finish_text(&job, EXIT_WRONG);
    status = check_target(&job);
    if (status != EXIT_FINE)
        return status;
    return options->import_form == IMPORT_RAW ? import_bytes(&job) : import_text(&job);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* Catalogues from the shipped folder and from --events, and what they mean together. */
#include "compiler/events/shipped.h"
#include "tests/unit/event_files.h"

TestSuite(event_files, .init = set_up, .fini = tear_down);

Test(event_files, nothing_is_read_before_it_is_asked_for)
{
    options.catalogue_folder = "/nonexistent";
    start();
    cr_assert_null(events_catalogue_at(events, 0));
    expect_clean();
    cr_assert_null(events_model_at(events, 0));
    expect_one(DIAGNOSTIC_CATALOGUE_UNREADABLE, "--catalogues=FOLDER");
    cr_assert_null(events_model_at(events, 0));
    cr_assert_eq(diagnostics->error_count, 1);
}

Test(event_files, catalogues)
{
    const struct catalogue *catalogue;

    ship("b.yaml", HEAD("intel"));
    ship("a.yaml", "catalogue: first\nversion: \"2\"\nvendor: amd\n");
    ship(".hidden.yaml", "[");
    ship("readme", "[");
    ship(".yaml", "[");
    read_all();
    expect_clean();
    catalogue = events_catalogue_at(events, 0);
    cr_assert_str_eq(catalogue->name, "first");
    cr_assert_str_eq(catalogue->version, "2");
    cr_assert_str_eq(catalogue->path, arena_format(arena, "%s/a.yaml", folder));
    cr_assert_not(catalogue->was_used);
    cr_assert_str_eq(events_catalogue_at(events, 1)->name, "test");
    cr_assert_null(events_catalogue_at(events, 2));
}

/* The digest is sha256sum's. */
Test(event_files, hashes)
{
    ship("a.yaml", "catalogue: first\nversion: \"2\"\nvendor: amd\n");
    read_all();
    cr_assert_str_eq(events_catalogue_at(events, 0)->hash,
                     "d27f2743519667d2a257c2ed0d18591aacafa51ee07b0b006183383b72456820");
}

Test(event_files, an_empty_folder)
{
    ship("readme", "");
    read_all();
    expect_one(DIAGNOSTIC_CATALOGUE_UNREADABLE, "--catalogues=FOLDER");
}

Test(event_files, too_many_shipped_files)
{
    for (int i = 0; i <= SHIPPED_MAX_FILES; i++)
        ship(arena_format(arena, "%d.yaml", i), HEAD("intel"));
    read_all();
    expect_one(DIAGNOSTIC_CATALOGUE_LIMIT, "more than 200");
    cr_assert_not_null(events_catalogue_at(events, SHIPPED_MAX_FILES - 1));
    cr_assert_null(events_catalogue_at(events, SHIPPED_MAX_FILES));
}

Test(event_files, a_shipped_file_that_is_no_catalogue)
{
    ship("a.yaml", "[]\n");
    read_all();
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_FORM, "no catalogue")->span, "a.yaml", 1);
}

Test(event_files, unreadable_files)
{
    ship_intel();
    options.files[options.file_count++] = "/nonexistent/\033[31m";
    options.files[options.file_count++] = work;
    read_all();
    cr_assert_eq(diagnostics->error_count, 2);
    cr_assert(strstr(diagnostics->first->text, "'/nonexistent/\\x1b[31m'"));
    cr_assert_eq(diagnostics->first->code, DIAGNOSTIC_CATALOGUE_UNREADABLE);
    cr_assert(strstr(diagnostics->last->text, "directory"));
}

Test(event_files, repeated_events)
{
    ship("a.yaml", HEAD("intel") "models: any\nevents:\n- {name: A.B, fixed: 1}\n"
                                 "- {name: \"a:b\", fixed: 1}\n");
    read_all();
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_REPEATED, "a:b")->span, "a.yaml", 7);
    expect_place(diagnostics->first->first_note->span, "a.yaml", 6);
}

Test(event_files, unknown_models)
{
    ship_intel();
    ship("z.yaml", HEAD("intel") "models: [spr, sqr]\nevents: [{name: A, fixed: 1}]\n");
    read_all();
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_MODEL, "'sqr'")->span, "z.yaml", 4);
    cr_assert(strstr(diagnostics->first->first_note->text, "'spr'"));
    cr_assert(knows("spr", "a"));
}

/* Shipped files may speak of each other's models, whatever their names. */
Test(event_files, models_that_a_later_file_defines)
{
    ship("a.yaml", HEAD("intel") "models: [spr]\nevents: [{name: A, fixed: 1}]\n");
    ship("b.yaml", cpus_intel);
    read_all();
    expect_clean();
    cr_assert(knows("spr", "a"));
}

#define PERF "[{\"EventName\": \"P.Q\", \"EventCode\": \"0xd0\"}]"
#define PERFMON                                                                                    \
    "{\"Header\": {\"Version\": \"7\"}, \"Events\": [{\"EventName\": \"P.Q\", \"EventCode\": "     \
    "\"0xd0\", \"UMask\": \"0\"}]}"

Test(event_files, models_of_an_argument)
{
    ship_intel();
    give("intel:SPR,6-0xcf=", "a=b.json", PERFMON);
    give("intel:clx=", "p.json", PERF);
    read_all();
    expect_clean();
    cr_assert(knows("spr", "p.q"));
    cr_assert(knows("emr", "p.q"));
    cr_assert(list_of("emr")->is_complete);
    cr_assert(knows("clx", "p.q"));
    cr_assert_not(list_of("clx")->is_complete);
    cr_assert_not(knows("skx", "p.q"));
    cr_assert_str_eq(events_catalogue_at(events, 2)->name, "a=b");
    cr_assert_str_eq(events_catalogue_at(events, 2)->version, "7");
    cr_assert_str_eq(events_catalogue_at(events, 3)->name, "p");
    cr_assert_str_eq(events_catalogue_at(events, 3)->version, "");
}

static void expect_argument(const char *argument, const char *what)
{
    options.files[0] = argument;
    options.file_count = 1;
    diagnostics = diagnostics_create(arena, &sources);
    read_all();
    expect_one(DIAGNOSTIC_CATALOGUE_MODEL, what);
}

Test(event_files, arguments_refused)
{
    const char *json = put(work, "p.json", PERF);
    const char *own = put(work, "x.yaml", HEAD("intel"));

    ship_intel();
    expect_argument("intel:spr", "no file");
    expect_argument("intel:", "no file");
    expect_argument("intel:=x", "list of models");
    expect_argument("intel:spr,=x", "list of models");
    expect_argument("intel:,spr=x", "list of models");
    expect_argument("intel:s p r=x", "list of models");
    expect_argument("amd:\033[31m", "\\x1b[31m");
    expect_argument("intel:sqr=/nonexistent", "'sqr'");
    expect_argument("amd:spr=/nonexistent", "'spr'");
    expect_argument(json, "intel:spr,emr=FILE");
    expect_argument(arena_format(arena, "intel:spr=%s", own), "write --events=FILE");
}

Test(event_files, argument_limit)
{
    FILE *stream = text_start("intel:spr");
    const char *models;

    for (int i = 1; i < CATALOGUE_MAX_REFERENCES; i++)
        fprintf(stream, ",6-%d", i);
    models = text_end(stream);
    ship_intel();
    give(arena_format(arena, "%s=", models), "p.json", PERF);
    read_all();
    expect_clean();
    cr_assert(knows("6-1", "p.q"));
    expect_argument(arena_format(arena, "%s,6-200=x", models), "list of models");
}

/* A path that looks like an argument with models is written with a folder in front. */
Test(event_files, paths_that_look_like_models)
{
    ship_intel();
    give("", "intel:x", HEAD("intel"));
    cr_assert_eq(chdir(work), 0);
    options.files[0] = "./intel:x";
    read_all();
    expect_clean();
    cr_assert_str_eq(events_catalogue_at(events, 2)->path, "./intel:x");
}

Test(event_files, conflicts)
{
    ship_intel();
    give("", "x.yaml",
         HEAD("intel") "models: [spr, emr]\nevents:\n"
                       "- {name: inst, fixed: 0, edge: true}\n"
                       "- {name: cycles, select: 0x3c, umask: 1}\n");
    read_all();
    expect_clean();
    cr_assert_eq(events_find(list_of("spr"), "cycles")->codes[0].umask, 0);
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_CONFLICT, "'cycles'")->span, "x.yaml", 7);
    expect_place(diagnostics->first->first_note->span, "a.yaml", 6);
    cr_assert_eq(events_find(list_of("spr"), "inst")->qualifiers, 0);
    list_of("emr");
    cr_assert_eq(diagnostics->error_count, 1);
    list_of("skx");
    cr_assert_eq(diagnostics->error_count, 1);
}

static void expect_conflict(const char *first, const char *second)
{
    const unsigned int before = diagnostics->error_count;

    options.file_count = 0;
    give("", "x.yaml",
         arena_format(arena, HEAD("intel") "models: [spr]\nevents: [{name: A, %s}]\n", first));
    give("", "y.yaml",
         arena_format(arena, HEAD("intel") "models: [spr]\nevents: [{name: A, %s}]\n", second));
    start();
    list_of("spr");
    cr_assert_eq(diagnostics->error_count, before + 1, "%s and %s", first, second);
    cr_assert_eq(diagnostics->last->code, DIAGNOSTIC_CATALOGUE_CONFLICT);
    expect_place(diagnostics->last->span, "y.yaml", 5);
}

Test(event_files, what_conflicts)
{
    ship_intel();
    expect_conflict("select: 1, umask: 1", "select: 1, umask: 2");
    expect_conflict("select: 1, umask: 1", "select: 2, umask: 1");
    expect_conflict("select: 1, umask: 1", "select: [1, 2], umask: 1");
    expect_conflict("select: 1, umask: 1", "fixed: 1");
    expect_conflict("fixed: 2", "fixed: 1");
}

/* The models need not be the same: one in common is enough. */
Test(event_files, no_conflict_between_other_models)
{
    ship_intel();
    give("", "x.yaml", HEAD("intel") "models: [spr]\nevents: [{name: A, fixed: 1}]\n");
    give("", "y.yaml", HEAD("intel") "models: [emr]\nevents: [{name: A, fixed: 2}]\n");
    start();
    cr_assert_eq(events_find(list_of("spr"), "a")->fixed, 2);
    cr_assert_eq(events_find(list_of("emr"), "a")->fixed, 4);
    expect_clean();
}

Test(event_files, repeated_events_of_json)
{
    ship_intel();
    give("intel:spr=", "p.json",
         "[{\"EventName\": \"A\", \"EventCode\": \"1\"},\n"
         "{\"EventName\": \"a\", \"EventCode\": \"1\", \"Invert\": \"1\"}]");
    start();
    cr_assert_eq(events_find(list_of("spr"), "a")->qualifiers, 0);
    expect_clean();
    give("intel:spr=", "q.json",
         "[{\"EventName\": \"B\", \"EventCode\": \"1\"},\n"
         "{\"EventName\": \"b\", \"EventCode\": \"2\"}]");
    read_all();
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_REPEATED, "'b'")->span, "q.json", 2);
}

static const char cpus_arm64[] =
    HEAD("arm64") "cpus:\n- {name: n1, signatures: [{implementer: 0x41, part: 0xd0c}]}\n"
                  "- {name: n2, signatures: [{implementer: 0x41, part: 0xd49}]}\n"
                  "models: any\nevents:\n- {name: CPU_CYCLES, event: 0x11}\n";

#define STANDARD(name) "[{\"ArchStdEvent\": \"" name "\"}]"

static const struct event *arm64_event(const char *model, const char *key)
{
    return events_find(
        events_of_model(events, VENDOR_ARM64, events_find_model(events, VENDOR_ARM64, model), true),
        key);
}

/* perf's lists refer to events that other catalogues have. */
Test(event_files, standard_events)
{
    ship("arm64.yaml", cpus_arm64);
    give("arm64:n1,n2=", "common.json", "[{\"EventName\": \"BUS\", \"EventCode\": \"0x60\"}]");
    give("arm64:n1=", "a.json",
         "[{\"ArchStdEvent\": \"cpu_cycles\"}, {\"ArchStdEvent\": \"BUS\", \"EventName\": "
         "\"MY_BUS\"}]");
    start();
    cr_assert_eq(arm64_event("n1", "my_bus")->codes[0].select, 0x60);
    cr_assert_eq(arm64_event("n1", "cpu_cycles")->codes[0].select, 0x11);
    cr_assert_eq(arm64_event("n2", "bus")->codes[0].select, 0x60);
    cr_assert_null(arm64_event("n2", "my_bus"));
    expect_clean();
}

/* What another model calls so may be something else. */
Test(event_files, standard_events_of_other_models)
{
    ship("arm64.yaml", cpus_arm64);
    give("arm64:n1=", "n1.json", "[{\"EventName\": \"BUS\", \"EventCode\": \"0x60\"}]");
    give("arm64:n1,n2=", "a.json", STANDARD("BUS"));
    read_all();
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_FORM, "standard event")->span, "a.json", 1);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/* CPU models, the names that they have, and patterns. */
#include "compiler/events/models.h"
#include "tests/unit/event_files.h"

TestSuite(events, .init = set_up, .fini = tear_down);

Test(events, models_by_name)
{
    const struct cpu_model *model;

    ship_intel();
    start();
    model = events_find_model(events, VENDOR_INTEL, "spr");
    cr_assert_not_null(model);
    cr_assert_str_eq(model->name, "spr");
    cr_assert_str_eq(model->full_name, "Sapphire Rapids");
    cr_assert_eq(events_find_model(events, VENDOR_INTEL, "SapphireRapids"), model);
    cr_assert_null(events_find_model(events, VENDOR_AMD, "spr"));
    cr_assert_null(events_find_model(events, VENDOR_INTEL, ""));
    cr_assert_null(events_find_model(events, VENDOR_INTEL, "spx"));
    cr_assert_str_eq(events_suggest_model(events, VENDOR_INTEL, "SPX"), "spr");
    cr_assert_null(events_suggest_model(events, VENDOR_AMD, "spx"));
    cr_assert_str_eq(events_model_at(events, 0)->name, "spr");
    cr_assert_str_eq(events_model_at(events, 5)->name, "adl");
    cr_assert_null(events_model_at(events, 6));
    expect_clean();
}

Test(events, models_by_signature)
{
    const struct cpu_model *model;

    ship_intel();
    start();
    model = events_find_model(events, VENDOR_INTEL, "6-143");
    cr_assert_not_null(model);
    cr_assert_str_eq(model->name, "6-0x8f");
    cr_assert_eq(events_find_model(events, VENDOR_INTEL, "6-0x8F"), model);
    cr_assert_str_eq(model->libpfm, "spr");
    cr_assert_str_eq(model->full_name, "Sapphire Rapids");
    cr_assert_eq(model->signature_count, 1);
    cr_assert_eq(model->signatures[0].vendor, PMUF_VENDOR_INTEL);
    cr_assert_eq(model->signatures[0].family, 6);
    cr_assert_eq(model->signatures[0].model, 0x8f);
    cr_assert_eq(model->signatures[0].stepping_mask, 0xffff);
    cr_assert_str_eq(events_find_model(events, VENDOR_INTEL, "6-0x97")->refused, "it is hybrid");
    cr_assert_null(events_find_model(events, VENDOR_INTEL, "6-0x55")->libpfm);
    cr_assert_eq(events_find_model(events, VENDOR_AMD, "25-0x11")->signatures[0].vendor,
                 PMUF_VENDOR_AMD);
    model = events_find_model(events, VENDOR_ARM64, "0x41-0xd0c");
    cr_assert_str_eq(model->name, "0x41-0xd0c");
    cr_assert_eq(model->signatures[0].midr_value, 0x4100d0c0);
    cr_assert_eq(model->signatures[0].midr_mask, 0xff00fff0);
    cr_assert_null(events_model_at(events, 6));
}

Test(events, what_is_no_signature)
{
    static const char *const names[] = {"6",    "6-",   "-6",      "6-0x100", "271-0", "6-0x8f-1",
                                        "6-8f", "6 -1", "6-0x8f ", "06-1",    "6-1-",  "6--1"};

    ship_intel();
    start();
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        cr_assert_null(events_find_model(events, VENDOR_INTEL, names[i]), "%s", names[i]);
    cr_assert_not_null(events_find_model(events, VENDOR_INTEL, "270-255"));
    cr_assert_null(events_find_model(events, VENDOR_ARM64, "0x100-0"));
    cr_assert_null(events_find_model(events, VENDOR_ARM64, "0x41-0x1000"));
    cr_assert_not_null(events_find_model(events, VENDOR_ARM64, "0xff-0xfff"));
}

Test(events, lists)
{
    const struct event_list *list;

    ship_intel();
    ship("spr.yaml", HEAD("intel") "models: [spr, emr]\nevents:\n"
                                   "- {name: A.B, select: 1, umask: 2}\n"
                                   "- {name: Z, select: 1, umask: 3}\n");
    ship("z.yaml", HEAD("intel") "models: [spr]\ncomplete: true\nevents:\n"
                                 "- {name: X, select: 1, umask: 3}\n");
    start();
    list = list_of("spr");
    cr_assert_eq(list->count, 5);
    for (uint32_t i = 1; i < list->count; i++)
        cr_assert_lt(strcmp(list->events[i - 1]->key, list->events[i]->key), 0);
    cr_assert(list->is_complete);
    cr_assert_str_eq(events_find(list, "a.b")->name, "A.B");
    cr_assert_null(events_find(list, "A.B"));
    cr_assert_null(events_find(list, "a"));
    cr_assert_eq(list_of("sapphirerapids"), list);
    cr_assert_not(list_of("emr")->is_complete);
    cr_assert_eq(list_of("emr")->count, 4);
    cr_assert_eq(list_of("skx")->count, 2);
    cr_assert_eq(events_of_model(events, VENDOR_INTEL, NULL, false)->count, 2);
    cr_assert_eq(events_of_model(events, VENDOR_INTEL, NULL, true),
                 events_of_model(events, VENDOR_INTEL, NULL, false));
    cr_assert_eq(events_of_model(events, VENDOR_AMD, NULL, false)->count, 0);
    cr_assert_null(events_find(events_of_model(events, VENDOR_AMD, NULL, false), "a"));
    expect_clean();
}

/* A signature has the names of a catalogue that is about all of its CPUs. */
Test(events, lists_of_signatures)
{
    ship_intel();
    ship("b.yaml", HEAD("intel") "models: [6-0x8f, skx]\nevents: [{name: B, fixed: 1}]\n");
    ship("c.yaml", HEAD("intel") "models: [skx, clx]\nevents: [{name: C, fixed: 1}]\n");
    ship("d.yaml", HEAD("intel") "models: [6-0x55, 6-0x6a]\nevents: [{name: D, fixed: 1}]\n");
    start();
    cr_assert(knows("spr", "b"));
    cr_assert(knows("6-0x8f", "b"));
    cr_assert(knows("skx", "b"));
    cr_assert_not(knows("clx", "b"));
    cr_assert_not(knows("6-0x55", "b"));
    cr_assert(knows("6-0x55", "c"));
    cr_assert(knows("6-0x55", "d"));
    cr_assert(knows("clx", "d"));
    cr_assert_not(knows("icx", "d"));
    cr_assert(knows("6-0x6a", "d"));
    cr_assert_not(knows("6-0x6c", "d"));
    cr_assert(knows("6-0xfe", "cycles"));
    expect_clean();
}

Test(events, keys)
{
    cr_assert_str_eq(events_make_key(arena, "Br_Inst:ALL.x-9"), "br_inst.all.x-9");
    cr_assert_str_eq(events_make_key(arena, ""), "");
}

Test(events, patterns)
{
    cr_assert(events_match("a", "a"));
    cr_assert_not(events_match("a", "b"));
    cr_assert_not(events_match("a", "ab"));
    cr_assert_not(events_match("ab", "a"));
    cr_assert(events_match("", ""));
    cr_assert(events_match("*", ""));
    cr_assert(events_match("*", "abc"));
    cr_assert(events_match("a*", "a"));
    cr_assert(events_match("a*c", "abcbc"));
    cr_assert_not(events_match("a*c", "abcb"));
    cr_assert(events_match("*b*", "abc"));
    cr_assert(events_match("**", "abc"));
    cr_assert(events_match("?", "a"));
    cr_assert_not(events_match("?", ""));
    cr_assert_not(events_match("?", "ab"));
    cr_assert(events_match("a?*", "ab"));
    cr_assert_not(events_match("a?*", "a"));
    cr_assert(events_match("*aab", "aaaab"));
    cr_assert(events_match("mem_*.l?_miss", "mem_load_retired.l1_miss"));
}

/* A pattern of many stars must not take time that grows with their number's power. */
Test(events, patterns_end_soon, .timeout = 10)
{
    char pattern[129];
    char key[129];

    for (int i = 0; i < 128; i++)
        pattern[i] = i % 2 ? 'a' : '*';
    memset(key, 'a', 128);
    pattern[128] = '\0';
    key[128] = '\0';
    cr_assert(events_match(pattern, key));
    pattern[127] = 'b';
    cr_assert_not(events_match(pattern, key));
}

Test(events, repeated_models)
{
    ship_intel();
    give("", "x.yaml",
         HEAD("intel") "cpus:\n- {name: new, also: [spr], signatures: [{family: 6, "
                       "model: 1}]}\n");
    read_all();
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_REPEATED, "'spr'")->span, "x.yaml", 5);
    expect_place(diagnostics->first->first_note->span, "cpus.yaml", 5);
    cr_assert_null(events_find_model(events, VENDOR_INTEL, "new"));
}

Test(events, overlapping_models)
{
    ship_intel();
    give("", "x.yaml",
         HEAD("intel") "cpus:\n- {name: new, signatures: [{family: 6, model: 0x55, "
                       "steppings: [4]}]}\n");
    read_all();
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_REPEATED, "'new' and 'skx'")->span, "x.yaml", 5);
    expect_place(diagnostics->first->first_note->span, "cpus.yaml", 8);
}

/* What x86 calls a signature is 0 on arm64, and the other way round. */
Test(events, models_of_other_vendors_do_not_overlap)
{
    ship_intel();
    give("", "x.yaml",
         HEAD("arm64") "cpus: [{name: spr, signatures: [{implementer: 0, part: "
                       "0}]}]\n");
    give("", "y.yaml", HEAD("amd") "cpus: [{name: spr, signatures: [{family: 6, model: 0x8f}]}]\n");
    read_all();
    expect_clean();
}

static const char *many_models(unsigned int first, unsigned int count)
{
    FILE *stream = text_start(HEAD("amd") "cpus:\n");

    for (unsigned int i = first; i < first + count; i++)
        fprintf(stream, "- {name: m%u, signatures: [{family: %u, model: %u}]}\n", i, i / 256,
                i % 256);
    return text_end(stream);
}

Test(events, model_limit)
{
    ship("a.yaml", many_models(0, CATALOGUE_MAX_MODELS));
    read_all();
    expect_clean();
    cr_assert_not_null(events_model_at(events, MODELS_MAX_COUNT - 1));
    give("", "b.yaml", many_models(CATALOGUE_MAX_MODELS, 2));
    read_all();
    expect_place(expect_one(DIAGNOSTIC_CATALOGUE_LIMIT, "1000 models")->span, "b.yaml", 5);
}

static const char *many_signatures(unsigned int family, unsigned int models)
{
    FILE *stream = text_start(HEAD("amd") "cpus:\n");

    for (unsigned int i = 0; i < models; i++) {
        fprintf(stream, "- name: f%u-m%u\n  signatures:\n", family, i);
        for (unsigned int j = 0; j < 64; j++)
            fprintf(stream, "  - {family: %u, model: %u}\n", family + i, j);
    }
    return text_end(stream);
}

Test(events, signature_limit)
{
    enum { FULL = MODELS_MAX_SIGNATURES / 64 };

    ship("a.yaml", many_signatures(1, FULL));
    read_all();
    expect_clean();
    give("", "b.yaml", many_signatures(200, 1));
    read_all();
    expect_one(DIAGNOSTIC_CATALOGUE_LIMIT, "4000 signatures");
}

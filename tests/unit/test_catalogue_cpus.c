/* SPDX-License-Identifier: BSD-2-Clause */
/* CPU models in our own form of a catalogue. */
#include "compiler/events/names.h"
#include "compiler/events/signatures.h"
#include "tests/unit/own_form_text.h"

TestSuite(catalogue_cpus, .fini = tear_down);

static const struct cpu_model *model_at(uint32_t index)
{
    cr_assert_lt(index, text.file.definition_count);
    return &text.file.definitions[index].model;
}

Test(catalogue_cpus, models_defined)
{
    const struct pmuf_signature *signature;

    expect_clean(INTEL_CPUS "- name: skx\n  also: [skylakex, skl-sp]\n  title: Skylake \xc3\xa9\n"
                            "  libpfm: skx\n  refused: no vPMU\n  signatures:\n"
                            "  - {vendor: zhaoxin, family: 7, model: 0x1b, steppings: 3}\n"
                            "  - {family: 6, model: 0x55, steppings: [0..4, 7]}\n"
                            "- {name: clx, signatures: [{family: 6, model: 85, steppings: 5..6}]}\n"
                            "- {name: spr, signatures: [{family: 6, model: 0x8f}]}\n");
    cr_assert_eq(text.file.definition_count, 3);
    cr_assert_str_eq(model_at(0)->name, "skx");
    cr_assert_eq(text.file.definitions[0].name_count, 3);
    cr_assert_str_eq(text.file.definitions[0].names[2], "skl-sp");
    cr_assert_str_eq(model_at(0)->full_name, "Skylake \xc3\xa9");
    cr_assert_str_eq(model_at(0)->libpfm, "skx");
    cr_assert_str_eq(model_at(0)->refused, "no vPMU");
    cr_assert_eq(model_at(0)->signature_count, 2);
    signature = model_at(0)->signatures;
    cr_assert_eq(signature[0].vendor, PMUF_VENDOR_INTEL);
    cr_assert_eq(signature[0].stepping_mask, 0x9f);
    cr_assert_eq(signature[1].vendor, PMUF_VENDOR_ZHAOXIN);
    cr_assert_eq(signature[1].family, 7);
    cr_assert_eq(signature[1].model, 0x1b);
    cr_assert_eq(signature[1].stepping_mask, 8);
    cr_assert_eq(model_at(1)->signatures[0].stepping_mask, 0x60);
    cr_assert_eq(model_at(2)->signatures[0].stepping_mask, 0xffff);
    cr_assert_str_eq(model_at(2)->full_name, "");
    cr_assert_null(model_at(2)->libpfm);
    cr_assert_null(model_at(2)->refused);
}

Test(catalogue_cpus, vendors_of_signatures)
{
    expect_clean(HEAD("amd") "cpus:\n- name: a\n  signatures:\n  - {family: 24, model: 1}\n"
                             "  - {vendor: hygon, family: 24, model: 1}\n");
    cr_assert_eq(model_at(0)->signatures[0].vendor, PMUF_VENDOR_AMD);
    cr_assert_eq(model_at(0)->signatures[1].vendor, PMUF_VENDOR_HYGON);
    expect_clean(HEAD("arm64") "cpus:\n- {name: n1, signatures: [{implementer: 0x41, part: "
                               "0xd0c}]}\n");
    cr_assert_eq(model_at(0)->signatures[0].midr_value, 0x4100d0c0);
    cr_assert_eq(model_at(0)->signatures[0].midr_mask, 0xff00fff0);
    cr_assert_eq(model_at(0)->signatures[0].vendor, 0);
}

#define CPU(signature) INTEL_CPUS "- {name: a, signatures: [" signature "]}\n"

Test(catalogue_cpus, signatures_refused)
{
    REFUSED(INTEL_CPUS "- {name: a}\n", CATALOGUE_FORM, 5, 3, "'signatures' is missing");
    REFUSED(INTEL_CPUS "- {name: a, signatures: 6}\n", CATALOGUE_FORM, 5, 25, "is a list");
    REFUSED(CPU(""), CATALOGUE_LIMIT, 5, 25, "1 to 64");
    REFUSED(CPU("6"), CATALOGUE_FORM, 5, 26, "mapping");
    REFUSED(CPU("{family: 6}"), CATALOGUE_FORM, 5, 26, "'model' is missing");
    REFUSED(CPU("{model: 6}"), CATALOGUE_FORM, 5, 26, "'family' is missing");
    REFUSED(CPU("{family: 271, model: 6}"), CATALOGUE_FORM, 5, 35, "at most");
    REFUSED(CPU("{family: 6, model: 256}"), CATALOGUE_FORM, 5, 45, "at most");
    REFUSED(CPU("{family: 6, model: x}"), CATALOGUE_FORM, 5, 45, "a number");
    REFUSED(CPU("{family: 6, model: 1, part: 1}"), CATALOGUE_FORM, 5, 48, "no such key");
    REFUSED(CPU("{vendor: amd, family: 6, model: 1}"), CATALOGUE_FORM, 5, 35, "zhaoxin");
    REFUSED(CPU("{vendor: [intel], family: 6, model: 1}"), CATALOGUE_FORM, 5, 35, "zhaoxin");
    REFUSED(CPU("{family: 6, model: 1, steppings: 16}"), CATALOGUE_FORM, 5, 59, "stepping");
    REFUSED(CPU("{family: 6, model: 1, steppings: 4..0}"), CATALOGUE_FORM, 5, 59, "stepping");
    REFUSED(CPU("{family: 6, model: 1, steppings: 0..}"), CATALOGUE_FORM, 5, 59, "stepping");
    REFUSED(CPU("{family: 6, model: 1, steppings: \"0\"}"), CATALOGUE_FORM, 5, 59, "stepping");
    REFUSED(CPU("{family: 6, model: 1, steppings: [0, x]}"), CATALOGUE_FORM, 5, 63, "stepping");
    REFUSED(CPU("{family: 6, model: 1, steppings: []}"), CATALOGUE_FORM, 5, 59, "empty");
    REFUSED(CPU("{family: 6, model: 1, steppings: {}}"), CATALOGUE_FORM, 5, 59, "stepping");
    REFUSED(CPU("{family: 6, model: 1}, {family: 6, model: 1, steppings: 3}"), CATALOGUE_REPEATED,
            5, 49, "in common");
    expect_clean(CPU("{family: 6, model: 1, steppings: 0..2}, {family: 6, model: 1, steppings: "
                     "3}"));
    REFUSED(HEAD("amd") "cpus: [{name: a, signatures: [{vendor: intel, family: 1, model: 1}]}]\n",
            CATALOGUE_FORM, 4, 40, "hygon");
    REFUSED(HEAD("arm64") "cpus: [{name: a, signatures: [{family: 1, model: 1}]}]\n",
            CATALOGUE_FORM, 4, 32, "no such key");
    REFUSED(HEAD("arm64") "cpus: [{name: a, signatures: [{implementer: 256, part: 1}]}]\n",
            CATALOGUE_FORM, 4, 45, "at most");
    REFUSED(HEAD("arm64") "cpus: [{name: a, signatures: [{implementer: 1, part: 0x1000}]}]\n",
            CATALOGUE_FORM, 4, 54, "at most");
}

#define NAMED(name) INTEL_CPUS "- {signatures: [{family: 6, model: 1}], name: " name "}\n"

Test(catalogue_cpus, model_names_refused)
{
    REFUSED(NAMED("SPR"), CATALOGUE_FORM, 5, 47, "lower-case");
    REFUSED(NAMED("any"), CATALOGUE_FORM, 5, 47, "'any'");
    REFUSED(NAMED("other"), CATALOGUE_FORM, 5, 47, "'other'");
    REFUSED(NAMED("6-0x8f"), CATALOGUE_FORM, 5, 47, "signature");
    REFUSED(NAMED("6-85"), CATALOGUE_FORM, 5, 47, "signature");
    REFUSED(NAMED("a, also: b"), CATALOGUE_FORM, 5, 56, "is a list");
    REFUSED(NAMED("a, also: [other]"), CATALOGUE_FORM, 5, 57, "'other'");
    REFUSED(NAMED("a, title: [b]"), CATALOGUE_FORM, 5, 57, "is a text");
    REFUSED(NAMED("a, title: \"b\\nc\""), CATALOGUE_FORM, 5, 57, "one line");
    REFUSED(NAMED("a, refused: true"), CATALOGUE_FORM, 5, 59, "quotes");
    REFUSED(INTEL_CPUS "- a\n", CATALOGUE_FORM, 5, 3, "mapping");
    REFUSED(INTEL_CPUS "- {nam: a}\n", CATALOGUE_FORM, 5, 4, "no such key");
}

Test(catalogue_cpus, text_limits)
{
    expect_text_limit(INTEL_CPUS "- {signatures: [{family: 6, model: 1}], name: ", MAX_MODEL_NAME,
                      "}\n", 5, 47);
    expect_text_limit(INTEL_CPUS "- {name: a, signatures: [{family: 6, model: 1}], title: ", 64,
                      "}\n", 5, 57);
    expect_text_limit(INTEL_CPUS "- {name: a, signatures: [{family: 6, model: 1}], libpfm: ", 64,
                      "}\n", 5, 58);
    expect_text_limit(INTEL_CPUS "- {name: a, signatures: [{family: 6, model: 1}], refused: ", 200,
                      "}\n", 5, 59);
}

Test(catalogue_cpus, name_limit)
{
    expect_count_limit(INTEL_CPUS "- {name: a, signatures: [{family: 6, model: 1}], also: [", "b",
                       MODEL_MAX_NAMES - 1, "]}\n", 5, 56);
}

static char *with_signatures(unsigned int count)
{
    char *content = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&content, &size);

    fputs(INTEL_CPUS "- name: a\n  signatures:\n", stream);
    for (unsigned int i = 0; i < count; i++)
        fprintf(stream, "  - {family: 6, model: %u}\n", i);
    fclose(stream);
    return content;
}

Test(catalogue_cpus, signature_limit)
{
    char *content = with_signatures(MODEL_MAX_SIGNATURES);

    expect_clean(content);
    cr_assert_eq(text.file.definitions[0].model.signature_count, MODEL_MAX_SIGNATURES);
    free(content);
    content = with_signatures(MODEL_MAX_SIGNATURES + 1);
    REFUSED(content, CATALOGUE_LIMIT, 7, 3, "1 to 64");
    free(content);
}

static char *with_models(unsigned int count)
{
    char *content = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&content, &size);

    fputs(INTEL_CPUS, stream);
    for (unsigned int i = 0; i < count; i++)
        fprintf(stream, "- {name: m%u, signatures: [{family: %u, model: %u}]}\n", i, i / 256,
                i % 256);
    fclose(stream);
    return content;
}

Test(catalogue_cpus, model_limit)
{
    char *content = with_models(CATALOGUE_MAX_MODELS);

    expect_clean(content);
    cr_assert_eq(text.file.definition_count, CATALOGUE_MAX_MODELS);
    free(content);
    content = with_models(CATALOGUE_MAX_MODELS + 1);
    REFUSED(content, CATALOGUE_LIMIT, 5, 1, "at most 1000");
    free(content);
}

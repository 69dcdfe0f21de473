/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "compiler/base/text_stream.h"
#include "compiler/review/decompile.h"
#include "compiler/review/import_qemu.h"
#include "compiler/review/import_raw.h"
#include "compiler/review/qemu_object.h"
#include "tests/interchange/kvm_meaning.h"
#include "tests/interchange/laws.h"
#include "tests/interchange/random_filters.h"

enum { SELECTS = 0x1000, UMASKS = 0x100, EVENTS = 0x10000 };

/* What the policy of a filter compiles to; null after a failure. */
static struct compilation *compile_filters(struct trial *trial, enum law law,
                                           const struct filters *filters,
                                           const struct lower_options *lower)
{
    struct compilation *compilation;
    struct decompiled text;

    if (decompile(filters, false, &trial->events, trial->arena, &text) != DECOMPILE_DONE) {
        law_fail(trial, law, text.reason ? text.reason : "no policy was written");
        return NULL;
    }
    compilation = law_compile(trial, text.text, text.size, lower);
    if (!compilation)
        law_fail(trial, law, "the policy does not compile");
    return compilation;
}

/* The first alternative's bytes. */
static const unsigned char *payload_of(const struct blob *blob, uint32_t section, size_t *size)
{
    struct pmuf_alternative alternative;
    struct pmuf_view view;

    if (pmuf_check(blob->bytes, blob->size, &view, NULL) != PMUF_OK ||
        pmuf_get_alternative(&view, section, 0, &alternative) != PMUF_OK)
        return NULL;
    *size = alternative.payload_size;
    return alternative.payload;
}

/* Each select of the entries with all unit masks, and each select with one. */
static bool same_events(const unsigned char *one, const unsigned char *other, bool is_amd)
{
    const uint32_t end = is_amd ? SELECTS : UMASKS;

    for (uint32_t select = 0; select < end; select++) {
        uint32_t step = select >= 0xc0 && select < 0xc8 ? 1 : 51;

        for (uint32_t umask = 0; umask < UMASKS; umask += step) {
            if (kvm_counts_event(one, is_amd, select, umask) !=
                kvm_counts_event(other, is_amd, select, umask))
                return false;
        }
    }
    for (uint32_t counter = 0; !is_amd && counter < 32; counter++) {
        if (kvm_counts_fixed(one, counter) != kvm_counts_fixed(other, counter))
            return false;
    }
    return true;
}

static bool same_arm64_events(const unsigned char *one, size_t one_size, const unsigned char *other,
                              size_t other_size)
{
    static unsigned char counted[2][EVENTS];

    kvm_counted_arm64_events(one, one_size / 8, counted[0]);
    kvm_counted_arm64_events(other, other_size / 8, counted[1]);
    return memcmp(counted[0], counted[1], EVENTS) == 0;
}

static void check_bytes(struct trial *trial, enum law law, const unsigned char *bytes, size_t size,
                        const struct foreign_hosts *hosts)
{
    static const struct lower_options usual = {.encoding = ENCODING_AUTO};
    const bool is_arm64 = hosts->rest & PMUF_REST_ARM64;
    struct raw_import import = import_raw(bytes, size, hosts, trial->arena);
    const struct compilation *again;
    const unsigned char *other;
    size_t other_size = 0;

    if (!import.filters) {
        law_fail(trial, law, import.reason);
        return;
    }
    for (const struct raw_remark *one = import.remarks; one; one = one->next)
        trial->tally->sights[SIGHT_IDLE_ENTRY] += !is_arm64;
    again = compile_filters(trial, law, import.filters, &usual);
    other = again ? payload_of(again->blob, 0, &other_size) : NULL;
    if (!other)
        return;
    if (is_arm64 ? !same_arm64_events(bytes, size, other, other_size)
                 : !same_events(bytes, other, hosts->rest & PMUF_REST_AMD))
        law_fail(trial, law, "another meaning");
}

static const char *write_object(struct trial *trial, const struct alternative *alternative,
                                size_t *size)
{
    struct text_stream stream;

    text_stream_open(&stream);
    qemu_object_write(stream.file, alternative, "pmu0");
    return text_stream_close(&stream, trial->arena, size);
}

static const struct filters *read_object(struct trial *trial, const char *text, size_t size,
                                         const struct foreign_hosts *hosts)
{
    struct source_list *sources = ARENA_NEW(trial->arena, struct source_list);
    char *copy = arena_allocate(trial->arena, size + 2);
    const char *reason;
    const struct source *source;

    memcpy(copy, text, size);
    sources->arena = trial->arena;
    source = source_add(sources, "object", copy, size, &reason);
    return source
               ? import_qemu(source, hosts, trial->arena, diagnostics_create(trial->arena, sources))
               : NULL;
}

/* An object says which form it has, so that the policy is compiled to the same one. */
static void check_object(struct trial *trial, const struct alternative *alternative,
                         const struct foreign_hosts *hosts)
{
    struct lower_options lower = {.encoding = alternative->kind == PMUF_KIND_MASKED
                                                  ? ENCODING_MASKED
                                                  : ENCODING_SELECT_UMASK};
    size_t size;
    const char *text = write_object(trial, alternative, &size);
    const struct filters *filters = read_object(trial, text, size, hosts);
    const struct compilation *again;

    trial->tally->sights[SIGHT_QEMU]++;
    if (!filters) {
        law_fail(trial, LAW_QEMU, "it was refused");
        return;
    }
    if (qemu_object_needs_masked(alternative))
        lower.encoding = ENCODING_AUTO;
    again = compile_filters(trial, LAW_QEMU, filters, &lower);
    if (again &&
        strcmp(write_object(trial, &again->filters->sections[0].alternatives[0], &size), text) != 0)
        law_fail(trial, LAW_QEMU, "another object");
}

/* The hosts of a section, as far as they are of one kind. */
static struct foreign_hosts hosts_of(const struct section *section)
{
    const uint32_t vendor = section->signature_count ? section->signatures[0].vendor : 0;
    uint32_t rest = section->rest & -section->rest;

    if (section->architecture == PMUF_ARM64)
        rest = PMUF_REST_ARM64;
    else if (section->signature_count)
        rest = vendor == PMUF_VENDOR_AMD || vendor == PMUF_VENDOR_HYGON ? PMUF_REST_AMD
                                                                        : PMUF_REST_INTEL;
    return (struct foreign_hosts){rest, NULL};
}

void law_of_filters(struct trial *trial, const struct compilation *compilation)
{
    const struct filters *filters = compilation->filters;
    const uint32_t index = random_below(&trial->random, filters->section_count);
    const struct section *section = &filters->sections[index];
    const struct foreign_hosts hosts = hosts_of(section);
    size_t size = 0;
    const unsigned char *payload = payload_of(compilation->blob, index, &size);

    if (!payload) {
        law_fail(trial, LAW_RAW, "there are no bytes");
        return;
    }
    check_bytes(trial, LAW_RAW, payload, size, &hosts);
    if (section->architecture == PMUF_X86)
        check_object(trial, &section->alternatives[0], &hosts);
}

void law_of_foreign_x86(struct trial *trial)
{
    const bool is_amd = random_once_in(&trial->random, 2);
    const struct foreign_hosts hosts = {is_amd ? PMUF_REST_AMD : PMUF_REST_INTEL, NULL};
    const struct random_bytes filter = random_x86_filter(&trial->random, is_amd, trial->arena);

    trial->tally->sights[SIGHT_FOREIGN_X86]++;
    check_bytes(trial, LAW_FOREIGN_X86, filter.bytes, filter.size, &hosts);
}

void law_of_foreign_arm64(struct trial *trial)
{
    static const struct foreign_hosts hosts = {PMUF_REST_ARM64, NULL};
    const struct random_bytes records = random_arm64_records(&trial->random, trial->arena);

    trial->tally->sights[SIGHT_FOREIGN_ARM64]++;
    check_bytes(trial, LAW_FOREIGN_ARM64, records.bytes, records.size, &hosts);
}

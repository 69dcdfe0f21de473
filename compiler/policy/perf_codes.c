/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/policy/perf_codes.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MIN_RAW_DIGITS = 3, MAX_RAW_DIGITS = 9 };

/* The terms that say a part of the code. */
enum part { EVENT = 1, UMASK = 2, WHOLE = EVENT | UMASK };

/* A name that is being read as a term. */
struct reading {
    const struct ast_item *item;
    bool is_arm64;
    struct diagnostics *diagnostics;
    unsigned int parts; /* enum part, of the terms so far */
};

/* Terms of perf's that ask for what a filter does not see. */
static const char *const unseen[] = {"cmask",   "inv",         "edge",   "any",      "pc",
                                     "in_tx",   "in_tx_cp",    "ldlat",  "frontend", "config1",
                                     "config2", "offcore_rsp", "period", "freq",     "snoop_rsp"};

bool perf_code_is_raw(const char *name)
{
    size_t digits = strlen(name) - 1;

    if ((name[0] != 'r' && name[0] != 'R') || digits < MIN_RAW_DIGITS || digits > MAX_RAW_DIGITS)
        return false;
    return strspn(name + 1, "0123456789abcdefABCDEF") == digits;
}

bool perf_code_is_term(const char *name)
{
    return strpbrk(name, "/=") != NULL;
}

static bool report_form(const struct reading *reading)
{
    diagnostic_report(
        reading->diagnostics, DIAGNOSTIC_EVENT_TERM, reading->item->span,
        "'%s' is no term of perf's that means an event here: such as %s", reading->item->name,
        reading->is_arm64 ? "\"armv8_pmuv3/event=0x11/\"" : "\"cpu/event=0xc4,umask=0x01/\"");
    return false;
}

static bool report_unseen(const struct reading *reading, const char *what)
{
    diagnostic_report(reading->diagnostics, DIAGNOSTIC_EVENT_MODIFIER, reading->item->span,
                      "KVM's filter does not see %s: it decides by select and unit mask alone, so "
                      "write the event without it",
                      what);
    return false;
}

static bool is_word(const char *text, size_t size, const char *word)
{
    return strlen(word) == size && strncmp(text, word, size) == 0;
}

/* A number that fills `bits` bits at most, up to `end`. A zero in front is not octal to perf. */
static bool read_value(const char *text, const char *end, unsigned int bits, uint64_t *out)
{
    char *stop;

    if (!isdigit((unsigned char)*text) || (*text == '0' && isdigit((unsigned char)text[1])))
        return false;
    errno = 0;
    *out = strtoull(text, &stop, 0);
    return errno == 0 && stop == end && (bits == 64 || *out >> bits == 0);
}

/* Terms that speak of the same part of the code would mix. */
static bool take_part(struct reading *reading, unsigned int part)
{
    bool is_new = !(reading->parts & part);

    reading->parts |= part;
    return is_new;
}

/* One term such as event=0xc4, in [text, end). */
static bool read_term(struct reading *reading, const char *text, const char *end, uint64_t *config)
{
    const char *equals = memchr(text, '=', (size_t)(end - text));
    size_t size = (size_t)((equals ? equals : end) - text);
    uint64_t value;

    for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++) {
        if (is_word(text, size, unseen[i]))
            return report_unseen(reading, unseen[i]);
    }
    if (!equals)
        return report_form(reading);
    if (is_word(text, size, "event") && read_value(equals + 1, end, 16, &value) &&
        take_part(reading, EVENT))
        *config |= reading->is_arm64 ? value : (value & 0xff) | (value >> 8) << 32;
    else if (!reading->is_arm64 && is_word(text, size, "umask") &&
             read_value(equals + 1, end, 8, &value) && take_part(reading, UMASK))
        *config |= value << 8;
    else if (is_word(text, size, "config") && read_value(equals + 1, end, 64, &value) &&
             take_part(reading, WHOLE))
        *config |= value;
    else
        return report_form(reading);
    return true;
}

static bool is_core_pmu(const struct reading *reading, const char *text, size_t size)
{
    if (reading->is_arm64)
        return size > 4 && strncmp(text, "armv", 4) == 0;
    return is_word(text, size, "cpu");
}

static bool read_terms(struct reading *reading, uint64_t *config)
{
    const struct ast_item *item = reading->item;
    const char *start = strchr(item->name, '/');
    const char *end = start ? strchr(start + 1, '/') : NULL;

    if (!start)
        return report_unseen(reading, "what stands behind a name with '='");
    if (!end || !is_core_pmu(reading, item->name, (size_t)(start - item->name)))
        return report_form(reading);
    if (end[1])
        return report_unseen(reading, "modifiers");
    for (const char *text = start + 1; text < end;) {
        size_t size = strcspn(text, ",/");

        if (!read_term(reading, text, text + size, config))
            return false;
        text += size + 1;
    }
    return end > start + 1 || report_form(reading);
}

bool perf_code_read(const struct ast_item *item, bool is_arm64, struct diagnostics *diagnostics,
                    uint64_t *config)
{
    struct reading reading = {item, is_arm64, diagnostics, 0};

    *config = 0;
    if (perf_code_is_term(item->name))
        return read_terms(&reading, config);
    *config = strtoull(item->name + 1, NULL, 16);
    return true;
}

/*
 * FIXED_EVENT_CONSTRAINT of arch/x86/events/intel/core.c: 0x0100, 0x0300 and 0x0400 count on a
 * fixed counter alone. Cycles have no such code: 0x0200 is how event lists write their counter, not
 * perf.
 */
static int fixed_counter_of(uint32_t code)
{
    return code == 1 || code == 3 || code == 4 ? (int)code - 1 : -1;
}

/*
 * An x86 configuration is select | umask << 8, with bits 11:8 of a select in 35:32. An arm64 one is
 * the event number.
 */
bool perf_code_set(const struct host *host, uint64_t config, struct arena *arena,
                   struct code_set *out, const char **reason)
{
    uint64_t known = host->vendor == VENDOR_AMD ? UINT64_C(0xf0000ffff) : UINT64_C(0xffff);
    uint32_t code;

    if (config & ~known) {
        *reason = host->vendor == VENDOR_ARM64 ? "event numbers have 16 bits"
                                               : "it has bits that are no part of select and unit "
                                                 "mask";
        return false;
    }
    code = (uint32_t)config & 0xffff;
    if (host->vendor != VENDOR_ARM64)
        code = (((uint32_t)(config >> 32) << 8 | (code & 0xff)) << 8) | code >> 8;
    *out = (struct code_set){NULL, 0, 0};
    if (host->vendor == VENDOR_INTEL && fixed_counter_of(code) >= 0) {
        out->fixed = 1u << fixed_counter_of(code);
        return true;
    }
    out->codes = ARENA_NEW(arena, uint32_t);
    out->codes[0] = code;
    out->count = 1;
    return true;
}

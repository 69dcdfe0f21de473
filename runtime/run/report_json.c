/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/run/report.h"

#include <inttypes.h>
#include <stdio.h>

#include "runtime/run/json.h"
#include "runtime/run/words.h"

static void print_capabilities(struct json *json, const struct pmuf_host *host)
{
    json_open(json, "capabilities", '{');
    for (unsigned int i = 0; i < CAPABILITY_COUNT; i++) {
        const struct capability *capability = &capabilities[i];

        if (capability->architecture == host->architecture)
            json_boolean(json, capability->name, (host->kernel_has & capability->requirement) != 0);
    }
    json_close(json, '}');
}

static void print_x86(struct json *json, const struct pmuf_host *host)
{
    char model[WORDS_MODEL_SIZE];

    words_model(host, model);
    json_string(json, "vendor", words_vendor(host->vendor)->word);
    json_string(json, "model", model);
    json_number(json, "stepping", host->stepping);
    json_boolean(json, "is_guest", host->is_guest != 0);
    json_string(json, "hypervisor", host->hypervisor[0] != '\0' ? host->hypervisor : NULL);
    print_capabilities(json, host);
    json_number(json, "select_bits", host->kernel_has & PMUF_NEEDS_WIDE_SELECTS ? 12 : 8);
}

static void print_arm64(struct json *json, const struct pmuf_host *host)
{
    json_open(json, "midrs", '[');
    for (uint32_t i = 0; i < host->midr_count; i++) {
        char midr[sizeof("0xffffffff")];

        snprintf(midr, sizeof(midr), "0x%08" PRIx32, host->midr[i]);
        json_string(json, NULL, midr);
    }
    json_close(json, ']');
    print_capabilities(json, host);
}

static void print_host(struct json *json, const struct pmuf_host *host)
{
    const bool arm64 = host->architecture == PMUF_ARM64;

    json_open(json, "host", '{');
    json_string(json, "architecture", arm64 ? "arm64" : "x86");
    if (arm64)
        print_arm64(json, host);
    else
        print_x86(json, host);
    json_string(json, "guest_vpmu", words_guest_pmu(host->guest_pmu));
    json_string(json, "guest_vpmu_reason", words_guest_pmu_reason(host));
    json_close(json, '}');
}

static void print_policy(struct json *json, const struct pmuf_view *view)
{
    const char *name = NULL;
    const size_t size = pmuf_policy_name(view, &name);
    char checksum[sizeof("ffffffff")];

    snprintf(checksum, sizeof(checksum), "%08" PRIx32, pmuf_checksum(view));
    json_open(json, "policy", '{');
    json_bytes(json, "name", size > 0 ? name : "", size);
    json_string(json, "crc32c", checksum);
    json_close(json, '}');
}

static void print_choice(struct json *json, const struct report *report)
{
    const struct pmuf_alternative alternative = report_alternative(report);

    json_open(json, "choice", '{');
    json_number(json, "section", report->choice.section);
    json_number(json, "alternative", report->choice.alternative);
    json_string(json, "kind", words_kind(alternative.kind));
    json_open(json, "needs", '[');
    for (unsigned int i = 0; i < CAPABILITY_COUNT; i++) {
        if ((alternative.requirements & capabilities[i].requirement) != 0)
            json_string(json, NULL, capabilities[i].name);
    }
    json_close(json, ']');
    json_close(json, '}');
}

void report_print_json(const struct report *report)
{
    struct json json = {.stream = stdout};

    json_open(&json, NULL, '{');
    if (report->host.architecture != 0)
        print_host(&json, &report->host);
    if (report->blob.bytes != NULL)
        print_policy(&json, &report->blob.view);
    if (report->has_choice)
        print_choice(&json, report);
    if (report->was_tried)
        json_boolean(&json, "loaded", report->is_loaded);
    if (report->is_loaded && report->host.architecture == PMUF_ARM64)
        json_number(&json, "event_bits", report_event_bits(report));
    if (report->failure.kind != FAILURE_NONE) {
        json_string(&json, "error", report->failure.text);
        json_string(&json, "code", failure_code(&report->failure));
    }
    json_close(&json, '}');
}

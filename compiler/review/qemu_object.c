/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/qemu_object.h"

static void write_entry(FILE *stream, enum pmuf_kind kind, const struct entry *entry)
{
    if (kind == PMUF_KIND_MASKED)
        fprintf(stream,
                "{\"format\":\"x86-masked-entry\",\"select\":%u,\"mask\":%u,\"match\":%u,"
                "\"exclude\":%s}",
                entry->select, entry->mask, entry->match, entry->exclude ? "true" : "false");
    else
        fprintf(stream, "{\"format\":\"x86-select-umask\",\"select\":%u,\"umask\":%u}",
                entry->select, entry->match);
}

bool qemu_object_needs_masked(const struct alternative *alternative)
{
    return !alternative->count && !alternative->fixed_bitmap;
}

/* An exclude without an include lists nothing, and makes the filter one that QEMU takes. */
static void write_events(FILE *stream, const struct alternative *alternative)
{
    static const struct entry nothing = {.select = 0, .mask = 0, .match = 0, .exclude = true};

    fputs(",\"events\":[", stream);
    if (qemu_object_needs_masked(alternative))
        write_entry(stream, PMUF_KIND_MASKED, &nothing);
    for (uint32_t i = 0; i < alternative->count; i++) {
        fputs(i ? "," : "", stream);
        write_entry(stream, alternative->kind, &alternative->entries[i]);
    }
    fputc(']', stream);
}

void qemu_object_write(FILE *stream, const struct alternative *alternative, const char *id)
{
    fprintf(stream, "{\"qom-type\":\"kvm-pmu-filter\",\"id\":\"%s\",\"action\":\"%s\"", id,
            alternative->action == PMUF_ACTION_ALLOW ? "allow" : "deny");
    if (alternative->fixed_bitmap)
        fprintf(stream, ",\"x86-fixed-counter\":%u", alternative->fixed_bitmap);
    if (alternative->count || qemu_object_needs_masked(alternative))
        write_events(stream, alternative);
    fputs("}\n", stream);
}

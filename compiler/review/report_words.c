/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/report_words.h"

#include "compiler/review/markup.h"

static const char *const fixed_names[] = {"instructions", "cycles", "ref-cycles", "slots"};

enum { FIXED_NAMED = sizeof(fixed_names) / sizeof(fixed_names[0]) };

void write_hosts(FILE *stream, const struct report_group *group)
{
    for (uint32_t i = 0; i < group->member_count; i++) {
        fputs(i ? ", <span class=\"host\">" : "<span class=\"host\">", stream);
        markup_text(stream, group->members[i].host->name);
        fputs("</span>", stream);
    }
}

void write_fixed(FILE *stream, uint32_t bitmap)
{
    const char *separator = "";

    if (bitmap == 0 || bitmap == UINT32_MAX) {
        fputs(bitmap ? "all" : "none", stream);
        return;
    }
    for (uint32_t counter = 0; counter < FIXED_COUNTER_COUNT; counter++) {
        uint32_t first = counter;

        if (!(bitmap >> counter & 1))
            continue;
        while (counter >= FIXED_NAMED && counter + 1 < FIXED_COUNTER_COUNT &&
               bitmap >> (counter + 1) & 1)
            counter++;
        if (first < FIXED_NAMED)
            fprintf(stream, "%s%s", separator, fixed_names[first]);
        else if (first == counter)
            fprintf(stream, "%s%u", separator, first);
        else
            fprintf(stream, "%s%u..%u", separator, first, counter);
        separator = ", ";
    }
}

void write_allowed_count(FILE *stream, const struct report_group *group)
{
    markup_count(stream, group->counts[CELL_KEPT] + group->counts[CELL_WIDENED]);
    fputs(" of ", stream);
    markup_count(stream, group_points(group));
}

static const char *describe_needs(uint32_t requirements)
{
    if (requirements & PMUF_NEEDS_ARM64_FILTER)
        return "Linux 5.10 or later";
    return requirements & PMUF_NEEDS_MASKED_EVENTS ? "Linux 6.3 or later" : "Linux 5.3 or later";
}

static void write_alternative(FILE *stream, const struct alternative *alternative)
{
    if (alternative->kind == PMUF_KIND_ARM64) {
        fprintf(stream, "%u ranges; needs %s", alternative->count,
                describe_needs(alternative->requirements));
        return;
    }
    fprintf(stream,
            "<meter aria-hidden=\"true\" min=\"0\" max=\"%u\" high=\"%u\" value=\"%u\">%u</meter> "
            "%u of %u %s entries; needs %s",
            PMUF_MAX_X86_ENTRIES, PMUF_MAX_X86_ENTRIES * 9 / 10, alternative->count,
            alternative->count, alternative->count, PMUF_MAX_X86_ENTRIES,
            alternative->kind == PMUF_KIND_MASKED ? "masked" : "select-umask",
            describe_needs(alternative->requirements));
}

/* A list of denied events on Intel that asks for no Linux 6.3 was waived. */
static bool can_be_escaped(const struct report_group *group, const struct alternative *alternative)
{
    return group->vendor == VENDOR_INTEL && alternative->action == PMUF_ACTION_DENY &&
           alternative->count > 0 && !(alternative->requirements & PMUF_NEEDS_MASKED_EVENTS);
}

void write_filter(FILE *stream, const struct report_group *group)
{
    const struct section *section = group->sections[SIDE_NEW];

    if (!section) {
        fputs("<p class=\"filter\">No filter: VMs cannot start here under this policy.</p>\n",
              stream);
        return;
    }
    fprintf(stream, "<ul class=\"filter\">\n");
    for (uint32_t i = 0; i < section->alternative_count; i++) {
        fprintf(stream, "<li>Section %d, alternative %u: ", group->section_numbers[SIDE_NEW], i);
        write_alternative(stream, &section->alternatives[i]);
        if (can_be_escaped(group, &section->alternatives[i]))
            fputs(". <strong>Before Linux 6.3 a guest escapes this list</strong> with the TSX bits "
                  "of the event selector; that was waived",
                  stream);
        fputs(i ? "; for kernels that do not take the first.</li>\n" : ".</li>\n", stream);
    }
    fputs("</ul>\n", stream);
}

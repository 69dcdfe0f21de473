/* SPDX-License-Identifier: BSD-2-Clause */
/* The first example of pmu-blob(5) is a blob, and means what the page says about it. */
#include "runtime/pmufilter.h"
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line of the dump: four hexadecimal digits, two blanks, and bytes with one blank between. */
static size_t read_line(const char *line, unsigned char *bytes, size_t room)
{
    size_t count = 0;
    unsigned int byte;

    if (strspn(line, "0123456789abcdef") != 4 || strncmp(line + 4, "  ", 2) != 0)
        return 0;
    for (line += 6; strspn(line, "0123456789abcdef") == 2 && count < room; line += 3) {
        cr_assert_eq(sscanf(line, "%2x", &byte), 1);
        bytes[count++] = (unsigned char)byte;
        if (line[2] != ' ')
            break;
    }
    return count;
}

static size_t read_example(unsigned char *bytes, size_t room)
{
    const char *srcdir = getenv("srcdir");
    char line[256];
    char path[4096];
    size_t size = 0;
    FILE *page;

    snprintf(path, sizeof(path), "%s/doc/pmu-blob.5", srcdir == NULL ? "." : srcdir);
    page = fopen(path, "r");
    cr_assert_not_null(page, "%s cannot be read", path);
    while (fgets(line, sizeof(line), page) != NULL) {
        if (size > 0 && strncmp(line, "0000  ", 6) == 0) /* the second example */
            break;
        size += read_line(line, bytes + size, room - size);
    }
    fclose(page);
    return size;
}

Test(blob_page, example)
{
    static const struct {
        struct pmuf_point point;
        int counts;
    } cases[] = {
        {{PMUF_POINT_EVENT, 0x3c, 0}, 1}, {{PMUF_POINT_EVENT, 0xc0, 0}, 1},
        {{PMUF_POINT_EVENT, 0xc0, 1}, 0}, {{PMUF_POINT_EVENT, 0xc4, 0}, 0},
        {{PMUF_POINT_FIXED, 0, 0}, 1},    {{PMUF_POINT_FIXED, 1, 0}, 1},
        {{PMUF_POINT_FIXED, 2, 0}, 0},
    };
    const struct pmuf_choice choice = {0};
    unsigned char bytes[1024];
    const size_t size = read_example(bytes, sizeof(bytes));
    struct pmuf_section section;
    struct pmuf_view view;
    const char *name;
    size_t offset;

    cr_assert_eq(pmuf_check(bytes, size, &view, &offset), PMUF_OK, "%zu bytes, fault at %zu", size,
                 offset);
    cr_assert_eq(pmuf_policy_name(&view, &name), 3);
    cr_assert_eq(memcmp(name, "ipc", 3), 0);
    cr_assert_eq(pmuf_section_count(&view), 1);
    cr_assert_eq(pmuf_get_section(&view, 0, &section), PMUF_OK);
    cr_assert_eq(section.rest, PMUF_REST_INTEL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        cr_assert_eq(pmuf_evaluate(&view, &choice, &cases[i].point), cases[i].counts);
}

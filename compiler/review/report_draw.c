/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/review/report_draw.h"

#include "compiler/review/markup.h"

enum {
    TICKS = 16,      /* rows and columns between two numbers at the side */
    MARKED_ROWS = 4, /* of a map share a mark */
    BAND_LEFT = 110, /* room for "0x0c0..0x0ff" */
    BAND_HEIGHT = DRAW_STRIP + 4,
};

static const char *const classes[CELL_COUNT] = {"kept", "widened", "narrowed"};

void draw_patterns(FILE *stream)
{
    fputs("<defs>"
          "<pattern id=\"hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
          "<rect class=\"hatch-ground\" width=\"4\" height=\"4\"/>"
          "<path class=\"hatch-line\" d=\"M-1 1L1 -1M0 4L4 0M3 5L5 3\"/></pattern>"
          "<pattern id=\"dots\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
          "<rect class=\"dots-ground\" width=\"4\" height=\"4\"/>"
          "<path class=\"dots-line\" d=\"M0 1H2M2 3H4\"/></pattern>"
          "</defs>\n",
          stream);
}

/* A rectangle for each run of points in `count` rows that are all alike. */
static void draw_runs(FILE *stream, const struct umask_set *row, uint32_t left, uint32_t top,
                      uint32_t height)
{
    for (uint32_t umask = 0; umask < UMASK_COUNT; umask++) {
        uint32_t first = umask;

        if (!umask_set_has(row, umask))
            continue;
        while (umask + 1 < UMASK_COUNT && umask_set_has(row, umask + 1))
            umask++;
        fprintf(stream, "M%u %uh%uv%uh-%uz", left + DRAW_CELL * first, top,
                DRAW_CELL * (umask + 1 - first), height, DRAW_CELL * (umask + 1 - first));
    }
}

void draw_strip(FILE *stream, const struct band *band, uint32_t left, uint32_t top)
{
    fprintf(stream, "<rect class=\"ground\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>", left,
            top, DRAW_WIDTH, DRAW_STRIP);
    for (int cell = 0; cell < CELL_COUNT; cell++) {
        if (umask_set_is_empty(&band->cells[cell]))
            continue;
        fprintf(stream, "<path class=\"%s\" d=\"", classes[cell]);
        draw_runs(stream, &band->cells[cell], left, top, DRAW_STRIP);
        fputs("\"/>", stream);
    }
}

static uint32_t row_top(uint32_t select)
{
    return MAP_TOP + DRAW_CELL * select;
}

static void draw_cells(FILE *stream, const struct report_group *group, enum cell cell)
{
    if (!group->counts[cell])
        return;
    fprintf(stream, "<path class=\"%s\" d=\"", classes[cell]);
    for (uint32_t i = 0; i < group->band_count; i++) {
        const struct band *band = &group->bands[i];

        draw_runs(stream, &band->cells[cell], MAP_LEFT, row_top(band->first),
                  DRAW_CELL * (band->last - band->first + 1));
    }
    fputs("\"/>\n", stream);
}

static void begin_text(FILE *stream, const char *class, uint32_t x, uint32_t y)
{
    fprintf(stream, "<text class=\"%s\" x=\"%u\" y=\"%u\">", class, x, y);
}

/* Unit masks, above rows that begin at `left`. */
static void draw_columns(FILE *stream, uint32_t left)
{
    for (uint32_t tick = 0; tick < UMASK_COUNT; tick += TICKS) {
        begin_text(stream, "column", left + DRAW_CELL * tick, MAP_TOP - 5);
        fprintf(stream, "%02x</text>", tick);
    }
    fputc('\n', stream);
}

static void draw_scales(FILE *stream)
{
    fputs("<path class=\"grid\" d=\"", stream);
    for (uint32_t tick = TICKS; tick < UMASK_COUNT; tick += TICKS)
        fprintf(stream, "M%u %uv%uM%u %uh%u", MAP_LEFT + DRAW_CELL * tick, MAP_TOP, DRAW_WIDTH,
                MAP_LEFT, row_top(tick), DRAW_WIDTH);
    fputs("\"/>\n", stream);
    draw_columns(stream, MAP_LEFT);
    for (uint32_t tick = 0; tick < UMASK_COUNT; tick += TICKS) {
        begin_text(stream, "row", MAP_LEFT - 10, row_top(tick) + 9);
        fprintf(stream, "0x%02x</text>", tick);
    }
    fputc('\n', stream);
}

/* By the rows in which something is allowed: a point by itself is easily overlooked. */
static void draw_hints(FILE *stream, const struct report_group *group)
{
    fputs("<path class=\"hint\" d=\"", stream);
    for (uint32_t i = 0; i < group->band_count; i++) {
        const struct band *band = &group->bands[i];
        struct umask_set allowed = band_allowed(band);

        if (!umask_set_is_empty(&allowed))
            fprintf(stream, "M%u %uh5v%uh-5z", MAP_LEFT - 7, row_top(band->first),
                    DRAW_CELL * (band->last - band->first + 1));
    }
    fputs("\"/>\n", stream);
}

/* A plus for widened and a minus for narrowed, at the other side. */
static void draw_mark(FILE *stream, enum cell cell, uint32_t x, uint32_t y)
{
    if (cell == CELL_WIDENED)
        fprintf(stream, "<path class=\"plus\" d=\"M%u %uh8m-4 -4v8\"/>", x, y);
    else
        fprintf(stream, "<path class=\"minus\" d=\"M%u %uh8\"/>", x, y);
}

static void draw_marks(FILE *stream, const struct report_group *group)
{
    for (uint32_t first = 0; first < group->end; first += MARKED_ROWS) {
        for (enum cell cell = CELL_WIDENED; cell < CELL_COUNT; cell++) {
            bool has = false;

            for (uint32_t i = 0; i < MARKED_ROWS; i++)
                has |= !umask_set_is_empty(&group->cells[cell][first + i]);
            if (has)
                draw_mark(stream, cell, MAP_LEFT + DRAW_WIDTH + (cell == CELL_WIDENED ? 6 : 19),
                          row_top(first) + MARKED_ROWS);
        }
    }
}

static void draw_fixed(FILE *stream, const struct report_group *group)
{
    begin_text(stream, "row", MAP_LEFT - 10, MAP_FIXED + DRAW_STRIP - 2);
    fputs("fixed</text>", stream);
    for (uint32_t counter = 0; counter < FIXED_COUNTER_COUNT; counter++) {
        const char *class = "ground";

        for (int cell = 0; cell < CELL_COUNT; cell++) {
            if (group->fixed[cell] >> counter & 1)
                class = classes[cell];
        }
        fprintf(stream, "<rect class=\"%s counter\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>",
                class, MAP_LEFT + DRAW_FIXED * counter, MAP_FIXED, DRAW_FIXED, DRAW_STRIP);
        begin_text(stream, "column", MAP_LEFT + DRAW_FIXED * counter + 2, MAP_FIXED - 4);
        fprintf(stream, "%u</text>", counter);
    }
    if (group->fixed[CELL_WIDENED])
        draw_mark(stream, CELL_WIDENED, MAP_LEFT + DRAW_WIDTH + 6, MAP_FIXED + DRAW_STRIP / 2);
    if (group->fixed[CELL_NARROWED])
        draw_mark(stream, CELL_NARROWED, MAP_LEFT + DRAW_WIDTH + 19, MAP_FIXED + DRAW_STRIP / 2);
    fputc('\n', stream);
}

void draw_map(FILE *stream, const struct report_group *group)
{
    fprintf(stream, "<rect class=\"ground\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>\n",
            MAP_LEFT, MAP_TOP, DRAW_WIDTH, DRAW_WIDTH);
    draw_hints(stream, group);
    for (int cell = 0; cell < CELL_COUNT; cell++)
        draw_cells(stream, group, (enum cell)cell);
    draw_scales(stream);
    draw_marks(stream, group);
    if (group->vendor == VENDOR_INTEL)
        draw_fixed(stream, group);
}

uint32_t draw_map_height(const struct report_group *group)
{
    return group->vendor == VENDOR_INTEL ? MAP_FIXED + DRAW_STRIP + 4 : row_top(group->end) + 4;
}

static void draw_band(FILE *stream, const struct band *band, uint32_t top)
{
    begin_text(stream, "row", BAND_LEFT - 6, top + DRAW_STRIP - 2);
    fprintf(stream, "0x%03x", band->first);
    if (band->last > band->first)
        fprintf(stream, "..0x%03x", band->last);
    fputs("</text>", stream);
    draw_strip(stream, band, BAND_LEFT, top);
    if (!umask_set_is_empty(&band->cells[CELL_WIDENED]))
        draw_mark(stream, CELL_WIDENED, BAND_LEFT + DRAW_WIDTH + 6, top + DRAW_STRIP / 2);
    if (!umask_set_is_empty(&band->cells[CELL_NARROWED]))
        draw_mark(stream, CELL_NARROWED, BAND_LEFT + DRAW_WIDTH + 19, top + DRAW_STRIP / 2);
    fputc('\n', stream);
}

void draw_bands(FILE *stream, const struct report_group *group)
{
    uint32_t top = MAP_TOP;
    uint32_t selects = 0;

    draw_columns(stream, BAND_LEFT);
    for (uint32_t i = 0; i < group->band_count; i++) {
        if (!band_is_told(group, &group->bands[i]))
            continue;
        draw_band(stream, &group->bands[i], top);
        selects += group->bands[i].last - group->bands[i].first + 1;
        top += BAND_HEIGHT;
    }
    begin_text(stream, "note", BAND_LEFT, top + DRAW_STRIP - 2);
    fprintf(stream, "%s: all unit masks of ", group->lists_denied ? "Allowed" : "Denied");
    markup_count(stream, group->end - selects);
    fprintf(stream, " %sselects.</text>\n", selects ? "other " : "");
}

uint32_t draw_bands_height(const struct report_group *group)
{
    uint32_t told = 1;

    for (uint32_t i = 0; i < group->band_count; i++)
        told += band_is_told(group, &group->bands[i]);
    return MAP_TOP + BAND_HEIGHT * told + 4;
}

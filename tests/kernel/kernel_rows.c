/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How KVM_SET_PMU_EVENT_FILTER behaves, case by case. The runtime and its documentation rely on
 * each of these answers, so that a kernel which answers differently has to be known.
 *
 * This file has the cases that are about the argument's bytes. Those about its memory and about
 * processes, vCPUs and file descriptors are in rows_of_places.c. The number of a case is its row.
 */
#include "tests/kernel/rows.h"
#include "tests/support/real_kvm.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST 301u /* one entry more than the kernel takes */

struct row {
    const char *name;
    uint32_t action, flags, bitmap, pad;
    uint32_t count;  /* the field; as many entries follow, but never more than MOST */
    uint64_t entry;  /* every entry */
    uint64_t last;   /* the last one, unless 0 */
    bool intel_only; /* the answer is another one where selects have 12 bits */
    int error;
};

#define ONES 0xffffffffu
#define ALL_ONES 0xffffffffffffffffu

/* Rows 13 to 50. */
static const struct row rows[] = {
    {.name = "ALLOW, no entry"},
    {.name = "DENY, no entry", .action = 1},
    {.name = "action 2", .action = 2, .error = EINVAL},
    {.name = "action 0xffffffff", .action = ONES, .error = EINVAL},
    {.name = "flags 1, no entry", .flags = 1},
    {.name = "flags 2", .flags = 2, .error = EINVAL},
    {.name = "flags 3", .flags = 3, .error = EINVAL},
    {.name = "flags 0x80000000", .flags = 0x80000000, .error = EINVAL},
    {.name = "300 entries of zero", .count = 300},
    {.name = "300 masked entries of zero", .count = 300, .flags = 1},
    {.name = "301 entries", .count = 301, .error = E2BIG},
    {.name = "0xffffffff entries", .count = ONES, .error = E2BIG},
    {.name = "action 2 goes before 301 entries", .action = 2, .count = 301, .error = EINVAL},
    {.name = "flags 2 go before 301 entries", .flags = 2, .count = 301, .error = EINVAL},
    {.name = "action 2 and flags 2", .action = 2, .flags = 2, .error = EINVAL},
    {.name = "301 entries go before a wrong masked entry",
     .flags = 1,
     .count = 301,
     .entry = ALL_ONES,
     .error = E2BIG},
    {.name = "pad is not looked at", .pad = ONES},
    {.name = "pad is not looked at with masked entries", .pad = ONES, .flags = 1},
    {.name = "bitmap 0xffffffff", .bitmap = ONES},
    {.name = "DENY, masked, bitmap 0x80000000", .action = 1, .flags = 1, .bitmap = 0x80000000},
    {.name = "entry of all ones is dropped", .count = 1, .entry = ALL_ONES},
    {.name = "select 0x1c2", .count = 1, .entry = 0x1000000c2},
    {.name = "raw event selector 0x5300c0 is dropped", .count = 1, .entry = 0x5300c0},
    {.name = "masked entry without the flag is dropped", .count = 1, .entry = 0xf0000000000000c4},
    {.name = "masked entry of all ones",
     .flags = 1,
     .count = 1,
     .entry = ALL_ONES,
     .error = EINVAL},
    {.name = "masked, a lone exclude", .flags = 1, .count = 1, .entry = 0xff8000000000ffff},
    {.name = "masked, mask 0xff, match 0", .flags = 1, .count = 1, .entry = 0xff000000000000c4},
    {.name = "masked, mask 0, match 0", .flags = 1, .count = 1, .entry = 0xc4},
    {.name = "masked, match outside mask", .flags = 1, .count = 1, .entry = 0x0f0000000000f0c4},
    {.name = "masked, select 0x1c2",
     .flags = 1,
     .count = 1,
     .entry = 0xff000001000000c2,
     .intel_only = true,
     .error = EINVAL},
    {.name = "masked, select 0xfff",
     .flags = 1,
     .count = 1,
     .entry = 0xff00000f000000ff,
     .intel_only = true,
     .error = EINVAL},
    {.name = "masked, raw event selector 0x5300c0",
     .flags = 1,
     .count = 1,
     .entry = 0x5300c0,
     .error = EINVAL},
    {.name = "masked, 0x00c4", .flags = 1, .count = 1, .entry = 0x00c4},
    {.name = "masked, 0x41c4", .flags = 1, .count = 1, .entry = 0x41c4},
    {.name = "300 equal masked entries", .flags = 1, .count = 300, .entry = 0xff000000000000c4},
    {.name = "299 good masked entries and a wrong one",
     .flags = 1,
     .count = 300,
     .entry = 0xff000000000000c4,
     .last = ALL_ONES,
     .error = EINVAL},
    {.name = "masked, the same as include and exclude",
     .flags = 1,
     .count = 2,
     .entry = 0xff000000000000c4,
     .last = 0xff800000000000c4},
    {.name = "masked, exclude of a select without an include",
     .flags = 1,
     .count = 2,
     .entry = 0xff000000000000c4,
     .last = 0xff800000000000c5},
};

#define FIRST_ROW 13u
#define LAST_ROW (FIRST_ROW + (unsigned int)(sizeof(rows) / sizeof(rows[0])) - 1)

static void run_row(struct rows *state, const struct row *row)
{
    struct argument argument = argument_of(row->action, row->count, row->flags);
    const uint32_t entries = row->count < MOST ? row->count : MOST;
    int error;

    argument.bitmap = row->bitmap;
    for (size_t i = 0; i < 4; i++)
        argument.pad[i] = row->pad;
    for (uint32_t i = 0; i < entries; i++)
        argument.entries[i] = row->entry;
    if (row->last != 0)
        argument.entries[entries - 1] = row->last;
    if (row->intel_only && state->select_bits != 0xff) {
        tap_skip(&state->tap, row->name, "this kernel takes event selects of 12 bits");
        return;
    }
    error = real_kvm_set_filter(state->vm_fd, &argument);
    tap_result(&state->tap, error == row->error, "%s: %s", row->name, error_name(error));
}

/* The bits of a field, or of an entry, that the kernel takes when one of them is set alone. */
static uint64_t sweep(const struct rows *state, struct argument *argument, void *field, size_t size)
{
    uint64_t taken = 0;

    for (size_t bit = 0; bit < size * 8; bit++) {
        const uint64_t value = (uint64_t)1 << bit;

        memcpy(field, &value, size);
        if (real_kvm_set_filter(state->vm_fd, argument) == 0)
            taken |= value;
    }
    memset(field, 0, size);
    return taken;
}

static void expect_bits(struct rows *state, const char *name, uint64_t found, uint64_t wanted)
{
    tap_result(&state->tap, found == wanted, "single bits taken in %s: %#llx", name,
               (unsigned long long)found);
}

static void run_sweeps(struct rows *state)
{
    struct argument pairs = argument_of(0, 1, 0);
    struct argument masked = argument_of(0, 1, 1);
    const uint64_t masked_bits = 0xff8000000000ff00 | state->select_bits;

    expect_bits(state, "an entry", sweep(state, &pairs, &pairs.entries[0], 8), ALL_ONES);
    expect_bits(state, "a masked entry", sweep(state, &masked, &masked.entries[0], 8), masked_bits);
    expect_bits(state, "action", sweep(state, &pairs, &pairs.action, 4), 1);
    expect_bits(state, "flags", sweep(state, &pairs, &pairs.flags, 4), 1);
    expect_bits(state, "bitmap", sweep(state, &pairs, &pairs.bitmap, 4), ONES);
}

static void run_vendor(struct rows *state)
{
    const char *name = "select bits are those of the vendor module";
    const uint64_t wanted = real_kvm_expected_select_bits();

    if (wanted == 0)
        tap_skip(&state->tap, name, "neither kvm_intel nor kvm_amd is loaded");
    else
        tap_result(&state->tap, state->select_bits == wanted, "%s", name);
}

int main(void)
{
    struct rows state = {.kvm_fd = real_kvm_open()};

    if (state.kvm_fd < 0)
        return tap_skip_all(real_kvm_absence());
    if (!real_kvm_has_masked_events(state.kvm_fd))
        return tap_skip_all("the kernel is older than 6.3: no masked events");
    state.vm_fd = real_kvm_create_vm(state.kvm_fd);
    state.select_bits = real_kvm_select_bits(state.vm_fd);
    state.tap = tap_begin(ROWS + 6);
    rows_before_bytes(&state);
    for (unsigned int row = FIRST_ROW; row <= LAST_ROW; row++)
        run_row(&state, &rows[row - FIRST_ROW]);
    rows_after_bytes(&state);
    run_sweeps(&state);
    run_vendor(&state);
    close(state.vm_fd);
    close(state.kvm_fd);
    return tap_end(&state.tap);
}

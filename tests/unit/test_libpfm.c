/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/libpfm.h"

#include <criterion/criterion.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "config.h"

struct list {
    struct event *events;
    uint32_t count;
    struct catalogue catalogue;
};

static struct arena *arena;

/* Whether libpfm_read() must find the tables that are asked for here. */
static bool has_tables(void)
{
#if defined(HAVE_PERFMON_PFMLIB_H) && (defined(__x86_64__) || defined(__i386__))
    return dlopen("libpfm.so.4", RTLD_LAZY) != NULL;
#else
    return false;
#endif
}

static void set_up(void)
{
    if (!has_tables())
        cr_skip_test("no libpfm4 with the tables of x86, or no header of it at ./configure");
    arena = arena_create();
}

static void tear_down(void)
{
    if (arena)
        arena_destroy(arena);
}

TestSuite(libpfm, .init = set_up, .fini = tear_down);

static struct list read_list(const char *pmu)
{
    struct list list = {0};

    cr_assert(libpfm_read(pmu, arena, &list.events, &list.count, &list.catalogue), "%s", pmu);
    cr_assert_gt(list.count, 100, "%s: %u", pmu, list.count);
    return list;
}

static const struct event *find(const struct list *list, const char *key)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (strcmp(list->events[i].key, key) == 0)
            return &list->events[i];
    }
    return NULL;
}

static void expect_code(const struct list *list, const char *key, unsigned int select,
                        unsigned int umask, uint32_t qualifiers)
{
    const struct event *event = find(list, key);

    cr_assert_not_null(event, "%s", key);
    cr_expect_eq(event->code_count, 1, "%s: %u codes", key, event->code_count);
    cr_expect_eq(event->codes[0].select, select, "%s: select %#x", key, event->codes[0].select);
    cr_expect_eq(event->codes[0].umask, umask, "%s: umask %#x", key, event->codes[0].umask);
    cr_expect_eq(event->fixed, 0, "%s: fixed %u", key, event->fixed);
    cr_expect_eq(event->qualifiers, qualifiers, "%s: qualifiers %u", key, event->qualifiers);
}

/* An offcore event: either of two codes counts it, whichever of them libpfm4 gives. */
static void expect_twins(const struct list *list, const char *key, unsigned int first,
                         unsigned int second)
{
    const struct event *event = find(list, key);

    cr_assert_not_null(event, "%s", key);
    cr_assert_eq(event->code_count, 2, "%s: %u codes", key, event->code_count);
    cr_expect_eq(event->codes[0].select, first, "%s: select %#x", key, event->codes[0].select);
    cr_expect_eq(event->codes[1].select, second, "%s: select %#x", key, event->codes[1].select);
    cr_expect_eq(event->codes[0].umask, 1, "%s: umask %#x", key, event->codes[0].umask);
    cr_expect_eq(event->codes[1].umask, 1, "%s: umask %#x", key, event->codes[1].umask);
    cr_expect_eq(event->qualifiers, EVENT_EXTRA_REGISTER, "%s", key);
}

static void expect_fixed(const struct list *list, const char *key, unsigned int counter)
{
    const struct event *event = find(list, key);

    cr_assert_not_null(event, "%s", key);
    cr_expect_eq(event->fixed, 1U << counter, "%s: fixed %u", key, event->fixed);
    cr_expect_eq(event->code_count, 0, "%s: %u codes", key, event->code_count);
    cr_expect_null(event->codes);
    cr_expect_eq(event->qualifiers, 0, "%s: qualifiers %u", key, event->qualifiers);
}

static void expect_none(const struct list *list, const char *key)
{
    cr_expect_null(find(list, key), "%s is there", key);
}

Test(libpfm, skylake)
{
    struct list list = read_list("skx");

    expect_code(&list, "br_inst_retired.all_branches", 0xc4, 0x00, 0);
    expect_code(&list, "longest_lat_cache.miss", 0x2e, 0x41, 0);
    expect_code(&list, "inst_retired.any_p", 0xc0, 0x00, 0);
    expect_code(&list, "inst_retired.prec_dist", 0xc0, 0x01, 0);
    expect_fixed(&list, "unhalted_reference_cycles", 2);
    cr_expect_str_eq(find(&list, "inst_retired.any_p")->name, "INST_RETIRED.ANY_P");
}

Test(libpfm, ice_lake)
{
    struct list list = read_list("icx");

    expect_code(&list, "br_misp_retired.all_branches", 0xc5, 0x00, 0);
    expect_code(&list, "topdown.slots_p", 0xa4, 0x01, 0);
    expect_fixed(&list, "inst_retired.any", 0);
    expect_fixed(&list, "inst_retired.prec_dist", 0);
    expect_fixed(&list, "cpu_clk_unhalted.ref_tsc", 2);
    expect_fixed(&list, "topdown.slots", 3);
}

Test(libpfm, sapphire_rapids)
{
    struct list list = read_list("spr");

    expect_code(&list, "br_inst_retired.all_branches", 0xc4, 0x00, 0);
    expect_code(&list, "mem_inst_retired.all_loads", 0xd0, 0x81, 0);
    expect_code(&list, "cpu_clk_unhalted.thread_p", 0x3c, 0x00, 0);
    expect_fixed(&list, "cpu_clk_unhalted.thread", 1);
    expect_fixed(&list, "topdown.slots", 3);
}

/* A table may be repaired: then it has a code. */
static void expect_no_fixed_counter(const struct list *list, const char *key)
{
    const struct event *event = find(list, key);

    cr_expect(!event || event->code_count == 1, "%s", key);
}

/* The unit mask alone would say another fixed counter. */
Test(libpfm, a_forgotten_select_is_no_fixed_counter)
{
    struct list spr = read_list("spr");
    struct list glm = read_list("glm");

    expect_no_fixed_counter(&spr, "topdown.backend_bound_slots");
    expect_no_fixed_counter(&spr, "topdown.bad_spec_slots");
    expect_no_fixed_counter(&glm, "cpu_clk_unhalted");
    expect_no_fixed_counter(&glm, "cpu_clk_unhalted.ref");
    expect_no_fixed_counter(&glm, "cpu_clk_unhalted.core_p");
    expect_fixed(&glm, "cpu_clk_unhalted.core", 1);
    expect_fixed(&glm, "cpu_clk_unhalted.ref_tsc", 2);
}

Test(libpfm, zen)
{
    struct list zen1 = read_list("amd64_fam17h_zen1");
    struct list zen3 = read_list("amd64_fam19h_zen3");
    struct list zen4 = read_list("amd64_fam19h_zen4");

    expect_code(&zen1, "fpu_pipe_assignment.total0", 0x00, 0x01, 0);
    expect_code(&zen3, "retired_branch_instructions", 0xc2, 0x00, 0);
    expect_code(&zen3, "ic_tag_hit_miss.all_ic_access", 0x18e, 0x1f, 0);
    expect_code(&zen4, "op_cache_hit_miss", 0x28f, 0x07, 0);
    expect_code(&zen4, "op_cache_hit_miss.oc_hit", 0x28f, 0x03, 0);
    expect_code(&zen4, "cycles_not_in_halt", 0x76, 0x00, 0);
}

Test(libpfm, qualifiers)
{
    struct list skx = read_list("skx");
    struct list spr = read_list("spr");

    expect_code(&skx, "uops_issued.stall_cycles", 0x0e, 0x01, EVENT_COUNTER_MASK | EVENT_INVERT);
    expect_code(&skx, "cpu_clk_thread_unhalted.ref_xclk_any", 0x3c, 0x01, EVENT_ANY_THREAD);
    expect_code(&skx, "cpu_clk_thread_unhalted.ring0_trans", 0x3c, 0x00,
                EVENT_COUNTER_MASK | EVENT_EDGE);
    expect_code(&spr, "cpu_clk_unhalted.pause_inst", 0xec, 0x40, EVENT_COUNTER_MASK | EVENT_EDGE);
}

Test(libpfm, extra_registers)
{
    struct list skx = read_list("skx");
    struct list icx = read_list("icx");
    struct list spr = read_list("spr");

    expect_twins(&skx, "offcore_response_0.dmnd_data_rd", 0xb7, 0xbb);
    expect_twins(&skx, "offcore_response_1.dmnd_data_rd", 0xb7, 0xbb);
    expect_twins(&icx, "ocr.hwpf_l2_any_response", 0xb7, 0xbb);
    expect_code(&spr, "mem_trans_retired.load_latency", 0xcd, 0x01, EVENT_EXTRA_REGISTER);
    expect_code(&spr, "frontend_retired.dsb_miss", 0xc6, 0x01, EVENT_EXTRA_REGISTER);
}

/* Only what libpfm4 encodes as it stands: this event needs a unit mask, that one does not. */
Test(libpfm, names_without_unit_mask)
{
    struct list spr = read_list("spr");

    expect_none(&spr, "br_inst_retired");
    expect_none(&spr, "topdown");
    expect_code(&spr, "unhalted_core_cycles", 0x3c, 0x00, 0);
    expect_none(&spr, "unhalted_core_cycles.i"); /* a modifier of libpfm4 */
}

/* libpfm4 lists no unit masks for an alias. */
Test(libpfm, aliases_take_the_unit_masks_of_their_event)
{
    struct list skx = read_list("skx");

    expect_code(&skx, "cpu_clk_unhalted", 0x3c, 0x00, 0);
    expect_code(&skx, "cpu_clk_unhalted.thread_p", 0x3c, 0x00, 0);
    expect_code(&skx, "cpu_clk_unhalted.ref_xclk", 0x3c, 0x01, 0);
    expect_code(&skx, "branch_instructions_retired", 0xc4, 0x00, 0);
    expect_none(&skx, "branch_instructions_retired.all_branches");
}

static const char *const pmus[] = {"skl",
                                   "skx",
                                   "clx",
                                   "icl",
                                   "icx",
                                   "spr",
                                   "tmt",
                                   "glm",
                                   "hsw_ep",
                                   "amd64_fam17h_zen2",
                                   "amd64_fam19h_zen3",
                                   "amd64_fam19h_zen4"};

/* Events with a register of their own that stand for either of two codes. */
static bool is_offcore(const struct event *event)
{
    uint16_t select = event->codes[0].select;

    return event->qualifiers & EVENT_EXTRA_REGISTER && event->codes[0].umask == 1 &&
           (select == 0x2a || select == 0x2b || select == 0xb7 || select == 0xbb);
}

static void check_event(const char *pmu, const struct list *list, const struct event *event)
{
    bool is_amd = strncmp(pmu, "amd64_", 6) == 0;

    if (event->fixed)
        cr_expect(event->code_count == 0 && !is_amd, "%s %s", pmu, event->key);
    else
        cr_expect(event->code_count == (is_offcore(event) && !is_amd ? 2 : 1) &&
                      event->codes[0].select <= (is_amd ? 0xfff : 0xff) &&
                      (is_amd || event->codes[0].select != 0),
                  "%s %s", pmu, event->key);
    cr_expect(strcasecmp(event->name, event->key) == 0 && !strchr(event->name, ':'), "%s", pmu);
    cr_expect_null(event->deprecated);
    cr_expect_eq(event->catalogue->name, list->catalogue.name);
}

Test(libpfm, every_list_is_in_order)
{
    for (size_t i = 0; i < sizeof(pmus) / sizeof(pmus[0]); i++) {
        struct list list = {0};

        cr_assert(libpfm_read(pmus[i], arena, &list.events, &list.count, &list.catalogue));
        for (uint32_t k = 0; k < list.count; k++) {
            if (k > 0)
                cr_expect_lt(strcmp(list.events[k - 1].key, list.events[k].key), 0, "%s %s",
                             pmus[i], list.events[k].key);
            check_event(pmus[i], &list, &list.events[k]);
        }
    }
}

static void expect_refused(const char *pmu)
{
    struct list list = {.count = 7, .catalogue = {.name = "untouched"}};

    cr_expect_not(libpfm_read(pmu, arena, &list.events, &list.count, &list.catalogue), "%s", pmu);
    cr_expect_null(list.events);
    cr_expect_eq(list.count, 7);
    cr_expect_str_eq(list.catalogue.name, "untouched");
}

/* Software events and generic ids, another kind of selector, what this machine has, uncore. */
Test(libpfm, other_pmus_are_refused)
{
    static const char *const others[] = {
        "",          "nothing",    "SPR",      "spr::", "perf",         "perf_raw",
        "netburst",  "netburst_p", "ix86arch", "rapl",  "skx_unc_cha0", "amd64_fam19h_zen3_l3",
        "amd64_rapl"};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        expect_refused(others[i]);
}

/* The listing as libpfm.h describes it, hashed by another program. */
static void hash_listing(const struct list *list, char digits[65])
{
    char path[] = "/tmp/pmuc-libpfm.XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fdopen(fd, "w");
    FILE *program;

    for (uint32_t i = 0; i < list->count; i++) {
        const struct event *event = &list->events[i];

        fprintf(file, "%s %03x %02x %x %x\n", event->key, event->fixed ? 0 : event->codes[0].select,
                event->fixed ? 0 : event->codes[0].umask, event->fixed, event->qualifiers);
    }
    fclose(file);
    program = popen(arena_format(arena, "sha256sum %s", path), "r");
    cr_assert_eq(fread(digits, 1, 64, program), 64);
    digits[64] = '\0';
    pclose(program);
    unlink(path);
}

Test(libpfm, catalogue)
{
    struct list list = read_list("icx");
    char digits[65];

    cr_expect_str_eq(list.catalogue.name, "libpfm4/icx");
    cr_expect_eq(strncmp(list.catalogue.version, "4.", 2), 0, "%s", list.catalogue.version);
    cr_expect_null(list.catalogue.path);
    cr_expect_not(list.catalogue.was_used);
    hash_listing(&list, digits);
    cr_expect_str_eq(list.catalogue.hash, digits);
    cr_expect_str_neq(read_list("skx").catalogue.hash, digits);
}

/* Reads a list in another process, in which libpfm4 has not started yet, and writes its hash. */
static void read_in_child(const char *pmu, char digits[65])
{
    int ends[2];
    pid_t child;

    cr_assert_eq(pipe(ends), 0);
    child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct list list = {0};

        if (libpfm_read(pmu, arena, &list.events, &list.count, &list.catalogue))
            (void)!write(ends[1], list.catalogue.hash, 64);
        _exit(0);
    }
    close(ends[1]);
    memset(digits, 0, 65);
    (void)!read(ends[0], digits, 64);
    close(ends[0]);
}

static const char *const variables[][2] = {
    {"LIBPFM_FORCE_PMU", "skx"},     {"LIBPFM_DISABLED_PMUS", "spr"}, {"LIBPFM_VERBOSE", "1"},
    {"LIBPFM_ENCODE_INACTIVE", "0"}, {"LIBPFM_DEBUG", "1"},           {"LIBPFM_DEBUG_STDOUT", "1"},
};

Test(libpfm, the_environment_has_no_effect_and_stays)
{
    size_t count = sizeof(variables) / sizeof(variables[0]);
    char **before;
    char digits[65];

    read_in_child("spr", digits);
    cr_assert_eq(strlen(digits), 64);
    for (size_t i = 0; i < count; i++)
        setenv(variables[i][0], variables[i][1], 1);
    before = environ;
    cr_expect_str_eq(read_list("spr").catalogue.hash, digits);
    cr_expect_eq(environ, before);
    for (size_t i = 0; i < count; i++)
        cr_expect_str_eq(getenv(variables[i][0]), variables[i][1]);
}

/* Without variables of the caller, none is left behind. */
Test(libpfm, no_variable_is_left)
{
    unsetenv("LIBPFM_ENCODE_INACTIVE");
    read_list("spr");
    cr_expect_null(getenv("LIBPFM_ENCODE_INACTIVE"));
}

/* What a machine without libpfm4 sees: here no file can be opened. It is not tried again later. */
Test(libpfm_missing, nothing_is_known)
{
    struct rlimit limit;
    struct rlimit none;

    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    none.rlim_cur = 0;
    arena = arena_create();
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
    expect_refused("spr");
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
    expect_refused("spr");
    arena_destroy(arena);
}

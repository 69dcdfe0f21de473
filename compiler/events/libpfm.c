/* SPDX-License-Identifier: BSD-2-Clause */
#include "compiler/events/libpfm.h"

#include "config.h"

#ifndef HAVE_PERFMON_PFMLIB_H

bool libpfm_read(const char *pmu, struct arena *arena, struct event **events, uint32_t *count,
                 struct catalogue *catalogue)
{
    (void)pmu;
    (void)arena;
    (void)events;
    (void)count;
    (void)catalogue;
    return false;
}

#else

#include <dlfcn.h>
#include <perfmon/pfmlib.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/events/events.h"

enum {
    MAX_PMUS = 10000, /* libpfm4 4.13 has 517 */
    MAX_CODES = 8,    /* libpfm4 gives at most 4 */
    FIRST_CAPACITY = 512,
};

/* The event selector of Intel and AMD: what libpfm4 gives as the first code of an event. */
#define SELECTOR_SELECT UINT64_C(0xff)
#define SELECTOR_UMASK UINT64_C(0xff00)
#define SELECTOR_EDGE (UINT64_C(1) << 18)
#define SELECTOR_ANY_THREAD (UINT64_C(1) << 21)
#define SELECTOR_INVERT (UINT64_C(1) << 23)
#define SELECTOR_COUNTER_MASK (UINT64_C(0xff) << 24)
#define SELECTOR_AMD_SELECT (UINT64_C(0xf) << 32) /* on Intel these count in transactions */
/* User and kernel mode, which we ask for, and interrupt and enabled, which libpfm4 adds. */
#define SELECTOR_ALWAYS (UINT64_C(0x53) << 16)
#define SELECTOR_KNOWN                                                                             \
    (SELECTOR_SELECT | SELECTOR_UMASK | SELECTOR_EDGE | SELECTOR_ANY_THREAD | SELECTOR_INVERT |    \
     SELECTOR_COUNTER_MASK | SELECTOR_ALWAYS)

/*
 * Intel's events of fixed counters: select 0, and unit mask n for fixed counter n - 1. The names
 * are needed, for tables have select 0 by mistake too.
 */
static const struct {
    const char *key;
    uint8_t umask;
} fixed_events[] = {
    {"inst_retired.any", 1},      {"inst_retired.prec_dist", 1},   {"cpu_clk_unhalted.thread", 2},
    {"cpu_clk_unhalted.core", 2}, {"cpu_clk_unhalted.ref_tsc", 3}, {"unhalted_reference_cycles", 3},
    {"topdown.slots", 4},
};

struct functions {
    __typeof__(pfm_initialize) *initialize;
    __typeof__(pfm_get_version) *get_version;
    __typeof__(pfm_get_pmu_info) *get_pmu_info;
    __typeof__(pfm_get_event_next) *get_event_next;
    __typeof__(pfm_find_event) *find_event;
    __typeof__(pfm_get_event_info) *get_event_info;
    __typeof__(pfm_get_event_attr_info) *get_event_attr_info;
    __typeof__(pfm_get_os_event_encoding) *get_os_event_encoding;
};

struct reader {
    const struct functions *pfm;
    struct arena *arena;
    struct catalogue *catalogue;
    const char *pmu;
    bool is_amd;
    struct event *events;
    uint32_t count;
    uint32_t capacity;
};

#define LOOK_UP(handle, functions, name)                                                           \
    (((functions)->name = (__typeof__((functions)->name))dlsym((handle), "pfm_" #name)) != NULL)

static bool look_up_all(void *handle, struct functions *functions)
{
    return LOOK_UP(handle, functions, initialize) && LOOK_UP(handle, functions, get_version) &&
           LOOK_UP(handle, functions, get_pmu_info) && LOOK_UP(handle, functions, get_event_next) &&
           LOOK_UP(handle, functions, find_event) && LOOK_UP(handle, functions, get_event_info) &&
           LOOK_UP(handle, functions, get_event_attr_info) &&
           LOOK_UP(handle, functions, get_os_event_encoding);
}

/*
 * libpfm4 needs a variable to encode for CPUs other than this one, and takes others with which a
 * name is not known (LIBPFM_FORCE_PMU, LIBPFM_DISABLED_PMUS) or that make it write to our standard
 * output (LIBPFM_DEBUG_STDOUT). A policy must not mean something else in another environment, so
 * libpfm4 sees one of ours while it starts, and the caller's stays as it is.
 */
static bool initialize(const struct functions *pfm)
{
    static char encode_inactive[] = "LIBPFM_ENCODE_INACTIVE=1";
    static char *ours[] = {encode_inactive, NULL};
    char **callers = environ;
    pfm_err_t error;

    environ = ours;
    error = pfm->initialize();
    environ = callers;
    return error == PFM_SUCCESS;
}

static bool load(struct functions *pfm)
{
    void *handle = dlopen("libpfm.so.4", RTLD_NOW | RTLD_LOCAL);

    if (!handle)
        return false;
    if (look_up_all(handle, pfm) &&
        PFM_MAJ_VERSION(pfm->get_version()) == PFM_MAJ_VERSION(LIBPFM_VERSION) && initialize(pfm))
        return true;
    dlclose(handle);
    return false;
}

/* Null when there is none to be used. Tried once. */
static const struct functions *loaded_functions(void)
{
    static struct functions functions;
    static enum { UNTRIED, MISSING, LOADED } state = UNTRIED;

    if (state == UNTRIED)
        state = load(&functions) ? LOADED : MISSING;
    return state == LOADED ? &functions : NULL;
}

/* The table of ix86arch is made from the CPUID of the machine that compiles. */
static bool is_usable(const pfm_pmu_info_t *pmu)
{
    return pmu->type == PFM_PMU_TYPE_CORE && pmu->pmu != PFM_PMU_INTEL_X86_ARCH;
}

/* The first event of a PMU, or -1. The library may know more PMUs than its header of our build. */
static int first_event_of(const struct functions *pfm, const char *name)
{
    for (int id = 0; id < MAX_PMUS; id++) {
        pfm_pmu_info_t pmu = {.size = sizeof(pmu)};
        pfm_err_t error = pfm->get_pmu_info((pfm_pmu_t)id, &pmu);

        if (error == PFM_ERR_INVAL) /* behind the last */
            return -1;
        if (error == PFM_SUCCESS && strcmp(pmu.name, name) == 0)
            return is_usable(&pmu) ? pmu.first_event : -1;
    }
    return -1;
}

static uint32_t qualifiers_of(uint64_t selector)
{
    return (selector & SELECTOR_COUNTER_MASK ? EVENT_COUNTER_MASK : 0U) |
           (selector & SELECTOR_INVERT ? EVENT_INVERT : 0U) |
           (selector & SELECTOR_EDGE ? EVENT_EDGE : 0U) |
           (selector & SELECTOR_ANY_THREAD ? EVENT_ANY_THREAD : 0U);
}

static uint32_t fixed_counter_of(const char *key, uint8_t umask)
{
    for (size_t i = 0; i < sizeof(fixed_events) / sizeof(fixed_events[0]); i++) {
        if (fixed_events[i].umask == umask && strcmp(fixed_events[i].key, key) == 0)
            return UINT32_C(1) << (umask - 1);
    }
    return 0;
}

/* Codes or fixed counter of an event that has its key. False when the selector is not to be used.
 */
static bool decode(const struct reader *reader, uint64_t selector, struct event *event)
{
    uint64_t known = SELECTOR_KNOWN | (reader->is_amd ? SELECTOR_AMD_SELECT : 0);
    uint16_t select = (uint16_t)((selector & SELECTOR_SELECT) | (selector >> 24 & 0xf00));
    uint8_t umask = (uint8_t)((selector & SELECTOR_UMASK) >> 8);
    struct event_code *code;

    if ((selector & SELECTOR_ALWAYS) != SELECTOR_ALWAYS || selector & ~known)
        return false;
    if (select == 0 && !reader->is_amd) {
        event->fixed = fixed_counter_of(event->key, umask);
        return event->fixed != 0;
    }
    code = ARENA_NEW(reader->arena, struct event_code);
    *code = (struct event_code){select, umask};
    event->codes = code;
    event->code_count = 1;
    return true;
}

static void append(struct reader *reader, const struct event *event)
{
    if (reader->count == reader->capacity) {
        struct event *old = reader->events;

        reader->capacity = old ? 2 * reader->capacity : FIRST_CAPACITY;
        reader->events = ARENA_NEW_ARRAY(reader->arena, struct event, reader->capacity);
        if (old)
            memcpy(reader->events, old, reader->count * sizeof(*old));
    }
    reader->events[reader->count++] = *event;
}

/*
 * Offcore events: two codes, each with a register of its own, count the same. libpfm4 gives one of
 * them, and where it gives both under two names has mixed them up; Intel's lists give both for
 * every name. A filter that named one only could be walked around by the other.
 */
static void add_twin(const struct reader *reader, struct event *event)
{
    static const uint16_t pairs[][2] = {{0x2a, 0x2b}, {0xb7, 0xbb}};
    struct event_code *codes;

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (event->codes[0].umask != 1 ||
            (event->codes[0].select != pairs[i][0] && event->codes[0].select != pairs[i][1]))
            continue;
        codes = ARENA_NEW_ARRAY(reader->arena, struct event_code, 2);
        codes[0] = (struct event_code){pairs[i][0], 1};
        codes[1] = (struct event_code){pairs[i][1], 1};
        event->codes = codes;
        event->code_count = 2;
        return;
    }
}

/* Adds an event if libpfm4 can encode its name, which stands behind "PMU::". */
static void add(struct reader *reader, const char *full_name)
{
    uint64_t codes[MAX_CODES] = {0};
    pfm_pmu_encode_arg_t encoding = {.codes = codes, .count = MAX_CODES, .size = sizeof(encoding)};
    struct event event = {.catalogue = reader->catalogue};

    if (reader->pfm->get_os_event_encoding(full_name, PFM_PLM0 | PFM_PLM3, PFM_OS_NONE,
                                           &encoding) != PFM_SUCCESS)
        return;
    event.name = full_name + strlen(reader->pmu) + 2;
    event.key = events_make_key(reader->arena, event.name);
    event.qualifiers = qualifiers_of(codes[0]);
    if (encoding.count > 1)
        event.qualifiers |= EVENT_EXTRA_REGISTER;
    if (!decode(reader, codes[0], &event))
        return;
    if (encoding.count > 1 && event.code_count && !reader->is_amd)
        add_twin(reader, &event);
    append(reader, &event);
}

/*
 * The event whose unit masks an event takes: libpfm4 lists none for an alias, but takes those of
 * the event that it stands for. An alias of an event with a unit mask takes no other beside it.
 */
static int owner_of_umasks(const struct reader *reader, const pfm_event_info_t *event)
{
    if (!event->equiv)
        return event->idx;
    if (strpbrk(event->equiv, ".:"))
        return -1;
    return reader->pfm->find_event(
        arena_format(reader->arena, "%s::%s", reader->pmu, event->equiv));
}

static void add_with_umasks(struct reader *reader, const char *name, int owner)
{
    const struct functions *pfm = reader->pfm;
    pfm_event_info_t event = {.size = sizeof(event)};

    if (owner < 0 || pfm->get_event_info(owner, PFM_OS_NONE, &event) != PFM_SUCCESS)
        return;
    for (int i = 0; i < event.nattrs; i++) {
        pfm_event_attr_info_t umask = {.size = sizeof(umask)};

        if (pfm->get_event_attr_info(owner, i, PFM_OS_NONE, &umask) == PFM_SUCCESS &&
            umask.type == PFM_ATTR_UMASK)
            add(reader, arena_format(reader->arena, "%s::%s.%s", reader->pmu, name, umask.name));
    }
}

static void add_all(struct reader *reader, int index)
{
    for (; index >= 0; index = reader->pfm->get_event_next(index)) {
        pfm_event_info_t event = {.size = sizeof(event)};

        if (reader->pfm->get_event_info(index, PFM_OS_NONE, &event) != PFM_SUCCESS)
            continue;
        add(reader, arena_format(reader->arena, "%s::%s", reader->pmu, event.name));
        add_with_umasks(reader, event.name, owner_of_umasks(reader, &event));
    }
}

static int compare_keys(const void *first, const void *second)
{
    return strcmp(((const struct event *)first)->key, ((const struct event *)second)->key);
}

/*
 * A key that is there twice has one meaning: libpfm4 was asked by name, and as in a key neither
 * case nor '.' or ':' makes a difference to it. So it does not matter which one is kept.
 */
static void sort_by_key(struct reader *reader)
{
    uint32_t kept = 1;

    qsort(reader->events, reader->count, sizeof(*reader->events), compare_keys);
    for (uint32_t i = 1; i < reader->count; i++) {
        if (strcmp(reader->events[i].key, reader->events[kept - 1].key) != 0)
            reader->events[kept++] = reader->events[i];
    }
    reader->count = kept;
}

static void hash_event(SHA2_CTX *context, const struct event *event)
{
    static const struct event_code no_code = {0, 0};
    const struct event_code *code = event->fixed ? &no_code : event->codes;
    char numbers[64];
    int size = snprintf(numbers, sizeof(numbers), " %03x %02x %x %x\n", code->select, code->umask,
                        event->fixed, event->qualifiers);

    SHA256Update(context, (const uint8_t *)event->key, strlen(event->key));
    SHA256Update(context, (const uint8_t *)numbers, (size_t)size);
}

static const char *hash_events(const struct reader *reader)
{
    char *digits = arena_allocate(reader->arena, SHA256_DIGEST_STRING_LENGTH);
    SHA2_CTX context;

    SHA256Init(&context);
    for (uint32_t i = 0; i < reader->count; i++)
        hash_event(&context, &reader->events[i]);
    return SHA256End(&context, digits);
}

static struct catalogue describe(const struct reader *reader)
{
    int version = reader->pfm->get_version();

    return (struct catalogue){
        .name = arena_format(reader->arena, "libpfm4/%s", reader->pmu),
        .version = arena_format(reader->arena, "%d.%d", PFM_MAJ_VERSION(version),
                                PFM_MIN_VERSION(version)),
        .hash = hash_events(reader),
    };
}

bool libpfm_read(const char *pmu, struct arena *arena, struct event **events, uint32_t *count,
                 struct catalogue *catalogue)
{
    struct reader reader = {
        .pfm = loaded_functions(),
        .arena = arena,
        .catalogue = catalogue,
        .pmu = pmu,
        .is_amd = strncmp(pmu, "amd64_", 6) == 0,
    };

    if (!reader.pfm)
        return false;
    add_all(&reader, first_event_of(reader.pfm, pmu));
    if (reader.count == 0)
        return false;
    sort_by_key(&reader);
    *events = reader.events;
    *count = reader.count;
    *catalogue = describe(&reader);
    return true;
}

#endif

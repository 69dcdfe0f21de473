/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the guard says to system calls of all kinds, also to those that the kernel at hand has no
 * way in for. The program is interpreted here as seccomp(2) describes it.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>

#include "runtime/start/seccomp_filter.h"
#include "tests/support/tap.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#define COOKIE 0x123456789abcdef0ull
#define CREATE_VM 0xae01ull
#define SET_FILTER 0x4020aeb2ull
#define SET_ATTRIBUTE 0x4018aee1ull
#define X32 0x40000000

enum { NEW_LISTENER = 8, SET_MODE_FILTER = 1, BROKEN = 0x12345678 };

/* Requests of ptrace(2), and the option of a tracer that filters ask. */
enum { CONTINUE = 7, OLD_SET_OPTIONS = 21, SET_OPTIONS = 0x4200, SEIZE = 0x4206, ASKED = 0x80 };

enum { ALLOW = SECCOMP_RET_ALLOW };

#define TRACE (unsigned int)SECCOMP_RET_TRACE
#define NO_SYS (unsigned int)(SECCOMP_RET_ERRNO | ENOSYS)
#define INVALID (unsigned int)(SECCOMP_RET_ERRNO | EINVAL)

struct row {
    const char *name;
    struct seccomp_data call;
    unsigned int traced;   /* what the guard without a cookie answers */
    unsigned int compared; /* and the one with a cookie */
};

static const struct row rows[] = {
#if defined(__x86_64__)
    {"x86-64", {16, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM}}, TRACE, NO_SYS},
    {"x86-64, the cookie", {16, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM, 0, COOKIE}}, TRACE, ALLOW},
    {"x86-64, half of the cookie",
     {16, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM, 0, COOKIE & 0xffffffff}},
     TRACE,
     NO_SYS},
    {"x86-64, the other half",
     {16, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM, 0, COOKIE >> 32 << 32}},
     TRACE,
     NO_SYS},
    {"x86-64, bits that the kernel drops",
     {16, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM | 5ull << 32}},
     TRACE,
     NO_SYS},
    {"x86-64, a filter for KVM", {16, AUDIT_ARCH_X86_64, 0, {4, SET_FILTER}}, TRACE, NO_SYS},
    {"x86-64, a filter for KVM, the cookie",
     {16, AUDIT_ARCH_X86_64, 0, {4, SET_FILTER, 0, COOKIE}},
     TRACE,
     ALLOW},
    {"i386, a filter for KVM", {54, AUDIT_ARCH_I386, 0, {4, SET_FILTER}}, TRACE, NO_SYS},
    {"x86-64, another request", {16, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM + 1}}, ALLOW, ALLOW},
    {"x86-64, another call", {17, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM}}, ALLOW, ALLOW},
    {"x32", {X32 | 514, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM}}, TRACE, NO_SYS},
    {"x32, the number of the others",
     {X32 | 16, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM}},
     TRACE,
     NO_SYS},
    {"x32, without its bit", {514, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM}}, TRACE, NO_SYS},
    {"x32, another call", {X32 | 515, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM}}, ALLOW, ALLOW},
    {"i386", {54, AUDIT_ARCH_I386, 0, {3, CREATE_VM}}, TRACE, NO_SYS},
    {"i386, another request", {54, AUDIT_ARCH_I386, 0, {3, CREATE_VM + 1}}, ALLOW, ALLOW},
    {"i386, the number of x86-64", {16, AUDIT_ARCH_I386, 0, {3, CREATE_VM}}, ALLOW, ALLOW},
    {"a listener", {317, AUDIT_ARCH_X86_64, 0, {SET_MODE_FILTER, NEW_LISTENER}}, INVALID, INVALID},
    {"a listener and more",
     {317, AUDIT_ARCH_X86_64, 0, {SET_MODE_FILTER, NEW_LISTENER | 1}},
     INVALID,
     INVALID},
    {"a filter", {317, AUDIT_ARCH_X86_64, 0, {SET_MODE_FILTER, 1}}, ALLOW, ALLOW},
    {"not a filter", {317, AUDIT_ARCH_X86_64, 0, {2, NEW_LISTENER}}, ALLOW, ALLOW},
    {"a listener, x32",
     {X32 | 317, AUDIT_ARCH_X86_64, 0, {SET_MODE_FILTER, NEW_LISTENER}},
     INVALID,
     INVALID},
    {"a listener, i386",
     {354, AUDIT_ARCH_I386, 0, {SET_MODE_FILTER, NEW_LISTENER}},
     INVALID,
     INVALID},
    {"a tracer that is asked", {101, AUDIT_ARCH_X86_64, 0, {SEIZE, 1, 0, ASKED}}, INVALID, INVALID},
    {"a tracer that will be asked, and more",
     {101, AUDIT_ARCH_X86_64, 0, {SET_OPTIONS, 1, 0, ASKED | 1}},
     INVALID,
     INVALID},
    {"... by the old number",
     {101, AUDIT_ARCH_X86_64, 0, {OLD_SET_OPTIONS, 1, 0, ASKED}},
     INVALID,
     INVALID},
    {"a tracer that is not asked", {101, AUDIT_ARCH_X86_64, 0, {SEIZE, 1, 0, 1}}, ALLOW, ALLOW},
    {"what is no option", {101, AUDIT_ARCH_X86_64, 0, {CONTINUE, 1, 0, ASKED}}, ALLOW, ALLOW},
    {"a tracer that is asked, x32",
     {X32 | 521, AUDIT_ARCH_X86_64, 0, {SEIZE, 1, 0, ASKED}},
     INVALID,
     INVALID},
    {"a tracer that is asked, i386",
     {26, AUDIT_ARCH_I386, 0, {SEIZE, 1, 0, ASKED}},
     INVALID,
     INVALID},
    {"a way in that is not known", {29, AUDIT_ARCH_AARCH64, 0, {3, CREATE_VM}}, NO_SYS, NO_SYS},
#elif defined(__aarch64__)
    {"arm64", {29, AUDIT_ARCH_AARCH64, 0, {3, CREATE_VM}}, TRACE, NO_SYS},
    {"arm64, the cookie", {29, AUDIT_ARCH_AARCH64, 0, {3, CREATE_VM, 0, COOKIE}}, TRACE, ALLOW},
    {"arm64, half of the cookie",
     {29, AUDIT_ARCH_AARCH64, 0, {3, CREATE_VM, 0, COOKIE & 0xffffffff}},
     TRACE,
     NO_SYS},
    {"arm64, an attribute", {29, AUDIT_ARCH_AARCH64, 0, {4, SET_ATTRIBUTE}}, ALLOW, NO_SYS},
    {"arm64, an attribute, the cookie",
     {29, AUDIT_ARCH_AARCH64, 0, {4, SET_ATTRIBUTE, 0, COOKIE}},
     ALLOW,
     ALLOW},
    {"arm, an attribute", {54, AUDIT_ARCH_ARM, 0, {4, SET_ATTRIBUTE}}, ALLOW, NO_SYS},
    {"arm64, another request", {29, AUDIT_ARCH_AARCH64, 0, {3, CREATE_VM + 1}}, ALLOW, ALLOW},
    {"arm64, another call", {30, AUDIT_ARCH_AARCH64, 0, {3, CREATE_VM}}, ALLOW, ALLOW},
    {"arm", {54, AUDIT_ARCH_ARM, 0, {3, CREATE_VM}}, TRACE, NO_SYS},
    {"arm, the number of arm64", {29, AUDIT_ARCH_ARM, 0, {3, CREATE_VM}}, ALLOW, ALLOW},
    {"a listener", {277, AUDIT_ARCH_AARCH64, 0, {SET_MODE_FILTER, NEW_LISTENER}}, INVALID, INVALID},
    {"a listener, arm",
     {383, AUDIT_ARCH_ARM, 0, {SET_MODE_FILTER, NEW_LISTENER}},
     INVALID,
     INVALID},
    {"a filter", {277, AUDIT_ARCH_AARCH64, 0, {SET_MODE_FILTER, 1}}, ALLOW, ALLOW},
    {"a tracer that is asked",
     {117, AUDIT_ARCH_AARCH64, 0, {SEIZE, 1, 0, ASKED}},
     INVALID,
     INVALID},
    {"a tracer that is asked, arm",
     {26, AUDIT_ARCH_ARM, 0, {SEIZE, 1, 0, ASKED}},
     INVALID,
     INVALID},
    {"a tracer that is not asked", {117, AUDIT_ARCH_AARCH64, 0, {SEIZE, 1, 0, 1}}, ALLOW, ALLOW},
    {"a way in that is not known", {16, AUDIT_ARCH_X86_64, 0, {3, CREATE_VM}}, NO_SYS, NO_SYS},
#endif
};

/* The place to go on at, after an instruction that compares; 0 for none of these. */
static size_t jump(const struct sock_filter *code, unsigned int value)
{
    switch (code->code) {
    case BPF_JMP | BPF_JEQ | BPF_K:
        return 1u + (value == code->k ? code->jt : code->jf);
    case BPF_JMP | BPF_JSET | BPF_K:
        return 1u + ((value & code->k) != 0 ? code->jt : code->jf);
    default:
        return 0;
    }
}

static unsigned int interpret(const struct sock_fprog *program, const struct seccomp_data *call)
{
    unsigned int value = 0;
    size_t place = 0;

    while (place < program->len) {
        const struct sock_filter *code = &program->filter[place];
        const size_t step = jump(code, value);

        if (code->code == (BPF_RET | BPF_K))
            return code->k;
        if (code->code == (BPF_LD | BPF_W | BPF_ABS) && code->k <= sizeof(*call) - sizeof(value))
            memcpy(&value, (const char *)call + code->k, sizeof(value));
        else if (code->code == (BPF_ALU | BPF_AND | BPF_K))
            value &= code->k;
        else if (step == 0)
            return BROKEN;
        place += step == 0 ? 1 : step;
    }
    return BROKEN;
}

int main(void)
{
    struct tap tap = tap_begin(2 * (unsigned int)LENGTH(rows));
    struct seccomp_guard traced;
    struct seccomp_guard compared;

    seccomp_guard_fill(&traced, false, 0);
    seccomp_guard_fill(&compared, true, COOKIE);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        tap_result(&tap, interpret(&traced.program, &rows[i].call) == rows[i].traced,
                   "the guard of a tracer: %s", rows[i].name);
        tap_result(&tap, interpret(&compared.program, &rows[i].call) == rows[i].compared,
                   "the guard with a cookie: %s", rows[i].name);
    }
    return tap_end(&tap);
}

/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/start/seccomp_filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/kvm.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/kvm_uapi.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
enum { LOW = 4, HIGH = 0 };
#else
enum { LOW = 0, HIGH = 4 };
#endif
#define WORD(member) ((uint32_t)offsetof(struct seccomp_data, member))
#define ARGUMENT(number, half) ((uint32_t)(offsetof(struct seccomp_data, args[number]) + (half)))
/* What ptrace(2) also knows PTRACE_SETOPTIONS by. */
enum { OLD_SETOPTIONS = 21 };

#define FAIL_WITH(error_number) (SECCOMP_RET_ERRNO | (error_number))

/* One way into the kernel: its system call numbers. */
struct entrance {
    uint32_t architecture;
    uint32_t mask; /* bits of the number that count */
    uint32_t ioctl;
    uint32_t second_ioctl; /* equal to the first where there is one only */
    uint32_t seccomp;
    uint32_t ptrace;
    uint32_t second_ptrace;
};

/* On x86-64, x32 has a bit of its own in the number, and an ioctl() and a ptrace() of its own. */
static const struct entrance entrances[] = {
#if defined(__x86_64__) || defined(__i386__)
    {AUDIT_ARCH_X86_64, ~0x40000000u, 16, 514, 317, 101, 521},
    {AUDIT_ARCH_I386, ~0u, 54, 54, 354, 26, 26},
#elif defined(__aarch64__)
    {AUDIT_ARCH_AARCH64, ~0u, 29, 29, 277, 117, 117},
    {AUDIT_ARCH_ARM, ~0u, 54, 54, 383, 26, 26},
#endif
};

#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__)
enum { IS_KNOWN = 1 };
#else
enum { IS_KNOWN = 0 };
#endif

static void append(struct seccomp_guard *guard, const struct sock_filter *code, size_t count)
{
    memcpy(guard->instructions + guard->program.len, code, count * sizeof(*code));
    guard->program.len = (unsigned short)(guard->program.len + count);
}

/* The lengths of two rules, which the jumps to other rules pass. */
enum { LISTENER_RULE = 6, TRACER_RULE = 8 };

/*
 * A tracer is asked only where no stricter filter and no listener answers first. A listener may
 * answer "go on", and then nobody asks the tracer; so there is to be no listener. EINVAL is what
 * kernels say that have none.
 */
static void append_listener_rule(struct seccomp_guard *guard)
{
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(0, LOW)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SECCOMP_SET_MODE_FILTER, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(1, LOW)),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, SECCOMP_FILTER_FLAG_NEW_LISTENER, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, FAIL_WITH(EINVAL)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };

    _Static_assert(LENGTH(code) == LISTENER_RULE, "jumps pass this rule");
    append(guard, code, LENGTH(code));
}

/*
 * Another tracer would be asked instead of us, once we have let go, and would let a VM come into
 * being, as strace(1) does with --seccomp-bpf. So nobody behind the guard is to be one that is
 * asked. EINVAL is what kernels say that do not know the option.
 */
static void append_tracer_rule(struct seccomp_guard *guard)
{
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(3, LOW)),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PTRACE_O_TRACESECCOMP, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(0, LOW)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PTRACE_SEIZE, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PTRACE_SETOPTIONS, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OLD_SETOPTIONS, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, FAIL_WITH(EINVAL)),
    };

    _Static_assert(LENGTH(code) == TRACER_RULE, "jumps pass this rule");
    append(guard, code, LENGTH(code));
}

/*
 * The other request that is not the VMM's own affair. Of two filters on x86 the later one stands,
 * so a VMM is not to load one. On arm64, those who have to know the cookie are to initialise a PMU
 * nowhere but where the policy is loaded before; a tracer sees such calls without our asking.
 */
static uint32_t second_request(bool has_cookie)
{
#ifdef __aarch64__
    if (has_cookie)
        return KVM_UAPI_SET_DEVICE_ATTR;
#else
    (void)has_cookie;
#endif
    return KVM_UAPI_SET_PMU_EVENT_FILTER;
}

/* What becomes of a call whose number is ioctl()'s; the kernel compares 32 bits of a request. */
static void append_ioctl_rule(struct seccomp_guard *guard, bool has_cookie, uint64_t cookie)
{
    const struct sock_filter request[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(1, LOW)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, KVM_CREATE_VM, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, second_request(has_cookie), 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_filter traced[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE)};
    const struct sock_filter compared[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(3, LOW)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)cookie, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, ARGUMENT(3, HIGH)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(cookie >> 32), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, FAIL_WITH(ENOSYS)),
    };

    append(guard, request, LENGTH(request));
    if (has_cookie)
        append(guard, compared, LENGTH(compared));
    else
        append(guard, traced, LENGTH(traced));
}

static void append_entrance(struct seccomp_guard *guard, const struct entrance *entrance,
                            bool has_cookie, uint64_t cookie)
{
    const unsigned short start = guard->program.len;
    const struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, WORD(arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, entrance->architecture, 0, 0), /* patched below */
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, WORD(nr)),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, entrance->mask),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, entrance->ioctl, 5 + LISTENER_RULE + TRACER_RULE, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, entrance->second_ioctl, 4 + LISTENER_RULE + TRACER_RULE,
                 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, entrance->seccomp, 3, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, entrance->ptrace, 2 + LISTENER_RULE, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, entrance->second_ptrace, 1 + LISTENER_RULE, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };

    append(guard, code, LENGTH(code));
    append_listener_rule(guard);
    append_tracer_rule(guard);
    append_ioctl_rule(guard, has_cookie, cookie);
    guard->instructions[start + 1].jf = (unsigned char)(guard->program.len - start - 2);
}

void seccomp_guard_fill(struct seccomp_guard *guard, bool has_cookie, uint64_t cookie)
{
    const struct sock_filter unknown[] = {BPF_STMT(BPF_RET | BPF_K, FAIL_WITH(ENOSYS))};

    guard->program = (struct sock_fprog){.filter = guard->instructions};
    for (size_t i = 0; i < LENGTH(entrances); i++)
        append_entrance(guard, &entrances[i], has_cookie, cookie);
    if (IS_KNOWN)
        append(guard, unknown, LENGTH(unknown));
}

/* The flag: a filter that is not about speculation is not to slow the VMM down for its sake. */
static bool set_filter(const struct sock_fprog *program)
{
    const unsigned long flag = SECCOMP_FILTER_FLAG_SPEC_ALLOW;

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flag, program) == 0;
}

static bool set_filter_with_privileges_or_without(const struct sock_fprog *program)
{
    if (set_filter(program))
        return true;
    return errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1ul, 0ul, 0ul, 0ul) == 0 &&
           set_filter(program);
}

static int errno_of_create_vm(uint64_t cookie)
{
    errno = 0;
    syscall(SYS_ioctl, -1, (unsigned long)KVM_CREATE_VM, 0ul, cookie);
    return errno;
}

/* Without a cookie the tracer is the judge. */
static bool is_in_effect(bool has_cookie, uint64_t cookie)
{
    if (!has_cookie)
        return errno_of_create_vm(0) != 0;
    return errno_of_create_vm(~cookie) == ENOSYS && errno_of_create_vm(cookie) == EBADF;
}

bool seccomp_guard_install(bool has_cookie, uint64_t cookie, struct failure *failure)
{
    struct seccomp_guard guard;

    seccomp_guard_fill(&guard, has_cookie, cookie);
    if (guard.program.len == 0)
        return failure_set(failure, FAILURE_SYSTEM,
                           "pmu-run does not know the system calls of this architecture");
    if (!set_filter_with_privileges_or_without(&guard.program))
        return failure_set(failure, FAILURE_SYSTEM, "cannot install the seccomp filter: %s",
                           strerror(errno));
    if (!is_in_effect(has_cookie, cookie))
        return failure_set(failure, FAILURE_SYSTEM,
                           "another seccomp filter, which pmu-run was started under, overrules its "
                           "own: start it outside of that");
    return true;
}

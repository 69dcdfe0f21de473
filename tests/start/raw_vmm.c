/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A VMM without a library, as those of other languages are: it makes its system calls itself, and
 * is built without startup files. It creates a VM and a vCPU, in a thread of its own if THREAD is
 * defined, and is busy ever after if LINGER is. Exit status: 42 both are there, 38 the kernel says
 * ENOSYS to the VM, else 1.
 *
 * Built for 64 bits it uses `syscall`, or `int $0x80` if INT80 is defined, and for 32 bits the
 * latter, or what the kernel offers in AT_SYSINFO if SYSENTER is defined.
 */
enum {
    OPEN_READ_WRITE = 2,
    CREATE_VM = 0xae01,
    CREATE_VCPU = 0xae41,
    SYSTEM_CALL_MISSING = -38,
    BOTH_ARE_THERE = 42,
    NO_SUCH_CALL = 38,
    SOMETHING_ELSE = 1
};

#if defined(__x86_64__) && !defined(INT80)
enum { OPEN = 2, IOCTL = 16, CLONE = 56, EXIT_THREAD = 60, EXIT = 231, YIELD = 24 };

static long call(long number, long a, long b, long c)
{
    register long r10 __asm__("r10") = 0;
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
                     : "rcx", "r11", "memory");
    return result;
}
#else
enum { OPEN = 5, IOCTL = 54, CLONE = 120, EXIT_THREAD = 1, EXIT = 252, YIELD = 158 };

#ifdef SYSENTER
static unsigned long entry;
#endif

static long call(long number, long a, long b, long c)
{
    long result;

#ifdef SYSENTER
    __asm__ volatile("call *%[entry]"
                     : "=a"(result)
                     : "a"(number), "b"(a), "c"(b), "d"(c), [entry] "m"(entry)
                     : "memory");
#else
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c) : "memory");
#endif
    return (int)result;
}
#endif

static int create(void)
{
    static const char path[] = "/dev/kvm";
    const long kvm = call(OPEN, (long)path, OPEN_READ_WRITE, 0);
    const long vm = call(IOCTL, kvm, CREATE_VM, 0);

    if (vm == SYSTEM_CALL_MISSING)
        return NO_SUCH_CALL;
    return vm >= 0 && call(IOCTL, vm, CREATE_VCPU, 0) >= 0 ? BOTH_ARE_THERE : SOMETHING_ELSE;
}

#ifdef THREAD
/* CLONE_VM, FS, FILES, SIGHAND, THREAD and SYSVSEM */
enum { THREAD_FLAGS = 0x50f00, STACK_SIZE = 65536 };

static volatile int status;
static char stack[STACK_SIZE] __attribute__((aligned(16)));

/* The thread comes back from clone() on a stack of its own, so all of it is one statement. */
static void start_thread(void (*function)(void))
{
    char *top = stack + STACK_SIZE - 64;

    __asm__ volatile("syscall\n\t"
                     "test %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "call *%[function]\n\t"
                     "1:"
                     :
                     : "a"((long)CLONE), "D"((long)THREAD_FLAGS), "S"(top),
                       "d"(0L), [function] "r"(function)
                     : "rcx", "r11", "memory");
}

static void thread_main(void)
{
    status = create();
    call(EXIT_THREAD, 0, 0, 0);
}

static int work(void)
{
    start_thread(thread_main);
    while (status == 0)
        call(YIELD, 0, 0, 0);
    return status;
}
#else
static int work(void)
{
    const int created = create();

#ifdef LINGER
    if (created == BOTH_ARE_THERE)
        for (;;)
            continue;
#endif
    return created;
}
#endif

#ifdef SYSENTER
/* The auxiliary vector follows the arguments and the environment. */
static void find_entry(const unsigned long *stack_top)
{
    enum { AT_SYSINFO_TAG = 32 };
    const unsigned long *at = stack_top + 1 + *stack_top + 1;

    while (*at++ != 0)
        continue;
    for (; at[0] != 0; at += 2) {
        if (at[0] == AT_SYSINFO_TAG)
            entry = at[1];
    }
}
#endif

__attribute__((noreturn, used)) void begin(const unsigned long *stack_top);

void begin(const unsigned long *stack_top)
{
#ifdef SYSENTER
    find_entry(stack_top);
#endif
    (void)stack_top;
    for (;;)
        call(EXIT, work(), 0, 0);
}

#ifdef __x86_64__
__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall begin\n");
#else
__asm__(".globl _start\n_start:\n\tmov %esp, %eax\n\tand $-16, %esp\n\tsub $12, %esp\n\t"
        "push %eax\n\tcall begin\n");
#endif

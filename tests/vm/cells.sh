# SPDX-License-Identifier: BSD-2-Clause
# Emulated machines that boot Debian's kernels with the prober as process 1. Read it with `.`, then
# call run_cells with their names: ARCHITECTURE/SUITE/CPU, or arm64+qemu/SUITE/CPU for a machine that
# has Debian's QEMU inside and starts it. TAP comes out, and a table in $work.
#
# `make check-vm` sets what this needs: srcdir, builddir, CC, PMUC, CATALOGUES, and the lists of
# sources.
LC_ALL=C
export LC_ALL
: "${srcdir:?run me by make check-vm}" "${builddir:?}" "${VM_LIBRARY_SOURCES:?}"
work=$builddir/vm-work
cache=${VM_CACHE:-$builddir/vm-cache}
tests=$srcdir/tests/vm
# Whose QEMU is run inside.
qemu_suite=bookworm

# As `uname -m` says it.
machine_of() {
    case $1 in
    arm64) echo aarch64 ;;
    amd64) echo x86_64 ;;
    esac
}

# Of a cell, or of its first word.
architecture_of() {
    architecture=${1%%/*}
    echo "${architecture%+*}"
}

# The host's compiler where it makes such programs, else Debian's cross compiler.
compiler_for() {
    if [ "$(uname -m)" = "$(machine_of "$1")" ]; then
        echo "${CC:-cc}"
    else
        echo "$(machine_of "$1")-linux-gnu-gcc"
    fi
}

# The first command or file that is missing, of NAME:PACKAGE...
missing_file() {
    for pair in "$@"; do
        [ -r "${pair%%:*}" ] || command -v "${pair%%:*}" >/dev/null 2>&1 || {
            echo "no ${pair%%:*} (package ${pair#*:})"
            return
        }
    done
}

packages_for() {
    case $1 in
    arm64) echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross ;;
    amd64) echo gcc-x86-64-linux-gnu libc6-dev-amd64-cross ;;
    esac
}

# NAME:PACKAGE of what runs such machines. check_vm_intel.tap, which has another emulator, defines
# this and boot_amd64 anew.
emulators_for() {
    case $1 in
    arm64) echo qemu-system-aarch64:qemu-system-arm ;;
    amd64) echo qemu-system-x86_64:qemu-system-x86 ;;
    esac
}

# What is missing to make and boot machines of an architecture; nothing when all is there.
missing_for() { # ARCHITECTURE
    compiler=$(compiler_for "$1")
    # shellcheck disable=SC2046
    why=$(missing_file $(emulators_for "$1") cpio:cpio xz:xz-utils apt-get:apt dpkg-deb:dpkg \
        timeout:coreutils)
    if [ -z "$why" ] && ! echo 'int main(void) { return 0; }' |
        $compiler -static -x c -o "$work/static-$1" - 2>/dev/null; then
        why="$compiler makes no static programs (packages $(packages_for "$1"))"
    fi
    printf %s "$why"
}

# Of sources and options, what the compiler is to be called with.
c_files() {
    for file in "$@"; do
        case $file in
        *.h) ;;
        *) echo "$file" ;;
        esac
    done
}

build_program() { # ARCHITECTURE NAME SOURCE...
    folder=$work/$1
    compiler=$(compiler_for "$1")
    name=$2
    shift 2
    # shellcheck disable=SC2086,SC2046
    (cd "$srcdir" && $compiler -std=gnu11 -O2 $VM_CFLAGS -D_GNU_SOURCE -I. -static \
        -o "$folder/$name" $(c_files "$@") -lpthread)
}

# guest.bin, one flat file for the prober, and guest.elf for QEMU.
build_guest() { # FOLDER
    compiler=$(compiler_for arm64)
    options="-std=gnu11 -O2 $VM_CFLAGS -I. -ffreestanding -fno-pic -no-pie -nostdlib -static
        -mgeneral-regs-only -mstrict-align -mcmodel=tiny -Wl,--build-id=none
        -T tests/vm/guest/guest.ld tests/vm/guest/guest.c"
    # shellcheck disable=SC2086
    (cd "$srcdir" && $compiler $options -o "$1/guest.bin.elf" \
        tests/vm/guest/report_to_prober.c &&
        $compiler $options -o "$1/guest.elf" -Wl,--entry=start \
            tests/vm/guest/report_by_serial.c) &&
        "$($compiler -print-prog-name=objcopy)" -O binary "$1/guest.bin.elf" "$1/guest.bin"
}

# pmu-run, the library that it preloads, and the VMM that it starts.
build_run() { # FOLDER
    compiler=$(compiler_for arm64)
    # shellcheck disable=SC2086,SC2046
    build_program arm64 pmu-run -I"$builddir" '-DPRELOAD_LIBRARY="/libpmu-preload.so"' \
        $VM_PMU_RUN_SOURCES $VM_LIBRARY_SOURCES &&
        (cd "$srcdir" && $compiler -std=gnu11 -O2 $VM_CFLAGS -D_GNU_SOURCE -I. -Dioctl=kernel_ioctl \
            -fvisibility=hidden -fPIC -shared -o "$1/libpmu-preload.so" \
            $(c_files $VM_PRELOAD_SOURCES)) &&
        build_program arm64 vmm tests/start/vmm.c tests/start/vmm_process.c \
            tests/start/vmm_seccomp.c tests/start/vmm_wait.c tests/vm/vmm/words_arm64.c \
            tests/vm/prober/nested_arm64.c &&
        build_program arm64 kill_at_random tests/start/kill_at_random.c
}

# What runs inside machines of an architecture, in $work/ARCHITECTURE.
build_programs() { # ARCHITECTURE
    mkdir -p "$work/$1"
    # shellcheck disable=SC2086
    build_program "$1" init tests/vm/prober/*.c $VM_LIBRARY_SOURCES || return
    if [ "$1" = arm64 ]; then
        build_guest "$work/$1" && build_run "$work/$1"
        return
    fi
    # shellcheck disable=SC2086
    build_program "$1" kernel-rows $VM_KERNEL_ROWS_SOURCES $VM_SUPPORT_SOURCES \
        $VM_LIBRARY_SOURCES &&
        build_program "$1" kernel-random $VM_KERNEL_RANDOM_SOURCES $VM_SUPPORT_SOURCES \
            $VM_LIBRARY_SOURCES
}

say_result() { # STATUS TEXT FILE: the file is shown when it failed
    if [ "$1" -eq 0 ]; then
        echo "ok - $2"
    else
        echo "not ok - $2"
        sed 's/^/# /' "$3"
    fi
}

compile_policies() {
    mkdir -p "$work/policies"
    for policy in "$tests"/policies/*.pmu; do
        name=$(basename "$policy" .pmu)
        "$PMUC" --catalogues="$CATALOGUES" --without-libpfm -w "$policy" \
            -o "$work/policies/$name.bin" >"$work/pmuc.out" 2>&1
        say_result $? "pmuc compiles $name.pmu" "$work/pmuc.out"
    done
}

# CELL's parts: $architecture, $suite, $cpu, $kernel, and $cell, the folder of what it needs.
split_cell() {
    architecture=$(architecture_of "$1")
    cpu=${1##*/}
    suite=${1#*/}
    suite=${suite%/*}
    kernel=$cache/$architecture-$suite
    cell=$work/cells/$1
}

# The initramfs of a cell: programs, policies, and modules in the order of insertion.
make_initramfs() { # MODULE...
    files=$cell/files
    mkdir -p "$files/dev" "$files/proc" "$files/sys" "$files/modules" "$files/policies"
    place=1
    for module in "$@"; do
        cp "$kernel/$module.ko" "$files/modules/$place-$module.ko"
        place=$((place + 1))
    done
    cp "$work"/policies/*.bin "$files/policies"
    for program in $programs; do
        cp "$work/$architecture/$program" "$files"
    done
    # What the prober is to start, if anything.
    if [ -n "$starts" ]; then
        sed -f "$tests/starts/words.sed" "$tests/starts/$starts" >"$files/starts"
    fi
    (cd "$files" && find . | sort | cpio --quiet -o -H newc -R 0:0) >"$cell/initramfs"
}

# Machine time follows the instructions of the guest: two boots are the same.
boot_arm64() { # CELL
    programs="init guest.bin"
    memory=192
    [ "$cpu" = neoverse-n1 ] && starts=vmm && programs="$programs pmu-run vmm kill_at_random"
    case $1 in
    arm64+qemu/*)
        programs="init guest.elf pmu-run libpmu-preload.so"
        starts=qemu
        memory=768
        mkdir -p "$cell/files"
        cp -R "$cache/qemu-arm64-$qemu_suite/lib" "$cell/files" &&
            cp "$cache/qemu-arm64-$qemu_suite/qemu-system-aarch64" "$cell/files" || return
        ;;
    esac
    make_initramfs || return
    model=$cpu
    # Without this, most of the time would go into pointer authentication.
    [ "$cpu" = max ] && model=max,pauth-impdef=on
    timeout --foreground -k 5 300 qemu-system-aarch64 \
        -machine virt,virtualization=on,gic-version=3 -accel tcg -icount shift=0,sleep=off \
        -cpu "$model" -smp 2 -m "$memory" -nodefaults -display none -serial stdio -no-reboot \
        -kernel "$kernel/vmlinuz" -initrd "$cell/initramfs" \
        -append "console=ttyAMA0 panic=-1 quiet"
}

# QEMU 7.2 damages the flags in cmpxchg16b, so the CPU has none.
boot_amd64() {
    programs="init kernel-rows kernel-random"
    # It has no masked events, and those programs have nothing to ask it.
    [ "$suite" = bookworm ] && programs=init
    make_initramfs irqbypass kvm kvm-amd || return
    timeout --foreground -k 5 300 qemu-system-x86_64 -machine q35 -accel tcg \
        -cpu "$cpu,+svm,-cx16" -m 256 -nodefaults -display none -serial stdio -no-reboot \
        -kernel "$kernel/vmlinuz" -initrd "$cell/initramfs" \
        -append "console=ttyS0 panic=-1 quiet"
}

# Calls a function for each of some words, in their order, as many at once as there are CPUs. Each
# word belongs to who makes its folder.
in_parallel() { # FUNCTION WORD...
    task=$1
    shift
    mkdir -p "$work/taken"
    cpus=$(nproc)
    while [ "$cpus" -gt 0 ]; do
        cpus=$((cpus - 1))
        for word in "$@"; do
            place=$task-$(echo "$word" | tr / _)
            mkdir "$work/taken/$place" 2>/dev/null && ("$task" "$word")
        done &
    done
    wait
}

# Before a cell can boot. Why it cannot is left in $work/ARCHITECTURE.missing, $kernel.missing.
prepare_architecture() {
    missing_for "$1" >"$work/$1.missing"
    [ -s "$work/$1.missing" ] && return
    build_programs "$1" >"$work/$1.log" 2>&1
    say_result $? "the programs for $1 build" "$work/$1.log" >"$work/$1.tap"
}

prepare_kernel() { # ARCHITECTURE/SUITE
    mkdir -p "$work/kernels/${1%/*}"
    [ -s "$work/${1%/*}.missing" ] ||
        sh "$tests/fetch_kernel.sh" "${1%/*}" "${1#*/}" "$cache" >"$work/kernels/$1" 2>&1
}

prepare_qemu() { # ARCHITECTURE
    [ -s "$work/$1.missing" ] ||
        sh "$tests/fetch_qemu.sh" "$1" $qemu_suite "$cache" >"$work/kernels/qemu" 2>&1
}

# An emulator's exit status says nothing: a kernel that panics ends it with 0.
boot_cell() {
    split_cell "$1"
    starts=
    mkdir -p "$cell"
    echo "console of $1" >"$cell/console"
    cat "$work/$architecture.missing" "$work/kernels/$architecture/$suite" >"$cell/missing"
    case $1 in
    *+qemu/*) cat "$work/kernels/qemu" >>"$cell/missing" ;;
    esac
    [ -s "$cell/missing" ] ||
        "boot_$architecture" "$1" </dev/null >>"$cell/console" 2>"$cell/emulator.log"
}

report_cell() {
    split_cell "$1"
    if [ -s "$cell/missing" ]; then
        echo "ok - $1 # SKIP NO MACHINE WAS RUN: $(sed -n 1p "$cell/missing")"
        return
    fi
    "$VM_JUDGE" "$1" "$tests/plan" "$cell/console" "$work/policies" "$work/table" ||
        echo "not ok - $1: the judge comes to its end"
    grep -q '^vm end' "$cell/console" ||
        tail -n 20 "$cell/console" "$cell/emulator.log" | sed 's/^/# /'
}

run_cells() { # CELL...
    rm -rf "$work"
    mkdir -p "$work"
    printf '%-26s %-25s %-26s %-37s %s\n' Linux CPU policy expected seen >"$work/table"
    architectures=$(printf '%s\n' "$@" | sed 's,[+/].*,,' | sort -u)
    kernels=$(printf '%s\n' "$@" | sed 's,/[^/]*$,,; s,+[^/]*,,' | sort -u)
    qemus=$(printf '%s\n' "$@" | sed -n 's,+qemu/.*,,p' | sort -u)
    compile_policies >"$work/tap"
    # shellcheck disable=SC2086
    in_parallel prepare_architecture $architectures
    # shellcheck disable=SC2086
    in_parallel prepare_kernel $kernels
    # shellcheck disable=SC2086
    in_parallel prepare_qemu $qemus
    in_parallel boot_cell "$@"
    cat "$work"/*.tap >>"$work/tap" 2>/dev/null
    for name in "$@"; do
        report_cell "$name" >>"$work/tap"
    done
    cat "$work/tap"
    echo "1..$(grep -cE '^(not )?ok ' "$work/tap")"
}

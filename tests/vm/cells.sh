# SPDX-License-Identifier: BSD-2-Clause
# Emulated machines that boot Debian's kernels with the prober as process 1. Read it with `.`, then
# call run_cells with their names: ARCHITECTURE/SUITE/CPU. TAP comes out, and a table in $work.
#
# `make check-vm` sets what this needs: srcdir, builddir, CC, PMUC, CATALOGUES, and the lists of
# sources.
LC_ALL=C
export LC_ALL
: "${srcdir:?run me by make check-vm}" "${builddir:?}" "${VM_LIBRARY_SOURCES:?}"
work=$builddir/vm-work
cache=${VM_CACHE:-$builddir/vm-cache}
tests=$srcdir/tests/vm

# As `uname -m` says it.
machine_of() {
    case $1 in
    arm64) echo aarch64 ;;
    amd64) echo x86_64 ;;
    esac
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

c_files() {
    for file in "$@"; do
        case $file in
        *.c) echo "$file" ;;
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

# One flat file, for the memory of a nested guest.
build_guest() { # FOLDER
    compiler=$(compiler_for arm64)
    # shellcheck disable=SC2086
    (cd "$srcdir" && $compiler -std=gnu11 -O2 $VM_CFLAGS -I. -ffreestanding -fno-pic -no-pie \
        -nostdlib -static -mgeneral-regs-only -mstrict-align -mcmodel=tiny -Wl,--build-id=none \
        -T tests/vm/guest/guest.ld -o "$1/guest.elf" tests/vm/guest/guest.c) &&
        "$($compiler -print-prog-name=objcopy)" -O binary "$1/guest.elf" "$1/guest.bin"
}

# What runs inside machines of an architecture, in $work/ARCHITECTURE.
build_programs() { # ARCHITECTURE
    mkdir -p "$work/$1"
    # shellcheck disable=SC2086
    build_program "$1" init tests/vm/prober/*.c $VM_LIBRARY_SOURCES || return
    if [ "$1" = arm64 ]; then
        build_guest "$work/$1"
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
    architecture=${1%%/*}
    cpu=${1##*/}
    suite=${1#*/}
    suite=${suite%/*}
    kernel=$cache/$architecture-$suite
    cell=$work/cells/$1
}

# The initramfs of a cell: programs, policies, and modules in the order of insertion.
make_initramfs() { # MODULE...
    files=$cell/files
    mkdir -p "$files/dev" "$files/sys" "$files/modules" "$files/policies"
    place=1
    for module in "$@"; do
        cp "$kernel/$module.ko" "$files/modules/$place-$module.ko"
        place=$((place + 1))
    done
    cp "$work"/policies/*.bin "$files/policies"
    for program in $programs; do
        cp "$work/$architecture/$program" "$files"
    done
    (cd "$files" && find . | sort | cpio --quiet -o -H newc -R 0:0) >"$cell/initramfs"
}

# Machine time follows the instructions of the guest: two boots are the same.
boot_arm64() {
    programs="init guest.bin"
    make_initramfs || return
    model=$cpu
    # Without this, most of the time would go into pointer authentication.
    [ "$cpu" = max ] && model=max,pauth-impdef=on
    timeout --foreground -k 5 300 qemu-system-aarch64 \
        -machine virt,virtualization=on,gic-version=3 -accel tcg -icount shift=0,sleep=off \
        -cpu "$model" -smp 2 -m 192 -nodefaults -display none -serial stdio -no-reboot \
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

# Calls a function for each of some words, as many at once as there are CPUs.
in_parallel() { # FUNCTION WORD...
    task=$1
    shift
    cpus=$(nproc)
    running=0
    for word in "$@"; do
        "$task" "$word" &
        running=$((running + 1))
        [ $((running % cpus)) -eq 0 ] && wait
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

# An emulator's exit status says nothing: a kernel that panics ends it with 0.
boot_cell() {
    split_cell "$1"
    mkdir -p "$cell"
    echo "console of $1" >"$cell/console"
    cat "$work/$architecture.missing" "$work/kernels/$architecture/$suite" >"$cell/missing"
    [ -s "$cell/missing" ] ||
        "boot_$architecture" </dev/null >>"$cell/console" 2>"$cell/emulator.log"
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
    printf '%-26s %-25s %-24s %-37s %s\n' Linux CPU policy expected seen >"$work/table"
    architectures=$(printf '%s\n' "$@" | sed 's,/.*,,' | sort -u)
    kernels=$(printf '%s\n' "$@" | sed 's,/[^/]*$,,' | sort -u)
    compile_policies >"$work/tap"
    # shellcheck disable=SC2086
    in_parallel prepare_architecture $architectures
    # shellcheck disable=SC2086
    in_parallel prepare_kernel $kernels
    in_parallel boot_cell "$@"
    cat "$work"/*.tap >>"$work/tap" 2>/dev/null
    for name in "$@"; do
        report_cell "$name" >>"$work/tap"
    done
    cat "$work/tap"
    echo "1..$(grep -cE '^(not )?ok ' "$work/tap")"
}

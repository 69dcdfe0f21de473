# SPDX-License-Identifier: BSD-2-Clause
# For tests that start VMMs under pmu-run, behind tap.sh and run.sh: the programs, and what is asked
# of every run.
sources=$srcdir/tests/start
raw_flags="-ffreestanding -nostdlib -static -fno-stack-protector -fno-pic"

compile() { # NAME POLICY
    printf '%s\n' "$2" >"$tmp/$1.pmu"
    "$PMUC" -w "$tmp/$1.pmu" -o "$tmp/$1.bin" || {
        echo "Bail out! pmuc does not compile $1.pmu"
        exit 99
    }
}

# build NAME OPTION-OR-SOURCE...: a program of tests/start. Where that cannot be built, it is said
# why in no_NAME, a variable.
build() {
    name=$1
    shift
    # shellcheck disable=SC2086
    if ${CC:-cc} -std=gnu11 -D_GNU_SOURCE -O2 -o "$tmp/$name" "$@" >"$tmp/cc.log" 2>&1; then
        eval "no_$name="
    else
        eval "no_$name='cannot build it with ${CC:-cc} $*'"
        sed 's/^/# /' "$tmp/cc.log" | head -n 5
    fi
}

build_vmm() { # NAME OPTION...
    build "$@" "$sources/vmm.c" "$sources/vmm_kvm.c" "$sources/vmm_wait.c" \
        "$sources/vmm_seccomp.c" "$sources/vmm_process.c" -lpthread
}

# Everything else needs these.
build_all() {
    build_vmm vmm
    for helper in deny journal terminal kill_at_random stop_at_random own_group; do
        build $helper "$sources/$helper.c" -lpthread
    done
    [ -x "$tmp/vmm" ] && [ -x "$tmp/deny" ] && [ -x "$tmp/journal" ] && [ -x "$tmp/terminal" ] &&
        [ -x "$tmp/kill_at_random" ] && [ -x "$tmp/stop_at_random" ] && [ -x "$tmp/own_group" ]
}

# The line of the last run's standard error that records a load.
record="^pmu-run: loaded policy 'good', CRC-32C [0-9a-f]{8}, section 0, alternative [01], into VM fd"
record="$record [0-9]+ of process [0-9]+: the kernel answered 0"

loads() { # how many loads were recorded in the last run
    grep -cE "$record" "$tmp/err"
}

# guarded WORDS STATUS LOADS SAID TEXT: pmu-run, with the options in $options, starts the VMM in
# $vmm with these words. It ends with the status after so many loads, has said these lines, with
# spaces in place of line feeds, and nobody else has said a word.
guarded() {
    # shellcheck disable=SC2086
    run $before "$PMU_RUN" $options --policy "$tmp/good.bin" -- $vmm $1
    said=$(tr '\n' ' ' <"$tmp/out")
    [ "$status" -eq "$2" ] && [ "$(loads)" -eq "$3" ] && [ "$said" = "${4:+$4 }" ] &&
        [ "$(wc -l <"$tmp/err")" -eq "$3" ]
    result $? "$5"
}

# not_started PATTERN TEXT COMMAND...: status 125 and one line, and no VMM had a VM that it knew of.
not_started() {
    pattern=$1
    text=$2
    shift 2
    run "$@"
    [ "$status" -eq 125 ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] &&
        grep -q "^pmu-run: error: .*$pattern" "$tmp/err" && ! grep -q "fine" "$tmp/out"
    result $? "$text"
}

# LeakSanitizer cannot run where ptrace(2) is forbidden, or used by somebody else.
without_leaks="env ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
without_ptrace="$without_leaks $tmp/deny ptrace"

# wait_until COMMAND...: at most ten seconds.
wait_until() {
    tries=200
    until "$@" 2>/dev/null; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return 1
        sleep 0.05
    done
}

# Whether a file has a line like this.
has_line() { # FILE PATTERN
    grep -qE "$2" "$1"
}

# The letter for what a process does: T or t when it is stopped.
state_of() { # PID
    sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null
}

is_stopped() { # PID
    case $(state_of "$1") in T | t) ;; *) false ;; esac
}

is_not_stopped() { # PID
    ! is_stopped "$1"
}

is_gone() { # PID
    ! kill -0 "$1" 2>/dev/null
}

skip_without_kvm() {
    case $(uname -m) in
    x86_64) ;;
    *)
        echo "1..0 # SKIP tests of VMMs are for x86-64"
        exit 0
        ;;
    esac
    if ! [ -r /dev/kvm ] || ! [ -w /dev/kvm ]; then
        echo "1..0 # SKIP NO /dev/kvm HERE: NO VMM WAS STARTED"
        exit 0
    fi
}

# Says so, and ends, where a container or Yama lets nobody trace. Needs $tmp/good.bin.
skip_without_tracing() {
    run "$PMU_RUN" --policy "$tmp/good.bin" -- true
    if grep -q 'tracing the VMM is forbidden here' "$tmp/err"; then
        echo "1..0 # SKIP NO VMM WAS STARTED: ptrace(2) is forbidden here"
        exit 0
    fi
}

# Whether we have CAP_SYS_ADMIN, which is bit 21: 1 or 0.
has_admin() {
    capabilities=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
    echo $(((0x$capabilities >> 21) & 1))
}

# Options of setpriv that leave no CAP_SYS_ADMIN; empty, and $no_setpriv says why, where that cannot
# be. Those who have no such capability need none.
without_admin() {
    no_setpriv=
    before_admin=
    [ "$(has_admin)" -eq 1 ] || return
    before_admin="setpriv --bounding-set=-sys_admin"
    $before_admin true 2>/dev/null || no_setpriv="setpriv cannot take CAP_SYS_ADMIN away"
}

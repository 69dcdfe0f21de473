#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# What pmuc and the runtime cost: prints one document. Run it with `make bench`, on a quiet machine.
# It is no test: it fails only where something could not be measured that should have been. What a
# machine lacks (dtc, valgrind, strace, /dev/kvm) is SKIPPED, in capitals, and counted at the end.
#
# BENCH_ROUNDS: runs of each command at 10 statements, 301 unless told; larger sources get fewer.
srcdir=${srcdir:-.}
builddir=${builddir:-.}
PMUC=${PMUC:-$builddir/pmuc}
PMU_RUN=${PMU_RUN:-$builddir/pmu-run}
PRELOAD_LIBRARY=${PRELOAD_LIBRARY:-$builddir/.libs/libpmu-preload.so}
PRESETS=${PRESETS:-$srcdir/examples}
catalogues=--catalogues=$srcdir/catalogues
rounds=${BENCH_ROUNDS:-301}
true_program=/bin/true
LC_ALL=C
export LC_ALL

# Outputs go to memory: an fsync and a rename on a disk would cost more than everything else.
memory=/dev/shm
[ -d $memory ] && [ -w $memory ] || memory=${TMPDIR:-/tmp}
work=$(mktemp -d "$memory/pmuc-bench-XXXXXX") || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
: >"$work/targets"
skipped=0

skip() { # WHAT WHY
    skipped=$((skipped + 1))
    echo "SKIPPED: $1: $2"
}

die() {
    echo "bench.sh: $1" >&2
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# target VALUE LIMIT TEXT: notes whether VALUE is at most LIMIT.
target() {
    verdict=$(awk -v value="$1" -v limit="$2" 'BEGIN {print value <= limit ? "met" : "MISSED"}')
    printf '%-7s %12s %12s  %s\n' "$verdict" "$1" "$2" "$3" >>"$work/targets"
}

no_target() { # TEXT
    printf '%-7s %12s %12s  %s\n' SKIPPED - - "$1" >>"$work/targets"
}

# rounds_for STATEMENTS
rounds_for() {
    if [ "$1" -ge 100000 ]; then
        echo $((rounds / 20 + 1))
    elif [ "$1" -ge 1000 ]; then
        echo $((rounds / 6 + 1))
    else
        echo "$rounds"
    fi
}

# instructions COMMAND...: how many it executes, by callgrind's count.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
        sed -n 's/.*Collected : *\([0-9]*\).*/\1/p'
}

compute() { # EXPRESSION of awk, FORMAT
    awk "BEGIN {printf \"${2:-%.0f}\", $1}"
}

heading() {
    printf '\n== %s\n\n' "$1"
}

# --- what is measured, and where ---
print_machine() {
    echo "pmuc bench"
    echo
    sed -n 's/^model name[^:]*: */CPU:      /p' /proc/cpuinfo | head -1
    echo "CPUs:     $(getconf _NPROCESSORS_ONLN), load $(cut -d' ' -f1 /proc/loadavg)"
    echo "kernel:   $(uname -sr)"
    echo "compiler: $(${CC:-cc} --version 2>/dev/null | head -1)"
    echo "pmuc:     $("$PMUC" --version), outputs in $memory"
    [ -z "$SANITIZER_CFLAGS" ] ||
        echo "WARNING:  built with sanitizers: none of these numbers tells about pmuc"
    case $memory in
    /dev/shm) ;;
    *) echo "WARNING:  no /dev/shm: outputs are synced to a disk, which decides the times" ;;
    esac
}

# --- the whole process ---
# pair STATEMENTS NAME COMMAND...: a row of pmuc beside a command; leaves the numbers of time-pair.
pair() {
    statements=$1
    name=$2
    shift 2
    numbers=$("$builddir/time-pair" "$(rounds_for "$statements")" \
        "$PMUC" "$work/$statements.pmu" -o "$work/x" -w :: "$@") || exit 1
    # shellcheck disable=SC2086
    set -- $numbers
    memory_of_pmuc=$5 ratio=$7
    printf '%9s  %-9s %10s %10s %8s %8s   %-6s %s..%s\n' "$statements" "$name" \
        "$(compute "$1 / 1000" %.3f)" "$(compute "$2 / 1000" %.3f)" "$5" "$6" "$7" "$8" "$9"
}

make_sources() {
    for statements in 10 1000 10000 100000; do
        "$builddir/make-sources" $statements "$work/$statements.pmu" "$work/$statements.dts" ||
            die "no sources"
        [ "$(wc -c <"$work/$statements.pmu")" -eq "$(wc -c <"$work/$statements.dts")" ] ||
            die "the sources of $statements statements are not of one length"
        "$PMUC" -w "$work/$statements.pmu" -o "$work/x" || die "pmuc does not compile its source"
    done
}

bench_process() {
    heading "Whole process: pmuc POLICY -o BLOB -w"
    cat <<'TEXT'
Numeric rules, beside the smallest program there is and beside dtc, which turns a text into a binary
tree. Both sources have equally many bytes, lines and numbers; a property stands for a rule. The tree
is shaped as dtc likes it best. Times are medians of processes run in turn, in milliseconds; the
ratio is the median over neighbours of pmuc's time / the other's, with the smallest and the largest.
Memory is the largest resident set in KiB.

statements  beside    pmuc (ms)  it (ms)  pmuc KiB   it KiB   ratio  from..to
TEXT
    pair 10 true $true_program
    target "$ratio" 1.5 "time at 10 rules / time of $true_program"
    for statements in 10 1000 100000; do
        if have dtc; then
            pair $statements dtc dtc -O dtb -o "$work/y" "$work/$statements.dts"
            target "$ratio" 1 "time at $statements rules / time of dtc"
        else
            pair $statements true $true_program
            skip "dtc at $statements" "no dtc (Debian: device-tree-compiler)"
            no_target "time at $statements rules / time of dtc"
        fi
    done
    target "$memory_of_pmuc" 65535 "KiB of memory at 100000 rules"
}

# --- names ---
fleet="skx, clx, icx, spr, emr"

# make_named FILE [OPTION]: 1000 rules, of the names that all models of the fleet have.
make_named() {
    rm -f "$work/common"
    for model in $(echo "$fleet" | tr -d ,); do
        "$PMUC" events "$catalogues" --cpu=intel:"$model" ${2:+"$2"} | awk '{print $1}' |
            sort -u >"$work/names"
        if [ -f "$work/common" ]; then
            comm -12 "$work/common" "$work/names" >"$work/fewer"
            mv "$work/fewer" "$work/common"
        else
            cp "$work/names" "$work/common"
        fi
    done
    [ -s "$work/common" ] || die "the fleet has no names in common"
    {
        echo "cpus intel $fleet"
        awk '{name[NR - 1] = $1}
            END {for (i = 0; i < 1000; i++) print "allow intel event " name[i % NR]}' \
            "$work/common"
    } >"$1"
}

# name_row TEXT FILE OPTION...
name_row() {
    text=$1
    file=$2
    shift 2
    "$PMUC" "$catalogues" "$@" "$file" -o "$work/x" 2>"$work/message" || {
        cat "$work/message" >&2
        die "pmuc does not compile its names"
    }
    numbers=$("$builddir/time-pair" "$(rounds_for 1000)" \
        "$PMUC" "$catalogues" "$@" "$file" -o "$work/x" :: $true_program 2>"$work/message") ||
        die "$(tail -1 "$work/message")"
    # shellcheck disable=SC2086
    set -- $numbers
    milliseconds=$(compute "$1 / 1000" %.3f)
    printf '%-28s %6s %10s %10s %8s\n' "$text" "$(wc -l <"$work/common")" "$milliseconds" \
        "$(compute "$3 / 1000" %.3f)" "$5"
    target "$milliseconds" 100 "milliseconds of 1000 named rules: $text"
}

bench_names() {
    heading "Whole process: 1000 named rules over 5 CPU models"
    cat <<TEXT
Rules of the names that the models $fleet have in common, over and over; their
catalogues are read each time. Medians in milliseconds, memory in KiB.

source                        names  wall (ms)   CPU (ms)      KiB
TEXT
    make_named "$work/named.pmu" --without-libpfm
    name_row "shipped catalogues" "$work/named.pmu" --without-libpfm -w
    if "$PMUC" events "$catalogues" --cpu=intel:spr | grep -q 'libpfm4/'; then
        make_named "$work/named.pmu"
        name_row "and libpfm4" "$work/named.pmu" -w
        name_row "and libpfm4, with warnings" "$work/named.pmu"
    else
        skip "names of libpfm4" "pmuc was built without it, or it is not installed"
        no_target "milliseconds of 1000 named rules: and libpfm4"
    fi
}

# --- linearity ---
bench_linear() {
    heading "Cost of one more statement"
    cat <<'TEXT'
Between a source and the next larger one: CPU time from medians, instructions from callgrind's
count, which is the same in every run. Both stay level where the cost is linear.

statements           microseconds  instructions
TEXT
    small=
    per_statement=-
    for statements in 10 1000 10000 100000; do
        numbers=$("$builddir/time-pair" "$(rounds_for $statements)" "$PMUC" \
            "$work/$statements.pmu" -o "$work/x" -w :: $true_program) || exit 1
        time=$(echo "$numbers" | cut -d' ' -f3)
        count=nothing
        have valgrind && count=$(instructions "$PMUC" "$work/$statements.pmu" -o "$work/x" -w)
        [ -z "$small" ] || print_step
        small=$statements small_time=$time small_count=$count
    done
    if have valgrind; then
        target "$(compute "$per_statement / $before" %.3f)" 1.1 \
            "instructions of one more rule up to 100000 / up to 10000"
    else
        skip "instructions of a statement" "no valgrind"
        no_target "instructions of one more rule up to 100000 / up to 10000"
    fi
}

print_step() {
    more=$((statements - small))
    before=$per_statement
    per_statement=-
    [ "$count" = nothing ] || per_statement=$(((count - small_count) / more))
    printf '%-20s %12s %13s\n' "$small to $statements" \
        "$(compute "($time - $small_time) / $more" %.3f)" "$per_statement"
}

# --- start ---
bench_start() {
    heading "Instructions of a small run"
    if ! have valgrind; then
        skip "instructions of a small run" "no valgrind"
        return
    fi
    echo "In user space, dynamic linking included, by callgrind's count."
    echo
    printf '%-44s %10s\n' "$true_program" "$(instructions $true_program)" \
        "pmuc --version" "$(instructions "$PMUC" --version)" \
        "pmuc, 10 rules" "$(instructions "$PMUC" "$work/10.pmu" -o "$work/x" -w)"
    have dtc && printf '%-44s %10s\n' "dtc, 10 properties" \
        "$(instructions dtc -O dtb -o "$work/y" "$work/10.dts")"
}

# --- sets ---
bench_sets() {
    heading "Entries and time for classes of unit mask sets"
    if [ -x "$builddir/bench-minimise" ]; then
        "$builddir/bench-minimise" || die "bench-minimise failed"
    else
        skip "classes of sets" "bench-minimise was not built"
    fi
}

# --- the runtime ---
# one_more WHAT MASKED PAIRS: instructions that one more round costs.
one_more() {
    once=$(instructions "$builddir/bench-check" "$1" "$2" "$3" 1)
    twice=$(instructions "$builddir/bench-check" "$1" "$2" "$3" 2)
    if [ -n "$once" ] && [ -n "$twice" ]; then echo $((twice - once)); fi
}

# check_row MASKED PAIRS TEXT
check_row() {
    size=$("$builddir/bench-check" check "$1" "$2" 1) || die "bench-check failed"
    whole=$(one_more check "$1" "$2")
    crc=$(one_more crc "$1" "$2")
    [ -n "$whole" ] || die "callgrind does not count"
    [ -n "$crc" ] || die "callgrind does not count"
    rest=$((whole - crc))
    printf '%-44s %6s %9s %9s %9s\n' "$3" "$size" "$whole" "$crc" "$rest"
}

bench_check() {
    heading "The runtime: pmuf_check()"
    name="instructions of checking 300 entries, without CRC"
    if ! have valgrind; then
        skip "instructions of a check" "no valgrind"
        no_target "$name"
        return
    fi
    cat <<'TEXT'
Instructions of one check of a blob with one filter, by callgrind. In a blob with both forms of the
filter their meanings are compared too.

entries                                       bytes     whole       CRC      rest
TEXT
    check_row 300 0 "300 masked"
    target $rest 20000 "$name: masked"
    check_row 0 300 "300 pairs of select and unit mask"
    target $rest 20000 "$name: pairs"
    check_row 150 150 "150 masked, and 150 pairs of that meaning"
    target $rest 20000 "$name: both forms"
    check_row 300 300 "300 masked, and 300 pairs of that meaning"
}

bench_text() {
    heading "The runtime: size"
    archive=$builddir/.libs/libpmufilter.a
    if [ ! -f "$archive" ] || [ -n "$SANITIZER_CFLAGS" ]; then
        skip "text of libpmufilter" "no static library, or a sanitizer is in it"
        no_target "bytes of libpmufilter's text"
        return
    fi
    text=$(size -t "$archive" | awk 'END {print $1}')
    echo "Text of libpmufilter, constants included: $text bytes."
    target "$text" 16383 "bytes of libpmufilter's text"
}

bench_calls() {
    heading "The runtime: system calls of a load"
    if ! strace -o /dev/null true 2>/dev/null; then
        skip "system calls of a load" "no strace, or it may not trace"
        no_target "KVM_SET_PMU_EVENT_FILTER calls of a load"
        return
    fi
    if [ ! -w /dev/kvm ]; then
        skip "system calls of a load" "no /dev/kvm, or it may not be opened"
        no_target "KVM_SET_PMU_EVENT_FILTER calls of a load"
        return
    fi
    "$PMUC" -w "$work/10.pmu" -o "$work/x" || die "pmuc does not compile its source"
    ASAN_OPTIONS=detect_leaks=0 strace -f -X raw -e trace=ioctl -o "$work/trace" \
        "$PMU_RUN" --dry-run "$work/x" >/dev/null || die "pmu-run --dry-run failed"
    calls=$(grep -c 'ioctl([0-9]*, 0x4020aeb2' "$work/trace")
    echo "pmu-run --dry-run: $calls KVM_SET_PMU_EVENT_FILTER of $(grep -c ioctl "$work/trace")" \
        "ioctls; the others ask the host what it can and make the scratch VM."
    [ "$calls" -gt 0 ] || die "pmu-run --dry-run loads nothing"
    target "$calls" 1 "KVM_SET_PMU_EVENT_FILTER calls of a load"
}

# --- the kernel ---
kernel_row() { # NAME POLICY
    if ! "$PMUC" -w --presets="$PRESETS" --emit=raw --target=intel --encoding=select-umask "$2" \
        -o "$work/pairs" 2>"$work/message"; then
        grep -q 'takes [0-9]* entries' "$work/message" || die "pmuc does not compile $2"
        pairs=$(sed -n '/takes [0-9]* entries/{s/.*takes \([0-9]*\) entries.*/\1/p;q;}' "$work/message")
        echo "$1: $pairs pairs are more than a filter holds: only masked entries load"
        return
    fi
    "$PMUC" -w --presets="$PRESETS" --emit=raw --target=intel --encoding=masked "$2" \
        -o "$work/masked" 2>/dev/null || die "pmuc does not compile $2"
    numbers=$("$builddir/bench-kernel" "$rounds" "$work/masked" "$work/pairs")
    case $? in
    0) ;;
    77)
        skip "$1" "$numbers"
        return
        ;;
    *) die "bench-kernel failed" ;;
    esac
    # shellcheck disable=SC2086
    set -- "$1" $numbers
    printf '%-18s %7s %6s %7s %6s %8s %8s   %-6s %s..%s\n' "$@"
}

bench_kernel() {
    heading "The kernel's own cost of a filter"
    cat <<'TEXT'
KVM_SET_PMU_EVENT_FILTER into a scratch VM, with pmuc's masked entries and with one entry for each
pair of select and unit mask, in turn; medians in microseconds, and the ratio masked / pairs of
neighbours. KVM copies and sorts the entries, and waits until no vCPU reads the old ones. "Longest"
is the number of entries of the busiest select: KVM looks at those one by one each time that a guest
sets up a counter.

                       entries        longest     microseconds
policy              masked  pairs  masked  pairs   masked    pairs   ratio  from..to
TEXT
    cat >"$work/blocks.pmu" <<'TEXT'
allow x86 0xc0..0xc8 umask 0x00..0x1f except 0x03
TEXT
    kernel_row tenant-default "$PRESETS/tenant-default.pmu"
    kernel_row "nine blocks" "$work/blocks.pmu"
    kernel_row "1000 rules" "$work/1000.pmu"
    echo
    if [ "$(cat /sys/module/kvm/parameters/enable_pmu 2>/dev/null)" = Y ]; then
        echo "What a guest feels is not measured: that needs a guest that sets up counters."
    else
        skip "what a guest feels" "guests here have no PMU (enable_pmu of kvm is not Y)"
    fi
}

# --- VMMs under pmu-run ---
# guard_rows NAME COMMAND...: what a VMM pays under the command.
guard_rows() {
    name=$1
    shift
    numbers=$("$builddir/bench-guard" "$((rounds / 10 + 1))" "$@" 2>"$work/message")
    case $? in
    0) ;;
    77)
        skip "$name" "$numbers"
        return
        ;;
    *) die "bench-guard failed: $(cat "$work/message")" ;;
    esac
    start=$("$builddir/time-pair" "$((rounds / 3 + 1))" "$@" $true_program :: $true_program \
        2>"$work/message") || die "cannot start $true_program: $(cat "$work/message")"
    # shellcheck disable=SC2086
    set -- "$name" $numbers $start
    printf '%-9s %5s %5s %6s %6s..%-6s %5s %5s %6s %6s..%-6s %8s\n' \
        "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9" "${10}" "${11}" \
        "$(compute "(${12} - ${13}) / 1000" %.3f)"
}

bench_guard() {
    heading "What a VMM pays under pmu-run"
    cat <<'TEXT'
A short ioctl() (KVM_CHECK_EXTENSION), and a KVM_RUN that returns at once, bare and under pmu-run, in
nanoseconds; medians of processes run in turn, and the ratio of neighbours. The guard, a seccomp
filter, looks at each ioctl() for as long as the VMM lives; --preload has a function of its library
before it. A guest that does not exit pays nothing. "Start" is what pmu-run adds to the time of
/bin/true, in milliseconds, with all that it checks before.

              KVM_CHECK_EXTENSION                KVM_RUN, no guest
           bare under  ratio  from..to       bare under  ratio  from..to      start
TEXT
    "$PMUC" -w "$work/10.pmu" -o "$work/x" || die "pmuc does not compile its source"
    guard_rows guarded "$PMU_RUN" --policy "$work/x" --
    PMU_RUN_PRELOAD_LIBRARY=$PRELOAD_LIBRARY
    export PMU_RUN_PRELOAD_LIBRARY
    if [ -f "$PRELOAD_LIBRARY" ]; then
        guard_rows preload "$PMU_RUN" --preload --policy "$work/x" --
    else
        skip preload "there is no $PRELOAD_LIBRARY"
    fi
}

print_targets() {
    heading "Targets"
    printf '%-7s %12s %12s\n' "" measured "at most"
    cat "$work/targets"
    echo
    echo "$(grep -c '^met' "$work/targets") met, $(grep -c '^MISSED' "$work/targets") missed," \
        "$(grep -c '^SKIPPED' "$work/targets") not measured; $skipped skipped rows."
}

print_machine
make_sources
bench_process
bench_names
bench_linear
bench_start
bench_sets
bench_check
bench_text
bench_calls
bench_kernel
bench_guard
print_targets

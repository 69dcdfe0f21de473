# SPDX-License-Identifier: BSD-2-Clause
# For tests in shell that run a program and look at what it says. Read it with `.`; say `finish` at
# the end. A private folder, $tmp, is removed on exit.
LC_ALL=C
export LC_ALL
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM
chmod 755 "$tmp"
number=0
input=/dev/null

# result STATUS TEXT: one test, passed when the status is 0. A failure shows the last program's words.
result() {
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        printf '%s\n' "ok $number - $2"
        return
    fi
    printf '%s\n' "not ok $number - $2"
    echo "# exit status ${status:-none}, standard output and standard error:"
    for stream in "$tmp/out" "$tmp/err"; do
        [ -f "$stream" ] && sed 's/^/#   /' "$stream"
    done
}

# skip TEXT WHY
skip() {
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

finish() {
    echo "1..$number"
}

# run COMMAND...: leaves $status, $tmp/out and $tmp/err. Nothing here may take longer than $limit, ten
# seconds.
run() {
    timeout "${limit:-10}" "$@" <"$input" >"$tmp/out" 2>"$tmp/err"
    status=$?
}

# Builds $tmp/fake_kvm.so, or sets $no_fake to the reason why not.
build_fake_kvm() {
    no_fake=
    # shellcheck disable=SC2086
    ${CC:-cc} -shared -fPIC -o "$tmp/fake_kvm.so" "${srcdir:-.}/tests/support/fake_kvm.c" \
        >"$tmp/cc.log" 2>&1 || no_fake="cannot build tests/support/fake_kvm.c with ${CC:-cc}"
}

# fake ASSIGNMENT... COMMAND...: runs the command above a KVM that fake_kvm.c alters.
fake() {
    rm -f "$tmp/requests"
    run env LD_PRELOAD="$tmp/fake_kvm.so" FAKE_KVM_LOG="$tmp/requests" \
        ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0" "$@"
}

# Line number of the first request with this number in the log of fake(); empty when there is none.
place_of() {
    grep -n -x "$1" "$tmp/requests" | sed -n '1s/:.*//p'
}

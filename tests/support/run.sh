# SPDX-License-Identifier: BSD-2-Clause
# For tests of pmu-run, behind tap.sh: what it says, and whether that is JSON.

# fine TEXT COMMAND...: exit status 0, and no word on standard error.
fine() {
    text=$1
    shift
    run "$@"
    [ "$status" -eq 0 ] && [ ! -s "$tmp/err" ]
    result $? "$text"
}

# refused STATUS PATTERN: whether the last run ended so, with one line that has the pattern, and did
# not claim to have loaded anything.
refused() {
    [ "$status" -eq "$1" ] && [ "$(wc -l <"$tmp/err")" -eq 1 ] &&
        grep -q "^pmu-run: error: .*$2" "$tmp/err" &&
        ! grep -qE '^loaded: *section|"loaded": true' "$tmp/out"
}

# refuses STATUS PATTERN TEXT COMMAND...
refuses() {
    expected=$1
    pattern=$2
    text=$3
    shift 3
    run "$@"
    refused "$expected" "$pattern"
    result $? "$text"
}

says() { # PATTERN TEXT: about the standard output of the last run
    grep -qE -e "$1" "$tmp/out"
    result $? "$2"
}

# Whether the file is one JSON value, of the kinds that pmu-run writes.
is_json() {
    awk 'function bad() { exit 1 }
        function next_is(c) { space(); return substr(s, p, 1) == c }
        function space() { while (substr(s, p, 1) ~ /[ \t\r\n]/) p++ }
        function take(c) { if (!next_is(c)) bad(); p++ }
        function string(c) {
            take("\"")
            while ((c = substr(s, p, 1)) != "\"") {
                if (c == "" || c ~ /[\001-\037]/) bad()
                if (c != "\\") p++
                else if (substr(s, p + 1, 5) ~ /^u[0-9a-f][0-9a-f][0-9a-f][0-9a-f]$/) p += 6
                else if (substr(s, p + 1, 1) ~ /["\\\/bfnrt]/) p += 2
                else bad()
            }
            p++
        }
        function list(end, named) {
            p++
            if (next_is(end)) { p++; return }
            for (;;) {
                if (named) { space(); string(); take(":") }
                value()
                if (next_is(end)) { p++; return }
                take(",")
            }
        }
        function value() {
            if (next_is("{")) list("}", 1)
            else if (next_is("[")) list("]", 0)
            else if (next_is("\"")) string()
            else if (match(substr(s, p), /^(true|false|null|0|[1-9][0-9]*)/)) p += RLENGTH
            else bad()
        }
        { s = s $0 "\n" }
        END { p = 1; value(); space(); if (p <= length(s)) bad() }' "$1"
}

json() { # TEXT: whether the standard output of the last run is JSON
    is_json "$tmp/out"
    result $? "$1"
}

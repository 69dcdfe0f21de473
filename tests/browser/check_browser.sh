#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# make check-browser: pages of pmuc report in a real Chromium. Pictures of them stay in the folder
# browser-pictures.
set -u
pmuc=${PMUC:-./pmuc}
build=${builddir:-.}
source=${srcdir:-.}
pictures=$build/browser-pictures

for chromium in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$chromium" ] && command -v "$chromium" >/dev/null 2>&1 && break
    chromium=
done
if [ -z "$chromium" ] || ! command -v python3 >/dev/null 2>&1; then
    echo "1..0 # SKIP this needs Chromium and Python 3 (Debian: chromium, python3)"
    echo "check-browser: SKIPPED: this needs Chromium and Python 3" >&2
    exit 0
fi

work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
mkdir -p "$pictures" || exit 99

cat >"$work/old.pmu" <<'X'
policy "tenant"
cpus intel skx, icx, spr
cpus amd zen3, zen4
cpus arm64 neoverse-n1
default deny
include <presets/ipc.pmu>
allow intel event BR_INST_RETIRED.ALL_BRANCHES
allow intel {0xc4, 0xc5} umask 0x01, 0x02, 0x08, 0x10, 0x11, 0x20, 0x80
allow intel 0xd1 umask 0x01, 0x02 because "the core's own caches"
allow amd event ex_ret_brn, ex_ret_brn_misp
allow amd 0x60 umask any
allow arm64 event INST_RETIRED, CPU_CYCLES, branches, BR_MIS_PRED, STALL_FRONTEND
deny intel fixed 2
X
cat >"$work/tenant.pmu" <<'X'
policy "tenant"
cpus intel skx, icx, spr
cpus amd zen3, zen4
cpus arm64 neoverse-n1
default deny
include <presets/ipc.pmu>
allow intel event BR_INST_RETIRED.ALL_BRANCHES, BR_MISP_RETIRED.ALL_BRANCHES
allow intel {0xc4, 0xc5} umask 0x00..0x0f except 0x03 because "branches by kind"
allow intel:spr 0xa4 umask any because "top-down slots"
allow amd event ex_ret_brn, ex_ret_brn_misp, stalled-cycles-frontend
allow amd 0x60 umask 0x00..0x3f
allow amd:zen4 event ref-cycles
allow arm64 event INST_RETIRED, CPU_CYCLES, branches, BR_MIS_PRED, STALL_FRONTEND, STALL_BACKEND
deny intel event LONGEST_LAT_CACHE.REFERENCE, LONGEST_LAT_CACHE.MISS
    because "last-level cache events show a neighbour's activity"
X
cat >"$work/open.pmu" <<'X'
policy "all but the last-level cache"
default allow
deny intel 0x2e umask any because "co-tenants"
deny amd {0x43, 0x44, 0x59} umask any except 0x00..0x0f
deny arm64 0x32..0x37
deny intel fixed any except 0, 1
X
cat >"$work/markup.pmu" <<'X'
policy "<img src=x onerror=alert(1)>"
allow x86 0xc4 umask 0x00..0x0f because "<img src=x onerror=alert(1)></script><!--&lt;"
deny x86 0xc4 umask 0x0f because "' onmouseover='alert(1)' \" ]]> &amp;"
X

make_page() { # name option...
    name=$1
    shift
    "$pmuc" -w --catalogues="$CATALOGUES" --presets="$PRESETS" --without-libpfm \
        "$work/$name.pmu" -o "$work/$name.bin" &&
        "$pmuc" report -w --catalogues="$CATALOGUES" --presets="$PRESETS" --without-libpfm \
            "$work/$name.pmu" -o "$work/$name.html" "$@"
}

make_page old && make_page tenant --against "$work/old.pmu" && make_page open &&
    make_page markup || exit 1
python3 "$source/tests/browser/check_browser.py" "$chromium" "$build/check-report" "$pictures" \
    "$work/tenant.html" "$work/tenant.bin" "$work/old.bin" \
    "$work/open.html" "$work/open.bin" - "$work/markup.html" "$work/markup.bin" - || exit 1
echo "pictures: $pictures"

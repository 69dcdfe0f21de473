# SPDX-License-Identifier: BSD-2-Clause
# Files out of Debian's packages, for a cache. Read it with `.`, in a program of its own: set
# $architecture, $suite and $folder, end if is_whole, call open_debian, put files into $new/files
# and call keep_files. apt verifies what it downloads; it works with lists and a cache of its own,
# so that neither needs root nor changes anything of the machine. On failure one line on stdout says
# why, and nothing is left.
: "${architecture:?}" "${suite:?}" "${folder:?}"
mirror=${DEBIAN_MIRROR:-http://deb.debian.org}
keys=/usr/share/keyrings/debian-archive-keyring.gpg

give_up() {
    echo "$1"
    exit 1
}

is_whole() {
    [ -s "$folder/SHA256SUMS" ] &&
        (cd "$folder" && sha256sum --quiet -c SHA256SUMS) >/dev/null 2>&1
}

say_sources() {
    echo "deb [signed-by=$keys] $mirror/debian $suite main"
    [ "$suite" = bookworm ] || return 0
    echo "deb [signed-by=$keys] $mirror/debian $suite-updates main"
    echo "deb [signed-by=$keys] $mirror/debian-security $suite-security main"
}

# Read after the machine's own configuration, which may name a proxy.
say_configuration() {
    cat <<END
Dir::Etc::SourceList "$new/sources.list";
Dir::Etc::SourceParts "-";
Dir::State "$new/apt";
Dir::State::Status "$new/status";
Dir::Cache "$new/apt";
APT::Architecture "$architecture";
#clear APT::Architectures;
APT::Architectures { "$architecture"; };
APT::Update::Error-Mode "any";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Acquire::Languages "none";
Acquire::Retries "2";
Acquire::http::Timeout "20";
END
}

# Makes $new, which goes when the program ends, and reads the suite's lists of packages.
open_debian() {
    [ -r "$keys" ] || give_up "no $keys (package debian-archive-keyring)"
    mkdir -p "$(dirname "$folder")" || exit 1
    new=$(mktemp -d "$(dirname "$folder")/new.XXXXXX") || exit 1
    trap 'rm -rf "$new"' EXIT
    trap 'exit 1' HUP INT TERM
    new=$(cd "$new" && pwd) || exit 1
    chmod 755 "$new"
    mkdir -p "$new/apt/lists/partial" "$new/apt/archives/partial" "$new/packages" "$new/unpacked" \
        "$new/files"
    : >"$new/status"
    say_sources >"$new/sources.list"
    say_configuration >"$new/apt.conf"
    timeout --foreground 300 apt-get -q -c "$new/apt.conf" update >"$new/log" 2>&1 ||
        give_up "apt-get update: $(sed -n 's/^[EW]: //p' "$new/log" | sed -n 1p)"
}

download_packages() { # PACKAGE...
    (cd "$new/packages" && timeout --foreground 300 apt-get -q -c ../apt.conf download "$@") \
        >"$new/log" 2>&1 || give_up "apt-get download: $(sed -n 's/^E: //p' "$new/log" | sed -n 1p)"
}

# What matches, of all packages, in $new/unpacked. A package lacks some of it, and tar says so: what
# is needed has to be looked for.
unpack_packages() { # PATTERN...
    for package in "$new"/packages/*.deb; do
        dpkg-deb --fsys-tarfile "$package" |
            tar -C "$new/unpacked" -xf - --wildcards "$@" 2>/dev/null
    done
}

keep_files() {
    (cd "$new/files" && find . -type f -exec sha256sum {} + >"$new/sums" &&
        mv "$new/sums" SHA256SUMS) || give_up "cannot write to $folder"
    rm -rf "$folder"
    mv "$new/files" "$folder" || give_up "cannot write to $folder"
}

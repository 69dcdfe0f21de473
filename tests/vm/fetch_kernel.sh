#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# fetch_kernel.sh ARCHITECTURE SUITE FOLDER
#
# Gets Debian's kernel for cloud machines of an architecture, as a suite has it now, into
# FOLDER/ARCHITECTURE-SUITE: vmlinuz, and for amd64 the modules of KVM. What is there and undamaged
# is kept. apt verifies what it downloads; it works with lists and a cache of its own, so that
# neither needs root nor changes anything of the machine. On failure one line on stdout says why.
architecture=$1
suite=$2
kernel=$3/$1-$2
mirror=${DEBIAN_MIRROR:-http://deb.debian.org}
keys=/usr/share/keyrings/debian-archive-keyring.gpg
modules=
[ "$architecture" = amd64 ] && modules="irqbypass kvm kvm-amd kvm-intel"

give_up() {
    echo "$1"
    rm -rf "$new"
    exit 1
}

is_whole() {
    [ -s "$kernel/SHA256SUMS" ] && (cd "$kernel" && sha256sum --quiet -c SHA256SUMS) >/dev/null 2>&1
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

# What a package depends on, of packages with these beginnings of names.
dependencies() { # PACKAGE BEGINNING...
    package=$1
    shift
    for beginning in "$@"; do
        apt-cache -c "$new/apt.conf" depends "$package" |
            sed -n "s/^ *Depends: \\(${beginning}[0-9][^ ]*\\)\$/\\1/p"
    done
}

# The kernel stands in one package, or in two.
find_packages() {
    image=$(dependencies "linux-image-cloud-$architecture" linux-image- | sed -n 1p)
    [ -n "$image" ] || give_up "$suite has no linux-image-cloud-$architecture"
    packages=$(dependencies "$image" linux-binary- ${modules:+linux-modules-})
    packages=${packages:-$image}
}

download() {
    mkdir -p "$new/apt/lists/partial" "$new/apt/archives/partial" "$new/packages"
    : >"$new/status"
    say_sources >"$new/sources.list"
    say_configuration >"$new/apt.conf"
    timeout --foreground 300 apt-get -q -c "$new/apt.conf" update >"$new/log" 2>&1 ||
        give_up "apt-get update: $(sed -n 's/^[EW]: //p' "$new/log" | sed -n 1p)"
    find_packages
    # shellcheck disable=SC2086
    (cd "$new/packages" && timeout --foreground 300 apt-get -q -c ../apt.conf download $packages) \
        >"$new/log" 2>&1 || give_up "apt-get download: $(sed -n 's/^E: //p' "$new/log" | sed -n 1p)"
}

unpack() {
    mkdir "$new/files" "$new/kernel"
    for package in "$new"/packages/*.deb; do
        # A package lacks some of these, and tar says so. What is needed is looked for below.
        dpkg-deb --fsys-tarfile "$package" | tar -C "$new/files" -xf - --wildcards \
            '*/vmlinuz*' '*/irqbypass.ko*' '*/kvm.ko*' '*/kvm-amd.ko*' '*/kvm-intel.ko*' \
            2>/dev/null
    done
    vmlinuz=$(find "$new/files" -type f -name 'vmlinuz*' | sed -n 1p)
    [ -n "$vmlinuz" ] || give_up "the packages of $suite have no vmlinuz"
    mv "$vmlinuz" "$new/kernel/vmlinuz"
    for module in $modules; do
        unpack_module "$module"
    done
}

unpack_module() {
    file=$(find "$new/files" -type f -name "$1.ko*" | sed -n 1p)
    case $file in
    *.ko) mv "$file" "$new/kernel/$1.ko" ;;
    *.ko.xz) xz -dc "$file" >"$new/kernel/$1.ko" ;;
    *) give_up "the packages of $suite have no module $1, or compress it in an unknown way" ;;
    esac || give_up "cannot unpack $file"
}

is_whole && exit 0
[ -r "$keys" ] || give_up "no $keys (package debian-archive-keyring)"
mkdir -p "$3" || exit 1
new=$(mktemp -d "$3/new.XXXXXX") || exit 1
new=$(cd "$new" && pwd) || exit 1
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$new"
download
unpack
(cd "$new/kernel" && sha256sum ./* >"$new/sums" && mv "$new/sums" SHA256SUMS) ||
    give_up "cannot write to $3"
rm -rf "$kernel"
mv "$new/kernel" "$kernel"

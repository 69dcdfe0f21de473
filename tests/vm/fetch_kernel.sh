#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# fetch_kernel.sh ARCHITECTURE SUITE FOLDER
#
# Gets Debian's kernel for cloud machines of an architecture, as a suite has it now, into
# FOLDER/ARCHITECTURE-SUITE: vmlinuz, and for amd64 the modules of KVM. What is there and undamaged
# is kept.
architecture=$1
suite=$2
folder=$3/$1-$2
modules=
[ "$architecture" = amd64 ] && modules="irqbypass kvm kvm-amd kvm-intel"
. "$(dirname "$0")/debian.sh"

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

take_module() {
    file=$(find "$new/unpacked" -type f -name "$1.ko*" | sed -n 1p)
    case $file in
    *.ko) mv "$file" "$new/files/$1.ko" ;;
    *.ko.xz) xz -dc "$file" >"$new/files/$1.ko" ;;
    *) give_up "the packages of $suite have no module $1, or compress it in an unknown way" ;;
    esac || give_up "cannot unpack $file"
}

is_whole && exit 0
open_debian
find_packages
# shellcheck disable=SC2086
download_packages $packages
unpack_packages '*/vmlinuz*' '*/irqbypass.ko*' '*/kvm.ko*' '*/kvm-amd.ko*' '*/kvm-intel.ko*'
vmlinuz=$(find "$new/unpacked" -type f -name 'vmlinuz*' | sed -n 1p)
[ -n "$vmlinuz" ] || give_up "the packages of $suite have no vmlinuz"
mv "$vmlinuz" "$new/files/vmlinuz"
for module in $modules; do
    take_module "$module"
done
keep_files

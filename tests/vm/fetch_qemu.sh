#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# fetch_qemu.sh ARCHITECTURE SUITE FOLDER
#
# Gets Debian's QEMU for hosts of arm64, as a suite has it now, into FOLDER/qemu-arm64-SUITE:
# qemu-system-aarch64, and in lib every library that it needs, with the loader. Nothing is altered.
# What is there and undamaged is kept. ARCHITECTURE is arm64.
architecture=$1
suite=$2
folder=$3/qemu-$1-$2
emulator=qemu-system-aarch64
loader=ld-linux-aarch64.so.1
. "$(dirname "$0")/debian.sh"

# What would be installed on a machine that has nothing, as far as it may have libraries.
find_packages() {
    packages=$(apt-get -q -c "$new/apt.conf" -s --no-install-recommends install qemu-system-arm \
        2>"$new/log" | sed -n 's/^Inst \([^ ]*\) .*/\1/p' |
        grep -E '^(lib.*|zlib1g|qemu-system-arm)$' | grep -vE -e '-(data|common)$')
    [ -n "$packages" ] ||
        give_up "$suite has no qemu-system-arm: $(sed -n 's/^E: //p' "$new/log" | sed -n 1p)"
}

needed_by() { # FILE
    readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p'
}

# Packages have a library under the name of its version, with a link that has the name needed.
take_library() { # NAME
    file=$(find "$new/unpacked" -path "*/aarch64-linux-gnu/$1" | sed -n 1p)
    [ -n "$file" ] || file=$(find "$new/unpacked" -name "$1" ! -type d | sed -n 1p)
    [ -n "$file" ] || give_up "$emulator of $suite needs $1, which is in none of its packages"
    cp -L "$file" "$new/files/lib/$1" || give_up "cannot copy $file"
}

# Libraries need libraries.
take_libraries() { # FILE
    for library in $(needed_by "$1"); do
        [ -e "$new/files/lib/$library" ] && continue
        take_library "$library"
        take_libraries "$new/files/lib/$library"
    done
}

is_whole && exit 0
command -v readelf >/dev/null 2>&1 || give_up "no readelf (package binutils)"
open_debian
find_packages
# shellcheck disable=SC2086
download_packages $packages
unpack_packages "*/$emulator" '*.so' '*.so.*'
[ -f "$new/unpacked/usr/bin/$emulator" ] || give_up "the packages of $suite have no $emulator"
mkdir "$new/files/lib"
mv "$new/unpacked/usr/bin/$emulator" "$new/files/$emulator"
take_library $loader
take_libraries "$new/files/$emulator"
keep_files

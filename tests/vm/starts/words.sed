# SPDX-License-Identifier: BSD-2-Clause
# What the words of the files here stand for, that begin with @.
/^#/d
s,@under \([a-z_]*\),/pmu-run --policy /policies/arm64_\1.bin --,
s,@stay \([a-z_]*\),/pmu-run --stay --policy /policies/arm64_\1.bin --,
s,@preload \([a-z_]*\),/pmu-run --preload --policy /policies/arm64_\1.bin --,
s,@under-x86,/pmu-run --policy /policies/x86_all_denied.bin --,
s,@qemu,/qemu-system-aarch64 -accel kvm -cpu host -machine virt\,gic-version=3 -m 64 -nodefaults -display none -serial stdio -kernel /guest.elf,
s,@sandbox,-sandbox on\,obsolete=deny\,elevateprivileges=deny\,spawn=deny\,resourcecontrol=deny,
s,@vmm,/vmm,

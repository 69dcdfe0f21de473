# SPDX-License-Identifier: BSD-2-Clause
# The runtime: a library for VMMs, and pmu-run.

# The same objects as libpmufilter, for our own programs, so that each is one file that starts fast.
noinst_LTLIBRARIES += libpmufcore.la
libpmufcore_la_CFLAGS = $(AM_CFLAGS) -fvisibility=hidden
libpmufcore_la_SOURCES = \
	runtime/check.c \
	runtime/check_arm64.c \
	runtime/check_parts.h \
	runtime/check_section.c \
	runtime/check_x86.c \
	runtime/crc32c.c \
	runtime/crc32c.h \
	runtime/entry.h \
	runtime/evaluate.c \
	runtime/host.h \
	runtime/kvm_uapi.h \
	runtime/layout.h \
	runtime/load_vcpu.h \
	runtime/load_arm64.c \
	runtime/load_x86.c \
	runtime/pick.c \
	runtime/pmuf_format.h \
	runtime/pmufilter.h \
	runtime/probe.c \
	runtime/probe.h \
	runtime/probe_arm64.c \
	runtime/probe_x86.c \
	runtime/read.h \
	runtime/strerror.c \
	runtime/target.h \
	runtime/utf8.c \
	runtime/utf8.h \
	runtime/view.c

lib_LTLIBRARIES += libpmufilter.la
libpmufilter_la_SOURCES =
libpmufilter_la_LIBADD = libpmufcore.la
libpmufilter_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined
if HAVE_VERSION_SCRIPT
libpmufilter_la_LDFLAGS += -Wl,--version-script=$(top_srcdir)/runtime/libpmufilter.map
EXTRA_libpmufilter_la_DEPENDENCIES = $(top_srcdir)/runtime/libpmufilter.map
endif

include_HEADERS += runtime/pmufilter.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = runtime/libpmufilter.pc
EXTRA_DIST += runtime/libpmufilter.map runtime/libpmufilter.symbols

bin_PROGRAMS += pmu-run
pmu_run_LDADD = libpmufcore.la -lpthread
pmu_run_SOURCES = \
	runtime/run/blob_file.c \
	runtime/run/blob_file.h \
	runtime/run/choose.c \
	runtime/run/choose.h \
	runtime/run/commands.h \
	runtime/run/device.c \
	runtime/run/device.h \
	runtime/run/dry_run_command.c \
	runtime/run/escape.c \
	runtime/run/escape.h \
	runtime/run/failure.c \
	runtime/run/failure.h \
	runtime/run/json.c \
	runtime/run/json.h \
	runtime/run/main.c \
	runtime/run/options.c \
	runtime/run/options.h \
	runtime/run/prepare.c \
	runtime/run/probe_command.c \
	runtime/run/report.c \
	runtime/run/report.h \
	runtime/run/report_json.c \
	runtime/run/report_text.c \
	runtime/run/scratch.c \
	runtime/run/scratch.h \
	runtime/run/scratch_arm64.c \
	runtime/run/scratch_x86.c \
	runtime/run/start_command.c \
	runtime/run/words.c \
	runtime/run/words.h \
	runtime/start/audit.c \
	runtime/start/audit.h \
	runtime/start/child.c \
	runtime/start/child.h \
	runtime/start/inject.c \
	runtime/start/inject.h \
	runtime/start/inject_arm64.c \
	runtime/start/load_into_process.c \
	runtime/start/outcome.c \
	runtime/start/outcome.h \
	runtime/start/preload_bell.c \
	runtime/start/preload_bell.h \
	runtime/start/preload_environment.c \
	runtime/start/preload_environment.h \
	runtime/start/preload_handover.c \
	runtime/start/preload_handover.h \
	runtime/start/preload_start.c \
	runtime/start/preload_tell.c \
	runtime/start/preload_tell.h \
	runtime/start/preload_vmm.c \
	runtime/start/preload_vmm.h \
	runtime/start/process.c \
	runtime/start/process.h \
	runtime/start/registers.h \
	runtime/start/registers_arm64.c \
	runtime/start/registers_other.c \
	runtime/start/registers_x86.c \
	runtime/start/remote.c \
	runtime/start/remote.h \
	runtime/start/seccomp_filter.c \
	runtime/start/seccomp_filter.h \
	runtime/start/signals.c \
	runtime/start/signals.h \
	runtime/start/start.h \
	runtime/start/start_guarded.c \
	runtime/start/stopped.c \
	runtime/start/stopped.h \
	runtime/start/trace.c \
	runtime/start/trace.h \
	runtime/start/tracees.c \
	runtime/start/tracees.h \
	runtime/start/watch.c \
	runtime/start/watch.h \
	runtime/start/watch_arm64.c \
	runtime/start/watch_x86.c
preload_cppflags = -DPRELOAD_LIBRARY='"$(pkglibdir)/libpmu-preload.so"'
pmu_run_CPPFLAGS = $(AM_CPPFLAGS) $(preload_cppflags)

# What `pmu-run --preload` puts into a VMM. It is loaded into programs of all kinds, and so is built
# without sanitizers and exports one name. The rest of the runtime calls the kernel past that name.
if ENABLE_SHARED
pkglib_LTLIBRARIES = libpmu-preload.la
endif
preload_core_sources = \
	runtime/check.c \
	runtime/check_arm64.c \
	runtime/check_section.c \
	runtime/check_x86.c \
	runtime/crc32c.c \
	runtime/load_arm64.c \
	runtime/load_x86.c \
	runtime/utf8.c \
	runtime/view.c
libpmu_preload_la_SOURCES = \
	$(preload_core_sources) \
	runtime/preload/announce.c \
	runtime/preload/announce.h \
	runtime/preload/attach.c \
	runtime/preload/attach.h \
	runtime/preload/handover.h \
	runtime/preload/kernel.c \
	runtime/preload/kernel.h \
	runtime/preload/library.c \
	runtime/preload/requests.h \
	runtime/preload/requests_arm64.c \
	runtime/preload/requests_x86.c
libpmu_preload_la_CPPFLAGS = $(AM_CPPFLAGS) -Dioctl=kernel_ioctl
libpmu_preload_la_CFLAGS = -std=gnu11 $(WARNING_CFLAGS) -fvisibility=hidden
libpmu_preload_la_LDFLAGS = -module -avoid-version -shared -no-undefined \
	-export-symbols-regex '^ioctl$$'

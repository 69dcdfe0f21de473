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
pmu_run_LDADD = libpmufcore.la
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
	runtime/run/words.c \
	runtime/run/words.h

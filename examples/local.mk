# SPDX-License-Identifier: BSD-2-Clause
# Policies to start from. include <presets/x.pmu> reads the installed presets.
presetdir = $(pkgdatadir)/presets
dist_preset_DATA = \
	examples/presets/architectural.pmu \
	examples/presets/deny-llc.pmu \
	examples/presets/ipc.pmu

exampledir = $(docdir)/examples
dist_example_DATA = \
	examples/architectural.pmu \
	examples/deny-llc.pmu \
	examples/fleet.pmu \
	examples/ipc.pmu \
	examples/minivmm.c \
	examples/tenant-default.pmu

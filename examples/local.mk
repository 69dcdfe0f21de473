# SPDX-License-Identifier: BSD-2-Clause
# Policies to start from. include <presets/x.pmu> reads the installed presets.
presetdir = $(pkgdatadir)/presets
dist_preset_DATA = \
	examples/presets/architectural.pmu \
	examples/presets/deny-llc.pmu \
	examples/presets/ipc.pmu

exampledir = $(docdir)/examples
examplecidir = $(docdir)/examples/ci
dist_example_DATA = \
	examples/architectural.pmu \
	examples/deny-llc.pmu \
	examples/fleet.pmu \
	examples/ipc.pmu \
	examples/minivmm.c \
	examples/tenant-default.pmu

# For repositories of policies: what reviews them.
dist_exampleci_DATA = \
	examples/ci/README.md \
	examples/ci/gitattributes \
	examples/ci/pmu-policies.yml \
	examples/ci/policies.mk \
	examples/ci/pre-commit-hooks.yaml
dist_exampleci_SCRIPTS = examples/ci/pre-commit

# Loading in Rust, for authors of VMMs.
examplerustdir = $(docdir)/examples/rust
dist_examplerust_DATA = \
	examples/rust/Cargo.toml \
	examples/rust/build.rs \
	examples/rust/rustfmt.toml
examplerustsrcdir = $(docdir)/examples/rust/src
dist_examplerustsrc_DATA = \
	examples/rust/src/main.rs \
	examples/rust/src/pmufilter.rs

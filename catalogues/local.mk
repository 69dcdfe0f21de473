# SPDX-License-Identifier: BSD-2-Clause
# Event names and CPU models; pmuc reads every one of them.
cataloguesdir = $(pkgdatadir)/catalogues
dist_catalogues_DATA = \
	catalogues/amd-perf.yaml \
	catalogues/amd-zen.yaml \
	catalogues/amd-zen1.yaml \
	catalogues/amd-zen2.yaml \
	catalogues/amd-zen3.yaml \
	catalogues/amd-zen4.yaml \
	catalogues/amd-zen5.yaml \
	catalogues/arm64-common.yaml \
	catalogues/arm64-perf.yaml \
	catalogues/arm64-reused.yaml \
	catalogues/cpus-amd.yaml \
	catalogues/cpus-arm64.yaml \
	catalogues/cpus-intel.yaml \
	catalogues/intel-architectural.yaml \
	catalogues/intel-perf.yaml \
	catalogues/libpfm-haswell.yaml \
	catalogues/libpfm-icelake.yaml \
	catalogues/libpfm-ivybridge-ep.yaml \
	catalogues/libpfm-ivybridge.yaml \
	catalogues/libpfm-sapphirerapids.yaml \
	catalogues/libpfm-skylake.yaml

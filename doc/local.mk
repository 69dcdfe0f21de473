# SPDX-License-Identifier: BSD-2-Clause
dist_man_MANS = \
	doc/pmu-run.1 \
	doc/pmu-blob.5 \
	doc/pmu-diagnostics.5 \
	doc/libpmufilter.3 \
	doc/pmu-recipes.7 \
	doc/pmu-vmm.7
if COMPILER
dist_man_MANS += \
	doc/pmuc.1 \
	doc/pmuc-diff.1 \
	doc/pmuc-dump.1 \
	doc/pmuc-explain.1 \
	doc/pmuc-fmt.1 \
	doc/pmuc-import.1 \
	doc/pmuc-report.1 \
	doc/pmu-policy.5 \
	doc/pmu-events.5 \
	doc/pmu-minimise.7
endif

# SPDX-License-Identifier: BSD-2-Clause
dist_man_MANS = \
	doc/pmu-run.1 \
	doc/pmu-blob.5 \
	doc/libpmufilter.3
if COMPILER
dist_man_MANS += \
	doc/pmuc.1 \
	doc/pmu-policy.5 \
	doc/pmu-events.5 \
	doc/pmu-minimise.7
endif

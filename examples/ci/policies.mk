# SPDX-License-Identifier: BSD-2-Clause
# Blobs from policies: policies/NAME.pmu becomes policies/NAME.pmub. Put `include policies.mk` into a
# Makefile. A blob is made again when its policy changes, a file that it includes, or a catalogue
# that it was made with.
PMUC ?= pmuc
PMUCFLAGS ?= -Werror
POLICIES ?= $(wildcard policies/*.pmu)
POLICY_BLOBS = $(POLICIES:.pmu=.pmub)

.PHONY: policies check-policies clean-policies
policies: $(POLICY_BLOBS)

%.pmub: %.pmu
	$(PMUC) $(PMUCFLAGS) $< -o $@ -MD

check-policies:
	$(PMUC) check $(PMUCFLAGS) $(POLICIES)
	$(PMUC) fmt --check $(POLICIES)

clean-policies:
	rm -f $(POLICY_BLOBS) $(POLICY_BLOBS:=.d)

# An included file that is gone makes the blob again, and pmuc says whether it is still needed.
policies/%.pmu: ;

-include $(POLICY_BLOBS:=.d)

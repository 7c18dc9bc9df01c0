# SPDX-License-Identifier: GPL-2.0-only
# How the host tier is compiled: the tree's files, the userland kernel, formats, and the two programs.
# Called by Makefile with KSRC set to a tree that set-up has checked.

CC := $(if $(filter default,$(origin CC)),gcc,$(or $(CC),gcc))
CXX := $(if $(findstring clang,$(CC)),clang++,g++)
compiler := $(notdir $(CC))
include cross.mk
ifdef runner
# Set-up has installed them where it can.
need = $(if $(shell command -v $(1)),,$(error ptlu: ARCH=$(ARCH) needs $(1): install the package $(2)))
$(call need,$(gnu_arch)-linux-gnu-gcc,gcc-$(gnu_arch)-linux-gnu)
$(call need,$(firstword $(runner)),qemu-user)
override CC := $(if $(findstring clang,$(CC)),$(CC) --target=$(gnu_arch)-linux-gnu,$(gnu_arch)-linux-gnu-$(CC))
endif

tree_version := $(shell awk '/^VERSION =/{v=$$3} /^PATCHLEVEL =/{p=$$3} /^SUBLEVEL =/{s=$$3} /^EXTRAVERSION =/{e=$$3} END{print v "." p "." s e}' $(KSRC)/Makefile)
tree_id := $(tree_version)-$(shell printf %s '$(KSRC)' | cksum | cut -d' ' -f1)
O := build/$(tree_id)-$(ARCH)$(page_size_suffix)-$(compiler)

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-4s %s\n' $(1) '$(2)')

# What differs from tree to tree and cannot be told by its headers' macros.
tree_has = $(if $(shell grep -lsw '$(2)' $(KSRC)/$(1)),-D$(3))
tree_facts := \
	$(call tree_has,include/linux/kho_radix_tree.h,kho_radix_walk_cb,KHO_RADIX_WALK_HAS_DATA) \
	$(call tree_has,include/linux/kho_radix_tree.h,kho_radix_add_key,KHO_RADIX_HAS_KEYS) \
	$(call tree_has,include/linux/kexec_handover.h,kho_memory_init_early,KHO_HAS_MEMORY_INIT_EARLY)

# The live update of the tree's own, where it has one: the interface that its version has.
tree_core := $(shell formats/liveupdate/tree-interface '$(KSRC)')
$(if $(filter unknown,$(tree_core)),$(if $(filter tree,$(CORE)),$(error CORE=tree: this tree has include/linux/kho/abi/iommu.h, but preserve is neither a function per format nor in struct pt_iommu_ops, see formats/liveupdate/tree_core.h)))
$(if $(filter tree,$(CORE)),$(if $(tree_core),,$(error CORE=tree: this tree has no live update of its own (no struct iommu_domain_ser in include/linux/kho/abi/iommu.h), so there is ours and posted)))
tree_core := $(filter-out unknown,$(tree_core))
tree_facts += $(if $(tree_core),-DPTLU_TREE_CORE -DPTLU_TREE_CORE_$(if $(filter ops,$(tree_core)),OPS,FUNCTIONS))

# Warnings are errors in what is ours; the tree's files are included as system headers.
warnings := -Wall -Wextra -Werror -Wno-sign-compare -Wno-missing-field-initializers \
	-Wno-unused-parameter $(if $(findstring clang,$(CC)),-Wno-gnu-variable-sized-type-not-at-end)
kernel_includes := -include $(O)/tree/linux/kconfig.h -I. -Ihost/changed -Ihost/stub -isystem $(O)/tree \
	-isystem $(KSRC)/drivers/iommu/generic_pt/fmt -isystem $(KSRC)/drivers/iommu \
	-Iformats/armv8
# gcc loses count of the tree's error paths with it; the kernel builds without that warning too.
pool_flags := -include formats/liveupdate/table_pool_unit.h $(if $(findstring clang,$(CC)),,-Wno-maybe-uninitialized)
# As the kernel's own Makefile: pointers of any type may alias, and what overflows wraps.
kernel_semantics := -fno-strict-aliasing -fno-strict-overflow
kernel_cflags = -std=gnu11 $(if $(findstring clang,$(CC)),,-fno-canonical-system-headers) -D_GNU_SOURCE -g $(kernel_semantics) $(warnings) $(kernel_includes) $(tree_facts) \
	-DPTLU_PAGE_SHIFT=$(page_shift) -DPTLU_KHO_BATCH -DPTLU_TABLE_POOL

host_sources := $(addprefix host/,boot.c bug.c frames.c history.c iommu.c kho.c lib.c lowmem_reserve.c memblock.c memory.c \
	page_alloc.c rewind.c vmstat.c workers.c)
format_sources := $(addprefix formats/,targets.c vtdss.c x86_64.c amdv1.c riscv64.c \
	armv8_4k.c armv8_16k.c armv8_64k.c armv8/iommu_armv8.c armv8/io_pgtable/peer.c)
# Whose tables may come from the pool.
pool_units := $(filter-out formats/targets.c %/iommu_armv8.c %/peer.c,$(format_sources))
format_sources += formats/liveupdate/table_pool.c
# kho_scratch_overlap() has a file of its own up to 7.2.
tree_sources := $(patsubst $(KSRC)/%,%,$(wildcard $(KSRC)/kernel/liveupdate/kexec_handover_debug.c)) \
	drivers/iommu/iommu-pages.c tools/lib/find_bit.c tools/lib/hweight.c \
	$(addprefix scripts/dtc/libfdt/,fdt.c fdt_ro.c fdt_rw.c fdt_sw.c fdt_wip.c)
# The tree's KUnit suites: the same format files, compiled once more as their own fmt/Makefile does.
kunit_sources := $(addprefix drivers/iommu/generic_pt/fmt/,iommu_vtdss.c iommu_x86_64.c iommu_amdv1.c \
	iommu_riscv64.c)
# And on the format that the tree may not have.
own_kunit_sources := $(addprefix formats/armv8/,iommu_armv8_4k.c iommu_armv8_16k.c iommu_armv8_64k.c)
fuzz_sources := $(addprefix conformance/fuzz/,damage.c one.c world.c)
check_sources := $(wildcard conformance/*.c) $(fuzz_sources) conformance/fuzz/replay.c host/kunit.c

sanitize := $(if $(findstring clang,$(CC))$(runner),,-fsanitize=address,undefined -fno-sanitize=alignment -fno-sanitize-recover=undefined)

comma := ,
# flavor: name, compiler flags, sources of ours beyond host and formats, KUnit suites or not
flavors := check check-debug check-dma check-dma-debug bench fuzz
check_flags := -O2 -fno-omit-frame-pointer -DPTLU_FAULTS $(sanitize)
# Without UBSan, which would double the time of the tree's suites.
check-debug_flags := $(subst $(comma)undefined,,$(check_flags)) -DPTLU_DEBUG_GENERIC_PT
# Incoherent tables through the DMA API, as iommu-pages.h has it on all architectures but x86.
check-dma_flags := $(subst $(comma)undefined,,$(check_flags)) -DPTLU_DMA_API
check-dma-debug_flags := $(check-debug_flags) -DPTLU_DMA_API
bench_flags := -O2
# For CC=clang, which makes a libFuzzer, and CC=afl-clang-fast, which makes an AFL++ of the same.
# clang takes more of UBSan for failed compile-time assertions of the kernel's; gcc's replay of the corpus has it all.
fuzz_sanitize := $(if $(findstring afl,$(CC)),,-fsanitize=address$(comma)shift$(comma)integer-divide-by-zero$(comma)unreachable -fno-sanitize-recover=all)
fuzz_flags := -O2 -fno-omit-frame-pointer -DPTLU_FAULTS -fsanitize=fuzzer-no-link $(fuzz_sanitize)
check_extra := $(check_sources)
check-debug_extra := $(check_sources)
check-dma_extra := $(check_sources)
check-dma-debug_extra := $(check_sources)
bench_extra := $(addprefix bench/,main.c map_ops.c measure.c ops.c rewind.c sweep.c workload.c)
# Counts what bench times.
count_objects = $(filter-out %/bench/main.o %/bench/measure.o %/bench/sweep.o,$(call objects,bench)) $(O)/bench/bench/count.o
fuzz_extra := $(fuzz_sources) conformance/fuzz/fuzzer.c
check_kunit := $(kunit_sources)
check-debug_kunit := $(kunit_sources)
check_own_kunit := $(own_kunit_sources)
check-debug_own_kunit := $(own_kunit_sources)

objects = $(patsubst %.c,$(O)/$(1)/%.o,$(host_sources) $(format_sources) $($(1)_extra)) \
	$(patsubst %.c,$(O)/$(1)/tree/%.o,$(tree_sources)) \
	$(patsubst %.c,$(O)/$(1)/kunit/%.o,$($(1)_kunit)) \
	$(patsubst %.c,$(O)/$(1)/own-kunit/%.o,$($(1)_own_kunit))

# What the bench needs that is no kernel code: Google Benchmark's wrapper, samples, the report.
plain_cflags = -std=gnu11 -O2 -g -Wall -Wextra -Werror -I. -Ibench
sample_sources := bench/sample.c bench/sample_log.c
plain_objects = $(patsubst %,$(O)/plain/%.o,$(basename $(1)))
bench_libs := -lbenchmark -ljansson -lgsl -lgslcblas -lpthread -ldl -lm

.PHONY: all bench bench-kernel check check-core check-tree-core check-kernel rules mutants fuzz fuzz-corpus lint module tiers misses
# Another machine's plain builds have the DMA API's form already, unless it is an x86.
check_programs := $(addprefix $(O)/ptlu-,check check-debug $(if $(runner),,check-dma check-dma-debug))
all: $(check_programs) $(if $(runner),,$(O)/ptlu-bench $(O)/ptlu-report)

# What env.json and the samples say of the build.
build_facts = PTLU_ARCH '$(ARCH)' PTLU_KERNEL '$(tree_version)' PTLU_KSRC '$(notdir $(KSRC))' \
	PTLU_COMPILER "$$($(CC) --version | head -n 1)" PTLU_CFLAGS '$(bench_flags)'

# Other flags, another build.
all_flags = $(kernel_cflags) $(foreach flavor,$(flavors),$($(flavor)_flags))
.PHONY: ask
ask:
$(O)/flags: ask
	$(Q)mkdir -p $(@D) && echo '$(all_flags)' | cmp -s - $@ || echo '$(all_flags)' >$@

$(O)/tree/.made: host/headers host/headers.tbl $(KSRC)/Makefile $(O)/flags
	$(call say,TREE,$(tree_version))
	$(Q)rm -rf $(O)/tree && host/headers $(KSRC) $(O)/tree
	$(Q)printf '#define %s "%s"\n' $(build_facts) >$(O)/tree/ptlu/build.h && touch $@

# What the tree's drivers ask of the formats, for conformance/driver_features.c.
$(O)/tree/ptlu/driver_features.h: conformance/driver_features.awk $(O)/tree/.made
	$(call say,GEN,$@)
	$(Q)awk -f $< $$(grep -rlE --include='*.c' 'pt_iommu_[a-z0-9_]+_init\(' $(KSRC)/drivers/iommu | LC_ALL=C sort) </dev/null >$@
$(foreach flavor,check check-debug check-dma check-dma-debug,$(O)/$(flavor)/conformance/driver_features.o): $(O)/tree/ptlu/driver_features.h

define flavor_rules
$(O)/$(1)/%.o: %.c $(O)/tree/.made
	$$(call say,CC,$(1)/$$<)
	$$(Q)mkdir -p $$(@D) && $(CC) $(kernel_cflags) $$(if $$(filter $$<,$(pool_units)),$(pool_flags)) $($(1)_flags) -MD -MP -c $$< -o $$@

$(O)/$(1)/tree/%.o: $(KSRC)/%.c $(O)/tree/.made
	$$(call say,CC,$(1)/tree/$$*.c)
	$$(Q)mkdir -p $$(@D) && $(CC) $(kernel_cflags) -w $($(1)_flags) -MD -MP -c $$< -o $$@

$(O)/$(1)/kunit/%.o: $(KSRC)/%.c $(O)/tree/.made
	$$(call say,CC,$(1)/kunit/$$*.c)
	$$(Q)mkdir -p $$(@D) && $(CC) $(kernel_cflags) -w $($(1)_flags) -fno-sanitize=undefined -DGENERIC_PT_KUNIT -MD -MP -c $$< -o $$@

$(O)/$(1)/own-kunit/%.o: %.c $(O)/tree/.made
	$$(call say,CC,$(1)/own-kunit/$$<)
	$$(Q)mkdir -p $$(@D) && $(CC) $(kernel_cflags) $($(1)_flags) -fno-sanitize=undefined -DGENERIC_PT_KUNIT -MD -MP -c $$< -o $$@

# io-pgtable-arm.c is in it, which shifts into the sign of an int.
$(O)/$(1)/formats/armv8/io_pgtable/peer.o: formats/armv8/io_pgtable/peer.c $(O)/tree/.made
	$$(call say,CC,$(1)/$$<)
	$$(Q)mkdir -p $$(@D) && $(CC) $(kernel_cflags) $($(1)_flags) -fno-sanitize=undefined -Iformats/armv8/io_pgtable -MD -MP -c $$< -o $$@

-include $$(patsubst %.o,%.d,$$(call objects,$(1)))
endef
$(foreach flavor,$(flavors),$(eval $(call flavor_rules,$(flavor))))

$(O)/ptlu-check: $(call objects,check)
$(O)/ptlu-check-debug: $(call objects,check-debug)
$(O)/ptlu-check-dma: $(call objects,check-dma)
$(O)/ptlu-check-dma-debug: $(call objects,check-dma-debug)
$(check_programs):
	$(call say,LD,$(@F))
	$(Q)$(CC) $(sanitize) -rdynamic -o $@ $(filter %.o,$^) -lpthread -ldl

$(O)/ptlu-fuzz: $(call objects,fuzz)
	$(call say,LD,$(@F))
	$(Q)$(CC) -fsanitize=fuzzer $(fuzz_sanitize) -rdynamic -o $@ $^ -lpthread -ldl

$(O)/plain/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(CC) $(plain_cflags) -MD -MP -c $< -o $@

$(O)/plain/%.o: %.cc
	$(call say,CXX,$<)
	$(Q)mkdir -p $(@D) && $(CXX) -std=c++17 -O2 -g -Wall -Wextra -Werror -I. -MD -MP -c $< -o $@

bench_plain := $(call plain_objects,bench/gbench.cc bench/environment.c $(sample_sources))
report_plain := $(call plain_objects,$(wildcard bench/report/*.c) $(sample_sources))
-include $(patsubst %.o,%.d,$(bench_plain) $(report_plain))

$(O)/ptlu-bench: $(call objects,bench) $(bench_plain)
	$(call say,LD,$(@F))
	$(Q)$(CXX) -o $@ $^ $(bench_libs)

count_plain := $(call plain_objects,$(sample_sources))
$(O)/ptlu-count: $(count_objects) $(count_plain)
	$(call say,LD,$(@F))
	$(Q)$(CC) -o $@ $^ -ljansson -lgsl -lgslcblas -lpthread -ldl -lm

tiers_plain := $(call plain_objects,bench/tiers.c $(sample_sources))
$(O)/ptlu-tiers: $(tiers_plain)
	$(call say,LD,$(@F))
	$(Q)$(CC) -o $@ $^ -ljansson -lgsl -lgslcblas -lm

# Misses of the last-level cache per table, the counts behind the cost model in bench/README.md.
misses: $(O)/ptlu-count
	$(Q)$(O)/ptlu-count -m -t "$(or $(TARGETS),vtdss-48)" -n $(or $(TABLES),8192)

boots_plain := $(call plain_objects,bench/boots.c $(sample_sources))
$(O)/ptlu-boots: $(boots_plain)
	$(call say,LD,$(@F))
	$(Q)$(CC) -o $@ $^ -ljansson -lgsl -lgslcblas -lm
-include $(patsubst %.o,%.d,$(tiers_plain) $(boots_plain)) $(O)/bench/bench/count.d

# Instructions of the host tier beside those of kernels: SAMPLES is a samples.jsonl of the kernel tier. The tables of
# results/kernel-tier.md are written anew from it.
tier_samples = $(or $(SAMPLES),results/latest-bench-kernel/samples.jsonl)
tiers: $(O)/ptlu-count $(O)/ptlu-tiers
	$(Q)test -e "$(tier_samples)" || { echo "ptlu: there are no samples of a kernel in $(tier_samples): make bench-kernel writes them, SAMPLES= names others" >&2; exit 1; }
	$(Q)for target in $(or $(TARGETS),vtdss-48 vtdfs-48 amdv1 amdv2-47 riscv-48 smmu-s1-4k-48); do \
	$(O)/ptlu-count -t $$target -n $(or $(TABLES),1024) || exit 1; done >$(O)/count.jsonl && \
	{ [ -n "$(TARGETS)$(TABLES)" ] || $(O)/ptlu-count -t vtdss-48 -n 4096; } >>$(O)/count.jsonl && \
	$(O)/ptlu-tiers $(O)/count.jsonl "$(tier_samples)" >$(O)/tiers.md && cat $(O)/tiers.md && \
	sed -e '/^<!-- make tiers -->$$/r $(O)/tiers.md' -e '/^<!-- make tiers -->$$/,/^<!-- end -->$$/{/^<!--/!d}' \
	results/kernel-tier.md >$(O)/kernel-tier.md && cp $(O)/kernel-tier.md results/kernel-tier.md

# Guests; then the host tier's counts of the target that has most sizes, for the plot of both tiers.
bench-kernel: $(O)/ptlu-boots $(O)/ptlu-report $(O)/ptlu-count
	$(if $(filter-out x86_64 arm64,$(kernel_arches)),$(error KARCH=$(KARCH): KHO exists on x86_64 and arm64 alone))
	$(Q)run=$$(readlink results/latest-bench-kernel); \
	{ [ -n "$(RESUME)" ] && [ -d "results/$$run" ]; } || { run=runs/$$(date -u +%Y%m%d-%H%M%S)-$(tree_version)-kernel && \
	mkdir -p results/$$run && ln -sfn $$run results/latest-bench-kernel; }; \
	BOOTS=$(O)/ptlu-boots bench/kernel/run results/$$run $(kernel_arches); status=$$?; \
	test -e results/$$run/samples.jsonl || exit 1; \
	for tables in 16 256 1024 4096; do $(O)/ptlu-count -t vtdss-48 -n $$tables || exit 1; done >results/$$run/counts.jsonl && \
	$(O)/ptlu-report results/$$run results/$$run/counts.jsonl && exit $$status

$(O)/ptlu-report: $(report_plain)
	$(call say,LD,$(@F))
	$(Q)$(CC) -o $@ $^ -ljansson -lgsl -lgslcblas -lm

# ptlu.ko for a kernel that was built in KOBJ from KSRC.
module_arch := $(or $(KARCH),$(ARCH))
module_dir := build/module-$(module_arch)-$(shell printf %s "$(abspath $(KOBJ))" | cksum | cut -d" " -f1)
module_cross := $(if $(filter $(module_arch),$(shell uname -m | sed s/aarch64/arm64/)),,$(module_arch:arm64=aarch64)-linux-gnu-)

module:
	$(Q)test -e "$(KOBJ)/Module.symvers" || { echo "ptlu: KOBJ=$(KOBJ) is no folder that a kernel was built in (it has no Module.symvers)" >&2; exit 1; }
	$(Q)mkdir -p $(module_dir) && $(MAKE) $(if $(V),,-s) -C $(KOBJ) ARCH=$(module_arch) \
	CROSS_COMPILE=$(module_cross) KSRC=$(abspath $(KSRC)) M=$(CURDIR) MO=$(abspath $(module_dir)) modules
	$(Q)echo $(module_dir)/ptlu.ko

kernel_arches := $(if $(filter all,$(KARCH)),x86_64 arm64,$(KARCH))

check-kernel:
	$(if $(filter-out x86_64 arm64,$(kernel_arches)),$(error KARCH=$(KARCH): KHO exists on x86_64 and arm64 alone))
	$(Q)id=$$(date -u +%Y%m%d-%H%M%S)-$(tree_version)-check-kernel && mkdir -p results/runs && \
	ln -sfn runs/$$id results/latest-check-kernel && \
	conformance/kernel/run results/runs/$$id $(kernel_arches)

revision = PTLU_REVISION=$$(git rev-parse HEAD 2>/dev/null) PTLU_DIRTY=$$(git status --porcelain 2>/dev/null | head -c 1)
bench_args = -p $(or $(PROFILE),quick) $(if $(TARGETS),-t "$(TARGETS)") $(if $(OPS),-o "$(OPS)") \
	$(if $(RESUME),-r)

# 3 says that sizes were skipped for want of memory: the rest is worth a report, and then it is said again.
bench: $(O)/ptlu-bench $(O)/ptlu-report
	$(Q)mkdir -p results
	$(Q)status=0; $(revision) $(O)/ptlu-bench $(bench_args) || status=$$?; \
	case $$status in 0|3) $(O)/ptlu-report results/latest && exit $$status;; *) exit $$status;; esac

check_args = $(if $(TARGETS),-t "$(TARGETS)") $(if $(CORE),-c $(CORE)) $(if $(SEED),-r $(SEED)) $(if $(V),-v) \
	$(if $(filter-out quick,$(PROFILE)),-n 10)
# Our suites and the tree's of the formats in both builds; the tree's suites of the IOMMU operations, most
# of the time, in the one that has the invariants; four programs that run side by side.
# Cores beside ours that promise all that it does, and the suites that say so of a core.
our_cores := kho-batch pooled parallel parallel-batch
core_suites := ptlu-handover ptlu-record ptlu-restore-errors ptlu-pages ptlu-leaf-tables ptlu-two-process
define core_job
$(1) $(O)/ptlu-check $(1) $(core_suites)

endef
define all_check_jobs
$(if $(SUITE),plain $(O)/ptlu-check - $(SUITE)
debug $(O)/ptlu-check-debug - $(SUITE),plain $(O)/ptlu-check - ptlu-* *_fmt_test
debug $(O)/ptlu-check-debug - ptlu-*
debug-a $(O)/ptlu-check-debug - a*_test
debug-b $(O)/ptlu-check-debug - [b-z]*_test
dma $(O)/ptlu-check-dma - ptlu-trim-matrix ptlu-handover ptlu-pages ptlu-restore-errors
dma-debug $(O)/ptlu-check-dma-debug - ptlu-trim-matrix$(if $(CORE),,
$(foreach core,$(our_cores),$(call core_job,$(core)))
$(if $(tree_core),tree $(O)/ptlu-check tree $(core_suites) ptlu-trim-matrix)))
endef
# Under QEMU, which is slow: without the tree's suites of the IOMMU operations (SUITE='*_test' has them).
define cross_check_jobs
plain $(O)/ptlu-check - $(or $(SUITE),ptlu-* *_fmt_test)
debug $(O)/ptlu-check-debug - $(or $(SUITE),ptlu-*)
endef
check_jobs = $(if $(runner),$(cross_check_jobs),$(all_check_jobs))
export check_jobs

check_note = $(if $(runner),$(ARCH) under $(notdir $(firstword $(runner)))$(comma) which sanitizers do not work with: built without) \
	$(if $(page_size_suffix),page size $(PAGE_SIZE))
check: $(if $(SUITE),$(wordlist 1,2,$(check_programs)),$(check_programs))
	$(Q)id=$$(date -u +%Y%m%d-%H%M%S)-$(tree_version)-check$(if $(runner),-$(ARCH))$(page_size_suffix) && mkdir -p results/runs && \
	ln -sfn runs/$$id results/latest-check && \
	echo "$$check_jobs" | CHECK_NOTE='$(strip $(check_note))' PTLU_RUNNER='$(runner)' scripts/check results/runs/$$id $(check_args)

# A core alone, in one build.
define core_jobs
suites $(O)/ptlu-check - $(core_suites)
trim $(O)/ptlu-check - ptlu-trim-matrix
endef
export core_jobs

check-core: $(O)/ptlu-check
	$(Q)id=$$(date -u +%Y%m%d-%H%M%S)-$(tree_version)-check-$(CORE) && mkdir -p results/runs && \
	echo "$$core_jobs" | scripts/check results/runs/$$id $(check_args)

# Trees with a live update of their own, made of KSRC: one for each interface that was posted.
tree_versions := functions ops
tree_version_dir := build/tree-versions/$(tree_id)

$(tree_version_dir)/%/Makefile: $(wildcard conformance/tree_versions/*)
	$(call say,TREE,$(tree_version) with a live update of its own: $*)
	$(Q)conformance/tree_versions/make $* $(KSRC) $(@D)

check-tree-core: $(tree_versions:%=$(tree_version_dir)/%/Makefile)
	$(Q)for version in $(tree_versions); do $(MAKE) --no-print-directory -f build.mk CORE=tree \
	KSRC="$(CURDIR)/$(tree_version_dir)/$$version" TARGETS="$(or $(TARGETS),vtdss-48 vtdfs-48 amdv1 riscv-48 smmu-s2-16k-48)" \
	check-core || exit 1; done

# The builds write into one page, which takes the old one's place when all has passed.
rules: $(O)/ptlu-check $(O)/ptlu-check-debug $(O)/ptlu-check-dma
	$(Q)rm -f $(O)/rules.md && $(O)/ptlu-check -s 'ptlu-*' -m $(O)/rules.md >$(O)/rules.ktap && \
	$(O)/ptlu-check-debug -s ptlu-trim-matrix -m $(O)/rules.md >>$(O)/rules.ktap && \
	$(O)/ptlu-check-dma -s ptlu-trim-matrix -m $(O)/rules.md >>$(O)/rules.ktap || \
	{ grep '^ *not ok' $(O)/rules.ktap; exit 1; }
	$(Q)mv $(O)/rules.md conformance/RULES.md

# Two fuzzers made of the same sources: CC decides which.
fuzz_work := build/fuzz
fuzz_program = $(subst -$(compiler),-$(1),$(O))/ptlu-fuzz
fuzz_build = +$(Q)$(MAKE) --no-print-directory -f build.mk KSRC='$(KSRC)' CC=$(1) $(call fuzz_program,$(1))
fuzz: export AFL_QUIET = 1
fuzz:
	$(call fuzz_build,clang)
	$(call fuzz_build,afl-clang-fast)
	$(Q)conformance/fuzz/run $(call fuzz_program,clang) $(call fuzz_program,afl-clang-fast) \
		'$(or $(SECONDS),60)' $(fuzz_work)

# As few inputs as reach the same code, and those that were bugs once, whose names tell.
fuzz-corpus:
	$(call fuzz_build,clang)
	$(Q)rm -rf $(fuzz_work)/small && mkdir -p $(fuzz_work)/small $(fuzz_work)/corpus
	$(Q)$(call fuzz_program,clang) -merge=1 -use_counters=0 $(fuzz_work)/small \
		conformance/fuzz/corpus $(fuzz_work)/corpus 2>$(fuzz_work)/merge.log
	$(Q)cp conformance/fuzz/corpus/was-* $(fuzz_work)/small/ && \
	rm -rf conformance/fuzz/corpus && mv $(fuzz_work)/small conformance/fuzz/corpus && \
	printf '%s inputs\n' "$$(ls conformance/fuzz/corpus | wc -l)"

# The suites on formats, and on copies of the tree's files, with one mistake each.
mutants: $(O)/ptlu-check $(O)/ptlu-check-dma
	$(Q)KSRC='$(KSRC)' COMPILE='$(CC) $(kernel_cflags)' LINK='$(CC) $(sanitize) -rdynamic' \
	FLAGS_check='$(check_flags)' OBJECTS_check='$(call objects,check)' \
	FLAGS_check_dma='$(check-dma_flags)' OBJECTS_check_dma='$(call objects,check-dma)' \
	POOL_FLAGS='$(pool_flags)' POOL_UNITS='$(pool_units)' conformance/mutants/run $(O) '$(MUTANT)'

lint: all
	$(Q)shellcheck -x formats/liveupdate/tree-interface conformance/tree_versions/make scripts/setup scripts/ksrc scripts/check scripts/overlay scripts/kernel scripts/guest conformance/kernel/run bench/kernel/run host/headers .ci/run conformance/mutants/run conformance/fuzz/run
	$(Q)$(MAKE) --no-print-directory -f build.mk KSRC=$(KSRC) CC=clang all

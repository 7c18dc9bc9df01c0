# SPDX-License-Identifier: GPL-2.0-only
# Every entry point of ptlu; "make help" lists them. What is built, and how, is in scripts/Makefile.host.

# Set-up finds or fetches the kernel tree, so its path is only known to a second make.
KTREE = scripts/ksrc
BUILD = $(MAKE) --no-print-directory -f scripts/Makefile.host -j$$(nproc) KSRC="$$ksrc"
WITH_TREE = scripts/setup $(SETUP_FOR) && ksrc=$$($(KTREE)) &&

include scripts/Makefile.cross
HOST_ARCH := $(machine)
# with another machine's compiler and QEMU
SETUP_FOR ?= host $(if $(runner),$(ARCH))
# what takes no other machine's programs and no other page size
NATIVE = $(if $(runner),$(error ptlu: make $@ ARCH=$(ARCH) runs on an $(ARCH) machine alone; make check ARCH=$(ARCH) works here))$\
	$(if $(page_size_suffix),$(error ptlu: make $@ is for 4k pages; make check takes PAGE_SIZE=$(PAGE_SIZE)))
export KSRC KVER DEBIAN_MIRROR ARCH PAGE_SIZE V PROFILE SEED ROUND TARGETS OPS CLOCK
# only if the user chose one: make's own default is no choice
ifneq ($(origin CC),default)
export CC
endif

.DEFAULT_GOAL := help
.PHONY: help setup build bench bench-kernel check check-tree-core check-kernel rules mutants fuzz fuzz-corpus lint module tiers misses \
	clean distclean

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

#: ptlu: live update of IOMMU page tables, measured and checked
#:
#:   make setup      install what is missing (as root, else say what), fetch the kernel source
#:   make bench      measure, plot and summarize            results/latest/
#:   make check      host-tier conformance                  KTAP, results/latest-check/
#:   make check-kernel   the same in real kernels, and real kexecs   KARCH=x86_64|arm64|all
#:   make check-tree-core    trees with a live update of their own, made for it    TARGETS
#:   make bench-kernel   the operations, and real kexecs, in instructions   KARCH=..., results/latest-bench-kernel/
#:   make rules      measure rules and trim matrix again    conformance/RULES.md
#:   make mutants    do the suites find mistakes?         MUTANT='pattern' for some
#:   make module     ptlu.ko for a real kernel           KOBJ, KARCH: see conformance/kernel/README.md
#:   make tiers      instructions per table of both tiers   results/kernel-tier.md, from make bench-kernel
#:   make misses     cache misses per table                 TARGETS, TABLES=n
#:   make fuzz       corrupt records and tables            libFuzzer and AFL++, SECONDS=n each
#:   make build      compile both without running them
#:   make lint       shellcheck, and a build with clang
#:   make clean      remove build/
#:
#: Variables
#:   KSRC=dir        a kernel tree with drivers/iommu/generic_pt, instead of Debian's newest
#:   KVER=7.2        Debian's linux-source of that series
#:   KOBJ=dir        the folder a kernel was built in       module
#:   TARGETS="..."   some of the targets, shell patterns    bench, check
#:   OPS="..."       some of the operations                 bench
#:   PROFILE=quick   or full: sizes up to 2^14 or 2^18 tables, ten times as many random domains;
#:                   bench: or huge: 1 TiB in 2^19 tables, in 12 GiB of memory
#:   RESUME=1        go on with the newest run that was cut short
#:   ROUND='...'     some of its rounds                     check-kernel
#:   CLOCK=icount    count instructions, or ktime (KVM)     bench-kernel
#:   SUITE='...'     suites whose names match the pattern   check
#:   SECONDS=n       how long to look, 60 by default        fuzz
#:   SEED=n          seed of every random choice            check
#:   CORE=posted     judge the posted series' algorithm    check
#:   CORE=parallel   ours by several workers               check
#:   CORE=kho-batch  or parallel-batch, pooled: ours on a changed KHO, by several workers, on tables from a pool
#:   CORE=tree       judge the tree's own live update, where it has one; without CORE ours and it
#:   ARCH=arm64      or riscv64: another machine's host tier, run by QEMU    check
#:   PAGE_SIZE=16k   or 64k: the kernel's page size         check
#:   CC=clang        the other compiler (check: without sanitizers)
#:   REFRESH=1       look for a newer kernel source         setup
#:   V=1             say more

setup:
	@scripts/setup $(if $(REFRESH),--refresh) $(SETUP_FOR)

build:
	@$(WITH_TREE) $(BUILD) all

bench:
	@$(NATIVE)$(WITH_TREE) $(BUILD) bench

check:
	@$(WITH_TREE) $(BUILD) check

check-tree-core:
	@$(WITH_TREE) $(BUILD) check-tree-core

# Real kernels, built from KSRC; ROUND= chooses some of conformance/kernel/rounds.
check-kernel:
	@scripts/setup kernel && ksrc=$$(scripts/ksrc full) && $(BUILD) KARCH="$(or $(KARCH),$(HOST_ARCH))" check-kernel

bench-kernel:
	@scripts/setup kernel tiers && ksrc=$$(scripts/ksrc full) && $(BUILD) KARCH="$(or $(KARCH),$(HOST_ARCH))" RESUME="$(RESUME)" bench-kernel

rules:
	@$(NATIVE)$(WITH_TREE) $(BUILD) rules

mutants:
	@$(NATIVE)$(WITH_TREE) $(BUILD) mutants

fuzz fuzz-corpus:
	@$(NATIVE)scripts/setup fuzz && ksrc=$$($(KTREE)) && $(BUILD) SECONDS='$(SECONDS)' $@

lint:
	@scripts/setup clang dev && ksrc=$$($(KTREE)) && $(BUILD) lint

tiers:
	@$(NATIVE)scripts/setup host tiers && ksrc=$$($(KTREE)) && $(BUILD) tiers

misses:
	@scripts/setup host tiers && ksrc=$$($(KTREE)) && $(BUILD) misses

# KOBJ is the folder that a kernel was built in from KSRC; without one, that of scripts/kernel.
module:
	@scripts/setup kernel && ksrc=$$(scripts/ksrc full) && kobj=$(KOBJ) && \
	{ [ -n "$$kobj" ] || [ -x scripts/kernel ] || { echo "ptlu: say KOBJ=dir, the folder that the kernel was built in" >&2; exit 1; }; } && \
	kobj=$${kobj:-$$(scripts/kernel build $(or $(KARCH),x86_64))} && $(BUILD) KOBJ="$$kobj" module

clean:
	rm -rf build

distclean: clean
	rm -rf results/runs results/latest results/latest-check results/latest-check-kernel results/latest-bench-kernel

# SPDX-License-Identifier: GPL-2.0-only
# Every entry point of ptlu; "make help" lists them. What is built, and how, is in scripts/Makefile.host.

# Set-up finds or fetches the kernel tree, so its path is only known to a second make.
KTREE = scripts/ksrc
jobs = $(or $(JOBS),$(patsubst -j%,%,$(filter -j%,$(MAKEFLAGS))),$$(nproc))
# One make runs one after the other what this one does; its own jobs are the parallel ones.
BUILD = MAKEFLAGS='$(filter-out -j% --jobserver%,$(MAKEFLAGS))' $(MAKE) --no-print-directory -f scripts/Makefile.host -j$(jobs) KSRC="$$ksrc"
.NOTPARALLEL:
WITH_TREE = scripts/setup $(SETUP_FOR) && ksrc=$$($(KTREE)) &&

include scripts/Makefile.variables
include scripts/Makefile.cross
HOST_ARCH := $(machine)
# with another machine's compiler and QEMU
SETUP_FOR ?= host $(if $(runner),$(ARCH))
# what takes no other machine's programs and no other page size
NATIVE = $(if $(runner),$(error ptlu: make $@ ARCH=$(ARCH) runs on an $(ARCH) machine alone; make check ARCH=$(ARCH) works here))$\
	$(if $(page_size_suffix),$(error ptlu: make $@ is for 4k pages; make check takes PAGE_SIZE=$(PAGE_SIZE)))
export KSRC KVER DEBIAN_MIRROR DEBIAN_SUITES ARCH PAGE_SIZE V PROFILE SEED ROUND TARGETS OPS CLOCK COMPILERS VARIANTS BASE HEAD ROUNDS THRESHOLD FLOOR_NS RESUME
# only if it has a value: ccache(1) takes an empty one for the current directory
ifneq ($(XDG_CACHE_HOME),)
export XDG_CACHE_HOME
endif
# only if the user chose one: make's own default is no choice
ifneq ($(origin CC),default)
export CC
endif

.DEFAULT_GOAL := help
.PHONY: help setup build bench bench-kernel check check-distros compare counts check-tree-core check-kernel container rules mutants fuzz fuzz-corpus lint module docs tiers misses \
	clean distclean

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

#: ptlu: benchmark and conformance suite for the live update of IOMMU page tables
#:
#:   make setup             install what is missing (as root, else say what), fetch the kernel source
#:   make bench             measure, plot and summarize           results/latest/
#:   make check             conformance on the host tier: KTAP    results/latest-check/
#:   make compare           what a patch or another tree changes: BASE= HEAD=    results/latest-compare/
#:   make counts            instructions, reads, writes and cache misses, exact    results/latest-counts/
#:   make check-kernel      suites and real kexecs in real kernels    results/latest-check-kernel/
#:   make bench-kernel      operations and real kexecs, in instructions    results/latest-bench-kernel/
#:   make check-tree-core   trees that have a live update of their own, and the core posted
#:   make check-distros     make check and make bench on other Debian releases
#:   make container         make in a container of Debian stable, for other distributions: CMD=
#:   make mutants           plant mistakes one at a time; a named test must find each
#:   make fuzz              corrupt serialized state, tables and run files, libFuzzer and AFL++
#:   make rules             measure rules and feature subsets again    conformance/RULES.md
#:   make tiers             instructions per table, host tier and kernel: of a run of bench-kernel
#:   make docs              write the figures of committed runs into the pages
#:   make misses            cache misses per table
#:   make module            ptlu.ko for a kernel                  see conformance/kernel/README.md
#:   make build             compile everything that bench and check need
#:   make lint              shellcheck, and a build with clang
#:   make clean             remove build/; distclean: results/runs, too
#:
#: Variables; a name that is not listed here is an error
#:   KSRC=dir          kernel tree with drivers/iommu/generic_pt    instead of Debian's newest
#:   KVER=7.2          Debian's linux-source of that series
#:   TARGETS='...'     some of the targets, shell patterns    bench, check, compare, counts, misses, tiers
#:   OPS='...'         some of the operations                       bench
#:   PROFILE=quick     sizes up to 2^14 tables; full: 2^18 and ten times the random domains;
#:                     huge: 1 TiB in 2^19 tables, 12 GiB of memory    bench, check
#:   VARIANTS='...'    some of the variants                         bench, compare
#:   BASE=tree         kernel tree, series such as 7.2, or git revision of KSRC    compare
#:   HEAD=tree         the same, or a patch of BASE                 compare
#:   ROUNDS=16         rounds of fresh processes                    compare
#:   THRESHOLD=2       changes within so many per cent are none     compare
#:   FLOOR_NS=0        changes of fewer nanoseconds are none        compare
#:   RESUME=1          continue the newest run that was interrupted    bench, bench-kernel
#:   SUITE='...'       suites whose names match                     check
#:   CORE=name         core that is judged: posted, tree, parallel, kho-batch, parallel-batch, pooled
#:   SEED=n            seed of every random choice                  check, check-kernel
#:   ARCH=arm64        or riscv64: cross build, run by qemu-user    check
#:   PAGE_SIZE=16k     or 64k: page size of the kernel              check
#:   KARCH=x86_64      or arm64, all: architecture of the kernels   check-kernel, bench-kernel, module
#:   ROUND='...'       some of the rounds                           check-kernel
#:   CLOCK=icount      count instructions; ktime: measure (KVM)     bench-kernel
#:   KOBJ=dir          directory that a kernel was built in         module
#:   MUTANT='...'      some of the mutants                          mutants
#:   TABLES=n          level-0 tables of the domain                 counts, misses, tiers
#:   RUN=dir           run of make bench-kernel                     tiers
#:   SECONDS=n         time for each fuzzer, 60 by default          fuzz
#:   DISTROS='...'     Debian releases: bookworm trixie sid         check-distros
#:   COMPILERS='...'   compilers to build with in each of them      check-distros
#:   CMD='...'         goal and variables to make in the container  container
#:   CC=clang          compiler; 'ccache gcc' works, too            build, check, bench
#:   CXX=clang++       compiler of bench/gbench.cc, by default the one that goes with CC
#:   JOBS=n            parallel jobs, by default one per processor
#:   REFRESH=1         look for a newer kernel source               setup
#:   DEBIAN_MIRROR=url     Debian mirror of the kernel source, by default the machine's own
#:   DEBIAN_SUITES='...'   suites that are searched for it
#:   XDG_CACHE_HOME=dir    where the cache is, by default ~/.cache
#:   SETUP_FOR='...'   purposes of scripts/packages to install for  setup
#:   V=1               print every command

setup:
	@scripts/setup $(if $(REFRESH),--refresh) $(SETUP_FOR)

build:
	@$(WITH_TREE) $(BUILD) all

bench:
	@$(NATIVE)$(WITH_TREE) $(BUILD) bench

check:
	@$(WITH_TREE) $(BUILD) check

# Other Debian releases, in chroots; other distributions, in a container.
check-distros:
	@scripts/setup --packages distros && id=$$(date -u +%Y%m%d-%H%M%S)-distros && mkdir -p results/runs/$$id && \
	ln -sfn runs/$$id results/latest-distros && scripts/distros results/runs/$$id $(or $(DISTROS),bookworm trixie sid)

container:
	@PURPOSES='$(SETUP_FOR)' scripts/container $(CMD)

# The sides bring their own trees.
compare:
	@$(NATIVE)scripts/setup --packages host && scripts/compare

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
	@$(NATIVE)scripts/setup host tiers && ksrc=$$($(KTREE)) && $(BUILD) RUN="$(RUN)" tiers

docs:
	@$(NATIVE)$(WITH_TREE) $(BUILD) docs

counts:
	@$(NATIVE)scripts/setup host tiers && ksrc=$$($(KTREE)) && $(BUILD) counts

misses:
	@scripts/setup host tiers && ksrc=$$($(KTREE)) && $(BUILD) misses

# KOBJ is the folder that a kernel was built in from KSRC; without one, that of scripts/kernel.
module:
	@scripts/setup kernel && ksrc=$$(scripts/ksrc full) && kobj='$(KOBJ)' && \
	{ [ -n "$$kobj" ] || [ -x scripts/kernel ] || { echo "ptlu: say KOBJ=dir, the folder that the kernel was built in" >&2; exit 1; }; } && \
	kobj=$${kobj:-$$(scripts/kernel build $(or $(KARCH),x86_64))} && $(BUILD) KOBJ="$$kobj" module

clean:
	rm -rf build

distclean: clean
	rm -rf results/runs results/latest results/latest-check results/latest-check-kernel results/latest-bench-kernel

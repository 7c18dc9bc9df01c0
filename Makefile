# SPDX-License-Identifier: GPL-2.0-only
# Every entry point of ptlu; "make help" lists them. What is built, and how, is in
# scripts/Makefile.host.

# Set-up finds or fetches the kernel tree, so its path is only known to a second make.
KTREE = scripts/ksrc
jobs = $(or $(JOBS),$(patsubst -j%,%,$(filter -j%,$(MAKEFLAGS))),$$(nproc))
# One make runs one after the other what this one does; its own jobs are the parallel ones. The
# blanks of a variable's value have a backslash before them.
BUILD = MAKEFLAGS='$(call without_jobs,$(MAKEFLAGS))' $(MAKE) --no-print-directory \
	-f scripts/Makefile.host -j$(jobs) KSRC="$$ksrc"
without_jobs = $(subst <blank>,\ ,$(filter-out -j% --jobserver%,$(subst \ ,<blank>,$(1))))
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
export KSRC KVER DEBIAN_MIRROR DEBIAN_SUITES ARCH PAGE_SIZE V PROFILE SEED ROUND TARGETS OPS CLOCK \
	COMPILERS VARIANTS BASE HEAD ROUNDS THRESHOLD FLOOR_NS RESUME GOOD BAD BY TABLES WIDTH \
	FORCE TIER CHECK SESSIONS TREES STAGES NOTIFY DB OUT VERSIONS
# only if it has a value: ccache(1) takes an empty one for the current directory
ifneq ($(XDG_CACHE_HOME),)
export XDG_CACHE_HOME
endif
# only if the user chose one: make's own default is no choice
ifneq ($(origin CC),default)
export CC
endif

.DEFAULT_GOAL := help
.PHONY: help setup build bench bench-kernel check check-distros compare compare-selftest counts \
	again history-selftest nightly nightly-example nightly-selftest site site-selftest perf \
	bisect check-tree-core check-kernel check-dma container rules mutants mutation-score fuzz \
	fuzz-corpus lint module docs man tiers misses expected series check-series \
	build-series clean distclean

help:
	@sed -n 's/^#: \{0,1\}//p' Makefile

#: ptlu: benchmark and conformance suite for the live update of IOMMU page tables
#:
#:   make setup            install what is missing (as root; else print how), fetch a kernel tree
#:   make bench            measure, plot and summarize: results/latest
#:   make check            conformance on the host tier, KTAP: results/latest-check
#:   make compare          what a patch or another tree changes, BASE= and HEAD=:
#:                         results/latest-compare
#:   make compare-selftest rate of false calls of make compare, and of added work that it finds;
#:                         an hour
#:   make nightly          all of it on one tree or several, and what changed since the last night
#:   make nightly-example  sixteen nights on a tree that gets patches: results/nightly-example;
#:                         an hour
#:   make nightly-selftest what ptlu changes reports of made histories with the noise of real runs;
#:                         two minutes
#:   make history-selftest time and size of a history of a million samples; a minute
#:   make site             pages of all nights that need no server: results/site-out/index.html
#:   make site-selftest    time and size of the site of a year; two minutes
#:   make counts           instructions, reads, writes, cache misses, exact: results/latest-counts
#:   make perf             sample an operation with perf, draw a flame graph, or with BASE= and
#:                         HEAD= the difference of two trees: results/latest-perf
#:   make bisect           the commit of KSRC that changed a cost or broke a rule: GOOD=, BAD=, BY=
#:   make check-kernel     suites and real kexecs in real kernels: results/latest-check-kernel
#:   make check-dma        devices do DMA through preserved tables, before and after restore, with
#:                         QEMU's IOMMUs as the readers: results/latest-check-dma
#:   make bench-kernel     operations in real kernels, in instructions: results/latest-bench-kernel
#:   make check-tree-core  trees that have a live update of their own, and the core posted
#:   make check-distros    make check and make bench on other Debian releases
#:   make container        make CMD= in a container of Debian stable, for other distributions
#:   make series           patches for Linux, of proposals/series: out/series-<version>
#:   make check-series     for each of them its finding's command, on the tree before it and with it
#:   make build-series     compile each in the kernel, by gcc and clang for x86_64 and arm64
#:   make mutants          make one mistake at a time; a named test must find each
#:   make mutation-score   make MISTAKES= of the mistakes that a program finds, count the survivors
#:   make fuzz             corrupt serialized state, tables and run files, by libFuzzer and AFL++
#:   make fuzz-corpus      add what make fuzz has found to the corpus, minimized
#:   make expected         write how many tests there must be, after a change of suites or targets
#:   make rules            test rules and feature subsets again, write conformance/RULES.md
#:   make misses           instructions and cache misses per table, by callgrind
#:   make tiers            compare instructions of the host tier with those of a run of bench-kernel
#:   make docs             write the figures of committed runs into the pages
#:   make man              ptlu(1), the manual page of the program that reads runs
#:   make module           ptlu.ko for a kernel, see conformance/kernel/README.md
#:   make build            compile what bench and check need
#:   make lint             shellcheck, the figures in pages, and a build with clang
#:   make clean            remove build/; distclean: also results/runs
#:
#: Variables, with the goals that use them; another name is an error
#:
#: trees
#:   KSRC=dir              kernel tree with drivers/iommu/generic_pt, instead of Debian's newest
#:   KVER=7.2              Debian's linux-source of that series
#:   BASE=tree             compare, perf: a kernel tree, a series such as 7.2, a git revision of
#:                         KSRC; compare: or a run of make bench
#:   HEAD=tree             compare, perf: the same, or a patch of BASE
#:   GOOD=revision         bisect: a revision of KSRC, which is a git repository, before the change
#:   BAD=revision          bisect: one that has the change
#:   KOBJ=dir              module: directory that a kernel was built in
#:
#: what is measured and checked
#:   TARGETS='...'         some of the targets, shell patterns: bench, check, compare, counts,
#:                         misses, perf, tiers, check-dma
#:   OPS='...'             some of the operations: bench, compare, perf, bench-kernel
#:   VARIANTS='...'        some of the variants: bench, compare, perf
#:   PROFILE=quick         bench, check: up to 2^14 tables; full: up to 2^18, ten times the
#:                         random domains; huge: 1 TiB in 2^19 tables, 12 GiB of memory;
#:                         check-kernel, check-dma: full has kernels with KASAN as well
#:   RESUME=1              bench, compare, compare-selftest, bench-kernel, check-series: continue
#:                         the newest run that was interrupted
#:   ROUNDS=16             compare: rounds of fresh processes; perf: processes of each side
#:   WIDTH=percent         compare: end when all intervals are that narrow, after ROUNDS at
#:                         the latest
#:   THRESHOLD=2           compare: changes up to that many per cent are not called
#:   FLOOR_NS=0            compare: changes of fewer nanoseconds are none
#:   TIER=kernel           compare: in kernels, in instructions
#:   CHECK=0               compare: without the conformance of both sides
#:   FORCE=1               compare: two runs of different machines or options, by their ratios to
#:                         the floor
#:   TREES='...'           nightly: trees as for BASE=, or directory#branch, by default Debian's
#:                         newest series
#:   STAGES='...'          nightly: some of the stages in scripts/nightly-stages
#:   NOTIFY=command        nightly: a command that gets the report on stdin
#:   NIGHTLY=dir           nightly, site: directory of the nights, instead of results/nightly
#:   DB=file               site: a history, instead of those of make nightly
#:   OUT=dir               site: directory of the site, instead of results/site-out
#:   SESSIONS=4            compare-selftest: sessions, each of 16 rounds
#:   BY=counts             bisect: instructions decide; or time, or rule:RESTORE-3, the tests of
#:                         a rule
#:   SUITE='...'           check: suites whose names match
#:   CORE=name             check: core that is judged: posted, tree, parallel, kho-batch,
#:                         parallel-batch, pooled
#:   SEED=n                check, check-kernel, check-dma, mutation-score: seed of every random
#:                         choice
#:   MUTANT='...'          mutants: some of the mutants
#:   VERSIONS=v3           check-tree-core: some of the versions posted; default all
#:   MISTAKES=60           mutation-score: how many, chosen by SEED=; or all, or alive, those that
#:                         the last run left alive
#:   GROUP='...'           mutation-score: some groups or files of conformance/mutants/files
#:   TABLES=n              counts, misses, perf, tiers: level-0 tables of the domain
#:   RUN=dir               tiers: a run of make bench-kernel
#:   SECONDS=n             fuzz: time for each fuzzer, 60 by default
#:
#: architectures and kernels
#:   ARCH=arm64            check: or riscv64; cross build, run by qemu-user
#:   PAGE_SIZE=16k         check: or 64k; page size of the kernel
#:   KARCH=x86_64          check-kernel, check-dma, bench-kernel, module: or arm64, riscv64
#:                         (not bench-kernel), all; architecture of the kernels
#:   ROUND='...'           check-kernel: some of the rounds
#:   CLOCK=icount          bench-kernel: count instructions; ktime: measure time (KVM)
#:
#: build and set-up
#:   CC=clang              compiler; 'ccache gcc' works, too
#:   CXX=clang++           compiler of bench/gbench.cc, by default the one that goes with CC
#:   JOBS=n                parallel jobs, by default one per processor
#:   V=1                   print every command
#:   REFRESH=1             setup: look for a newer kernel source
#:   SETUP_FOR='...'       setup: purposes of scripts/packages to install for
#:   DEBIAN_MIRROR=url     Debian mirror of the kernel source, by default the machine's own
#:   DEBIAN_SUITES='...'   suites that are searched for it
#:   XDG_CACHE_HOME=dir    where the cache is, by default ~/.cache
#:   DISTROS='...'         check-distros: Debian releases, bookworm trixie sid
#:   COMPILERS='...'       check-distros: compilers to build with in each of them
#:   CMD='...'             container: goal and variables to make in it

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
	@scripts/setup --packages distros && scripts/distros $(or $(DISTROS),bookworm trixie sid)

container:
	@PURPOSES='$(SETUP_FOR)' scripts/container $(CMD)

# The sides bring their own trees.
compare:
	@$(NATIVE)scripts/setup --packages host tiers && scripts/compare

compare-selftest:
	@$(NATIVE)scripts/setup host && scripts/compare-selftest

check-tree-core:
	@$(WITH_TREE) $(BUILD) check-tree-core

# Real kernels, built from KSRC; ROUND= chooses some of conformance/kernel/rounds.
check-kernel:
	@scripts/setup kernel $(if $(filter full,$(PROFILE)),dma) && ksrc=$$(scripts/ksrc full) && \
	$(BUILD) KARCH="$(or $(KARCH),$(HOST_ARCH))" check-kernel

# An IOMMU of QEMU for each target of conformance/dma/targets.
check-dma:
	@scripts/setup kernel dma && ksrc=$$(scripts/ksrc full) && \
	$(BUILD) KARCH="$(or $(KARCH),$(HOST_ARCH))" check-dma

bench-kernel:
	@$(if $(RESUME),scripts/last-run bench-kernel >/dev/null &&) scripts/setup kernel tiers && \
	ksrc=$$(scripts/ksrc full) && \
	$(BUILD) KARCH="$(or $(KARCH),$(HOST_ARCH))" RESUME="$(RESUME)" bench-kernel

expected:
	@$(NATIVE)$(WITH_TREE) $(BUILD) check_expect= check >/dev/null && $(BUILD) expected

rules:
	@$(NATIVE)$(WITH_TREE) $(BUILD) rules

mutants:
	@$(NATIVE)$(WITH_TREE) $(BUILD) mutants

mutation-score:
	@$(NATIVE)$(WITH_TREE) $(BUILD) mutation-score

fuzz fuzz-corpus:
	@$(NATIVE)scripts/setup fuzz && ksrc=$$($(KTREE)) && $(BUILD) SECONDS='$(SECONDS)' $@

# Patches for a tree, and what they change.
series:
	@scripts/setup series && ksrc=$$($(KTREE)) && $(BUILD) series

check-series:
	@$(NATIVE)scripts/setup series && ksrc=$$($(KTREE)) && $(BUILD) check-series

build-series:
	@$(NATIVE)scripts/setup series clang kernel && ksrc=$$($(KTREE) full) && \
	$(BUILD) build-series

lint:
	@scripts/setup clang dev && ksrc=$$($(KTREE)) && $(BUILD) lint

tiers:
	@$(NATIVE)scripts/setup host tiers && ksrc=$$($(KTREE)) && $(BUILD) RUN="$(RUN)" tiers

docs:
	@$(NATIVE)$(WITH_TREE) $(BUILD) docs

man:
	@$(NATIVE)scripts/setup dev && ksrc=$$($(KTREE)) && $(BUILD) man

# Each step brings its own tree.
bisect:
	@$(NATIVE)scripts/setup --packages host tiers && scripts/bisect

# So do nights.
nightly nightly-example:
	@$(NATIVE)scripts/$@

# Two sides bring their own trees.
perf:
	@$(NATIVE)$(if $(BASE)$(HEAD),scripts/setup --packages host perf && scripts/perf,$\
	scripts/setup host perf && ksrc=$$($(KTREE)) && $(BUILD) perf)

site site-selftest:
	@$(NATIVE)scripts/setup host site && ksrc=$$($(KTREE)) && $(BUILD) $@

again history-selftest nightly-selftest:
	@$(NATIVE)$(WITH_TREE) $(BUILD) $@

counts:
	@$(NATIVE)scripts/setup host tiers && ksrc=$$($(KTREE)) && $(BUILD) counts

misses:
	@scripts/setup host tiers && ksrc=$$($(KTREE)) && $(BUILD) misses

# KOBJ is the folder that a kernel was built in from KSRC; without one, that of scripts/kernel.
module:
	@scripts/setup kernel && ksrc=$$(scripts/ksrc full) && kobj='$(KOBJ)' && \
	{ [ -n "$$kobj" ] || [ -x scripts/kernel ] || { echo "ptlu: say KOBJ=dir, the folder that the kernel was built in" >&2; exit 1; }; } && \
	kobj=$${kobj:-$$(scripts/kernel build $(or $(KARCH),x86_64))} && \
	$(BUILD) KOBJ="$$kobj" module

clean:
	rm -rf build

distclean: clean
	rm -rf results/runs results/latest results/latest-*

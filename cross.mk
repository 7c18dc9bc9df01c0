# SPDX-License-Identifier: GPL-2.0-only
# For which machine and page size the host tier is built, and what runs it: ARCH= and PAGE_SIZE=.
# Included by Makefile, to refuse what is not known before set-up begins, and by build.mk.

machine := $(shell uname -m | sed s/aarch64/arm64/)
ARCH := $(or $(ARCH),$(machine))
PAGE_SIZE := $(or $(PAGE_SIZE),4k)

ifneq ($(words $(ARCH)) $(words $(filter x86_64 arm64 riscv64,$(ARCH))),1 1)
$(error ptlu: ARCH=$(ARCH) is not known: x86_64, arm64 and riscv64 are)
endif
page_shift_4k := 12
page_shift_16k := 14
page_shift_64k := 16
page_shift := $(page_shift_$(PAGE_SIZE))
ifeq ($(page_shift),)
$(error ptlu: PAGE_SIZE=$(PAGE_SIZE) is not known: 4k, 16k and 64k are)
endif
page_size_suffix := $(if $(filter-out 4k,$(PAGE_SIZE)),-$(PAGE_SIZE))

# Nothing of this is needed where the machine is the one that is asked for.
ifneq ($(ARCH),$(machine))
ifeq ($(ARCH),x86_64)
$(error ptlu: ARCH=x86_64 is built on x86_64 machines alone, this one is $(machine))
endif
gnu_arch := $(ARCH:arm64=aarch64)
qemu := $(firstword $(foreach name,qemu-$(gnu_arch) qemu-$(gnu_arch)-static,$(shell command -v $(name))))
runner := $(or $(qemu),qemu-$(gnu_arch)) -L /usr/$(gnu_arch)-linux-gnu
endif

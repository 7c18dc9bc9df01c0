/* SPDX-License-Identifier: GPL-2.0-only */
/* What io-pgtable-arm.c wants from asm/barrier.h is in the userland kernel's linux/atomic.h. */

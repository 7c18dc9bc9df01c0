/* SPDX-License-Identifier: GPL-2.0-only */
/* io-pgtable-arm.c needs only what the userland kernel's linux/atomic.h has. */

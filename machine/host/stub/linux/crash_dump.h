/* SPDX-License-Identifier: GPL-2.0-only */
/* This is never a crash kernel; stands in for include/linux/crash_dump.h. */
#define is_kdump_kernel()	false

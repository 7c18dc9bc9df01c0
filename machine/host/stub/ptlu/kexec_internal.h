/* SPDX-License-Identifier: GPL-2.0-only */
/* linux/kexec.h has all that is needed; stands in for kernel/kexec_internal.h. */
#include <linux/kexec.h>

/* SPDX-License-Identifier: GPL-2.0-only */
/* Nothing of kernel/kexec_internal.h is needed beyond linux/kexec.h. */
#include <linux/kexec.h>

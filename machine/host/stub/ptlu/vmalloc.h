/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands in for mm/vmalloc.h. */
#include <linux/vmalloc.h>

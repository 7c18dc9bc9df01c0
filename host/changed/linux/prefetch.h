/* SPDX-License-Identifier: GPL-2.0-only */
/* Prefetch by the compiler's builtin; stands in for include/linux/prefetch.h. */
#define prefetch(address)	__builtin_prefetch(address, 0)
#define prefetchw(address)	__builtin_prefetch(address, 1)

/* SPDX-License-Identifier: GPL-2.0-only */
/* The processors that threads can run on; stands in for include/linux/cpumask.h. */
#include <unistd.h>

#define num_online_cpus()	((unsigned int)sysconf(_SC_NPROCESSORS_ONLN))

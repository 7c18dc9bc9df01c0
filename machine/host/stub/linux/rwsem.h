/* SPDX-License-Identifier: GPL-2.0-only */
/* A type in structs that are not used; stands in for include/linux/rwsem.h. */
#ifndef PTLU_LINUX_RWSEM_H
#define PTLU_LINUX_RWSEM_H

struct rw_semaphore {
	int unused;
};

#endif

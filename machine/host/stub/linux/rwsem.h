/* SPDX-License-Identifier: GPL-2.0-only */
/* A lock of structs that headers declare and nothing here makes; stands in for include/linux/rwsem.h. */
#ifndef PTLU_LINUX_RWSEM_H
#define PTLU_LINUX_RWSEM_H

struct rw_semaphore {
	int unused;
};

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Copies from and to user space, which always fail; stands in for include/linux/uaccess.h. */
#ifndef PTLU_LINUX_UACCESS_H
#define PTLU_LINUX_UACCESS_H

#include <linux/errno.h>
#include <linux/types.h>

/* Only inline functions for ioctls call these, and they are not used. */
static inline unsigned long copy_from_user(void *to, const void *from, unsigned long size)
{
	return size;
}

static inline int copy_struct_from_user(void *dst, size_t ksize, const void *src, size_t usize)
{
	return -EFAULT;
}

static inline int copy_struct_to_user(void *dst, size_t usize, const void *src, size_t ksize,
				      bool *ignored_trailing)
{
	return -EFAULT;
}

#endif

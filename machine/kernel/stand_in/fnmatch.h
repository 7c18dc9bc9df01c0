/* SPDX-License-Identifier: GPL-2.0-only */
/* Shell patterns by the kernel's glob_match(), which has all of them that names of targets need. */
#ifndef PTLU_STAND_IN_FNMATCH_H
#define PTLU_STAND_IN_FNMATCH_H

#include <linux/glob.h>

static inline int fnmatch(const char *pattern, const char *name, int flags)
{
	return !glob_match(pattern, name);
}

#endif

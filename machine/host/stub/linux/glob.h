/* SPDX-License-Identifier: GPL-2.0-only */
/* Shell patterns by the C library's fnmatch(); stands in for include/linux/glob.h. */
#ifndef PTLU_LINUX_GLOB_H
#define PTLU_LINUX_GLOB_H

#include <fnmatch.h>

#define glob_match(pattern, name)	(!fnmatch(pattern, name, 0))

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of shell patterns, as in TARGETS="vtdss-* amdv1". */
#ifndef PTLU_PATTERNS_H
#define PTLU_PATTERNS_H

#include <linux/types.h>

const char *ptlu_next_pattern(const char *patterns, char *pattern, size_t size);
bool ptlu_matches(const char *patterns, const char *name);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/* Lists of shell patterns, as make variables have them. */
#include "patterns.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

const char *next_pattern(const char *patterns, char *pattern, size_t size)
{
	size_t len;

	patterns += strspn(patterns, " ");
	len = strcspn(patterns, " ");
	snprintf(pattern, size, "%.*s", (int)len, patterns);
	return len ? patterns + len : NULL;
}

bool matches_any(const char *patterns, const char *name)
{
	char pattern[96];

	while ((patterns = next_pattern(patterns, pattern, sizeof(pattern))))
		if (!fnmatch(pattern, name, 0))
			return true;
	return false;
}

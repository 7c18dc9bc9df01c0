// SPDX-License-Identifier: GPL-2.0-only
/* Lists of shell patterns, separated by blanks or commas. */
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "patterns.h"

#define SEPARATORS	" ,"

/**
 * ptlu_next_pattern() - take the next pattern off a list
 * @patterns: rest of the list
 * @pattern: the pattern, cut to @size
 * @size: bytes at @pattern
 *
 * Return: the rest of the list after the pattern, or NULL if there is no other.
 */
const char *ptlu_next_pattern(const char *patterns, char *pattern, size_t size)
{
	size_t length;

	patterns += strspn(patterns, SEPARATORS);
	length = strcspn(patterns, SEPARATORS);
	if (!length)
		return NULL;
	snprintf(pattern, size, "%.*s", (int)length, patterns);
	return patterns + length;
}

/**
 * ptlu_matches() - match a name against a list of shell patterns
 * @patterns: the list
 * @name: the name
 *
 * Return: true if one of the patterns matches.
 */
bool ptlu_matches(const char *patterns, const char *name)
{
	char pattern[128];

	while ((patterns = ptlu_next_pattern(patterns, pattern, sizeof(pattern))))
		if (glob_match(pattern, name))
			return true;
	return false;
}

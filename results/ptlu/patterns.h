/* SPDX-License-Identifier: GPL-2.0-only */
/* Lists of shell patterns, as make variables have them. */
#ifndef RESULTS_PATTERNS_H
#define RESULTS_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * next_pattern() - take the first pattern off a list
 * @patterns: shell patterns, separated by blanks
 * @pattern: receives the first one
 * @size: bytes of @pattern
 *
 * Return: the rest of the list; NULL if there was none.
 */
const char *next_pattern(const char *patterns, char *pattern, size_t size);

/**
 * matches_any() - whether a name matches one of a list of patterns
 * @patterns: shell patterns, separated by blanks
 * @name: the name
 *
 * Return: true if it does.
 */
bool matches_any(const char *patterns, const char *name);

#endif /* RESULTS_PATTERNS_H */

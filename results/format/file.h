/* SPDX-License-Identifier: GPL-2.0-only */
/* Write a file as a whole or not at all. */
#ifndef RESULTS_FORMAT_FILE_H
#define RESULTS_FORMAT_FILE_H

#include <stddef.h>

/**
 * write_whole_file() - replace a file, or leave it as it is
 * @path: the file
 * @data: its new content
 * @size: bytes of @data
 *
 * Writes a temporary file next to @path, syncs it and renames it. A symbolic link at @path is
 * replaced, not followed, so the file never lands in another directory. Two processes that write
 * the same @path do not disturb each other.
 *
 * Return: 0 or a negative errno value, after one line on stderr.
 */
int write_whole_file(const char *path, const void *data, size_t size);

#endif /* RESULTS_FORMAT_FILE_H */

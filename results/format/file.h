/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of a run: written as a whole or not at all, read if they are files. */
#ifndef RESULTS_FORMAT_FILE_H
#define RESULTS_FORMAT_FILE_H

#include <stddef.h>
#include <stdio.h>

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

/**
 * open_regular_file() - open a file to read it
 * @path: the file
 *
 * A run's directory comes from anyone: what is no regular file is not opened. A pipe would never
 * end.
 *
 * Return: the file, or NULL with errno; EINVAL for what is no regular file.
 */
FILE *open_regular_file(const char *path);

#endif /* RESULTS_FORMAT_FILE_H */

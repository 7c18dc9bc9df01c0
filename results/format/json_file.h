/* SPDX-License-Identifier: GPL-2.0-only */
/* Read a file of JSON. */
#ifndef RESULTS_FORMAT_JSON_FILE_H
#define RESULTS_FORMAT_JSON_FILE_H

#include <jansson.h>

/**
 * load_json_file() - json_load_file() of a regular file
 * @path: the file
 * @error: filled in as json_load_file() does; may be NULL
 *
 * Return: a new reference, or NULL.
 */
json_t *load_json_file(const char *path, json_error_t *error);

#endif /* RESULTS_FORMAT_JSON_FILE_H */

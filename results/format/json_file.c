// SPDX-License-Identifier: GPL-2.0-only
/* Read a file of JSON. */
#include "json_file.h"
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

json_t *load_json_file(const char *path, json_error_t *error)
{
	FILE *file = open_regular_file(path);
	json_t *json;

	if (!file) {
		if (error) {
			*error = (json_error_t){ .line = -1, .column = -1 };
			snprintf(error->text, sizeof(error->text), "%s",
				 errno == EINVAL ? "no regular file" : strerror(errno));
		}
		return NULL;
	}
	json = json_loadf(file, 0, error);
	fclose(file);
	return json;
}

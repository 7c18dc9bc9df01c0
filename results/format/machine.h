/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine of a run: processor, memory, kernel and settings, as env.json has them. */
#ifndef RESULTS_FORMAT_MACHINE_H
#define RESULTS_FORMAT_MACHINE_H

#include <jansson.h>

/**
 * machine_description() - describe the machine that the caller runs on
 *
 * Return: a new JSON object; what is not known is null in it.
 */
json_t *machine_description(void);

/**
 * machine_load_average() - read the load of the last 1, 5 and 15 minutes
 *
 * Return: a new JSON array of three numbers; null if they are not known.
 */
json_t *machine_load_average(void);

#endif /* RESULTS_FORMAT_MACHINE_H */

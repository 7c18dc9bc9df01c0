/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether both programs of a family that was measured again execute the same machine code. */
#ifndef RESULTS_HISTORY_AGAIN_CODE_H
#define RESULTS_HISTORY_AGAIN_CODE_H

#include "results/ptlu/verdict.h"

/**
 * again_code() - compare the machine code of the two programs of a session
 * @dir: directory of the session; scripts/again leaves base-code.tsv and head-code.tsv there, the
 *	functions of the older program and of that of the night, and base-functions.tsv and
 *	head-functions.tsv, those that the operation executes on each target
 * @points: points of the family that were measured
 * @nr: number of @points
 * @wide: the family is one of all targets
 *
 * The code is the same if it is so on each target that was measured and both programs take the same
 * number of instructions: other data may lead through the same functions another way. It differs if
 * it does on one of these targets, for a wide family also on another one.
 *
 * Return: what is executed; CODE_NOT_KNOWN if one of the files is missing or cannot be read.
 */
enum code again_code(const char *dir, const struct point *points, size_t nr, bool wide);

#endif /* RESULTS_HISTORY_AGAIN_CODE_H */

// SPDX-License-Identifier: GPL-2.0-only
/* Whether both programs of a family that was measured again execute the same machine code. */
#define _GNU_SOURCE
#include "again_code.h"
#include "results/ptlu/code.h"
#include "results/ptlu/names.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum side { BASE, HEAD, NR_SIDES };

static const char *const side_names[NR_SIDES] = { "base", "head" };

/**
 * struct sides - both programs
 * @code: the functions of each
 * @counts: which of them the operation executes
 */
struct sides {
	struct code_lines code[NR_SIDES];
	struct counts counts[NR_SIDES];
};

/* Without one of the files nothing is compared: every function would be missing on that side. */
static bool read_side(struct sides *s, enum side which, const char *dir)
{
	char path[1200];

	snprintf(path, sizeof(path), "%s/%s-code.tsv", dir, side_names[which]);
	if (code_read(&s->code[which], path))
		return false;
	snprintf(path, sizeof(path), "%s/%s-functions.tsv", dir, side_names[which]);
	return !counts_read_functions(&s->counts[which], path) && s->code[which].nr &&
	       s->counts[which].nr_functions;
}

static void free_sides(struct sides *s)
{
	for (enum side side = 0; side < NR_SIDES; side++) {
		code_free(&s->code[side]);
		counts_free(&s->counts[side]);
	}
}

static enum code code_on_target(const struct sides *s, const struct bench_sample *sample)
{
	enum code code = code_of(&s->code[BASE], &s->code[HEAD], &s->counts[BASE],
				 &s->counts[HEAD], sample);
	double base = code_instructions(&s->counts[BASE], sample);
	double head = code_instructions(&s->counts[HEAD], sample);

	if (code != CODE_SAME)
		return code;
	return base && head && fabs(head / base - 1) < COUNT_THRESHOLD ? CODE_SAME : CODE_NOT_KNOWN;
}

/* The operation of @like on the target that a counted function is of. */
static enum code code_of_line(const struct sides *s, const char *key,
			      const struct bench_sample *like)
{
	char *target = strndup(key, code_target_len(key));
	struct bench_sample sample = { .target = target, .op = like->op, .variant = like->variant };
	enum code code = target ? code_on_target(s, &sample) : CODE_NOT_KNOWN;

	free(target);
	return code;
}

static bool differs_on_a_target(const struct sides *s, const struct bench_sample *like)
{
	for (enum side side = 0; side < NR_SIDES; side++) {
		const struct counts *c = &s->counts[side];

		for (size_t i = 0; i < c->nr_functions; i++) {
			if (i && same(c->functions[i].key, c->functions[i - 1].key))
				continue;
			if (code_of_line(s, c->functions[i].key, like) == CODE_DIFFERS)
				return true;
		}
	}
	return false;
}

static enum code compare_sides(const struct sides *s, const struct point *points, size_t nr,
			       bool wide)
{
	enum code result = nr ? CODE_SAME : CODE_NOT_KNOWN;

	for (size_t i = 0; i < nr; i++) {
		enum code one;

		if (i && same_family(points[i].sample, points[i - 1].sample))
			continue;
		one = code_on_target(s, points[i].sample);
		if (one == CODE_DIFFERS)
			return CODE_DIFFERS;
		if (one == CODE_NOT_KNOWN)
			result = CODE_NOT_KNOWN;
	}
	return wide && nr && differs_on_a_target(s, points[0].sample) ? CODE_DIFFERS : result;
}

enum code again_code(const char *dir, const struct point *points, size_t nr, bool wide)
{
	enum code code = CODE_NOT_KNOWN;
	struct sides s = { 0 };

	if (read_side(&s, BASE, dir) && read_side(&s, HEAD, dir))
		code = compare_sides(&s, points, nr, wide);
	free_sides(&s);
	return code;
}

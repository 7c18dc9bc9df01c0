// SPDX-License-Identifier: GPL-2.0-only
/* What formats have in common: names of tests and of figures, and intervals. */
#define _GNU_SOURCE
#include "export.h"

#include <ctype.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- tests ---- */

bool test_is_bad(const struct export_test *t)
{
	return t->result == KTAP_FAILED || t->result == KTAP_ERROR;
}

/* The word of "test_pages [RESTORE-1]" is "test_pages". */
static size_t word_length(const char *part)
{
	const char *rules = strstr(part, " [");

	if (rules && rules != part && part[strlen(part) - 1] == ']')
		return (size_t)(rules - part);
	return strlen(part);
}

static size_t put_word(const char *part, const char *others, char *text, size_t room)
{
	size_t len = word_length(part);

	if (!len)
		return (size_t)snprintf(text, room, "_");
	if (len >= room)
		len = room - 1;
	for (size_t i = 0; i < len; i++)
		text[i] = isalnum((unsigned char)part[i]) || strchr("_-", part[i]) ||
			  strchr(others, part[i]) ? part[i] : '_';
	text[len] = '\0';
	return len;
}

void test_words(const struct export_test *t, size_t from, size_t to, const char *between,
		const char *others, char *text)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = from; i < to && used + 4 < TEST_WORDS; i++) {
		if (i > from)
			used += (size_t)snprintf(text + used, TEST_WORDS - used, "%s", between);
		used += put_word(t->parts[i], others, text + used, TEST_WORDS - used);
	}
}

void test_name(const struct export_test *t, char *text)
{
	size_t used = 0;

	for (size_t i = 0; i < t->nr && used < TEST_WORDS; i++)
		used += (size_t)snprintf(text + used, TEST_WORDS - used, "%s%s", i ? " / " : "",
					 t->parts[i]);
}

/* ---- figures ---- */

void point_name(const struct bench_sample *s, char *text)
{
	snprintf(text, POINT_NAME, "%s/%s/%s", s->case_id, s->op, s->variant);
}

const double *point_repetitions(const struct bench_sample *s, size_t *nr)
{
	*nr = s->ns_reps ? s->reps : 1;
	return s->ns_reps ? s->ns_reps : &s->ns_median;
}

/*
 * The rank of the interval's lower end among sorted repetitions, from 1: the largest one that the
 * true median lies below with a probability of 2.5 % at the most. 0 if there is none.
 */
static size_t lower_rank(size_t nr)
{
	size_t low = 0, high = nr / 2;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (gsl_cdf_binomial_P((unsigned int)middle, 0.5, (unsigned int)nr) <= 0.025)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool point_interval(const struct bench_sample *s, double *low, double *high)
{
	size_t nr = s->ns_reps ? s->reps : 0, rank = nr ? lower_rank(nr) : 0;
	double *sorted;

	/* The smallest and the largest one have less than 95 % between them. */
	if (!rank)
		return false;
	sorted = calloc(nr, sizeof(*sorted));
	if (!sorted)
		return false;
	memcpy(sorted, s->ns_reps, nr * sizeof(*sorted));
	gsl_sort(sorted, 1, nr);
	*low = sorted[rank - 1];
	*high = sorted[nr - rank];
	free(sorted);
	return true;
}

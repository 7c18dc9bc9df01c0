// SPDX-License-Identifier: GPL-2.0-only
/* What a domain translates, as runs of addresses, whatever the sizes of its leaves. */
#include <linux/kernel.h>
#include <stdlib.h>
#include "runs.h"

static int by_address(const void *a, const void *b)
{
	const struct ptlu_run *one = a, *other = b;

	return one->first < other->first ? -1 : one->first > other->first;
}

/* Whether @next goes on where @run ends. Runs of which two translate one address stay apart. */
static bool goes_on(const struct ptlu_run *run, const struct ptlu_run *next)
{
	return run->last + 1 == next->first && run->last != U64_MAX &&
	       run->phys + (next->first - run->first) == next->phys;
}

static void merge(struct ptlu_run *run, unsigned int *nr)
{
	unsigned int kept = 0;

	qsort(run, *nr, sizeof(*run), by_address);
	for (unsigned int i = 1; i < *nr; i++) {
		if (goes_on(&run[kept], &run[i]))
			run[kept].last = run[i].last;
		else
			run[++kept] = run[i];
	}
	*nr = *nr ? kept + 1 : 0;
}

static void append(struct ptlu_runs *runs, u64 first, u64 last, u64 phys)
{
	if (runs->nr == PTLU_RUNS)
		abort();
	runs->run[runs->nr++] = (struct ptlu_run){ first, last, phys };
}

/* Add a range that no run overlaps. */
void ptlu_runs_add(struct ptlu_runs *runs, u64 first, u64 last, u64 phys)
{
	append(runs, first, last, phys);
	merge(runs->run, &runs->nr);
}

/* Remove a range, whatever of it is there. */
void ptlu_runs_remove(struct ptlu_runs *runs, u64 first, u64 last)
{
	struct ptlu_runs *rest = calloc(1, sizeof(*rest));

	if (!rest)
		abort();
	for (unsigned int i = 0; i < runs->nr; i++) {
		struct ptlu_run run = runs->run[i];

		if (run.last < first || run.first > last) {
			append(rest, run.first, run.last, run.phys);
			continue;
		}
		if (run.first < first)
			append(rest, run.first, first - 1, run.phys);
		if (run.last > last)
			append(rest, last + 1, run.last, run.phys + (last + 1 - run.first));
	}
	*runs = *rest;
	free(rest);
}

bool ptlu_runs_overlap(const struct ptlu_runs *runs, u64 first, u64 last)
{
	for (unsigned int i = 0; i < runs->nr; i++)
		if (runs->run[i].first <= last && runs->run[i].last >= first)
			return true;
	return false;
}

/* The runs of a table's leaves. */
void ptlu_runs_of(struct ptlu_runs *runs, const struct ptlu_held_set *leaves)
{
	struct ptlu_run *run = calloc(leaves->nr + 1, sizeof(*run));
	unsigned int nr = leaves->nr;

	if (!run)
		abort();
	for (unsigned int i = 0; i < nr; i++)
		run[i] = (struct ptlu_run){ leaves->held[i].first, leaves->held[i].last,
					    leaves->held[i].phys };
	merge(run, &nr);
	runs->nr = 0;
	for (unsigned int i = 0; i < nr; i++)
		append(runs, run[i].first, run[i].last, run[i].phys);
	free(run);
}

/* Describe the first difference. */
bool ptlu_runs_differ(const struct ptlu_runs *is, const struct ptlu_runs *expected, char *text,
		      size_t size)
{
	static const struct ptlu_run none;
	unsigned int i = 0;

	while (i < is->nr && i < expected->nr &&
	       !memcmp(&is->run[i], &expected->run[i], sizeof(none)))
		i++;
	if (i == is->nr && i == expected->nr)
		return false;
	const struct ptlu_run *one = i < is->nr ? &is->run[i] : &none;
	const struct ptlu_run *other = i < expected->nr ? &expected->run[i] : &none;

	snprintf(text, size, "0x%llx to 0x%llx, 0x%llx, where 0x%llx to 0x%llx, 0x%llx was expected",
		 (unsigned long long)one->first, (unsigned long long)one->last,
		 (unsigned long long)one->phys, (unsigned long long)other->first,
		 (unsigned long long)other->last, (unsigned long long)other->phys);
	return true;
}

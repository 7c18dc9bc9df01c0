// SPDX-License-Identifier: GPL-2.0-only
/* Counts of the processor's own counters, where a run has them. */
#include "hardware.h"
#include "names.h"

const char *const hardware_count_names[NR_HARDWARE_COUNTS] = { "cycles", "LLC misses",
							       "dTLB misses", "page walks" };

double hardware_count(const struct bench_sample *s, size_t which)
{
	const double counts[NR_HARDWARE_COUNTS] = { s->cycles, s->llc_misses, s->dtlb_misses,
						    s->page_walks };

	return counts[which];
}

bool has_hardware_counts(const struct bench_sample *s)
{
	for (size_t i = 0; i < NR_HARDWARE_COUNTS; i++)
		if (hardware_count(s, i) >= 0)
			return true;
	return false;
}

static void put_count(struct table *t, const struct bench_sample *s, double count, int digits)
{
	if (count >= 0 && s->tables)
		table_cell(t, "%.*f", digits, count / (double)s->tables);
	else
		table_cell(t, "-");
}

static void put_sample(struct table *t, const struct bench_sample *s)
{
	if (!has_hardware_counts(s))
		return;
	table_row(t);
	table_cell(t, "%s", s->target);
	table_cell(t, "%s", s->op);
	table_cell(t, "%s", s->variant);
	table_cell(t, "%llu", (unsigned long long)s->tables);
	put_count(t, s, s->instructions, 0);
	put_count(t, s, hardware_count(s, 0), 0);
	if (s->instructions >= 0 && s->cycles > 0)
		table_cell(t, "%.2f", s->instructions / s->cycles);
	else
		table_cell(t, "-");
	for (size_t i = 1; i < NR_HARDWARE_COUNTS; i++)
		put_count(t, s, hardware_count(s, i), 2);
}

static void put_variants(struct table *t, const struct view *v, const char *target, const char *op)
{
	const char *leaf = base_leaf(v, target);
	const struct series *s;

	for (size_t i = 0; i <= NR_BASELINES; i++) {
		s = series_find(v, target, op, i ? baselines[i - 1] : "ours", leaf, placements[0]);
		if (s)
			put_sample(t, s->points[s->nr - 1]);
	}
}

bool print_hardware(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "target", "operation", "variant", ">tables",
					       ">instructions", ">cycles", ">per cycle",
					       ">LLC misses", ">dTLB misses", ">page walks", NULL };
	struct table *t = table_begin(columns);

	for (size_t i = 0; i < v->nr_representatives; i++)
		for (size_t o = 0; o < NR_HANDOVER_OPS; o++)
			put_variants(t, v, v->representatives[i], handover_ops[o]);
	return table_end(t, out, "\nHardware counters, per table at the largest size, table pages"
			 " shuffled");
}

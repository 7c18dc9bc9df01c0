// SPDX-License-Identifier: GPL-2.0-only
/* Cores that are not measured everywhere, beside ours. */
#include "cores.h"
#include "names.h"
#include "ratio.h"
#include "table.h"

#include <string.h>

static const char *const cores[] = { "kho-batch", "parallel-batch-2", "tree" };
static const char *const beside[] = { "ours", "posted", "floor-api" };

#define NR_BESIDE	(sizeof(beside) / sizeof(beside[0]))

static void put_core(struct table *t, const struct view *v, const struct series *s)
{
	const struct bench_sample *first = s->points[0], *last = s->points[s->nr - 1];

	table_row(t);
	table_cell(t, "%s", first->target);
	table_cell(t, "%s", first->op);
	table_cell(t, "%s", first->placement);
	table_cell(t, "%llu", (unsigned long long)last->tables);
	table_cell(t, "%.1f", last->ns_median / (double)last->tables);
	for (size_t b = 0; b < NR_BESIDE; b++) {
		struct ratio r = ratio_of(v, first->target, first->op, first->variant, beside[b],
					  first->placement);

		if (r.value > 0)
			table_cell(t, "%.3f", r.value);
		else
			table_cell(t, "-");
	}
}

/* boot-reserve has a variant "tree" too, which is no core. */
static bool is_of(const struct view *v, const struct series *s, const char *core)
{
	const struct bench_sample *first = s->points[0];
	const char *leaf = base_leaf(v, first->target);

	return same(first->variant, core) && !same(first->op, BOOT_RESERVE) && leaf &&
	       same(first->leaf, leaf);
}

bool print_cores(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "target", "operation", "placement", ">tables",
					       ">ns/table", ">/ours", ">/posted", ">/floor-api",
					       NULL };
	bool printed = false;
	char title[160];

	for (size_t c = 0; c < sizeof(cores) / sizeof(cores[0]); c++) {
		struct table *t = table_begin(columns);

		for (size_t i = 0; i < v->nr_series; i++)
			if (is_of(v, &v->series[i], cores[c]))
				put_core(t, v, &v->series[i]);
		snprintf(title, sizeof(title), "\n%s: ratios below 1 are faster than what they are"
			 " divided by", variant_text(cores[c]));
		printed |= table_end(t, out, title);
	}
	return printed;
}

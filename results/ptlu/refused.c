// SPDX-License-Identifier: GPL-2.0-only
/* Samples whose figures mean nothing, grouped by operation, variant and reason. */
#include "refused.h"
#include "names.h"
#include "table.h"

#include <string.h>

#define MAX_REFUSALS	64

/* One operation and variant, and reasons that differ in their numbers alone. */
struct refusal {
	const struct bench_sample *first;
	const char *target;	/* NULL if there are several */
	uint64_t least, most;
	size_t nr;
};

static const char *reason_of(const struct bench_sample *s)
{
	return s->refused ? s->refused : "the time or the number of tables is 0";
}

static bool same_refusal(const struct bench_sample *a, const struct bench_sample *b)
{
	const char *x = reason_of(a), *y = reason_of(b);
	size_t len = strcspn(x, "0123456789");

	return same(a->op, b->op) && same(a->variant, b->variant) &&
	       len == strcspn(y, "0123456789") && !strncmp(x, y, len);
}

static size_t group_refused(const struct view *v, struct refusal *groups)
{
	size_t nr = 0;

	for (size_t i = 0; i < v->nr_refused; i++) {
		const struct bench_sample *s = v->refused[i];
		struct refusal *g = groups;

		while (g < groups + nr && !same_refusal(g->first, s))
			g++;
		if (g == groups + MAX_REFUSALS)
			continue;
		if (g == groups + nr) {
			nr++;
			*g = (struct refusal){ .first = s, .target = s->target,
					       .least = s->tables };
		}
		if (g->target && !same(g->target, s->target))
			g->target = NULL;
		if (s->tables < g->least)
			g->least = s->tables;
		if (s->tables > g->most)
			g->most = s->tables;
		g->nr++;
	}
	return nr;
}

static void put_tables(struct table *t, const struct refusal *g)
{
	unsigned long long least = g->least, most = g->most;

	if (least == most)
		table_cell(t, "%llu", least);
	else
		table_cell(t, "%llu to %llu", least, most);
}

bool print_refused(const struct view *v, FILE *out)
{
	static const char *const columns[] = { "operation", "variant", "target", ">tables",
					       ">figures", "reason of the first one", NULL };
	struct table *t = table_begin(columns);
	struct refusal groups[MAX_REFUSALS];
	size_t nr = group_refused(v, groups);
	char title[160];

	for (size_t i = 0; i < nr; i++) {
		const struct refusal *g = &groups[i];

		table_row(t);
		table_cell(t, "%s", g->first->op);
		table_cell(t, "%s", g->first->variant);
		table_cell(t, "%s", g->target ? g->target : "several");
		put_tables(t, g);
		table_cell(t, "%zu", g->nr);
		table_cell(t, "%s", reason_of(g->first));
	}
	snprintf(title, sizeof(title),
		 "\n%zu of %zu figures mean nothing and are not used above\n"
		 "(samples.jsonl has the reason of each)", v->nr_refused, v->nr_samples);
	return table_end(t, out, title);
}

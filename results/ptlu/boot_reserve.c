// SPDX-License-Identifier: GPL-2.0-only
/* boot-reserve over the number of preserved tables: a table and a plot. */
#include "boot_reserve.h"
#include "figure.h"
#include "fit.h"
#include "names.h"
#include "table.h"

#include <string.h>

static void put_model(struct table *t, const struct series *s)
{
	struct power_law law = fit_exponent(s, FIT_MIN_TABLES);
	struct cost_model m = fit_cost(s);

	if (law.points)
		table_cell(t, "%.2f +- %.2f", law.exponent, law.error);
	else
		table_cell(t, "-");
	if (!m.points)
		table_cell(t, "-");
	else if (m.shape == COST_QUADRATIC)
		table_cell(t, "%.3g ns n + %.3g ns n^2", m.a, m.b);
	else
		table_cell(t, "%.3g ns + %.3g ns n", m.a, m.b);
}

bool print_boot_reserve(const struct view *v, FILE *out)
{
	static const char *const columns[] = { ">order", "placement", "variant", ">tables", ">time",
					       ">ns/table", ">exponent", "fitted to n tables",
					       NULL };
	struct table *t = table_begin(columns);
	char text[FIGURE_TEXT];

	for (size_t i = 0; i < v->nr_series; i++) {
		const struct series *s = &v->series[i];
		const struct bench_sample *last = s->points[s->nr - 1];

		if (!same(last->op, BOOT_RESERVE))
			continue;
		time_text(text, last->ns_median);
		table_row(t);
		table_cell(t, "%u", last->order);
		table_cell(t, "%s", last->placement);
		table_cell(t, "%s", last->variant);
		table_cell(t, "%llu", (unsigned long long)last->tables);
		table_cell(t, "%s", text);
		table_cell(t, "%.1f", last->ns_per_table);
		put_model(t, s);
	}
	return table_end(t, out, "\nboot-reserve: early boot reserves each preserved table"
			 " (exponent 1 is linear, 2 quadratic)");
}

/* Panels are variants, curves placements and orders. */
static void add_curve(const struct series *s, const char *panel, struct plot_data *data)
{
	const struct bench_sample *first = s->points[0];
	struct power_law law = fit_exponent(s, FIT_MIN_TABLES);
	char curve[PLOT_TEXT], exponent[32] = "";

	if (law.points)
		snprintf(exponent, sizeof(exponent), ": n^%.2f", law.exponent);
	snprintf(curve, sizeof(curve), "%.24s, order %u%s", first->placement, first->order,
		 exponent);
	plot_add_series(data, panel, curve, s, false);
}

void boot_reserve_plot(const struct view *v, const void *arg, struct plot_data *data)
{
	static const struct {
		const char *variant, *panel;
	} panels[] = { { "tree", "the tree's reservation" }, { "kho-linear", "kho-linear" } };

	(void)arg;
	for (size_t p = 0; p < sizeof(panels) / sizeof(panels[0]); p++)
		for (size_t i = 0; i < v->nr_series; i++) {
			const struct bench_sample *s = v->series[i].points[0];

			if (same(s->op, BOOT_RESERVE) && same(s->variant, panels[p].variant))
				add_curve(&v->series[i], panels[p].panel, data);
		}
}

void boot_reserve_single(const struct view *v, const char *panel, struct plot_data *data)
{
	static const struct {
		const char *variant, *placement, *curve;
	} curves[] = {
		{ "tree", "shuffled", "boot-reserve, shuffled" },
		{ "tree", "sequential", "boot-reserve, sequential" },
		{ "kho-linear", "shuffled", "kho-linear, shuffled" },
	};

	for (size_t i = 0; i < sizeof(curves) / sizeof(curves[0]); i++)
		plot_add_series(data, panel, curves[i].curve,
				series_boot_reserve(v, 0, curves[i].placement, curves[i].variant),
				false);
}

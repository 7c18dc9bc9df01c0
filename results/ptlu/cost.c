// SPDX-License-Identifier: GPL-2.0-only
/* The time that domains of familiar sizes cost. */
#include "cost.h"
#include "domains.h"
#include "fit.h"
#include "names.h"
#include "table.h"

#include <string.h>

/* Figures in a row: the operations, then early boot as it is and with kho-linear. */
enum { BOOT = NR_HANDOVER_OPS, BLACKOUT, LINEAR, LINEAR_BLACKOUT, NR_FIGURES };

static const char *const extra_heads[] = {
	[BOOT] = BOOT_RESERVE, [BLACKOUT] = "blackout",
	[LINEAR] = "kho-linear", [LINEAR_BLACKOUT] = "blackout",
};

/* One domain of a target. */
struct cost {
	struct figure tables;
	struct figure figures[NR_FIGURES];
};

static struct cost cost_of(const struct view *v, const char *target, double bytes,
			   const char *placement)
{
	const char *leaf = base_leaf(v, target);
	struct cost c = { .tables = tables_for(v, target, leaf, bytes) };
	unsigned int order = table_order(v, target);
	struct figure restore = figure_exact(0, FIGURE_NONE);

	for (size_t i = 0; i < NR_HANDOVER_OPS; i++) {
		c.figures[i] = time_at(v, series_find(v, target, handover_ops[i], "ours", leaf,
						      placement), c.tables.value);
		if (same(handover_ops[i], "restore"))
			restore = c.figures[i];
	}
	c.figures[BOOT] = time_at(v, series_boot_reserve(v, order, placement, "tree"),
				  c.tables.value);
	c.figures[LINEAR] = time_at(v, series_boot_reserve(v, order, placement, "kho-linear"),
				    c.tables.value);
	c.figures[BLACKOUT] = figure_sum(c.figures[BOOT], restore);
	c.figures[LINEAR_BLACKOUT] = figure_sum(c.figures[LINEAR], restore);
	return c;
}

/* A row of operations that nobody measured says nothing, whatever early boot takes. */
static bool is_row(const struct cost *c)
{
	if (!figure_is_known(c->tables))
		return false;
	for (size_t i = 0; i < NR_HANDOVER_OPS; i++)
		if (figure_is_known(c->figures[i]))
			return true;
	return false;
}

/* Marks the figures that some row has, and counts the rows. */
static size_t find_columns(const struct view *v, const char *target, const char *placement,
			   bool *columns)
{
	size_t rows = 0;

	for (size_t d = 0; d < NR_DOMAIN_SIZES; d++) {
		struct cost c = cost_of(v, target, domain_sizes[d].bytes, placement);

		if (!domain_sizes[d].brief || !is_row(&c))
			continue;
		for (size_t i = 0; i < NR_FIGURES; i++)
			columns[i] |= c.figures[i].kind <= FIGURE_WITHHELD;
		rows++;
	}
	return rows;
}

static void put_target(struct table *t, const struct view *v, const char *target,
		       const char *placement, const bool *columns)
{
	const char *leaf = base_leaf(v, target), *name = target;
	char text[FIGURE_TEXT];

	for (size_t d = 0; d < NR_DOMAIN_SIZES; d++) {
		struct cost c = cost_of(v, target, domain_sizes[d].bytes, placement);

		if (!domain_sizes[d].brief || !is_row(&c))
			continue;
		table_row(t);
		table_cell(t, "%s", name);
		table_cell(t, "%s", domain_sizes[d].name);
		table_cell(t, "%s", leaf);
		table_cell(t, "%.0f", c.tables.value);
		for (size_t i = 0; i < NR_FIGURES; i++) {
			figure_text(text, c.figures[i]);
			if (columns[i])
				table_cell(t, "%s", text);
		}
		name = "";
	}
}

bool print_cost(const struct view *v, const char *const *targets, size_t nr, const char *placement,
		FILE *out)
{
	static const char *const heads[] = { "target", ">domain", "leaf", ">tables", NULL };
	struct table *t = table_begin(heads);
	bool columns[NR_FIGURES] = { false };
	size_t missing = 0;
	char head[FIGURE_TEXT], title[160];

	for (size_t i = 0; i < nr; i++)
		missing += !find_columns(v, targets[i], placement, columns);
	for (size_t i = 0; i < NR_FIGURES; i++) {
		snprintf(head, sizeof(head), ">%s",
			 i < NR_HANDOVER_OPS ? handover_ops[i] : extra_heads[i]);
		if (columns[i])
			table_column(t, head);
	}
	for (size_t i = 0; i < nr; i++)
		put_target(t, v, targets[i], placement, columns);
	snprintf(title, sizeof(title), "\nCost of one domain, variant ours, table pages %s",
		 placement);
	if (!table_end(t, out, title))
		return false;
	if (missing)
		fprintf(out, "%zu more target%s without a figure for such domains\n", missing,
			missing == 1 ? "" : "s");
	return true;
}

void print_cost_legend(const char *profile, FILE *out)
{
	const char *more = same(profile, "quick") ? "full" : "huge";

	fprintf(out,
		"\nMedians.  ~ between two measured sizes.  +- half of the 95 %% prediction\n"
		"interval of a figure beyond the largest size.  ? not measured, and the measured\n"
		"sizes do not bound it: needs PROFILE=%s.  - not measured.  blackout is\n"
		"boot-reserve + restore of this domain alone; boot-reserve grows with all\n"
		"preserved pages of the machine.  kho-linear is boot-reserve by\n"
		"proposals/kho_linear/.\n",
		more);
}

// SPDX-License-Identifier: GPL-2.0-only
/* What domains of familiar sizes cost, and what their leaves change. */
#include "summary.h"

#include <string.h>

#define GIB	(1024.0 * 1024 * 1024)

/* Domains that the cost is told for. */
static const struct {
	const char *name;
	double bytes;
} domains[] = {
	{ "1 GiB", GIB },
	{ "64 GiB", 64 * GIB },
	{ "1 TiB", 1024 * GIB },
};

#define NR_DOMAINS	(sizeof(domains) / sizeof(domains[0]))

/* What one domain costs: the operations in their order, and early boot. */
struct cost {
	struct figure tables;
	struct figure ops[REPORT_NR_OPS];
	struct figure boot, linear;
	struct figure blackout, linear_blackout;
};

void time_text(char *text, size_t size, double ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	size_t unit = 0;

	while (unit < 3 && ns >= 999.5) {
		ns /= 1000;
		unit++;
	}
	snprintf(text, size, "%.*f %s", ns < 9.995 ? 2 : ns < 99.95 ? 1 : 0, ns, units[unit]);
}

/* A figure with its mark, 13 columns wide. */
static void print_figure(FILE *out, struct figure f)
{
	static const char marks[] = { [FIGURE_MEASURED] = ' ', [FIGURE_INTERPOLATED] = '~',
				      [FIGURE_EXTRAPOLATED] = '*' };
	char text[32];

	if (f.kind == FIGURE_NONE || f.kind == FIGURE_TOO_LARGE) {
		fprintf(out, "%12s ", "-");
		return;
	}
	time_text(text, sizeof(text), f.value);
	fprintf(out, "%12s%c", text, marks[f.kind]);
}

static struct cost cost_of(const struct view *v, const char *target, double bytes,
			   const char *placement)
{
	const char *leaf = base_leaf(v, target);
	struct cost cost = { .tables = tables_for(v, target, leaf, bytes) };
	struct figure restore = { 0, FIGURE_NONE };

	for (size_t i = 0; i < REPORT_NR_OPS; i++) {
		cost.ops[i] = time_at(series_find(v, target, report_ops[i], "ours", leaf,
						  placement), cost.tables.value);
		if (!strcmp(report_ops[i], "restore"))
			restore = cost.ops[i];
	}
	cost.boot = time_at(series_boot_reserve(v, table_order(v, target), placement, "tree"),
			    cost.tables.value);
	cost.blackout = figure_sum(cost.boot, restore);
	cost.linear =
		time_at(series_boot_reserve(v, table_order(v, target), placement, "kho-linear"),
			cost.tables.value);
	cost.linear_blackout = figure_sum(cost.linear, restore);
	return cost;
}

static bool has_figure(const struct cost *cost)
{
	for (size_t i = 0; i < REPORT_NR_OPS; i++)
		if (cost->ops[i].kind < FIGURE_TOO_LARGE)
			return true;
	return false;
}

static bool has_rows(const struct view *v, const char *target, const char *placement)
{
	for (size_t d = 0; d < NR_DOMAINS; d++) {
		struct cost cost = cost_of(v, target, domains[d].bytes, placement);

		if (cost.tables.kind < FIGURE_TOO_LARGE && has_figure(&cost))
			return true;
	}
	return false;
}

/* The rows of a target, without those that would say nothing. */
static void print_target(const struct view *v, const char *target, const char *placement,
			 FILE *out)
{
	const char *leaf = base_leaf(v, target), *name = target;

	for (size_t d = 0; d < NR_DOMAINS; d++) {
		struct cost cost = cost_of(v, target, domains[d].bytes, placement);

		if (cost.tables.kind >= FIGURE_TOO_LARGE || !has_figure(&cost))
			continue;
		fprintf(out, "%-18s %7s %8.0f", name, domains[d].name, cost.tables.value);
		for (size_t i = 0; i < REPORT_NR_OPS; i++)
			print_figure(out, cost.ops[i]);
		print_figure(out, cost.boot);
		print_figure(out, cost.blackout);
		print_figure(out, cost.linear);
		print_figure(out, cost.linear_blackout);
		if (leaf && strcmp(leaf, "4k"))
			fprintf(out, "  %s leaves", leaf);
		fputc('\n', out);
		name = "";
	}
}

bool print_cost(const struct view *v, enum summary_extent extent, const char *placement,
		FILE *out)
{
	const char *const *targets = extent == SUMMARY_ALL ? v->targets : v->representatives;
	size_t nr = extent == SUMMARY_ALL ? v->nr_targets : v->nr_representatives;
	size_t missing = 0;

	for (size_t t = 0; t < nr; t++)
		missing += !has_rows(v, targets[t], placement);
	if (missing == nr)
		return false;
	fprintf(out,
		"\nWhat does it cost? One domain mapped with 4k pages, variant ours, "
		"table pages %s\n",
		placement);
	fprintf(out, "%-18s %7s %8s", "target", "domain", "tables");
	for (size_t i = 0; i < REPORT_NR_OPS; i++)
		fprintf(out, "%12s ", report_ops[i]);
	fprintf(out, "%12s %12s %12s %12s\n", "boot-reserve", "blackout", "kho-linear", "blackout");
	for (size_t t = 0; t < nr; t++)
		print_target(v, targets[t], placement, out);
	if (missing)
		fprintf(out,
			"(%zu more target%s: no figures for such domains with table pages %s)\n",
			missing, missing == 1 ? "" : "s", placement);
	return true;
}

void print_cost_legend(FILE *out)
{
	fprintf(out,
		"\nEach figure is a median for one domain.  ~ interpolated between measured sizes"
		"  * extrapolated along a power law\n"
		"fitted to the largest sizes, or along the line through the two largest  "
		"- not measured.  Domains beyond a target's\n"
		"address space are left out.  blackout = boot-reserve + restore: what preserved "
		"tables add to the time in which\n"
		"nothing runs, for this domain alone (boot-reserve grows with all preserved pages "
		"of the machine).  kho-linear is\n"
		"boot-reserve by proposals/kho_linear/, and what the blackout would be with it.\n");
}

/* ---- leaves ---- */

static const char *const leaf_columns = "%-18s %-6s %-10s %8s %8s";

static void print_leaf(const struct view *v, const char *target, const char *leaf,
		       const char *placement, FILE *out)
{
	const struct bench_sample *largest = NULL;
	char gib[32], tables[32];

	for (size_t o = 0; o < REPORT_NR_OPS; o++) {
		const struct series *s =
			series_find(v, target, report_ops[o], "ours", leaf, placement);

		if (s && (!largest || s->points[s->nr - 1]->tables > largest->tables))
			largest = s->points[s->nr - 1];
	}
	if (!largest)
		return;
	snprintf(gib, sizeof(gib), "%.0f", (double)largest->iova_bytes / GIB);
	snprintf(tables, sizeof(tables), "%llu", (unsigned long long)largest->tables);
	fprintf(out, leaf_columns, target, leaf, placement, gib, tables);
	for (size_t o = 0; o < REPORT_NR_OPS; o++) {
		struct figure f = time_at(series_find(v, target, report_ops[o], "ours", leaf,
						      placement), (double)largest->tables);

		if (f.kind == FIGURE_MEASURED)
			fprintf(out, " %10.1f", f.value / (double)largest->tables);
		else
			fprintf(out, " %10s", "-");
	}
	fputc('\n', out);
}

void print_leaves(const struct view *v, FILE *out)
{
	const char *leaves[REPORT_MAX_LEAVES];
	bool head = false;

	for (size_t t = 0; t < v->nr_representatives; t++) {
		const char *target = v->representatives[t];
		size_t nr = leaves_of(v, target, leaves);

		if (nr > 1 && !head) {
			fprintf(out, "\nLeaves: ns per table of ours in the largest domain of each"
				" leaf size; other targets are in samples.jsonl\n");
			fprintf(out, leaf_columns, "target", "leaf", "placement", "GiB", "tables");
			for (size_t o = 0; o < REPORT_NR_OPS; o++)
				fprintf(out, " %10s", report_ops[o]);
			fputc('\n', out);
			head = true;
		}
		for (size_t p = 0; nr > 1 && p < report_nr_placements; p++)
			for (size_t i = 0; i < nr; i++)
				print_leaf(v, target, leaves[i], report_placements[p], out);
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/* Instructions of the host tier beside those of kernels: tables in Markdown and a plot. */
#include "tier_counts.h"
#include "fit.h"
#include "names.h"

#include <math.h>
#include <stdlib.h>

/* If the ratios of the tiers differ by more than this, the host tier misleads. */
#define MISLEADS	0.25

static const char *const variants[] = { "ours", "posted", "floor-api" };

enum { OURS, POSTED, FLOOR_API, NR_VARIANTS };

static double per_table(const struct bench_sample *s)
{
	return s->instructions / (double)s->tables;
}

static bool is_counted(const struct bench_sample *s)
{
	return s->instructions >= 0 && s->tables;
}

/* One count of the host tier belongs to every architecture. */
static const struct bench_sample *find(const struct sample_set *set,
				       const struct bench_sample *like, const char *variant)
{
	for (size_t i = 0; i < set->nr; i++) {
		const struct bench_sample *s = &set->samples[i];

		if (same(s->target, like->target) && same(s->op, like->op) &&
		    same(s->variant, variant) && same(s->leaf, like->leaf) &&
		    same(s->placement, like->placement) && s->tables == like->tables &&
		    (!same(s->tier, like->tier) || same(s->arch, like->arch)) && is_counted(s))
			return s;
	}
	return NULL;
}

/* The part of the baseline's instructions that ours takes, NAN if one of them was not counted. */
static double ratio(const struct bench_sample *const *samples, int by)
{
	return samples[OURS] && samples[by] ? per_table(samples[OURS]) / per_table(samples[by]) :
					      NAN;
}

static void put_number(FILE *out, double value, int digits)
{
	if (isfinite(value))
		fprintf(out, " %.*f |", digits, value);
	else
		fprintf(out, " - |");
}

static void put_difference(FILE *out, double difference)
{
	const char *bold = fabs(difference) > MISLEADS ? "**" : "";

	if (isfinite(difference))
		fprintf(out, " %s%+.2f%s |", bold, difference, bold);
	else
		fprintf(out, " - |");
}

static void put_row(const struct sample_set *host, const struct sample_set *kernel,
		    const struct bench_sample *like, FILE *out)
{
	const struct bench_sample *in_host[NR_VARIANTS], *in_kernel[NR_VARIANTS];
	double host_ratio, kernel_ratio;

	for (int v = 0; v < NR_VARIANTS; v++) {
		in_host[v] = find(host, like, variants[v]);
		in_kernel[v] = find(kernel, like, variants[v]);
	}
	fprintf(out, "| %s | %llu | %s |", like->target, (unsigned long long)like->tables,
		like->op);
	for (int v = 0; v < NR_VARIANTS; v++) {
		put_number(out, in_host[v] ? per_table(in_host[v]) : NAN, 0);
		put_number(out, in_kernel[v] ? per_table(in_kernel[v]) : NAN, 0);
	}
	host_ratio = ratio(in_host, POSTED);
	kernel_ratio = ratio(in_kernel, POSTED);
	put_number(out, host_ratio, 3);
	put_number(out, kernel_ratio, 3);
	put_difference(out, host_ratio / kernel_ratio - 1);
	put_number(out, ratio(in_host, FLOOR_API), 2);
	put_number(out, ratio(in_kernel, FLOOR_API), 2);
	fprintf(out, "\n");
}

/* The fixed cost of a small domain hides what its tables cost. */
static bool has_row(const struct sample_set *host, const struct bench_sample *s)
{
	return same(s->variant, variants[OURS]) && !same(s->op, BOOT_RESERVE) &&
	       s->tables >= FIT_MIN_TABLES && is_counted(s) && find(host, s, variants[OURS]);
}

/* A table for each architecture, at its first sample. */
static bool put_arch(const struct sample_set *host, const struct sample_set *kernel, size_t first,
		     FILE *out)
{
	const char *arch = kernel->samples[first].arch;

	for (size_t i = 0; i < first; i++)
		if (same(kernel->samples[i].arch, arch) && has_row(host, &kernel->samples[i]))
			return false;
	fprintf(out,
		"\n## %s\n\n"
		"| target | tables | op | ours, host | kernel | posted, host | kernel |"
		" floor-api, host | kernel | ours/posted, host | kernel | difference of the host |"
		" ours/floor-api, host | kernel |\n"
		"|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n", arch);
	for (size_t i = first; i < kernel->nr; i++)
		if (same(kernel->samples[i].arch, arch) && has_row(host, &kernel->samples[i]))
			put_row(host, kernel, &kernel->samples[i], out);
	return true;
}

/* The work of early boot with preserved tables: the host's count beside real kexecs. */
static bool put_boot_reserve(const struct sample_set *host, const struct sample_set *kernel,
			     FILE *out)
{
	bool begun = false;

	for (size_t i = 0; i < kernel->nr; i++) {
		const struct bench_sample *s = &kernel->samples[i], *in_host;

		if (!same(s->op, BOOT_RESERVE) || s->refused || !is_counted(s))
			continue;
		in_host = find(host, s, s->variant);
		if (!in_host)
			continue;
		if (!begun)
			fprintf(out, "\n## boot-reserve\n\n"
				"| arch | tables, shuffled | host, instructions per table |"
				" kernel | difference of the host |\n"
				"|---|--:|--:|--:|--:|\n");
		begun = true;
		fprintf(out, "| %s | %llu | %.0f | %.0f | %+.2f |\n", s->arch,
			(unsigned long long)s->tables, per_table(in_host), per_table(s),
			per_table(in_host) / per_table(s) - 1);
	}
	return begun;
}

bool print_tiers(const struct sample_set *host, const struct sample_set *kernel, FILE *out)
{
	bool printed = false;

	for (size_t i = 0; i < kernel->nr; i++)
		if (has_row(host, &kernel->samples[i]))
			printed |= put_arch(host, kernel, i, out);
	return put_boot_reserve(host, kernel, out) || printed;
}

/* ---- the plot ---- */

#define MAX_SIZES	64

static int compare_tables(const void *va, const void *vb)
{
	const struct bench_sample *const *a = va, *const *b = vb;

	return ((*a)->tables > (*b)->tables) - ((*a)->tables < (*b)->tables);
}

/* Counts do not depend on the caches: those of the host say warm, a kernel's cold. */
static void add_curve(struct plot_data *data, const char *panel, const char *what,
		      const struct sample_set *set, const struct bench_sample *like)
{
	const struct bench_sample *sizes[MAX_SIZES];
	char curve[PLOT_TEXT];
	size_t nr = 0;

	for (size_t i = 0; i < set->nr && nr < MAX_SIZES; i++) {
		const struct bench_sample *s = &set->samples[i];

		if (is_counted(s) && same(s->tier, like->tier) && same(s->arch, like->arch) &&
		    same(s->op, like->op) && same(s->variant, like->variant) &&
		    same(s->target, like->target) && same(s->placement, like->placement))
			sizes[nr++] = s;
	}
	qsort(sizes, nr, sizeof(sizes[0]), compare_tables);
	snprintf(curve, sizeof(curve), "%.24s, %.24s%s%.24s", what, like->tier,
		 same(like->tier, "host") ? "" : " ", same(like->tier, "host") ? "" : like->arch);
	for (size_t i = 0; i < nr; i++) {
		double value = per_table(sizes[i]);

		plot_add(data, panel, curve, (struct plot_point){ (double)sizes[i]->tables, value,
								  value, value });
	}
}

/* The curves of the host, and of the kernels of each architecture. */
static void add_curves(struct plot_data *data, const char *panel, const char *what,
		       struct bench_sample like)
{
	const struct run *run = data->run;

	like.tier = run->counts.samples[0].tier;
	like.arch = run->counts.samples[0].arch;
	add_curve(data, panel, what, &run->counts, &like);
	for (size_t i = 0; i < run->nr_views; i++) {
		like.tier = run->views[i].tier;
		like.arch = run->views[i].arch;
		if (same(like.tier, "kernel"))
			add_curve(data, panel, what, &run->set, &like);
	}
}

void tiers_plot(const struct view *v, const void *arg, struct plot_data *data)
{
	const char *target = v->nr_representatives ? v->representatives[0] : NULL;

	(void)arg;
	if (!same(v->tier, "kernel") || !data->run->counts.nr || !target)
		return;
	snprintf(data->subject, sizeof(data->subject), "%s", target);
	for (size_t o = 0; o < NR_HANDOVER_OPS; o++)
		for (int i = 0; i < NR_VARIANTS; i++)
			add_curves(data, handover_ops[o], variants[i], (struct bench_sample){
				.op = handover_ops[o], .variant = variants[i], .target = target,
				.placement = placements[0] });
	for (size_t p = 0; p < NR_PLACEMENTS; p++)
		add_curves(data, "boot-reserve by real kexecs", placements[p],
			   (struct bench_sample){ .op = BOOT_RESERVE, .variant = "tree",
						  .target = "any", .placement = placements[p] });
}

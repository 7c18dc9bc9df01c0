// SPDX-License-Identifier: GPL-2.0-only
/* The summary of a run: its conditions, its result, and all its tables in order. */
#include "summary.h"
#include "blackout.h"
#include "boot_reserve.h"
#include "cores.h"
#include "cost.h"
#include "exponents.h"
#include "glance.h"
#include "hardware.h"
#include "leaves.h"
#include "live_tables.h"
#include "names.h"
#include "noise.h"
#include "ratios.h"
#include "refused.h"
#include "threads.h"

static void print_conditions(const struct conditions *c, FILE *out)
{
	if (!c->known) {
		fputs("machine:  not known, the run has no env.json\n", out);
		return;
	}
	fprintf(out, "machine:  %s, %lld processor%s%s, Linux %s", c->cpu, c->cpus,
		c->cpus == 1 ? "" : "s", c->virtualized ? ", virtualized" : "", c->kernel_release);
	if (c->load >= 0)
		fprintf(out, ", load average %.2f at the start", c->load);
	fprintf(out, "\nbuild:    %s %s, ptlu %s%s\n", c->compiler, c->cflags, c->revision,
		c->dirty ? " with local changes" : "");
	if (c->tree[0] || c->tree_hash[0])
		fprintf(out, "tree:     %s%s%.16s\n", c->tree,
			c->tree[0] && c->tree_hash[0] ? ", files compiled: " : "", c->tree_hash);
	if (c->sessions)
		fprintf(out,
			"options:  PROFILE=%s TARGETS=\"%s\" OPS=\"%s\"\n"
			"begun:    %s, %llu session%s, outcome %s\n",
			c->profile, c->targets, c->ops, c->start, c->sessions,
			c->sessions == 1 ? "" : "s", c->outcome);
	if (c->load > DISTURBING_LOAD * (double)c->cpus && c->cpus)
		fputs("warning:  other programs used the processors when the run began: times and\n"
		      "          ratios to posted are disturbed\n", out);
	if (c->disturbed_by[0])
		fprintf(out,
			"warning:  measured at the same time as %s: do not use the figures\n",
			c->disturbed_by);
	if (c->inject[0])
		fprintf(out, "warning:  %s %% of work was added to all timed regions, for a test\n",
			c->inject);
	if (c->dirty)
		fputs("warning:  built from a checkout with local changes: the revision alone\n"
		      "          does not reproduce it\n", out);
}

static void print_head(const struct run *run, FILE *out)
{
	fprintf(out, "ptlu run %s\n", run->set.samples[0].run);
	print_conditions(&run->conditions, out);
	noise_print(run, out);
}

static void print_view_head(const struct view *v, FILE *out)
{
	fprintf(out,
		"\nmeasured: Linux %s page-table code, %s tier, %s, %s caches, %zu target%s, %zu"
		" samples\n",
		v->kernel, v->tier, v->arch, v->cache, v->nr_targets, v->nr_targets == 1 ? "" : "s",
		v->nr_samples);
	if (counts_instructions(v))
		fputs("clock:    a nanosecond is an instruction: compare counts, not times\n", out);
}

static void print_view(const struct run *run, const struct view *v, FILE *out)
{
	bool cost = false;

	print_view_head(v, out);
	print_glance(v, out);
	for (size_t p = 0; p < NR_PLACEMENTS; p++)
		cost |= print_cost(v, v->targets, v->nr_targets, placements[p], out);
	cost |= print_blackout(v, out);
	if (cost)
		print_cost_legend(run->conditions.profile, out);
	print_boot_reserve(v, out);
	print_cores(v, out);
	print_threads(v, out);
	print_ratios(v, out);
	print_exponents(v, out);
	print_leaves(v, out);
	print_live_tables(v, out);
	print_hardware(v, out);
	print_refused(v, out);
}

void summary_write(const struct run *run, FILE *out)
{
	print_head(run, out);
	for (size_t i = 0; i < run->nr_views; i++)
		print_view(run, &run->views[i], out);
}

/* Only the placement that costs more: it is what a reader must not miss. */
static bool print_brief_cost(const struct view *v, FILE *out)
{
	for (size_t p = 0; p < NR_PLACEMENTS; p++)
		if (print_cost(v, v->representatives, v->nr_representatives, placements[p], out))
			return true;
	return false;
}

void summary_brief(const struct run *run, FILE *out)
{
	print_head(run, out);
	for (size_t i = 0; i < run->nr_views; i++) {
		const struct view *v = &run->views[i];
		bool cost;

		print_view_head(v, out);
		print_glance(v, out);
		/* Other views differ in tier or caches: their ratios are enough. */
		if (i)
			continue;
		cost = print_brief_cost(v, out);
		cost |= print_blackout(v, out);
		if (cost)
			print_cost_legend(run->conditions.profile, out);
		print_boot_reserve(v, out);
		print_live_tables(v, out);
		print_hardware(v, out);
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-tiers: instructions per table of the host tier beside those of a kernel, as tables in Markdown. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "results/format/sample.h"

/* Where the tiers differ by more than this, the host tier misleads. */
#define MISLEADS	0.25

static const char * const variants[] = { "ours", "posted", "floor-api" };

enum { OURS, POSTED, FLOOR_API, NR_VARIANTS };

static double per_table(const struct bench_sample *s)
{
	return s->instructions / s->tables;
}

/* The host tier's counts stand beside every architecture's. */
static const struct bench_sample *find(const struct sample_set *set,
				       const struct bench_sample *like, const char *variant)
{
	for (size_t i = 0; i < set->nr; i++) {
		const struct bench_sample *s = &set->samples[i];

		if (!strcmp(s->target, like->target) && !strcmp(s->op, like->op) &&
		    !strcmp(s->variant, variant) && !strcmp(s->leaf, like->leaf) &&
		    !strcmp(s->placement, like->placement) && s->tables == like->tables &&
		    (strcmp(s->tier, like->tier) || !strcmp(s->arch, like->arch)) &&
		    s->instructions >= 0)
			return s;
	}
	return NULL;
}

/* How much of the baseline's instructions ours takes, NAN where one of them was not counted. */
static double ratio(const struct bench_sample * const *samples, int by)
{
	return samples[OURS] && samples[by] ? per_table(samples[OURS]) / per_table(samples[by]) :
					      NAN;
}

static void print_number(double value, const char *format)
{
	if (isnan(value))
		printf(" - |");
	else
		printf(format, value);
}

static void print_row(const struct sample_set *host, const struct sample_set *kernel,
		      const struct bench_sample *like)
{
	const struct bench_sample *in_host[NR_VARIANTS], *in_kernel[NR_VARIANTS];
	double host_ratio, kernel_ratio;

	for (int v = 0; v < NR_VARIANTS; v++) {
		in_host[v] = find(host, like, variants[v]);
		in_kernel[v] = find(kernel, like, variants[v]);
	}
	printf("| %s | %llu | %s |", like->target, (unsigned long long)like->tables, like->op);
	for (int v = 0; v < NR_VARIANTS; v++) {
		print_number(in_host[v] ? per_table(in_host[v]) : NAN, " %.0f |");
		print_number(in_kernel[v] ? per_table(in_kernel[v]) : NAN, " %.0f |");
	}
	host_ratio = ratio(in_host, POSTED);
	kernel_ratio = ratio(in_kernel, POSTED);
	print_number(host_ratio, " %.3f |");
	print_number(kernel_ratio, " %.3f |");
	print_number(host_ratio / kernel_ratio - 1, fabs(host_ratio / kernel_ratio - 1) > MISLEADS ?
		     " **%+.2f** |" : " %+.2f |");
	print_number(ratio(in_host, FLOOR_API), " %.2f |");
	print_number(ratio(in_kernel, FLOOR_API), " %.2f |");
	printf("\n");
}

static bool has_row(const struct sample_set *host, const struct bench_sample *s)
{
	return !strcmp(s->variant, variants[OURS]) && find(host, s, variants[OURS]);
}

/* A table for each architecture, at its first sample. */
static void print_arch(const struct sample_set *host, const struct sample_set *kernel, size_t first)
{
	const char *arch = kernel->samples[first].arch;

	for (size_t i = 0; i < first; i++)
		if (!strcmp(kernel->samples[i].arch, arch) && has_row(host, &kernel->samples[i]))
			return;
	printf("\n## %s\n\n"
	       "| target | tables | op | ours, host | kernel | posted, host | kernel | floor-api, host | kernel |"
	       " ours/posted, host | kernel | host is off by | ours/floor-api, host | kernel |\n"
	       "|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
	       arch);
	for (size_t i = first; i < kernel->nr; i++)
		if (!strcmp(kernel->samples[i].arch, arch) && has_row(host, &kernel->samples[i]))
			print_row(host, kernel, &kernel->samples[i]);
}

/* What early boot does with preserved tables: the host's count beside real kexecs of each architecture. */
static void print_boot_reserve(const struct sample_set *host, const struct sample_set *kernel)
{
	bool begun = false;

	for (size_t i = 0; i < kernel->nr; i++) {
		const struct bench_sample *s = &kernel->samples[i];
		const struct bench_sample *in_host = find(host, s, s->variant);

		if (strcmp(s->op, "boot-reserve") || s->refused || s->instructions < 0 || !in_host)
			continue;
		if (!begun)
			printf("\n## boot-reserve\n\n"
			       "| arch | tables, shuffled | host, instructions per table | kernel | host is off by |\n"
			       "|---|--:|--:|--:|--:|\n");
		begun = true;
		printf("| %s | %llu | %.0f | %.0f | %+.2f |\n", s->arch,
		       (unsigned long long)s->tables, per_table(in_host), per_table(s),
		       per_table(in_host) / per_table(s) - 1);
	}
}

int main(int argc, char **argv)
{
	struct sample_set host = {}, kernel = {};
	bool counted = false;

	if (argc != 3) {
		fprintf(stderr, "usage: ptlu-tiers samples-of-ptlu-count samples-of-kernels\n");
		return 2;
	}
	if (sample_set_read(&host, argv[1]) || sample_set_read(&kernel, argv[2]))
		return 1;
	for (size_t i = 0; i < kernel.nr; i++)
		if (has_row(&host, &kernel.samples[i]) && kernel.samples[i].instructions >= 0) {
			print_arch(&host, &kernel, i);
			counted = true;
		}
	print_boot_reserve(&host, &kernel);
	if (!counted)
		fprintf(stderr,
			"ptlu-tiers: %s has no counts of the targets and sizes that were counted here: measure them with make bench-kernel CLOCK=icount\n",
			argv[2]);
	sample_set_free(&host);
	sample_set_free(&kernel);
	return !counted;
}

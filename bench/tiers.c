// SPDX-License-Identifier: GPL-2.0-only
/* ptlu-tiers: instructions per table of the host tier beside those of a kernel, as tables in Markdown. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "sample.h"

/* Where the tiers differ by more than this, the host tier misleads. */
#define MISLEADS	0.25

static const char * const variants[] = { "ours", "posted", "floor-api" };

enum { OURS, POSTED, FLOOR_API, NR_VARIANTS };

static double per_table(const struct bench_sample *s)
{
	return s->instructions / s->tables;
}

static const struct bench_sample *find(const struct sample_set *set, const struct bench_sample *like,
				       const char *variant)
{
	for (size_t i = 0; i < set->nr; i++) {
		const struct bench_sample *s = &set->samples[i];

		if (!strcmp(s->target, like->target) && !strcmp(s->op, like->op) &&
		    !strcmp(s->variant, variant) && !strcmp(s->leaf, like->leaf) &&
		    s->tables == like->tables && s->instructions >= 0)
			return s;
	}
	return NULL;
}

/* How much of the baseline's instructions ours takes, NAN where one of them was not counted. */
static double ratio(const struct bench_sample * const *samples, int by)
{
	return samples[OURS] && samples[by] ? per_table(samples[OURS]) / per_table(samples[by]) : NAN;
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
	printf("| %s | %s |", like->target, like->op);
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

int main(int argc, char **argv)
{
	struct sample_set host = {}, kernel = {};

	if (argc != 3) {
		fprintf(stderr, "usage: ptlu-tiers samples-of-ptlu-count samples-of-a-kernel\n");
		return 2;
	}
	if (sample_set_read(&host, argv[1]) || sample_set_read(&kernel, argv[2]))
		return 1;
	printf("| target | op | ours, host | kernel | posted, host | kernel | floor-api, host | kernel |"
	       " ours/posted, host | kernel | host is off by | ours/floor-api, host | kernel |\n"
	       "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
	for (size_t i = 0; i < kernel.nr; i++)
		if (!strcmp(kernel.samples[i].variant, variants[OURS]) &&
		    find(&host, &kernel.samples[i], variants[OURS]))
			print_row(&host, &kernel, &kernel.samples[i]);
	sample_set_free(&host);
	sample_set_free(&kernel);
	return 0;
}
